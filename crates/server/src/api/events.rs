//! Events in, in the shape of the Segment HTTP API.

use crate::{
    App,
    auth::{self, allowed},
    booked,
    door::shares::household,
    extract::{Params, Segments, Unread, text_like},
    newcomers,
    problem::{Answer, Code, Problem},
    segment::{self, MAX_BATCH, MAX_MESSAGE, Origin, Read, Told},
    wire::{Accepted, Batch, ClientSettings, IllegibleCode, ImportQuery, Message, Warning, WarningReason},
};
use axum::{
    Json,
    extract::{ConnectInfo, FromRequest, Request, State},
    http::request::Parts,
    routing::post,
};
use rapport_customer::{
    Brand, Illegible, OrderAct, Reading, SourceAct, SourceRefusal, Trust, normalise, source::Wish, told,
};
use rapport_kernel::{EventKind, Identifier, IdentifierKind, Lsn, Value};
use rapport_platform::{
    log::Checkpoint,
    runtime::{Ack, Submission},
    sql::source::{Source, hash_key},
};
use serde::Deserialize;
use smol_str::SmolStr;
use std::{
    fmt::Display,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};
use utoipa::openapi::Paths;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(identify))
        .routes(routes!(track))
        .routes(routes!(page))
        .routes(routes!(screen))
        .routes(routes!(group))
        .routes(routes!(alias))
        .routes(routes!(batch))
        .routes(routes!(import_))
        .routes(routes!(client_settings))
        .route("/v1/i", post(identify))
        .route("/v1/t", post(track))
        .route("/v1/p", post(page))
        .route("/v1/s", post(screen))
        .route("/v1/g", post(group))
        .route("/v1/a", post(alias))
        .route("/v1/b", post(batch))
}

/// By these short names clients in browsers call the same.
const SHORT: [(&str, &str); 7] = [
    ("/v1/i", "/v1/identify"),
    ("/v1/t", "/v1/track"),
    ("/v1/p", "/v1/page"),
    ("/v1/s", "/v1/screen"),
    ("/v1/g", "/v1/group"),
    ("/v1/a", "/v1/alias"),
    ("/v1/b", "/v1/batch"),
];

/// Puts the short names into the document, each as an operation of its own.
pub fn document_short_names(paths: &mut Paths) {
    for (short, long) in SHORT {
        let Some(mut item) = paths.paths.get(long).cloned() else { continue };
        if let Some(operation) = &mut item.post {
            operation.operation_id = operation.operation_id.as_ref().map(|id| format!("{id}_short"));
            operation.summary = Some(format!("The same as `POST {long}`, by the name that clients in browsers use."));
        }
        paths.paths.insert(short.to_owned(), item);
    }
}

/// Records who a person is and what is known about them.
#[utoipa::path(post, path = "/v1/identify", tag = "Events", operation_id = "identify", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn identify(State(app): State<App>, said: Said) -> Answer<Accepted> {
    one(&app, EventKind::Identify, &said).await
}

/// Records what a person did.
#[utoipa::path(post, path = "/v1/track", tag = "Events", operation_id = "track", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn track(State(app): State<App>, said: Said) -> Answer<Accepted> {
    one(&app, EventKind::Track, &said).await
}

/// A web page was seen.
#[utoipa::path(post, path = "/v1/page", tag = "Events", operation_id = "page", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn page(State(app): State<App>, said: Said) -> Answer<Accepted> {
    one(&app, EventKind::Page, &said).await
}

/// An app screen was seen.
#[utoipa::path(post, path = "/v1/screen", tag = "Events", operation_id = "screen", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn screen(State(app): State<App>, said: Said) -> Answer<Accepted> {
    one(&app, EventKind::Screen, &said).await
}

/// States which group a person belongs to.
#[utoipa::path(post, path = "/v1/group", tag = "Events", operation_id = "group", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn group(State(app): State<App>, said: Said) -> Answer<Accepted> {
    one(&app, EventKind::Group, &said).await
}

/// States that two ids belong to one person.
#[utoipa::path(post, path = "/v1/alias", tag = "Events", operation_id = "alias", request_body = Message, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn alias(State(app): State<App>, said: Said) -> Answer<Accepted> {
    one(&app, EventKind::Alias, &said).await
}

/// Several messages at once.
#[utoipa::path(post, path = "/v1/batch", tag = "Events", operation_id = "batch", request_body = Batch, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn batch(State(app): State<App>, said: Said) -> Answer<Accepted> {
    let read = read(&app, &said, true).await?;
    accept(&app, &said, read, Telling::Live).await
}

/// Several messages from the past at once: the same as a batch. The answer waits until the books have processed the orders, and `warnings` names those that do not count as they were sent. A dry run judges by the same rules and keeps nothing.
#[utoipa::path(post, path = "/v1/import", tag = "Events", operation_id = "import", params(ImportQuery), request_body = Batch, responses((status = 200, body = Accepted, description = "Done")), security(("write_key" = [])))]
pub async fn import_(State(app): State<App>, Params(query): Params<ImportQuery>, said: Said) -> Answer<Accepted> {
    // The answer tells which orders are known already, and of whom: not for everybody who can read a key.
    if said.source.scope.trust == Trust::Public {
        return Err(SourceRefusal::NeedsTrust.into());
    }
    brought_in(&app, &said, query.dry_run == Some(true), query.now == Some(true)).await
}

async fn brought_in(app: &App, said: &Said, dry_run: bool, now: bool) -> Answer<Accepted> {
    let read = read(app, said, now).await?;
    // A file's rows are taken or refused one by one: whoever imports it is told which row names no one, says no moment, or is still to come.
    if let Some((at, field, why)) = read.left_out.first() {
        return Err(Problem::new(Code::InvalidMessage, format!("Message {at}: `{field}`: {why}.")).because(*why));
    }
    accept(app, said, read, if dry_run { Telling::Rehearsal } else { Telling::Past }).await
}

/// Takes messages in of a file that someone brings in here: as `POST /v1/import` with the source's key.
///
/// # Errors
/// Those of an import.
pub async fn from_file(
    app: &App,
    source: &Arc<Source>,
    text: Vec<u8>,
    dry_run: bool,
    now: bool,
) -> Result<Accepted, Problem> {
    allowed(source, &Wish::to(SourceAct::Events))?;
    let said = Said { source: source.clone(), from: None, text };
    let Json(accepted) = brought_in(app, &said, dry_run, now).await?;
    Ok(accepted)
}

/// Whether a path takes events.
#[must_use]
pub fn is_event(path: &str) -> bool {
    path == "/v1/import" || SHORT.iter().any(|(short, long)| path == *short || path == *long)
}

/// Whether a path takes several messages at once.
fn is_batch(path: &str) -> bool {
    matches!(path, "/v1/batch" | "/v1/import" | "/v1/b")
}

/// What Segment's client for browsers asks for before it sends anything: that everything goes here.
#[utoipa::path(get, path = "/v1/projects/{write_key}/settings", tag = "Events", operation_id = "client_settings", params(("write_key" = String, Path, description = "The source's write key.")), responses((status = 200, body = ClientSettings, description = "Done")), security(()))]
pub async fn client_settings(
    State(app): State<App>,
    Segments(key): Segments<String>,
    parts: Parts,
) -> Answer<ClientSettings> {
    auth::writer(&key, &app, &parts)?;
    let base = app.links.base();
    let (protocol, host) = base.split_once("://").unwrap_or(("https", base));
    Ok(Json(ClientSettings::new(key, protocol, format!("{}/v1", host.trim_end_matches('/')))))
}

/// A body of events and the source that sends it.
pub struct Said {
    source: Arc<Source>,
    from: Option<IpAddr>,
    text: Vec<u8>,
}

/// Where clients that cannot send headers put the write key.
#[derive(Deserialize)]
struct KeyInside {
    #[serde(rename = "writeKey")]
    write_key: Option<String>,
}

impl FromRequest<App> for Said {
    type Rejection = Problem;
    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path();
        let limit = if is_batch(path) { MAX_BATCH } else { MAX_MESSAGE };
        text_like(&parts.headers)?;
        let from = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        // Who has no key is turned away before anything of the body is read.
        let opened = auth::named_writer(&parts, app)?;
        let text = Unread::of(&parts, body).text(limit).await?;
        let source = match opened {
            Some(source) => source,
            None => {
                crate::json::guard(&text)?;
                let inside: KeyInside = serde_json::from_slice(&text).map_err(|error| {
                    if error.is_data() {
                        Problem::new(Code::WrongWriteKey, "There is no write key.")
                    } else {
                        crate::json::invalid(error)
                    }
                })?;
                auth::writer(&inside.write_key.unwrap_or_default(), app, &parts)?
            }
        };
        allowed(&source, &Wish::to(SourceAct::Events))?;
        Ok(Self { source, from, text })
    }
}

async fn one(app: &App, kind: EventKind, said: &Said) -> Answer<Accepted> {
    let home = app.home(&said.source.scope.brand).await?;
    let told = segment::message(kind, &said.text, &origin(app, said, &home, true)).inspect_err(|problem| {
        if let Some(why) = problem.reason().and_then(IllegibleCode::find) {
            app.sources.unread(&said.source.id, &[why], app.now());
        }
    })?;
    accept(app, said, Read { told: vec![(0, told)], ..Read::default() }, Telling::Live).await
}

async fn read(app: &App, said: &Said, now: bool) -> Result<Read, Problem> {
    let home = app.home(&said.source.scope.brand).await?;
    segment::batch(&said.text, &origin(app, said, &home, now))
}

fn origin<'a>(app: &App, said: &'a Said, home: &'a Brand, now: bool) -> Origin<'a> {
    let reading = Reading::of(home);
    Origin { source: &said.source.id, brand: &said.source.scope.brand, reading, received: app.now(), now }
}

/// What consent tools send to Segment. It says nothing of who was asked for what, in which words.
const CONSENT_EVENTS: [&str; 2] = ["Segment Consent Preference Updated", "Consent Preference Updated"];

fn warning(at: usize, field: &str, why: impl Into<WarningReason> + Copy + Display) -> Warning {
    Warning { at: at as u64, field: field.to_owned(), code: why.into(), detail: why.to_string() }
}

/// What is told, and what its teller wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Telling {
    /// It happens now: the answer waits for the disk, and for the books only where an order does not fit what they know.
    Live,
    /// It is of the past, from a file that can be mended: the answer says which orders are not in the books as they were told.
    Past,
    /// The same, and nothing is kept.
    Rehearsal,
}

/// Answers only when everything is durable. A rehearsal goes as far as every rule that could refuse a message.
async fn accept(app: &App, said: &Said, read: Read, telling: Telling) -> Answer<Accepted> {
    let dry_run = telling == Telling::Rehearsal;
    let count = read.told.len();
    let home = app.home(&said.source.scope.brand).await?;
    let currency = home.currency;
    let public = said.source.scope.trust == Trust::Public;
    let mut warnings: Vec<Warning> = read.left_out.iter().map(|(at, field, why)| warning(*at, field, *why)).collect();
    let places: Vec<usize> = read.told.iter().map(|(at, _)| *at).collect();
    let mut submissions = Vec::with_capacity(count);
    let mut named: Vec<SmolStr> = Vec::new();
    let mut words = Vec::new();
    // What anybody can say is told apart from what a trusted source says.
    let anybody = public.then(|| said.source.scope.brand.clone());
    let proved = |id: &Identifier| app.runtime.with_index(|index| index.is_vouched(id));
    let mut crowds = app.crowds.round(anybody, &proved, app.now());
    let network = said.from.map(|from| household(from).1);
    let Read { told, checkpoints, .. } = read;
    for (at, Told { mut event, previous, unread }) in told {
        warnings.extend(unread.into_iter().map(|(field, why)| warning(at, field, why)));
        event.public = public;
        let blank = told::without_placeholders(&mut event, &home.placeholders);
        let reviewed = told::review(&event, currency);
        warnings.extend(reviewed.err().map(|why| warning(at, "properties", why)));
        if CONSENT_EVENTS.contains(&event.name.as_str()) {
            warnings.push(Warning {
                at: at as u64,
                field: "event".to_owned(),
                code: WarningReason::NO_CONSENT,
                detail: "an event records no consent: say it by POST /v1/consents, with its proof".to_owned(),
            });
        }
        if told::says_no_amount(&event, currency) {
            warnings.push(Warning {
                at: at as u64,
                field: "properties.revenue".to_owned(),
                code: WarningReason::NO_AMOUNT,
                detail: "the order says nowhere what was paid and counts as 0: send `revenue`, or `products` with a `price` each".to_owned(),
            });
        }
        if let Some(field) = told::says_beside_products(&event, currency) {
            warnings.push(Warning {
                at: at as u64,
                field: format!("properties.{field}"),
                code: WarningReason::BESIDE_PRODUCTS,
                detail: format!(
                    "the order counts as the sum of its products, without `{field}`: send what was paid as `revenue`"
                ),
            });
        }
        if blank || told::says_placeholder(&event) {
            warnings.push(warning(at, "properties.order_id", Illegible::Placeholder));
        }
        // Where an event happened decides whose staff are prompted.
        let branch = event.properties.get("branch").and_then(Value::as_str);
        allowed(&said.source, &Wish { branch, ..Wish::to(SourceAct::Events) })?;
        // A dry run is no one's word.
        let crowded = if dry_run { Vec::new() } else { crowds.disperse(&mut event.identifiers) };
        warnings.extend(crowded.into_iter().map(|field| warning(at, field, Illegible::Crowded)));
        if let Some(previous) = previous {
            let user = normalise(IdentifierKind::UserId, &previous, "");
            let is_user =
                |user: &rapport_kernel::Identifier| app.runtime.find(user).is_some() || named.contains(&user.value);
            let anonymous = || normalise(IdentifierKind::AnonymousId, &previous, "");
            event.identifiers.extend(user.filter(is_user).or_else(anonymous));
        }
        let users = event.identifiers.iter().filter(|identifier| identifier.kind == IdentifierKind::UserId);
        named.extend(users.map(|identifier| identifier.value.clone()));
        // What is known of an order is not for everybody who can read a key.
        if !public && reviewed.is_ok() && OrderAct::of(&event).is_some() {
            words.push(booked::Word { at, event: event.clone() });
        }
        submissions.push(if public { Submission::said(event, network) } else { Submission::event(event) });
    }
    if dry_run {
        let foreseen = booked::foreseen(app, &words, currency).await?;
        warnings.extend(foreseen.into_iter().map(|(at, why)| warning(at, "properties", why)));
        let mark = hash_key(&format!("{}\n{}", app.installation.identity().id, said.source.id));
        let source = mark.get(..16).map(str::to_owned);
        let lost = lost(app, &checkpoints).await?;
        return Ok(Json(Accepted { success: true, warnings, repeated: Vec::new(), source, checkpoint: None, lost }));
    }
    let (mut repeated, mut checkpoint) = (Vec::new(), None);
    if !submissions.is_empty() {
        let admitted = if public {
            let known = |one: &Identifier| app.runtime.find(one).is_some();
            let about = |all: &[Identifier]| app.runtime.with_index(|index| index.is_about_somebody(all));
            let strangers = newcomers::strangers(submissions.iter().filter_map(Submission::identifiers), known, about);
            Some(app.newcomers.admit(strangers, &said.source.id, said.from, app.now())?)
        } else {
            None
        };
        crowds.keep();
        let taken = app.runtime.submit(submissions).await;
        if taken.is_err() {
            admitted.into_iter().for_each(|admitted| app.newcomers.give_back(admitted));
        }
        let acks = taken?;
        repeated.extend(places.iter().zip(&acks).filter(|(_, ack)| ack.duplicate()).map(|(at, _)| *at as u64));
        if telling == Telling::Past {
            checkpoint = noted(app, &acks);
        }
        let acked = places.iter().copied().zip(acks).collect();
        let heard = match telling {
            Telling::Live => booked::heard_live(app, words, &acked, currency).await?,
            Telling::Past | Telling::Rehearsal => booked::heard(app, words, &acked, currency).await?,
        };
        warnings.extend(heard.into_iter().map(|(at, why)| warning(at, "properties", why)));
    }
    let new = count - repeated.len();
    app.sources.spoke(&said.source.id, new, app.now());
    metrics::counter!("rapport_events_total", "source" => said.source.id.to_string()).increment(new as u64);
    // Words about orders are counted where they are heard.
    let unread: Vec<IllegibleCode> =
        warnings.iter().filter_map(|warning| IllegibleCode::find(warning.code.as_str())).collect();
    app.sources.unread(&said.source.id, &unread, app.now());
    Ok(Json(Accepted { success: true, warnings, repeated, source: None, checkpoint, lost: Vec::new() }))
}

/// What to note of the log about messages that are durable. Of those that were there before nobody knows where they stand: somewhere
/// before its end.
fn noted(app: &App, acks: &[Ack]) -> Option<String> {
    let last = Lsn(app.runtime.end().0.saturating_sub(1));
    let places = acks.iter().filter_map(|ack| ack.lsn);
    let (from, to) = (places.clone().min().unwrap_or(last), places.max().unwrap_or(last));
    app.runtime.log().checkpoint(from, to).map(|checkpoint| checkpoint.to_string())
}

/// Which of these checkpoints the log does not hold any more.
async fn lost(app: &App, checkpoints: &[String]) -> Result<Vec<u64>, Problem> {
    let read = checkpoints.iter().map(|text| text.parse::<Checkpoint>());
    let read = read.collect::<Result<Vec<Checkpoint>, _>>();
    let read = read.map_err(|error| Problem::new(Code::InvalidMessage, format!("`checkpoints`: {error}.")))?;
    let log = app.runtime.log();
    // It reads from the disk.
    let asked = tokio::task::spawn_blocking(move || {
        (0..).zip(read).filter(|(_, checkpoint)| !log.holds(*checkpoint)).map(|(at, _)| at).collect()
    });
    asked.await.map_err(|_| Problem::new(Code::Internal, "The log could not be asked."))
}
