//! The golden thread over HTTP: searched yesterday, in the branch today, a prompt, an order, money on the plan.

use crate::common::{Running, begin, begin_as, begin_in};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const PROMPT: &str = r#"
id: in-the-branch
name: In the branch today
brand: main
activity: shoes
purpose: offers
triggers:
  - sequence:
      first: {event: Product Viewed, remember: [name]}
      then: {event: Store Entered}
      within: 48h
entry: {re_entry: always}
goal: {on: {event: Order Completed}}
steps:
  - id: tell
    message:
      channel: staff
      unit_cost: 0.20 EUR
      content:
        who: "{{ customer.name }}"
        looked_for: ["{{ data.first.name }}"]
        say: "The shoes are in stock."
"#;

async fn ready(running: &Running) {
    running.plan().await;
    running.publish("in-the-branch", PROMPT).await;
    let (status, _) =
        running.post("/v1/branches", json!({"id": "mitte", "name": "Berlin Mitte", "brand": "main"})).await;
    assert_eq!(status, StatusCode::CREATED);
}

/// Behind the prompt the journey waits for what is bought, so that a sale reaches its goal.
const WAITS: &str = r#"
  - id: till
    wait:
      events:
        - on: {event: Order Completed}
      timeout: 2h
      otherwise: end
  - id: end
    exit: {}
"#;

/// A prompt of a journey that waits for the sale is on the board; answers it.
async fn prompted(running: &Running) -> Value {
    ready(running).await;
    running.publish("in-the-branch", &format!("{}{WAITS}", PROMPT.trim_end())).await;
    visit(running, "ada").await;
    open_prompt(running).await
}

async fn visit(running: &Running, user: &str) {
    running.identify(user, json!({"name": "Ada Beispiel"})).await;
    running.consent(user, "staff", "grant").await;
    running.track(user, "Product Viewed", json!({"name": "Trail shoe", "product_id": "shoe-1"})).await;
    running.track(user, "Store Entered", json!({"branch": "mitte"})).await;
}

async fn open_prompt(running: &Running) -> Value {
    running
        .until("a prompt", async |running: &Running| {
            let board = running.get("/v1/branches/mitte/prompts").await;
            board["open"].get(0).cloned()
        })
        .await
}

fn path(send_key: &str) -> String {
    send_key.replace('/', "%2F")
}

#[tokio::test]
async fn from_a_search_to_the_plan_and_back_down() {
    let running = begin().await;
    ready(&running).await;
    visit(&running, "ada").await;
    let prompt = open_prompt(&running).await;
    assert_eq!(prompt["label"], "Ada Beispiel");
    assert_eq!(prompt["looked_for"], json!(["Trail shoe"]));
    let key = prompt["send_key"].as_str().unwrap().to_owned();
    let answer = format!("/v1/branches/mitte/prompts/{}/answer", path(&key));
    let (status, board) = running.post(&answer, json!({"answer": "done"})).await;
    assert_eq!(status, StatusCode::OK, "{board}");
    assert_eq!(board["open"], json!([]));
    let (status, refusal) = running.post(&answer, json!({"answer": "not_interested"})).await;
    assert_eq!((status, refusal["reason"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("already_answered")));

    let order = json!({"order_id": "o-1", "revenue": 80, "margin": 30,
        "products": [{"product_id": "shoe-1", "name": "Trail shoe", "price": 80, "quantity": 1}]});
    running.track("ada", "Order Completed", order).await;
    let node = running
        .until("the credit", async |running: &Running| {
            let node = running.get("/v1/plan/nodes/plan:year").await;
            (node["node"]["figures"]["returned"]["minor"] == 8000).then_some(node)
        })
        .await;
    assert_eq!(node["node"]["figures"]["actual"]["minor"], 20);
    assert_eq!(node["node"]["figures"]["margin"]["minor"], 3000);
    let records = running.get("/v1/plan/nodes/plan:year/records?kind=returned").await;
    assert_eq!(records["items"][0]["reference"], json!({"kind": "order", "id": "o-1", "line": null}));
    let order = running.get("/v1/orders/o-1").await;
    assert_eq!(order["credits"][0]["activity"], "shoes");
    assert_eq!(order["credits"][0]["send_key"], key);
    let delivery = running.get(&format!("/v1/deliveries/{}", path(&key))).await;
    assert_eq!(delivery["orders"], json!(["o-1"]));
    assert_eq!(delivery["content"]["say"], "The shoes are in stock.");
    assert_eq!(delivery["summary"]["state"], "accepted");
    let overview = running.get("/v1/overview").await;
    assert_eq!(overview["totals"][0]["figures"]["returned"]["minor"], 8000);
    assert_eq!(overview["totals"][0]["before"]["returned"]["minor"], 0);
    let changed: Vec<&str> =
        overview["changes"].as_array().unwrap().iter().map(|change| change["kind"].as_str().unwrap()).collect();
    assert!(changed.contains(&"returned") && changed.contains(&"actual"), "{changed:?}");
    let customer = running.customer("user_id:ada").await;
    let why = running.get(&format!("/v1/customers/{customer}/why?journey=in-the-branch")).await;
    assert!(why["answer"].as_array().unwrap().iter().any(|s| s.as_str().unwrap().contains("done")), "{why}");
    assert_eq!(why["now"][0]["checks"].as_array().unwrap().len(), 13);
    let counts = running.get("/v1/journeys/in-the-branch/counts").await;
    assert_eq!((counts["entered"].as_u64(), counts["steps"][0]["sent"].as_u64()), (Some(1), Some(1)), "{counts}");
    running.end().await;
}

/// The board's only prompt, once it is in this state.
async fn in_state(running: &Running, state: &str) -> Value {
    running
        .until("the prompt to be so", async |running: &Running| {
            let open = running.get("/v1/branches/mitte/prompts").await["open"][0].clone();
            (open["state"] == state).then_some(open)
        })
        .await
}

async fn credited(running: &Running, order: &str) -> Value {
    running
        .until("the credit", async |running: &Running| {
            let answer = running.admin(Method::GET, &format!("/v1/orders/{order}")).send().await.unwrap();
            let found: Value = answer.json().await.unwrap();
            found["credits"].get(0).cloned()
        })
        .await
}

/// What a program that holds this role at this node gets for a path.
async fn seen_by(running: &Running, role: &str, node: &str, path: &str) -> Value {
    let roles = json!([{"role": role, "node": node}]);
    let (status, made) = running.post("/v1/people", json!({"name": format!("{role} {node}"), "roles": roles})).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let request = running.plain(Method::GET, path).bearer_auth(made["token"].as_str().unwrap());
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_list_of_orders_holds_what_its_reader_sees() {
    let running = begin().await;
    let prompt = prompted(&running).await;
    let key = prompt["send_key"].as_str().unwrap().to_owned();
    let answer = format!("/v1/branches/mitte/prompts/{}/answer", path(&key));
    assert_eq!(running.post(&answer, json!({"answer": "done"})).await.0, StatusCode::OK);
    running.track("ada", "Order Completed", json!({"order_id": "o-1", "revenue": 80})).await;
    credited(&running, "o-1").await;
    running.track("bob", "Order Completed", json!({"order_id": "p-2", "revenue": 20})).await;
    running.track("bob", "Order Refunded", json!({"order_id": "p-2", "revenue": 5})).await;
    let returned = running
        .until("the return", async |running: &Running| {
            let list = running.get("/v1/orders?state=partly_returned").await;
            list["items"].get(0).cloned()
        })
        .await;
    let minor = |name: &str| returned[name]["minor"].clone();
    assert_eq!((minor("revenue"), minor("returned"), minor("left")), (json!(2000), json!(500), json!(1500)));
    let numbers = |list: &Value| {
        let items = list["items"].as_array().unwrap_or_else(|| panic!("{list}")).iter();
        items.map(|one| one["id"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    // Newest first, a page at a time.
    let first = running.get("/v1/orders?limit=1").await;
    assert_eq!(numbers(&first), ["p-2"]);
    let second = running.get(&format!("/v1/orders?limit=1&cursor={}", path(first["next"].as_str().unwrap()))).await;
    assert_eq!((numbers(&second), &second["next"]), (vec!["o-1".to_owned()], &Value::Null));
    let sold = &second["items"][0];
    assert_eq!((&sold["label"], &sold["state"]), (&json!("Ada Beispiel"), &json!("kept")));
    assert_eq!((&sold["credits"][0]["activity"], &sold["credits"][0]["send_key"]), (&json!("shoes"), &json!(key)));
    let ada = running.customer("user_id:ada").await;
    for filter in [format!("customer={ada}"), "q=o-".into(), "activity=shoes".into()] {
        assert_eq!(numbers(&running.get(&format!("/v1/orders?{filter}")).await), ["o-1"], "{filter}");
    }
    for wrong in ["state=lost", "customer=ada", "cursor=1"] {
        let answer = running.admin(Method::GET, &format!("/v1/orders?{wrong}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
    // Who sees an area sees what it is credited with; who may not see customers is not told who bought.
    let social = json!({"id": "area:social", "name": "Social", "parent": "plan:year"});
    assert_eq!(running.post("/v1/plan/nodes", social).await.0, StatusCode::CREATED);
    assert_eq!(numbers(&seen_by(&running, "area_head", "area:direct", "/v1/orders").await), ["o-1"]);
    assert_eq!(numbers(&seen_by(&running, "area_head", "area:social", "/v1/orders").await), Vec::<String>::new());
    let controller = seen_by(&running, "controller", "company", "/v1/orders").await;
    assert_eq!(numbers(&controller), ["p-2", "o-1"]);
    assert_eq!(controller["items"][1]["label"], json!(ada.chars().take(8).collect::<String>()), "{controller}");
    running.end().await;
}

#[tokio::test]
async fn staff_talk_first_and_press_later_and_the_sale_is_theirs() {
    let running = begin().await;
    let prompt = prompted(&running).await;
    let key = prompt["send_key"].as_str().unwrap().to_owned();
    running.track("ada", "Order Completed", json!({"order_id": "o-1", "revenue": 80})).await;
    let asked = in_state(&running, "overtaken").await;
    assert_eq!(asked["label"], "Ada Beispiel", "staff see of whom it speaks");
    assert_eq!(running.get("/v1/orders/o-1").await["credits"], json!([]), "without an answer nobody is credited");
    let running = begin_in(running.end().await, None).await;
    in_state(&running, "overtaken").await;
    let answer = format!("/v1/branches/mitte/prompts/{}/answer", path(&key));
    let (status, board) = running.post(&answer, json!({"answer": "done"})).await;
    assert_eq!((status, &board["open"]), (StatusCode::OK, &json!([])), "{board}");
    let credit = credited(&running, "o-1").await;
    assert_eq!((&credit["activity"], &credit["send_key"]), (&json!("shoes"), &json!(key)), "{credit}");
    let node = running.get("/v1/plan/nodes/plan:year").await;
    assert_eq!(node["node"]["figures"]["returned"]["minor"], 8000);
    let delivery = running.get(&format!("/v1/deliveries/{}", path(&key))).await;
    assert_eq!((&delivery["summary"]["state"], &delivery["orders"]), (&json!("accepted"), &json!(["o-1"])));
    assert!(delivery["steps"].to_string().contains("\"overtaken\""), "{delivery}");
    let ada = running.customer("user_id:ada").await;
    let why = running.get(&format!("/v1/customers/{ada}/why?journey=in-the-branch")).await;
    assert!(why["answer"].to_string().contains("a sale came before staff had answered"), "{why}");
    // What changes the order later takes nothing from them.
    running.track("ada", "Order Updated", json!({"order_id": "o-1", "revenue": 70})).await;
    running
        .until("the smaller sum", async |running: &Running| {
            let node = running.get("/v1/plan/nodes/plan:year").await;
            (node["node"]["figures"]["returned"]["minor"] == 7000).then_some(())
        })
        .await;
    running.end().await;
}

#[tokio::test]
async fn a_sale_that_is_told_after_the_answer_counts_as_if_it_had_come_before() {
    let running = begin().await;
    let key = prompted(&running).await["send_key"].as_str().unwrap().to_owned();
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let sold = running.server.as_ref().unwrap().app().now();
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let answer = format!("/v1/branches/mitte/prompts/{}/answer", path(&key));
    assert_eq!(running.post(&answer, json!({"answer": "done"})).await.0, StatusCode::OK);
    let order = json!({"userId": "ada", "event": "Order Completed", "timestamp": sold.to_string(),
        "properties": {"order_id": "o-1", "revenue": 80}});
    assert_eq!(running.source("/v1/track").json(&order).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(credited(&running, "o-1").await["send_key"], json!(key));
    running.end().await;
}

#[tokio::test]
async fn a_no_takes_the_question_away_at_once() {
    let running = begin().await;
    let key = prompted(&running).await["send_key"].as_str().unwrap().to_owned();
    running.track("ada", "Order Completed", json!({"order_id": "o-1", "revenue": 80})).await;
    in_state(&running, "overtaken").await;
    running.consent("ada", "staff", "withdraw").await;
    running
        .until("the question to go", async |running: &Running| {
            let board = running.get("/v1/branches/mitte/prompts").await;
            (board["open"] == json!([])).then_some(())
        })
        .await;
    let answer = format!("/v1/branches/mitte/prompts/{}/answer", path(&key));
    let (status, refusal) = running.post(&answer, json!({"answer": "done"})).await;
    assert_eq!((status, &refusal["reason"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("revoked")), "{refusal}");
    assert_eq!(running.get("/v1/orders/o-1").await["credits"], json!([]));
    running.end().await;
}

#[tokio::test]
async fn nobody_is_prompted_without_consent_and_why_says_so() {
    let running = begin().await;
    ready(&running).await;
    running.track("bob", "Product Viewed", json!({"name": "Trail shoe"})).await;
    running.track("bob", "Store Entered", json!({"branch": "mitte"})).await;
    let customer = running.customer("user_id:bob").await;
    let why = running.get(&format!("/v1/customers/{customer}/why?journey=in-the-branch")).await;
    let said = why["answer"].to_string();
    assert!(said.contains("no consent"), "{said}");
    assert_eq!(why["now"][0]["verdict"], "refused");
    assert_eq!(running.get("/v1/branches/mitte/prompts").await["open"], json!([]));
    running.end().await;
}

#[tokio::test]
async fn a_prompt_survives_a_restart_and_not_a_withdrawal() {
    let running = begin().await;
    ready(&running).await;
    visit(&running, "ada").await;
    let prompt = open_prompt(&running).await;
    let running = begin_in(running.end().await, None).await;
    let again = open_prompt(&running).await;
    assert_eq!((&again["send_key"], &again["say"]), (&prompt["send_key"], &prompt["say"]));
    running.consent("ada", "staff", "withdraw").await;
    let board = running
        .until("the prompt to go", async |running: &Running| {
            let board = running.get("/v1/branches/mitte/prompts").await;
            (board["open"] == json!([])).then_some(board)
        })
        .await;
    assert_eq!(board["ended"][0]["state"], "revoked");
    assert_eq!(board["ended"][0]["label"], "");
    running.end().await;
}

#[tokio::test]
async fn a_paused_journey_prompts_nobody_and_a_stopped_one_does_not_come_back() {
    let running = begin().await;
    ready(&running).await;
    let (status, paused) = running.post("/v1/journeys/in-the-branch/pause", json!({})).await;
    assert_eq!((status, paused["state"].as_str()), (StatusCode::OK, Some("paused")));
    visit(&running, "ada").await;
    assert_eq!(running.get("/v1/branches/mitte/prompts").await["open"], json!([]));
    let (status, _) = running.post("/v1/journeys/in-the-branch/stop", json!({})).await;
    assert_eq!(status, StatusCode::OK);
    let (status, refusal) = running.post("/v1/journeys/in-the-branch/resume", json!({})).await;
    assert_eq!((status, refusal["reason"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("stopped")));
    let again = PROMPT.replace("unit_cost: 0.20 EUR", "unit_cost: 0.10 EUR");
    running.publish("in-the-branch", &again).await;
    let journey = running.get("/v1/journeys/in-the-branch").await;
    assert_eq!(
        (journey["summary"]["state"].as_str(), journey["summary"]["version"].as_u64()),
        (Some("running"), Some(2))
    );
    assert_eq!(journey["versions"].as_array().unwrap().len(), 2);
    running.end().await;
}

#[tokio::test]
async fn a_document_is_checked_drafted_and_tried_on_the_past() {
    let running = begin().await;
    running.plan().await;
    let (_, answer) =
        running.post("/v1/journeys/check", json!({"document": PROMPT.replace("offers", "nonsense")})).await;
    assert_eq!(answer["ok"], false);
    assert!(answer["problems"][0]["line"].as_u64().unwrap() > 0, "{answer}");
    let (status, answer) = running.put("/v1/journeys/in-the-branch/draft", json!({"document": PROMPT})).await;
    assert_eq!((status, answer["ok"].as_bool()), (StatusCode::OK, Some(true)), "{answer}");
    assert_eq!(answer["graph"]["nodes"].as_array().unwrap().len(), 3);
    visit(&running, "ada").await;
    visit(&running, "bob").await;
    running.identify("cyd", json!({"name": "Cyd Esempio"})).await;
    running.track("cyd", "Product Viewed", json!({"name": "Trail shoe", "product_id": "shoe-1"})).await;
    running.track("cyd", "Store Entered", json!({"branch": "mitte"})).await;
    let window = json!({"from": "2020-01-01T00:00:00Z", "to": "2039-01-01T00:00:00Z"});
    let mut digests = Vec::new();
    for _ in 0..2 {
        let (status, job) = running.post("/v1/journeys/in-the-branch/backtests", window.clone()).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{job}");
        let id = job["id"].as_str().unwrap().to_owned();
        let done = running
            .until("the back-test", async |running: &Running| {
                let job = running.get(&format!("/v1/backtests/{id}")).await;
                (job["state"] != "running").then_some(job)
            })
            .await;
        assert_eq!((done["state"].as_str(), done["progress"].as_f64()), (Some("finished"), Some(1.0)), "{done}");
        assert_eq!(done["result"]["sent"], 2, "{done}");
        let days = done["result"]["days"].as_array().unwrap();
        assert_eq!(days.iter().map(|day| day["sent"].as_u64().unwrap()).sum::<u64>(), 2, "{done}");
        assert_eq!(days.iter().map(|day| day["refused"].as_u64().unwrap()).sum::<u64>(), 1, "no consent: {done}");
        assert!(days.iter().all(|day| day["day"].as_str().unwrap().len() == 10), "{done}");
        assert_eq!(done["result"]["cost"], json!([{"minor": 40, "currency": "EUR"}]));
        digests.push(done["result"]["digest"].clone());
    }
    assert_eq!(digests[0], digests[1]);
    assert_eq!(running.get("/v1/deliveries").await["items"], json!([]), "a back-test sends nothing");
    running.end().await;
}

#[tokio::test]
async fn staff_see_their_own_branch_and_nothing_else() {
    let running = begin().await;
    ready(&running).await;
    running.post("/v1/branches", json!({"id": "nord", "name": "Berlin Nord", "brand": "main"})).await;
    let (_, link) = running.post("/v1/branches/mitte/link", json!({})).await;
    let token = link["token"].as_str().unwrap();
    let as_staff =
        async |path: &str| running.plain(Method::GET, path).bearer_auth(token).send().await.unwrap().status();
    assert_eq!(as_staff("/v1/branches/mitte/prompts").await, StatusCode::OK);
    assert_eq!(as_staff("/v1/branches/nord/prompts").await, StatusCode::NOT_FOUND);
    for path in ["/v1/overview", "/v1/customers", "/v1/journeys", "/v1/people", "/v1/sources", "/v1/live", "/v1/mail"] {
        assert_eq!(as_staff(path).await, StatusCode::NOT_FOUND, "{path}");
    }
    let (_, second) = running.post("/v1/branches/mitte/link", json!({})).await;
    assert_ne!(second["token"], link["token"]);
    assert_eq!(as_staff("/v1/branches/mitte/prompts").await, StatusCode::UNAUTHORIZED, "the link before has ended");
    running.end().await;
}

#[tokio::test]
async fn what_nobody_has_seen_is_warned_of() {
    let running = begin().await;
    running.plan().await;
    let ask = async |document: &str| {
        let (status, answer) = running.post("/v1/journeys/check", json!({"document": document})).await;
        assert_eq!((status, answer["ok"].as_bool()), (StatusCode::OK, Some(true)), "{answer}");
        let problems = answer["problems"].as_array().unwrap().clone();
        let codes = problems.iter().map(|problem| problem["code"].as_str().unwrap().to_owned());
        // What may be missing is another matter.
        codes.filter(|code| code != "content_no_default").collect::<Vec<_>>()
    };
    assert!(ask(PROMPT).await.is_empty(), "where nothing was seen yet, nothing is missing");
    visit(&running, "ada").await;
    assert_eq!(ask(PROMPT).await, ["unknown_event"], "nobody has bought yet");
    running.track("ada", "Order Completed", json!({"order_id": "o-1"})).await;
    assert!(ask(PROMPT).await.is_empty());
    let misspelt = PROMPT.replace("remember: [name]", "remember: [nmae]").replace("data.first.name", "data.first.nmae");
    assert_eq!(ask(&misspelt).await, ["unknown_property"]);
    assert_eq!(ask(&PROMPT.replace("event: Store Entered", "event: Shop Entered")).await, ["unknown_event"]);
    running.track("ada", "Shop Entered", json!({"branch": "mitte"})).await;
    assert!(ask(&PROMPT.replace("event: Store Entered", "event: Shop Entered")).await.is_empty(), "seen by now");
    running.end().await;
}

#[tokio::test]
async fn a_prompt_goes_when_the_person_is_erased_or_merged_or_the_journey_is_stopped() {
    let running = begin().await;
    ready(&running).await;
    let gone = async || {
        let gone = async |running: &Running| {
            let board = running.get("/v1/branches/mitte/prompts").await;
            (board["open"] == json!([])).then_some(board)
        };
        running.until("the prompt to go", gone).await
    };
    visit(&running, "ada").await;
    open_prompt(&running).await;
    let ada = running.customer("user_id:ada").await;
    running.erase(&ada).await;
    let board = running.get("/v1/branches/mitte/prompts").await;
    assert_eq!(
        (&board["open"], &board["ended"]),
        (&json!([]), &json!([])),
        "nothing of an erased person is left, at once"
    );

    // Known at first by a card only, then seen to be someone who is known already.
    running.identify("bob", json!({"email": "bob@example.com"})).await;
    let before = running.customer("user_id:bob").await;
    visit(&running, "visitor-7").await;
    let prompt = open_prompt(&running).await;
    let body = json!({"previousId": "visitor-7", "userId": "bob"});
    assert_eq!(running.source("/v1/alias").json(&body).send().await.unwrap().status(), StatusCode::OK);
    running.settle().await;
    let one = running.customer("user_id:visitor-7").await;
    assert_eq!(one, running.customer("user_id:bob").await);
    if one == before {
        gone().await;
    } else {
        // The older record may be the one that remains; then it is this person's own prompt.
        assert_eq!(prompt["customer"], one.as_str());
    }

    visit(&running, "cleo").await;
    open_prompt(&running).await;
    let (status, _) = running.post("/v1/journeys/in-the-branch/stop", json!({})).await;
    assert_eq!(status, StatusCode::OK);
    let board = running.get("/v1/branches/mitte/prompts").await;
    assert_eq!(board["open"], json!([]), "at once");
    assert!(board["ended"].as_array().unwrap().iter().all(|ended| ended["label"] == ""), "{board}");
    let running = begin_in(running.end().await, None).await;
    assert_eq!(running.get("/v1/branches/mitte/prompts").await["open"], json!([]), "nor after a restart");
    running.end().await;
}

#[tokio::test]
async fn what_a_page_says_it_showed_counts_for_placements_only() {
    let running = begin().await;
    ready(&running).await;
    visit(&running, "ada").await;
    let prompt = open_prompt(&running).await;
    let key = prompt["send_key"].as_str().unwrap();
    for event in ["Placement Shown", "Placement Clicked"] {
        running.track("ada", event, json!({"send_key": key})).await;
    }
    let delivery = running.get(&format!("/v1/deliveries/{}", path(key))).await;
    let steps = delivery["steps"].to_string();
    assert!(
        !steps.contains("opened") && !steps.contains("clicked"),
        "the prompt was on a phone, not on a page: {steps}"
    );
    running.end().await;
}

#[tokio::test]
async fn a_prompt_that_would_lead_elsewhere_leaves_the_board() {
    let running = begin().await;
    ready(&running).await;
    running.publish("in-the-branch", &PROMPT.replace("The shoes are in stock.", "Hello {{ customer.name }}.")).await;
    visit(&running, "ada").await;
    assert_eq!(open_prompt(&running).await["say"], "Hello Ada Beispiel.");
    // The board is made anew at a start, with what is known then.
    running.identify("ada", json!({"name": "evil.com"})).await;
    let running = begin_in(running.end().await, None).await;
    let parted = open_prompt(&running).await["say"].as_str().unwrap().to_owned();
    assert_eq!(parted, "Hello evil.\u{202f}com.", "no phone makes a link of it");
    running.identify("ada", json!({"name": "Sign in at https://evil.example/in"})).await;
    let running = begin_in(running.end().await, None).await;
    assert_eq!(running.get("/v1/branches/mitte/prompts").await["open"], json!([]));
    running.end().await;
}

#[tokio::test]
async fn contents_are_checked_as_conditions_are() {
    let running = begin().await;
    ready(&running).await;
    visit(&running, "ada").await;
    let ask = async |say: &str| {
        let document = PROMPT.replace("The shoes are in stock.", say);
        let (_, answer) = running.post("/v1/journeys/check", json!({"document": document})).await;
        let places = ["steps.0.message.content.say", "steps.0.message.content"];
        let at = |problem: &&Value| places.iter().any(|place| problem["path"] == *place);
        let found = answer["problems"].as_array().unwrap().iter().find(at).cloned().unwrap_or_default();
        let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
        if text("severity") == "error" {
            let (status, _) = running.post("/v1/journeys/in-the-branch/publish", json!({"document": document})).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(found["line"].as_u64().unwrap() > 0, "{found}");
        }
        (text("severity"), text("code"), text("hint"))
    };
    for (say, severity, code, hint) in [
        ("{{ match.name }}", "error", "content_unknown_name", "did you mean `data.first.name`?"),
        ("{{ custmer.name }}", "error", "content_unknown_name", "did you mean `data.first.name`?"),
        ("{{ data.first.nam }}", "error", "content_unknown_name", "did you mean `name`?"),
        ("{{ data.first.price }}", "error", "content_unknown_name", "write remember: [price]"),
        ("{{ voucher.code }}", "error", "content_unknown_name", ""),
        ("{{ here.zon }}", "error", "content_unknown_name", "did you mean `zone`?"),
        ("{{ customer.naem }} is here", "warning", "unknown_trait", ""),
        ("{{ data.brnch | default: 'x' }}", "warning", "unknown_property", "did you mean `branch`?"),
        ("{{ data.d | date: '%E' }}", "error", "content_date", ""),
        ("{{ 1 | divided_by: 0 }}", "error", "content_failed", ""),
        ("{{ customer.name | default: 'You' }}, {{ data.branch | default: 'x' }}", "", "", ""),
    ] {
        let (severity, code, hint) = (severity.to_owned(), code.to_owned(), hint.to_owned());
        let found = ask(say).await;
        let found = (found.0, found.1, if hint.is_empty() { String::new() } else { found.2 });
        assert_eq!(found, (severity, code, hint), "{say}");
    }
    let (severity, code, _) = ask("{{ customer.name }} is here").await;
    assert_eq!((severity.as_str(), code.as_str()), ("warning", "content_no_default"));
    running.end().await;
}

#[tokio::test]
async fn a_preview_shows_each_message_as_it_would_be_sent_and_what_is_missing() {
    let running = begin().await;
    running.plan().await;
    let document = "id: mail\nname: Mail\nbrand: main\nactivity: shoes\npurpose: offers\n\
        triggers:\n  - when: {event: Product Viewed}\nsteps:\n  - id: letter\n    message:\n      channel: email\n      \
        content: {subject: \"{{ data.shoe_name }}\", text: \"Hello {{ customer.first_name | default: 'you' }} & <b>all</b>\"}\n  \
        - id: say\n    message:\n      channel: staff\n      content: {say: \"Show {{ data.shoe_name }}\"}\n";
    let (status, answer) = running.post("/v1/journeys/preview", json!({"document": document})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (letter, say) = (&answer["messages"][0], &answer["messages"][1]);
    assert_eq!(
        (&letter["step"], &letter["view"], &letter["refused"]),
        (&json!("letter"), &json!("letter"), &Value::Null)
    );
    assert_eq!(letter["content"]["subject"], "Shoe name");
    let html = letter["html"].as_str().unwrap();
    assert!(html.contains("Hello First name &amp; &lt;b&gt;all") && html.contains("/p/"), "{html}");
    assert_eq!((&say["view"], &say["content"]["say"]), (&json!("letter"), &json!("Show Shoe name")), "{say}");
    let codes: Vec<&str> =
        letter["problems"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"content_no_default") && codes.contains(&"content_may_fail"), "{letter}");
    // As someone gets it of whom that is not known.
    let body = json!({"document": document, "data": {"data": {"shoe_name": null}, "customer": {"first_name": "Ada"}},
        "language": "de"});
    let (_, answer) = running.post("/v1/journeys/preview", body).await;
    assert_eq!(answer["messages"][0]["refused"]["code"], "content_no_subject", "{answer}");
    assert_eq!(answer["messages"][1]["content"]["say"], "Show ", "{answer}");
    let (status, answer) = running.post("/v1/journeys/preview", json!({"document": "id: [x"})).await;
    assert_eq!((status, &answer["messages"]), (StatusCode::OK, &json!([])), "{answer}");
    assert!(!answer["problems"].as_array().unwrap().is_empty());
    running.end().await;
}

/// Another person who may change everything.
async fn colleague(running: &Running, name: &str) -> String {
    let (status, made) = running.post("/v1/people", json!({"name": name, "roles": [{"role": "administrator"}]})).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn nobody_overwrites_what_they_have_not_read() {
    let running = begin().await;
    running.plan().await;
    let (bea, carl) = (colleague(&running, "bea").await, colleague(&running, "carl").await);
    let write = async |who: &str, path: &str, read: Option<&str>, body: Value| {
        let request = running.plain(Method::PUT, path).bearer_auth(who).json(&body);
        let request = read.into_iter().fold(request, |request, read| request.header("If-Match", read));
        let answer = request.send().await.unwrap();
        let tag = answer.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned());
        (answer.status().as_u16(), tag, answer.json::<Value>().await.unwrap())
    };
    let draft = "/v1/journeys/in-the-branch/draft";
    let text = |n: u32| json!({"document": format!("{PROMPT}# {n}\n")});
    let (status, first, saved) = write(&bea, draft, None, text(1)).await;
    assert_eq!((status, first.as_deref(), &saved["revision"]), (200, Some("\"1-0\""), &json!("1-0")));
    assert_eq!(write(&carl, draft, None, text(2)).await.0, 428, "bea's work, unseen");
    let (status, second, _) = write(&carl, draft, first.as_deref(), text(2)).await;
    assert_eq!((status, second.as_deref()), (200, Some("\"2-0\"")));
    let (status, _, problem) = write(&bea, draft, first.as_deref(), text(3)).await;
    assert_eq!((status, &problem["code"]), (412, &json!("outdated")));
    assert!(problem["detail"].as_str().unwrap().starts_with("carl changed it last"), "{problem}");
    assert_eq!((&problem["said"]["code"], &problem["said"]["person"]), (&json!("changed"), &json!("carl")));
    assert_eq!(write(&bea, draft, Some("W/\"2-0\""), text(3)).await.0, 412);
    assert_eq!(write(&bea, draft, Some("2-0"), text(3)).await.0, 400);
    assert_eq!(write(&carl, draft, None, text(4)).await.0, 200, "one's own may be written over");
    let view = running.get("/v1/journeys/in-the-branch").await;
    assert!(view["draft"].as_str().unwrap().ends_with("# 4\n") && view["revision"] == "3-0", "{view}");
    let publish = async |who: &str, read: &str| {
        let request = running.plain(Method::POST, "/v1/journeys/in-the-branch/publish").bearer_auth(who);
        request.header("If-Match", read).send().await.unwrap().status().as_u16()
    };
    assert_eq!((publish(&bea, "\"1-0\"").await, publish(&bea, "\"3-0\"").await), (412, 200));
    assert_eq!(write(&carl, draft, Some("\"3-0\""), text(5)).await.0, 412, "published meanwhile");
    assert_eq!(write(&carl, draft, Some("\"0-1\""), text(5)).await.0, 200);

    let brand = running.admin(Method::GET, "/v1/brands/main").send().await.unwrap();
    let tag = brand.headers()["etag"].to_str().unwrap().to_owned();
    let settings = brand.json::<Value>().await.unwrap()["settings"].clone();
    let named = |name: &str| {
        let mut changed = settings.clone();
        changed["name"] = json!(name);
        json!({"settings": changed})
    };
    let path = "/v1/brands/main";
    assert_eq!(write(&bea, path, Some(&tag), named("Bea's")).await.0, 200);
    assert_eq!(write(&carl, path, Some(&tag), named("Carl's")).await.0, 412);
    assert_eq!(write(&carl, path, None, named("Carl's")).await.0, 428);
    assert_eq!(running.get(path).await["settings"]["name"], "Bea's");
    running.end().await;
}

#[tokio::test]
async fn settings_that_were_changed_since_they_were_read_are_not_written_over() {
    let networks = rapport_drivers::reach::Networks::new(["127.0.0.0/8"]).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let running = begin_as(dir, |config| rapport_server::Config { printer_networks: networks, ..config }).await;
    running.post("/v1/branches", json!({"id": "mitte", "name": "Mitte", "brand": "main"})).await;
    let source = json!({"id": "shop-2", "name": "Shop", "brand": "main", "touchpoint": "shop"});
    running.post("/v1/sources", source).await;
    let printer =
        |columns: u32| json!({"id": "till", "branch": "mitte", "address": "127.0.0.1:9100", "columns": columns});
    assert_eq!(running.put("/v1/printers/till", printer(42)).await.0, StatusCode::OK);
    let mail = |port: u32| json!({"host": null, "port": port, "security": "none"});
    let listed = async |path: &str, id: &str| {
        let all = running.get(path).await;
        all.as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()["revision"].as_str().unwrap().to_owned()
    };
    let read = [
        running.get("/v1/mail").await["revision"].as_str().unwrap().to_owned(),
        listed("/v1/printers", "till").await,
        listed("/v1/sources", "shop-2").await,
    ];
    let head = running.admin(Method::GET, "/v1/mail").send().await.unwrap();
    assert_eq!(head.headers()["etag"], format!("\"{}\"", read[0]));
    let changes = [
        (Method::PUT, "/v1/mail", mail(2525), mail(2526)),
        (Method::PUT, "/v1/printers/till", printer(48), printer(56)),
        (Method::PATCH, "/v1/sources/shop-2", json!({"active": false}), json!({"active": true})),
    ];
    for ((method, path, first, second), read) in changes.into_iter().zip(read) {
        let write = async |read: &str, body: &Value| {
            let request = running.admin(method.clone(), path).header("If-Match", format!("\"{read}\"")).json(body);
            let answer = request.send().await.unwrap();
            let tag = answer.headers().get("etag").map(|tag| tag.to_str().unwrap().trim_matches('"').to_owned());
            (answer.status().as_u16(), tag, answer.json::<Value>().await.unwrap())
        };
        let (status, tag, fresh) = write(&read, &first).await;
        assert_eq!((status, tag.as_deref()), (200, fresh["revision"].as_str()), "{path}: {fresh}");
        let (status, _, problem) = write(&read, &second).await;
        assert_eq!((status, &problem["said"]["code"]), (412, &json!("changed_since")), "{path}: {problem}");
        assert_eq!(write(&tag.unwrap(), &second).await.0, 200, "{path}");
    }
    let new = running.admin(Method::PUT, "/v1/printers/none").header("If-Match", "\"1\"");
    let mut body = printer(42);
    body["id"] = json!("none");
    assert_eq!(new.json(&body).send().await.unwrap().status(), StatusCode::PRECONDITION_FAILED, "it is gone");
    running.end().await;
}
