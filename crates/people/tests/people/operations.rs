//! Every operation of the API has a row that says what it asks for.

use crate::{acme, day, direct, policy, same_as_file};
use rapport_kernel::BrandId;
use rapport_people::{
    AskedAt, Grant, GrantId, Holder, NotAllowed, Object, ObjectKind, Operation, Permission, Place, Principal, Realm,
    Role,
};
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

const HEAD: &str = "\
# Who may do what with the API

For every operation of the API that asks for a permission: what each role that comes with Rapport hears. This page is made, and a test holds the
program against it: `RAPPORT_WRITE_MATRIX=1 cargo test -p rapport-people`. Which operation asks for what stands in
[`operations.txt`](../../crates/people/operations.txt); what the roles hold, in [Rights](rights.md).

| mark | |
|---|---|
| `+` | may |
| `-` | sees the thing and may not: 403 |
| `.` | the thing is hidden: 404, and in no count |

The operations with `none` in the table (sign-in, a person's own account, write keys of sources) ask for no permission and are left out.
";

const IN_AN_AREA: &str = "
## Roles held at a node, of a brand

Every role is held at `area:direct` of the brand `acme`; `agency` is held for one journey that stands there. An operation on an object has
four marks: for what stands **at that node** or below, **above** it, **beside** it, and at that node **of another brand**. What stands outside the
tree and is of a brand has two: of the **same** brand, of **another**. What is asked at the company has one, and so has a list: whether it opens at
all. What it holds is what the other marks allow.

";

const AT_THE_COMPANY: &str = "
## Roles held at the company

Everything is below it, so that one mark says all. `agency` is left out: it is held for shared objects only.

";

/// The places at which an operation is asked about, seen from somebody who holds a role at area:direct of acme.
fn places(at: AskedAt) -> Vec<Place> {
    let outside = |brand: BrandId| Place::company().of_brand(brand);
    let shared = |place: Place| match at {
        AskedAt::Object(ObjectKind::Journey | ObjectKind::Backtest) | AskedAt::Named => {
            place.of_object(Object::new(ObjectKind::Journey, "welcome"))
        }
        _ => place,
    };
    match at {
        AskedAt::Company | AskedAt::List => vec![Place::company()],
        AskedAt::Object(ObjectKind::Brand) => {
            vec![outside(acme()).seen_from(["area:direct".into()]), outside("other".into())]
        }
        AskedAt::Object(ObjectKind::Source | ObjectKind::Branch) => vec![outside(acme()), outside("other".into())],
        AskedAt::Object(ObjectKind::Order) => {
            let credited = |node: &str| outside(acme()).seen_from([node.into()]);
            vec![credited("area:direct"), credited("plan:2026"), credited("area:social"), outside("other".into())]
        }
        AskedAt::Object(_) | AskedAt::Named => vec![
            shared(direct()),
            Place::at(["plan:2026"]).of_brand(acme()),
            Place::at(["area:social", "plan:2026"]).of_brand(acme()),
            direct().of_brand("other".into()),
        ],
    }
}

fn mark(answer: Result<(), NotAllowed>) -> char {
    match answer {
        Ok(()) => '+',
        Err(NotAllowed::Denied { .. }) => '-',
        Err(NotAllowed::Hidden) => '.',
    }
}

/// A table of all operations, where each of these roles is held in its realm.
fn table(roles: &[Role], realm: impl Fn(&Role) -> Realm) -> String {
    let policy = policy(roles.iter().map(|role| Grant {
        id: GrantId(role.id.0.clone()),
        holder: Holder::Person(role.id.0.as_str().into()),
        role: role.id.clone(),
        realm: realm(role),
        until: None,
    }));
    let marks = |role: &Role, permission, at| -> String {
        let who = Principal::person(role.id.0.as_str());
        match at {
            AskedAt::List => mark(policy.ask_somewhere(&who, permission, day(0)).map(drop)).to_string(),
            at => places(at).iter().map(|place| mark(policy.ask(&who, permission, place, day(0)).map(drop))).collect(),
        }
    };
    let names: Vec<&str> = roles.iter().map(|role| role.id.0.as_str()).collect();
    let mut text = format!("| operation | permission | asked at | {} |\n", names.join(" | "));
    text += &format!("|---|---|---|{}\n", "---|".repeat(roles.len()));
    for row in Operation::all() {
        let (Some(permission), Some(at)) = (row.permission, row.at) else { continue };
        let marks = |role: &Role| {
            let marks = marks(role, permission, at);
            // Where a role is held everywhere, all places answer alike.
            let alike = realm(role) == Realm::EVERYWHERE;
            format!("`{}`", if alike { marks.chars().take(1).collect() } else { marks })
        };
        let cells: Vec<String> = roles.iter().map(marks).collect();
        let (method, path, at) = (row.method, row.path, at.code());
        text += &format!("| {method} `{path}` | `{permission}` | {at} | {} |\n", cells.join(" | "));
    }
    text
}

#[test]
fn the_matrix_of_operations_is_the_one_people_read() {
    let all: Vec<Role> = Role::built_in().collect();
    let inside: Vec<Role> = all.iter().filter(|role| !role.outside).cloned().collect();
    let in_area = table(&all, |role| match role.outside {
        true => Realm::Object(Object::new(ObjectKind::Journey, "welcome")),
        false => Realm::Below { node: "area:direct".into(), brand: Some(acme()) },
    });
    let at_company = table(&inside, |_| Realm::EVERYWHERE);
    same_as_file(
        "../../docs/guide/rights-matrix.md",
        &format!("{HEAD}{IN_AN_AREA}{in_area}{AT_THE_COMPANY}{at_company}"),
    );
}

#[test]
fn what_is_asked_at_the_company_is_what_belongs_to_no_part() {
    let path = |row: &&Operation| (row.at == Some(AskedAt::Company)).then(|| row.path.split('/').nth(2)).flatten();
    let nouns: BTreeSet<_> = Operation::all().iter().filter_map(|row| path(&row)).collect();
    let of_the_house = [
        "approval-templates",
        "backup",
        "branches",
        "channels",
        "consents",
        "customers",
        "files",
        "hold",
        "inbound",
        "limits",
        "mail",
        "obligations",
        "people",
        "plan",
        "printers",
        "roles",
        "set-aside",
        "setup",
        "stores",
        "suppressions",
        "teams",
        "trace",
        // What a company's directory asks.
        "v2",
        "vouchers",
    ];
    assert_eq!(nouns.into_iter().collect::<Vec<_>>(), of_the_house, "is the new one of no node, brand or object?");
}
