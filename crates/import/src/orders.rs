//! Rows that are lines of one order become one message. They need not stand together: the file was counted before, so an order is
//! complete when as many of its rows were read as it has.

use crate::{
    mapping::{CURRENCY, Mapping, put},
    names::{Content, Name},
    value::{Reader, RowRefusal, json_number},
};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The most lines of an order: the server takes messages of 32 KB.
const MAX_LINES: usize = 1_000;

/// How many rows each order has.
#[derive(Debug, Default)]
pub struct Counted(HashMap<Name, u32>);

impl Counted {
    /// A row of an order.
    pub fn add(&mut self, name: Name) {
        *self.0.entry(name).or_default() += 1;
    }
}

/// Orders that are not complete yet.
#[derive(Debug)]
pub struct Orders {
    counted: Counted,
    open: HashMap<Name, Order>,
}

/// Where a row stands in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its number, from 1.
    pub row: u64,
    /// The line it begins in.
    pub line: u64,
}

/// The rows an order was made of.
#[derive(Debug, Default)]
pub struct Rows {
    /// Where they stand.
    pub places: Vec<Place>,
    /// One name for each row, in the order of the file.
    pub names: Vec<Name>,
    /// What each of them says.
    said: Vec<u64>,
    /// Those that say, cell by cell, what a row before them says.
    pub equal: Vec<Place>,
    /// What they say, together.
    pub content: Content,
    /// The earliest of their moments, wherever in the file it stands.
    pub since: String,
}

impl Rows {
    /// A row that is told by itself.
    #[must_use]
    pub fn alone(place: Place, content: Content, repeats: bool) -> Self {
        Self { places: vec![place], equal: repeats.then_some(place).into_iter().collect(), content, ..Self::default() }
    }
}

/// An order of which some rows were read.
#[derive(Debug, Default)]
struct Order {
    rows: Rows,
    message: Map<String, Value>,
    lines: Vec<Value>,
    sums: HashMap<String, Sum>,
    /// The row that cannot be used, and why.
    fault: Option<(u64, RowRefusal)>,
}

/// A row that is a line of an order.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The order's name.
    pub order: Name,
    /// Its own.
    pub name: Name,
    /// Where it stands.
    pub place: Place,
    /// What it says.
    pub content: Content,
    /// Its cells.
    pub row: &'a Map<String, Value>,
}

/// What became of an order that is complete.
pub type Whole = Result<Map<String, Value>, (u64, RowRefusal)>;

impl Orders {
    /// Nothing was read yet.
    #[must_use]
    pub fn new(counted: Counted) -> Self {
        Self { counted, open: HashMap::new() }
    }

    /// Takes a row of the order of this name; the order, if it is the last one.
    pub fn take(&mut self, line: Line<'_>, mapping: &Mapping, reader: &mut Reader) -> Option<(Rows, Whole)> {
        let order = self.open.entry(line.order).or_default();
        if order.rows.said.contains(&line.content.row) {
            order.rows.equal.push(line.place);
        }
        order.rows.said.push(line.content.row);
        order.rows.places.push(line.place);
        order.rows.names.push(line.name);
        order.rows.content = order.rows.content.and(line.content);
        if order.fault.is_none()
            && let Err(refusal) = order.add(line.row, mapping, reader)
        {
            order.fault = Some((line.place.row, refusal));
        }
        let left = self.counted.0.get_mut(&line.order)?;
        *left -= 1;
        if *left > 0 {
            return None;
        }
        let Order { rows, mut message, lines, sums, fault } = self.open.remove(&line.order)?;
        if let Some(fault) = fault {
            return Some((rows, Err(fault)));
        }
        for (field, sum) in sums {
            // The field's place was made by the first row.
            if let (Some(place), Some(value)) = (at(&mut message, &field), json_number(&sum.plain())) {
                *place = value;
            }
        }
        if !lines.is_empty() {
            let properties = message.entry("properties").or_insert_with(|| Value::Object(Map::new()));
            if let Some(properties) = properties.as_object_mut() {
                properties.insert("products".into(), Value::Array(lines));
            }
        }
        Some((rows, Ok(message)))
    }
}

impl Order {
    fn add(&mut self, row: &Map<String, Value>, mapping: &Mapping, reader: &mut Reader) -> Result<(), RowRefusal> {
        let message = match self.rows.places.len() {
            1 => mapping.message(row.clone(), reader)?,
            _ => mapping.further(row.clone(), reader)?,
        };
        if self.rows.places.len() > MAX_LINES {
            return Err(RowRefusal::TooManyLines(MAX_LINES));
        }
        self.lines.extend(mapping.line(row, reader)?);
        for field in mapping.sums() {
            let Some(value) = found(&message, field) else { continue };
            let sum = self.sums.entry(field.to_owned()).or_default();
            sum.add(&value.to_string()).ok_or_else(|| RowRefusal::Unreadable {
                column: field.to_owned(),
                text: value.to_string(),
                expected: "number that can be added up",
            })?;
        }
        let at = found(&message, "timestamp").and_then(Value::as_str).unwrap_or_default();
        if self.rows.places.len() == 1 {
            self.rows.since = at.to_owned();
            self.message = message;
            return Ok(());
        }
        if at < self.rows.since.as_str() {
            self.rows.since = at.to_owned();
        }
        let first = self.rows.places.first().map_or(0, |first| first.row);
        for field in mapping.columns.keys() {
            // The moment is that of the first line; what is added up differs.
            let free = field == "timestamp" || mapping.sums().any(|summed| summed == field);
            // What a further row does not say, the first has said of them all.
            let said = found(&message, field);
            if !free && said.is_some() && said != found(&self.message, field) {
                return Err(RowRefusal::Differs { field: field.clone(), row: first });
            }
        }
        // An amount of zero may stand there without its currency.
        match (found(&message, CURRENCY), found(&self.message, CURRENCY)) {
            (Some(said), None) => put(&mut self.message, CURRENCY, said.clone()),
            (Some(said), Some(before)) if said != before => {
                Err(RowRefusal::Differs { field: CURRENCY.to_owned(), row: first })
            }
            _ => Ok(()),
        }
    }
}

/// A dotted field.
fn found<'a>(message: &'a Map<String, Value>, field: &str) -> Option<&'a Value> {
    let mut keys = field.split('.');
    let first = message.get(keys.next()?)?;
    keys.try_fold(first, |at, key| at.as_object()?.get(key))
}

fn at<'a>(message: &'a mut Map<String, Value>, field: &str) -> Option<&'a mut Value> {
    let mut keys = field.split('.');
    let first = message.get_mut(keys.next()?)?;
    keys.try_fold(first, |at, key| at.as_object_mut()?.get_mut(key))
}

/// A sum that is exact: cents do not become fractions of fractions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    units: i128,
    decimals: u32,
}

impl Sum {
    fn add(&mut self, plain: &str) -> Option<()> {
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let decimals = u32::try_from(fraction.len()).ok().filter(|decimals| *decimals <= 18)?;
        let units: i128 = format!("{whole}{fraction}").parse().ok()?;
        let most = decimals.max(self.decimals);
        let scaled = |units: i128, has: u32| units.checked_mul(10i128.checked_pow(most - has)?);
        self.units = scaled(self.units, self.decimals)?.checked_add(scaled(units, decimals)?)?;
        self.decimals = most;
        Some(())
    }

    fn plain(self) -> String {
        let digits = format!("{:0>width$}", self.units.unsigned_abs(), width = self.decimals as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.decimals as usize);
        let sign = if self.units < 0 { "-" } else { "" };
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{names::Namer, value::tests::reader};
    use serde_json::json;

    const TILL: &str = "event: Order Completed\nnow: true\ngroup: receipt\ncolumns: {userId: card, properties.order_id: receipt, \
        properties.revenue: {column: total, as: number, sum: true}}\nlines: {product_id: article, quantity: {column: qty, as: number}}";

    fn run(rows: &[(&str, &str, &str, &str, &str)]) -> Vec<(Vec<u64>, Whole)> {
        run_by(TILL, rows)
    }

    fn run_by(mapping: &str, rows: &[(&str, &str, &str, &str, &str)]) -> Vec<(Vec<u64>, Whole)> {
        let mapping = crate::mapping::parse(mapping).unwrap();
        let rows = rows.iter().map(|(receipt, card, article, qty, total)| {
            json!({"receipt": receipt, "card": card, "article": article, "qty": qty, "total": total})
        });
        let rows: Vec<Map<String, Value>> = rows.map(|row| row.as_object().unwrap().clone()).collect();
        let (mut counted, mut namer) = (Counted::default(), Namer::new(&mapping, "s", &[]));
        rows.iter().for_each(|row| counted.add(namer.of_columns(&mapping.group, row)));
        let (mut orders, mut reader) = (Orders::new(counted), reader());
        let mut take = |(number, row)| {
            let order = namer.of_columns(&mapping.group, row);
            let (name, content) = (namer.line(&order, &[], row), namer.content(row));
            orders.take(
                Line { order, name, place: Place { row: number, line: 0 }, content, row },
                &mapping,
                &mut reader,
            )
        };
        (1..)
            .zip(&rows)
            .filter_map(&mut take)
            .map(|(rows, whole)| (rows.places.iter().map(|place| place.row).collect(), whole))
            .collect()
    }

    #[test]
    fn lines_of_an_order_are_one_event_also_where_they_stand_apart() {
        let done = run(&[
            ("r1", "c1", "milk", "2", "2.18"),
            ("r2", "c2", "bread", "1", "3.10"),
            ("r1", "c1", "cheese", "0.455", "7.12"),
        ]);
        assert_eq!(done.iter().map(|(rows, _)| rows.clone()).collect::<Vec<_>>(), [vec![2], vec![1, 3]]);
        let order = done[1].1.as_ref().unwrap();
        assert_eq!(order["userId"], "c1");
        let products = json!([{"product_id": "milk", "quantity": 2}, {"product_id": "cheese", "quantity": 0.455}]);
        assert_eq!(order["properties"], json!({"order_id": "r1", "revenue": 9.3, "products": products}));
    }

    #[test]
    fn an_order_is_taken_whole_or_not_at_all() {
        let done = run(&[("r1", "c1", "milk", "2", "2.18"), ("r1", "c1", "cheese", "x", "7.12")]);
        assert!(matches!(&done[0], (rows, Err((2, RowRefusal::Unreadable { .. }))) if rows == &[1, 2]), "{done:?}");
        let done = run(&[("r1", "c1", "milk", "2", "2.18"), ("r1", "c2", "cheese", "1", "7.12")]);
        assert!(matches!(&done[0].1, Err((2, RowRefusal::Differs { field, row: 1 })) if field == "userId"), "{done:?}");
    }

    #[test]
    fn a_total_may_stand_in_the_first_row_alone_and_no_line_is_without_its_amount() {
        let total = TILL.replace(", sum: true", "");
        let shop = run_by(&total, &[("r1", "c1", "milk", "2", "9.30"), ("r1", "", "cheese", "1", "")]);
        let order = shop[0].1.as_ref().unwrap();
        assert_eq!((&order["userId"], &order["properties"]["revenue"]), (&json!("c1"), &json!(9.3)));
        let refused = |mapping: &str, rows: &[(&str, &str, &str, &str, &str)]| match &run_by(mapping, rows)[0].1 {
            Err((row, RowRefusal::NoAmount(_))) => *row,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(&total, &[("r1", "c1", "milk", "2", ""), ("r1", "c1", "cheese", "1", "9.30")]), 1);
        assert_eq!(refused(TILL, &[("r1", "c1", "milk", "2", "2.18"), ("r1", "c1", "cheese", "1", "")]), 2);
    }

    #[test]
    fn sums_are_exact() {
        let mut sum = Sum::default();
        ["0.1", "0.2", "-7", "19.99"].iter().for_each(|part| sum.add(part).unwrap());
        assert_eq!(sum.plain(), "13.29");
        assert_eq!(Sum { units: -5, decimals: 2 }.plain(), "-0.05");
        assert!(Sum::default().add("1e5").is_none());
    }
}
