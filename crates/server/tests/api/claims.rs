//! What a key that everybody can read cannot do to people who are known.

use crate::common::{Running, begin, begin_as, begin_in};
use rapport_office::rates::Limits;
use rapport_server::Config;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

struct Page {
    key: String,
}

impl Page {
    async fn of(running: &Running) -> Self {
        let body = json!({"id": "page", "name": "Page", "brand": "main", "touchpoint": "shop"});
        let (status, answer) = running.post("/v1/sources", body).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        Self { key: answer["write_key"].as_str().unwrap().to_owned() }
    }

    async fn post(&self, running: &Running, path: &str, body: Value) -> (StatusCode, Value) {
        let request = running.plain(Method::POST, path).basic_auth(&self.key, Some("")).json(&body);
        let response = request.send().await.unwrap();
        let answer = (response.status(), response.json().await.unwrap());
        running.settle().await;
        answer
    }

    async fn says(&self, running: &Running, path: &str, body: Value) {
        let (status, answer) = self.post(running, path, body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
}

fn identifiers(customer: &Value) -> Vec<&str> {
    customer["identifiers"].as_array().unwrap().iter().map(|one| one["value"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_id_named_in_advance_is_not_in_the_way_of_its_first_sign_up() {
    let running = begin().await;
    let page = Page::of(&running).await;
    for n in 0..7 {
        let evil = json!({"userId": "4711", "anonymousId": format!("m{n}"), "traits": {"email": format!("evil{n}@example.com")}});
        page.says(&running, "/v1/identify", evil).await;
    }
    let sign_up = json!({"userId": "4711", "anonymousId": "ada", "traits": {"email": "ada@example.com"}});
    let (status, answer) = page.post(&running, "/v1/identify", sign_up).await;
    assert_eq!((status, &answer["warnings"]), (StatusCode::OK, &json!(null)), "{answer}");
    let ada = running.customer("email:ada@example.com").await;
    assert_eq!(running.customer("anonymous_id:ada").await, ada, "address and device work at once");
    assert_ne!(running.customer("anonymous_id:m0").await, ada);
    let order = json!({"userId": "4711", "traits": {"email": "ada@example.com"}});
    running.source("/v1/identify").json(&order).send().await.unwrap();
    running.settle().await;
    assert_eq!(running.customer("user_id:4711").await, running.customer("email:ada@example.com").await);
    assert_eq!(running.customer("anonymous_id:ada").await, running.customer("user_id:4711").await);
    running.end().await;
}

#[tokio::test]
async fn what_a_page_says_of_somebody_known_waits_survives_a_restart_and_is_decided() {
    let running = begin().await;
    let page = Page::of(&running).await;
    let victim = running.identify("victim", json!({"email": "victim@example.com"})).await;
    let mallory = json!({"userId": "victim", "traits": {"email": "mallory@example.com"}});
    page.says(&running, "/v1/identify", mallory.clone()).await;
    let hidden = json!({"userId": "victim", "event": "A", "context": {"traits": {"phone": "+4930901820"}}});
    page.says(&running, "/v1/track", hidden).await;
    page.says(&running, "/v1/alias", json!({"userId": "mine", "previousId": "victim"})).await;
    page.says(&running, "/v1/identify", json!({"anonymousId": "c", "traits": {"email": "victim@example.com"}})).await;
    for round in 0..2 {
        let customer = running.get(&format!("/v1/customers/{victim}")).await;
        assert_eq!(identifiers(&customer), ["victim", "victim@example.com"], "round {round}: {customer}");
        let waiting: Vec<&str> =
            customer["claims"].as_array().unwrap().iter().map(|claim| claim["value"].as_str().unwrap()).collect();
        assert_eq!(waiting, ["mallory@example.com", "+4930901820"], "round {round}");
        assert_eq!(customer["traits"][0]["value"], "victim@example.com", "no template reads it: {customer}");
        let c = running.customer("anonymous_id:c").await;
        assert_eq!(running.get(&format!("/v1/customers/{c}")).await["traits"], json!([]), "round {round}");
        assert_ne!(running.customer("user_id:mine").await, victim);
        assert_ne!(running.customer("anonymous_id:c").await, victim);
        assert_eq!(running.get("/v1/customers?identifier=email:mallory@example.com").await, json!([]));
        if round == 0 {
            running.server.as_ref().unwrap().app().runtime.settle().await.unwrap();
        }
    }
    let dir = running.end().await;
    let running = begin_in(dir, None).await;
    let decide = async |kind: &str, value: &str, accept: bool| {
        let body = json!({"kind": kind, "value": value, "accept": accept});
        running.post(&format!("/v1/customers/{victim}/claims"), body).await
    };
    let (status, customer) = decide("email", "mallory@example.com", false).await;
    assert_eq!((status, &customer["claims"][0]["refused_by"]), (StatusCode::OK, &json!("admin")), "{customer}");
    page.says(&running, "/v1/identify", mallory).await;
    let (status, customer) = decide("phone", "+4930901820", true).await;
    assert_eq!(status, StatusCode::OK, "{customer}");
    assert_eq!(identifiers(&customer), ["victim", "victim@example.com", "+4930901820"]);
    let claims = customer["claims"].as_array().unwrap();
    assert_eq!((claims.len(), &claims[0]["refused_by"]), (1, &json!("admin")), "a refusal stands: {customer}");
    let (status, answer) = decide("phone", "+4930901820", true).await;
    assert_eq!((status, &answer["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("no_such_claim")));
    running.end().await;
}

#[tokio::test]
async fn a_trusted_source_takes_a_claim_up_by_saying_the_same() {
    let running = begin().await;
    let page = Page::of(&running).await;
    let ada = running.identify("ada", json!({})).await;
    page.says(&running, "/v1/identify", json!({"userId": "ada", "traits": {"email": "ada@example.com"}})).await;
    assert_eq!(running.get(&format!("/v1/customers/{ada}")).await["claims"].as_array().unwrap().len(), 1);
    assert_eq!(running.identify("ada", json!({"email": "ada@example.com"})).await, ada);
    let customer = running.get(&format!("/v1/customers/{ada}")).await;
    assert_eq!((identifiers(&customer), &customer["claims"]), (vec!["ada", "ada@example.com"], &json!([])));
    running.end().await;
}

fn request(who: Value) -> Value {
    json!({"who": who, "brand": "main", "purpose": "offers", "channel": "email", "act": "request_confirmation",
        "wording": {"version": 1, "language": "en"}})
}

#[tokio::test]
async fn an_address_is_asked_once_whoever_asks_and_attention_says_so() {
    let running = begin().await;
    let page = Page::of(&running).await;
    let ask = async |who: Value| page.post(&running, "/v1/consents", request(who)).await;
    assert_eq!(ask(json!({"email": "ada@example.com"})).await.0, StatusCode::OK);
    let (status, answer) = ask(json!({"email": "Ada@Example.com"})).await;
    assert_eq!(
        (status, &answer["reason"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("confirmation_waits")),
        "{answer}"
    );
    let (status, answer) = running.post("/v1/consents", request(json!({"email": "ada@example.com"}))).await;
    assert_eq!(
        (status, &answer["reason"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("confirmation_waits")),
        "{answer}"
    );
    let dir = running.end().await;
    let running = begin_in(dir, None).await;
    let (_, answer) = page.post(&running, "/v1/consents", request(json!({"email": "ada@example.com"}))).await;
    assert_eq!(answer["reason"], "confirmation_waits", "also after a restart: {answer}");
    let attention = running.get("/v1/overview").await["attention"].to_string();
    assert!(attention.contains("confirmations_wait") && !attention.contains("confirmations_refused"), "{attention}");
    running.end().await;
}

#[tokio::test]
async fn foreign_addresses_from_one_network_get_no_more_than_the_bound() {
    let running = begin().await;
    let page = Page::of(&running).await;
    let mut asked = 0;
    let mut why = Value::Null;
    for n in 0..150 {
        let (status, answer) =
            page.post(&running, "/v1/consents", request(json!({"email": format!("p{n}@example.com")}))).await;
        asked += usize::from(status == StatusCode::OK);
        if status == StatusCode::TOO_MANY_REQUESTS {
            why = answer["reason"].clone();
        }
    }
    assert_eq!((asked, why), (100, json!("network_rate")));
    let attention = running.get("/v1/overview").await["attention"].to_string();
    assert!(attention.contains("confirmations_refused"), "{attention}");
    running.end().await;
}

/// A message without consent, to whoever ordered.
const THANKS: &str = r#"
id: thanks
name: Thanks for the order
brand: main
activity: shoes
purpose: service
triggers:
  - when: {event: Order Completed}
entry: {re_entry: always}
steps:
  - id: mail
    message:
      channel: email
      content: {subject: "Thank you", text: "Your order {{ data.order_id }} has reached us."}
"#;

/// What the gate said of messages to this customer, newest first.
async fn rulings(running: &Running, customer: &str) -> Vec<String> {
    let timeline = running.get(&format!("/v1/customers/{customer}/timeline?limit=100")).await;
    let lines = timeline["items"].as_array().unwrap().iter().filter(|line| line["kind"] == "decision");
    lines.map(|line| line["why"].as_str().or(line["code"].as_str()).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_page_cannot_have_our_mail_sent_to_an_address_that_nobody_proved() {
    let running = begin().await;
    running.plan().await;
    running.publish("thanks", THANKS).await;
    let page = Page::of(&running).await;
    let named = json!({"userId": "made-up", "anonymousId": "c", "traits": {"email": "victim@example.com"}});
    page.says(&running, "/v1/identify", named).await;
    let order = json!({"userId": "made-up", "event": "Order Completed", "properties": {"order_id": "o-1"}});
    page.says(&running, "/v1/track", order).await;
    let customer = running.customer("user_id:made-up").await;
    assert_eq!(rulings(&running, &customer).await, ["unproven_address"]);
    let why = running.get(&format!("/v1/customers/{customer}/why?journey=thanks")).await;
    assert!(why["said"].to_string().contains("unproven_address"), "{}", why["said"]);
    let counts = running.get("/v1/journeys/thanks/counts").await;
    assert_eq!(
        (&counts["refusals"][0]["code"], &counts["refusals"][0]["count"]),
        (&json!("unproven_address"), &json!(1))
    );

    // The shop's own server says that someone ordered: that is our customer.
    running.identify("ada", json!({"email": "ada@example.com"})).await;
    running.track("ada", "Order Completed", json!({"order_id": "o-2"})).await;
    let ada = running.customer("user_id:ada").await;
    let said = rulings(&running, &ada).await;
    assert!(!said.is_empty() && !said.contains(&"unproven_address".to_owned()), "{said:?}");
    running.end().await;
}

#[tokio::test]
async fn who_names_a_user_id_first_with_a_public_key_does_not_define_it() {
    let running = begin().await;
    running.plan().await;
    running.publish("thanks", THANKS).await;
    let page = Page::of(&running).await;
    let attack = json!({"userId": "cust-4711", "anonymousId": "theirs",
        "traits": {"email": "mallory@example.com", "phone": "+4930901820", "first_name": "You have won"}});
    page.says(&running, "/v1/identify", attack.clone()).await;
    // The shop has an order of the real customer, and names no address.
    running.track("cust-4711", "Order Completed", json!({"order_id": "o-1"})).await;
    let customer = running.customer("user_id:cust-4711").await;
    assert_eq!(rulings(&running, &customer).await, ["no_address"], "the mail does not go to who claimed the id");
    let known = running.get(&format!("/v1/customers/{customer}")).await;
    assert_eq!(identifiers(&known), ["cust-4711", "theirs"], "{known}");
    let waits = |customer: &Value| -> Vec<String> {
        let claims = customer["claims"].as_array().unwrap().iter();
        claims
            .map(|claim| format!("{} by {}", claim["value"].as_str().unwrap(), claim["source"].as_str().unwrap()))
            .collect()
    };
    assert_eq!(waits(&known), ["mallory@example.com by page", "+4930901820 by page"]);

    // It tells the address later, and what it has known for years yields to nothing a page has said since.
    let told = json!({"userId": "cust-4711", "timestamp": "2021-03-01T12:00:00Z",
        "traits": {"email": "victim@example.com", "first_name": "Vera"}});
    assert_eq!(running.source("/v1/identify").json(&told).send().await.unwrap().status(), StatusCode::OK);
    running.settle().await;
    page.says(
        &running,
        "/v1/identify",
        json!({"userId": "cust-4711", "anonymousId": "theirs", "traits": {"email": "mallory@example.com"}}),
    )
    .await;
    for round in 0..2 {
        let known = running.get(&format!("/v1/customers/{customer}")).await;
        assert_eq!(identifiers(&known), ["cust-4711", "theirs", "victim@example.com"], "round {round}: {known}");
        assert_eq!(waits(&known).len(), 2, "round {round}");
        let name = known["traits"].as_array().unwrap().iter().find(|one| one["name"] == "first_name").unwrap();
        assert_eq!(name["value"], "Vera", "round {round}");
        assert_eq!(running.get("/v1/customers?identifier=email:mallory@example.com").await, json!([]));
        if round == 0 {
            running.settle().await;
        }
    }
    // A restart reads the same from the log.
    let running = begin_in(running.end().await, None).await;
    page.says(&running, "/v1/identify", attack).await;
    let known = running.get(&format!("/v1/customers/{customer}")).await;
    assert_eq!(identifiers(&known), ["cust-4711", "theirs", "victim@example.com"], "{known}");
    running.end().await;
}

#[tokio::test]
async fn a_device_that_took_somebody_elses_address_says_nothing_for_its_owner() {
    let running = begin().await;
    let page = Page::of(&running).await;
    let withdraw = async |device: &str| {
        let body = json!({"who": {"anonymous_id": device}, "brand": "main", "act": "withdraw"});
        let (status, answer) = page.post(&running, "/v1/consents", body).await;
        (status, answer["reason"].as_str().unwrap_or_default().to_owned())
    };
    let (yes, no) = ((StatusCode::OK, String::new()), (StatusCode::FORBIDDEN, "named_too_closely".to_owned()));
    page.says(&running, "/v1/identify", json!({"anonymousId": "own", "traits": {"email": "ada@example.com"}})).await;
    page.says(&running, "/v1/identify", json!({"anonymousId": "theirs", "traits": {"email": "bea@example.com"}})).await;
    assert_eq!((withdraw("own").await, withdraw("nobody's").await), (yes.clone(), yes));

    // Someone with a user id of whom the page says that a device of its own is theirs.
    running.identify("victim", json!({})).await;
    page.says(&running, "/v1/identify", json!({"userId": "victim", "anonymousId": "mine"})).await;
    assert_eq!(withdraw("mine").await, no);

    // The shop knows the owner of the address, by a form they signed: it is theirs and no device's any more.
    let grant = json!({"who": {"email": "bea@example.com"}, "brand": "main", "purpose": "offers", "channel": "email",
        "act": "grant", "wording": {"version": 1, "language": "en"}, "proof": {"kind": "personal", "reference": "form 17"}});
    let granted = running.source("/v1/consents").json(&grant).send().await.unwrap();
    assert_eq!(granted.status(), StatusCode::OK, "{}", granted.text().await.unwrap());
    assert_eq!(withdraw("theirs").await, no);
    let bea = running.customer("email:bea@example.com").await;
    let dir = running.end().await;
    let running = begin_in(dir, None).await;
    let body = json!({"who": {"anonymous_id": "theirs"}, "brand": "main", "act": "withdraw"});
    let (status, answer) = page.post(&running, "/v1/consents", body).await;
    assert_eq!(
        (status, &answer["reason"]),
        (StatusCode::FORBIDDEN, &json!("named_too_closely")),
        "also after a restart"
    );
    let consents = running.get(&format!("/v1/customers/{bea}/consents")).await;
    assert!(!consents.to_string().contains("withdraw\""), "{consents}");
    running.end().await;
}

#[tokio::test]
async fn a_source_asks_for_no_more_confirmations_than_it_may_and_another_goes_on() {
    let rates = Limits { per_source: 2, per_network: 0, ..Limits::default() };
    let running = begin_as(tempfile::tempdir().unwrap(), |config| Config { rates, ..config }).await;
    let page = Page::of(&running).await;
    let ask = |n: usize| request(json!({"email": format!("p{n}@example.com")}));
    for n in 0..2 {
        assert_eq!(page.post(&running, "/v1/consents", ask(n)).await.0, StatusCode::OK);
    }
    let (status, answer) = page.post(&running, "/v1/consents", ask(2)).await;
    assert_eq!((status, &answer["reason"]), (StatusCode::TOO_MANY_REQUESTS, &json!("source_rate")), "{answer}");
    let other = running.source("/v1/consents").json(&ask(2)).send().await.unwrap();
    assert_eq!(other.status(), StatusCode::OK);
    running.end().await;
}

/// Someone's mistake must not cost the person the question of that day.
#[tokio::test]
async fn a_question_that_was_refused_does_not_count_as_asked() {
    let running = begin().await;
    let ask = async |wording: Value| {
        let mut body = request(json!({"email": "ada@example.com"}));
        body["wording"] = wording;
        let response = running.source("/v1/consents").json(&body).send().await.unwrap();
        (response.status(), response.json::<Value>().await.unwrap())
    };
    for _ in 0..2 {
        let (status, answer) = ask(Value::Null).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "nobody was shown anything: {answer}");
        assert_ne!(answer["reason"], "confirmation_waits");
    }
    let shown = json!({"version": 1, "language": "en"});
    let (status, answer) = ask(shown.clone()).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(ask(shown).await.1["reason"], "confirmation_waits");
    running.end().await;
}

/// An activity that every prompt answered at its branch is credited for.
pub const PROMPT: &str = r#"
id: hello
name: Hello
brand: main
activity: shoes
purpose: offers
triggers:
  - when: {event: Store Entered}
entry: {re_entry: always}
steps:
  - id: tell
    message: {channel: staff, unit_cost: 0.20 EUR, content: {say: "Say hello."}}
"#;

#[tokio::test]
async fn a_page_touches_no_order_that_a_trusted_source_told() {
    let running = begin().await;
    running.plan().await;
    let page = Page::of(&running).await;
    running.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await;
    running.publish("hello", PROMPT).await;
    running.identify("ada", json!({"name": "Ada Beispiel"})).await;
    running.consent("ada", "staff", "grant").await;
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
    let open = async |running: &Running| running.get("/v1/branches/mitte/prompts").await["open"].get(0).cloned();
    let prompt = running.until("the prompt", open).await;
    let answer =
        format!("/v1/branches/mitte/prompts/{}/answer", prompt["send_key"].as_str().unwrap().replace('/', "%2F"));
    assert_eq!(running.post(&answer, json!({"answer": "done"})).await.0, StatusCode::OK);

    let page_says = async |user: &str, event: &str, said: Value| {
        page.says(&running, "/v1/track", json!({"userId": user, "event": event, "properties": said})).await;
    };
    // The number is taken before the till tells its order.
    page_says("mallory", "Order Completed", json!({"order_id": "900", "revenue": 0.01})).await;
    running.track("ada", "Order Completed", json!({"order_id": "900", "revenue": 900})).await;
    let returned = async |running: &Running, minor: i64| {
        let node = running.get("/v1/plan/nodes/plan:year").await;
        (node["node"]["figures"]["returned"]["minor"] == minor).then_some(())
    };
    running.until("the credit", async |running: &Running| returned(running, 90_000).await).await;
    for (user, event) in [("mallory", "Order Cancelled"), ("ada", "Order Refunded"), ("ada", "Order Completed")] {
        page_says(user, event, json!({"order_id": "900", "revenue": 0.01})).await;
    }
    running.track("ada", "Order Completed", json!({"order_id": "901", "revenue": "50,00"})).await;
    page_says("ada", "Order Completed", json!({"order_id": "902", "revenue": 9e15})).await;
    running.track("ada", "Order Completed", json!({"order_id": "903", "revenue": 50, "currency": "usd"})).await;
    // Someone else brings part of it back to the till.
    running.track("walk-in", "Order Refunded", json!({"order_id": "900", "revenue": 100})).await;
    running.until("the return", async |running: &Running| returned(running, 80_000).await).await;

    let order = running.get("/v1/orders/900").await;
    assert_eq!(order["label"], "Ada Beispiel", "{order}");
    assert_eq!((order["left"]["minor"].as_i64(), order["public"].as_bool()), (Some(80_000), Some(false)));
    let outcomes: Vec<&str> =
        order["steps"].as_array().unwrap().iter().map(|step| step["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["began", "replaced", "trusted_order", "trusted_order", "trusted_order", "changed"]);
    assert_eq!(order["credits"][0]["revenue"]["minor"], 80_000);

    let unread = running.get("/v1/orders/901").await;
    assert_eq!(
        (unread["counts"].as_bool(), unread["steps"][0]["outcome"].as_str()),
        (Some(false), Some("unreadable_amount"))
    );
    assert_eq!(running.get("/v1/orders/902").await["steps"][0]["outcome"], "amount_too_large");
    let dollars = running.get("/v1/orders/903").await;
    assert_eq!(dollars["revenue"], json!({"minor": 5_000, "currency": "USD"}));
    let why = dollars["uncredited"].as_str().unwrap_or_default();
    assert!(why.contains("USD") && !why.contains("No message"), "the true reason: {dollars}");

    // Goods come back at a price that the order has not: it counts, and whoever tells it is told so.
    let sold = json!({"order_id": "904", "products": [{"product_id": "p", "price": 20}]});
    running.track("ada", "Order Completed", sold).await;
    let back = json!({"userId": "ada", "event": "Order Refunded",
        "properties": {"order_id": "904", "products": [{"product_id": "p", "price": 15}]}});
    let answer: Value = running.source("/v1/track").json(&back).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["warnings"][0]["code"], "other_price", "{answer}");
    let odd = running.get("/v1/orders/904").await;
    assert_eq!((&odd["steps"][1]["outcome"], &odd["steps"][1]["doubt"]), (&json!("changed"), &json!("other_price")));

    let sources = running.get("/v1/sources").await;
    let doubted = sources.as_array().unwrap().iter().flat_map(|source| source["orders_doubted"].as_array().unwrap());
    let doubted: Vec<_> = doubted.map(|one| (&one["why"], &one["count"])).collect();
    assert_eq!(doubted, [(&json!("other_price"), &json!(1))]);
    let refused = |id: &str| {
        let source = sources.as_array().unwrap().iter().find(|source| source["id"] == id).unwrap();
        let refused = source["orders_refused"].as_array().unwrap().iter();
        refused.map(|one| (one["why"].as_str().unwrap().to_owned(), one["count"].as_u64().unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(refused("page"), [("trusted_order".to_owned(), 3), ("amount_too_large".to_owned(), 1)]);
    let attention = running.get("/v1/overview").await["attention"].to_string();
    assert!(attention.contains("orders_refused"), "{attention}");
    let ada = running.customer("user_id:ada").await;
    let timeline = running.get(&format!("/v1/customers/{ada}/timeline")).await;
    let whys: Vec<&str> =
        timeline["items"].as_array().unwrap().iter().filter_map(|entry| entry["why"].as_str()).collect();
    assert!(whys.contains(&"trusted_order") && whys.contains(&"unreadable_amount"), "{whys:?}");
    running.end().await;
}

#[tokio::test]
async fn a_no_on_a_device_is_not_carried_to_somebody_by_a_pages_word() {
    let running = begin().await;
    let page = Page::of(&running).await;
    let status = async |user: &str| {
        // A merge comes over in several records.
        running.settle().await;
        let id = running.customer(&format!("user_id:{user}")).await;
        let consents = running.get(&format!("/v1/customers/{id}/consents")).await;
        let states = consents["states"].as_array().unwrap();
        let staff = states.iter().find(|one| one["purpose"] == "offers" && one["channel"] == "staff").unwrap();
        staff["status"].as_str().unwrap().to_owned()
    };
    let no = |device: &str| json!({"who": {"anonymous_id": device}, "brand": "main", "act": "object"});
    for (n, way) in ["identify", "alias", "track"].into_iter().enumerate() {
        let (user, device) = (format!("user-{n}"), format!("made-up-{n}"));
        running.identify(&user, json!({"email": format!("{user}@example.com")})).await;
        running.consent(&user, "staff", "grant").await;
        page.says(&running, "/v1/consents", no(&device)).await;
        let joins = match way {
            "alias" => json!({"userId": user, "previousId": device}),
            _ => json!({"userId": user, "anonymousId": device, "event": "A"}),
        };
        page.says(&running, &format!("/v1/{way}"), joins).await;
        let known = running.customer(&format!("anonymous_id:{device}")).await;
        assert_eq!(known, running.customer(&format!("user_id:{user}")).await, "{way}: it is said to be theirs");
        assert_eq!(status(&user).await, "given", "{way}");
    }
    // What the shop's own server recorded on a device goes with it, and so does a page's no where the server joins the two.
    for (by, user) in [("server", "carla"), ("page", "dora")] {
        running.identify(user, json!({"email": format!("{user}@example.com")})).await;
        running.consent(user, "staff", "grant").await;
        let device = format!("of-{user}");
        if by == "server" {
            assert_eq!(running.post("/v1/consents", no(&device)).await.0, StatusCode::OK);
            page.says(&running, "/v1/identify", json!({"userId": user, "anonymousId": device})).await;
        } else {
            page.says(&running, "/v1/consents", no(&device)).await;
            let joins = json!({"userId": user, "anonymousId": device});
            assert_eq!(running.source("/v1/identify").json(&joins).send().await.unwrap().status(), StatusCode::OK);
            running.settle().await;
        }
        assert_eq!(status(user).await, "objected", "{user}");
    }
    running.end().await;
}
