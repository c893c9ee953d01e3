//! D13: one effect and one answer for each `Idempotency-Key`, in a crowd, over a kill, over a restart.

use crate::support::{Api, Rapport, Reply, Shop};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

async fn transfer(api: &Api, key: &str, cents: i64) -> reqwest::Result<Reply> {
    let body = json!({"to": "spring", "amount": {"minor": cents, "currency": "EUR"}, "reason": "more of it"});
    api.send(api.request(Method::POST, "/v1/plan/transfers").header("idempotency-key", key).json(&body)).await
}

async fn settled(api: &Api, key: &str, cents: i64) -> Value {
    transfer(api, key, cents).await.unwrap().good()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_at_once_have_one_effect_and_one_answer() {
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let before = shop.figures("activity:spring").await["planned"];
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let api = shop.admin.clone();
        crowd.spawn(async move { settled(&api, "crowd", 700).await });
    }
    let answers = crowd.join_all().await;
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "different answers");
    assert_eq!(answers[0][0]["amount"]["minor"], 700);
    assert_eq!(shop.figures("activity:spring").await["planned"], before + 700);

    let other = transfer(&shop.admin, "crowd", 701).await.unwrap();
    assert_eq!((other.status.as_u16(), other.code()), (409, "key_reused".into()));

    rapport.restart().await;
    assert_eq!(settled(&shop.admin, "crowd", 700).await, answers[0], "the key outlives a restart");
    let other = transfer(&shop.admin, "crowd", 701).await.unwrap();
    assert_eq!((other.status.as_u16(), other.code()), (409, "key_reused".into()));
    assert_eq!(shop.figures("activity:spring").await["planned"], before + 700);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_between_leaves_one_effect_for_each_key() {
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let before = shop.figures("activity:spring").await["planned"];
    let mut keys = 0;
    for round in 0..5 {
        let mut crowd = tokio::task::JoinSet::new();
        for n in 0..10 {
            let api = shop.admin.clone();
            crowd.spawn(async move { transfer(&api, &format!("{round}-{n}"), 3).await.is_ok() });
        }
        tokio::time::sleep(Duration::from_millis(3 + 7 * round)).await;
        rapport.kill();
        crowd.join_all().await;
        rapport.start_again().await;
        for n in 0..10 {
            settled(&shop.admin, &format!("{round}-{n}"), 3).await;
            keys += 1;
        }
        assert_eq!(shop.figures("activity:spring").await["planned"], before + 3 * keys);
    }
}
