//! Which files are one series, in which a row counts once: a file and what it grows to; files of one folder whose names differ in a date
//! alone (`orders-2026-03-01.csv`, `orders-2026-03-02.csv`); files of which the mapping says so by `series`.

use crate::names::mark;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// A series of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name; what is kept of it lies under this name beside its files.
    pub name: String,
    /// Whether someone said it.
    pub said: bool,
    /// A mark of the file's own name.
    pub file: u32,
    /// The latest moment in the file's name, in seconds since 1990; 0 if there is none. Of two files of a series the later one is newer.
    pub dated: u32,
    folder: PathBuf,
    /// Whether it is kept elsewhere than beside its files.
    kept: bool,
}

impl Series {
    /// The series of a file.
    #[must_use]
    pub fn of(path: &Path, said: Option<&str>) -> Self {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let name = said.map_or_else(
            || {
                let name = dateless(&original(&file));
                // What is in stays known under the name that releases before gave the series.
                let before = dateless_before(&file);
                if before != name && folder.join(format!("{before}.imported")).exists() { before } else { name }
            },
            str::to_owned,
        );
        Self { name, said: said.is_some(), file: mark(&file) as u32, dated: dated(&file), folder, kept: false }
    }

    /// The same, kept in a folder of its own, wherever its files come from.
    #[must_use]
    pub fn kept_in(self, folder: &Path, path: &Path) -> Self {
        let file = path.file_name().unwrap_or_default();
        let name = if self.said { self.name } else { Self::of(&folder.join(file), None).name };
        Self { name, folder: folder.to_path_buf(), kept: true, ..self }
    }

    /// Whether a name may be one: it becomes the name of files.
    #[must_use]
    pub fn fits(name: &str) -> bool {
        let plain = |c: char| c.is_alphanumeric() || "-_. ".contains(c);
        (1..=100).contains(&name.len())
            && name.chars().all(plain)
            && !name.starts_with(['.', ' '])
            && !name.ends_with(' ')
    }

    /// Whether it may hold other files than this one, though no one said so.
    #[must_use]
    pub fn guessed(&self) -> bool {
        !self.said && mark(&self.name) as u32 != self.file
    }

    /// What sets its rows apart from those of other series with the same names: a name that someone gave, else the place.
    #[must_use]
    pub fn scope(&self) -> String {
        if self.said || self.kept {
            return self.name.clone();
        }
        let here = if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder };
        let folder = here.canonicalize().unwrap_or_else(|_| here.to_path_buf());
        format!("{}\0{}", folder.display(), self.name)
    }

    /// `orders.csv` has its progress in `orders.csv.import.json`.
    #[must_use]
    pub fn beside(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}{ending}", self.name))
    }
}

/// The name of a file of which this one is a copy: `orders (1).csv`, `orders - Copy.csv` and `orders - Kopie (2).csv` are of `orders.csv`.
fn original(name: &str) -> String {
    const COPIES: [&str; 6] = [" - Copy", " - Kopie", " - Copia", " - copia", " - kopia", " copy"];
    let begin = name
        .char_indices()
        .find(|(at, c)| *c == '.' && *at > 0 && !name[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    let (mut stem, endings) = name.split_at(begin.map_or(name.len(), |(at, _)| at));
    loop {
        let counted = stem.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
        let counted =
            counted.filter(|(_, count)| matches!(count.len(), 1..=3) && count.bytes().all(|b| b.is_ascii_digit()));
        let copied = COPIES.iter().find_map(|copy| stem.strip_suffix(copy));
        match counted.map(|(rest, _)| rest).or(copied).filter(|rest| !rest.is_empty()) {
            Some(rest) => stem = rest,
            None => return format!("{stem}{endings}"),
        }
    }
}

/// A file's name with `DATE` in the place of a date and the time behind it.
fn dateless(name: &str) -> String {
    without(name, date)
}

/// The same as releases before saw it, which knew no `1.3.2026`.
fn dateless_before(name: &str) -> String {
    let padded = |text: &str| {
        let part = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let second = text.get(part(text) + 1..).map_or(0, part);
        (part(text) != 1 && !(part(text) == 2 && second == 1)).then_some(())
    };
    without(name, |text| padded(text).and_then(|()| date(text)))
}

fn without(name: &str, date: impl Fn(&str) -> Option<(Date, &str)>) -> String {
    let mut left = String::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let fresh = !left.ends_with(|c: char| c.is_ascii_digit());
        match date(rest).filter(|_| fresh) {
            Some((_, behind)) => {
                left.push_str("DATE");
                rest = time(behind).map_or(behind, |(_, behind)| behind);
            }
            None => {
                left.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    left
}

/// The latest moment in a file's name, in seconds since 1990; 0 if there is none. A file from one day to another is of the second.
fn dated(name: &str) -> u32 {
    const BEGIN: Date = jiff::civil::date(1990, 1, 1);
    let (mut latest, mut before) = (0, ' ');
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let found = date(rest).filter(|_| !before.is_ascii_digit());
        let Some((day, behind)) = found else {
            (before, rest) = (first, &rest[first.len_utf8()..]);
            continue;
        };
        let day_follows = behind.get(1..).is_some_and(|next| date(next).is_some());
        let clock = time(behind).filter(|_| !day_follows).map_or(0, |(seconds, _)| seconds);
        let days = u32::try_from(day.duration_since(BEGIN).as_secs()).unwrap_or_default();
        latest = latest.max(days + clock + 1);
        (before, rest) = (' ', behind);
    }
    latest
}

/// The date that a text begins with, and what stands behind it: `2026-03-01`, `01.03.2026`, `1.3.2026`, `20260301`, `2026-03`; then no
/// further digit, except those of a time.
fn date(text: &str) -> Option<(Date, &str)> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = |part: &str| part.parse::<i16>().ok();
    let real = |year: &str, month: &str, day: &str| {
        let (year, month, day) = (number(year)?, i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?);
        Date::new(year, month, day).ok().filter(|_| (1990..2100).contains(&year))
    };
    let (run, behind) = text.split_at(digits);
    if matches!(digits, 8 | 12 | 14) {
        let date = real(&run[..4], &run[4..6], &run[6..8])?;
        return Some((date, if digits == 8 { behind } else { &text[8..] }));
    }
    let mark = behind.chars().next().filter(|c| "-_.".contains(*c))?;
    let part = |text: &str| {
        let text = text.strip_prefix(mark)?.to_owned();
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        Some(text[..end].to_owned()).filter(|part| !part.is_empty())
    };
    let second = part(behind).filter(|second| matches!(second.len(), 1 | 2))?;
    let after = &behind[1 + second.len()..];
    match (digits, part(after)) {
        // The day first, and without zeros in front: only with points, for `2-3-2026` may be anything.
        (1 | 2, Some(third)) if third.len() == 4 && mark == '.' => {
            real(&third, &second, run).map(|date| (date, &after[5..]))
        }
        _ if second.len() != 2 => None,
        (4, Some(third)) if third.len() == 2 => real(run, &second, &third).map(|date| (date, &after[3..])),
        (2, Some(third)) if third.len() == 4 => real(&third, &second, run).map(|date| (date, &after[5..])),
        (4, None) => real(run, &second, "1").map(|date| (date, after)),
        _ => None,
    }
}

/// The time that follows a date, in seconds, and what stands behind it: `T081500`, `_0815`, `-08-15-00`, or the digits of both together.
fn time(text: &str) -> Option<(u32, &str)> {
    let text = text.strip_prefix(['T', 't', '_', '-', '.', ' ']).unwrap_or(text);
    let two = |text: &str, most: u32| text.get(..2)?.parse::<u8>().ok().map(u32::from).filter(|n| *n < most);
    let next = |text: &'_ str| text.strip_prefix(['-', '_', '.', ':']).map_or(0, |_| 1);
    let hour = two(text, 24)?;
    let at = 2 + next(text.get(2..)?);
    let minute = two(text.get(at..)?, 60)?;
    let mut end = at + 2;
    let seconds = end + next(text.get(end..)?);
    let second = two(text.get(seconds..)?, 60);
    if second.is_some() {
        end = seconds + 2;
    }
    let behind = text.get(end..)?;
    let shown = (hour * 60 + minute) * 60 + second.unwrap_or(0);
    (!behind.starts_with(|c: char| c.is_ascii_digit())).then_some((shown, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_makes_no_other_series_and_a_number_does() {
        for (name, series) in [
            ("orders.csv", "orders.csv"),
            ("orders-2026-03-01.csv", "orders-DATE.csv"),
            ("orders_20260301.csv.gz", "orders_DATE.csv.gz"),
            ("20260301T081500_till.csv", "DATE_till.csv"),
            ("till 01.03.2026 08-15.csv", "till DATE.csv"),
            ("202603010815.csv", "DATE.csv"),
            ("20260301081559.csv", "DATE.csv"),
            ("report-2026-03.csv", "report-DATE.csv"),
            ("shop1.csv", "shop1.csv"),
            ("shop-2.csv", "shop-2.csv"),
            ("orders-2026.csv", "orders-2026.csv"),
            ("orders-20261345.csv", "orders-20261345.csv"),
            ("orders-2026-02-30.csv", "orders-2026-02-30.csv"),
            ("branch-120260301.csv", "branch-120260301.csv"),
            ("orders-2026-03-01-2.csv", "orders-DATE-2.csv"),
            ("ä2026-03-01é.csv", "äDATEé.csv"),
            ("returns 1.11.2026.csv", "returns DATE.csv"),
            ("returns 1.3.2026.csv", "returns DATE.csv"),
            ("1-3-2026.csv", "1-3-2026.csv"),
            ("v1.2.csv", "v1.2.csv"),
            ("returns (1).csv", "returns.csv"),
            ("returns 01.11.2026 (12).csv.gz", "returns DATE.csv.gz"),
            ("returns - Kopie (2).csv", "returns.csv"),
            ("returns copy.csv", "returns.csv"),
            ("shop (north).csv", "shop (north).csv"),
            ("(1).csv", "(1).csv"),
        ] {
            assert_eq!(dateless(&original(name)), series, "{name}");
        }
    }

    #[test]
    fn the_name_says_which_file_is_newer() {
        let names = [
            "orders.csv",
            "orders-2026-02.csv",
            "orders_20260301.csv",
            "01.03.2026 08-15.csv",
            "20260301T081501.csv",
            "2026-02-01_2026-03-02.csv",
            "orders-2026-03-03.csv",
        ];
        let dated: Vec<u32> = names.iter().map(|name| dated(name)).collect();
        assert!(dated[0] == 0 && dated.is_sorted_by(|before, after| before < after), "{dated:?}");
    }

    #[test]
    fn a_series_is_a_name_somebody_gave_or_a_place() {
        let of = |path: &str, said| Series::of(Path::new(path), said);
        assert_ne!(of("a/orders.csv", None).scope(), of("b/orders.csv", None).scope());
        assert_eq!(of("a/x.csv", Some("till")).scope(), of("b/y.csv", Some("till")).scope());
        assert_eq!(of("a/x-2026-03-01.csv", None).beside(".imported"), Path::new("a/x-DATE.csv.imported"));
        assert!(of("x-2026-03-01.csv", None).guessed() && !of("x.csv", None).guessed());
        assert!(!of("x-2026-03-01.csv", Some("x-DATE.csv")).guessed());
        // What a release before kept under another name goes on being known.
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let of = |file: &str| Series::of(&folder.path().join(file), None).name;
        assert_eq!((of("x (1).csv"), of("x 1.3.2026.csv")), ("x.csv".to_owned(), "x DATE.csv".to_owned()));
        std::fs::write(folder.path().join("x (1).csv.imported"), "").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((of("x (1).csv"), of("x (2).csv")), ("x (1).csv".to_owned(), "x.csv".to_owned()));
        for (name, fits) in
            [("till-4", true), ("../x", false), (".x", false), ("", false), ("a/b", false), ("a b", true)]
        {
            assert_eq!(Series::fits(name), fits, "{name}");
        }
    }
}
