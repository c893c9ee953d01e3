//! P6, P7: what is kept of a person is found by what was put in. A word of its own stands in every field of every input that can
//! carry a person's data; what the program kept is in the export, and nothing is anywhere on disk after an erasure.
//!
//! The inputs are those of the API document: a new field without a word in it fails the test.

use crate::support::{
    MailServer, Rapport, Shop,
    api::{Key, percent},
    canary::{Words, search},
    process::Otherwise,
    secs, shop, tools, until,
};
use rapport_drivers::email::sink::{Seen, Trick};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// What is not in the export, and why.
const NOT_EXPORTED: [(&str, &str); 10] = [
    ("segment.context.ip", "dropped on arrival"),
    ("segment.context.userAgent", "dropped on arrival"),
    ("segment.context.library.name", "dropped on arrival"),
    ("segment.integrations", "dropped on arrival"),
    ("segment.unknown", "dropped on arrival"),
    ("declare.idempotency-key", "kept as a hash only"),
    ("inbound_email.diagnostic", "read and dropped; only the status is kept"),
    ("redeem.lines.category", "held against the voucher's conditions and dropped"),
    ("redeem.lines.product", "held against the voucher's conditions and dropped"),
    ("erase.reason", "read by whoever erases"),
];

/// Fields of the API that hold no data of a person, or whose words are put elsewhere. By operation and field; `*` is every field.
const OTHER: [(&str, &str); 76] = [
    ("take_backup.*", "a folder"),
    ("actuals.*", "an invoice"),
    ("upload_file.*", "a file: it goes within the hour, and what comes in of it comes as events"),
    ("look_at_file.*", "how a file is written"),
    ("try_file.*", "names of columns"),
    ("import_file.*", "names of columns"),
    ("create_branch.*", "a branch"),
    ("create_node.*", "the plan"),
    ("change_node.*", "the plan"),
    ("move_node.*", "the plan"),
    ("close_node.*", "the plan"),
    ("reopen_node.*", "the plan"),
    ("archive_node.*", "the plan"),
    ("restore_node.*", "the plan"),
    ("close_books.*", "the plan"),
    ("retry_unbooked.*", "the plan"),
    ("dismiss_unbooked.*", "the plan"),
    ("retry_set_aside.*", "the number of a record"),
    ("set_channel.*", "settings"),
    ("hand_out.*", "codes, and by what somebody is known already: it finds them and is not kept"),
    ("set_brand.*", "settings"),
    ("release_hold.*", "a number of things seen"),
    ("check.*", "a journey"),
    ("preview.*", "a journey and sample words"),
    ("start_backtest.*", "a journey"),
    ("draft.*", "a journey"),
    ("publish.*", "a journey"),
    ("publish_outlook.*", "a journey"),
    ("approve.*", "a journey or the plan"),
    ("reject.*", "a journey or the plan"),
    ("withdraw_approval.*", "a journey or the plan"),
    ("delegate.*", "somebody who works here"),
    ("look_by_link.*", "somebody who works here"),
    ("answer_by_link.*", "a journey or the plan"),
    ("put_approval_template.*", "settings"),
    ("set_mail.*", "settings"),
    ("create_person.*", "somebody who works here"),
    ("set_printer.*", "a printer"),
    ("sign_in.*", "somebody who works here"),
    ("set_up.*", "somebody who works here"),
    ("request_link.*", "somebody who works here"),
    ("look_at_link.*", "somebody who works here"),
    ("use_link.*", "somebody who works here"),
    ("change_profile.*", "somebody who works here"),
    ("change_password.*", "somebody who works here"),
    ("begin_factor.*", "somebody who works here"),
    ("confirm_factor.*", "somebody who works here"),
    ("remove_factor.*", "somebody who works here"),
    ("begin_passkey.*", "somebody who works here"),
    ("add_passkey.*", "somebody who works here"),
    ("passkey_sign_in.*", "somebody who works here"),
    ("create_token.*", "somebody who works here"),
    ("give_role.*", "somebody who works here"),
    ("set_limit.*", "somebody who works here"),
    ("set_working.*", "somebody who works here"),
    ("set_superior.*", "somebody who works here"),
    ("give_email.*", "somebody who works here"),
    ("erase_person.*", "somebody who works here"),
    ("create_team.*", "somebody who works here"),
    ("change_team.*", "somebody who works here"),
    ("give_team_role.*", "somebody who works here"),
    ("create_scim_user.*", "somebody who works here"),
    ("replace_scim_user.*", "somebody who works here"),
    ("change_scim_user.*", "somebody who works here"),
    ("create_scim_group.*", "somebody who works here"),
    ("replace_scim_group.*", "somebody who works here"),
    ("change_scim_group.*", "somebody who works here"),
    ("transfer.*", "the plan"),
    ("create_source.*", "a source"),
    ("change_source.*", "a source"),
    ("create_pool.*", "a pool of vouchers"),
    ("import_codes.*", "codes that nobody has yet"),
    ("rollback.*", "what `redeem` said before"),
    ("validate.*", "keeps nothing"),
    ("answer.*", "a choice of three"),
    ("part.*", "what the customer is known by already"),
];

fn document() -> Value {
    serde_json::from_str(&std::fs::read_to_string(tools::workspace().join("web/openapi.json")).unwrap()).unwrap()
}

/// Every text field of the bodies that the API document describes, as `operation.field`.
fn inputs() -> BTreeSet<String> {
    let document = document();
    let mut all = BTreeSet::new();
    for operation in document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    {
        let Some(name) = operation["operationId"].as_str() else { continue };
        for content in operation["requestBody"]["content"].as_object().into_iter().flat_map(|kinds| kinds.values()) {
            fields(&document, &content["schema"], name, 0, &mut all);
        }
    }
    all
}

fn fields(document: &Value, schema: &Value, at: &str, depth: usize, all: &mut BTreeSet<String>) {
    if depth > 12 {
        return;
    }
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return fields(document, &document["components"]["schemas"][name], at, depth + 1, all);
    }
    for choice in ["allOf", "oneOf", "anyOf"] {
        schema[choice].as_array().into_iter().flatten().for_each(|inner| fields(document, inner, at, depth + 1, all));
    }
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        fields(document, inner, &format!("{at}.{name}"), depth + 1, all);
    }
    if schema["items"].is_object() {
        fields(document, &schema["items"], at, depth + 1, all);
    }
    let of = |kind: &str| schema["type"] == kind || schema["type"].as_array().is_some_and(|t| t.contains(&json!(kind)));
    let free = of("object") && schema["properties"].is_null();
    let spoken = of("string") && schema["enum"].is_null() && schema["format"] != "date-time";
    if free || spoken {
        all.insert(at.to_owned());
    }
}

/// The calls of the Segment API: one shape.
const SEGMENT: [&str; 8] = ["identify", "track", "page", "screen", "group", "alias", "batch", "import"];
/// Fields with a meaning of their own: a name of ours, or a secret of the source.
const NAMES: [&str; 11] = [
    "type",
    "writeKey",
    "brand",
    "branch",
    "code",
    "currency",
    "purpose",
    "channel",
    "kind",
    "language",
    "checkpoints",
];

#[test]
fn every_field_of_the_api_has_a_word_or_a_reason() {
    let mut words = Words::default();
    let _ = (segment(&mut words), declaration(&mut words), suppression(&mut words), redemption(&mut words, "", ""));
    let put: BTreeSet<String> = words.0.into_keys().collect();
    let begins = |field: &str| put.iter().any(|known| known == field || known.starts_with(&format!("{field}.")));
    // An operation whose whole body is one text has no fields.
    let reasoned = |operation: &str| OTHER.iter().any(|(known, _)| *known == format!("{operation}.*"));
    let open: Vec<String> = inputs()
        .into_iter()
        .filter(|input| {
            let (operation, field) = input.split_once('.').unwrap_or((input, ""));
            let last = field.rsplit('.').next().unwrap_or_default();
            // Whoever it is about is named in each call by what `identify` says.
            let named = field.starts_with("who.") || NAMES.contains(&last);
            let segment = SEGMENT
                .contains(&operation.trim_end_matches("_short"))
                .then(|| format!("segment.{}", field.trim_start_matches("batch.")));
            !(named || reasoned(operation) || begins(input) || segment.is_some_and(|field| begins(&field)))
        })
        .collect();
    // What is put in one by one below; a claim's value is what `identify` said before.
    let answered =
        ["decide.placement", "decide_claim.value", "erase.confirm", "erase.reason", "inbound", "resolve.note"];
    let open: Vec<&String> = open.iter().filter(|input| !answered.contains(&input.as_str())).collect();
    assert!(open.is_empty(), "nothing says what becomes of {open:?}");
}

/// All calls of the Segment API.
fn segment(words: &mut Words) -> Vec<Value> {
    let mut word = |field: &str| words.put(&format!("segment.{field}"));
    let (user, device) = (word("userId"), word("anonymousId"));
    let who = json!({"userId": user, "anonymousId": device});
    let context = json!({
        "ip": word("context.ip"), "userAgent": word("context.userAgent"), "library": {"name": word("context.library.name")},
        "page": {"url": format!("https://shop.example/{}", word("context.page.url")),
            "referrer": format!("https://shop.example/?q={}", word("context.page.referrer"))},
        "campaign": {"name": word("context.campaign.name")},
    });
    let email = format!("{}@example.com", word("traits.email"));
    let mut calls = vec![
        json!({"type": "identify", "messageId": word("messageId"), "context": context,
            "integrations": {"other": word("integrations")}, "unknown": word("unknown"),
            "traits": {"email": email, "firstName": word("traits.firstName"), "list": [word("traits.list")],
                "nested": {"deep": word("traits.nested")}}}),
        json!({"type": "track", "event": word("event"),
            "properties": {"plain": word("properties.plain"), "nested": {"deep": word("properties.nested")}}}),
        json!({"type": "page", "name": word("name"), "properties": {"title": word("page.title")}}),
        json!({"type": "screen", "name": word("screen.name")}),
        json!({"type": "group", "groupId": word("groupId"), "traits": {"company": word("group.company")}}),
        json!({"type": "alias", "previousId": word("previousId")}),
    ];
    let order = json!({"order_id": words.put("order.order_id"), "revenue": 20, "coupon": words.put("order.coupon"),
        "products": [{"sku": words.put("order.sku"), "name": words.put("order.name"), "price": 20}]});
    calls.push(json!({"type": "track", "event": "Order Completed", "properties": order}));
    for call in &mut calls {
        let call = call.as_object_mut().unwrap();
        who.as_object().unwrap().iter().for_each(|(name, id)| drop(call.insert(name.clone(), id.clone())));
    }
    calls
}

fn declaration(words: &mut Words) -> Value {
    json!({"brand": "acme", "purpose": "offers", "channel": "email", "act": "grant",
        "source": words.put("declare.source"), "wording": {"version": 1, "language": "en", "text": words.put("declare.wording.text")},
        "proof": {"kind": "personal", "reference": words.put("declare.proof.reference")}})
}

fn suppression(words: &mut Words) -> Value {
    json!({"brand": "acme", "channel": "staff", "reason": "opt_out", "source": words.put("suppress.source")})
}

/// The order, redeemed with a voucher: the till's words.
fn redemption(words: &mut Words, code: &str, user: &str) -> Value {
    let product = words.put("redeem.lines.product");
    json!({"code": code, "redemption": words.put("redeem.redemption"), "order": words.put("redeem.order"),
        "who": {"user_id": user},
        "lines": [{"product": product, "category": words.put("redeem.lines.category"), "amount": {"minor": 2_000, "currency": "EUR"}}]})
}

/// What a mail server sends back about a mail to someone who is not there.
fn bounce(mail: &Seen, diagnostic: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: {}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
        {diagnostic}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
        Final-Recipient: rfc822; {}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 {diagnostic}\r\n\r\n--b--\r\n",
        mail.from, mail.to
    )
}

/// Someone of whom everything is told that the API can be told of a person.
struct Told {
    rapport: Rapport,
    shop: Shop,
    words: Words,
    id: String,
}

impl Told {
    async fn whole() -> Self {
        // The second mail is taken without an answer: a person has to look, and writes a note.
        let mails = MailServer::scripted(|n, _| if n == 1 { Trick::TakeThenDrop } else { Trick::None });
        let rapport = Rapport::otherwise(Otherwise { level: Some("debug"), ..Otherwise::default() }).await;
        let shop = Shop::open(&rapport).await;
        shop.mail_by(mails.address(), 1).await;
        let pool = json!({"id": "welcome", "name": "Five euros", "brand": "acme", "activity": "spring",
            "benefit": {"amount": {"minor": 500, "currency": "EUR"}}, "cap": {"minor": 5_000, "currency": "EUR"},
            "validity": {"for": "14d"}});
        shop.admin.post("/v1/vouchers/pools", pool).await;
        let voucher = "  - id: gift\n    voucher: {pool: welcome, value: 5.00 EUR, valid_for: 14d}\n  - id: mail";
        let order = shop::mail_journey("order", "Order Completed", "service", "").replace("  - id: mail", voucher);
        shop.publish(&order).await;
        shop.publish(&shop::mail_journey("offer", "Looked Around", "offers", "")).await;
        let mut words = Words::default();
        let calls = segment(&mut words);
        let user = words.0["segment.userId"].clone();
        shop.say("shop", calls).await;
        let (mut consent, mut stop) = (declaration(&mut words), suppression(&mut words));
        consent["who"] = json!({"user_id": user});
        stop["who"] = consent["who"].clone();
        let key = words.put("declare.idempotency-key");
        let asked = shop.admin.request(Method::POST, "/v1/consents").header("idempotency-key", key).json(&consent);
        shop.admin.send(asked).await.unwrap().good();
        shop.admin.post("/v1/suppressions", stop).await;
        let place = words.put("decide.placement");
        shop.as_source("shop").post("/v1/decide", json!({"who": {"user_id": user}, "placement": place})).await;
        let id = shop.customer(&user).await;
        let export = format!("/v1/customers/{id}/export");
        let mut told = Self { rapport, shop, words, id };

        let mail = until("the first mail", secs(30), async || mails.taken().into_iter().next()).await;
        told.redeem(&export, &user).await;
        let looked = json!({"type": "track", "userId": user, "event": "Looked Around"});
        told.shop.say("shop", vec![looked]).await;
        told.resolve().await;
        told.buy(&user).await;
        let letter = bounce(&mail, &told.words.put("inbound_email.diagnostic"));
        let source = json!({"id": "mailbox", "name": "Returned mail", "brand": "acme", "touchpoint": "shop", "trust": "trusted",
            "acts": ["reports"]});
        let made = told.shop.admin.post("/v1/sources", source).await;
        let mailbox = told.shop.admin.by(Key::Write(made["write_key"].as_str().unwrap().into()));
        let inbound = mailbox.request(Method::POST, "/v1/inbound/email").header("content-type", "message/rfc822");
        mailbox.send(inbound.body(letter)).await.unwrap().good();
        told
    }

    /// The till redeems the voucher that the journey gave.
    async fn redeem(&mut self, export: &str, user: &str) {
        let code = until("the voucher", secs(30), async || {
            self.shop.admin.get(export).await["vouchers"][0]["code"].as_str().map(str::to_owned)
        });
        let said = redemption(&mut self.words, &code.await, user);
        self.shop.as_source("till").post("/v1/vouchers/redeem", said).await;
    }

    /// The order that the voucher was redeemed in is told of, and credited.
    async fn buy(&self, user: &str) {
        let order = &self.words.0["redeem.order"];
        let bought = json!({"type": "track", "userId": user, "event": "Order Completed",
            "properties": {"order_id": order, "revenue": 20}});
        self.shop.say("till", vec![bought]).await;
        until("the credit", secs(30), async || {
            (self.shop.figures("activity:spring").await["returned"] > 0).then_some(())
        })
        .await;
    }

    /// Someone who works here notes what became of a mail that no one knew of.
    async fn resolve(&mut self) {
        let open = until("an unknown delivery", secs(30), async || {
            self.shop.admin.pages("/v1/deliveries?state=unknown").await.into_iter().next()
        });
        let key = percent(open.await["send_key"].as_str().unwrap());
        let said = json!({"outcome": "accepted", "note": self.words.put("resolve.note")});
        self.shop.admin.post(&format!("/v1/deliveries/{key}/resolve"), said).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_put_in_is_exported_and_nothing_is_left_after_an_erasure() {
    let Told { mut rapport, shop, mut words, id } = Told::whole().await;
    let user = words.0["segment.userId"].clone();

    // P6: what is kept is exported.
    let reason = words.put("erase.reason");
    let export = shop.admin.get(&format!("/v1/customers/{id}/export")).await.to_string();
    let exported = words.found_in(export.as_bytes());
    let missing: BTreeSet<&str> =
        words.0.keys().map(String::as_str).filter(|field| !exported.contains(*field)).collect();
    assert_eq!(missing, NOT_EXPORTED.iter().map(|(field, _)| *field).collect(), "{export}");
    junk(&rapport, &shop, &words).await;
    // Stopped and started, so that everything lies where it will lie.
    rapport.stop();
    rapport.start_again().await;
    let kept = search(rapport.folder(), &words);
    let outside: Vec<&String> = kept.keys().filter(|path| !Path::new(path).starts_with(rapport.data())).collect();
    assert!(outside.is_empty(), "P15: a word of a person's data in {outside:?}");
    let everywhere: BTreeSet<&String> = kept.values().flatten().collect();
    for (field, why) in NOT_EXPORTED {
        assert!(!everywhere.contains(&field.to_owned()), "{field} is {why}, and in {kept:?}");
    }
    let inventory = inventory(&words, &kept, &rapport.data(), &exported);

    // P7: an erasure reaches every byte, also those of a restart.
    shop.at(&rapport).admin.post(&format!("/v1/customers/{id}/erase"), json!({"confirm": id, "reason": reason})).await;
    let deadline = std::time::Instant::now() + secs(60);
    while std::time::Instant::now() < deadline && !search(rapport.folder(), &words).is_empty() {
        tokio::time::sleep(secs(1)).await;
    }
    assert_eq!(search(rapport.folder(), &words), BTreeMap::new());
    rapport.restart().await;
    assert_eq!(search(rapport.folder(), &words), BTreeMap::new());
    let admin = rapport.api.by(Key::Token(rapport.token().into()));
    assert_eq!(admin.get(&format!("/v1/customers?identifier=user_id:{user}")).await, json!([]));

    written(&inventory);
}

/// P15: every operation is asked with a person's words where they do not belong, by everybody; neither what the server logs nor what
/// it counts repeats them.
async fn junk(rapport: &Rapport, shop: &Shop, words: &Words) {
    let word = &words.0["segment.userId"];
    let document = document();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let path =
            path.split('/').map(|part| if part.starts_with('{') { word } else { part }).collect::<Vec<_>>().join("/");
        for (method, operation) in operations.as_object().unwrap() {
            // What does not end, and what would end this session.
            if ["live", "branch_live", "sign_out"].contains(&operation["operationId"].as_str().unwrap_or_default()) {
                continue;
            }
            let method: Method = method.to_uppercase().parse().unwrap();
            for (key, body) in [
                (Key::Token(rapport.token().into()), json!({word: word, "who": {"user_id": word}, "userId": word})),
                (Key::Write(shop.write_key("shop").into()), json!({"type": word, "userId": {word: word}})),
                (Key::Write(word.clone()), json!({"userId": word})),
            ] {
                let api = rapport.api.by(key);
                let asked = api.request(method.clone(), &format!("{path}?{word}={word}")).timeout(secs(10));
                // An answer that streams is cut off by the time above.
                let _ = api.send(asked.header("x-word", word.as_str()).json(&body)).await;
            }
        }
    }
    let metrics = rapport.api.request(Method::GET, "/metrics");
    let metrics = rapport.api.send(metrics).await.unwrap();
    let found = words.found_in(metrics.text.as_bytes());
    assert!(found.is_empty(), "P15: {found:?} in the metrics");
}

/// Where each field's words lie, as a page of the documents.
fn inventory(
    words: &Words,
    kept: &BTreeMap<String, BTreeSet<String>>,
    data: &Path,
    exported: &BTreeSet<String>,
) -> String {
    let mut page = INVENTORY.to_owned();
    for field in words.0.keys() {
        let holds = kept.iter().filter(|(_, fields)| fields.contains(field));
        let places: BTreeSet<String> = holds.map(|(path, _)| place(Path::new(path), data)).collect();
        let places =
            if places.is_empty() { "nowhere".to_owned() } else { places.into_iter().collect::<Vec<_>>().join(", ") };
        let why = NOT_EXPORTED.iter().find(|(known, _)| known == field).map_or("", |(_, why)| why);
        let answer = if exported.contains(field) { "yes" } else { why };
        page += &format!("| `{field}` | {places} | {answer} |\n");
    }
    page
}

/// The part of the data directory that a file belongs to.
fn place(path: &Path, data: &Path) -> String {
    let inside = path.strip_prefix(data).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    let name = first.trim_end_matches("-wal").to_owned();
    if inside.components().count() > 1 { format!("`{name}/`") } else { format!("`{name}`") }
}

const INVENTORY: &str = "# Inventory of personal data

Made by the program: the test `inventory` puts a word of its own into every field by which a person's data can come in, looks for
it in every file, in the export, and once more after an erasure. `RAPPORT_WRITE_INVENTORY=1` writes this page anew.

After the erasure none of the words was in any file any more.

| field | where it lies | in the export |
|---|---|---|
";

/// Compares with the page, or writes it.
fn written(inventory: &str) {
    let path = tools::workspace().join("docs/design/inventory.md");
    if std::env::var_os("RAPPORT_WRITE_INVENTORY").is_some() {
        return std::fs::write(path, inventory).unwrap();
    }
    let page = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(inventory, page, "RAPPORT_WRITE_INVENTORY=1 writes docs/design/inventory.md anew: read what changed");
}
