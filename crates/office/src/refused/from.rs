//! What the layers below refuse, as reasons of the office. Their refusals have stable codes of their own; those are the rules.

use super::{ApiRefusal, Cause, Refused};
use crate::view::{Moment, ProblemSaid};
use rapport_customer::{SourceRefusal, consent::ConsentRefusal};
use rapport_platform::{
    runtime::{Closed, SubmitError},
    sql::{SqlError, journey::JourneyError, plan::PlanError, source::SourceError, voucher::VoucherError},
};

impl From<SqlError> for Refused {
    fn from(error: SqlError) -> Self {
        tracing::error!(%error, "the database");
        match error {
            SqlError::Full(_) => Self::new(Cause::DiskFull, "Nothing can be kept at the moment.").retry_after(30),
            SqlError::Busy
            | SqlError::Unavailable(_)
            | SqlError::NotKept
            | SqlError::Unsuited(_)
            | SqlError::Served
            | SqlError::Taken
            | SqlError::BrokenOff => {
                Self::new(Cause::DatabaseUnavailable, "The database could not answer now.").retry_after(5)
            }
            SqlError::Refused(_) | SqlError::BadValue | SqlError::Damaged(_) | SqlError::Newer { .. } => {
                Self::new(Cause::Internal, "The database could not answer.")
            }
        }
    }
}

impl From<PlanError> for Refused {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Refused(rapport_plan::Refusal::UnknownNode(_)) => Self::not_found("node"),
            PlanError::Refused(refusal) => refusal.into(),
            PlanError::Sql(error) => error.into(),
        }
    }
}

impl From<rapport_plan::Refusal> for Refused {
    fn from(refusal: rapport_plan::Refusal) -> Self {
        use ProblemSaid as Said;
        use rapport_plan::Refusal as R;
        let problem = Self::by_rule(&refusal, refusal.to_string());
        let said = match refusal {
            R::NodeExists(node) => Said::NodeExists { node: node.to_string() },
            R::WrongParent { node, parent } => Said::WrongParent { node: node.to_string(), parent: parent.to_string() },
            R::CurrencyMisplaced(_) => Said::CurrencyMisplaced,
            R::PeriodMissing(_) => Said::PeriodMissing,
            R::BadPeriod(_) => Said::BadPeriod,
            R::BadName(_) => Said::BadNodeName,
            R::NotALeaf(node) => Said::NotAnActivity { node: node.to_string() },
            R::NodeClosed(node) => Said::NodeClosed { node: node.to_string() },
            R::ClosedPeriod { until } => Said::BooksClosed { until: Moment(until) },
            R::MixedCurrency { expected, found } => {
                Said::MixedCurrency { given: found.to_string(), wanted: expected.to_string() }
            }
            R::NegativeAmount(_) => Said::NegativeAmount,
            R::ZeroAmount => Said::ZeroAmount,
            R::SamePlace => Said::SamePlace,
            R::InsufficientFree { activity, free, asked } => {
                Said::NotEnoughFree { activity: activity.to_string(), free: free.into(), asked: asked.into() }
            }
            R::Overflow => Said::SumTooLarge,
            // What no screen asks for.
            _ => return problem,
        };
        problem.said(said)
    }
}

impl From<VoucherError> for Refused {
    fn from(error: VoucherError) -> Self {
        match error {
            VoucherError::Sql(error) => error.into(),
            VoucherError::Refused(refusal) => Self::by_rule(&refusal, refusal.to_string()),
            VoucherError::UnknownPool(_) => Self::not_found("pool"),
            VoucherError::Contended => Self::new(Cause::Unavailable, error.to_string()).retry_after(1),
            VoucherError::PoolFixed(_) | VoucherError::OwnCodes(_) => Self::new(Cause::Conflict, error.to_string()),
        }
    }
}

impl From<SourceError> for Refused {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::Exists(_) | SourceError::KeyTaken => Self::new(Cause::Conflict, error.to_string()),
            SourceError::Unknown(_) => Self::not_found("source"),
            SourceError::Sql(error) => error.into(),
        }
    }
}

impl From<JourneyError> for Refused {
    fn from(error: JourneyError) -> Self {
        match error {
            JourneyError::Outdated { .. } => Self::new(Cause::Conflict, error.to_string()),
            JourneyError::Unpublished(_) => Self::refused_with(ApiRefusal::Unpublished, ProblemSaid::Unpublished),
            JourneyError::Sql(error) => error.into(),
        }
    }
}

impl From<ConsentRefusal> for Refused {
    fn from(refusal: ConsentRefusal) -> Self {
        Self::by_rule(refusal, refusal.to_string())
    }
}

impl From<SourceRefusal> for Refused {
    fn from(refusal: SourceRefusal) -> Self {
        Self::not_allowed(refusal, refusal.to_string())
    }
}

impl From<SubmitError> for Refused {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Busy { retry_after } => {
                let seconds = u32::try_from(retry_after.0.div_euclid(1_000)).unwrap_or(1).max(1);
                Self::new(Cause::TooMany, "More is waiting than can be kept.").retry_after(seconds)
            }
            SubmitError::Full => Self::new(Cause::DiskFull, "Nothing can be kept at the moment.").retry_after(30),
            SubmitError::IdsUnwritable => {
                let detail =
                    "Which messages there were cannot be written, so no one would know a repetition of this one.";
                Self::new(Cause::MessageIdsUnwritable, detail).retry_after(30)
            }
            SubmitError::Unwritable | SubmitError::NoHandles | SubmitError::Stopping | SubmitError::LeaseLost => {
                Self::new(Cause::Unavailable, "Nothing can be kept at the moment.").retry_after(5)
            }
            SubmitError::Unstorable => Self::new(Cause::Internal, "This has no form in which it could be kept."),
            SubmitError::TooLarge => Self::new(Cause::TooLarge, "This is more than one record can hold."),
        }
    }
}

impl From<Closed> for Refused {
    fn from(_: Closed) -> Self {
        Self::new(Cause::Unavailable, "This is being stopped.").retry_after(5)
    }
}

impl From<rapport_platform::history::HistoryError> for Refused {
    fn from(error: rapport_platform::history::HistoryError) -> Self {
        use rapport_platform::history::HistoryError as E;
        match error {
            E::BeingMended { .. } => {
                Self::new(Cause::HistoryMending, "This person's history is being made again.").retry_after(5)
            }
            E::Disk(error)
                if matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded) =>
            {
                Self::new(Cause::DiskFull, "The history cannot be written at the moment.").retry_after(30)
            }
            error => {
                tracing::error!(%error, "the histories");
                Self::new(Cause::Unavailable, "The history could not be read.").retry_after(5)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_platform::history::HistoryError;
    use std::io::{Error, ErrorKind};

    #[test]
    fn a_history_that_cannot_be_read_now_is_503_and_says_when_to_come_again() {
        let (full, handles) = (Error::from(ErrorKind::StorageFull), Error::from_raw_os_error(24));
        for (error, code, after) in [(full, Cause::DiskFull, 30), (handles, Cause::Unavailable, 5)] {
            let refused = Refused::from(HistoryError::Disk(error));
            assert_eq!((refused.cause, refused.retry_after), (code, Some(after)));
        }
    }
}
