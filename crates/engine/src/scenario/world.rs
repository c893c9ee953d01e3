//! Everything around the engine, in small: what the sequencer, the dispatcher, the wire and the voucher store do, with
//! virtual time and without a disk. Decisions are never made here; they are the engine's, the gate's and the voucher rules'.

use super::{
    Trouble,
    clock::Clock,
    markdown::{Block, Kind},
    people::Person,
    transcript::{Item, Transcript, Who},
    words::{Happening, Line},
};
use crate::{
    Effect, EffectKind, Publication,
    effect::{Booked, Booking, Due, OrderSeen, VoucherRequest},
    history::What,
    place::{Asker, PlacementRequest},
    record::{Body, VoucherAnswer, VoucherResult},
    shard::{Partition, Shard},
};
use hashbrown::HashMap;
use rapport_channel::{
    delivery::DeliveryState,
    kind::{Reach, View},
    liquid::Limits,
    outgoing::Outgoing,
    report::{Outcome, Report},
    voucher::{self, Basket, Book, Code, Conditions, Gift, Issue, Person as Had, Pool, Secret, Voucher},
    web::Reason,
};
use rapport_customer::{
    Act, Brand, Budget, Declaration, Heard, OrderAct, SendKey, Told,
    brand::Medium,
    consent::{Proof, Wording},
    gate,
    identity::{Index, Link, Shared, Word},
};
use rapport_journey::document::VoucherValue;
use rapport_kernel::{
    ActivityId, ChannelId, CustomerId, Event, EventKind, Identifier, Lsn, Map, Money, Partition as PartitionId, Span,
    Time, Value,
};
use siphasher::sip128::{Hasher128, SipHasher13};
use smol_str::SmolStr;
use std::{collections::VecDeque, hash::Hasher};

/// The source whose key everybody can read.
const PAGE: &str = "public-page";

/// The world of one case.
#[derive(Debug)]
pub struct World {
    clock: Clock,
    brand: Brand,
    people: Vec<Person>,
    /// People and crowds.
    names: Vec<String>,
    index: Index,
    shard: Shard,
    lsn: u64,
    called: HashMap<CustomerId, Who>,
    /// What activities named in a `budget` block have left, in minor units.
    budgets: HashMap<ActivityId, i64>,
    pools: Vec<(Pool, Book)>,
    vouchers: Vec<Voucher>,
    orders: usize,
    /// What was told of each order over all customers, and whose it is.
    told: HashMap<SmolStr, (Told, CustomerId)>,
    dispatcher: Door<Due>,
    wire: Door<Box<Outgoing>>,
    transcript: Transcript,
}

/// Something passes, or waits until it may.
#[derive(Debug)]
struct Door<T> {
    open: bool,
    waiting: VecDeque<T>,
}

impl<T> Door<T> {
    fn new() -> Self {
        Self { open: true, waiting: VecDeque::new() }
    }
}

impl World {
    /// Reads the blocks that say how things stand before anything happens.
    ///
    /// # Errors
    /// What cannot be read, with its line.
    pub fn set_up<'a>(blocks: impl Iterator<Item = &'a Block> + Clone) -> Result<Self, Trouble> {
        let of = |kind| blocks.clone().filter(move |block| block.kind == kind);
        let settings = of(Kind::Brand).last().ok_or_else(|| Trouble::new(1, "there is no `brand` block"))?;
        let brand: Brand = yaml(settings)?;
        if let Some(problem) = brand.check().first() {
            return Err(Trouble::new(settings.line, format!("the brand's settings: {problem}")));
        }
        let clock = Clock::start(&brand.zone)
            .ok_or_else(|| Trouble::new(settings.line, format!("there is no time zone {}", brand.zone)))?;
        let mut world = Self {
            clock,
            people: Vec::new(),
            names: Vec::new(),
            index: Index::default(),
            shard: Shard::new(PartitionId::each().map(Partition::new)),
            lsn: 0,
            called: HashMap::new(),
            budgets: HashMap::new(),
            pools: Vec::new(),
            vouchers: Vec::new(),
            orders: 0,
            told: HashMap::new(),
            dispatcher: Door::new(),
            wire: Door::new(),
            transcript: Transcript::default(),
            brand: brand.clone(),
        };
        world.broadcast(Body::Brand(Box::new(brand)));
        for block in of(Kind::Pool) {
            world.pools.push((yaml(block)?, Book::default()));
        }
        for (line, text) in of(Kind::Budget).flat_map(Block::lines) {
            world.read_budget(text).map_err(|message| Trouble::new(line, message))?;
        }
        for block in of(Kind::Journey) {
            world.publish(block)?;
        }
        for (line, text) in of(Kind::People).flat_map(Block::lines) {
            let people = Person::read(text, &world.brand.country).map_err(|message| Trouble::new(line, message))?;
            world.introduce(people);
        }
        Ok(world)
    }

    /// What came out so far, and the clock to read it by.
    #[must_use]
    pub fn transcript(&self) -> (&Transcript, &Clock) {
        (&self.transcript, &self.clock)
    }

    /// Lets a line of an `events` block happen.
    ///
    /// # Errors
    /// The line cannot be read, or it asks for something that is not there.
    pub fn happens(&mut self, number: usize, text: &str) -> Result<(), Trouble> {
        let trouble = |message: String| Trouble::new(number, message);
        let before = self.clock.now;
        let rest = self.clock.read(text).map_err(trouble)?;
        let line = Line::read(rest, &self.names).map_err(trouble)?;
        self.pass_time(before);
        match line {
            Line::TimePasses => {}
            Line::Dispatcher(open) => {
                self.dispatcher.open = open;
                while let Some(due) = self.dispatcher.waiting.pop_front().filter(|_| open) {
                    self.claim(&due);
                }
            }
            Line::Wire(open) => {
                self.wire.open = open;
                while let Some(outgoing) = self.wire.waiting.pop_front().filter(|_| open) {
                    self.deliver(&outgoing);
                }
            }
            Line::Journey(id, status) => {
                if self.shard.catalog.journey(&id.as_str().into()).is_none() {
                    return Err(trouble(format!("there is no journey `{id}`")));
                }
                self.broadcast(Body::Status { journey: id.into(), status, author: "office".into() });
            }
            Line::Somebody { source, who, all, what } => {
                let fits = |p: &&Person| p.name == who || (all && p.crowd.as_deref() == Some(&who));
                let people: Vec<Person> = self.people.iter().filter(fits).cloned().collect();
                if people.is_empty() {
                    return Err(trouble(format!("{who} is a crowd: write `All {who}`")));
                }
                for person in people {
                    self.somebody(&source, &person, &what).map_err(trouble)?;
                }
            }
        }
        Ok(())
    }

    fn read_budget(&mut self, text: &str) -> Result<(), String> {
        let (activity, amount) = text.split_once(' ').ok_or("write an activity and an amount: `spring-shoes 10.00`")?;
        let money = Money::parse(amount.trim(), self.brand.currency).map_err(|error| error.to_string())?;
        self.budgets.insert(activity.into(), money.minor);
        Ok(())
    }

    /// Publishes a journey; one of a known id is its next version.
    fn publish(&mut self, block: &Block) -> Result<(), Trouble> {
        let bad = |problems: Vec<rapport_journey::Problem>| {
            let line = problems.first().map_or(0, |p| p.line as usize);
            let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Trouble::new(block.line + line.saturating_sub(1), all.join("\n"))
        };
        let journey = rapport_journey::parse(&block.text).map_err(bad)?.id;
        let version = self.shard.catalog.journey(&journey).and_then(|live| live.versions.keys().last().copied());
        let version = version.unwrap_or(0) + 1;
        let publication = Publication { journey, version, document: block.text.clone(), author: "office".into() };
        crate::catalog::Version::compile(publication.clone(), self.clock.now, Some(&self.brand)).map_err(bad)?;
        self.broadcast(Body::Publish(Box::new(publication)));
        Ok(())
    }

    /// Makes people known: who has more than a cookie introduces themselves at the beginning.
    fn introduce(&mut self, people: Vec<Person>) {
        self.people.extend(people.iter().cloned());
        for person in people {
            self.names.push(person.crowd.clone().unwrap_or_else(|| person.name.clone()));
            if person.is_known() {
                self.event("crm", &person, EventKind::Identify, "", person.traits.clone(), &[]);
            }
        }
        self.names.dedup();
    }

    fn who(&self, person: &Person) -> Who {
        match &person.crowd {
            None => Who::One(person.name.clone()),
            Some(crowd) => {
                let all = self.people.iter().filter(|other| other.crowd.as_ref() == Some(crowd)).count();
                Who::OneOf(crowd.clone(), all)
            }
        }
    }

    fn somebody(&mut self, source: &str, person: &Person, what: &Happening) -> Result<(), String> {
        match what {
            Happening::Track { name, properties } => {
                let mut properties = properties.clone();
                if name == "Order Completed" && properties.get("order_id").is_none() {
                    self.orders += 1;
                    properties.set("order_id", format!("order-{}", self.orders).into());
                    properties.set("branch", source.into());
                }
                self.event(source, person, EventKind::Track, name, properties, &[]);
            }
            Happening::SignIn(name) => {
                let other = self.people.iter().find(|p| p.name == *name).cloned();
                let other = other.ok_or_else(|| format!("{name} is no one from the people block"))?;
                let (traits, theirs) = (other.traits.clone(), other.identifiers.clone());
                self.event(source, person, EventKind::Identify, "", traits, &theirs);
            }
            Happening::Agree { purpose, channel, hearsay } => self.agree(source, person, purpose, channel, *hearsay)?,
            Happening::Stop { purpose, channel, objection } => {
                let act = if *objection { Act::Object } else { Act::Withdraw };
                let said = self.declaration(source, act, purpose.as_deref(), channel.as_deref(), Proof::Claimed);
                self.declare(person, said);
            }
            Happening::Answer(answer) => {
                let customer = self.customer(person)?;
                let send_key =
                    self.open_prompt(customer).ok_or_else(|| format!("{} has no open prompt", person.name))?;
                self.report(customer, send_key, answer.outcome());
            }
            Happening::Follow(link) => self.answer_mail(person, Outcome::Clicked { link: link.into() })?,
            Happening::Bounce => {
                self.answer_mail(person, Outcome::Bounced { permanent: true, code: "5.1.1".into() })?
            }
            Happening::Look(placement) => self.look(person, placement)?,
            Happening::Redeem(order) => self.redeem(source, person, order)?,
        }
        Ok(())
    }

    // ---- what the sequencer does

    fn broadcast(&mut self, body: Body) {
        self.submit(PartitionId::ALL, CustomerId::NONE, body);
    }

    fn submit_to(&mut self, customer: CustomerId, body: Body) {
        self.submit(customer.partition(), customer, body);
    }

    /// One record into the log, and everything that follows from it.
    fn submit(&mut self, partition: PartitionId, customer: CustomerId, body: Body) {
        self.lsn += 1;
        let mut effects = Vec::new();
        self.shard.apply(Lsn(self.lsn), partition, customer, self.clock.now, body, &mut effects);
        for effect in effects {
            self.carry_out(effect);
        }
    }

    /// Time goes on from `before` to now: a tick right after each moment someone waits for.
    fn pass_time(&mut self, before: Time) {
        let end = self.clock.now;
        self.clock.now = before;
        let next = |shard: &Shard| shard.partitions().filter_map(|p| p.wakes.first().map(|(due, _)| *due)).min();
        while let Some(due) = next(&self.shard).filter(|due| *due + Span(1) <= end) {
            self.clock.now = self.clock.now.max(due + Span(1));
            self.broadcast(Body::Tick);
        }
        self.clock.now = end;
        self.broadcast(Body::Tick);
    }

    /// Finds or makes the customer, as the sequencer does for each event.
    fn resolve(&mut self, person: &Person, also: &[Identifier]) -> CustomerId {
        let identifiers: Vec<Identifier> = person.identifiers.iter().chain(also).cloned().collect();
        let fresh = fresh_id(&person.name);
        let resolution = self.index.resolve(&identifiers, Link::Observed, Word::Trusted, fresh);
        let who = self.who(person);
        self.called.entry(resolution.customer).or_insert(who);
        for Shared { identifier, with } in resolution.shared {
            let customer = resolution.customer;
            self.submit_to(customer, Body::Shared(Box::new(Shared { identifier: identifier.clone(), with })));
            self.submit_to(with, Body::Shared(Box::new(Shared { identifier, with: customer })));
        }
        for merge in resolution.merges {
            let (from, into) = (merge.from, merge.into);
            self.submit_to(into, Body::MergeExpected { from });
            self.submit_to(from, Body::MergeOut { into, cause: Box::new(merge) });
        }
        resolution.customer
    }

    fn customer(&self, person: &Person) -> Result<CustomerId, String> {
        let known = person.identifiers.iter().find_map(|identifier| self.index.find(identifier));
        known.ok_or_else(|| format!("nothing is known of {} yet", person.name))
    }

    fn event(
        &mut self,
        source: &str,
        person: &Person,
        kind: EventKind,
        name: &str,
        properties: Map,
        also: &[Identifier],
    ) {
        let customer = self.resolve(person, also);
        let event = Event {
            kind,
            name: name.into(),
            message_id: format!("m{}", self.lsn + 1).into(),
            identifiers: person.identifiers.iter().chain(also).cloned().collect(),
            timestamp: self.clock.now,
            received: self.clock.now,
            public: source == PAGE,
            source: source.into(),
            brand: self.brand.id.clone(),
            properties,
            context: Map::default(),
        };
        self.submit_to(customer, Body::Event(Box::new(event)));
    }

    // ---- consent

    fn agree(
        &mut self,
        source: &str,
        person: &Person,
        purpose: &str,
        channel: &str,
        hearsay: bool,
    ) -> Result<(), String> {
        let kind = self.brand.medium(&channel.into()).identifier();
        let address = kind.and_then(|kind| person.identifiers.iter().find(|id| id.kind == kind)).cloned();
        let reference = format!("form {}", self.lsn).into();
        let said = |act, proof| Declaration {
            address: address.clone(),
            ..self.declaration(source, act, Some(purpose), Some(channel), proof)
        };
        let declarations = match (hearsay, kind, &address) {
            (true, ..) => vec![said(Act::Grant, Proof::Claimed)],
            (false, None, _) => vec![said(Act::Grant, Proof::Personal { reference })],
            (false, Some(via), Some(_)) => {
                let request = said(Act::RequestConfirmation, Proof::Claimed);
                vec![request, said(Act::Confirm, Proof::DoubleOptIn { via, reference })]
            }
            (false, Some(_), None) => return Err(format!("{} has no address for {channel}", person.name)),
        };
        for declaration in declarations {
            self.declare(person, declaration);
        }
        Ok(())
    }

    fn declare(&mut self, person: &Person, declaration: Declaration) {
        let customer = self.resolve(person, &[]);
        self.submit_to(customer, Body::Consent(Box::new(declaration)));
    }

    fn declaration(
        &self,
        source: &str,
        act: Act,
        purpose: Option<&str>,
        channel: Option<&str>,
        proof: Proof,
    ) -> Declaration {
        let text = format!("I agree to {} by {}.", purpose.unwrap_or("everything"), channel.unwrap_or("any way"));
        let id = purpose.unwrap_or("all").into();
        Declaration {
            at: self.clock.now,
            act,
            brand: self.brand.id.clone(),
            purpose: purpose.map(Into::into),
            channel: channel.map(Into::into),
            address: None,
            wording: Some(Wording { id, version: 1, language: "en".into(), text: text.into() }),
            source: source.into(),
            proof,
            public: false,
        }
    }

    // ---- what the sinks do

    fn carry_out(&mut self, effect: Effect) {
        let customer = effect.customer;
        match effect.kind {
            EffectKind::Due(due) if self.dispatcher.open => self.claim(&due),
            EffectKind::Due(due) => self.dispatcher.waiting.push_back(due),
            EffectKind::Dispatch(outgoing) if self.wire.open => self.deliver(&outgoing),
            EffectKind::Dispatch(outgoing) => self.wire.waiting.push_back(outgoing),
            EffectKind::Revoke { keys, why } => self.revoke(customer, &keys, why.code()),
            EffectKind::IssueVoucher(request) => self.issue(customer, *request),
            EffectKind::Book(booking) => self.book(customer, &booking),
            EffectKind::History(entry) => self.tell(customer, &entry.what),
            EffectKind::Forward(body) => self.submit_to(customer, *body),
            EffectKind::Order(seen) => self.hear(customer, &seen),
            EffectKind::Served(served) => {
                let last = served.touches.last().map(|touch| touch.activity.clone()).unwrap_or_default();
                self.note(customer, "served", format!("{last} is credited with the order of {{}}"));
            }
            EffectKind::Erase { .. } | EffectKind::AgedOut => {}
            EffectKind::SetAside => self.note(customer, "set_aside", "what happened to {} could not be applied".into()),
        }
    }

    /// The books: whose word about an order counts, over all customers.
    fn hear(&mut self, customer: CustomerId, seen: &OrderSeen) {
        let Some(act) = OrderAct::of(&seen.event) else { return };
        let (told, whose) = self.told.entry(seen.order.clone()).or_insert_with(|| (Told::default(), customer));
        let own = *whose == customer || seen.also.contains(whose);
        let claims = told.is_claimed_by(act, &seen.event);
        let did = told.hear(act, &seen.order, &seen.event, own, seen.currency);
        if did.is_ok_and(|heard| claims || matches!(heard, Heard::Began | Heard::Replaced)) {
            *whose = customer;
        }
        let (order, whose) = (&seen.order, *whose);
        match (did, told.order.as_ref().map(|order| order.left())) {
            (Ok(_), Some(left)) => self.note(whose, "order:", format!("order: {order} of {{}}: {left}")),
            (Ok(_), None) => self.note(customer, "order:", format!("order: {order} of {{}} is waited for")),
            (Err(why), _) => {
                self.note(
                    customer,
                    "order:",
                    format!("order: {order} told of {{}} counts for nothing because {}", why.code()),
                );
            }
        }
    }

    /// The dispatcher: the budget first, then the claim. What is not used is given back.
    fn claim(&mut self, due: &Due) {
        let Some(customer) = self.holder(&due.send_key) else { return };
        let left = self.budgets.get_mut(&due.activity);
        let budget = match left {
            Some(left) if *left < due.cost.minor => Budget::Refused,
            Some(left) => {
                *left -= due.cost.minor;
                Budget::Reserved
            }
            None => Budget::Reserved,
        };
        self.submit_to(customer, Body::Claim { send_key: due.send_key.clone(), budget, not_before: None });
        let claimed = self.message_committed(customer, &due.send_key);
        if !claimed && budget == Budget::Reserved {
            self.give_back(&due.activity, due.cost);
        }
    }

    fn give_back(&mut self, activity: &ActivityId, cost: Money) {
        if let Some(left) = self.budgets.get_mut(activity) {
            *left += cost.minor;
        }
    }

    fn message_committed(&self, customer: CustomerId, send_key: &SendKey) -> bool {
        let message = self.shard.customer(customer).and_then(|record| record.message(send_key));
        message.is_some_and(|message| message.committed || message.delivery.state.code() == "accepted")
    }

    /// Whose message this is by now.
    fn holder(&self, send_key: &SendKey) -> Option<CustomerId> {
        send_key.parts().ok().map(|parts| self.index.current(parts.customer))
    }

    /// The wire and the driver behind it, which always succeeds.
    fn deliver(&mut self, outgoing: &Outgoing) {
        let text = match outgoing.content.fill(&outgoing.data, &Limits::default()) {
            Ok(fields) => summary(&fields),
            Err(error) => format!("(cannot be written: {error})"),
        };
        let place = if outgoing.address.contains('@') || outgoing.address.is_empty() {
            String::new()
        } else {
            format!(" at {}", outgoing.address)
        };
        let customer = self.index.current(outgoing.customer);
        let kind = outgoing.content.kind();
        let line = match (kind.reach, kind.view) {
            (Reach::Answered, _) => format!("prompt for {{}}{place}: {text}"),
            (_, View::Lines) => format!("receipt for {{}}{place}: {text}"),
            _ => format!("sent {} to {{}}: {text}", outgoing.channel),
        };
        self.note(customer, "sent", line);
        self.report(customer, outgoing.send_key.clone(), Outcome::Accepted { provider_id: None });
    }

    fn report(&mut self, customer: CustomerId, send_key: SendKey, outcome: Outcome) {
        let at = self.clock.now;
        self.submit_to(customer, Body::Report(Box::new(Report::new(send_key, outcome, at))));
    }

    /// What is claimed and has not left is stopped.
    fn revoke(&mut self, customer: CustomerId, keys: &[SendKey], why: &str) {
        let (stopped, kept): (VecDeque<_>, VecDeque<_>) =
            self.wire.waiting.drain(..).partition(|outgoing| keys.contains(&outgoing.send_key));
        self.wire.waiting = kept;
        for outgoing in stopped {
            self.report(customer, outgoing.send_key.clone(), Outcome::Stopped { why: why.into() });
        }
    }

    fn book(&mut self, customer: CustomerId, booking: &Booking) {
        let what = match booking.what {
            Booked::Committed => "committed",
            Booked::Spent => "spent",
            Booked::Released => {
                self.give_back(&booking.activity, booking.cost);
                "released"
            }
        };
        self.note(customer, "booked", format!("booked {what} {} on {} for {{}}", booking.cost, booking.activity));
    }

    // ---- what the voucher store does

    fn issue(&mut self, customer: CustomerId, request: VoucherRequest) {
        let result = match self.pools.iter_mut().find(|(pool, _)| pool.id.0 == request.pool) {
            None => VoucherResult::Refused("unknown_pool".into()),
            Some((pool, book)) => {
                let key = request.key.to_string();
                let before = self.vouchers.iter().find(|voucher| voucher.key == key);
                let own = |v: &&Voucher| v.pool == pool.id && v.customer == Some(customer);
                let issued = self.vouchers.iter().filter(own).count() as u32;
                let wish = Issue {
                    code: Some(Code::derive(&Secret::new([7; 32]), &pool.id, &key, 0)),
                    key: key.into(),
                    customer: Some(customer),
                    at: self.clock.now,
                    zone: request.zone,
                    benefit: Some(match request.value {
                        VoucherValue::Amount(money) => Gift::Amount(money),
                        VoucherValue::Percent(percent) => Gift::Percent(percent),
                    }),
                    lasts: Some(request.valid_until.since(self.clock.now)),
                    conditions: request.conditions.as_map().and_then(|map| Conditions::read(map).ok()),
                };
                let known = before.is_some();
                match voucher::issue(pool, book, Had { issued, redeemed: 0 }, before, wish) {
                    Err(refusal) => VoucherResult::Refused(refusal.code().into()),
                    Ok(voucher) => {
                        if !known {
                            *book = book.issued(&voucher);
                            self.vouchers.push(voucher.clone());
                        }
                        VoucherResult::Issued {
                            code: voucher.code.as_str().into(),
                            value: request.value.to_string().into(),
                            liability: voucher.worth,
                            valid_until: voucher.until,
                        }
                    }
                }
            }
        };
        self.submit_to(customer, Body::Voucher(Box::new(VoucherAnswer { key: request.key, result })));
    }

    fn redeem(&mut self, source: &str, person: &Person, order: &Map) -> Result<(), String> {
        let customer = self.customer(person)?;
        let at = self.vouchers.iter().rposition(|v| v.customer.map(|c| self.index.current(c)) == Some(customer));
        let at = at.ok_or_else(|| format!("{} has no voucher", person.name))?;
        let id = format!("order-{}", self.orders + 1);
        let basket = basket(order, &id, source, customer, self.brand.currency);
        let voucher = &mut self.vouchers[at];
        let (pool, book) =
            self.pools.iter_mut().find(|(pool, _)| pool.id == voucher.pool).ok_or("the voucher's pool is gone")?;
        let command = voucher::Command::Redeem {
            id: &id,
            basket: &basket,
            person: Had::default(),
            beside: voucher::Beside::default(),
        };
        match voucher::decide(pool, voucher, command, self.clock.now) {
            Err(refusal) => {
                let line = format!("refused voucher of {{}} because {}", refusal.code());
                self.note(customer, "refused", line);
            }
            Ok(outcome) => {
                if let Some(change) = &outcome.change {
                    voucher::evolve(voucher, book, change);
                }
                let given = outcome.redemption.map_or(Money::zero(self.brand.currency), |r| r.discount);
                let key = voucher.key.parse().map_err(|_| "the voucher was not issued by a journey")?;
                let code = voucher.code.as_str().into();
                let result = VoucherResult::Redeemed { code, place: source.into(), order: id.into(), given };
                self.submit_to(customer, Body::Voucher(Box::new(VoucherAnswer { key, result })));
            }
        }
        let what = Happening::Track { name: "Order Completed".into(), properties: order.clone() };
        self.somebody(source, person, &what)
    }

    // ---- what the web page does

    fn look(&mut self, person: &Person, placement: &str) -> Result<(), String> {
        let customer = self.customer(person)?;
        let partition = self.shard.partition(customer.partition()).ok_or("no such partition")?;
        let budget = |_: &ActivityId, _| Budget::Unasked;
        let request =
            PlacementRequest { brand: &self.brand.id, placement, asker: Asker::House, seen: &[], budget: &budget };
        let placed = partition.place(&self.shard.catalog, customer, request, self.clock.now);
        let shown = placed.shown.as_ref().map(|shown| shown.send_key.clone());
        let line = match &placed.shown {
            Some(shown) => format!("{{}} sees at {placement}: {}", shown.placement.headline),
            None => format!("{{}} sees nothing at {placement}{}", why_nothing(&placed)),
        };
        self.note(customer, "sees", line);
        self.submit_to(customer, Body::Placed { placement: placement.into(), shown: shown.clone() });
        if let Some(send_key) = shown {
            let properties = Map(vec![("send_key".into(), send_key.to_string().into())]);
            self.event("shop", person, EventKind::Track, "Placement Shown", properties, &[]);
        }
        Ok(())
    }

    /// Something comes back about the last e-mail someone got.
    fn answer_mail(&mut self, person: &Person, outcome: Outcome) -> Result<(), String> {
        let customer = self.customer(person)?;
        let sent = |m: &&crate::state::Message| {
            m.kind().is_some_and(|kind| kind.medium == Medium::Email) && m.delivery.state.code() == "accepted"
        };
        let mail = self.shard.customer(customer).and_then(|record| record.messages.iter().rev().find(sent));
        let send_key = mail.ok_or_else(|| format!("{} has got no e-mail", person.name))?.send_key.clone();
        self.report(customer, send_key, outcome);
        Ok(())
    }

    fn open_prompt(&self, customer: CustomerId) -> Option<SendKey> {
        let record = self.shard.customer(customer)?;
        let open = |m: &&crate::state::Message| {
            m.is_prompt() && !m.answered() && matches!(m.delivery.state, DeliveryState::Accepted { .. })
        };
        record.messages.iter().rev().find(open).map(|message| message.send_key.clone())
    }

    // ---- what is written down

    fn note(&mut self, customer: CustomerId, kind: &'static str, text: String) {
        let who = self.called.get(&self.index.current(customer)).cloned();
        let who = who.unwrap_or_else(|| Who::One("somebody".into()));
        self.transcript.0.push(Item { at: self.clock.now, kind, text, who });
    }

    fn tell(&mut self, customer: CustomerId, what: &What) {
        let line = match what {
            What::Decided { send_key, ruling, .. } => self.decided(send_key, ruling),
            What::Dropped { send_key, why, .. } => {
                let line = format!("dropped {} to {{}} because {why}", channel(send_key));
                // A refusal at the claim says so itself.
                let told = line.replacen("dropped", "refused", 1);
                let last = self.transcript.0.last();
                (!last.is_some_and(|item| item.text == told && item.at == self.clock.now)).then_some(("dropped", line))
            }
            What::Overtaken { send_key, .. } => {
                Some(("asks", format!("{} asks whether {{}} was served", channel(send_key))))
            }
            What::Delivery { send_key, outcome: Outcome::Stopped { why }, .. } => {
                Some(("stopped", format!("stopped {} to {{}} because {why}", channel(send_key))))
            }
            What::Voucher { result, .. } => Some(voucher_line(result)),
            What::LookedBack { journey, events, .. } => {
                Some(("looks back", format!("{journey} looks back at {events} of {{}}")))
            }
            What::TraitSet { name, .. } => Some(("trait", format!("trait {name} of {{}} is set"))),
            What::Merged(merge) => {
                let from = match self.called.get(&merge.from) {
                    Some(Who::One(name) | Who::OneOf(name, _)) => name.clone(),
                    None => "somebody".into(),
                };
                Some(("merged", format!("merged {from} into {{}}")))
            }
            What::Stale { journey, .. } => Some(("stays", format!("{{}} stays out of {journey} because stale"))),
            What::NotEntered { journey, why, .. } => {
                Some(("stays", format!("{{}} stays out of {journey} because {why}")))
            }
            What::Entered { journey, version, .. } => {
                Some(("enters", format!("{{}} enters {journey} version {version}")))
            }
            What::Exited { journey, why, .. } => Some(("leaves", format!("{{}} leaves {journey} because {why}"))),
            What::Goal { journey, .. } => Some(("reaches", format!("{{}} reaches the goal of {journey}"))),
            _ => None,
        };
        if let Some((kind, text)) = line {
            self.note(customer, kind, text);
        }
    }

    fn decided(&self, send_key: &SendKey, ruling: &gate::Ruling) -> Option<(&'static str, String)> {
        let (channel, why) = (channel(send_key), ruling.why.map_or("", |why| why.code()));
        match ruling.outcome {
            gate::Outcome::Allowed => None,
            gate::Outcome::Refused => Some(("refused", format!("refused {channel} to {{}} because {why}"))),
            gate::Outcome::Deferred => {
                let until = ruling.until.map_or(String::new(), |until| self.clock.tell(until));
                Some(("deferred", format!("deferred {channel} to {{}} until {until} because {why}")))
            }
        }
    }
}

fn yaml<T: serde::de::DeserializeOwned>(block: &Block) -> Result<T, Trouble> {
    serde_saphyr::from_str(&block.text).map_err(|error| Trouble::new(block.line, error.to_string()))
}

/// A number that looks like chance and is the same in every run.
fn fresh_id(name: &str) -> CustomerId {
    let mut hasher = SipHasher13::new();
    hasher.write(name.as_bytes());
    CustomerId(hasher.finish128().as_u128() | 1)
}

fn channel(send_key: &SendKey) -> ChannelId {
    send_key.parts().map(|parts| parts.channel).unwrap_or_default()
}

/// What a reader would call the message.
fn summary(fields: &Map) -> String {
    let first_line = || match fields.get("lines")?.as_list()?.first()? {
        Value::Map(line) => line.get("text")?.as_str(),
        line => line.as_str(),
    };
    let named = ["subject", "say", "headline", "text"].iter().find_map(|key| fields.get(key)?.as_str());
    named.or_else(first_line).unwrap_or_default().to_owned()
}

fn voucher_line(result: &VoucherResult) -> (&'static str, String) {
    match result {
        VoucherResult::Issued { value, .. } => ("voucher", format!("voucher for {{}}: {value}")),
        VoucherResult::Refused(why) => ("voucher", format!("no voucher for {{}} because {why}")),
        VoucherResult::Redeemed { given, place, .. } => ("redeemed", format!("redeemed {given} by {{}} at {place}")),
        VoucherResult::RolledBack { .. } => ("redeemed", "rolled back for {}".into()),
    }
}

fn why_nothing(placed: &crate::place::Placed) -> String {
    let why = placed.considered.iter().find_map(|considered| match (considered.ruling.why, considered.reason) {
        (Some(why), _) => Some(why.code()),
        (None, Some(Reason::Unfit(why))) => Some(why.code()),
        _ => None,
    });
    why.map_or(String::new(), |why| format!(" because {why}"))
}

fn basket(order: &Map, id: &str, source: &str, customer: CustomerId, currency: rapport_kernel::Currency) -> Basket {
    let text = |map: &Map, key: &str| map.get(key).and_then(Value::as_str).map(Into::into);
    let lines = order.get("products").and_then(Value::as_list).unwrap_or_default();
    let line = |map: &Map| voucher::Line {
        product: text(map, "product_id").unwrap_or_default(),
        category: text(map, "category"),
        amount: map
            .get("price")
            .and_then(Value::as_f64)
            .and_then(|price| Money::from_f64(price, currency))
            .unwrap_or(Money::zero(currency)),
    };
    Basket {
        order: id.into(),
        branch: Some(source.into()),
        customer: Some(customer),
        lines: lines.iter().filter_map(Value::as_map).map(line).collect(),
        other_vouchers: 0,
    }
}
