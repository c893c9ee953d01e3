//! How rows become messages: which column goes where, what names a row, and which rows make one order.
//!
//! ```yaml
//! type: track
//! event: Order Completed
//! file: {zone: Europe/Berlin}          # how the file is written, where it shall not be guessed
//! key: receipt_no                      # the columns that name a row; an order's number or the whole row if not said
//! columns:
//!   userId: household_id
//!   timestamp: transaction_timestamp
//!   properties.order_id: basket_id
//!   properties.revenue: {column: sales_value, as: number}
//!   properties.channel: {value: till}
//! ```
//! A till writes one row per line of a receipt: `group` makes one event of them, `lines` its products.
//!
//! ```yaml
//! group: basket_id
//! columns:
//!   properties.revenue: {column: sales_value, as: number, sum: true}
//! lines:
//!   product_id: article
//!   quantity: {column: quantity, as: number}
//! ```
//! On the command line the same is said by `--event "Order Completed"` and `--map userId=household_id`.

mod source;

pub use source::{Column, Reading, Source};

use crate::{
    series::Series,
    value::{Reader, RowRefusal, shortened, spelled},
};
use rapport_customer::{names_nothing, told::order_number};
use rapport_files::{
    Form, Unreadable,
    left::{Found, Says},
    number, sum_row, table,
};
use rapport_kernel::complaint;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// Where an order or a return says its amount.
const AMOUNTS: [&str; 3] = ["properties.revenue", "properties.total", "properties.value"];
/// Where an event says its currency.
pub const CURRENCY: &str = "properties.currency";

/// Whether nothing follows from a field but that it is kept.
fn passes_on(field: &str) -> bool {
    const READ: [&str; 6] = ["currency", "order_id", "refund_id", "margin", "products", "branch"];
    let property = field.strip_prefix("properties.");
    property.is_some_and(|name| !READ.contains(&name)) && !AMOUNTS.contains(&field)
}

/// Reads a mapping. `no`, `yes`, `on` and `off` are names of columns, as in YAML 1.2.
///
/// # Errors
/// What is wrong, with line and column.
pub fn parse(text: &str) -> Result<Mapping, String> {
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| wrong(&error))
}

fn wrong(error: &serde_saphyr::Error) -> String {
    let text = error.without_snippet().to_string();
    // The place comes first, as in every list of problems.
    let said = text.lines().next().and_then(|line| line.split(" at line ").next()).unwrap_or_default();
    let said = complaint::in_words(said);
    match error.location() {
        Some(place) => format!("line {}, column {}: {said}", place.line(), place.column()),
        None => said,
    }
}

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
    /// What has no moment of its own counts as happening now.
    #[serde(default)]
    pub now: bool,
    /// How the file is written, where it shall not be guessed.
    #[serde(default)]
    pub file: Form,
    /// The columns that name a row; see [`Self::naming`] if none is said.
    #[serde(default, deserialize_with = "source::one_or_more")]
    pub key: Vec<String>,
    /// Which files are one series, in which a row counts once; see [`Series`] if it is not said.
    #[serde(default)]
    pub series: Option<String>,
    /// The columns that name an order of which each row is a line.
    #[serde(default, deserialize_with = "source::one_or_more")]
    pub group: Vec<String>,
    /// What becomes of rows that name no customer, such as a till's receipts without a card.
    #[serde(default)]
    pub without_customer: WithoutCustomer,
    /// Columns from which nothing follows, though they look as if they said what the amounts mean.
    #[serde(default, deserialize_with = "source::one_or_more")]
    pub unread: Vec<String>,
    /// Field of the message (dots go deeper) by column.
    #[serde(default)]
    pub columns: BTreeMap<String, Source>,
    /// Field of each product of an order by column; needs `group`.
    #[serde(default)]
    pub lines: BTreeMap<String, Source>,
}

/// What becomes of rows that name no customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutCustomer {
    /// They are refused one by one: each should have named someone.
    #[default]
    Refuse,
    /// They are passed over and counted.
    LeaveOut,
}

/// What names a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Naming<'a> {
    /// These columns. If no one said so and they are empty, the whole row does.
    Columns {
        /// Their names.
        columns: Vec<&'a str>,
        /// Whether someone said so.
        said: bool,
    },
    /// It is a line of the order that these columns name.
    Order(&'a [String]),
    /// The whole row.
    Row,
}

impl fmt::Display for Naming<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns { columns, .. } => write!(f, "`{}`", columns.join("`, `")),
            Self::Order(columns) => write!(f, "order (`{}`)", columns.join("`, `")),
            Self::Row => f.write_str("whole row"),
        }
    }
}

/// Why a mapping cannot be used for a file; nothing is taken from it.
#[derive(Debug, thiserror::Error)]
pub enum Misfit {
    /// Products without orders.
    #[error("`lines` and `sum` add up the rows of an order: say by `group` which columns name it")]
    NoGroup,
    /// Rows of history would happen now.
    #[error(
        "no column says when it happened, so every row would count as happening now, and journeys would write to people about it: map \
         `timestamp`, or say that it is so by `now: true` (--now)"
    )]
    NoMoment,
    /// The time of the day of something that is no moment.
    #[error("`{0}` is no moment, so no column says its `time` of the day")]
    Time(String),
    /// The name of a series becomes the name of files.
    #[error("`{0}` cannot be the name of a series: letters, digits, blanks and `-_.`, up to 100 of them")]
    Series(String),
    /// A column that is not there, or twice.
    #[error(transparent)]
    Column(#[from] Unreadable),
}

impl Mapping {
    /// Adds `field=column` as said on the command line.
    ///
    /// # Errors
    /// A sentence that says how it is written.
    pub fn add(&mut self, pair: &str) -> Result<(), String> {
        let (field, column) =
            pair.split_once('=').ok_or_else(|| format!("`{pair}` is not FIELD=COLUMN, such as userId=customer_no"))?;
        self.columns.insert(field.into(), Source::Column(Column::named(column.into())));
        Ok(())
    }

    /// Whether rows are messages already.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.kind.is_none() && self.event.is_none()
    }

    /// Whether it can be used, as far as can be told before a row is read. `has`: the columns of the file, if it names them.
    ///
    /// # Errors
    /// [`Misfit`].
    pub fn check(&self, has: Option<&[String]>) -> Result<(), Misfit> {
        let sums = self.columns.values().any(|source| matches!(source, Source::Column(column) if column.sum));
        if self.group.is_empty() && (sums || !self.lines.is_empty()) {
            return Err(Misfit::NoGroup);
        }
        if !self.is_empty() && !self.now && self.happens() && !self.columns.contains_key("timestamp") {
            return Err(Misfit::NoMoment);
        }
        let timed = |(field, source): &(&String, &Source)| {
            let column = source.column().filter(|column| column.time.is_some());
            column.is_some_and(|column| column.reading.unwrap_or(usual(field)) != Reading::Moment)
        };
        if let Some((field, _)) = self.columns.iter().chain(&self.lines).find(timed) {
            return Err(Misfit::Time(field.clone()));
        }
        if let Some(name) = self.series.as_ref().filter(|name| !Series::fits(name)) {
            return Err(Misfit::Series(name.clone()));
        }
        if let Some(has) = has {
            self.named().try_for_each(|name| table::column(has, name).map(drop))?;
        }
        Ok(())
    }

    /// Which of the six calls its messages are.
    #[must_use]
    pub fn call(&self) -> &str {
        self.kind.as_deref().unwrap_or("track")
    }

    /// Whether its messages tell of something that happened at a moment, and not only of who someone is.
    fn happens(&self) -> bool {
        happens(self.call())
    }

    /// What names a row: what the mapping says, else the id the message has of its own, else the number of the order it makes.
    #[must_use]
    pub fn naming(&self) -> Naming<'_> {
        let column = |field: &str| self.columns.get(field).and_then(Source::column).map(|column| column.name.as_str());
        let number = || self.order_column().map(|column| column.name.as_str());
        let order = || number().filter(|_| self.event.as_deref() == Some("Order Completed"));
        let own = if self.is_empty() { Some("messageId") } else { column("messageId").or_else(order) };
        match (&self.group[..], &self.key[..], own) {
            ([], [], None) => Naming::Row,
            ([], [], Some(own)) => Naming::Columns { columns: vec![own], said: false },
            ([], key, _) => Naming::Columns { columns: key.iter().map(String::as_str).collect(), said: true },
            (group, ..) => Naming::Order(group),
        }
    }

    /// What the orders, or the people, that it makes are told apart by: the fields and what they are made of. Made of something else,
    /// what is in would come in a second time.
    #[must_use]
    pub fn identity(&self) -> BTreeMap<String, String> {
        const ORDERS: [&str; 2] = ["properties.order_id", "properties.orderId"];
        const PEOPLE: [&str; 4] = ["userId", "anonymousId", "groupId", "previousId"];
        let fields = if self.tells_orders() {
            &ORDERS[..]
        } else if self.happens() {
            &[][..]
        } else {
            &PEOPLE[..]
        };
        let made = |field: &&str| {
            let made = match self.columns.get(*field)? {
                Source::Column(Column { name, prefix: None, .. }) => format!("the column `{name}`"),
                Source::Column(Column { name, prefix: Some(prefix), .. }) => {
                    format!("`{prefix}` and the column `{name}`")
                }
                Source::Value(value) => format!("`{value}`"),
            };
            Some(((*field).to_owned(), made))
        };
        fields.iter().filter_map(made).collect()
    }

    /// Whether a message that it made names no customer, or says what a till writes for none.
    #[must_use]
    pub fn names_nobody(&self, message: &Map<String, Value>) -> bool {
        let names = |field| match message.get(field) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.trim().is_empty() && !names_nothing(text),
            Some(other) => !names_nothing(&other.to_string()),
        };
        !self.is_empty() && !names("userId") && !names("anonymousId")
    }

    /// Whether its messages tell of orders or returns.
    fn tells_orders(&self) -> bool {
        self.event.as_deref().is_some_and(|event| event.starts_with("Order "))
    }

    /// Whether it makes amounts of money of what it reads.
    #[must_use]
    pub fn says_amounts(&self) -> bool {
        AMOUNTS.iter().any(|field| self.columns.contains_key(*field)) || self.lines.contains_key("price")
    }

    /// Whether what a column says is what the mapping says anyway: of a file of returns, that each row came back. What is passed on as a
    /// property may be in another currency, or have sides of its own.
    #[must_use]
    pub fn expects(&self, found: &Found) -> bool {
        if self.reads(found.name.trim()) && matches!(found.says, Says::Side | Says::Currency) {
            return true;
        }
        let returns = matches!(self.event.as_deref(), Some("Order Refunded" | "Order Cancelled"));
        returns && (found.says == Says::Unpaid || found.says == Says::Reversal && found.always)
    }

    /// Whether it takes a column, or says that nothing follows from it.
    #[must_use]
    pub fn reads(&self, column: &str) -> bool {
        self.named().chain(self.unread.iter().map(String::as_str)).any(|name| name.trim() == column)
    }

    /// Whether it need not be asked what a column says of amounts: the mapping makes something of it, or says that nothing follows. A
    /// column that becomes a property like any other is passed on, and nothing follows from what it says.
    #[must_use]
    pub fn settles(&self, column: &str) -> bool {
        let is = |name: &String| name.trim() == column;
        let fields: Vec<(&String, &Column)> =
            self.columns.iter().filter_map(|(field, source)| Some((field, source.column()?))).collect();
        let passed_on = fields.iter().any(|(_, read)| is(&read.name))
            && fields.iter().all(|(field, read)| !is(&read.name) || passes_on(field) && read.reading.is_none());
        let in_lines = self.lines.values().filter_map(Source::column).any(|read| is(&read.name));
        let names = in_lines || self.key.iter().chain(&self.group).any(is);
        self.unread.iter().any(is) || self.reads(column) && (names || !passed_on)
    }

    /// All columns it names.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        let fields = self.columns.values().chain(self.lines.values()).filter_map(Source::column);
        let columns = fields.flat_map(|column| std::iter::once(&column.name).chain(&column.time));
        columns.map(String::as_str).chain(self.key.iter().chain(&self.group).map(String::as_str))
    }

    /// The columns that are read as numbers or as moments.
    pub fn read_as(&self, reading: Reading) -> impl Iterator<Item = &Column> {
        let fields = self.columns.iter().chain(&self.lines);
        fields.filter_map(move |(field, source)| {
            source.column().filter(|column| column.reading.unwrap_or(usual(field)) == reading)
        })
    }

    /// The message a row stands for.
    ///
    /// # Errors
    /// Why it stands for none.
    pub fn message(&self, row: Map<String, Value>, reader: &mut Reader) -> Result<Map<String, Value>, RowRefusal> {
        self.made(row, true, reader)
    }

    /// The message of a further row of an order: what stands in the first row once, such as its total, need not stand here.
    ///
    /// # Errors
    /// Why it stands for none.
    pub fn further(&self, row: Map<String, Value>, reader: &mut Reader) -> Result<Map<String, Value>, RowRefusal> {
        self.made(row, false, reader)
    }

    fn made(
        &self,
        row: Map<String, Value>,
        first: bool,
        reader: &mut Reader,
    ) -> Result<Map<String, Value>, RowRefusal> {
        if self.is_empty() {
            return self.complete(row);
        }
        let mut message = Map::new();
        message.insert("type".into(), self.kind.as_deref().unwrap_or("track").into());
        if let Some(event) = &self.event {
            message.insert("event".into(), event.as_str().into());
        }
        self.is_no_sum(&row)?;
        self.says_its_order(&row)?;
        self.says_its_amount(&row, first)?;
        fill(&mut message, &self.columns, &row, reader)?;
        if let Some(currency) = self.currency(&row)? {
            put(&mut message, CURRENCY, currency.into())?;
        }
        Ok(message)
    }

    /// A row that adds up others, as a till's report has at its end: it has the name of a sum for a number, or no number and that name
    /// in another column.
    fn is_no_sum(&self, row: &Map<String, Value>) -> Result<(), RowRefusal> {
        let text = |column: &str| row.get(column).and_then(Value::as_str).unwrap_or_default().trim();
        let order = self.order_column().map(|column| column.name.as_str());
        let mut numbers = order.into_iter().chain(self.key.iter().chain(&self.group).map(String::as_str));
        let number = numbers.find_map(|column| Some(text(column)).filter(|cell| sum_row::is(cell)));
        let numberless = || order.is_none_or(|column| text(column).is_empty());
        let any = || row.keys().map(|column| text(column)).find(|cell| sum_row::is(cell));
        match number.or_else(|| any().filter(|_| numberless())).filter(|_| self.says_amounts()) {
            Some(cell) => Err(RowRefusal::SumRow(shortened(cell))),
            None => Ok(()),
        }
    }

    /// A row of an order or a return whose number is mapped has one: without, it would be one more order each time it comes.
    fn says_its_order(&self, row: &Map<String, Value>) -> Result<(), RowRefusal> {
        let Some(column) = self.order_column().filter(|_| self.tells_orders()) else { return Ok(()) };
        let none = |cell: &Value| match cell {
            Value::Null => true,
            // What a spreadsheet has rounded is told as such.
            Value::String(text) => order_number(text).is_none() && !number::is_rounded(text),
            _ => false,
        };
        match row.get(&column.name) {
            Some(cell) if none(cell) => Err(RowRefusal::NoOrderId(column.name.clone())),
            _ => Ok(()),
        }
    }

    /// A row of an order or a return whose amount is mapped has one: an empty cell is neither zero nor everything. The total of an order
    /// of several rows may stand in the first alone.
    fn says_its_amount(&self, row: &Map<String, Value>, first: bool) -> Result<(), RowRefusal> {
        if !self.tells_orders() {
            return Ok(());
        }
        let empty = |column: &&Column| {
            row.get(&column.name)
                .is_some_and(|cell| cell.is_null() || cell.as_str().is_some_and(|text| text.trim().is_empty()))
        };
        let of_order = AMOUNTS.iter().filter_map(|field| self.columns.get(*field)?.column());
        let of_order = of_order.filter(|column| first || column.sum).collect::<Vec<_>>();
        let of_line = self.lines.get("price").and_then(Source::column);
        let missing = of_order.first().filter(|_| of_order.iter().all(empty)).copied().or(of_line.filter(empty));
        missing.map_or(Ok(()), |column| Err(RowRefusal::NoAmount(column.name.clone())))
    }

    /// The currency that a row's amounts say, where no column does: an amount never becomes one of another currency.
    fn currency(&self, row: &Map<String, Value>) -> Result<Option<&'static str>, RowRefusal> {
        let mapped = self.columns.get(CURRENCY).and_then(|source| match source {
            Source::Column(column) => row.get(&column.name)?.as_str(),
            Source::Value(value) => value.as_str(),
        });
        let mapped = mapped.map(str::trim).filter(|code| !code.is_empty());
        let mut found = None;
        for (field, source) in self.columns.iter().chain(&self.lines) {
            let Some(column) = source.column().filter(|column| column.reading == Some(Reading::Number)) else {
                continue;
            };
            let Some(text) = row.get(&column.name).and_then(Value::as_str) else { continue };
            let (_, Some(code)) = number::parted(text) else { continue };
            let (name, text) = (column.name.clone(), shortened(text));
            if !self.lines.contains_key(field) && !field.starts_with("properties.") {
                return Err(RowRefusal::Unreadable { column: name, text, expected: "number" });
            }
            if let Some(other) = mapped.or(found).filter(|other| !other.eq_ignore_ascii_case(code)) {
                return Err(RowRefusal::TwoCurrencies { column: name, text, currency: other.to_owned() });
            }
            found = Some(code);
        }
        Ok(found.filter(|_| mapped.is_none()))
    }

    /// The number of the order that a row tells; none if the row is named by it anyway, or adds to an order what others say of it.
    #[must_use]
    pub fn order_number(&self, row: &Map<String, Value>) -> Option<String> {
        let says_amount = AMOUNTS.iter().any(|field| self.columns.contains_key(*field));
        let whole = self.event.as_deref() == Some("Order Completed") && (says_amount || !self.group.is_empty());
        let column = self.order_column().filter(|_| whole)?;
        let named = match self.naming() {
            Naming::Columns { columns, .. } => columns == [column.name.as_str()],
            Naming::Order(group) => group == [column.name.as_str()],
            Naming::Row => false,
        };
        let text = match row.get(&column.name)? {
            Value::String(text) if column.reading == Some(Reading::Text) => text.trim().to_owned(),
            Value::String(text) => spelled(text).into_owned(),
            Value::Null => String::new(),
            other => spelled(&other.to_string()).into_owned(),
        };
        let prefix = column.prefix.as_deref().unwrap_or_default();
        (!named && !text.is_empty()).then(|| format!("{prefix}{text}"))
    }

    fn order_column(&self) -> Option<&Column> {
        ["properties.order_id", "properties.orderId"].iter().find_map(|field| self.columns.get(*field)?.column())
    }

    /// Whether these are the names of the columns that it takes, perhaps among others.
    #[must_use]
    pub fn is_under(&self, columns: &[String]) -> bool {
        let mut named = self.named().peekable();
        named.peek().is_some() && named.all(|name| columns.iter().any(|column| column == name.trim()))
    }

    /// The columns it takes, each once.
    #[must_use]
    pub fn taken(&self) -> Vec<String> {
        self.named().map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// A row that is a message already. When it was sent by someone else, long ago, says nothing of the clock it is sent by now.
    fn complete(&self, mut row: Map<String, Value>) -> Result<Map<String, Value>, RowRefusal> {
        row.shift_remove("sentAt");
        let kind = row.get("type").and_then(Value::as_str).unwrap_or_default();
        let moments = ["timestamp", "originalTimestamp"].into_iter().filter_map(|field| row.get(field));
        let said = moments.into_iter().any(|at| !at.is_null() && at.as_str() != Some(""));
        if self.now || said || !happens(kind) { Ok(row) } else { Err(RowRefusal::NoMoment) }
    }

    /// The product that a row of an order stands for; none if no lines are mapped.
    ///
    /// # Errors
    /// Why it stands for none.
    pub fn line(&self, row: &Map<String, Value>, reader: &mut Reader) -> Result<Option<Value>, RowRefusal> {
        let mut line = Map::new();
        fill(&mut line, &self.lines, row, reader)?;
        Ok((!self.lines.is_empty()).then_some(Value::Object(line)))
    }

    /// The fields whose numbers are added up over the rows of an order.
    pub fn sums(&self) -> impl Iterator<Item = &str> {
        let summed = self.columns.iter().filter(|(_, source)| source.column().is_some_and(|column| column.sum));
        summed.map(|(field, _)| field.as_str())
    }
}

/// Whether a call tells of something that happened.
fn happens(kind: &str) -> bool {
    !matches!(kind, "identify" | "group" | "alias")
}

/// How a field is read if the mapping does not say it.
fn usual(field: &str) -> Reading {
    const IDS: [&str; 13] = [
        "userId",
        "anonymousId",
        "previousId",
        "groupId",
        "messageId",
        "order_id",
        "orderId",
        "refund_id",
        "refundId",
        "product_id",
        "productId",
        "sku",
        "line_id",
    ];
    match field.strip_prefix("properties.").unwrap_or(field) {
        "timestamp" => Reading::Moment,
        id if IDS.contains(&id) => Reading::Id,
        _ => Reading::Text,
    }
}

fn fill(
    message: &mut Map<String, Value>,
    fields: &BTreeMap<String, Source>,
    row: &Map<String, Value>,
    reader: &mut Reader,
) -> Result<(), RowRefusal> {
    for (field, source) in fields {
        let value = match source {
            Source::Value(value) => Some(value.clone()),
            Source::Column(column) => {
                let (cell, reading) = (column.cell(row)?, column.reading.unwrap_or(usual(field)));
                reader.value(reading, &column.name, &cell)?.map(|value| column.told(value))
            }
        };
        match value {
            Some(value) => put(message, field, value)?,
            // What happened at an unknown moment did not happen now.
            None if field == "timestamp" => return Err(RowRefusal::NoMoment),
            None => {}
        }
    }
    Ok(())
}

/// Sets a dotted field, making the objects on the way.
///
/// # Errors
/// [`RowRefusal::Overlap`].
pub fn put(message: &mut Map<String, Value>, field: &str, value: Value) -> Result<(), RowRefusal> {
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
