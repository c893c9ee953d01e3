//! Amazon SES tells of bounces and complaints in JSON, which its notification service posts or mails: as it is, or as a text
//! inside another JSON.
//!
//! A mail breaks long lines in the middle of the JSON, so the breaks are taken out before it is read.

use super::{Kind, report::Status};
use serde_json::{Deserializer, Map, Value};
use smol_str::SmolStr;

/// What one notification says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// A bounce: whether SES calls it permanent, and for whom.
    Bounce(Status),
    /// The person called the mail spam, or took that back.
    Complaint(Kind, Option<SmolStr>),
}

/// So many places where an object may begin are tried.
const TRIES: usize = 16;
/// How deep one JSON stands inside another.
const DEPTH: usize = 4;

/// The text without the breaks that mail put into long lines.
pub(super) fn unbroken(text: &str) -> String {
    text.split("!\n ").collect()
}

/// The headers of the original that a notification quotes, written as in a mail.
pub(super) fn headers(text: &str) -> String {
    let text: String = unbroken(text).split('\\').collect();
    let named = text.replace("\",\"value\":\"", ": ").replace("\", \"value\": \"", ": ");
    named.replace("\"messageId\":\"", "message-id: ")
}

/// The address by which Amazon SNS wants to be told that its notifications are wanted: one of Amazon's, else none.
pub(super) fn confirmation(text: &str) -> Option<String> {
    let said = object(text.trim_start())?;
    let address =
        self::text(&said, "SubscribeURL").filter(|_| self::text(&said, "Type") == Some("SubscriptionConfirmation"))?;
    let host = address.strip_prefix("https://sns.")?.split(['/', '?', '#', '@']).next()?;
    let amazon = host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn");
    (amazon && address.bytes().all(|b| b.is_ascii_graphic())).then(|| address.to_owned())
}

/// Whether a text is a notification of Amazon SES or SNS, of whatever.
pub(super) fn is_known(text: &str) -> bool {
    const ENVELOPES: [&str; 3] = ["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"];
    object(text.trim_start()).is_some_and(|said| {
        let envelope = self::text(&said, "Type").is_some_and(|kind| ENVELOPES.contains(&kind));
        envelope || ["notificationType", "eventType"].into_iter().any(|field| self::text(&said, field).is_some())
    })
}

/// The notification in a text, if it is one about a failure.
pub(super) fn notice(text: &str) -> Option<Notice> {
    // Between values the end of a line means nothing, and inside one it was put there on the way.
    let text: String = unbroken(text).split('\n').collect();
    let begins = text.match_indices('{').map(|(at, _)| at).take(TRIES);
    begins.filter_map(|at| object(text.get(at..)?)).find_map(|object| read(&object, DEPTH))
}

/// The object at the beginning of a text; what follows it does not matter.
fn object(text: &str) -> Option<Map<String, Value>> {
    match Deserializer::from_str(text).into_iter::<Value>().next() {
        Some(Ok(Value::Object(object))) => Some(object),
        _ => None,
    }
}

fn read(object: &Map<String, Value>, depth: usize) -> Option<Notice> {
    match text(object, "notificationType").or_else(|| text(object, "eventType")) {
        Some("Bounce") => {
            let bounce = object.get("bounce")?.as_object()?;
            let first = first(bounce, "bouncedRecipients");
            let of_first = |name: &str| first.and_then(|first| text(first, name)).unwrap_or_default();
            let permanent = text(bounce, "bounceType")? == "Permanent";
            Some(Notice::Bounce(Status {
                action: if permanent { "failed" } else { "delayed" }.to_owned(),
                code: of_first("status").into(),
                diagnostic: of_first("diagnosticCode").to_owned(),
                recipient: address(first),
            }))
        }
        Some("Complaint") => {
            let complaint = object.get("complaint")?.as_object()?;
            let taken_back = text(complaint, "complaintFeedbackType") == Some("not-spam");
            let kind = if taken_back { Kind::Other } else { Kind::Complaint };
            Some(Notice::Complaint(kind, address(first(complaint, "complainedRecipients"))))
        }
        Some(_) => None,
        // The envelope of the notification service, with the notification as a text or as it is.
        None if depth > 0 => object.values().find_map(|inner| match inner {
            Value::String(packed) => read(&self::object(packed.trim_start())?, depth - 1),
            Value::Object(inner) => read(inner, depth - 1),
            _ => None,
        }),
        None => None,
    }
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str()
}

fn first<'a>(object: &'a Map<String, Value>, list: &str) -> Option<&'a Map<String, Value>> {
    object.get(list)?.as_array()?.first()?.as_object()
}

fn address(recipient: Option<&Map<String, Value>>) -> Option<SmolStr> {
    text(recipient?, "emailAddress").map(SmolStr::new)
}
