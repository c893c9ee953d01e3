//! Messages as they left: an e-mail with both its parts, and what a prompt, a receipt or a placement said. Kept beside the
//! log, for a while, because what a message is made of moves on: the profile, the brand, and this program.
//!
//! Links of ours that act for the reader (preferences, unsubscribe, confirmation) are cut: whoever looks is not the reader.

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use rapport_channel::{Outcome, Outgoing, liquid::Limits};
use rapport_customer::SendKey;
use rapport_drivers::email::Composed;
use rapport_kernel::{CustomerId, Map, Time};
use rapport_platform::{
    reserve::protect,
    runtime::{Answer, Eraser, SinkError},
    sql::{SqlError, copies},
};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::io::{Read, Write};

/// The largest copy that is kept, before it is packed.
const MOST: u64 = 1024 * 1024;

/// A message as it left: its content, and its letter if it was mailed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// By field: `subject` and `text`, `say` and `offer`, the receipt's lines.
    pub content: Map,
    /// The whole e-mail, if it is one.
    #[serde(default)]
    pub mail: Option<Letter>,
}

/// An e-mail as it left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Name and address.
    pub from: String,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<String>,
    /// The reader's address.
    pub to: String,
    /// The line that mail programs show in lists.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The plain-text part.
    pub text: String,
}

impl Said {
    /// What a prompt or a receipt says.
    #[must_use]
    pub fn filled(outgoing: &Outgoing) -> Self {
        let content = outgoing.content.fill(&outgoing.data, &Limits::default()).unwrap_or_default();
        Self { content, mail: None }
    }

    /// What an e-mail says; `base` is our own address, whose links are cut.
    #[must_use]
    pub fn letter(composed: &Composed, base: &str) -> Self {
        let said = composed.said();
        let letter = Letter {
            from: said.from.to_string(),
            reply_to: said.reply_to.as_ref().map(ToString::to_string),
            to: said.to.to_string(),
            subject: said.subject.clone(),
            html: without_ways_in(&said.html, base),
            text: without_ways_in(&said.text, base),
        };
        let mut content = Map::default();
        content.set("subject", letter.subject.as_str().into());
        content.set("text", letter.text.as_str().into());
        Self { content, mail: Some(letter) }
    }
}

/// The text with every address of ours ending where its secret begins.
fn without_ways_in(text: &str, base: &str) -> String {
    let base = base.trim_end_matches('/');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(base).filter(|_| !base.is_empty()) {
        let behind = &rest[at + base.len()..];
        out.push_str(&rest[..at + base.len()]);
        let end = behind.find(|c: char| c.is_whitespace() || "\"'<>)]".contains(c)).unwrap_or(behind.len());
        if behind.starts_with('/') && end > 1 {
            out.push_str("/…");
        } else {
            out.push_str(&behind[..end]);
        }
        rest = &behind[end..];
    }
    out.push_str(rest);
    out
}

/// The copies of messages.
#[derive(Clone, Debug)]
pub struct Copies(pub copies::Copies);

impl Copies {
    /// Keeps what a message says. A message does not wait for its copy: what cannot be kept is missing there.
    pub async fn keep(&self, key: &SendKey, customer: CustomerId, at: Time, said: &Said) {
        let Some(body) = packed(said) else { return };
        if let Err(error) = self.0.keep(key, customer, at, &body).await {
            tracing::warn!(%error, "the copy of a message could not be kept");
        }
    }

    /// Forgets what was kept of a message that was stopped before it left: perhaps because its reader was erased, and then
    /// their copies are gone already.
    pub async fn settle(&self, key: &SendKey, outcome: &Outcome) {
        if matches!(outcome, Outcome::Stopped { .. })
            && let Err(error) = self.0.drop(key).await
        {
            tracing::warn!(%error, "the copy of a message that was stopped could not be removed");
        }
    }

    /// What a message said, and when it was made; nothing if it is not kept.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn find(&self, key: &SendKey) -> Result<Option<(Time, Said)>, SqlError> {
        let found = self.0.find(key).await?;
        found.map(|copy| Ok((copy.at, unpacked(&copy.body).ok_or(SqlError::Damaged("body"))?))).transpose()
    }
}

impl Eraser for Copies {
    fn erase<'a>(&'a self, customers: &'a [CustomerId], _: &'a [SmolStr]) -> Answer<'a, Result<(), SinkError>> {
        Box::pin(protect(async move { self.0.forget(customers).await.map_err(|error| SinkError::from(&error)) }))
    }
}

fn packed(said: &Said) -> Option<String> {
    let json = serde_json::to_vec(said).ok().filter(|json| json.len() as u64 <= MOST)?;
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&json).ok()?;
    Some(STANDARD.encode(packer.finish().ok()?))
}

fn unpacked(body: &str) -> Option<Said> {
    let bytes = STANDARD.decode(body).ok()?;
    let mut json = Vec::new();
    GzDecoder::new(bytes.as_slice()).take(MOST + 1).read_to_end(&mut json).ok()?;
    serde_json::from_slice(&json).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn links_that_act_for_the_reader_are_cut() {
        let base = "https://mail.acme.example";
        let html = "<a href=\"https://mail.acme.example/preferences/s3cr3t?x=1&amp;y=2\">Preferences</a>, https://mail.acme.example/u/tok";
        assert_eq!(
            without_ways_in(html, base),
            "<a href=\"https://mail.acme.example/…\">Preferences</a>, https://mail.acme.example/…"
        );
        let others = "<a href=\"https://shop.acme.example/shoes?size=40\">Shoes</a> and https://mail.acme.example";
        assert_eq!(without_ways_in(others, base), others);
    }

    #[test]
    fn a_copy_reads_back_and_one_too_large_is_not_kept() {
        let mail = Letter { html: "<p>Grüße</p>".into(), ..Letter::default() };
        let said = Said { mail: Some(mail), ..Said::default() };
        assert_eq!(unpacked(&packed(&said).unwrap()), Some(said));
        let large = Letter { html: "x".repeat(MOST as usize), ..Letter::default() };
        assert_eq!(packed(&Said { mail: Some(large), ..Said::default() }), None);
    }
}
