//! Vouchers: pools, codes, and what happens to them at the till.

use super::common::Amount;
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A pool of vouchers under the same conditions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PoolView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Which brand gives them.
    pub brand: String,
    /// Which activity pays for them.
    pub activity: String,
    /// What one is worth at most.
    pub value: Amount,
    /// What all of them together may cost at most.
    pub liability_cap: Amount,
    /// Conditions of use.
    pub conditions: VoucherConditions,
    /// How long one is valid, such as `14d`.
    pub valid_for: String,
    /// Codes imported and not yet given out; absent where codes are made here.
    pub unused: Option<u64>,
    /// Given out and still valid.
    pub issued: u64,
    /// Redeemed.
    pub redeemed: u64,
    /// Expired.
    pub expired: u64,
    /// What those given out may still cost.
    pub liability: Amount,
}

/// When a voucher may be used.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoucherConditions {
    /// Only from this sum on.
    pub minimum: Option<Amount>,
    /// Only if one of these categories is bought; none: any.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Only if one of these products is bought; none: any.
    #[serde(default)]
    pub products: Vec<String>,
    /// Only by the customer it was given to.
    #[serde(default)]
    pub personal: bool,
}

/// A new pool.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PoolInput {
    /// Its id: small letters, digits, dashes.
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,63}$")]
    pub id: String,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Which brand gives them.
    #[schema(max_length = 64)]
    pub brand: String,
    /// Which activity pays for them.
    #[schema(max_length = 64)]
    pub activity: String,
    /// What one is worth at most.
    pub value: Amount,
    /// What all of them together may cost at most.
    pub liability_cap: Amount,
    /// Conditions of use.
    #[serde(default)]
    pub conditions: VoucherConditions,
    /// How long one is valid, such as `14d`.
    #[schema(example = "14d", max_length = 32)]
    pub valid_for: String,
    /// Whether codes are imported (true) or made here (false).
    #[serde(default)]
    pub imported: bool,
}

/// Codes for a pool.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodesInput {
    /// The codes, at most 100 000 in one call.
    #[schema(max_items = 100_000)]
    pub codes: Vec<String>,
}

/// What became of the codes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CodesAnswer {
    /// Codes added.
    pub added: u64,
    /// Codes that were there already.
    pub repeated: u64,
}

/// One voucher.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VoucherView {
    /// The code as printed.
    #[schema(example = "SHOE-7K3M-9QXA")]
    pub code: String,
    /// From which pool.
    pub pool: String,
    /// `unused`, `issued`, `redeemed`, `expired`.
    pub state: String,
    /// To whom it was given.
    pub customer: Option<String>,
    /// Which activity pays.
    pub activity: String,
    /// By which message it was given.
    pub send_key: Option<String>,
    /// What it is worth at most.
    pub value: Amount,
    /// When it was given out.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub issued: Option<Time>,
    /// Until when it may be used.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub valid_until: Option<Time>,
    /// When it was redeemed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub redeemed: Option<Time>,
    /// At which order.
    pub order: Option<String>,
}

/// A basket at the till.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemInput {
    /// The code; spaces, dashes and small letters do not matter.
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// The sum of the basket.
    pub basket: Amount,
    /// The order, for redeeming and rolling back.
    #[schema(max_length = 128)]
    pub order: Option<String>,
    /// Who buys, if known.
    pub who: Option<super::consents::Who>,
    /// What is in the basket, for conditions.
    #[serde(default)]
    pub items: Vec<BasketItem>,
}

/// One line of the basket.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasketItem {
    /// The product.
    #[schema(max_length = 128)]
    pub product: Option<String>,
    /// Its category.
    #[schema(max_length = 128)]
    pub category: Option<String>,
    /// The line's sum.
    pub amount: Amount,
}

/// Takes a redemption back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackInput {
    /// The code.
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// The order it was redeemed at.
    #[schema(min_length = 1, max_length = 128)]
    pub order: String,
    /// Why.
    #[schema(min_length = 1, max_length = 512)]
    pub reason: String,
}

/// Whether a voucher counts, and for how much.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VoucherAnswer {
    /// Whether it is good.
    pub valid: bool,
    /// Stable code of the refusal, if it is not.
    #[schema(example = "expired")]
    pub code: Option<String>,
    /// In words, for the till's screen.
    pub message: String,
    /// How much it takes off this basket.
    pub discount: Amount,
    /// The voucher, if the code is known.
    pub voucher: Option<VoucherView>,
}
