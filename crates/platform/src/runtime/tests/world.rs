//! A small world: one brand, one journey, a clock that stands still until told, counterparts that do as they are told.

use super::super::{
    Answer, BudgetGuard, ChannelDriver, Config, Drivers, OpenError, Posting, Runtime, Sink, SinkError, Sinks, Start,
    Submission, TakenBack, VoucherAsked, VoucherIssuer,
};
use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_channel::{outgoing::Outgoing, report::Outcome};
use rapport_customer::{
    Act, Brand, Channel, Declaration, Medium, Proof, Purpose, Wording, brand::PurposeKind, gate::Budget,
    send_key::SendKey,
};
use rapport_engine::{Body, Due, Publication, VoucherResult};
use rapport_kernel::{
    Currency, CustomerId, Event, EventKind, Identifier, IdentifierKind, Map, Money, RecordId, Span, Time, Value,
    port::LogError,
};
use std::{
    ops::Range,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Notify, Semaphore};

/// The cart that was not bought: one mail an hour later.
pub const JOURNEY: &str = r#"
id: cart
name: Full cart
brand: acme
activity: spring
purpose: offers
triggers:
  - absence:
      after: {event: Product Added, remember: [name]}
      without: [{event: Order Completed}]
      within: 1h
entry: {re_entry: always}
goal: {on: {event: Order Completed}}
steps:
  - id: remind
    message: {channel: email, content: {subject: "Still thinking about {{ data.name }}?", text: "It is kept for you."}}
"#;

/// When the story begins.
pub const BEGIN: Time = Time(1_772_000_000_000);

/// A mail server as the story wants it.
pub struct Mail {
    /// What began its transaction, in order.
    pub begun: Mutex<Vec<SendKey>>,
    /// What came back for each delivery; accepted if empty.
    pub answers: Mutex<Vec<Outcome>>,
    /// How many deliveries have reached the driver, begun or not.
    pub arrived: AtomicUsize,
    /// Deliveries wait here before they begin.
    pub before: Semaphore,
    /// And here after they began.
    pub after: Semaphore,
    /// Rings whenever one has arrived or begun.
    pub bell: Notify,
    /// Panics instead of answering.
    pub panics: AtomicUsize,
}

impl Mail {
    fn open() -> Self {
        Self {
            begun: Mutex::default(),
            answers: Mutex::default(),
            arrived: AtomicUsize::new(0),
            before: Semaphore::new(Semaphore::MAX_PERMITS),
            after: Semaphore::new(Semaphore::MAX_PERMITS),
            bell: Notify::new(),
            panics: AtomicUsize::new(0),
        }
    }

    /// From now on deliveries wait at a gate until permits are added.
    pub fn close(gate: &Semaphore) {
        gate.forget_permits(Semaphore::MAX_PERMITS);
    }
}

/// What the counterparts of a runtime are.
#[derive(Clone)]
pub struct Outside {
    pub mail: Arc<Mail>,
    pub ledger: Arc<Ledger>,
    pub budget: Arc<Budgets>,
    pub clock: Arc<AtomicI64>,
}

/// A ledger that remembers what was booked, once per id.
#[derive(Default)]
pub struct Ledger {
    pub booked: Mutex<HashMap<RecordId, Posting>>,
    /// Refuses (or panics at) postings of every n-th customer; 0 for none.
    pub poison: AtomicUsize,
    pub tries: AtomicUsize,
    /// The database is away.
    pub away: AtomicUsize,
}

/// A budget that never ends, unless told.
#[derive(Default)]
pub struct Budgets {
    pub reserved: Mutex<Vec<SendKey>>,
    pub released: Mutex<Vec<SendKey>>,
    pub empty: AtomicUsize,
    /// So many reservations are made and end in a panic.
    pub panics: AtomicUsize,
}

impl BudgetGuard for Budgets {
    fn reserve(&self, due: &Due) -> Budget {
        let enough = self.empty.load(Ordering::SeqCst) == 0;
        if enough {
            self.reserved.lock().push(due.send_key.clone());
        }
        let breaks = self.panics.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        assert!(!breaks, "the budget breaks");
        if enough { Budget::Reserved } else { Budget::Refused }
    }
    fn release(&self, send_key: &SendKey) {
        self.released.lock().push(send_key.clone());
    }
}

impl ChannelDriver for Mail {
    fn slots(&self) -> usize {
        4
    }
    fn deliver(&self, outgoing: Outgoing, start: Start) -> Answer<'_, Outcome> {
        Box::pin(async move {
            self.arrived.fetch_add(1, Ordering::SeqCst);
            self.bell.notify_waiters();
            self.before.acquire().await.unwrap().forget();
            self.before.add_permits(1);
            if let Err(TakenBack(why)) = start.begin() {
                return Outcome::Stopped { why: why.into() };
            }
            self.begun.lock().push(outgoing.send_key.clone());
            self.bell.notify_waiters();
            assert!(self.panics.load(Ordering::SeqCst) == 0, "the driver breaks");
            self.after.acquire().await.unwrap().forget();
            self.after.add_permits(1);
            self.answers.lock().pop().unwrap_or(Outcome::Accepted { provider_id: None })
        })
    }
}

impl Sink<Posting> for Ledger {
    fn carry<'a>(&'a self, items: &'a [Posting]) -> Answer<'a, Result<(), SinkError>> {
        Box::pin(async move {
            self.tries.fetch_add(1, Ordering::SeqCst);
            if self.away.load(Ordering::SeqCst) > 0 {
                return Err(SinkError::Unavailable("the database is away".into()));
            }
            let poison = self.poison.load(Ordering::SeqCst) as u128;
            let poisoned = |item: &&Posting| poison > 0 && item.customer.0.is_multiple_of(poison);
            if let Some(item) = items.iter().find(poisoned) {
                assert!(!item.customer.0.is_multiple_of(poison * 2), "the ledger breaks");
                return Err(SinkError::Refused("unknown_activity".into()));
            }
            let mut booked = self.booked.lock();
            booked.extend(items.iter().map(|item| (item.id, item.clone())));
            Ok(())
        })
    }
}

struct Shop;

impl VoucherIssuer for Shop {
    fn issue<'a>(&'a self, asked: &'a VoucherAsked) -> Answer<'a, Result<VoucherResult, SinkError>> {
        Box::pin(async move {
            let code = format!("V-{}", rapport_channel::outgoing::token(&asked.request.key)).into();
            let liability = Money::new(500, Currency::EUR);
            Ok(VoucherResult::Issued {
                code,
                value: "5 euros".into(),
                liability,
                valid_until: asked.request.at + Span::DAY,
            })
        })
    }
}

impl Outside {
    pub fn new() -> Self {
        Self {
            mail: Arc::new(Mail::open()),
            ledger: Arc::default(),
            budget: Arc::default(),
            clock: Arc::new(AtomicI64::new(BEGIN.0)),
        }
    }

    pub fn config(&self, dir: &Path) -> Config {
        let (clock, steady) = (self.clock.clone(), self.clock.clone());
        Config {
            clock: Arc::new(move || Time(clock.load(Ordering::SeqCst))),
            steady: Arc::new(move || Span(steady.load(Ordering::SeqCst))),
            save_every: Duration::from_secs(3_600),
            workers: 3,
            ..Config::new(dir)
        }
    }

    pub fn sinks(&self) -> Sinks {
        let mail: Arc<dyn ChannelDriver> = self.mail.clone();
        Sinks {
            postings: self.ledger.clone(),
            vouchers: Arc::new(Shop),
            erasers: Vec::new(),
            drivers: Drivers { channels: HashMap::from_iter([("email".into(), mail)]), budget: self.budget.clone() },
        }
    }

    /// Opens; waits for a predecessor that was dropped a moment ago to let go of the log.
    pub async fn open(&self, dir: &Path) -> Runtime {
        self.open_with(self.config(dir)).await
    }

    pub async fn open_with(&self, config: Config) -> Runtime {
        for _ in 0..500 {
            match Runtime::open(config.clone(), self.sinks()).await {
                Err(OpenError::Log(LogError::InUse(_))) => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                opened => return opened.unwrap(),
            }
        }
        panic!("the log is never let go");
    }

    pub fn now(&self) -> Time {
        Time(self.clock.load(Ordering::SeqCst))
    }

    /// Lets time pass and the log know of it.
    pub async fn pass(&self, runtime: &Runtime, span: Span) {
        self.clock.fetch_add(span.0, Ordering::SeqCst);
        runtime.submit(vec![Submission::broadcast(Body::Tick)]).await.unwrap();
        runtime.settle().await.unwrap();
    }
}

/// Waits until `true`, or fails after some seconds.
pub async fn eventually(what: &str, mut is: impl FnMut() -> bool) {
    for _ in 0..1_500 {
        if is() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never: {what}");
}

fn brand() -> Brand {
    let mut brand = Brand::new("acme", "Acme");
    brand.purposes.push(Purpose { id: "offers".into(), kind: PurposeKind::Marketing, ..Purpose::default() });
    brand.purposes.push(Purpose { id: "orders".into(), kind: PurposeKind::Service, ..Purpose::default() });
    brand.channels.push(Channel::new("email", Medium::Email));
    brand
}

/// The brand's settings and the journey.
pub async fn publish(runtime: &Runtime) {
    let publication =
        Publication { journey: "cart".into(), version: 1, document: JOURNEY.into(), author: "test".into() };
    let records = [Body::Brand(Box::new(brand())), Body::Publish(Box::new(publication))];
    runtime.submit(records.map(Submission::broadcast).into()).await.unwrap();
}

/// Each in a domain of its own: a counterpart that has not answered yet may hold half of the places only.
pub fn email(n: u32) -> Identifier {
    Identifier { kind: IdentifierKind::Email, value: format!("c{n}@d{n}.example").into() }
}

pub fn cookie(n: u32) -> Identifier {
    Identifier { kind: IdentifierKind::AnonymousId, value: format!("cookie-{n}").into() }
}

/// Something someone did.
pub fn event(who: Vec<Identifier>, name: &str, message: &str, at: Time) -> Submission {
    let mut properties = Map::default();
    properties.set("name", Value::from("red shoes"));
    properties.set("order_id", Value::from(message));
    properties.set("revenue", Value::Int(20));
    Submission::event(Event {
        kind: EventKind::Track,
        name: name.into(),
        message_id: message.into(),
        identifiers: who,
        timestamp: at,
        received: at,
        public: false,
        source: "shop".into(),
        brand: "acme".into(),
        properties,
        context: Map::default(),
    })
}

/// What someone said about being written to.
pub fn consent(customer: CustomerId, n: u32, act: Act, at: Time) -> Submission {
    consent_for(customer, email(n), act, at)
}

/// The same, for any address.
fn consent_for(customer: CustomerId, address: Identifier, act: Act, at: Time) -> Submission {
    let declaration = Declaration {
        at,
        act,
        brand: "acme".into(),
        purpose: Some("offers".into()),
        channel: Some("email".into()),
        address: Some(address),
        wording: Some(Wording { id: "offers".into(), version: 1, language: "en".into(), text: "Yes, offers".into() }),
        source: "shop".into(),
        proof: Proof::Personal { reference: "form".into() },
        public: false,
    };
    Submission::about(customer, Body::Consent(Box::new(declaration)))
}

/// Customers `0..n` who agreed to offers by e-mail and put shoes into their carts.
pub async fn carts(outside: &Outside, runtime: &Runtime, n: u32) -> Vec<CustomerId> {
    publish(runtime).await;
    fill_carts(outside, runtime, 0..n, email).await
}

/// The same of some customers, when the journey is there already.
pub async fn fill_carts(
    outside: &Outside,
    runtime: &Runtime,
    who: Range<u32>,
    address: fn(u32) -> Identifier,
) -> Vec<CustomerId> {
    let at = outside.now();
    let adds = who.clone().map(|c| event(vec![address(c)], "Product Added", &format!("add-{c}"), at)).collect();
    let acks = runtime.submit(adds).await.unwrap();
    let customers: Vec<CustomerId> = acks.iter().map(|ack| ack.customer).collect();
    let yes = who.zip(&customers).map(|(c, customer)| consent_for(*customer, address(c), Act::Grant, at)).collect();
    runtime.submit(yes).await.unwrap();
    runtime.settle().await.unwrap();
    customers
}

/// The state of everybody, in a form that can be compared.
pub async fn state(runtime: &Runtime) -> Vec<u8> {
    let parts = runtime.ask_all(|shard| {
        let each = shard.partitions().map(|partition| {
            let mut records: Vec<_> = partition.customers().collect();
            records.sort_by_key(|record| record.customer.id);
            let tallies = partition.tallies();
            (partition.id.0, postcard::to_stdvec(&(records, tallies)).unwrap())
        });
        each.collect::<Vec<_>>()
    });
    let mut all: Vec<_> = parts.await.unwrap().into_iter().flatten().collect();
    all.sort();
    all.into_iter().flat_map(|(_, bytes)| bytes).collect()
}

/// The codes of a customer's history, oldest first.
pub async fn history(runtime: &Runtime, customer: CustomerId) -> Vec<&'static str> {
    let lines = runtime.history(customer, None, 1_000).await.unwrap();
    lines.iter().rev().map(|line| line.entry.what.code()).collect()
}

/// Where a customer's messages stand.
pub async fn messages(runtime: &Runtime, customer: CustomerId) -> Vec<&'static str> {
    let ask = |shard: &rapport_engine::Shard, id: CustomerId| -> Vec<&'static str> {
        let record = shard.customer(id);
        record.map(|r| r.messages.iter().map(|m| m.delivery.state.code()).collect()).unwrap_or_default()
    };
    runtime.ask(customer, ask).await.unwrap()
}
