//! The screens in a real browser, against a server with a small data set made through the API.

use crate::support::{MailServer, Rapport, Shop, secs, shop, tools, until};
use serde_json::json;
use std::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn full_size_screens_work_in_a_real_browser() {
    let web = tools::workspace().join("web");
    if !web.join("node_modules/playwright-core").exists() {
        return tools::skipped("web/node_modules is not installed (`make test` installs it)");
    }
    let Some(chromium) = tools::chromium() else { return };
    let rapport = Rapport::start().await;
    if !rapport.api.try_get("/").await.unwrap().text.contains("<div id=\"root\"") {
        return tools::skipped("the web UI is not built into this binary (`make test` builds web/dist first)");
    }
    let mails = MailServer::start();
    furnish(&rapport, &mails).await;
    let mut browser = Command::new("npm");
    browser
        .args(["run", "--silent", "browser"])
        .current_dir(&web)
        .env("RAPPORT_URL", &rapport.api.base)
        .env("RAPPORT_ADMIN_TOKEN", rapport.token())
        .env("CHROMIUM", chromium);
    let (code, said) = tools::run(browser).await;
    println!("{said}");
    assert_eq!(code, Some(0), "{said}");
}

/// Something on every screen: a plan with money spent and brought back, journeys, people, a branch with a prompt.
async fn furnish(rapport: &Rapport, mails: &MailServer) {
    let shop = Shop::open(rapport).await;
    shop.mail_by(mails.address(), 4).await;
    shop.publish(&shop::mail_journey("spring-mail", "Spring Began", "offers", "")).await;
    shop.publish(PROMPT).await;
    shop.admin.post("/v1/branches", json!({"id": "mitte", "name": "Berlin Mitte", "brand": "acme"})).await;
    let people = shop.people(12).await;
    shop.agree(&people[..8]).await;
    shop.declare(&people[..4], "grant", "staff").await;
    let spring = people.iter().map(|p| shop::track(p, "Spring Began", &format!("s-{}", p.user), json!({})));
    shop.say("shop", spring.collect()).await;
    until("mails have left", secs(30), async || (mails.taken().len() == 8).then_some(())).await;
    for (n, person) in people[..3].iter().enumerate() {
        let viewed = json!({"product_id": "boots", "name": "Trail boots", "category": "shoes"});
        shop.say("shop", vec![shop::track(person, "Product Viewed", &format!("v-{n}"), viewed)]).await;
        shop.say("door", vec![shop::track(person, "Store Entered", &format!("e-{n}"), json!({"branch": "mitte"}))])
            .await;
    }
    let products = json!([{"product_id": "socks", "category": "shoes", "price": 24.5, "quantity": 2}]);
    let order = json!({"order_id": "o-1", "revenue": 49, "currency": "EUR", "products": products});
    shop.say("till", vec![shop::track(&people[5], "Order Completed", "o-1", order)]).await;
    until("a prompt at the branch", secs(30), async || {
        let board = shop.admin.get("/v1/branches/mitte/prompts").await;
        (board["open"].as_array().unwrap().len() == 3).then_some(())
    })
    .await;
    let pool = json!({"id": "welcome", "name": "Five euros", "brand": "acme", "activity": "spring",
        "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "validity": {"for": "14d"}});
    shop.admin.post("/v1/vouchers/pools", pool).await;
    until("the sale is credited", secs(30), async || {
        let figures = shop.figures("activity:spring").await;
        (figures["returned"] == 4_900).then_some(())
    })
    .await;
}

const PROMPT: &str = "id: welcome
name: Looked on the web, came to the branch
brand: acme
activity: spring
purpose: offers
triggers:
  - sequence:
      first: {event: Product Viewed, remember: [product_id, name]}
      then: {event: Store Entered}
      within: 48h
entry:
  re_entry: always
steps:
  - id: prompt
    message:
      channel: staff
      content:
        who: \"{{ customer.firstName | default: 'A customer' }}\"
        looked_for: [\"{{ data.first.name }}\"]
        say: \"Shall I show you {{ data.first.name }}?\"
      valid_for: 2h
";
