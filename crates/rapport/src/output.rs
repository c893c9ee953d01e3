//! What commands print. No one need be there to read it: a pipe may be closed, a disk full, and a server that logs to it must go
//! on all the same. `println!` and its like would panic; they are not used in this program.
//!
//! * [`answer!`]: what was asked for. A reader who has gone away (`rapport config show | head`) has had enough, and the command
//!   ends as it would have ended; an answer that could not be written otherwise is no answer, and the command fails.
//! * [`say!`]: for whoever watches something that goes on, such as a server.
//! * [`note!`]: the same, beside the answer. Log lines go the same way ([`LogLines`]).

use crate::failure::Failure;
use std::{
    fmt::Arguments,
    io::{self, Write},
    sync::OnceLock,
};

/// Why an answer could not be written.
static TROUBLE: OnceLock<io::Error> = OnceLock::new();

/// A line of what was asked for.
macro_rules! answer {
    ($($text:tt)*) => { $crate::output::answer(format_args!($($text)*)) };
}

/// A line for whoever watches.
macro_rules! say {
    ($($text:tt)*) => { $crate::output::say(format_args!($($text)*)) };
}

/// A line beside the answer.
macro_rules! note {
    ($($text:tt)*) => { $crate::output::note(format_args!($($text)*)) };
}

pub fn answer(line: Arguments<'_>) {
    if let Err(error) = writeln!(io::stdout(), "{line}")
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        // Only the first is told.
        let _ = TROUBLE.set(error);
    }
}

pub fn say(line: Arguments<'_>) {
    // No one reads it: then it need not be said.
    let _ = writeln!(io::stdout(), "{line}");
}

pub fn note(line: Arguments<'_>) {
    // As above.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Whether everything that was asked for was written.
///
/// # Errors
/// Why it was not.
pub fn written() -> Result<(), Failure> {
    match TROUBLE.get() {
        None => Ok(()),
        Some(error) => {
            let told = format!("the answer could not be written to standard output: {error}");
            Err(Failure::broken(told).next("What the command did is done; send its output elsewhere"))
        }
    }
}

/// Standard error for log lines: what cannot be written is left out, and no one is told, for there is nowhere to tell it.
#[derive(Clone, Copy, Debug)]
pub struct LogLines;

impl Write for LogLines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = io::stderr().write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
