//! People: the first administrator, invitations, coming in, what each may do, and how it ends.

use crate::common::{
    begin, begin_as,
    browser::{Browser, OTHER_WORDS, WORDS, invited, link_in, mail_goes_to, mail_to, set_up},
};
use rapport_account::totp::{Secret, Step};
use rapport_drivers::email::sink::{Options, Sink};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[tokio::test]
async fn the_first_administrator_is_set_up_once_and_the_key_can_be_retired() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (_, session) = ada.get("/v1/session").await;
    assert!(session["permissions"].as_array().unwrap().contains(&json!("people.manage")));
    let (_, profile) = ada.get("/v1/profile").await;
    assert_eq!((&profile["email"], &profile["zone"]), (&json!("ada@example.com"), &json!("Europe/Berlin")));
    let again = json!({"name": "Eve", "email": "eve@example.com", "password": WORDS});
    let (status, refused) = server.post("/v1/setup", again).await;
    assert_eq!((status, &refused["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("already_set_up")));
    let key = server.admin(Method::GET, "/v1/session").send().await.unwrap();
    assert_eq!(key.json::<Value>().await.unwrap()["set_up"], json!(false));
    // The key opens everything until its account is closed; the last one who could close it stays.
    assert_eq!(ada.ask(Method::DELETE, "/v1/people/admin", None).await.0, StatusCode::OK);
    assert_eq!(server.admin(Method::GET, "/v1/session").send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let own = session["id"].as_str().unwrap();
    let (status, last) = ada.ask(Method::DELETE, &format!("/v1/people/{own}"), None).await;
    assert_eq!((status, &last["reason"]), (StatusCode::CONFLICT, &json!("last_administrator")));
    // Whoever starts the program with a key gets in again.
    let server = begin_as(server.end().await, |config| config).await;
    assert_eq!(server.admin(Method::GET, "/v1/session").send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn an_invitation_comes_by_mail_and_opens_once() {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let server = begin().await;
    let ada = set_up(&server).await;
    mail_goes_to(&server, &sink).await;
    let ben =
        json!({"name": "Ben Example", "email": "ben@example.com", "language": "de", "roles": [{"role": "analyst"}]});
    let (status, made) = ada.post("/v1/people", ben.clone()).await;
    assert_eq!((status, &made["mailed"], &made["link"]), (StatusCode::CREATED, &json!(true), &Value::Null), "{made}");
    assert_eq!(ada.post("/v1/people", ben).await.0, StatusCode::CONFLICT);
    let text = mail_to(&sink, "ben@example.com", 1).await;
    assert!(text.contains("Ben Example") && text.contains("Ada Example") && text.contains("Passwort"), "{text}");
    let link = link_in(&text);
    let browser = Browser::new(&server);
    for _ in 0..2 {
        let (status, look) = browser.post("/v1/password-links/look", json!({"link": link})).await;
        assert_eq!((status, &look["invitation"]), (StatusCode::OK, &json!(true)), "looking uses nothing up");
    }
    let (status, weak) =
        browser.post("/v1/password-links/use", json!({"link": link, "password": "Password2026!"})).await;
    assert_eq!((status, &weak["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("password_frequent")));
    let (status, _) = browser.post("/v1/password-links/use", json!({"link": link, "password": OTHER_WORDS})).await;
    assert_eq!(status, StatusCode::OK);
    assert!(browser.is_in().await);
    let (status, used) = browser.post("/v1/password-links/use", json!({"link": link, "password": WORDS})).await;
    assert_eq!((status, &used["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("link_used")));
    // Who forgot the password gets a link; for an unknown address the answer is the same, and nothing leaves.
    let stranger = Browser::new(&server);
    let asked = stranger.post("/v1/password-links", json!({"email": "ben@example.com"})).await;
    assert_eq!(asked, stranger.post("/v1/password-links", json!({"email": "nobody@example.com"})).await);
    assert_eq!(asked.0, StatusCode::OK);
    let reset = link_in(&mail_to(&sink, "ben@example.com", 2).await);
    let set = json!({"link": reset, "password": "noch drei Birnen mehr"});
    assert_eq!(stranger.post("/v1/password-links/use", set).await.0, StatusCode::OK);
    assert!(!browser.is_in().await, "another password ends the other browsers");
    assert!(sink.seen().iter().all(|seen| seen.to == "ben@example.com"), "nobody else was written to");
}

/// What was open when an account was closed does not open again with it.
#[tokio::test]
async fn a_closed_account_that_is_opened_again_has_to_sign_in_anew() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (browser, cleo) = invited(&server, &ada, "Cleo", "analyst").await;
    let (status, made) = ada.post(&format!("/v1/people/{cleo}/link"), json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let link = made["link"].as_str().unwrap().split_once('#').unwrap().1;
    assert!(browser.is_in().await);
    assert_eq!(ada.ask(Method::DELETE, &format!("/v1/people/{cleo}"), None).await.0, StatusCode::OK);
    assert!(!browser.is_in().await, "closed");
    assert_eq!(ada.post(&format!("/v1/people/{cleo}/reopen"), json!({})).await.0, StatusCode::OK);
    assert!(!browser.is_in().await, "what was signed in before is not");
    let (status, gone) = browser.post("/v1/password-links/use", json!({"link": link, "password": WORDS})).await;
    assert_ne!(status, StatusCode::OK, "nor is a link from before good: {gone}");
    assert_eq!(browser.sign_in("cleo@example.com", OTHER_WORDS, None).await.0, StatusCode::OK);
    assert!(browser.is_in().await);
}

#[tokio::test]
async fn unknown_addresses_wrong_passwords_and_closed_accounts_get_one_answer_and_as_fast() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (_, cleo) = invited(&server, &ada, "Cleo", "analyst").await;
    assert_eq!(ada.ask(Method::DELETE, &format!("/v1/people/{cleo}"), None).await.0, StatusCode::OK);
    let mut times = Vec::new();
    let mut answers = Vec::new();
    for (email, password) in [
        ("ada@example.com", "a wrong password"),
        ("nobody@example.com", "a wrong password"),
        ("cleo@example.com", OTHER_WORDS),
        ("no address", "a wrong password"),
    ] {
        let begun = Instant::now();
        answers.push(Browser::new(&server).sign_in(email, password, None).await);
        times.push(begun.elapsed());
    }
    assert_eq!(answers[0].0, StatusCode::UNAUTHORIZED);
    assert_eq!(answers[0].1["code"], "wrong_password");
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let (least, most) = (times.iter().min().unwrap(), times.iter().max().unwrap());
    assert!(*least * 4 > *most, "{times:?}");
}

#[tokio::test]
async fn who_guesses_is_slowed_down_and_the_owner_gets_in() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let eve = Browser::new(&server);
    let mut slowed = None;
    for n in 0..8 {
        let (status, answer) = eve.sign_in("ada@example.com", &format!("wrong {n}"), None).await;
        if status == StatusCode::TOO_MANY_REQUESTS {
            slowed = Some(answer);
        }
    }
    let slowed = slowed.expect("eight tries without a pause");
    assert_eq!(slowed["said"]["code"], "tried_too_often");
    assert_eq!(
        eve.sign_in("ada@example.com", WORDS, None).await.0,
        StatusCode::TOO_MANY_REQUESTS,
        "with the right one, too"
    );
    // In a browser she has signed in with before, she is not among strangers.
    assert_eq!(ada.ask(Method::DELETE, "/v1/session", None).await.0, StatusCode::OK);
    assert_eq!(ada.sign_in("ada@example.com", WORDS, None).await.0, StatusCode::OK);
    // A thousand at once are no more than a few.
    let many: Vec<_> = (0..30)
        .map(|n| {
            let body = json!({"email": "ben@example.com", "password": format!("wrong {n}")});
            tokio::spawn(server.plain(Method::POST, "/v1/session").json(&body).send())
        })
        .collect();
    let mut tried = 0;
    for answer in many {
        tried += usize::from(answer.await.unwrap().unwrap().status() == StatusCode::UNAUTHORIZED);
    }
    assert!(tried <= 6, "{tried} were tried");
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_each_code_lets_in_once() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let wrong = ada.post("/v1/profile/second-factor", json!({"password": "another one"})).await;
    assert_eq!((wrong.0, &wrong.1["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("other_password")));
    let (status, begun) = ada.post("/v1/profile/second-factor", json!({"password": WORDS})).await;
    assert_eq!(status, StatusCode::CREATED, "{begun}");
    assert!(begun["url"].as_str().unwrap().starts_with("otpauth://totp/Rapport:ada%40example.com?secret="));
    let secret = Secret::read(begun["secret"].as_str().unwrap()).unwrap();
    let now = || Step(server.server.as_ref().unwrap().app().now().0 / 30_000);
    let (status, _) = ada.post("/v1/profile/second-factor/confirm", json!({"code": "000000"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let first = secret.code(now());
    let (status, codes) = ada.post("/v1/profile/second-factor/confirm", json!({"code": first})).await;
    assert_eq!((status, codes["codes"].as_array().unwrap().len()), (StatusCode::CREATED, 10));
    let other = Browser::new(&server);
    let (status, needed) = other.sign_in("ada@example.com", WORDS, None).await;
    assert_eq!((status, &needed["code"]), (StatusCode::UNAUTHORIZED, &json!("code_needed")));
    assert_eq!(other.sign_in("ada@example.com", "wrong", None).await.1["code"], "wrong_password");
    assert_eq!(other.sign_in("ada@example.com", WORDS, Some(&first)).await.1["code"], "wrong_code", "it was used");
    let next = secret.code(Step(now().0 + 1));
    assert_eq!(other.sign_in("ada@example.com", WORDS, Some(&next)).await.0, StatusCode::OK);
    let third = Browser::new(&server);
    let recovery = codes["codes"][0].as_str().unwrap().to_lowercase();
    assert_eq!(third.sign_in("ada@example.com", WORDS, Some(&recovery)).await.0, StatusCode::OK);
    assert_eq!(ada.get("/v1/profile").await.1["recovery_codes"], 9);
    assert_eq!(Browser::new(&server).sign_in("ada@example.com", WORDS, Some(&recovery)).await.1["code"], "wrong_code");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_and_streams_end_with_them() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let phone = Browser::new(&server);
    assert_eq!(phone.sign_in("ada@example.com", WORDS, None).await.0, StatusCode::OK);
    let mut stream = phone.send(Method::GET, "/v1/live", None).await;
    assert_eq!(stream.status(), StatusCode::OK);
    let (_, sessions) = ada.get("/v1/sessions").await;
    assert_eq!(sessions.as_array().unwrap().len(), 2, "{sessions}");
    let other = sessions.as_array().unwrap().iter().find(|one| one["current"] == false).unwrap();
    let end = format!("/v1/sessions/{}", other["id"].as_str().unwrap());
    assert_eq!(ada.ask(Method::DELETE, &end, None).await.0, StatusCode::OK);
    assert!(!phone.is_in().await && ada.is_in().await);
    let ended = tokio::time::timeout(Duration::from_secs(5), async { while let Ok(Some(_)) = stream.chunk().await {} });
    assert!(ended.await.is_ok(), "the stream of an ended session goes on");
    // A changed password ends the others and not one's own.
    assert_eq!(phone.sign_in("ada@example.com", WORDS, None).await.0, StatusCode::OK);
    let change = json!({"current": WORDS, "new": OTHER_WORDS});
    assert_eq!(ada.post("/v1/profile/password", change).await.0, StatusCode::OK);
    assert!(!phone.is_in().await && ada.is_in().await);
}

#[tokio::test]
async fn what_somebody_may_is_what_their_roles_allow() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (ben, id) = invited(&server, &ada, "Ben", "analyst").await;
    assert_eq!(ben.get("/v1/overview").await.0, StatusCode::OK);
    // Seen and not to be done: 403 with the permission and who has it. Not to be seen: 404.
    let node = json!({"id": "plan:x", "name": "X", "currency": "EUR", "starts": "2026-01-01", "ends": "2026-12-31"});
    let (status, denied) = ben.post("/v1/plan/nodes", node.clone()).await;
    assert_eq!((status, &denied["reason"]), (StatusCode::FORBIDDEN, &json!("permission_missing")), "{denied}");
    assert_eq!(denied["said"]["permission"], "plan.change");
    assert!(denied["said"]["holders"].as_array().unwrap().contains(&json!("Ada Example")), "{denied}");
    for path in ["/v1/people", "/v1/sources", "/v1/mail", "/v1/backup"] {
        assert_eq!(ben.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    // A role counts from the next request on, and no longer than it is held.
    let (status, person) = ada.post(&format!("/v1/people/{id}/roles"), json!({"role": "director"})).await;
    assert_eq!(status, StatusCode::CREATED, "{person}");
    assert_eq!(ben.post("/v1/plan/nodes", node).await.0, StatusCode::CREATED);
    let director = person["roles"].as_array().unwrap().iter().find(|held| held["role"] == "director").unwrap();
    let grant = format!("/v1/people/{id}/roles/{}", director["id"].as_str().unwrap());
    assert_eq!(ada.ask(Method::DELETE, &grant, None).await.0, StatusCode::OK);
    let close = json!({"reason": "done", "from": "2026-06-01"});
    assert_eq!(ben.post("/v1/plan/nodes/plan:x/close", close).await.0, StatusCode::FORBIDDEN);
    // Closing ends everything within the request.
    assert_eq!(ada.ask(Method::DELETE, &format!("/v1/people/{id}"), None).await.0, StatusCode::OK);
    assert!(!ben.is_in().await);
    assert_eq!(ben.sign_in("ben@example.com", OTHER_WORDS, None).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(ada.post(&format!("/v1/people/{id}/reopen"), json!({})).await.0, StatusCode::OK);
    assert_eq!(ben.sign_in("ben@example.com", OTHER_WORDS, None).await.0, StatusCode::OK);
}

#[tokio::test]
async fn nobody_gives_what_they_do_not_hold() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (cleo, _) = invited(&server, &ada, "Cleo", "director").await;
    let person = json!({"name": "Eve", "email": "eve@example.com", "roles": [{"role": "analyst"}]});
    assert_eq!(cleo.post("/v1/people", person).await.0, StatusCode::FORBIDDEN, "a director sees people and adds none");
    for (role, reason) in [("agency", "object_needed"), ("emperor", "unknown_role")] {
        let input = json!({"name": "Eve", "email": "eve@example.com", "roles": [{"role": role}]});
        let (status, refused) = ada.post("/v1/people", input).await;
        assert_eq!((status, &refused["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(reason)), "{refused}");
    }
}

/// Somebody who manages people and may do little else: such a role comes with no release, and an installation can have made it.
#[tokio::test]
async fn who_manages_people_does_not_come_in_as_somebody_who_may_more() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (status, made) = ada
        .post(
            "/v1/tokens",
            json!({"name": "desk", "permissions": ["people.read", "people.manage"], "days": 1, "password": WORDS}),
        )
        .await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let token = made["token"].as_str().unwrap();
    let (_, ben) = invited(&server, &ada, "Ben", "analyst").await;
    let with = async |method: Method, path: String, body: Value| {
        let answer = server.plain(method, &path).bearer_auth(token).json(&body).send().await.unwrap();
        (answer.status(), answer.json::<Value>().await.unwrap()["reason"].clone())
    };
    let outside = (StatusCode::FORBIDDEN, json!("outside_token"));
    assert_eq!(with(Method::POST, format!("/v1/people/{ben}/link"), json!({})).await, outside);
    assert_eq!(with(Method::DELETE, format!("/v1/people/{ben}/second-factor"), json!({})).await, outside);
    assert_eq!(with(Method::POST, format!("/v1/people/{ben}/roles"), json!({"role": "director"})).await, outside);
    assert_eq!(
        with(Method::DELETE, format!("/v1/people/{ben}"), json!({})).await.0,
        StatusCode::OK,
        "closing gives nothing"
    );
}

#[tokio::test]
async fn a_token_may_what_it_was_made_for_and_not_more() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (status, made) = ada
        .post("/v1/tokens", json!({"name": "report", "permissions": ["plan.read"], "days": 30, "password": WORDS}))
        .await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let token = made["token"].as_str().unwrap();
    let with = |method, path: &str| server.plain(method, path).bearer_auth(token).send();
    assert_eq!(with(Method::GET, "/v1/overview").await.unwrap().status(), StatusCode::OK);
    assert_eq!(with(Method::GET, "/v1/people").await.unwrap().status(), StatusCode::NOT_FOUND);
    let denied =
        server.plain(Method::POST, "/v1/plan/nodes").bearer_auth(token).json(&json!({"id": "plan:x", "name": "X"}));
    let denied = denied.send().await.unwrap();
    assert_eq!(denied.status(), StatusCode::FORBIDDEN);
    assert_eq!(denied.json::<Value>().await.unwrap()["reason"], "outside_token");
    for (method, path) in [(Method::GET, "/v1/profile"), (Method::GET, "/v1/sessions"), (Method::GET, "/v1/tokens")] {
        assert_eq!(with(method, path).await.unwrap().status(), StatusCode::FORBIDDEN, "{path}");
    }
    let (_, tokens) = ada.get("/v1/tokens").await;
    assert_eq!((&tokens[0]["label"], &tokens[0]["permissions"]), (&json!("report"), &json!(["plan.read"])));
    let end = format!("/v1/tokens/{}", tokens[0]["id"].as_str().unwrap());
    assert_eq!(ada.ask(Method::DELETE, &end, None).await.0, StatusCode::OK);
    assert_eq!(with(Method::GET, "/v1/overview").await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

/// Every operation of the document says what it asks for, and whoever holds nothing gets nothing from any of them.
#[tokio::test]
async fn who_holds_nothing_reaches_nothing() {
    let server = begin().await;
    let ada = set_up(&server).await;
    let (ben, id) = invited(&server, &ada, "Ben", "analyst").await;
    let (_, people) = ada.get("/v1/people").await;
    let held =
        people.as_array().unwrap().iter().find(|person| person["id"] == json!(id)).unwrap()["roles"][0]["id"].clone();
    let taken = format!("/v1/people/{id}/roles/{}", held.as_str().unwrap());
    assert_eq!(ada.ask(Method::DELETE, &taken, None).await.0, StatusCode::OK);
    let document: Value = serde_json::from_str(&rapport_server::openapi_json()).unwrap();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let permission =
                operation["x-permission"].as_str().unwrap_or_else(|| panic!("{method} {path} says nothing"));
            if permission == "none" {
                assert!(
                    operation["description"].as_str().is_some_and(|text| text.contains("Permission: ")),
                    "{method} {path} does not say why"
                );
                continue;
            }
            let path = path.replace(['{', '}'], "");
            let body = (method != "get").then(|| json!({}));
            let (status, answer) = ben.ask(method.to_uppercase().parse().unwrap(), &path, body).await;
            assert_eq!(
                (status, &answer["code"]),
                (StatusCode::NOT_FOUND, &json!("not_found")),
                "{method} {path}: {answer}"
            );
            asked += 1;
        }
    }
    assert!(asked > 80, "{asked}");
}
