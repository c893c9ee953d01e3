//! What comes back by mail: bounces, complaints, auto-replies.
//!
//! [`read`] looks at one raw message and says what it is. It believes the machine-readable part first (RFC 3464 delivery
//! status, RFC 5965 feedback reports) and falls back on the words mail servers use. A *hard* bounce means that the address
//! will never work (no one there, no such domain, moved away), and it needs proof, see `refusal.rs`; everything else that
//! came back is *soft*: full, refused as spam, too large, too late. Only hard bounces and complaints suppress an address;
//! an auto-reply never does.
//!
//! A mail service may also post what it knows as JSON, see `ses.rs`.
//!
//! Which delivery it belongs to is found by the token in the envelope sender (`bounce+TOKEN@...`), in the Message-ID of the
//! returned original, or in our own header: some services write a Message-ID of theirs.

mod reasons;
mod refusal;
mod report;
mod ses;
mod step;
mod words;

use super::message::OWN_HEADER;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use refusal::Told;
use report::Status;
use ses::Notice;
use smol_str::SmolStr;

pub use rapport_channel::feedback::{Feedback, Kind};

/// How much of a field with message ids is looked at.
const FIELD: usize = 4 * 1024;
/// How much of a message is looked at.
const MOST: usize = 512 * 1024;

/// The media types that something comes back in: a mail, or a notification as JSON. Amazon's notification service sends JSON as text.
pub const MEDIA: &[&str] = &["message/rfc822", "application/json", "text/plain"];

/// What one raw message is. Never fails: what cannot be understood is [`Kind::Other`], what is no mail [`Kind::NoMail`].
#[must_use]
pub fn read(raw: &[u8]) -> Feedback {
    let raw = unified(&raw[..raw.len().min(MOST)]);
    if raw.trim_ascii_start().starts_with(b"{") {
        return notified(&String::from_utf8_lossy(&raw));
    }
    if !begins_with_a_header(raw.trim_ascii_start()) {
        return Feedback { kind: Kind::NoMail, ..Feedback::default() };
    }
    let token = token(&raw).or_else(|| token(ses::unbroken(&String::from_utf8_lossy(&raw)).as_bytes()));
    let other = Feedback { token, ..Feedback::default() };
    let Some(message) = MessageParser::default().parse(&raw) else { return other };
    let parts = Parts::of(&message);
    // What some networks send before the standard: the same in words.
    if parts.complaint.is_none()
        && message.subject().is_some_and(|subject| subject.starts_with("complaint about message"))
    {
        return Feedback { kind: Kind::Complaint, ..other };
    }
    if let Some(notice) = ses::notice(&parts.text) {
        return noticed(notice, other);
    }
    if let Some(complaint) = &parts.complaint {
        let kind = if report::field(complaint, "feedback-type").is_some_and(|kind| kind.contains("not-spam")) {
            Kind::Other
        } else {
            Kind::Complaint
        };
        let recipient = report::field(complaint, "original-rcpt-to").or_else(|| parts.original_recipient());
        return Feedback { kind, recipient: recipient.as_deref().and_then(report::address), ..other };
    }
    let subject = message.subject().unwrap_or_default().to_lowercase();
    let statuses = parts.status.as_deref().map(report::statuses).unwrap_or_default();
    let from_server = is_from_server(&message);
    // Some servers mark their reports as auto-replies.
    let reports = from_server
        || words::SUBJECTS.iter().any(|word| subject.contains(word))
        || message.header_raw("X-Failed-Recipients").is_some();
    if statuses.is_empty() && !reports && is_auto_reply(&message, &subject) {
        return Feedback { kind: Kind::AutoReply, ..other };
    }
    let Some((kind, status)) = bounce(&statuses, &parts, &subject, from_server) else { return other };
    let recipient = statuses
        .first()
        .and_then(|status| status.recipient.clone())
        .or_else(|| message.header_raw("X-Failed-Recipients").and_then(report::address))
        .or_else(|| parts.original_recipient().as_deref().and_then(report::address))
        .or_else(|| report::address_in_text(&parts.text));
    Feedback { kind, recipient, status, ..other }
}

/// What a mail service posts itself, without a mail around it.
fn notified(text: &str) -> Feedback {
    let token = token(ses::headers(text).as_bytes());
    let other = Feedback { token, confirm: ses::confirmation(text), ..Feedback::default() };
    match ses::notice(text) {
        Some(notice) => noticed(notice, other),
        None if ses::is_known(text) => other,
        None => Feedback { kind: Kind::NoMail, ..other },
    }
}

/// Whether a text begins as mails do: with a field, or with the line that mailboxes put before each.
fn begins_with_a_header(raw: &[u8]) -> bool {
    let name = raw.split(|byte| *byte == b':').next().unwrap_or_default();
    let field = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
    let ends = name.len() < raw.len();
    field && ends || raw.starts_with(b"From ") || raw.starts_with(b">From ")
}

fn noticed(notice: Notice, other: Feedback) -> Feedback {
    match notice {
        Notice::Complaint(kind, recipient) => Feedback { kind, recipient, ..other },
        Notice::Bounce(status) => {
            let kind = Told::new("", "").judge(&status);
            Feedback { kind, recipient: status.recipient, status: Some(status.code), ..other }
        }
    }
}

/// The parts of a report.
#[derive(Default)]
struct Parts {
    /// What people are told.
    text: String,
    /// `message/delivery-status`
    status: Option<String>,
    /// `message/feedback-report`
    complaint: Option<String>,
    /// The headers of the mail that came back.
    original: String,
}

impl Parts {
    fn of(message: &Message<'_>) -> Self {
        let mut parts = Self::default();
        for part in &message.parts {
            let kind = part
                .content_type()
                .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase())
                .unwrap_or_default();
            let body = match &part.body {
                PartType::Text(text) | PartType::Html(text) => text.clone().into_owned(),
                PartType::Binary(bytes) | PartType::InlineBinary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                PartType::Message(inner) => {
                    if is_from_server(message) || is_from_server(inner) {
                        parts.adopt_wrapped(inner);
                    }
                    String::from_utf8_lossy(inner.raw_message()).into_owned()
                }
                PartType::Multipart(_) => continue,
            };
            match kind.as_str() {
                "message/delivery-status" | "message/global-delivery-status" => parts.status = Some(body),
                "message/feedback-report" => parts.complaint = Some(body),
                "message/rfc822" | "text/rfc822-headers" | "message/global" | "message/partial" => {
                    parts.original.push_str(&body);
                }
                _ => {
                    parts.text.push_str(&body);
                    parts.text.push('\n');
                }
            }
        }
        parts.split_original();
        parts
    }

    /// Filters on the way wrap a report whole, as if it were the mail that came back, and people pass on what their mail server told
    /// them. No mail of ours holds a status.
    fn adopt_wrapped(&mut self, inner: &Message<'_>) {
        let is_status = |part: &&MessagePart<'_>| part.is_content_type("message", "delivery-status");
        if let (None, Some(status)) = (&self.status, inner.parts.iter().find(is_status)) {
            self.status = Some(String::from_utf8_lossy(status.contents()).into_owned());
        }
    }

    /// Servers without MIME put the original under their words.
    fn split_original(&mut self) {
        if let Some(at) = words::original_begins(&self.text) {
            let original = self.text.split_off(at);
            self.original.push_str(&original);
        }
    }

    fn original_recipient(&self) -> Option<String> {
        report::field(&self.original, "to").or_else(|| report::field(&self.original, "delivered-to"))
    }
}

/// Whether a mail server wrote it, not a person.
fn is_from_server(message: &Message<'_>) -> bool {
    let sender = message.from().and_then(|from| from.first()?.address()).unwrap_or_default().to_lowercase();
    words::SENDERS.iter().any(|name| sender.contains(name))
}

fn is_auto_reply(message: &Message<'_>, subject: &str) -> bool {
    let header = |name: &str| message.header_raw(name).map(|value| value.trim().to_lowercase());
    let replied = header("Auto-Submitted").is_some_and(|value| value.starts_with("auto-replied"));
    let marked = ["X-Autoreply", "X-Autorespond", "X-Auto-Response-From", "X-Apple-Action"]
        .iter()
        .any(|name| header(name).is_some_and(|value| value != "no"));
    let precedence =
        header("Precedence").is_some_and(|value| value.contains("auto_reply") || value.contains("auto-reply"));
    replied || marked || precedence || words::AWAY.iter().any(|away| subject.starts_with(away))
}

/// Hard or soft, with the status; `None` if it is no bounce.
fn bounce(statuses: &[Status], parts: &Parts, subject: &str, from_server: bool) -> Option<(Kind, Option<SmolStr>)> {
    let told = Told::new(&parts.text, parts.status.as_deref().unwrap_or_default());
    if let Some(status) = statuses.first() {
        if matches!(status.action.as_str(), "delivered" | "relayed" | "expanded") {
            return None;
        }
        return Some((for_all(statuses, &told), Some(status.code.clone())));
    }
    let words = words::without_addresses(&parts.text);
    let is_report = from_server || words::SUBJECTS.iter().any(|word| subject.contains(word));
    let says_so = words::is_about_failure(&words);
    if !(is_report && (says_so || !parts.original.is_empty()) || says_so && !parts.original.is_empty()) {
        return None;
    }
    let code = report::code_in_text(&words);
    let status = Status { code: code.clone().unwrap_or_default(), ..Status::default() };
    Some((told.judge(&status), code))
}

/// One message goes to one recipient. A report about several is about an address that passes mail on, and it is dead only
/// if all it passes to are.
fn for_all(statuses: &[Status], told: &Told) -> Kind {
    let hard = statuses.iter().all(|status| told.judge(status) == Kind::HardBounce);
    if hard { Kind::HardBounce } else { Kind::SoftBounce }
}

/// Line ends of every system as LF.
fn unified(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut before = 0;
    for &byte in raw {
        match byte {
            b'\n' if before == b'\r' => {}
            b'\r' => out.push(b'\n'),
            _ => out.push(byte),
        }
        before = byte;
    }
    out
}

/// The first token: 32 hexadecimal digits after `bounce+`, in our own header, or at the start of an id in a field with message ids.
fn token(raw: &[u8]) -> Option<SmolStr> {
    const LENGTH: usize = 32;
    let digits = |at: usize| {
        let digits = raw.get(at..at + LENGTH)?;
        let good = digits.iter().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(b));
        good.then(|| digits.iter().map(|b| char::from(*b)).collect())
    };
    let hex = |at: usize| digits(at).filter(|_| raw.get(at + LENGTH) == Some(&b'@'));
    let own_header = |at: usize| {
        let value = raw.get(at..)?.strip_prefix(b":")?;
        digits(at + 1 + value.len() - value.trim_ascii_start().len())
    };
    let find = |mark: &'static [u8]| {
        raw.windows(mark.len())
            .enumerate()
            .filter(move |(_, w)| w.eq_ignore_ascii_case(mark))
            .map(move |(at, _)| at + mark.len())
    };
    // A field may be folded before any of its ids.
    let in_field = |at: usize| {
        let rest = &raw[at..raw.len().min(at + FIELD)];
        let ends = |(at, byte): (usize, &u8)| *byte == b'\n' && !matches!(rest.get(at + 1), Some(b' ' | b'\t'));
        let field = &rest[..rest.iter().enumerate().position(ends).unwrap_or(rest.len())];
        (0..field.len()).filter(|n| field[*n] == b'<').find_map(|n| hex(at + n + 1))
    };
    let fields = [b"message-id:".as_slice(), b"in-reply-to:", b"references:"];
    let named = find(b"bounce+").find_map(hex).or_else(|| find(OWN_HEADER.as_bytes()).find_map(own_header));
    named.or_else(|| fields.into_iter().find_map(|name| find(name).find_map(in_field)))
}

#[cfg(test)]
mod tests;
