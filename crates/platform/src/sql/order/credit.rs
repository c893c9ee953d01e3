//! Who is credited with an order: a voucher that is redeemed in it, for as long as it is; else the touch that came before it.
//!
//! Vouchers and orders are told by different calls, in any order. Whichever comes last brings the books to the same: a word about an
//! order looks at the vouchers ([`redeemed`]), and a change of a voucher looks at the order ([`super::told::follow`]), each in the
//! transaction that writes it down.

use crate::sql::{SqlError, db::Ask, voucher::in_order};
use rapport_channel::voucher::{Pool, Voucher};
use rapport_kernel::{ActivityId, BrandId, Money, Span, Time};
use rapport_measure::attribution::{self, Order, Touch, TouchKind};
use rapport_plan::Reference;
use serde::{Deserialize, Serialize};

/// Who is credited with an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credited {
    /// The leaf of the plan that the order was brought by.
    pub activity: ActivityId,
    /// The message or voucher.
    pub touch: Option<Reference>,
    /// Why, in words.
    pub reason: String,
}

impl Credited {
    /// Whether a voucher is credited, not a touch.
    pub(super) fn is_by_voucher(&self) -> bool {
        matches!(self.touch, Some(Reference::Voucher(_)))
    }
}

/// Whom the vouchers credit that are redeemed in an order of this brand; none if none is.
pub(super) async fn redeemed(
    on: &impl Ask,
    number: &str,
    key: &str,
    brand: &BrandId,
) -> Result<Option<Credited>, SqlError> {
    let mut touches = Vec::new();
    for (voucher, pool) in in_order(on, number, key).await? {
        touches.extend(touch(&voucher, pool, number, brand));
    }
    let nothing = Money::default();
    let order = Order { id: number.into(), at: Time::MAX, revenue: nothing, margin: nothing };
    let found = attribution::credit(&order, &touches, Span::ZERO);
    Ok(found.map(|found| Credited {
        reason: found.reason(),
        touch: Some(Reference::Voucher(found.touch)),
        activity: found.activity,
    }))
}

fn touch(voucher: &Voucher, pool: Pool, number: &str, brand: &BrandId) -> Option<Touch> {
    let used = voucher.redemption.as_ref().filter(|_| pool.brand == *brand)?;
    let kind = TouchKind::Redemption { order: number.into() };
    Some(Touch { activity: pool.activity, at: used.at, kind, reference: voucher.code.as_str().into() })
}
