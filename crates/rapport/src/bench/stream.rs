//! `rapport bench stream`: event files in, every match out, in the format `rule <TAB> customer <TAB> time in ms`, sorted.
//!
//! Events are JSON lines in the shape of the public `track` call. A customer is the `userId` if there is one, else the
//! `anonymousId`; no one is merged here. Rules are named by the journey's id in capitals. The end of the input counts as time
//! going on for ever.

use super::cpu_seconds;
use crate::failure::Failure;
use rapport_journey::{Journey, compile, parse, stream::Stream};
use rapport_kernel::{Event, EventKind, Map, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    time::Instant,
};

/// How fast a stream went through, and what it took.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    /// Events read.
    pub events: u64,
    /// Matches written.
    pub matches: u64,
    /// Customers with state at the end, over all threads.
    pub customers: u64,
    /// Seconds by the wall.
    pub seconds: f64,
    /// CPU seconds, user and system.
    pub cpu_seconds: f64,
    /// Events per second by the wall.
    pub per_second: f64,
    /// Events per CPU second.
    pub per_cpu_second: f64,
}

/// An event as it stands in a line; what the rules do not need is not read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    #[serde(rename = "type")]
    kind: EventKind,
    #[serde(default)]
    event: SmolStr,
    message_id: SmolStr,
    #[serde(default)]
    user_id: Option<SmolStr>,
    #[serde(default)]
    anonymous_id: Option<SmolStr>,
    timestamp: Time,
    #[serde(default)]
    properties: Map,
}

/// Runs the journeys of `journeys` over `input` and writes the matches.
///
/// # Errors
/// Files that cannot be read or written, journeys that do not compile, lines that are no events.
pub fn run(input: &Path, journeys: &Path, matches: &Path, threads: usize) -> Result<Measured, Failure> {
    let journeys = read_journeys(journeys)?;
    let files = files(input)?;
    let (began, cpu) = (Instant::now(), cpu_seconds("self"));
    let parts = spread(&files, &journeys, threads.max(1))?;
    let mut lines: Vec<String> = parts.iter().flat_map(|part| part.found.iter().cloned()).collect();
    lines.sort_unstable();
    let mut out = BufWriter::new(File::create(matches)?);
    for line in &lines {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    let events: u64 = parts.iter().map(|part| part.events).sum();
    let (seconds, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds("self") - cpu);
    Ok(Measured {
        events,
        matches: lines.len() as u64,
        customers: parts.iter().map(|part| part.customers).sum(),
        seconds,
        cpu_seconds: cpu,
        per_second: events as f64 / seconds.max(1e-9),
        per_cpu_second: events as f64 / cpu.max(1e-9),
    })
}

/// Journeys in one file, separated by lines of `---`.
fn read_journeys(path: &Path) -> Result<Vec<Journey>, Failure> {
    let text = fs::read_to_string(path).map_err(|e| Failure::broken(format!("{}: {e}", path.display())))?;
    let documents = text.split("\n---").filter(|document| !document.trim().is_empty());
    documents
        .map(|document| {
            let compiled = parse(document).and_then(|document| compile(document, 1));
            compiled.map_err(|problems| {
                let lines: Vec<String> = problems.iter().map(|p| format!("{}:{p}", path.display())).collect();
                Failure::broken(lines.join("\n"))
            })
        })
        .collect()
}

fn files(input: &Path) -> Result<Vec<PathBuf>, Failure> {
    if input.is_file() {
        return Ok(vec![input.to_path_buf()]);
    }
    let entries = fs::read_dir(input).map_err(|e| Failure::broken(format!("{}: {e}", input.display())))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    files.sort();
    if files.is_empty() {
        return Err(Failure::broken(format!("{}: no *.jsonl files", input.display())));
    }
    Ok(files)
}

struct Part {
    events: u64,
    customers: u64,
    found: Vec<String>,
}

/// Files are partitioned by customer, so each thread takes whole files.
fn spread(files: &[PathBuf], journeys: &[Journey], threads: usize) -> Result<Vec<Part>, Failure> {
    let share = files.len().div_ceil(threads);
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            files.chunks(share).map(|files| scope.spawn(move || read_part(files, journeys))).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err(Failure::broken("a worker gave up"))))
            .collect()
    })
}

fn read_part(files: &[PathBuf], journeys: &[Journey]) -> Result<Part, Failure> {
    let mut stream = Stream::new(journeys);
    let (mut events, mut firings) = (0, Vec::new());
    let mut line = String::new();
    for path in files {
        let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
        let mut number = 0u64;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                break;
            }
            number += 1;
            events += 1;
            let said: Line = serde_json::from_str(&line)
                .map_err(|e| Failure::broken(format!("{}:{number}: not an event: {e}", path.display())))?;
            if !stream.interested_in(&said.event) {
                continue;
            }
            let who = said.user_id.clone().or(said.anonymous_id.clone()).unwrap_or_default();
            stream.observe(&who, &said.into_event(), &mut firings);
        }
    }
    stream.finish(&mut firings);
    let customers = stream.customers() as u64;
    let found = firings
        .into_iter()
        .map(|firing| format!("{}\t{}\t{}", firing.journey.as_str().to_uppercase(), firing.customer, firing.time.0))
        .collect();
    Ok(Part { events, customers, found })
}

impl Line {
    fn into_event(self) -> Event {
        Event {
            kind: self.kind,
            name: self.event,
            message_id: self.message_id,
            identifiers: Vec::new(),
            timestamp: self.timestamp,
            received: self.timestamp,
            public: false,
            source: "stream".into(),
            brand: "acme".into(),
            properties: self.properties,
            context: Map::default(),
        }
    }
}
