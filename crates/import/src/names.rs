//! What a row is called and what it says, so that it counts once: in a file that grew since yesterday, under a mapping that was
//! corrected, and after a kill (decision records 0028 and 0032).
//!
//! A name is made of the columns that name the row, else of those that the mapping took when the series began; rows with the same cells
//! are told apart by their turn. The same row may be the source of different messages (an order, and the customer who made it), and of
//! messages to different sources: their names differ. What is told of a row is kept beside its name, so that a row that changed, or of
//! which a corrected mapping makes something else, is not taken for one that is in.

use crate::{
    mapping::{Mapping, Naming, Reading},
    said,
    value::spelled,
};
use rapport_files::{moment, number};
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
    /// Of a message. Neither the order of its fields nor that of an order's products makes another one, nor how a number or a moment is
    /// written; and a return is in its order's currency, whether it says so or not.
    #[must_use]
    pub fn of(message: &Map<String, Value>) -> Self {
        Self::said_by(&said::message(message))
    }

    /// Of a message as it stands: releases before took two ways to write a number for two things.
    #[must_use]
    pub fn said_by(message: &Map<String, Value>) -> Self {
        const WHO: [&str; 4] = ["userId", "anonymousId", "previousId", "groupId"];
        let of = |wanted: &dyn Fn(&str) -> bool| {
            let fields = message.iter().filter(|(field, _)| wanted(field.as_str()));
            short(&name(object(Sha256::new(), fields)))
        };
        let what = |field: &str| !WHO.contains(&field) && !said::MOMENTS.contains(&field) && field != "messageId";
        Self {
            what: of(&what),
            who: of(&|field| WHO.contains(&field)) as u32,
            when: of(&|field| said::MOMENTS.contains(&field)) as u32,
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

/// The name of a row, and those that releases before gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowName {
    /// By what its columns say, however a program writes it.
    pub name: Name,
    /// By what stands in them.
    pub formerly: Vec<Name>,
    /// Whether columns name it; else all its cells do.
    pub by_columns: bool,
    /// Whether nothing but its turn tells it from a row before it.
    pub repeats: bool,
}

/// Makes the names of a file's rows, in their order.
#[derive(Debug)]
pub struct Namer<'a> {
    naming: Naming<'a>,
    taken: BTreeSet<&'a str>,
    /// How the columns are read that say numbers and moments.
    readings: HashMap<&'a str, Reading>,
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
        let read_as = |reading| mapping.read_as(reading).map(move |column| (column.name.trim(), reading));
        let readings = read_as(Reading::Number).chain(read_as(Reading::Moment)).collect();
        Self { naming: mapping.naming(), taken, readings, columns, begun, turns: HashMap::new() }
    }

    /// The name of the next row; rows of which no columns say it, and that are alike, get names of their own.
    pub fn row(&mut self, row: &Map<String, Value>) -> RowName {
        match &self.naming {
            Naming::Columns { columns, .. } if missing(columns, row).is_none() => {
                let (name, formerly) = (self.of_columns(columns, row), self.formerly(columns, row));
                RowName { name, formerly, by_columns: true, repeats: false }
            }
            _ => {
                let named = || row.iter().filter(|(column, _)| self.is_named_by(column));
                let said =
                    of_texts(self.begun.clone(), named().map(|(column, cell)| (column, self.says(column, cell))));
                let stands = of_cells(self.begun.clone(), named());
                let name = self.turn(said);
                let formerly = if said == stands { Vec::new() } else { vec![self.turn(stands)] };
                RowName { name, formerly, by_columns: false, repeats: name != said }
            }
        }
    }

    /// The name that these columns give a row. However its program writes a number or a moment, it is the same row.
    #[must_use]
    pub fn of_columns<C: AsRef<str>>(&self, columns: &[C], row: &Map<String, Value>) -> Name {
        self.spelled(columns, row, |column, cell| spelled(&self.says(column, cell)).into_owned())
    }

    /// The names that releases before gave it: by what stands in the columns, and by that with ids in their one spelling.
    #[must_use]
    pub fn formerly<C: AsRef<str>>(&self, columns: &[C], row: &Map<String, Value>) -> Vec<Name> {
        let stands = self.spelled(columns, row, |_, cell| text(cell));
        let as_ids = self.spelled(columns, row, |_, cell| spelled(&text(cell)).into_owned());
        let mut names = vec![as_ids, stands];
        names.dedup();
        names.retain(|name| *name != self.of_columns(columns, row));
        names
    }

    fn spelled<C: AsRef<str>>(
        &self,
        columns: &[C],
        row: &Map<String, Value>,
        cell: impl Fn(&str, &Value) -> String,
    ) -> Name {
        let hash = columns.iter().map(AsRef::as_ref).fold(self.begun.clone(), |hash, column| {
            part(part(hash, column), &cell(column, row.get(column).unwrap_or(&Value::Null)))
        });
        name(hash)
    }

    /// What a cell says: a number or a moment in one spelling, as far as the cell alone tells which it is.
    fn says(&self, column: &str, cell: &Value) -> String {
        let text = text(cell);
        let said = match self.readings.get(column.trim()) {
            Some(Reading::Number) => number::one_spelling(&text),
            Some(Reading::Moment) => moment::one_spelling(&text),
            _ => None,
        };
        said.unwrap_or(text)
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
        let said = said::came_back(message);
        let at = said::moment(message).map(|at| Value::from(at).to_string()).unwrap_or_default();
        let hash = object(part(part(self.begun.clone(), "\0return"), &at), said.iter());
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
    of_texts(hash, cells.map(|(column, cell)| (column, text(cell))))
}

fn of_texts<'a>(hash: Sha256, cells: impl Iterator<Item = (&'a String, String)>) -> Name {
    let mut cells: Vec<(&str, String)> = cells.map(|(column, cell)| (column.as_str(), cell)).collect();
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
        let names = rows.clone().map(|row| today.row(&row).name);
        assert_eq!(names, rows.clone().map(|row| tomorrow.row(&row).name));
        assert!(names[0] != names[1] && names[0] != names[2]);
        assert_eq!(
            Namer::new(&none, "s", &[]).row(&rows[2]).name,
            names[0],
            "neither order nor empty columns make another row"
        );
        let other = Mapping { event: Some("Other".into()), ..Mapping::default() };
        assert_ne!(Namer::new(&other, "s", &[]).row(&rows[0]).name, names[0]);
        assert_ne!(Namer::new(&none, "another source", &[]).row(&rows[0]).name, names[0]);
    }

    #[test]
    fn key_columns_name_a_row_whatever_else_changes() {
        let mapping = mapping("event: Seen\nnow: true\nkey: id\ncolumns: {userId: id, properties.n: n}");
        let mut namer = Namer::new(&mapping, "s", &[]);
        let mut name = |value| namer.row(&row(value)).name;
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
    fn a_row_is_named_by_its_values_and_known_by_how_they_were_written() {
        let mapping = mapping(
            "event: Seen\ncolumns: {userId: id, timestamp: at, properties.n: {column: n, as: number}, properties.t: t}",
        );
        let of = |cells: Value| Namer::new(&mapping, "s", &[]).row(&row(cells));
        let first = of(json!({"id": "7", "at": "02.03.2026 10:00:00", "n": "20,00", "t": "20,00"}));
        let stands = of_cells(
            Namer::new(&mapping, "s", &[]).begun,
            row(json!({"id": "7", "at": "02.03.2026 10:00:00",
            "n": "20,00", "t": "20,00"}))
            .iter(),
        );
        assert_eq!(first.formerly, [stands], "what a release before took in is known");
        for (at, n) in [("2026-03-02 10:00", "20"), ("02.03.2026 10:00", "20.0"), ("2026-03-02T10:00:00", "20,00 €")]
        {
            assert_eq!(of(json!({"id": "7", "at": at, "n": n, "t": "20,00"})).name, first.name, "{at} {n}");
        }
        for (at, n, t) in [
            ("02.03.2026 10:00:01", "20", "20,00"),
            ("02.03.2026 10:00", "20,01", "20,00"),
            ("02.03.2026 10:00", "20", "20"),
        ] {
            assert_ne!(of(json!({"id": "7", "at": at, "n": n, "t": t})).name, first.name, "{at} {n} {t}");
        }
        let order = Namer::new(&mapping, "s", &[]);
        let key = |at: &str| order.of_columns(&["id", "at"], &row(json!({"id": "7", "at": at})));
        assert_eq!(key("02.03.2026 10:00"), key("2026-03-02 10:00:00"));
    }

    #[test]
    fn one_return_has_one_name_however_it_is_told() {
        let mapping = mapping("event: Order Refunded\ncolumns: {userId: id, timestamp: at, properties.order_id: no}");
        let at = "2026-03-02T10:00:00.000Z";
        let of = |at: &str, properties: Value| {
            let message =
                json!({"type": "track", "event": "Order Refunded", "timestamp": at, "properties": properties});
            Namer::new(&mapping, "s", &[]).of_return(&Map::new(), &row(message))
        };
        let money = of(at, json!({"order_id": "A1", "revenue": 20.0}));
        for same in [
            json!({"order_id": "A1", "revenue": 20}),
            json!({"order_id": "A1", "revenue": "20.00", "currency": "EUR"}),
            json!({"order_id": "A1", "total": 20.0, "reason": "too small"}),
            json!({"orderId": "A1", "value": 20, "total": null}),
        ] {
            assert_eq!(of(at, same.clone()), money, "{same}");
        }
        assert_eq!(of("2026-03-02T11:00:00+01:00", json!({"order_id": "A1", "revenue": 20})), money);
        for other in [
            json!({"order_id": "A1", "revenue": 20.01}),
            json!({"order_id": "A2", "revenue": 20}),
            json!({"order_id": "A1", "revenue": 20, "refund_id": "r"}),
            json!({"order_id": "A1"}),
        ] {
            assert_ne!(of(at, other.clone()), money, "{other}");
        }
        assert_ne!(of("2026-03-02T10:00:01Z", json!({"order_id": "A1", "revenue": 20})), money);
        let goods = of(at, json!({"order_id": "A1", "products": [{"product_id": "a", "quantity": 1}]}));
        for same in [
            json!({"order_id": "A1", "products": [{"quantity": 1.0, "product_id": "a"}]}),
            json!({"order_id": "A1", "products": [{"quantity": "1", "productId": "a"}]}),
            json!({"order_id": "A1", "products": [{"product_id": "a"}]}),
        ] {
            assert_eq!(of(at, same.clone()), goods, "{same}");
        }
        assert_ne!(of(at, json!({"order_id": "A1", "products": [{"product_id": "a", "quantity": 2}]})), goods);
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
        let mut written = same.clone();
        written["properties"]["n"] = json!(1.0);
        written["timestamp"] = json!("2026-03-01T10:00:00Z");
        let mut otherwise = written.clone();
        otherwise["properties"]["n"] = json!(1);
        otherwise["timestamp"] = json!("2026-03-01T11:00:00.000+01:00");
        assert_eq!(of(written.clone()), of(otherwise.clone()));
        assert_ne!(Marks::said_by(&row(written)), Marks::said_by(&row(otherwise)));
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
        let first = namer.row(&row(json!({"id": "a", "no": "1"})));
        assert!(first.by_columns);
        assert_eq!(namer.row(&row(json!({"id": "b", "no": "1"}))).name, first.name);
        assert!(
            !namer.row(&row(json!({"id": "b", "no": ""}))).by_columns,
            "without a number the whole row is its name"
        );
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
