//! Everything that is known of a person, for whoever just proved to be that person: seeing and changing it, taking it along,
//! being erased.
//!
//! The link is worth nothing any more once the record it was made for has become another: merged, erased, or without the
//! address it was sent to.

use super::{
    Choice,
    agreed::{self, Notice, Reach},
    confirm, layout,
    preferences::{Closed, refused},
    preferences_view::{self, View},
    words::Language,
};
use crate::{App, door::limits::STRANGERS_BODY, extract::Unread, links::OwnData, own_data, person, problem::Problem};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rapport_customer::Brand;
use rapport_engine::{Record, Shard};
use rapport_kernel::{Identifier, Value};
use std::sync::Arc;

/// How many purchases and traits the page shows; the export has all.
const SHOWN: usize = 20;

/// The page. Opening it changes nothing and uses nothing up.
pub async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Response {
    match open(&app, &token).await {
        Ok(page) => page.render(&choice, &headers, None).await,
        Err(no) => no.answer(&choice, &headers),
    }
}

/// Why there is no page.
enum No {
    Closed(Closed),
    Problem(Problem),
}

impl No {
    fn answer(&self, choice: &Choice, headers: &HeaderMap) -> Response {
        match self {
            Self::Closed(closed) => refused(closed, choice, headers),
            Self::Problem(problem) => confirm::failed(choice.language(headers, None), problem),
        }
    }
}

impl From<Problem> for No {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// A link that holds, and what it leads to.
struct Page {
    app: App,
    token: String,
    link: OwnData,
    brand: Arc<Brand>,
    /// The address the person proved by opening the link.
    proven: Identifier,
    /// What the person speaks.
    language: Option<String>,
}

async fn open(app: &App, token: &str) -> Result<Page, No> {
    let link = app.links.read::<OwnData>(token).ok_or(No::Closed(Closed::NotOurs))?;
    if app.now() > link.made + own_data::GOOD_FOR {
        return Err(No::Closed(Closed::Old));
    }
    let (brand, usual) = confirm::about(app, &link.brand).await?;
    let (wanted, shared) = (link.clone(), app.clone());
    let look = move |shard: &Shard, id| {
        let record = shard.customer(id)?;
        let language = record.customer.profile.language().map(str::to_owned);
        Some((proven(&shared, &wanted, record)?, language))
    };
    let found = app.runtime.ask(link.customer, look).await.map_err(|closed| No::Problem(closed.into()))?;
    let (proven, language) = found.ok_or(No::Closed(Closed::Old))?;
    Ok(Page { app: app.clone(), token: token.to_owned(), link, brand, proven, language: language.or(usual) })
}

/// The address a link was sent to, if it still proves who this is.
fn proven(app: &App, link: &OwnData, record: &Record) -> Option<Identifier> {
    let customer = &record.customer;
    let same = customer.id == link.customer && customer.merges().iter().all(|merged| merged.at < link.made);
    let mut proofs = customer.proofs().into_iter().filter(|_| same);
    proofs.find(|address| app.links.address(link.customer, address) == link.address).cloned()
}

impl Page {
    fn language(&self, choice: &Choice, headers: &HeaderMap) -> Language {
        choice.language(headers, self.language.as_deref())
    }

    async fn render(&self, choice: &Choice, headers: &HeaderMap, notice: Option<Notice>) -> Response {
        let language = self.language(choice, headers);
        let (now, brand, reach) = (self.app.now(), self.brand.clone(), Reach::Person(self.proven.clone()));
        let look = move |shard: &Shard, id| {
            let record = shard.customer(id)?;
            Some(View { purposes: agreed::purposes(record, &brand, language, now, &reach), ..known(record) })
        };
        match self.app.runtime.ask(self.link.customer, look).await {
            Ok(Some(mut view)) => {
                view.address = format!("/p/d/{}", self.token);
                view.notice = notice.map(|notice| notice(language));
                let frame = confirm::frame(&self.brand, &view.address);
                let content = preferences_view::own_data(&view, language);
                layout::page(StatusCode::OK, language, &frame, language.words().own_data, content)
            }
            Ok(None) => layout::bad_link(language),
            Err(closed) => confirm::failed(language, &closed.into()),
        }
    }

    /// Whether this link may be used for this now: once, also if it is tried many times at the same moment.
    async fn first_use(&self, what: &str) -> Result<bool, Problem> {
        let until = self.link.made + own_data::GOOD_FOR;
        Ok(self.app.used_links.take(&self.token, what, self.app.now(), until).await?)
    }

    fn used(&self, language: Language) -> Response {
        let words = language.words();
        layout::note(StatusCode::GONE, language, &confirm::frame(&self.brand, ""), words.own_data, words.used_link)
    }

    /// Everything held about the person, as a file. Put together before the link is used up.
    async fn export(&self, language: Language) -> Result<Response, Problem> {
        let export = person::export(&self.app, self.link.customer).await?;
        if !self.first_use("export").await? {
            return Ok(self.used(language));
        }
        let mut response = Json(export).into_response();
        let name = HeaderValue::from_static("attachment; filename=\"my-data.json\"");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
        crate::layers::private(&mut response);
        Ok(response)
    }

    async fn erase(&self, language: Language) -> Result<Response, Problem> {
        if !self.first_use("erase").await? {
            return Ok(self.used(language));
        }
        person::erase(&self.app, self.link.customer).await?;
        let words = language.words();
        Ok(layout::note(StatusCode::OK, language, &confirm::frame(&self.brand, ""), words.erase, words.erased))
    }
}

fn known(record: &Record) -> View {
    let customer = &record.customer;
    let text = |value: &Value| match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Int(n) => Some(n.to_string()),
        Value::Float(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        _ => None,
    };
    let traits = customer
        .profile
        .traits()
        .iter()
        .filter_map(|known| Some((known.name.to_string(), text(&known.values.first()?.value)?)));
    let identifiers = customer.profile.identifiers().iter().map(|known| {
        (crate::timeline::words(&format!("{:?}", known.identifier.kind)), known.identifier.value.to_string())
    });
    let orders = customer.purchases.orders().iter().rev().flat_map(|order| {
        order.lines.iter().map(|line| {
            let name = [&line.product, &line.sku, &line.category].into_iter().find(|name| !name.is_empty());
            (name.map_or_else(|| order.id.to_string(), ToString::to_string), order.at)
        })
    });
    let seen = customer.profile.touchpoints().iter().map(|touchpoint| (touchpoint.source.to_string(), touchpoint.last));
    View {
        known: identifiers.chain(traits).take(SHOWN * 3).collect(),
        seen: seen.take(SHOWN).collect(),
        bought: orders.take(SHOWN).collect(),
        ..View::default()
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
    let page = match open(&app, &token).await {
        Ok(page) => page,
        Err(no) => return no.answer(&choice, &headers),
    };
    let form = agreed::read_form(&bytes);
    let language = page.language(&choice, &headers);
    let (customer, brand) = (page.link.customer, &page.brand);
    let done: Result<Option<Notice>, Problem> = match form.action.as_str() {
        "save" => {
            let reach = Reach::Person(page.proven.clone());
            agreed::save(&app, customer, brand, language, &form, reach).await.map(Some)
        }
        "take_back" => {
            agreed::take_back(&app, customer, brand, None).await.map(|()| Some(agreed::taken_back as Notice))
        }
        "erase" => {
            let content = preferences_view::erase(&format!("/p/d/{token}"), language);
            return layout::page(StatusCode::OK, language, &confirm::frame(brand, ""), language.words().erase, content);
        }
        "export" => return page.export(language).await.unwrap_or_else(|problem| confirm::failed(language, &problem)),
        "erase_confirmed" if form.sure => {
            return page.erase(language).await.unwrap_or_else(|problem| confirm::failed(language, &problem));
        }
        _ => Ok(None),
    };
    match done {
        Ok(notice) => page.render(&choice, &headers, notice).await,
        Err(problem) => confirm::failed(language, &problem),
    }
}
