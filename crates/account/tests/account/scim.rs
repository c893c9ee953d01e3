use proptest::prelude::*;
use rapport_account::scim::{Filter, GroupChange, ScimRefusal, UserChange};
use serde_json::{Value, json};

fn ada(attribute: &str) -> Vec<&'static str> {
    match attribute {
        "username" => vec!["ada@example.com"],
        "externalid" => vec!["00u1"],
        "active" => vec!["true"],
        "emails.value" => vec!["ada@example.com", "a.lovelace@example.com"],
        _ => Vec::new(),
    }
}

#[test]
fn filters_as_directories_send_them() {
    for (filter, expected) in [
        (r#"userName eq "ada@example.com""#, true),
        (r#"userName Eq "ADA@example.com""#, true),
        (r#"userName eq "ben@example.com""#, false),
        (r#"externalId eq "00u1""#, true),
        (r#"urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ada@example.com""#, true),
        (r#"active eq true and (userName sw "ada" or userName sw "ben")"#, true),
        (r#"emails.value co "lovelace""#, true),
        (r#"not (userName ew "example.com")"#, false),
        (r#"userName ne "ada@example.com""#, false),
        ("displayName pr", false),
        ("userName pr and active eq true", true),
        (r#"userName eq "say \"hi\"""#, false),
    ] {
        assert_eq!(Filter::read(filter).map(|filter| filter.holds(&ada)), Ok(expected), "{filter}");
    }
}

#[test]
fn what_is_no_filter_is_refused() {
    let deep = format!("{}userName pr{}", "(".repeat(20), ")".repeat(20));
    for filter in [
        "",
        "userName",
        "userName eq",
        r#"userName eq "ada"#,
        "userName gt 3",
        "(userName pr",
        "userName pr)",
        r#""ada""#,
        &deep,
    ] {
        assert_eq!(Filter::read(filter), Err(ScimRefusal::InvalidFilter), "{filter}");
    }
}

fn user(operations: Value) -> Result<UserChange, ScimRefusal> {
    UserChange::read(&json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations}))
}

#[test]
fn accounts_are_closed_however_a_directory_says_it() {
    let closed = Ok(UserChange { active: Some(false), ..UserChange::default() });
    for operations in [
        // Okta.
        json!([{"op": "replace", "value": {"active": false}}]),
        // Entra, with and without its feature flag for truth values.
        json!([{"op": "Replace", "path": "active", "value": "False"}]),
        json!([{"op": "replace", "path": "active", "value": false}]),
        json!([{"op": "Add", "path": "urn:ietf:params:scim:schemas:core:2.0:User:active", "value": "False"}]),
        json!([{"op": "Replace", "path": "title", "value": "Head"}, {"op": "Replace", "path": "active", "value": "False"}]),
    ] {
        assert_eq!(user(operations.clone()), closed, "{operations}");
    }
    let named = user(
        json!([{"op": "Replace", "value": {"displayName": "Ada", "userName": "ada@example.com", "name.familyName": "L"}}]),
    );
    assert_eq!(named.unwrap().display_name.as_deref(), Some("Ada"));
    assert_eq!(user(json!([{"op": "replace", "path": "active", "value": "maybe"}])), Err(ScimRefusal::InvalidValue));
    assert_eq!(user(json!([{"op": "move", "path": "active"}])), Err(ScimRefusal::InvalidSyntax));
    assert_eq!(UserChange::read(&json!({})), Err(ScimRefusal::InvalidSyntax));
}

#[test]
fn members_come_and_go_however_a_directory_says_it() {
    let group = |operation: Value| GroupChange::read(&json!({"Operations": [operation]})).map(|mut all| all.remove(0));
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    for (operation, expected) in [
        (
            json!({"op": "Add", "path": "members", "value": [{"value": "1"}, {"value": "2"}]}),
            Ok(GroupChange::Add(ids(&["1", "2"]))),
        ),
        (json!({"op": "remove", "path": "members[value eq \"1\"]"}), Ok(GroupChange::Remove(ids(&["1"])))),
        (json!({"op": "Remove", "path": "members", "value": [{"value": "1"}]}), Ok(GroupChange::Remove(ids(&["1"])))),
        (json!({"op": "remove", "path": "members"}), Ok(GroupChange::Replace(Vec::new()))),
        (json!({"op": "replace", "path": "members", "value": [{"value": "3"}]}), Ok(GroupChange::Replace(ids(&["3"])))),
        (json!({"op": "replace", "value": {"id": "g", "displayName": "Brand"}}), Ok(GroupChange::Name("Brand".into()))),
        (json!({"op": "Replace", "path": "displayName", "value": "Brand"}), Ok(GroupChange::Name("Brand".into()))),
        (json!({"op": "remove", "path": "members[type eq \"1\"]"}), Err(ScimRefusal::InvalidPath)),
        (json!({"op": "remove", "path": "members[value eq \"1\""}), Err(ScimRefusal::InvalidPath)),
        (json!({"op": "replace", "path": "owner", "value": "1"}), Err(ScimRefusal::InvalidPath)),
    ] {
        assert_eq!(group(operation.clone()), expected, "{operation}");
    }
}

proptest! {
    #[test]
    fn no_filter_breaks_it(text in "[a-z.:()\" \\\\]{0,60}|\\PC{0,60}") {
        let _ = Filter::read(&text).map(|filter| filter.holds(&ada));
    }

    #[test]
    fn a_value_in_quotes_is_read_as_it_is(value in "\\PC{0,20}") {
        let written = value.replace('\\', "\\\\").replace('"', "\\\"");
        let filter = Filter::read(&format!("userName eq \"{written}\"")).unwrap();
        prop_assert!(filter.holds(&|_: &str| vec![value.as_str()]));
    }
}
