//! The vocabulary of the stories: what people do, in sentences.

use crate::office::euros;
use rapport_kernel::{Currency, Money};
use rapport_work::{PersonId, PlaceId, RoleId, StageId, approval::Digest};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// What happens.
pub enum Deed {
    Asks { by: PersonId, digest: Digest, amount: Money },
    Publishes { by: PersonId, digest: Digest, people: u64, unit_cost: Money, free: Money, limit: Money },
    Approves { by: PersonId, stage: StageId, digest: Digest, remarks: Option<String> },
    Rejects { by: PersonId, stage: StageId, digest: Digest, reason: String },
    Withdraws { by: PersonId, reason: String },
    Changes { by: PersonId, parts: BTreeSet<SmolStr>, digest: Digest, amount: Option<Money> },
    Reminds { by: PersonId, person: PersonId, stage: StageId },
    Escalates { by: PersonId, stage: StageId, from: PersonId, to: PersonId },
    Away { person: PersonId, substitute: Option<PersonId> },
    Back { person: PersonId },
    Leaves { person: PersonId },
    Holds { person: PersonId, role: RoleId, place: PlaceId },
    TimePasses,
}

/// Reads a sentence.
pub fn deed(text: &str) -> Result<Deed, String> {
    if text == "time passes" {
        return Ok(Deed::TimePasses);
    }
    let (said, after_colon) = match text.split_once(": ") {
        Some((said, words)) => (said, Some(words.to_owned())),
        None => (text, None),
    };
    let words: Vec<&str> = said.split_whitespace().map(|word| word.trim_end_matches(',')).collect();
    let why = || after_colon.clone().ok_or_else(|| "say why after a colon".to_owned());
    Ok(match words.as_slice() {
        [by, "asks", "for", digest, "at", amount, "EUR"] => {
            Deed::Asks { by: (*by).into(), digest: (*digest).into(), amount: money(amount)? }
        }
        [
            by,
            "publishes",
            digest,
            "to",
            people,
            "people",
            "at",
            cost,
            "EUR",
            "with",
            free,
            "EUR",
            "free",
            "and",
            "a",
            "limit",
            "of",
            limit,
            "EUR",
        ] => {
            let people = people.parse().map_err(|_| format!("`{people}` is no number"))?;
            let (unit_cost, free, limit) = (money(cost)?, money(free)?, money(limit)?);
            Deed::Publishes { by: (*by).into(), digest: (*digest).into(), people, unit_cost, free, limit }
        }
        [by, "approves", stage, digest] => {
            let (by, stage, digest) = ((*by).into(), (*stage).into(), (*digest).into());
            Deed::Approves { by, stage, digest, remarks: after_colon }
        }
        [by, "rejects", stage, digest] => {
            Deed::Rejects { by: (*by).into(), stage: (*stage).into(), digest: (*digest).into(), reason: why()? }
        }
        [by, "withdraws"] => Deed::Withdraws { by: (*by).into(), reason: why()? },
        [by, "changes", part, "to", digest, amount @ ..] => {
            let amount = match amount {
                [] => None,
                ["at", amount, "EUR"] => Some(money(amount)?),
                _ => return Err("end with: at 500 EUR".into()),
            };
            let parts = if *part == "everything" { BTreeSet::new() } else { [SmolStr::new(part)].into() };
            Deed::Changes { by: (*by).into(), parts, digest: (*digest).into(), amount }
        }
        [by, "reminds", person, "of", stage] => {
            Deed::Reminds { by: (*by).into(), person: (*person).into(), stage: (*stage).into() }
        }
        [by, "escalates", stage, "from", from, "to", to] => {
            let (by, stage) = ((*by).into(), (*stage).into());
            Deed::Escalates { by, stage, from: (*from).into(), to: (*to).into() }
        }
        [person, "is", "away"] => Deed::Away { person: (*person).into(), substitute: None },
        [person, "is", "away", other, "stands", "in"] => {
            Deed::Away { person: (*person).into(), substitute: Some((*other).into()) }
        }
        [person, "is", "back"] => Deed::Back { person: (*person).into() },
        [person, "leaves"] => Deed::Leaves { person: (*person).into() },
        [person, "is", role, "at", place] => {
            Deed::Holds { person: (*person).into(), role: (*role).into(), place: (*place).into() }
        }
        _ => return Err(format!("nobody understands `{text}`: see scenarios/README.md")),
    })
}

fn money(text: &str) -> Result<Money, String> {
    if let Ok(whole) = text.parse() {
        return Ok(euros(whole));
    }
    Money::parse(text, Currency::EUR).map_err(|error| error.to_string())
}
