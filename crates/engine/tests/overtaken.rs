//! A prompt is what a sale was for, also where its journey ended with it (decision record 0078).
#![allow(clippy::unwrap_used, missing_docs)]

use rapport_channel::report::{Outcome, Report};
use rapport_customer::{Brand, Budget, Channel, Medium, Purpose, brand::PurposeKind};
use rapport_engine::{Body, Effect, EffectKind, Partition, Publication, Shard, What};
use rapport_kernel::{CustomerId, Event, EventKind, Lsn, Map, Partition as PartitionId, Span, Time, Value};

const ADA: CustomerId = CustomerId(1);

fn journey(after: &str) -> String {
    format!(
        "
id: greet
name: Greet
brand: acme
activity: spring
purpose: help
triggers:
  - when: {{event: Store Entered}}
goal: {{on: {{event: Order Completed, where: 'event.properties.revenue >= 50'}}, ends: true}}
steps:
  - id: prompt
    message: {{channel: staff, content: {{say: Welcome}}}}
{after}"
    )
}

struct World {
    shard: Shard,
    lsn: Lsn,
    now: Time,
    overtaken: usize,
}

impl World {
    /// A prompt about Ada stands on a screen.
    fn prompted(after: &str) -> Self {
        let shard = Shard::new([Partition::new(ADA.partition())]);
        let mut world = Self { shard, lsn: Lsn(1), now: Time(1_772_000_000_000), overtaken: 0 };
        let mut brand = Brand::new("acme", "Acme");
        brand.purposes.push(Purpose { id: "help".into(), kind: PurposeKind::Service, ..Purpose::default() });
        brand.channels.push(Channel::new("staff", Medium::Presence));
        world.apply(CustomerId::NONE, Body::Brand(Box::new(brand)));
        let publication =
            Publication { journey: "greet".into(), version: 1, document: journey(after), author: "test".into() };
        world.apply(CustomerId::NONE, Body::Publish(Box::new(publication)));
        world.happens("Store Entered", Map::default());
        let shown = world.shard.customer(ADA).unwrap().messages.iter().filter(|message| message.is_prompt()).count();
        assert_eq!(shown, 1);
        world
    }

    fn apply(&mut self, to: CustomerId, body: Body) {
        let partition = if to == CustomerId::NONE { PartitionId::ALL } else { to.partition() };
        let mut effects = Vec::new();
        self.shard.apply(self.lsn, partition, to, self.now, body, &mut effects);
        (self.lsn, self.now) = (self.lsn.next(), self.now + Span::SECOND);
        effects.into_iter().for_each(|effect| self.answer(effect));
    }

    fn answer(&mut self, effect: Effect) {
        match effect.kind {
            EffectKind::Due(due) => {
                self.apply(ADA, Body::Claim { send_key: due.send_key, budget: Budget::Reserved, not_before: None });
            }
            EffectKind::Dispatch(outgoing) => {
                let outcome = Outcome::Accepted { provider_id: None };
                self.apply(ADA, Body::Report(Box::new(Report::new(outgoing.send_key, outcome, self.now))));
            }
            EffectKind::History(entry) => self.overtaken += usize::from(matches!(entry.what, What::Overtaken { .. })),
            _ => {}
        }
    }

    fn happens(&mut self, name: &str, properties: Map) {
        self.now = self.now + Span::MINUTE;
        let event = Event {
            kind: EventKind::Track,
            name: name.into(),
            message_id: format!("m-{}", self.lsn.0).into(),
            identifiers: vec![],
            timestamp: self.now,
            received: self.now,
            public: false,
            source: "shop".into(),
            brand: "acme".into(),
            properties,
            context: Map::default(),
        };
        self.apply(ADA, Body::Event(Box::new(event)));
    }

    fn buys(&mut self, order: &str, revenue: i64) {
        let mut properties = Map::default();
        properties.set("order_id", Value::Text(order.into()));
        properties.set("revenue", Value::Int(revenue));
        self.happens("Order Completed", properties);
    }
}

#[test]
fn a_sale_finds_the_prompt_of_a_journey_that_has_ended() {
    let mut world = World::prompted("");
    assert!(world.shard.customer(ADA).unwrap().enrolments[0].passages.is_empty(), "its journey ended with it");
    world.buys("o-1", 20);
    assert_eq!(world.overtaken, 0, "the goal is another sale");
    world.buys("o-2", 80);
    assert_eq!(world.overtaken, 1);
    world.buys("o-3", 90);
    assert_eq!(world.overtaken, 1, "one sale asks, not each");
}

#[test]
fn a_sale_finds_the_prompt_of_a_journey_that_goes_on() {
    let mut world = World::prompted("  - id: later\n    wait: {for: 2h}\n");
    assert_eq!(world.shard.customer(ADA).unwrap().enrolments[0].passages.len(), 1);
    world.buys("o-1", 20);
    world.buys("o-2", 80);
    assert_eq!(world.overtaken, 1);
}
