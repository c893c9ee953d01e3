//! One value has one name: what came in once stays in, however the next file writes it.
#![allow(clippy::unwrap_used)]

use rapport_import::{
    Job, Summary,
    job::ImportError,
    rows::Format,
    taker::{Standpoint, TakeError, Taken, Taker},
};
use serde_json::{Map, Value};
use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::Future,
    path::Path,
    pin::pin,
    task::{Context, Poll, Waker},
};

/// A server that keeps messages by their ids.
#[derive(Default)]
struct Log(RefCell<BTreeMap<String, Value>>);

impl Taker for Log {
    async fn take(&self, messages: &[&Map<String, Value>], dry_run: bool, _: bool) -> Result<Taken, TakeError> {
        let mut repeated = Vec::new();
        for (at, message) in messages.iter().enumerate().filter(|_| !dry_run) {
            let id = message["messageId"].as_str().unwrap().to_owned();
            if self.0.borrow_mut().insert(id, Value::Object((*message).clone())).is_some() {
                repeated.push(at);
            }
        }
        Ok(Taken { repeated, ..Taken::default() })
    }

    async fn ask(&self, _: &[&str]) -> Result<Standpoint, TakeError> {
        Ok(Standpoint { source: "w".into(), lost: Vec::new() })
    }
}

fn run(log: &Log, path: &Path, mapping: &str) -> Result<Summary, ImportError> {
    let job = Job {
        path: path.to_path_buf(),
        format: Format::Csv,
        mapping: rapport_import::mapping::parse(mapping).unwrap(),
        mapping_text: mapping.to_owned(),
        dry_run: false,
        restart: false,
        beside: None,
        most_rows: None,
    };
    let mut running = pin!(job.run(log, |_| {}));
    let Poll::Ready(done) = running.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("nothing here waits")
    };
    done
}

const RETURNS: &str = "event: Order Refunded\ncolumns: {userId: Karte, timestamp: Datum, properties.order_id: Bon, ";

/// How many returns are in after these files, one after the other, each with its mapping's end.
fn returns(files: &[(&str, &str)]) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::default();
    for (number, (text, end)) in files.iter().enumerate() {
        let path = folder.path().join(format!("file-{}.csv", ["a", "b", "c"][number]));
        std::fs::write(&path, text).unwrap();
        let done = run(&log, &path, &format!("{RETURNS}{end}}}")).unwrap();
        assert_eq!(done.counts.refused, 0, "{:?}", done.refusals);
    }
    log.0.borrow().len()
}

fn paid(amount: &str) -> String {
    format!("Bon;Karte;Datum;Erstattet\nA1;7;02.03.2026 10:00:00;{amount}\n")
}

const REVENUE: &str = "properties.revenue: {column: Erstattet, as: number}";

#[test]
fn a_return_is_the_same_in_another_file_however_it_is_written() {
    for (first, second) in
        [("20,00", "20"), ("20,00", "20.00"), ("20,0", "20,00 €"), ("9,99", "9,99 €"), ("20", "20,00")]
    {
        assert_eq!(returns(&[(&paid(first), REVENUE), (&paid(second), REVENUE)]), 1, "{first} {second}");
    }
    assert_eq!(returns(&[(&paid("20,00"), REVENUE), (&paid("20,01"), REVENUE)]), 2);
    let currency = format!("{REVENUE}, properties.currency: {{value: EUR}}");
    assert_eq!(returns(&[(&paid("20,00"), REVENUE), (&paid("20,00"), &currency)]), 1);
    let total = "properties.total: {column: Erstattet, as: number}";
    assert_eq!(returns(&[(&paid("20,00"), REVENUE), (&paid("20,00"), total)]), 1);
    let excel = "Bon;Karte;Datum;Erstattet\nA1;7;2026-03-02 10:00;20\n";
    assert_eq!(returns(&[(&paid("20,00"), REVENUE), (excel, REVENUE)]), 1);
    let twice = format!("{}A1;7;02.03.2026 10:00:00;20\n", paid("20,00"));
    assert_eq!(returns(&[(&twice, REVENUE), (&paid("20"), REVENUE)]), 2, "one file says it twice");
}

#[test]
fn returned_goods_are_the_same_however_many_decimals_their_number_has() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::default();
    let mapping = "event: Order Refunded\ngroup: Bon\ncolumns: {userId: Karte, timestamp: Datum, properties.order_id: Bon}\n\
                   lines: {product_id: Artikel, quantity: {column: Menge, as: number}}";
    for (name, quantity) in [("a", "1"), ("b", "1,0"), ("c", "1,00")] {
        let path = folder.path().join(format!("goods-{name}.csv"));
        std::fs::write(&path, format!("Bon;Karte;Datum;Artikel;Menge\nA1;7;02.03.2026 10:00;p;{quantity}\n")).unwrap();
        assert_eq!(run(&log, &path, mapping).unwrap().counts.refused, 0);
    }
    assert_eq!(log.0.borrow().len(), 1);
}

#[test]
fn a_row_with_a_key_did_not_change_because_it_is_written_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::default();
    let path = folder.path().join("keyed.csv");
    let mapping = format!("key: Bon\n{RETURNS}{REVENUE}}}");
    for (amount, repeated) in [("20,00", 0), ("20", 1), ("20,00 €", 1), ("20.00", 1)] {
        std::fs::write(&path, paid(amount)).unwrap();
        let done = run(&log, &path, &mapping).unwrap();
        assert_eq!((done.counts.refused, done.counts.repeated), (0, repeated), "{amount}: {:?}", done.refusals);
    }
    std::fs::write(&path, paid("21,00")).unwrap();
    assert_eq!(run(&log, &path, &mapping).unwrap().refusals[0].code, "changed");
}

#[test]
fn a_row_without_a_key_is_in_however_the_next_export_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::default();
    let path = folder.path().join("visits.csv");
    let mapping = "event: Store Visited\ncolumns: {userId: id, timestamp: at, properties.n: {column: n, as: number}}";
    for (at, n) in [("02.03.2026 10:00", "20,00"), ("2026-03-02 10:00:00", "20"), ("02.03.2026 10:00:00", "20,0")] {
        std::fs::write(&path, format!("id;at;n\n7;{at};{n}\n")).unwrap();
        run(&log, &path, mapping).unwrap();
    }
    assert_eq!(log.0.borrow().len(), 1);
}

#[test]
fn what_says_in_its_cells_that_it_came_back_refuses_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let orders = "event: Order Completed\ncolumns: {userId: Karte, timestamp: Datum, properties.order_id: Bon, \
                  properties.revenue: {column: Betrag, as: number}}";
    let refused = |rows: &str, mapping: &str| {
        let path = folder.path().join("bons.csv");
        std::fs::write(&path, format!("Bon;Karte;Datum;Betrag;Vorgangsart\n{rows}")).unwrap();
        run(&Log::default(), &path, mapping).err().map(|error| error.to_string())
    };
    let mixed = "1;7;02.03.2026;10,00;Verkauf\n2;7;02.03.2026;10,00;Retoure\n";
    assert!(
        refused(mixed, orders).is_some_and(|why| why.contains("`Vorgangsart`") && why.contains("`Retoure` in line 3"))
    );
    assert_eq!(refused(mixed, &format!("unread: Vorgangsart\n{orders}")), None);
    let passed_on =
        orders.replace("properties.order_id: Bon", "properties.order_id: Bon, properties.kind: Vorgangsart");
    assert!(refused(mixed, &passed_on).is_some(), "that it is kept as a property changes no amount");
    assert_eq!(refused(mixed, &format!("unread: Vorgangsart\n{passed_on}")), None);
    let returned = orders.replace("Completed", "Refunded");
    assert!(refused(mixed, &returned).is_some(), "a sale is no return either");
    assert_eq!(refused("1;7;02.03.2026;10,00;Retoure\n2;7;02.03.2026;10,00;Retoure\n", &returned), None);
}

#[test]
fn a_row_that_adds_up_others_is_no_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("till.csv");
    let mapping = "event: Order Completed\ncolumns: {anonymousId: {value: kasse-3}, timestamp: {column: Datum, time: Zeit}, \
                   properties.order_id: Bon, properties.revenue: {column: Betrag, as: number}}";
    for total in ["Gesamt;20:00;01.03.2026;20,90", "Summe EUR:;20:00;01.03.2026;20,90"] {
        let text = format!("Bon;Zeit;Datum;Betrag\n1;09:00;01.03.2026;12,90\n2;10:00;01.03.2026;8,00\n{total}\n");
        std::fs::write(&path, text).unwrap();
        let log = Log::default();
        let done = run(&log, &path, mapping).unwrap();
        let codes: Vec<&str> = done.refusals.iter().map(|refusal| refusal.code.as_str()).collect();
        assert_eq!((done.counts.refused, codes), (1, vec!["sum_row"]), "{total}");
        std::fs::remove_file(folder.path().join("till.csv.imported")).unwrap();
        std::fs::remove_file(folder.path().join("till.csv.import.json")).unwrap();
    }
}
