//! The double opt-in page: the link opens it, only its button confirms.

use super::{
    Choice,
    layout::{self, Frame},
    words::Language,
};
use crate::{
    App,
    api::consents,
    door::limits::STRANGERS_BODY,
    extract::Unread,
    links::Confirm,
    opt_in,
    problem::{Code, Problem},
};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use maud::html;
use rapport_customer::{Act, Brand, Declaration, Proof};
use rapport_kernel::{BrandId, Identifier};
use rapport_platform::runtime::Target;
use std::sync::Arc;

/// A brand, and its usual language. What the person speaks is not for whoever holds a link.
///
/// # Errors
/// [`Code::NotFound`] if the brand is gone.
pub async fn about(app: &App, brand: &BrandId) -> Result<(Arc<Brand>, Option<String>), Problem> {
    let brand = app.brand(brand).await?.ok_or_else(|| Problem::not_found("brand"))?;
    let usual = brand.languages.first().map(ToString::to_string);
    Ok((brand, usual))
}

/// The brand's frame around a page at `address`.
#[must_use]
pub fn frame(brand: &Brand, address: &str) -> Frame {
    Frame { brand: brand.name.to_string(), imprint: brand.sender.imprint.to_string(), address: address.to_owned() }
}

/// Something did not work: the page says so, and that nothing was changed.
#[must_use]
pub fn failed(language: Language, problem: &Problem) -> Response {
    let words = language.words();
    if problem.code() == Code::NotFound {
        return layout::bad_link(language);
    }
    let frame = Frame::default();
    layout::note(StatusCode::SERVICE_UNAVAILABLE, language, &frame, words.later, words.later_hint)
}

/// The language a form was sent in.
#[must_use]
pub fn chosen(form: &[u8]) -> Option<Choice> {
    let text = std::str::from_utf8(form).ok()?;
    let tag = text.split('&').find_map(|pair| pair.strip_prefix("lang="))?;
    Language::of(tag).map(|language| Choice { lang: Some(language.tag().to_owned()) })
}

/// A page with what was asked and a button. Opening it confirms nothing.
pub async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Response {
    let Some(link) = app.links.read::<Confirm>(&token) else {
        return layout::bad_link(choice.language(&headers, None));
    };
    match asked(&app, &link).await {
        Ok((brand, known, Some(request))) => {
            let language = choice.language(&headers, known.as_deref());
            let words = language.words();
            let frame = frame(&brand, &format!("/p/o/{token}"));
            let text = request.wording.map(|wording| wording.text.to_string()).unwrap_or_default();
            let content = html! {
                section {
                    p { (words.confirm_text) }
                    blockquote { (text) }
                    form method="post" action=(frame.address) {
                        input type="hidden" name="lang" value=(language.tag());
                        button type="submit" { (words.confirm_button) }
                    }
                }
            };
            layout::page(StatusCode::OK, language, &frame, words.confirm_title, content)
        }
        Ok((_, known, None)) => {
            let language = choice.language(&headers, known.as_deref());
            let words = language.words();
            layout::note(StatusCode::GONE, language, &Frame::default(), words.confirm_title, words.confirm_nothing)
        }
        Err(problem) => failed(choice.language(&headers, None), &problem),
    }
}

type Asked = (Arc<Brand>, Option<String>, Option<Declaration>);

async fn asked(app: &App, link: &Confirm) -> Result<Asked, Problem> {
    let (brand, known) = about(app, &link.brand).await?;
    let (wanted, links) = (link.clone(), app.links.clone());
    let find = move |shard: &rapport_engine::Shard, id| {
        shard.customer(id).and_then(|record| opt_in::request(&links, &record.customer, &wanted).cloned())
    };
    Ok((brand, known, app.runtime.ask(link.customer, find).await?))
}

/// Confirms. Once more is no mistake.
pub async fn confirm(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
    body: Unread,
) -> Response {
    let form = body.read(STRANGERS_BODY).await.unwrap_or_default();
    let choice = chosen(&form).unwrap_or(choice);
    let Some(link) = app.links.read::<Confirm>(&token) else {
        return layout::bad_link(choice.language(&headers, None));
    };
    let (brand, known, request) = match asked(&app, &link).await {
        Ok(found) => found,
        Err(problem) => return failed(choice.language(&headers, None), &problem),
    };
    let language = choice.language(&headers, known.as_deref());
    let words = language.words();
    let frame = frame(&brand, "");
    let say = |status, text: &str| layout::note(status, language, &frame, words.confirm_title, text);
    let Some(address) = request.and_then(|request| request.address) else {
        return say(StatusCode::GONE, words.confirm_nothing);
    };
    let already = already_confirmed(&app, &link, &address).await;
    if matches!(already, Ok(true)) {
        return say(StatusCode::OK, words.confirmed);
    }
    let declaration = Declaration {
        at: app.now(),
        act: Act::Confirm,
        brand: link.brand.clone(),
        purpose: Some(link.purpose.clone()),
        channel: Some(link.channel.clone()),
        proof: Proof::DoubleOptIn { via: address.kind, reference: format!("link of {}", link.asked).into() },
        address: Some(address.clone()),
        wording: None,
        source: "confirmation-page".into(),
    };
    match consents::tell(&app, Target::Customer(link.customer), declaration).await {
        Ok(_) => {
            app.rates.answered(&address);
            say(StatusCode::OK, words.confirmed)
        }
        Err(problem) if problem.reason() == Some("confirmation_late") => say(StatusCode::GONE, words.confirm_late),
        Err(problem) if problem.code() == Code::Refused => say(StatusCode::GONE, words.confirm_nothing),
        Err(problem) => failed(language, &problem),
    }
}

/// Whether this very request was confirmed before, by this very address: another one's yes is not this one's.
async fn already_confirmed(app: &App, link: &Confirm, address: &Identifier) -> Result<bool, Problem> {
    let (wanted, address) = (link.clone(), address.clone());
    let find = move |shard: &rapport_engine::Shard, id| {
        let Some(record) = shard.customer(id) else { return false };
        let brand = shard.catalog.brand(&wanted.brand);
        let Some(brand) = brand else { return false };
        let given = record.customer.standing(brand, &wanted.purpose, &wanted.channel).given;
        given.iter().any(|given| {
            given.act == Act::Confirm && given.at >= wanted.asked && given.address.as_ref() == Some(&address)
        })
    };
    Ok(app.runtime.ask(link.customer, find).await?)
}
