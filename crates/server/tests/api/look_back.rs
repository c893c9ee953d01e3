//! A journey published after something happened: what began before counts, what ended before starts nothing.

use crate::common::{Running, begin, begin_in};
use rapport_engine::Publication;
use rapport_platform::runtime::Announcement;
use reqwest::StatusCode;
use serde_json::{Value, json};

const VIEWED_THEN_CAME: &str =
    "sequence: {first: {event: Product Viewed, remember: [name]}, then: {event: Store Entered}, within: 48h}";

fn document(id: &str, trigger: &str, more: &str) -> String {
    format!(
        "id: {id}\nname: {id}\nbrand: main\nactivity: shoes\npurpose: offers\n{more}triggers:\n  - {trigger}\nentry: \
         {{re_entry: always}}\nsteps:\n  - id: tell\n    message:\n      channel: staff\n      content: {{who: \"{{{{ \
         customer.name }}}}\", looked_for: [shoes], say: \"{id}\"}}\n"
    )
}

/// A branch, and Ada, who agreed to prompts.
async fn ready() -> Running {
    let running = begin().await;
    running.plan().await;
    let branch = json!({"id": "mitte", "name": "Berlin Mitte", "brand": "main"});
    assert_eq!(running.post("/v1/branches", branch).await.0, StatusCode::CREATED);
    running.identify("ada", json!({"name": "Ada Beispiel"})).await;
    running.consent("ada", "staff", "grant").await;
    running
}

async fn view(running: &Running) {
    running.track("ada", "Product Viewed", json!({"name": "Trail shoe"})).await;
}

async fn come(running: &Running) {
    running.track("ada", "Store Entered", json!({"branch": "mitte"})).await;
}

async fn why(running: &Running, journey: &str) -> String {
    let ada = running.customer("user_id:ada").await;
    running.get(&format!("/v1/customers/{ada}/why?journey={journey}")).await["answer"].to_string()
}

/// Waits until the journey has looked back at Ada.
async fn looked_back(running: &Running, journey: &str) {
    running
        .until("the journey to look back", async |running: &Running| {
            why(running, journey).await.contains("looked back").then_some(())
        })
        .await;
}

/// How often Ada entered, by her own timeline: counts are kept for a moment.
async fn entered(running: &Running, journey: &str) -> usize {
    running.settle().await;
    let ada = running.customer("user_id:ada").await;
    let all = running.get(&format!("/v1/customers/{ada}/why?journey={journey}")).await;
    all["entries"].as_array().unwrap().iter().filter(|entry| entry["code"] == "entered").count()
}

#[tokio::test]
async fn what_began_before_the_publication_completes_after_it() {
    let running = ready().await;
    view(&running).await;
    running.settle().await;
    running.publish("late", &document("late", VIEWED_THEN_CAME, "")).await;
    looked_back(&running, "late").await;
    let said = why(&running, "late").await;
    assert!(!said.contains("never matched") && said.contains("It has watched since"), "{said}");
    assert_eq!(entered(&running, "late").await, 0, "nothing has completed yet");
    come(&running).await;
    assert_eq!(entered(&running, "late").await, 1);
    let board = running.get("/v1/branches/mitte/prompts").await;
    assert_eq!(board["open"].as_array().unwrap().len(), 1, "{board}");

    // Published again with the same trigger, it goes on watching and shows nothing twice.
    running.publish("late", &document("late", VIEWED_THEN_CAME, "priority: 3\n")).await;
    come(&running).await;
    assert_eq!(entered(&running, "late").await, 2, "once more for the second visit");
    running.end().await;
}

#[tokio::test]
async fn what_was_over_before_the_publication_starts_nothing_unless_the_author_says_so() {
    let running = ready().await;
    view(&running).await;
    come(&running).await;
    running.settle().await;
    for (id, more) in [("usual", ""), ("nothing", "look_back: nothing\n"), ("all", "look_back: everything\n")] {
        running.publish(id, &document(id, VIEWED_THEN_CAME, more)).await;
    }
    let bought = "when: {event: Store Entered}";
    running.publish("visits", &document("visits", bought, "look_back: everything\n")).await;
    for id in ["usual", "all", "visits"] {
        looked_back(&running, id).await;
    }
    for (id, expected) in [("usual", 0), ("nothing", 0), ("all", 1), ("visits", 1)] {
        assert_eq!(entered(&running, id).await, expected, "{id}");
    }
    let said = why(&running, "nothing").await;
    assert!(said.contains("It has watched since") && !said.contains("looked back"), "{said}");
    running.end().await;
}

#[tokio::test]
async fn counts_and_absences_look_back_as_well() {
    let running = ready().await;
    view(&running).await;
    view(&running).await;
    running.settle().await;
    let thrice = "count: {of: {event: Product Viewed}, times: 3, within: 1h}";
    let silent = "absence: {after: {event: Product Viewed}, without: [{event: Store Entered}], within: 3s}";
    running.publish("thrice", &document("thrice", thrice, "")).await;
    running.publish("silent", &document("silent", silent, "")).await;
    looked_back(&running, "thrice").await;
    looked_back(&running, "silent").await;
    view(&running).await;
    assert_eq!(entered(&running, "thrice").await, 1);
    running.until("the absence", async |running: &Running| (entered(running, "silent").await == 1).then_some(())).await;
    running.end().await;
}

/// The process ended after the publication, before anybody was looked at.
#[tokio::test]
async fn a_restart_goes_on_looking_back() {
    goes_on(|asked| asked.to_string()).await;
}

/// What was asked cannot be read: the version itself says what it would be.
#[tokio::test]
async fn a_restart_goes_on_with_a_look_back_that_cannot_be_read() {
    goes_on(|_| "{".to_owned()).await;
}

async fn goes_on(kept: impl Fn(&Value) -> String) {
    let running = ready().await;
    view(&running).await;
    running.settle().await;
    let text = document("late", VIEWED_THEN_CAME, "");
    let journey = rapport_journey::compile(rapport_journey::parse(&text).unwrap(), 1).unwrap();
    let app = running.server.as_ref().unwrap().app().clone();
    let publication = Publication { journey: "late".into(), version: 1, document: text, author: "ben".into() };
    app.runtime.announcer().await.announce(Announcement::Publish(Box::new(publication))).await.unwrap();
    let asked: Value = json!({"journey": "late", "version": 1, "triggers": journey.look_back_from(None)});
    app.jobs.begin("look_back/late/1", "look_back", &kept(&asked), "", app.now()).await.unwrap();
    drop(app);

    let running = begin_in(running.end().await, None).await;
    looked_back(&running, "late").await;
    come(&running).await;
    running.settle().await;
    let said = why(&running, "late").await;
    assert!(said.contains("entered version 1"), "{said}");
    running.end().await;
}
