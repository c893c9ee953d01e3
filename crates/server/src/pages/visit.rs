//! What every public page reads first: what its link says, in which language its reader reads, and the form that was sent.

use super::{
    form::Press,
    layout::{self, Frame},
    words::Language,
};
use crate::{
    App,
    door::{body::Underway, limits::STRANGERS_BODY},
    extract::Unread,
    links::Payload,
    problem::Problem,
};
use axum::{
    extract::{FromRequest, Path, Query, Request},
    http::{Method, StatusCode, header},
    response::Response,
};
use rapport_customer::Brand;
use rapport_kernel::BrandId;
use serde::Deserialize;
use smol_str::SmolStr;
use std::sync::Arc;

/// Somebody at a public page, with a link of ours.
pub struct Visit<L> {
    /// What the pages are made of.
    pub app: App,
    /// The link as it stands in the address.
    pub token: String,
    /// What was signed.
    pub link: L,
    /// What was sent, or why it cannot be read: then nobody knows which button was pressed.
    form: Result<Vec<u8>, Problem>,
    /// What the reader chose, else what the browser asks for.
    wanted: Option<Language>,
}

#[derive(Deserialize)]
struct Chosen {
    lang: Option<String>,
}

impl<L: Payload> FromRequest<App> for Visit<L> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let token = axum::RequestPartsExt::extract::<Path<String>>(&mut parts).await.map(|Path(token)| token);
        let chosen = Query::<Chosen>::try_from_uri(&parts.uri).ok().and_then(|Query(chosen)| chosen.lang);
        let found = token.ok().and_then(|token| Some((app.links.read::<L>(&token)?, token)));
        if found.is_some()
            && let Some(underway) = parts.extensions.get::<Arc<Underway>>()
        {
            underway.few();
        }
        // A body is read whoever sent it, so that the connection can be used again.
        let form = match parts.method {
            Method::POST => Unread::of(&parts, body).read(STRANGERS_BODY).await,
            _ => Ok(Vec::new()),
        };
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let wanted = sent_in(form.as_deref().unwrap_or_default())
            .or_else(|| chosen.as_deref().and_then(Language::of))
            .or_else(|| accepted.and_then(Language::accepted));
        let (link, token) = found.ok_or_else(|| layout::bad_link(wanted.unwrap_or(Language::En)))?;
        Ok(Self { app: app.clone(), token, link, form, wanted })
    }
}

fn sent_in(form: &[u8]) -> Option<Language> {
    let text = std::str::from_utf8(form).ok()?;
    Language::of(text.split('&').find_map(|pair| pair.strip_prefix("lang="))?)
}

impl<L: Payload> Visit<L> {
    /// What was chosen, else what the browser asks for, else what the person or brand speaks, else English.
    #[must_use]
    pub fn language(&self, known: Option<&str>) -> Language {
        self.wanted.or_else(|| known.and_then(Language::of)).unwrap_or(Language::En)
    }

    /// What the form says.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn form(&self) -> Result<Press, Problem> {
        Press::read(self.form.as_ref().map_err(Clone::clone)?)
    }

    /// The page's own address, without parameters.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}{}", L::PATH, self.token)
    }

    /// The link's brand, and the language to answer in: the brand's usual one where the reader asks for none. What the
    /// person speaks is not for whoever holds a link.
    ///
    /// # Errors
    /// The page that says why there is none.
    pub async fn brand(&self, brand: &BrandId) -> Result<(Arc<Brand>, Language), Response> {
        let found = self.app.brand(brand).await.map_err(|refused| self.failed(&refused.into()))?;
        let brand = found.ok_or_else(|| self.failed(&Problem::not_found("brand")))?;
        let language = self.language(brand.languages.first().map(SmolStr::as_str));
        Ok((brand, language))
    }

    /// The page for what did not work before anything is known of the brand.
    #[must_use]
    pub fn failed(&self, problem: &Problem) -> Response {
        layout::failed(self.language(None), problem)
    }

    /// The page for a link that was good once.
    #[must_use]
    pub fn too_late(&self) -> Response {
        let language = self.language(None);
        let words = language.words();
        layout::note(StatusCode::GONE, language, &Frame::default(), words.preferences, words.old_link)
    }
}
