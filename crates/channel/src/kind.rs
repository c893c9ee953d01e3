//! The kinds of channels there are, in one list: what each takes, how it reaches people, and what the program does with it.
//!
//! A brand's channel has an id and a kind: `newsletter` of the kind `email` stands beside `email`, with consents, caps and
//! costs of its own. Whatever depends on *how* a message travels asks its [`Kind`]; nothing else in the program decides by
//! the name of a channel (`cargo xtask check` holds that). A driver of the same name carries its messages out.

use crate::{content::Form, email, receipt, staff, web};
use rapport_customer::brand::{Brand, BrandProblem, Channel, Medium};
use rapport_kernel::{ChannelKind, Span};
use std::fmt;

/// Every kind, in the order in which people are shown them.
static KINDS: [&Kind; 4] = [&email::KIND, &staff::KIND, &receipt::KIND, &web::KIND];

/// One kind of channel.
pub struct Kind {
    /// Its name: in settings, in stored records, in the language files.
    pub id: &'static str,
    /// By what sort of address it reaches people.
    pub medium: Medium,
    /// When a message has reached someone.
    pub reach: Reach,
    /// Where in a message's data the place stands that it goes to, where there is no address: a branch, a printer. The
    /// first that is there counts.
    pub places: &'static [&'static str],
    /// How long a message makes sense where its author does not say.
    pub valid_for: Span,
    /// Whether it carries the messages that prove an address: the one that asks for a confirmation, the one with the
    /// link to one's own data.
    pub proves: bool,
    /// Whether every message says how to object to further ones.
    pub says_how_to_object: bool,
    /// The event that a followed link becomes, if links are followed: named as in Segment's specification.
    pub clicked: Option<&'static str>,
    /// How what was said is shown to someone of the company.
    pub view: View,
    /// The JSON Schema of what an author may write.
    pub schema: &'static str,
    /// How its content is read and made.
    pub(crate) form: Form,
}

/// When a message has reached someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// When the driver has handed it over.
    Sent,
    /// It lies on a screen until someone of the company answers: only they can say that it reached anybody.
    Answered,
    /// It waits until the person comes by and is shown it; no one sends it.
    Shown,
}

/// How what was said is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// A heading and text.
    Letter,
    /// Lines on paper.
    Lines,
}

impl View {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Lines => "lines",
        }
    }
}

impl Kind {
    /// The kind as a value that is stored.
    #[must_use]
    pub fn name(&self) -> ChannelKind {
        self.id.into()
    }

    /// A channel of this kind as a brand usually has it, under this id.
    #[must_use]
    pub fn channel(&self, id: &str) -> Channel {
        Channel {
            kind: (id != self.id).then(|| self.name()),
            // Who is written to proves the address first; who is here needs no quiet hours.
            double_opt_in: self.proves,
            keeps_quiet_hours: self.medium != Medium::Presence,
            says_how_to_object: self.says_how_to_object,
            ..Channel::new(id, self.medium)
        }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// The registry: all that this release can send by, in the order in which settings show them.
#[must_use]
pub fn kinds() -> &'static [&'static Kind] {
    &KINDS
}

/// Looks one up by its id; none if this release has no such kind.
#[must_use]
pub fn kind(name: &ChannelKind) -> Option<&'static Kind> {
    KINDS.into_iter().find(|kind| kind.id == name.as_str())
}

/// The names of every kind, for a sentence.
#[must_use]
pub fn names() -> String {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
    names.join(", ")
}

/// The brand's channel for messages that prove an address.
#[must_use]
pub fn proving(brand: &Brand) -> Option<&Channel> {
    brand.channels.iter().find(|channel| kind(&channel.kind()).is_some_and(|kind| kind.proves))
}

/// What is wrong with the kinds of a brand's channels. A channel of no kind is allowed where its id is none either: consents
/// are kept for it, and nothing is sent. `before` are all the settings that ever held, the newest first: an id stays of one kind and one
/// medium, also if it was given up in between, for what was agreed to and published under it was meant for that.
#[must_use]
pub fn check(brand: &Brand, before: &[Brand]) -> Vec<BrandProblem> {
    let mut problems = Vec::new();
    for channel in &brand.channels {
        let mut wrong = |code, field: &str, message| {
            problems.push(BrandProblem { code, path: format!("channels.{}.{field}", channel.id), message });
        };
        match kind(&channel.kind()) {
            None if channel.kind.is_some() => {
                let message = format!("there is no kind of channel `{}`: use {}", channel.kind(), names());
                wrong("unknown_channel_kind", "kind", message);
            }
            Some(kind) if kind.medium != channel.medium => {
                let message =
                    format!("a channel of the kind `{}` needs {} as its medium", kind.id, medium(kind.medium));
                wrong("other_medium", "medium", message);
            }
            _ => {}
        }
        let is_the_same = |was: &Channel| was.kind() == channel.kind() && was.medium == channel.medium;
        if before.first().and_then(|newest| newest.channel(&channel.id)).is_some_and(is_the_same) {
            continue;
        }
        let mut ever = before.iter().filter_map(|before| before.channel(&channel.id));
        let other = ever.find_map(|was| {
            let of_a_kind = kind(&was.kind()).is_some();
            let field = if of_a_kind && was.kind() != channel.kind() { "kind" } else { "medium" };
            (field == "kind" || was.medium != channel.medium).then_some(field)
        });
        if let Some(field) = other {
            let message =
                "a channel keeps its kind and its medium, for people agreed to those: add a channel with another id";
            wrong("channel_kind_changed", field, message.into());
        }
    }
    problems
}

fn medium(medium: Medium) -> &'static str {
    match medium {
        Medium::Email => "`email`",
        Medium::Phone => "`phone`",
        Medium::Device => "`device`",
        Medium::Presence => "`presence`",
    }
}

#[cfg(test)]
mod tests;
