//! Carrying the engine's effects out where they concern money and vouchers.

use rapport_channel::voucher::{Conditions, Gift, PoolId};
use rapport_engine::{OrderSeen, VoucherResult, effect::Booked};
use rapport_journey::document::VoucherValue;
use rapport_kernel::{CustomerId, Money, Span, Time};
use rapport_measure::attribution::{self, Touch, TouchKind};
use rapport_plan::{Posting as Booking, Reference, booking::Message};
use rapport_platform::{
    reserve::protect,
    runtime::{Answer, Eraser, Posted, Posting, Sink, SinkError, VoucherAsked, VoucherIssuer},
    sql::{
        ledger::Ledger,
        order::{Credited, Orders, Word},
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
            let mut words = Vec::new();
            for item in items {
                match &item.what {
                    Posted::Message(booking) => {
                        let message = Message {
                            send_key: booking.send_key.as_str(),
                            activity: &booking.activity,
                            cost: booking.cost,
                        };
                        bookings.push(match booking.what {
                            Booked::Committed => message.claimed(item.at),
                            Booked::Spent => message.spent(item.at),
                            Booked::Released => message.released(item.at),
                        });
                    }
                    Posted::Order(seen) => words.push(word(item, seen)),
                }
            }
            self.orders.hear(&self.ledger, words).await.map_err(|error| SinkError::from(&error))?;
            match items.last() {
                Some(last) => self.book(bookings, last.at).await,
                None => Ok(()),
            }
        }))
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

/// A word about an order, with the touch that is credited if it makes the order and no voucher is redeemed in it.
fn word(item: &Posting, seen: &OrderSeen) -> Word {
    let touches: Vec<Touch> = seen.touches.iter().map(touch).collect();
    let nothing = Money::zero(seen.currency);
    let order =
        attribution::Order { id: seen.order.clone(), at: seen.event.timestamp, revenue: nothing, margin: nothing };
    let touch = attribution::credit(&order, &touches, CREDIT_WINDOW).map(|found| Credited {
        reason: found.reason(),
        touch: Some(Reference::Message(found.touch)),
        activity: found.activity,
    });
    Word { id: item.id, customer: item.customer, at: item.at, seen: seen.clone(), touch }
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
