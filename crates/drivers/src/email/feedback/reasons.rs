//! The words in which mail servers refuse, by what they prove. All lower case; the texts they are looked for in are too.

/// The domain takes no mail at all: no one there can be reached, whichever server says it.
pub(super) const NO_DOMAIN: &[&str] = &[
    "host unknown",
    "unknown host",
    "host not found",
    "domain not found",
    "no such domain",
    "domain does not exist",
    "domain doesn't exist",
    "invalid domain",
    "unknown domain",
    "no such host",
    "nxdomain",
    "name or service not known",
    "host or domain name not found",
    "couldn't find any host",
    "couldn't find a mail exchanger",
    "domain is not reachable",
    "unrouteable address",
    "null mx",
    "nullmx",
    "does not accept mail",
    "doesn't accept mail",
];

/// What cPanel's Exim says once no name server knew a host for the domain. It lists all causes that it can think of, so other
/// words in it prove nothing.
pub(super) const NO_HOST: &str = "missing the proper dns entries";

/// The name server was only busy: a domain that is not found this time.
pub(super) const NAME_SERVER_BUSY: &[&str] = &["not found, try again", "host not found (try again"];

/// The person has another address now.
pub(super) const MOVED: &[&str] =
    &["has moved", "moved to", "address changed", "no longer on server", "not our user", "not our customer"];

/// Whoever keeps the list of mailboxes says that this one is not on it.
pub(super) const NOT_LISTED: &[&str] = &[
    "not listed in",
    "name is not recognized",
    "recipnotfound",
    "recipientnotfound",
    "recipient not found",
    "invalid recipient",
    "unknown recipient",
    "recipient unknown",
    "invalid final delivery userid",
    "no valid recipients for this",
    // Local delivery agents name the account they did not find.
    "unknown user:",
    // Microsoft's edge, for an address that is not in the customer's directory.
    "recipient address rejected: access denied",
    // Google, of its own mailboxes; "or is unable to receive mail" would leave it open.
    "couldn't be found. check for typos",
    // Domino and Notes, in Japanese.
    "ディレクトリには見つかりません",
    "ディレクトリのリストにありません",
];

/// No one there, but filters say so too, to tell spammers nothing. Proves something only where the recipient itself was
/// refused.
pub(super) const NOBODY: &[&str] = &[
    "user unknown",
    "unknown user",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "no such address",
    "no such person",
    "no such account",
    "user not found",
    "does not exist",
    "doesn't exist",
    "unknown address",
    "unknown account",
    "unknown local",
    "unknown mailbox",
    "invalid mailbox",
    "invalid address",
    "invalid user",
    "bad destination mailbox",
    "mailbox not found",
    "mailbox unavailable",
    "address unknown",
    "addressee unknown",
    "not a valid mailbox",
    "not a known user",
    "not known at this site",
    "account not found",
    "isn't a valid",
    "is not a valid",
    "recipient address rejected: user",
    "no mailbox here",
    "doesn't have a",
    "does not have an account",
    "not a user",
    "unrecognized recipient",
    "no account by that name",
    "no longer available",
    "wasn't found",
    "was not found",
    "couldn't be found",
    "nonexistent",
    "non-existent",
    "account that you tried to reach",
    // Symantec's servers, without another word.
    "542 rejected",
];

/// The mailbox or its disk is full, so there is one.
pub(super) const FULL: &[&str] = &[
    "mailbox full",
    "mailbox is full",
    "full mailbox",
    "over quota",
    "quota exceeded",
    "exceeded storage",
    "out of storage",
    "insufficient storage",
    "not enough space",
    "not enough disk space",
];

/// A program of the recipient, such as a filter, was started and failed. It runs for those only who exist.
pub(super) const PROGRAM: &[&str] = &["command output:", "x-unix; procmail"];

/// Rules of the receiving side answer in the name of a mailbox: Amazon SES for mail it takes in.
pub(super) const BY_RULE: &[&str] = &["reporting-mta: dns; inbound-smtp."];

/// Our own greeting, host or sender was refused: nothing is said of the recipient, whatever is not found or does not exist.
pub(super) const OURS: &[&str] = &[
    "helo command rejected",
    "ehlo command rejected",
    "helo rejected",
    "ehlo rejected",
    "helo/ehlo",
    "ehlo/helo",
    "invalid helo",
    "invalid ehlo",
    "bad helo",
    "bad ehlo",
    "in helo",
    "in ehlo",
    "helo name",
    "ehlo name",
    "helo string",
    "helo host",
    "ehlo host",
    "helo argument",
    "ehlo argument",
    "helo domain",
    "ehlo domain",
    "your helo",
    "your ehlo",
    "client host rejected",
    "client host name",
    "client hostname",
    "sender address rejected",
    "sender rejected",
    "sender verify",
    "sender verification",
    "sender domain",
    "sender's domain",
    "sending domain",
    "domain of sender",
    "domain of the sender",
    "from domain",
    "envelope sender",
    "envelope from",
    "reverse dns",
    "reverse hostname",
    "reverse lookup",
    "rdns",
    "ptr record",
];

/// Something that may pass, or that is about the sender or the message.
pub(super) const PASSING: &[&str] = &[
    "quota",
    "too large",
    "exceeds the maximum",
    "no space",
    "spam",
    "blocked",
    "blacklist",
    "block list",
    "blocklist",
    "reputation",
    "policy",
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
    "open relay",
    "authentication",
    "rate limit",
    "too many",
    "try again later",
    "sender rejected",
    "sender address",
    "of sender",
    "your domain",
    "malformed or unexpected name server reply",
    "recipient preferences",
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
