//! Hard or soft: what a refusal proves about the address.
//!
//! A hard bounce silences an address for ever, so it needs proof: a domain that takes no mail, a directory without the
//! name, an address status (RFC 3463, 3.2) or `nobody there` in answer to the recipient itself. Whatever could as well be
//! a filter, a full disk or a fault of ours is soft.

use super::{
    Kind,
    reasons::{BY_RULE, FULL, MOVED, NAME_SERVER_BUSY, NO_DOMAIN, NO_HOST, NOBODY, NOT_LISTED, OURS, PASSING, PROGRAM},
    report::{Status, innermost_code},
    step::{Step, refused, step},
    words::without_addresses,
};

/// Statuses that speak of the address (RFC 3463, 3.2; 5.1.10 is RFC 7505's null MX, 5.1.351 Exchange Online's), and those
/// of hosts that no one can route to.
const BAD_ADDRESS: &[&str] =
    &["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.1.351", "5.4.1", "5.4.4", "5.4.310"];

/// The plain 550 of a server without statuses, as Microsoft's and others translate it: bears out words, proves nothing.
const PLAIN_550: &str = "5.5.0";

/// Statuses of the sender's address (RFC 3463, 3.2).
const SENDER_ADDRESS: &[&str] = &["5.1.7", "5.1.8"];

/// What one report says to people and machines, in lower case.
pub(super) struct Told {
    /// With the addresses; `>>>` and the like are found here.
    whole: String,
    /// Without them: `user-unknown@example.com` says nothing about the user.
    words: String,
    step: Step,
}

impl Told {
    /// From the text for people and the part for machines.
    pub(super) fn new(text: &str, status: &str) -> Self {
        let whole = format!("{text}\n{status}").to_lowercase();
        let step = step(&whole);
        Self { words: without_addresses(text), step, whole }
    }

    /// Hard or soft for one recipient.
    pub(super) fn judge(&self, status: &Status) -> Kind {
        let diagnostic = without_addresses(&status.diagnostic);
        let code = innermost_code(&status.diagnostic).filter(|_| is_vague(&status.code));
        let code = code.as_deref().unwrap_or(&status.code);
        if self.proves_gone(&diagnostic, code, status.action == "delayed") {
            Kind::HardBounce
        } else {
            Kind::SoftBounce
        }
    }

    fn proves_gone(&self, diagnostic: &str, code: &str, delayed: bool) -> bool {
        if delayed || code.starts_with('4') || self.step == Step::Sender || SENDER_ADDRESS.contains(&code) {
            return false;
        }
        if says(&self.words, FULL) || says(diagnostic, FULL) || says(&self.whole, PROGRAM) || says(&self.whole, BY_RULE)
        {
            return false;
        }
        let answer = refused(&self.whole).map(|(_, answer)| without_addresses(answer)).unwrap_or_default();
        // Many servers look at our greeting and our sender only once they know the recipient, and say so in the answer to it.
        if [diagnostic, &answer, &self.words].into_iter().any(|text| says(text, OURS)) {
            return false;
        }
        let spoken = [diagnostic, &answer, &self.words].into_iter().find_map(|text| self.verdict(text, code));
        spoken.unwrap_or_else(|| BAD_ADDRESS.contains(&code))
    }

    /// What `text` says; `None` if it says nothing or speaks both ways.
    fn verdict(&self, text: &str, code: &str) -> Option<bool> {
        if text.contains(NO_HOST) {
            return Some(true);
        }
        let gone = if self.is_of_recipient(code) {
            says(text, NOBODY) || names_nobody(text)
        } else {
            self.step != Step::Message && names_nobody(text)
        };
        let passing = says(text, PASSING) || says(text, NAME_SERVER_BUSY);
        match (gone, passing) {
            (true, false) => Some(true),
            (true, true) => None,
            (false, true) => Some(false),
            (false, false) => None,
        }
    }

    /// Whether the refusal is known to be about the recipient, not about the message.
    fn is_of_recipient(&self, code: &str) -> bool {
        self.step == Step::Recipient || BAD_ADDRESS.contains(&code) || code == PLAIN_550
    }
}

/// Words that prove it wherever they were said before the message.
fn names_nobody(text: &str) -> bool {
    says(text, NO_DOMAIN) || says(text, MOVED) || says(text, NOT_LISTED)
}

fn says(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// `5.0.0`, or none at all: another code tells more.
fn is_vague(code: &str) -> bool {
    code.is_empty() || code.ends_with(".0.0")
}
