//! S11: who opted out stays out, whatever CSV, API, merge or restart say.

use crate::support::{MailServer, Person, Rapport, Shop, process, secs, shop, size, tools, until};
use serde_json::{Value, json};
use std::{fmt::Write, process::Command};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_merely_said_makes_somebody_mailable_again() {
    let mails = MailServer::start();
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 4).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let people = shop.people(size(40, 10_000)).await;
    shop.agree(&people).await;
    let (out, staying) = people.split_at(people.len() - 4);
    let stopping = shop.admin.clone();
    shop::each(out.to_vec(), move |person| {
        let api = stopping.clone();
        async move {
            let body = json!({"who": {"email": person.email}, "brand": "acme", "channel": "email", "reason": "opt_out",
                "source": "letter"});
            api.post("/v1/suppressions", body).await;
        }
    })
    .await;

    // The API says they agreed.
    let saying = shop.admin.clone();
    shop::each(out.to_vec(), move |person| {
        let api = saying.clone();
        async move {
            let body = json!({"who": {"email": person.email}, "brand": "acme", "purpose": "offers", "channel": "email",
                "act": "grant", "wording": {"version": 1, "language": "en"}, "source": "old-crm"});
            let reply = api.try_post("/v1/consents", &body).await.unwrap();
            assert!(reply.status.as_u16() < 500, "{}", reply.text);
        }
    })
    .await;

    // A file says they subscribed.
    let mut csv = String::from("id,email,subscribed\n");
    for person in out {
        writeln!(csv, "{},{},true", person.user, person.email).unwrap();
    }
    let file = rapport.folder().join("crm.csv");
    let mapping = rapport.folder().join("crm.yaml");
    std::fs::write(&file, csv).unwrap();
    std::fs::write(
        &mapping,
        "type: identify\ncolumns: {userId: id, traits.email: email, traits.subscribed: subscribed, \
        traits.newsletter: {value: true}}\n",
    )
    .unwrap();
    let mut import = Command::new(process::program());
    import.arg("import").arg(&file).arg("--mapping").arg(&mapping).args(["--write-key", shop.write_key("shop")]);
    let (code, said) = tools::run({
        import.args(["--url", &rapport.api.base]);
        import
    })
    .await;
    assert_eq!(code, Some(0), "{said}");

    // A second identity, freshly consenting, becomes one with them.
    let second: Vec<Value> = out
        .iter()
        .map(|p| {
            json!({"type": "track", "anonymousId": format!("a-{}", p.user), "event": "Product Viewed",
            "messageId": format!("anon-{}", p.user), "properties": {}})
        })
        .collect();
    shop.say("shop", second).await;
    let merging: Vec<Value> = out
        .iter()
        .map(|p| {
            json!({"type": "identify", "userId": p.user, "anonymousId": format!("a-{}", p.user),
            "messageId": format!("merge-{}", p.user), "traits": {"email": p.email}})
        })
        .collect();
    shop.say("shop", merging).await;
    rapport.restart().await;

    let spring = people.iter().map(|p| shop::track(p, "Spring Began", &format!("s-{}", p.user), json!({})));
    shop.say("shop", spring.collect()).await;
    until("those who stayed have mail", secs(60), async || (mails.taken().len() >= staying.len()).then_some(())).await;
    until("everybody was decided about", secs(60), async || {
        let counts = shop.admin.get("/v1/journeys/send/counts").await;
        (counts["entered"] == json!(people.len())).then_some(())
    })
    .await;
    rapport.calm("send", secs(30)).await;
    let mailed = mails.by_recipient();
    let wrong: Vec<&String> = mailed.keys().filter(|to| out.iter().any(|p| p.email == **to)).collect();
    assert!(wrong.is_empty(), "mailed although opted out: {wrong:?}");
    assert_eq!(mailed.len(), staying.len());
    let id = shop.customer(&out[0].user).await;
    let why = shop.admin.get(&format!("/v1/customers/{id}/why?journey=send")).await;
    assert!(why["answer"].to_string().contains("uppress"), "the answer names it: {why}");
}

/// One mailbox, three accounts: one known before its opt-out, one that turns up after it.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_shares_a_mailbox_that_opted_out_is_not_written_to_there() {
    let mails = MailServer::start();
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.mail_by(mails.address(), 4).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let first = shop.people(1).await.remove(0);
    let account = |user: &str| Person { user: user.into(), email: first.email.clone() };
    let known = |person: &Person| {
        vec![json!({"type": "identify", "userId": person.user, "messageId": format!("k-{}", person.user),
            "traits": {"email": person.email, "firstName": "Bob"}})]
    };
    let (before, after) = (account("before"), account("after"));
    shop.say("shop", known(&before)).await;
    let body = json!({"who": {"email": first.email}, "brand": "acme", "channel": "email", "reason": "opt_out",
        "source": "letter"});
    shop.admin.post("/v1/suppressions", body).await;
    rapport.restart().await;
    shop.say("shop", known(&after)).await;
    let everybody = [&first, &before, &after];
    for person in everybody {
        let body = json!({"who": {"user_id": person.user}, "brand": "acme", "purpose": "offers", "channel": "email",
            "act": "grant", "wording": {"version": 1, "language": "en"}, "source": "desk",
            "proof": {"kind": "personal", "reference": format!("form-{}", person.user)}});
        shop.admin.post("/v1/consents", body).await;
    }
    let spring = everybody.map(|p| shop::track(p, "Spring Began", &format!("s-{}", p.user), json!({})));
    shop.say("shop", spring.to_vec()).await;
    until("everybody was decided about", secs(30), async || {
        let counts = shop.admin.get("/v1/journeys/send/counts").await;
        (counts["entered"] == json!(3)).then_some(())
    })
    .await;
    rapport.calm("send", secs(30)).await;
    assert_eq!(mails.seen().len(), 0);
    for person in everybody {
        let id = shop.customer(&person.user).await;
        let why = shop.admin.get(&format!("/v1/customers/{id}/why?journey=send")).await;
        assert!(why["answer"].to_string().contains("uppress"), "{}: {why}", person.user);
    }
}
