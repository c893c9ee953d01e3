//! How a row becomes a message: which column goes where.
//!
//! ```yaml
//! type: track
//! event: Order Completed
//! columns:
//!   userId: household_id
//!   timestamp: transaction_timestamp
//!   properties.order_id: basket_id
//!   properties.revenue: {column: sales_value, as: number}
//!   properties.channel: {value: till}
//! ```
//! On the command line the same is said by `--event "Order Completed"` and `--map userId=household_id`.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A mapping of columns to the fields of a message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Which of the six calls; `track` if not said.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// The event's name, if it is the same in all rows.
    #[serde(default)]
    pub event: Option<String>,
    /// Field of the message (dots go deeper) by column.
    #[serde(default)]
    pub columns: BTreeMap<String, Source>,
}

/// Where a field's value comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "a field's value is the name of a column, or {column: NAME, as: number}, or {value: TEXT}"
)]
pub enum Source {
    /// The column of this name, as it is.
    Column(String),
    /// A column read in a certain way, or a value that is the same in every row.
    Detailed(Detailed),
}

/// The long form of [`Source`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detailed {
    /// The column.
    #[serde(default)]
    pub column: Option<String>,
    /// The same in every row.
    #[serde(default)]
    pub value: Option<Value>,
    /// How to read the column's text.
    #[serde(default, rename = "as")]
    pub reading: Reading,
}

/// How a column's text is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// As it is.
    #[default]
    Text,
    /// A number with a decimal point.
    Number,
    /// `true`/`false`, `1`/`0`, `yes`/`no`.
    Boolean,
}

/// Why a row cannot become a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowRefusal {
    /// The mapping names a column the row does not have.
    #[error("there is no column `{0}` in this row")]
    NoColumn(String),
    /// A number or boolean was asked for.
    #[error("`{text}` in column `{column}` is not a {expected}")]
    Unreadable {
        /// The column.
        column: String,
        /// What stood there, cut short.
        text: String,
        /// What was asked for.
        expected: &'static str,
    },
    /// Two fields claim the same place in the message.
    #[error("the field `{0}` lies inside another mapped field")]
    Overlap(String),
    /// The row is not valid in its own format.
    #[error("{0}")]
    Malformed(String),
    /// The server does not accept the message.
    #[error("{0}")]
    Server(String),
}

impl Mapping {
    /// Adds `field=column` as said on the command line.
    ///
    /// # Errors
    /// A sentence that says how it is written.
    pub fn add(&mut self, pair: &str) -> Result<(), String> {
        let (field, column) =
            pair.split_once('=').ok_or_else(|| format!("`{pair}` is not FIELD=COLUMN, such as userId=customer_no"))?;
        self.columns.insert(field.into(), Source::Column(column.into()));
        Ok(())
    }

    /// Whether rows are messages already.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.kind.is_none() && self.event.is_none()
    }

    /// The message a row stands for.
    ///
    /// # Errors
    /// Why it stands for none.
    pub fn message(&self, row: Map<String, Value>) -> Result<Map<String, Value>, RowRefusal> {
        if self.is_empty() {
            return Ok(row);
        }
        let mut message = Map::new();
        message.insert("type".into(), self.kind.as_deref().unwrap_or("track").into());
        if let Some(event) = &self.event {
            message.insert("event".into(), event.as_str().into());
        }
        for (field, source) in &self.columns {
            if let Some(value) = source.read(&row)? {
                put(&mut message, field, value)?;
            }
        }
        Ok(message)
    }
}

impl Source {
    /// The value for this row; `None` where the cell is empty.
    fn read(&self, row: &Map<String, Value>) -> Result<Option<Value>, RowRefusal> {
        let (column, reading) = match self {
            Self::Column(column) => (column, Reading::Text),
            Self::Detailed(Detailed { value: Some(value), .. }) => return Ok(Some(value.clone())),
            Self::Detailed(Detailed { column: Some(column), reading, .. }) => (column, *reading),
            Self::Detailed(_) => return Ok(None),
        };
        let cell = row.get(column).ok_or_else(|| RowRefusal::NoColumn(column.clone()))?;
        match cell {
            Value::Null => Ok(None),
            Value::String(text) if text.is_empty() => Ok(None),
            Value::String(text) => reading.of(text, column).map(Some),
            other => Ok(Some(other.clone())),
        }
    }
}

impl Reading {
    fn of(self, text: &str, column: &str) -> Result<Value, RowRefusal> {
        let unreadable = |expected| RowRefusal::Unreadable {
            column: column.into(),
            text: text.chars().take(40).collect(),
            expected,
        };
        match self {
            Self::Text => Ok(text.into()),
            Self::Number => {
                let whole = text.parse::<i64>().map(Value::from).ok();
                let number = || text.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number);
                whole.or_else(number).ok_or_else(|| unreadable("number"))
            }
            Self::Boolean => match text.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => Ok(true.into()),
                "false" | "0" | "no" => Ok(false.into()),
                _ => Err(unreadable("boolean")),
            },
        }
    }
}

/// Sets a dotted field, making the objects on the way.
fn put(message: &mut Map<String, Value>, field: &str, value: Value) -> Result<(), RowRefusal> {
    let mut at = message;
    let mut keys = field.split('.').peekable();
    while let Some(key) = keys.next() {
        if keys.peek().is_none() {
            at.insert(key.into(), value);
            return Ok(());
        }
        let inner = at.entry(key).or_insert_with(|| Value::Object(Map::new()));
        at = inner.as_object_mut().ok_or_else(|| RowRefusal::Overlap(field.into()))?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn mapping(yaml: serde_json::Value) -> Mapping {
        serde_json::from_value(yaml).unwrap()
    }

    fn row(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn columns_find_their_fields() {
        let mapping = mapping(json!({"event": "Order Completed", "columns": {
            "userId": "household", "properties.revenue": {"column": "sales", "as": "number"},
            "properties.channel": {"value": "till"}, "properties.note": "note"}}));
        let message = mapping.message(row(json!({"household": "h1", "sales": "12.5", "note": ""}))).unwrap();
        let expected = json!({"type": "track", "event": "Order Completed", "userId": "h1",
            "properties": {"channel": "till", "revenue": 12.5}});
        assert_eq!(Value::Object(message), expected);
    }

    #[test]
    fn a_row_that_does_not_fit_says_why() {
        let mapping = mapping(json!({"columns": {"userId": "id", "properties.n": {"column": "n", "as": "number"}}}));
        let missing = mapping.message(row(json!({"n": "1"}))).unwrap_err();
        assert_eq!(missing, RowRefusal::NoColumn("id".into()));
        let unreadable = mapping.message(row(json!({"id": "a", "n": "NaN"}))).unwrap_err();
        assert!(matches!(unreadable, RowRefusal::Unreadable { expected: "number", .. }));
    }

    #[test]
    fn fields_inside_fields_are_refused() {
        let mapping = mapping(json!({"columns": {"properties": "a", "properties.b": "b"}}));
        let refusal = mapping.message(row(json!({"a": "x", "b": "y"}))).unwrap_err();
        assert_eq!(refusal, RowRefusal::Overlap("properties.b".into()));
    }
}
