//! How a command fails: what happened, why, and what to do next, in this order and on one line; and the exit status that
//! says so to scripts.

use crate::client::ClientError;
use std::{error::Error, fmt, process::ExitCode};

/// A command's failure.
#[derive(Debug)]
pub struct Failure {
    message: String,
    next: Option<String>,
    status: u8,
}

impl Failure {
    /// The command line is not one that could be carried out, and nothing was tried: exit status 2.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self { status: 2, ..Self::broken(message) }
    }

    /// It was tried and refused, or it failed: exit status 1.
    #[must_use]
    pub fn broken(message: impl Into<String>) -> Self {
        Self { message: message.into(), next: None, status: 1 }
    }

    /// The same, with what to do next.
    #[must_use]
    pub fn next(self, next: impl Into<String>) -> Self {
        Self { next: Some(next.into()), ..self }
    }

    /// The exit status.
    #[must_use]
    pub fn code(&self) -> ExitCode {
        ExitCode::from(self.status)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.next {
            Some(next) => write!(f, "{}. {next}", open_ended(&self.message)),
            None => f.write_str(&self.message),
        }
    }
}

impl<E: Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let (mut message, mut next) = (String::new(), None);
        let mut at: Option<&(dyn Error + 'static)> = Some(&error);
        while let Some(error) = at {
            let text = error.to_string();
            // Many errors repeat their cause in their own text; once is enough.
            if message.is_empty() {
                message = text;
            } else if !message.contains(open_ended(&text)) {
                message = format!("{}: {text}", open_ended(&message));
            }
            next = next.or_else(|| error.downcast_ref::<ClientError>().and_then(ClientError::next));
            at = error.source();
        }
        Self { message, next, status: 1 }
    }
}

/// A sentence without its end, to be gone on with.
pub fn open_ended(sentence: &str) -> &str {
    sentence.trim_end().trim_end_matches(['.', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Problem;

    fn problem(code: &str, reason: Option<&str>, detail: &str) -> Failure {
        let problem = Problem {
            title: "Not found.".into(),
            detail: Some(detail.into()).filter(|detail: &String| !detail.is_empty()),
            code: Some(code.into()),
            reason: reason.map(Into::into),
        };
        ClientError::Refused(problem).into()
    }

    #[test]
    fn a_refusal_of_the_server_is_said_once_with_its_cause_and_what_to_do() {
        let said = problem("not_found", None, "There is no such journey.").to_string();
        assert_eq!(said, "There is no such journey (not_found). Check the address and the id.");
        let said = problem("not_found", None, "").to_string();
        assert_eq!(said, "Not found (not_found). Check the address and the id.");
        let said = problem("refused", Some("no_budget"), "the activity has no budget").to_string();
        assert!(said.starts_with("the activity has no budget (no_budget). "), "{said}");
        let busy = Problem { title: "Too many requests.".into(), code: Some("too_many".into()), ..Problem::default() };
        let said = Failure::from(ClientError::Failed { status: reqwest::StatusCode::TOO_MANY_REQUESTS, problem: busy });
        assert!(!said.to_string().contains(".:") && !said.to_string().contains(".."), "{said}");
    }

    #[test]
    fn a_cause_comes_before_what_to_do_and_is_not_repeated() {
        #[derive(Debug, thiserror::Error)]
        #[error("orders.csv: {0}.")]
        struct Outer(#[source] std::io::Error);
        let said = Failure::from(Outer(std::io::Error::other("it is gone")));
        assert_eq!(said.next("Look for it").to_string(), "orders.csv: it is gone. Look for it");
    }
}
