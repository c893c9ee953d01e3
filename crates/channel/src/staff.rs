//! The branch staff's own content: a prompt on the phone, and what staff answer.
//!
//! ```yaml
//! content:
//!   who: "{{ customer.first_name | default: 'A customer' }}"
//!   looked_for: ["{{ data.name }}"]
//!   say: "The trail shoes are in stock in 39; would you like to try them?"
//!   offer: "Socks at half price with the shoes"
//! ```
//!
//! A prompt is open until it expires or is answered. *Done* and *not interested* close it; *not now* leaves it open, so
//! that a colleague can still answer before it expires.

use crate::{
    content::{ContentProblem, Form, Shaped},
    kind::{Kind, Reach, View},
    report::Outcome,
    shape::{Shape, cut},
    targets::{LinkError, Listed, said},
};
use rapport_customer::brand::Medium;
use rapport_kernel::{Map, Span, Time, Value};
use serde::{Deserialize, Serialize};

/// Branch staff's screens as a kind of channel.
pub static KIND: Kind = Kind {
    id: "staff",
    medium: Medium::Presence,
    reach: Reach::Answered,
    places: &["branch", "event.branch", "first.branch"],
    valid_for: Span(30 * Span::MINUTE.0),
    proves: false,
    says_how_to_object: false,
    clicked: None,
    view: View::Letter,
    schema: r#"{
  "type": "object", "required": ["say"], "additionalProperties": false,
  "properties": {
    "who": {"type": "string"},
    "looked_for": {"type": ["string", "array"], "items": {"type": "string"}},
    "say": {"type": "string"},
    "offer": {"type": "string"}
  }
}"#,
    form: Form::fields::<Prompt>(),
};

/// Longer texts are cut: a prompt is read while walking towards someone.
pub const MAX_TEXT: usize = 240;
/// So many things that were looked for are shown.
pub const MAX_ITEMS: usize = 8;

/// A prompt, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// Who is here, as staff should address them.
    pub who: Option<String>,
    /// What they were looking for.
    pub looked_for: Vec<String>,
    /// One or two sentences for the branch's staff, rendered.
    pub say: String,
    /// A product or advantage to name; none if the content has none.
    pub offer: Option<String>,
}

impl Shaped for Prompt {
    fn kind() -> &'static Kind {
        &KIND
    }

    fn read(content: &Map) -> Result<Self, Vec<ContentProblem>> {
        let mut shape = Shape::of(content, "", &["who", "looked_for", "say", "offer"]);
        let looked_for = match shape.value("looked_for") {
            None => Vec::new(),
            Some(Value::Text(text)) => vec![text.trim().to_owned()],
            Some(Value::List(list)) if list.iter().all(|item| item.as_str().is_some()) => {
                list.iter().filter_map(Value::as_str).map(|text| text.trim().to_owned()).collect()
            }
            Some(_) => {
                shape.problem("content_type", "looked_for", "this must be a text or a list of texts");
                Vec::new()
            }
        };
        let prompt = Self {
            who: shape.text("who").map(|text| cut(text, MAX_TEXT)),
            looked_for: looked_for
                .into_iter()
                .filter(|text| !text.is_empty())
                .take(MAX_ITEMS)
                .map(|text| cut(text, MAX_TEXT))
                .collect(),
            say: cut(shape.required("say", "a prompt needs what staff should say"), MAX_TEXT),
            offer: shape.text("offer").map(|text| cut(text, MAX_TEXT)),
        };
        shape.finish(prompt)
    }

    fn led(mut self, listed: Listed<'_>) -> Result<Self, LinkError> {
        let texts = self.who.iter_mut().chain(&mut self.looked_for).chain([&mut self.say]).chain(&mut self.offer);
        for text in texts {
            *text = said(text, listed)?.into_owned();
        }
        Ok(self)
    }
}

/// What staff answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Staff did it.
    Done,
    /// The customer does not want it.
    NotInterested,
    /// Not a good moment.
    NotNow,
}

impl Answer {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NotInterested => "not_interested",
            Self::NotNow => "not_now",
        }
    }

    /// Whether the prompt is closed by it.
    #[must_use]
    pub fn closes(self) -> bool {
        self != Self::NotNow
    }

    /// What is reported about the delivery.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Done => Outcome::Done,
            Self::NotInterested => Outcome::NotInterested,
            Self::NotNow => Outcome::NotNow,
        }
    }
}

/// Why an answer does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum AnswerRefusal {
    /// The prompt's time was over.
    #[error("the prompt has expired")]
    Expired,
    /// A colleague closed it with another answer.
    #[error("the prompt has already been answered")]
    AlreadyAnswered,
}

impl AnswerRefusal {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::AlreadyAnswered => "already_answered",
        }
    }
}

/// Decides an answer: `Ok(Some(..))` is to be reported, `Ok(None)` says that this very answer was given before.
///
/// # Errors
/// [`AnswerRefusal`]. A prompt may be answered up to and including `valid_until`.
pub fn answer(
    before: Option<Answer>,
    given: Answer,
    valid_until: Time,
    now: Time,
) -> Result<Option<Outcome>, AnswerRefusal> {
    match before {
        Some(before) if before == given => Ok(None),
        Some(before) if before.closes() => Err(AnswerRefusal::AlreadyAnswered),
        _ if now > valid_until => Err(AnswerRefusal::Expired),
        _ => Ok(Some(given.outcome())),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_prompt_says_who_what_and_how() {
        let content: Map = serde_json::from_str(
            r#"{"who":"Ada Beispiel","looked_for":["Trail shoes","", "Socks"],"say":"In stock in 39","offer":""}"#,
        )
        .unwrap();
        let prompt = Prompt::read(&content).unwrap();
        assert_eq!(prompt.looked_for, ["Trail shoes", "Socks"]);
        assert_eq!(prompt.offer, None);
        let problems = Prompt::read(&Map::default()).unwrap_err();
        assert_eq!((problems[0].code, problems[0].field.as_str()), ("content_missing_field", "say"));
    }

    #[test]
    fn not_now_leaves_a_prompt_open_and_done_closes_it() {
        let (end, now) = (Time(1_000), Time(500));
        assert_eq!(answer(None, Answer::NotNow, end, now), Ok(Some(Outcome::NotNow)));
        assert_eq!(answer(Some(Answer::NotNow), Answer::Done, end, now), Ok(Some(Outcome::Done)));
        assert_eq!(answer(Some(Answer::Done), Answer::Done, end, Time(5_000)), Ok(None));
        assert_eq!(answer(Some(Answer::Done), Answer::NotNow, end, now), Err(AnswerRefusal::AlreadyAnswered));
    }

    #[test]
    fn an_expired_prompt_takes_no_answer() {
        assert!(answer(None, Answer::Done, Time(1_000), Time(1_000)).is_ok());
        assert_eq!(answer(None, Answer::Done, Time(1_000), Time(1_001)), Err(AnswerRefusal::Expired));
    }
}
