//! Unsubscribing: by a mail program with one POST (RFC 8058), or by a person with a page and a button.

use super::{
    foreign::foreign,
    layout::{self, Frame},
    visit::Visit,
    words::Language,
};
use crate::{App, api::consents, late, links::Unsubscribe, problem::Problem};
use axum::{http::StatusCode, response::Response};
use maud::html;
use rapport_customer::{Act, Declaration, Proof};
use rapport_kernel::{CustomerId, Identifier};
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
        Ok(Some(in_flight)) => {
            let words = language.words();
            let content = html! {
                p class="note" role="status" { (words.unsubscribed) }
                @if in_flight { p class="soft" { (words.in_flight) } }
            };
            layout::page(StatusCode::OK, language, &Frame::of(&brand, ""), words.unsubscribe_title, content)
        }
        Ok(None) => layout::gone(language),
        Err(problem) => layout::failed(language, &problem),
    }
}

/// Takes back what the link is about; says whether a message was already under way. None if it stopped nothing, and nobody can say
/// whether something goes on: a link older than the addresses in links, whose customer is not known any more.
async fn withdraw(app: &App, link: &Unsubscribe) -> Result<Option<bool>, Problem> {
    let Some((customer, address)) = reader(app, link).await? else {
        // Nobody is known by that address: nothing goes there.
        return Ok((!link.address.is_empty()).then_some(false));
    };
    let declaration = Declaration {
        at: app.now(),
        act: Act::Withdraw,
        brand: link.brand.clone(),
        purpose: Some(link.purpose.clone()),
        channel: Some(link.channel.clone()),
        address,
        wording: None,
        source: "one-click".into(),
        proof: Proof::Personal { reference: "unsubscribe link".into() },
        public: false,
    };
    let told = consents::tell(app, Target::Customer(customer), declaration).await?;
    Ok(Some(!told.outcome.in_flight.is_empty()))
}

/// Who reads the mailbox that the link was sent to: whoever is known by that address today, with the address. It may be
/// somebody else than it was sent to, who was erased, parted off, or has another address by now. If nobody is, whom it was sent to:
/// they may still read their old mail.
async fn reader(app: &App, link: &Unsubscribe) -> Result<Option<(CustomerId, Option<Identifier>)>, Problem> {
    let (asked, shared) = (link.clone(), app.clone());
    let still_theirs = move |shard: &rapport_engine::Shard, id: CustomerId| {
        let known = shard.customer(id)?.customer.profile.identifiers().iter();
        let theirs = known.filter(|known| known.removed.is_none()).map(|known| &known.identifier);
        shared.links.meant(asked.customer, &asked.address, theirs).cloned()
    };
    if let Some(address) = app.runtime.ask(link.customer, still_theirs).await? {
        return Ok(Some((link.customer, Some(address))));
    }
    if let Some((customer, address)) = holder(app, link).await? {
        return Ok(Some((customer, Some(address))));
    }
    let known = app.runtime.with_index(|index| index.knows(link.customer));
    Ok(known.then_some((link.customer, None)))
}

/// Whom the link's address leads to today.
async fn holder(app: &App, link: &Unsubscribe) -> Result<Option<(CustomerId, Identifier)>, Problem> {
    match app.home(&link.brand).await?.medium(&link.channel).identifier() {
        Some(kind) if !link.address.is_empty() => Ok(late::holder(app, link.customer, &link.address, kind).await?),
        _ => Ok(None),
    }
}
