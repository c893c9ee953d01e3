//! `rapport import` of what came before, in another state: corrected, older, by another mapping, twice at once; and of orders that
//! others have told.

use crate::{
    import::{TILL, command, count, import, orders, refused, times, worth, written},
    support::{Rapport, Shop, secs, until},
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

const HEAD: &str = "id,no,at,sum\n";

/// The codes of what is listed, with the rows.
fn codes(listed: &Value) -> Vec<(u64, String)> {
    let one = |one: &Value| (one["row"].as_u64().unwrap(), one["code"].as_str().unwrap().to_owned());
    listed.as_array().unwrap().iter().map(one).collect()
}

fn all(code: &str, rows: &[u64]) -> Vec<(u64, String)> {
    rows.iter().map(|row| (*row, code.to_owned())).collect()
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.to_path_buf().into_os_string();
    name.push(ending);
    name.into()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_another_order_stands_against_is_counted_and_named() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let (mapping, plain) = (written(&rapport, "till.yaml", TILL), written(&rapport, "plain.yaml", TILL));
    let plain = plain.to_str().unwrap();
    let with = ["--mapping", mapping.to_str().unwrap()];
    let first = written(&rapport, "one.csv", format!("{HEAD}a1,s1,2026-03-01,10\na1,s2,2026-03-01,20\n"));
    count(&import(&rapport, &shop, &first, &with).await, 2, 0, 0, 0);
    // Another shop that counts from 1, too: its first order would take the place of someone else's, its second says the same.
    let second = written(&rapport, "two.csv", format!("{HEAD}b1,s1,2026-03-01,99\nb1,s2,2026-03-01,20\n"));
    for more in [&["--dry-run"][..], &[]] {
        let said = import(&rapport, &shop, &second, &[&with[..], more].concat()).await;
        count(&said, 2, 0, 0, 0);
        assert_eq!(said["unbooked"], 2, "{said}");
        assert_eq!(codes(&said["warnings"]), all("another_customer", &[1, 2]), "{said}");
    }
    assert_eq!(worth(&shop, "s1", 1_000).await, 1_000);
    // It goes on being counted until it is mended; a prefix mends it.
    let again = import(&rapport, &shop, &second, &with).await;
    count(&again, 0, 0, 2, 0);
    assert_eq!((&again["unbooked"], codes(&again["warnings"])), (&json!(2), all("unbooked", &[1, 2])), "{again}");
    fs::write(&mapping, TILL.replace("order_id: no", "order_id: {column: no, prefix: two-}")).unwrap();
    let mended = import(&rapport, &shop, &second, &with).await;
    assert_eq!((&mended["unbooked"], &mended["remapped"]), (&json!(0), &json!(2)), "{mended}");
    assert_eq!(worth(&shop, "two-s1", 9_900).await, 9_900);
    assert!(!beside(&second, ".refused.ndjson").exists(), "nothing is wrong any more");
    // A correction of the customer mends it, too: the order never was the wrong one's.
    let third = written(&rapport, "three.csv", format!("{HEAD}b1,s2,2026-03-01,20\n"));
    assert_eq!(import(&rapport, &shop, &third, &["--mapping", plain]).await["unbooked"], 1);
    fs::write(&third, format!("{HEAD}a1,s2,2026-03-01,20\n")).unwrap();
    let corrected = import(&rapport, &shop, &third, &["--mapping", plain]).await;
    count(&corrected, 1, 1, 0, 0);
    assert_eq!(corrected["unbooked"], 0, "{corrected}");
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_under_other_numbers_are_not_told_beside_those_that_are_in() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let text = "id,no,receipt,at,sum\nr1,n1,z1,2026-03-01,10\nr1,n2,z2,2026-03-01,20\n";
    let (file, mapping) = (written(&rapport, "r.csv", text), written(&rapport, "r.yaml", format!("{TILL}key: no\n")));
    let with = ["--mapping", mapping.to_str().unwrap()];
    count(&import(&rapport, &shop, &file, &with).await, 2, 0, 0, 0);
    for other in ["order_id: receipt", "order_id: {column: no, prefix: shop1-}"] {
        fs::write(&mapping, format!("{TILL}key: no\n").replace("order_id: no", other)).unwrap();
        for more in [&["--dry-run"][..], &[]] {
            let said = refused(&rapport, &shop, &file, &[&with[..], more].concat()).await;
            assert!(
                said.contains("2 rows") && said.contains("order_id") && said.contains("--restart-series"),
                "{said}"
            );
        }
    }
    assert_eq!(orders(&shop, "r1").await.len(), 2, "nothing was told");
    // The cell of one row is another number now.
    fs::write(&mapping, format!("{TILL}key: id\n")).unwrap();
    let one = written(&rapport, "one.csv", "id,no,at,sum\nr2,m1,2026-03-01,10\n");
    count(&import(&rapport, &shop, &one, &with).await, 1, 0, 0, 0);
    fs::write(&one, "id,no,at,sum\nr2,m2,2026-03-01,10\n").unwrap();
    assert_eq!(codes(&import(&rapport, &shop, &one, &with).await["refusals"]), all("other_order", &[1]));
    // Someone who knows takes every row as new; the same again is what it was.
    fs::write(&mapping, format!("{TILL}key: no\n").replace("order_id: no", "order_id: receipt")).unwrap();
    let again = [&with[..], &["--restart-series"]].concat();
    count(&import(&rapport, &shop, &file, &again).await, 2, 0, 0, 0);
    count(&import(&rapport, &shop, &file, &with).await, 0, 0, 2, 0);
    assert_eq!(worth(&shop, "z2", 2_000).await, 2_000);
    // A person under another id would be someone else.
    let people =
        |prefix: &str| format!("type: identify\ncolumns: {{userId: {{column: id, prefix: {prefix}}}, traits.n: no}}\n");
    fs::write(&mapping, people("a-")).unwrap();
    let crowd = written(&rapport, "crowd.csv", "id,no\np1,1\np2,2\n");
    count(&import(&rapport, &shop, &crowd, &with).await, 2, 0, 0, 0);
    fs::write(&mapping, people("b-")).unwrap();
    assert!(refused(&rapport, &shop, &crowd, &with).await.contains("userId"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_counts_once_whatever_its_file_is_called() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let (sold, back) = (written(&rapport, "till.yaml", TILL), TILL.replace("Order Completed", "Order Refunded"));
    let sold_file = written(&rapport, "sold.csv", format!("{HEAD}q1,q1,2026-03-01,100\n"));
    count(&import(&rapport, &shop, &sold_file, &["--mapping", sold.to_str().unwrap()]).await, 1, 0, 0, 0);
    let mapping = written(&rapport, "back.yaml", back);
    let with = ["--mapping", mapping.to_str().unwrap()];
    // Two of them say the same, and are two.
    let rows = "q1,q1,2026-03-02,10\nq1,q1,2026-03-02,10\nq1,q1,2026-03-02,5\n";
    for name in ["returns.csv", "Retouren.csv", "other folder name 7.csv", "returns-1.11.2026.csv"] {
        let file = written(&rapport, name, format!("{HEAD}{rows}"));
        import(&rapport, &shop, &file, &with).await;
        assert_eq!(left(&shop, "q1", 7_500).await, 7_500, "{name}");
    }
    // A copy of a file, and the same day written otherwise, are of one series; what stands there word for word is asked about.
    for name in ["returns (1).csv", "returns-01.11.2026.csv"] {
        let file = written(&rapport, name, format!("{HEAD}{rows}"));
        assert!(refused(&rapport, &shop, &file, &with).await.contains("word for word"), "{name}");
    }
}

async fn left(shop: &Shop, order: &str, expected: i64) -> i64 {
    let mut last = 0;
    for _ in 0..50 {
        last = shop.admin.get(&format!("/v1/orders/{order}")).await["left"]["minor"].as_i64().unwrap_or_default();
        if last == expected {
            break;
        }
        tokio::time::sleep(secs(1) / 10).await;
    }
    last
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_passed_over_is_named_before_or_with_its_row() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapping = written(&rapport, "till.yaml", TILL);
    let with = ["--mapping", mapping.to_str().unwrap()];
    for (column, cells, says) in
        [("Währung", ["EUR", "USD"], "currency"), ("Kz", ["S", "H"], "credits"), ("Storno", ["", "X"], "taken back")]
    {
        let text = format!("id,no,at,sum,{column}\nu1,u1,2026-03-01,1,{}\nu1,u2,2026-03-01,2,{}\n", cells[0], cells[1]);
        let file = written(&rapport, &format!("{column}.csv"), text);
        for more in [&["--dry-run"][..], &[]] {
            let said = refused(&rapport, &shop, &file, &[&with[..], more].concat()).await;
            assert!(said.contains(&format!("`{column}`")) && said.contains(says) && said.contains("unread"), "{said}");
        }
    }
    fs::write(&mapping, format!("{TILL}unread: Storno\n")).unwrap();
    count(&import(&rapport, &shop, &rapport.folder().join("Storno.csv"), &with).await, 2, 0, 0, 0);
    // A row without an order's number would be one more order each time it comes.
    let rows = "v1,,2026-03-01,1\nv1,undefined,2026-03-01,2\nv1,v3,2026-03-01,3\n";
    let file = written(&rapport, "numberless.csv", format!("{HEAD}{rows}"));
    for more in [&["--dry-run"][..], &[]] {
        let said = import(&rapport, &shop, &file, &[&with[..], more].concat()).await;
        count(&said, 1, 0, 0, 2);
        assert_eq!(codes(&said["refusals"]), all("no_order_id", &[1, 2]), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_import_of_a_series_runs_at_a_time() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapping = written(&rapport, "till.yaml", TILL);
    let with = ["--mapping", mapping.to_str().unwrap()];
    let rows: String = (0..30_000).map(|n| format!("l{},n{n},2026-03-01,1\n", n % 7)).collect();
    let long = written(&rapport, "day-2026-03-01.csv", format!("{HEAD}{rows}"));
    let short = written(&rapport, "day-2026-03-02.csv", format!("{HEAD}l1,m1,2026-03-02,1\n"));
    let mut first =
        command(&rapport, &shop, &long).args(with).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    until("the first import has begun", secs(20), async || {
        rapport.folder().join("day-DATE.csv.import.lock").exists().then_some(())
    })
    .await;
    let said = refused(&rapport, &shop, &short, &with).await;
    assert!(said.contains("another import") && said.contains("day-DATE.csv.import.lock"), "{said}");
    count(&import(&rapport, &shop, &short, &[&with[..], &["--dry-run"]].concat()).await, 1, 0, 0, 0);
    first.kill().unwrap();
    first.wait().unwrap();
    count(&import(&rapport, &shop, &short, &with).await, 1, 0, 0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_file_takes_no_correction_back() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapping = written(&rapport, "till.yaml", TILL);
    let with = ["--mapping", mapping.to_str().unwrap()];
    let file = |name: &str, sums: [u32; 2]| {
        let [first, second] = sums;
        written(&rapport, name, format!("{HEAD}d1,d1,2026-03-01,{first}\nd1,d2,2026-03-01,{second}\n"))
    };
    let first = file("sales-2026-03-01.csv", [10, 20]);
    count(&import(&rapport, &shop, &first, &with).await, 2, 0, 0, 0);
    let second = file("sales-2026-03-02.csv", [15, 20]);
    count(&import(&rapport, &shop, &second, &with).await, 1, 1, 1, 0);
    for more in [&["--dry-run"][..], &[]] {
        let said = import(&rapport, &shop, &first, &[&with[..], more].concat()).await;
        count(&said, 0, 0, 1, 1);
        assert_eq!(codes(&said["refusals"]), all("older_file", &[1]), "{said}");
    }
    // What a newer file merely says again is newer, too; the same file corrected is not older.
    file("sales-2026-03-01.csv", [15, 7]);
    assert_eq!(codes(&import(&rapport, &shop, &first, &with).await["refusals"]), all("older_file", &[2]));
    file("sales-2026-03-02.csv", [15, 21]);
    count(&import(&rapport, &shop, &second, &with).await, 1, 1, 1, 0);
    assert_eq!((worth(&shop, "d1", 1_500).await, worth(&shop, "d2", 2_100).await), (1_500, 2_100));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_mapping_tells_anew_what_it_makes_otherwise() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let text = "id,card,no,at,net,gross,item\nm1,c1,m1,2026-03-01,10,11.90,x\nm1,c1,m2,2026-03-01,20,23.80,y\n";
    let net = TILL.replace("column: sum", "column: net");
    let gross = TILL.replace("column: sum", "column: gross");
    let (file, mapping) = (written(&rapport, "m.csv", text), written(&rapport, "m.yaml", &net));
    let with = ["--mapping", mapping.to_str().unwrap()];
    count(&import(&rapport, &shop, &file, &with).await, 2, 0, 0, 0);
    fs::write(&mapping, &gross).unwrap();
    for more in [&["--dry-run"][..], &[]] {
        let said = import(&rapport, &shop, &file, &[&with[..], more].concat()).await;
        count(&said, 2, 2, 0, 0);
        assert_eq!(said["remapped"], 2, "{said}");
    }
    assert_eq!(worth(&shop, "m1", 1_190).await, 1_190);
    count(&import(&rapport, &shop, &file, &with).await, 0, 0, 2, 0);
    // Lines of orders, too, though another column names their amounts.
    let lined =
        format!("{}group: no\nlines: {{product_id: item}}\n", net.replace("as: number", "as: number, sum: true"));
    fs::write(&mapping, &lined).unwrap();
    let lines = written(&rapport, "l.csv", text.replace("m1,c1,m", "m3,c1,l"));
    count(&import(&rapport, &shop, &lines, &with).await, 2, 0, 0, 0);
    fs::write(&mapping, lined.replace("net", "gross")).unwrap();
    count(&import(&rapport, &shop, &lines, &with).await, 2, 2, 0, 0);
    // An order stays with its customer, and an event has no word for a change.
    fs::write(&mapping, gross.replace("userId: id", "userId: card")).unwrap();
    let said = import(&rapport, &shop, &file, &with).await;
    count(&said, 0, 0, 0, 2);
    assert_eq!(codes(&said["refusals"]), all("other_customer", &[1, 2]), "{said}");
    let seen = |user: &str| format!("event: Seen\ncolumns: {{userId: {user}, timestamp: at, properties.net: net}}\n");
    fs::write(&mapping, seen("id")).unwrap();
    let visits = written(&rapport, "v.csv", text);
    count(&import(&rapport, &shop, &visits, &with).await, 2, 0, 0, 0);
    fs::write(&mapping, seen("card")).unwrap();
    let said = import(&rapport, &shop, &visits, &with).await;
    count(&said, 0, 0, 0, 2);
    assert_eq!(codes(&said["refusals"]), all("changed", &[1, 2]), "{said}");
    assert!(said["refusals"][0]["reason"].as_str().unwrap().contains("by this mapping"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_keeps_its_customer_and_its_moment() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapping = written(&rapport, "till.yaml", TILL);
    let with = ["--mapping", mapping.to_str().unwrap()];
    let file = written(
        &rapport,
        "k.csv",
        format!("{HEAD}k1,k1,2026-03-01,1\nk1,k2,2026-03-01,2\nk1,k3,2026-03-01,3\nk1,k4,2026-03-01,4\n"),
    );
    count(&import(&rapport, &shop, &file, &with).await, 4, 0, 0, 0);
    fs::write(
        &file,
        format!("{HEAD}k2,k1,2026-03-01,1\nk1,k2,2026-03-02,2\nk1,k3,2026-03-02,33\nk1,k4,2026-03-01,4\n"),
    )
    .unwrap();
    for more in [&["--dry-run"][..], &[]] {
        let said = import(&rapport, &shop, &file, &[&with[..], more].concat()).await;
        count(&said, 1, 1, 1, 2);
        let refusals = [all("other_customer", &[1]), all("other_moment", &[2])].concat();
        assert_eq!(
            (codes(&said["refusals"]), codes(&said["warnings"])),
            (refusals, all("keeps_moment", &[3])),
            "{said}"
        );
    }
    assert_eq!(worth(&shop, "k3", 3_300).await, 3_300);
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_column_nor_a_spelling_makes_another_row() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let file = written(&rapport, "v.csv", "id,at\nv1,2026-03-01\nv1,2026-03-02\n");
    let with = ["--event", "Visited", "--map", "userId=id", "--map", "timestamp=at"];
    count(&import(&rapport, &shop, &file, &with).await, 2, 0, 0, 0);
    fs::write(&file, "id,till,at\nv1,7,2026-03-01\nv1,8,2026-03-02\nv1,7,2026-03-03\n").unwrap();
    count(&import(&rapport, &shop, &file, &with).await, 1, 0, 2, 0);
    fs::write(&file, "till,at\n7,2026-03-01\n").unwrap();
    let said =
        refused(&rapport, &shop, &file, &["--event", "Visited", "--map", "userId=till", "--map", "timestamp=at"]).await;
    assert!(said.contains("no column `id`") && said.contains("are named by"), "{said}");
    until("all visits", secs(20), async || (times(&shop, "v1", "Visited").await == 3).then_some(())).await;

    let mapping = written(&rapport, "till.yaml", TILL);
    let with = ["--mapping", mapping.to_str().unwrap()];
    let file = written(&rapport, "s.csv", format!("{HEAD}7,1,2026-03-01,1\n7,01,2026-03-01,1\n"));
    count(&import(&rapport, &shop, &file, &with).await, 2, 0, 0, 0);
    for spelled in ["1.0", "\"1,0\"", " 1", "1.00"] {
        fs::write(&file, format!("{HEAD}7.0,{spelled},2026-03-01,1\n7,01,2026-03-01,1\n")).unwrap();
        count(&import(&rapport, &shop, &file, &with).await, 0, 0, 2, 0);
    }
    fs::write(&file, format!("{HEAD}7.0,1.0,2026-03-01,2\n7,\"4,00638E+12\",2026-03-01,1\n")).unwrap();
    let said = import(&rapport, &shop, &file, &with).await;
    count(&said, 1, 1, 0, 1);
    assert_eq!(codes(&said["refusals"]), all("rounded", &[2]), "{said}");
    assert_eq!(worth(&shop, "1", 200).await, 200, "it is the same order");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_groups_do_not_tell_one_order() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let text = "shop,no,id,at,item,sum\nA,r1,g1,2026-03-01,milk,1\nA,r1,g1,2026-03-01,tea,2\nB,r1,g1,2026-03-01,wine,9\nB,r2,g1,2026-03-01,wine,9\n";
    let grouped = "event: Order Completed\ngroup: [shop, no]\ncolumns:\n  userId: id\n  timestamp: at\n  properties.order_id: no\n  \
                   properties.revenue: {column: sum, as: number, sum: true}\nlines: {product_id: item}\n";
    let keyed = format!("{TILL}key: [shop, no]\n");
    for (name, mapping) in [("grouped", grouped), ("keyed", keyed.as_str())] {
        let mapping = written(&rapport, "g.yaml", mapping);
        let with = ["--mapping", mapping.to_str().unwrap()];
        // A line of a receipt is no order of its own: by `key` the second row of shop A would be refused besides.
        let text = if name == "keyed" { text.replace("A,r1,g1,2026-03-01,tea,2\n", "") } else { text.to_owned() };
        let file = written(&rapport, &format!("{name}-2026-03-01.csv"), &text);
        let rows: &[u64] = if name == "keyed" { &[1, 2] } else { &[1, 2, 3] };
        for more in [&["--dry-run"][..], &[]] {
            let said = import(&rapport, &shop, &file, &[&with[..], more].concat()).await;
            count(&said, 1, 0, 0, rows.len() as u64);
            assert_eq!(codes(&said["refusals"]), all("same_order", rows), "{said}");
        }
        // Another day's file of the series is another shop's.
        let next =
            written(&rapport, &format!("{name}-2026-03-02.csv"), "shop,no,id,at,item,sum\nC,r2,g1,2026-03-02,wine,1\n");
        let said = import(&rapport, &shop, &next, &with).await;
        assert_eq!(codes(&said["refusals"]), all("same_order", &[1]), "{said}");
        assert_eq!(worth(&shop, "r2", 900).await, 900);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_promised_is_there() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let mapping = written(&rapport, "till.yaml", TILL);
    let with = ["--mapping", mapping.to_str().unwrap()];
    let file = written(&rapport, "p.csv", format!("{HEAD}p1,p1,2026-03-01,1\np1,p2,soon,1\n"));
    let listed = beside(&file, ".refused.ndjson");
    let dry = import(&rapport, &shop, &file, &[&with[..], &["--dry-run"]].concat()).await;
    assert_eq!((&dry["refused"], &dry["refused_file"]), (&json!(1), &Value::Null), "{dry}");
    for _ in 0..2 {
        // Also the second time, when it was deleted in between.
        let said = import(&rapport, &shop, &file, &with).await;
        assert_eq!(said["refused_file"], json!(listed), "{said}");
        let text = fs::read_to_string(&listed).unwrap();
        assert!(text.lines().count() == 1 && text.starts_with('{'), "{text}");
        fs::remove_file(&listed).unwrap();
    }
    import(&rapport, &shop, &file, &with).await;
    fs::write(&file, format!("{HEAD}p1,p1,2026-03-01,1\np1,p2,2026-03-01,1\n")).unwrap();
    let said = import(&rapport, &shop, &file, &with).await;
    assert_eq!((&said["refused_file"], listed.exists()), (&Value::Null, false), "{said}");
}

/// Makes of what lies beside a file what release 0.2 would have left: shorter records, without a first line.
fn as_before(file: &Path) {
    let imported = beside(file, ".imported");
    let bytes = fs::read(&imported).unwrap();
    let begin = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let records = bytes[begin..].chunks_exact(64);
    let old: Vec<u8> = records.flat_map(|record| [&record[..16], &record[24..40], &record[48..56]].concat()).collect();
    fs::write(&imported, &old).unwrap();
    let progress = beside(file, ".import.json");
    let mut said: Value = serde_json::from_slice(&fs::read(&progress).unwrap()).unwrap();
    let fields = said.as_object_mut().unwrap();
    fields.insert("known_bytes".into(), json!(old.len()));
    for new in ["known_form", "done", "remapped"] {
        fields.shift_remove(new);
    }
    fs::write(&progress, said.to_string()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_of_a_release_before_goes_on() {
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    let visits = ["--event", "Visited", "--map", "userId=id", "--map", "timestamp=at"];
    let file = written(&rapport, "v.csv", "id,at\nr1,2026-03-01\nr1,2026-03-02\n");
    count(&import(&rapport, &shop, &file, &visits).await, 2, 0, 0, 0);
    as_before(&file);
    // A column that was added since makes no other row, neither now nor later.
    for text in
        ["id,till,at\nr1,7,2026-03-01\nr1,8,2026-03-02\n", "id,at,till,by\nr1,2026-03-01,7,x\nr1,2026-03-02,8,y\n"]
    {
        fs::write(&file, text).unwrap();
        count(&import(&rapport, &shop, &file, &visits).await, 0, 0, 2, 0);
    }
    let mapping = written(&rapport, "till.yaml", TILL);
    let with = ["--mapping", mapping.to_str().unwrap()];
    let orders = written(&rapport, "o.csv", format!("{HEAD}r1,r1,2026-03-01,1\nr1,r2,2026-03-01,2\n"));
    count(&import(&rapport, &shop, &orders, &with).await, 2, 0, 0, 0);
    as_before(&orders);
    fs::write(&orders, format!("{HEAD}r1,r1,2026-03-01,1\nr1,r2,2026-03-01,22\nr1,r3,2026-03-01,3\n")).unwrap();
    count(&import(&rapport, &shop, &orders, &with).await, 2, 1, 1, 0);
    assert_eq!(worth(&shop, "r2", 2_200).await, 2_200);
    // From now on it is known what was told.
    fs::write(&mapping, TILL.replace("{column: sum, as: number}", "{value: 5}")).unwrap();
    count(&import(&rapport, &shop, &orders, &with).await, 3, 3, 0, 0);
}
