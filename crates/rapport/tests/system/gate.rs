//! S13: caps hold in a crowd, and what was bought is offered no more, wherever it was bought.

use crate::support::{MailServer, Person, Rapport, Shop, millis, secs, shop, size, until};
use rapport_drivers::email::sink::Trick;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_triggers_at_once_do_not_pass_the_cap() {
    let mails = MailServer::start();
    let mut rapport = Rapport::start().await;
    let mut brand = shop::brand();
    brand["caps"] = json!([{"max": 3, "per": "7d"}]);
    brand["channels"][0]["caps"] = json!([{"max": 2, "per": "1d"}]);
    let shop = Shop::with_brand(&rapport, brand).await;
    shop.mail_by(mails.address(), 8).await;
    for id in ["one", "two"] {
        shop.publish(&shop::mail_journey(id, "Spring Began", "offers", "")).await;
    }
    let people = shop.people(size(12, 1_000)).await;
    shop.agree(&people).await;
    let mut crowd = tokio::task::JoinSet::new();
    for n in 0..100 {
        let said = people.iter().map(|p| shop::track(p, "Spring Began", &format!("{n}-{}", p.user), json!({})));
        let (shop, said) = (shop.clone(), said.collect::<Vec<Value>>());
        crowd.spawn(async move { shop.say("shop", said).await });
    }
    crowd.join_all().await;
    let enough = 2 * people.len();
    until("everybody got what the cap allows", secs(120), async || (mails.taken().len() >= enough).then_some(())).await;
    for id in ["one", "two"] {
        rapport.calm(id, secs(120)).await;
    }
    // A restart asks the gate again about what waits.
    rapport.restart().await;
    for id in ["one", "two"] {
        rapport.calm(id, secs(120)).await;
    }
    let by_recipient = mails.by_recipient();
    assert_eq!(by_recipient.len(), people.len());
    assert!(by_recipient.values().all(|n| *n == 2), "{by_recipient:?}");
    assert!(mails.copies().values().all(|copies| *copies == 1));
}

/// An offer of one product, by mail, after a moment in which it may be bought.
const CART: &str = "id: cart
name: A full cart
brand: acme
activity: spring
purpose: offers
triggers:
  - when: {event: Product Added}
entry:
  re_entry: always
offer: {product_from: product_id, bought_within: 30d}
steps:
  - id: patience
    wait: {for: 2s}
  - id: mail
    message:
      channel: email
      content: {subject: \"Still in your cart\", text: \"{{ data.name }} is still in your cart.\"}
      valid_for: 1d
";

fn order(person: &Person, id: &str, product: &str, category: &str) -> Value {
    let product = json!({"product_id": product, "category": category, "price": 20, "quantity": 1});
    let properties = json!({"order_id": id, "revenue": 20, "currency": "EUR", "products": [product]});
    shop::track(person, "Order Completed", id, properties)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_bought_at_the_till_is_offered_no_more() {
    let mails = MailServer::scripted(|_, _| Trick::Slow(Duration::from_millis(5)));
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 4).await;
    shop.publish(CART).await;
    let people = shop.people(size(120, 1_000)).await;
    shop.agree(&people).await;
    let added = people.iter().map(|p| {
        shop::track(p, "Product Added", &format!("add-{}", p.user), json!({"product_id": "boots", "name": "Boots"}))
    });
    shop.say("shop", added.collect()).await;
    // Every third buys it while the mails begin to leave, every third buys something else.
    let acknowledged = Arc::new(Mutex::new(BTreeMap::new()));
    for (n, person) in people.iter().enumerate().filter(|(n, _)| n % 3 != 0) {
        let product = if n % 3 == 1 { "boots" } else { "socks" };
        shop.say("till", vec![order(person, &format!("o-{n}"), product, "shoes")]).await;
        if product == "boots" {
            acknowledged.lock().unwrap().insert(person.email.clone(), millis());
        }
    }
    let expected = people.len() - acknowledged.lock().unwrap().len();
    until("all the others have mail", secs(60), async || {
        let buyers = acknowledged.lock().unwrap();
        let others = mails.taken().iter().filter(|mail| !buyers.contains_key(&mail.to)).count();
        (others == expected).then_some(())
    })
    .await;
    rapport.calm("cart", secs(60)).await;
    let buyers = acknowledged.lock().unwrap().clone();
    let mut spared = buyers.len();
    for mail in mails.seen() {
        let Some(ack) = buyers.get(&mail.to) else { continue };
        assert!(mail.began <= *ack, "{} was offered boots {} ms after buying them", mail.to, mail.began - ack);
        spared -= 1;
    }
    assert!(spared > 0, "every buyer was mailed before buying: the test proves nothing");
}

const BANNER: &str = "id: shoe-banner
name: Shoes on the start page
brand: acme
activity: spring
purpose: offers
triggers:
  - count: {of: {event: Product Viewed, where: 'properties.category == \"shoes\"'}, times: 3, within: 7d}
entry:
  re_entry: {after: 1d}
goal:
  on: {event: Order Completed}
offer: {categories: [shoes], bought_within: 60d}
steps:
  - id: banner
    message:
      channel: web
      content: {placement: start, headline: \"Your shoes\", text: \"Still looking for shoes?\"}
      valid_for: 14d
  - id: look
    wait:
      events:
        - on: {event: Order Completed}
      timeout: 14d
      otherwise: end
  - id: end
    exit: {}
";

#[tokio::test(flavor = "multi_thread")]
async fn the_shoe_banner_stops_when_shoes_were_bought_at_the_till() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.publish(BANNER).await;
    let people = shop.people(2).await;
    shop.declare(&people, "grant", "web").await;
    for person in &people {
        let view = |n: usize| {
            let seen = json!({"product_id": format!("p{n}"), "category": "shoes"});
            shop::track(person, "Product Viewed", &format!("view-{n}-{}", person.user), seen)
        };
        shop.say("shop", (0..3).map(view).collect()).await;
    }
    let decide = async |person: &Person| {
        let asked = json!({"who": {"user_id": person.user}, "placement": "start"});
        shop.as_source("shop").post("/v1/decide", asked).await
    };
    for person in &people {
        let shown = until("the banner", secs(20), async || {
            let answer = decide(person).await;
            (!answer["show"].is_null()).then_some(answer)
        })
        .await;
        assert_eq!(shown["show"]["content"]["headline"], "Your shoes");
        assert_eq!(shown["show"]["journey"], "shoe-banner");
    }
    shop.say("till", vec![order(&people[0], "o-1", "trail-7", "shoes")]).await;
    let bought = decide(&people[0]).await;
    assert!(bought["show"].is_null(), "shoes were bought and acknowledged: {bought}");
    let other = decide(&people[1]).await;
    assert_eq!(other["show"]["journey"], "shoe-banner", "{other}");
    let elsewhere = json!({"who": {"user_id": people[1].user}, "placement": "footer"});
    assert!(shop.as_source("shop").post("/v1/decide", elsewhere).await["show"].is_null());
}
