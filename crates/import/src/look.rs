//! What a file looks like before anybody has said anything of it: how it is written, its columns, and what they seem to say.

use crate::rows::{self, Format};
use rapport_files::{
    Assumption, Decimal, Form, Unreadable, number,
    role::{self, Guess, Role},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// How many rows are looked at.
const LOOKED_AT: usize = 200;
/// How much of a cell is looked at, in characters: it is kept while the file waits.
const LONGEST: usize = 1_000;

/// What a file looks like.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The names of its columns.
    pub columns: Vec<String>,
    /// The cells of its first rows, as many as there are columns.
    pub rows: Vec<Vec<String>>,
    /// How it was read, where that was guessed.
    pub guesses: Vec<Assumption>,
    /// What its columns seem to say.
    pub roles: Vec<Guess>,
    /// Whether an order stands in several rows.
    pub lined: bool,
    /// Whether each of these rows says the order's amount, and not the line's.
    pub total: bool,
    /// The columns that could say the amount as well.
    pub amounts: Vec<String>,
}

/// Looks at a file.
///
/// # Errors
/// [`Unreadable`].
pub fn look(path: &Path, format: Format, said: &Form) -> Result<Look, Unreadable> {
    let opened = rows::open(path, format, said, role::is_heading)?;
    let mut rows = Vec::new();
    for placed in opened.rows.take(LOOKED_AT) {
        rows.extend(placed?.1.ok());
    }
    let keys = || rows.iter().flat_map(|row| row.keys().cloned()).collect::<BTreeSet<_>>().into_iter().collect();
    let columns: Vec<String> = opened.columns.unwrap_or_else(keys);
    let text = |cell: Option<&Value>| match cell {
        Some(Value::String(text)) => text.chars().take(LONGEST).collect(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    };
    let rows = rows.iter().map(|row| columns.iter().map(|column| text(row.get(column))).collect()).collect();
    Ok(Look::of(columns, rows, opened.guesses))
}

impl Look {
    /// Of a table with these columns and rows.
    #[must_use]
    pub fn of(columns: Vec<String>, rows: Vec<Vec<String>>, guesses: Vec<Assumption>) -> Self {
        let roles: Vec<Guess> =
            role::guess(&columns, &rows).into_iter().filter(|guess| once(&columns, guess.column)).collect();
        let at = |role| roles.iter().find(|guess| guess.role == role).map(|guess| guess.column);
        let (order, amount) = (at(Role::Order), at(Role::Amount));
        let lined = order.is_some_and(|order| repeats(&rows, order));
        let line = at(Role::Price).zip(at(Role::Quantity));
        let total = order.zip(amount).is_some_and(|(order, amount)| repeats_its_total(&rows, order, amount, line));
        let amounts = role::others(&columns, &rows, Role::Amount).into_iter().filter(|at| once(&columns, *at));
        let amounts = amounts.map(|at| columns[at].clone()).collect();
        Self { columns, rows, guesses, roles, lined, total, amounts }
    }

    /// The name of the column that says this.
    #[must_use]
    pub fn name(&self, role: Role) -> Option<&str> {
        let guess = self.roles.iter().find(|guess| guess.role == role)?;
        self.columns.get(guess.column).map(String::as_str)
    }
}

/// Whether a column can be named: it has a name, and no other has the same.
fn once(columns: &[String], at: usize) -> bool {
    columns.get(at).is_some_and(|name| !name.is_empty() && columns.iter().filter(|other| *other == name).count() == 1)
}

/// Whether a column says the same in several rows.
fn repeats(rows: &[Vec<String>], column: usize) -> bool {
    let mut seen = BTreeSet::new();
    rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.trim().is_empty()).any(|cell| !seen.insert(cell))
}

/// Whether an order's amount stands in each of its rows: it is the same in all of them, and not what each line costs.
fn repeats_its_total(rows: &[Vec<String>], order: usize, amount: usize, line: Option<(usize, usize)>) -> bool {
    let cell = |row: &[String], at: usize| row.get(at).map(|cell| cell.trim().to_owned()).unwrap_or_default();
    let mut orders: BTreeMap<String, Vec<&[String]>> = BTreeMap::new();
    rows.iter().for_each(|row| orders.entry(cell(row, order)).or_default().push(row));
    let several = || orders.iter().filter(|(order, rows)| !order.is_empty() && rows.len() > 1).map(|(_, rows)| rows);
    let number = |row: &[String], at: usize| {
        let text = cell(row, at);
        let text = number::parted(&text).0.into_owned();
        let plain = [Decimal::Comma, Decimal::Point].into_iter().find_map(|decimal| number::plain(&text, decimal));
        plain?.parse::<f64>().ok()
    };
    let costs = |row: &[String]| {
        let (price, quantity) = line?;
        Some((number(row, price)? * number(row, quantity)? - number(row, amount)?).abs() < 0.011)
    };
    let lined = several().flatten().all(|row| costs(row) == Some(true));
    // It may stand in the first of them alone.
    let same = several().all(|rows| {
        let (first, further) = (cell(rows[0], amount), &rows[1..]);
        let once = further.iter().all(|row| cell(row, amount).is_empty());
        !first.is_empty() && (once || further.iter().all(|row| cell(row, amount) == first))
    });
    several().next().is_some() && same && !lined
}
