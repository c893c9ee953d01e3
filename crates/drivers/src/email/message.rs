//! From content to the bytes of a message.
//!
//! What people wrote or typed gets into headers through lettre's types only, which encode it (RFC 2047) and fold it; what
//! could end a header is gone before. So a name with a line break in it is an ugly name and never a second header.

use super::{Composed, Dkim, Mail, dkim::signed};
use lettre::{
    Address,
    message::{
        Mailbox, Message, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use rapport_channel::{
    Outgoing,
    email::{Email, EmailError, Frame, Link, Rendered, one_line, replace_targets},
    liquid::Limits,
    outgoing::token,
};
use rapport_customer::send_key::SendKey;
use smol_str::SmolStr;
use std::{sync::Arc, time::SystemTime};

/// The header that names a message by its token: what comes back quotes it, whatever a service on the way makes of the Message-ID.
pub(super) const OWN_HEADER: &str = "X-Rapport-Message";

/// A brand as a sender of e-mail.
pub struct Sender {
    /// The name people see.
    pub name: SmolStr,
    /// The address people see and may answer to.
    pub address: SmolStr,
    /// Where answers go instead, if elsewhere.
    pub reply_to: Option<SmolStr>,
    /// The postal address in the footer.
    pub postal: SmolStr,
    /// The domain bounces come back to: `bounce+TOKEN@domain`.
    pub bounce_domain: SmolStr,
    /// Who signs: a signature by each.
    pub dkim: Arc<[Dkim]>,
}

/// What frames one message: the sender and the reader's own ways out.
pub struct Letterhead<'a> {
    /// The brand.
    pub sender: &'a Sender,
    /// The one-click address (RFC 8058), with the reader's token; none in service mail.
    pub unsubscribe: Option<SmolStr>,
    /// The preference centre, with the reader's token; none in mail to an address that was never confirmed.
    pub preferences: Option<SmolStr>,
    /// Hosts that links may lead to besides those that stand in the content.
    pub hosts: Vec<SmolStr>,
    /// What stands in the HTML part instead of a link, to count who follows it; nothing where it stays as it is.
    pub links: &'a (dyn Fn(&Link) -> Option<String> + Send + Sync),
}

/// What the reader of a message sees. The HTML part's links lead where the author said, before they are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Name and address.
    pub from: SmolStr,
    /// Where answers go instead, if elsewhere.
    pub reply_to: Option<SmolStr>,
    /// The reader's address.
    pub to: SmolStr,
    /// One line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The plain-text part.
    pub text: String,
}

/// Why a message cannot be composed. None of it changes by trying again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// Not an e-mail address.
    #[error("the recipient's address is not an e-mail address")]
    Recipient,
    /// The brand's settings hold something that is no address.
    #[error("the sender's address is not an e-mail address")]
    Sender,
    /// A way out that is no https address.
    #[error("the unsubscribe address must begin with https://")]
    Unsubscribe,
    /// The content could not be filled in.
    #[error(transparent)]
    Content(#[from] EmailError),
    /// MIME refuses it.
    #[error("the message cannot be built")]
    Mime,
}

impl ComposeError {
    /// The codes it adds to those of the content.
    pub const CODES: &[&str] = &["address_invalid", "sender_invalid", "unsubscribe_invalid", "message_invalid"];

    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Recipient => "address_invalid",
            Self::Sender => "sender_invalid",
            Self::Unsubscribe => "unsubscribe_invalid",
            Self::Content(error) => error.code(),
            Self::Mime => "message_invalid",
        }
    }
}

pub(super) fn compose(
    outgoing: &Outgoing,
    content: &Email,
    letterhead: &Letterhead<'_>,
    date: SystemTime,
) -> Result<Composed, ComposeError> {
    let frame = Frame {
        sender: letterhead.sender.name.clone(),
        address: letterhead.sender.postal.clone(),
        language: outgoing.language.clone(),
        unsubscribe: letterhead.unsubscribe.clone(),
        preferences: letterhead.preferences.clone(),
        hosts: letterhead.hosts.clone(),
    };
    let mut rendered = content.render(&outgoing.data, &frame, &Limits::default())?;
    let said = Said {
        from: format!("{} <{}>", one_line(&letterhead.sender.name, 100), letterhead.sender.address).into(),
        reply_to: letterhead.sender.reply_to.clone(),
        to: outgoing.address.clone(),
        subject: rendered.subject.clone(),
        html: rendered.html.clone(),
        text: rendered.text.clone(),
    };
    rendered.html = replace_targets(&rendered.html, letterhead.links);
    let mail = build(&outgoing.send_key, &outgoing.message_id, &outgoing.address, rendered, letterhead, date)?;
    Ok(Composed { mail, said })
}

/// The message around rendered content.
pub(super) fn build(
    send_key: &SendKey,
    message_id: &str,
    to: &str,
    rendered: Rendered,
    letterhead: &Letterhead<'_>,
    date: SystemTime,
) -> Result<Mail, ComposeError> {
    let sender = letterhead.sender;
    let to = recipient(to).ok_or(ComposeError::Recipient)?;
    let from = address(&sender.address).ok_or(ComposeError::Sender)?;
    let bounce = format!("bounce+{}@{}", token(send_key), sender.bounce_domain);
    let envelope_from = address(&bounce).ok_or(ComposeError::Sender)?;
    let mut builder = Message::builder()
        .date(date)
        .from(Mailbox::new(Some(one_line(&sender.name, 100)), from))
        .to(Mailbox::new(None, to.clone()))
        .message_id(Some(format!("<{message_id}@{}>", sender.bounce_domain)))
        .raw_header(raw(OWN_HEADER, token(send_key).to_string()))
        .subject(one_line(&rendered.subject, 200));
    if let Some(reply_to) = &sender.reply_to {
        builder = builder.reply_to(Mailbox::new(None, address(reply_to).ok_or(ComposeError::Sender)?));
    }
    if let Some(target) = &letterhead.unsubscribe {
        let good =
            target.starts_with("https://") && target.bytes().all(|b| b.is_ascii_graphic() && !b"<>,\"".contains(&b));
        if !good {
            return Err(ComposeError::Unsubscribe);
        }
        builder = builder
            .raw_header(raw("List-Unsubscribe", format!("<{target}>")))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()));
    }
    let parts = MultiPart::alternative_plain_html(without_nul(rendered.text), without_nul(rendered.html));
    let message = builder.multipart(parts).map_err(|_| ComposeError::Mime)?;
    Ok(Mail {
        send_key: Some(send_key.clone()),
        from: envelope_from.to_string(),
        to: to.to_string(),
        bytes: signed(&message, &sender.dkim),
    })
}

/// The same, whose part before the @ may be in any letters: the server is asked whether it takes them.
pub(super) fn recipient(text: &str) -> Option<Address> {
    let unfit = |c: char| c.is_control() || c.is_whitespace() || "<>()[]\\,;:\"".contains(c);
    let (_, domain) = text.rsplit_once('@')?;
    let fits = text.len() <= 254 && domain.is_ascii() && !text.contains(unfit);
    if fits { text.parse().ok() } else { None }
}

/// An address of plain ASCII without quotes or brackets: what every server takes, and nothing that could end a command.
pub(super) fn address(text: &str) -> Option<Address> {
    let plain = text.len() <= 254 && text.bytes().all(|b| b.is_ascii_graphic() && !b"<>()[]\\,;:\"".contains(&b));
    if plain { text.parse().ok() } else { None }
}

fn raw(name: &'static str, value: String) -> HeaderValue {
    // Pre-encoded: RFC 8058 wants these as they are, and what stands in them was checked.
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text }
}
