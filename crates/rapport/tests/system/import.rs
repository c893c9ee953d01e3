//! `rapport import`: three formats, a dry run, refused rows with reasons, a kill in the middle.

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

async fn import(rapport: &Rapport, shop: &Shop, file: &Path, more: &[&str]) -> Value {
    let mut command = command(rapport, shop, file);
    command.args(more).stderr(Stdio::null());
    let (code, said) = tools::run(command).await;
    assert_eq!(code, Some(0), "{said}");
    serde_json::from_str(said.trim()).unwrap_or_else(|_| panic!("{said}"))
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
        json!({"type": "track", "event": "Order Completed", "userId": "h1",
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
