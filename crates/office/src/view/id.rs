//! Ids that tills and shops choose: a text, or a whole number, which is taken like the text of its digits, as in events.

use rapport_kernel::{Value, said};
use serde::{Deserialize, Deserializer, de::Error};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, OneOfBuilder, Schema, Type},
    },
};

/// The longest id, in characters.
const LONGEST: usize = 128;

/// How such an id may be written.
pub struct Said;

impl ToSchema for Said {}

impl PartialSchema for Said {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(LONGEST));
        let number = ObjectBuilder::new().schema_type(Type::Integer);
        let said = OneOfBuilder::new().item(text).item(number);
        said.description(Some("An id of the sender's: a text, or a whole number, which is taken like its digits."))
            .into()
    }
}

/// Reads one.
///
/// # Errors
/// It is neither, or too long.
pub fn read<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let value = Value::deserialize(from)?;
    let id = said::id(Some(&value))
        .map_err(|_| D::Error::custom("an id is a text of up to 128 characters or a whole number"))?;
    let id = id.unwrap_or_default();
    match id.chars().count() {
        0..=LONGEST => Ok(id.into()),
        _ => Err(D::Error::custom("an id has up to 128 characters")),
    }
}
