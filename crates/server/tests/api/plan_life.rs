//! The plan's life over HTTP: nodes renamed, moved, closed, archived; pools and branches closed, drafts dropped; names in any script.

use crate::common::{Running, begin};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn add(running: &Running, id: &str, parent: &str, name: &str) -> Value {
    let (status, node) = running.post("/v1/plan/nodes", json!({"id": id, "parent": parent, "name": name})).await;
    assert_eq!(status, StatusCode::CREATED, "{node}");
    node
}

async fn patch(running: &Running, id: &str, body: Value, revision: Option<&str>) -> (StatusCode, Value) {
    let mut request = running.admin(Method::PATCH, &format!("/v1/plan/nodes/{id}")).json(&body);
    if let Some(revision) = revision {
        request = request.header("if-match", format!("\"{revision}\""));
    }
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

/// Asks for one of the acts (`move`, `close`, ...) and tells the refusal, if it is one.
async fn act(running: &Running, id: &str, act: &str, more: Value) -> Result<Value, String> {
    let mut body = json!({"reason": "as agreed"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (status, answer) = running.post(&format!("/v1/plan/nodes/{id}/{act}"), body).await;
    if status == StatusCode::OK { Ok(answer) } else { Err(answer["reason"].as_str().unwrap_or("?").to_owned()) }
}

#[tokio::test]
async fn a_node_is_renamed_given_to_somebody_and_dated_and_tells_who_did_it() {
    let running = begin().await;
    running.plan().await;
    let view = running.get("/v1/plan/nodes/activity:shoes").await;
    let revision = view["revision"].as_str().unwrap().to_owned();
    let change = json!({"name": " 春の靴\u{200b} ", "owner": "Ada Beispiel", "starts": "2026-03-01", "ends": "2026-04-30",
        "reason": "named for Japan"});
    let (status, changed) = patch(&running, "activity:shoes", change, Some(&revision)).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    let node = &changed["node"];
    assert_eq!(
        (&node["name"], &node["owner"]),
        (&json!("春の靴"), &json!("Ada Beispiel")),
        "cleaned of what nobody sees"
    );
    assert_eq!((&node["starts"], &node["ends"]), (&json!("2026-03-01"), &json!("2026-04-30")));
    let (status, late) = patch(&running, "activity:shoes", json!({"name": "x", "reason": "y"}), Some(&revision)).await;
    assert_eq!((status, &late["code"]), (StatusCode::PRECONDITION_FAILED, &json!("outdated")));
    let (status, changed) = patch(&running, "activity:shoes", json!({"owner": null, "reason": "left"}), None).await;
    assert_eq!((status, &changed["node"]["owner"]), (StatusCode::OK, &Value::Null));
    assert_eq!(changed["node"]["name"], "春の靴", "what is not said stays");
    let changes = running.get("/v1/plan/nodes/activity:shoes/changes").await;
    let told: Vec<_> = changes.as_array().unwrap().iter().map(|c| c["what"].as_str().unwrap()).collect();
    assert_eq!(told, ["owner", "period", "name", "owner", "added"]);
    assert_eq!(changes[0]["before"], "Ada Beispiel");
    assert!(!changes[0]["author"].as_str().unwrap().is_empty());
    assert_eq!(changes[0]["reason"], "left");
    for (body, reason) in [
        (json!({"starts": null, "reason": "r"}), None),
        (json!({"name": "\u{200b}", "reason": "r"}), None),
        (json!({"starts": "2050-01-01", "ends": "2050-02-01", "reason": "r"}), Some("bad_period")),
        (json!({"name": "x", "reason": "\u{200b}"}), Some("reason_missing")),
    ] {
        let (status, problem) = patch(&running, "activity:shoes", body.clone(), None).await;
        assert!(status.is_client_error(), "{body}");
        assert_eq!(problem["reason"].as_str(), reason, "{body}: {problem}");
    }
    running.end().await;
}

#[tokio::test]
async fn money_moves_only_for_a_reason_that_somebody_can_read() {
    let running = begin().await;
    running.plan().await;
    add(&running, "activity:hats", "campaign:spring", "Hats").await;
    let transfer = |reason: &str| json!({"from": "shoes", "to": "hats", "amount": {"minor": 700, "currency": "EUR"}, "reason": reason});
    for blank in [" ", "\t \n", "\u{200b}", "\u{2060} \u{feff}", "\u{a0}"] {
        let (status, answer) = running.post("/v1/plan/transfers", transfer(blank)).await;
        assert_eq!(
            (status, &answer["reason"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("unsigned")),
            "{blank:?}: {answer}"
        );
    }
    assert_eq!(running.post("/v1/plan/transfers", transfer("")).await.0, StatusCode::BAD_REQUEST);
    let (status, booked) = running.post("/v1/plan/transfers", transfer("more\u{200b} for hats ")).await;
    assert_eq!((status, &booked[0]["reason"]), (StatusCode::CREATED, &json!("more for hats")), "{booked}");
    // Whoever erases someone says why, too.
    let ada = running.identify("ada", json!({"name": "Ada Beispiel"})).await;
    let erase = json!({"confirm": ada, "reason": "\u{200b}"});
    let (status, answer) = running.post(&format!("/v1/customers/{ada}/erase"), erase).await;
    assert_eq!((status, &answer["said"]["code"]), (StatusCode::BAD_REQUEST, &json!("reason_missing")), "{answer}");
    running.end().await;
}

#[tokio::test]
async fn a_moved_node_takes_its_money_along_and_the_past_shows_it_where_it_was() {
    let running = begin().await;
    running.plan().await;
    add(&running, "campaign:autumn", "area:direct", "Autumn").await;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let before = running.get("/v1/plan").await["as_of"].as_str().unwrap().to_owned();
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    assert_eq!(
        act(&running, "activity:shoes", "move", json!({"parent": "area:direct"})).await,
        Err("wrong_parent".into())
    );
    let moved = act(&running, "activity:shoes", "move", json!({"parent": "campaign:autumn"})).await.unwrap();
    assert_eq!(moved["node"]["path"], json!(["plan:year", "area:direct", "campaign:autumn", "activity:shoes"]));
    let planned = |plan: &Value, id: &str| {
        let node = plan["nodes"].as_array().unwrap().iter().find(|node| node["id"] == id).cloned();
        node.unwrap()["figures"]["planned"]["minor"].as_i64().unwrap()
    };
    let now = running.get("/v1/plan").await;
    assert_eq!((planned(&now, "campaign:spring"), planned(&now, "campaign:autumn")), (0, 100_000));
    let then = running.get(&format!("/v1/plan?as_of={before}")).await;
    assert_eq!((planned(&then, "campaign:spring"), planned(&then, "campaign:autumn")), (100_000, 0));
    let overview = running.get("/v1/overview").await;
    assert_eq!(
        (&overview["tree"][0]["what"], &overview["tree"][0]["before"]),
        (&json!("moved"), &json!("campaign:spring"))
    );
    for id in ["activity:shoes", "campaign:spring", "campaign:autumn"] {
        let changes = running.get(&format!("/v1/plan/nodes/{id}/changes")).await;
        assert_eq!(changes[0]["what"], "moved", "{id}");
    }
    running.end().await;
}

const JOURNEY: &str = "id: hello\nname: Hello\nbrand: main\nactivity: shoes\npurpose: offers\ntriggers:\n  - when: {event: Store Entered}\nentry: {re_entry: always}\nsteps:\n  - id: tell\n    message:\n      channel: staff\n      unit_cost: 0.20 EUR\n      content:\n        say: Hello\n";

#[tokio::test]
async fn what_is_closed_pays_for_nothing_new_and_is_archived_when_nothing_is_open() {
    let running = begin().await;
    running.plan().await;
    running.publish("hello", JOURNEY).await;
    running.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await;
    assert_eq!(act(&running, "campaign:spring", "archive", json!({})).await, Err("not_closed".into()));
    let closed = act(&running, "campaign:spring", "close", json!({})).await.unwrap();
    assert_eq!((&closed["node"]["closed"], &closed["node"]["closed_by"]), (&json!(true), &json!("campaign:spring")));
    let budget = json!({"to": "shoes", "amount": {"minor": 1, "currency": "EUR"}, "reason": "more"});
    let (_, refused) = running.post("/v1/plan/transfers", budget).await;
    assert_eq!(refused["reason"], "node_closed");
    let (status, answer) = running.post("/v1/journeys/hello/publish", json!({"document": JOURNEY})).await;
    assert_eq!((status, &answer["problems"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("activity_closed")));
    let customer = running.identify("ada", json!({"name": "Ada"})).await;
    running.consent("ada", "staff", "grant").await;
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
    running
        .until("the gate's refusal", async |running: &Running| {
            let timeline = running.get(&format!("/v1/customers/{customer}/timeline")).await.to_string();
            timeline.contains("activity_closed").then_some(())
        })
        .await;
    let archived = act(&running, "campaign:spring", "archive", json!({})).await.unwrap();
    assert_eq!(archived["node"]["archived"], true);
    let ids = |plan: &Value| {
        plan["nodes"].as_array().unwrap().iter().map(|n| n["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let plan = running.get("/v1/plan").await;
    assert_eq!(ids(&plan), ["plan:year", "area:direct"]);
    assert_eq!(plan["nodes"][0]["figures"]["planned"]["minor"], 100_000, "sums keep it");
    assert_eq!(ids(&running.get("/v1/plan?archived=true").await).len(), 4);
    assert_eq!(act(&running, "campaign:spring", "reopen", json!({})).await, Err("node_archived".into()));
    act(&running, "campaign:spring", "restore", json!({})).await.unwrap();
    let open = act(&running, "campaign:spring", "reopen", json!({})).await.unwrap();
    assert_eq!((&open["node"]["closed"], &open["node"]["archived"]), (&json!(false), &json!(false)));
    running.end().await;
}

/// Closed, the plan would pay for no confirmation any more, and no one who signs up would be asked.
#[tokio::test]
async fn what_pays_for_confirmations_is_not_closed_before_they_are_paid_from_elsewhere() {
    let running = begin().await;
    running.plan().await;
    let asked = json!({"who": {"email": "ada@example.com"}, "brand": "main", "purpose": "offers", "channel": "email",
        "act": "request_confirmation", "wording": {"version": 1, "language": "en"}});
    let answer = running.source("/v1/consents").json(&asked).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
    for node in ["plan:year", "area:service-messages", "activity:double-opt-in"] {
        assert_eq!(act(&running, node, "close", json!({})).await.unwrap_err(), "pays_service_messages", "{node}");
    }
    act(&running, "area:direct", "close", json!({})).await.unwrap();
    let next =
        json!({"id": "plan:next", "name": "next", "currency": "EUR", "starts": "2020-01-01", "ends": "2039-12-31"});
    assert_eq!(running.post("/v1/plan/nodes", next).await.0, StatusCode::CREATED);
    act(&running, "area:service-messages", "move", json!({"parent": "plan:next"})).await.unwrap();
    act(&running, "plan:year", "close", json!({})).await.unwrap();
    running.end().await;
}

#[tokio::test]
async fn a_second_plan_stands_beside_the_first_and_each_is_looked_at_by_itself() {
    let running = begin().await;
    running.plan().await;
    for (id, currency) in [("plan:next", "EUR"), ("plan:swiss", "CHF")] {
        let plan = json!({"id": id, "name": id, "currency": currency, "starts": "2027-01-01", "ends": "2027-12-31"});
        assert_eq!(running.post("/v1/plan/nodes", plan).await.0, StatusCode::CREATED);
        let name = id.replace("plan:", "");
        add(&running, &format!("area:{name}"), id, "Area").await;
        add(&running, &format!("campaign:{name}"), &format!("area:{name}"), "Campaign").await;
        add(&running, &format!("activity:{name}"), &format!("campaign:{name}"), "Activity").await;
    }
    let over = |to: &str| json!({"from": "shoes", "to": to, "amount": {"minor": 400, "currency": "EUR"}, "reason": "next year"});
    let (_, refused) = running.post("/v1/plan/transfers", over("swiss")).await;
    assert_eq!(refused["reason"], "mixed_currency");
    assert_eq!(running.post("/v1/plan/transfers", over("next")).await.0, StatusCode::CREATED, "of one currency");
    let totals = |overview: &Value| {
        overview["totals"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| t["figures"]["planned"]["minor"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(totals(&running.get("/v1/overview").await), [0, 100_000], "francs and euro");
    let next = running.get("/v1/overview?plan=plan:next").await;
    assert_eq!(totals(&next), [400]);
    let changed = |overview: &Value| {
        overview["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["node"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(changed(&next), ["activity:next"]);
    assert_eq!(next["days"].as_array().unwrap().last().unwrap()["figures"]["planned"]["minor"], 400);
    running.end().await;
}

#[tokio::test]
async fn a_closed_pool_gives_no_codes_and_a_closed_branch_gets_no_prompts() {
    let running = begin().await;
    running.plan().await;
    let pool = json!({"id": "socks", "name": "靴下", "brand": "main", "activity": "shoes",
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "cap": {"minor": 50_000, "currency": "EUR"},
        "validity": {"for": "14d"}, "conditions": {"products": [], "categories": [], "branches": [],
        "one_per_person": false, "personal": false, "combinable": false}, "imported": false});
    let (status, made) = running.post("/v1/vouchers/pools", pool).await;
    assert_eq!((status, &made["name"]), (StatusCode::CREATED, &json!("靴下")), "{made}");
    let (_, closed) = running.post("/v1/vouchers/pools/socks/close", json!({})).await;
    assert_eq!(closed["closed"], true);
    let gift = JOURNEY.replace(
        "    message:",
        "    voucher: {pool: socks, value: 5.00 EUR, valid_for: 7d}\n  - id: more\n    message:",
    );
    let (_, check) = running.post("/v1/journeys/check", json!({"document": gift})).await;
    assert!(check["problems"].to_string().contains("pool_closed"), "{check}");
    let (_, opened) = running.post("/v1/vouchers/pools/socks/reopen", json!({})).await;
    assert_eq!(opened["closed"], false);
    assert_eq!(running.post("/v1/vouchers/pools/no/close", json!({})).await.0, StatusCode::NOT_FOUND);

    running.publish("hello", JOURNEY).await;
    running.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await;
    let (_, link) = running.post("/v1/branches/mitte/link", json!({})).await;
    let staff = |path: &str| running.plain(Method::GET, path).bearer_auth(link["token"].as_str().unwrap());
    for who in ["ada", "ben"] {
        running.identify(who, json!({"name": who})).await;
        running.consent(who, "staff", "grant").await;
    }
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
    running
        .until("a prompt", async |running: &Running| {
            running.get("/v1/branches/mitte/prompts").await["open"].get(0).cloned()
        })
        .await;
    assert_eq!(staff("/v1/branches/mitte/prompts").send().await.unwrap().status(), StatusCode::OK);
    let (_, closed) = running.post("/v1/branches/mitte/close", json!({})).await;
    assert_eq!((&closed["closed"], &closed["open"]), (&json!(true), &json!(0)));
    assert_eq!(staff("/v1/branches/mitte/prompts").send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(running.get("/v1/branches/mitte/prompts").await["ended"][0]["state"], "expired");
    assert_eq!(running.get("/v1/branches").await, json!([]));
    assert_eq!(running.get("/v1/branches?closed=true").await[0]["id"], "mitte");
    let (_, refused) = running.post("/v1/branches/mitte/link", json!({})).await;
    assert_eq!(refused["reason"], "branch_closed");
    running.track("ben", "Store Entered", json!({"branch": "mitte"})).await;
    running
        .until("the refusal", async |running: &Running| {
            running.get("/v1/deliveries").await.to_string().contains("branch_closed").then_some(())
        })
        .await;
    assert_eq!(running.get("/v1/branches/mitte/prompts").await["open"], json!([]));
    let (_, open) = running.post("/v1/branches/mitte/reopen", json!({})).await;
    assert_eq!(open["closed"], false);
    running.end().await;
}

#[tokio::test]
async fn a_dropped_draft_is_gone_and_versions_stay() {
    let running = begin().await;
    running.plan().await;
    running.publish("hello", JOURNEY).await;
    let only = JOURNEY.replace("hello", "only");
    for (id, document) in [("hello", JOURNEY), ("only", only.as_str())] {
        let (status, _) = running.put(&format!("/v1/journeys/{id}/draft"), json!({"document": document})).await;
        assert_eq!(status, StatusCode::OK);
    }
    let drop = async |id: &str, revision: &str| {
        let request = running.admin(Method::DELETE, &format!("/v1/journeys/{id}/draft"));
        request.header("if-match", format!("\"{revision}\"")).send().await.unwrap().status()
    };
    assert_eq!(drop("only", "7-0").await, StatusCode::PRECONDITION_FAILED);
    let revision = running.get("/v1/journeys/only").await["revision"].as_str().unwrap().to_owned();
    assert_eq!(drop("only", &revision).await, StatusCode::OK);
    assert_eq!(drop("only", &revision).await, StatusCode::NOT_FOUND);
    let revision = running.get("/v1/journeys/hello").await["revision"].as_str().unwrap().to_owned();
    assert_eq!(drop("hello", &revision).await, StatusCode::OK);
    let listed = running.get("/v1/journeys").await;
    let ids: Vec<_> =
        listed.as_array().unwrap().iter().map(|j| (j["id"].as_str().unwrap(), j["version"].clone())).collect();
    assert_eq!(ids, [("hello", json!(1))]);
    // A new journey is new: what is there is not written over, also by its own author.
    let again = running.admin(Method::PUT, "/v1/journeys/hello/draft").header("if-match", "\"0-0\"");
    let status = again.json(&json!({"document": JOURNEY})).send().await.unwrap().status();
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
    running.end().await;
}

#[tokio::test]
async fn names_are_kept_as_they_can_be_seen_whatever_they_name() {
    let running = begin().await;
    let (_, branch) =
        running.post("/v1/branches", json!({"id": "rynek", "name": " Kraków\u{200b}\nRynek ", "brand": "main"})).await;
    assert_eq!(branch["name"], "Kraków Rynek");
    let (status, _) = running.post("/v1/branches", json!({"id": "x", "name": "\u{200b}", "brand": "main"})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    for (name, bad) in [("عروض الربيع", false), ("👟", false), ("a\\u200bb", true), ("\\u202eabc", true)] {
        let document = JOURNEY.replace("name: Hello", &format!("name: \"{name}\""));
        let (_, check) = running.post("/v1/journeys/check", json!({"document": document})).await;
        let found = check["problems"].as_array().unwrap().iter().any(|problem| problem["code"] == "bad_name");
        assert_eq!(found, bad, "{name}: {check}");
    }
    let brand = running.get("/v1/brands/main").await;
    let named = |name: &str| {
        let mut settings = brand["settings"].clone();
        settings["name"] = json!(name);
        let tag = format!("\"{}\"", brand["revision"].as_str().unwrap());
        running
            .admin(Method::PUT, "/v1/brands/main")
            .header("if-match", tag)
            .json(&json!({"settings": settings}))
            .send()
    };
    let long: Value = named(&"ä".repeat(201)).await.unwrap().json().await.unwrap();
    assert_eq!(long["problems"][0]["code"], "name_too_long", "{long}");
    let kept: Value = named("靴\u{feff}屋").await.unwrap().json().await.unwrap();
    assert_eq!(kept["settings"]["name"], "靴屋", "{kept}");
    running.end().await;
}

/// A month is closed: nothing is dated into it any more, and no one opens it again.
#[tokio::test]
async fn books_are_closed_up_to_a_day_and_further() {
    let running = begin().await;
    running.plan().await;
    let refused =
        async |id: &str, last_day: &str| act(&running, id, "close_books", json!({"last_day": last_day})).await;
    assert_eq!(refused("activity:shoes", "2026-03-31").await, Err("not_a_plan".into()));
    assert_eq!(refused("plan:year", "2999-12-31").await, Err("bad_closing".into()), "not beyond now");
    assert_eq!(refused("plan:year", "in March").await, Err("?".into()));
    let closed = refused("plan:year", "2026-03-31").await.unwrap();
    assert_eq!((&closed["node"]["books_closed"], &closed["node"]["closed"]), (&json!("2026-03-31"), &json!(false)));
    assert_eq!(refused("plan:year", "2026-02-28").await, Err("bad_closing".into()), "and never less far");
    refused("plan:year", "2026-04-30").await.unwrap();
    let below = running.get("/v1/plan/nodes/activity:shoes").await;
    assert_eq!(below["node"]["books_closed"], "2026-04-30");
    let changes = running.get("/v1/plan/nodes/plan:year/changes").await;
    let told = |n: usize| ["what", "before", "after", "reason"].map(|field| changes[n][field].clone());
    assert_eq!(told(0), [json!("books_closed"), json!("2026-03-31"), json!("2026-04-30"), json!("as agreed")]);
    assert_eq!(told(1), [json!("books_closed"), Value::Null, json!("2026-03-31"), json!("as agreed")]);
    let invoice = "invoice,activity,amount,date\nR-1,shoes,5.00,2026-04-30\nR-2,shoes,5.00,2026-05-01\n";
    let request = running.admin(Method::POST, "/v1/plan/actuals").header("content-type", "text/csv").body(invoice);
    let response = request.send().await.unwrap();
    let (status, answer): (_, Value) = (response.status(), response.json().await.unwrap());
    assert_eq!((status, &answer["booked"]), (StatusCode::OK, &json!(1)), "{answer}");
    assert!(answer["refused"][0].to_string().contains("closed"), "{answer}");
    running.end().await;
}

/// What the rules refused is seen, tried once more, or left unbooked by someone who says why.
#[tokio::test]
async fn what_is_not_in_the_books_is_listed_and_somebody_decides() {
    let running = begin().await;
    running.plan().await;
    let app = running.server.as_ref().unwrap().app().clone();
    let euro = rapport_kernel::Money::new(300, rapport_kernel::Currency::EUR);
    let message = |key, activity| rapport_plan::booking::Message { send_key: key, activity, cost: euro };
    let (hats, bags) = ("hats".into(), "bags".into());
    let facts = vec![message("one", &hats).claimed(app.now()), message("two", &bags).claimed(app.now())];
    app.ledger.record(facts, app.now()).await.unwrap();
    let attention = running.get("/v1/overview").await["attention"].clone();
    let item = attention.as_array().unwrap().iter().find(|item| item["kind"] == "unbooked").unwrap();
    assert_eq!((&item["count"], &item["link"]), (&json!(2), &json!("/plan/unbooked")));
    let listed = running.get("/v1/plan/unbooked").await;
    let one = listed.as_array().unwrap().iter().find(|item| item["transfers"][0]["to"] == "hats").unwrap();
    assert_eq!((&one["code"], &one["dismissed"]), (&json!("unknown_node"), &Value::Null));
    assert_eq!(
        (&one["transfers"][0]["kind"], &one["transfers"][0]["gain"]["minor"]),
        (&json!("committed"), &json!(300))
    );
    let other = listed.as_array().unwrap().iter().find(|item| item["transfers"][0]["to"] == "bags").unwrap();
    assert_eq!(running.post("/v1/plan/unbooked/retry", json!({})).await.1, json!({"booked": 0, "waiting": 2}));
    add(&running, "activity:hats", "campaign:spring", "Hats").await;
    assert_eq!(running.post("/v1/plan/unbooked/retry", json!({})).await.1, json!({"booked": 1, "waiting": 1}));
    let left = json!({"id": other["id"], "reason": "a trial"});
    assert_eq!(
        running.post("/v1/plan/unbooked/dismiss", json!({"id": "no", "reason": "r"})).await.0,
        StatusCode::NOT_FOUND
    );
    let blank = json!({"id": other["id"], "reason": "\u{200b}"});
    assert_eq!(running.post("/v1/plan/unbooked/dismiss", blank).await.0, StatusCode::BAD_REQUEST);
    let (status, answer) = running.post("/v1/plan/unbooked/dismiss", left.clone()).await;
    assert_eq!((status, &answer["dismissed"]["why"]), (StatusCode::OK, &json!("a trial")), "{answer}");
    assert_eq!(running.post("/v1/plan/unbooked/dismiss", left).await.0, StatusCode::NOT_FOUND, "once");
    assert_eq!(running.get("/v1/plan/unbooked").await, json!([]));
    assert_eq!(running.get("/v1/plan/unbooked?dismissed=true").await[0]["id"], other["id"]);
    running.end().await;
}
