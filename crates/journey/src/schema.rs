//! The JSON Schema of a journey, for editors that complete and check while one writes.

use crate::Document;

/// The schema (draft 2020-12) as pretty JSON. The same text every time.
#[must_use]
pub fn json_schema() -> String {
    let schema = schemars::schema_for!(Document);
    format!("{schema:#}", schema = schema.as_value())
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_names_the_parts_and_stays_the_same() {
        let text = super::json_schema();
        assert_eq!(text, super::json_schema());
        let value: serde_json::Value = serde_json::from_str(&text).expect("is JSON");
        let required = value["required"].as_array().expect("has required parts");
        for part in ["id", "name", "brand", "activity", "triggers", "steps"] {
            assert!(required.iter().any(|r| r == part), "{part}");
        }
        assert!(value["properties"].get("positions").is_none());
        assert!(text.contains("Product") || text.contains("properties.category"));
    }
}
