//! A restored backup, and what was said and used since: no one who said no is written to, and no voucher counts twice.

use crate::common::{Running, begin_as};
use rapport_office::beside::MOST_WAITING;
use rapport_platform::{backup, journal};
use rapport_server::Config;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

/// An installation that keeps a journal.
async fn begin_with(dir: TempDir, folder: &TempDir) -> Running {
    let backups = folder.path().to_path_buf();
    begin_as(dir, |config| Config { backups: Some(backups), ..config }).await
}

async fn back_up(running: &Running, folder: &TempDir) {
    let dir = folder.path().join("one");
    let (status, answer) = running.post("/v1/backup", json!({ "dir": dir })).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let taken = async |running: &Running| {
        let view = running.get("/v1/backup").await;
        assert!(view["failed"].is_null(), "{view}");
        (view["running"] == false && !view["last"].is_null()).then_some(())
    };
    running.until("the backup", taken).await;
}

/// What begins again from the backup and the journal.
async fn restored(running: Running, folder: &TempDir) -> Running {
    let now = running.server.as_ref().unwrap().app().now();
    running.end().await;
    let dir = tempfile::tempdir().unwrap();
    backup::restore(&folder.path().join("one"), Some(&folder.path().join(journal::FILE)), dir.path(), now).unwrap();
    begin_with(dir, folder).await
}

/// Says something as a trusted source.
async fn say(running: &Running, path: &str, body: Value) -> Value {
    let response = running.source(&format!("/v1/{path}")).json(&body).send().await.unwrap();
    let status = response.status();
    let answer = response.json::<Value>().await.unwrap_or_default();
    assert_eq!(status, StatusCode::OK, "{path} {body}: {answer}");
    running.settle().await;
    answer
}

async fn no(running: &Running, who: Value) {
    say(
        running,
        "consents",
        json!({"who": who, "brand": "main", "purpose": "offers", "channel": "staff", "act": "withdraw"}),
    )
    .await;
}

async fn staff(running: &Running, identifier: &str) -> String {
    let customer = running.customer(identifier).await;
    let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
    let states = consents["states"].as_array().unwrap();
    states.iter().find(|state| state["channel"] == "staff").unwrap()["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_no_of_somebody_new_holds_for_whom_they_became() {
    let folder = tempfile::tempdir().unwrap();
    let running = begin_with(tempfile::tempdir().unwrap(), &folder).await;
    for user in ["b1", "b2", "b3", "b4"] {
        running.identify(user, json!({})).await;
        running.consent(user, "staff", "grant").await;
    }
    back_up(&running, &folder).await;
    say(&running, "track", json!({"anonymousId": "dev1", "event": "Came"})).await;
    no(&running, json!({"anonymous_id": "dev1"})).await;
    say(&running, "identify", json!({"userId": "b1", "anonymousId": "dev1"})).await;
    say(&running, "identify", json!({"userId": "c2", "traits": {"phone": "+491711234599"}})).await;
    say(&running, "suppressions", json!({"who": {"phone": "+491711234599"}, "reason": "objection"})).await;
    say(&running, "alias", json!({"userId": "b2", "previousId": "c2"})).await;
    say(&running, "identify", json!({"anonymousId": "d3", "traits": {"loyalty_card": "LC444"}})).await;
    no(&running, json!({"loyalty_card": "LC444"})).await;
    say(&running, "identify", json!({"userId": "b3", "traits": {"loyalty_card": "LC444"}})).await;
    let stands = async |running: &Running| {
        let mut all = Vec::new();
        for user in ["b1", "b2", "b3", "b4"] {
            let customer = running.customer(&format!("user_id:{user}")).await;
            let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
            let stopped = consents["suppressions"].as_array().unwrap().len();
            all.push((staff(running, &format!("user_id:{user}")).await, stopped));
        }
        all
    };
    let expected = [("withdrawn", 0), ("given", 1), ("withdrawn", 0), ("given", 0)];
    let expected = expected.map(|(status, stopped)| (status.to_owned(), stopped));
    assert_eq!(stands(&running).await, expected, "while it lived");
    let running = restored(running, &folder).await;
    assert_eq!(stands(&running).await, expected, "restored");
    running.end().await;
}

async fn part(running: &Running, customer: &str, email: &str) {
    let named = json!({"identifiers": [{"kind": "email", "value": email}]});
    let (status, answer) = running.post(&format!("/v1/customers/{customer}/part"), named).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

#[tokio::test]
async fn who_was_parted_off_since_the_backup_is_parted_off_again() {
    let folder = tempfile::tempdir().unwrap();
    let running = begin_with(tempfile::tempdir().unwrap(), &folder).await;
    let mut people = Vec::new();
    for user in ["p1", "p2"] {
        people.push(running.identify(user, json!({"email": format!("{user}@example.com")})).await);
        running.consent(user, "staff", "grant").await;
    }
    // Apart in the backup, wrongly made one after it, and parted again.
    let other = running.identify("p3", json!({})).await;
    say(&running, "identify", json!({"traits": {"email": "p4@example.com"}, "anonymousId": "d4"})).await;
    back_up(&running, &folder).await;
    part(&running, &people[0], "p1@example.com").await;
    no(&running, json!({"email": "p1@example.com"})).await;
    part(&running, &people[1], "p2@example.com").await;
    let gone = running.customer("email:p2@example.com").await;
    running.erase(&gone).await;
    say(&running, "identify", json!({"userId": "p3", "anonymousId": "d4"})).await;
    let joined = running.customer("email:p4@example.com").await;
    assert_eq!(joined, running.customer("user_id:p3").await);
    let named =
        json!({"identifiers": [{"kind": "email", "value": "p4@example.com"}, {"kind": "anonymous_id", "value": "d4"}]});
    let (status, answer) = running.post(&format!("/v1/customers/{joined}/part"), named).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    running.erase(&joined).await;

    let running = restored(running, &folder).await;
    assert_eq!(staff(&running, "user_id:p1").await, "given", "the other one's no is not theirs");
    assert_eq!(staff(&running, "email:p1@example.com").await, "withdrawn");
    assert_eq!(staff(&running, "user_id:p2").await, "given", "whoever stayed is not erased with the other");
    assert_eq!(running.get("/v1/customers?identifier=email:p2@example.com").await, json!([]), "erased again");
    assert_eq!(running.get("/v1/customers?identifier=user_id:p3").await, json!([]), "{other} is erased again");
    running.customer("email:p4@example.com").await;
    running.end().await;
}

fn at_till(path: &str, code: &str, redemption: &str) -> Value {
    let amount = json!({"minor": 5_000, "currency": "EUR"});
    match path {
        "rollback" => json!({"code": code, "redemption": redemption}),
        _ => json!({"code": code, "redemption": redemption, "order": format!("order-{redemption}"),
            "lines": [{"product": "shoe-1", "amount": amount}]}),
    }
}

async fn till(running: &Running, path: &str, code: &str, redemption: &str) -> Value {
    say(running, &format!("vouchers/{path}"), at_till(path, code, redemption)).await
}

/// Gives vouchers of five euros with these codes.
async fn give(running: &Running, codes: &[&str]) {
    running.plan().await;
    let pool = json!({"id": "kino", "name": "Kino", "brand": "main", "activity": "shoes", "imported": true,
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "validity": {"for": "60d"}});
    assert_eq!(running.post("/v1/vouchers/pools", pool).await.0, StatusCode::CREATED);
    let given: Vec<Value> = codes.iter().map(|code| json!({ "code": code })).collect();
    assert_eq!(running.post("/v1/vouchers/pools/kino/given", json!({ "codes": given })).await.0, StatusCode::OK);
}

/// Whoever kills the process right after the answer takes nothing from the journal.
#[tokio::test]
async fn what_became_of_a_voucher_is_in_the_journal_before_the_till_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let running = begin_with(tempfile::tempdir().unwrap(), &folder).await;
    let codes: Vec<String> = (0..8).map(|n| format!("KINO-000{n}")).collect();
    give(&running, &codes.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let asked = async |path: &str, code: &str, redemption: &str| {
        let amount = json!({"minor": 5_000, "currency": "EUR"});
        let mut body = json!({"code": code, "redemption": redemption});
        if path == "redeem" {
            body["order"] = json!(redemption);
            body["lines"] = json!([{"product": "shoe-1", "amount": amount}]);
        }
        let response = running.source(&format!("/v1/vouchers/{path}")).json(&body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let lines = journal::read(&folder.path().join(journal::FILE)).unwrap();
        let fact = |wanted: &str| lines.iter().filter(|line| format!("{:?}", line.fact).starts_with(wanted)).count();
        (fact("Redeemed"), fact("RolledBack"))
    };
    for (n, code) in codes.iter().enumerate() {
        assert_eq!(asked("redeem", code, code).await, (n + 1, n));
        assert_eq!(asked("rollback", code, code).await, (n + 1, n + 1));
    }
    // A till that was not answered says it again: it may be the first that is answered.
    assert_eq!(asked("rollback", &codes[0], &codes[0]).await, (8, 9));
    running.end().await;
    // A journal that cannot be written keeps no customer waiting.
    let nowhere = folder.path().join("a-file/backups");
    std::fs::write(folder.path().join("a-file"), "").unwrap();
    let dir = tempfile::tempdir().unwrap();
    let running = begin_as(dir, |config| Config { backups: Some(nowhere.clone()), ..config }).await;
    give(&running, &["KINO-0001"]).await;
    let begun = std::time::Instant::now();
    assert_eq!(till(&running, "redeem", "KINO-0001", "till-1").await["valid"], true);
    assert!(begun.elapsed().as_millis() < 1_500, "{:?}", begun.elapsed());
    running.end().await;
}

#[tokio::test]
async fn a_voucher_that_was_used_since_the_backup_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let running = begin_with(tempfile::tempdir().unwrap(), &folder).await;
    let codes = ["KINO-0001", "KINO-0002", "KINO-0003", "KINO-0004"];
    give(&running, &codes).await;
    assert_eq!(till(&running, "redeem", codes[2], "till-3").await["valid"], true);
    back_up(&running, &folder).await;
    assert_eq!(till(&running, "redeem", codes[0], "till-1").await["valid"], true);
    assert_eq!(till(&running, "redeem", codes[1], "till-2").await["valid"], true);
    assert_eq!(till(&running, "rollback", codes[1], "till-2").await["voucher"]["state"], "rolled_back");
    till(&running, "rollback", codes[2], "till-3").await;
    till(&running, "rollback", codes[3], "till-4").await;
    let spent = async |running: &Running| {
        running.get("/v1/plan/nodes/activity:shoes").await["node"]["figures"]["actual"]["minor"].clone()
    };
    assert_eq!(spent(&running).await, 500);

    let running = restored(running, &folder).await;
    let kept = std::fs::read_to_string(folder.path().join(journal::FILE)).unwrap();
    assert!(kept.contains("redeemed") && !kept.contains("KINO") && !kept.contains("till-"), "{kept}");
    let whys = async |path: &str, code: &str, redemption: &str| {
        let answer = till(&running, path, code, redemption).await;
        answer["code"].as_str().unwrap_or("good").to_owned()
    };
    assert_eq!(spent(&running).await, 500, "the books know it");
    assert_eq!(whys("redeem", codes[0], "till-9").await, "already_redeemed");
    let again = till(&running, "redeem", codes[0], "till-1").await;
    assert_eq!((&again["valid"], &again["discount"]["minor"]), (&json!(true), &json!(500)), "the same till asks again");
    for (code, redemption) in [(codes[1], "till-2"), (codes[2], "till-3"), (codes[3], "till-4")] {
        assert_eq!(whys("redeem", code, redemption).await, "rolled_back", "{code}");
        assert_eq!(whys("redeem", code, "till-8").await, "good", "{code}");
        till(&running, "rollback", code, "till-8").await;
    }
    assert_eq!(till(&running, "rollback", codes[0], "till-1").await["voucher"]["state"], "rolled_back");
    assert_eq!(spent(&running).await, 0);
    running.end().await;
}

#[tokio::test]
async fn nobody_comes_in_after_a_restore_by_what_the_backup_knew() {
    let folder = tempfile::tempdir().unwrap();
    let running = begin_with(tempfile::tempdir().unwrap(), &folder).await;
    let program = json!({"name": "Reports", "roles": [{"role": "analyst"}]});
    let token = running.post("/v1/people", program).await.1["token"].as_str().unwrap().to_owned();
    let cleo = json!({"name": "Cleo", "email": "cleo@example.com", "roles": [{"role": "administrator"}]});
    let (_, cleo) = running.post("/v1/people", cleo).await;
    let link = cleo["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    back_up(&running, &folder).await;
    let came = async |running: &Running| {
        let read = running.plain(Method::GET, "/v1/overview").bearer_auth(&token).send().await.unwrap();
        let set = json!({"link": link, "password": "drei Birnen im Fenster"});
        let set = running.plain(Method::POST, "/v1/password-links/use").json(&set).send().await.unwrap();
        let again = json!({"email": "cleo@example.com", "password": "drei Birnen im Fenster"});
        let again = running.plain(Method::POST, "/v1/session").json(&again).send().await.unwrap();
        (read.status(), set.status().is_success(), again.status().is_success())
    };
    let running = restored(running, &folder).await;
    assert_eq!(came(&running).await, (StatusCode::UNAUTHORIZED, false, false));
    let people = running.get("/v1/people").await;
    let open: Vec<&str> = people
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["state"] != "closed")
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(open, ["admin"], "the key that it was started with");
    // Whom the administrator opens again comes in by a link, and stays in over the next start.
    let id = cleo["person"]["id"].as_str().unwrap();
    assert_eq!(running.post(&format!("/v1/people/{id}/reopen"), json!({})).await.0, StatusCode::OK);
    let (_, link) = running.post(&format!("/v1/people/{id}/link"), json!({})).await;
    let link = link["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let set = json!({"link": link, "password": "drei Birnen im Fenster"});
    let entered = running.plain(Method::POST, "/v1/password-links/use").json(&set).send().await.unwrap();
    let cookie = entered.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let running = begin_with(running.end().await, &folder).await;
    let read = running.plain(Method::GET, "/v1/people").header("cookie", &cookie).send().await.unwrap();
    assert_eq!(read.status(), StatusCode::OK);
    running.end().await;
}

/// A backup knows roles that were taken back since: they are seen while the account is closed, and can be taken back then.
#[tokio::test]
async fn roles_of_the_backup_are_looked_at_before_an_account_opens() {
    let folder = tempfile::tempdir().unwrap();
    let running = begin_with(tempfile::tempdir().unwrap(), &folder).await;
    let roles = json!([{"role": "analyst"}, {"role": "administrator"}]);
    let cleo = json!({"name": "Cleo", "email": "cleo@example.com", "roles": roles});
    let id = running.post("/v1/people", cleo).await.1["person"]["id"].as_str().unwrap().to_owned();
    let held = async |running: &Running| {
        let people = running.get("/v1/people").await;
        people.as_array().unwrap().iter().find(|one| one["id"] == json!(id)).unwrap().clone()
    };
    let take_back = async |running: &Running| {
        let cleo = held(running).await;
        let role = cleo["roles"].as_array().unwrap().iter().find(|role| role["role"] == "administrator").unwrap();
        let path = format!("/v1/people/{id}/roles/{}", role["id"].as_str().unwrap().replace('/', "%2F"));
        let taken = running.admin(Method::DELETE, &path).send().await.unwrap();
        assert_eq!(taken.status(), StatusCode::OK, "{}", taken.text().await.unwrap());
    };
    back_up(&running, &folder).await;
    take_back(&running).await;
    let running = restored(running, &folder).await;
    let cleo = held(&running).await;
    assert_eq!((&cleo["state"], cleo["roles"].as_array().unwrap().len()), (&json!("closed"), 2), "{cleo}");
    take_back(&running).await;
    assert_eq!(running.post(&format!("/v1/people/{id}/reopen"), json!({})).await.0, StatusCode::OK);
    let (_, link) = running.post(&format!("/v1/people/{id}/link"), json!({})).await;
    let link = link["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let set = json!({"link": link, "password": "drei Birnen im Fenster"});
    let entered = running.plain(Method::POST, "/v1/password-links/use").json(&set).send().await.unwrap();
    let cookie = entered.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let as_cleo = async |path: &str| {
        let read = running.plain(Method::GET, path).header("cookie", &cookie).send().await.unwrap();
        read.status()
    };
    assert_eq!((as_cleo("/v1/overview").await, as_cleo("/v1/people").await), (StatusCode::OK, StatusCode::NOT_FOUND));
    running.end().await;
}

/// Which of these write keys open.
async fn open<const N: usize>(running: &Running, keys: [&str; N]) -> [bool; N] {
    let mut all = [false; N];
    for (key, opens) in keys.into_iter().zip(&mut all) {
        let said = json!({"userId": "ada", "event": "Came"});
        let asked = running.plain(Method::POST, "/v1/track").basic_auth(key, Some("")).json(&said);
        *opens = asked.send().await.unwrap().status() == StatusCode::OK;
    }
    all
}

#[tokio::test]
async fn a_source_that_was_closed_since_the_backup_stays_closed() {
    let folder = tempfile::tempdir().unwrap();
    let running = begin_with(tempfile::tempdir().unwrap(), &folder).await;
    let mut keys = Vec::new();
    for id in ["closed", "renewed", "narrowed", "reopened"] {
        let source = json!({"id": id, "name": id, "touchpoint": "till", "brand": "main"});
        let (status, made) = running.post("/v1/sources", source).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        keys.push(made["write_key"].as_str().unwrap().to_owned());
    }
    back_up(&running, &folder).await;
    let change = async |id: &str, change: Value| {
        let sent = running.admin(Method::PATCH, &format!("/v1/sources/{id}")).json(&change).send().await.unwrap();
        assert_eq!(sent.status(), StatusCode::OK, "{id}: {}", sent.text().await.unwrap());
    };
    change("closed", json!({"active": false})).await;
    change("narrowed", json!({"acts": ["events"]})).await;
    change("reopened", json!({"active": false})).await;
    change("reopened", json!({"active": true})).await;
    let (status, renewed) = running.post("/v1/sources/renewed/key", json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "{renewed}");
    let fresh = renewed["write_key"].as_str().unwrap();
    let journal = std::fs::read_to_string(folder.path().join(journal::FILE)).unwrap();
    assert!(!journal.contains(fresh) && !journal.contains(&keys[1]), "a key itself stands nowhere");

    let running = restored(running, &folder).await;
    assert_eq!(open(&running, [&keys[0], &keys[1], fresh, &keys[3]]).await, [false, false, true, true]);
    let sources = running.get("/v1/sources").await;
    let source = sources.as_array().unwrap().iter().find(|source| source["id"] == "narrowed").unwrap();
    assert_eq!(source["acts"], json!(["events"]), "{source}");
    running.end().await;
}

#[tokio::test]
async fn a_voucher_is_not_used_while_the_journal_has_no_room_to_say_it() {
    let folder = tempfile::tempdir().unwrap();
    let running = begin_with(tempfile::tempdir().unwrap(), &folder).await;
    give(&running, &["KINO-0001"]).await;
    let app = running.server.as_ref().unwrap().app().clone();
    let places: Vec<_> = (0..MOST_WAITING).map(|_| app.beside.place().unwrap()).collect();
    for path in ["redeem", "rollback"] {
        let body = at_till(path, "KINO-0001", "till-1");
        let refused = running.source(&format!("/v1/vouchers/{path}")).json(&body).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(refused.headers().contains_key("retry-after"));
        assert_eq!(refused.json::<Value>().await.unwrap()["code"], "journal_behind", "{path}");
    }
    drop((places, app));
    assert_eq!(till(&running, "redeem", "KINO-0001", "till-1").await["valid"], true, "it was not used");
    running.end().await;
}
