//! Unsubscribing: by a mail program with one POST (RFC 8058), or by a person with a page and a button.

use super::{
    foreign::foreign,
    layout::{self, Frame},
    visit::Visit,
    words::Language,
};
use crate::{App, api::consents, links::Unsubscribe, problem::Problem};
use axum::{http::StatusCode, response::Response};
use maud::html;
use rapport_customer::{Act, Declaration, Proof};
use rapport_platform::runtime::Target;

/// A page with a button. Opening it changes nothing.
pub async fn show(visit: Visit<Unsubscribe>) -> Response {
    match visit.brand(&visit.link.brand).await {
        Ok((brand, language)) => ask(language, &Frame::of(&brand, &visit.address()), &visit.link),
        Err(page) => page,
    }
}

fn ask(language: Language, frame: &Frame, link: &Unsubscribe) -> Response {
    let words = language.words();
    let content = html! {
        section {
            p { (words.unsubscribe_text) " " strong { (foreign(words.channel(link.channel.as_str()))) } }
            form method="post" action=(frame.address) {
                input type="hidden" name="lang" value=(language.tag());
                button type="submit" { (words.unsubscribe_button) }
            }
        }
    };
    layout::page(StatusCode::OK, language, frame, words.unsubscribe_title, content)
}

/// Unsubscribes at once, whatever the body says: the token alone decides. No cookie, no sign-in, no redirect.
pub async fn unsubscribe(visit: Visit<Unsubscribe>) -> Response {
    let (brand, language) = match visit.brand(&visit.link.brand).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    match withdraw(&visit.app, &visit.link).await {
        Ok(in_flight) => {
            let words = language.words();
            let content = html! {
                p class="note" role="status" { (words.unsubscribed) }
                @if in_flight { p class="soft" { (words.in_flight) } }
            };
            layout::page(StatusCode::OK, language, &Frame::of(&brand, ""), words.unsubscribe_title, content)
        }
        Err(problem) => layout::failed(language, &problem),
    }
}

/// Takes back what the link is about; says whether a message was already under way. Whoever was erased has nothing left to take
/// back, and gets nothing any more.
async fn withdraw(app: &App, link: &Unsubscribe) -> Result<bool, Problem> {
    if !app.runtime.with_index(|index| index.knows(link.customer)) {
        return Ok(false);
    }
    let declaration = Declaration {
        at: app.now(),
        act: Act::Withdraw,
        brand: link.brand.clone(),
        purpose: Some(link.purpose.clone()),
        channel: Some(link.channel.clone()),
        address: None,
        wording: None,
        source: "one-click".into(),
        proof: Proof::Personal { reference: "unsubscribe link".into() },
        public: false,
    };
    let told = consents::tell(app, Target::Customer(link.customer), declaration).await?;
    Ok(!told.outcome.in_flight.is_empty())
}
