//! Log and database say the same of brands and journeys, wherever the program ended in between.

use crate::common::{Running, begin, begin_in};
use rapport_customer::Brand;
use rapport_engine::{JourneyStatus, Publication};
use rapport_platform::{
    hold::{HoldFact, Why},
    runtime::Announcement,
    sql::journey::Published,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

/// A journey that greets whoever comes in.
fn greets(id: &str) -> String {
    format!(
        "id: {id}\nname: {id}\nbrand: main\nactivity: shoes\npurpose: offers\ntriggers:\n  - when: {{event: Store \
         Entered}}\nlook_back: everything\nentry: {{re_entry: always}}\nsteps:\n  - id: tell\n    message:\n      channel: \
         staff\n      content: {{who: \"{{{{ customer.name }}}}\", looked_for: [shoes], say: \"{id}\"}}\n"
    )
}

async fn ready() -> Running {
    let running = begin().await;
    running.plan().await;
    let branch = json!({"id": "mitte", "name": "Berlin Mitte", "brand": "main"});
    assert_eq!(running.post("/v1/branches", branch).await.0, StatusCode::CREATED);
    running.identify("ada", json!({"name": "Ada Beispiel"})).await;
    running.consent("ada", "staff", "grant").await;
    running
}

/// Writes to the log alone, as a program that ended right after it.
async fn log(running: &Running, announcement: Announcement) {
    let app = running.server.as_ref().unwrap().app();
    app.runtime.announcer().await.announce(announcement).await.unwrap();
}

fn publication(id: &str, version: u32) -> Announcement {
    let author = "ben".into();
    Announcement::Publish(Box::new(Publication { journey: id.into(), version, document: greets(id), author }))
}

async fn state(running: &Running, id: &str) -> (Value, Value) {
    let view = running.get(&format!("/v1/journeys/{id}")).await;
    (view["summary"]["state"].clone(), view["versions"].clone())
}

async fn entered(running: &Running, id: &str) -> usize {
    running.settle().await;
    let ada = running.customer("user_id:ada").await;
    let why = running.get(&format!("/v1/customers/{ada}/why?journey={id}")).await;
    why["entries"].as_array().unwrap().iter().filter(|entry| entry["code"] == "entered").count()
}

#[tokio::test]
async fn what_the_log_took_is_shown_after_a_restart_and_looks_back() {
    let running = ready().await;
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
    running.publish("kept", &greets("kept")).await;
    log(&running, publication("cut", 1)).await;
    let status = JourneyStatus::Paused;
    log(&running, Announcement::Status { journey: "kept".into(), status, author: "ben".into() }).await;
    let brand: Value = running.get("/v1/brands/main").await["settings"].clone();
    let brand: Brand = serde_json::from_value(brand).unwrap();
    log(&running, Announcement::Brand(Box::new(Brand { name: "Renamed".into(), ..brand }))).await;

    let running = begin_in(running.end().await, None).await;
    let (shown, versions) = state(&running, "cut").await;
    assert_eq!((shown, &versions[0]["author"]), ("running".into(), &json!("ben")));
    assert_eq!(state(&running, "kept").await.0, "paused");
    assert_eq!(running.get("/v1/brands/main").await["settings"]["name"], "Renamed");
    running
        .until("the journey to look back", async |running: &Running| (entered(running, "cut").await == 1).then_some(()))
        .await;

    // Another start finds nothing to do, and the next version is the second.
    let running = begin_in(running.end().await, None).await;
    running.publish("cut", &greets("cut")).await;
    let (_, versions) = state(&running, "cut").await;
    assert_eq!(
        versions.as_array().unwrap().iter().map(|v| v["version"].as_u64()).collect::<Vec<_>>(),
        [Some(2), Some(1)]
    );
    running.end().await;
}

/// A release that wrote the rows first ended before the log; or the log lost its end, and someone accepted the loss.
#[tokio::test]
async fn what_only_the_database_has_is_told_to_the_log() {
    let running = ready().await;
    let app = running.server.as_ref().unwrap().app().clone();
    for (id, status) in [("runs", JourneyStatus::Running), ("waits", JourneyStatus::Paused)] {
        let (journey, body) = (id.into(), greets(id));
        let row = Published {
            journey: &journey,
            version: 1,
            brand: &"main".into(),
            activity: &"shoes".into(),
            body: &body,
            author: "ben",
            note: "",
            at: app.now(),
            status,
            draft: None,
        };
        app.journeys.keep(&row).await.unwrap();
    }
    drop(app);
    let running = begin_in(running.end().await, None).await;
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
    assert_eq!((entered(&running, "runs").await, entered(&running, "waits").await), (1, 0));
    assert_eq!(
        (state(&running, "runs").await.0, state(&running, "waits").await.0),
        ("running".into(), "paused".into())
    );
    running.end().await;
}

/// Whoever waits for the turn is checked against what holds when it comes: what does not compile by then would stop the next start.
#[tokio::test]
async fn a_document_is_checked_against_what_holds_when_it_is_published() {
    let running = ready().await;
    let app = running.server.as_ref().unwrap().app().clone();
    let brand: Value = running.get("/v1/brands/main").await["settings"].clone();
    let brand: Brand = serde_json::from_value(brand).unwrap();
    let newsletter = rapport_channel::kind::kinds()[1].channel("counter");
    let with = Brand { channels: brand.channels.iter().cloned().chain([newsletter]).collect(), ..brand.clone() };
    let set = async |brand: &Brand| {
        let settings = json!({"settings": serde_json::to_value(brand).unwrap()});
        assert_eq!(running.put("/v1/brands/main", settings).await.0, StatusCode::OK);
    };
    set(&with).await;
    let document = greets("late").replace("channel: staff", "channel: counter");
    let publish = async || running.post("/v1/journeys/late/publish", json!({"document": document})).await;
    let give_up = async || {
        let turn = app.runtime.announcer().await;
        // The other one has read everything by now and waits.
        tokio::time::sleep(Duration::from_millis(500)).await;
        turn.announce(Announcement::Brand(Box::new(brand.clone()))).await.unwrap();
    };
    let late = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        publish().await
    };
    let ((), (status, answer)) = tokio::join!(give_up(), late);
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid_document")), "{answer}");

    // The same of who pays.
    set(&with).await;
    let close = async || {
        let turn = app.runtime.announcer().await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let node = rapport_plan::NodeId::Activity("shoes".into());
        let closed = vec![rapport_plan::Change::Close { node, closed: true }];
        app.ledger.change(closed, "ben", "over", app.now()).await.unwrap();
        drop(turn);
    };
    let late = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        publish().await
    };
    let ((), (status, answer)) = tokio::join!(close(), late);
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    let codes: Vec<&Value> = answer["problems"].as_array().unwrap().iter().map(|problem| &problem["code"]).collect();
    assert!(codes.contains(&&json!("activity_closed")), "{answer}");

    drop(app);
    let running = begin_in(running.end().await, None).await;
    let listed = running.get("/v1/journeys").await;
    assert!(listed.as_array().unwrap().iter().all(|journey| journey["id"] != "late"), "{listed}");
    running.end().await;
}

/// Closing a pool takes the turn: nothing is published with its vouchers in between.
#[tokio::test]
async fn a_pool_is_closed_in_its_turn() {
    let running = ready().await;
    let pool = json!({"id": "gift", "name": "Gift", "brand": "main", "activity": "shoes",
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}});
    let (status, answer) = running.post("/v1/vouchers/pools", pool).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let app = running.server.as_ref().unwrap().app().clone();
    let turn = app.runtime.announcer().await;
    let close = running.post("/v1/vouchers/pools/gift/close", json!({}));
    let waited = tokio::time::timeout(Duration::from_millis(500), close).await;
    assert!(waited.is_err(), "it waits for whoever publishes");
    drop(turn);
    assert_eq!(running.post("/v1/vouchers/pools/gift/close", json!({})).await.0, StatusCode::OK);
    drop(app);
    running.end().await;
}

#[tokio::test]
async fn a_new_version_of_a_paused_journey_is_shown_as_it_is_paused() {
    let running = ready().await;
    running.publish("greets", &greets("greets")).await;
    assert_eq!(running.post("/v1/journeys/greets/pause", json!({})).await.0, StatusCode::OK);
    running.publish("greets", &greets("greets")).await;
    assert_eq!(state(&running, "greets").await.0, "paused", "as the engine has it");
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
    assert_eq!(entered(&running, "greets").await, 0);
    running.end().await;
}

#[tokio::test]
async fn a_draft_goes_only_with_what_was_made_of_it() {
    let running = ready().await;
    running.publish("greets", &greets("greets")).await;
    let draft = greets("greets").replace("name: greets", "name: Others work");
    let (status, kept) = running.put("/v1/journeys/greets/draft", json!({"document": draft})).await;
    assert_eq!(status, StatusCode::OK, "{kept}");
    running.publish("greets", &greets("greets")).await;
    assert_eq!(running.get("/v1/journeys/greets").await["draft"], draft.as_str(), "nobody read it, nobody lost it");
    assert_eq!(running.post("/v1/journeys/greets/publish", json!({})).await.0, StatusCode::OK);
    assert_eq!(running.get("/v1/journeys/greets").await["draft"], Value::Null);
    running.end().await;
}

/// Whoever resumes a journey had not seen that someone stops it.
#[tokio::test]
async fn stopped_is_stopped_whoever_resumes_at_the_same_moment() {
    let running = ready().await;
    for n in 0..5 {
        let id = format!("greets-{n}");
        running.publish(&id, &greets(&id)).await;
        assert_eq!(running.post(&format!("/v1/journeys/{id}/pause"), json!({})).await.0, StatusCode::OK);
        let [stop, resume] = ["stop", "resume"].map(|act| format!("/v1/journeys/{id}/{act}"));
        let (stopped, _) = tokio::join!(running.post(&stop, json!({})), running.post(&resume, json!({})));
        assert_eq!(stopped.0, StatusCode::OK);
        assert_eq!(state(&running, &id).await.0, "stopped");
    }
    running.end().await;
}

/// The log lost its end and someone accepted it: what was stopped by then does not begin again.
#[tokio::test]
async fn what_the_rows_know_to_be_stopped_stays_so() {
    let running = ready().await;
    for id in ["stops", "pauses", "runs"] {
        running.publish(id, &greets(id)).await;
    }
    let app = running.server.as_ref().unwrap().app().clone();
    for (id, status) in [("stops", JourneyStatus::Stopped), ("pauses", JourneyStatus::Paused)] {
        app.journeys.set_status(&id.into(), status, "ben", app.now()).await.unwrap();
    }
    drop(app);
    let running = begin_in(running.end().await, None).await;
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
    for (id, status, times) in [("stops", "stopped", 0), ("pauses", "paused", 0), ("runs", "running", 1)] {
        assert_eq!((state(&running, id).await.0, entered(&running, id).await), (json!(status), times), "{id}");
    }
    running.end().await;
}

/// The log lost its end and someone accepted it: what the rows have newer is in force again, and whoever lifts the hold reads what
/// was done. Without a loss the log is the newer one.
#[tokio::test]
async fn settings_that_the_log_lost_are_in_force_again_and_that_is_told() {
    for loss in [true, false] {
        let running = ready().await;
        running.publish("greets", &greets("greets")).await;
        let settings = running.get("/v1/brands/main").await["settings"].clone();
        let first: Brand = serde_json::from_value(settings.clone()).unwrap();
        let mut newer = settings;
        newer["name"] = "Newer".into();
        let (status, answer) = running.put("/v1/brands/main", json!({"settings": newer})).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        log(&running, Announcement::Brand(Box::new(first.clone()))).await;
        let status = JourneyStatus::Paused;
        log(&running, Announcement::Status { journey: "greets".into(), status, author: "ben".into() }).await;
        if loss {
            let app = running.server.as_ref().unwrap().app();
            let fact = HoldFact::FileMissing { file: "a file of the log".into() };
            app.runtime.hold().put(Why::LossAccepted, [fact], app.now()).unwrap();
        }
        let running = begin_in(running.end().await, None).await;
        let name = running.get("/v1/brands/main").await["settings"]["name"].clone();
        assert_eq!(name, if loss { "Newer" } else { first.name.as_str() });
        if loss {
            let detail = running.get("/v1/hold").await["reasons"][0]["detail"].as_str().unwrap().to_owned();
            assert!(detail.starts_with("a file of the log is missing"), "{detail}");
            assert!(detail.contains("brand main is in version 2 again"), "{detail}");
            assert!(detail.contains("journey greets is paused, as the log has it"), "{detail}");
            // Another start has nothing to add.
            let running = begin_in(running.end().await, None).await;
            assert_eq!(running.get("/v1/hold").await["reasons"][0]["detail"], detail.as_str());
            running.end().await;
        } else {
            running.end().await;
        }
    }
}

/// A tab is closed while its journey is being published: the log and the rows have it, or neither has.
#[tokio::test]
async fn who_goes_away_while_publishing_leaves_nothing_half_done() {
    let running = ready().await;
    for n in 0..8u64 {
        let id = format!("gone-{n}");
        let body = json!({"document": greets(&id)});
        let request = running.admin(Method::POST, &format!("/v1/journeys/{id}/publish")).json(&body);
        let _ = request.timeout(std::time::Duration::from_millis(4 * n + 2)).send().await;
    }
    let app = running.server.as_ref().unwrap().app().clone();
    for n in 0..8 {
        let id = rapport_kernel::JourneyId::from(format!("gone-{n}"));
        let both = async |_: &Running| {
            let wanted = id.clone();
            let live = app.runtime.ask_all(move |shard| shard.catalog.journey(&wanted).is_some()).await.unwrap();
            let kept = !app.journeys.versions(&id).await.unwrap().is_empty();
            (live.into_iter().any(|live| live) == kept).then_some(())
        };
        running.until("log and rows to say the same", both).await;
    }
    running.end().await;
}

/// What the screen for a new journey begins with, filled in as the screen does it: with what the installation has.
async fn starter(running: &Running) -> String {
    let file = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/src/journey/starter.ts"));
    let text = file.split('`').nth(1).unwrap();
    let (brands, plan) = (running.get("/v1/brands").await, running.get("/v1/plan?archived=true").await);
    let activity = plan["nodes"].as_array().unwrap().iter().find(|node| node["level"] == "activity").unwrap();
    let activity = activity["id"].as_str().unwrap().trim_start_matches("activity:");
    let purposes = brands[0]["purposes"].as_array().unwrap();
    assert!(purposes.contains(&json!("offers")), "{brands}");
    text.replace("${brand}", brands[0]["id"].as_str().unwrap())
        .replace("${activity}", activity)
        .replace("${purpose}", "offers")
}

#[tokio::test]
async fn the_journey_that_a_new_one_begins_with_passes_the_check_and_is_published() {
    let running = begin().await;
    running.plan().await;
    // What the shop sends is known: a name that does not exist would be told.
    running.track("ada", "Product Added", json!({"name": "Trail shoes"})).await;
    running.track("ada", "Order Completed", json!({"order_id": "o-1", "revenue": 20})).await;
    let text = starter(&running).await;
    assert!(!text.contains("${"), "{text}");
    let (status, checked) = running.post("/v1/journeys/check", json!({"document": text})).await;
    assert_eq!((status, &checked["ok"], &checked["problems"]), (StatusCode::OK, &json!(true), &json!([])), "{checked}");
    let (status, draft) = running.put("/v1/journeys/cart-reminder/draft", json!({"document": text})).await;
    assert!(status.is_success(), "{draft}");
    let (status, live) = running.post("/v1/journeys/cart-reminder/publish", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{live}");
    let (_, made) = running.post("/v1/journeys/preview", json!({"document": text})).await;
    let mail = &made["messages"][0];
    assert_eq!((&mail["refused"], &mail["problems"]), (&Value::Null, &json!([])), "{made}");
    assert!(mail["content"]["subject"].as_str().unwrap().starts_with("Still thinking about"), "{made}");
    running.end().await;
}

/// Settings that someone saves while mail gets a way out are not taken back by it.
#[tokio::test]
async fn a_way_out_for_mail_says_again_what_is_in_force_and_nothing_older() {
    let running = ready().await;
    let mut settings = running.get("/v1/brands/main").await["settings"].clone();
    settings["sender"]["email"] = "news@acme.example".into();
    assert_eq!(running.put("/v1/brands/main", json!({"settings": settings})).await.0, StatusCode::OK);
    let app = running.server.as_ref().unwrap().app().clone();
    let brand = app.brand(&"main".into()).await.unwrap().unwrap();
    let mail = json!({"host": "127.0.0.1", "port": 2525, "security": "none", "connections": 2});
    let (status, answer) = running.put("/v1/mail", mail).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let announcer = app.runtime.announcer().await;
    // As the answer above did it, while somebody else has the turn: it has come as far as it can.
    let way_out = tokio::spawn({
        let office = app.office.clone();
        async move { rapport_office::opt_in::way_out(&office).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let newer = Brand { name: "Newer".into(), ..Brand::clone(&brand) };
    announcer.announce(Announcement::Brand(Box::new(newer))).await.unwrap();
    drop(announcer);
    way_out.await.unwrap().unwrap();
    assert_eq!(app.brand(&"main".into()).await.unwrap().unwrap().name, "Newer");
    drop(app);
    running.end().await;
}

#[tokio::test]
async fn what_is_published_again_because_its_row_was_not_written_is_the_same_version() {
    let running = ready().await;
    running.publish("kept", &greets("kept")).await;
    // The log took the next one, and its row was not written: whoever asked was told to ask again.
    let next = greets("kept").replace("kept\"}", "twice\"}");
    let publication = Publication { journey: "kept".into(), version: 2, document: next.clone(), author: "ben".into() };
    log(&running, Announcement::Publish(Box::new(publication))).await;
    let numbers = async || {
        let (_, versions) = state(&running, "kept").await;
        versions.as_array().unwrap().iter().map(|version| version["version"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(numbers().await, [1]);
    running.publish("kept", &next).await;
    assert_eq!(numbers().await, [2, 1]);
    running.publish("kept", &next).await;
    assert_eq!(numbers().await, [3, 2, 1], "said anew, it is a new one");
}
