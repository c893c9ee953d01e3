//! What journeys did, in numbers and lists: one definition for what is live, for back-tests, and for the lists that a
//! number opens.

use crate::common::{Running, begin, begin_in};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const FLOW: &str = r#"
id: greet
name: Greeting
brand: main
activity: shoes
purpose: offers
triggers: [{when: {event: Store Entered}}]
entry: {re_entry: always}
steps:
  - id: ask
    branch:
      cases: [{when: "data.branch == 'mitte'", then: tell}]
      otherwise: pause
  - id: tell
    message:
      channel: staff
      unit_cost: 0.20 EUR
      content: {say: "Hello"}
  - id: pause
    wait: {for: 30d}
"#;

async fn ready(running: &Running) {
    running.plan().await;
    running.publish("greet", FLOW).await;
    running.post("/v1/branches", json!({"id": "mitte", "name": "Berlin Mitte", "brand": "main"})).await;
}

/// Three come into the branch, of whom one may be greeted; a fourth comes elsewhere.
async fn four_come_in(running: &Running) {
    for (user, branch) in [("ada", "mitte"), ("bob", "mitte"), ("cyd", "mitte"), ("dan", "nord")] {
        running.identify(user, json!({"name": user})).await;
        if user == "ada" {
            running.consent(user, "staff", "grant").await;
        }
        running.track(user, "Store Entered", json!({"branch": branch})).await;
    }
    running.settle().await;
    running
        .until("the prompt", async |running: &Running| {
            let counts = running.get("/v1/journeys/greet/counts").await;
            (step(&counts, "tell")["sent"] == 1).then_some(())
        })
        .await;
}

fn step<'a>(counts: &'a Value, id: &str) -> &'a Value {
    counts["steps"].as_array().unwrap().iter().find(|step| step["step"] == id).unwrap()
}

async fn items(running: &Running, path: &str) -> Vec<Value> {
    running.get(path).await["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_message_is_counted_once_and_every_number_opens_its_list() {
    let running = begin().await;
    ready(&running).await;
    four_come_in(&running).await;
    assert_eq!(running.get("/v1/overview").await["sent"], 1);
    let effect = running.get("/v1/plan/nodes/activity:shoes/effect").await;
    assert_eq!((&effect["treated"], &effect["held_out"]), (&json!(4), &json!(0)), "{effect}");
    let counts = running.get("/v1/journeys/greet/counts").await;
    let tell = step(&counts, "tell");
    assert_eq!((&tell["passed"], &tell["sent"], &tell["refused"]), (&json!(3), &json!(1), &json!(2)), "{counts}");
    assert_eq!(tell["refusals"], json!([{"code": "no_consent", "text": "no consent", "count": 2}]));
    assert_eq!(counts["refusals"], tell["refusals"], "the journey's are the steps' together");
    assert_eq!(
        step(&counts, "ask")["ways"],
        json!([{"way": "choice_1", "count": 3}, {"way": "otherwise", "count": 1}])
    );
    assert_eq!((&step(&counts, "pause")["here"], &counts["inside"]), (&json!(4), &json!(4)));

    let of_step = "/v1/deliveries?journey=greet&step=tell";
    for (number, filter) in
        [("sent", "state=accepted"), ("refused", "state=not_sent"), ("refused", "reason=no_consent")]
    {
        let listed = items(&running, &format!("{of_step}&{filter}")).await;
        assert_eq!(json!(listed.len()), tell[number], "{filter}: {listed:?}");
    }
    let refused = items(&running, &format!("{of_step}&state=not_sent")).await;
    assert_eq!((&refused[0]["label"], &refused[0]["why"]), (&json!("cyd"), &json!("no_consent")), "newest first");
    let key = refused[0]["send_key"].as_str().unwrap().replace('/', "%2F");
    let opened = running.get(&format!("/v1/deliveries/{key}")).await;
    assert!(opened["steps"][0]["checks"].as_array().unwrap().len() > 5, "with all that the gate asked: {opened}");
    running.end().await;
}

#[tokio::test]
async fn lists_go_by_date_both_ways_and_page_by_page() {
    let running = begin().await;
    ready(&running).await;
    four_come_in(&running).await;
    let all = items(&running, "/v1/deliveries").await;
    assert_eq!(all.len(), 3);
    let mut oldest: Vec<Value> = items(&running, "/v1/deliveries?sort=oldest").await;
    oldest.reverse();
    assert_eq!(oldest, all);
    for sort in ["newest", "oldest"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = running.get(&format!("/v1/deliveries?sort={sort}&limit=1{cursor}")).await;
            seen.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={}", next.replace('/', "%2F"));
        }
        assert_eq!(seen, items(&running, &format!("/v1/deliveries?sort={sort}")).await, "{sort}");
    }
    let at = all[1]["at"].as_str().unwrap();
    let since = items(&running, &format!("/v1/deliveries?from={at}")).await.len();
    let before = items(&running, &format!("/v1/deliveries?to={at}")).await.len();
    assert_eq!((since + before, since > 0), (3, true), "a moment divides the list");
    assert_eq!(items(&running, &format!("/v1/deliveries?from=2039-01-01T00:00:00Z&to={at}")).await.len(), 0);
    for wrong in ["state=gone", "sort=random", "cursor=1", "from=yesterday", "steps=tell"] {
        let answer = running.admin(Method::GET, &format!("/v1/deliveries?{wrong}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
    running.end().await;
}

#[tokio::test]
async fn a_step_opens_to_the_people_there() {
    let running = begin().await;
    ready(&running).await;
    four_come_in(&running).await;
    let labels = async |running: &Running, query: &str| -> Vec<Value> {
        let people = items(running, &format!("/v1/journeys/greet/steps/{query}")).await;
        people.iter().map(|person| person["label"].clone()).collect()
    };
    assert_eq!(labels(&running, "pause/people").await, ["dan", "cyd", "bob", "ada"]);
    assert_eq!(labels(&running, "tell/people").await, Vec::<Value>::new(), "nobody waits there");
    assert_eq!(labels(&running, "tell/people?who=passed&sort=oldest").await, ["ada", "bob", "cyd"]);
    let first = running.get("/v1/journeys/greet/steps/pause/people?limit=3").await;
    assert_eq!(first["items"][0]["now"], json!(["pause"]));
    let rest = format!("pause/people?limit=3&cursor={}", first["next"].as_str().unwrap());
    assert_eq!(labels(&running, &rest).await, ["ada"]);
    assert_eq!(labels(&running, "pause/people?to=2020-01-01T00:00:00Z").await, Vec::<Value>::new());

    // Who is forgotten is on no list, and what became of their messages stays counted.
    let ada = running.customer("user_id:ada").await;
    running.erase(&ada).await;
    assert_eq!(labels(&running, "tell/people?who=passed&sort=oldest").await, ["bob", "cyd"]);
    assert_eq!(items(&running, "/v1/deliveries?state=accepted").await.len(), 0);
    // Who comes again counts again, and stands once among the people.
    running.track("bob", "Store Entered", json!({"branch": "mitte"})).await;
    running.settle().await;
    let counts = running
        .until("that he came by again", async |running: &Running| {
            let counts = running.get("/v1/journeys/greet/counts").await;
            (step(&counts, "tell")["passed"] == 4).then_some(counts)
        })
        .await;
    assert_eq!(step(&counts, "tell")["sent"], 1, "her message stays counted: {counts}");
    assert_eq!(labels(&running, "tell/people?who=passed&sort=oldest").await, ["cyd", "bob"]);
    let unknown = running.admin(Method::GET, "/v1/journeys/greet/steps/nonesuch/people").send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    running.end().await;
}

#[tokio::test]
async fn a_back_test_counts_as_what_is_live_does() {
    let running = begin().await;
    ready(&running).await;
    four_come_in(&running).await;
    let live = running.get("/v1/journeys/greet/counts").await;
    let window = json!({"from": "2020-01-01T00:00:00Z", "to": "2039-01-01T00:00:00Z"});
    let (_, job) = running.post("/v1/journeys/greet/backtests", window).await;
    let path = format!("/v1/backtests/{}", job["id"].as_str().unwrap());
    let tried = running
        .until("the back-test", async |running: &Running| {
            let job = running.get(&path).await;
            (job["state"] != "running").then_some(job["result"].clone())
        })
        .await;
    for id in ["ask", "tell"] {
        assert_eq!(step(&tried, id), step(&live, id), "{id}");
    }
    assert_eq!((&tried["refusals"], &tried["entered"]), (&live["refusals"], &live["entered"]));
    let of_days =
        |name: &str| tried["days"].as_array().unwrap().iter().map(|day| day[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!((of_days("sent"), of_days("refused")), (1, 2), "days and steps tell the same");
    running.end().await;
}

#[tokio::test]
async fn lists_and_numbers_are_the_same_after_a_restart() {
    let running = begin().await;
    ready(&running).await;
    four_come_in(&running).await;
    let of = async |running: &Running| {
        let mut counts = running.get("/v1/journeys/greet/counts").await;
        counts["as_of"] = Value::Null;
        let people = items(running, "/v1/journeys/greet/steps/pause/people").await;
        (counts, items(running, "/v1/deliveries").await, people)
    };
    let before = of(&running).await;
    let dir = running.end().await;
    let running = begin_in(dir, None).await;
    assert_eq!(of(&running).await, before);
    running.end().await;
}

#[tokio::test]
async fn days_are_chosen_and_compared_with_those_before() {
    let running = begin().await;
    ready(&running).await;
    for (days, count) in [("", 30), ("?days=7", 7), ("?days=90", 90)] {
        for path in ["/v1/overview", "/v1/plan/nodes/activity:shoes"] {
            let view = running.get(&format!("{path}{days}")).await;
            assert_eq!(view["days"].as_array().unwrap().len(), count, "{path}{days}");
            assert_eq!(view["compared"]["first"], view["days"][0]["day"], "{path}{days}");
            assert_eq!(view["compared"]["gained"]["planned"], view["days"][count - 1]["figures"]["planned"]);
            assert_eq!(view["compared"]["before"]["planned"]["minor"], 0);
        }
    }
    let answer = running.admin(Method::GET, "/v1/overview?days=1000").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let effect = running.get("/v1/plan/nodes/activity:shoes/effect").await;
    assert_eq!((&effect["verdict"], &effect["currency"]), (&json!("unknown"), &json!("EUR")));
    running.end().await;
}
