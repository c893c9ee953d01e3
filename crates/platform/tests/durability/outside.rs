//! Counterparts for whole-process tests: a ledger and a shop that take everything, a mail server that writes down what began.

use hashbrown::HashMap;
use rapport_channel::{outgoing::Outgoing, report::Outcome};
use rapport_customer::{
    Act, Brand, Channel, Declaration, Medium, Proof, Purpose, Wording, brand::PurposeKind, gate::Budget,
    send_key::SendKey,
};
use rapport_engine::{Body, Due, Publication, VoucherResult};
use rapport_kernel::{CustomerId, Event, EventKind, Identifier, IdentifierKind, Map, Time};
use rapport_platform::runtime::{
    Announcement, Answer, BudgetGuard, ChannelDriver, Drivers, Posting, Runtime, Sink, SinkError, Sinks, Start,
    Submission, TakenBack, VoucherAsked, VoucherIssuer,
};
use std::{fs::File, io::Write, sync::Arc};

struct Takes;

impl Sink<Posting> for Takes {
    fn carry<'a>(&'a self, _: &'a [Posting]) -> Answer<'a, Result<(), SinkError>> {
        Box::pin(async { Ok(()) })
    }
}

impl VoucherIssuer for Takes {
    fn issue<'a>(&'a self, _: &'a VoucherAsked) -> Answer<'a, Result<VoucherResult, SinkError>> {
        Box::pin(async { Ok(VoucherResult::Refused("none".into())) })
    }
}

impl BudgetGuard for Takes {
    fn reserve(&self, _: &Due) -> Budget {
        Budget::Reserved
    }
    fn release(&self, _: &SendKey) {}
}

/// Writes every begun transaction down at once; a killed process leaves them in the file.
struct Mail(File);

impl ChannelDriver for Mail {
    fn slots(&self) -> usize {
        4
    }
    fn deliver(&self, outgoing: Outgoing, start: Start) -> Answer<'_, Outcome> {
        Box::pin(async move {
            if let Err(TakenBack(why)) = start.begin() {
                return Outcome::Stopped { why: why.into() };
            }
            let mut file = &self.0;
            if file.write_all(format!("{}\n", outgoing.send_key).as_bytes()).is_err() {
                return Outcome::Unknown { why: "disk".into() };
            }
            Outcome::Accepted { provider_id: None }
        })
    }
}

/// Sinks whose mail goes to `file`.
pub fn sinks(file: File) -> Sinks {
    let mail: Arc<dyn ChannelDriver> = Arc::new(Mail(file));
    Sinks {
        postings: Arc::new(Takes),
        vouchers: Arc::new(Takes),
        erasers: Vec::new(),
        drivers: Drivers { channels: HashMap::from_iter([("email".into(), mail)]), budget: Arc::new(Takes) },
    }
}

/// Sets up one brand and a journey that writes when a cart is viewed after a product.
pub async fn set_up(runtime: &Runtime) {
    let mut brand = Brand::new("acme", "Acme");
    brand.purposes.push(Purpose { id: "offers".into(), kind: PurposeKind::Marketing, ..Purpose::default() });
    brand.channels.push(Channel::new("email", Medium::Email));
    let document = r#"
id: viewed
name: Viewed
brand: acme
activity: spring
purpose: offers
triggers:
  - sequence: {first: {event: Product Viewed}, then: {event: Cart Viewed}, within: 1h}
entry: {re_entry: always}
steps:
  - id: mail
    message: {channel: email, content: {subject: "Hello", text: "Seen anything nice?"}}
"#;
    let publication =
        Publication { journey: "viewed".into(), version: 1, document: document.into(), author: "test".into() };
    assert!(rapport_engine::catalog::Version::compile(publication.clone(), Time(0), None).is_ok());
    let announcer = runtime.announcer().await;
    announcer.announce(Announcement::Brand(Box::new(brand))).await.unwrap();
    announcer.announce(Announcement::Publish(Box::new(publication))).await.unwrap();
}

/// A known person.
pub fn email(n: u64) -> Identifier {
    Identifier { kind: IdentifierKind::Email, value: format!("c{n}@example.com").into() }
}

/// A browser.
pub fn cookie(n: u64) -> Identifier {
    Identifier { kind: IdentifierKind::AnonymousId, value: format!("cookie-{n}").into() }
}

/// Something someone did.
pub fn event(who: Vec<Identifier>, name: &str, message: &str, at: Time, received: Time) -> Submission {
    Submission::event(Event {
        kind: EventKind::Track,
        name: name.into(),
        message_id: message.into(),
        identifiers: who,
        timestamp: at,
        received,
        public: false,
        source: "shop".into(),
        brand: "acme".into(),
        properties: Map::default(),
        context: Map::default(),
    })
}

/// Yes to offers by e-mail.
pub fn consent(customer: CustomerId, n: u64, at: Time) -> Submission {
    let declaration = Declaration {
        at,
        act: Act::Grant,
        brand: "acme".into(),
        purpose: Some("offers".into()),
        channel: Some("email".into()),
        address: Some(email(n)),
        wording: Some(Wording { id: "offers".into(), version: 1, language: "en".into(), text: "Yes".into() }),
        source: "shop".into(),
        proof: Proof::Personal { reference: "form".into() },
        public: false,
    };
    Submission::about(customer, Body::Consent(Box::new(declaration)))
}

/// Events counted in everybody's record.
pub async fn counted(runtime: &Runtime) -> u64 {
    let parts = runtime.ask_all(|shard| {
        let records = shard.partitions().flat_map(|partition| partition.customers());
        records
            .flat_map(|record| record.customer.profile.touchpoints())
            .map(|touchpoint| touchpoint.events)
            .sum::<u64>()
    });
    parts.await.unwrap().iter().sum()
}

/// A small random sequence with a seed.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}
