//! Everything that is known of a person, for whoever just proved to be that person: seeing and changing it, taking it along,
//! being erased.
//!
//! The link is worth nothing any more once the record it was made for has become another: merged, erased, or without the
//! address it was sent to.

use super::{
    agreed::{self, Notice, Reach},
    known::{self, Around},
    layout::{self, Frame},
    preferences_view::{self, View},
    visit::Visit,
    words::Language,
};
use crate::{App, exports, links::OwnData, own_data, person, problem::Problem};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rapport_customer::Brand;
use rapport_engine::{Record, Shard};
use rapport_kernel::Identifier;
use rapport_office::refused::Refused;
use smol_str::SmolStr;
use std::sync::Arc;

/// The page. Opening it changes nothing and uses nothing up.
pub async fn show(visit: Visit<OwnData>) -> Response {
    match open(visit).await {
        Ok(page) => page.render(None).await,
        Err(no) => no,
    }
}

/// A link that holds, and what it leads to.
struct Page {
    visit: Visit<OwnData>,
    brand: Arc<Brand>,
    /// The address the person proved by opening the link.
    proven: Identifier,
    /// What was asked for, else what the person speaks.
    language: Language,
}

async fn open(visit: Visit<OwnData>) -> Result<Page, Response> {
    if visit.app.now() > visit.link.made + own_data::GOOD_FOR {
        return Err(visit.too_late());
    }
    let (brand, _) = visit.brand(&visit.link.brand).await?;
    let (wanted, shared) = (visit.link.clone(), visit.app.clone());
    let look = move |shard: &Shard, id| {
        let record = shard.customer(id)?;
        let language = record.customer.profile.language().map(str::to_owned);
        Some((proven(&shared, &wanted, record)?, language))
    };
    let found = visit.app.runtime.ask(visit.link.customer, look).await;
    let found = found.map_err(|closed| visit.failed(&closed.into()))?;
    let (proven, spoken) = found.ok_or_else(|| visit.too_late())?;
    let usual = brand.languages.first().map(SmolStr::as_str);
    let language = visit.language(spoken.as_deref().or(usual));
    Ok(Page { visit, brand, proven, language })
}

/// The address a link was sent to, if it still proves who this is.
fn proven(app: &App, link: &OwnData, record: &Record) -> Option<Identifier> {
    let customer = &record.customer;
    let same = customer.id == link.customer && customer.merges().iter().all(|merged| merged.at < link.made);
    let mut proofs = customer.proofs().into_iter().filter(|_| same);
    proofs.find(|address| app.links.address(link.customer, address) == link.address).cloned()
}

impl Page {
    async fn render(&self, notice: Option<Notice>) -> Response {
        let (visit, language) = (&self.visit, self.language);
        let (now, brand, reach) = (visit.app.now(), self.brand.clone(), Reach::Person(self.proven.clone()));
        let around = match Around::of(&visit.app, visit.link.customer).await {
            Ok(around) => around,
            Err(problem) => return layout::failed(language, &problem),
        };
        let look = move |shard: &Shard, id| {
            let record = shard.customer(id)?;
            Some(View {
                purposes: agreed::purposes(record, &brand, language, now, &reach),
                ..known::view(record, &brand, language, &around)
            })
        };
        match visit.app.runtime.ask(visit.link.customer, look).await {
            Ok(Some(mut view)) => {
                view.address = visit.address();
                view.notice = notice.map(|notice| notice(language));
                let frame = Frame::of(&self.brand, &view.address);
                let content = preferences_view::own_data(&view, language);
                layout::page(StatusCode::OK, language, &frame, language.words().own_data, content)
            }
            Ok(None) => layout::gone(language),
            Err(closed) => layout::failed(language, &closed.into()),
        }
    }

    /// Whether this link may be used for this now: once, also if it is tried many times at the same moment.
    async fn first_use(&self, what: &str) -> Result<bool, Refused> {
        let Visit { app, token, link, .. } = &self.visit;
        Ok(app.used_links.take(token, what, app.now(), link.made + own_data::GOOD_FOR).await?)
    }

    fn used(&self) -> Response {
        let words = self.language.words();
        layout::note(StatusCode::GONE, self.language, &Frame::of(&self.brand, ""), words.own_data, words.used_link)
    }

    /// Everything held about the person, as a file. Put together before the link is used up.
    async fn export(&self) -> Result<Response, Problem> {
        let (app, customer) = (&self.visit.app, self.visit.link.customer);
        let first = async {
            let export = person::export(app, customer).await?;
            Ok(self.first_use("export").await?.then_some(export))
        };
        let Some(export) = exports::owed(app, customer, first).await? else { return Ok(self.used()) };
        let mut response = Json(export).into_response();
        let name = HeaderValue::from_static("attachment; filename=\"my-data.json\"");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
        crate::layers::private(&mut response);
        Ok(response)
    }

    async fn erase(&self) -> Result<Response, Problem> {
        if !self.first_use("erase").await? {
            return Ok(self.used());
        }
        person::erase(&self.visit.app, self.visit.link.customer).await?;
        let words = self.language.words();
        Ok(layout::note(StatusCode::OK, self.language, &Frame::of(&self.brand, ""), words.erase, words.erased))
    }
}

/// Does what a button says, and shows the page as it is then.
pub async fn change(visit: Visit<OwnData>) -> Response {
    let page = match open(visit).await {
        Ok(page) => page,
        Err(no) => return no,
    };
    let form = agreed::read_form(&page.visit.form);
    let (app, customer, brand, language) = (&page.visit.app, page.visit.link.customer, &page.brand, page.language);
    let done: Result<Option<Notice>, Problem> = match form.action.as_str() {
        "save" => {
            let reach = Reach::Person(page.proven.clone());
            agreed::save(app, customer, brand, language, &form, reach).await.map(Some)
        }
        "take_back" => agreed::take_back(app, customer, brand, None).await.map(|()| Some(agreed::taken_back as Notice)),
        "erase" => {
            let content = preferences_view::erase(&page.visit.address(), language);
            return layout::page(StatusCode::OK, language, &Frame::of(brand, ""), language.words().erase, content);
        }
        "export" => return page.export().await.unwrap_or_else(|problem| layout::failed(language, &problem)),
        "erase_confirmed" if form.sure => {
            return page.erase().await.unwrap_or_else(|problem| layout::failed(language, &problem));
        }
        _ => Ok(None),
    };
    match done {
        Ok(notice) => page.render(notice).await,
        Err(problem) => layout::failed(language, &problem),
    }
}
