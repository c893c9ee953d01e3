//! Vouchers, as screens and tills see them.

use crate::view::VoucherView;
use rapport_channel::voucher::{Pool, Voucher, VoucherState};
use rapport_customer::SendKey;

/// A voucher as screens and tills see it.
#[must_use]
pub fn view(voucher: &Voucher, pool: &Pool) -> VoucherView {
    let state = match voucher.state {
        VoucherState::Issued => "issued",
        VoucherState::Redeemed => "redeemed",
        VoucherState::RolledBack => "rolled_back",
        VoucherState::Expired => "expired",
        VoucherState::Void => "void",
    };
    VoucherView {
        code: voucher.code.to_string(),
        pool: pool.id.to_string(),
        state: state.to_owned(),
        customer: voucher.customer.map(|customer| customer.to_string()),
        activity: pool.activity.to_string(),
        send_key: voucher.key.parse::<SendKey>().ok().map(|key| key.to_string()),
        value: voucher.worth.into(),
        issued: voucher.issued,
        valid_until: (voucher.until < rapport_kernel::Time::MAX).then_some(voucher.until),
        redeemed: voucher.redemption.as_ref().map(|redemption| redemption.at),
        order: voucher.redemption.as_ref().map(|redemption| redemption.order.to_string()),
        redemption: voucher.redemption.as_ref().map(|redemption| redemption.id.to_string()),
    }
}
