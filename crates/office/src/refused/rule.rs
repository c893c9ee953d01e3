//! The rule behind a refusal, in the one form in which a problem takes it.

use super::ApiRefusal;
use crate::{drivers::Obstacle, placements::PlacementRefusal, rates::RateRefusal};
use rapport_channel::{
    staff::AnswerRefusal,
    voucher::{self, Flaw},
};
use rapport_customer::{SourceRefusal, consent::ConsentRefusal, identity::Illegible};

/// A rule by its stable code. It is made of the enum that lists the rule and of nothing else, so that no refusal goes out by a code that
/// no page of `docs/errors` explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedRule(&'static str);

impl NamedRule {
    /// The stable code, as it stands in `reason`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }
}

macro_rules! listed {
    ($($rules:ty),* $(,)?) => { $(
        impl From<$rules> for NamedRule {
            fn from(rule: $rules) -> Self {
                Self(rule.code())
            }
        }
    )* };
}

listed!(
    ApiRefusal,
    RateRefusal,
    PlacementRefusal,
    AnswerRefusal,
    Flaw,
    SourceRefusal,
    ConsentRefusal,
    Illegible,
    Obstacle,
    rapport_account::LinkRefusal,
    rapport_account::PasswordRefusal,
    &rapport_people::NotAllowed,
    &rapport_people::RightsRefusal,
    &rapport_work::approval::Refusal,
    &voucher::Refusal,
    &rapport_plan::Refusal,
);
