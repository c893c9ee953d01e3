//! What a defect may do: nothing but stop the one record it happens to.
#![allow(clippy::unwrap_used)]
use super::*;
use crate::{
    Publication,
    catalog::JourneyStatus,
    trap::{BROKEN, POISON},
};
use rapport_kernel::{Event, EventKind, Map, SourceId, Value};

const JOURNEY: &str = "
id: wave
name: Wave
brand: acme
activity: spring
purpose: offers
triggers:
  - absence: {after: {event: Hello}, without: [{event: Bye}], within: 1h}
entry: {re_entry: always}
steps:
  - id: waved
    exit: {}
";
const BROKEN_ONE: CustomerId = CustomerId(1);
const OTHER: CustomerId = CustomerId(2);

struct World {
    shard: Shard,
    lsn: Lsn,
    now: Time,
}

impl World {
    /// Two customers said hello.
    fn new() -> Self {
        let shard = Shard::new([Partition::new(PartitionId(0))]);
        let mut world = Self { shard, lsn: Lsn(0), now: Time(1_772_000_000_000) };
        world.publish(1);
        world.hello(BROKEN_ONE, "1");
        world.hello(OTHER, "2");
        world
    }

    fn apply(&mut self, to: CustomerId, body: Body) -> Vec<Effect> {
        let partition = if to == CustomerId::NONE { PartitionId::ALL } else { to.partition() };
        let mut out = Vec::new();
        self.shard.apply(self.lsn, partition, to, self.now, body, &mut out);
        (self.lsn, self.now) = (self.lsn.next(), self.now + Span::MINUTE);
        out
    }

    fn publish(&mut self, version: u32) {
        let document = JOURNEY.into();
        let publication = Publication { journey: "wave".into(), version, document, author: "test".into() };
        self.apply(CustomerId::NONE, Body::Publish(Box::new(publication)));
    }

    fn hello(&mut self, to: CustomerId, id: &str) -> Vec<Effect> {
        let event = Event {
            kind: EventKind::Track,
            name: "Hello".into(),
            message_id: id.into(),
            identifiers: vec![],
            timestamp: self.now,
            received: self.now,
            public: false,
            source: "shop".into(),
            brand: "acme".into(),
            properties: Map::default(),
            context: Map::default(),
        };
        self.apply(to, Body::Event(Box::new(event)))
    }

    /// From here on everything that looks at this customer breaks.
    fn break_one(&mut self) {
        let partition = self.shard.partitions.get_mut(&PartitionId(0)).unwrap();
        let record = partition.customers.get_mut(&BROKEN_ONE).unwrap();
        record.customer.profile.set(BROKEN, Value::Bool(true), &SourceId::from("test"), self.now);
    }

    fn record(&self, customer: CustomerId) -> &Record {
        self.shard.customer(customer).unwrap()
    }
}

fn set_aside(effects: &[Effect]) -> Vec<CustomerId> {
    effects.iter().filter(|e| matches!(e.kind, EffectKind::SetAside)).map(|e| e.customer).collect()
}

#[test]
fn a_record_that_breaks_costs_its_customer_nothing_else() {
    let mut world = World::new();
    assert_eq!(set_aside(&world.hello(BROKEN_ONE, &format!("3-{POISON}"))), [BROKEN_ONE]);
    assert_eq!(set_aside(&world.hello(BROKEN_ONE, "4")), []);
    assert_eq!(world.record(BROKEN_ONE).customer.profile.touchpoints()[0].events, 3);
}

#[test]
fn time_goes_on_for_everybody_else_and_does_not_break_twice() {
    let mut world = World::new();
    world.break_one();
    world.now = world.now + Span::HOUR;
    assert_eq!(set_aside(&world.apply(CustomerId::NONE, Body::Tick)), [BROKEN_ONE]);
    assert_eq!(world.record(OTHER).enrolments[0].entries, 1, "the other one's hour is over");
    assert_eq!(world.record(BROKEN_ONE).customer.profile.touchpoints()[0].events, 1);
    world.now = world.now + Span::HOUR;
    assert_eq!(set_aside(&world.apply(CustomerId::NONE, Body::Tick)), []);
}

#[test]
fn a_journey_that_changes_reaches_everybody_else() {
    let mut world = World::new();
    world.break_one();
    let stop = Body::Status { journey: "wave".into(), status: JourneyStatus::Stopped, author: "test".into() };
    assert_eq!(set_aside(&world.apply(CustomerId::NONE, stop)), [BROKEN_ONE]);
    assert!(world.shard.customer(BROKEN_ONE).is_some());
    world.now = world.now + Span::HOUR;
    world.apply(CustomerId::NONE, Body::Tick);
    assert_eq!(world.record(OTHER).enrolments[0].entries, 0);
}

/// Two versions of a journey that waits for an hour and then writes; the second one is known to `World::whole` only.
const WAITS: &str = "
id: waits
name: Waits
brand: acme
activity: spring
purpose: offers
triggers:
  - when: {event: Hello}
entry: {re_entry: always}
steps:
  - id: pause
    wait: {for: 1h}
  - id: prompt
    message: {channel: staff, content: {who: \"Ada\", looked_for: [shoes], say: \"Hello\"}}
  - id: later
    wait: {for: 9h}
";

/// Someone decided to do without the version that people are inside: what waits in it ends by name, and nothing waits for ever.
#[test]
fn what_waits_in_a_version_that_was_left_out_is_refused_by_name() {
    let mut brand = rapport_customer::Brand::new("acme", "Acme");
    let kind = rapport_customer::PurposeKind::Service;
    brand.purposes.push(rapport_customer::Purpose { id: "offers".into(), kind, ..Default::default() });
    brand.channels.push(rapport_customer::Channel::new("staff", rapport_customer::Medium::Presence));
    let publication = |version| {
        let document = WAITS.into();
        Body::Publish(Box::new(Publication { journey: "waits".into(), version, document, author: "test".into() }))
    };
    let mut world = World::new();
    world.apply(CustomerId::NONE, Body::Brand(Box::new(brand.clone())));
    for version in [1, 2] {
        world.apply(CustomerId::NONE, publication(version));
    }
    world.hello(OTHER, "w-1");
    world.now = world.now + Span::HOUR;
    let planned = world.apply(CustomerId::NONE, Body::Tick);
    let due = planned.iter().find_map(|effect| match &effect.kind {
        EffectKind::Due(due) => Some(due.send_key.clone()),
        _ => None,
    });
    let due = due.expect("a message is planned");
    // The next start knows the first version only.
    let World { shard, lsn, now } = world;
    let mut bare = World { shard: Shard::new(shard.partitions.into_values()), lsn, now };
    bare.shard.catalog.set_brand(brand);
    let Body::Publish(first) = publication(1) else { unreachable!() };
    bare.shard.catalog.publish(&first, bare.now).unwrap();
    let told = |effects: &[Effect]| -> Vec<String> {
        let told = effects.iter().filter_map(|effect| match &effect.kind {
            EffectKind::History(line) => Some(&line.what),
            _ => None,
        });
        told.filter_map(|what| match what {
            What::Dropped { why, .. } | What::Exited { why, .. } => Some(why.to_string()),
            _ => None,
        })
        .collect()
    };
    let budget = rapport_customer::gate::Budget::Reserved;
    let claimed = bare.apply(OTHER, Body::Claim { send_key: due, budget, not_before: None });
    assert_eq!(told(&claimed), ["no_content"]);
    bare.now = bare.now + Span::HOUR.times(10);
    assert_eq!(told(&bare.apply(CustomerId::NONE, Body::Tick)), ["version_gone"]);
    assert!(bare.record(OTHER).enrolments.iter().all(|enrolment| enrolment.passages.is_empty()));
}
