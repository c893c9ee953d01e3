//! Amazon SES tells of bounces and complaints in JSON, which its notification service can also mail.
//!
//! The mail breaks long lines in the middle of the JSON, so single fields are read out of the text instead of parsing it.

use super::{Kind, report::Status};
use smol_str::SmolStr;

/// What one notification says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// A bounce: whether SES calls it permanent, and for whom.
    Bounce(Status),
    /// The person called the mail spam, or took that back.
    Complaint(Kind, Option<SmolStr>),
}

/// The notification in a mail's text, if it is one about a failure.
pub(super) fn notice(text: &str) -> Option<Notice> {
    let text: String = text.split("!\n ").collect();
    let address = field(&text, "emailAddress").map(SmolStr::new);
    match field(&text, "notificationType")? {
        "Bounce" => {
            let permanent = field(&text, "bounceType")? == "Permanent";
            Some(Notice::Bounce(Status {
                action: if permanent { "failed" } else { "delayed" }.to_owned(),
                code: field(&text, "status").unwrap_or_default().into(),
                diagnostic: field(&text, "diagnosticCode").unwrap_or_default().to_owned(),
                recipient: address,
            }))
        }
        "Complaint" => {
            let taken_back = field(&text, "complaintFeedbackType") == Some("not-spam");
            Some(Notice::Complaint(if taken_back { Kind::Other } else { Kind::Complaint }, address))
        }
        _ => None,
    }
}

/// The first value of that name, if it is a string without escapes, as all of those read here are.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("\"{name}\":\""))?;
    rest.split('"').next()
}
