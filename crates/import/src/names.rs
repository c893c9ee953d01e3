//! What a row is called and what it says, so that it counts once: in a file that grew since yesterday, under a mapping that was
//! corrected, and after a kill (decision records 0028 and 0032).
//!
//! A name is made of the columns that name the row, else of those that the mapping took when the series began; rows with the same cells
//! are told apart by their turn. The same row may be the source of different messages (an order, and the customer who made it), and of
//! messages to different sources: their names differ. What is told of a row is kept beside its name, so that a row that changed, or of
//! which a corrected mapping makes something else, is not taken for one that is in.

use crate::{
    mapping::{Mapping, Naming},
    value::spelled,
};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};

/// The name of a row or an order.
pub type Name = [u8; 16];

/// What a row says: all of it, and what the mapping takes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// All its cells.
    pub row: u64,
    /// The cells of the columns that the mapping names.
    pub taken: u64,
}

impl Content {
    /// Whether a row says what it said before, as far as its cells alone can tell.
    #[must_use]
    pub fn same(self, before: Self) -> bool {
        self.row == before.row || self.taken == before.taken
    }

    /// With another row of the same order, in whatever order they stand.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { row: self.row.wrapping_add(other.row), taken: self.taken.wrapping_add(other.taken) }
    }
}

/// What is told of a row: of whom, of when, and everything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The fields that are none of the following.
    pub what: u64,
    /// Who did it.
    pub who: u32,
    /// A fingerprint of the row's moment.
    pub when: u32,
}

impl Marks {
    /// Of a message. Neither the order of its fields nor that of an order's products makes another one.
    #[must_use]
    pub fn of(message: &Map<String, Value>) -> Self {
        const WHO: [&str; 4] = ["userId", "anonymousId", "previousId", "groupId"];
        const WHEN: [&str; 2] = ["timestamp", "originalTimestamp"];
        let of = |wanted: &dyn Fn(&str) -> bool| {
            let fields = message.iter().filter(|(field, _)| wanted(field.as_str()));
            short(&name(object(Sha256::new(), fields)))
        };
        let what = |field: &str| !WHO.contains(&field) && !WHEN.contains(&field) && field != "messageId";
        Self {
            what: of(&what),
            who: of(&|field| WHO.contains(&field)) as u32,
            when: of(&|field| WHEN.contains(&field)) as u32,
        }
    }

    /// Of an order whose first line is of this moment, wherever in the file it stands.
    #[must_use]
    pub fn since(self, moment: &str) -> Self {
        Self { when: mark(moment) as u32, ..self }
    }
}

fn object<'a>(hash: Sha256, fields: impl Iterator<Item = (&'a String, &'a Value)>) -> Sha256 {
    let mut fields: Vec<_> = fields.filter(|(_, value)| !value.is_null()).collect();
    fields.sort_unstable_by_key(|(field, _)| *field);
    let begun = hash.chain_update((fields.len() as u64).to_le_bytes());
    fields.into_iter().fold(begun, |hash, (field, value)| {
        let hash = part(hash, field);
        match value {
            Value::Array(products) if field == "products" => {
                let mut marks: Vec<Name> = products.iter().map(|one| name(value_of(Sha256::new(), one))).collect();
                marks.sort_unstable();
                marks.iter().fold(hash, |hash, mark| hash.chain_update(mark))
            }
            value => value_of(hash, value),
        }
    })
}

fn value_of(hash: Sha256, value: &Value) -> Sha256 {
    match value {
        Value::Object(inner) => object(hash, inner.iter()),
        Value::Array(list) => list.iter().fold(part(hash, "["), value_of),
        other => part(hash, &other.to_string()),
    }
}

/// Makes the names of a file's rows, in their order.
#[derive(Debug)]
pub struct Namer<'a> {
    naming: Naming<'a>,
    taken: BTreeSet<&'a str>,
    /// The columns whose cells name a row that nothing else names; all of them if it is empty.
    columns: BTreeSet<String>,
    begun: Sha256,
    turns: HashMap<Name, u32>,
}

impl<'a> Namer<'a> {
    /// For rows that go to this source by this mapping; nothing else names them than these columns, or all they have.
    #[must_use]
    pub fn new(mapping: &'a Mapping, source: &str, columns: &[String]) -> Self {
        let begun =
            [mapping.call(), mapping.event.as_deref().unwrap_or_default()].into_iter().fold(begin(source), part);
        // Of a row that is a message already all is taken.
        let taken = if mapping.is_empty() { BTreeSet::new() } else { mapping.named().collect() };
        let columns = columns.iter().cloned().collect();
        Self { naming: mapping.naming(), taken, columns, begun, turns: HashMap::new() }
    }

    /// The name of the next row, and whether columns name it; rows of which none do, and that are alike, get names of their own.
    pub fn row(&mut self, row: &Map<String, Value>) -> (Name, bool) {
        match &self.naming {
            Naming::Columns { columns, .. } if missing(columns, row).is_none() => (self.of_columns(columns, row), true),
            _ => {
                let cells = row.iter().filter(|(column, _)| self.is_named_by(column));
                (self.turn(of_cells(self.begun.clone(), cells)), false)
            }
        }
    }

    /// The name that these columns give a row. However its program writes a number, it is the same row.
    #[must_use]
    pub fn of_columns<C: AsRef<str>>(&self, columns: &[C], row: &Map<String, Value>) -> Name {
        self.spelled(columns, row, |cell| spelled(&text(cell)).into_owned())
    }

    /// The name that releases up to 0.2 gave it.
    #[must_use]
    pub fn formerly<C: AsRef<str>>(&self, columns: &[C], row: &Map<String, Value>) -> Name {
        self.spelled(columns, row, text)
    }

    fn spelled<C: AsRef<str>>(&self, columns: &[C], row: &Map<String, Value>, cell: impl Fn(&Value) -> String) -> Name {
        let cell = |column: &C| cell(row.get(column.as_ref()).unwrap_or(&Value::Null));
        let hash =
            columns.iter().fold(self.begun.clone(), |hash, column| part(part(hash, column.as_ref()), &cell(column)));
        name(hash)
    }

    /// The name of a line of an order: the columns in `key`, else those that name rows.
    pub fn line(&mut self, order: &Name, key: &[String], row: &Map<String, Value>) -> Name {
        let begun = Sha256::new().chain_update(order);
        let taken = row
            .iter()
            .filter(|(column, _)| if key.is_empty() { self.is_named_by(column) } else { key.contains(column) });
        let name = of_cells(begun, taken);
        self.turn(name)
    }

    /// The name of a return: of its key, if the row has one that someone said; else of what it says came back of which order. It is the
    /// same in whatever file it stands. Of those that say the same in one file, each has its own.
    pub fn of_return(&mut self, row: &Map<String, Value>, message: &Map<String, Value>) -> Name {
        if let Naming::Columns { columns, said: true } = &self.naming {
            return name(part(part(self.begun.clone(), "\0return"), &hex(&self.of_columns(columns, row))));
        }
        const SAYS: [&str; 9] =
            ["order_id", "orderId", "refund_id", "refundId", "revenue", "total", "value", "currency", "products"];
        let properties = message.get("properties").and_then(Value::as_object);
        let said = properties.into_iter().flatten().filter(|(field, _)| SAYS.contains(&field.as_str()));
        let at = message.get("timestamp").map(Value::to_string).unwrap_or_default();
        let hash = object(part(part(self.begun.clone(), "\0return"), &at), said);
        self.turn(name(hash))
    }

    /// The name under which it is kept which row tells this order.
    #[must_use]
    pub fn of_order(&self, order: &str) -> Name {
        name(part(part(self.begun.clone(), "\0order"), order))
    }

    /// What a row says.
    #[must_use]
    pub fn content(&self, row: &Map<String, Value>) -> Content {
        let taken = row.iter().filter(|(column, _)| self.takes(column));
        Content { row: short(&of_cells(Sha256::new(), row.iter())), taken: short(&of_cells(Sha256::new(), taken)) }
    }

    fn takes(&self, column: &str) -> bool {
        self.taken.is_empty() || self.taken.contains(column)
    }

    fn is_named_by(&self, column: &str) -> bool {
        self.columns.is_empty() || self.columns.contains(column)
    }

    fn turn(&mut self, name: Name) -> Name {
        let turn = self.turns.entry(name).or_default();
        *turn += 1;
        match *turn {
            1 => name,
            turn => self::name(Sha256::new().chain_update(name).chain_update(turn.to_le_bytes())),
        }
    }
}

/// The column of these in which nothing stands, if there is one: then they name nothing.
#[must_use]
pub fn missing<'a, C: AsRef<str>>(columns: &'a [C], row: &Map<String, Value>) -> Option<&'a C> {
    columns.iter().find(|column| row.get(column.as_ref()).is_none_or(|cell| text(cell).is_empty()))
}

/// The id of the message that tells what a row says now, for the given time.
#[must_use]
pub fn message_id(scope: &str, name: &Name, content: Content, told: u32) -> String {
    let hash = begin(scope).chain_update(name).chain_update(content.row.to_le_bytes()).chain_update(told.to_le_bytes());
    format!("import-{}", hex(&self::name(hash)))
}

fn hex(name: &Name) -> String {
    name.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A short mark of a text.
#[must_use]
pub fn mark(text: &str) -> u64 {
    short(&name(begin(text)))
}

fn begin(text: &str) -> Sha256 {
    part(Sha256::new(), text)
}

/// A text with its length before it: `ab`, `c` is not `a`, `bc`.
fn part(hash: Sha256, text: &str) -> Sha256 {
    hash.chain_update((text.len() as u64).to_le_bytes()).chain_update(text)
}

/// Cells with their columns' names, in whatever order the columns stand; an empty cell says nothing.
fn of_cells<'a>(hash: Sha256, cells: impl Iterator<Item = (&'a String, &'a Value)>) -> Name {
    let mut cells: Vec<(&str, String)> = cells.map(|(column, cell)| (column.as_str(), text(cell))).collect();
    cells.retain(|(_, cell)| !cell.is_empty());
    cells.sort_unstable();
    name(cells.iter().fold(hash, |hash, (column, cell)| part(part(hash, column), cell)))
}

fn text(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

fn name(hash: Sha256) -> Name {
    let mut name = Name::default();
    name.iter_mut().zip(hash.finalize()).for_each(|(to, byte)| *to = byte);
    name
}

/// A short mark of a name.
#[must_use]
pub fn short(name: &Name) -> u64 {
    name.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn mapping(yaml: &str) -> Mapping {
        crate::mapping::parse(yaml).unwrap()
    }

    #[test]
    fn a_row_keeps_its_name_and_rows_that_are_alike_have_two() {
        let none = Mapping::default();
        let (mut today, mut tomorrow) = (Namer::new(&none, "s", &[]), Namer::new(&none, "s", &[]));
        let rows =
            [json!({"id": "1", "n": "x"}), json!({"id": "2", "n": "x"}), json!({"n": "x", "id": "1 ", "new": ""})];
        let rows = rows.map(row);
        let names = rows.clone().map(|row| today.row(&row));
        assert_eq!(names, rows.clone().map(|row| tomorrow.row(&row)));
        assert!(names[0] != names[1] && names[0] != names[2]);
        assert_eq!(
            Namer::new(&none, "s", &[]).row(&rows[2]),
            names[0],
            "neither order nor empty columns make another row"
        );
        let other = Mapping { event: Some("Other".into()), ..Mapping::default() };
        assert_ne!(Namer::new(&other, "s", &[]).row(&rows[0]), names[0]);
        assert_ne!(Namer::new(&none, "another source", &[]).row(&rows[0]), names[0]);
    }

    #[test]
    fn key_columns_name_a_row_whatever_else_changes() {
        let mapping = mapping("event: Seen\nnow: true\nkey: id\ncolumns: {userId: id, properties.n: n}");
        let mut namer = Namer::new(&mapping, "s", &[]);
        let mut name = |value| namer.row(&row(value)).0;
        assert_eq!(name(json!({"id": "1", "n": "x"})), name(json!({"n": "y", "id": " 1 "})));
        assert_ne!(name(json!({"id": "1"})), name(json!({"id": "2"})));
        let says = |value| Namer::new(&mapping, "s", &[]).content(&row(value));
        let first = says(json!({"id": "1", "n": "x", "exported": "monday"}));
        assert!(says(json!({"id": "1", "n": "x", "exported": "tuesday"})).same(first), "nobody takes that column");
        assert!(!says(json!({"id": "1", "n": "y", "exported": "monday"})).same(first));
    }

    #[test]
    fn a_number_names_the_same_row_however_a_program_writes_it() {
        let mapping = mapping("event: Seen\nnow: true\nkey: id\ncolumns: {userId: id}");
        let namer = Namer::new(&mapping, "s", &[]);
        let name = |id: Value| namer.of_columns(&["id"], &row(json!({ "id": id })));
        let one = name(json!("1"));
        for same in [json!(1), json!(1.0), json!(" 1"), json!("1,0"), json!("1.0"), json!("1,00"), json!("1\u{200b}")] {
            assert_eq!(name(same.clone()), one, "{same}");
        }
        for other in ["01", "1,5", "1.000", "-1", "1a", "10"] {
            assert_ne!(name(json!(other)), one, "{other}");
        }
    }

    #[test]
    fn a_column_that_is_added_makes_no_other_row() {
        let mapping = mapping("event: Seen\nnow: true\ncolumns: {userId: id, properties.n: n}");
        let columns = ["id".to_owned(), "n".to_owned()];
        let name = |cells: Value| Namer::new(&mapping, "s", &columns).row(&row(cells));
        let first = name(json!({"id": "1", "n": "x"}));
        assert_eq!(name(json!({"id": "1", "n": "x", "exported": "tuesday"})), first);
        assert_ne!(name(json!({"id": "1", "n": "y"})), first);
    }

    #[test]
    fn marks_tell_what_changed() {
        let of = |message: Value| Marks::of(&row(message));
        let first = of(
            json!({"type": "track", "userId": "a", "timestamp": "x", "properties": {"n": 1, "products": [{"p": 1}, {"p": 2}]}}),
        );
        let same = json!({"properties": {"products": [{"p": 2}, {"p": 1}], "n": 1, "none": null}, "messageId": "m", "timestamp": "x",
            "type": "track", "userId": "a"});
        assert_eq!(of(same.clone()), first);
        let change = |field: &str, value: Value| {
            let mut message = same.clone();
            message[field] = value;
            let marks = of(message);
            (marks.who != first.who, marks.when != first.when, marks.what != first.what)
        };
        assert_eq!(change("userId", json!("b")), (true, false, false));
        assert_eq!(change("timestamp", json!("y")), (false, true, false));
        assert_eq!(change("properties", json!({"n": 1})), (false, false, true));
    }

    #[test]
    fn an_order_is_named_by_its_number_where_nothing_else_is_said() {
        let order = mapping("event: Order Completed\nnow: true\ncolumns: {userId: id, properties.order_id: no}");
        let mut namer = Namer::new(&order, "s", &[]);
        let (first, named) = namer.row(&row(json!({"id": "a", "no": "1"})));
        assert!(named);
        assert_eq!(namer.row(&row(json!({"id": "b", "no": "1"}))).0, first);
        assert!(!namer.row(&row(json!({"id": "b", "no": ""}))).1, "without a number the whole row is its name");
    }

    #[test]
    fn each_telling_has_an_id_of_its_own() {
        let (one, other) = (Content { row: 1, taken: 1 }, Content { row: 2, taken: 2 });
        let ids = [("a", one, 0), ("b", one, 0), ("a", other, 0), ("a", one, 1)];
        let ids: BTreeSet<String> = ids.map(|(scope, content, told)| message_id(scope, &[1; 16], content, told)).into();
        assert_eq!(ids.len(), 4);
        assert_eq!(missing(&["id".to_owned()], &row(json!({"id": " "}))), Some(&"id".to_owned()));
    }
}
