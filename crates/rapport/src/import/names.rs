//! What a row is called and what it says, so that it counts once: in a file that grew since yesterday, under a mapping that was
//! corrected, and after a kill (decision record 0028).
//!
//! A name is made of the columns that name the row, else of all its cells; rows with the same cells are told apart by their turn. The
//! same row may be the source of different messages (an order, and the customer who made it), and of messages to different sources:
//! their names differ. What a row says is kept beside its name, so that a row that changed is not taken for one that is in.

use super::mapping::{Mapping, Naming};
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
    /// Whether a row says what it said before. A mapping that takes other columns makes no other row, and neither does a column that
    /// nobody takes.
    #[must_use]
    pub fn same(self, before: Self) -> bool {
        self.row == before.row || self.taken == before.taken
    }

    /// The same, told in a way that did not count: another mapping may tell it again.
    #[must_use]
    pub fn in_vain(self, mapping: &str) -> Self {
        let under = |content: u64| short(&name(begin(mapping).chain_update(content.to_le_bytes())));
        Self { row: under(self.row), taken: under(self.taken) }
    }

    /// With another row of the same order, in whatever order they stand.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { row: self.row.wrapping_add(other.row), taken: self.taken.wrapping_add(other.taken) }
    }
}

/// Makes the names of a file's rows, in their order.
#[derive(Debug)]
pub struct Namer<'a> {
    naming: Naming<'a>,
    taken: BTreeSet<&'a str>,
    begun: Sha256,
    turns: HashMap<Name, u32>,
}

impl<'a> Namer<'a> {
    /// For rows that go to this source by this mapping.
    #[must_use]
    pub fn new(mapping: &'a Mapping, source: &str) -> Self {
        let begun =
            [mapping.call(), mapping.event.as_deref().unwrap_or_default()].into_iter().fold(begin(source), part);
        // Of a row that is a message already all is taken.
        let taken = if mapping.is_empty() { BTreeSet::new() } else { mapping.named().collect() };
        Self { naming: mapping.naming(), taken, begun, turns: HashMap::new() }
    }

    /// The name of the next row, and whether columns name it; rows of which none do, and that are alike, get names of their own.
    pub fn row(&mut self, row: &Map<String, Value>) -> (Name, bool) {
        match &self.naming {
            Naming::Columns { columns, .. } if missing(columns, row).is_none() => (self.of_columns(columns, row), true),
            _ => (self.turn(of_cells(self.begun.clone(), row.iter())), false),
        }
    }

    /// The name that these columns give a row.
    #[must_use]
    pub fn of_columns<C: AsRef<str>>(&self, columns: &[C], row: &Map<String, Value>) -> Name {
        let cell = |column: &C| text(row.get(column.as_ref()).unwrap_or(&Value::Null));
        let hash =
            columns.iter().fold(self.begun.clone(), |hash, column| part(part(hash, column.as_ref()), &cell(column)));
        name(hash)
    }

    /// The name of a line of an order: what the mapping takes of it, or the columns in `key`.
    pub fn line(&mut self, order: &Name, key: &[String], row: &Map<String, Value>) -> Name {
        let begun = Sha256::new().chain_update(order);
        let taken =
            row.iter().filter(|(column, _)| if key.is_empty() { self.takes(column) } else { key.contains(column) });
        let name = of_cells(begun, taken);
        self.turn(name)
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

/// The id of the message that tells what a row says now, for the so-manieth time.
#[must_use]
pub fn message_id(scope: &str, name: &Name, content: Content, told: u32) -> String {
    let hash = begin(scope).chain_update(name).chain_update(content.row.to_le_bytes()).chain_update(told.to_le_bytes());
    self::name(hash).iter().fold(String::from("import-"), |id, byte| id + &format!("{byte:02x}"))
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

fn short(name: &Name) -> u64 {
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
        crate::cmd::import::parse(yaml).unwrap()
    }

    #[test]
    fn a_row_keeps_its_name_and_rows_that_are_alike_have_two() {
        let none = Mapping::default();
        let (mut today, mut tomorrow) = (Namer::new(&none, "s"), Namer::new(&none, "s"));
        let rows =
            [json!({"id": "1", "n": "x"}), json!({"id": "2", "n": "x"}), json!({"n": "x", "id": "1 ", "new": ""})];
        let rows = rows.map(row);
        let names = rows.clone().map(|row| today.row(&row));
        assert_eq!(names, rows.clone().map(|row| tomorrow.row(&row)));
        assert!(names[0] != names[1] && names[0] != names[2]);
        assert_eq!(Namer::new(&none, "s").row(&rows[2]), names[0], "neither order nor empty columns make another row");
        let other = Mapping { event: Some("Other".into()), ..Mapping::default() };
        assert_ne!(Namer::new(&other, "s").row(&rows[0]), names[0]);
        assert_ne!(Namer::new(&none, "another source").row(&rows[0]), names[0]);
    }

    #[test]
    fn key_columns_name_a_row_whatever_else_changes() {
        let mapping = mapping("event: Seen\nnow: true\nkey: id\ncolumns: {userId: id, properties.n: n}");
        let mut namer = Namer::new(&mapping, "s");
        let mut name = |value| namer.row(&row(value)).0;
        assert_eq!(name(json!({"id": "1", "n": "x"})), name(json!({"n": "y", "id": " 1 "})));
        assert_ne!(name(json!({"id": "1"})), name(json!({"id": "2"})));
        let says = |value| Namer::new(&mapping, "s").content(&row(value));
        let first = says(json!({"id": "1", "n": "x", "exported": "monday"}));
        assert!(says(json!({"id": "1", "n": "x", "exported": "tuesday"})).same(first), "nobody takes that column");
        assert!(!says(json!({"id": "1", "n": "y", "exported": "monday"})).same(first));
        assert!(!first.same(first.in_vain("a")) && first.in_vain("a") != first.in_vain("b"));
    }

    #[test]
    fn an_order_is_named_by_its_number_where_nothing_else_is_said() {
        let order = mapping("event: Order Completed\nnow: true\ncolumns: {userId: id, properties.order_id: no}");
        let mut namer = Namer::new(&order, "s");
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
