//! What came out of a case, as lines, and how they are compared with what was told.
//!
//! Some kinds of line are always compared. The chatty ones ([`CHATTY`]) are compared only if the case speaks of that kind at
//! all. An expected line that ends in `...` stands for every line that begins like it.

use super::{Trouble, clock::Clock};
use rapport_kernel::Time;

/// Kinds of line that only count if the case mentions one: money, orders, and the way through a journey.
pub const CHATTY: [&str; 6] = ["booked", "enters", "leaves", "order:", "reaches", "stays"];

/// Someone in a line: a person by name, or one of a crowd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person.
    One(String),
    /// One of this many of a crowd.
    OneOf(String, usize),
}

/// One thing that came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The moment by the story's clock.
    pub at: Time,
    /// The first word, by which lines are chosen.
    pub kind: &'static str,
    /// The line after its time, with `{}` where the person stands.
    pub text: String,
    /// Whom it is about.
    pub who: Who,
}

/// The items of a case.
#[derive(Debug, Default)]
pub struct Transcript(pub Vec<Item>);

impl Transcript {
    /// The lines, those about the members of a crowd at one moment counted instead of repeated.
    #[must_use]
    pub fn lines(&self, clock: &Clock, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let mut counted: Vec<(String, &Item, usize)> = Vec::new();
        for item in self.0.iter().filter(|item| wanted(item.kind)) {
            let when = clock.tell(item.at);
            let crowd = matches!(item.who, Who::OneOf(..));
            let same = |(time, other, _): &&mut (String, &Item, usize)| {
                crowd && *time == when && other.text == item.text && other.who == item.who
            };
            match counted.iter_mut().find(same) {
                Some((_, _, count)) => *count += 1,
                None => counted.push((when, item, 1)),
            }
        }
        let line = |(when, item, count): &(String, &Item, usize)| {
            let who = match &item.who {
                Who::One(name) => name.clone(),
                Who::OneOf(crowd, all) => format!("{count} of {all} {crowd}"),
            };
            format!("{when} {}", item.text.replacen("{}", &who, 1))
        };
        counted.iter().map(line).collect()
    }
}

/// Compares what came out with what was told.
///
/// # Errors
/// Both sides, with a mark at every line that differs, at the place of the first difference.
pub fn compare(heading: usize, expected: &[(usize, &str)], got: (&Transcript, &Clock)) -> Result<(), Trouble> {
    let (transcript, clock) = got;
    let told: Vec<(usize, String)> = expected
        .iter()
        .map(|(line, text)| (*line, text.split_whitespace().collect::<Vec<_>>().join(" ")))
        .filter(|(_, text)| text != "nothing")
        .collect();
    let spoken_of = |kind: &str| told.iter().any(|(_, text)| text.split(' ').any(|word| word == kind));
    let got = transcript.lines(clock, |kind| !CHATTY.contains(&kind) || spoken_of(kind));
    let same = |told: &str, got: &str| match told.strip_suffix("...") {
        Some(beginning) => got.starts_with(beginning.trim_end()),
        None => told == got,
    };
    if told.len() == got.len() && told.iter().zip(&got).all(|((_, told), got)| same(told, got)) {
        return Ok(());
    }
    let first =
        told.iter().zip(&got).position(|((_, told), got)| !same(told, got)).unwrap_or(told.len().min(got.len()));
    let line = told.get(first).or(told.last()).map_or(heading, |(line, _)| *line);
    let mut message = String::from("it did not come out as told\n  expected:\n");
    for (n, (_, text)) in told.iter().enumerate() {
        message += &format!("    {} {text}\n", if n == first { '>' } else { ' ' });
    }
    if told.is_empty() {
        message += "      nothing\n";
    }
    message += "  got:\n";
    for (n, text) in got.iter().enumerate() {
        message += &format!("    {} {text}\n", if n == first { '>' } else { ' ' });
    }
    if got.is_empty() {
        message += "      nothing\n";
    }
    Err(Trouble::new(line, message))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn transcript() -> (Transcript, Clock) {
        let clock = Clock::start("UTC").unwrap();
        let at = clock.now;
        let item = |kind, text: &str, who| Item { at, kind, text: text.into(), who };
        let many = || Who::OneOf("Shoppers".into(), 3);
        let items = vec![
            item("sent", "sent email to {}: Hello", Who::One("Ada".into())),
            item("booked", "booked 0.02 EUR", Who::One("Ada".into())),
            item("sent", "sent email to {}: Hello", many()),
            item("sent", "sent email to {}: Hello", many()),
        ];
        (Transcript(items), clock)
    }

    #[test]
    fn a_case_passes_only_if_every_line_is_told_in_order() {
        let (got, clock) = transcript();
        let told = [(7, "Mon 00:00 sent  email to Ada: Hello"), (8, "Mon 00:00 sent email to 2 of 3 Shoppers...")];
        assert_eq!(compare(1, &told, (&got, &clock)), Ok(()));
        let missing = compare(1, &told[..1], (&got, &clock)).unwrap_err();
        assert!(missing.message.contains("> Mon 00:00 sent email to 2 of 3"));
        let wrong = [(7, "Mon 00:00 sent email to Bob: Hello"), told[1]];
        assert_eq!(compare(1, &wrong, (&got, &clock)).unwrap_err().line, 7);
        assert_eq!(compare(5, &[(9, "nothing")], (&got, &clock)).unwrap_err().line, 5);
    }

    #[test]
    fn money_counts_once_it_is_spoken_of() {
        let (got, clock) = transcript();
        let told = [(7, "Mon 00:00 sent..."), (8, "Mon 00:00 booked 0.02 EUR"), (9, "Mon 00:00 sent...")];
        assert_eq!(compare(1, &told, (&got, &clock)), Ok(()));
    }
}
