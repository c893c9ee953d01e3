//! The double opt-in page: the link opens it, only its button confirms.

use super::{
    foreign::foreign,
    layout::{self, Frame},
    visit::Visit,
    words::Language,
};
use crate::{
    App,
    api::consents,
    links::Confirm,
    opt_in,
    problem::{Code, Problem},
};
use axum::{http::StatusCode, response::Response};
use maud::html;
use rapport_customer::{Act, Brand, Declaration, Proof};
use rapport_kernel::Identifier;
use rapport_platform::runtime::Target;
use std::sync::Arc;

/// A page with what was asked and a button. Opening it confirms nothing.
pub async fn show(visit: Visit<Confirm>) -> Response {
    match asked(&visit).await {
        Ok((brand, language, Some(request))) => {
            let words = language.words();
            let frame = Frame::of(&brand, &visit.address());
            let text = request.wording.map(|wording| wording.text.to_string()).unwrap_or_default();
            let content = html! {
                section {
                    p { (words.confirm_text) }
                    blockquote { (foreign(&text)) }
                    form method="post" action=(frame.address) {
                        input type="hidden" name="lang" value=(language.tag());
                        button type="submit" { (words.confirm_button) }
                    }
                }
            };
            layout::page(StatusCode::OK, language, &frame, words.confirm_title, content)
        }
        Ok((_, language, None)) => {
            let words = language.words();
            layout::note(StatusCode::GONE, language, &Frame::default(), words.bad_link, words.confirm_nothing)
        }
        Err(page) => page,
    }
}

type Asked = (Arc<Brand>, Language, Option<Declaration>);

async fn asked(visit: &Visit<Confirm>) -> Result<Asked, Response> {
    let (brand, language) = visit.brand(&visit.link.brand).await?;
    let (wanted, links) = (visit.link.clone(), visit.app.links.clone());
    let find = move |shard: &rapport_engine::Shard, id| {
        shard.customer(id).and_then(|record| opt_in::request(&links, &record.customer, &wanted).cloned())
    };
    let request = visit.app.runtime.ask(visit.link.customer, find).await;
    Ok((brand, language, request.map_err(|closed| visit.failed(&closed.into()))?))
}

/// Confirms. Once more is no mistake.
pub async fn confirm(visit: Visit<Confirm>) -> Response {
    let (brand, language, request) = match asked(&visit).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let Visit { app, link, .. } = visit;
    let words = language.words();
    let frame = Frame::of(&brand, "");
    let say = |status: StatusCode, text: &str| {
        let title = if status.is_success() { words.confirmed_title } else { words.bad_link };
        layout::note(status, language, &frame, title, text)
    };
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
        public: false,
    };
    match consents::tell(&app, Target::Customer(link.customer), declaration).await {
        Ok(_) => {
            app.rates.answered(&address);
            say(StatusCode::OK, words.confirmed)
        }
        Err(problem) if problem.reason() == Some("confirmation_late") => say(StatusCode::GONE, words.confirm_late),
        Err(problem) if problem.code() == Code::Refused => say(StatusCode::GONE, words.confirm_nothing),
        Err(problem) => layout::failed(language, &problem),
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
