//! What happens right now.

use crate::{
    App,
    accounts::{scope, streams},
    auth::PermittedWithin,
    extract::Params,
    label,
    places::Sight,
    problem::Problem,
    timeline,
    wire::{LiveEntry, LiveQuery},
};
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use rapport_engine::Shard;
use rapport_people::Permission;
use rapport_platform::runtime::Live;
use std::{collections::HashSet, convert::Infallible, sync::Arc};
use tokio_stream::{
    Stream, StreamExt,
    wrappers::{BroadcastStream, errors::BroadcastStreamRecvError},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// How many happenings a feed may begin with.
const MOST_RECENT: u32 = 100;

type Heard = Result<Arc<Live>, BroadcastStreamRecvError>;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live))
}

/// What is happening now: server-sent events named `entry`, preceded by recent entries if requested.
#[utoipa::path(get, path = "/v1/live", tag = "Live", operation_id = "live", params(LiveQuery), responses((status = 200, body = LiveEntry, content_type = "text/event-stream", description = "A stream that does not end.")))]
pub async fn live(
    State(app): State<App>,
    PermittedWithin { caller, .. }: PermittedWithin,
    Params(query): Params<LiveQuery>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let sight = scope::sight(&app, &caller, Permission::LiveRead).await?;
    // Listening begins first, so that nothing falls between; what both would tell is told once.
    let listener = BroadcastStream::new(app.runtime.listen());
    let most = query.recent.unwrap_or_default().min(MOST_RECENT) as usize;
    let before = app.recent.last(most, |live| wanted(&query, &sight, live));
    let told: HashSet<_> = before.iter().map(|live| (live.customer, live.entry.id)).collect();
    let fresh =
        move |heard: &Heard| heard.as_ref().map_or(true, |live| !told.contains(&(live.customer, live.entry.id)));
    let all = tokio_stream::iter(before.into_iter().map(Ok)).chain(listener.filter(fresh));
    let heard_by = app.clone();
    let events = all
        .then(move |heard| tell(heard_by.clone(), query.clone(), sight.clone(), heard))
        .filter_map(|event| event)
        .map(Ok);
    Ok(Sse::new(streams::while_signed_in(app, caller, events)).keep_alive(KeepAlive::default()))
}

/// Whether the listener asked for it and sees it.
fn wanted(query: &LiveQuery, sight: &Sight, live: &Live) -> bool {
    let journey = live.entry.what.journey();
    sight.entry(journey.as_ref())
        && query.customer.as_ref().is_none_or(|wanted| *wanted == live.customer.to_string())
        && query.journey.as_ref().is_none_or(|wanted| journey.is_some_and(|own| own.as_str() == wanted))
}

/// One message of the feed, if the listener asked for it and sees it.
async fn tell(app: App, query: LiveQuery, sight: Sight, heard: Heard) -> Option<Event> {
    let live = match heard {
        Ok(live) => live,
        Err(BroadcastStreamRecvError::Lagged(missed)) => {
            return Some(Event::default().event("missed").data(missed.to_string()));
        }
    };
    if !wanted(&query, &sight, &live) {
        return None;
    }
    let named = sight.entry_names(live.entry.what.journey().as_ref());
    let look = move |shard: &Shard, id| shard.customer(id).map(|record| label::shown(record, named));
    let label = app.runtime.ask(live.customer, look).await.ok().flatten();
    let customer = live.customer.to_string();
    let entry = LiveEntry { customer, label: label.unwrap_or_default(), entry: timeline::shown(&live.entry, named) };
    Some(Event::default().event("entry").json_data(entry).unwrap_or_default())
}
