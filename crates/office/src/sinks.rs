//! Carrying the engine's effects out where they concern money and vouchers.

use crate::nameless::{self, Nameless};
use rapport_channel::voucher::{Conditions, Gift, PoolId};
use rapport_engine::{OrderSeen, Served, VoucherResult, effect::Booked};
use rapport_journey::document::VoucherValue;
use rapport_kernel::{CustomerId, Money, Span, Time};
use rapport_measure::attribution::{self, Touch, TouchKind};
use rapport_plan::{Posting as Booking, Reference, booking::Message};
use rapport_platform::{
    reserve::protect,
    runtime::{Answer, Eraser, Posted, Posting, Sink, SinkError, VoucherAsked, VoucherIssuer},
    sql::{
        ledger::Ledger,
        order::{Answered, Credited, Orders, Word},
        voucher::{VoucherError, Vouchers, Wish},
    },
};
use smol_str::SmolStr;

/// How long before an order a touch may lie to be credited with it.
pub const CREDIT_WINDOW: Span = Span(14 * Span::DAY.0);

/// Books what messages cost and what orders brought back. Every booking's id is computed from its cause, so a repetition
/// books nothing.
///
/// What the rules refuse (an activity that the plan does not have) is set aside by the ledger, where people see it; it
/// never stops what was booked beside it.
pub struct Books {
    /// Where it is booked.
    pub ledger: Ledger,
    /// By which keys it names orders.
    pub orders: Orders,
}

impl Sink<Posting> for Books {
    fn carry<'a>(&'a self, items: &'a [Posting]) -> Answer<'a, Result<(), SinkError>> {
        // What is in the log is booked, also on a full disk: a start waits for it.
        Box::pin(protect(async move {
            let mut bookings = Vec::with_capacity(items.len());
            let (mut words, mut answered) = (Vec::new(), Vec::new());
            for item in items {
                match &item.what {
                    Posted::Message(booking) => bookings.push(message(booking, item.at)),
                    Posted::Order(seen) => words.push(word(item, seen)),
                    Posted::Served(served) => answered.push(served_before(item, served)),
                    Posted::Nameless(kept) => match serde_json::from_value(kept.clone()) {
                        Ok(Nameless::Message { at, booking }) => bookings.push(message(&booking, at)),
                        Ok(Nameless::Order { at, key, event, currency, touch }) => {
                            words.push(nameless::word(item.id, at, key, *event, currency, touch));
                        }
                        Err(_) => return Err(SinkError::Refused("not_understood".into())),
                    },
                }
            }
            self.orders.hear(&self.ledger, words).await.map_err(|error| SinkError::from(&error))?;
            self.orders.serve(&self.ledger, answered).await.map_err(|error| SinkError::from(&error))?;
            match items.last() {
                Some(last) => self.book(bookings, last.at).await,
                None => Ok(()),
            }
        }))
    }

    fn nameless(&self, item: &Posting) -> Option<serde_json::Value> {
        let touch = |seen: &OrderSeen| credited(&seen.order, seen.event.timestamp, &seen.touches);
        serde_json::to_value(Nameless::of(item, &self.orders, touch)?).ok()
    }
}

impl Books {
    /// Books by the log's own time: the ledger's dates are the same in a replay, whatever the wall clock says by then.
    async fn book(&self, bookings: Vec<Booking>, at: Time) -> Result<(), SinkError> {
        if bookings.is_empty() {
            return Ok(());
        }
        self.ledger.record(bookings, at).await.map(drop).map_err(|error| SinkError::from(&error))
    }
}

/// The booking of what happened to a message's money.
fn message(booking: &rapport_engine::Booking, at: Time) -> Booking {
    let send_key = booking.send_key.as_str();
    let message = Message { send_key, activity: &booking.activity, cost: booking.cost };
    match booking.what {
        Booked::Committed => message.claimed(at),
        Booked::Spent => message.spent(at),
        Booked::Released => message.released(at),
    }
}

/// A word about an order, with the touch that is credited if it makes the order and no voucher is redeemed in it.
fn word(item: &Posting, seen: &OrderSeen) -> Word {
    let touch = credited(&seen.order, seen.event.timestamp, &seen.touches);
    Word { id: item.id, customer: Some(item.customer), at: item.at, seen: seen.clone(), touch }
}

/// What staff said after an order, with the touch that is credited if no voucher is redeemed in it.
fn served_before(item: &Posting, served: &Served) -> Answered {
    let touch = credited(&served.order, served.at, &served.touches);
    Answered { id: item.id, customer: item.customer, at: item.at, served: served.clone(), touch }
}

/// Whose touch an order of this moment is credited to.
fn credited(order: &SmolStr, at: Time, touches: &[rapport_engine::Touch]) -> Option<Credited> {
    let touches: Vec<Touch> = touches.iter().map(touch).collect();
    let nothing = Money::default();
    let order = attribution::Order { id: order.clone(), at, revenue: nothing, margin: nothing };
    attribution::credit(&order, &touches, CREDIT_WINDOW).map(|found| Credited {
        reason: found.reason(),
        touch: Some(Reference::Message(found.touch)),
        activity: found.activity,
    })
}

fn touch(touch: &rapport_engine::Touch) -> Touch {
    let kind = if touch.kind == "done" { TouchKind::StaffDone } else { TouchKind::Message };
    Touch { activity: touch.activity.clone(), at: touch.at, kind, reference: touch.send_key.as_str().into() }
}

/// What a journey's step wants a voucher to give.
pub fn gift(value: VoucherValue) -> Gift {
    match value {
        VoucherValue::Amount(amount) => Gift::Amount(amount),
        VoucherValue::Percent(percent) => Gift::Percent(percent),
    }
}

/// Gives out vouchers to journeys. The same question gets the same voucher.
pub struct Issuer(pub Vouchers);

impl VoucherIssuer for Issuer {
    fn issue<'a>(&'a self, asked: &'a VoucherAsked) -> Answer<'a, Result<VoucherResult, SinkError>> {
        Box::pin(async move {
            let request = &asked.request;
            // What the author wrote was checked when the journey was published.
            let conditions = match request.conditions.as_map().map(Conditions::read).transpose() {
                Ok(conditions) => conditions,
                Err(_) => return Ok(VoucherResult::Refused("bad_conditions".into())),
            };
            let wish = Wish {
                pool: PoolId(request.pool.clone()),
                key: request.key.as_str().into(),
                customer: Some(asked.customer),
                at: request.at,
                zone: request.zone.clone(),
                benefit: Some(gift(request.value)),
                lasts: Some(request.valid_until.since(request.at)),
                conditions,
            };
            match self.0.issue(wish).await {
                Ok(answer) => Ok(VoucherResult::Issued {
                    code: answer.voucher.code.to_string().into(),
                    value: answer.voucher.benefit.to_string().into(),
                    liability: answer.voucher.worth,
                    valid_until: answer.voucher.until,
                }),
                Err(VoucherError::Refused(refusal)) => Ok(VoucherResult::Refused(refusal.code().into())),
                Err(VoucherError::UnknownPool(_)) => Ok(VoucherResult::Refused("unknown_pool".into())),
                Err(error) => Err(of_vouchers(&error)),
            }
        })
    }
}

/// Takes erased people out of the vouchers, and the numbers of their orders out of the books.
pub struct Forgetting(pub Vouchers);

impl Eraser for Forgetting {
    fn erase<'a>(&'a self, customers: &'a [CustomerId], orders: &'a [SmolStr]) -> Answer<'a, Result<(), SinkError>> {
        Box::pin(async move { self.0.forget(customers, orders).await.map_err(|error| of_vouchers(&error)) })
    }
}

/// Another writer or the database in the way passes; the rest is about the wish.
fn of_vouchers(error: &VoucherError) -> SinkError {
    match error {
        VoucherError::Contended => SinkError::Unavailable(error.to_string()),
        VoucherError::Sql(error) => error.into(),
        VoucherError::Refused(refusal) => SinkError::Refused(refusal.code().into()),
        VoucherError::UnknownPool(_) => SinkError::Refused("unknown_pool".into()),
        VoucherError::PoolFixed(_) | VoucherError::OwnCodes(_) => SinkError::Refused("pool_fixed".into()),
    }
}
