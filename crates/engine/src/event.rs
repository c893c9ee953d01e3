//! What one record does to one customer: the order in which the parts of the fold are asked.

use crate::{
    effect::{EffectKind, OrderSeen},
    history::What,
    recall::Recall,
    record::Body,
    shard::Fold,
    state::{Message, Record},
};
use rapport_channel::{
    outgoing,
    report::{Outcome, Report},
};
use rapport_customer::{Brand, OrderAct, OrderHeard, SendKey};
use rapport_kernel::{Event, EventKind};
use std::sync::Arc;

impl Fold<'_> {
    /// Applies a record to its customer.
    pub(crate) fn record(&mut self, record: &mut Record, body: Body) {
        if record.erased {
            return;
        }
        if let Some(into) = record.became {
            return self.after_merge(record, into, body);
        }
        match body {
            Body::Event(event) => self.event(record, event),
            Body::Consent(declaration) => self.consent(record, *declaration),
            Body::Suppress(suppression) => self.suppress(record, *suppression),
            Body::MergeOut { into, cause } => self.merge_out(record, into, *cause),
            Body::MergeExpected { from } => self.merge_expected(record, from),
            Body::MergeIn { from, cause, state } => self.merge_in(record, from, *cause, state.map(|state| *state)),
            Body::Claim { send_key, budget, not_before } => self.claim(record, &send_key, budget, not_before),
            Body::Report(report) => self.report(record, &report),
            Body::Voucher(answer) => self.voucher(record, *answer),
            Body::Placed { placement, shown } => self.placed(record, placement, shown),
            Body::Erase => self.erase(record),
            Body::Named { identifiers, public, .. } => {
                identifiers.iter().for_each(|known| record.customer.know(known, self.now, public.is_some()));
            }
            Body::Shared(shared) => self.shared(record, *shared),
            Body::EarlierNo(no) => self.earlier_no(record, *no),
            Body::Claimed(said) => record.customer.hear(&said),
            Body::Doubted(said) => record.customer.doubt(&said),
            Body::Parted { identifiers, .. } => record.customer.part(&identifiers),
            Body::Respelled { from, to } => record.respell(&from, &to),
            Body::LookBack(past) => self.look_back(record, *past),
            Body::ClaimRefused(refused) => record.customer.refuse_claim(*refused),
            // Broadcasts never come here, nor does ageing out; a hand-over that is done concerns only a closed record.
            Body::AgeOut { .. }
            | Body::Beat { .. }
            | Body::Brand(_)
            | Body::Publish(_)
            | Body::Status { .. }
            | Body::Tick
            | Body::MergeDone => {}
        }
        record.prune(self.now);
    }

    /// An event from a touchpoint: first what was due before it. Its line in the history stands before those of its
    /// consequences.
    fn event(&mut self, record: &mut Record, event: Box<Event>) {
        self.elapse(record, event.timestamp);
        let line = self.history_line();
        if let Some(heard) = self.happens(record, &event) {
            let (changed, order) = (heard.did.is_ok(), heard.order.clone());
            self.order(record, &event, heard);
            if changed {
                if OrderAct::of(&event).is_some_and(OrderAct::sells) {
                    self.overtake(record, &event, &order);
                }
                self.revoke_what_was_bought(record);
            }
        }
        self.placement_seen(record, &event);
        self.history_at(line, record.customer.id, What::Event(event));
    }

    /// Something happens: first the profile sees it, then whoever waits for it.
    pub(crate) fn happens(&mut self, record: &mut Record, event: &Event) -> Option<OrderHeard> {
        let brand = self.catalog.brand(&event.brand).cloned();
        let brand = brand.unwrap_or_else(|| Arc::new(Brand::new(event.brand.as_str(), event.brand.as_str())));
        let heard = record.customer.observe(event, &brand);
        self.journeys_see(record, event);
        heard
    }

    /// A word about an order goes out with what may have led to it: whose word counts is decided over all customers.
    fn order(&mut self, record: &Record, event: &Event, heard: OrderHeard) {
        let currency = self.catalog.brand(&event.brand).map(|brand| brand.currency).unwrap_or_default();
        let seen = OrderSeen {
            order: heard.order,
            event: event.clone(),
            currency,
            before: heard.before,
            also: record.customer.merges().iter().map(|merged| merged.from).collect(),
            touches: self.touches_before(record, event),
        };
        self.effect(record.customer.id, EffectKind::Order(Box::new(seen)));
    }

    /// A page says that something was shown or clicked.
    fn placement_seen(&mut self, record: &mut Record, event: &Event) {
        let outcome = match (event.kind, event.name.as_str()) {
            (EventKind::Track, "Placement Shown") => Outcome::Opened,
            (EventKind::Track, "Placement Clicked") => Outcome::Clicked { link: "placement".into() },
            _ => return,
        };
        let key = event.properties.get("send_key").and_then(|key| key.as_str());
        let named = |message: &&Message| {
            // A page's word counts for what pages show only, not for mails.
            let own = &message.send_key;
            message.is_placement() && key.is_some_and(|key| key == own.as_str() || key == outgoing::token(own))
        };
        let Some(send_key) = record.messages.iter().rev().find(named).map(|message| message.send_key.clone()) else {
            return;
        };
        self.report(record, &Report::new(send_key, outcome, event.timestamp));
    }

    /// The person is forgotten: what is on its way is stopped, and nothing is kept but the number.
    fn erase(&mut self, record: &mut Record) {
        let under_way: Vec<SendKey> = record
            .messages
            .iter()
            .filter(|message| {
                matches!(message.delivery.state, rapport_channel::delivery::DeliveryState::Claimed { .. })
            })
            .map(|message| message.send_key.clone())
            .collect();
        for at in 0..record.messages.len() {
            self.drop_message(record, at, "erased");
        }
        let customer = record.customer.id;
        if !under_way.is_empty() {
            self.effect(customer, EffectKind::Revoke { keys: under_way, why: Recall::Erased });
        }
        self.leave_tallies(record);
        self.closed_messages(record);
        let orders = record.customer.purchases.orders().iter().map(|order| order.id.clone()).collect();
        *record = Record { next: record.next, erased: true, ..Record::new(customer) };
        self.effect(customer, EffectKind::Erase { orders });
    }
}
