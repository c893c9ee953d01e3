//! Limits, templates of approvals, links of mails, and how somebody works.

use super::{Amount, PersonNamed};
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is decided up to a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitedActCode {
    /// Moving budget.
    MoveMoney,
    /// Publishing a journey, by what it is expected to cost.
    PublishJourney,
}

/// An amount up to which somebody decides alone.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LimitView {
    /// By which it is taken back.
    pub id: String,
    /// Whose it is, if one person's: the account's id.
    pub person: Option<String>,
    /// What they are called.
    pub person_name: Option<String>,
    /// Of everybody with this role at the place.
    pub role: Option<String>,
    /// What it is about.
    pub act: LimitedActCode,
    /// At which node of the plan, with everything below it.
    pub node: String,
    /// Of which brand alone; absent: of all.
    pub brand: Option<String>,
    /// Up to so much; absent: without a bound.
    pub up_to: Option<Amount>,
}

/// A limit to be set, in place of the one for the same.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitInput {
    /// One person's: the account's id. Else `role`.
    #[schema(max_length = 100)]
    pub person: Option<String>,
    /// Of everybody with this role at the place. Else `person`.
    #[schema(max_length = 64)]
    pub role: Option<String>,
    /// What it is about.
    pub act: LimitedActCode,
    /// At which node of the plan, with everything below it; absent: at the company.
    #[schema(max_length = 100)]
    pub node: Option<String>,
    /// Of which brand alone; absent: of all.
    #[schema(max_length = 100)]
    pub brand: Option<String>,
    /// Up to so much; absent: without a bound.
    pub up_to: Option<Amount>,
}

/// The sort of thing that a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TemplateKind {
    /// Publishing a version of a journey.
    Journey,
    /// Moving budget.
    Reallocation,
}

/// A template by which approvals are asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TemplateView {
    /// Names it.
    pub id: String,
    /// The sort of thing.
    pub kind: TemplateKind,
    /// At this node of the plan, and below it: the nearest template counts.
    pub node: String,
    /// Whether it asks in any case, or only beyond a limit.
    pub always: bool,
    /// What people call it.
    pub name: String,
    /// The stages, one after the other; those of an inner list side by side.
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    pub stages: serde_json::Value,
    /// Who changed it last.
    pub author: String,
    /// The moment of that change, in UTC.
    #[schema(value_type = String, format = DateTime)]
    pub changed: Time,
}

/// A template to be kept.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateInput {
    /// The sort of thing.
    pub kind: TemplateKind,
    /// At which node of the plan, and below it; absent: at the company.
    #[schema(max_length = 100)]
    pub node: Option<String>,
    /// Whether it asks in any case, or only beyond a limit.
    #[serde(default)]
    pub always: bool,
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The stages, one after the other; those of an inner list side by side. See `docs/guide/approvals.md`.
    pub stages: Vec<Vec<serde_json::Value>>,
}

/// A link of a mail.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalLinkInput {
    /// What stands behind the `#` of the link.
    #[schema(min_length = 1, max_length = 200)]
    pub link: String,
}

/// An answer by a link of a mail; the link is used up by it.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalLinkAnswer {
    /// What stands behind the `#` of the link.
    #[schema(min_length = 1, max_length = 200)]
    pub link: String,
    /// The `version` that was seen.
    #[schema(min_length = 1, max_length = 64)]
    pub version: String,
    /// Whether it is released.
    pub approve: bool,
    /// Remarks of a yes; the reason of a no, which needs one.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
}

/// Since and until when somebody is away, and who answers meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AwayPeriod {
    /// Who stands in: the account's id.
    #[schema(min_length = 1, max_length = 100)]
    pub substitute: String,
    /// The first moment.
    #[schema(value_type = String, format = DateTime)]
    pub from: Time,
    /// The first moment after it.
    #[schema(value_type = String, format = DateTime)]
    pub until: Time,
}

/// How somebody works: what dues, reminders and substitutes go by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkingView {
    /// When they are away, and who answers meanwhile.
    pub away: Option<AwayPeriod>,
    /// Whose public holidays they have; empty: no one's.
    #[schema(example = "DE-BY")]
    pub region: String,
    /// Whom they report to.
    pub superior: Option<String>,
    /// Who could stand in; nobody is named to people of other companies.
    pub colleagues: Vec<PersonNamed>,
}

/// How somebody works, in place of what they said before.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkingInput {
    /// When they are away, and who answers meanwhile; absent: they are here.
    pub away: Option<AwayPeriod>,
    /// Whose public holidays they have; absent: no one's.
    #[schema(max_length = 16)]
    pub region: Option<String>,
}

/// Whom somebody reports to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuperiorInput {
    /// The account's id; absent: nobody.
    #[schema(max_length = 100)]
    pub superior: Option<String>,
}
