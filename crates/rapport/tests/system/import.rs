//! `rapport import`: three formats, a dry run, refused rows with reasons, a kill in the middle; files as offices and tills write
//! them, damaged ones among them.

use crate::support::{Rapport, Shop, process, secs, size, tools, until};
use parquet::{
    data_type::{ByteArray, ByteArrayType, DoubleType},
    file::writer::SerializedFileWriter,
    schema::parser::parse_message_type,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fmt::Write,
    fs::File,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

const MAPPING: &str = "type: track
event: Order Completed
now: true
columns:
  userId: household
  properties.order_id: basket
  properties.revenue: {column: sales, as: number}
  properties.channel: {value: till}
";

pub fn command(rapport: &Rapport, shop: &Shop, file: &Path) -> Command {
    let mut command = Command::new(process::program());
    command.arg("import").arg(file).arg("--json").args(["--url", &rapport.api.base]);
    command.args(["--write-key", shop.write_key("till")]);
    command
}

/// What is said of an import that comes to its end; its status tells whether rows were refused.
pub async fn import(rapport: &Rapport, shop: &Shop, file: &Path, more: &[&str]) -> Value {
    let mut command = command(rapport, shop, file);
    command.args(more).stderr(Stdio::null());
    let (code, said) = tools::run(command).await;
    let summary: Value = serde_json::from_str(said.trim()).unwrap_or_else(|_| panic!("{said}"));
    let expected = if summary["refused"] == json!(0) && summary["unbooked"] == json!(0) { 0 } else { 1 };
    assert_eq!(code, Some(expected), "{said}");
    summary
}

/// What is said of an import that is refused as a whole.
pub async fn refused(rapport: &Rapport, shop: &Shop, file: &Path, more: &[&str]) -> String {
    let output = command(rapport, shop, file).args(more).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{said}");
    said
}

/// A file of the test's own.
pub fn written(rapport: &Rapport, name: &str, text: impl AsRef<[u8]>) -> std::path::PathBuf {
    let path = rapport.folder().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// The orders on someone's timeline.
pub async fn orders(shop: &Shop, user: &str) -> Vec<String> {
    let found = shop.admin.get(&format!("/v1/customers?identifier=user_id:{user}")).await;
    if found.as_array().unwrap().is_empty() {
        return Vec::new();
    }
    let timeline = shop.timeline(user).await.into_iter().filter(|entry| entry["title"] == "Order Completed");
    timeline.map(|entry| entry["data"]["order_id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_and_parquet_and_ndjson_bring_in_the_same_orders() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let folder = rapport.folder();
    let mapping = folder.join("orders.yaml");
    std::fs::write(&mapping, MAPPING).unwrap();
    let mapping = mapping.to_str().unwrap();

    let csv = folder.join("orders.csv");
    std::fs::write(&csv, "household,basket,sales\nh1,c1,12.50\nh1,c2,3\n\"h1\",c3,not a number\nh2,c4,7\n").unwrap();
    let dry = import(&rapport, &shop, &csv, &["--mapping", mapping, "--dry-run"]).await;
    assert_eq!((&dry["rows"], &dry["accepted"], &dry["refused"]), (&json!(4), &json!(3), &json!(1)));
    assert!(orders(&shop, "h1").await.is_empty(), "a dry run sends nothing");
    let done = import(&rapport, &shop, &csv, &["--mapping", mapping]).await;
    assert_eq!((&done["rows"], &done["accepted"], &done["refused"]), (&json!(4), &json!(3), &json!(1)));
    let refused = std::fs::read_to_string(done["refused_file"].as_str().unwrap()).unwrap();
    let refused: Vec<Value> = refused.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((refused.len(), &refused[0]["row"]), (1, &json!(3)), "{refused:?}");
    assert!(refused[0]["reason"].as_str().unwrap().contains("not a number"), "{refused:?}");

    let table = folder.join("orders.parquet");
    parquet_file(&table, &[("h1", "p1", 4.5), ("h2", "p2", 8.0)]);
    let done = import(&rapport, &shop, &table, &["--mapping", mapping]).await;
    assert_eq!((&done["accepted"], &done["refused"]), (&json!(2), &json!(0)));

    let lines = folder.join("orders.ndjson");
    let event = |order: &str| {
        json!({"type": "track", "event": "Order Completed", "userId": "h1", "timestamp": "2026-03-01T08:00:00Z",
        "properties": {"order_id": order, "revenue": 9}})
    };
    std::fs::write(&lines, format!("{}\n{{broken\n{}\n", event("n1"), json!({"type": "track", "event": "Nobody"})))
        .unwrap();
    let done = import(&rapport, &shop, &lines, &[]).await;
    assert_eq!((&done["accepted"], &done["refused"]), (&json!(1), &json!(2)));

    let expected: BTreeSet<String> = ["c1", "c2", "p1", "n1"].map(str::to_owned).into();
    until("the orders of the first household", secs(20), async || {
        let orders = orders(&shop, "h1").await;
        (orders.len() == 4 && orders.into_iter().collect::<BTreeSet<_>>() == expected).then_some(())
    })
    .await;
    assert_eq!(orders(&shop, "h2").await.len(), 2);
}

fn parquet_file(path: &Path, rows: &[(&str, &str, f64)]) {
    let schema =
        "message orders { required binary household (UTF8); required binary basket (UTF8); required double sales; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let texts = |pick: fn(&(&str, &str, f64)) -> String| -> Vec<ByteArray> {
        rows.iter().map(|row| ByteArray::from(pick(row).as_str())).collect()
    };
    for values in [texts(|row| row.0.to_owned()), texts(|row| row.1.to_owned())] {
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
    }
    let mut column = group.next_column().unwrap().unwrap();
    let sales: Vec<f64> = rows.iter().map(|row| row.2).collect();
    column.typed::<DoubleType>().write_batch(&sales, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_of_an_import_and_of_the_server_misses_no_row_and_doubles_none() {
    let (rows, households, kills) = (size(30_000, 1_000_000), 10, size(5, 50));
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let (file, mapping) = (rapport.folder().join("year.csv"), rapport.folder().join("year.yaml"));
    std::fs::write(&mapping, MAPPING).unwrap();
    let mut text = String::from("household,basket,sales\n");
    for n in 0..rows {
        writeln!(text, "i{},b{n},{}.5", n % households, n % 90).unwrap();
    }
    std::fs::write(&file, text).unwrap();
    let mut moments = crate::kill::Moments::new(4);
    let mut interrupted = 0;
    for round in 0..kills {
        let mut command = command(&rapport, &shop, &file);
        let importing = command.arg("--mapping").arg(&mapping).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut importing = importing.unwrap();
        tokio::time::sleep(moments.between(60, 400)).await;
        interrupted += usize::from(importing.try_wait().unwrap().is_none());
        importing.kill().unwrap();
        importing.wait().unwrap();
        if round % 2 == 1 {
            rapport.restart().await;
        }
    }
    assert!(interrupted > 0, "the import was done before the first kill");
    let done = import(&rapport, &shop, &file, &["--mapping", mapping.to_str().unwrap()]).await;
    let taken = done["accepted"].as_u64().unwrap() + done["repeated"].as_u64().unwrap();
    assert_eq!((&done["rows"], taken), (&json!(rows), rows as u64), "after {interrupted} kills");
    let each = rows / households;
    for household in 0..households {
        let user = format!("i{household}");
        let kept = until("all rows are on the timelines", Duration::from_secs(120), async || {
            let orders = orders(&shop, &user).await;
            (orders.len() >= each).then_some(orders)
        })
        .await;
        let distinct: BTreeSet<&String> = kept.iter().collect();
        assert_eq!((kept.len(), distinct.len()), (each, each), "{user}");
    }
}

pub const TILL: &str = "event: Order Completed
columns:
  userId: id
  timestamp: at
  properties.order_id: no
  properties.revenue: {column: sum, as: number}
";

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_says_what_the_play_says_and_nothing_old_becomes_new() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapping = written(&rapport, "till.yaml", TILL);
    let mapping = ["--mapping", mapping.to_str().unwrap()];
    let text = "id,no,at,sum\nr1,o1,2024-03-01 08:00,12.50\nr1,o2,,12.50\n,o3,2024-03-01,1.00\nr1,o4,2026-02-29,1.00\n\
                r1,o5,0000-00-00,1.00\nr1,o6,45000.5,3\nr1,o7,01.03.2024,x\n";
    let file = written(&rapport, "old.csv", text);
    let dry = import(&rapport, &shop, &file, &[&mapping[..], &["--dry-run"]].concat()).await;
    let real = import(&rapport, &shop, &file, &mapping).await;
    for verdict in ["rows", "accepted", "refused", "refusals"] {
        assert_eq!(dry[verdict], real[verdict], "{verdict}: {dry} {real}");
    }
    assert_eq!((&real["rows"], &real["accepted"], &real["refused"]), (&json!(7), &json!(2), &json!(5)), "{real}");
    let rows: Vec<u64> = real["refusals"].as_array().unwrap().iter().map(|one| one["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, [2, 3, 4, 5, 7], "{real}");
    until("both orders", secs(20), async || (orders(&shop, "r1").await.len() == 2).then_some(())).await;
    let years: BTreeSet<String> =
        shop.timeline("r1").await.iter().map(|e| e["at"].as_str().unwrap()[..4].into()).collect();
    assert_eq!(years, ["2023", "2024"].map(str::to_owned).into(), "what is old stays old");

    let typo = refused(&rapport, &shop, &file, &["--map", "userId=idd", "--map", "timestamp=at"]).await;
    assert!(typo.contains("no column `idd`") && typo.contains("`no`"), "{typo}");
    let undated = refused(&rapport, &shop, &file, &["--event", "Seen", "--map", "userId=id"]).await;
    assert!(undated.contains("--now"), "{undated}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_loses_no_row_because_none_is_taken() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let rows = |from: u32, to: u32| (from..to).map(|n| format!("u{n},u{n}@example.com,Name {n}\n")).collect::<String>();
    let head = "id,email,name\n";
    for (what, text, line) in [
        ("unclosed", format!("{head}u1,u1@example.com,\"Eva\n{}", rows(2, 1_000)), "line 2:"),
        ("pair", format!("{head}{}u5,x,\"Eva\n{}u90,x,5\" Rohr\n{}", rows(1, 5), rows(6, 90), rows(91, 99)), "line 6:"),
        ("fits", format!("{head}{}u5,x,\"Eva\n{}u90,x,Rohr\"\n{}", rows(1, 5), rows(6, 90), rows(91, 99)), "line 6:"),
        ("stray", format!("{head}{}u5,x,\"Eva\" X\n", rows(1, 5)), "line 6:"),
        ("zero", format!("{head}{}u5,x,E\0va\n", rows(1, 5)), "line 6:"),
    ] {
        let file = written(&rapport, &format!("{what}.csv"), text);
        let said = refused(&rapport, &shop, &file, &["--event", "Seen", "--now", "--map", "userId=id"]).await;
        assert!(said.contains(line) && said.contains("Nothing was taken"), "{what}: {said}");
        let said =
            refused(&rapport, &shop, &file, &["--event", "Seen", "--now", "--map", "userId=id", "--dry-run"]).await;
        assert!(said.contains(line), "{what}: {said}");
    }
    assert_eq!(shop.admin.get("/v1/customers?identifier=user_id:u1").await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_grows_and_a_mapping_that_changes_double_nothing() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mut text = String::from("id,no,at,sum\ng1,o1,2026-03-01 08:00,12.50\ng1,o2,2026-03-01 09:00,3.00\n");
    let (file, mapping) = (written(&rapport, "day.csv", &text), written(&rapport, "day.yaml", TILL));
    let with = ["--mapping", mapping.to_str().unwrap()];
    assert_eq!(import(&rapport, &shop, &file, &with).await["accepted"], 2);
    text.push_str("g1,o3,2026-03-02 08:00,4.00\n");
    std::fs::write(&file, &text).unwrap();
    let grown = import(&rapport, &shop, &file, &with).await;
    assert_eq!((&grown["accepted"], &grown["repeated"]), (&json!(1), &json!(2)), "{grown}");
    std::fs::write(&mapping, format!("{TILL}  properties.till: {{value: 7}}\n")).unwrap();
    let changed = import(&rapport, &shop, &file, &with).await;
    assert_eq!((&changed["changed"], &changed["remapped"]), (&json!(3), &json!(3)), "{changed}");
    count(&import(&rapport, &shop, &file, &with).await, 0, 0, 3, 0);
    // With columns that name the row, what else it says may change.
    std::fs::write(&mapping, format!("{TILL}key: no\n")).unwrap();
    let key = written(&rapport, "key.csv", "id,no,at,sum\ng2,k1,2026-03-01 08:00,1.00\n");
    assert_eq!(import(&rapport, &shop, &key, &with).await["accepted"], 1);
    std::fs::write(&key, "id,no,at,sum\ng2,k1,2026-03-01 08:00,9.00\ng2,k2,2026-03-01 08:00,1.00\n").unwrap();
    let named = import(&rapport, &shop, &key, &with).await;
    assert_eq!(
        (&named["accepted"], &named["changed"], &named["repeated"]),
        (&json!(2), &json!(1), &json!(0)),
        "{named}"
    );
    assert_eq!(worth(&shop, "k1", 900).await, 900);
    until("all orders", secs(20), async || (orders(&shop, "g1").await.len() == 3).then_some(())).await;
    assert_eq!(orders(&shop, "g2").await.len(), 2);
}

/// What an order is worth, as soon as that is what is expected; else what it is worth in the end.
pub async fn worth(shop: &Shop, order: &str, expected: i64) -> i64 {
    let mut last = 0;
    for _ in 0..100 {
        let page = shop.admin.try_get(&format!("/v1/orders/{order}")).await.unwrap();
        last = page.json()["revenue"]["minor"].as_i64().unwrap_or_default();
        if last == expected {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    last
}

/// How often someone did this.
pub async fn times(shop: &Shop, user: &str, event: &str) -> usize {
    shop.timeline(user).await.iter().filter(|entry| entry["title"] == event).count()
}

pub fn count(said: &Value, accepted: u64, changed: u64, repeated: u64, refused: u64) {
    let counted = ["accepted", "changed", "repeated", "refused"].map(|name| said[name].as_u64().unwrap());
    assert_eq!(counted, [accepted, changed, repeated, refused], "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_other_shops_places_and_days_lose_no_row_and_double_none() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapping = "event: Visited\nkey: id\ncolumns: {userId: who, timestamp: at}\n";
    let (keyed, plain) =
        (written(&rapport, "v.yaml", mapping), written(&rapport, "p.yaml", mapping.replace("key: id\n", "")));
    let (keyed, plain) = (["--mapping", keyed.to_str().unwrap()], ["--mapping", plain.to_str().unwrap()]);
    let text = "id,who,at\n1,v1,2026-03-01\n2,v1,2026-03-02\n";
    for name in ["shop1.csv", "shop2.csv", "a/visits.csv", "b/visits.csv"] {
        std::fs::create_dir_all(rapport.folder().join(name).parent().unwrap()).unwrap();
        let file = written(&rapport, name, text);
        count(&import(&rapport, &shop, &file, &[&keyed[..], &["--dry-run"]].concat()).await, 2, 0, 0, 0);
        count(&import(&rapport, &shop, &file, &keyed).await, 2, 0, 0, 0);
    }
    // Another day's file of the same name goes on with the same rows, whether it has them again or not.
    let days = [("d-2026-03-01.csv", text.to_owned()), ("d-2026-03-02.csv", format!("{text}3,v1,2026-03-03\n"))];
    for ((name, text), repeated) in days.into_iter().zip([0, 2]) {
        let file = written(&rapport, name, text);
        count(&import(&rapport, &shop, &file, &keyed).await, if repeated == 0 { 2 } else { 1 }, 0, repeated, 0);
    }
    until("all visits", secs(20), async || (times(&shop, "v1", "Visited").await == 11).then_some(())).await;

    // Rows that only their text names: in two shops' files they are others; of two days no one knows until it is said.
    let text = text.replace("v1", "v2");
    for name in ["s1.csv", "s2.csv", "e-2026-03-01.csv"] {
        let file = written(&rapport, name, &text);
        count(&import(&rapport, &shop, &file, &plain).await, 2, 0, 0, 0);
        count(&import(&rapport, &shop, &file, &[&plain[..], &["--dry-run"]].concat()).await, 0, 0, 2, 0);
    }
    let second = written(&rapport, "e-2026-03-02.csv", format!("{text}3,v2,2026-03-03\n"));
    for more in [&["--dry-run"][..], &[]] {
        let said = refused(&rapport, &shop, &second, &[&plain[..], more].concat()).await;
        assert!(said.contains("series: e-DATE.csv") && said.contains("Nothing was taken"), "{said}");
    }
    count(&import(&rapport, &shop, &second, &[&plain[..], &["--series", "e-DATE.csv"]].concat()).await, 1, 0, 2, 0);
    until("all visits", secs(20), async || (times(&shop, "v2", "Visited").await == 7).then_some(())).await;
    // What names a row cannot change under way: no one could tell what is in.
    let renamed = refused(&rapport, &shop, &rapport.folder().join("s1.csv"), &keyed).await;
    assert!(renamed.contains("`id`") && renamed.contains("whole row"), "{renamed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_is_known_for_each_source() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let file = written(&rapport, "s.csv", "id,at\nw1,2026-03-01\n");
    let with = ["--event", "Seen", "--map", "userId=id", "--map", "timestamp=at"];
    count(&import(&rapport, &shop, &file, &with).await, 1, 0, 0, 0);
    let by = async |key: &str, rapport: &Rapport| -> Value {
        let mut command = Command::new(process::program());
        command.arg("import").arg(&file).args(["--json", "--url", &rapport.api.base, "--write-key", key]).args(with);
        let (_, said) = tools::run({
            command.stderr(Stdio::null());
            command
        })
        .await;
        serde_json::from_str(said.trim()).unwrap()
    };
    count(&by(shop.write_key("shop"), &rapport).await, 1, 0, 0, 0);
    let elsewhere = Rapport::start().await;
    let branch = Shop::open(&elsewhere).await;
    count(&by(branch.write_key("till"), &elsewhere).await, 1, 0, 0, 0);
    // A new key is the same source; and what is written down is in, though no one says any more how far it came.
    let new = shop.admin.post("/v1/sources/till/key", json!({})).await["write_key"].as_str().unwrap().to_owned();
    count(&by(&new, &rapport).await, 0, 0, 1, 0);
    std::fs::remove_file(rapport.folder().join("s.csv.import.json")).unwrap();
    count(&by(&new, &rapport).await, 0, 0, 1, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_changed_is_told_anew_or_refused_by_name() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapped = |name: &str, text: &str| written(&rapport, name, text).to_str().unwrap().to_owned();
    let people = mapped("people.yaml", "type: identify\nkey: id\ncolumns: {userId: id, traits.city: city}\n");
    let visits =
        mapped("visits.yaml", "event: Visited\nkey: no\ncolumns: {userId: id, timestamp: at, properties.shop: city}\n");
    let orders = mapped("orders.yaml", TILL);

    let file = written(&rapport, "people.csv", "id,city,exported\nc1,Rome,monday\nc2,Oslo,monday\n");
    count(&import(&rapport, &shop, &file, &["--mapping", &people]).await, 2, 0, 0, 0);
    std::fs::write(&file, "id,city,exported\nc1,Pisa,tuesday\nc2,Oslo,tuesday\n").unwrap();
    count(&import(&rapport, &shop, &file, &["--mapping", &people]).await, 1, 1, 1, 0);
    // And back: that is news again.
    std::fs::write(&file, "id,city,exported\nc1,Rome,friday\nc2,Oslo,friday\n").unwrap();
    count(&import(&rapport, &shop, &file, &["--mapping", &people]).await, 1, 1, 1, 0);
    until("three tellings", secs(20), async || (shop.timeline("c1").await.len() == 3).then_some(())).await;

    let file = written(
        &rapport,
        "visits.csv",
        "no,id,at,city\n1,c1,2026-03-01,Rome\n2,c1,2026-03-02,Rome\n2,c1,2026-03-02,Oslo\n2,c1,2026-03-02,Rome\n",
    );
    let said = import(&rapport, &shop, &file, &["--mapping", &visits]).await;
    count(&said, 2, 0, 1, 1);
    assert_eq!(
        (&said["refusals"][0]["code"], &said["refusals"][0]["line"]),
        (&json!("named_twice"), &json!(4)),
        "{said}"
    );
    std::fs::write(&file, "no,id,at,city\n1,c1,2026-03-01,Pisa\n2,c1,2026-03-02,Rome\n3,c1,2026-03-03,Rome\n").unwrap();
    for more in [&["--dry-run"][..], &[]] {
        let said = import(&rapport, &shop, &file, &[&["--mapping", &visits], more].concat()).await;
        count(&said, 1, 0, 1, 1);
        assert_eq!(
            (&said["refusals"][0]["code"], &said["refusals"][0]["row"]),
            (&json!("changed"), &json!(1)),
            "{said}"
        );
    }

    // An order is named by its number though no one says so; a longer file than can be looked at by its ends alone.
    let many = |sum: &str| {
        let sum = |n| if n == 6_000 { sum } else { "1.00" };
        let rows = (0..12_000).map(|n| format!("c3,n{n},2026-03-01 08:00,{},{:200}\n", sum(n), "x"));
        format!("id,no,at,sum,note\n{}", rows.collect::<String>())
    };
    let file = written(&rapport, "orders.csv", many("2.00"));
    count(&import(&rapport, &shop, &file, &["--mapping", &orders]).await, 12_000, 0, 0, 0);
    std::fs::write(&file, many("7.00")).unwrap();
    count(&import(&rapport, &shop, &file, &["--mapping", &orders]).await, 1, 1, 11_999, 0);
    assert_eq!(worth(&shop, "n6000", 700).await, 700);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_the_future_is_refused_and_one_sent_long_ago_is_old() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapping = written(&rapport, "till.yaml", TILL);
    let mapping = ["--mapping", mapping.to_str().unwrap()];
    let at = |minutes: i64| jiff::Timestamp::now() + jiff::SignedDuration::from_mins(minutes);
    let text = format!("id,no,at,sum\nf1,o1,2026-03-01 08:00,1\nf1,o2,2099-03-01 08:00,1\nf1,o3,{},1\n", at(30));
    let file = written(&rapport, "f.csv", text);
    for more in [&["--dry-run"][..], &[]] {
        let said = import(&rapport, &shop, &file, &[&mapping[..], more].concat()).await;
        count(&said, 1, 0, 0, 2);
        let lines: Vec<_> =
            said["refusals"].as_array().unwrap().iter().map(|one| (&one["line"], &one["code"])).collect();
        assert_eq!(lines, [(&json!(3), &json!("in_future")), (&json!(4), &json!("in_future"))], "{said}");
    }
    // An archive's own moment of sending says nothing of the clock it is sent by now.
    let old = |field: &str| json!({"type": "track", "event": "Seen", "userId": "f2", field: "2024-03-01T08:00:00Z", "sentAt": "2024-03-01T08:00:05Z"});
    let file = written(&rapport, "old.ndjson", format!("{}\n{}\n", old("timestamp"), old("originalTimestamp")));
    count(&import(&rapport, &shop, &file, &[]).await, 2, 0, 0, 0);
    let entries = until("both", secs(20), async || {
        let entries = shop.timeline("f2").await;
        (entries.len() == 2).then_some(entries)
    });
    assert!(entries.await.iter().all(|entry| entry["at"] == "2024-03-01T08:00:00.000Z"));
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_that_book_nothing_are_counted_and_counted_again_when_they_do() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let wrong = TILL.replace("{column: sum, as: number}", "sum");
    let mapping = written(&rapport, "till.yaml", &wrong);
    let with = ["--mapping", mapping.to_str().unwrap()];
    let file = written(
        &rapport,
        "u.csv",
        "id;no;at;sum\nu1;q1;2026-03-01;12.50\nu1;q2;2026-03-02;12,50\nu1;q3;2026-03-03;-4.00\n",
    );
    for more in [&["--dry-run"][..], &[]] {
        let said = import(&rapport, &shop, &file, &[&with[..], more].concat()).await;
        count(&said, 3, 0, 0, 0);
        let warned: Vec<_> = said["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (&one["line"], one["code"].as_str().unwrap()))
            .collect();
        assert_eq!(warned, [(&json!(3), "unreadable_amount"), (&json!(4), "negative_amount")], "{said}");
        assert_eq!(said["unbooked"], 2);
    }
    let listed = std::fs::read_to_string(rapport.folder().join("u.csv.refused.ndjson")).unwrap();
    assert!(listed.lines().count() == 2 && listed.contains(r#""in":true,"code":"negative_amount""#), "{listed}");
    // The same again is told once; a corrected mapping tells what was in vain, and no more.
    std::fs::write(
        &file,
        "id;no;at;sum\nu1;q1;2026-03-01;12.50\nu1;q2;2026-03-02;12,50\nu1;q3;2026-03-03;-4.00\nu1;q4;2026-03-03;1\n",
    )
    .unwrap();
    count(&import(&rapport, &shop, &file, &with).await, 1, 0, 3, 0);
    std::fs::write(&file, "id;no;at;sum\nu1;q1;2026-03-01;12.50\nu1;q2;2026-03-02;12,50\n").unwrap();
    std::fs::write(&mapping, wrong.replace(": sum", ": {column: sum, as: number}") + "file: {decimal: comma}\n")
        .unwrap();
    std::fs::write(&file, "id;no;at;sum\nu1;q2;2026-03-02;12,50\n").unwrap();
    count(&import(&rapport, &shop, &file, &with).await, 1, 1, 0, 0);
    assert_eq!(worth(&shop, "q2", 1_250).await, 1_250);
    // What else could not be read is told, and fails nothing.
    let people = ["--map", "userId=id", "--map", "traits.email=mail", "--map", "messageId=nr"];
    let kind = written(&rapport, "people.yaml", "type: identify\n");
    let file = written(&rapport, "p.csv", "nr,id,mail\n1,u2,nobody\n2,u3,u3@example.com\n");
    let said = import(&rapport, &shop, &file, &[&people[..], &["--mapping", kind.to_str().unwrap()]].concat()).await;
    assert_eq!((&said["warned"], &said["warnings"][0]["code"]), (&json!(1), &json!("address_unreadable")), "{said}");
    // An id of the file's own is known to the server, whichever file has it.
    let file = written(&rapport, "p2.csv", "nr,id,mail\n2,u3,u3@example.com\n3,u4,u4@example.com\n");
    let said = import(&rapport, &shop, &file, &[&people[..], &["--mapping", kind.to_str().unwrap()]].concat()).await;
    count(&said, 1, 0, 1, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_grew_is_the_order_changed() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapping = "event: Order Completed\ngroup: no\ncolumns:\n  userId: id\n  timestamp: at\n  properties.order_id: no\n  \
                   properties.revenue: {column: sum, as: number, sum: true}\nlines: {product_id: item, price: {column: sum, as: number}}\n";
    let mapping = written(&rapport, "till.yaml", mapping);
    let with = ["--mapping", mapping.to_str().unwrap()];
    let head = "no,id,at,item,sum\n";
    let first = "b1,r1,2026-03-01 08:00,milk,2.25\nb1,r1,2026-03-01 08:00,cheese,9.00\n";
    let more = "b1,r1,2026-03-01 08:00,wine,8.00\nb2,r1,2026-03-02 08:00,tea,3.00\n";
    for (first_day, second_day) in
        [("day.csv", "day.csv"), ("t-2026-03-01.csv", "t-2026-03-02.csv"), ("m.csv", "n.csv")]
    {
        let file = written(&rapport, first_day, format!("{head}{first}"));
        let order = if first_day == "day.csv" { "b1" } else { "" };
        count(&import(&rapport, &shop, &file, &with).await, 2, 0, 0, 0);
        assert!(order.is_empty() || worth(&shop, order, 1_125).await == 1_125);
        let file = written(&rapport, second_day, format!("{head}{first}{more}"));
        let grown = import(&rapport, &shop, &file, &with).await;
        count(&grown, 4, if second_day == "n.csv" { 0 } else { 3 }, 0, 0);
        assert_eq!(worth(&shop, "b1", 1_925).await, 1_925, "{second_day}");
        count(&import(&rapport, &shop, &file, &[&with[..], &["--dry-run"]].concat()).await, 0, 0, 4, 0);
    }
    assert_eq!(times(&shop, "r1", "Order Updated").await, 2);
    // A file that has the rest alone: no one knows whether it is the rest or all there is.
    let rest = written(
        &rapport,
        "day.csv",
        format!("{head}b1,r1,2026-03-01 08:00,cake,4.00\nb2,r1,2026-03-02 08:00,tea,3.00\n"),
    );
    let said = import(&rapport, &shop, &rest, &with).await;
    count(&said, 0, 0, 1, 1);
    assert_eq!(
        (&said["refusals"][0]["code"], &said["refusals"][0]["line"]),
        (&json!("continues"), &json!(2)),
        "{said}"
    );
    assert_eq!(worth(&shop, "b1", 1_925).await, 1_925);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_equal_count_and_are_asked_about() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapping = "event: Order Completed\ngroup: no\ncolumns:\n  userId: id\n  timestamp: at\n  properties.order_id: no\n\
                   lines: {product_id: item, price: {column: sum, as: number}}\n";
    let mapping = written(&rapport, "equal.yaml", mapping);
    let with = ["--mapping", mapping.to_str().unwrap()];
    let file = "no,id,at,item,sum\nb1,r1,2026-03-01 08:00,milk,2.25\nb1,r1,2026-03-01 08:00,milk,2.25\n\
                b2,r1,2026-03-01 09:00,milk,2.25\nb2,r1,2026-03-01 09:00,milk,2.35\n";
    let said = import(&rapport, &shop, &written(&rapport, "equal.csv", file), &with).await;
    assert_eq!((&said["accepted"], &said["warned"]), (&json!(4), &json!(1)), "{said}");
    assert_eq!(
        (&said["warnings"][0]["code"], &said["warnings"][0]["row"]),
        (&json!("equal_rows"), &json!(2)),
        "{said}"
    );
    assert_eq!(worth(&shop, "b1", 450).await, 450, "two of one kind are two");
    let back = "event: Order Refunded\ncolumns:\n  userId: id\n  timestamp: at\n  properties.order_id: no\n  \
                properties.revenue: {column: sum, as: number}\n";
    let back = written(&rapport, "back.yaml", back);
    let file = "no,id,at,sum\nb2,r1,2026-03-02 08:00,1.00\nb2,r1,2026-03-02 08:00,1.00\n";
    let file = written(&rapport, "back.csv", file);
    let said = import(&rapport, &shop, &file, &["--mapping", back.to_str().unwrap()]).await;
    assert_eq!((&said["accepted"], &said["warnings"][0]["code"]), (&json!(2), &json!("equal_rows")), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_leaves_its_receipts_without_a_card_out() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let file = written(&rapport, "cards.csv", "household,basket,sales\nt1,c1,10\n,c2,20\n0000,c3,30\n");
    let strict = written(&rapport, "strict.yaml", MAPPING);
    let done = import(&rapport, &shop, &file, &["--dry-run", "--mapping", strict.to_str().unwrap()]).await;
    assert_eq!((&done["accepted"], &done["refused"], &done["left_out"]), (&json!(1), &json!(2), &json!(0)), "{done}");
    let lenient = written(&rapport, "lenient.yaml", format!("{MAPPING}without_customer: leave_out\n"));
    let done = import(&rapport, &shop, &file, &["--mapping", lenient.to_str().unwrap()]).await;
    assert_eq!((&done["accepted"], &done["refused"], &done["left_out"]), (&json!(1), &json!(0), &json!(2)), "{done}");
    until("the order", secs(20), async || (orders(&shop, "t1").await.len() == 1).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tills_file_of_lines_becomes_orders() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapping = "event: Order Completed
file: {zone: Europe/Berlin}
group: Bon
columns:
  userId: Kunde
  timestamp: Zeit
  properties.order_id: Bon
  properties.revenue: {column: Betrag, as: number, sum: true}
lines:
  product_id: Artikel
  quantity: {column: Menge, as: number}
";
    let mapping = written(&rapport, "lines.yaml", mapping);
    let text = "Bon;Kunde;Zeit;Artikel;Menge;Betrag\r\nb1;t1;25.10.2026 02:50;Käse;0,455;7,12\r\nb1;t1;25.10.2026 02:50;Milch;2;2,18\r\n\
                b2;t1;25.10.2026 02:10;Brot;1;1.003,10\r\nb3;t1;25.10.2026 03:10;Brot;x;3,10\r\nb3;t1;25.10.2026 03:10;Tee;1;3,10\r\n";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let file = written(&rapport, "lines.csv", latin);
    let done = import(&rapport, &shop, &file, &["--mapping", mapping.to_str().unwrap()]).await;
    assert_eq!((&done["rows"], &done["accepted"], &done["refused"]), (&json!(5), &json!(3), &json!(2)), "{done}");
    let told = done["guesses"].to_string();
    assert!(
        ["windows-1252", "`;`", "decimal: comma", "comes twice"].iter().all(|guess| told.contains(guess)),
        "{told}"
    );
    until("both orders", secs(20), async || (orders(&shop, "t1").await.len() == 2).then_some(())).await;
    let timeline = shop.timeline("t1").await;
    let order = |id: &str| timeline.iter().find(|entry| entry["data"]["order_id"] == id).unwrap().clone();
    let (first, second) = (order("b1"), order("b2"));
    assert_eq!(first["data"]["revenue"], json!(9.3), "{first}");
    let products = json!([{"product_id": "Käse", "quantity": 0.455}, {"product_id": "Milch", "quantity": 2}]);
    assert_eq!(first["data"]["products"], products, "{first}");
    assert_eq!(second["data"]["revenue"], json!(1003.1), "{second}");
    assert_eq!((&first["at"], &second["at"]), (&json!("2026-10-25T00:50:00.000Z"), &json!("2026-10-25T01:10:00.000Z")));
}
