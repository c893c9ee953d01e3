//! Back-tests: the log read, sorted by customer, and every customer's life lived again with a draft journey. One runs at a time; those
//! asked for meanwhile wait: each holds a good part of the log in memory.

mod lives;

use self::lives::Lives;
use crate::{
    Office,
    approvals::matter::digest_of,
    documents, places,
    refused::{ApiRefusal, Cause, Refused},
    tallies::{messages, reasons, steps},
    view::{Amount, Backtest, BacktestDay, BacktestResult, FailureSaid, JobState, ProblemSaid},
};
use hashbrown::HashMap;
use jiff::{civil::Date, tz::TimeZone};
use parking_lot::Mutex;
use rapport_customer::{Brand, gate::quiet::zone_of};
use rapport_engine::{
    Fates, Flow, Publication,
    backtest::{Backtest as Trial, Findings, Trial as Tried},
};
use rapport_kernel::{ActivityId, BrandId, CustomerId, JourneyId, Lsn, Money, PARTITIONS, Span, StepId, Time};
use rapport_people::Place;
use rapport_platform::sql::job::{self, Job};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

/// What sort of job this is.
const KIND: &str = "backtest";
/// How many may be at work or wait for it.
const MOST: usize = 16;
const LISTED: u32 = 100;
/// What is kept of one that ended by a defect.
const DEFECT: &str = "it ended by a defect";
/// How long `2026-03-01` is.
const DAY: usize = 10;

/// The back-tests at work in this process or waiting for it, by id.
#[derive(Default)]
pub struct Running {
    all: Mutex<HashMap<String, Arc<Progress>>>,
    /// Whose turn it is; the first to ask is the first to get it.
    turn: tokio::sync::Mutex<()>,
}

/// How far one is.
#[derive(Default)]
struct Progress {
    cancelled: AtomicBool,
    done: AtomicU64,
    total: AtomicU64,
}

/// What was asked, as the job keeps it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Asked {
    journey: String,
    from: Time,
    to: Time,
    /// In which its days are; releases before asked in UTC.
    #[serde(default)]
    zone: Option<String>,
    /// Who would have paid, and for whom it would have spoken: by that it is seen. Earlier releases kept neither.
    #[serde(default)]
    activity: Option<ActivityId>,
    #[serde(default)]
    brand: Option<BrandId>,
    /// The digest of the document. Earlier releases kept none.
    #[serde(default)]
    document: Option<SmolStr>,
}

/// From when to when: each a moment, or a day of the brand's zone.
fn stretch((from, to): (&str, &str), zone: &TimeZone) -> Result<(Time, Time), Refused> {
    let wrong = |text: &str| Refused::told(Cause::InvalidBody, ProblemSaid::BadDay { text: text.to_owned() });
    let read = |text: &str, whole: bool| match text.parse::<Date>() {
        Ok(day) if text.len() == DAY => {
            let begins = if whole { day.tomorrow() } else { Ok(day) };
            let begins = begins.and_then(|day| day.to_zoned(zone.clone()));
            begins.map(|begins| Time::from(begins.timestamp())).map_err(|_| wrong(text))
        }
        _ => text.parse::<Time>().map_err(|_| wrong(text)),
    };
    let (from, to) = (read(from, false)?, read(to, true)?);
    if from >= to {
        return Err(Refused::told(Cause::InvalidBody, ProblemSaid::FromAfterTo));
    }
    Ok((from, to))
}

/// Begins one. It runs on a thread of its own and sends nothing.
///
/// # Errors
/// [`crate::refused::Cause::InvalidDocument`].
pub async fn start(
    app: &Office,
    author: &str,
    journey: JourneyId,
    text: String,
    days: (&str, &str),
) -> Result<Backtest, Refused> {
    let looked = documents::look(app, &text).await?;
    if looked.document.is_none() || looked.problems.iter().any(|problem| problem.severity == "error") {
        return Err(Refused::document(looked.problems));
    }
    let brands: Vec<Brand> = app.all_brands().await?.iter().map(|brand| (**brand).clone()).collect();
    let own = looked.document.as_ref().and_then(|document| brands.iter().find(|brand| brand.id == document.brand));
    let zone = own.map_or(TimeZone::UTC, |brand| zone_of(None, brand));
    let (from, to) = stretch(days, &zone)?;
    let document = Some(digest_of(&text).0);
    let publication = Publication { journey: journey.clone(), version: 1, document: text, author: author.into() };
    let trial = Trial::new(Tried { publication, brands, from, to, free: None })
        .map_err(|_| Refused::by_rule(ApiRefusal::InvalidDocument, "The document does not compile."))?;
    if app.backtests.all.lock().len() >= MOST {
        let why = format!("{MOST} back-tests are at work or wait: cancel one, or wait for one to end.");
        return Err(Refused::new(Cause::TooMany, why).retry_after(60));
    }
    let id = uuid::Uuid::now_v7().to_string();
    let zone = zone.iana_name().map(str::to_owned);
    let (activity, brand) = looked.document.map(|document| (document.activity, document.brand)).unzip();
    let asked = Asked { journey: journey.to_string(), from, to, zone, activity, brand, document };
    let body = serde_json::to_string(&asked).unwrap_or_default();
    app.jobs.begin(&id, KIND, &body, author, app.now()).await?;
    let progress = Arc::new(Progress::default());
    app.backtests.all.lock().insert(id.clone(), progress.clone());
    let (worker, job) = (app.clone(), id.clone());
    tokio::spawn(async move { follow(worker, job, trial, progress).await });
    find(app, &id).await
}

/// Runs the trial and keeps how far it is.
async fn follow(app: Office, id: String, trial: Trial, progress: Arc<Progress>) {
    let _turn = app.backtests.turn.lock().await;
    let (reader, moved, far) = (app.runtime.log(), app.clone(), progress.clone());
    let mut work = tokio::task::spawn_blocking(move || run(&moved, &reader, trial, &far));
    let outcome = loop {
        match tokio::time::timeout(Duration::from_millis(250), &mut work).await {
            Ok(outcome) => break outcome,
            Err(_) => {
                let (done, total) = (progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed));
                if let Err(error) = app.jobs.advance(&id, done, total, app.now()).await {
                    tracing::warn!(%error, "a back-test's progress could not be kept");
                }
            }
        }
    };
    let (state, result) = match outcome {
        Ok(Ok(findings)) => (job::JobState::Done, serde_json::to_string(&Kept::of(&findings)).unwrap_or_default()),
        Ok(Err(why)) => (job::JobState::Failed, why),
        Err(_) => (job::JobState::Failed, DEFECT.to_owned()),
    };
    let state = if progress.cancelled.load(Ordering::Relaxed) { job::JobState::Cancelled } else { state };
    let (done, total) = (progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed));
    let kept = async {
        app.jobs.advance(&id, done, total, app.now()).await?;
        app.jobs.end(&id, state, &result, app.now()).await
    };
    if let Err(error) = kept.await {
        tracing::error!(%error, "a back-test's result could not be kept");
    }
    app.backtests.all.lock().remove(&id);
}

/// Lives every customer's life, of as many at once as fit into memory.
fn run(
    app: &Office,
    reader: &rapport_platform::log::Reader,
    mut trial: Trial,
    far: &Progress,
) -> Result<Findings, String> {
    let end = reader.end();
    far.total.store(end.0 * 2, Ordering::Relaxed);
    let mut next = 0;
    while next < PARTITIONS && !far.cancelled.load(Ordering::Relaxed) {
        let lives = gather(app, reader, (next, end), far)?;
        let (from, share) = (u64::from(next), u64::from(lives.next() - next));
        next = lives.next();
        let customers = lives.into_customers();
        let count = customers.len().max(1) as u64;
        for (n, (customer, records)) in customers.enumerate() {
            if far.cancelled.load(Ordering::Relaxed) {
                break;
            }
            let mut bodies = Vec::with_capacity(records.len());
            for (lsn, at, bytes) in records {
                match rapport_stored::decode_body(&bytes) {
                    Ok(body) => bodies.push((lsn, at, body)),
                    Err(_) => trial.set_aside(),
                }
            }
            trial.customer(customer, bodies);
            let partitions = from as f64 + share as f64 * (n as f64 + 1.0) / count as f64;
            let lived = end.0 as f64 * partitions / f64::from(PARTITIONS);
            far.done.store(end.0 + lived as u64, Ordering::Relaxed);
        }
    }
    Ok(trial.finish())
}

/// Reads the log for customers from a partition on; how far it has come shows the first time.
fn gather(
    app: &Office,
    reader: &rapport_platform::log::Reader,
    (next, end): (u16, Lsn),
    far: &Progress,
) -> Result<Lives, String> {
    let mut lives = Lives::from(next, lives::HELD);
    for entry in reader.read(Lsn(0)).map_err(|error| error.to_string())? {
        let (lsn, entry) = entry.map_err(|error| error.to_string())?;
        if lsn >= end || far.cancelled.load(Ordering::Relaxed) {
            break;
        }
        far.done.fetch_max(lsn.0, Ordering::Relaxed);
        // Merged customers are looked at as the one person they are.
        let customer = app.runtime.current(entry.customer);
        if customer != CustomerId::NONE && !entry.payload.is_empty() {
            lives.take(customer, (lsn, entry.time, entry.payload));
        }
    }
    Ok(lives)
}

/// The findings with what identifies them.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    findings: serde_json::Value,
    digest: String,
}

impl Kept {
    fn of(findings: &Findings) -> Self {
        let findings = serde_json::to_value(findings).unwrap_or_default();
        let digest = Sha256::digest(findings.to_string().as_bytes());
        let digest = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        Self { findings, digest }
    }
}

/// One by its id.
///
/// # Errors
/// [`crate::refused::Cause::NotFound`].
pub async fn find(app: &Office, id: &str) -> Result<Backtest, Refused> {
    let job = app.jobs.get(id).await?.filter(|job| job.kind == KIND);
    Ok(view(app, job.ok_or_else(|| Refused::not_found("back-test"))?))
}

/// Where a back-test stands: where its document did, or its journey does.
///
/// # Errors
/// If the stores cannot answer.
pub async fn place(app: &Office, id: &str) -> Result<Option<Place>, Refused> {
    let Some(job) = app.jobs.get(id).await?.filter(|job| job.kind == KIND) else { return Ok(None) };
    let Ok(asked) = serde_json::from_str::<Asked>(&job.body) else { return Ok(Some(Place::company())) };
    let journey = JourneyId::from(asked.journey);
    match (&asked.activity, &asked.brand) {
        (Some(activity), Some(brand)) => {
            Ok(Some(places::of_journey(&app.ledger.plan().tree(), &journey, activity, brand)))
        }
        _ => Ok(Some(places::journey(app, &journey).await?.unwrap_or_else(Place::company))),
    }
}

/// A journey's, newest first.
///
/// # Errors
/// If the store cannot answer.
pub async fn list(app: &Office, journey: &str) -> Result<Vec<Backtest>, Refused> {
    let all = app.jobs.list(KIND, LISTED).await?.into_iter().map(|job| view(app, job));
    Ok(all.filter(|backtest| backtest.journey == journey).collect())
}

/// What the newest back-test of exactly this document found, with its id; none if it was not tried, or not to its end.
///
/// # Errors
/// If the store cannot answer.
pub async fn of_text(
    app: &Office,
    journey: &JourneyId,
    text: &str,
) -> Result<Option<(String, BacktestResult)>, Refused> {
    let digest = digest_of(text).0;
    let tried = |job: &Job| {
        let asked = serde_json::from_str::<Asked>(&job.body).ok();
        job.state == job::JobState::Done
            && asked.is_some_and(|asked| asked.journey == journey.as_str() && asked.document == Some(digest.clone()))
    };
    let newest = app.jobs.list(KIND, LISTED).await?.into_iter().find(tried);
    Ok(newest.and_then(|job| Some((job.id, result(&job.result)?))))
}

/// Ends one that is at work.
///
/// # Errors
/// [`crate::refused::Cause::NotFound`].
pub async fn cancel(app: &Office, id: &str) -> Result<Backtest, Refused> {
    let mut backtest = find(app, id).await?;
    let running = app.backtests.all.lock().get(id).cloned();
    if let Some(progress) = running {
        progress.cancelled.store(true, Ordering::Relaxed);
        backtest.state = JobState::Cancelled;
    }
    Ok(backtest)
}

fn view(app: &Office, job: Job) -> Backtest {
    let asked: Option<Asked> = serde_json::from_str(&job.body).ok();
    let running = app.backtests.all.lock().get(&job.id).cloned();
    let (done, total) = match &running {
        Some(progress) => (progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed)),
        None => (job.done, job.total),
    };
    let state = match job.state {
        job::JobState::Running => JobState::Running,
        job::JobState::Done => JobState::Finished,
        job::JobState::Cancelled => JobState::Cancelled,
        job::JobState::Failed | job::JobState::BrokenOff => JobState::Failed,
    };
    let error = match job.state {
        job::JobState::Failed if job.result == DEFECT => Some(FailureSaid::Defect),
        job::JobState::Failed => Some(FailureSaid::LogUnreadable { text: job.result.clone() }),
        job::JobState::BrokenOff => Some(FailureSaid::BrokenOff),
        _ => None,
    };
    let progress = match state {
        JobState::Finished => 1.0,
        _ if total == 0 => 0.0,
        _ => (done as f64 / total as f64).min(1.0),
    };
    let (from, to) = asked.as_ref().map(|asked| (asked.from, asked.to)).unwrap_or_default();
    let zone = asked.as_ref().and_then(|asked| asked.zone.clone()).unwrap_or_else(|| "UTC".to_owned());
    let clock = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    let day = |at: Time| at.timestamp().to_zoned(clock.clone()).date().to_string();
    Backtest {
        id: job.id,
        journey: asked.as_ref().map(|asked| asked.journey.clone()).unwrap_or_default(),
        state,
        progress,
        records: done.min(total / 2),
        started: job.created,
        first_day: day(from),
        last_day: day(to - Span(1)),
        zone,
        from,
        to,
        result: if state == JobState::Finished { result(&job.result) } else { None },
        error: error.as_ref().map(ToString::to_string),
        error_said: error,
    }
}

/// A count of what was found.
fn count(of: &serde_json::Value, name: &str) -> u64 {
    of.get(name).and_then(serde_json::Value::as_u64).unwrap_or_default()
}

/// The findings as screens show them.
fn result(text: &str) -> Option<BacktestResult> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    let number = |name: &str| count(&kept.findings, name);
    let not_entered: BTreeMap<SmolStr, u64> = part(&kept.findings, "not_entered");
    let costs: BTreeMap<String, i64> = part(&kept.findings, "cost");
    let cost = |(currency, minor): (String, i64)| currency.parse().ok().map(|c| Amount::from(Money::new(minor, c)));
    let flow: BTreeMap<StepId, Flow> = part(&kept.findings, "flow");
    let messages = match flow.is_empty() {
        // What 0.1 found it did not find step by step.
        true => Fates {
            sent: part::<BTreeMap<SmolStr, u64>>(&kept.findings, "sent").values().sum(),
            refused: part(&kept.findings, "refused"),
            ..Fates::default()
        },
        false => messages(&flow),
    };
    Some(BacktestResult {
        events: number("records"),
        matches: number("entered") + not_entered.values().sum::<u64>(),
        entered: number("entered"),
        held_out: number("held_out"),
        sent: messages.sent,
        customers: number("reached"),
        cost: costs.into_iter().filter_map(cost).collect(),
        days: kept
            .findings
            .get("days")
            .and_then(serde_json::Value::as_object)
            .into_iter()
            .flatten()
            .map(|(day, of)| BacktestDay { day: day.clone(), sent: count(of, "sent"), refused: count(of, "refused") })
            .collect(),
        steps: steps(flow),
        refusals: reasons(messages.refused),
        not_entered: reasons(not_entered),
        set_aside: number("set_aside"),
        samples: part(&kept.findings, "samples"),
        digest: kept.digest,
    })
}

/// A part of the findings; nothing of what an older release did not find.
fn part<T: DeserializeOwned + Default>(findings: &serde_json::Value, name: &str) -> T {
    serde_json::from_value(findings.get(name).cloned().unwrap_or_default()).unwrap_or_default()
}
