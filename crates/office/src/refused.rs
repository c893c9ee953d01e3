//! Why a use case was not carried out, without a word about how that is answered: `server` makes a problem after RFC 9457 of it.

use crate::view::{DocumentProblem, ProblemSaid};

mod from;
mod refusal;
mod rule;

pub use refusal::ApiRefusal;
pub use rule::NamedRule;

/// What sort of reason it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// What was told does not have the form that is needed.
    InvalidBody,
    /// What was asked for, such as a page of a list, does not have the form that is needed.
    InvalidParameter,
    /// A file that cannot be read.
    InvalidFile,
    /// A document with errors; they are listed.
    InvalidDocument,
    /// A token or password that nobody has.
    WrongToken,
    /// The caller may not do it.
    NotAllowed,
    /// There is no such thing.
    NotFound,
    /// It does not go with how things stand now.
    Conflict,
    /// A rule forbids it.
    Refused,
    /// More than one record can hold.
    TooLarge,
    /// Too often, or too many at once.
    TooMany,
    /// A public source brings more new customers than it may.
    TooManyNewCustomers,
    /// A defect of this program.
    Internal,
    /// Not now: something is stopping, or waits.
    Unavailable,
    /// The history is being made again.
    HistoryMending,
    /// The database cannot answer now.
    DatabaseUnavailable,
    /// The journal beside the backups cannot take more.
    JournalBehind,
    /// Nothing can be written until somebody makes room.
    DiskFull,
    /// The ids of messages cannot be written.
    MessageIdsUnwritable,
}

/// Why a use case was not carried out.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{detail}")]
pub struct Refused {
    /// What sort of reason it is.
    pub cause: Cause,
    /// What is wrong in this case, in English.
    pub detail: String,
    /// The rule that forbids it.
    pub rule: Option<NamedRule>,
    /// The case as a sentence with values.
    pub said: Option<Box<ProblemSaid>>,
    /// The errors of a document.
    pub problems: Vec<DocumentProblem>,
    /// After how many seconds it may be tried again.
    pub retry_after: Option<u32>,
}

impl Refused {
    /// For a reason of this sort, in this case.
    #[must_use]
    pub fn new(cause: Cause, detail: impl Into<String>) -> Self {
        Self { cause, detail: detail.into(), rule: None, said: None, problems: Vec::new(), retry_after: None }
    }

    /// In a case that has a sentence: its English is the detail.
    #[must_use]
    pub fn told(cause: Cause, said: ProblemSaid) -> Self {
        Self::new(cause, said.to_string()).said(said)
    }

    /// A request that nothing is wrong with, but for a rule that forbids it.
    #[must_use]
    pub fn by_rule(rule: impl Into<NamedRule>, detail: impl Into<String>) -> Self {
        Self::new(Cause::Refused, detail).because(rule)
    }

    /// The same, in a case that has a sentence: its English is the detail.
    #[must_use]
    pub fn refused_with(rule: impl Into<NamedRule>, said: ProblemSaid) -> Self {
        Self::told(Cause::Refused, said).because(rule)
    }

    /// The caller may not do this, by a named rule.
    #[must_use]
    pub fn not_allowed(rule: impl Into<NamedRule>, detail: impl Into<String>) -> Self {
        Self::new(Cause::NotAllowed, detail).because(rule)
    }

    /// A document with errors.
    #[must_use]
    pub fn document(problems: Vec<DocumentProblem>) -> Self {
        let detail = problems.first().map_or_else(String::new, |p| format!("line {}: {}", p.line, p.message));
        Self { problems, ..Self::new(Cause::InvalidDocument, detail) }
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(Cause::NotFound, format!("There is no such {what}."))
    }

    /// The same, by a named rule.
    #[must_use]
    pub fn because(self, rule: impl Into<NamedRule>) -> Self {
        Self { rule: Some(rule.into()), ..self }
    }

    /// The case as a sentence with values.
    #[must_use]
    pub fn said(self, said: ProblemSaid) -> Self {
        Self { said: Some(Box::new(said)), ..self }
    }

    /// It may be tried again after so many seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// What is wrong in this case.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The code of the rule that forbids it.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        self.rule.map(NamedRule::code)
    }
}
