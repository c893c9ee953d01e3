//! Databases as earlier releases left them. There are such files only: on PostgreSQL the first schema is today's.

use super::*;
use crate::sql::account::Accounts;
use rapport_account::SessionKind;
use rapport_people::{Permission, Place, Policy, Principal};

/// The accounts of the releases before have their name for an id, and hold what they held.
#[tokio::test]
async fn accounts_of_earlier_releases_keep_what_they_could() {
    let home = Home::new();
    let path = home.0.path().join("rapport.sqlite");
    crate::sql::migration::open_at(&path, 15).await;
    let db = home.open().await;
    let accounts = Accounts::new(db);
    let names: Vec<_> = accounts.all().await.unwrap().into_iter().map(|account| account.id.0).collect();
    assert_eq!(names, ["admin", "branch/mitte", "Grace"]);
    let rights = accounts.rights().await.unwrap();
    let policy = Policy::of(&rights);
    let may =
        |who: &str, permission, place: &Place| policy.ask(&Principal::person(who), permission, place, at(1)).is_ok();
    let branch = Place::company().of_object(rapport_people::Object::new(rapport_people::ObjectKind::Branch, "mitte"));
    for who in ["admin", "Grace"] {
        assert!(may(who, Permission::PeopleManage, &Place::company()), "{who}");
    }
    assert!(may("branch/mitte", Permission::BranchAnswerPrompts, &branch));
    assert!(!may("branch/mitte", Permission::BranchRead, &Place::company()));
    for (token, kind) in [("key", SessionKind::Key), ("phone", SessionKind::Phone), ("screen", SessionKind::Browser)] {
        let (_, session) = accounts.by_token(token, at(1)).await.unwrap().unwrap();
        assert_eq!(session.kind, kind, "{token}");
    }
}
