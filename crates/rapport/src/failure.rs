//! How a command fails: what happened, why, what to do next; and the exit status that says so to scripts.

use std::{fmt, process::ExitCode};

/// A command's failure.
#[derive(Debug)]
pub struct Failure {
    message: String,
    status: u8,
}

impl Failure {
    /// The input is at fault: exit status 2.
    #[must_use]
    pub fn input(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 2 }
    }

    /// Something is not as it must be: exit status 1.
    #[must_use]
    pub fn broken(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 1 }
    }

    /// The exit status.
    #[must_use]
    pub fn code(&self) -> ExitCode {
        ExitCode::from(self.status)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            // Many errors repeat their cause in their own text; once is enough.
            if !message.contains(&cause_text) {
                message.push_str(": ");
                message.push_str(&cause_text);
            }
            source = cause.source();
        }
        Self { message, status: 1 }
    }
}
