//! One job over the network.
//!
//! First the printer is asked how it is; only then something is sent. The part before the voucher goes first, and the
//! printer is asked again; then the voucher and the end go in one piece. So:
//!
//! * refused before anything was sent: nothing came out, another printer may be tried;
//! * lost before the voucher: refused, the paper shows no voucher and no end;
//! * lost after the last part began: unknown. Never sent again; a person can look;
//! * confirmed by the printer after the last byte: printed.

use super::{
    Finish, Profile, Refusal,
    encode::{DLE, Job, JobId, encode},
    status::{Answer, Listener, QUESTIONS, Status},
};
use crate::reach::{Networks, NoWay};
use rapport_channel::{Outcome, receipt::Receipt};
use rapport_kernel::coded;
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Mutex,
    time::timeout,
};

/// How long each part may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For other receipts on this printer.
    pub turn: Duration,
    /// For the connection.
    pub connect: Duration,
    /// For each answer about its status.
    pub answer: Duration,
    /// For taking the bytes.
    pub send: Duration,
    /// For the confirmation after the last byte: as long as printing takes.
    pub confirm: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            turn: Duration::from_secs(20),
            connect: Duration::from_secs(3),
            answer: Duration::from_secs(2),
            send: Duration::from_secs(10),
            confirm: Duration::from_secs(15),
        }
    }
}

/// A printer in the network. Takes one job at a time, as the device does.
#[derive(Debug)]
pub struct Printer {
    address: String,
    networks: Arc<Networks>,
    profile: Profile,
    patience: Patience,
    turn: Mutex<()>,
}

/// What became of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printing {
    /// The printer confirmed it.
    Printed {
        /// A new roll will be needed soon.
        paper_low: bool,
    },
    /// It was taken back in the moment before it would have begun; why, as a stable code.
    TakenBack(&'static str),
    /// It did not come out.
    Refused(Refusal),
    /// It may have come out.
    Unknown(Doubt),
}

coded! {
    /// Why it is not known whether a receipt came out.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Doubt {
        /// The connection was lost after the last part began.
        Lost = "connection_lost",
        /// No confirmation in time.
        Silent = "not_confirmed",
        /// This model never confirms.
        Unconfirmed = "never_confirms",
    }
}

impl From<Refusal> for Printing {
    fn from(why: Refusal) -> Self {
        Self::Refused(why)
    }
}

impl Printing {
    /// What to report about the delivery: the answer to the attempt, and then that paper came out, if it did.
    #[must_use]
    pub fn outcomes(self, name: &str) -> Vec<Outcome> {
        match self {
            Self::Printed { .. } => vec![Outcome::Accepted { provider_id: Some(name.into()) }, Outcome::Printed],
            Self::TakenBack(why) => vec![Outcome::Stopped { why: why.into() }],
            Self::Refused(why) if why.untouched() => vec![Outcome::NotSent { why: why.code().into() }],
            Self::Refused(why) => vec![Outcome::Refused { code: why.code().into(), permanent: true }],
            Self::Unknown(doubt) => vec![Outcome::Unknown { why: doubt.code().into() }],
        }
    }
}

impl Printer {
    /// The printer at `address` (`host:port`, the port is usually 9100), if that lies in one of `networks`.
    #[must_use]
    pub fn new(address: impl Into<String>, networks: Arc<Networks>, profile: Profile, patience: Patience) -> Self {
        Self { address: address.into(), networks, profile, patience, turn: Mutex::new(()) }
    }

    /// Prints a receipt. `name` is the delivery's message id.
    pub async fn print(&self, name: &str, receipt: &Receipt) -> Printing {
        self.print_if(name, receipt, || Ok(())).await
    }

    /// The same, asking `may_begin` in the moment before the first byte of the receipt leaves: behind other receipts and the
    /// printer's answers, so that a withdrawal meanwhile still stops it.
    /// Its error says why not.
    pub async fn print_if(
        &self,
        name: &str,
        receipt: &Receipt,
        may_begin: impl FnOnce() -> Result<(), &'static str> + Send,
    ) -> Printing {
        let id = JobId::of(name);
        let job = match encode(receipt, &self.profile, id) {
            Ok(job) => job,
            Err(error) => return Printing::Refused(error.into()),
        };
        let Ok(_turn) = timeout(self.patience.turn, self.turn.lock()).await else {
            return Printing::Refused(Refusal::Busy);
        };
        match self.begin(&job, may_begin).await {
            Err(ended) => ended,
            Ok((line, status)) => self.finish(line, &job.bytes[job.commit..], id, status).await,
        }
    }

    /// Asks the printer how it is.
    ///
    /// # Errors
    /// The reason why it cannot print now.
    pub async fn status(&self) -> Result<Status, Refusal> {
        let Ok(_turn) = timeout(self.patience.turn, self.turn.lock()).await else {
            return Err(Refusal::Busy);
        };
        let mut line = self.connect().await?;
        let status = line.ask(self.patience.answer).await?;
        status.ready().map(|()| status)
    }

    async fn connect(&self) -> Result<Line, Refusal> {
        match timeout(self.patience.connect, self.networks.connect(&self.address)).await {
            Ok(Ok(stream)) => Ok(Line { stream, listener: Listener::default() }),
            Ok(Err(NoWay::NotListed)) => Err(Refusal::NotListed),
            Ok(Err(NoWay::Unreachable)) | Err(_) => Err(Refusal::Unreachable),
        }
    }

    /// Up to the commit point: every way out is one before which nothing that counts was sent.
    async fn begin(
        &self,
        job: &Job,
        may_begin: impl FnOnce() -> Result<(), &'static str> + Send,
    ) -> Result<(Line, Status), Printing> {
        let mut line = self.connect().await?;
        line.ask(self.patience.answer).await?.ready()?;
        may_begin().map_err(Printing::TakenBack)?;
        let head = &job.bytes[..job.commit];
        if !matches!(timeout(self.patience.send, line.stream.write_all(head)).await, Ok(Ok(()))) {
            return Err(Refusal::LostMidway.into());
        }
        let status = line.ask(self.patience.answer).await.map_err(|_| Refusal::LostMidway)?;
        status.ready().map_err(|_| Refusal::LostMidway)?;
        Ok((line, status))
    }

    /// From the commit point on: nothing here says "not printed".
    async fn finish(&self, mut line: Line, tail: &[u8], JobId(id): JobId, status: Status) -> Printing {
        let sent = async {
            line.stream.write_all(tail).await?;
            line.stream.flush().await
        };
        if !matches!(timeout(self.patience.send, sent).await, Ok(Ok(()))) {
            return Printing::Unknown(Doubt::Lost);
        }
        let expected = match self.profile.finish {
            Finish::ProcessId => Some(Answer::Process(id)),
            Finish::Status => None,
            Finish::Never => return Printing::Unknown(Doubt::Unconfirmed),
        };
        let confirmed = line.until(|answer| match expected {
            Some(expected) => answer == expected,
            None => matches!(answer, Answer::InTurn(_)),
        });
        match timeout(self.patience.confirm, confirmed).await {
            Ok(Ok(_)) => Printing::Printed { paper_low: status.paper_low() },
            Ok(Err(_)) => Printing::Unknown(Doubt::Lost),
            Err(_) => Printing::Unknown(Doubt::Silent),
        }
    }
}

/// An open connection.
struct Line {
    stream: TcpStream,
    listener: Listener,
}

/// A printer says a few bytes at a time; who says more without answering is something else.
const CHATTER: usize = 256;

impl Line {
    async fn ask(&mut self, patience: Duration) -> Result<Status, Refusal> {
        let mut status = Status::default();
        for (question, slot) in QUESTIONS.into_iter().zip(&mut status.0) {
            self.stream.write_all(&[DLE, 0x04, question]).await.map_err(|_| Refusal::NoAnswer)?;
            let answer = timeout(patience, self.until(|answer| matches!(answer, Answer::RealTime(_)))).await;
            match answer {
                Ok(Ok(Answer::RealTime(byte))) => *slot = byte,
                Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => return Err(Refusal::NotAPrinter),
                Ok(Ok(_) | Err(_)) | Err(_) => return Err(Refusal::NoAnswer),
            }
        }
        Ok(status)
    }

    /// Listens until the printer says what is wanted.
    async fn until(&mut self, wanted: impl Fn(Answer) -> bool) -> io::Result<Answer> {
        for _ in 0..CHATTER {
            let byte = self.stream.read_u8().await?;
            if let Some(answer) = self.listener.hear(byte).filter(|answer| wanted(*answer)) {
                return Ok(answer);
            }
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, "more than a printer would say"))
    }
}
