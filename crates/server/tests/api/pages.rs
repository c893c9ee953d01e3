//! Public pages: nothing changes by looking, everything changes by pressing, in every language and without a cookie.

use crate::common::{Running, begin, begin_in};
use rapport_drivers::email::sink::{Options, Sink};
use rapport_kernel::{Identifier, IdentifierKind, Span};
use rapport_office::{erasures, links::OwnData};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const LOGO: &str = "data:image/png;base64,iVBORw0KGgo=";

const PUBLIC: &str = "https://rapport.example";

const MAIL: &str = r#"
id: shoes-by-mail
name: Shoes by mail
brand: main
activity: shoes
purpose: offers
triggers:
  - when: {event: Product Viewed}
entry: {re_entry: always}
steps:
  - id: offer
    message:
      channel: email
      content:
        subject: "Still thinking, {{ customer.name }}?"
        text: |
          The shoes are in stock.

          [See them](https://shop.example/shoes)
"#;

/// A server whose brand sends mail through a scripted mail server, with double opt-in.
async fn begin_with_mail() -> (Running, Sink) {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let running = begin_in(tempfile::tempdir().unwrap(), Some(PUBLIC)).await;
    let address = sink.address();
    let mail = json!({"host": address.ip().to_string(), "port": address.port(), "security": "none", "connections": 2});
    let (status, answer) = running.put("/v1/mail", mail).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let mut settings = running.get("/v1/brands/main").await["settings"].clone();
    settings["sender"] = json!({"name": "Acme", "email": "news@acme.example", "imprint": "Acme, Street 1, Berlin"});
    settings["look"] = json!({"colour": "#ffe000", "logo": LOGO});
    let (status, answer) = running.put("/v1/brands/main", json!({"settings": settings})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    running.plan().await;
    (running, sink)
}

/// A form as a browser sends it.
fn form(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let body = serde_urlencoded::to_string(fields).unwrap();
    request.header("content-type", "application/x-www-form-urlencoded").body(body)
}

/// Where a public link leads on this machine.
fn local(running: &Running, link: &str) -> String {
    link.replace(PUBLIC, &running.base)
}

/// A mail as people read it: soft line breaks gone.
fn text(message: &[u8]) -> String {
    String::from_utf8_lossy(message).replace("=\r\n", "").replace("=3D", "=")
}

fn link(text: &str, path: &str) -> String {
    let begin = text.find(&format!("{PUBLIC}{path}")).unwrap_or_else(|| panic!("no {path} in {text}"));
    text[begin..].split(|c: char| c.is_whitespace() || "<>\"')]".contains(c)).next().unwrap().to_owned()
}

async fn mails(sink: &Sink, count: usize, running: &Running) -> Vec<String> {
    running
        .until("a mail", async |_: &Running| {
            let taken: Vec<String> =
                sink.seen().iter().filter(|seen| seen.taken.is_some()).map(|seen| text(&seen.message)).collect();
            (taken.len() >= count).then_some(taken)
        })
        .await
}

async fn request(running: &Running, user: &str) -> Value {
    let body = json!({
        "who": {"user_id": user}, "brand": "main", "purpose": "offers", "channel": "email",
        "act": "request_confirmation", "wording": {"version": 1, "language": "de"},
        "proof": {"kind": "personal", "reference": "shop checkout"},
    });
    let (status, answer) = running.post("/v1/consents", body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

async fn status_of(running: &Running, customer: &str) -> String {
    let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
    let states = consents["states"].as_array().unwrap();
    states.iter().find(|s| s["channel"] == "email").unwrap()["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn opt_in_is_proved_by_pressing_and_taken_back_with_one_click() {
    let (running, sink) = begin_with_mail().await;
    let customer = running.identify("ada", json!({"name": "Ada Beispiel", "email": "ada@example.com"})).await;
    assert_eq!(request(&running, "ada").await["status"], "pending");
    let confirm = local(&running, &link(&mails(&sink, 1, &running).await[0], "/p/o/"));

    // P2: scanners open every link; nothing is confirmed by that.
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let answer = running.http.request(method, &confirm).header("purpose", "prefetch").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
    }
    assert_eq!(status_of(&running, &customer).await, "pending");
    let (_, asked) = body(running.http.get(&confirm).send().await.unwrap()).await;
    assert!(asked.contains("<blockquote><bdi class=\"foreign\">"), "what the brand wrote keeps its place: {asked}");
    // The text may change later; what was agreed to stays as it was.
    let mut settings = running.get("/v1/brands/main").await["settings"].clone();
    let wordings = settings["purposes"][0]["wordings"].as_array_mut().unwrap();
    wordings.push(json!({"version": 2, "language": "de", "text": "Ein ganz anderer Text."}));
    running.put("/v1/brands/main", json!({"settings": settings})).await;
    let page = running.http.post(format!("{confirm}?lang=en")).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.headers().get("set-cookie").is_none());
    let html = page.text().await.unwrap();
    assert!(html.contains("<h1>Confirmed</h1>") && !html.contains("Please confirm"), "{html}");
    assert_eq!(status_of(&running, &customer).await, "given");
    assert_eq!(running.http.post(&confirm).send().await.unwrap().status(), StatusCode::OK, "once more is no mistake");
    let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
    let state = consents["states"].as_array().unwrap().iter().find(|s| s["channel"] == "email").unwrap().clone();
    assert!(state["wording"]["text"].as_str().unwrap().contains("passende Angebote"), "{state}");
    let proof = &consents["history"][0];
    assert_eq!((proof["act"].as_str(), proof["source"].as_str()), (Some("confirm"), Some("confirmation-page")));
    assert!(proof["proof"].as_str().unwrap().starts_with("double_opt_in by email"), "{proof}");

    // P1: the offer carries both headers; its one-click address works for a mail program.
    running.publish("shoes-by-mail", MAIL).await;
    running.track("ada", "Product Viewed", json!({"name": "Trail shoe"})).await;
    let offer = mails(&sink, 2, &running).await.remove(1);
    assert!(offer.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{offer}");
    let unsubscribe = local(&running, &link(&offer, "/p/u/"));
    for method in [Method::GET, Method::HEAD, Method::GET] {
        assert_eq!(running.http.request(method, &unsubscribe).send().await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(status_of(&running, &customer).await, "given");
    let click = form(running.http.post(&unsubscribe), &[("List-Unsubscribe", "One-Click")]).send().await.unwrap();
    assert_eq!(click.status(), StatusCode::OK, "no redirect, no sign-in");
    assert_eq!(status_of(&running, &customer).await, "withdrawn");
    running.track("ada", "Product Viewed", json!({"name": "Trail shoe"})).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(mails(&sink, 2, &running).await.len(), 2, "nothing is sent after a withdrawal");
    running.end().await;
}

#[tokio::test]
async fn a_plus_in_an_address_breaks_no_link() {
    let (running, sink) = begin_with_mail().await;
    let customer = running.identify("max", json!({"email": "max+news@example.com"})).await;
    request(&running, "max").await;
    let mail = mails(&sink, 1, &running).await.remove(0);
    let confirm = local(&running, &link(&mail, "/p/o/"));
    assert_eq!(running.http.post(&confirm).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(status_of(&running, &customer).await, "given");
    running.end().await;
}

#[tokio::test]
async fn each_address_confirms_for_itself() {
    let (running, sink) = begin_with_mail().await;
    let customer = running.identify("ada", json!({"email": "ada@example.com"})).await;
    request(&running, "ada").await;
    mails(&sink, 1, &running).await;
    assert_eq!(running.identify("ada", json!({"email": "ada@work.example.com"})).await, customer);
    let second = json!({"who": {"email": "ada@work.example.com"}, "brand": "main", "purpose": "offers", "channel": "email",
        "act": "request_confirmation", "wording": {"version": 1, "language": "de"}});
    let (status, answer) = running.post("/v1/consents", second).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let found = mails(&sink, 2, &running).await;
    for mail in found.iter().rev() {
        let confirm = local(&running, &link(mail, "/p/o/"));
        assert_eq!(running.http.post(&confirm).send().await.unwrap().status(), StatusCode::OK);
    }
    running.settle().await;
    let confirmed = |shard: &rapport_engine::Shard, id| {
        let customer = &shard.customer(id)?.customer;
        let by = |value: &str| customer.confirmed(&Identifier { kind: IdentifierKind::Email, value: value.into() });
        Some((by("ada@example.com"), by("ada@work.example.com")))
    };
    let app = running.server.as_ref().unwrap().app();
    let both = app.runtime.ask(customer.parse().unwrap(), confirmed).await.unwrap();
    assert_eq!(both, Some((true, true)), "the yes of one address is not the other's");
    running.end().await;
}

#[tokio::test]
async fn one_click_takes_multipart_bodies_too_and_forged_tokens_do_nothing() {
    let running = begin_in(tempfile::tempdir().unwrap(), Some(PUBLIC)).await;
    let customer = running.identify("ada", json!({"name": "Ada Beispiel"})).await;
    running.consent("ada", "staff", "grant").await;
    let app = running.server.as_ref().unwrap().app();
    let token = app.links.token(&rapport_office::links::Unsubscribe {
        customer: customer.parse().unwrap(),
        brand: "main".into(),
        purpose: "offers".into(),
        channel: "staff".into(),
        address: Default::default(),
    });
    let mut forged = token.clone();
    forged.replace_range(10..11, if &token[10..11] == "A" { "B" } else { "A" });
    let multipart = |request: RequestBuilder| {
        let part = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
        request.header("content-type", "multipart/form-data; boundary=b").body(part)
    };
    let bad = multipart(running.plain(Method::POST, &format!("/p/u/{forged}"))).send().await.unwrap();
    assert_eq!(bad.status(), StatusCode::NOT_FOUND);
    let good = multipart(running.plain(Method::POST, &format!("/p/u/{token}"))).send().await.unwrap();
    assert_eq!(good.status(), StatusCode::OK);
    let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
    let staff = consents["states"].as_array().unwrap().iter().find(|s| s["channel"] == "staff").unwrap();
    assert_eq!(staff["status"], "withdrawn");

    // A link as older releases made them does not say where it was sent: of someone who was erased, no one knows whether anything
    // goes on.
    let erased = json!({"confirm": customer, "reason": "asked for"});
    assert_eq!(running.post(&format!("/v1/customers/{customer}/erase"), erased).await.0, StatusCode::OK);
    for _ in 0..2 {
        let gone = multipart(running.plain(Method::POST, &format!("/p/u/{token}"))).send().await.unwrap();
        assert_eq!(gone.status(), StatusCode::GONE);
    }
    running.end().await;
}

/// What a mail's one-click link does, long after it was sent.
#[tokio::test]
async fn one_click_stops_the_address_it_was_sent_to_whoever_has_it_by_then() {
    let (running, sink) = begin_with_mail().await;
    let app = running.server.as_ref().unwrap().app().clone();
    let press = async |customer: &str, email: &str| {
        let customer = customer.parse().unwrap();
        let address = Identifier { kind: IdentifierKind::Email, value: email.into() };
        let token = app.links.token(&rapport_office::links::Unsubscribe {
            customer,
            brand: "main".into(),
            purpose: "offers".into(),
            channel: "email".into(),
            address: app.links.address(customer, &address),
        });
        let answer = running.plain(Method::POST, &format!("/p/u/{token}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{email}");
        assert!(answer.text().await.unwrap().contains("role=\"status\""), "{email}");
        running.settle().await;
    };
    // Erased, and there again.
    let erased = confirmed(&running, &sink, "ada", json!({"email": "ada@example.com"})).await;
    running.erase(&erased).await;
    press(&erased, "ada@example.com").await;
    let back = confirmed(&running, &sink, "ada-2", json!({"email": "ada@example.com"})).await;
    assert_eq!(status_of(&running, &back).await, "given");
    press(&erased, "ada@example.com").await;
    assert_eq!(status_of(&running, &back).await, "withdrawn");
    // Parted off.
    let whole = confirmed(&running, &sink, "bob", json!({"email": "bob@example.com"})).await;
    let named = json!({"identifiers": [{"kind": "email", "value": "bob@example.com"}]});
    assert_eq!(running.post(&format!("/v1/customers/{whole}/part"), named).await.0, StatusCode::OK);
    let bob = confirmed(&running, &sink, "bob-2", json!({"email": "bob@example.com"})).await;
    assert_ne!(whole, bob);
    press(&whole, "bob@example.com").await;
    assert_eq!(status_of(&running, &bob).await, "withdrawn");
    // Moved, and someone else has the old one.
    let moved = confirmed(&running, &sink, "eve", json!({"email": "eve@example.com"})).await;
    running.identify("eve", json!({"email": "eve@new.example.com"})).await;
    let heir = confirmed(&running, &sink, "eve-2", json!({"email": "eve@example.com"})).await;
    press(&moved, "eve@example.com").await;
    assert_eq!(status_of(&running, &heir).await, "withdrawn");
    running.end().await;
}

/// Whoever presses an old link again and again makes no one else wait for a look at all addresses each time.
#[tokio::test]
async fn old_links_are_looked_for_together() {
    let (running, _sink) = begin_with_mail().await;
    let app = running.server.as_ref().unwrap().app().clone();
    for n in 0..20 {
        running.identify(&format!("u{n}"), json!({"email": format!("u{n}@example.com")})).await;
    }
    let token = |n: u128| {
        let (customer, address) = (rapport_kernel::CustomerId(n), "u1@example.com".into());
        let address = app.links.address(customer, &Identifier { kind: IdentifierKind::Email, value: address });
        let (brand, purpose, channel) = ("main".into(), "offers".into(), "email".into());
        app.links.token(&rapport_office::links::Unsubscribe { customer, brand, purpose, channel, address })
    };
    let mut presses = tokio::task::JoinSet::new();
    for n in 0..200 {
        presses.spawn(running.plain(Method::POST, &format!("/p/u/{}", token(7 + n % 2))).send());
    }
    for answer in presses.join_all().await {
        assert_eq!(answer.unwrap().status(), StatusCode::OK);
    }
    assert!((1..20).contains(&app.late.walks()), "{} walks for 200 presses", app.late.walks());
    drop(app);
    running.end().await;
}

/// An address that confirmed offers by mail, as someone in the shop asked for it.
async fn confirmed(running: &Running, sink: &Sink, user: &str, traits: Value) -> String {
    let before = sink.seen().len();
    let customer = running.identify(user, traits).await;
    request(running, user).await;
    let mail = mails(sink, before + 1, running).await.remove(before);
    assert_eq!(running.http.post(local(running, &link(&mail, "/p/o/"))).send().await.unwrap().status(), StatusCode::OK);
    customer
}

/// The link of a mail's foot, as the administrator sees it, too.
async fn foot_link(running: &Running, customer: &str) -> String {
    let links = running.get(&format!("/v1/customers/{customer}/links")).await;
    local(running, links["preferences"][0]["url"].as_str().unwrap())
}

async fn body(answer: reqwest::Response) -> (StatusCode, String) {
    (answer.status(), answer.text().await.unwrap())
}

/// Presses "send me the link" for the only address there is, and opens the mail.
async fn own_data(running: &Running, sink: &Sink, foot: &str) -> String {
    let before = sink.seen().len();
    let (_, page) = body(running.http.get(foot).send().await.unwrap()).await;
    let mark = page.split("name=\"to\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}")).split('"').next().unwrap();
    let (_, page) =
        body(form(running.http.post(foot), &[("action", "send_link"), ("to", mark)]).send().await.unwrap()).await;
    assert!(page.contains("30"), "{page}");
    let mail = mails(sink, before + 1, running).await.remove(before);
    assert!(!mail.contains("/p/c/") && !mail.contains("/p/u/"), "nothing but its own link: {mail}");
    local(running, &link(&mail, "/p/d/"))
}

#[tokio::test]
async fn whoever_proves_to_be_the_person_sees_changes_exports_and_erases() {
    let (running, sink) = begin_with_mail().await;
    let traits =
        json!({"name": "Ada <b>Beispiel</b>", "first_name": "Ada", "language": "de", "email": "ada@example.com"});
    let customer = confirmed(&running, &sink, "ada", traits).await;
    running.consent("ada", "staff", "grant").await;
    let foot = foot_link(&running, &customer).await;
    let url = own_data(&running, &sink, &foot).await;
    for (language, word, number, first_name) in [
        ("en", "Your data", "Customer number", "First name"),
        ("de", "Ihre Daten", "Kundennummer", "Vorname"),
        ("it", "I suoi dati", "Numero cliente", "Nome"),
        ("nl", "Uw gegevens", "Klantnummer", "Voornaam"),
        ("pl", "Twoje dane", "Numer klienta", "Imię"),
    ] {
        let answer = running.http.get(format!("{url}?lang={language}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
        let html = answer.text().await.unwrap();
        assert!(html.contains(word) && html.contains(&format!("lang=\"{language}\"")));
        assert!(!html.contains("<script") && !html.contains("<b>Beispiel"), "what customers say stays text");
        assert!(html.contains("Ada &lt;b&gt;Beispiel"));
        assert!(html.contains(number), "what people are known by is called in their language");
        assert!(
            html.contains(&format!("<dt><bdi class=\"foreign\">{first_name}</bdi></dt>")),
            "and so is what is known of them"
        );
        assert!(
            html.contains("/p/look/ffe000") && html.contains(LOGO) && html.contains("alt=\"Main brand\""),
            "{html}"
        );
        assert_eq!(html.matches("ada@example.com").count(), 1, "and said once");
    }
    let press = async |fields: &[(&str, &str)]| body(form(running.http.post(&url), fields).send().await.unwrap()).await;
    let status = async |channel: &str| {
        let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
        let states = consents["states"].as_array().unwrap().clone();
        states.into_iter().find(|s| s["channel"] == channel).unwrap()["status"].as_str().unwrap().to_owned()
    };
    let (_, html) = press(&[("action", "save"), ("lang", "de"), ("consent", "offers/web")]).await;
    assert!(html.contains("Gespeichert"));
    assert_eq!((status("staff").await.as_str(), status("web").await.as_str()), ("withdrawn", "given"));
    press(&[("action", "save"), ("consent", "offers/web"), ("consent", "offers/staff")]).await;
    assert_eq!((status("staff").await.as_str(), status("web").await.as_str()), ("given", "given"));
    press(&[("action", "take_back")]).await;
    assert_eq!((status("staff").await.as_str(), status("web").await.as_str()), ("withdrawn", "withdrawn"));

    // Scanners open and HEAD every link; that uses nothing up. Of many exports at the same moment one is answered.
    for method in [Method::GET, Method::HEAD] {
        assert_eq!(running.http.request(method, &url).send().await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(running.http.get(format!("{url}/export")).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..8 {
        tries.spawn(form(running.http.post(&url), &[("action", "export")]).send());
    }
    let mut files = Vec::new();
    for answer in tries.join_all().await {
        let (status, text) = body(answer.unwrap()).await;
        if status == StatusCode::OK {
            files.push(text);
        } else {
            assert_eq!(status, StatusCode::GONE);
        }
    }
    assert_eq!(files.len(), 1, "good for one export");
    let export: Value = serde_json::from_str(&files[0]).unwrap();
    assert_eq!(export["customer"]["id"], customer.as_str());
    assert!(export["timeline"].as_array().unwrap().len() >= 4);
    assert!(!files[0].contains("/p/d/") && !files[0].contains("/p/o/"), "no record holds a link");

    let (_, html) = press(&[("action", "erase"), ("lang", "en")]).await;
    assert!(html.contains("cannot be undone"));
    press(&[("action", "erase_confirmed"), ("lang", "en")]).await;
    assert_eq!(running.get("/v1/customers").await.as_array().unwrap().len(), 1, "not without the tick");
    let (status, html) = press(&[("action", "erase_confirmed"), ("sure", "yes"), ("lang", "en")]).await;
    assert!(status == StatusCode::OK && html.contains("has been erased"), "{html}");
    assert_eq!(running.get("/v1/customers?identifier=user_id:ada").await, json!([]));
    assert_eq!(running.http.get(&url).send().await.unwrap().status(), StatusCode::GONE);
    let (status, html) = body(running.http.get(format!("{foot}?lang=en")).send().await.unwrap()).await;
    assert!(status == StatusCode::GONE && html.contains("no longer kept") && !html.contains("cut off"), "{html}");
    running.end().await;
}

/// Says what a shop's page says, with where and by what it was sent.
async fn track_with(running: &Running, event: &str, properties: Value, context: Value) {
    let body = json!({"userId": "ada", "event": event, "properties": properties, "context": context});
    let answer = running.source("/v1/track").json(&body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    running.settle().await;
}

#[tokio::test]
async fn the_own_page_tells_what_happened_in_names_with_all_that_was_told() {
    let (running, sink) = begin_with_mail().await;
    let customer =
        confirmed(&running, &sink, "ada", json!({"email": "ada@example.com", "interests": ["running", "hats"]})).await;
    let branch = json!({"id": "b-17", "name": "Berlin Mitte", "brand": "main"});
    assert_eq!(running.post("/v1/branches", branch).await.0, StatusCode::CREATED);
    let pool = json!({
        "id": "p-31", "name": "Ten off shoes", "brand": "main", "activity": "shoes",
        "benefit": {"amount": {"minor": 1_000, "currency": "EUR"}}, "validity": {"for": "14d"},
    });
    assert_eq!(running.post("/v1/vouchers/pools", pool).await.0, StatusCode::CREATED);
    let app = running.server.as_ref().unwrap().app();
    let wish = rapport_platform::sql::voucher::Wish {
        pool: rapport_channel::voucher::PoolId("p-31".into()),
        key: "for-ada".into(),
        customer: Some(customer.parse().unwrap()),
        at: app.now(),
        zone: "UTC".into(),
        benefit: None,
        lasts: None,
        conditions: None,
    };
    app.vouchers.issue(wish).await.unwrap();
    let context = json!({
        "campaign": {"source": "newsletter", "name": "autumn sale"},
        "page": {"url": "https://shop.example/kea", "title": "Kea"},
        "device": {"type": "ios", "model": "iPhone15,2"}, "locale": "de-DE", "library": {"name": "a-library"},
    });
    track_with(&running, "Product Viewed", json!({"product_id": "sku-4711", "name": "Trail shoe Kea"}), context).await;
    track_with(&running, "Store Entered", json!({"branch": "b-17"}), json!({})).await;
    let bought = json!({"order_id": "o-9", "revenue": 20, "products": [{"product_id": "sku-4711", "price": 20}]});
    track_with(&running, "Order Completed", bought, json!({})).await;

    let url = own_data(&running, &sink, &foot_link(&running, &customer).await).await;
    let (_, html) = body(running.http.get(format!("{url}?lang=de")).send().await.unwrap()).await;
    let told = |name: &str, value: &str| {
        let isolated = |text: &str| format!("<bdi class=\"foreign\">{text}</bdi>");
        html.contains(&format!("<dt>{}</dt><dd>{}</dd>", isolated(name), isolated(value)))
    };
    for (name, value) in [
        ("Kampagne, Quelle", "newsletter"),
        ("Kampagne, Name", "autumn sale"),
        ("Seite, Titel", "Kea"),
        ("Gerät, Modell", "iPhone15,2"),
        ("Sprache", "de-DE"),
        ("Filiale", "Berlin Mitte"),
        ("Produkt 1, Produkt", "Trail shoe Kea"),
        ("interests", "running, hats"),
    ] {
        assert!(told(name, value), "{name}: {value} in {html}");
    }
    assert!(html.contains("Ten off shoes") && html.contains("gültig bis"), "{html}");
    for id in ["b-17", "p-31", "sku-4711<", "a-library"] {
        assert!(!html.contains(id), "{id} says nothing to a person: {html}");
    }
    // What is held is what is given: the page's list and the file's.
    let (_, file) = body(form(running.http.post(&url), &[("action", "export")]).send().await.unwrap()).await;
    let export: Value = serde_json::from_str(&file).unwrap();
    let viewed =
        export["timeline"].as_array().unwrap().iter().find(|entry| entry["title"] == "Product Viewed").unwrap();
    assert_eq!(viewed["context"]["campaign"]["source"], "newsletter");
    let shown = running.get(&format!("/v1/customers/{customer}/timeline")).await;
    let shown = shown["items"].as_array().unwrap().iter().find(|entry| entry["title"] == "Product Viewed").unwrap();
    assert_eq!(shown["context"], viewed["context"]);
    running.end().await;
}

#[tokio::test]
async fn the_link_in_a_mails_foot_shows_how_the_address_stands_and_takes_back() {
    let (running, sink) = begin_with_mail().await;
    let traits = json!({"name": "Ada Beispiel", "language": "pl", "email": "ada@example.com"});
    let customer = confirmed(&running, &sink, "ada", traits).await;
    running.consent("ada", "staff", "grant").await;
    running.publish("shoes-by-mail", MAIL).await;
    running.track("ada", "Product Viewed", json!({"name": "Trail shoe"})).await;
    let offer = mails(&sink, 2, &running).await.remove(1);
    let foot = local(&running, &link(&offer, "/p/c/"));
    for (language, word) in [
        ("en", "Your settings"),
        ("de", "Ihre Einstellungen"),
        ("it", "Le sue impostazioni"),
        ("nl", "Uw instellingen"),
        ("pl", "Twoje ustawienia"),
    ] {
        let (status, html) = body(running.http.get(format!("{foot}?lang={language}")).send().await.unwrap()).await;
        assert!(status == StatusCode::OK && html.contains(word) && html.contains("offers/email"), "{html}");
        for secret in ["Beispiel", "ada@example.com", "Trail shoe", "offers/staff"] {
            assert!(!html.contains(secret), "{secret}: {html}");
        }
    }
    let (_, html) = body(running.http.get(&foot).send().await.unwrap()).await;
    assert!(html.contains("lang=\"en\""), "not even what the person speaks: {html}");
    // A form answers in the language that it was shown in, whatever its address says.
    let fields = [("action", "send_link"), ("to", "nobody"), ("lang", "it")];
    let sent = form(running.http.post(format!("{foot}?lang=de")), &fields).header("accept-language", "pl");
    let (_, html) = body(sent.send().await.unwrap()).await;
    assert!(html.contains("lang=\"it\"") && html.contains("Le sue impostazioni"), "{html}");
    let sent = form(running.http.post(format!("{foot}?lang=de")), &fields[..2]).header("accept-language", "pl");
    let (_, html) = body(sent.send().await.unwrap()).await;
    assert!(html.contains("lang=\"de\""), "{html}");
    // Nothing of what needs proof is there, whoever asks for it.
    for action in ["erase", "erase_confirmed", "export"] {
        let fields = [("action", action), ("sure", "yes")];
        let (_, html) = body(form(running.http.post(&foot), &fields).send().await.unwrap()).await;
        assert!(!html.contains("Beispiel"), "{action}: {html}");
    }
    assert_eq!(running.http.get(format!("{foot}/export")).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(running.get("/v1/customers?identifier=user_id:ada").await.as_array().unwrap().len(), 1);
    let ticks = [("action", "save"), ("consent", "offers/web"), ("consent", "offers/email")];
    form(running.http.post(&foot), &ticks).send().await.unwrap();
    let states = running.get(&format!("/v1/customers/{customer}/consents")).await["states"].clone();
    let web = states.as_array().unwrap().iter().find(|s| s["channel"] == "web").unwrap();
    assert_eq!(web["status"], "never", "a yes needs proof");
    assert_eq!(status_of(&running, &customer).await, "given");
    form(running.http.post(&foot), &[("action", "save")]).send().await.unwrap();
    assert_eq!(status_of(&running, &customer).await, "withdrawn", "a no does not");
    running.end().await;
}

/// A "no" that did not arrive whole is an error in words; nobody is thanked for it.
#[tokio::test]
async fn a_form_that_cannot_be_read_is_said_so() {
    let (running, sink) = begin_with_mail().await;
    let customer = confirmed(&running, &sink, "ada", json!({"name": "Ada", "email": "ada@example.com"})).await;
    let foot = foot_link(&running, &customer).await;
    let own = own_data(&running, &sink, &foot).await;
    for page in [&foot, &own] {
        let post = |text: Vec<u8>| running.http.post(page).header("accept-language", "de").body(text);
        for (unread, status) in [
            (post(b"action=take_bac".to_vec()), StatusCode::BAD_REQUEST),
            (post(Vec::new()), StatusCode::BAD_REQUEST),
            (post(b"\xff\xfe=".to_vec()), StatusCode::BAD_REQUEST),
            (post(b"action=take_back".to_vec()).header("content-encoding", "gzip"), StatusCode::BAD_REQUEST),
            (post(b"action=take_back".to_vec()).header("content-encoding", "br"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
            (post(format!("action=take_back&x={}", "x".repeat(70_000)).into()), StatusCode::PAYLOAD_TOO_LARGE),
        ] {
            let (answered, html) = body(unread.send().await.unwrap()).await;
            assert_eq!(answered, status, "{html}");
            assert!(html.contains("nicht vollst\u{e4}ndig angekommen"), "{html}");
        }
        // The connection breaks in the middle of it.
        let path = page.strip_prefix(&running.base).unwrap();
        let address = running.base.trim_start_matches("http://").to_owned();
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        let head = format!("POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-length: 60\r\n\r\naction=take_back");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    }
    assert_eq!(status_of(&running, &customer).await, "given", "nothing was changed, and nothing was said to be");
    form(running.http.post(&foot), &[("action", "take_back")]).send().await.unwrap();
    assert_eq!(status_of(&running, &customer).await, "withdrawn");
    running.end().await;
}

/// Another process takes the directory, as after a stop of half a minute: this one appends nothing more, and what people asked for is
/// done by whoever starts next.
#[tokio::test]
async fn an_erasure_that_cannot_even_be_noted_uses_nothing_of_its_link() {
    let (running, sink) = begin_with_mail().await;
    let customer = confirmed(&running, &sink, "ada", json!({"name": "Ada", "email": "ada@example.com"})).await;
    let foot = foot_link(&running, &customer).await;
    let url = own_data(&running, &sink, &foot).await;
    let lease = running.dir.path().join("lease.json");
    let taken = r#"{"process": "another", "kernel": "elsewhere", "epoch": 1, "beat": 1}"#;
    std::fs::write(&lease, taken).unwrap();
    running
        .until("the lease to be lost", async |running| {
            let ready = running.plain(Method::GET, "/readyz").send().await.unwrap();
            let said =
                running.source("/v1/track").json(&json!({"userId": "ada", "event": "Late"})).send().await.unwrap();
            (ready.status() == StatusCode::SERVICE_UNAVAILABLE && said.status() == StatusCode::SERVICE_UNAVAILABLE)
                .then_some(())
        })
        .await;
    let erase = [("action", "erase_confirmed"), ("sure", "yes"), ("lang", "en")];
    let (status, html) = body(form(running.http.post(&url), &erase).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "the database is the other one's, too: {html}");
    assert_eq!(running.get("/v1/obligations").await, json!([]));
    let attention = running.get("/v1/overview").await["attention"].to_string();
    assert!(attention.contains("lease_lost"), "{attention}");
    assert_eq!(running.get("/v1/customers").await.as_array().unwrap().len(), 1, "not erased yet");

    let dir = running.end().await;
    assert_eq!(std::fs::read_to_string(&lease).unwrap(), taken, "the other one's stays");
    let running = begin_in(dir, Some(PUBLIC)).await;
    let url = url.replacen(url.split("/p/").next().unwrap(), &running.base, 1);
    let (status, html) = body(form(running.http.post(&url), &erase).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK, "the link is as good as before: {html}");
    running.end().await;
}

#[tokio::test]
async fn an_erasure_that_finds_no_log_is_owed_until_it_is_done() {
    let running = begin_in(tempfile::tempdir().unwrap(), None).await;
    let customer = running.identify("ada", json!({"name": "Ada"})).await;
    let app = running.server.as_ref().unwrap().app().clone();
    // From now on the log takes nothing; the database does.
    app.runtime.shut_down(std::time::Duration::from_secs(5)).await;
    for _ in 0..2 {
        assert!(!erasures::asked(&app, customer.parse().unwrap()).await.unwrap(), "it is noted");
    }
    let owed = app.erasures.0.open().await.unwrap();
    assert_eq!(owed.iter().map(|open| open.customer.to_string()).collect::<Vec<_>>(), [customer]);
    drop(app);
    let running = begin_in(running.end().await, None).await;
    running
        .until("the erasure to be done", async |running| {
            let nobody = running.get("/v1/customers").await.as_array().unwrap().is_empty();
            (nobody && running.get("/v1/obligations").await == json!([])).then_some(())
        })
        .await;
    running.end().await;
}

/// With the key of a page anybody can claim that a known person has their address, and confirm that it is theirs.
#[tokio::test]
async fn a_claimed_address_is_told_nothing_and_opens_nothing() {
    let (running, sink) = begin_with_mail().await;
    let traits = json!({"name": "Ada Beispiel", "email": "ada@example.com"});
    let customer = confirmed(&running, &sink, "ada", traits).await;
    running.identify("ada", json!({"email": "mallory@evil.example"})).await;
    let claimed = json!({
        "who": {"user_id": "ada"}, "brand": "main", "purpose": "offers", "channel": "email",
        "act": "request_confirmation", "wording": {"version": 1, "language": "en"},
    });
    let answer = running.source("/v1/consents").json(&claimed).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
    let mail = mails(&sink, 2, &running).await.remove(1);
    assert_eq!(sink.seen()[1].to, "mallory@evil.example");
    assert!(!mail.contains("/p/c/") && !mail.contains("/p/u/") && !mail.contains("Ada"), "{mail}");
    let confirm = local(&running, &link(&mail, "/p/o/"));
    assert_eq!(running.http.post(&confirm).send().await.unwrap().status(), StatusCode::OK);

    // The address is confirmed now, and the person is not proved: the link goes to Ada, whatever address came last.
    let foot = foot_link(&running, &customer).await;
    let (_, page) = body(running.http.get(&foot).send().await.unwrap()).await;
    assert!(page.contains("a***@e***.com") && !page.contains("mallory") && !page.contains("m***@e***"), "{page}");
    let url = own_data(&running, &sink, &foot).await;
    assert_eq!(sink.seen()[2].to, "ada@example.com");
    assert_eq!(running.http.get(&url).send().await.unwrap().status(), StatusCode::OK);

    // Asking again at once sends nothing again.
    let mark = page.split("name=\"to\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let again = [("action", "send_link"), ("to", mark.as_str())];
    assert_eq!(form(running.http.post(&foot), &again).send().await.unwrap().status(), StatusCode::OK);
    running.settle().await;
    // A merge makes someone else of the person: what was sent before opens nothing any more.
    let alias = json!({"userId": "mallory", "previousId": "ada"});
    running.identify("mallory", json!({"name": "M"})).await;
    assert_eq!(running.source("/v1/alias").json(&alias).send().await.unwrap().status(), StatusCode::OK);
    running.settle().await;
    assert_eq!(running.http.get(&url).send().await.unwrap().status(), StatusCode::GONE);
    let (_, page) = body(running.http.get(&foot).send().await.unwrap()).await;
    assert!(!page.contains("name=\"to\""), "nobody is proved any more: {page}");
    assert_eq!(mails(&sink, 3, &running).await.len(), 3);
    running.end().await;
}

#[tokio::test]
async fn a_foot_link_of_an_address_that_is_not_theirs_any_more_opens_nothing_and_takes_nothing_back() {
    for let_go in [false, true] {
        a_foot_link_ends_with_its_address(let_go).await;
    }
}

/// The address is someone else's, or the person has said that they have it no longer.
async fn a_foot_link_ends_with_its_address(let_go: bool) {
    let (running, sink) = begin_with_mail().await;
    let customer = confirmed(&running, &sink, "ada", json!({"email": "ada@example.com"})).await;
    running.consent("ada", "staff", "grant").await;
    let foot = foot_link(&running, &customer).await;
    let (status, page) = body(running.http.get(&foot).send().await.unwrap()).await;
    assert!(status == StatusCode::OK && page.contains("name=\"to\""), "{page}");
    let mark = page.split("name=\"to\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    if let_go {
        running.identify("ada", json!({"email": null})).await;
    } else {
        let parted = json!({"identifiers": [{"kind": "email", "value": "ada@example.com"}]});
        let (status, answer) = running.post(&format!("/v1/customers/{customer}/part"), parted).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    running.identify("ada", json!({"email": "new@example.com"})).await;
    let (status, page) = body(running.http.get(&foot).send().await.unwrap()).await;
    assert!(status == StatusCode::GONE && !page.contains("n***") && !page.contains("name=\"to\""), "{page}");
    for fields in
        [vec![("action", "take_back")], vec![("action", "save")], vec![("action", "send_link"), ("to", &*mark)]]
    {
        assert_eq!(
            form(running.http.post(&foot), &fields).send().await.unwrap().status(),
            StatusCode::GONE,
            "{fields:?}"
        );
    }
    let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
    let acts: Vec<&str> =
        consents["history"].as_array().unwrap().iter().map(|one| one["act"].as_str().unwrap()).collect();
    assert!(!acts.contains(&"withdraw"), "{acts:?}");
    assert_eq!(sink.seen().len(), 1, "and no link is sent anywhere");
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_often_it_is_pressed_at_once_there_is_one_mail_and_its_link_ends_with_its_time() {
    let (running, sink) = begin_with_mail().await;
    let customer = confirmed(&running, &sink, "ada", json!({"email": "ada@example.com"})).await;
    let foot = foot_link(&running, &customer).await;
    let (_, page) = body(running.http.get(&foot).send().await.unwrap()).await;
    let mark = page.split("name=\"to\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut presses = tokio::task::JoinSet::new();
    for _ in 0..8 {
        presses.spawn(form(running.http.post(&foot), &[("action", "send_link"), ("to", mark)]).send());
    }
    for answer in presses.join_all().await {
        assert_eq!(answer.unwrap().status(), StatusCode::OK);
    }
    let url = local(&running, &link(&mails(&sink, 2, &running).await.remove(1), "/p/d/"));
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(mails(&sink, 2, &running).await.len(), 2, "one question, one mail");
    let open = async |url: &str| running.http.get(url).send().await.unwrap().status();
    assert_eq!(open(&url).await, StatusCode::OK);

    let app = running.server.as_ref().unwrap().app();
    let mut made = app.links.read::<OwnData>(url.rsplit('/').next().unwrap()).unwrap();
    for (minutes, status) in [(29, StatusCode::OK), (31, StatusCode::GONE)] {
        made.made = app.now() - Span::MINUTE.times(minutes);
        assert_eq!(open(&running.url(&format!("/p/d/{}", app.links.token(&made)))).await, status, "{minutes} minutes");
    }

    // A device that had a life of its own joins the person: what was sent before was for someone else.
    let event = |body: Value| running.source("/v1/track").json(&body).send();
    event(json!({"anonymousId": "cookie-9", "event": "Product Viewed"})).await.unwrap();
    event(json!({"anonymousId": "cookie-9", "userId": "ada", "event": "Product Viewed"})).await.unwrap();
    running.settle().await;
    assert_eq!(running.customer("anonymous_id:cookie-9").await, customer);
    // What the device knew is handed to the person's partition a moment later.
    running.until("the link to close", async |_| (open(&url).await == StatusCode::GONE).then_some(())).await;
    running.end().await;
}

#[tokio::test]
async fn nobody_has_the_brand_write_what_they_like() {
    let running = begin_in(tempfile::tempdir().unwrap(), None).await;
    for name in ["Confirmation Requested", " own data requested"] {
        let event =
            json!({"userId": "ada", "event": name, "properties": {"to": "eve@example.com", "subject": "Hello"}});
        let answer = running.source("/v1/track").json(&event).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{}", answer.text().await.unwrap());
    }
    running.end().await;
}

#[tokio::test]
async fn a_link_leads_to_its_signed_target_and_nowhere_else() {
    let running = begin_in(tempfile::tempdir().unwrap(), None).await;
    let app = running.server.as_ref().unwrap().app();
    let token = app.links.token(&rapport_office::links::Click {
        send_key: "j/1/s/00000000000000000000000000000001/email/7".into(),
        link: "shoes".into(),
        url: "https://shop.example/shoes?x=1".into(),
    });
    let answer = running.plain(Method::GET, &format!("/p/k/{token}")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FOUND);
    assert_eq!(answer.headers()["location"], "https://shop.example/shoes?x=1");
    let mut redirects = 0;
    for at in 0..token.len() {
        for with in ['A', 'z', '_'] {
            let mut changed: Vec<char> = token.chars().collect();
            if changed[at] == with {
                continue;
            }
            changed[at] = with;
            let path = format!("/p/k/{}", changed.into_iter().collect::<String>());
            let answer = running.plain(Method::GET, &path).send().await.unwrap();
            redirects += usize::from(answer.status().is_redirection());
        }
    }
    assert_eq!(redirects, 0);
    running.end().await;
}

#[tokio::test]
async fn two_purposes_are_asked_for_at_once_and_a_brand_with_another_currency_can_ask() {
    let (running, sink) = begin_with_mail().await;
    let mut settings = running.get("/v1/brands/main").await["settings"].clone();
    settings["currency"] = json!("USD");
    let mut news = settings["purposes"][0].clone();
    news["id"] = json!("news");
    settings["purposes"].as_array_mut().unwrap().push(news);
    let (status, answer) = running.put("/v1/brands/main", json!({"settings": settings})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let customer = running.identify("ada", json!({"name": "Ada Beispiel", "email": "ada@example.com"})).await;
    for purpose in ["offers", "news"] {
        let asking = json!({
            "who": {"user_id": "ada"}, "brand": "main", "purpose": purpose, "channel": "email",
            "act": "request_confirmation", "wording": {"version": 1, "language": "de"},
        });
        let (status, answer) = running.post("/v1/consents", asking.clone()).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let (_, answer) = running.post("/v1/consents", asking).await;
        assert_eq!(answer["reason"], "asked_just_now", "{answer}");
    }
    for mail in mails(&sink, 2, &running).await {
        let confirm = local(&running, &link(&mail, "/p/o/"));
        assert_eq!(running.http.post(&confirm).send().await.unwrap().status(), StatusCode::OK);
    }
    let consents = running.get(&format!("/v1/customers/{customer}/consents")).await;
    for purpose in ["offers", "news"] {
        let states = consents["states"].as_array().unwrap();
        let state = states.iter().find(|s| s["channel"] == "email" && s["purpose"] == purpose).unwrap();
        assert_eq!(state["status"], "given", "{state}");
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(mails(&sink, 2, &running).await.len(), 2, "each question is asked once");
    let plan = running.get("/v1/plan/nodes/plan:service").await;
    assert_eq!(plan["node"]["figures"]["planned"]["currency"], "USD", "{plan}");
    running.end().await;
}

/// What a mail server says once it has taken a mail and cannot deliver it.
fn returned(about: &str, to: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
        No such user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
        Final-Recipient: rfc822; {about}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
}

#[tokio::test]
async fn a_returned_mail_stops_the_address_it_went_to_and_not_the_one_known_since() {
    let (running, sink) = begin_with_mail().await;
    let customer = confirmed(&running, &sink, "ada", json!({"email": "old@example.com"})).await;
    running.publish("shoes-by-mail", MAIL).await;
    running.track("ada", "Product Viewed", json!({"name": "Trail shoe"})).await;
    mails(&sink, 2, &running).await;
    let offer = sink.seen().into_iter().filter(|seen| seen.taken.is_some()).nth(1).unwrap();
    assert_eq!(offer.to, "old@example.com");
    // The person moves to another mailbox before the mail comes back.
    running.identify("ada", json!({"email": "new@example.com"})).await;
    let mail = running.source("/v1/inbound/email").header("content-type", "message/rfc822");
    let answer =
        mail.body(returned("old@example.com", &offer.from)).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!((answer["applied"].as_bool(), answer["send_key"].is_string()), (Some(true), true), "{answer}");
    let id = customer.parse().unwrap();
    let stopped = |shard: &rapport_engine::Shard, id| {
        let history = shard.customer(id).unwrap().customer.suppressions().history();
        history.filter_map(|known| known.address.as_ref().map(|address| address.value.to_string())).collect::<Vec<_>>()
    };
    let stopped = running.server.as_ref().unwrap().app().runtime.ask(id, stopped).await.unwrap();
    assert_eq!(stopped, ["old@example.com"]);
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_was_passed_on_and_comes_back_from_elsewhere_is_known_by_its_token() {
    let (running, sink) = begin_with_mail().await;
    confirmed(&running, &sink, "ada", json!({"email": "ada@example.com"})).await;
    running.publish("shoes-by-mail", MAIL).await;
    running.track("ada", "Product Viewed", json!({"name": "Trail shoe"})).await;
    mails(&sink, 2, &running).await;
    let offer = sink.seen().into_iter().filter(|seen| seen.taken.is_some()).nth(1).unwrap();
    let mail = running.source("/v1/inbound/email").header("content-type", "message/rfc822");
    let answer =
        mail.body(returned("elsewhere@example.net", &offer.from)).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!((answer["applied"].as_bool(), answer["send_key"].is_string()), (Some(true), true), "{answer}");
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brands_colour_is_worn_as_far_as_it_can_be_read() {
    let running = crate::common::begin().await;
    let css = async |colour: &str| {
        let answer = running.http.get(running.url(&format!("/p/look/{colour}"))).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    let (status, blue) = css("1d4ed8").await;
    assert_eq!(status, StatusCode::OK);
    assert!(blue.contains("light) { :root { --accent: #1d4ed8; --on: #ffffff;"), "{blue}");
    assert!(!blue.contains("dark) { :root { --accent: #1d4ed8;"), "too dark for dark paper: {blue}");
    for wrong in ["", "red", "1d4ed", "%3B%7D"] {
        assert_eq!(css(wrong).await.0, StatusCode::NOT_FOUND, "{wrong}");
    }
    let mut settings = running.get("/v1/brands/main").await["settings"].clone();
    settings["look"] = json!({"colour": "blue", "logo": "https://shop.example/logo.png"});
    let (status, problem) = running.put("/v1/brands/main", json!({"settings": settings})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    let codes: Vec<&str> =
        problem["problems"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["bad_colour", "bad_logo"]);
    running.end().await;
}

/// Damages the history of a customer, to its end.
async fn damage(running: &Running, customer: &str) {
    running.settle().await;
    assert!(running.server.as_ref().unwrap().app().runtime.save().await);
    let customer: rapport_kernel::CustomerId = customer.parse().unwrap();
    let path = running.dir.path().join(format!("history/p{:03}.history", customer.partition().0));
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[70..].iter_mut().for_each(|byte| *byte ^= 1);
    std::fs::write(&path, bytes).unwrap();
}

/// An export is answered at once. One that fails stays owed, also over a restart, until it was handed over or its reader is forgotten.
#[tokio::test]
async fn an_export_that_fails_is_listed_until_it_is_handed_over() {
    let running = begin().await;
    let ada = running.identify("ada", json!({"city": "Rome"})).await;
    let eve = running.identify("eve", json!({"city": "Oslo"})).await;
    let owed = async |running: &Running| {
        let all = running.get("/v1/obligations").await;
        let all = all.as_array().unwrap().iter().filter(|one| one["kind"] == "export").cloned();
        all.collect::<Vec<Value>>()
    };
    let export = async |running: &Running, id: &str| {
        let asked = running.admin(Method::GET, &format!("/v1/customers/{id}/export"));
        asked.send().await.unwrap().status()
    };
    assert_eq!(export(&running, &ada).await, StatusCode::OK);
    assert!(owed(&running).await.is_empty(), "what was handed over is not owed");
    // Whoever asks may go away, and the program may end, before there is an answer.
    let app = running.server.as_ref().unwrap().app();
    let never = std::future::pending::<Result<(), rapport_office::refused::Refused>>();
    let asked = rapport_office::exports::owed(app, ada.parse().unwrap(), never);
    assert!(tokio::time::timeout(std::time::Duration::from_millis(500), asked).await.is_err());
    assert_eq!(owed(&running).await.len(), 1);
    assert_eq!(export(&running, &ada).await, StatusCode::OK);
    assert!(owed(&running).await.is_empty());
    for id in [&ada, &eve] {
        damage(&running, id).await;
        assert_eq!(export(&running, id).await, StatusCode::SERVICE_UNAVAILABLE);
        let mended =
            async |running: &Running| running.get("/v1/stores").await["mending"].as_array()?.is_empty().then_some(());
        running.until("the histories are mended", mended).await;
    }
    let names =
        |owed: &[Value]| owed.iter().map(|one| one["customer"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let listed = owed(&running).await;
    assert_eq!(names(&listed), [ada.clone(), eve.clone()], "the longest waiting first");
    assert!(listed.iter().all(|one| one["obstacle"].is_string()), "{listed:?}");
    let running = begin_in(running.end().await, None).await;
    assert_eq!(names(&owed(&running).await), [ada.clone(), eve.clone()]);
    assert_eq!(export(&running, &ada).await, StatusCode::OK);
    assert_eq!(names(&owed(&running).await), std::slice::from_ref(&eve));
    running.erase(&eve).await;
    running
        .until("who is forgotten is owed nothing", async |running| owed(running).await.is_empty().then_some(()))
        .await;
    running.end().await;
}
