//! How one address stands: what the link in the foot of a mail opens. Whoever holds it may be anybody the mail was forwarded
//! to, so it shows nothing else of the person, takes back, and sends a link to everything to an address that proves who asks.
//! An address that is not the person's any more, for it was somebody else's or they have another one now, opens nothing of theirs.

use super::{
    agreed::{self, Notice, Reach},
    form::{self, Button, Press},
    layout::{self, Frame},
    preferences_view::{self, State as StateView},
    visit::Visit,
    words::Language,
};
use crate::{App, links::Preferences, own_data, problem::Problem};
use axum::{http::StatusCode, response::Response};
use rapport_customer::Brand;
use rapport_engine::Record;
use rapport_kernel::{CustomerId, Identifier};
use std::sync::Arc;

/// The page. Opening it changes nothing.
pub async fn show(visit: Visit<Preferences>) -> Response {
    match open(&visit).await {
        Ok((brand, language)) => render(&visit, &brand, language, None).await,
        Err(page) => page,
    }
}

async fn open(visit: &Visit<Preferences>) -> Result<(Arc<Brand>, Language), Response> {
    if visit.app.now() > visit.link.until {
        return Err(visit.too_late());
    }
    visit.brand(&visit.link.brand).await
}

/// The address a link is about, if the person still has it.
fn address(app: &App, link: &Preferences, record: &Record) -> Option<Identifier> {
    let theirs = record.customer.profile.identifiers().iter().filter(|known| known.removed.is_none());
    let mut known = theirs.map(|known| &known.identifier);
    known.find(|address| app.links.address(link.customer, address) == link.address).cloned()
}

async fn render(
    visit: &Visit<Preferences>,
    brand: &Arc<Brand>,
    language: Language,
    notice: Option<Notice>,
) -> Response {
    let (now, settings, asked, shared) = (visit.app.now(), brand.clone(), visit.link.clone(), visit.app.clone());
    let look = move |shard: &rapport_engine::Shard, id| {
        let record = shard.customer(id)?;
        let reach = Reach::Address(address(&shared, &asked, record)?);
        let ways = own_data::addresses(record).into_iter().map(|address| {
            (shared.links.address(record.customer.id, address).to_string(), own_data::masked(&address.value))
        });
        Some(StateView {
            purposes: agreed::purposes(record, &settings, language, now, &reach),
            ways: ways.collect(),
            ..StateView::default()
        })
    };
    match visit.app.runtime.ask(visit.link.customer, look).await {
        Ok(Some(mut view)) => {
            view.address = visit.address();
            view.notice = notice.map(|notice| notice(language));
            let frame = Frame::of(brand, &view.address);
            let content = preferences_view::state_of_address(&view, language);
            layout::page(StatusCode::OK, language, &frame, language.words().preferences, content)
        }
        Ok(None) => layout::gone(language),
        Err(closed) => layout::failed(language, &closed.into()),
    }
}

/// Does what a button says, and shows the page as it is then.
pub async fn change(visit: Visit<Preferences>) -> Response {
    let (brand, language) = match open(&visit).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    match press(&visit, &brand, language).await {
        Ok(notice) => render(&visit, &brand, language, notice).await,
        Err(problem) => layout::failed(language, &problem),
    }
}

async fn press(visit: &Visit<Preferences>, brand: &Arc<Brand>, language: Language) -> Result<Option<Notice>, Problem> {
    let (app, link, form) = (&visit.app, &visit.link, visit.form()?);
    match form.action {
        Button::Save => save(app, link, brand, language, &form).await,
        Button::TakeBack => take_back(app, link, brand).await,
        Button::SendLink => send_link(app, link, brand, language, &form.to).await.map(Some),
        // Buttons of the other page.
        Button::Export | Button::Erase | Button::EraseConfirmed => Err(form::unread()),
    }
}

/// The address a link is about, if it still leads to the person; who has no such address gets what a link that has run out gets.
async fn still_theirs(app: &App, link: &Preferences) -> Result<Option<Identifier>, Problem> {
    let (asked, shared) = (link.clone(), app.clone());
    let look = move |shard: &rapport_engine::Shard, id| address(&shared, &asked, shard.customer(id)?);
    Ok(app.runtime.ask(link.customer, look).await?)
}

async fn take_back(app: &App, link: &Preferences, brand: &Brand) -> Result<Option<Notice>, Problem> {
    if still_theirs(app, link).await?.is_none() {
        return Ok(None);
    }
    agreed::take_back(app, link.customer, brand, None).await.map(|()| Some(agreed::taken_back as Notice))
}

async fn save(
    app: &App,
    link: &Preferences,
    brand: &Arc<Brand>,
    language: Language,
    form: &Press,
) -> Result<Option<Notice>, Problem> {
    let Some(address) = still_theirs(app, link).await? else { return Ok(None) };
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
    let (wanted, asked, shared, now) = (mark.to_owned(), link.clone(), app.clone(), app.now());
    let look = move |shard: &rapport_engine::Shard, id| -> Option<(CustomerId, Identifier)> {
        let record = shard.customer(id)?;
        let id = record.customer.id;
        address(&shared, &asked, record)?;
        let mut ways = own_data::addresses(record).into_iter();
        let address = ways.find(|address| shared.links.address(id, address) == wanted.as_str())?;
        own_data::may_ask(record, now).then(|| (id, address.clone()))
    };
    if let Some((customer, address)) = app.runtime.ask(link.customer, look).await? {
        own_data::send(app, brand, customer, &address, language).await?;
    }
    Ok(|language| language.words().own_data_sent)
}
