//! What opens something, on its way out.

use serde::Serialize;
use utoipa::ToSchema;

/// A key or token; shown this once.
// Everything that opens something goes out in this type: writing it into an answer marks the answer as one that must not be kept.
#[derive(Clone, ToSchema)]
#[schema(value_type = String, format = Password)]
pub struct Secret(String);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::idempotency::reveals_a_secret();
        serializer.serialize_str(&self.0)
    }
}
