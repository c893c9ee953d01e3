//! Journeys' questions for vouchers: asked of the shop of vouchers, answered through the log.

use super::{
    inbox::Inbox,
    outlets::VoucherAsked,
    sink::{Answer, Sink, SinkError},
    submission::{Submission, SubmitError},
};
use rapport_engine::{Body, VoucherAnswer, VoucherResult};
use std::sync::Arc;

/// Gives vouchers out.
pub trait VoucherIssuer: Send + Sync + 'static {
    /// Answers the question; the same key gets the same answer. A refusal (the pool is empty) is an answer too.
    fn issue<'a>(&'a self, asked: &'a VoucherAsked) -> Answer<'a, Result<VoucherResult, SinkError>>;
}

/// Asks the issuer and submits what it says.
pub(super) struct Vouchers {
    pub(super) inbox: Inbox,
    pub(super) issuer: Arc<dyn VoucherIssuer>,
}

impl Sink<VoucherAsked> for Vouchers {
    fn carry<'a>(&'a self, items: &'a [VoucherAsked]) -> Answer<'a, Result<(), SinkError>> {
        Box::pin(async move {
            let mut answers = Vec::with_capacity(items.len());
            for asked in items {
                let result = self.issuer.issue(asked).await?;
                let answer = VoucherAnswer { key: asked.request.key.clone(), result };
                answers.push(Submission::about(asked.customer, Body::Voucher(Box::new(answer))));
            }
            match self.inbox.acked(answers).await {
                Ok(_) => Ok(()),
                Err(why @ (SubmitError::TooLarge | SubmitError::Unstorable)) => {
                    Err(SinkError::Refused(why.code().into()))
                }
                Err(error) => Err(SinkError::Unavailable(error.to_string())),
            }
        })
    }
}
