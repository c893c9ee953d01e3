//! The golden matrix: what each role that comes with the program may do, at its own place and at others.

use crate::{acme, day, policy, same_as_file};
use rapport_people::{
    Grant, GrantId, Holder, NotAllowed, Object, ObjectKind, Permission, Place, Principal, Realm, Role, RoleId,
};

const HEAD: &str = "\
What each role that comes with Rapport may do, at its own place and at others. Every role here is held at area:direct of the brand acme; a role for
people of other companies (agency) is held for the journey `welcome`, which was shared with it and stands there.

  yes      may
  denied   sees the thing and may not (403)
  .        the thing is hidden (404, and in no count)

This file is made: RAPPORT_WRITE_MATRIX=1 cargo test -p rapport-people
";

fn places() -> [(&'static str, Place); 8] {
    let direct = || Place::at(["area:direct", "plan:2026"]);
    let spring = Place::at(["campaign:spring", "area:direct", "plan:2026"]);
    [
        ("its own node", direct().of_brand(acme())),
        ("a node below", spring.clone().of_brand(acme())),
        ("the shared journey", spring.of_brand(acme()).of_object(Object::new(ObjectKind::Journey, "welcome"))),
        ("the node above", Place::at(["plan:2026"]).of_brand(acme())),
        ("the company", Place::company().of_brand(acme())),
        ("a node beside", Place::at(["area:social", "plan:2026"]).of_brand(acme())),
        ("its own node, of another brand", direct().of_brand("other".into())),
        ("its own node, of no brand", direct()),
    ]
}

#[test]
fn the_matrix_is_the_one_people_read() {
    let roles: Vec<Role> = Role::built_in().collect();
    let held = |role: &Role| Grant {
        id: GrantId(role.id.0.clone()),
        holder: Holder::Person(role.id.0.as_str().into()),
        role: role.id.clone(),
        realm: match role.outside {
            true => Realm::Object(Object::new(ObjectKind::Journey, "welcome")),
            false => Realm::Below { node: "area:direct".into(), brand: Some(acme()) },
        },
        until: None,
    };
    let policy = policy(roles.iter().map(held));
    let answer = |role: &RoleId, permission, place: &Place| match policy.ask(
        &Principal::person(role.0.as_str()),
        permission,
        place,
        day(0),
    ) {
        Ok(_) => "yes",
        Err(NotAllowed::Denied { .. }) => "denied",
        Err(NotAllowed::Hidden) => ".",
    };
    let mut text = HEAD.to_owned();
    for (name, place) in places() {
        let row = |permission: &Permission| -> Vec<&str> {
            roles.iter().map(|role| answer(&role.id, *permission, &place)).collect()
        };
        let rows: Vec<_> = Permission::ALL.iter().map(|permission| (permission.code(), row(permission))).collect();
        if rows.iter().all(|(_, row)| row.iter().all(|cell| *cell == ".")) {
            text += &format!("\n{name}: everything is hidden from every role\n");
            continue;
        }
        let line = |first: &str, cells: Vec<&str>| {
            let cells = roles.iter().zip(cells).map(|(role, cell)| format!("{cell:<0$}", role.id.0.len().max(6)));
            format!("{first:<26} {}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned() + "\n"
        };
        text += &format!("\n{name}\n\n");
        text += &line("", roles.iter().map(|role| role.id.0.as_str()).collect());
        rows.into_iter().for_each(|(code, row)| text += &line(code, row));
    }
    same_as_file("tests/matrix.txt", &text);
}
