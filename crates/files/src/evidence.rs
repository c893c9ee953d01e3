//! What the cells of a file show of how it is written. All of them are looked at before the first is read: a file that says
//! `1.250` in its first row may say `12,50` in its last.

use crate::{
    Assumption, Dates, Decimal, Form, HourTwice,
    moment::{self, Clock, Order, Written},
    number::{self, Sign},
};
use jiff::{civil::DateTime, tz::TimeZone};

/// A cell that shows something, and where.
type Seen = Option<(u64, String)>;

/// What was seen so far.
#[derive(Clone, Debug)]
pub struct Evidence {
    said: Form,
    zone: Option<TimeZone>,
    point: Seen,
    comma: Seen,
    either_number: Seen,
    day_first: Seen,
    month_first: Seen,
    either_date: Seen,
    without_offset: u64,
    twice: u64,
    last: Option<DateTime>,
    backward: bool,
}

/// Why it cannot be said how a file is written: its author has to say it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// Both ways to write decimals stand in the file.
    #[error("numbers are written in two ways, `{}` in line {} and `{}` in line {}: say `decimal: point` or `decimal: comma`; what is written the other way is then refused", .point.1, .point.0, .comma.1, .comma.0)]
    TwoDecimals {
        /// Line and text of a number that can only have a point.
        point: (u64, String),
        /// Line and text of a number that can only have a comma.
        comma: (u64, String),
    },
    /// A number could be either, and no other decides.
    #[error("`{}` in line {} may be two different numbers, and no other number in the file tells which: say `decimal: point` or `decimal: comma`", .0.1, .0.0)]
    Decimal((u64, String)),
    /// Both orders stand in the file.
    #[error("dates are written in two orders, `{}` in line {} and `{}` in line {}: say `dates: day_first` or `dates: month_first`; what is written the other way is then refused", .day.1, .day.0, .month.1, .month.0)]
    TwoDates {
        /// The day first.
        day: (u64, String),
        /// The month first.
        month: (u64, String),
    },
    /// A date could be either, and no other decides.
    #[error("`{}` in line {} may be two different days, and no other date in the file tells which: say `dates: day_first` or `dates: month_first`", .0.1, .0.0)]
    Dates((u64, String)),
    /// No such zone.
    #[error("`{0}` is not a time zone: use a place such as Europe/Berlin, or UTC")]
    Zone(String),
}

/// How a file is read.
#[derive(Clone, Debug)]
pub struct Settled {
    /// How numbers are written.
    pub decimal: Decimal,
    /// Reads its moments.
    pub clock: Clock,
    /// What was guessed: to be shown before anything is taken.
    pub guesses: Vec<Assumption>,
}

impl Evidence {
    /// Nothing was seen yet.
    ///
    /// # Errors
    /// [`Undecided::Zone`].
    pub fn new(said: &Form) -> Result<Self, Undecided> {
        let zone = match &said.zone {
            Some(name) => Some(moment::zone(name).ok_or_else(|| Undecided::Zone(name.clone()))?),
            None => None,
        };
        Ok(Self {
            said: said.clone(),
            zone,
            point: None,
            comma: None,
            either_number: None,
            day_first: None,
            month_first: None,
            either_date: None,
            without_offset: 0,
            twice: 0,
            last: None,
            backward: false,
        })
    }

    /// A cell that should be a number.
    pub fn number(&mut self, line: u64, text: &str) {
        let place = match number::shows(&number::parted(text).0) {
            Some(Sign::Only(Decimal::Point)) => &mut self.point,
            Some(Sign::Only(Decimal::Comma)) => &mut self.comma,
            Some(Sign::Either) => &mut self.either_number,
            None => return,
        };
        remember(place, line, text);
    }

    /// A cell that should be a day, whatever the clock showed and wherever it hung.
    pub fn day(&mut self, line: u64, text: &str) {
        match moment::shows(text) {
            Some(Order::Only(Dates::DayFirst)) => remember(&mut self.day_first, line, text),
            Some(Order::Only(Dates::MonthFirst)) => remember(&mut self.month_first, line, text),
            Some(Order::Either) => remember(&mut self.either_date, line, text),
            None => {}
        }
    }

    /// A cell that should be a moment.
    pub fn moment(&mut self, line: u64, text: &str) {
        self.day(line, text);
        let dates =
            self.said.dates.unwrap_or(if self.month_first.is_some() { Dates::MonthFirst } else { Dates::DayFirst });
        let Some(Written { shown, offset: None, timed }) = moment::written(text, dates) else { return };
        self.without_offset += 1;
        let twice = timed && self.zone.as_ref().is_some_and(|zone| Clock::comes_twice(zone, shown));
        self.twice += u64::from(twice);
        // Within the hour that comes twice a file goes back once, although it goes forward.
        self.backward |= self.last.is_some_and(|last| shown < last) && !twice;
        self.last = Some(shown);
    }

    /// How the file is read.
    ///
    /// # Errors
    /// [`Undecided`].
    pub fn settle(self) -> Result<Settled, Undecided> {
        let mut guesses = Vec::new();
        let decimal = match (self.said.decimal, self.point, self.comma, self.either_number) {
            (Some(said), ..) => said,
            (None, Some(point), Some(comma), _) => return Err(Undecided::TwoDecimals { point, comma }),
            (None, None, None, Some(either)) => return Err(Undecided::Decimal(either)),
            (None, None, None, None) => Decimal::Point,
            (None, Some((line, cell)), None, _) => {
                guesses.push(Assumption::DecimalPoint { cell, line });
                Decimal::Point
            }
            (None, None, Some((line, cell)), _) => {
                guesses.push(Assumption::DecimalComma { cell, line });
                Decimal::Comma
            }
        };
        let dates = match (self.said.dates, self.day_first, self.month_first, self.either_date) {
            (Some(said), ..) => said,
            (None, Some(day), Some(month), _) => return Err(Undecided::TwoDates { day, month }),
            (None, None, None, Some(either)) => return Err(Undecided::Dates(either)),
            (None, None, None, None) => Dates::DayFirst,
            (None, Some((line, cell)), None, _) => {
                guesses.push(Assumption::DayFirst { cell, line });
                Dates::DayFirst
            }
            (None, None, Some((line, cell)), _) => {
                guesses.push(Assumption::MonthFirst { cell, line });
                Dates::MonthFirst
            }
        };
        if self.zone.is_none() && self.without_offset > 0 {
            guesses.push(Assumption::Utc);
        }
        if self.twice > 0 && self.said.hour_twice.is_none() && !self.backward {
            guesses.push(Assumption::HourTwice);
        }
        let zone = self.zone.unwrap_or(TimeZone::UTC);
        let twice: Option<HourTwice> = self.said.hour_twice;
        Ok(Settled { decimal, clock: Clock::new(dates, zone, twice, !self.backward), guesses })
    }
}

fn remember(place: &mut Seen, line: u64, text: &str) {
    if place.is_none() {
        *place = Some((line, text.trim().chars().take(40).collect()));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn settle(said: Form, numbers: &[&str], moments: &[&str]) -> Result<Settled, Undecided> {
        let mut evidence = Evidence::new(&said)?;
        numbers.iter().zip(2..).for_each(|(text, line)| evidence.number(line, text));
        moments.iter().zip(2..).for_each(|(text, line)| evidence.moment(line, text));
        evidence.settle()
    }

    #[test]
    fn one_clear_number_decides_for_the_file_and_is_told() {
        let settled = settle(Form::default(), &["1.250", "7", "12,50"], &[]).unwrap();
        assert_eq!(settled.decimal, Decimal::Comma);
        assert!(settled.guesses[0].to_string().contains("`12,50` in line 4"), "{:?}", settled.guesses);
        assert_eq!(settle(Form::default(), &["7", "x"], &[]).unwrap().guesses.len(), 0);
    }

    #[test]
    fn what_is_open_is_asked_not_guessed() {
        let open = settle(Form::default(), &["7", "1.250"], &[]).unwrap_err();
        assert!(matches!(&open, Undecided::Decimal((3, text)) if text == "1.250"), "{open}");
        let both = settle(Form::default(), &["12.50", "12,50"], &[]).unwrap_err();
        assert!(matches!(both, Undecided::TwoDecimals { .. }), "{both}");
        let said = Form { decimal: Some(Decimal::Comma), ..Form::default() };
        assert_eq!(settle(said, &["1.250"], &[]).unwrap().decimal, Decimal::Comma);
        assert!(matches!(settle(Form::default(), &[], &["03/04/2026"]), Err(Undecided::Dates(_))));
        assert!(matches!(
            settle(Form::default(), &[], &["31/04/2026", "12/31/2026", "31/12/2026"]),
            Err(Undecided::TwoDates { .. })
        ));
        let month = settle(Form::default(), &[], &["03/04/2026", "12/31/2026"]).unwrap();
        assert!(month.guesses[0].to_string().contains("month comes first"), "{:?}", month.guesses);
        let zone = Form { zone: Some("Berlin".into()), ..Form::default() };
        assert!(matches!(settle(zone, &[], &[]), Err(Undecided::Zone(_))));
    }

    #[test]
    fn a_file_that_goes_back_in_time_cannot_tell_the_hour_that_comes_twice() {
        let said = || Form { zone: Some("Europe/Berlin".into()), ..Form::default() };
        let mut forward =
            settle(said(), &[], &["25.10.2026 01:00", "25.10.2026 02:50", "25.10.2026 02:10", "25.10.2026 03:00"])
                .unwrap();
        assert!(
            forward.guesses[0].to_string().contains("comes twice") && forward.clock.read("25.10.2026 02:10").is_ok()
        );
        let mut mixed = settle(said(), &[], &["26.10.2026 01:00", "25.10.2026 01:50", "25.10.2026 02:10"]).unwrap();
        assert!(mixed.clock.read("25.10.2026 02:10").is_err());
    }
}
