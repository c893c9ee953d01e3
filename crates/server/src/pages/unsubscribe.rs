//! Unsubscribing: by a mail program with one POST (RFC 8058), or by a person with a page and a button.

use super::{
    Choice, confirm,
    layout::{self, Frame},
    words::Language,
};
use crate::{App, api::consents, door::limits::STRANGERS_BODY, extract::Unread, links::Unsubscribe, problem::Problem};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use maud::html;
use rapport_customer::{Act, Declaration, Proof};
use rapport_platform::runtime::Target;

/// A page with a button. Opening it changes nothing.
pub async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Response {
    let Some(link) = app.links.read::<Unsubscribe>(&token) else {
        return layout::bad_link(choice.language(&headers, None));
    };
    match confirm::about(&app, &link.brand).await {
        Ok((brand, known)) => {
            let language = choice.language(&headers, known.as_deref());
            let frame = confirm::frame(&brand, &format!("/p/u/{token}"));
            ask(language, &frame, &link)
        }
        Err(problem) => confirm::failed(choice.language(&headers, None), &problem),
    }
}

fn ask(language: Language, frame: &Frame, link: &Unsubscribe) -> Response {
    let words = language.words();
    let content = html! {
        section {
            p { (words.unsubscribe_text) " " strong { (words.channel(link.channel.as_str())) } }
            form method="post" action=(frame.address) {
                input type="hidden" name="lang" value=(language.tag());
                button type="submit" { (words.unsubscribe_button) }
            }
        }
    };
    layout::page(StatusCode::OK, language, frame, words.unsubscribe_title, content)
}

/// Unsubscribes at once, whatever the body says: the token alone decides. No cookie, no sign-in, no redirect.
pub async fn unsubscribe(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
    body: Unread,
) -> Response {
    // Read so that the connection can be used again; form and multipart bodies alike say nothing that is needed.
    let form = body.read(STRANGERS_BODY).await.unwrap_or_default();
    let choice = confirm::chosen(&form).unwrap_or(choice);
    let Some(link) = app.links.read::<Unsubscribe>(&token) else {
        return layout::bad_link(choice.language(&headers, None));
    };
    match withdraw(&app, &link).await {
        Ok((brand, known, in_flight)) => {
            let language = choice.language(&headers, known.as_deref());
            let words = language.words();
            let frame = confirm::frame(&brand, "");
            let content = html! {
                p class="note" role="status" { (words.unsubscribed) }
                @if in_flight { p class="soft" { (words.in_flight) } }
            };
            layout::page(StatusCode::OK, language, &frame, words.unsubscribe_title, content)
        }
        Err(problem) => confirm::failed(choice.language(&headers, None), &problem),
    }
}

type Done = (std::sync::Arc<rapport_customer::Brand>, Option<String>, bool);

async fn withdraw(app: &App, link: &Unsubscribe) -> Result<Done, Problem> {
    let (brand, known) = confirm::about(app, &link.brand).await?;
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
    };
    let (outcome, _) = consents::tell(app, Target::Customer(link.customer), declaration).await?;
    Ok((brand, known, !outcome.in_flight.is_empty()))
}
