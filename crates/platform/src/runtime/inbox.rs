//! The way to the sequencer for everything that comes from inside: no limits, nothing refused for being busy.

use super::{
    health::Admitted,
    names::Names,
    sequencer::{Input, Request, Waiter},
    submission::{Ack, Applied, Submission, SubmitError, Target},
};
use crossbeam_channel::Sender;
use rapport_engine::{Body, Versions};
use rapport_kernel::{CustomerId, Lsn, port::LogError};
use std::sync::Arc;
use tokio::sync::oneshot;

/// A clonable way in.
#[derive(Clone)]
pub(super) struct Inbox(pub(super) Sender<Input>);

impl Inbox {
    /// Appends something the inner workings must not lose: kept and tried again should the disk be full. After a crash
    /// the state asks again.
    pub(super) fn put(&self, submission: Submission) {
        self.put_for(submission, None);
    }

    fn put_for(&self, submission: Submission, waiter: Option<Arc<Waiter>>) {
        let request = Request { submissions: vec![submission], acks: None, waiter, _admitted: None };
        // The sequencer ends last; then nothing is awaited any more.
        let _ = self.0.send(Input::Request(Box::new(request)));
    }

    /// Appends something that may be lost if the log does not take it. It counts as let in until it is appended or lost.
    pub(super) fn note(&self, submission: Submission, admitted: Admitted) {
        // Whoever is told of the refusal is not there: so it waits for no better times.
        let (reply, _) = oneshot::channel();
        let acks = Some(reply);
        let request = Request { submissions: vec![submission], acks, waiter: None, _admitted: Some(admitted) };
        let _ = self.0.send(Input::Request(Box::new(request)));
    }

    /// Hands something over to another customer's partition.
    pub(super) fn forward(&self, customer: CustomerId, body: Body) {
        self.forward_for(customer, body, None);
    }

    /// The same for someone who waits for what comes of it there, too.
    pub(super) fn forward_for(&self, customer: CustomerId, body: Body, waiter: Option<Arc<Waiter>>) {
        self.put_for(Submission::to(Target::Exactly(customer), body), waiter);
    }

    /// Appends all and answers when they are durable.
    pub(super) async fn acked(&self, submissions: Vec<Submission>) -> Result<Vec<Ack>, SubmitError> {
        let (reply, acks) = oneshot::channel();
        let request = Request { submissions, acks: Some(reply), waiter: None, _admitted: None };
        self.0.send(Input::Request(Box::new(request))).map_err(|_| SubmitError::Stopping)?;
        acks.await.map_err(|_| SubmitError::Stopping)?
    }

    /// Appends one and answers when it is applied.
    pub(super) async fn applied(&self, submission: Submission) -> Result<Applied, SubmitError> {
        let ((reply, acks), (waiter, applied)) = (oneshot::channel(), oneshot::channel());
        let waiter = Some(Arc::new(Waiter::new(waiter)));
        let request = Request { submissions: vec![submission], acks: Some(reply), waiter, _admitted: None };
        self.0.send(Input::Request(Box::new(request))).map_err(|_| SubmitError::Stopping)?;
        acks.await.map_err(|_| SubmitError::Stopping)??;
        applied.await.map_err(|_| SubmitError::Stopping)
    }

    /// Answers when everything submitted before is durable; an error if that cannot be promised.
    pub(super) fn durable(&self) -> oneshot::Receiver<()> {
        let (reply, answer) = oneshot::channel();
        let _ = self.0.send(Input::Barrier(reply));
        answer
    }

    /// Closes the log's active segment.
    pub(super) async fn seal(&self) -> Result<Lsn, LogError> {
        let gone = |_| LogError::Write(std::io::Error::other("the sequencer has ended"));
        let (reply, answer) = oneshot::channel();
        let _ = self.0.send(Input::Seal(reply));
        answer.await.map_err(gone)?
    }

    /// The names as the log has them; no replay begins before `from`, and no snapshot names other versions than those in use, if that is
    /// known.
    pub(super) async fn names(&self, from: Lsn, in_use: Option<Versions>) -> Option<Names> {
        let (reply, answer) = oneshot::channel();
        let _ = self.0.send(Input::Names(from, in_use, reply));
        answer.await.ok()
    }
}
