//! The words mail servers use. All lower case; the texts they are looked for in are too.

use super::Kind;

/// Who reports about mail.
pub(super) const SENDERS: &[&str] =
    &["mailer-daemon", "mail-daemon", "postmaster", "mailerdaemon", "mdaemon", "double-bounce"];

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

/// How an answer of somebody who is away begins.
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

/// Nobody there any more, or never.
const GONE: &[&str] = &[
    "user unknown",
    "unknown user",
    "recipient address rejected: access denied",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "no such address",
    "no such person",
    "no such account",
    "user not found",
    "user doesn't exist",
    "user does not exist",
    "does not exist",
    "doesn't exist",
    "unknown recipient",
    "recipient unknown",
    "unknown address",
    "unknown account",
    "unknown local",
    "invalid recipient",
    "invalid mailbox",
    "invalid address",
    "invalid user",
    "bad destination mailbox",
    "mailbox not found",
    "mailbox unavailable",
    "recipient not found",
    "address unknown",
    "not a valid mailbox",
    "not a known user",
    "not known at this site",
    "account not found",
    "isn't a valid",
    "is not a valid",
    "not listed in",
    "recipient address rejected: user",
    "unrouteable address",
    "no mailbox here",
    "doesn't have a",
    "does not have an account",
    "not a user",
    "unrecognized recipient",
    "addressee unknown",
    "no account by that name",
    "no longer available",
    "recipientnotfound",
    "resolver.adr.recipnotfound",
    "wasn't found",
    "was not found",
    "couldn't be found",
    "unknown mailbox",
    "nonexistent",
    "non-existent",
    "host unknown",
    "unknown host",
    "host not found",
    "domain not found",
    "name or service not known",
    "no such domain",
    "domain does not exist",
    "domain doesn't exist",
    "couldn't find any host",
    "unknown domain",
    "no such host",
    "host or domain name not found",
    "nxdomain",
    "cannot find your domain",
    "invalid final delivery userid",
    "no valid recipients",
    "user not listed",
    "domain is not reachable",
    "#5.1.0",
    "not listed in domino",
    "account that you tried to reach",
    "was not delivered to: because: user",
    "has moved",
    "address changed",
    "moved to",
    "null mx",
    "nullmx",
    "does not accept mail",
    "doesn't accept mail",
];

/// It did not work this time, whatever else is said.
const AGAIN: &[&str] = &[
    "mailbox full",
    "mailbox is full",
    "over quota",
    "quota exceeded",
    "exceeded storage",
    "out of storage",
    "quota",
    "insufficient storage",
    "too large",
    "exceeds the maximum",
    "full mailbox",
    "not enough space",
    "no space",
    "spam",
    "blocked",
    "blacklist",
    "block list",
    "blocklist",
    "reputation",
    "policy",
    "blacklisted",
    "is listed",
    "dmarc",
    "spf",
    "dkim",
    "banned",
    "virus",
    "content rejected",
    "access denied",
    "not allowed",
    "relaying",
    "relay access",
    "relay denied",
    "authentication",
    "rate limit",
    "too many",
    "try again later",
    "sender rejected",
    "sender address",
    "of sender",
    "recipient preferences",
    "malformed or unexpected name server",
    "temporar",
    "timed out",
    "timeout",
    "delayed",
    "retry",
    "expired",
    "connection refused",
    "greylist",
    "loop",
    "hop count",
    "disabled",
    "suspended",
    "inactive",
    "deactivated",
    "restricted",
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
    words.collect::<Vec<_>>().join(" ")
}

/// The other server had taken the recipient and refused at the end of the message: a filter, whatever it says of the user.
const AFTER_DATA: &[&str] = &["end of data", ">>> data", "smtp command data", "(data)", "data command", "after data"];

pub(super) fn original_begins(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    ORIGINAL.iter().filter_map(|mark| lower.find(mark)).min()
}

pub(super) fn is_about_failure(text: &str) -> bool {
    FAILURE.iter().any(|words| text.contains(words))
}

/// Hard or soft: by what the other server said, then by its status, then by all words together.
pub(super) fn judge(diagnostic: &str, told: &str, code: &str, delayed: bool) -> Kind {
    if delayed || code.starts_with('4') {
        return Kind::SoftBounce;
    }
    // A transcript that goes on with 503 shows that the recipient was refused and the rest followed from it.
    let at_recipient =
        [">>> rcpt", "<<< 503", "554 5.5.1", "no valid recipients"].iter().any(|words| told.contains(words));
    if !at_recipient && AFTER_DATA.iter().any(|words| told.contains(words)) {
        return Kind::SoftBounce;
    }
    for text in [diagnostic, told] {
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if text.is_empty() {
            continue;
        }
        match (says(GONE), says(AGAIN)) {
            (true, false) => return Kind::HardBounce,
            (false, true) => return Kind::SoftBounce,
            _ => {}
        }
    }
    match code {
        "5.1.1" | "5.1.0" | "5.1.2" | "5.1.3" | "5.1.6" | "5.1.10" | "5.4.1" | "5.4.4" | "5.4.310" => Kind::HardBounce,
        _ => Kind::SoftBounce,
    }
}
