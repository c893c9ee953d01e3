//! Files whose rows the server had taken and does not hold any more: a backup was restored, or the end of the log is lost.

use crate::{
    import::{TILL, count, import, times, worth, written},
    support::{
        Person, Rapport, Shop,
        process::{Otherwise, program},
        secs, shop, until,
    },
};
use reqwest::Method;
use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};

fn run(arguments: &[&str]) {
    let output = Command::new(program()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What a restored server does not hold any more is told again, what it holds is not. It has gone on meanwhile, and given the positions of
/// the lost records to others.
#[tokio::test(flavor = "multi_thread")]
async fn rows_behind_a_restored_backup_come_in_again_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut rapport = Rapport::with(&[("RAPPORT_BACKUPS", folder.path().to_str().unwrap())]).await;
    let shop = Shop::open(&rapport).await;
    let visits = ["--event", "Visited", "--map", "userId=id", "--map", "timestamp=at"];
    let till = written(&rapport, "till.yaml", TILL);
    let till = ["--mapping", till.to_str().unwrap()];
    // A receipt of several rows.
    let receipts =
        format!("{TILL}lines: {{product_id: item}}\ngroup: no\n").replace("as: number}", "as: number, sum: true}");
    let receipts = written(&rapport, "receipts.yaml", receipts);
    let receipts = ["--mapping", receipts.to_str().unwrap()];
    let receipt = written(&rapport, "r.csv", "id,no,at,item,sum\nx,r0,2026-03-01,milk,1\n");
    count(&import(&rapport, &shop, &receipt, &receipts).await, 1, 0, 0, 0);
    let visited = written(&rapport, "v.csv", "id,at\nv1,2026-03-01\nv1,2026-03-02\n");
    let sold = written(&rapport, "o.csv", "id,no,at,sum\nv1,o1,2026-03-01,1\nv1,o2,2026-03-01,2\n");
    count(&import(&rapport, &shop, &visited, &visits).await, 2, 0, 0, 0);
    count(&import(&rapport, &shop, &sold, &till).await, 2, 0, 0, 0);
    let backup = folder.path().join("monday");
    let backup = backup.to_str().unwrap();
    run(&["backup", backup, "--url", &rapport.api.base, "--token", rapport.token()]);
    // After the backup: two more visits, an order that changes, one that is new, one that is new and changes.
    fs::write(&visited, "id,at\nv1,2026-03-01\nv1,2026-03-02\nv1,2026-03-03\nv1,2026-03-04\n").unwrap();
    count(&import(&rapport, &shop, &visited, &visits).await, 2, 0, 2, 0);
    let orders = |second, fourth| {
        format!(
            "id,no,at,sum\nv1,o1,2026-03-01,1\nv1,o2,2026-03-01,{second}\nv1,o3,2026-03-01,3\nv1,o4,2026-03-01,{fourth}\n"
        )
    };
    fs::write(&sold, orders(22, 4)).unwrap();
    count(&import(&rapport, &shop, &sold, &till).await, 3, 1, 1, 0);
    fs::write(&sold, orders(22, 44)).unwrap();
    count(&import(&rapport, &shop, &sold, &till).await, 1, 1, 3, 0);
    for sum in [2, 3] {
        let text =
            format!("id,no,at,item,sum\nx,r0,2026-03-01,milk,1\nv1,r1,2026-03-01,milk,1\nv1,r1,2026-03-01,tea,{sum}\n");
        fs::write(&receipt, text).unwrap();
        import(&rapport, &shop, &receipt, &receipts).await;
    }
    rapport.kill();

    let mut restored = Rapport::prepare(Otherwise::default());
    run(&["restore", backup, "--no-journal", "--data", restored.data().to_str().unwrap()]);
    restored.start_again().await;
    let there = shop.at(&restored);
    let others = (100..140).map(|n| shop::track(&Person::new(n), "Looked", &format!("x{n}"), json!({})));
    there.say("shop", others.collect()).await;

    let again = async |file: &Path, with: &[&str]| import(&restored, &there, file, with).await;
    let rehearsed = again(&visited, &[&visits[..], &["--dry-run"]].concat()).await;
    for said in [rehearsed, again(&visited, &visits).await] {
        count(&said, 2, 0, 2, 0);
        assert_eq!(said["lost"], 2, "{said}");
    }
    let said = again(&sold, &till).await;
    count(&said, 3, 2, 1, 0);
    assert_eq!(said["lost"], 3, "{said}");
    let said = again(&receipt, &receipts).await;
    count(&said, 2, 2, 1, 0);
    assert_eq!(said["lost"], 1, "the receipt, of which nobody knows which rows are in: {said}");
    for (file, with, rows) in [(&visited, &visits[..], 4), (&sold, &till[..], 4), (&receipt, &receipts[..], 3)] {
        let said = again(file, with).await;
        count(&said, 0, 0, rows, 0);
        assert_eq!(said["lost"], 0, "{said}");
    }
    until("all visits", secs(20), async || (times(&there, "v1", "Visited").await == 4).then_some(())).await;
    for (order, sum) in [("o1", 100), ("o2", 2_200), ("o3", 300), ("o4", 4_400), ("r1", 400)] {
        assert_eq!(worth(&there, order, sum).await, sum, "{order}");
    }
}

/// An import that was killed in the middle goes on where it stood, unless what it had settled is lost.
#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_import_begins_again_where_the_server_stands() {
    let folder = tempfile::tempdir().unwrap();
    let mut rapport = Rapport::with(&[("RAPPORT_BACKUPS", folder.path().to_str().unwrap())]).await;
    let shop = Shop::open(&rapport).await;
    let backup = folder.path().join("monday");
    let backup = backup.to_str().unwrap();
    run(&["backup", backup, "--url", &rapport.api.base, "--token", rapport.token()]);
    let visits = ["--event", "Visited", "--map", "userId=id", "--map", "timestamp=at"];
    let visited = written(&rapport, "v.csv", "id,at\nv1,2026-03-01\nv1,2026-03-02\n");
    count(&import(&rapport, &shop, &visited, &visits).await, 2, 0, 0, 0);
    let progress = visited.with_added_extension("import.json");
    let mut said: Value = serde_json::from_slice(&fs::read(&progress).unwrap()).unwrap();
    said["done"] = json!(false);
    fs::write(&progress, said.to_string()).unwrap();
    rapport.kill();
    let mut restored = Rapport::prepare(Otherwise::default());
    run(&["restore", backup, "--no-journal", "--data", restored.data().to_str().unwrap()]);
    restored.start_again().await;
    let there = shop.at(&restored);
    count(&import(&restored, &there, &visited, &visits).await, 2, 0, 0, 0);
    until("all visits", secs(20), async || (times(&there, "v1", "Visited").await == 2).then_some(())).await;
}

/// The screen's knowledge lies in the data directory, and the log's end is lost behind its back.
#[tokio::test(flavor = "multi_thread")]
async fn the_screen_brings_in_again_what_was_lost_with_the_end_of_the_log() {
    let mut rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let import = async |rapport: &Rapport, rows: usize| {
        let row = |n: usize| format!("v1;o{n};2026-03-0{}T08:00:00Z;{n},50\n", n % 9 + 1);
        let text = format!("Customer;Order;Time;Amount\n{}", (1..=rows).map(row).collect::<String>());
        let path = "/v1/files?name=orders.csv&kind=orders&source=default";
        let upload = rapport.api.request(Method::POST, path).header("content-type", "text/csv").body(text);
        let said = rapport.api.send(upload).await.unwrap().good();
        let id = said["id"].as_str().unwrap().to_owned();
        rapport.api.post(&format!("/v1/files/{id}/import"), said["mapping"].clone()).await;
        let ended = until("the import has ended", secs(60), async || {
            let file = rapport.api.get(&format!("/v1/files/{id}")).await;
            (file["state"] != "importing").then_some(file)
        });
        let outcome = ended.await["outcome"].clone();
        ["accepted", "repeated", "lost"].map(|name| outcome[name].as_u64().unwrap())
    };
    assert_eq!(import(&rapport, 2).await, [2, 0, 0]);
    rapport.stop();
    let files = fs::read_dir(rapport.data().join("log")).unwrap().map(|file| file.unwrap().path());
    let log = files.filter(|path| path.extension().is_some_and(|end| end == "log")).max().unwrap();
    let before = fs::metadata(&log).unwrap().len();
    rapport.start_again().await;
    assert_eq!(import(&rapport, 5).await, [3, 2, 0]);
    rapport.stop();
    fs::OpenOptions::new().write(true).open(&log).unwrap().set_len(before).unwrap();
    run(&["accept-loss", "--yes", "--data", rapport.data().to_str().unwrap()]);
    rapport.start_again().await;
    assert_eq!(import(&rapport, 5).await, [3, 2, 3]);
    assert_eq!(import(&rapport, 5).await, [0, 5, 0]);
    for n in 1..=5 {
        assert_eq!(worth(&shop, &format!("o{n}"), n * 100 + 50).await, n * 100 + 50, "o{n}");
    }
}
