//! What happens right now.

use crate::{
    App,
    auth::Admin,
    board::label,
    extract::Params,
    problem::Problem,
    timeline,
    wire::{LiveEntry, LiveQuery},
};
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use rapport_platform::runtime::Live;
use std::{convert::Infallible, sync::Arc};
use tokio_stream::{
    Stream, StreamExt,
    wrappers::{BroadcastStream, errors::BroadcastStreamRecvError},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live))
}

/// What happens right now: server-sent events named `entry`.
#[utoipa::path(get, path = "/v1/live", tag = "Live", operation_id = "live", params(LiveQuery), responses((status = 200, body = LiveEntry, content_type = "text/event-stream", description = "A stream that does not end.")))]
pub async fn live(
    State(app): State<App>,
    _: Admin,
    Params(query): Params<LiveQuery>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let listener = BroadcastStream::new(app.runtime.listen());
    let events = listener.then(move |heard| tell(app.clone(), query.clone(), heard)).filter_map(|event| event).map(Ok);
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// One message of the feed, if the listener asked for it.
async fn tell(app: App, query: LiveQuery, heard: Result<Arc<Live>, BroadcastStreamRecvError>) -> Option<Event> {
    let live = match heard {
        Ok(live) => live,
        Err(BroadcastStreamRecvError::Lagged(missed)) => {
            return Some(Event::default().event("missed").data(missed.to_string()));
        }
    };
    let customer = live.customer.to_string();
    if query.customer.is_some_and(|wanted| wanted != customer) {
        return None;
    }
    let journey = live.entry.what.journey();
    if query.journey.is_some_and(|wanted| journey.as_ref().map(|own| own.as_str()) != Some(wanted.as_str())) {
        return None;
    }
    let label = app.runtime.ask(live.customer, |shard, id| shard.customer(id).map(label)).await.ok().flatten();
    let entry = LiveEntry { customer, label: label.unwrap_or_default(), entry: timeline::entry(&live.entry) };
    Some(Event::default().event("entry").json_data(entry).unwrap_or_default())
}
