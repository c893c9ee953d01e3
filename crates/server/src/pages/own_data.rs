//! Everything that is known of a person, for whoever just proved to be that person: seeing and changing it, taking it along,
//! being erased.
//!
//! The link is worth nothing any more once the record it was made for has become another: merged, erased, or without the
//! address it was sent to.

use super::{
    agreed::{self, Notice, Reach},
    form::{self, Button},
    known::{self, Around},
    layout::{self, Frame},
    preferences_view::{self, View},
    visit::Visit,
    words::Language,
};
use crate::{App, erasures, exports, links::OwnData, own_data, person, problem::Problem};
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

    /// Whether this link may be used for an export now: once, also if it is tried many times at the same moment.
    async fn first_export(&self) -> Result<bool, Refused> {
        let Visit { app, token, link, .. } = &self.visit;
        Ok(app.used_links.take(token, "export", app.now(), link.made + own_data::GOOD_FOR).await?)
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
            Ok(self.first_export().await?.then_some(export))
        };
        let Some(export) = exports::owed(app, customer, first).await? else { return Ok(self.used()) };
        let mut response = Json(export).into_response();
        let name = HeaderValue::from_static("attachment; filename=\"my-data.json\"");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
        crate::layers::private(&mut response);
        Ok(response)
    }

    /// Nothing of the link is used up by it: with the person goes what it led to, and until then it may be pressed again.
    async fn erase(&self) -> Result<Response, Problem> {
        let done = erasures::asked(&self.visit.app, self.visit.link.customer).await?;
        Ok(erased(done, self.language, &Frame::of(&self.brand, "")))
    }
}

/// What somebody reads who pressed *Erase*: it is done, or it is noted and owed.
fn erased(done: bool, language: Language, frame: &Frame) -> Response {
    let words = language.words();
    let (status, text) = if done { (StatusCode::OK, words.erased) } else { (StatusCode::ACCEPTED, words.erasure_owed) };
    layout::note(status, language, frame, words.erase, text)
}

/// Does what a button says, and shows the page as it is then.
pub async fn change(visit: Visit<OwnData>) -> Response {
    let page = match open(visit).await {
        Ok(page) => page,
        Err(no) => return no,
    };
    let (app, customer, brand, language) = (&page.visit.app, page.visit.link.customer, &page.brand, page.language);
    let press = async {
        let form = page.visit.form()?;
        let notice: Option<Notice> = match form.action {
            Button::Save => {
                let reach = Reach::Person(page.proven.clone());
                Some(agreed::save(app, customer, brand, language, &form, reach).await?)
            }
            Button::TakeBack => {
                agreed::take_back(app, customer, brand, None).await?;
                Some(agreed::taken_back)
            }
            Button::Export => return page.export().await,
            Button::EraseConfirmed if form.sure => return page.erase().await,
            Button::Erase | Button::EraseConfirmed => {
                let content = preferences_view::erase(&page.visit.address(), language);
                let frame = Frame::of(brand, "");
                return Ok(layout::page(StatusCode::OK, language, &frame, language.words().erase, content));
            }
            // A button of the other page.
            Button::SendLink => return Err(form::unread()),
        };
        Ok(page.render(notice).await)
    };
    press.await.unwrap_or_else(|problem| layout::failed(language, &problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nobody is told that they are erased while it is only noted.
    #[tokio::test]
    async fn an_erasure_that_is_owed_is_not_called_done() {
        let words = Language::En.words();
        for (done, status, said, other) in [
            (true, StatusCode::OK, words.erased, words.erasure_owed),
            (false, StatusCode::ACCEPTED, words.erasure_owed, words.erased),
        ] {
            let page = erased(done, Language::En, &Frame::default());
            assert_eq!(page.status(), status);
            let html = axum::body::to_bytes(page.into_body(), usize::MAX).await.unwrap_or_default();
            let html = String::from_utf8_lossy(&html);
            assert!(html.contains(said) && !html.contains(other), "{html}");
        }
    }
}
