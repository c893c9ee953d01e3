//! What the columns of a file say, as a person chose it, becomes the mapping that reads the file; and what is guessed of it before.

use crate::view::{
    ActualsAnswer, FileColumn, FileForm, FileKind, FileMapping, FileOutcome, FileRole, FileRow, FileRowCode, FileRows,
    RefusedRow,
};
use rapport_files::{Form, role::Role};
use rapport_import::{
    look::Look,
    mapping::{Column, Mapping, Reading, Source, WithoutCustomer},
};
use rapport_kernel::ActivityId;
use std::collections::BTreeMap;

/// Why what was chosen is no mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MapFault {
    /// Two columns say the same.
    #[error("two columns, `{0}` and `{1}`, say the same: choose one of them")]
    Twice(String, String),
    /// A role that a file of this kind does not have.
    #[error("the column `{0}` cannot say this in a file of this kind")]
    Foreign(String),
    /// Lines of orders without the orders' numbers.
    #[error("rows that are lines of orders need the column that says which order")]
    NoOrder,
    /// Nobody says what happened.
    #[error("say what happened: the event's name, or the column that has it")]
    NoEvent,
    /// What cannot stand between columns.
    #[error("`delimiter` is one character or \\t, not `{0}`")]
    Delimiter(String),
}

/// How a file is written.
///
/// # Errors
/// [`MapFault::Delimiter`].
pub fn form(said: &FileForm) -> Result<Form, MapFault> {
    let FileForm { delimiter, encoding, decimal, dates, zone, heading, sheet } = said.clone();
    let delimiter = match delimiter.as_deref() {
        None | Some("") => None,
        Some("\\t" | "tab") => Some('\t'),
        Some(text) => {
            let mut chars = text.chars();
            let one = chars.next().filter(|_| chars.next().is_none());
            Some(one.ok_or_else(|| MapFault::Delimiter(text.to_owned()))?)
        }
    };
    Ok(Form { delimiter, encoding, decimal, dates, zone, heading, sheet, ..Form::default() })
}

/// The columns by what they say, each role once, those that may be said several times apart.
fn by_role(said: &FileMapping) -> Result<BTreeMap<FileRole, &str>, MapFault> {
    let mut found: BTreeMap<FileRole, &str> = BTreeMap::new();
    for FileColumn { column, role } in &said.columns {
        if matches!(role, FileRole::Skip | FileRole::Nothing | FileRole::Property | FileRole::Key) {
            continue;
        }
        if let Some(other) = found.insert(*role, column) {
            return Err(MapFault::Twice(other.to_owned(), column.clone()));
        }
    }
    Ok(found)
}

fn all_of(said: &FileMapping, role: FileRole) -> Vec<String> {
    said.columns.iter().filter(|column| column.role == role).map(|column| column.column.clone()).collect()
}

/// The mapping of a file of orders, returns, customers or events.
///
/// # Errors
/// [`MapFault`].
pub fn mapping(kind: FileKind, said: &FileMapping) -> Result<Mapping, MapFault> {
    use FileRole::{
        Amount, Birthday, Currency, Customer, Email, Event, FirstName, LastName, Margin, Moment, Name, Order, Phone,
        Price, Product, Property, Quantity, Refund, Time,
    };
    let of = by_role(said)?;
    let identifies = kind == FileKind::Customers;
    let mut mapping = Mapping {
        kind: Some(if identifies { "identify" } else { "track" }.to_owned()),
        event: match kind {
            FileKind::Orders => Some("Order Completed".to_owned()),
            FileKind::Returns => Some("Order Refunded".to_owned()),
            FileKind::Events => said.event.clone().filter(|event| !event.trim().is_empty()),
            FileKind::Customers | FileKind::Actuals => None,
        },
        file: form(&said.form)?,
        key: all_of(said, FileRole::Key),
        unread: all_of(said, FileRole::Nothing),
        series: said.series.clone().filter(|series| !series.is_empty()),
        without_customer: if said.leave_out { WithoutCustomer::LeaveOut } else { WithoutCustomer::Refuse },
        ..Mapping::default()
    };
    if kind == FileKind::Events && mapping.event.is_none() && !of.contains_key(&Event) {
        return Err(MapFault::NoEvent);
    }
    let lined = said.rows != FileRows::Orders && matches!(kind, FileKind::Orders | FileKind::Returns);
    if lined {
        mapping.group = vec![(*of.get(&Order).ok_or(MapFault::NoOrder)?).to_owned()];
    }
    let column = |name: &str| Column { name: name.to_owned(), reading: None, sum: false, prefix: None, time: None };
    let number = |name: &str, sum: bool| Column { reading: Some(Reading::Number), sum, ..column(name) };
    for (role, name) in &of {
        let trait_of = |field: &str| (identifies.then(|| format!("traits.{field}")), column(name));
        let (field, source) = match role {
            Customer => (Some("userId".to_owned()), column(name)),
            // Without an id of the company's own, the address is who it was.
            Email if !of.contains_key(&Customer) => {
                mapping.columns.insert("userId".to_owned(), Source::Column(column(name)));
                trait_of("email")
            }
            Email => trait_of("email"),
            Phone => trait_of("phone"),
            FirstName => trait_of("first_name"),
            LastName => trait_of("last_name"),
            Name => trait_of("name"),
            Birthday => trait_of("birthday"),
            Moment => {
                let time = of.get(&Time).map(|time| (*time).to_owned());
                (Some("timestamp".to_owned()), Column { time, ..column(name) })
            }
            Time if of.contains_key(&Moment) => continue,
            Event if kind == FileKind::Events => (Some("event".to_owned()), column(name)),
            Order => {
                let prefix = said.prefix.clone().filter(|prefix| !prefix.is_empty());
                (Some("properties.order_id".to_owned()), Column { prefix, ..column(name) })
            }
            Refund => (Some("properties.refund_id".to_owned()), column(name)),
            Amount => (Some("properties.revenue".to_owned()), number(name, lined && said.rows == FileRows::Lines)),
            Margin if !identifies => {
                (Some("properties.margin".to_owned()), number(name, lined && said.rows == FileRows::Lines))
            }
            Currency => (Some("properties.currency".to_owned()), column(name)),
            Product | Quantity | Price if lined => {
                let (field, column) = match role {
                    Product => ("product_id", column(name)),
                    Quantity => ("quantity", number(name, false)),
                    _ => ("price", number(name, false)),
                };
                mapping.lines.insert(field.to_owned(), Source::Column(column));
                continue;
            }
            Product => (Some("properties.product_id".to_owned()), column(name)),
            Quantity => (Some("properties.quantity".to_owned()), number(name, false)),
            Price => (Some("properties.price".to_owned()), number(name, false)),
            _ => return Err(MapFault::Foreign((*name).to_owned())),
        };
        if let Some(field) = field {
            mapping.columns.insert(field, Source::Column(source));
        }
    }
    for name in all_of(said, Property) {
        let under = if identifies { "traits" } else { "properties" };
        mapping.columns.entry(format!("{under}.{}", spelled(&name))).or_insert_with(|| Source::Column(column(&name)));
    }
    Ok(mapping)
}

/// A column's name as the name of a property: `Kunden-Gruppe` is `kunden_gruppe`.
fn spelled(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

/// The mapping of a file of actuals. What may be missing and was not chosen is not there, whatever the headings say.
///
/// # Errors
/// [`MapFault`].
pub fn actuals(said: &FileMapping) -> Result<rapport_plan::import::Mapping, MapFault> {
    let of = by_role(said)?;
    let needed = |role| of.get(&role).map(|name| (*name).to_owned());
    let maybe = |role| Some(needed(role).unwrap_or_default());
    // A mark of reversals may stand beyond the rows that were shown: it is looked for unless someone says that nothing follows.
    let nothing = said.columns.iter().any(|column| column.role == FileRole::Nothing);
    let payer = said.payer.as_deref().map(str::trim).filter(|payer| !payer.is_empty()).map(ActivityId::from);
    Ok(rapport_plan::import::Mapping {
        invoice: needed(FileRole::Invoice),
        line: maybe(FileRole::Line),
        activity: if payer.is_some() { maybe(FileRole::Activity) } else { needed(FileRole::Activity) },
        payer,
        amount: needed(FileRole::Amount),
        side: maybe(FileRole::Side),
        currency: maybe(FileRole::Currency),
        date: maybe(FileRole::Moment),
        text: maybe(FileRole::Text),
        reversal: needed(FileRole::Reversal).or_else(|| nothing.then(String::new)),
        costs: said.costs.clone().filter(|costs| !costs.trim().is_empty()),
        file: form(&said.form)?,
    })
}

/// What the columns of a file seem to say.
pub fn guessed(look: &Look, kind: FileKind, form: FileForm) -> FileMapping {
    let mut roles = vec![FileRole::Skip; look.columns.len()];
    let mut set = |at: usize, role: FileRole| {
        if let Some(place) = roles.get_mut(at) {
            *place = role;
        }
    };
    if kind == FileKind::Actuals {
        for (at, field) in rapport_plan::import::fields(&look.columns, &look.rows) {
            let role = match field {
                "invoice" => FileRole::Invoice,
                "line" => FileRole::Line,
                "activity" => FileRole::Activity,
                "amount" => FileRole::Amount,
                "side" => FileRole::Side,
                "currency" => FileRole::Currency,
                "date" => FileRole::Moment,
                "text" => FileRole::Text,
                _ => FileRole::Reversal,
            };
            set(at, role);
        }
    } else {
        let has = |role| look.roles.iter().any(|guess| guess.role == role);
        for guess in &look.roles {
            let role = match guess.role {
                Role::Customer => FileRole::Customer,
                Role::Email if kind == FileKind::Customers || !has(Role::Customer) => FileRole::Email,
                Role::Moment if kind != FileKind::Customers => FileRole::Moment,
                Role::Time if kind != FileKind::Customers && has(Role::Moment) => FileRole::Time,
                Role::Order if kind != FileKind::Customers => FileRole::Order,
                Role::Amount if kind != FileKind::Customers => FileRole::Amount,
                Role::Currency if kind != FileKind::Customers => FileRole::Currency,
                Role::Product | Role::Quantity | Role::Price if kind == FileKind::Customers => continue,
                Role::Product => FileRole::Product,
                Role::Quantity => FileRole::Quantity,
                Role::Price => FileRole::Price,
                Role::FirstName if kind == FileKind::Customers => FileRole::FirstName,
                Role::LastName if kind == FileKind::Customers => FileRole::LastName,
                Role::Name if kind == FileKind::Customers => FileRole::Name,
                Role::Phone if kind == FileKind::Customers => FileRole::Phone,
                Role::Birthday if kind == FileKind::Customers => FileRole::Birthday,
                _ => continue,
            };
            set(guess.column, role);
        }
    }
    let orders = matches!(kind, FileKind::Orders | FileKind::Returns);
    let rows = match (orders && look.lined, look.total) {
        (false, _) => FileRows::Orders,
        (true, true) => FileRows::LinesWithTotal,
        (true, false) => FileRows::Lines,
    };
    let columns = look.columns.iter().zip(roles).filter(|(name, _)| !name.is_empty());
    let columns = columns.map(|(column, role)| FileColumn { column: column.clone(), role });
    FileMapping { columns: columns.collect(), rows, form, ..FileMapping::default() }
}

/// What became of actuals, in the words of every file.
pub fn booked(answer: ActualsAnswer, dry_run: bool) -> FileOutcome {
    let accepted = if dry_run { answer.would_book } else { answer.booked };
    let refused = answer.refused.len() as u64;
    let row = |RefusedRow { line, code, reason, said }| {
        let code = FileRowCode::of(&code);
        FileRow { row: line, line, code, reason, said: Some(said), row_said: None }
    };
    FileOutcome {
        rows: accepted + answer.known + refused,
        accepted,
        repeated: answer.known,
        refused,
        sums: answer.sums,
        refusals: answer.refused.into_iter().map(row).collect(),
        empty: answer.empty,
        guesses: answer.guesses,
        assumed: answer.assumed,
        ..FileOutcome::default()
    }
}
