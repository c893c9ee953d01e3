use super::*;
use crate::sql::{
    account::{
        Account, AccountError, Accounts,
        link::Sent,
        password::{Hashed, Queue},
        session::Opening,
    },
    db::{get, values},
};
use rapport_account::{Email, LinkKind, LinkRefusal, Password, SessionKind, totp::Secret};
use rapport_people::{Grant, GrantId, Holder, Permission, Permissions, PersonId, Realm};

fn email(text: &str) -> Email {
    Email::read(text).unwrap()
}

fn ada() -> Account {
    Account::new("p_ada", "Ada Example", Some(&email("ada@example.com")), at(0))
}

fn password(text: &str) -> Password {
    Password::typed(text)
}

const WORDS: &str = "correct horse battery staple";

/// A store with Ada in it, who has a password.
async fn with_ada(home: &Home) -> Accounts {
    let accounts = Accounts::new(home.open().await);
    let hash = accounts.hash(password(WORDS)).await.unwrap();
    accounts.add_with(&ada(), Some(&hash), &[], "admin").await.unwrap();
    accounts
}

async fn browser(accounts: &Accounts, now: Time) -> String {
    accounts.open(&"p_ada".into(), Opening::new(SessionKind::Browser, "Firefox"), now).await.unwrap()
}

/// The kept password, as somebody has it who said it.
async fn said(accounts: &Accounts, words: &str) -> Option<Hashed> {
    accounts.fits(Some(&"p_ada".into()), password(words), Queue::Known).await.unwrap()
}

async fn is_in(accounts: &Accounts, token: &str, now: Time) -> bool {
    accounts.by_token(token, now).await.unwrap().is_some()
}

#[tokio::test]
async fn who_signs_in_is_known_by_the_token_while_it_is_used() {
    let home = Home::new();
    with_ada(&home).await;
    let accounts = Accounts::new(home.open().await);
    let token = browser(&accounts, at(0)).await;
    let (account, session) = accounts.by_token(&token, at(10)).await.unwrap().unwrap();
    assert_eq!(account, Account { has_password: true, ..ada() });
    assert_eq!((session.kind, session.label.as_str(), session.only), (SessionKind::Browser, "Firefox", None));
    let hours = |n: i64| at(3_600 * n);
    for hour in [11, 22, 33] {
        assert!(is_in(&accounts, &token, hours(hour)).await, "used within twelve hours, at {hour}");
    }
    assert!(!is_in(&accounts, &token, hours(45)).await, "twelve hours without a use");
    assert!(!is_in(&accounts, "st_0", at(10)).await);
    assert_eq!(accounts.sessions(&"p_ada".into(), hours(34)).await.unwrap().len(), 1);
    assert_eq!(accounts.sessions(&"p_ada".into(), hours(45)).await.unwrap(), []);
}

#[tokio::test]
async fn one_session_is_ended_by_its_name_and_only_by_its_owner() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    accounts.add(&Account::new("p_ben", "Ben", None, at(0)), &[], "admin").await.unwrap();
    let (one, other) = (browser(&accounts, at(0)).await, browser(&accounts, at(1)).await);
    let id = accounts.by_token(&one, at(2)).await.unwrap().unwrap().1.id;
    assert!(!accounts.end(&"p_ben".into(), &id).await.unwrap());
    assert!(accounts.end(&"p_ada".into(), &id).await.unwrap());
    assert!(!is_in(&accounts, &one, at(2)).await && is_in(&accounts, &other, at(2)).await);
    accounts.sign_out(&other).await.unwrap();
    assert!(!is_in(&accounts, &other, at(2)).await);
}

#[tokio::test]
async fn a_wrong_password_an_unknown_address_and_a_closed_account_look_alike() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let id = PersonId::from("p_ada");
    assert!(said(&accounts, WORDS).await.is_some());
    assert!(said(&accounts, "correct horse battery stable").await.is_none());
    assert!(accounts.fits(None, password(WORDS), Queue::Strangers).await.unwrap().is_none());
    let token = browser(&accounts, at(0)).await;
    accounts.set_active(&id, false).await.unwrap();
    assert!(said(&accounts, WORDS).await.is_none());
    assert!(!is_in(&accounts, &token, at(1)).await, "closing ends what is signed in");
    let opened = accounts.open(&id, Opening::new(SessionKind::Browser, ""), at(1)).await;
    assert!(matches!(opened, Err(AccountError::Unknown)));
    accounts.set_active(&id, true).await.unwrap();
    assert!(!is_in(&accounts, &token, at(1)).await, "and opening brings none of it back");
}

#[tokio::test]
async fn a_changed_password_ends_the_other_browsers_and_no_programs() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let (own, other) = (browser(&accounts, at(0)).await, browser(&accounts, at(0)).await);
    let only = Permissions::of(&[Permission::PlanRead]);
    let program = Opening { only: Some(only), ..Opening::new(SessionKind::Token, "report") };
    let program = accounts.open(&"p_ada".into(), program, at(0)).await.unwrap();
    let link = accounts.make_link(&"p_ada".into(), LinkKind::Reset, at(0)).await.unwrap();
    let hash = accounts.hash(password("another one for today")).await.unwrap();
    let before = said(&accounts, WORDS).await.unwrap();
    accounts.change_password(&"p_ada".into(), &before, &hash, &own).await.unwrap();
    assert!(is_in(&accounts, &own, at(1)).await && !is_in(&accounts, &other, at(1)).await);
    let (_, session) = accounts.by_token(&program, at(1)).await.unwrap().unwrap();
    assert_eq!(session.only, Some(only));
    let gone = accounts.by_link(&link, at(1)).await.unwrap_err();
    assert!(matches!(gone, AccountError::Link(LinkRefusal::Unknown)), "links end, too");
    // Whoever said the old one is too late by now.
    let late = Opening { password: Some(&before), ..Opening::new(SessionKind::Browser, "") };
    let refused = [
        accounts.open(&"p_ada".into(), late, at(1)).await.map(drop),
        accounts.change_password(&"p_ada".into(), &before, &hash, &own).await,
        accounts.begin_factor(&"p_ada".into(), &before).await.map(drop),
    ];
    assert!(refused.iter().all(|refused| matches!(refused, Err(AccountError::PasswordChanged))), "{refused:?}");
}

#[tokio::test]
async fn what_a_token_opened_ends_with_it() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let ada = PersonId::from("p_ada");
    let lasts = Some(Span::DAY);
    let key = accounts.open(&ada, Opening { lasts, ..Opening::new(SessionKind::Key, "") }, at(0)).await.unwrap();
    let parent = accounts.by_token(&key, at(1)).await.unwrap().unwrap().1.id;
    let opening = Opening { parent: Some(&parent), ..Opening::new(SessionKind::Browser, "") };
    let screen = accounts.open(&ada, opening, at(1)).await.unwrap();
    let session = accounts.by_token(&screen, at(2)).await.unwrap().unwrap().1;
    assert_eq!(session.expires, at(86_400), "not longer than the key");
    assert!(accounts.end(&ada, &parent).await.unwrap());
    assert!(!is_in(&accounts, &screen, at(2)).await);
    assert_eq!(accounts.sessions(&ada, at(2)).await.unwrap(), []);
    assert!(matches!(accounts.open(&ada, opening, at(2)).await, Err(AccountError::SessionOver)));
    assert_eq!(accounts.purge(at(2)).await.unwrap(), 1);
}

#[tokio::test]
async fn a_link_that_reached_its_owner_ends_the_ones_before_but_not_what_was_handed_over_if_anybody_asked() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let id = PersonId::from("p_ada");
    let link = async |second: i64, sent: Sent| {
        let link = accounts.make_link(&id, LinkKind::Invitation, at(second)).await.unwrap();
        accounts.settle_link(&id, &link, sent).await.unwrap();
        link
    };
    let opens = async |link: &str| accounts.by_link(link, at(9)).await.is_ok();
    let handed = link(0, Sent::HandedOver).await;
    let first = link(1, Sent::OnRequest).await;
    let nowhere = link(2, Sent::Nowhere).await;
    assert!(opens(&handed).await && opens(&first).await && !opens(&nowhere).await);
    let second = link(3, Sent::OnRequest).await;
    assert!(opens(&handed).await && !opens(&first).await && opens(&second).await);
    let mailed = link(4, Sent::Mailed).await;
    assert!(!opens(&handed).await && !opens(&second).await && opens(&mailed).await);
}

#[tokio::test]
async fn names_once_used_stay_with_their_account() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let renamed = Account { name: "Grace".into(), ..ada() };
    accounts.change(&renamed).await.unwrap();
    let mut names = accounts.names().await.unwrap();
    names.sort();
    let own = |name: &str| (PersonId::from("p_ada"), name.to_owned());
    assert_eq!(names, [own(&ada().name), own("Grace")]);
}

#[tokio::test]
async fn an_address_has_one_account() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let mut eve = Account::new("p_eve", "Eve", Some(&email("ADA@example.com")), at(0));
    assert!(matches!(accounts.add(&eve, &[], "admin").await, Err(AccountError::EmailTaken)));
    eve.email = None;
    accounts.add(&eve, &[], "admin").await.unwrap();
    accounts.add(&Account::new("p_key", "Key", None, at(0)), &[], "admin").await.unwrap();
    assert!(matches!(accounts.add(&eve, &[], "admin").await, Err(AccountError::Exists)));
    eve.email = Some("ada@example.com".into());
    assert!(matches!(accounts.change(&eve).await, Err(AccountError::EmailTaken)));
    assert_eq!(accounts.by_email(&email("ada@example.com")).await.unwrap().unwrap().id, "p_ada".into());
}

#[tokio::test]
async fn a_link_sets_one_password_once() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let id = PersonId::from("p_ada");
    let older = accounts.make_link(&id, LinkKind::Invitation, at(0)).await.unwrap();
    let link = accounts.make_link(&id, LinkKind::Reset, at(1)).await.unwrap();
    accounts.settle_link(&id, &link, Sent::Mailed).await.unwrap();
    let hash = accounts.hash(password("a new one for today")).await.unwrap();
    let refusal = async |secret: &str, now: Time| match accounts.use_link(secret, &hash, now).await {
        Err(AccountError::Link(refusal)) => Some(refusal),
        used => used.map(|_| None).unwrap(),
    };
    assert_eq!(refusal(&older, at(2)).await, Some(LinkRefusal::Unknown), "a newer one took its place");
    assert_eq!(refusal(&link, at(3_601)).await, Some(LinkRefusal::Expired));
    let signed_in = browser(&accounts, at(2)).await;
    assert_eq!(refusal(&link, at(2)).await, None);
    assert_eq!(refusal(&link, at(2)).await, Some(LinkRefusal::Used));
    assert!(!is_in(&accounts, &signed_in, at(3)).await);
    assert!(said(&accounts, "a new one for today").await.is_some());
    let closed = accounts.make_link(&id, LinkKind::Reset, at(4)).await.unwrap();
    accounts.set_active(&id, false).await.unwrap();
    assert_eq!(refusal(&closed, at(4)).await, Some(LinkRefusal::Unknown));
}

#[tokio::test]
async fn a_code_lets_in_once_and_so_does_a_recovery_code() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let id = PersonId::from("p_ada");
    let code = |secret: &Secret, now: Time| secret.code(rapport_account::totp::Step(now.0 / 30_000));
    let secret = accounts.begin_factor(&id, &said(&accounts, WORDS).await.unwrap()).await.unwrap();
    assert!(!accounts.find(&id).await.unwrap().unwrap().has_factor, "not before a code was typed");
    assert_eq!(accounts.confirm_factor(&id, "000000", at(0)).await.unwrap(), None);
    let codes = accounts.confirm_factor(&id, &code(&secret, at(0)), at(0)).await.unwrap().unwrap();
    assert!(accounts.find(&id).await.unwrap().unwrap().has_factor);
    assert!(!accounts.use_code(&id, &code(&secret, at(0)), at(0)).await.unwrap(), "the one it began with is used up");
    assert!(accounts.use_code(&id, &code(&secret, at(60)), at(60)).await.unwrap());
    assert!(!accounts.use_code(&id, &code(&secret, at(60)), at(60)).await.unwrap());
    assert!(accounts.use_code(&id, &codes[4].to_lowercase(), at(61)).await.unwrap());
    assert!(!accounts.use_code(&id, &codes[4], at(61)).await.unwrap());
    assert_eq!(accounts.codes_left(&id).await.unwrap(), 9);
    accounts.remove_factor(&id).await.unwrap();
    assert!(!accounts.use_code(&id, &code(&secret, at(90)), at(90)).await.unwrap());
    assert_eq!(accounts.codes_left(&id).await.unwrap(), 0);
}

#[tokio::test]
async fn what_somebody_holds_is_read_again() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let holder = Holder::Person("p_ada".into());
    let branch = rapport_people::Object::new(rapport_people::ObjectKind::Branch, "mitte");
    let realms = [Realm::EVERYWHERE, Realm::below("area:direct"), Realm::brand("acme".into()), Realm::Object(branch)];
    let grants: Vec<Grant> = realms
        .into_iter()
        .enumerate()
        .map(|(n, realm)| {
            let (id, until) = (GrantId(format!("g{n}").into()), (n == 1).then(|| at(9)));
            Grant { id, holder: holder.clone(), role: "branch".into(), realm, until }
        })
        .collect();
    for grant in &grants {
        accounts.give(grant, "admin", at(0)).await.unwrap();
    }
    let rights = Accounts::new(home.open().await).rights().await.unwrap();
    assert_eq!(rights.grants().cloned().collect::<Vec<_>>(), grants);
    accounts.withdraw(&grants[0].id).await.unwrap();
    accounts.set_active(&"p_ada".into(), false).await.unwrap();
    let rights = accounts.rights().await.unwrap();
    assert_eq!((rights.grants().count(), rights.has_left(&"p_ada".into())), (3, true));
}

/// In which tables there is something of an account, of all that have some.
async fn tables_with(home: &Home, account: &str) -> Vec<String> {
    let all = if home.location().file().is_some() {
        "SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'account'
         WHERE m.type = 'table' ORDER BY m.name"
    } else {
        "SELECT relname AS name FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'account'
         WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY relname"
    };
    let db = home.open().await;
    let mut found = Vec::new();
    for row in db.rows(all, values![]).await.unwrap() {
        let name: String = get(&row, "name").unwrap();
        let any = db.row(&format!("SELECT 1 AS one FROM {name} WHERE account = $1"), values![account]).await.unwrap();
        found.extend(any.map(|_| name));
    }
    found
}

/// Ada, with a row in every table that keeps something of an account.
async fn ada_everywhere(db: &Db, accounts: &Accounts) {
    browser(accounts, at(0)).await;
    accounts.make_link(&"p_ada".into(), LinkKind::Reset, at(0)).await.unwrap();
    for sql in [
        "INSERT INTO recovery_code VALUES ('p_ada', 'h')",
        "INSERT INTO passkey VALUES ('k', 'c', 'p_ada', 'h', 'Phone', '{}', 0, 0)",
        "INSERT INTO approval VALUES ('a', 'journey', 'j', 'n', 'b', 'in_flight', 1, 0, 0, '')",
        "INSERT INTO approval_link VALUES ('h', 'a', 'p_ada', 9223372036854775807, 0)",
        "INSERT INTO approval_notice VALUES ('a', 1, 'p_ada', 0)",
        "INSERT INTO account_work VALUES ('p_ada', '', '', 0, 0, 'BE', '')",
        "INSERT INTO act_limit VALUES ('l', 'p_ada', '', 'publish_journey', '', '', 0, 'EUR', 'admin', 0)",
        "INSERT INTO team VALUES ('t', 'Team', '')",
        "INSERT INTO team_member VALUES ('t', 'p_ada')",
        "INSERT INTO directory_account VALUES ('p_ada', 'ada', '', 0)",
        "INSERT INTO role_grant VALUES ('g', 'p_ada', 'analyst', '', '', '', 0, 'admin', 0)",
        "INSERT INTO trace_person VALUES ('00000000000000000000000000000007', 'p_ada', 's')",
    ] {
        db.run(sql, values![]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

/// Whatever opens something is in a table of its own, and a restore must end the next kind of it, too.
#[tokio::test]
async fn after_a_restore_nothing_opens_and_what_somebody_held_stays_to_be_looked_at() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let db = home.open().await;
    ada_everywhere(&db, &accounts).await;
    accounts.end_every_way_in(&"admin".into()).await.unwrap();
    let left = tables_with(&home, "p_ada").await;
    let kept = [
        "account_name",
        "account_work",
        "act_limit",
        "approval_notice",
        "directory_account",
        "role_grant",
        "team_member",
        "trace_person",
    ];
    assert_eq!(left, kept, "whatever is new here: does it open anything?");
    assert!(said(&accounts, WORDS).await.is_none());
}

#[tokio::test]
async fn links_of_mails_are_let_go_a_month_after_their_time() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let db = home.open().await;
    db.run("INSERT INTO approval VALUES ('a', 'journey', 'j', 'n', 'b', 'in_flight', 1, 0, 0, '')", values![])
        .await
        .unwrap();
    let over = "INSERT INTO approval_link VALUES ('h', 'a', 'p_ada', $1, 0)";
    db.run(over, values![at(0).0]).await.unwrap();
    accounts.make_link(&"p_ada".into(), LinkKind::Reset, at(-7_200)).await.unwrap();
    assert_eq!(accounts.purge(at(86_400 * 29)).await.unwrap(), 0);
    assert_eq!(accounts.purge(at(86_400 * 31)).await.unwrap(), 2);
}

/// Of an erased account stays what names nobody: which roles a number held, up to how much it decided, what it was told of.
#[tokio::test]
async fn an_erased_account_leaves_nothing_of_its_person() {
    let home = Home::new();
    let accounts = with_ada(&home).await;
    let db = home.open().await;
    ada_everywhere(&db, &accounts).await;
    accounts.set_active(&"p_ada".into(), false).await.unwrap();
    accounts.erase(&"p_ada".into(), "former-7", rapport_trace::PersonRef(7)).await.unwrap();
    let kept = ["act_limit", "approval_notice", "role_grant"];
    assert_eq!(tables_with(&home, "p_ada").await, kept, "whatever is new here: is it of a person?");
}
