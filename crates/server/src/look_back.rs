//! After a publication: shows the triggers that are new what happened before ([`rapport_journey::look_back`]).
//!
//! Whoever did something within the triggers' span is gone through, one after the other, beside the daily work. A job keeps that it
//! is under way, so that it begins again after a restart; whoever has been looked at is not looked at twice.

use crate::{App, problem::Problem};
use rapport_engine::{Body, HistoryEntry, LookBack, What};
use rapport_journey::Journey;
use rapport_kernel::{CustomerId, Event, JourneyId, Time};
use rapport_platform::{
    runtime::{Submission, SubmitError},
    sql::job::JobState,
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
/// How many customers are handed over at once.
const BATCH: usize = 50;

/// What is looked at, as the job keeps it.
#[derive(Clone, Serialize, Deserialize)]
struct Asked {
    journey: JourneyId,
    version: u32,
    triggers: Vec<u64>,
}

/// Begins to look back for a version that was just published, if it has triggers that do.
///
/// # Errors
/// If the stores cannot answer.
pub async fn begin(app: &App, journey: &JourneyId, version: u32) -> Result<(), Problem> {
    let id = journey.clone();
    let found = app.runtime.ask_all(move |shard| {
        let versions = &shard.catalog.journey(&id)?.versions;
        let before = versions.range(..version).next_back().map(|(_, before)| &before.journey);
        Some(versions.get(&version)?.journey.look_back_from(before))
    });
    let triggers = found.await?.into_iter().flatten().next().unwrap_or_default();
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

/// Goes on with what a restart broke off.
///
/// # Errors
/// If the store cannot answer.
pub async fn resume(app: &App) -> Result<(), Problem> {
    for job in app.jobs.list(KIND, MOST).await?.into_iter().filter(|job| job.state == JobState::BrokenOff) {
        let Ok(asked) = serde_json::from_str(&job.body) else { continue };
        if app.jobs.again(&job.id, app.now()).await? {
            tokio::spawn(follow(app.clone(), job.id, asked));
        }
    }
    Ok(())
}

async fn follow(app: App, id: String, asked: Asked) {
    let (state, result) = match look(&app, &id, &asked).await {
        Ok(Some(looked)) => (JobState::Done, looked.to_string()),
        // The next start goes on with it.
        Ok(None) => return,
        Err(problem) => (JobState::Failed, problem.detail().to_owned()),
    };
    if state == JobState::Failed {
        tracing::error!(journey = %asked.journey, %result, "looking back did not come to its end");
    }
    if let Err(error) = app.jobs.end(&id, state, &result, app.now()).await {
        tracing::error!(%error, "the end of looking back could not be kept");
    }
}

/// Looks at everybody; answers how many had a past that counts, or nothing if it was broken off.
async fn look(app: &App, id: &str, asked: &Asked) -> Result<Option<u64>, Problem> {
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
async fn hand_over(app: &App, bodies: Vec<(CustomerId, Body)>) -> Result<bool, Problem> {
    loop {
        let all = bodies.iter().map(|(customer, body)| Submission::about(*customer, body.clone())).collect();
        match app.runtime.submit(all).await {
            Ok(_) => return Ok(true),
            Err(SubmitError::Busy { .. } | SubmitError::Full | SubmitError::NoHandles) => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Err(SubmitError::Stopping | SubmitError::Unwritable) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
    }
}

/// What a customer did since a moment and before the publication, as far as the triggers ask for it, oldest first.
async fn past(
    app: &App,
    customer: CustomerId,
    journey: &Journey,
    triggers: &[u64],
    from: Time,
    published: Time,
) -> Result<Vec<Event>, Problem> {
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
async fn published(app: &App, journey: &JourneyId, version: u32) -> Result<Option<(Arc<Journey>, Time)>, Problem> {
    let id = journey.clone();
    let parts = app.runtime.ask_all(move |shard| {
        shard.catalog.version(&id, version).map(|version| (Arc::new(version.journey.clone()), version.at))
    });
    Ok(parts.await?.into_iter().flatten().max_by_key(|(_, at)| *at))
}
