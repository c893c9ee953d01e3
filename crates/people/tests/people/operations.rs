//! Every operation of the API has a row that says what it asks for.

use rapport_people::{Operation, Permission};
use std::{collections::BTreeSet, fs, path::Path};

/// Method and path of every operation in the API's document.
fn documented() -> BTreeSet<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/openapi.json");
    let document: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let methods = |item: &serde_json::Value| -> Vec<String> {
        let all = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
        item.as_object()
            .unwrap()
            .keys()
            .filter(|key| all.contains(&key.as_str()))
            .map(|key| key.to_uppercase())
            .collect()
    };
    paths.iter().flat_map(|(path, item)| methods(item).into_iter().map(|method| (method, path.clone()))).collect()
}

#[test]
fn every_operation_says_which_permission_it_asks_for() {
    let rows: Vec<_> = Operation::all().iter().map(|row| (row.method.to_owned(), row.path.to_owned())).collect();
    let listed: BTreeSet<_> = rows.iter().cloned().collect();
    assert_eq!(listed.len(), rows.len(), "an operation stands twice in operations.txt");
    let documented = documented();
    let missing: Vec<_> = documented.difference(&listed).collect();
    assert!(missing.is_empty(), "operations.txt says nothing of {missing:?}: which permission do they ask for?");
    let gone: Vec<_> = listed.difference(&documented).collect();
    assert!(gone.is_empty(), "operations.txt speaks of {gone:?}, which the API does not have");
}

#[test]
fn what_changes_something_asks_for_more_than_reading() {
    use rapport_people::PermissionKind::Reads;
    let reading: Vec<_> = Operation::all()
        .iter()
        .filter(|row| row.method != "GET" && row.permission.is_some_and(|permission| permission.kind() == Reads))
        .map(|row| row.path)
        .collect();
    assert_eq!(reading, ["/v1/journeys/check", "/v1/journeys/preview"], "these keep nothing");
}

#[test]
fn every_permission_is_asked_for() {
    let asked: BTreeSet<Permission> = Operation::all().iter().filter_map(|row| row.permission).collect();
    let idle: Vec<_> = Permission::ALL.iter().filter(|permission| !asked.contains(permission)).collect();
    assert!(idle.is_empty(), "no operation asks for {idle:?}");
}

#[test]
fn an_operation_is_found_by_its_method_and_path() {
    let row = Operation::find("POST", "/v1/plan/transfers").unwrap();
    assert_eq!(row.permission, Some(Permission::PlanMoveMoney));
    assert_eq!(Operation::find("GET", "/v1/plan/transfers"), None);
}
