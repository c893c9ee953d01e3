//! What products are called: shops say it with each event, and what is kept of a person names products by their numbers only.

use crate::{Office, refused::Refused};
use hashbrown::HashMap;
use rapport_engine::What;
use rapport_kernel::{CustomerId, Map, Value};

/// How many of a person's newest lines of history are looked through.
const LINES: usize = 2_000;
/// How long a name may be, in characters.
const LONGEST: usize = 200;

/// Names of products by their numbers.
pub type Products = HashMap<String, String>;

/// The names of the products a person had to do with, as they were said last.
///
/// # Errors
/// If the history cannot be read.
pub async fn of(app: &Office, customer: CustomerId) -> Result<Products, Refused> {
    let mut names = Products::new();
    for line in app.runtime.history(customer, None, LINES).await? {
        if let What::Event(event) = &line.entry.what {
            note(&event.properties, &mut names);
        }
    }
    Ok(names)
}

/// Newest first: what is known already was said later.
fn note(properties: &Map, names: &mut Products) {
    let lines = match properties.get("products") {
        Some(Value::List(lines)) => lines.iter().filter_map(as_map).collect(),
        _ => vec![properties],
    };
    for line in lines {
        let said = ["name", "product_name"].iter().find_map(|name| line.get(name).and_then(Value::as_str));
        let Some(name) = said.map(str::trim).filter(|name| !name.is_empty()) else { continue };
        for number in ["product_id", "sku"].iter().filter_map(|number| number_of(line.get(number)?)) {
            names.entry(number).or_insert_with(|| name.chars().take(LONGEST).collect());
        }
    }
}

fn as_map(value: &Value) -> Option<&Map> {
    match value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}

fn number_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_product_is_called_as_it_was_last() {
        let mut names = Products::new();
        let of = |text: &str| serde_json::from_str::<Map>(text).unwrap();
        note(
            &of(r#"{"products":[{"product_id":4711,"sku":"S-1","name":" Trail shoes "},{"product_id":"x"}]}"#),
            &mut names,
        );
        note(&of(r#"{"product_id":"4711","name":"Shoes of last year"}"#), &mut names);
        note(&of(r#"{"name":"Ada"}"#), &mut names);
        let mut found: Vec<_> = names.into_iter().collect();
        found.sort();
        let shoes = "Trail shoes".to_owned();
        assert_eq!(found, [("4711".to_owned(), shoes.clone()), ("S-1".to_owned(), shoes)]);
    }
}
