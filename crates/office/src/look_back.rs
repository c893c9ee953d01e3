//! After a publication: shows the triggers that are new what happened before ([`rapport_journey::look_back`]).
//!
//! Whoever did something within the triggers' span is gone through, one after the other, beside the daily work. A job keeps that it
//! is under way, so that it begins again after a restart; whoever has been looked at is not looked at twice.

use crate::{Office, refused::Refused};
use rapport_engine::{Body, HistoryEntry, LookBack, What};
use rapport_journey::Journey;
use rapport_kernel::{CustomerId, Event, JourneyId, Time};
use rapport_platform::{
    runtime::{Submission, SubmitError},
    sql::job::{Job, JobState},
    tasks::caught,
};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};

/// What sort of job this is.
const KIND: &str = "look_back";
/// How many unfinished ones are gone on with after a start.
const MOST: u32 = 1_000;
/// How many lines of a history are read at once, and how many of them at most.
const PAGE: usize = 200;
const MAX_LINES: usize = 5_000;
/// How many events, and of how many bytes together, are shown to the triggers: the newest.
const MAX_EVENTS: usize = 1_000;
const MAX_BYTES: usize = 256 << 10;
/// Before one that failed is tried again; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);
/// How many customers are handed over at once.
const BATCH: usize = 50;

/// What is looked at, as the job keeps it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Asked {
    journey: JourneyId,
    version: u32,
    triggers: Vec<u64>,
}

/// Begins to look back for a version that was just published, if it has triggers that do.
///
/// # Errors
/// If the stores cannot answer.
pub async fn begin(app: &Office, journey: &JourneyId, version: u32) -> Result<(), Refused> {
    let triggers = triggers(app, journey, version).await?;
    if triggers.is_empty() {
        return Ok(());
    }
    let asked = Asked { journey: journey.clone(), version, triggers };
    let id = format!("{KIND}/{journey}/{version}");
    let body = serde_json::to_string(&asked).unwrap_or_default();
    if app.jobs.begin(&id, KIND, &body, "", app.now()).await? {
        tokio::spawn(follow(app.clone(), id, asked));
    }
    Ok(())
}

/// The triggers that a version is the first to have.
async fn triggers(app: &Office, journey: &JourneyId, version: u32) -> Result<Vec<u64>, Refused> {
    let id = journey.clone();
    let found = app.runtime.ask_all(move |shard| {
        let versions = &shard.catalog.journey(&id)?.versions;
        let before = versions.range(..version).next_back().map(|(_, before)| &before.journey);
        Some(versions.get(&version)?.journey.look_back_from(before))
    });
    Ok(found.await?.into_iter().flatten().next().unwrap_or_default())
}

/// Goes on with what a restart broke off, and with what failed.
///
/// # Errors
/// If the store cannot answer.
pub async fn resume(app: &Office) -> Result<(), Refused> {
    for job in unfinished(app).await? {
        let asked = match serde_json::from_str(&job.body) {
            Ok(asked) => Some(asked),
            // The version itself says what it would be.
            Err(error) => {
                tracing::warn!(job = job.id, %error, "what a look-back was asked cannot be read: it is asked anew");
                asked_by(app, &job.id).await?
            }
        };
        let begun = app.jobs.again(&job.id, app.now()).await?;
        match asked {
            Some(asked) if begun => drop(tokio::spawn(follow(app.clone(), job.id, asked))),
            None if begun => {
                let why = "what was asked cannot be read, and the version is gone";
                app.jobs.end(&job.id, JobState::Failed, why, app.now()).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// How many do not come to their end.
///
/// # Errors
/// If the store cannot answer.
pub async fn failed(app: &Office) -> Result<u64, Refused> {
    Ok(app.jobs.count(KIND, JobState::Failed).await?)
}

async fn unfinished(app: &Office) -> Result<Vec<Job>, Refused> {
    let mut jobs = app.jobs.list(KIND, MOST).await?;
    jobs.retain(|job| matches!(job.state, JobState::BrokenOff | JobState::Failed));
    Ok(jobs)
}

/// What a job looks back for, made from its id.
async fn asked_by(app: &Office, id: &str) -> Result<Option<Asked>, Refused> {
    let named = id.strip_prefix(KIND).and_then(|rest| rest.strip_prefix('/')?.rsplit_once('/'));
    let Some((journey, version)) = named.and_then(|(journey, version)| Some((journey, version.parse().ok()?))) else {
        return Ok(None);
    };
    let journey = JourneyId::from(journey);
    let triggers = triggers(app, &journey, version).await?;
    Ok((!triggers.is_empty()).then_some(Asked { journey, version, triggers }))
}

/// Looks back until it comes to its end. Whoever was looked at is not looked at twice, so that every try may begin at the front.
async fn follow(app: Office, id: String, asked: Asked) {
    let mut pause = FIRST_PAUSE;
    loop {
        let why = match caught(look(&app, &id, &asked)).await {
            Some(Ok(Some(looked))) => return end(&app, &id, JobState::Done, &looked.to_string()).await,
            // The next start goes on with it.
            Some(Ok(None)) => return,
            Some(Err(problem)) => problem.detail().to_owned(),
            None => "it broke off".to_owned(),
        };
        tracing::error!(journey = %asked.journey, why, "looking back did not come to its end; it is tried again");
        end(&app, &id, JobState::Failed, &why).await;
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
        if let Err(error) = app.jobs.again(&id, app.now()).await {
            tracing::warn!(%error, "that looking back is tried again could not be kept");
        }
    }
}

async fn end(app: &Office, id: &str, state: JobState, result: &str) {
    if let Err(error) = app.jobs.end(id, state, result, app.now()).await {
        tracing::error!(%error, "the end of looking back could not be kept");
    }
}

/// Looks at everybody; answers how many had a past that counts, or nothing if it was broken off.
async fn look(app: &Office, id: &str, asked: &Asked) -> Result<Option<u64>, Refused> {
    let Some((journey, at)) = published(app, &asked.journey, asked.version).await? else { return Ok(Some(0)) };
    let from = at - journey.look_back_span(&asked.triggers);
    let whom = app.runtime.ask_all(move |shard| {
        let records = shard.partitions().flat_map(|partition| partition.customers());
        let seen = records.filter(|record| record.touched.is_none_or(|touched| touched >= from));
        seen.map(|record| record.customer.id).collect::<Vec<CustomerId>>()
    });
    let whom: Vec<CustomerId> = whom.await?.into_iter().flatten().collect();
    let (mut looked, total) = (0, whom.len() as u64);
    for (n, batch) in whom.chunks(BATCH).enumerate() {
        let mut bodies = Vec::new();
        for customer in batch {
            let events = past(app, *customer, &journey, &asked.triggers, from, at).await?;
            if !events.is_empty() {
                let Asked { journey, version, triggers } = asked.clone();
                let past = LookBack { journey, version, published: at, triggers, events };
                bodies.push((*customer, Body::LookBack(Box::new(past))));
            }
        }
        looked += bodies.len() as u64;
        if !hand_over(app, bodies).await? {
            return Ok(None);
        }
        app.jobs.advance(id, (n * BATCH) as u64, total, app.now()).await?;
    }
    Ok(Some(looked))
}

/// Hands the pasts over; waits while too much is under way. Whether it could: not while stopping.
async fn hand_over(app: &Office, bodies: Vec<(CustomerId, Body)>) -> Result<bool, Refused> {
    loop {
        let all = bodies.iter().map(|(customer, body)| Submission::about(*customer, body.clone())).collect();
        match app.runtime.submit(all).await {
            Ok(_) => return Ok(true),
            Err(error) if error.passes() => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Err(SubmitError::Stopping | SubmitError::Unwritable | SubmitError::LeaseLost) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
    }
}

/// What a customer did since a moment and before the publication, as far as the triggers ask for it, oldest first.
async fn past(
    app: &Office,
    customer: CustomerId,
    journey: &Journey,
    triggers: &[u64],
    from: Time,
    published: Time,
) -> Result<Vec<Event>, Refused> {
    let (mut events, mut before, mut read) = (Vec::new(), None, 0);
    loop {
        let lines = app.runtime.history(customer, before, PAGE).await?;
        (before, read) = (lines.last().map(|line| line.id), read + lines.len());
        let (full, ends) = (lines.len() == PAGE, lines.iter().any(|line| line.entry.at < from));
        events.extend(lines.into_iter().filter_map(|line| meant(line.entry, journey, triggers, from, published)));
        if !full || ends || read >= MAX_LINES || events.len() >= MAX_EVENTS {
            break;
        }
    }
    let mut bytes = 0;
    let room = |event: &&Event| {
        bytes += serde_json::to_vec(event).map_or(MAX_BYTES, |json| json.len());
        bytes <= MAX_BYTES
    };
    let fit = events.iter().take(MAX_EVENTS).take_while(room).count();
    events.truncate(fit);
    events.reverse();
    Ok(events)
}

fn meant(entry: HistoryEntry, journey: &Journey, triggers: &[u64], from: Time, published: Time) -> Option<Event> {
    let What::Event(event) = entry.what else { return None };
    let in_time = entry.at < published && event.timestamp >= from;
    let asked = event.brand == journey.document().brand && journey.look_back_asks_for(triggers, &event.name);
    (in_time && asked).then_some(*event)
}

/// A version that runs, and when it was published by the log's clock: the latest moment of any partition.
async fn published(app: &Office, journey: &JourneyId, version: u32) -> Result<Option<(Arc<Journey>, Time)>, Refused> {
    let id = journey.clone();
    let parts = app.runtime.ask_all(move |shard| {
        shard.catalog.version(&id, version).map(|version| (Arc::new(version.journey.clone()), version.at))
    });
    Ok(parts.await?.into_iter().flatten().max_by_key(|(_, at)| *at))
}
