//! Prompts and the sales they led to: staff speak first and press later (decision record 0078).
//!
//! A sale that comes while its prompt stands on the screen does not withdraw it. For a while staff may still say that they had served
//! the person; then the sale is credited as if they had pressed in time. It makes no difference which of the two words comes first.

use crate::{
    claim::PROVING,
    effect::{EffectKind, Served, Touch},
    history::What,
    shard::Fold,
    state::{Message, Record},
};
use rapport_channel::delivery::{DeliveryState, Overtaken};
use rapport_kernel::{BrandId, Event, Span, Time};
use smol_str::SmolStr;

/// So long after a sale staff may say that they had served the person.
pub const STILL_ASKED: Span = Span(30 * Span::MINUTE.0);
/// Touches older than this are not handed out with an order; the credit window of `measure` is shorter.
const TOUCHES: Span = Span(60 * Span::DAY.0);

impl Fold<'_> {
    /// A sale came: the prompts that may have led to it ask whether they did.
    pub(crate) fn overtake(&mut self, record: &mut Record, sale: &Event, order: &SmolStr) {
        let until = self.now + STILL_ASKED;
        for at in 0..record.messages.len() {
            let message = &record.messages[at];
            let asks = message.is_open_prompt(self.now) && message.delivery.overtaken.is_none();
            if !asks || !self.may_have_led_to(record, at, sale) {
                continue;
            }
            let message = &mut record.messages[at];
            message.delivery.overtake(Overtaken { at: sale.timestamp, order: order.clone() }, until);
            let send_key = message.send_key.clone();
            self.history(record.customer.id, What::Overtaken { send_key, until });
        }
    }

    /// Whether a prompt stood on the screen when this was sold, and the sale is what it was for: its goods, or its journey's goal.
    fn may_have_led_to(&self, record: &Record, at: usize, sale: &Event) -> bool {
        let message = &record.messages[at];
        let shown = matches!(message.delivery.state, DeliveryState::Accepted { at, .. } if at <= sale.timestamp);
        let is_its_own = |passage: &(_, _)| *passage == (message.journey.clone(), message.occurrence);
        let reached = || self.reached.iter().any(is_its_own) || self.is_goal_of_ended(record, message, sale);
        message.is_prompt() && shown && message.brand == sale.brand && (reached() || self.is_bought(record, at))
    }

    /// Whether the sale is what the message's journey is for, though its passage ended before: often a prompt is its last step.
    fn is_goal_of_ended(&self, record: &Record, message: &Message, sale: &Event) -> bool {
        let mut passages = record.enrolments.iter().flat_map(|enrolment| &enrolment.passages);
        let goes_on = passages.any(|one| one.journey == message.journey && one.occurrence == message.occurrence);
        let version = self.catalog.version(&message.journey, message.version);
        !goes_on && version.is_some_and(|version| version.journey.is_goal(sale, &record.customer))
    }

    /// Staff say that they had served the person before the sale: it is credited anew.
    pub(crate) fn served(&mut self, record: &Record, at: usize) {
        let message = &record.messages[at];
        let Some(sale) = message.delivery.overtaken.clone() else { return };
        let served = Served {
            order: sale.order,
            at: sale.at,
            also: record.customer.merges().iter().map(|merged| merged.from).collect(),
            touches: touches(record, &message.brand, sale.at, |_| false),
        };
        self.effect(record.customer.id, EffectKind::Served(Box::new(served)));
    }

    /// What reached the customer before this sale, oldest first.
    pub(crate) fn touches_before(&self, record: &Record, sale: &Event) -> Vec<Touch> {
        touches(record, &sale.brand, sale.timestamp, |at| self.may_have_led_to(record, at, sale))
    }
}

/// What reached the customer before a sale, oldest first: messages of the brand that sold. A mail that only proves an address is
/// no advertising: no sale is credited to it. `led` says of which prompt the answer may have come after the sale.
fn touches(record: &Record, brand: &BrandId, sold: Time, led: impl Fn(usize) -> bool) -> Vec<Touch> {
    let speaks = |message: &Message| !PROVING.iter().any(|begin| message.journey.as_str().starts_with(begin));
    let own = record.messages.iter().enumerate().filter(|(_, message)| message.brand == *brand && speaks(message));
    let reached = own.filter_map(|(i, message)| {
        let (at, kind) = Fold::strongest_touch(message)?;
        let pressed_late = kind == "done" && at > sold && at.since(sold) <= STILL_ASKED && led(i);
        let at = if pressed_late { sold } else { at };
        (at <= sold && sold.since(at) <= TOUCHES).then(|| Touch {
            send_key: message.send_key.clone(),
            activity: message.activity.clone(),
            at,
            kind,
        })
    });
    let mut touches: Vec<Touch> = reached.collect();
    touches.sort_by_key(|touch| touch.at);
    touches
}
