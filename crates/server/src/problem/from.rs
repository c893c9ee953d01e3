//! What the office refuses, as problems.

use super::{Code, Problem};
use rapport_customer::{SourceRefusal, consent::ConsentRefusal};
use rapport_office::refused::{Cause, Refused};
use rapport_platform::{
    history::HistoryError,
    runtime::{Closed, SubmitError},
    sql::{SqlError, journey::JourneyError, plan::PlanError, source::SourceError, voucher::VoucherError},
};

impl From<Cause> for Code {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::InvalidBody => Self::InvalidBody,
            Cause::InvalidParameter => Self::InvalidParameter,
            Cause::InvalidFile => Self::InvalidFile,
            Cause::InvalidDocument => Self::InvalidDocument,
            Cause::WrongToken => Self::WrongToken,
            Cause::NotAllowed => Self::NotAllowed,
            Cause::NotFound => Self::NotFound,
            Cause::Conflict => Self::Conflict,
            Cause::Refused => Self::Refused,
            Cause::TooLarge => Self::TooLarge,
            Cause::TooMany => Self::TooMany,
            Cause::TooManyNewCustomers => Self::TooManyNewCustomers,
            Cause::Internal => Self::Internal,
            Cause::Unavailable => Self::Unavailable,
            Cause::HistoryMending => Self::HistoryMending,
            Cause::DatabaseUnavailable => Self::DatabaseUnavailable,
            Cause::DiskFull => Self::DiskFull,
            Cause::JournalBehind => Self::JournalBehind,
            Cause::MessageIdsUnwritable => Self::MessageIdsUnwritable,
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let Refused { cause, detail, rule, said, problems, retry_after } = refused;
        Self { code: cause.into(), detail, reason: rule, said, problems, retry_after }
    }
}

/// What the layers below refuse is refused by the office in the same way, whoever asked them.
macro_rules! as_the_office_has_it {
    ($($error:ty),* $(,)?) => { $(
        impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Refused::from(error).into()
            }
        }
    )* };
}

as_the_office_has_it!(
    Closed,
    ConsentRefusal,
    HistoryError,
    JourneyError,
    PlanError,
    SourceError,
    SourceRefusal,
    SqlError,
    SubmitError,
    VoucherError,
    rapport_plan::Refusal,
);
