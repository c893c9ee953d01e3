//! Files that people bring in through a screen: looked at, tried out by the server's rules, brought in once, remembered.

use crate::common::{Running, begin};
use rapport_customer::SendKey;
use rapport_kernel::Span;
use rapport_office::copies::Said;
use rapport_platform::sql::copies::KEPT;
use rapport_server::serve;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const ORDERS: &str = "Kunde;Bon;Datum;Betrag\nada;b1;01.03.2026 08:00;12,50\nada;b2;02.03.2026 09:00;3,00\n\
    ada;b3;03.03.2026;viel\n;b4;03.03.2026;1,00\nada;b5;03.03.2026;2,00\n";

async fn upload(running: &Running, query: &str, bytes: impl Into<Vec<u8>>) -> (StatusCode, Value) {
    let request = running.admin(Method::POST, &format!("/v1/files?{query}")).header("content-type", "text/csv");
    let answer = request.body(bytes.into()).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn status(running: &Running, path: &str) -> StatusCode {
    running.admin(Method::GET, path).send().await.unwrap().status()
}

/// The file, once it is neither tried nor brought in any more.
async fn ended(running: &Running, id: &str) -> Value {
    running
        .until("the end of the import", async |running: &Running| {
            let file = running.get(&format!("/v1/files/{id}")).await;
            (!["trying", "importing"].contains(&file["state"].as_str().unwrap())).then_some(file)
        })
        .await
}

async fn carried_out(running: &Running, file: &Value, act: &str, mapping: &Value) -> Value {
    let id = file["id"].as_str().unwrap();
    let (status, begun) = running.post(&format!("/v1/files/{id}/{act}"), mapping.clone()).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{begun}");
    ended(running, id).await
}

fn counts(file: &Value) -> [u64; 4] {
    ["rows", "accepted", "repeated", "refused"].map(|name| file["outcome"][name].as_u64().unwrap_or(99))
}

fn roles(file: &Value) -> Vec<(&str, &str)> {
    let columns = file["mapping"]["columns"].as_array().unwrap();
    columns.iter().map(|one| (one["column"].as_str().unwrap(), one["role"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_file_of_orders_is_looked_at_tried_and_brought_in_once() {
    let running = begin().await;
    let (code, file) = upload(&running, "name=orders-2026-03-03.csv&kind=orders&source=default", ORDERS).await;
    assert_eq!(code, StatusCode::CREATED, "{file}");
    assert_eq!(roles(&file), [("Kunde", "customer"), ("Bon", "order"), ("Datum", "moment"), ("Betrag", "amount")]);
    assert_eq!((&file["series"], &file["remembered"]), (&json!("orders-DATE.csv"), &json!(false)));
    assert_eq!(file["columns"][3], json!({"name": "Betrag", "examples": ["12,50", "3,00", "viel"]}));
    let mapping = file["mapping"].clone();
    let tried = carried_out(&running, &file, "try", &mapping).await;
    assert_eq!((tried["state"].as_str(), counts(&tried)), (Some("tried"), [5, 3, 0, 2]), "{tried}");
    assert_eq!(status(&running, "/v1/orders/b1").await, StatusCode::NOT_FOUND, "nothing was kept");
    let done = carried_out(&running, &file, "import", &mapping).await;
    assert_eq!((done["state"].as_str(), counts(&done)), (Some("imported"), [5, 3, 0, 2]), "{done}");
    let codes: Vec<(u64, &str)> = done["outcome"]["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["row"].as_u64().unwrap(), row["code"].as_str().unwrap()))
        .collect();
    assert_eq!(codes[0], (3, "unreadable"), "{done}");
    assert_eq!(running.get("/v1/orders/b1").await["revenue"]["minor"], 1_250);
    let id = file["id"].as_str().unwrap();
    let list = running.admin(Method::GET, &format!("/v1/files/{id}/refused")).send().await.unwrap();
    assert!(list.headers()["content-type"].to_str().unwrap().starts_with("text/csv"));
    let list = list.text().await.unwrap();
    assert!(
        list.starts_with("row,line,in,code,reason\n3,4,false,\"unreadable\",") && list.lines().count() == 3,
        "{list}"
    );
    // Another day's file of the series: its mapping is remembered, and what is in is known.
    let (_, next) = upload(&running, "name=orders-2026-03-04.csv&kind=orders&source=default", ORDERS).await;
    assert_eq!((&next["remembered"], &next["mapping"]), (&json!(true), &mapping), "{next}");
    let again = carried_out(&running, &next, "import", &mapping).await;
    assert_eq!(counts(&again), [5, 0, 3, 2], "{again}");
    let path = format!("/v1/files/{id}");
    let dropped = running.admin(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(dropped.status(), StatusCode::NO_CONTENT);
    assert_eq!(status(&running, &path).await, StatusCode::NOT_FOUND);
    running.end().await;
}

#[tokio::test]
async fn what_would_count_twice_or_wrong_is_refused_with_the_file() {
    let running = begin().await;
    let text = "Kunde;Bon;Datum;Betrag;Geld\nada;w1;01.03.2026;12,50;EUR\n";
    let (_, file) = upload(&running, "name=w.csv&kind=orders&source=default", text).await;
    let mut mapping = file["mapping"].clone();
    mapping["columns"][4]["role"] = json!("skip");
    let refused = carried_out(&running, &file, "import", &mapping).await;
    assert!(refused["state"] == "failed" && refused["problem"].as_str().unwrap().contains("`Geld`"), "{refused}");
    assert!(!refused["problem"].as_str().unwrap().contains("waiting/"), "no folder of this machine: {refused}");
    mapping["columns"][4]["role"] = json!("nothing");
    assert_eq!(counts(&carried_out(&running, &file, "import", &mapping).await), [1, 1, 0, 0]);
    mapping["prefix"] = json!("w-");
    let renumbered = carried_out(&running, &file, "try", &mapping).await;
    assert!(renumbered["problem"].as_str().unwrap().contains("order_id"), "{renumbered}");
    mapping["restart"] = json!(true);
    assert_eq!(counts(&carried_out(&running, &file, "import", &mapping).await), [1, 1, 0, 0]);
    let twice = json!({"columns": [{"column": "Bon", "role": "order"}, {"column": "Betrag", "role": "order"}]});
    let id = file["id"].as_str().unwrap();
    let (status, said) = running.post(&format!("/v1/files/{id}/try"), twice).await;
    assert!(status == StatusCode::BAD_REQUEST && said["detail"].as_str().unwrap().contains("say the same"), "{said}");
    running.end().await;
}

#[tokio::test]
async fn lines_customers_events_returns_and_actuals_come_by_the_same_way() {
    let running = begin().await;
    running.plan().await;
    let lines = "Bon;Kunde;Zeit;Artikel;Menge;Einzelpreis;Betrag\nl1;ada;01.03.2026 08:00;p1;2;1,00;5,00\nl1;ada;01.03.2026 08:00;p2;1;3,00;5,00\n";
    let (_, file) = upload(&running, "name=lines.csv&kind=orders&source=default", lines).await;
    assert_eq!(file["mapping"]["rows"], "lines_with_total", "{file}");
    assert_eq!(counts(&carried_out(&running, &file, "import", &file["mapping"]).await), [2, 2, 0, 0]);
    assert_eq!(running.get("/v1/orders/l1").await["revenue"]["minor"], 500);
    let back = "Kunde;Bon;Datum;Betrag\nada;l1;02.03.2026;2,00\n";
    let (_, file) = upload(&running, "name=back.csv&kind=returns&source=default", back).await;
    assert_eq!(counts(&carried_out(&running, &file, "import", &file["mapping"]).await), [1, 1, 0, 0]);
    assert_eq!(running.get("/v1/orders/l1").await["left"]["minor"], 300);
    let people = "Kundennr;Vorname;E-Mail;Stufe\nk1;Eva;eva@example.com;Gold\n";
    let (_, file) = upload(&running, "name=people.csv&kind=customers&source=default", people).await;
    let mut mapping = file["mapping"].clone();
    assert_eq!(roles(&file)[..3], [("Kundennr", "customer"), ("Vorname", "first_name"), ("E-Mail", "email")]);
    mapping["columns"][3]["role"] = json!("property");
    assert_eq!(counts(&carried_out(&running, &file, "import", &mapping).await), [1, 1, 0, 0]);
    running.settle().await;
    let eva = running.get("/v1/customers?identifier=email:eva@example.com").await;
    assert_eq!(eva.as_array().map(Vec::len), Some(1), "{eva}");
    let visits = "Kunde;Datum;Filiale\nada;01.03.2026;mitte\n";
    let (_, file) = upload(&running, "name=visits.csv&kind=events&source=default", visits).await;
    let id = file["id"].as_str().unwrap();
    let (status, said) = running.post(&format!("/v1/files/{id}/try"), file["mapping"].clone()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "nobody says what happened: {said}");
    let mut mapping = file["mapping"].clone();
    mapping["event"] = json!("Store Visited");
    assert_eq!(counts(&carried_out(&running, &file, "import", &mapping).await), [1, 1, 0, 0]);
    let spent = "Beleg;Maßnahme;Betrag;Kz\nR-1;shoes;10,00;S\nR-2;shoes;4,00;H\nR-3;none;1,00;S\n";
    let (_, file) = upload(&running, "name=spent.csv&kind=actuals", spent).await;
    let expected = [("Beleg", "invoice"), ("Maßnahme", "activity"), ("Betrag", "amount"), ("Kz", "side")];
    assert_eq!(roles(&file), expected, "{file}");
    let tried = carried_out(&running, &file, "try", &file["mapping"]).await;
    assert_eq!((counts(&tried), &tried["outcome"]["sums"][0]["minor"]), ([3, 2, 0, 1], &json!(600)), "{tried}");
    let outcome = &tried["outcome"];
    assert_eq!(outcome["refusals"][0]["said"], json!({"code": "unknown_activity", "cell": "none"}), "{tried}");
    assert!(
        outcome["assumed"].as_array().unwrap().contains(&json!({"code": "delimiter", "delimiter": ";"})),
        "{tried}"
    );
    assert_eq!(counts(&carried_out(&running, &file, "import", &file["mapping"]).await), [3, 2, 0, 1]);
    let path = format!("/v1/files/{}/refused", file["id"].as_str().unwrap());
    let list = running.admin(Method::GET, &path).send().await.unwrap().text().await.unwrap();
    assert!(list.contains("4,4,false,\"unknown_activity\""), "{list}");
    assert_eq!(counts(&carried_out(&running, &file, "import", &file["mapping"]).await), [3, 0, 2, 1]);
    running.end().await;
}

#[tokio::test]
async fn lines_that_name_no_activity_are_paid_by_the_one_that_is_said() {
    let running = begin().await;
    running.plan().await;
    let (_, file) = upload(&running, "name=agency.csv&kind=actuals", "Beleg;Betrag\nA-1;10,00\nA-2;5,50\n").await;
    let mut mapping = file["mapping"].clone();
    let nobody = carried_out(&running, &file, "try", &mapping).await;
    assert!(nobody["problem"].as_str().unwrap().contains("`activity`"), "{nobody}");
    mapping["payer"] = json!("shoes");
    assert_eq!(counts(&carried_out(&running, &file, "import", &mapping).await), [2, 2, 0, 0]);
    running.end().await;
}

#[tokio::test]
async fn a_mapping_is_remembered_once_it_has_brought_a_file_in_and_only_for_files_it_fits() {
    let running = begin().await;
    let upload = async |day: u32, text: &str| {
        upload(&running, &format!("name=r-2026-03-0{day}.csv&kind=orders&source=default"), text).await
    };
    let (_, file) = upload(1, ORDERS).await;
    carried_out(&running, &file, "try", &file["mapping"]).await;
    assert_eq!(upload(2, ORDERS).await.1["remembered"], false, "it was only tried");
    carried_out(&running, &file, "import", &file["mapping"]).await;
    assert_eq!(upload(3, ORDERS).await.1["remembered"], true);
    assert_eq!(upload(4, "Kunde;Bon;Zeit\nada;b1;01.03.2026\n").await.1["remembered"], false, "a column is missing");
    // Files that no one brings in take room.
    let mut status = StatusCode::CREATED;
    for _ in 0..16 {
        status = upload(5, ORDERS).await.0;
    }
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    running.end().await;
}

#[test]
fn a_list_of_refused_rows_holds_no_formula() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.refused.ndjson");
    std::fs::write(&path, r#"{"row":1,"line":2,"in":false,"code":"unreadable","reason":"=HYPERLINK(\"x\")"}"#).unwrap();
    let csv = rapport_office::files::as_csv(&path).unwrap();
    assert_eq!(csv.lines().nth(1), Some(r#"1,2,false,"unreadable","'=HYPERLINK(""x"")""#));
}

#[tokio::test]
async fn only_who_may_brings_in_what_can_be_read() {
    let running = begin().await;
    for (query, text, status) in [
        ("name=x.csv&kind=orders", ORDERS, StatusCode::BAD_REQUEST),
        ("name=x%00.csv&kind=orders&source=default", ORDERS, StatusCode::BAD_REQUEST),
        ("name=x%0Ay.csv&kind=orders&source=default", ORDERS, StatusCode::BAD_REQUEST),
        ("name=x.csv&kind=orders&source=nobody", ORDERS, StatusCode::NOT_FOUND),
        ("name=..%2Fx.csv&kind=orders&source=default", ORDERS, StatusCode::BAD_REQUEST),
        ("name=x.pdf&kind=orders&source=default", ORDERS, StatusCode::BAD_REQUEST),
        ("name=x.csv&kind=orders&source=default", "a;b\n\"open;1\n", StatusCode::BAD_REQUEST),
        ("name=x.csv&kind=sales&source=default", ORDERS, StatusCode::BAD_REQUEST),
    ] {
        let (said, answer) = upload(&running, query, text).await;
        assert_eq!(said, status, "{query}: {answer}");
    }
    let page = json!({"id": "page", "name": "Page", "brand": "main", "touchpoint": "shop", "trust": "public"});
    assert_eq!(running.post("/v1/sources", page).await.0, StatusCode::CREATED);
    let (status, public) = upload(&running, "name=x.csv&kind=orders&source=page", ORDERS).await;
    assert_eq!((status, &public["reason"]), (StatusCode::FORBIDDEN, &json!("needs_trust")), "{public}");
    // Written otherwise than was guessed: said, and looked at again.
    let (_, file) = upload(&running, "name=x.csv&kind=orders&source=default", "Titel\nKunde|Bon\nada|b1\n").await;
    let id = file["id"].as_str().unwrap();
    let (status, again) = running.post(&format!("/v1/files/{id}/look"), json!({"delimiter": "|", "heading": 2})).await;
    assert_eq!(status, StatusCode::OK, "{again}");
    assert_eq!(roles(&again), [("Kunde", "customer"), ("Bon", "order")]);
    let stranger = running.source("/v1/files?name=x.csv&kind=actuals").header("content-type", "text/csv").body("a;b\n");
    assert_eq!(
        stranger.send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED,
        "a source's key is no administrator's"
    );
    running.end().await;
}

#[tokio::test]
async fn what_is_kept_for_a_while_goes_when_the_while_is_over_and_nobody_comes() {
    let running = begin().await;
    let (_, file) = upload(&running, "name=orders.csv&kind=orders&source=default", ORDERS).await;
    let path = format!("/v1/files/{}", file["id"].as_str().unwrap());
    let app = running.server.as_ref().unwrap().app().clone();
    let key: SendKey = "letter/1/mail/0000000000000000000000000000000a/email/5".parse().unwrap();
    let said = Said::default();
    app.copies.keep(&key, key.customer(), app.now(), &said).await;
    for (passed, kept) in [(Span::MINUTE.times(50), true), (Span::HOUR.times(2), false)] {
        serve::tidy(&app, app.now() + passed).await.unwrap();
        assert_eq!(status(&running, &path).await == StatusCode::OK, kept, "the file after {passed}");
        let waiting = std::fs::read_dir(running.dir.path().join("files/waiting")).unwrap().count();
        assert_eq!(waiting == 1, kept, "its rows on the disk after {passed}");
        assert!(app.copies.find(&key).await.unwrap().is_some(), "the copy after {passed}");
    }
    serve::tidy(&app, app.now() + KEPT + Span::HOUR).await.unwrap();
    assert!(app.copies.find(&key).await.unwrap().is_none(), "the copy at its end");
}

#[tokio::test]
async fn receipts_without_a_customer_are_refused_by_name_or_left_out_and_counted() {
    let running = begin().await;
    let receipts = "Kunde;Bon;Datum;Betrag\nada;r1;01.03.2026 08:00;12,50\n;r2;01.03.2026 09:00;3,00\n\
        0;r3;01.03.2026 09:30;4,00\nada;r4;02.03.2026 10:00;5,00\n";
    let (_, file) = upload(&running, "name=receipts.csv&kind=orders&source=default", receipts).await;
    let mut mapping = file["mapping"].clone();
    let refused = carried_out(&running, &file, "try", &mapping).await;
    assert_eq!((counts(&refused), &refused["outcome"]["left_out"]), ([4, 2, 0, 2], &json!(0)), "{refused}");
    let codes: Vec<&str> =
        refused["outcome"]["refusals"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["no_customer", "no_customer"]);
    mapping["leave_out"] = json!(true);
    for act in ["try", "import"] {
        let done = carried_out(&running, &file, act, &mapping).await;
        assert_eq!((counts(&done), &done["outcome"]["left_out"]), ([4, 2, 0, 0], &json!(2)), "{done}");
    }
    assert_eq!(status(&running, "/v1/orders/r2").await, StatusCode::NOT_FOUND);
    assert_eq!(running.get("/v1/orders/r4").await["revenue"]["minor"], 500);
    let again = carried_out(&running, &file, "import", &mapping).await;
    assert_eq!((counts(&again), &again["outcome"]["left_out"]), ([4, 0, 2, 0], &json!(2)), "{again}");
    running.end().await;
}

#[tokio::test]
async fn a_file_has_a_name_without_control_characters() {
    let running = begin().await;
    for name in ["a%00.csv", "a%0A.csv", "a%C2%85.csv", ".a.csv", "a%2Fb.csv"] {
        let (status, said) = upload(&running, &format!("name={name}&kind=orders&source=default"), ORDERS).await;
        assert_eq!((status, &said["code"]), (StatusCode::BAD_REQUEST, &json!("invalid_parameter")), "{name}: {said}");
    }
    running.end().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_row_is_said_as_a_code_with_values() {
    let running = begin().await;
    let (_, file) = upload(&running, "name=orders.csv&kind=orders&source=default", ORDERS).await;
    let done = carried_out(&running, &file, "try", &file["mapping"]).await;
    let said: Vec<&Value> =
        done["outcome"]["refusals"].as_array().unwrap().iter().map(|row| &row["row_said"]).collect();
    assert_eq!(
        said,
        [&json!({"code": "not_a_number", "column": "Betrag", "text": "viel"}), &json!({"code": "no_customer"})],
        "{done}"
    );
    let twice = "Kunde;Bon;Datum;Betrag;Rabatt\nada;b1;01.03.2026 08:00;1,00;\nada;b1;02.03.2026 08:00;2,00;\n";
    let (_, file) = upload(&running, "name=twice.csv&kind=orders&source=default", twice).await;
    let mut mapping = file["mapping"].clone();
    mapping["rows"] = "orders".into();
    let done = carried_out(&running, &file, "try", &mapping).await;
    let first = &done["outcome"]["refusals"][0]["row_said"];
    assert_eq!(first, &json!({"code": "named_twice", "row": 1}), "{done}");
    running.end().await;
}

#[tokio::test]
async fn a_file_of_orders_says_their_margin_and_one_of_bookings_which_accounts_are_costs() {
    let running = begin().await;
    running.plan().await;
    let orders = "Kunde;Bon;Datum;Betrag;DB\nada;m1;01.03.2026 08:00;12,50;3,10\n";
    let (_, file) = upload(&running, "name=margins.csv&kind=orders&source=default", orders).await;
    let mut mapping = file["mapping"].clone();
    let columns = mapping["columns"].as_array_mut().unwrap();
    columns.retain(|column| column["column"] != "DB");
    columns.push(json!({"column": "DB", "role": "margin"}));
    assert_eq!(counts(&carried_out(&running, &file, "import", &mapping).await), [1, 1, 0, 0]);
    assert_eq!(running.get("/v1/orders/m1").await["margin"]["minor"], 310);
    let bookings = "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;Konto;Gegenkonto (ohne BU-Schlüssel);Belegfeld 1\n\
        100,00;H;70001;4600;R-1\n";
    let (_, file) = upload(&running, "name=bookings.csv&kind=actuals", bookings).await;
    let mut mapping = file["mapping"].clone();
    mapping["payer"] = json!("shoes");
    let open = carried_out(&running, &file, "try", &mapping).await;
    assert_eq!(open["outcome"]["refusals"][0]["said"]["code"], "open_accounts", "{open}");
    mapping["costs"] = json!("4600-4999");
    let done = carried_out(&running, &file, "import", &mapping).await;
    assert_eq!((counts(&done), &done["outcome"]["sums"][0]["minor"]), ([1, 1, 0, 0], &json!(10_000)), "{done}");
    running.end().await;
}
