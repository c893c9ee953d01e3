//! Roles: sets of permissions. Ten come with the program and stay as they are; an installation makes its own beside them.

use crate::{Permission as P, Permissions, RoleId};

/// A set of permissions with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Names the role in grants and limits.
    pub id: RoleId,
    /// What people call it.
    pub name: String,
    /// For people of other companies: it can be held for shared objects only, never at a place with everything below.
    pub outside: bool,
    /// What it allows.
    pub permissions: Permissions,
}

/// What one needs to look at an area's work.
const LOOK: Permissions = Permissions::of(&[
    P::PlanRead,
    P::OrderRead,
    P::JourneyRead,
    P::ApprovalRead,
    P::DeliveryRead,
    P::CustomerRead,
    P::VoucherRead,
    P::BranchRead,
    P::LiveRead,
    P::BrandRead,
]);

/// What one needs to bring a campaign about.
const CAMPAIGN: Permissions = Permissions::of(&[
    P::JourneyEdit,
    P::JourneyBacktest,
    P::JourneyHalt,
    P::JourneyPublish,
    P::ApprovalDecide,
    P::PlanMoveMoney,
    P::VoucherManage,
]);

/// The roles that come with the program: id, English name, whether for other companies, permissions.
const BUILT_IN: [(&str, &str, bool, Permissions); 10] = [
    (
        "director",
        "Director",
        false,
        LOOK.or(Permissions::of(&[
            P::PlanChange,
            P::PlanMoveMoney,
            P::JourneyBacktest,
            P::JourneyHalt,
            P::JourneyPublish,
            P::ApprovalDecide,
            P::PeopleRead,
            P::TraceRead,
        ])),
    ),
    ("area_head", "Area head", false, LOOK.or(CAMPAIGN).or(Permissions::of(&[P::PlanChange, P::PeopleRead]))),
    ("campaign_manager", "Campaign manager", false, LOOK.or(CAMPAIGN)),
    (
        "creative",
        "Creative",
        false,
        Permissions::of(&[P::JourneyRead, P::JourneyEdit, P::BrandRead, P::ApprovalRead, P::ApprovalDecide]),
    ),
    ("agency", "Agency", true, Permissions::of(&[P::JourneyRead, P::JourneyEdit])),
    (
        "controller",
        "Controller",
        false,
        Permissions::of(&[
            P::PlanRead,
            P::PlanBookActuals,
            P::PlanSettleUnbooked,
            P::PlanCloseBooks,
            P::OrderRead,
            P::VoucherRead,
            P::BrandRead,
            P::PeopleRead,
            P::TraceRead,
            P::ApprovalRead,
            P::ApprovalDecide,
            P::FilePrepare,
            P::FileImport,
        ]),
    ),
    ("branch", "Branch", false, Permissions::of(&[P::BranchRead, P::BranchReadPrompts, P::BranchAnswerPrompts])),
    ("analyst", "Analyst", false, LOOK.or(Permissions::of(&[P::JourneyBacktest]))),
    (
        "data_protection_officer",
        "Data protection officer",
        false,
        Permissions::of(&[
            P::CustomerRead,
            P::CustomerReadIdentity,
            P::CustomerSettleIdentity,
            P::CustomerExport,
            P::CustomerErase,
            P::CustomerMakeLinks,
            P::ConsentRecord,
            P::ConsentSuppress,
            P::DeliveryRead,
            P::JourneyRead,
            P::BrandRead,
            P::SourceRead,
            P::PeopleRead,
            P::ApprovalRead,
            P::ApprovalDecide,
            P::OperationsRead,
            P::TraceRead,
        ]),
    ),
    ("administrator", "Administrator", false, Permissions::ALL),
];

impl Role {
    /// The roles that come with the program.
    pub fn built_in() -> impl Iterator<Item = Self> {
        BUILT_IN.iter().map(|(id, name, outside, permissions)| Self {
            id: (*id).into(),
            name: (*name).to_owned(),
            outside: *outside,
            permissions: *permissions,
        })
    }

    /// Whether a role of this id comes with the program.
    #[must_use]
    pub fn is_built_in(id: &RoleId) -> bool {
        BUILT_IN.iter().any(|(built_in, ..)| id.0 == *built_in)
    }
}
