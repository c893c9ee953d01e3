use proptest::prelude::*;
use rapport_account::scim::{Filter, GroupChange, GroupResource, ScimRefusal, UserChange, UserResource};
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

#[test]
fn a_user_is_read_however_much_a_directory_tells() {
    let read = |body: Value| {
        UserResource::read(&body).map(|user| (user.email.as_str().to_owned(), user.display_name, user.active))
    };
    let ada = |name: &str, active| Ok(("ada@example.com".to_owned(), name.to_owned(), active));
    let full = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Ada@example.com", "externalId": "00u1",
        "name": {"givenName": "Ada", "familyName": "Example"}, "displayName": "Ada Example", "title": "Head",
        "emails": [{"value": "other@example.com"}, {"value": "ada@example.com", "primary": true}], "active": "False",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Sales"},
    });
    assert_eq!(read(full), ada("Ada Example", false));
    assert_eq!(read(json!({"userName": "ada@example.com", "displayName": null})), ada("ada", true));
    let parts =
        json!({"userName": "ada@example.com", "name": {"givenName": "Ada", "familyName": "Example"}, "emails": []});
    assert_eq!(read(parts), ada("Ada Example", true));
    let by_mail = json!({"username": "aexample", "emails": [{"value": "ada@example.com", "type": "work"}]});
    assert_eq!(read(by_mail), ada("ada", true));
    for no_user in [
        json!({}),
        json!({"userName": " "}),
        json!({"userName": "aexample"}),
        json!({"userName": 7}),
        json!({"userName": "a@b.example", "emails": "x"}),
    ] {
        assert_eq!(read(no_user.clone()), Err(ScimRefusal::InvalidValue), "{no_user}");
    }
    assert_eq!(read(json!([])), Err(ScimRefusal::InvalidSyntax));
}

#[test]
fn whoever_gets_another_name_to_sign_in_by_gets_its_address() {
    let ada = UserResource::read(&json!({"userName": "ada@example.com"})).unwrap();
    let after = |user: &UserResource, operations: Value| user.clone().after(changed(operations));
    let married = after(&ada, json!([{"op": "replace", "path": "userName", "value": "ada.new@example.com"}])).unwrap();
    assert_eq!((married.user_name.as_str(), married.email.as_str()), ("ada.new@example.com", "ada.new@example.com"));
    let path = r#"emails[type eq "work"].value"#;
    let moved = after(&ada, json!([{"op": "Replace", "path": path, "value": "ada@example.org"}])).unwrap();
    assert_eq!((moved.user_name.as_str(), moved.email.as_str()), ("ada@example.com", "ada@example.org"));
    let renamed = after(&moved, json!([{"op": "replace", "path": "userName", "value": "a2"}])).unwrap();
    assert_eq!((renamed.user_name.as_str(), renamed.email.as_str()), ("a2", "ada@example.org"));
    let nowhere = after(&ada, json!([{"op": "replace", "path": "userName", "value": "a2"}]));
    assert_eq!(nowhere, Err(ScimRefusal::InvalidValue));
}

fn changed(operations: Value) -> UserChange {
    user(operations).unwrap()
}

#[test]
fn a_group_is_read_with_its_members() {
    let group =
        GroupResource::read(&json!({"displayName": "Campaigns", "members": [{"value": "p1", "display": "Ada"}]}));
    let expected =
        GroupResource { display_name: "Campaigns".into(), external_id: String::new(), members: vec!["p1".into()] };
    assert_eq!(group, Ok(expected));
    assert_eq!(GroupResource::read(&json!({"members": []})), Err(ScimRefusal::InvalidValue));
}
