//! The frame of every public page: works on a phone, without JavaScript, in light and dark, with a keyboard.

use super::{foreign::foreign, words::Language};
use crate::{
    layers,
    problem::{Code, Problem},
};
use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};
use rapport_customer::{
    Brand,
    look::{Colour, Look, is_logo},
};

/// For public pages: nothing but our own style sheet, forms only to this address.
const CSP: &str =
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Whose page it is.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The brand's name.
    pub brand: String,
    /// What it wears.
    pub look: Look,
    /// Who stands behind it, as the law wants it named.
    pub imprint: String,
    /// The page's own address without parameters, for the links to the other languages; empty for none.
    pub address: String,
}

impl Frame {
    /// The brand's frame around a page at `address`.
    #[must_use]
    pub fn of(brand: &Brand, address: &str) -> Self {
        Self {
            brand: brand.name.to_string(),
            look: brand.look.clone(),
            imprint: brand.sender.imprint.to_string(),
            address: address.to_owned(),
        }
    }
}

/// A whole page.
#[must_use]
pub fn page(status: StatusCode, language: Language, frame: &Frame, title: &str, content: Markup) -> Response {
    let words = language.words();
    let markup = html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                title { (title) @if !frame.brand.is_empty() { " · " (frame.brand) } }
                link rel="stylesheet" href="/p/style.css";
                @if let Some(colour) = Colour::read(&frame.look.colour) {
                    link rel="stylesheet" href={ "/p/look/" (colour.to_string().trim_start_matches('#')) };
                }
            }
            body {
                header {
                    @if is_logo(&frame.look.logo) {
                        img class="logo" src=(frame.look.logo) alt=(frame.brand);
                    } @else {
                        strong { (foreign(&frame.brand)) }
                    }
                    @if !frame.address.is_empty() {
                        nav aria-label=(words.language) {
                            @for other in Language::ALL {
                                a href={ (frame.address) "?lang=" (other.tag()) } lang=(other.tag()) hreflang=(other.tag())
                                    aria-current=[(other == language).then_some("true")] { (other.name()) }
                            }
                        }
                    }
                }
                main {
                    h1 { (title) }
                    (content)
                }
                footer { (foreign(&frame.imprint)) }
            }
        }
    };
    let mut response = (status, Html(markup.into_string())).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
    layers::private(&mut response);
    response
}

/// The style sheet of the public pages.
pub async fn style() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, include_str!("style.css")).into_response()
}

/// What the accent stands on in the style sheet, where it is hardest to read: light and dark.
const PAPERS: [(&str, &str); 2] = [("#f6f7f9", "light"), ("#1a1d24", "dark")];

/// A brand's colour on the public pages: on each paper as near to it as can be read.
pub async fn look(Path(colour): Path<String>) -> Response {
    let Some(colour) = Colour::read(&format!("#{colour}")) else {
        return Problem::not_found("colour").into_response();
    };
    let rule = |(paper, scheme): (&str, &str)| {
        let accent = colour.readable_on(Colour::read(paper).unwrap_or(Colour::WHITE));
        let on = accent.ink();
        format!("@media (prefers-color-scheme: {scheme}) {{ :root {{ --accent: {accent}; --on: {on}; }} }}\n")
    };
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, PAPERS.map(rule).concat()).into_response()
}

/// A page with a message and nothing to do.
#[must_use]
pub fn note(status: StatusCode, language: Language, frame: &Frame, title: &str, text: &str) -> Response {
    let bad = status.as_u16() >= 400;
    let class = if bad { "note bad" } else { "note" };
    page(status, language, frame, title, html! { p class=(class) role="status" { (text) } })
}

/// The link was cut off, changed, or never ours.
#[must_use]
pub fn bad_link(language: Language) -> Response {
    let words = language.words();
    note(StatusCode::NOT_FOUND, language, &Frame::default(), words.bad_link, words.bad_link_hint)
}

/// The link is ours, but what it was about is not kept any more. Whose it was, and why it is gone, is for nobody who only holds
/// a link.
#[must_use]
pub fn gone(language: Language) -> Response {
    let words = language.words();
    note(StatusCode::GONE, language, &Frame::default(), words.gone, words.gone_hint)
}

/// Something did not work: the page says so, and that nothing was changed. A form that did not arrive whole is the sender's to send again;
/// everything else passes.
#[must_use]
pub fn failed(language: Language, problem: &Problem) -> Response {
    let words = language.words();
    let (status, hint) = match problem.code() {
        Code::NotFound => return gone(language),
        code
        @ (Code::InvalidBody | Code::InvalidEncoding | Code::UnsupportedMedia | Code::TooLarge | Code::TooSlow) => {
            (StatusCode::from_u16(code.status()).unwrap_or(StatusCode::BAD_REQUEST), words.unread_form)
        }
        Code::TooMany => (StatusCode::TOO_MANY_REQUESTS, words.later_hint),
        _ => (StatusCode::SERVICE_UNAVAILABLE, words.later_hint),
    };
    note(status, language, &Frame::default(), words.later, hint)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_brand_turns_no_line_of_its_page_round() {
        let frame =
            Frame { brand: "\u{5e2}\u{5d3}\u{5d4}".into(), imprint: "Street\u{202e}1".into(), ..Frame::default() };
        let shown = note(StatusCode::OK, Language::En, &frame, "Title", "Text");
        let body = axum::body::to_bytes(shown.into_body(), usize::MAX).await.unwrap();
        let html = String::from_utf8(body.to_vec()).unwrap();
        assert!(html.contains("<strong><bdi class=\"foreign\">\u{5e2}\u{5d3}\u{5d4}</bdi></strong>"), "{html}");
        assert!(html.contains("<footer><bdi class=\"foreign\">Street<span class=\"mark\">"), "{html}");
    }
}
