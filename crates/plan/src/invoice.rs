//! Lines of invoices: how the books name them, and which lines of a file are in the books already.
//!
//! The books name a line `number/line`. A stroke or backslash within the number or the line has a backslash before it, so that line 2 of
//! `A/1` is `A\/1/2` and line `1/2` of `A` is `A/1\/2`. Releases before wrote no backslash; what they booked is known again
//! by [`Booked::of`].
//!
//! A line that has a number is known by it. Lines without one are told apart by what they say: of lines that say the same, as many are
//! in the books already as the books have of them ([`standing`]). So the same file again is known whole, and of a file
//! that grew the lines that came in between are new, wherever they stand. What differs in its text alone, or in its amount alone, from a
//! line of the books that the file does not have is named, and not booked beside it; so is a numbered line of another amount or day.

use crate::{
    Place, Reference, Transfer,
    days::{Calendars, Date},
};
use hashbrown::HashSet;
use rapport_kernel::{ActivityId, Money};
use smol_str::{SmolStr, format_smolstr};

/// What stands between the number and the line.
const BETWEEN: char = '/';
const ESCAPE: char = '\\';

/// How the books name a line of an invoice.
#[must_use]
pub fn key(number: &str, line: &str) -> SmolStr {
    format_smolstr!("{}{BETWEEN}{}", escaped(number), escaped(line))
}

/// With what the names of an invoice's lines begin: as they are written now, and as releases before wrote them where that differs.
#[must_use]
pub fn beginnings(number: &str) -> Vec<String> {
    let begins = |number: String| [format!("{}{BETWEEN}", escaped(&number)), format!("{number}{BETWEEN}")];
    let mut found: Vec<String> = spellings(number).flat_map(begins).collect();
    found.dedup();
    found
}

/// Hyphens that look like the one on the keyboard: `V\u{2011}1` is the invoice `V-1`.
const HYPHENS: [char; 5] = ['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2212}'];

/// One spelling of an invoice's number, whichever hyphen its program writes.
#[must_use]
pub fn invoice_number(text: &str) -> SmolStr {
    text.trim().chars().map(|c| if HYPHENS.contains(&c) { '-' } else { c }).collect()
}

/// A number in its one spelling, and as releases before have kept it.
fn spellings(number: &str) -> impl Iterator<Item = String> {
    let others = HYPHENS.iter().filter(|_| number.contains('-')).map(|hyphen| number.replace('-', &hyphen.to_string()));
    std::iter::once(number.to_owned()).chain(others)
}

/// The number and the line that a name in the books says.
#[must_use]
pub fn parts(key: &str) -> (String, String) {
    let last = strokes(key).last().unwrap_or(key.len());
    let line = key.get(last + BETWEEN.len_utf8()..).unwrap_or_default();
    (unescaped(&key[..last]), unescaped(line))
}

/// One spelling of a line's number: `00010`, `10,0` and `10.0` are `10`; spreadsheets make one of the other.
#[must_use]
pub fn line_number(text: &str) -> SmolStr {
    let text = text.trim();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = match text.split_once(['.', ',']) {
        Some((whole, zeros)) if digits(whole) && digits(zeros) && zeros.bytes().all(|zero| zero == b'0') => whole,
        _ => text,
    };
    match whole.trim_start_matches('0') {
        _ if !digits(whole) => whole.into(),
        "" => "0".into(),
        number => number.into(),
    }
}

fn escaped(part: &str) -> String {
    let mut written = String::with_capacity(part.len());
    for c in part.chars() {
        if matches!(c, BETWEEN | ESCAPE) {
            written.push(ESCAPE);
        }
        written.push(c);
    }
    written
}

fn unescaped(part: &str) -> String {
    let mut read = String::with_capacity(part.len());
    let mut chars = part.chars();
    while let Some(c) = chars.next() {
        match c {
            ESCAPE => read.extend(chars.next()),
            _ => read.push(c),
        }
    }
    read
}

/// Where the strokes stand that belong to neither part.
fn strokes(key: &str) -> impl Iterator<Item = usize> {
    let mut kept = false;
    key.char_indices().filter_map(move |(at, c)| {
        let free = c == BETWEEN && !kept;
        kept = c == ESCAPE && !kept;
        free.then_some(at)
    })
}

/// What a line says besides its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Who pays.
    pub activity: ActivityId,
    /// How much; a credit note is negative.
    pub amount: Money,
    /// The invoice's date, if it is said.
    pub day: Option<Date>,
    /// What was paid for; may be empty.
    pub text: String,
}

impl Content {
    /// Whether the same is to be paid by the same.
    fn costs_the_same(&self, other: &Self) -> bool {
        self.activity == other.activity && self.amount == other.amount
    }

    /// Whether both are of one day; it is asked only where both say one.
    fn is_of_the_day(&self, other: &Self) -> bool {
        self.day.zip(other.day).is_none_or(|(one, two)| one == two)
    }

    /// Whether the two may be one line.
    fn says_the_same(&self, other: &Self) -> bool {
        self.costs_the_same(other) && self.has_the_text(other) && self.is_of_the_day(other)
    }

    fn has_the_text(&self, other: &Self) -> bool {
        self.text.trim() == other.text.trim()
    }

    /// Whether this line, which the books do not have, looks like one of theirs with another text.
    fn is_renamed(&self, other: &Self) -> bool {
        self.costs_the_same(other) && self.is_of_the_day(other)
    }

    /// Whether it looks like one of theirs with another amount; what comes back of a line is not that line.
    fn is_repriced(&self, other: &Self) -> bool {
        let comes_back = |content: &Self| content.amount.minor < 0;
        let alike = self.activity == other.activity && self.has_the_text(other) && self.is_of_the_day(other);
        alike && comes_back(self) == comes_back(other)
    }
}

/// A line that the books have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// Which line, in its one spelling.
    pub line: SmolStr,
    /// What it says.
    pub content: Content,
    /// It is surely of this invoice. Where a release before wrote strokes as they came, it may be of another.
    sure: bool,
}

impl Booked {
    /// The line of this invoice that a transfer booked, if it did.
    #[must_use]
    pub fn of(number: &str, transfer: &Transfer, calendars: &Calendars) -> Option<Self> {
        let Reference::Invoice(key) = &transfer.reference else { return None };
        let behind = |begins: String| key.strip_prefix(&begins)?.strip_prefix(BETWEEN);
        let exact =
            spellings(number).filter_map(|number| behind(escaped(&number))).find(|line| strokes(line).next().is_none());
        let (line, sure) = match exact {
            Some(line) => (unescaped(line), true),
            None => (spellings(number).find_map(behind)?.to_owned(), false),
        };
        let (activity, minor) = match (&transfer.from, &transfer.to) {
            (_, Place::Activity(activity)) => (activity, transfer.amount.minor),
            (Place::Activity(activity), Place::Outside) => (activity, -transfer.amount.minor),
            (Place::Outside, Place::Outside) => return None,
        };
        let content = Content {
            activity: activity.clone(),
            amount: Money { minor, ..transfer.amount },
            // What said no day was booked at the moment it came, which is hardly ever a midnight.
            day: calendars.of(activity).beginning(transfer.at),
            text: transfer.reason.clone(),
        };
        Some(Self { line: line_number(&line), content, sure })
    }
}

/// How a line of a file stands to the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is to be booked under this number.
    New(SmolStr),
    /// The books have it.
    Known,
    /// The books have a line of this number, or one that looks like it, that says something else.
    Differs(Booked),
}

/// How the lines of one invoice stand to what the books have of it; a line without a number gets the next free one if it is new. Where
/// the books have a line that the file does not, one that differs from it in its text alone or its amount alone is not taken for a new one.
#[must_use]
pub fn standing(lines: &[(Option<SmolStr>, Content)], booked: &[Booked]) -> Vec<Standing> {
    let mut taken: HashSet<SmolStr> = booked.iter().map(|booked| booked.line.clone()).collect();
    let mut left: Vec<&Booked> = booked.iter().filter(|booked| booked.sure || !booked.line.contains(BETWEEN)).collect();
    let known = |(line, content): &(Option<SmolStr>, Content)| match line {
        Some(line) => {
            let under = || booked.iter().filter(|booked| booked.line == *line);
            // In old words a line may be another invoice's: what costs something else is for a person to look at, not to be booked.
            let same =
                |booked: &&Booked| booked.content.costs_the_same(content) && booked.content.is_of_the_day(content);
            if under().any(|booked| same(&booked)) {
                return Some(Standing::Known);
            }
            let other = under().next().map(|booked| Standing::Differs(booked.clone()));
            Some(other.unwrap_or_else(|| Standing::New(line.clone())))
        }
        None => {
            let at = left.iter().position(|booked| booked.content.says_the_same(content))?;
            left.swap_remove(at);
            Some(Standing::Known)
        }
    };
    let mut found: Vec<Option<Standing>> = lines.iter().map(known).collect();
    // The likelier first, over all lines: what one of them is, no other can be.
    for looks_like in [Content::is_renamed, Content::is_repriced] {
        for (standing, (_, content)) in found.iter_mut().zip(lines).filter(|(standing, _)| standing.is_none()) {
            let at = left.iter().position(|booked| looks_like(&booked.content, content));
            *standing = at.map(|at| Standing::Differs(left.swap_remove(at).clone()));
        }
    }
    let mut free = (1u64..).map(|number| format_smolstr!("{number}"));
    let mut new = || free.find(|number| taken.insert(number.clone())).unwrap_or_default();
    found.into_iter().map(|standing| standing.unwrap_or_else(|| Standing::New(new()))).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_stroke_in_a_number_is_not_the_one_before_the_line() {
        assert_eq!((key("A/1", "2"), key("A", "1/2")), (r"A\/1/2".into(), r"A/1\/2".into()));
        assert_eq!(key("R-17", "1"), "R-17/1", "what needs no backslash is named as ever");
        assert_eq!(parts("A/1/2"), ("A/1".into(), "2".into()), "as releases before wrote it");
    }

    #[test]
    fn one_invoice_has_one_hyphen() {
        for same in ["V-1", " V\u{2011}1", "V\u{2013}1 ", "V\u{2212}1"] {
            assert_eq!(invoice_number(same), "V-1");
        }
        assert_eq!(invoice_number("V 1"), "V 1", "another number, as far as a program can tell");
        assert!(
            beginnings("V-1").contains(&"V\u{2011}1/".to_owned()),
            "what is in the books under another hyphen is known"
        );
        assert_eq!(beginnings("V1").len(), 1);
    }

    #[test]
    fn one_line_has_one_spelling() {
        for same in ["1", "1,0", "1.0", " 1.000 ", "0001"] {
            assert_eq!(line_number(same), "1", "{same}");
        }
        for other in ["1.5", "1/2", "A1", "1a", "1,", "", "0x1"] {
            assert_eq!(line_number(other), other, "{other}");
        }
        assert_eq!(line_number("000"), "0");
    }

    proptest! {
        #[test]
        fn no_two_lines_have_one_name(a in r"[a/\\1]{1,5}", b in r"[a/\\1]{1,5}", c in r"[a/\\1]{1,5}", d in r"[a/\\1]{1,5}") {
            prop_assert_eq!(key(&a, &b) == key(&c, &d), (&a, &b) == (&c, &d));
            prop_assert_eq!(parts(&key(&a, &b)), (a, b));
        }
    }
}
