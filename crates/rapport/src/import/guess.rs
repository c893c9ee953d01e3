//! A mapping to start from, for a file of which nobody has said anything yet (`rapport import --guess`).

use super::rows::{self, Format};
use rapport_files::{
    Form, Unreadable,
    role::{self, Guess, Role},
};
use serde_json::Value;
use std::{collections::BTreeSet, fmt::Write, path::Path};

/// How many rows are looked at.
const LOOKED_AT: usize = 200;

/// The mapping that a file seems to need, as YAML with remarks.
///
/// # Errors
/// [`Unreadable`].
pub fn mapping(path: &Path, format: Format) -> Result<String, Unreadable> {
    let opened = rows::open(path, format, &Form::default(), role::is_heading)?;
    let mut rows = Vec::new();
    for placed in opened.rows.take(LOOKED_AT) {
        rows.extend(placed?.1.ok());
    }
    let keys = || rows.iter().flat_map(|row| row.keys().cloned()).collect::<BTreeSet<_>>().into_iter().collect();
    let columns: Vec<String> = opened.columns.unwrap_or_else(keys);
    let text = |cell: Option<&Value>| match cell {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    };
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| columns.iter().map(|column| text(row.get(column))).collect()).collect();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let read: Vec<String> = opened.guesses.iter().map(ToString::to_string).collect();
    Ok(written(&name, &read, &columns, &cells))
}

/// The mapping of a table with these columns.
fn written(file: &str, read: &[String], columns: &[String], rows: &[Vec<String>]) -> String {
    let guesses: Vec<Guess> =
        role::guess(columns, rows).into_iter().filter(|guess| once(columns, guess.column)).collect();
    let of = |role| guesses.iter().find(|guess| guess.role == role).map(|guess| guess.column);
    let name = |role| of(role).and_then(|column| columns.get(column)).map(|column| quoted(column));
    let happened = of(Role::Moment).is_some() || of(Role::Order).is_some() || of(Role::Amount).is_some();
    let order = of(Role::Order).is_some() && of(Role::Amount).or(of(Role::Price)).is_some();
    let lined = of(Role::Order).is_some_and(|column| repeats(rows, column));
    let mut text = format!(
        "# A mapping to start from, guessed from {file}: look at every line of it, then try it with --dry-run.\n"
    );
    let mut line = |it: std::fmt::Arguments<'_>| text.write_fmt(format_args!("{it}\n")).unwrap_or_default();
    read.iter().for_each(|guess| line(format_args!("# Read like this: {guess}")));
    match (happened, order) {
        (false, _) => line(format_args!("type: identify")),
        (true, true) => line(format_args!("type: track\nevent: Order Completed")),
        (true, false) => {
            line(format_args!("type: track\nevent: Imported   # say what happened, such as Store Visited"))
        }
    }
    if happened {
        line(format_args!("# file: {{zone: Europe/Berlin}}   # whose clock the times are of; UTC if it is not said"));
    }
    let group = name(Role::Order).filter(|_| lined && order);
    match &group {
        Some(column) => line(format_args!("group: {column}   # the rows of one receipt are one order")),
        None => line(format_args!("# key: COLUMN   # what names a row, so that it counts once")),
    }
    line(format_args!("columns:"));
    match name(Role::Customer).or_else(|| name(Role::Email)) {
        Some(column) => line(format_args!("  userId: {column}")),
        None => line(format_args!("  # userId: COLUMN   # no column seems to say who it was")),
    }
    if let (false, Some(column)) = (happened, name(Role::Email)) {
        line(format_args!("  traits.email: {column}"));
    }
    match name(Role::Moment) {
        Some(column) => line(format_args!("  timestamp: {column}")),
        None if happened => line(format_args!("  # timestamp: COLUMN   # no column seems to say when it happened")),
        None => {}
    }
    if let Some(column) = name(Role::Order) {
        line(format_args!("  properties.order_id: {column}"));
    }
    if let Some(column) = name(Role::Amount) {
        let sum = if group.is_some() { ", sum: true" } else { "" };
        line(format_args!("  properties.revenue: {{column: {column}, as: number{sum}}}"));
    }
    if let Some(column) = name(Role::Currency) {
        line(format_args!("  properties.currency: {column}"));
    }
    if group.is_some() && of(Role::Product).is_some() {
        line(format_args!("lines:"));
        for (role, field, number) in
            [(Role::Product, "product_id", false), (Role::Quantity, "quantity", true), (Role::Price, "price", true)]
        {
            match name(role) {
                Some(column) if number => line(format_args!("  {field}: {{column: {column}, as: number}}")),
                Some(column) => line(format_args!("  {field}: {column}")),
                None => {}
            }
        }
    }
    let rest: Vec<String> = columns.iter().filter(|column| !column.is_empty()).map(|column| quoted(column)).collect();
    line(format_args!("# The file has these columns: {}", rest.join(", ")));
    text
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

/// A name as YAML takes it for a text.
fn quoted(name: &str) -> String {
    let plain = name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
        && !["yes", "no", "on", "off", "true", "false", "null", "y", "n"].contains(&name.to_lowercase().as_str());
    if plain { name.to_owned() } else { Value::from(name).to_string() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::import::mapping::{Mapping, Naming};

    fn guessed(columns: &str, rows: &[&str]) -> (String, Mapping) {
        let cells = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
        let columns = cells(columns);
        let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
        let text = written("f.csv", &["`;` stands between columns".to_owned()], &columns, &rows);
        let mapping = crate::cmd::import::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        mapping.check(Some(&columns)).unwrap_or_else(|error| panic!("{error}: {text}"));
        (text, mapping)
    }

    #[test]
    fn a_tills_lines_become_orders() {
        let (text, mapping) = guessed(
            "Bon-Nr;Kunden Nr.;Zeit;Artikel;Menge;Betrag",
            &["1;7;2026-03-01 08:00;Milch;2;2,18", "1;7;2026-03-01 08:00;Käse;0,455;7,12"],
        );
        assert!(matches!(mapping.naming(), Naming::Order(group) if group == ["Bon-Nr"]), "{text}");
        assert_eq!((mapping.sums().count(), mapping.lines.len()), (1, 2), "{text}");
        assert!(text.contains("userId: \"Kunden Nr.\""), "{text}");
    }

    #[test]
    fn people_are_identified_and_orders_of_one_row_keep_their_amount() {
        let (text, people) = guessed("no;E-Mail;City", &["1;eva@example.com;Rome"]);
        assert_eq!((people.call(), people.columns.len()), ("identify", 2), "{text}");
        let (text, orders) = guessed("customer;date;order;total", &["1;2026-03-01;a;1", "1;2026-03-01;b;1"]);
        assert_eq!((orders.event.as_deref(), orders.columns.len()), (Some("Order Completed"), 4), "{text}");
    }
}
