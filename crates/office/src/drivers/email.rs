//! E-mail: the mailer of the settings as they are now, with each brand's sender and each reader's own links.

use crate::{
    copies::{Copies, Said},
    drivers::Obstacle,
    links::{Click, Links, Preferences, Unsubscribe},
    opt_in, own_data,
    refused::{ApiRefusal, Refused},
    settings,
};
use parking_lot::RwLock;
use rapport_channel::{
    Outcome, Outgoing,
    driver::{Inbound, Trial},
    email::Link,
};
use rapport_customer::{Brand, PurposeKind, Refusal, SendKey};
use rapport_drivers::{
    email::{self, Dkim, Letterhead, Login, Mailer, Note, Sender, Settings, Tls, feedback},
    wire::WireGuard,
};
use rapport_engine::{Held, PROVING, Shard};
use rapport_kernel::{Identifier, Span, Time, Value};
use rapport_platform::runtime::{Answer, ChannelDriver, Runtime, Start, TakenBack};
use smol_str::SmolStr;
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::time::{Instant, sleep_until, timeout_at};

/// How long the link to the preference centre in a mail is good.
pub const PREFERENCES: Span = Span(180 * Span::DAY.0);
/// How long a trial of the settings may take; one that finds no mail server takes just as long.
const TRIAL: Duration = Duration::from_secs(10);
/// How many keys may sign: two kinds, and twice as many while they are exchanged.
const MAX_KEYS: usize = 4;

/// A mailer and what signs.
pub struct Sending {
    mailer: Mailer,
    dkim: Arc<[Dkim]>,
    bounce_domain: Option<SmolStr>,
    connections: usize,
}

impl Sending {
    /// The mailer of these settings; none if mail is not set up.
    ///
    /// # Errors
    /// A named refusal for settings that would be unsafe or cannot work.
    pub fn of(mail: &settings::Mail) -> Result<Option<Self>, Refused> {
        let dkim = signers(mail)?.into();
        let Some(host) = &mail.host else { return Ok(None) };
        let tls = match mail.security.as_str() {
            "none" => Tls::None,
            "starttls" => Tls::Required,
            "tls" => Tls::Implicit,
            _ => return Err(Refused::by_rule(ApiRefusal::MailSecurity, "`security` is none, starttls or tls.")),
        };
        if !(1..=32).contains(&mail.connections) {
            return Err(Refused::by_rule(ApiRefusal::MailConnections, "There may be 1 to 32 connections."));
        }
        let login = mail
            .user
            .as_ref()
            .filter(|user| !user.is_empty())
            .map(|user| Login { user: user.clone(), password: mail.password.clone().unwrap_or_default() });
        let connections = usize::from(mail.connections);
        let settings = Settings { login, connections, ..Settings::new(host, mail.port, tls) };
        let mailer =
            Mailer::new(settings).map_err(|error| Refused::by_rule(ApiRefusal::MailSettings, error.to_string()))?;
        let domain = mail.return_path.as_deref().map(|path| path.rsplit('@').next().unwrap_or(path).into());
        Ok(Some(Self { mailer, dkim, bounce_domain: domain, connections }))
    }

    fn sender(&self, brand: &Brand) -> Sender {
        let own = brand.sender.email.rsplit('@').next().unwrap_or_default();
        Sender {
            name: if brand.sender.name.is_empty() { brand.name.clone() } else { brand.sender.name.clone() },
            address: brand.sender.email.clone(),
            reply_to: (!brand.sender.reply_to.is_empty()).then(|| brand.sender.reply_to.clone()),
            postal: brand.sender.imprint.clone(),
            bounce_domain: self.bounce_domain.clone().unwrap_or_else(|| own.into()),
            dkim: self.dkim.clone(),
        }
    }
}

/// The signing keys of these settings, in their order.
///
/// # Errors
/// A named refusal for keys that cannot sign, cannot be told apart or have no domain to sign for.
pub fn signers(mail: &settings::Mail) -> Result<Vec<Dkim>, Refused> {
    let refused = |detail: String| Refused::by_rule(ApiRefusal::MailDkim, detail);
    let keys = &mail.dkim_keys;
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let Some(domain) = &mail.dkim_domain else {
        return Err(refused("Signing keys need a domain to sign for: set it first, or remove the keys.".into()));
    };
    if keys.len() > MAX_KEYS {
        return Err(refused(format!("There may be {MAX_KEYS} signing keys: remove an old one first.")));
    }
    if (1..keys.len()).any(|n| keys[..n].iter().any(|key| key.selector.eq_ignore_ascii_case(&keys[n].selector))) {
        return Err(refused("Each signing key needs a selector of its own.".into()));
    }
    keys.iter()
        .map(|key| Dkim::new(&key.selector, domain, &key.pem).map_err(|error| refused(error.to_string())))
        .collect()
}

/// The mailer in use; exchanged when the settings change.
#[derive(Default)]
pub struct Mail(RwLock<Option<Arc<Sending>>>);

impl Mail {
    /// A holder of this mailer.
    #[must_use]
    pub fn new(sending: Option<Sending>) -> Self {
        Self(RwLock::new(sending.map(Arc::new)))
    }

    /// From now on this one; messages on their way finish with the one they began with.
    pub fn set(&self, sending: Option<Sending>) {
        *self.0.write() = sending.map(Arc::new);
    }

    /// Whether a mail server was entered.
    #[must_use]
    pub fn is_set_up(&self) -> bool {
        self.0.read().is_some()
    }

    fn now(&self) -> Option<Arc<Sending>> {
        self.0.read().clone()
    }
}

/// Sends a note to somebody who works here, from a brand's own address.
///
/// # Errors
/// Why it did not leave, as a stable code.
pub async fn note(mail: &Mail, brand: &Brand, note: Note<'_>, now: Time) -> Result<(), SmolStr> {
    let Some(sending) = mail.now() else { return Err(Held::MailNotSetUp.code().into()) };
    if brand.sender.email.is_empty() {
        return Err(Held::SenderMissing.code().into());
    }
    match sending.mailer.note(note, &sending.sender(brand), now).await {
        Outcome::Accepted { .. } => Ok(()),
        Outcome::NotSent { why } | Outcome::Stopped { why } | Outcome::Unknown { why } => Err(why),
        Outcome::Refused { code, .. } => Err(code),
        _ => Err(Obstacle::Starting.code().into()),
    }
}

/// Carries out e-mails.
pub struct MailDriver {
    /// The mailer.
    pub mail: Arc<Mail>,
    /// What it is made of.
    pub settings: Arc<settings::Settings>,
    /// Makes the reader's links.
    pub links: Links,
    /// Keeps what was sent.
    pub copies: Copies,
    /// The brands' settings; known once the runtime has started.
    pub runtime: Arc<OnceLock<Runtime>>,
}

/// The runtime's leave to begin, as the mailer asks for it.
struct Leave(Start);

impl WireGuard for Leave {
    fn begin(&self, _: &SendKey) -> Result<(), SmolStr> {
        self.0.begin().map_err(|TakenBack(why)| why.into())
    }
}

impl ChannelDriver for MailDriver {
    /// A message is claimed only when a connection is free for it.
    fn slots(&self) -> usize {
        self.mail.now().map_or(1, |sending| sending.connections)
    }

    fn deliver(&self, mut outgoing: Outgoing, start: Start) -> Answer<'_, Outcome> {
        Box::pin(async move {
            let not_sent = |why: &str| Outcome::NotSent { why: why.into() };
            let Some(sending) = self.mail.now() else { return not_sent(Held::MailNotSetUp.code()) };
            let Some(runtime) = super::started(&self.runtime).await else {
                return not_sent(Obstacle::Starting.code());
            };
            let id = outgoing.brand.clone();
            let to = outgoing.permit.address().cloned();
            let look = move |shard: &Shard, customer| {
                let record = shard.customer(customer);
                let confirmed = to.filter(|to| record.is_some_and(|record| record.customer.confirmed(to)));
                Some((shard.catalog.brand(&id).cloned()?, confirmed))
            };
            let Ok(Some((brand, confirmed))) = runtime.ask(outgoing.customer, look).await else {
                return not_sent(Refusal::UnknownBrand.code());
            };
            if brand.sender.email.is_empty() {
                return not_sent(Held::SenderMissing.code());
            }
            if opt_in::is_too_late(&outgoing, &brand, runtime.now()) {
                return Outcome::Expired;
            }
            put_link(&self.links, &mut outgoing);
            let sender = sending.sender(&brand);
            let counted = counts_clicks(&brand, &outgoing);
            let send_key: SmolStr = outgoing.send_key.to_string().into();
            let letterhead = Letterhead {
                sender: &sender,
                unsubscribe: unsubscribe(&self.links, &brand, &outgoing),
                preferences: confirmed
                    .filter(|_| !proves(&outgoing))
                    .map(|address| preferences(&self.links, &outgoing, &address, runtime.now() + PREFERENCES))
                    .or_else(|| plain_way_out(&self.links, &brand, &outgoing)),
                hosts: self.links.host().into_iter().chain(outgoing.hosts.iter().cloned()).collect(),
                links: &|link| if counted { click(&self.links, &send_key, link) } else { None },
            };
            let (key, customer, now) = (outgoing.send_key.clone(), outgoing.customer, runtime.now());
            let composed = match Mailer::compose(outgoing, now, &letterhead) {
                Ok(composed) => composed,
                Err(outcome) => return outcome,
            };
            self.copies.keep(&key, customer, now, &Said::letter(&composed, self.links.base())).await;
            let outcome = sending.mailer.send(composed, &Leave(start)).await;
            self.copies.settle(&key, &outcome).await;
            outcome
        })
    }

    fn test(&self) -> Answer<'_, Option<Trial>> {
        Box::pin(async move {
            let tried = trial(&self.settings.now().mail).await;
            Some(tried.unwrap_or_else(|problem| Trial {
                answer: Some(problem.detail().to_owned()),
                ..Trial::bad("mail_settings")
            }))
        })
    }

    fn inbound(&self) -> Option<Inbound> {
        Some(Inbound { media: feedback::MEDIA, read: feedback::read })
    }
}

/// Whether the links of this message are counted: those of advertising, unless the brand does not want to know.
fn counts_clicks(brand: &Brand, outgoing: &Outgoing) -> bool {
    !is_service(brand, outgoing) && !brand.sender.plain_links
}

fn is_service(brand: &Brand, outgoing: &Outgoing) -> bool {
    brand.purpose(&outgoing.purpose).is_some_and(|purpose| purpose.kind == PurposeKind::Service)
}

/// The counted form of a link. Our own pages stay as they are: they know who comes, and must work without a detour.
fn click(links: &Links, send_key: &SmolStr, link: &Link) -> Option<String> {
    if link.target.starts_with(links.base()) {
        return None;
    }
    let click = Click { send_key: send_key.clone(), link: link.name.as_str().into(), url: link.target.as_str().into() };
    links.short_url(&click)
}

/// The one-click address of advertising; an installation without https offers the page only.
fn unsubscribe(links: &Links, brand: &Brand, outgoing: &Outgoing) -> Option<SmolStr> {
    let one_click = !is_service(brand, outgoing) && links.protected();
    one_click.then(|| unsubscribe_page(links, outgoing))
}

/// The page where advertising stops, for readers who get neither of the other ways out.
fn plain_way_out(links: &Links, brand: &Brand, outgoing: &Outgoing) -> Option<SmolStr> {
    let needed = !is_service(brand, outgoing) && !links.protected();
    needed.then(|| unsubscribe_page(links, outgoing))
}

fn unsubscribe_page(links: &Links, outgoing: &Outgoing) -> SmolStr {
    let url = links.url(&Unsubscribe {
        customer: outgoing.customer,
        brand: outgoing.brand.clone(),
        purpose: outgoing.purpose.clone(),
        channel: outgoing.channel.clone(),
        address: outgoing.permit.address().map(|address| links.address(outgoing.customer, address)).unwrap_or_default(),
    });
    url.into()
}

/// The link to the state of the reader's address: only an address that was confirmed gets one. What is written to any
/// other may be read by somebody whom the person does not know.
fn preferences(links: &Links, outgoing: &Outgoing, address: &Identifier, until: Time) -> SmolStr {
    let (customer, brand) = (outgoing.customer, outgoing.brand.clone());
    links.url(&Preferences { customer, brand, until, address: links.address(customer, address) }).into()
}

/// Whether this is a message that proves an address: it carries its own link and no other.
fn proves(outgoing: &Outgoing) -> bool {
    proof_of(outgoing).is_some()
}

fn proof_of(outgoing: &Outgoing) -> Option<&'static str> {
    let parts = outgoing.send_key.parts().ok()?;
    PROVING.into_iter().find(|begin| parts.journey.as_str().starts_with(begin))
}

/// Makes the link of a message that proves an address, bound to the address it goes to.
fn put_link(links: &Links, outgoing: &mut Outgoing) {
    let Some(address) = outgoing.permit.address() else { return };
    let address = links.address(outgoing.customer, address);
    let Some(Value::Map(data)) = outgoing.data.get("data") else { return };
    let url = match proof_of(outgoing) {
        Some(prefix) if prefix == PROVING[0] => opt_in::link(data, links, outgoing, address),
        Some(_) => own_data::link(data, links, outgoing.customer, &outgoing.brand, address),
        None => None,
    };
    let (Some(url), mut data) = (url, data.clone()) else { return };
    data.set("url", Value::Text(url.into()));
    outgoing.data.set("data", Value::Map(data));
}

/// Says hello to the mail server, signs in and hangs up: no mail is sent, for every mail needs a person's consent.
///
/// Until something there has spoken like a mail server, the answer is the same whatever happened, and comes at the same
/// time: whoever may try settings must not learn which machines and ports answer.
pub async fn trial(mail: &settings::Mail) -> Result<Trial, Refused> {
    let Some(sending) = Sending::of(mail)? else {
        return Ok(Trial::bad("mail_not_set_up"));
    };
    let end = Instant::now() + TRIAL;
    let said = timeout_at(end, sending.mailer.hello()).await;
    if let Ok(Ok(())) = said {
        return Ok(Trial::good("mail_accepted"));
    }
    let greeted = said.ok().and_then(Result::err).and_then(|none| spoken(&none, &mail.security));
    if greeted.is_none() {
        sleep_until(end).await;
    }
    Ok(greeted.unwrap_or_else(|| Trial::bad("no_mail_server")))
}

/// What to tell of a trial that ended after something had spoken like a mail server: what it answered.
fn spoken(none: &email::NoSession, security: &str) -> Option<Trial> {
    use email::Obstacle as At;
    let answer = none.said.as_ref().map(ToString::to_string);
    let later = answer.as_deref().is_some_and(|said| said.starts_with('4'));
    let unknown = answer.as_deref().and_then(|said| said.get(..3)).is_some_and(|n| matches!(n, "500" | "502" | "504"));
    let code = match (none.why, answer.is_some()) {
        (At::Greeting, true) if later => "greeting_later",
        (At::Greeting, true) => "greeting_refused",
        (At::Hello, true) if later => "hello_later",
        (At::Hello, true) if unknown => "hello_unknown",
        (At::Hello, true) => "hello_refused",
        (At::Hello, false) => "hello_silent",
        (At::Tls, true) if later => "tls_later",
        (At::Tls, true) => "tls_refused",
        (At::Tls, false) if security == "starttls" => "tls_missing",
        (At::Login, true) if later => "login_later",
        (At::Login, true) => "login_refused",
        (At::Login, false) => "login_silent",
        (At::LoginUnprotected, _) => "login_unprotected",
        _ => return None,
    };
    Some(Trial { answer, ..Trial::bad(code) })
}
