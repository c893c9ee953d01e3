//! The value of a cell, read as the mapping wants it and as the file writes it.

use crate::mapping::Reading;
use crate::taker::{Refused, Warning};
use rapport_customer::seen;
use rapport_files::{Clock, Decimal, MomentFault, RowFault, lines::MAX_LINE, number};
use serde_json::Value;
use std::borrow::Cow;

/// Why a row cannot become a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowRefusal {
    /// The mapping names a column the row does not have.
    #[error("there is no column `{0}` in this row")]
    NoColumn(String),
    /// A number or boolean was asked for.
    #[error("`{text}` in column `{column}` is not a {expected}")]
    Unreadable {
        /// The heading of the column.
        column: String,
        /// What stood there, cut short.
        text: String,
        /// What was asked for.
        expected: &'static str,
    },
    /// A moment was asked for.
    #[error("`{text}` in column `{column}` {fault}")]
    Moment {
        /// The heading of the column.
        column: String,
        /// What stood there, cut short.
        text: String,
        /// What is wrong with it.
        fault: MomentFault,
    },
    /// A spreadsheet has cut the last digits off.
    #[error(
        "`{text}` in column `{column}` is a long number that a spreadsheet has rounded: format the column as text before saving, or say \
         `as: text` if it is meant like this"
    )]
    Rounded {
        /// The heading of the column.
        column: String,
        /// What stood there, cut short.
        text: String,
    },
    /// Amounts of one order, or of one row, are in two currencies.
    #[error("`{text}` in column `{column}` is in another currency than the rest says, {currency}")]
    TwoCurrencies {
        /// The heading of the column.
        column: String,
        /// What stood there, cut short.
        text: String,
        /// What the rest says.
        currency: String,
    },
    /// It does not say when it happened.
    #[error("it does not say when it happened: the cell or field of `timestamp` is empty")]
    NoMoment,
    /// It does not say who the customer is.
    #[error("it names no customer: if sales without one are to be passed over, say `without_customer: leave_out`")]
    NoCustomer,
    /// It says no amount where the mapping says that it does.
    #[error(
        "no amount stands in the column `{0}`: nothing is not zero, and a return without an amount would take everything back"
    )]
    NoAmount(String),
    /// It adds up others.
    #[error("`{0}`: the row adds up others and is no sale")]
    SumRow(String),
    /// It says no order's number where the mapping says that it does.
    #[error(
        "no order's number stands in the column `{0}`: without one, the row would be another order each time it comes"
    )]
    NoOrderId(String),
    /// The columns that name a row or an order are empty.
    #[error("nothing stands in the column `{0}`, which names the row")]
    NoName(String),
    /// Another row of the same order says something else.
    #[error("`{field}` is not the same in row {row} of the same order: map it under `lines`, or leave it out")]
    Differs {
        /// The field as messages call it.
        field: String,
        /// The first row.
        row: u64,
    },
    /// Another row of the same order cannot be used.
    #[error("row {row} of the same order cannot be used, and an order is taken whole or not at all")]
    Together {
        /// The number of that row in the file, from 1.
        row: u64,
    },
    /// An order with more lines than a message holds.
    #[error("the order has more than {0} lines")]
    TooManyLines(usize),
    /// Two fields claim the same place in the message.
    #[error("the field `{0}` lies inside another mapped field")]
    Overlap(String),
    /// The row is no row of the table.
    #[error(transparent)]
    Row(#[from] RowFault),
    /// The row is not valid in its own format.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// Another row of this file has the same name.
    #[error(
        "row {row} of this file is named the same and says something else: if they are lines of one order, say `group`; else name more \
         columns in `key`"
    )]
    Twice {
        /// The number of the earlier row in the file, from 1.
        row: u64,
    },
    /// It is in, and says something else now, or the mapping does.
    #[error("{}, and this event cannot be changed: sent again, it would count twice", changed(*mapped))]
    Changed {
        /// Whether the row is as it was, and the mapping is not.
        mapped: bool,
    },
    /// It is in, and a newer file says something else.
    #[error("a newer file of the series says something else of this row, and an older file does not undo it")]
    Older,
    /// The order is in, as someone else's.
    #[error(
        "{}: the customer is another one, and an order stays with its first customer. Cancel it (`Order Cancelled`) and send it under a new \
         number", changed(*mapped)
    )]
    OtherCustomer {
        /// Whether the row is as it was, and the mapping is not.
        mapped: bool,
    },
    /// The order is in, at another moment.
    #[error("{}: only the time is another one, and an order keeps its first time", changed(*mapped))]
    OtherMoment {
        /// Whether the row is as it was, and the mapping is not.
        mapped: bool,
    },
    /// It is in, and told another order.
    #[error(
        "this row is in already and told another order than `{order}`, which would count beside it. If the number was wrong, send the old \
         one as `Order Cancelled` first, and this one in a row of its own"
    )]
    OtherOrder {
        /// Its number now.
        order: String,
    },
    /// Two rows, or two orders of several rows, tell one order.
    #[error(
        "the order id `{order}` is also used {}, which has another name, and one order would replace the other. If two shops use the same \
         numbers, put a `prefix` in front of the order id; else name fewer columns in `key` or `group`", told_by(*row)
    )]
    SameOrder {
        /// Its number.
        order: String,
        /// The row that does; none if it is in another file.
        row: Option<u64>,
    },
    /// The order is in, and nothing of what it had is said again.
    #[error(
        "the order is in with other lines, and none of them is in this file: an order is told whole. Put all its lines into one file; if \
         these are all, say `event: Order Updated`"
    )]
    Continues,
    /// The server does not accept the message.
    #[error("{}", .0.text)]
    Server(Refused),
}

/// The stable name of each refusal that is ours, and the list of these names.
macro_rules! named {
    ($($refusal:pat => $code:literal),* $(,)?) => {
        impl RowRefusal {
            /// The names of all but the server's refusals, which have names of their own.
            pub const CODES: &[&'static str] = &[$($code),*];

            /// Its stable name.
            #[must_use]
            pub fn code(&self) -> &str {
                match self {
                    $($refusal => $code,)*
                    Self::Server(refused) => refused.code.as_deref().unwrap_or("refused"),
                }
            }
        }
    };
}

named! {
    Self::NoColumn(_) => "no_column",
    Self::Unreadable { .. } => "unreadable",
    Self::Moment { .. } => "unreadable_moment",
    Self::NoMoment => "no_moment",
    Self::NoCustomer => "no_customer",
    Self::NoAmount(_) => "no_amount",
    Self::SumRow(_) => "sum_row",
    Self::NoOrderId(_) => "no_order_id",
    Self::NoName(_) => "no_name",
    Self::Differs { .. } => "lines_differ",
    Self::Together { .. } => "together",
    Self::TooManyLines(_) => "too_many_lines",
    Self::Overlap(_) => "overlap",
    Self::Row(_) => "damaged_row",
    Self::Malformed(_) => "malformed",
    Self::Twice { .. } => "named_twice",
    Self::Changed { .. } => "changed",
    Self::Older => "older_file",
    Self::OtherCustomer { .. } => "other_customer",
    Self::OtherMoment { .. } => "other_moment",
    Self::OtherOrder { .. } => "other_order",
    Self::SameOrder { .. } => "same_order",
    Self::Rounded { .. } => "rounded",
    Self::TwoCurrencies { .. } => "two_currencies",
    Self::Continues => "continues",
}

/// Why a row is not valid in its own format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// It is longer than a row may be.
    #[error("the row is longer than {} KB", MAX_LINE >> 10)]
    TooLong,
    /// Its JSON cannot be read.
    #[error("the line is no JSON from column {at} on")]
    NotJson {
        /// The column of the first sign at fault, from 1.
        at: u64,
    },
    /// Its JSON is something else than an object.
    #[error("the line is not a JSON object")]
    NotAnObject,
    /// Its JSON has no end.
    #[error("the JSON of the line ends in the middle")]
    CutOff,
    /// A value of a Parquet file has no form in JSON.
    #[error("column `{column}` has a value that JSON cannot say")]
    NoJsonValue {
        /// The name of the column.
        column: String,
    },
}

/// What is wrong with a row that is in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowWarning {
    /// An earlier run brought it in, and it still does not count.
    #[error(
        "it was in before, and its order does not count as it says: fix the row or the mapping; the order's page says why"
    )]
    StillUnbooked,
    /// It may be a copy of a row before it.
    #[error("a row before it says the same, cell by cell, and both count: if one of them is a copy, take it out")]
    EqualRows,
    /// Its order keeps the time that it was told of first.
    #[error("its order is updated except for the time: an order keeps its first time")]
    KeepsMoment,
    /// The server has taken it and says what of it is not read.
    #[error("{0}")]
    Server(Warning),
}

impl RowWarning {
    /// Its stable name.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::StillUnbooked => "unbooked",
            Self::EqualRows => "equal_rows",
            Self::KeepsMoment => "keeps_moment",
            Self::Server(warning) => &warning.code,
        }
    }
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// It is not in.
    #[error(transparent)]
    Refused(#[from] RowRefusal),
    /// It is in, and not as it says.
    #[error(transparent)]
    Warned(#[from] RowWarning),
}

impl RowProblem {
    /// Its stable name.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Warned(warning) => warning.code(),
        }
    }
}

fn changed(mapped: bool) -> &'static str {
    match mapped {
        true => "this row is in already, and by this mapping it says something else",
        false => "this row is in already and said something else",
    }
}

fn told_by(row: Option<u64>) -> String {
    row.map_or_else(|| "by a row of another file".to_owned(), |row| format!("by row {row} of this file"))
}

/// An id as it is spelled, whoever writes it: without what no one sees, and a whole number without the decimals of a spreadsheet.
#[must_use]
pub fn spelled(text: &str) -> Cow<'_, str> {
    match seen(text) {
        Cow::Borrowed(seen) => Cow::Borrowed(number::id(seen)),
        Cow::Owned(seen) => Cow::Owned(number::id(&seen).to_owned()),
    }
}

/// Reads the cells of a file one after the other.
#[derive(Clone, Debug)]
pub struct Reader {
    /// How numbers are written.
    pub decimal: Decimal,
    /// Reads moments.
    pub clock: Clock,
    /// Ids are told as they stand: a release before told those of this row like that.
    pub verbatim: bool,
}

impl Reader {
    /// The value of a cell; `None` where it is empty.
    pub(super) fn value(&mut self, reading: Reading, column: &str, cell: &Value) -> Result<Option<Value>, RowRefusal> {
        let text = match (cell, reading) {
            (Value::Null, _) => return Ok(None),
            (Value::String(text), _) if text.trim().is_empty() => return Ok(None),
            (Value::String(text), _) => text.as_str(),
            // Excel's count of days, from a file that knows numbers.
            (Value::Number(number), Reading::Moment) => return self.moment(column, &number.to_string()).map(Some),
            (Value::Number(number), Reading::Id) => return Ok(Some(whole(number))),
            (other, _) => return Ok(Some(other.clone())),
        };
        let unreadable = |expected| RowRefusal::Unreadable { column: column.into(), text: shortened(text), expected };
        Ok(Some(match reading {
            Reading::Text => text.into(),
            Reading::Id if self.verbatim => text.into(),
            Reading::Id if number::is_rounded(text) => {
                return Err(RowRefusal::Rounded { column: column.into(), text: shortened(text) });
            }
            Reading::Id => spelled(text).into(),
            Reading::Moment => self.moment(column, text)?,
            Reading::Number => {
                let plain = number::plain(&number::parted(text).0, self.decimal).ok_or_else(|| unreadable("number"))?;
                json_number(&plain).ok_or_else(|| unreadable("number"))?
            }
            Reading::Boolean => match text.trim().to_lowercase().as_str() {
                "true" | "1" | "yes" | "ja" | "wahr" | "tak" | "sì" | "si" => true.into(),
                "false" | "0" | "no" | "nein" | "nee" | "falsch" | "nie" => false.into(),
                _ => return Err(unreadable("boolean")),
            },
        }))
    }

    fn moment(&mut self, column: &str, text: &str) -> Result<Value, RowRefusal> {
        let refused = |fault| RowRefusal::Moment { column: column.into(), text: shortened(text), fault };
        self.clock.read(text).map(|at| at.to_string().into()).map_err(refused)
    }
}

/// `7.0` is the `7` that another program wrote.
fn whole(number: &serde_json::Number) -> Value {
    let text = number.to_string();
    number::id(&text).parse::<i64>().map_or_else(|_| Value::Number(number.clone()), Value::from)
}

pub(super) fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// `1250` as a whole number, `1250.50` as the next fraction there is.
pub(super) fn json_number(plain: &str) -> Option<Value> {
    let whole = plain.parse::<i64>().map(Value::from).ok();
    let fraction = || plain.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number);
    whole.or_else(fraction)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::*;
    use crate::mapping::Mapping;
    use rapport_files::{Evidence, Form};
    use serde_json::{Map, json};

    pub fn reader() -> Reader {
        let settled = Evidence::new(&Form::default()).unwrap().settle().unwrap();
        Reader { decimal: settled.decimal, clock: settled.clock, verbatim: false }
    }

    fn mapping(yaml: &str) -> Mapping {
        crate::mapping::parse(yaml).unwrap()
    }

    fn row(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn columns_find_their_fields() {
        let mapping = mapping(
            "event: Order Completed\ncolumns: {userId: {column: household, prefix: h}, timestamp: at, properties.revenue: {column: sales, as: number}, \
             properties.channel: {value: till}, properties.note: note}",
        );
        let cells = json!({"household": " 1 ", "sales": "12.5", "note": " ", "at": "2026-03-01 08:00"});
        let message = mapping.message(row(cells), &mut reader()).unwrap();
        let expected = json!({"type": "track", "event": "Order Completed", "userId": "h1", "timestamp": "2026-03-01T08:00:00.000Z",
            "properties": {"channel": "till", "revenue": 12.5}});
        assert_eq!(Value::Object(message), expected);
    }

    #[test]
    fn an_amount_says_its_currency_and_two_of_them_are_refused() {
        let mapping = mapping(
            "event: Order Completed\nnow: true\ncolumns: {userId: id, properties.order_id: no, properties.revenue: {column: sum, as: number}, \
             properties.tax: {column: tax, as: number}}",
        );
        let read = |sum: &str, tax: &str| {
            mapping.message(row(json!({"id": "a", "no": "1", "sum": sum, "tax": tax})), &mut reader())
        };
        let order = read("Fr. 12.50", "CHF 1.-").unwrap();
        assert_eq!(order["properties"], json!({"order_id": "1", "revenue": 12.5, "tax": 1, "currency": "CHF"}));
        assert!(
            matches!(read("12.50 €", "1 CHF"), Err(RowRefusal::TwoCurrencies { currency, .. }) if currency == "CHF" || currency == "EUR")
        );
        assert!(
            matches!(read("$12.50", "1"), Err(RowRefusal::Unreadable { .. })),
            "a dollar may be several currencies"
        );
    }

    #[test]
    fn the_time_of_the_day_may_stand_in_a_column_of_its_own() {
        let mapping = mapping("event: Seen\ncolumns: {userId: id, timestamp: {column: day, time: clock}}");
        let at = |day: &str, clock: &str| {
            let message = mapping.message(row(json!({"id": "a", "day": day, "clock": clock})), &mut reader());
            message.map(|message| message["timestamp"].as_str().unwrap().to_owned())
        };
        assert_eq!(at("19.10.2026", "09:14").unwrap(), "2026-10-19T09:14:00.000Z");
        assert_eq!(at("19.10.2026", "").unwrap(), "2026-10-19T00:00:00.000Z");
        assert_eq!(at("", "09:14"), Err(RowRefusal::NoMoment));
        assert!(matches!(at("19.10.2026", "later"), Err(RowRefusal::Moment { column, .. }) if column == "clock"));
        assert_eq!(mapping.named().collect::<Vec<_>>(), ["day", "clock", "id"]);
    }

    #[test]
    fn a_row_that_does_not_fit_says_why() {
        let mapping = mapping("columns: {userId: id, timestamp: at, properties.n: {column: n, as: number}}");
        let read = |cells: Value| mapping.message(row(cells), &mut reader()).unwrap_err();
        assert_eq!(read(json!({"n": "1", "at": "2026-03-01"})), RowRefusal::NoColumn("id".into()));
        let unreadable = read(json!({"id": "a", "n": "NaN", "at": "2026-03-01"}));
        assert!(matches!(unreadable, RowRefusal::Unreadable { expected: "number", .. }));
        for empty in [json!(""), json!(" "), json!(null)] {
            assert_eq!(read(json!({"id": "a", "n": "1", "at": empty})), RowRefusal::NoMoment);
        }
        for none in ["0000-00-00", "2026-02-29", "soon"] {
            let refusal = read(json!({"id": "a", "n": "1", "at": none}));
            assert!(matches!(refusal, RowRefusal::Moment { fault: MomentFault::None, .. }), "{refusal}");
        }
    }

    #[test]
    fn fields_inside_fields_are_refused() {
        let mapping = mapping("now: true\ncolumns: {properties: a, properties.b: b}");
        let refusal = mapping.message(row(json!({"a": "x", "b": "y"})), &mut reader()).unwrap_err();
        assert_eq!(refusal, RowRefusal::Overlap("properties.b".into()));
    }

    #[test]
    fn messages_that_are_complete_say_when_they_happened_too() {
        let none = Mapping::default();
        let track = |more: Value| {
            let mut cells = row(json!({"type": "track", "userId": "a", "event": "E"}));
            cells.extend(row(more));
            none.message(cells, &mut reader())
        };
        assert!(track(json!({"timestamp": "2026-03-01T00:00:00Z"})).is_ok());
        assert_eq!(track(json!({})), Err(RowRefusal::NoMoment));
        assert_eq!(track(json!({"timestamp": ""})), Err(RowRefusal::NoMoment));
        assert!(none.message(row(json!({"type": "identify", "userId": "a"})), &mut reader()).is_ok());
        let now = Mapping { now: true, ..Mapping::default() };
        assert!(now.message(row(json!({"type": "track", "userId": "a", "event": "E"})), &mut reader()).is_ok());
    }

    #[test]
    fn names_that_yaml_takes_for_something_else_are_names() {
        let mapping = mapping(
            "now: true\nkey: no\ngroup: [off, 7]\ncolumns: {properties.order_id: no, properties.year: 2026, a: {column: yes}}",
        );
        assert_eq!((mapping.key[0].as_str(), mapping.group[1].as_str()), ("no", "7"));
        let cells = json!({"no": "o1", "2026": "x", "yes": "y"});
        let message = mapping.message(row(cells), &mut reader()).unwrap();
        assert_eq!(message["properties"], json!({"order_id": "o1", "year": "x"}));
        for (wrong, word) in [
            ("columns: {userId: true}", "quotes"),
            ("columns: {userId: [a]}", "name of a column"),
            ("columns: {userId: {column: a, az: number}}", "az"),
            ("columns: {userId: {}}", "either `column`"),
            ("columns: {n: {column: a, sum: true}}", "as: number"),
            ("columns: {n: {column: a, as: number, prefix: x}}", "prefix"),
            ("columns: {n: {value: a, prefix: x}}", "either `column`"),
        ] {
            let said = crate::mapping::parse(wrong).unwrap_err();
            assert!(said.contains(word) && !said.contains("untagged"), "{wrong}: {said}");
        }
    }

    #[test]
    fn a_mapping_that_cannot_fit_is_refused_before_the_first_row() {
        let has = ["id".to_owned(), "at".to_owned()];
        let check = |yaml: &str| mapping(yaml).check(Some(&has)).map_err(|misfit| misfit.to_string());
        assert!(check("columns: {userId: id, timestamp: at}").is_ok());
        let typo = check("columns: {userId: idd, timestamp: at}").unwrap_err();
        assert!(typo.contains("no column `idd`") && typo.contains("`id`, `at`"), "{typo}");
        assert!(check("columns: {userId: id}").unwrap_err().contains("now: true"));
        assert!(check("now: true\ncolumns: {userId: id}").is_ok());
        assert!(check("type: identify\ncolumns: {userId: id}").is_ok());
        assert!(check("now: true\ncolumns: {userId: id}\nlines: {a: at}").unwrap_err().contains("group"));
        assert!(check("now: true\nkey: nr\ncolumns: {userId: id}").unwrap_err().contains("no column `nr`"));
    }
}
