//! Sales as a list.

use super::{codes::OrderStateCode, common::Amount, plan::Credit};
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How a list of orders is narrowed; what is left out narrows nothing.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrderQuery {
    /// Only this brand's.
    #[param(max_length = 64)]
    pub brand: Option<String>,
    /// Only this customer's, by the id of today or one from before a merge.
    #[param(max_length = 64)]
    pub customer: Option<String>,
    /// Only what this activity was ever credited with.
    #[param(max_length = 128)]
    pub activity: Option<String>,
    /// Only those of which this much is left: `kept`, `partly_returned`, `returned`, `cancelled`.
    #[param(max_length = 32)]
    pub state: Option<String>,
    /// Only those of this moment or later.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Time>,
    /// Only those before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Time>,
    /// How the order's number begins, as it is written there.
    #[param(max_length = 128)]
    pub q: Option<String>,
    /// `next` of the part before; absent for the first.
    #[param(max_length = 128)]
    pub cursor: Option<String>,
    /// How many items at most, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub limit: Option<u32>,
}

/// One sale in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderSummary {
    /// The order's number; absent if its customer was erased.
    pub id: Option<String>,
    /// The brand that sold.
    pub brand: String,
    /// The moment it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// The source that reported it first: a shop, a till, a branch.
    pub touchpoint: String,
    /// The buyer; absent if the customer was erased.
    pub customer: Option<String>,
    /// The customer's display name, as far as the caller may see it.
    pub label: String,
    /// What was paid.
    pub revenue: Amount,
    /// What of it was paid back.
    pub returned: Amount,
    /// What was paid less what was paid back.
    pub left: Amount,
    /// How much came back, in a word.
    pub state: OrderStateCode,
    /// Whether only a public source has reported it.
    pub public: bool,
    /// Which of the activities that the caller sees are credited, and by which message.
    pub credits: Vec<Credit>,
    /// Whether a prompt was open when it was sold, so that staff were asked whether they had served the customer.
    pub overtaken: bool,
    /// Why its money is not in the books, if the plan's rules refused it.
    pub set_aside: Option<String>,
    /// How many reports about it counted for nothing; the order's page says why.
    pub unheard: u64,
}
