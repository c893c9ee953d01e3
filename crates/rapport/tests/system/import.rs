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

fn command(rapport: &Rapport, shop: &Shop, file: &Path) -> Command {
    let mut command = Command::new(process::program());
    command.arg("import").arg(file).arg("--json").args(["--url", &rapport.api.base]);
    command.args(["--write-key", shop.write_key("till")]);
    command
}

/// What is said of an import that comes to its end; its status tells whether rows were refused.
async fn import(rapport: &Rapport, shop: &Shop, file: &Path, more: &[&str]) -> Value {
    let mut command = command(rapport, shop, file);
    command.args(more).stderr(Stdio::null());
    let (code, said) = tools::run(command).await;
    let summary: Value = serde_json::from_str(said.trim()).unwrap_or_else(|_| panic!("{said}"));
    let expected = if summary["refused"] == json!(0) { 0 } else { 1 };
    assert_eq!(code, Some(expected), "{said}");
    summary
}

/// What is said of an import that is refused as a whole.
async fn refused(rapport: &Rapport, shop: &Shop, file: &Path, more: &[&str]) -> String {
    let output = command(rapport, shop, file).args(more).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{said}");
    said
}

/// A file of the test's own.
fn written(rapport: &Rapport, name: &str, text: impl AsRef<[u8]>) -> std::path::PathBuf {
    let path = rapport.folder().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// The orders on somebody's timeline.
async fn orders(shop: &Shop, user: &str) -> Vec<String> {
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
    assert_eq!((&done["rows"], &done["accepted"]), (&json!(rows), &json!(rows)), "after {interrupted} kills");
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

const TILL: &str = "event: Order Completed
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
    assert_eq!((&changed["accepted"], &changed["repeated"]), (&json!(0), &json!(3)), "{changed}");
    // With columns that name the row, nothing else of it counts.
    std::fs::write(&mapping, format!("{TILL}key: no\n")).unwrap();
    let key = written(&rapport, "key.csv", "id,no,at,sum\ng2,k1,2026-03-01 08:00,1.00\n");
    assert_eq!(import(&rapport, &shop, &key, &with).await["accepted"], 1);
    std::fs::write(&key, "id,no,at,sum\ng2,k1,2026-03-01 08:00,9.00\ng2,k2,2026-03-01 08:00,1.00\n").unwrap();
    let named = import(&rapport, &shop, &key, &with).await;
    assert_eq!((&named["accepted"], &named["repeated"]), (&json!(1), &json!(1)), "{named}");
    until("all orders", secs(20), async || (orders(&shop, "g1").await.len() == 3).then_some(())).await;
    assert_eq!(orders(&shop, "g2").await.len(), 2);
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
