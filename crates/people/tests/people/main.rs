//! Rights: stories, laws, and the tables people read.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod asking;
mod guide;
mod laws;
mod limits;
mod matrix;
mod operations;
mod rights;

use rapport_kernel::{BrandId, Span, Time};
use rapport_people::{Grant, GrantId, Holder, Place, Policy, Realm, Rights, RightsChange};
use std::{collections::BTreeSet, fs, path::Path};

/// A moment: so many days after the first.
fn day(n: i64) -> Time {
    Time(1_767_225_600_000) + Span::DAY.times(n)
}

fn acme() -> BrandId {
    "acme".into()
}

/// Below plan:2026 and company: an area, and a campaign in it.
fn direct() -> Place {
    Place::at(["area:direct", "plan:2026"]).of_brand(acme())
}

fn spring() -> Place {
    Place::at(["campaign:spring", "area:direct", "plan:2026"]).of_brand(acme())
}

fn person(id: &str) -> Holder {
    Holder::Person(id.into())
}

fn grant(holder: Holder, role: &str, realm: Realm) -> Grant {
    let id = GrantId(format!("{holder:?} {role} {realm:?}").into());
    Grant { id, holder, role: role.into(), realm, until: None }
}

/// Makes changes, each of which must be allowed.
fn changed(mut rights: Rights, changes: impl IntoIterator<Item = RightsChange>) -> Rights {
    for change in changes {
        rights.decide(&change, day(0)).unwrap_or_else(|refusal| panic!("{change:?}: {refusal}"));
        rights.evolve(&change);
    }
    rights
}

fn given(grants: impl IntoIterator<Item = Grant>) -> Rights {
    changed(Rights::default(), grants.into_iter().map(RightsChange::Give))
}

fn policy(grants: impl IntoIterator<Item = Grant>) -> Policy {
    Policy::of(&given(grants))
}

fn team(id: &str, members: &[&str]) -> RightsChange {
    let members: BTreeSet<_> = members.iter().map(|member| (*member).into()).collect();
    RightsChange::SetTeam(rapport_people::Team { id: id.into(), name: format!("Team {id}"), members })
}

/// Compares a text that people read with the file that holds it; `RAPPORT_WRITE_MATRIX=1` writes it instead.
fn same_as_file(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("RAPPORT_WRITE_MATRIX").is_some() {
        fs::write(&path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(text.lines()).find(|(kept, now)| kept != now);
    assert!(
        kept == text,
        "{} is not what the code says, from {differs:?} on. If it is meant so: RAPPORT_WRITE_MATRIX=1 cargo test -p rapport-people",
        path.display()
    );
}
