//! A made-up event stream: the same arguments give the same bytes.
//!
//! Customers are drawn with a heavy head; what they do comes in episodes (a look around the shop, a visit to a branch, a
//! burst of dropped calls), so that rules over time fire as they would. Two files, divided by customer, each in time order.

use crate::failure::Failure;
use rapport_kernel::{Span, Time};
use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

const BEGIN: Time = Time(1_772_409_600_000);
const SORTS: [&str; 6] = ["shoes", "jackets", "bags", "hats", "belts", "socks"];

/// Splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// Between 0 and 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

struct Made {
    at: Time,
    customer: u64,
    name: &'static str,
    properties: String,
}

/// Writes the stream.
///
/// # Errors
/// The folder cannot be written.
pub fn run(out: &Path, events: u64, customers: u64, seed: u64) -> Result<(), Failure> {
    fs::create_dir_all(out)?;
    let mut random = Random(seed);
    let mut made: Vec<Made> = Vec::with_capacity(events as usize);
    while (made.len() as u64) < events {
        // The cube makes a few customers busy and most of them rare.
        let customer = (random.share().powi(3) * customers as f64) as u64;
        let start = BEGIN + Span(random.below(7 * Span::DAY.0 as u64) as i64);
        episode(&mut random, customer, start, &mut made);
    }
    made.truncate(events as usize);
    made.sort_by_key(|made| (made.at, made.customer));
    let mut files =
        [0, 1].map(|n| out.join(format!("part-{n}.jsonl"))).map(|path| File::create(path).map(BufWriter::new));
    for (number, made) in made.iter().enumerate() {
        let line = line(made, number);
        if let Ok(file) = &mut files[(made.customer % 2) as usize] {
            writeln!(file, "{line}")?;
        }
    }
    for file in files {
        file?.flush()?;
    }
    Ok(())
}

fn episode(random: &mut Random, customer: u64, start: Time, made: &mut Vec<Made>) {
    let mut at = start;
    let mut say = |random: &mut Random, name, properties: String, within: i64| {
        at = at + Span(1 + random.below(within as u64) as i64);
        made.push(Made { at, customer, name, properties });
    };
    match random.below(10) {
        0..=5 => {
            for _ in 0..1 + random.below(8) {
                say(random, "Page Viewed", r#"{"path":"/"}"#.into(), 60_000);
                if random.below(3) == 0 {
                    let sort = SORTS[random.below(6) as usize];
                    say(
                        random,
                        "Product Viewed",
                        format!(r#"{{"category":"{sort}","product_id":"p{}"}}"#, random.0 % 500),
                        30_000,
                    );
                }
            }
            if random.below(4) == 0 {
                say(random, "Product Added", r#"{"product_id":"p1"}"#.into(), 60_000);
                if random.below(2) == 0 {
                    order(random, &mut say);
                }
            }
        }
        6..=7 => {
            say(random, "Store Entered", r#"{"branch":"mitte"}"#.into(), 60_000);
            if random.below(2) == 0 {
                order(random, &mut say);
            }
        }
        8 => {
            for _ in 0..1 + random.below(5) {
                say(random, "Call Dropped", r#"{"line":"service"}"#.into(), 240_000);
            }
        }
        _ => say(random, "Email Opened", r#"{"mail":"m1"}"#.into(), 60_000),
    }
}

fn order(random: &mut Random, say: &mut impl FnMut(&mut Random, &'static str, String, i64)) {
    let cents = 500 + random.below(25_000);
    let properties = format!(r#"{{"order_id":"o{}","revenue":{}.{:02}}}"#, random.0, cents / 100, cents % 100);
    say(random, "Order Completed", properties, 900_000);
}

fn line(made: &Made, number: usize) -> String {
    let Made { at, customer, name, properties } = made;
    let who = if customer % 5 == 0 { String::new() } else { format!(r#""userId":"u{customer:07}","#) };
    format!(
        r#"{{"type":"track","event":"{name}","messageId":"m{number:010}",{who}"anonymousId":"a{customer:07}","timestamp":"{at}","properties":{properties}}}"#
    )
}
