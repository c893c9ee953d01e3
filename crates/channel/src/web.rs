//! The web placement's own content, and the choice of what to show at a place.
//!
//! ```yaml
//! content:
//!   placement: home-hero
//!   headline: "Still thinking about {{ data.name }}?"
//!   text: "Try them on in your branch today."
//!   image: {url: "https://shop.example/shoes.jpg", alt: "Trail shoes on a rock"}
//!   link: {url: "/p/trail-shoes", label: "Reserve"}
//!   product: "{{ data.product_id }}"
//! ```
//!
//! It is data, not markup: the shop's page decides how it looks, no script or style travels with it, and addresses are
//! asked after filling in, so that no one's profile or event can smuggle in another kind of address or another host.
//!
//! Who is shown: the higher priority; among equals what was shown less often, then what was not shown for the longest
//! time, then what began later, then the smaller send key. The last makes the order total: the same question always has
//! the same answer.

use crate::{
    content::{ContentProblem, Form, Shaped, Unfit},
    kind::{Kind, Reach, View},
    shape::{Shape, cut, open},
    targets::{LinkError, Listed, check_page, check_path, said},
};
use rapport_customer::{brand::Medium, send_key::SendKey};
use rapport_kernel::{Map, Span, Time, Value};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::cmp::Reverse;

/// Places on a site or in an app as a kind of channel.
pub static KIND: Kind = Kind {
    id: "web",
    medium: Medium::Presence,
    reach: Reach::Shown,
    places: &[],
    valid_for: Span(7 * Span::DAY.0),
    proves: false,
    says_how_to_object: false,
    clicked: None,
    view: View::Letter,
    schema: r#"{
  "type": "object", "required": ["placement", "headline"], "additionalProperties": false,
  "properties": {
    "placement": {"type": "string"},
    "headline": {"type": "string"},
    "text": {"type": "string"},
    "image": {"type": "object", "required": ["url"]},
    "link": {"type": "object", "required": ["url"]},
    "product": {"type": "string"}
  }
}"#,
    form: Form::fields::<Placement>(),
};

/// Longer texts are cut.
pub const MAX_TEXT: usize = 500;
/// Longer addresses are refused.
pub const MAX_URL: usize = 2_000;

/// A placement, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// Where on the site.
    pub placement: SmolStr,
    /// The big words.
    pub headline: String,
    /// The small words.
    pub text: Option<String>,
    /// A picture.
    pub image: Option<Image>,
    /// Where a click leads.
    pub link: Option<Link>,
    /// Which product it is about, so that the page need not show it twice.
    pub product: Option<SmolStr>,
}

/// A picture on the web.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// `https://..` or a path on the same site.
    pub url: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
}

/// Where the placement leads and the words to press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// `https://..` or a path on the same site.
    pub url: String,
    /// What stands on the button.
    pub label: Option<String>,
}

impl Shaped for Placement {
    fn kind() -> &'static Kind {
        &KIND
    }

    fn read(content: &Map) -> Result<Self, Vec<ContentProblem>> {
        let mut shape = Shape::of(content, "", &["placement", "headline", "text", "image", "link", "product"]);
        let image = inner(&mut shape, "image", &["url", "alt"], |inner| Image {
            url: address(inner),
            alt: inner.text("alt").map(|text| cut(text, MAX_TEXT)).unwrap_or_default(),
        });
        let link = inner(&mut shape, "link", &["url", "label"], |inner| Link {
            url: address(inner),
            label: inner.text("label").map(|text| cut(text, MAX_TEXT)),
        });
        let placement = Self {
            placement: shape.required("placement", "say at which place of the site this is shown").into(),
            headline: cut(shape.required("headline", "a placement needs a headline"), MAX_TEXT),
            text: shape.text("text").map(|text| cut(text, MAX_TEXT)),
            image,
            link,
            product: shape.text("product").map(Into::into),
        };
        shape.finish(placement)
    }

    fn led(mut self, listed: Listed<'_>) -> Result<Self, LinkError> {
        let urls = self.image.iter().map(|image| &image.url).chain(self.link.iter().map(|link| &link.url));
        urls.map(String::as_str).try_for_each(|url| check_address(url, listed))?;
        let alt = self.image.iter_mut().map(|image| &mut image.alt);
        let label = self.link.iter_mut().filter_map(|link| link.label.as_mut());
        for text in [&mut self.headline].into_iter().chain(&mut self.text).chain(alt).chain(label) {
            *text = said(text, listed)?.into_owned();
        }
        Ok(self)
    }

    /// The place itself must be said plainly: which places a journey asks for has to be known before anybody comes.
    fn check(content: &Map) -> Result<(), Vec<ContentProblem>> {
        let read = Self::read(content)?;
        let mut problems = Vec::new();
        if open(&read.placement) {
            let message = "the place cannot depend on the person: write its name";
            problems.push(ContentProblem::field("content_choice", "placement", message));
        }
        let image = read.image.iter().map(|image| ("image.url", &image.url));
        for (field, url) in image.chain(read.link.iter().map(|link| ("link.url", &link.url))) {
            if !open(url) && !harmless(url) {
                let message = "use an address that begins with https:// or a path that begins with /";
                problems.push(ContentProblem::field("content_url", field, message));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

fn inner<T>(shape: &mut Shape<'_>, field: &str, known: &[&str], read: impl FnOnce(&mut Shape<'_>) -> T) -> Option<T> {
    match shape.value(field)? {
        Value::Map(map) => {
            let mut inner = Shape::of(map, &shape.path(field), known);
            let value = read(&mut inner);
            shape.absorb(inner.finish(value))
        }
        _ => {
            shape.problem("content_type", field, format!("this must be a map with {}", known.join(" and ")));
            None
        }
    }
}

fn address(shape: &mut Shape<'_>) -> String {
    let url = shape.required("url", "the address is missing");
    if url.len() > MAX_URL {
        shape.problem("content_url", "url", "an address has 2000 bytes at most");
    }
    url
}

/// Asks an address with its data in it: a path leads to no other site, all else is `https` on a listed host.
fn check_address(url: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    if url.starts_with(['/', '\\']) {
        return check_path(url);
    }
    if url.get(..8).is_none_or(|begin| !begin.eq_ignore_ascii_case("https://")) || !is_markup_free(url) {
        return Err(LinkError::Scheme);
    }
    check_page(url, listed)
}

/// Nothing that ends an attribute: the page may put it there as it is.
fn is_markup_free(url: &str) -> bool {
    !url.contains(['"', '\'', '<', '>', '`'])
}

/// What an author may write: `https` or a path on the same site.
fn harmless(url: &str) -> bool {
    let https = url.strip_prefix("https://").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && c != '\\';
    (https || url.starts_with('/') && check_path(url).is_ok()) && is_markup_free(url) && url.chars().all(plain)
}

/// Something that may be shown to someone.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Which delivery.
    pub send_key: &'a SendKey,
    /// At which place.
    pub placement: &'a str,
    /// The journey's priority: higher goes first.
    pub priority: i32,
    /// How often this person has seen it.
    pub shown: u32,
    /// The last time this person saw it; none if never.
    pub last_shown: Option<Time>,
    /// When it became a candidate.
    pub since: Time,
    /// Not after this moment.
    pub valid_until: Time,
}

/// What became of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It is shown.
    Chosen,
    /// It is for another place.
    OtherPlacement,
    /// Its time is over.
    Expired,
    /// Something with a higher priority is shown.
    LowerPriority,
    /// Of equal priority, but seen more often than what is shown.
    SeenMoreOften,
    /// Seen as often, but more recently.
    SeenMoreRecently,
    /// Equal in all this, but what is shown began later.
    Older,
    /// Equal in everything; the send key decided.
    Tie,
    /// It cannot be said to this person.
    Unfit(Unfit),
}

impl Reason {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::OtherPlacement => "other_placement",
            Self::Expired => "expired",
            Self::LowerPriority => "lower_priority",
            Self::SeenMoreOften => "seen_more_often",
            Self::SeenMoreRecently => "seen_more_recently",
            Self::Older => "older",
            Self::Tie => "tie",
            Self::Unfit(why) => why.code(),
        }
    }
}

/// Chooses what to show at `placement` at `now`: the index of the candidate, if any, and the reason for each, in order.
#[must_use]
pub fn choose(placement: &str, candidates: &[Candidate<'_>], now: Time) -> (Option<usize>, Vec<Reason>) {
    let fits = |c: &Candidate<'_>| c.placement == placement && now <= c.valid_until;
    let best = (0..candidates.len()).filter(|n| fits(&candidates[*n])).min_by_key(|n| rank(&candidates[*n]));
    let reason = |(n, c): (usize, &Candidate<'_>)| match best {
        _ if c.placement != placement => Reason::OtherPlacement,
        _ if now > c.valid_until => Reason::Expired,
        Some(best) if best != n => lost(c, &candidates[best]),
        _ => Reason::Chosen,
    };
    (best, candidates.iter().enumerate().map(reason).collect())
}

type Rank<'a> = (Reverse<i32>, u32, Option<Time>, Reverse<Time>, &'a SendKey);

/// Smallest first. "Never seen" (`None`) comes before every time.
fn rank<'a>(c: &Candidate<'a>) -> Rank<'a> {
    (Reverse(c.priority), c.shown, c.last_shown, Reverse(c.since), c.send_key)
}

fn lost(loser: &Candidate<'_>, winner: &Candidate<'_>) -> Reason {
    if loser.priority != winner.priority {
        Reason::LowerPriority
    } else if loser.shown != winner.shown {
        Reason::SeenMoreOften
    } else if loser.last_shown != winner.last_shown {
        Reason::SeenMoreRecently
    } else if loser.since != winner.since {
        Reason::Older
    } else {
        Reason::Tie
    }
}

#[cfg(test)]
mod tests;
