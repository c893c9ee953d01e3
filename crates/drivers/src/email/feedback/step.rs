//! Where in the SMTP conversation a refusal was spoken.
//!
//! The same `550 User unknown` proves more or less by what it answers. To `RCPT TO` it is about the recipient. To the end
//! of the message it comes from a filter, for the recipient had been taken. To `MAIL FROM` or to the connection it is
//! about the sender (RFC 5321, 4.3.2).

/// What was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The sender or its host: the connection, `EHLO`, `MAIL FROM`.
    Sender,
    /// `RCPT TO`
    Recipient,
    /// `DATA` or the message itself.
    Message,
    /// The report does not tell.
    Untold,
}

const SENDER: &[&str] = &[
    "after initial connection",
    "refused to talk to me",
    "in reply to ehlo",
    "in reply to helo",
    "in reply to mail from",
    "after mail from",
    "following mail",
    "[mail_from]",
    "smtp:mail",
];

const RECIPIENT: &[&str] = &[
    "in reply to rcpt",
    "after rcpt",
    "following rcpt",
    "rcpt to response",
    "[rcpt_to]",
    "smtp:rcpt",
    "<<< rcpt to",
    "does not like recipient",
];

/// Who is known to say `nobody there` of the recipient only, though the report does not show the conversation.
const OF_RECIPIENT: &[&str] = &[
    // KDDI refuses at RCPT with the address; its filter, after the message, with an empty one.
    "@ezweb.ne.jp>: user unknown",
    "@au.com>: user unknown",
    // Symantec's and McAfee's relays repeat what the recipient's server says of an address that is not registered there.
    "delivery agent at symantec email security.cloud",
    "delivery agent at messagelabs.com",
    "--- the following addresses had delivery problems ---",
    // The addresses of Verizon's gateway are telephone numbers; it names those that no one has.
    "@vtext.com",
    // PowerMTA's own class, from the whole conversation.
    "x-powermta-bouncecategory: bad-mailbox",
];

const MESSAGE: &[&str] =
    &["end of data", "smtp command data", "(data)", "data command", "after data", "after i sent the message"];

/// The step at which `report` says that the refusal came. All in lower case.
pub(super) fn step(report: &str) -> Step {
    if let Some((command, _)) = refused(report) {
        return command;
    }
    let says = |marks: &[&str]| marks.iter().any(|mark| report.contains(mark));
    if says(MESSAGE) {
        Step::Message
    } else if says(SENDER) {
        Step::Sender
    } else if says(RECIPIENT) || says(OF_RECIPIENT) {
        Step::Recipient
    } else {
        Step::Untold
    }
}

/// The first command that a transcript (`>>>` said, `<<<` answered) shows refused for good, with the answer.
pub(super) fn refused(report: &str) -> Option<(Step, &str)> {
    report.split(">>> ").skip(1).find_map(|exchange| {
        let step = match exchange.split(|c: char| !c.is_ascii_alphabetic()).next()? {
            "ehlo" | "helo" | "mail" => Step::Sender,
            "rcpt" => Step::Recipient,
            "data" => Step::Message,
            _ => return None,
        };
        let answer = exchange.split("<<< ").skip(1).find(|answer| answer.starts_with('5'))?.lines().next()?;
        Some((step, answer))
    })
}
