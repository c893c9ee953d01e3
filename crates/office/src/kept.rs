//! What this crate keeps in the database as JSON outlives releases: `samples/documents.ndjson` holds one of each as releases wrote
//! them, and every release reads them all. Lines are only added, one for each new form.

#![allow(clippy::unwrap_used)]

use crate::{
    backtests, copies, look_back,
    settings::{Branch, Mail, Printer},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

fn read<T: DeserializeOwned>(body: &Value) {
    let read = serde_json::from_str::<T>(&body.to_string());
    assert!(read.is_ok(), "{}: {body}", read.err().unwrap());
}

#[test]
fn documents_of_every_release_are_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/documents.ndjson");
    for line in fs::read_to_string(path).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let body = &line["body"];
        match line["kind"].as_str().unwrap() {
            "branches" => read::<Vec<Branch>>(body),
            "printers" => read::<Vec<Printer>>(body),
            "mail" => read::<Mail>(body),
            "channels" => read::<BTreeMap<String, Value>>(body),
            "copy" => read::<copies::Said>(body),
            "look_back" => read::<look_back::Asked>(body),
            "backtest" => read::<backtests::Asked>(body),
            "findings" => read::<backtests::Kept>(body),
            other => panic!("{other} is no document"),
        }
    }
}
