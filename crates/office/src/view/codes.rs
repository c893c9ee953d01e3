//! The codes by which answers name a reason, each list complete: the published document has them as enumerations, so that
//! whoever shows an answer can have a word ready for every one.

use crate::{drivers, timeline::words};
use rapport_channel::{content::Unfit, delivery::RESTART, email::EmailError, voucher::refusal};
use rapport_customer::{
    CheckName, ConsentRefusal, Heard, Illegible, OrderAct, OrderDoubt, OrderRefusal, OrderWarning, Reason, Refusal,
};
use rapport_drivers::{email, printer};
use rapport_engine::{Held, Recall};
use rapport_import::value::RowRefusal;
use rapport_journey::{EntryRefusal, ExitReason};
use rapport_plan::import::fault::ActualsFault;
use rapport_platform::{
    hold::Why,
    journal::Before,
    runtime::{self, Hindered, ObligationKind, SetAside, Store},
    sql::order::OrderState,
    stores::GapKind,
};
use serde::Serialize;
use std::{collections::BTreeSet, fmt};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

/// Declares a code that is one of a list; it reads as plain English.
macro_rules! codes {
    ($($name:ident $doc:literal [$($list:expr),* $(,)?])*) => { $(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
        #[serde(transparent)]
        pub struct $name(&'static str);

        impl $name {
            /// Every one, each once.
            #[must_use]
            pub fn all() -> BTreeSet<&'static str> {
                let lists: &[&[&'static str]] = &[$($list),*];
                lists.iter().copied().flatten().copied().collect()
            }

            /// The code itself.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                self.0
            }

            /// The code, if it is one of them.
            #[must_use]
            pub fn find(code: &str) -> Option<Self> {
                Self::all().get(code).copied().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&words(self.0))
            }
        }

        impl ToSchema for $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new().schema_type(Type::String).description(Some($doc)).enum_values(Some(Self::all())).into()
            }
        }
    )* };
}

codes! {
    RefusalCode "Why something was not done, or not yet: by the gate, at a journey's entry, or on the way to the channel." [
        Refusal::CODES, EntryRefusal::CODES, Held::CODES, Recall::CODES, &[RESTART], runtime::Obstacle::CODES, drivers::Obstacle::CODES,
        email::Obstacle::CODES, email::ComposeError::CODES, EmailError::CODES, Unfit::CODES, printer::Refusal::CODES,
        printer::Doubt::CODES, Before::CODES, &[Self::OTHER.0],
    ]
    ExitCode "Why a passage through a journey ended, where its author gave no reason of their own." [ExitReason::CODES]
    VoucherRefusalCode "Why a voucher was not given." [
        refusal::Refusal::ISSUING, &["bad_conditions", "unknown_pool", "version_gone"],
    ]
    ConsentRefusalCode "Why a declaration about being contacted does not count." [ConsentRefusal::CODES]
    IllegibleCode "Why something that was sent names no person, no place, or no moment in the past." [Illegible::CODES]
    WarningReason "Why something in a message could not be read, or will not count." [
        Illegible::CODES, OrderRefusal::CODES, OrderDoubt::CODES, &[Self::NO_CONSENT.0, Self::NO_AMOUNT.0, Self::BESIDE_PRODUCTS.0],
    ]
    SuppressionCode "Why a person must not be contacted." [Reason::CODES]
    CheckCode "A question the gate asks." [CheckName::CODES]
    CheckOutcomeCode "What a check found: nothing against it; something; it does not apply; it was not asked." [
        &["passed", "failed", "exempt", "not_asked"],
    ]
    VerdictCode "The gate's decision." [&["allowed", "deferred", "refused"]]
    MomentCode "When the gate was asked: as the message was planned, or right before it was sent." [&[Self::PLANNING.0, Self::SENDING.0]]
    IdentifierCode "A kind of identifier." [
        &[Self::USER_ID.0, Self::ANONYMOUS_ID.0, Self::EMAIL.0, Self::PHONE.0, Self::LOYALTY_CARD.0, Self::DEVICE.0],
    ]
    DeliveryCode "Where a message stands, or what came back about it." [
        &["planned", "deferred", "claimed", "accepted", "refused", "expired", "suppressed", "unknown"],
        &["not_sent", "stopped", "delivered", "opened", "clicked", "bounced", "complained", "done", "not_interested"],
        &["not_now", "printed", "taken_down", "overtaken", "shown", "allowed"],
    ]
    AttentionCode "What a person should look at." [
        &["unknown_deliveries", "over_budget", "journey_paused", "journey_unpaid", "unbooked", "set_aside", "lagging", "held", "not_kept"],
        &["backup_overdue", "backup_failed", "journal_behind", "clock_doubted", "confirmations_refused"],
        &["confirmations_wait", "mail_waits", "public_mail_waits", "placeholders", "crowded"],
        &["damaged_at_rest", "obligation_overdue", "new_customers_refused", "placements_refused", "not_understood"],
        &["task_ended", "snapshots_failing", "lease_failing", "lease_lost", "look_back_failed", "message_ids_failing"],
        &["disk_full", "reserve_missing", "orders_refused", "reports_unmatched", "given_twice"],
    ]
    OrderWordCode "A report about an order, its effect, or why it had none." [
        OrderAct::CODES, Heard::CODES, OrderRefusal::CODES,
    ]
    OrderDoubtCode "What is odd about a report about an order that counts." [OrderDoubt::CODES]
    OrderStateCode "How much of an order is left." [OrderState::CODES]
    StoreCode "Where something lies." [Store::CODES]
    ObstacleCode "What stands in the way of a promise to a customer." [Hindered::CODES]
    SetAsideCode "Where work failed." [&SetAside::PLACES]
    ObligationCode "What was promised to a person." [ObligationKind::CODES]
    HoldCode "Why nothing is sent." [Why::CODES]
    DocumentProblemCode "What is wrong with a journey's document, or with a brand's settings." [
        &["absence_of_nothing", "activity_closed", "arm_twice", "bad_address", "bad_amount", "bad_cap", "bad_clock"],
        &["bad_colour", "bad_confirm_within", "bad_cost", "bad_count", "bad_country", "bad_expiry", "bad_half_life"],
        &["bad_host", "bad_id", "bad_limit", "bad_logo", "bad_name", "bad_percent", "bad_span", "bad_value", "bad_wait"],
        &["bad_weight", "branch_without_cases", "cel_arguments", "cel_not_a_condition", "cel_syntax", "cel_too_deep"],
        &["cel_too_long", "cel_unknown_name", "cel_unsupported", "channel_kind_changed", "content_choice", "content_code"],
        &["content_date", "content_empty", "content_failed", "content_invalid", "content_link", "content_missing_field"],
        &["content_may_fail", "content_mjml", "content_money", "content_no_default", "content_no_subject", "content_template", "content_too_deep"],
        &["content_too_long", "content_type", "content_unknown_channel", "content_unknown_field", "content_unknown_name"],
        &["content_url", "cost_in_other_currency", "dead_step", "empty_exit", "loop_without_wait", "missing_purpose", "missing_timeout", "missing_timeout_branch"],
        &["more_than_pool", "name_missing", "name_too_long", "names_forgotten", "no_activity", "no_brand", "no_channel", "no_goal"],
        &["no_name", "no_pool", "no_steps", "no_trigger", "other_brand", "other_currency", "other_medium", "pattern_without_event"],
        &["pool_closed", "purpose_kind_changed", "split_without_arms", "step_does_nothing", "step_does_several", "step_twice", "syntax"],
        &["template_limit", "template_type", "too_long", "too_many_triggers", "trigger_twice", "twice", "unknown_activity"],
        &["unknown_brand", "unknown_channel", "unknown_channel_kind", "unknown_context", "unknown_currency", "unknown_event", "unknown_journey", "unknown_pool"],
        &["unknown_property", "unknown_purpose", "unknown_step", "unknown_trait", "unknown_zone", "unwritable", "wording_missing"],
    ]
    GapCode "What is missing of the stores." [GapKind::CODES]
    DayCode "A day of the week." [&["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]]
    FileRowCode "What is wrong with a row of a file." [
        RowRefusal::CODES, ActualsFault::CODES, Illegible::CODES, OrderRefusal::CODES, OrderDoubt::CODES, &[WarningReason::NO_CONSENT.0, WarningReason::BESIDE_PRODUCTS.0],
        &["unbooked", "keeps_moment", "equal_rows", "closed_period", "overflow", Self::REFUSED.0],
    ]
    FileFieldCode "A field of an invoice's line." [
        &["invoice", "line", "activity", "amount", "side", "currency", "date", "text", "reversal"],
    ]
}

/// A code made of the enum whose list it is.
macro_rules! of {
    ($($from:ty => $name:ident),* $(,)?) => { $(
        impl From<$from> for $name {
            fn from(of: $from) -> Self {
                Self(of.code())
            }
        }
    )* };
}

of! {
Illegible => IllegibleCode, OrderState => OrderStateCode, Illegible => WarningReason, OrderRefusal => WarningReason, OrderDoubt => WarningReason, Refusal => RefusalCode, Reason => SuppressionCode, ConsentRefusal => ConsentRefusalCode, Why => HoldCode, GapKind => GapCode }

impl From<OrderWarning> for WarningReason {
    fn from(warning: OrderWarning) -> Self {
        match warning {
            OrderWarning::Refused(refusal) => refusal.into(),
            OrderWarning::Doubted(doubt) => doubt.into(),
        }
    }
}

impl RefusalCode {
    /// A reason of another release, without a word here.
    pub const OTHER: Self = Self("other");
}

impl StoreCode {
    /// What happened, in order; nothing can make it again.
    pub const LOG: Self = Self("log");
    /// Plan, vouchers, accounts and settings; nothing can make it again.
    pub const DATABASE: Self = Self("database");
}

impl FileFieldCode {
    /// The field of this name; `text` for one of another release.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self::find(name).unwrap_or(Self("text"))
    }
}

impl FileRowCode {
    /// A refusal without a word of its own: the reason says it.
    pub const REFUSED: Self = Self("refused");

    /// The code of this name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self::find(name).unwrap_or(Self::REFUSED)
    }
}

impl WarningReason {
    /// An event that other programs take for a declaration.
    pub const NO_CONSENT: Self = Self("no_consent_recorded");
    /// An order that says nowhere what was paid.
    pub const NO_AMOUNT: Self = Self("no_amount");
    /// An order whose amount is the sum of its products, and that says a discount or shipping beside them.
    pub const BESIDE_PRODUCTS: Self = Self("beside_products");
}

impl MomentCode {
    /// As the message was planned.
    pub const PLANNING: Self = Self("planning");
    /// Right before it was sent.
    pub const SENDING: Self = Self("sending");
}

impl IdentifierCode {
    /// The brand's own number of a customer.
    pub const USER_ID: Self = Self("user_id");
    /// A browser or app before anybody signed in.
    pub const ANONYMOUS_ID: Self = Self("anonymous_id");
    /// An e-mail address.
    pub const EMAIL: Self = Self("email");
    /// A phone number.
    pub const PHONE: Self = Self("phone");
    /// The number of a customer card.
    pub const LOYALTY_CARD: Self = Self("loyalty_card");
    /// A phone or computer, by the id its app sends.
    pub const DEVICE: Self = Self("device");
}
