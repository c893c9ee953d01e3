//! Mail of the program to people who work with it: an invitation, a link to set a password. It is about nobody's consent, so it needs no
//! permit; and since it needs none, it can say nothing but what stands here: one address, one line, plain text.

use super::{
    Mail, Sender,
    dkim::signed,
    message::{address, recipient},
};
use lettre::message::{
    Mailbox, Message,
    header::{ContentType, HeaderName, HeaderValue},
};
use rapport_channel::email::one_line;
use std::time::SystemTime;

/// A mail to somebody who works here.
#[derive(Clone, Copy, Debug)]
pub struct Note<'a> {
    /// A name for it that no other has.
    pub id: &'a str,
    /// The recipient's address.
    pub to: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
}

/// The note as it goes over the wire; nothing if an address in it is none.
pub(super) fn build(note: Note<'_>, sender: &Sender, date: SystemTime) -> Option<Mail> {
    let (from, to) = (address(&sender.address)?, recipient(note.to)?);
    let message = Message::builder()
        .date(date)
        .from(Mailbox::new(Some(one_line(&sender.name, 100)), from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .message_id(Some(format!("<{}@{}>", note.id, sender.bounce_domain)))
        .subject(one_line(note.subject, 200))
        // No out-of-office note comes back for it (RFC 3834).
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into()))
        .header(ContentType::TEXT_PLAIN)
        .body(note.text.to_owned())
        .ok()?;
    Some(Mail { send_key: None, from: from.to_string(), to: to.to_string(), bytes: signed(&message, &sender.dkim) })
}
