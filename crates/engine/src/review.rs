//! Whether what messages say can be said: every name in their templates against what trigger, steps, profile and voucher
//! provide, and the whole message made with sample data. Asked where an author looks, not where a document is opened again:
//! what was published once goes on.

use crate::catalog::kind_of;
use rapport_channel::{
    Content,
    review::{self, Hitch},
    spoken,
};
use rapport_customer::Brand;
use rapport_journey::{
    Document, Hint, Known, Problem,
    check::words::meant,
    document::{Pattern, Trigger},
};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// Everything an author should hear about the contents of a document's messages; `brand` is its brand, if that is known.
#[must_use]
pub fn problems(document: &Document, known: &Known, brand: Option<&Brand>) -> Vec<Problem> {
    let provided = Provided::of(document, known);
    let mut out = Vec::new();
    for (n, step) in document.steps.iter().enumerate() {
        let Some(message) = &step.message else { continue };
        let at = |field: &str| {
            let dotted = field.replace('[', ".").replace(']', "");
            if field.is_empty() {
                format!("steps.{n}.message.content")
            } else {
                format!("steps.{n}.message.content.{dotted}")
            }
        };
        let (names, wrong) = review::names(&message.content);
        out.extend(wrong.into_iter().map(|p| Problem::error(p.code, at(&p.field), p.message)));
        let mut said = BTreeSet::new();
        for name in names.iter().filter(|name| said.insert((&name.field, &name.name))) {
            out.extend(provided.problem(&name.name.path, name.name.sure, &at(&name.field)));
        }
        let kind = kind_of(brand, &message.channel);
        let Ok(content) = Content::compile(&kind, &message.content) else { continue };
        out.extend(review::rehearse(&content, &message.content).map(|flaw| match flaw {
            Hitch::Always(p) => Problem::error(p.code, at(&p.field), p.message),
            Hitch::Sometimes(p) => {
                let message = format!("this cannot be sent where a value is missing or of another kind: {}", p.message);
                Problem::warning("content_may_fail", at(&p.field), message).hint(Hint::DefaultOrNumber)
            }
        }));
    }
    out.into_iter().map(|problem| document.positions.locate(problem)).collect()
}

/// What the passages of a journey provide.
struct Provided<'a> {
    known: &'a Known,
    /// What triggers leave under `data`; none if that cannot be known.
    data: Option<BTreeSet<SmolStr>>,
    /// What they remember of the first event; none if there is no first.
    first: Option<BTreeSet<SmolStr>>,
    /// Whether a step waits for events.
    waits: bool,
    /// Whether a step issues a voucher.
    voucher: bool,
}

impl<'a> Provided<'a> {
    fn of(document: &Document, known: &'a Known) -> Self {
        let mut data = Some(BTreeSet::new());
        let mut first = None;
        for trigger in &document.triggers {
            let more = match trigger {
                Trigger::When(of) => said(of, known),
                Trigger::Sequence(of) => {
                    first.get_or_insert_with(BTreeSet::new).extend(of.first.remember.iter().cloned());
                    said(&of.then, known)
                }
                Trigger::Absence(of) => Some(of.after.remember.iter().cloned().collect()),
                Trigger::Count(of) => said(&of.of, known),
                Trigger::Aggregate(of) => said(&of.of, known),
            };
            data = data.zip(more).map(|(mut data, more)| {
                data.extend(more);
                data
            });
        }
        let waits = document.steps.iter().filter_map(|step| step.wait.as_ref()).any(|wait| !wait.events.is_empty());
        let voucher = document.steps.iter().any(|step| step.voucher.is_some());
        Self { known, data, first, waits, voucher }
    }

    /// What is wrong with a name.
    fn problem(&self, path: &[SmolStr], sure: bool, at: &str) -> Option<Problem> {
        let unknown =
            |message: String, hint: Option<Hint>| Some(Problem::error("content_unknown_name", at, message).hint(hint));
        let whole = path.join(".");
        let may_be_missing = || {
            let message = format!("`{whole}` may be missing, and then nothing stands there");
            let warning = Problem::warning("content_no_default", at, message);
            (!sure).then(|| warning.hint(Hint::Default { name: whole.clone() }))
        };
        let (root, rest) = path.split_first()?;
        match (root.as_str(), rest.first()) {
            ("data" | "customer" | "here", None) => None,
            ("here", Some(name)) if spoken::HERE.contains(&name.as_str()) => None,
            ("voucher", _) if !self.voucher => {
                unknown(format!("`{whole}` names a voucher, and no step of this journey issues one"), None)
            }
            ("voucher", None) => None,
            ("voucher", Some(name)) if spoken::VOUCHER.contains(&name.as_str()) => None,
            ("voucher" | "here", Some(_)) => {
                let names: Vec<SmolStr> = if root == "here" {
                    spoken::HERE.map(Into::into).into()
                } else {
                    spoken::VOUCHER.map(Into::into).into()
                };
                let hint = rest.first().and_then(|name| meant(name, &names)).or_else(|| Hint::one_of(&names));
                unknown(format!("there is no `{whole}`"), hint)
            }
            ("customer", Some(name)) => match &self.known.traits {
                Some(traits) if !traits.contains(name) => {
                    let message = format!("no customer has had a trait `{name}` so far");
                    Some(Problem::warning("unknown_trait", at, message).hint(meant(name, traits)))
                }
                _ => may_be_missing(),
            },
            ("data", Some(name)) => self.data(name, rest.get(1), &whole, at).or_else(may_be_missing),
            (root, _) => unknown(format!("templates know nothing called `{root}`"), self.instead(path)),
        }
    }

    /// What is wrong with a name under `data`.
    fn data(&self, name: &SmolStr, below: Option<&SmolStr>, whole: &str, at: &str) -> Option<Problem> {
        let unknown =
            |message: String, hint: Option<Hint>| Some(Problem::error("content_unknown_name", at, message).hint(hint));
        match (name.as_str(), below) {
            ("event", _) if self.waits => None,
            ("voucher", _) if self.voucher => None,
            ("first", below) if self.first.is_some() => {
                let first = self.first.as_ref()?;
                let below = below.filter(|below| !first.contains(*below))?;
                let hint = meant(below, first).unwrap_or_else(|| Hint::write(&format!("remember: [{below}]")));
                unknown(format!("nothing called `{below}` is remembered of the first event"), Some(hint))
            }
            _ => {
                let data = self.data.as_ref().filter(|data| !data.contains(name))?;
                let hint = meant(name, data).or_else(|| Hint::one_of(data));
                let message = format!("`{whole}`: no event that starts this journey leaves a `{name}` so far");
                Some(Problem::warning("unknown_property", at, message).hint(hint))
            }
        }
    }

    /// What was probably meant by a name that begins with nothing known.
    fn instead(&self, path: &[SmolStr]) -> Option<Hint> {
        let last = path.last().map(SmolStr::as_str).unwrap_or_default();
        let is = |names: Option<&BTreeSet<SmolStr>>| names.is_some_and(|names| names.contains(last));
        let below = [
            ("data", self.data.as_ref()),
            ("data.first", self.first.as_ref()),
            ("customer", self.known.traits.as_ref()),
        ];
        if let Some((root, _)) = below.into_iter().find(|(_, names)| is(*names)) {
            return Some(Hint::Meant { name: format!("{root}.{last}") });
        }
        let root = path.first().and_then(|root| meant(root, &spoken::ROOTS.map(SmolStr::new_static)));
        root.or_else(|| Hint::one_of(spoken::ROOTS))
    }
}

/// The properties an event has had, and what is remembered of it; none if nothing is known of it.
fn said(pattern: &Pattern, known: &Known) -> Option<BTreeSet<SmolStr>> {
    let seen = known.events.as_ref()?.get(pattern.event.as_ref()?)?;
    Some(seen.iter().chain(&pattern.remember).cloned().collect())
}
