//! D7: every event comes one to five times, shuffled by up to seven days, with restarts between; the customers' records
//! agree with a plain model that saw each event once.
//!
//! 20,000 events; with `RAPPORT_FULL=1`, 1,000,000.

use crate::outside::*;
use hashbrown::HashMap;
use rapport_kernel::{Lsn, Span, Time};
use rapport_platform::runtime::{Config, Runtime};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

const BEGIN: i64 = 1_772_000_000_000;
const WEEK: u64 = 7 * 86_400_000;

/// One arrival of one event.
struct Arrival {
    at: i64,
    number: u64,
}

#[derive(Clone, Copy)]
struct Said {
    person: u64,
    name: &'static str,
    at: Time,
}

/// What a plain program that saw each event once would know of a person.
#[derive(Debug, Default, PartialEq)]
struct Model {
    events: u64,
    first: Option<Time>,
    last: Option<Time>,
    viewed: u64,
}

async fn open(dir: &Path, clock: &Arc<AtomicI64>) -> Runtime {
    let clock = clock.clone();
    let config = Config {
        clock: Arc::new(move || Time(clock.load(Ordering::SeqCst))),
        save_every: Duration::from_secs(2),
        ..Config::new(dir)
    };
    let mail = std::fs::File::create(dir.join("mail")).unwrap();
    for _ in 0..500 {
        let Ok(runtime) = Runtime::open(config.clone(), sinks(mail.try_clone().unwrap())).await else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        return runtime;
    }
    panic!("the log is never let go");
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_and_shuffled_events_count_once() {
    let total: u64 = if std::env::var_os("RAPPORT_FULL").is_some() { 1_000_000 } else { 20_000 };
    let people = total / 40;
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(AtomicI64::new(BEGIN));
    let mut dice = Dice(7);
    let mut said = Vec::new();
    let mut arrivals = Vec::new();
    let mut model: HashMap<u64, Model> = HashMap::new();
    for number in 0..total {
        let at = BEGIN + dice.below(3 * WEEK) as i64;
        let one = Said {
            person: dice.below(people),
            name: ["Product Viewed", "Cart Viewed"][dice.below(2) as usize],
            at: Time(at),
        };
        let known = model.entry(one.person).or_default();
        known.events += 1;
        known.viewed += u64::from(one.name == "Product Viewed");
        known.first = Some(known.first.map_or(one.at, |first| first.min(one.at)));
        known.last = known.last.max(Some(one.at));
        said.push(one);
        // Repetitions come within a week of the first; half a day is left for the clock, which moves with the batches.
        let first = at + dice.below(WEEK) as i64;
        arrivals.push(Arrival { at: first, number });
        for _ in 0..dice.below(5) {
            arrivals.push(Arrival { at: first + dice.below(WEEK - WEEK / 14) as i64, number });
        }
    }
    arrivals.sort_by_key(|arrival| arrival.at);
    let mut runtime = open(dir.path(), &clock).await;
    let batches = arrivals.len() / 500 + 1;
    for (n, batch) in arrivals.chunks(500).enumerate() {
        let received = batch.last().unwrap().at;
        clock.store(received, Ordering::SeqCst);
        let submissions = batch.iter().map(|arrival| {
            let Said { person, name, at } = said[arrival.number as usize];
            event(vec![email(person)], name, &format!("m{}", arrival.number), at, Time(received))
        });
        let submissions: Vec<_> = submissions.collect();
        while runtime.submit(submissions.clone()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        if n % (batches / 8) == batches / 10 {
            if n % 2 == 0 {
                runtime.shut_down(Duration::from_secs(10)).await;
            }
            drop(runtime);
            runtime = open(dir.path(), &clock).await;
        }
    }
    runtime.settle().await.unwrap();
    assert_eq!(counted(&runtime).await, total);
    let mut differences = 0;
    for (person, expected) in &model {
        let customer = runtime.find(&email(*person)).unwrap();
        let found = runtime.ask(customer, |shard, id| {
            let customer = &shard.customer(id).unwrap().customer;
            let touchpoint = &customer.profile.touchpoints()[0];
            let viewed = customer.windows.total("Product Viewed");
            Model { events: touchpoint.events, first: Some(touchpoint.first), last: Some(touchpoint.last), viewed }
        });
        let found = found.await.unwrap();
        if found != *expected {
            differences += 1;
            println!("expected {expected:?}, found {found:?}");
        }
    }
    assert_eq!(differences, 0);
    let events = runtime.log().read(Lsn(0)).unwrap().filter(|r| r.as_ref().unwrap().1.customer.0 != 0).count();
    assert_eq!(events as u64, total, "repetitions do not fill the log");
    assert!(Span(arrivals.last().unwrap().at - BEGIN) > Span::DAY.times(14));
}
