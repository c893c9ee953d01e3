//! The same log gives the same state and the same effects, wherever the replay begins.
#![allow(clippy::unwrap_used, missing_docs)]

use proptest::prelude::*;
use rapport_channel::{
    outgoing::token,
    report::{Outcome, Report},
};
use rapport_customer::{
    Act, Brand, Budget, Cause, Channel, Declaration, Link, Medium, Merge, Proof, Purpose, Wording, brand::PurposeKind,
};
use rapport_engine::{Body, Effect, EffectKind, Partition, Publication, Record, Shard, listing::Group};
use rapport_kernel::{
    CustomerId, Event, EventKind, Identifier, IdentifierKind, Lsn, Map, Partition as PartitionId, Span, Time, Value,
};
use smol_str::SmolStr;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

const JOURNEY: &str = r#"
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
  - id: patience
    wait: {for: 2h}
  - id: prompt
    message: {channel: staff, content: {say: "Ask about {{ data.name }}"}}
"#;

fn brand() -> Brand {
    let mut brand = Brand::new("acme", "Acme");
    brand.purposes.push(Purpose { id: "offers".into(), kind: PurposeKind::Marketing, ..Purpose::default() });
    brand.channels.push(Channel::new("email", Medium::Email));
    brand.channels.push(Channel::new("staff", Medium::Presence));
    brand
}

fn customer(n: u8) -> CustomerId {
    CustomerId((u128::from(n % 4) << 120) | (u128::from(n) + 1))
}

fn address(n: u8) -> Identifier {
    Identifier { kind: IdentifierKind::Email, value: format!("c{n}@example.com").into() }
}

fn event(n: u8, name: &str, at: Time, message: u64) -> Body {
    let mut properties = Map::default();
    properties.set("name", Value::from("shoes"));
    properties.set("order_id", Value::from(format!("o{message}")));
    properties.set("revenue", Value::Int(20));
    Body::Event(Box::new(Event {
        kind: EventKind::Track,
        name: name.into(),
        message_id: format!("m{message}").into(),
        identifiers: vec![address(n)],
        timestamp: at,
        received: at,
        public: false,
        source: "shop".into(),
        brand: "acme".into(),
        properties,
        context: Map::default(),
    }))
}

fn consent(n: u8, act: Act, channel: &str, at: Time) -> Body {
    Body::Consent(Box::new(Declaration {
        at,
        act,
        brand: "acme".into(),
        purpose: Some("offers".into()),
        channel: Some(channel.into()),
        address: (channel == "email").then(|| address(n)),
        wording: Some(Wording { id: "offers".into(), version: 1, language: "en".into(), text: "Yes, offers".into() }),
        source: "shop".into(),
        proof: Proof::Personal { reference: "form".into() },
        public: false,
    }))
}

/// One thing that happens, as drawn by proptest.
#[derive(Clone, Debug)]
enum Happening {
    Add(u8),
    Order(u8),
    Grant(u8),
    Withdraw(u8),
    Merge(u8, u8),
    Tick,
}

fn happening() -> impl Strategy<Value = (u32, Happening)> {
    let who = 0u8..8;
    let what = prop_oneof![
        4 => who.clone().prop_map(Happening::Add),
        1 => who.clone().prop_map(Happening::Order),
        2 => who.clone().prop_map(Happening::Grant),
        1 => who.clone().prop_map(Happening::Withdraw),
        1 => (who.clone(), who).prop_map(|(a, b)| Happening::Merge(a, b)),
        4 => Just(Happening::Tick),
    ];
    (1u32..90, what)
}

type Logged = (Lsn, PartitionId, CustomerId, Time, Body);

/// A live engine with a log: answers effects as the platform would, by appending more records.
struct World {
    shard: Shard,
    log: Vec<Logged>,
    effects: Vec<String>,
    now: Time,
}

fn fresh() -> Shard {
    Shard::new((0..4).map(|n| Partition::new(PartitionId(n))))
}

impl World {
    fn new() -> Self {
        let mut world = Self { shard: fresh(), log: Vec::new(), effects: Vec::new(), now: Time(1_772_000_000_000) };
        world.append(PartitionId::ALL, CustomerId::NONE, Body::Brand(Box::new(brand())));
        let publication =
            Publication { journey: "cart".into(), version: 1, document: JOURNEY.into(), author: "test".into() };
        world.append(PartitionId::ALL, CustomerId::NONE, Body::Publish(Box::new(publication)));
        world
    }

    fn to(&mut self, customer: CustomerId, body: Body) {
        self.append(customer.partition(), customer, body);
    }

    fn append(&mut self, to: PartitionId, customer: CustomerId, body: Body) {
        let lsn = Lsn(self.log.len() as u64);
        self.log.push((lsn, to, customer, self.now, body.clone()));
        let mut effects = Vec::new();
        self.shard.apply(lsn, to, customer, self.now, body, &mut effects);
        self.effects.extend(effects.iter().map(|effect| format!("{effect:?}")));
        for effect in effects {
            self.answer(effect);
        }
    }

    fn answer(&mut self, effect: Effect) {
        match effect.kind {
            EffectKind::Due(due) => {
                let body = Body::Claim { send_key: due.send_key, budget: Budget::Reserved, not_before: None };
                self.to(effect.customer, body);
            }
            EffectKind::Dispatch(outgoing) => {
                let outcome = Outcome::Accepted { provider_id: None };
                let report = Report::new(outgoing.send_key, outcome, self.now);
                self.to(effect.customer, Body::Report(Box::new(report)));
            }
            EffectKind::Forward(body) => self.to(effect.customer, *body),
            _ => {}
        }
    }

    fn live(&mut self, what: &Happening, n: u64) {
        let now = self.now;
        match *what {
            Happening::Add(c) => self.to(customer(c), event(c, "Product Added", now, n)),
            Happening::Order(c) => self.to(customer(c), event(c, "Order Completed", now, n)),
            Happening::Grant(c) => {
                self.to(customer(c), consent(c, Act::Grant, "email", now));
                self.to(customer(c), consent(c, Act::Grant, "staff", now));
            }
            Happening::Withdraw(c) => self.to(customer(c), consent(c, Act::Withdraw, "email", now)),
            Happening::Merge(a, b) => self.merge(customer(a), customer(b)),
            Happening::Tick => self.append(PartitionId::ALL, CustomerId::NONE, Body::Tick),
        }
    }

    /// As the sequencer: never a record that ended already, never into itself.
    fn merge(&mut self, from: CustomerId, into: CustomerId) {
        let gone = |id: CustomerId| {
            self.log.iter().any(|(_, _, customer, _, body)| *customer == id && matches!(body, Body::MergeOut { .. }))
        };
        if from == into || gone(from) || gone(into) {
            return;
        }
        let because = Cause {
            link: Link::Alias,
            public: false,
            by: IdentifierKind::UserId,
            together: vec![IdentifierKind::UserId, IdentifierKind::AnonymousId],
        };
        let cause = Merge { from, into, because };
        self.to(into, Body::MergeExpected { from });
        self.to(from, Body::MergeOut { into, cause: Box::new(cause) });
    }
}

fn state(shard: &Shard) -> Vec<u8> {
    let mut all = Vec::new();
    for partition in shard.partitions() {
        let mut records: Vec<_> = partition.customers().collect();
        records.sort_by_key(|record| record.customer.id);
        all.extend(postcard::to_stdvec(&(records, partition.tallies())).unwrap());
    }
    all
}

fn replay(log: &[Logged], shard: &mut Shard) -> Vec<String> {
    let mut said = Vec::new();
    for (lsn, to, customer, now, body) in log {
        let mut effects = Vec::new();
        shard.apply(*lsn, *to, *customer, *now, body.clone(), &mut effects);
        said.extend(effects.iter().map(|effect| format!("{effect:?}")));
    }
    said
}

fn run(happenings: &[(u32, Happening)]) -> World {
    let mut world = World::new();
    for (n, (minutes, what)) in happenings.iter().enumerate() {
        world.now = world.now + Span::MINUTE.times(i64::from(*minutes));
        world.live(what, n as u64);
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_replay_gives_the_same_state_and_the_same_effects(happenings in prop::collection::vec(happening(), 1..120)) {
        let world = run(&happenings);
        let mut again = fresh();
        let mut said = replay(&world.log, &mut again);
        prop_assert_eq!(state(&world.shard), state(&again));
        // The live run answered each effect at once, so there the order is nested; the set is the same.
        let mut live = world.effects;
        live.sort();
        said.sort();
        prop_assert_eq!(live, said);
    }

    #[test]
    fn a_snapshot_and_the_rest_of_the_log_give_the_same_state(
        happenings in prop::collection::vec(happening(), 1..120), cut in 0.0f64..1.0, overlap in 0usize..20,
    ) {
        let world = run(&happenings);
        let cut = (world.log.len() as f64 * cut) as usize;
        let mut first = fresh();
        replay(&world.log[..cut], &mut first);
        let kept: Vec<Vec<u8>> = first.partitions().map(|p| postcard::to_stdvec(p).unwrap()).collect();
        let mut second = Shard::new(kept.iter().map(|bytes| postcard::from_bytes::<Partition>(bytes).unwrap()));
        second.catalog = first.catalog.clone();
        // The replay may begin too early: what was applied is not applied again.
        replay(&world.log[cut.saturating_sub(overlap)..], &mut second);
        prop_assert_eq!(state(&world.shard), state(&second));
    }

    /// Screens read the lists and nobody walks over the records: the two may never differ, in a partition that was opened again neither.
    #[test]
    fn the_lists_say_what_the_records_say(happenings in prop::collection::vec(happening(), 1..120)) {
        let world = run(&happenings);
        for partition in world.shard.partitions() {
            let kept = postcard::to_stdvec(partition).unwrap();
            let opened = Shard::new([postcard::from_bytes::<Partition>(&kept).unwrap()]);
            for partition in opened.partitions().chain([partition]) {
                let walked = walked(partition);
                let listed = partition.listing();
                prop_assert_eq!(listed.latest().iter().collect::<Vec<_>>(), walked.latest);
                prop_assert_eq!(listed.groups().map(|(group, count)| (group.clone(), count)).collect::<BTreeMap<_, _>>(), walked.groups);
                prop_assert_eq!(listed.entered(&"cart".into()).collect::<BTreeSet<_>>(), walked.entered);
                for (token, customer) in walked.envelopes {
                    prop_assert_eq!(listed.envelopes().whose(&token), Some(customer));
                }
            }
        }
    }

    #[test]
    fn nothing_is_lost_in_merges(happenings in prop::collection::vec(happening(), 1..120)) {
        let world = run(&happenings);
        let said = happenings.iter().filter(|(_, what)| matches!(what, Happening::Add(_))).count() as u64;
        let known: u64 = world.shard.partitions().flat_map(Partition::customers).map(|r| r.customer.windows.total("Product Added")).sum();
        prop_assert_eq!(said, known);
    }

    #[test]
    fn nobody_is_mailed_without_consent(happenings in prop::collection::vec(happening(), 1..120)) {
        let world = run(&happenings);
        for record in world.shard.partitions().flat_map(Partition::customers) {
            let granted = record.customer.consents().history().iter().any(|said| said.declaration.act == Act::Grant);
            let sent = record.messages.iter().any(|message| message.delivery.tries > 0);
            prop_assert!(granted || !sent);
        }
        for (key, count) in dispatched(&world.effects) {
            prop_assert_eq!(count, 1, "{} left {} times", key, count);
        }
    }
}

/// What the lists of a partition have to say, by a walk over its records.
struct Walked {
    latest: Vec<(Option<Time>, CustomerId)>,
    groups: BTreeMap<Group, u64>,
    envelopes: Vec<(SmolStr, CustomerId)>,
    entered: BTreeSet<CustomerId>,
}

fn walked(partition: &Partition) -> Walked {
    let (mut groups, mut envelopes) = (BTreeMap::new(), Vec::new());
    for record in partition.customers() {
        for message in &record.messages {
            let group = Group {
                journey: message.journey.clone(),
                version: message.version,
                step: message.step.clone(),
                channel: message.channel.clone(),
                activity: message.activity.clone(),
                state: message.standing(),
                reason: message.why().into(),
            };
            *groups.entry(group).or_default() += 1;
            if message.channel.as_str() == "email" {
                envelopes.push((token(&message.send_key), record.customer.id));
            }
        }
    }
    let mut latest: Vec<_> =
        partition.customers().map(|record| (record.customer.profile.last_seen(), record.customer.id)).collect();
    latest.sort_by_key(|(at, customer)| (Reverse(*at), *customer));
    let was_in = |record: &&Record| record.enrolments.iter().any(|enrolment| enrolment.entries > 0);
    let entered = partition.customers().filter(was_in).map(|record| record.customer.id).collect();
    Walked { latest, groups, envelopes, entered }
}

#[test]
fn who_was_seen_last_is_known_also_when_many_of_them_have_gone() {
    let mut world = World::new();
    let nth = |n: u128| CustomerId(n + 1);
    for n in 0..3_000u128 {
        world.now = world.now + Span::SECOND;
        let seen = event(0, "Product Viewed", world.now, n as u64);
        world.to(nth(n), seen);
    }
    let begun = world.now;
    (2_700..3_000).for_each(|n| world.to(nth(n), Body::Erase));
    // Those who are in no list of the last any more, and say something that happened long ago, are not among the last by it.
    for n in 0..400 {
        let old = event(
            0,
            "Product Viewed",
            begun - Span::SECOND.times(2_999) + Span::SECOND.times(n as i64 + 1),
            3_000 + n as u64,
        );
        world.to(nth(n), old);
    }
    let last = |world: &World| {
        let partition = world.shard.partitions().next().unwrap();
        partition.listing().latest().iter().map(|(_, customer)| customer).take(500).collect::<Vec<_>>()
    };
    (2_300..2_700).for_each(|n| world.to(nth(n), Body::Erase));
    assert_eq!(last(&world), (1_800..2_300).rev().map(nth).collect::<Vec<_>>());
    (1_200..2_300).for_each(|n| world.to(nth(n), Body::Erase));
    assert_eq!(last(&world), (700..1_200).rev().map(nth).collect::<Vec<_>>());
}

fn dispatched(effects: &[String]) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for effect in effects.iter().filter(|effect| effect.contains("Dispatch(")) {
        let key = effect.split("send_key: ").nth(1).and_then(|rest| rest.split(',').next()).unwrap_or_default();
        *counts.entry(key.to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn the_cart_reminder_is_sent_and_credited() {
    let mut world = World::new();
    world.live(&Happening::Grant(1), 0);
    world.live(&Happening::Add(1), 1);
    world.now = world.now + Span::HOUR + Span::SECOND;
    world.live(&Happening::Tick, 2);
    assert_eq!(world.effects.iter().filter(|effect| effect.contains("Dispatch(")).count(), 1, "{:#?}", world.effects);
    world.live(&Happening::Order(1), 3);
    let order = world.effects.iter().find(|effect| effect.contains("Order(OrderSeen")).unwrap();
    assert!(order.contains("activity: ActivityId(\"spring\")"), "{order}");
    let record = world.shard.customer(customer(1)).unwrap();
    assert!(record.enrolments[0].passages.is_empty(), "the goal ends the journey");
}
