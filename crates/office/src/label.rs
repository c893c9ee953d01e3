//! What customers are called on screens: by name where it may be seen who they are, else by the beginning of their id.

use rapport_engine::Record;
use rapport_kernel::Value;

/// What to call them where `named` says whether it may be seen who they are.
#[must_use]
pub fn shown(record: &Record, named: bool) -> String {
    if named { label(record) } else { number(record) }
}

/// What to call somebody on a screen: a name, or an identifier, or the beginning of the id.
#[must_use]
pub fn label(record: &Record) -> String {
    let profile = &record.customer.profile;
    let text = |name: &str| profile.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    if let Some(name) = text("name") {
        return name.to_owned();
    }
    let names: Vec<&str> = [text("first_name").or(text("firstName")), text("last_name").or(text("lastName"))]
        .into_iter()
        .flatten()
        .collect();
    if !names.is_empty() {
        return names.join(" ");
    }
    let known = profile.identifiers().iter().min_by_key(|known| known.identifier.kind);
    match known {
        Some(known) => {
            format!("{} {}", known.identifier.kind.words(), known.identifier.value)
        }
        None => number(record),
    }
}

/// The beginning of the id: tells customers apart and says nothing of them.
fn number(record: &Record) -> String {
    record.customer.id.to_string().chars().take(8).collect()
}
