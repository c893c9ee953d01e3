//! The words mail servers use. All lower case; the texts they are looked for in are too.

/// Who reports about mail.
pub(super) const SENDERS: &[&str] =
    &["mailer-daemon", "mail-daemon", "postmaster", "post_master", "mailerdaemon", "mdaemon", "double-bounce"];

/// How reports are titled.
pub(super) const SUBJECTS: &[&str] = &[
    "undeliver",
    "returned mail",
    "delivery status",
    "delivery failure",
    "delivery failed",
    "failure notice",
    "mail delivery",
    "delivery notification",
    "delivery problem",
    "message delivery",
    "could not be delivered",
    "returned to sender",
    "nondeliverable",
    "non-deliverable",
    "mail system error",
    "delivery error",
    "non remis",
    "unzustellbar",
    "non recapitabile",
    "niet bezorgd",
    "failed delivery",
    "delivery report",
    "warning: message",
    "mail error",
    "error sending your mail",
    "loop alert",
    "not member",
    "message you sent",
    "bounce",
];

/// How an answer of someone who is away begins.
pub(super) const AWAY: &[&str] = &[
    "auto:",
    "auto-reply",
    "autoreply",
    "auto reply",
    "automatic reply",
    "automatische antwort",
    "automatisch antwoord",
    "out of office",
    "out of the office",
    "out-of-office",
    "abwesenheit",
    "abwesend",
    "vacation",
    "on vacation",
    "away from",
    "i am away",
    "i will be away",
    "nieobecno",
    "afwezig",
    "risposta automatica",
    "fuori ufficio",
    "away:",
    "réponse automatique",
    "re: auto",
    "autoresponder",
];

/// Where the returned mail begins in a report without MIME.
const ORIGINAL: &[&str] = &[
    "------ this is a copy of",
    "--- below this line is a copy",
    "----- original message",
    "-----original message",
    "----- unsent message",
    "----- message header follows",
    "----- message body follows",
    "--- original message follows",
    "original message follows",
    "message header follows",
    "--- the header of the original",
    "------ original message",
    "--- returned message",
    "original headers",
    "\nreceived: ",
    "\nreturn-path: ",
    "the first 50 lines of the original",
    "a copy of the message",
    "content-type: message/rfc822",
];

/// Words that only a report of a failure uses.
const FAILURE: &[&str] = &[
    "requested action not taken",
    "account is disabled",
    "invalid user address",
    "not a member of this mailing list",
    "duplicated message-id",
    "server message 550",
    "could not be delivered",
    "couldn't be delivered",
    "cannot be delivered",
    "can't be delivered",
    "not delivered",
    "undeliverable",
    "unable to deliver",
    "delivery failed",
    "delivery has failed",
    "failed permanently",
    "permanent error",
    "fatal error",
    "permanent failure",
    "has been rejected",
    "was rejected",
    "following address",
    "following recipient",
    "delivery to the following",
    "returned to you",
    "returned below",
    "user unknown",
    "unknown user",
    "mailbox full",
    "could not deliver",
    "wasn't able to deliver",
    "was not able to deliver",
    "had errors",
    "did not reach",
    "could not send",
    "permanent delivery",
    "delivery attempts",
    "undelivered",
];

/// Lower case, without what looks like an address: `user-unknown@example.com` says nothing about the user.
pub(super) fn without_addresses(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split_whitespace().map(|word| {
        if !word.contains('@') {
            return word;
        }
        // What follows the address in the same word may matter: `<ada@example.com>... user`.
        word.rsplit_once(['>', ')', '"']).map_or("", |(_, rest)| rest)
    });
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn original_begins(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    ORIGINAL.iter().filter_map(|mark| lower.find(mark)).min()
}

pub(super) fn is_about_failure(text: &str) -> bool {
    FAILURE.iter().any(|words| text.contains(words))
}
