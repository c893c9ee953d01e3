//! A mapping to start from, for a file of which no one has said anything yet (`rapport import --guess`).

use crate::{
    look::{self, Look},
    rows::Format,
};
use rapport_files::{Form, Unreadable, role::Role};
use serde_json::Value;
use std::{fmt::Write, path::Path};

/// The mapping that a file seems to need, as YAML with remarks.
///
/// # Errors
/// [`Unreadable`].
pub fn mapping(path: &Path, format: Format) -> Result<String, Unreadable> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(written(&name, &look::look(path, format, &Form::default())?))
}

/// The mapping of a table with these columns.
fn written(file: &str, look: &Look) -> String {
    let has = |role| look.name(role).is_some();
    let name = |role| look.name(role).map(quoted);
    // Who someone is has a date, too: since when, or of birth.
    let people = look.roles.iter().filter(|guess| guess.role.is_personal()).count() > 1;
    let bought = has(Role::Order) || has(Role::Amount);
    let happened = bought || has(Role::Moment) && !people;
    let order = has(Role::Order) && (has(Role::Amount) || has(Role::Price));
    let mut text = format!(
        "# A mapping to start from, guessed from {file}: look at every line of it, then try it with --dry-run.\n"
    );
    let mut line = |it: std::fmt::Arguments<'_>| text.write_fmt(format_args!("{it}\n")).unwrap_or_default();
    look.guesses.iter().for_each(|guess| line(format_args!("# Read like this: {guess}")));
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
    let group = name(Role::Order).filter(|_| look.lined && order);
    match &group {
        Some(column) => line(format_args!("group: {column}   # the rows of one receipt are one order")),
        None => line(format_args!("# key: COLUMN   # what names a row, so that it counts once")),
    }
    line(format_args!("columns:"));
    match name(Role::Customer).or_else(|| name(Role::Email)) {
        Some(column) => line(format_args!("  userId: {column}")),
        None => line(format_args!("  # userId: COLUMN   # no column seems to say who it was")),
    }
    let traits = [
        (Role::Email, "email"),
        (Role::Phone, "phone"),
        (Role::FirstName, "first_name"),
        (Role::LastName, "last_name"),
        (Role::Name, "name"),
        (Role::Birthday, "birthday"),
    ];
    for (role, field) in traits.into_iter().filter(|_| !happened) {
        if let Some(column) = name(role) {
            line(format_args!("  traits.{field}: {column}"));
        }
    }
    if let (false, Some(column)) = (happened, name(Role::Consent)) {
        line(format_args!(
            "  # {column}: a file declares no consent. Send each by POST /v1/consents, with its proof and its date"
        ));
    }
    match name(Role::Moment).filter(|_| happened) {
        Some(column) => match name(Role::Time) {
            Some(time) => line(format_args!("  timestamp: {{column: {column}, time: {time}}}")),
            None => line(format_args!("  timestamp: {column}")),
        },
        None if happened => line(format_args!("  # timestamp: COLUMN   # no column seems to say when it happened")),
        None => {}
    }
    if let Some(column) = name(Role::Order) {
        line(format_args!("  properties.order_id: {column}"));
    }
    if let Some(column) = name(Role::Amount) {
        let (sum, why) = match (group.is_some(), look.total) {
            (true, true) => ("", "   # the same in all rows of an order: its total, not to be added up"),
            (true, false) => (", sum: true", "   # added up over the rows of an order"),
            (false, _) => ("", ""),
        };
        line(format_args!("  properties.revenue: {{column: {column}, as: number{sum}}}{why}"));
        let others: Vec<String> = look.amounts.iter().map(|other| quoted(other)).collect();
        if !others.is_empty() {
            let others = others.join(", ");
            line(format_args!(
                "  # It is what the customer paid, with tax. Columns that could be it as well: {others}"
            ));
        }
    }
    if let Some(column) = name(Role::Currency) {
        line(format_args!("  properties.currency: {column}"));
    }
    if group.is_some() && has(Role::Product) {
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
    let rest: Vec<String> =
        look.columns.iter().filter(|column| !column.is_empty()).map(|column| quoted(column)).collect();
    line(format_args!("# The file has these columns: {}", rest.join(", ")));
    text
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
    use crate::mapping::{Mapping, Naming};
    use rapport_files::Assumption;

    fn guessed(columns: &str, rows: &[&str]) -> (String, Mapping) {
        let cells = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
        let columns = cells(columns);
        let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
        let look = Look::of(columns.clone(), rows, vec![Assumption::Delimiter { delimiter: ";".into() }]);
        let text = written("f.csv", &look);
        let mapping = crate::mapping::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
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
    fn a_total_that_stands_in_every_row_of_an_order_is_not_added_up() {
        let sums = |columns: &str, rows: &[&str]| guessed(columns, rows).1.sums().count();
        let head = "Bon;Kunde;Zeit;Artikel;Menge;Einzelpreis;Betrag";
        let total = ["1;7;2026-03-01 08:00;Milch;2;1,00;5,00", "1;7;2026-03-01 08:00;Brot;1;3,00;5,00"];
        assert_eq!(sums(head, &total), 0);
        let line = ["1;7;2026-03-01 08:00;Milch;5;1,00;5,00", "1;7;2026-03-01 08:00;Brot;1;5,00;5,00"];
        assert_eq!(sums(head, &line), 1, "each costs as much by chance");
        let bare = ["1;7;2026-03-01;9,00", "1;7;2026-03-01;9,00", "2;8;2026-03-01;4,00", "2;8;2026-03-01;4,00"];
        assert_eq!(sums("Bon;Kunde;Zeit;Betrag", &bare), 0);
        let once = ["1;7;2026-03-01;9,00", "1;7;2026-03-01;", "2;8;2026-03-01;4,00"];
        assert_eq!(sums("Bon;Kunde;Zeit;Betrag", &once), 0, "as shops write it: in the first row alone");
    }

    #[test]
    fn what_else_the_amount_could_be_is_told() {
        let (text, shop) = guessed(
            "order_id;customer_id;order_date;shipping_total;order_total",
            &["1;7;2026-03-01 08:00;4,90;94,00", "2;8;2026-03-01 09:00;4,90;12,00"],
        );
        assert!(text.contains("properties.revenue: {column: order_total, as: number}"), "{text}");
        assert!(shop.columns.contains_key("properties.revenue"));
        assert!(text.contains("could be it as well: shipping_total"), "{text}");
    }

    #[test]
    fn a_file_of_customers_says_who_they_are() {
        let (text, people) = guessed(
            "Kundennr;Vorname;Nachname;E-Mail;Telefon;Geburtsdatum;Kunde seit;Newsletter",
            &["7;Eva;Muster;eva@example.com;030 1234567;01.03.1980;31.12.2020;ja"],
        );
        let fields: Vec<&str> = people.columns.keys().map(String::as_str).collect();
        let expected =
            ["traits.birthday", "traits.email", "traits.first_name", "traits.last_name", "traits.phone", "userId"];
        assert_eq!((people.call(), fields.as_slice()), ("identify", &expected[..]), "{text}");
        assert!(text.contains("# Newsletter: a file declares no consent"), "{text}");
    }

    #[test]
    fn people_are_identified_and_orders_of_one_row_keep_their_amount() {
        let (text, till) = guessed("Kunde;Bon;Datum;Uhrzeit;Betrag", &["7;1;19.10.2026;09:14;5,00"]);
        assert_eq!(till.taken().len(), 5, "{text}");
        let (text, people) = guessed("no;E-Mail;City", &["1;eva@example.com;Rome"]);
        assert_eq!((people.call(), people.columns.len()), ("identify", 2), "{text}");
        let (text, orders) = guessed("customer;date;order;total", &["1;2026-03-01;a;1", "1;2026-03-01;b;1"]);
        assert_eq!((orders.event.as_deref(), orders.columns.len()), (Some("Order Completed"), 4), "{text}");
    }
}
