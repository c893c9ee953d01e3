//! Receivers that do not answer hold up themselves, not everybody else.

use crate::support::{MailServer, Rapport, Shop, secs, shop, until};
use rapport_drivers::email::sink::Trick;
use serde_json::{Value, json};
use std::time::Duration;

const HOSTS: usize = 8;

/// Makes a customer at a mail domain who agrees to offers by e-mail, and says what the sale has begun for them.
async fn person(shop: &Shop, user: &str, domain: &str) -> Value {
    let traits = json!({"email": format!("{user}@{domain}")});
    let known = json!({"type": "identify", "userId": user, "messageId": format!("known-{user}"), "traits": traits});
    shop.say("shop", vec![known]).await;
    let person = shop::Person { user: user.into(), email: format!("{user}@{domain}") };
    shop.agree(std::slice::from_ref(&person)).await;
    shop::track(&person, "Spring Began", &format!("s-{user}"), json!({}))
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_receivers_that_hang_do_not_hold_the_mail_of_the_others() {
    let mails = MailServer::scripted(|_, _| Trick::SlowFor("hangs", Duration::from_secs(100)));
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), HOSTS as u16).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let mut hanging = Vec::new();
    for n in 0..3 * HOSTS {
        hanging.push(person(&shop, &format!("h{n}"), &format!("hangs-{}.example", n % HOSTS)).await);
    }
    let mut healthy = Vec::new();
    for n in 0..20 {
        healthy.push(person(&shop, &format!("w{n}"), "well.example").await);
    }
    shop.say("shop", hanging).await;
    until("all connections wait for those that hang", secs(20), async || {
        (shop.states("send").await.get("claimed") == Some(&HOSTS)).then_some(())
    })
    .await;
    shop.say("shop", healthy).await;
    until("the others have their mail", secs(40), async || (mails.taken().len() == 20).then_some(())).await;
    let by_recipient = mails.by_recipient();
    assert!(by_recipient.iter().all(|(to, copies)| to.ends_with("@well.example") && *copies == 1), "{by_recipient:?}");
    // Those that hang may hold their first places and the spare ones, never more.
    until("all else is over", secs(4), async || {
        let claimed = shop.states("send").await.get("claimed").copied().unwrap_or_default();
        (HOSTS..=2 * HOSTS).contains(&claimed).then_some(())
    })
    .await;
}
