//! Vouchers: pools, codes, and what happens to them at the till.

use super::{common::Amount, id, said::VoucherSaid};
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the customer gets: an amount, or a percentage with a limit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Benefit {
    /// A fixed amount off; with `percent`: the most one voucher can cost.
    pub amount: Amount,
    /// A percentage off, 1 to 100, instead of a fixed amount.
    #[schema(minimum = 1, maximum = 100)]
    pub percent: Option<u8>,
}

/// When vouchers can be redeemed. Both ends belong to it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// Not before.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub from: Option<Time>,
    /// Not after.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Time>,
    /// Not longer than this after it was issued, such as `14d`.
    #[serde(rename = "for")]
    #[schema(value_type = Option<String>, example = "14d", max_length = 32)]
    pub lasts: Option<rapport_kernel::Span>,
}

/// When a voucher may be used. An empty list asks nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VoucherConditions {
    /// The whole basket costs at least this.
    pub min_basket: Option<Amount>,
    /// Only these products are eligible.
    pub products: Vec<String>,
    /// Goods of these categories are eligible too.
    pub categories: Vec<String>,
    /// Only in these branches.
    pub branches: Vec<String>,
    /// Each person gets one, and can use one.
    pub one_per_person: bool,
    /// Only the person it was given to may use it.
    pub personal: bool,
    /// May be combined with other vouchers in one order.
    pub combinable: bool,
}

/// A pool of vouchers under the same conditions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PoolView {
    /// As steps and tills name it; never changes.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Which brand gives them.
    pub brand: String,
    /// Which activity pays for them.
    pub activity: String,
    /// What the customer gets.
    pub benefit: Benefit,
    /// What all of them together may cost at most.
    pub cap: Option<Amount>,
    /// When they can be redeemed.
    pub validity: Validity,
    /// Conditions of use.
    pub conditions: VoucherConditions,
    /// Whether codes are imported (true) or made here (false).
    pub imported: bool,
    /// Imported codes not yet given.
    pub stock: u64,
    /// Gives no more.
    pub closed: bool,
    /// How many were given.
    pub issued: u64,
    /// How many are redeemed now.
    pub redeemed: u64,
    /// What those given can cost or did.
    pub promised: Amount,
    /// Discounts really given.
    pub spent: Amount,
}

/// A new pool.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PoolInput {
    /// Its id: small letters, digits, dashes.
    #[schema(pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")]
    pub id: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Which brand gives them.
    #[schema(max_length = 64)]
    pub brand: String,
    /// Which activity pays for them.
    #[schema(max_length = 64)]
    pub activity: String,
    /// What the customer gets.
    pub benefit: Benefit,
    /// What all of them together may cost at most.
    pub cap: Option<Amount>,
    /// When they can be redeemed.
    #[serde(default)]
    pub validity: Validity,
    /// Conditions of use.
    #[serde(default)]
    pub conditions: VoucherConditions,
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

/// Codes that someone else gave to people: printed in a letter, handed out in the street.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandedInput {
    /// The codes, at most 10 000 in one call.
    #[schema(max_items = 10_000)]
    pub codes: Vec<HandedCode>,
}

/// A code in someone's hands.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandedCode {
    /// The code, as printed.
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// Who got it, if known.
    pub who: Option<super::consents::Who>,
    /// When it was given; its validity and its cost count from then. Now if absent; never in the future.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Time>,
}

/// The result of adding codes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CodesAnswer {
    /// Codes added.
    pub added: u64,
    /// Codes that were given before to no one known, and to someone now.
    pub named: u64,
    /// Codes that were there already.
    pub repeated: u64,
    /// Places in the list that hold no code, and why.
    pub refused: Vec<RefusedCode>,
}

/// A text that is not a code.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RefusedCode {
    /// Its place in the list, from 0.
    pub place: u64,
    /// Stable code of the reason.
    pub code: String,
}

/// A voucher: where it stands, what it is worth, and who used it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VoucherView {
    /// The code as printed.
    #[schema(example = "SHOE-7K3M-9QXA")]
    pub code: String,
    /// The id of the pool whose rules it stands under.
    pub pool: String,
    /// `issued`, `redeemed`, `rolled_back`, `expired`, `void`.
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
    #[schema(value_type = String, format = DateTime)]
    pub issued: Time,
    /// Until when it may be used.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub valid_until: Option<Time>,
    /// The till's moment of the redemption; absent while it was not used.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub redeemed: Option<Time>,
    /// The till's number of the sale; absent while it was not used.
    pub order: Option<String>,
    /// What the till calls the redemption.
    pub redemption: Option<String>,
}

/// A voucher and the basket it is to count for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemInput {
    /// The code; spaces, dashes and small letters do not matter.
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// Names this redemption: chosen by the till, so that a repeated call is recognised.
    #[serde(deserialize_with = "id::read")]
    #[schema(value_type = id::Said)]
    pub redemption: String,
    /// The till's number of the sale.
    #[serde(deserialize_with = "id::read")]
    #[schema(value_type = id::Said)]
    pub order: String,
    /// The branch, if it is in one.
    #[schema(max_length = 64)]
    pub branch: Option<String>,
    /// Who buys, if known.
    pub who: Option<super::consents::Who>,
    /// What is bought.
    #[schema(max_items = 1000)]
    pub lines: Vec<BasketLine>,
    /// How many vouchers of others the basket carries, such as a maker's coupons. Those redeemed here in the same order are
    /// known already.
    #[serde(default)]
    pub other_vouchers: u32,
    /// When it was redeemed, if that is told later: by a till that had no connection, or from an archive. Now if absent; never in
    /// the future.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Time>,
}

/// A product on the till with what it costs.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasketLine {
    /// The product's number, as conditions name it.
    #[serde(deserialize_with = "id::read")]
    #[schema(value_type = id::Said)]
    pub product: String,
    /// The category, as conditions name it.
    #[schema(max_length = 128)]
    pub category: Option<String>,
    /// What the line costs, all pieces.
    pub amount: Amount,
}

/// Takes a redemption back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackInput {
    /// What was typed or scanned at the till.
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// Which redemption: the till's own name for it.
    #[serde(deserialize_with = "id::read")]
    #[schema(value_type = id::Said)]
    pub redemption: String,
}

/// Whether a voucher counts, and for how much.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VoucherAnswer {
    /// Whether it is good.
    pub valid: bool,
    /// Stable code of the refusal, if it is not.
    #[schema(example = "expired")]
    pub code: Option<String>,
    /// In English, for a till's screen that knows no better.
    pub message: String,
    /// What a good voucher does, as a code with its values: for a screen in the reader's language and format.
    pub said: Option<VoucherSaid>,
    /// How much it takes off this basket.
    pub discount: Amount,
    /// The voucher, if the code is known.
    pub voucher: Option<VoucherView>,
}
