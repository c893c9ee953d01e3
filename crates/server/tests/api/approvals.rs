//! Publishing gated by money: what goes live at once, who is asked, and that an answer releases exactly the version that was seen.
#![allow(clippy::disallowed_methods, reason = "a test may read the clock")]

use crate::common::{
    Running, begin,
    browser::{invited, mail_goes_to, mail_to, set_up},
};
use rapport_drivers::email::sink::{Options, Sink};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Somebody who asks by a token.
struct Someone<'a> {
    server: &'a Running,
    id: String,
    token: String,
}

impl Someone<'_> {
    async fn ask(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let request = self.server.plain(method.clone(), path).bearer_auth(&self.token);
        let request = if method == Method::GET { request } else { request.json(&body) };
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }

    async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.ask(Method::GET, path, Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.ask(Method::POST, path, body).await
    }

    /// Publishes; the approval that it waits for.
    async fn asks(&self, document: &str) -> String {
        let (status, asked) = self.post("/v1/journeys/welcome/publish", json!({"document": document})).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{asked}");
        asked["id"].as_str().unwrap().to_owned()
    }

    /// Says yes to the version that is shown.
    async fn approve(&self, id: &str) -> (StatusCode, Value) {
        let version = self.get(&format!("/v1/approvals/{id}")).await["version"].clone();
        self.post(&format!("/v1/approvals/{id}/approve"), json!({"version": version})).await
    }
}

async fn holding<'a>(server: &'a Running, name: &str, role: &str, node: &str) -> Someone<'a> {
    let roles = json!([{"role": role, "node": node}]);
    let (status, made) = server.post("/v1/people", json!({"name": name, "roles": roles})).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Someone { server, id: text(&made["person"]["id"]), token: text(&made["token"]) }
}

fn flow(says: &str, cost: &str) -> String {
    format!(
        "id: welcome\nname: Welcome\nbrand: main\nactivity: shoes\npurpose: offers\n\
         triggers: [{{when: {{event: Store Entered}}}}]\nentry: {{re_entry: always}}\nsteps:\n  \
         - id: tell\n    message: {{channel: staff, unit_cost: {cost} EUR, content: {{say: \"{says}\"}}}}\n"
    )
}

async fn limit(server: &Running, act: &str, role: &str, minor: Option<i64>) {
    let up_to = minor.map(|minor| json!({"minor": minor, "currency": "EUR"}));
    let body = json!({"role": role, "act": act, "node": "area:direct", "up_to": up_to});
    let (status, answer) = server.post("/v1/limits", body).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}

/// A manager who decides on ten euros, and heads of the area who decide on everything.
async fn limits(server: &Running) {
    server.plan().await;
    for act in ["publish_journey", "move_money"] {
        limit(server, act, "campaign_manager", Some(1_000)).await;
        limit(server, act, "area_head", None).await;
    }
}

async fn live(server: &Running) -> Option<String> {
    let (status, journey) = {
        let response = server.admin(Method::GET, "/v1/journeys/welcome").send().await.unwrap();
        (response.status(), response.json::<Value>().await.unwrap())
    };
    let version = journey["summary"]["version"].as_u64();
    (status == StatusCode::OK && version.is_some()).then(|| journey["document"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn over_the_limit_the_area_head_is_asked_and_releases_exactly_that_version() {
    let server = begin().await;
    limits(&server).await;
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let head = holding(&server, "Ada", "area_head", "area:direct").await;
    let document = flow("Hello", "0.20");
    let (_, outlook) = manager.post("/v1/journeys/welcome/publish/outlook", json!({"document": document})).await;
    assert_eq!(
        (&outlook["goes_live"], &outlook["why"][0]["code"]),
        (&json!(false), &json!("audience_unknown")),
        "{outlook}"
    );
    assert_eq!((&outlook["asks"][0]["name"], &outlook["limit"]["minor"]), (&json!("Ada"), &json!(1_000)), "{outlook}");
    assert_eq!(outlook["free"]["minor"], 100_000);
    let id = manager.asks(&document).await;
    assert_eq!(live(&server).await, None, "nothing is live before somebody released it");
    assert_eq!(manager.asks(&document).await, id, "asked twice, it is one request");
    // She sees it among what waits for her, with the thing itself; he among what he waits for.
    let day = head.get("/v1/my-day").await;
    assert_eq!((&day["for_me"][0]["id"], &day["for_me"][0]["author"]["name"]), (&json!(id), &json!("Mia")), "{day}");
    assert_eq!(manager.get("/v1/my-day").await["i_wait_for"][0]["id"], json!(id));
    let shown = head.get(&format!("/v1/approvals/{id}")).await;
    assert_eq!((&shown["thing"]["document"], &shown["summary"]["name"]), (&json!(document), &json!("Welcome")));
    assert!(shown["thing"]["graph"]["nodes"].as_array().is_some_and(|nodes| !nodes.is_empty()), "{}", shown["thing"]);
    assert_eq!(shown["money"][0]["before"]["minor"], 100_000);
    let (status, done) = head.approve(&id).await;
    assert_eq!((status, &done["summary"]["state"]), (StatusCode::OK, &json!("approved")), "{done}");
    assert_eq!(done["outcome"], "journey 1", "{done}");
    assert_eq!(live(&server).await, Some(document));
    let versions = server.get("/v1/journeys/welcome").await["versions"].clone();
    assert_eq!((versions.as_array().unwrap().len(), &versions[0]["author"]), (1, &json!("Mia")), "{versions}");
    let (status, over) = head.approve(&id).await;
    assert_eq!((status, &over["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("approval_over")), "{over}");
    server.end().await;
}

#[tokio::test]
async fn where_no_limit_was_set_whoever_may_publish_does() {
    let server = begin().await;
    server.plan().await;
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let (status, answer) =
        manager.post("/v1/journeys/welcome/publish", json!({"document": flow("Hello", "0.20")})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    // A limit elsewhere changes nothing here.
    for (id, parent) in [("area:social", "plan:year"), ("campaign:autumn", "area:social")] {
        let (status, answer) = server.post("/v1/plan/nodes", json!({"id": id, "name": id, "parent": parent})).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }
    let body = json!({"role": "campaign_manager", "act": "publish_journey", "node": "area:social", "up_to": null});
    assert_eq!(server.post("/v1/limits", body).await.0, StatusCode::CREATED);
    let (status, answer) =
        manager.post("/v1/journeys/welcome/publish", json!({"document": flow("Hello again", "0.20")})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    server.end().await;
}

#[tokio::test]
async fn what_costs_nothing_or_was_tried_and_is_within_the_limit_goes_live_at_once() {
    let server = begin().await;
    limits(&server).await;
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let _head = holding(&server, "Ada", "area_head", "area:direct").await;
    let free = json!({"document": flow("Free", "0.00")});
    assert_eq!(manager.post("/v1/journeys/welcome/publish", free).await.0, StatusCode::OK);
    for n in 0..3 {
        server.track(&format!("u{n}"), "Store Entered", json!({"branch": "mitte"})).await;
    }
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let tried = async |document: &str| {
        let body = json!({"document": document, "from": today, "to": today});
        let (status, job) = manager.post("/v1/journeys/welcome/backtests", body).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{job}");
        let path = format!("/v1/backtests/{}", job["id"].as_str().unwrap());
        server
            .until("the back-test", async |_| {
                let job = manager.get(&path).await;
                (job["state"] == "finished").then_some(())
            })
            .await;
        manager.post("/v1/journeys/welcome/publish/outlook", json!({"document": document})).await.1
    };
    let dear = flow("Dear", "5.00");
    let outlook = tried(&dear).await;
    let sent = outlook["messages"].as_i64().unwrap();
    assert_eq!(outlook["cost"]["minor"], json!(sent * 500), "{outlook}");
    let cheap = flow("Cheap", "0.20");
    let outlook = tried(&cheap).await;
    assert_eq!(outlook["goes_live"], json!(true), "{outlook}");
    let (status, answer) = manager.post("/v1/journeys/welcome/publish", json!({"document": cheap})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    server.end().await;
}

#[tokio::test]
async fn a_change_of_the_draft_voids_what_was_asked_and_only_the_newest_is_released() {
    let server = begin().await;
    limits(&server).await;
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let head = holding(&server, "Ada", "area_head", "area:direct").await;
    let (first, second) = (flow("Hello", "0.20"), flow("Goodbye", "0.20"));
    let put = json!({"document": first});
    assert_eq!(manager.ask(Method::PUT, "/v1/journeys/welcome/draft", put).await.0, StatusCode::OK);
    let (status, asked) = manager.post("/v1/journeys/welcome/publish", json!({})).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{asked}");
    let path = format!("/v1/approvals/{}", asked["id"].as_str().unwrap());
    let seen = head.get(&path).await["version"].clone();
    let put = json!({"document": second});
    assert_eq!(manager.ask(Method::PUT, "/v1/journeys/welcome/draft", put).await.0, StatusCode::OK);
    let (status, refused) = head.post(&format!("{path}/approve"), json!({"version": seen})).await;
    assert_eq!((status, &refused["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("other_version")), "{refused}");
    assert_eq!(live(&server).await, None);
    let now = head.get(&path).await;
    let history: Vec<&str> =
        now["history"].as_array().unwrap().iter().map(|entry| entry["what"].as_str().unwrap()).collect();
    assert!(history.contains(&"voided"), "{history:?}");
    let (status, done) = head.post(&format!("{path}/approve"), json!({"version": now["version"]})).await;
    assert_eq!((status, &done["outcome"]), (StatusCode::OK, &json!("journey 1")), "{done}");
    assert_eq!(live(&server).await, Some(second));
    assert_eq!(server.get("/v1/journeys/welcome").await["draft"], Value::Null, "the draft went with its version");
    server.end().await;
}

#[tokio::test]
async fn nobody_releases_what_they_made_or_are_not_asked_about() {
    let server = begin().await;
    limits(&server).await;
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let other = holding(&server, "Max", "campaign_manager", "area:direct").await;
    let head = holding(&server, "Ada", "area_head", "area:direct").await;
    let analyst = holding(&server, "Ann", "analyst", "area:direct").await;
    let id = manager.asks(&flow("Hello", "0.20")).await;
    let path = format!("/v1/approvals/{id}");
    for (who, reason) in [(&manager, "four_eyes"), (&other, "not_asked")] {
        let (status, refused) = who.approve(&id).await;
        assert_eq!((status, &refused["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(reason)), "{refused}");
    }
    let (status, denied) = analyst.approve(&id).await;
    assert_eq!((status, &denied["said"]["permission"]), (StatusCode::FORBIDDEN, &json!("approval.decide")), "{denied}");
    assert_eq!(live(&server).await, None);
    // A no needs a reason, and ends it; whoever asked may take a request back, and nobody else.
    let version = head.get(&path).await["version"].clone();
    let (status, refused) = other.post(&format!("{path}/withdraw"), json!({"reason": "no"})).await;
    assert_eq!((status, &refused["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("not_theirs")), "{refused}");
    let no = json!({"version": version, "reason": " ", "region": "tell"});
    assert_eq!(head.post(&format!("{path}/reject"), no).await.1["reason"], "reason_missing");
    let no = json!({"version": version, "reason": "Say it in German", "region": "tell"});
    let (status, ended) = head.post(&format!("{path}/reject"), no).await;
    assert_eq!((status, &ended["summary"]["state"]), (StatusCode::OK, &json!("rejected")), "{ended}");
    assert_eq!(live(&server).await, None);
    let id = manager.asks(&flow("Hallo", "0.20")).await;
    let back = json!({"reason": "Not yet"});
    assert_eq!(manager.post(&format!("/v1/approvals/{id}/withdraw"), back).await.0, StatusCode::OK);
    assert_eq!(manager.get("/v1/approvals?show=ended").await.as_array().unwrap().len(), 2);
    server.end().await;
}

#[tokio::test]
async fn what_stands_elsewhere_is_not_there_and_where_no_one_could_release_it_is_said() {
    let server = begin().await;
    server.plan().await;
    for (id, parent) in [("area:social", "plan:year")] {
        let (status, answer) = server.post("/v1/plan/nodes", json!({"id": id, "name": id, "parent": parent})).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }
    limit(&server, "publish_journey", "campaign_manager", Some(1_000)).await;
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let document = json!({"document": flow("Hello", "0.20")});
    let (status, refused) = manager.post("/v1/journeys/welcome/publish", document).await;
    assert_eq!((status, &refused["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("nobody_to_ask")), "{refused}");
    limit(&server, "publish_journey", "area_head", None).await;
    let head = holding(&server, "Ada", "area_head", "area:direct").await;
    let elsewhere = holding(&server, "Eva", "area_head", "area:social").await;
    let id = manager.asks(&flow("Hello", "0.20")).await;
    let (hidden, absent) = (format!("/v1/approvals/{id}"), "/v1/approvals/none".to_owned());
    let ask = async |path: &str| elsewhere.ask(Method::GET, path, Value::Null).await;
    assert_eq!(ask(&hidden).await, ask(&absent).await);
    assert_eq!(ask(&hidden).await.0, StatusCode::NOT_FOUND);
    assert_eq!(elsewhere.get("/v1/approvals").await, json!([]));
    assert_eq!(head.get("/v1/approvals").await[0]["id"], json!(id));
    server.end().await;
}

#[tokio::test]
async fn budget_above_the_limit_moves_when_it_was_released_and_once() {
    let server = begin().await;
    limits(&server).await;
    let node = json!({"id": "activity:boots", "name": "Boots", "parent": "campaign:spring"});
    assert_eq!(server.post("/v1/plan/nodes", node).await.0, StatusCode::CREATED);
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let head = holding(&server, "Ada", "area_head", "area:direct").await;
    let moved = |minor: i64| json!({"from": "shoes", "to": "boots", "amount": {"minor": minor, "currency": "EUR"}, "reason": "winter"});
    assert_eq!(manager.post("/v1/plan/transfers", moved(1_000)).await.0, StatusCode::CREATED);
    let (status, asked) = manager.post("/v1/plan/transfers", moved(1_001)).await;
    assert_eq!((status, &asked["kind"]), (StatusCode::ACCEPTED, &json!("reallocation")), "{asked}");
    let planned = async || {
        let node = server.get("/v1/plan/nodes/activity:boots").await;
        node["node"]["figures"]["planned"]["minor"].as_i64().unwrap()
    };
    assert_eq!(planned().await, 1_000);
    let id = asked["id"].as_str().unwrap().to_owned();
    let shown = head.get(&format!("/v1/approvals/{id}")).await;
    let after: Vec<i64> =
        shown["money"].as_array().unwrap().iter().map(|of| of["after"]["minor"].as_i64().unwrap()).collect();
    assert_eq!(after, [97_999, 2_001], "{shown}");
    let (status, done) = head.approve(&id).await;
    assert_eq!((status, planned().await), (StatusCode::OK, 2_001), "{done}");
    assert_eq!(head.approve(&id).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(planned().await, 2_001);
    server.end().await;
}

#[tokio::test]
async fn a_template_asks_its_stages_one_after_the_other() {
    let server = begin().await;
    server.plan().await;
    let stage = |id: &str, role: &str| json!({"id": id, "name": id, "required": [{"role": {"role": role}}]});
    let template = json!({"kind": "journey", "node": "area:direct", "always": true, "name": "Two pairs of eyes",
        "stages": [[stage("area", "area_head")], [stage("money", "controller")]]});
    let (status, answer) = server.put("/v1/approval-templates/two", template).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let bad = json!({"kind": "journey", "name": "Bad", "stages": [[{"id": "a", "name": "a"}]]});
    let (status, answer) = server.put("/v1/approval-templates/bad", bad).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let head = holding(&server, "Ada", "area_head", "area:direct").await;
    let controller = holding(&server, "Cora", "controller", "area:direct").await;
    let document = flow("Hello", "0.00");
    let id = manager.asks(&document).await;
    assert_eq!(controller.approve(&id).await.1["reason"], "not_asked", "her stage has not begun");
    let (status, half) = head.approve(&id).await;
    assert_eq!((status, &half["summary"]["state"]), (StatusCode::OK, &json!("in_flight")), "{half}");
    assert_eq!(live(&server).await, None);
    assert_eq!(controller.get("/v1/my-day").await["for_me"][0]["id"], json!(id));
    assert_eq!(controller.approve(&id).await.0, StatusCode::OK);
    assert_eq!(live(&server).await, Some(document));
    // By a template, a change voids the first stage's yes, and the request goes on with the new version.
    let id = manager.asks(&flow("One", "0.00")).await;
    assert_eq!(head.approve(&id).await.0, StatusCode::OK);
    assert_eq!(manager.asks(&flow("Two", "0.00")).await, id);
    assert_eq!(controller.approve(&id).await.1["reason"], "not_asked", "the area's head has not seen this one");
    assert_eq!((head.approve(&id).await.0, controller.approve(&id).await.0), (StatusCode::OK, StatusCode::OK));
    assert_eq!(live(&server).await, Some(flow("Two", "0.00")));
    // Passed on: whoever is asked beside may answer.
    let id = manager.asks(&flow("Bye", "0.00")).await;
    let other = holding(&server, "Otto", "director", "company").await;
    let (status, passed) = head.post(&format!("/v1/approvals/{id}/delegate"), json!({"to": other.id})).await;
    assert_eq!(status, StatusCode::OK, "{passed}");
    assert_eq!(other.approve(&id).await.0, StatusCode::OK);
    server.end().await;
}

/// People with addresses, whose mails go to a sink: Mia, who decides on nothing, and Ada, who heads the area.
async fn mailed<'a>(server: &'a Running, sink: &Sink) -> (Someone<'a>, String) {
    server.plan().await;
    limit(server, "publish_journey", "campaign_manager", Some(0)).await;
    limit(server, "publish_journey", "area_head", None).await;
    mail_goes_to(server, sink).await;
    let roles = json!([{"role": "area_head", "node": "area:direct"}]);
    let ada = json!({"name": "Ada", "email": "ada@example.com", "roles": roles});
    assert_eq!(server.post("/v1/people", ada).await.0, StatusCode::CREATED);
    let manager = holding(server, "Mia", "campaign_manager", "area:direct").await;
    let id = manager.asks(&flow("Hello", "0.20")).await;
    (manager, id)
}

fn secret_in(mail: &str) -> String {
    let (_, rest) = mail.split_once("/release#").unwrap_or_else(|| panic!("no link in {mail}"));
    rest.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_of_a_mail_decides_by_its_button_alone_and_once() {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let server = begin().await;
    let (manager, id) = mailed(&server, &sink).await;
    // The first mail is the invitation.
    let mail = mail_to(&sink, "ada@example.com", 2).await;
    let secret = secret_in(&mail);
    // Scanners follow every link and try every method that reads; the page itself may be opened, too.
    for path in ["/release", "/v1/approval-links/look", "/v1/approval-links/answer", &format!("/release?link={secret}")]
    {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            server.plain(method, path).send().await.unwrap();
        }
    }
    let look = async || {
        let response =
            server.plain(Method::POST, "/v1/approval-links/look").json(&json!({"link": secret})).send().await.unwrap();
        (response.status(), response.json::<Value>().await.unwrap())
    };
    let (status, shown) = look().await;
    assert_eq!(
        (status, &shown["summary"]["state"], &shown["summary"]["id"]),
        (StatusCode::OK, &json!("in_flight"), &json!(id))
    );
    assert_eq!((look().await.0, live(&server).await), (StatusCode::OK, None), "looking decides nothing");
    let answer = async |link: &str, version: &Value| {
        let body = json!({"link": link, "version": version, "approve": true, "text": null});
        let response = server.plain(Method::POST, "/v1/approval-links/answer").json(&body).send().await.unwrap();
        (response.status(), response.json::<Value>().await.unwrap())
    };
    assert_eq!(answer("a_wrong", &shown["version"]).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, stale) = answer(&secret, &json!("another")).await;
    assert_eq!((status, &stale["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("other_version")));
    let (status, done) = answer(&secret, &shown["version"]).await;
    assert_eq!((status, &done["outcome"]), (StatusCode::OK, &json!("journey 1")), "{done}");
    assert!(live(&server).await.is_some());
    let (status, used) = answer(&secret, &shown["version"]).await;
    assert_eq!((status, &used["said"]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("link_unknown")), "{used}");
    assert_eq!(look().await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(manager.get("/v1/my-day").await["late"], 0);
    let kept = std::fs::read(server.dir.path().join("rapport.sqlite")).unwrap_or_default();
    assert!(!kept.windows(secret.len()).any(|window| window == secret.as_bytes()), "links are kept as a hash");
    server.end().await;
}

#[tokio::test]
async fn a_link_is_worth_what_its_owner_may_now() {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let server = begin().await;
    let (_manager, _) = mailed(&server, &sink).await;
    let secret = secret_in(&mail_to(&sink, "ada@example.com", 2).await);
    let people = server.get("/v1/people").await;
    let ada = people.as_array().unwrap().iter().find(|one| one["name"] == "Ada").unwrap()["id"].clone();
    let response = server.admin(Method::DELETE, &format!("/v1/people/{}", ada.as_str().unwrap())).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let look = server.plain(Method::POST, "/v1/approval-links/look").json(&json!({"link": secret}));
    assert_eq!(look.send().await.unwrap().status(), StatusCode::NOT_FOUND);
    server.end().await;
}

#[tokio::test]
async fn who_is_away_is_stood_in_for_until_they_are_back() {
    let server = begin().await;
    let admin = set_up(&server).await;
    server.plan().await;
    limit(&server, "publish_journey", "campaign_manager", Some(0)).await;
    limit(&server, "publish_journey", "area_head", None).await;
    let (head, head_id) = invited(&server, &admin, "Hanna", "area_head").await;
    let (substitute, substitute_id) = invited(&server, &admin, "Sven", "analyst").await;
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let id = manager.asks(&flow("Hello", "0.20")).await;
    let path = format!("/v1/approvals/{id}/approve");
    let version = manager.get(&format!("/v1/approvals/{id}")).await["version"].clone();
    let yes = json!({"version": version});
    assert_eq!(substitute.post(&path, yes.clone()).await.0, StatusCode::FORBIDDEN);
    let now = jiff::Timestamp::now();
    let hours = |hours: i64| (now + jiff::SignedDuration::from_hours(hours)).to_string();
    let own = json!({"away": {"substitute": head_id, "from": hours(-1), "until": hours(9)}});
    assert_eq!(head.ask(Method::PUT, "/v1/profile/working", Some(own)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let away = json!({"away": {"substitute": substitute_id, "from": hours(-1), "until": hours(9)}, "region": "DE-BY"});
    let (status, answer) = head.ask(Method::PUT, "/v1/profile/working", Some(away)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(substitute.get("/v1/my-day").await.1["for_me"][0]["id"], json!(id));
    let (status, done) = substitute.post(&path, yes).await;
    assert_eq!((status, &done["summary"]["state"]), (StatusCode::OK, &json!("approved")), "{done}");
    let yes = done["history"].as_array().unwrap().iter().find(|entry| entry["what"] == "yes").unwrap();
    assert_eq!((&yes["by"]["name"], &yes["acting_for"][0]["name"]), (&json!("Sven"), &json!("Hanna")), "{yes}");
    let (status, _) = head.ask(Method::PUT, "/v1/profile/working", Some(json!({}))).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(substitute.get("/v1/approvals").await.0, StatusCode::OK, "an analyst reads");
    server.end().await;
}

#[tokio::test]
async fn where_nobody_stands_in_the_superior_is_asked_by_itself() {
    let server = begin().await;
    let admin = set_up(&server).await;
    server.plan().await;
    limit(&server, "publish_journey", "campaign_manager", Some(0)).await;
    limit(&server, "publish_journey", "area_head", None).await;
    let (head, head_id) = invited(&server, &admin, "Hanna", "area_head").await;
    let (other, other_id) = invited(&server, &admin, "Sven", "analyst").await;
    let boss = holding(&server, "Otto", "director", "company").await;
    let superior = json!({"superior": boss.id});
    let (status, answer) = server.put(&format!("/v1/people/{head_id}/superior"), superior).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let now = jiff::Timestamp::now();
    let hours = |hours: i64| (now + jiff::SignedDuration::from_hours(hours)).to_string();
    // Each is away and has named the other: nobody answers for either.
    for (who, substitute) in [(&head, &other_id), (&other, &head_id)] {
        let away = json!({"away": {"substitute": substitute, "from": hours(-1), "until": hours(9)}});
        assert_eq!(who.ask(Method::PUT, "/v1/profile/working", Some(away)).await.0, StatusCode::OK);
    }
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let id = manager.asks(&flow("Hello", "0.20")).await;
    server
        .until("the superior to be asked", async |_| {
            (boss.get("/v1/my-day").await["for_me"][0]["id"] == json!(id)).then_some(())
        })
        .await;
    assert_eq!(boss.approve(&id).await.0, StatusCode::OK);
    assert!(live(&server).await.is_some());
    server.end().await;
}

#[tokio::test]
async fn what_was_approved_is_carried_out_once_however_often_it_is_looked_at() {
    let server = begin().await;
    limits(&server).await;
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let head = holding(&server, "Ada", "area_head", "area:direct").await;
    let moved =
        json!({"from": "shoes", "to": "boots", "amount": {"minor": 9_000, "currency": "EUR"}, "reason": "more"});
    let node = json!({"id": "activity:boots", "name": "Boots", "parent": "campaign:spring"});
    assert_eq!(server.post("/v1/plan/nodes", node).await.0, StatusCode::CREATED);
    let (status, asked) = manager.post("/v1/plan/transfers", moved).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{asked}");
    let budget = asked["id"].as_str().unwrap().to_owned();
    let journey = manager.asks(&flow("Hello", "0.20")).await;
    assert_eq!((head.approve(&budget).await.0, head.approve(&journey).await.0), (StatusCode::OK, StatusCode::OK));
    // As if the program had ended before it kept what came of them.
    let app = server.server.as_ref().unwrap().app();
    for id in [&budget, &journey] {
        app.approvals.settle(id, "").await.unwrap();
    }
    rapport_server::accounts::release_work::look(app).await.unwrap_or_else(|problem| panic!("{}", problem.detail()));
    let versions = server.get("/v1/journeys/welcome").await["versions"].clone();
    assert_eq!(versions.as_array().unwrap().len(), 1, "{versions}");
    assert_eq!(app.ledger.guard().free(&"boots".into()).unwrap().minor, 9_000);
    for id in [&budget, &journey] {
        assert_ne!(head.get(&format!("/v1/approvals/{id}")).await["outcome"], "");
    }
    server.end().await;
}

#[tokio::test]
async fn a_version_that_asks_others_or_no_one_ends_the_request() {
    let server = begin().await;
    limits(&server).await;
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let head = holding(&server, "Ada", "area_head", "area:direct").await;
    let id = manager.asks(&flow("Hello", "0.20")).await;
    let free = json!({"document": flow("Hello", "0.00")});
    assert_eq!(manager.ask(Method::PUT, "/v1/journeys/welcome/draft", free.clone()).await.0, StatusCode::OK);
    let ended = head.get(&format!("/v1/approvals/{id}")).await;
    assert_eq!(ended["summary"]["state"], "withdrawn", "nobody releases what asks nobody: {ended}");
    assert_eq!(head.approve(&id).await.1["reason"], "approval_over");
    assert_eq!(manager.post("/v1/journeys/welcome/publish", free).await.0, StatusCode::OK);
    server.end().await;
}

#[tokio::test]
async fn the_last_yes_is_not_taken_where_nothing_can_come_of_it() {
    let server = begin().await;
    limits(&server).await;
    let manager = holding(&server, "Mia", "campaign_manager", "area:direct").await;
    let head = holding(&server, "Ada", "area_head", "area:direct").await;
    let id = manager.asks(&flow("Hello", "0.20")).await;
    let closed = json!({"reason": "over"});
    assert_eq!(server.post("/v1/plan/nodes/activity:shoes/close", closed).await.0, StatusCode::OK);
    let (status, refused) = head.approve(&id).await;
    assert_eq!((status, &refused["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid_document")), "{refused}");
    assert_eq!(head.get(&format!("/v1/approvals/{id}")).await["summary"]["state"], "in_flight");
    let opened = json!({"reason": "not yet"});
    assert_eq!(server.post("/v1/plan/nodes/activity:shoes/reopen", opened).await.0, StatusCode::OK);
    assert_eq!(head.approve(&id).await.0, StatusCode::OK);
    assert!(live(&server).await.is_some());
    server.end().await;
}
