//! What the printer says about itself: real-time status (`DLE EOT n`), and the answers that come in between.

use rapport_kernel::coded;
use std::fmt;

coded! {
    /// Why a printer did not take a job. Until one of these is known not to hold, nothing of the receipt is sent.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
    pub enum Refusal {
        /// No connection: switched off, unplugged, wrong address.
        #[error("the printer cannot be reached")]
        Unreachable = "unreachable",
        /// The address lies in no network that the operator listed for printers; nothing was contacted.
        #[error("the printer's address lies in no network that printers may be in")]
        NotListed = "network_not_listed",
        /// Another receipt was in the way for too long.
        #[error("the printer is busy")]
        Busy = "busy",
        /// Connected, but it does not answer when asked how it is.
        #[error("the printer does not answer")]
        NoAnswer = "no_answer",
        /// What answers there is no receipt printer.
        #[error("what answers at this address is not a receipt printer")]
        NotAPrinter = "not_a_printer",
        /// No paper.
        #[error("the printer has no paper")]
        PaperOut = "paper_out",
        /// The lid is open.
        #[error("the printer's cover is open")]
        CoverOpen = "cover_open",
        /// The knife is stuck.
        #[error("the printer's cutter is stuck")]
        Cutter = "cutter",
        /// Another error that a person has to look at.
        #[error("the printer reports an error")]
        Fault = "fault",
        /// Switched offline, for example while paper is fed by hand.
        #[error("the printer is offline")]
        Offline = "offline",
        /// The connection was lost, or the paper ran out, before the voucher and the end of the receipt were sent. The paper may
        /// show its beginning; it is not tried again by itself.
        #[error("the connection was lost before the receipt was complete")]
        LostMidway = "lost_midway",
        /// The receipt itself cannot be printed.
        #[error("the receipt holds what no printer can print")]
        NotPrintable = "bad_voucher_code",
    }
}

impl From<super::EncodeError> for Refusal {
    fn from(_: super::EncodeError) -> Self {
        Self::NotPrintable
    }
}

impl Refusal {
    /// Whether nothing of the receipt was sent, so that trying again, or elsewhere, cannot print twice.
    #[must_use]
    pub fn untouched(self) -> bool {
        !matches!(self, Self::LostMidway | Self::NotPrintable)
    }
}

/// The four real-time questions: printer, cause of being offline, cause of error, paper.
pub(super) const QUESTIONS: [u8; 4] = [1, 2, 3, 4];

/// The answers to [`QUESTIONS`].
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Status(pub [u8; 4]);

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Status({:02x?})", self.0)
    }
}

impl Status {
    /// Whether it can print, or the most telling reason why not.
    ///
    /// # Errors
    /// [`Refusal::PaperOut`], [`Refusal::CoverOpen`], [`Refusal::Cutter`], [`Refusal::Fault`], [`Refusal::Offline`].
    pub fn ready(self) -> Result<(), Refusal> {
        let [printer, offline, error, paper] = self.0;
        if paper & 0x60 != 0 || offline & 0x20 != 0 {
            Err(Refusal::PaperOut)
        } else if offline & 0x04 != 0 {
            Err(Refusal::CoverOpen)
        } else if error & 0x08 != 0 {
            Err(Refusal::Cutter)
        } else if error & 0x60 != 0 || offline & 0x40 != 0 {
            Err(Refusal::Fault)
        } else if printer & 0x08 != 0 {
            Err(Refusal::Offline)
        } else {
            Ok(())
        }
    }

    /// Whether someone should bring a new roll.
    #[must_use]
    pub fn paper_low(self) -> bool {
        self.0[3] & 0x0c != 0
    }
}

/// Something the printer said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To a real-time question.
    RealTime(u8),
    /// To `GS r`, when it gets there.
    InTurn(u8),
    /// To `GS ( H`, when it gets there: the job's id.
    Process([u8; 4]),
}

/// Tells the answers apart. Their fixed bits differ: real-time `0xx1xx10`, in turn `0xx0xxxx`, the id begins with `7"` and
/// ends with NUL. Status that was not asked for (four bytes, the first `0xx1xx00`) and flow control are passed over.
#[derive(Debug, Default)]
pub struct Listener {
    held: Vec<u8>,
}

impl Listener {
    /// Takes one byte; an answer if it completes one.
    pub fn hear(&mut self, byte: u8) -> Option<Answer> {
        match self.held.first() {
            None if byte & 0x93 == 0x12 => Some(Answer::RealTime(byte)),
            None if byte & 0x93 == 0x10 || byte == b'7' => {
                self.held.push(byte);
                None
            }
            None if byte & 0x90 == 0 => Some(Answer::InTurn(byte)),
            None => None,
            Some(first) => {
                let length = if *first == b'7' { 7 } else { 4 };
                self.held.push(byte);
                if self.held.len() < length {
                    return None;
                }
                let held = std::mem::take(&mut self.held);
                match held[..] {
                    [b'7', b'"', a, b, c, d, 0] => Some(Answer::Process([a, b, c, d])),
                    _ => None,
                }
            }
        }
    }
}
