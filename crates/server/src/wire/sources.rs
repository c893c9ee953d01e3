//! Sources of events, with write keys.

use super::codes::IllegibleCode;
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A source of events.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceView {
    /// Which state of its settings this is; also the `ETag` of a change.
    pub revision: String,
    /// Its id: the touchpoint it stands for.
    #[schema(example = "shop")]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The brand it belongs to.
    pub brand: String,
    /// What sort of touchpoint: `shop`, `app`, `till`, `branch`, `call_centre`, `social`.
    pub touchpoint: String,
    /// How far it is believed: `public` if everybody can read its key (page, app), `trusted` if only the company's own
    /// programs know it.
    pub trust: TrustCode,
    /// What it may do.
    pub acts: Vec<SourceActCode>,
    /// The branches it may act for: redeem vouchers, report what happens there. Empty: all of the brand's branches.
    pub branches: Vec<String>,
    /// The origins of its pages, from which browsers may send events. Only public sources have any.
    pub origins: Vec<String>,
    /// Whether its key is accepted.
    pub active: bool,
    /// When it last sent something, since the last start.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_event: Option<Time>,
    /// How many events it sent since the last start.
    pub events: u64,
    /// Reports about orders in the last 30 days that had no effect, by reason.
    pub orders_refused: Vec<OrdersRefused>,
    /// Reports about orders in the last 30 days that count and are odd, by what is odd.
    pub orders_doubted: Vec<OrdersDoubted>,
    /// What in them could not be read, since the last start.
    pub unread: Vec<IllegibleCount>,
    /// How often it asked what to show within 24 hours and was refused, because it had as many paid placements shown as a public source
    /// may.
    pub placements_refused: u64,
}

/// Reports about orders that had no effect, for one reason.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrdersRefused {
    /// The reason why the words did not count.
    pub why: super::codes::OrderWordCode,
    /// How often.
    pub count: u64,
    /// The moment of the newest one.
    #[schema(value_type = String, format = DateTime)]
    pub last: Time,
}

/// Reports about orders that count and are odd, for one reason.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrdersDoubted {
    /// What is odd about them.
    pub why: super::codes::OrderDoubtCode,
    /// How often.
    pub count: u64,
    /// The moment of the newest one.
    #[schema(value_type = String, format = DateTime)]
    pub last: Time,
}

/// How often something could not be read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IllegibleCount {
    /// What could not be read.
    pub code: IllegibleCode,
    /// How often.
    pub count: u64,
}

/// A new source.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceInput {
    /// Its id: small letters, digits, dashes.
    #[schema(pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")]
    pub id: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The brand it belongs to.
    #[schema(max_length = 64)]
    pub brand: String,
    /// What sort of touchpoint.
    pub touchpoint: Touchpoint,
    /// How far it is believed; absent: `trusted` for till, branch and call centre, else `public`.
    pub trust: Option<TrustCode>,
    /// What it may do; absent: all its trust allows, except `reports`.
    #[schema(max_items = 32)]
    pub acts: Option<Vec<SourceActCode>>,
    /// The branches it may act for: redeem vouchers, report what happens there. Absent or empty: all of the brand's branches.
    #[schema(max_items = 1000)]
    pub branches: Option<Vec<String>>,
    /// The origins of its pages, such as `https://shop.example.com`; empty: no browser may use its key.
    #[schema(max_items = 100)]
    pub origins: Option<Vec<String>>,
}

/// How far the holder of a write key is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrustCode {
    /// Everybody can read its key: a page or an app.
    Public,
    /// Only the company's own programs know its key: server, till, ERP.
    Trusted,
}

/// Something that can be done with a write key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceActCode {
    /// Say what happened.
    Events,
    /// Ask what to show.
    Decide,
    /// Have someone asked whether they agree (double opt-in).
    RequestConsent,
    /// Take back or object.
    Withdraw,
    /// Say that someone agreed, without proof.
    ClaimConsent,
    /// Say that someone agreed, or was told, with proof.
    ProveConsent,
    /// Say that someone must not be written to.
    Suppress,
    /// Try, redeem and take back vouchers.
    Vouchers,
    /// See what is known: a voucher.
    LookUp,
    /// Hand in what came of messages: returned mail.
    Reports,
}

/// The same list here and in the rules: one that is not in both does not compile.
macro_rules! same {
    ($wire:ident = $rule:ty { $($name:ident),* $(,)? }) => {
        impl From<$wire> for $rule {
            fn from(code: $wire) -> Self {
                match code { $($wire::$name => Self::$name),* }
            }
        }
        impl From<$rule> for $wire {
            fn from(rule: $rule) -> Self {
                match rule { $(<$rule>::$name => Self::$name),* }
            }
        }
    };
}

same! { TrustCode = rapport_customer::Trust { Public, Trusted } }
same! { SourceActCode = rapport_customer::SourceAct {
    Events, Decide, RequestConsent, Withdraw, ClaimConsent, ProveConsent, Suppress, Vouchers, LookUp, Reports,
} }

/// What sort of touchpoint a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Touchpoint {
    /// A web shop or site.
    Shop,
    /// On a phone or tablet.
    App,
    /// Where goods are paid for in a branch.
    Till,
    /// A branch: door, scanner, staff.
    Branch,
    /// Where people are spoken to by phone.
    CallCentre,
    /// A social network.
    Social,
}

/// Changes to a source; what is left out stays as it is.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceChange {
    /// The brand it belongs to. It cannot change: another brand is refused as `brand_fixed`.
    #[schema(max_length = 64)]
    pub brand: Option<String>,
    /// Whether its key is accepted.
    pub active: Option<bool>,
    /// How far it is trusted. Changing this resets `acts` to the usual ones, unless `acts` is given.
    pub trust: Option<TrustCode>,
    /// What it may do.
    #[schema(max_items = 32)]
    pub acts: Option<Vec<SourceActCode>>,
    /// The branches it may act for: redeem vouchers, report what happens there. Empty: all of the brand's branches.
    #[schema(max_items = 1000)]
    pub branches: Option<Vec<String>>,
    /// The origins of its pages, such as `https://shop.example.com`; empty: no browser may use its key.
    #[schema(max_items = 100)]
    pub origins: Option<Vec<String>>,
}

/// A source and its write key.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceKey {
    /// It as lists show it.
    pub source: SourceView,
    /// The write key; shown once and kept only as a hash.
    pub write_key: super::Secret,
}
