//! Which activity an order is credited to: the last touch within a window.
//!
//! 1. A voucher that was redeemed in this very order outranks every other touch, however long ago it was issued: the
//!    customer has shown at the till what made them come. If there were several, the last redemption counts.
//! 2. Otherwise the last touch before the order counts, if it is no older than the window (both ends belong to it: a
//!    touch at the moment of the order and one exactly a window before it both count).
//! 3. Of touches at the same moment, a redemption outranks a staff prompt done, that outranks a message; among equals
//!    the greater reference counts, so that the answer never depends on the order in which touches were found.
//! 4. Without such a touch the order is credited to no one.
//!
//! The whole revenue and margin go to that one activity; nothing is counted twice, so credits add up to orders.

use rapport_kernel::{ActivityId, Money, Span, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What sort of touch it was, from the weakest to the strongest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TouchKind {
    /// A message was accepted by its channel or delivered.
    Message,
    /// A staff prompt was marked done.
    StaffDone,
    /// A voucher was redeemed, in the order of that id.
    Redemption {
        /// The number that the till gave the sale.
        order: SmolStr,
    },
}

/// A moment at which an activity reached the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// Who paid for it.
    pub activity: ActivityId,
    /// The moment at which the person saw or was told it.
    pub at: Time,
    /// What sort.
    pub kind: TouchKind,
    /// The send key or voucher code.
    pub reference: SmolStr,
}

/// A purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The number that the shop or till gave it.
    pub id: SmolStr,
    /// The moment of the sale.
    pub at: Time,
    /// What was paid.
    pub revenue: Money,
    /// What is left of the revenue after the goods' costs.
    pub margin: Money,
}

/// Which rule found the touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A voucher was redeemed in this order.
    Redeemed,
    /// It was the last touch within the window.
    LastTouch,
}

/// Who is credited with an order, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// The number of the credited order.
    pub order: SmolStr,
    /// The leaf of the plan that gets the money.
    pub activity: ActivityId,
    /// The touch's send key or voucher code.
    pub touch: SmolStr,
    /// When the touch was.
    pub touched: Time,
    /// Which rule found it.
    pub rule: Rule,
    /// The whole revenue of the order.
    pub revenue: Money,
    /// The whole margin of the order.
    pub margin: Money,
}

impl Credit {
    /// The reason in words, for the ledger.
    #[must_use]
    pub fn reason(&self) -> String {
        match self.rule {
            Rule::Redeemed => format!("voucher {} redeemed in the order", self.touch),
            Rule::LastTouch => format!("last touch {} at {}", self.touch, self.touched),
        }
    }
}

/// Credits an order to the activity of the customer's touch that the rules of this module find; `touches` in any order.
#[must_use]
pub fn credit(order: &Order, touches: &[Touch], window: Span) -> Option<Credit> {
    let redeemed_here = |touch: &&Touch| matches!(&touch.kind, TouchKind::Redemption { order: id } if *id == order.id);
    let in_window = |touch: &&Touch| touch.at <= order.at && touch.at >= order.at - window;
    let last = |touches: &mut dyn Iterator<Item = &Touch>| touches.max_by(|a, b| rank(a).cmp(&rank(b))).cloned();
    let redeemed = last(&mut touches.iter().filter(redeemed_here)).map(|touch| (touch, Rule::Redeemed));
    let found = redeemed.or_else(|| Some((last(&mut touches.iter().filter(in_window))?, Rule::LastTouch)));
    found.map(|(touch, rule)| Credit {
        order: order.id.clone(),
        activity: touch.activity,
        touch: touch.reference,
        touched: touch.at,
        rule,
        revenue: order.revenue,
        margin: order.margin,
    })
}

fn rank(touch: &Touch) -> (Time, u8, &SmolStr, &ActivityId) {
    let strength = match touch.kind {
        TouchKind::Message => 0,
        TouchKind::StaffDone => 1,
        TouchKind::Redemption { .. } => 2,
    };
    (touch.at, strength, &touch.reference, &touch.activity)
}
