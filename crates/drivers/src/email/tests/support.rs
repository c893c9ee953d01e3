//! What the tests of the mailer share.

use crate::{
    email::{Dkim, DkimKey, Letterhead, Mail, Sender, Settings, Tls, message, sink::Sink},
    wire::WireGuard,
};
use rapport_channel::email::Rendered;
use rapport_customer::send_key::SendKey;
use smol_str::SmolStr;
use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

pub fn key(n: u64) -> SendKey {
    format!("spring/1/mail/{:032x}/email/{n}", n + 1).parse().unwrap()
}

pub fn sender(dkim: impl Into<Arc<[Dkim]>>) -> Sender {
    Sender {
        name: "Acme Schuhe & Söhne".into(),
        address: "news@acme.example".into(),
        reply_to: Some("service@acme.example".into()),
        postal: "Beispielweg 1, 12345 Musterstadt".into(),
        bounce_domain: "bounce.acme.example".into(),
        dkim: dkim.into(),
    }
}

pub fn letterhead(sender: &Sender) -> Letterhead<'_> {
    Letterhead {
        sender,
        unsubscribe: Some("https://acme.example/p/unsubscribe/abc".into()),
        preferences: Some("https://acme.example/p/preferences/abc".into()),
        hosts: Vec::new(),
        links: &|_| None,
    }
}

pub fn rendered(subject: &str, text: &str) -> Rendered {
    Rendered { subject: subject.into(), html: format!("<html><body>{text}</body></html>"), text: text.into() }
}

pub fn mail(n: u64, to: &str, rendered: Rendered, sender: &Sender) -> Mail {
    let key = key(n);
    let id = rapport_channel::outgoing::message_id(&key);
    message::build(&key, &id, to, rendered, &letterhead(sender), SystemTime::now()).unwrap()
}

pub fn settings(sink: &Sink) -> Settings {
    Settings {
        patience: Duration::from_millis(400),
        after_dot: Duration::from_millis(400),
        ..Settings::new("127.0.0.1", sink.address().port(), Tls::None)
    }
}

/// One signer of each kind, with new keys, as `rsa._domainkey.acme.example` and `ed._domainkey.acme.example`.
pub fn signers() -> [Dkim; 2] {
    [("rsa", DkimKey::new_rsa()), ("ed", DkimKey::new_ed25519())].map(|(selector, key)| {
        let pem = key.unwrap().to_pem().unwrap();
        Dkim::new(selector, "acme.example", &pem).unwrap()
    })
}

/// Lets everything through but what was revoked, and remembers.
#[derive(Default)]
pub struct Watch {
    pub revoked: Mutex<Vec<SendKey>>,
    pub begun: Mutex<Vec<SendKey>>,
}

impl WireGuard for Watch {
    fn begin(&self, send_key: &SendKey) -> Result<(), SmolStr> {
        if self.revoked.lock().unwrap().contains(send_key) {
            return Err("withdrawn".into());
        }
        self.begun.lock().unwrap().push(send_key.clone());
        Ok(())
    }
}
