use super::*;
use crate::sql::session::{Account, Role, SessionError, Sessions};

fn account(name: &str, role: Role) -> Account {
    Account { name: name.into(), role, scope: vec![node("area:direct")], active: true, created: at(0) }
}

const PASSWORD: &str = "correct horse battery";

#[tokio::test]
async fn who_signs_in_is_known_by_the_token_until_it_ends() {
    let home = Home::new();
    let sessions = Sessions::new(home.open().await);
    sessions.add(&account("ada", Role::Manager), Some(PASSWORD)).await.unwrap();
    let token = sessions.sign_in("ada", PASSWORD, at(0), Span::HOUR).await.unwrap();
    let sessions = Sessions::new(home.open().await);
    let found = sessions.by_token(&token, at(10)).await.unwrap().unwrap();
    assert_eq!(found, account("ada", Role::Manager));
    assert_eq!(sessions.by_token(&token, at(0) + Span::HOUR).await.unwrap(), None, "ended");
    assert_eq!(sessions.by_token("st_0", at(10)).await.unwrap(), None);
    assert_eq!(sessions.of_account("ada", at(10)).await.unwrap().len(), 1);
    sessions.sign_out(&token).await.unwrap();
    assert_eq!(sessions.by_token(&token, at(10)).await.unwrap(), None);
}

#[tokio::test]
async fn a_wrong_password_an_unknown_name_and_a_closed_account_look_alike() {
    let home = Home::new();
    let sessions = Sessions::new(home.open().await);
    sessions.add(&account("ada", Role::Admin), Some(PASSWORD)).await.unwrap();
    sessions.add(&account("ben", Role::Staff), Some(PASSWORD)).await.unwrap();
    sessions.add(&account("robot", Role::Viewer), None).await.unwrap();
    let token = sessions.open("ben", "phone", None, at(0), Span::HOUR).await.unwrap();
    sessions.set_active("ben", false).await.unwrap();
    assert_eq!(sessions.by_token(&token, at(1)).await.unwrap(), None, "closing ends the sessions");
    for (name, password) in [("ada", "wrong"), ("eve", PASSWORD), ("ben", PASSWORD), ("robot", ""), ("robot", PASSWORD)]
    {
        let error = sessions.sign_in(name, password, at(1), Span::HOUR).await.unwrap_err();
        assert!(matches!(error, SessionError::Denied), "{name}");
    }
}

#[tokio::test]
async fn accounts_are_made_once_and_one_administrator_stays() {
    let home = Home::new();
    let sessions = Sessions::new(home.open().await);
    sessions.add(&account("ada", Role::Admin), None).await.unwrap();
    assert!(matches!(sessions.add(&account("ada", Role::Staff), None).await, Err(SessionError::Exists(_))));
    assert!(matches!(sessions.add(&account("ben", Role::Staff), Some("short")).await, Err(SessionError::WeakPassword)));
    assert!(matches!(sessions.set_active("ada", false).await, Err(SessionError::LastAdmin)));
    assert!(sessions.accounts().await.unwrap()[0].active);
    assert!(matches!(sessions.set_active("eve", false).await, Err(SessionError::Unknown(_))));
    assert!(matches!(sessions.open("eve", "", None, at(0), Span::HOUR).await, Err(SessionError::Unknown(_))));
    // An administrator's token from the command line: the same text again is the same session.
    for _ in 0..2 {
        sessions.open("ada", "command line", Some("dev-token"), at(0), Span::HOUR).await.unwrap();
    }
    assert_eq!(sessions.of_account("ada", at(1)).await.unwrap().len(), 1);
    sessions.set_password("ada", PASSWORD).await.unwrap();
    assert_eq!(sessions.by_token("dev-token", at(1)).await.unwrap(), None, "a new password ends the sessions");
    sessions.open("ada", "", None, at(0), Span::HOUR).await.unwrap();
    assert_eq!(sessions.purge(at(0) + Span::HOUR).await.unwrap(), 1);
}
