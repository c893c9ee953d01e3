//! The permissions: a closed list with stable names. What each allows is its documentation, here and in `docs/guide/rights.md`.

use std::{fmt, str::FromStr};

/// What using a permission does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PermissionKind {
    /// Shows something and changes nothing.
    Reads,
    /// Changes something, or takes data out of the house.
    Acts,
    /// Lets go what someone prepared: it costs money or reaches people. A substitute has these, and no others.
    Releases,
}

/// The text names no permission.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a permission: docs/guide/rights.md lists them all")]
pub struct UnknownPermission(pub String);

macro_rules! permissions {
    ($($kind:ident { $(#[doc = $meaning:literal] $variant:ident = $code:literal shown by $shown:ident,)* })*) => {
        /// What someone may be allowed to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Permission { $($(#[doc = $meaning] $variant,)*)* }

        impl Permission {
            /// Every permission: those that read, those that act, those that release.
            pub const ALL: &[Self] = &[$($(Self::$variant,)*)*];

            /// The stable name.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($(Self::$variant => $code,)*)* }
            }

            /// What it allows, in a sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $($(Self::$variant => $meaning.trim_ascii_start(),)*)* }
            }

            /// What using it does.
            #[must_use]
            pub const fn kind(self) -> PermissionKind {
                match self { $($(Self::$variant => PermissionKind::$kind,)*)* }
            }

            /// The permission with which the thing can be seen at all. Who has neither is told nothing of it; one that shows names itself.
            #[must_use]
            pub const fn shown_by(self) -> Self {
                match self { $($(Self::$variant => Self::$shown,)*)* }
            }
        }
    };
}

permissions! {
    Reads {
        /// See the tree, its figures, its changes, the ledger behind them and what is not booked.
        PlanRead = "plan.read" shown by PlanRead,
        /// See an order, and which activities are credited with it.
        OrderRead = "order.read" shown by OrderRead,
        /// See journeys, their versions, drafts, figures and back-tests; check and preview documents.
        JourneyRead = "journey.read" shown by JourneyRead,
        /// See deliveries and what became of them, without names and addresses.
        DeliveryRead = "delivery.read" shown by DeliveryRead,
        /// See customers without names and addresses: their figures, and why they did or did not get something.
        CustomerRead = "customer.read" shown by CustomerRead,
        /// See who customers are: names, addresses, identifiers, consents, timelines, and mails as they were sent.
        CustomerReadIdentity = "customer.read_identity" shown by CustomerRead,
        /// See voucher pools.
        VoucherRead = "voucher.read" shown by VoucherRead,
        /// See branches.
        BranchRead = "branch.read" shown by BranchRead,
        /// See a branch's prompts, with the first names of those who are there.
        BranchReadPrompts = "branch.read_prompts" shown by BranchRead,
        /// See what is happening now.
        LiveRead = "live.read" shown by LiveRead,
        /// See brands, their purposes, channels and rules.
        BrandRead = "brand.read" shown by BrandRead,
        /// See how messages leave the house: mail, channels, printers.
        SettingsRead = "settings.read" shown by SettingsRead,
        /// See the sources of events and what they were given.
        SourceRead = "source.read" shown by SourceRead,
        /// See who has an account and what they may do.
        PeopleRead = "people.read" shown by PeopleRead,
        /// See approvals: what is to be released, who is asked, and what each of them said.
        ApprovalRead = "approval.read" shown by ApprovalRead,
        /// See backups, the state of the stores, the hold, and obligations under way.
        OperationsRead = "operations.read" shown by OperationsRead,
        /// Search the trace of all changes, and take it out. What became of a thing is told to whoever sees the thing.
        TraceRead = "trace.read" shown by TraceRead,
    }
    Acts {
        /// Add, rename, move, close, reopen, archive and restore nodes of the plan.
        PlanChange = "plan.change" shown by PlanRead,
        /// Book actuals from invoices.
        PlanBookActuals = "plan.book_actuals" shown by PlanRead,
        /// Book what waits, or leave it unbooked for good.
        PlanSettleUnbooked = "plan.settle_unbooked" shown by PlanRead,
        /// Close a plan's books up to a day.
        PlanCloseBooks = "plan.close_books" shown by PlanRead,
        /// Write and discard drafts of journeys.
        JourneyEdit = "journey.edit" shown by JourneyRead,
        /// Try journeys on what really happened.
        JourneyBacktest = "journey.backtest" shown by JourneyRead,
        /// Pause and stop journeys. Going on after a pause is publishing.
        JourneyHalt = "journey.halt" shown by JourneyRead,
        /// Close deliveries of which no one knew whether they were sent.
        DeliveryResolve = "delivery.resolve" shown by DeliveryRead,
        /// Hand in what came back: returned mail, complaints.
        DeliveryReport = "delivery.report" shown by DeliveryRead,
        /// Decide which identifiers belong to whom: accept or refuse claims, part customers who were wrongly joined.
        CustomerSettleIdentity = "customer.settle_identity" shown by CustomerRead,
        /// Take out everything that is held about a person.
        CustomerExport = "customer.export" shown by CustomerRead,
        /// Erase a person.
        CustomerErase = "customer.erase" shown by CustomerRead,
        /// Make links to a person's own pages; whoever has one sees and changes what the person can.
        CustomerMakeLinks = "customer.make_links" shown by CustomerRead,
        /// Record consents, withdrawals and objections that people declared.
        ConsentRecord = "consent.record" shown by CustomerRead,
        /// Record that someone must not be contacted.
        ConsentSuppress = "consent.suppress" shown by CustomerRead,
        /// Make, fill, close and reopen voucher pools.
        VoucherManage = "voucher.manage" shown by VoucherRead,
        /// Look up, try, redeem and take back vouchers.
        VoucherRedeem = "voucher.redeem" shown by VoucherRead,
        /// Add, close and reopen branches, and sign their phones in.
        BranchManage = "branch.manage" shown by BranchRead,
        /// Answer a branch's prompts.
        BranchAnswerPrompts = "branch.answer_prompts" shown by BranchRead,
        /// Change brands, their purposes, channels and rules.
        BrandChange = "brand.change" shown by BrandRead,
        /// Change and try how messages leave the house: mail, signing keys, channels, printers.
        SettingsChange = "settings.change" shown by SettingsRead,
        /// Add and change sources, and make their keys.
        SourceManage = "source.manage" shown by SourceRead,
        /// Add and remove people, and give what one holds oneself. At the company: look at the screens as another role.
        PeopleManage = "people.manage" shown by PeopleRead,
        /// Make, change and remove the templates by which approvals are asked for.
        ApprovalManage = "approval.manage" shown by ApprovalRead,
        /// Take backups, and check the stores.
        OperationsRun = "operations.run" shown by OperationsRead,
        /// Lift the hold: what is due goes out.
        OperationsReleaseHold = "operations.release_hold" shown by OperationsRead,
        /// Upload files, say what their columns mean, try them out, see refused rows.
        FilePrepare = "file.prepare" shown by FilePrepare,
        /// Bring files in.
        FileImport = "file.import" shown by FilePrepare,
    }
    Releases {
        /// Move budget between activities.
        PlanMoveMoney = "plan.move_money" shown by PlanRead,
        /// Publish journeys, and let them go on after a pause.
        JourneyPublish = "journey.publish" shown by JourneyRead,
        /// Answer approvals at whose stages one is asked, and pass them on.
        ApprovalDecide = "approval.decide" shown by ApprovalRead,
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Permission {
    type Err = UnknownPermission;
    fn from_str(text: &str) -> Result<Self, UnknownPermission> {
        let found = Self::ALL.iter().copied().find(|permission| permission.code() == text);
        found.ok_or_else(|| UnknownPermission(text.chars().take(80).collect()))
    }
}
