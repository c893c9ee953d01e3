//! What a message says, in one spelling: `20`, `20.0` and the text `20.00` are one amount, and one moment may be told in two zones.

use rapport_files::number;
use rapport_kernel::Time;
use serde_json::{Map, Value};

/// Where a message says when it happened.
pub const MOMENTS: [&str; 2] = ["timestamp", "originalTimestamp"];
/// Where an order or a return says its amount: the first that does counts.
const AMOUNTS: [&str; 3] = ["revenue", "total", "value"];
/// From here on a floating-point number does not tell two whole numbers apart.
const INEXACT: f64 = 9_007_199_254_740_992.0;

/// A message with its numbers and moments in one spelling.
#[must_use]
pub fn message(message: &Map<String, Value>) -> Map<String, Value> {
    let returns = matches!(message.get("event").and_then(Value::as_str), Some("Order Refunded" | "Order Cancelled"));
    let said = |(field, value): (&String, &Value)| {
        let value = match value {
            Value::String(text) if MOMENTS.contains(&field.as_str()) => one_moment(text).into(),
            Value::Object(properties) if field == "properties" && returns => {
                let own = properties.iter().filter(|(key, _)| *key != "currency");
                Value::Object(own.map(|(key, value)| (key.clone(), one_spelling(key, value))).collect())
            }
            value => one_spelling(field, value),
        };
        (field.clone(), value)
    };
    message.iter().map(said).collect()
}

/// When a message says that it happened.
#[must_use]
pub fn moment(message: &Map<String, Value>) -> Option<String> {
    message.get("timestamp").and_then(Value::as_str).map(one_moment)
}

fn one_moment(text: &str) -> String {
    text.trim().parse::<Time>().map_or_else(|_| text.to_owned(), |at| at.to_string())
}

/// What a return says came back of which order. Neither the name of a field nor the currency belongs to it: a return is in the currency of
/// its order, or takes nothing.
#[must_use]
pub fn came_back(message: &Map<String, Value>) -> Map<String, Value> {
    let Some(properties) = message.get("properties").and_then(Value::as_object) else { return Map::new() };
    let first =
        |fields: &[&str]| fields.iter().filter_map(|field| properties.get(*field)).find(|value| !value.is_null());
    let mut said = Map::new();
    let mut say = |field: &str, value: Option<Value>| value.map(|value| said.insert(field.to_owned(), value));
    say("order_id", first(&["order_id", "orderId"]).map(one_id));
    say("refund_id", first(&["refund_id", "refundId"]).map(one_id));
    say("revenue", first(&AMOUNTS).map(named_amount));
    say(
        "products",
        first(&["products"]).map(|products| match products {
            Value::Array(products) => products.iter().map(product).collect(),
            other => other.clone(),
        }),
    );
    said
}

/// A product of a return: one piece of it, if it does not say how many.
fn product(product: &Value) -> Value {
    let Value::Object(fields) = product else { return product.clone() };
    let mut said = Map::new();
    for (field, value) in fields.iter().filter(|(field, value)| *field != "currency" && !value.is_null()) {
        let (field, value) = match field.as_str() {
            "productId" if fields.contains_key("product_id") => continue,
            "productId" => ("product_id", one_id(value)),
            "product_id" | "sku" | "line_id" => (field.as_str(), one_id(value)),
            "price" => (field.as_str(), named_amount(value)),
            _ => (field.as_str(), one_spelling(field, value)),
        };
        said.insert(field.to_owned(), value);
    }
    said.entry("quantity").or_insert_with(|| 1.into());
    Value::Object(said)
}

/// An amount as it has named returns since they have names: with decimals.
fn named_amount(value: &Value) -> Value {
    let said = one_spelling("revenue", value);
    match said.as_i64() {
        Some(whole) if (whole.unsigned_abs() as f64) < INEXACT => Value::from(whole as f64),
        _ => said,
    }
}

fn one_id(value: &Value) -> Value {
    match value {
        Value::String(text) => number::id(text).into(),
        Value::Number(number) => number::id(&number.to_string()).into(),
        other => other.clone(),
    }
}

/// A value whose numbers are written in one way; of texts, those that stand where a number is read.
fn one_spelling(field: &str, value: &Value) -> Value {
    match value {
        Value::Number(number) => number
            .as_f64()
            .filter(|number| number.fract() == 0.0 && number.abs() < INEXACT)
            .map_or_else(|| value.clone(), |whole| Value::from(whole as i64)),
        Value::String(text) if AMOUNTS.contains(&field) || ["price", "quantity"].contains(&field) => {
            decimal(text).map_or_else(|| value.clone(), |number| one_spelling(field, &number))
        }
        Value::Object(inner) => {
            Value::Object(inner.iter().map(|(field, value)| (field.clone(), one_spelling(field, value))).collect())
        }
        Value::Array(list) => list.iter().map(|value| one_spelling(field, value)).collect(),
        other => other.clone(),
    }
}

/// A text as the number it is read as; none where it may be a thousand, `1.250`.
fn decimal(text: &str) -> Option<Value> {
    let text = text.trim();
    let thousand = text.split_once('.').is_some_and(|(_, fraction)| fraction.len() == 3);
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b".-".contains(&byte));
    let number = text.parse::<f64>().ok().filter(|_| plain && !thousand)?;
    serde_json::Number::from_f64(number).map(Value::Number)
}
