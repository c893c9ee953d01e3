//! How one address stands: what the link in the foot of a mail opens. Whoever holds it may be anybody the mail was forwarded
//! to, so it shows nothing else of the person, takes back, and sends a link to everything to an address that proves who asks.

use super::{
    Choice,
    agreed::{self, Notice, Reach},
    confirm, layout,
    preferences_view::{self, State as StateView},
    words::Language,
};
use crate::{App, door::limits::STRANGERS_BODY, extract::Unread, links::Preferences, own_data, problem::Problem};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use rapport_customer::Brand;
use rapport_engine::Record;
use rapport_kernel::{CustomerId, Identifier};
use std::sync::Arc;

/// The page. Opening it changes nothing.
pub async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Response {
    match open(&app, &token) {
        Ok(link) => render(&app, &token, &link, &choice, &headers, None).await,
        Err(closed) => refused(&closed, &choice, &headers),
    }
}

/// Why a link opens nothing.
pub(super) enum Closed {
    /// Cut off, changed, or never ours.
    NotOurs,
    /// It was good once.
    Old,
}

fn open(app: &App, token: &str) -> Result<Preferences, Closed> {
    let link = app.links.read::<Preferences>(token).ok_or(Closed::NotOurs)?;
    if app.now() > link.until { Err(Closed::Old) } else { Ok(link) }
}

pub(super) fn refused(closed: &Closed, choice: &Choice, headers: &HeaderMap) -> Response {
    let language = choice.language(headers, None);
    match closed {
        Closed::NotOurs => layout::bad_link(language),
        Closed::Old => {
            let words = language.words();
            layout::note(StatusCode::GONE, language, &layout::Frame::default(), words.preferences, words.old_link)
        }
    }
}

/// The address a link is about, if the person still has it.
fn address(app: &App, link: &Preferences, record: &Record) -> Option<Identifier> {
    let mut known = record.customer.profile.identifiers().iter().map(|known| &known.identifier);
    known.find(|address| app.links.address(link.customer, address) == link.address).cloned()
}

async fn render(
    app: &App,
    token: &str,
    link: &Preferences,
    choice: &Choice,
    headers: &HeaderMap,
    notice: Option<Notice>,
) -> Response {
    let (brand, usual) = match confirm::about(app, &link.brand).await {
        Ok(found) => found,
        Err(problem) => return confirm::failed(choice.language(headers, None), &problem),
    };
    let language = choice.language(headers, usual.as_deref());
    let (now, settings, asked, shared) = (app.now(), brand.clone(), link.clone(), app.clone());
    let look = move |shard: &rapport_engine::Shard, id| {
        let record = shard.customer(id)?;
        let reach = address(&shared, &asked, record).map(Reach::Address);
        let ways = own_data::addresses(record).into_iter().map(|address| {
            (shared.links.address(record.customer.id, address).to_string(), own_data::masked(&address.value))
        });
        Some(StateView {
            purposes: reach.map(|reach| agreed::purposes(record, &settings, language, now, &reach)).unwrap_or_default(),
            ways: ways.collect(),
            ..StateView::default()
        })
    };
    match app.runtime.ask(link.customer, look).await {
        Ok(Some(mut view)) => {
            view.address = format!("/p/c/{token}");
            view.notice = notice.map(|notice| notice(language));
            let frame = confirm::frame(&brand, &view.address);
            let content = preferences_view::state_of_address(&view, language);
            layout::page(StatusCode::OK, language, &frame, language.words().preferences, content)
        }
        Ok(None) => layout::bad_link(language),
        Err(closed) => confirm::failed(language, &closed.into()),
    }
}

/// Does what a button says, and shows the page as it is then.
pub async fn change(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
    body: Unread,
) -> Response {
    let bytes = body.read(STRANGERS_BODY).await.unwrap_or_default();
    let choice = confirm::chosen(&bytes).unwrap_or(choice);
    let link = match open(&app, &token) {
        Ok(link) => link,
        Err(closed) => return refused(&closed, &choice, &headers),
    };
    let form = agreed::read_form(&bytes);
    let (brand, usual) = match confirm::about(&app, &link.brand).await {
        Ok(found) => found,
        Err(problem) => return confirm::failed(choice.language(&headers, None), &problem),
    };
    let language = choice.language(&headers, usual.as_deref());
    let done: Result<Option<Notice>, Problem> = match form.action.as_str() {
        "save" => save(&app, &link, &brand, language, &form).await,
        "take_back" => {
            agreed::take_back(&app, link.customer, &brand, None).await.map(|()| Some(agreed::taken_back as Notice))
        }
        "send_link" => send_link(&app, &link, &brand, language, &form.to).await.map(Some),
        _ => Ok(None),
    };
    match done {
        Ok(notice) => render(&app, &token, &link, &choice, &headers, notice).await,
        Err(problem) => confirm::failed(language, &problem),
    }
}

async fn save(
    app: &App,
    link: &Preferences,
    brand: &Arc<Brand>,
    language: Language,
    form: &agreed::Form,
) -> Result<Option<Notice>, Problem> {
    let (asked, shared) = (link.clone(), app.clone());
    let look = move |shard: &rapport_engine::Shard, id| address(&shared, &asked, shard.customer(id)?);
    let Some(address) = app.runtime.ask(link.customer, look).await? else { return Ok(None) };
    agreed::save(app, link.customer, brand, language, form, Reach::Address(address)).await.map(Some)
}

/// Sends the link to everything to the address of this mark. Says the same if one was sent just now.
async fn send_link(
    app: &App,
    link: &Preferences,
    brand: &Arc<Brand>,
    language: Language,
    mark: &str,
) -> Result<Notice, Problem> {
    let (wanted, shared, now) = (mark.to_owned(), app.clone(), app.now());
    let look = move |shard: &rapport_engine::Shard, id| -> Option<(CustomerId, Identifier)> {
        let record = shard.customer(id)?;
        let id = record.customer.id;
        let mut ways = own_data::addresses(record).into_iter();
        let address = ways.find(|address| shared.links.address(id, address) == wanted.as_str())?;
        own_data::may_ask(record, now).then(|| (id, address.clone()))
    };
    if let Some((customer, address)) = app.runtime.ask(link.customer, look).await? {
        own_data::send(app, brand, customer, &address, language).await?;
    }
    Ok(|language| language.words().own_data_sent)
}
