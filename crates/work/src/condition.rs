//! On what the stages of a template may depend: CEL, as in journeys, over the facts of what is to be released.
//!
//! ```text
//! amount > 10000 && currency == "EUR"
//! audience > 50000 || "letter" in channels
//! ```
//!
//! **A condition that cannot be answered asks.** In a journey a condition with a fault does not hold; here that would release something
//! because a fact was missing. So where the amount is not known, `amount > 10000` asks the stage, and says that it does so for this reason.

use rapport_journey::{
    Hint,
    cel::{CelProblem, Expression, Fault, Val, eval::Scope, host::Host, lower::Vocabulary, value::List},
};
use rapport_kernel::{BrandId, ChannelId, Money, coded};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::{cell::RefCell, collections::BTreeSet, sync::Arc};

/// What is known of a thing that is to be released.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SubjectFacts {
    /// What it will cost, or how much money is moved.
    pub amount: Option<Money>,
    /// The area of the plan it belongs to.
    pub area: Option<SmolStr>,
    /// The channels it speaks on.
    pub channels: BTreeSet<ChannelId>,
    /// The brand it speaks for.
    pub brand: Option<BrandId>,
    /// How many people it will reach.
    pub audience: Option<u64>,
}

coded! {
    /// The name of a fact in a condition.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum FactName {
        /// In whole units of the currency: 12.34 for 12.34 EUR.
        Amount = "amount",
        /// `EUR`
        Currency = "currency",
        /// The area's id.
        Area = "area",
        /// A list of the channels' ids.
        Channels = "channels",
        /// The brand's id.
        Brand = "brand",
        /// A number of people.
        Audience = "audience",
    }
}

impl SubjectFacts {
    /// Whether a fact is the same in both.
    #[must_use]
    pub fn agrees(&self, other: &Self, name: FactName) -> bool {
        match name {
            FactName::Amount => self.amount == other.amount,
            FactName::Currency => self.amount.map(|m| m.currency) == other.amount.map(|m| m.currency),
            FactName::Area => self.area == other.area,
            FactName::Channels => self.channels == other.channels,
            FactName::Brand => self.brand == other.brand,
            FactName::Audience => self.audience == other.audience,
        }
    }

    fn value(&self, name: FactName) -> Option<Val<'_>> {
        Some(match name {
            // Both are exact as far as whole minor units are, and division rounds to the number nearest to what is meant.
            FactName::Amount => {
                let amount = self.amount?;
                Val::Double(amount.minor as f64 / 10f64.powi(amount.currency.digits().cast_signed()))
            }
            FactName::Currency => Val::Text(self.amount?.currency.code().to_owned().into()),
            FactName::Area => Val::text(self.area.as_ref()?),
            FactName::Channels => {
                Val::List(List::Made(self.channels.iter().map(|channel| Val::text(channel.as_str())).collect()))
            }
            FactName::Brand => Val::text(self.brand.as_ref()?.as_str()),
            FactName::Audience => Val::Uint(self.audience?),
        })
    }
}

/// What a condition says of some facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionAnswer {
    /// True of the facts given.
    Holds,
    /// It does not.
    Fails,
    /// That cannot be said: a fact is missing, or the sum makes no sense.
    Unclear,
}

/// A compiled condition.
#[derive(Clone, Debug)]
pub struct Condition {
    text: String,
    expression: Arc<Expression>,
    names: BTreeSet<FactName>,
}

// The same text is the same condition.
impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Condition {}

impl Condition {
    /// Compiles a text.
    ///
    /// # Errors
    /// What is wrong with it, with line and column.
    pub fn compile(text: &str) -> Result<Self, CelProblem> {
        let words = Words(RefCell::default());
        let expression = Expression::condition(text, &words)?;
        Ok(Self { text: text.into(), expression: Arc::new(expression), names: words.0.into_inner() })
    }

    /// The facts it speaks of.
    #[must_use]
    pub fn names(&self) -> &BTreeSet<FactName> {
        &self.names
    }

    /// What it says of these facts.
    #[must_use]
    pub fn of(&self, facts: &SubjectFacts) -> ConditionAnswer {
        match self.expression.value(&Known(facts)) {
            Ok(Val::Bool(true)) => ConditionAnswer::Holds,
            Ok(Val::Bool(false)) => ConditionAnswer::Fails,
            _ => ConditionAnswer::Unclear,
        }
    }
}

/// Whom a stage concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concern {
    /// Every subject of the template's kind.
    All,
    /// What its condition holds for.
    When(Condition),
    /// No one can say: an earlier release wrote a condition that this one does not read.
    Unreadable,
}

impl Concern {
    /// What a stage's `when` means.
    #[must_use]
    pub fn read(when: Option<&str>) -> Self {
        match when.map(Condition::compile) {
            None => Self::All,
            Some(Ok(condition)) => Self::When(condition),
            Some(Err(_)) => Self::Unreadable,
        }
    }

    /// Whether it concerns a thing with these facts.
    #[must_use]
    pub fn of(&self, facts: &SubjectFacts) -> ConditionAnswer {
        match self {
            Self::All => ConditionAnswer::Holds,
            Self::When(condition) => condition.of(facts),
            Self::Unreadable => ConditionAnswer::Unclear,
        }
    }

    /// Whether it rests on a fact that is another now.
    #[must_use]
    pub fn rests_on_a_change(&self, before: &SubjectFacts, after: &SubjectFacts) -> bool {
        match self {
            Self::All => false,
            Self::When(condition) => condition.names.iter().any(|name| !before.agrees(after, *name)),
            Self::Unreadable => before != after,
        }
    }
}

/// The names of facts, and which of them were used.
struct Words(RefCell<BTreeSet<FactName>>);

impl Vocabulary for Words {
    fn variable(&self, name: &str) -> Option<u16> {
        let at = FactName::CODES.iter().position(|code| *code == name)?;
        self.0.borrow_mut().insert(FactName::ALL[at]);
        u16::try_from(at).ok()
    }

    fn question(&self, _: &str, _: &str, _: &[Option<Val<'static>>]) -> Option<Result<Host, String>> {
        None
    }

    fn member(&self, _: &str, _: &str) -> Option<Host> {
        None
    }

    fn hint(&self, _: &str) -> Option<Hint> {
        Some(Hint::OneOf { names: FactName::CODES.iter().map(ToString::to_string).collect() })
    }
}

struct Known<'a>(&'a SubjectFacts);

impl<'a> Scope<'a> for Known<'a> {
    fn variable(&self, id: u16) -> Result<Val<'a>, Fault> {
        let name = FactName::ALL.get(usize::from(id)).ok_or(Fault::NoSuchKey)?;
        self.0.value(*name).ok_or(Fault::NoSuchKey)
    }

    fn host(&self, _: &Host) -> Result<Val<'a>, Fault> {
        Err(Fault::NoSuchKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_kernel::Currency;

    fn says(text: &str, facts: &SubjectFacts) -> ConditionAnswer {
        Condition::compile(text).expect(text).of(facts)
    }

    #[test]
    fn facts_are_asked_by_name() {
        let facts = SubjectFacts {
            amount: Some(Money::new(1_000_010, Currency::EUR)),
            area: Some("direct".into()),
            channels: ["email".into(), "letter".into()].into(),
            brand: Some("acme".into()),
            audience: Some(50_000),
        };
        for holds in [
            "amount > 10000",
            "amount == 10000.10",
            r#"currency == "EUR" && area == "direct""#,
            r#""letter" in channels && !("sms" in channels)"#,
            "audience >= 50000 && size(channels) == 2",
            r#"brand == "acme""#,
        ] {
            assert_eq!(says(holds, &facts), ConditionAnswer::Holds, "{holds}");
        }
        assert_eq!(says("amount > 10000.10", &facts), ConditionAnswer::Fails);
    }

    #[test]
    fn what_is_not_known_is_unclear_and_never_no() {
        let nothing = SubjectFacts::default();
        for unclear in ["amount > 10000", r#"currency == "EUR""#, "audience > 5", "!(amount > 10000)"] {
            assert_eq!(says(unclear, &nothing), ConditionAnswer::Unclear, "{unclear}");
        }
        assert_eq!(
            says(r#"amount > 10 || !("sms" in channels)"#, &nothing),
            ConditionAnswer::Holds,
            "one side decides"
        );
        assert_eq!(says(r#""sms" in channels"#, &nothing), ConditionAnswer::Fails);
        assert_eq!(says("amount % 2.0 == 0.0", &nothing), ConditionAnswer::Unclear);
    }

    #[test]
    fn a_condition_that_cannot_be_read_asks_and_rests_on_everything() {
        let (nothing, brand) = (SubjectFacts::default(), Some("acme".into()));
        let other = SubjectFacts { brand, ..SubjectFacts::default() };
        let unreadable = Concern::read(Some("amount >"));
        assert_eq!(unreadable.of(&nothing), ConditionAnswer::Unclear);
        assert!(unreadable.rests_on_a_change(&nothing, &other) && !unreadable.rests_on_a_change(&other, &other));
        assert!(!Concern::read(Some("amount > 3")).rests_on_a_change(&nothing, &other));
        assert_eq!(Concern::read(None).of(&nothing), ConditionAnswer::Holds);
    }

    #[test]
    fn a_condition_says_what_it_depends_on_and_what_is_wrong_with_it() {
        let names = |text| Condition::compile(text).expect(text).names().iter().copied().collect::<Vec<_>>();
        assert_eq!(names(r#"audience > 5 && amount > 3 || amount < 1"#), [FactName::Amount, FactName::Audience]);
        let wrong = |text| Condition::compile(text).map(|_| ()).expect_err(text);
        assert_eq!(wrong("amout > 3").code, "cel_unknown_name");
        assert!(wrong("amout > 3").hint.is_some_and(|hint| hint.to_string().contains("amount, currency")));
        assert_eq!(wrong("amount > ").code, "cel_syntax");
        assert_eq!(wrong("12").code, "cel_not_a_condition");
        assert_eq!((wrong("amount > 3 &&\n matches").line, wrong("amount > 3 &&\n matches").column), (2, 2));
    }
}
