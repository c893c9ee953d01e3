//! What the trace costs, in time of one core: recording a deed, and proving a million of them.
//!
//! `cargo run --release -p rapport-trace --example measure_trace`
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

use rapport_kernel::{Time, Value};
use rapport_people::{Object, ObjectKind};
use rapport_trace::{
    ChainLink, Deed, DeedAct, DeedOrigin, DeedPart, FieldChange, Head, PersonKey, PersonRef, Personal, Seal, line,
    verify,
};

const LINES: u64 = 1_000_000;

fn deed(seq: u64) -> Deed {
    let personal = Personal { person: "ada".into(), address: Some("192.0.2.7".into()), changes: Vec::new() };
    let change = |field: &str, before: Value, after: Value| FieldChange {
        field: field.into(),
        before: Some(before),
        after: Some(after),
    };
    Deed {
        seq,
        at: Time(1_767_225_600_000 + seq as i64),
        origin: DeedOrigin::Screen,
        who: Some(Seal::of(PersonRef(1), &PersonKey([7; 32]), seq, DeedPart::Who, &personal)),
        in_place_of: None,
        about: None,
        object: Object::new(ObjectKind::Node, "activity:spring-shoes"),
        act: DeedAct::MovedMoney,
        changes: vec![
            change("planned", Value::Int(1_000_000), Value::Int(900_000 + seq as i64)),
            change("free", Value::Int(400_000), Value::Int(300_000)),
        ],
        why: Some("The spring campaign begins two weeks later than planned".to_owned()),
        approval: Some("a-1042".into()),
    }
}

/// How long this thread had a core so far, in seconds: on a busy machine the same as on an idle one.
fn cpu() -> f64 {
    let all = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    all.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

fn main() {
    let begin = cpu();
    let mut head = Head::begin("measure");
    let mut links: Vec<ChainLink> = Vec::with_capacity(LINES as usize);
    for seq in 1..=LINES {
        let (link, next) = head.append(&deed(seq)).unwrap();
        links.push(link);
        head = next;
    }
    let bytes: usize = links.iter().map(|link| link.line.len()).sum();
    println!("{LINES} deeds of {} bytes recorded in {:.2} s", bytes / links.len(), cpu() - begin);
    let begin = cpu();
    let read = links.iter().filter(|link| line::read(&link.line).is_ok()).count();
    println!("{read} lines read in {:.2} s", cpu() - begin);
    let begin = cpu();
    let whole = verify(Head::begin("measure"), &[head], links).unwrap();
    println!("{} lines proved in {:.2} s", whole.count, cpu() - begin);
}
