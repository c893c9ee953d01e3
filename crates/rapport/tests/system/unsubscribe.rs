//! P1 and P2: one click takes back, scanners change nothing, a double opt-in is confirmed by the person and can be proved.

use crate::support::{
    MailServer, Mime, Person, Rapport, Shop, api::Key, process::PUBLIC, secs, shop, size, tools, until,
};
use reqwest::Method;
use serde_json::{Value, json};
use std::{process::Command, time::Instant};

const MULTIPART: &str =
    "--line\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--line--\r\n";

/// A shop with people who agreed and got a mail each.
struct Mailed {
    rapport: Rapport,
    shop: Shop,
    mails: MailServer,
    people: Vec<Person>,
}

impl Mailed {
    async fn new(people: usize) -> Self {
        let mails = MailServer::start();
        let rapport = Rapport::start().await;
        let shop = Shop::open(&rapport).await;
        shop.mail_by(mails.address(), 4).await;
        shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
        let people = shop.people(people).await;
        shop.agree(&people).await;
        let all = Self { rapport, shop, mails, people };
        all.spring("first").await;
        let count = all.people.len();
        until("everybody has mail", secs(60), async || (all.mails.taken().len() == count).then_some(())).await;
        all
    }

    /// Starts the journey for everybody.
    async fn spring(&self, id: &str) {
        let said = self.people.iter().map(|p| shop::track(p, "Spring Began", &format!("{id}-{}", p.user), json!({})));
        self.shop.say("shop", said.collect()).await;
    }

    async fn consents(&self, person: &Person) -> Value {
        let id = self.shop.customer(&person.user).await;
        self.shop.admin.get(&format!("/v1/customers/{id}/consents")).await
    }

    /// Where a public address of ours is reached here.
    fn here(&self, url: &str) -> Option<String> {
        url.strip_prefix(PUBLIC).map(str::to_owned)
    }

    /// A mail program's one-click: no cookie, no token, no redirect followed.
    async fn one_click(&self, path: &str, media: &str, body: &str) -> u16 {
        let nobody = self.shop.admin.by(Key::Nobody);
        let request = nobody.request(Method::POST, path).header("content-type", media).body(body.to_owned());
        nobody.send(request).await.unwrap().status.as_u16()
    }
}

fn status(consents: &Value) -> String {
    let states = consents["states"].as_array().unwrap().iter();
    let mut offers = states.filter(|state| state["purpose"] == "offers" && state["channel"] == "email");
    offers.next().map_or("never", |state| state["status"].as_str().unwrap()).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_takes_back_within_a_second_in_both_encodings() {
    let mailed = Mailed::new(size(20, 1_000)).await;
    for (n, seen) in mailed.mails.taken().into_iter().enumerate() {
        let mail = Mime::of(&seen);
        let header = mail.header("List-Unsubscribe").expect("List-Unsubscribe");
        assert_eq!(mail.header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
        let url = header.split(['<', '>', ',']).map(str::trim).find(|part| part.starts_with("https://")).unwrap();
        let path = mailed.here(url).expect("a link to ourselves");
        let (media, body) = match n % 2 {
            0 => ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
            _ => ("multipart/form-data; boundary=line", MULTIPART),
        };
        let begun = Instant::now();
        assert_eq!(mailed.one_click(&path, media, body).await, 200, "{media}");
        let person = mailed.people.iter().find(|person| person.email == seen.to).unwrap();
        assert_eq!(status(&mailed.consents(person).await), "withdrawn");
        assert!(begun.elapsed() < secs(1), "in force only after {:?}", begun.elapsed());
        // Mail programs repeat themselves.
        assert_eq!(mailed.one_click(&path, media, body).await, 200);
    }
    mailed.spring("second").await;
    let all = mailed.people.len();
    until("everybody was decided about again", secs(30), async || {
        let counts = mailed.shop.admin.get("/v1/journeys/send/counts").await;
        (counts["entered"] == json!(2 * all)).then_some(())
    })
    .await;
    mailed.rapport.calm("send", secs(30)).await;
    assert_eq!(mailed.mails.seen().len(), all, "somebody got a second mail");
    // A link of someone who never was, or that was changed, opens nothing.
    assert_eq!(
        mailed.one_click("/p/u/AgAA", "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click").await,
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn scanners_open_every_link_of_every_mail_and_change_nothing() {
    let mailed = Mailed::new(size(10, 1_000)).await;
    let mut before = Vec::new();
    for person in &mailed.people {
        before.push(mailed.consents(person).await);
    }
    let nobody = mailed.shop.admin.by(Key::Nobody);
    let mut opened = 0;
    for seen in mailed.mails.taken() {
        for path in Mime::of(&seen).links().iter().filter_map(|url| mailed.here(url)) {
            for method in [Method::GET, Method::HEAD] {
                let request = nobody.request(method.clone(), &path).header("purpose", "prefetch");
                let reply = nobody.send(request).await.unwrap();
                assert!(reply.status.as_u16() < 400, "{method} {path}: {}", reply.status);
                opened += 1;
            }
        }
    }
    assert!(opened >= 4 * mailed.people.len(), "hardly any links: {opened}");
    for (person, before) in mailed.people.iter().zip(before) {
        assert_eq!(mailed.consents(person).await, before, "{}", person.user);
    }
    mailed.spring("second").await;
    let all = 2 * mailed.people.len();
    until("everybody gets mail as before", secs(60), async || (mailed.mails.taken().len() == all).then_some(())).await;
}

/// The checker is dkimpy, which others wrote.
#[tokio::test(flavor = "multi_thread")]
async fn both_unsubscribe_headers_are_under_the_signature() {
    let mailed = Mailed::new(2).await;
    let mail = Mime::of(&mailed.mails.taken()[0]);
    let signature = mail.header("DKIM-Signature").expect("DKIM-Signature").to_ascii_lowercase();
    let signed = signature.split(';').find_map(|tag| tag.trim().strip_prefix("h=")).unwrap().replace([' ', '\t'], "");
    for name in ["list-unsubscribe", "list-unsubscribe-post", "from", "message-id"] {
        assert!(signed.split(':').any(|header| header == name), "{name} is not signed: {signed}");
    }
    let file = mailed.rapport.folder().join("mail.eml");
    mail.save(&file);
    let script = "import sys, dkim\nm = open(sys.argv[1], 'rb').read()\nrecord = sys.argv[2].encode()\n\
        asked = lambda name, timeout=5: record if name.startswith(b's1._domainkey.acme.example') else None\n\
        bad = m.replace(b'List-Unsubscribe=One-Click', b'List-Unsubscribe=Two-Click')\n\
        assert bad != m\n\
        print(dkim.DKIM(m).verify(dnsfunc=asked), dkim.DKIM(bad).verify(dnsfunc=asked))\n";
    let mut check = Command::new("/usr/bin/python3");
    check.args(["-c", script]).arg(file).arg(shop::DKIM_RECORD);
    let (code, said) = tools::run(check).await;
    if said.contains("No module named 'dkim'") {
        return tools::skipped("python3-dkim is not installed (scripts/install-test-tools.sh installs it)");
    }
    assert_eq!((code, said.trim()), (Some(0), "True False"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_opt_in_is_confirmed_by_post_only_and_proved_after_the_text_changed() {
    let mails = MailServer::start();
    let mut rapport = Rapport::start().await;
    let mut brand = shop::brand();
    brand["channels"][0]["double_opt_in"] = json!(true);
    let shop = Shop::with_brand(&rapport, brand.clone()).await;
    shop.mail_by(mails.address(), 2).await;
    let wording = brand["purposes"][0]["wordings"][0]["text"].as_str().unwrap().to_owned();
    let people = shop.people(size(8, 500)).await;
    for person in &people {
        let asked = json!({"who": {"email": person.email}, "brand": "acme", "purpose": "offers", "channel": "email",
            "act": "request_confirmation", "wording": {"version": 1, "language": "en"}, "source": "footer-form"});
        let answer = shop.admin.post("/v1/consents", asked).await;
        assert_eq!((answer["result"].as_str(), answer["status"].as_str()), (Some("recorded"), Some("pending")));
    }
    until("everybody was asked", secs(60), async || (mails.taken().len() == people.len()).then_some(())).await;

    let nobody = shop.admin.by(Key::Nobody);
    let mut confirms = Vec::new();
    for seen in mails.taken() {
        let links: Vec<String> =
            Mime::of(&seen).links().iter().filter_map(|url| url.strip_prefix(PUBLIC)).map(str::to_owned).collect();
        for path in &links {
            for method in [Method::GET, Method::HEAD] {
                let reply = nobody.send(nobody.request(method, path)).await.unwrap();
                assert_eq!(reply.status.as_u16(), 200, "{path}");
            }
        }
        confirms.push((seen.to, links.into_iter().find(|path| path.starts_with("/p/o/")).expect("a link to confirm")));
    }
    for person in &people {
        assert_eq!(status(&consents(&shop, person).await), "pending", "{} confirmed by a GET", person.user);
    }
    for (_, path) in &confirms {
        let form = nobody.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(nobody.send(form.body("")).await.unwrap().status.as_u16(), 200, "{path}");
    }

    brand["purposes"][0]["wordings"][0]["text"] = json!("Something else entirely.");
    shop.admin.put("/v1/brands/acme", json!({"settings": brand})).await;
    rapport.restart().await;
    for person in &people {
        let consents = consents(&shop, person).await;
        assert_eq!(status(&consents), "given");
        let acts: Vec<&Value> = consents["history"].as_array().unwrap().iter().collect();
        let asked = acts.iter().find(|act| act["act"] == "request_confirmation").expect("what was asked");
        let confirmed = acts.iter().find(|act| act["act"] == "confirm").expect("what was confirmed");
        assert_eq!(asked["wording"], json!({"id": "offers", "version": 1, "language": "en", "text": wording}));
        assert_eq!(asked["source"], "footer-form");
        assert!(confirmed["proof"].as_str().unwrap().starts_with("double_opt_in"), "{confirmed}");
        assert!(asked["at"].as_str().unwrap() < confirmed["at"].as_str().unwrap());
    }
}

async fn consents(shop: &Shop, person: &Person) -> Value {
    let id = shop.customer(&person.user).await;
    shop.admin.get(&format!("/v1/customers/{id}/consents")).await
}
