//! Sentences as a code with its values, for those who say them in the reader's language; the English stands beside each
//! code here and is what the plain text of an answer is made of.

use super::{Amount, codes::*};
use rapport_kernel::{Span, Time};
use serde::Serialize;
use std::fmt;
use utoipa::ToSchema;

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = DateTime)]
pub struct Moment(pub Time);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A length of time in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
pub struct Seconds(i64);

impl From<Span> for Seconds {
    fn from(span: Span) -> Self {
        Self(span.0 / Span::SECOND.0)
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Span::SECOND.times(self.0).fmt(f)
    }
}

/// Several of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
pub struct All<T: ToSchema>(pub Vec<T>);

impl<T: fmt::Display + ToSchema> fmt::Display for All<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&all.join(", "))
    }
}

/// Declares sentences: each with its values and its English.
macro_rules! sentences {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $({ $($value:ident: $type:ty),* $(,)? })? = $english:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
        #[serde(tag = "code", rename_all = "snake_case")]
        pub enum $name { $(
            #[doc = $english]
            $variant $({ $(
                #[doc = concat!("The `", stringify!($value), "` of the sentence.")]
                $value: $type
            ),* })?
        ),* }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant $({ $($value),* })? => write!(f, $english)),* }
            }
        }
    };
}

sentences! {
    /// What is behind a check's answer.
    CheckFact {
        ServiceMessage = "service messages are exempt",
        BrandMissing = "brand settings are missing",
        Suppressed { suppression: SuppressionCode, since: Moment } = "{suppression} since {since}",
        ConsentGiven { since: Moment } = "given at {since}",
        ConsentAsked { since: Moment } = "asked at {since}",
        ConsentRecorded { since: Moment } = "recorded at {since}",
        ConsentExpired { at: Moment } = "ran out at {at}",
        ConsentWithdrawn { at: Moment } = "taken back at {at}",
        Objected { at: Moment } = "objected at {at}",
        SoftOptIn { country: String } = "soft opt-in ({country})",
        Bought { order: String, touchpoint: String, at: Moment } = "order {order} at {touchpoint} on {at}",
        CapFull { used: u32, reserved: u32, max: u32, per: Seconds } = "{used} sent and {reserved} reserved of {max} in {per}",
        NoQuietHours = "the channel keeps no quiet hours",
        Quiet { until: Moment } = "quiet until {until}",
        AskedLater = "asked when it is claimed",
        Paid { cost: Amount, activity: String } = "{cost} of {activity}",
        Unpaid { cost: Amount, activity: String } = "{activity} has no {cost} left",
    }
}

sentences! {
    /// What happened, of an entry of the timeline: first the headline, then what more there is to say.
    EntrySaid {
        EventTrack { name: String } = "{name}",
        EventPage { name: String } = "Page {name}",
        EventScreen { name: String } = "Screen {name}",
        EventIdentify = "Identified",
        EventGroup = "Group",
        EventAlias = "Alias",
        ConsentNotice = "Was told at a sale",
        ConsentGrant = "Agreed",
        ConsentRequestConfirmation = "Asked for a confirmation",
        ConsentConfirm = "Confirmed",
        ConsentWithdraw = "Took back",
        ConsentObject = "Objected",
        ConsentFor { purpose: String, channel: String } = "{purpose} by {channel}",
        ConsentForPurpose { purpose: String } = "{purpose} by every channel",
        ConsentForChannel { channel: String } = "everything by {channel}",
        ConsentForAll = "everything by every channel",
        ConsentWithoutEffect = "recorded, but an earlier withdrawal stands: new proof by the person is needed",
        ConsentRepeated = "was recorded before",
        ConsentNotAccepted { consent_refusal: ConsentRefusalCode } = "not accepted: {consent_refusal}",
        Suppressed { suppression: SuppressionCode } = "Must not be contacted: {suppression}",
        Merged = "Two records became one",
        MergedByAlias { identifiers: All<IdentifierCode> } = "an alias call named {identifiers} together",
        MergedByEvent { identifiers: All<IdentifierCode>, identifier: IdentifierCode }
            = "one event named {identifiers} together; the {identifier} belonged to the other",
        JourneyStale { at: Moment } = "Trigger matched at {at}, too long ago to start anything",
        JourneyNotEntered { refusal: RefusalCode } = "Did not enter the journey: {refusal}",
        JourneyEntered { version: u32 } = "Entered the journey (version {version})",
        JourneyStepped { step: String } = "Step {step}",
        JourneyGoal = "Reached the journey's goal",
        JourneyExited { exit: ExitCode } = "Left the journey: {exit}",
        JourneyExitedFor { reason: String } = "Left the journey: {reason}",
        JourneyLookedBack { events: u32 } = "The journey's new trigger looked back at earlier events ({events})",
        JourneyTraitSet { name: String } = "Set `{name}`",
        DecisionAllowed { channel: String } = "{channel}: allowed",
        DecisionDeferred { channel: String, refusal: RefusalCode, until: Moment } = "{channel}: later, {refusal}, until {until}",
        DecisionWaits { channel: String, refusal: RefusalCode } = "{channel}: later, {refusal}",
        DecisionRefused { channel: String, refusal: RefusalCode } = "{channel}: held back, {refusal}",
        DecisionAsked { moment: MomentCode } = "asked at {moment}",
        DeliveryClaimed { channel: String } = "{channel} on its way",
        DeliveryCost { cost: Amount } = "costs {cost}",
        DeliveryConsent { consent: String } = "by consent {consent}",
        DeliveryConsentOf { purpose: String, channel: String, since: Moment } = "by the consent to {purpose} by {channel} of {since}",
        DeliveryAccepted { channel: String } = "{channel}: accepted",
        DeliveryRefused { channel: String } = "{channel}: refused",
        DeliveryNotSent { channel: String } = "{channel}: not sent",
        DeliveryStopped { channel: String } = "{channel}: stopped",
        DeliveryExpired { channel: String } = "{channel}: expired",
        DeliveryUnknown { channel: String } = "{channel}: unknown",
        DeliveryDelivered { channel: String } = "{channel}: delivered",
        DeliveryOpened { channel: String } = "{channel}: opened",
        DeliveryClicked { channel: String, link: String } = "{channel}: clicked, link {link}",
        DeliveryBounced { channel: String } = "{channel}: bounced",
        DeliveryComplained { channel: String } = "{channel}: complained",
        DeliveryDone { channel: String } = "{channel}: done",
        DeliveryNotInterested { channel: String } = "{channel}: not interested",
        DeliveryNotNow { channel: String } = "{channel}: not now",
        DeliveryPrinted { channel: String } = "{channel}: printed",
        DeliveryDropped { channel: String } = "{channel} not sent",
        DeliveryTakenDown { channel: String } = "{channel}: no longer shown",
        DeliveryBecause { refusal: RefusalCode } = "{refusal}",
        DeliveryAnswer { answer: String } = "{answer}",
        DeliveryForGood = "for good",
        DeliveryForNow = "for now",
        DeliveryState { state: DeliveryCode } = "{state}",
        DeliveryResolved { person: String, note: String } = "{person} found out: {note}",
        DeliveryShown { placement: String } = "Shown at {placement}",
        DeliveryNothingShown { placement: String } = "Nothing to show at {placement}",
        VoucherIssued { value: String, until: Moment } = "Got a voucher: {value}, valid until {until}",
        VoucherRefused { voucher_refusal: VoucherRefusalCode } = "Got no voucher: {voucher_refusal}",
        VoucherRefusedFor { reason: String } = "Got no voucher: {reason}",
        VoucherRedeemed { cost: Amount, order: String } = "Redeemed a voucher: {cost} off in order {order}",
        VoucherRolledBack { order: String } = "Redemption taken back: order {order}",
    }
}

sentences! {
    /// The answer to "why did I (not) get this?", sentence by sentence.
    WhySaid {
        NotLive = "This journey is not live.",
        Paused = "This journey is paused: nothing is sent.",
        Stopped = "This journey was stopped: nothing is sent.",
        HeldOut = "This person belongs to the hold-out and is deliberately not contacted by this journey.",
        Inside { step: String } = "The person is in the journey now, at step {step}.",
        Never = "The journey's trigger never matched for this person, so it never began.",
        Watches { since: Moment } = "It has watched since {since}.",
        LookedBack { events: u32 } = "When it was published, it looked back at earlier events of this person ({events}); what was complete by then starts nothing.",
        Entered { version: u32 } = "The trigger matched and the person entered version {version}.",
        NotEntered { refusal: RefusalCode } = "The trigger matched, but the person was not let in: {refusal}.",
        Stale { at: Moment } = "The trigger would have matched at {at}, too long ago to start anything.",
        Allowed { step: String, moment: MomentCode } = "Step {step}: the gate allowed it at {moment}.",
        Deferred { step: String, moment: MomentCode, refusals: All<RefusalCode> }
            = "Step {step}: the gate answered “later” at {moment}, because of: {refusals}.",
        DeferredUntil { step: String, moment: MomentCode, refusals: All<RefusalCode>, until: Moment }
            = "Step {step}: the gate answered “not before {until}” at {moment}, because of: {refusals}.",
        Refused { step: String, moment: MomentCode, refusals: All<RefusalCode> }
            = "Step {step}: the gate refused at {moment}, because of: {refusals}.",
        Dropped { step: String, refusal: RefusalCode } = "Step {step}: given up before it left: {refusal}.",
        TakenDown { step: String, refusal: RefusalCode } = "Step {step}: no longer shown: {refusal}.",
        Delivery { step: String, channel: String, state: DeliveryCode } = "Step {step}: {channel} was {state}.",
        DeliveryBecause { step: String, channel: String, state: DeliveryCode, refusal: RefusalCode }
            = "Step {step}: {channel} was {state} ({refusal}).",
        DeliveryAnswer { step: String, channel: String, state: DeliveryCode, answer: String }
            = "Step {step}: {channel} was {state} ({answer}).",
        Exited { step: String, exit: ExitCode } = "The person left the journey at step {step}: {exit}.",
        ExitedFor { step: String, reason: String } = "The person left the journey at step {step}: {reason}.",
        Goal = "The person reached the journey's goal.",
    }
}

sentences! {
    /// What a node or an edge of a journey's graph says. An empty event is any event.
    WaySaid {
        When { event: String } = "{event}",
        Sequence { first: String, event: String, within: Seconds } = "{first}, then {event} within {within}",
        Absence { event: String, without: All<String>, within: Seconds } = "{event} and no {without} within {within}",
        Count { event: String, times: u32, within: Seconds } = "{times} × {event} within {within}",
        Aggregate { event: String, within: Seconds } = "{event} within {within} passes a value",
        WaitFor { span: Seconds } = "for {span}",
        WaitUntil { time: String } = "until {time} local time",
        WaitEvent = "for an event",
        HoldOut { percent: f64 } = "{percent} % held out",
        Voucher { pool: String, span: Seconds } = "from {pool}, valid for {span}",
        Finished = "finished",
        Goal { event: String } = "goal: {event}",
        ExitAt { event: String } = "{event}",
        ExitIf { condition: String } = "{condition}",
        NotSent = "if it may not be sent",
        After { span: Seconds } = "after {span}",
        If { condition: String } = "{condition}",
        Otherwise = "otherwise",
        Arm { name: String, weight: u32, all: u32 } = "{name} ({weight} of {all})",
        HeldOut = "held out",
        NoVoucher = "if there is none",
    }
}

sentences! {
    /// What a person in a journey is waiting for.
    WaitingSaid {
        Until { until: Moment } = "until {until}",
        Event { until: Moment } = "for an event, until {until}",
        Gate = "for the gate",
        Voucher = "for a voucher",
    }
}

sentences! {
    /// What made a figure of the plan change.
    ChangeSaid {
        Bookings { bookings: u64 } = "{bookings} bookings",
    }
}

sentences! {
    /// Why no activity is credited with a sale.
    UncreditedSaid {
        NoTouch = "No message reached this customer within the credit window before the order, and no voucher was redeemed in it.",
        SetAside { reason: String } = "The books refused it: {reason}.",
        NothingCounts = "Nothing that was said of this order counts: the steps say why.",
    }
}

sentences! {
    /// What proves a declaration.
    ProofSaid {
        Claimed = "claimed",
        Personal { reference: String } = "personal: {reference}",
        DoubleOptIn { identifier: IdentifierCode, reference: String } = "double_opt_in by {identifier}: {reference}",
        Sale { order: String } = "sale: {order}",
    }
}

sentences! {
    /// What is wrong in this case, of the problems that people meet on screens.
    ProblemSaid {
        Changed { person: String, at: Moment } = "{person} changed it last, at {at}.",
        Gone = "It is not there any more.",
        AdminNeeded = "This needs an administrator.",
        WrongTooOften { span: Seconds } = "Too many wrong keys or tokens came from your address: wait {span}.",
        NothingHeld = "Nothing is held: messages are being sent.",
        OtherMessages = "What would go out is not what was shown: look at it again.",
        OtherReason = "There is another reason now why nothing is sent: look at it again.",
        NoteMissing = "`note` has 1 to 512 characters.",
        NotUnknown = "Only an unknown delivery can be closed by a person.",
        OtherId = "The id in the document is not the one in the address.",
        NoDraft = "There is no draft to publish.",
        StoppedForGood = "A stopped journey begins again only by a new version.",
        BrandFixed { brand: String } = "The source speaks for the brand {brand}, and what it said stays said for that one: make a source of its own for another brand.",
        PublicAct = "A public source cannot have one of these acts: its key can be read by everybody.",
        TrustedInPage = "A trusted source has no pages: everybody who opens one can read its key. Add a public source for them.",
        BadOrigin { origin: String } = "`{origin}` is no origin. Write scheme and host, such as `https://shop.example.com`: no path, no `*`.",
        BadId = "An id has 1 to 64 small letters, digits and dashes, and begins with a letter or digit.",
        IdTaken = "There is one of this id already.",
        ActivityUnknown { activity: String } = "There is no activity `{activity}`.",
        BranchUnknown { branch: String } = "There is no branch `{branch}`.",
        BrandUnknown { brand: String } = "There is no brand `{brand}`.",
        PoolAmounts = "This pool cannot work: the amounts of a pool are more than nothing.",
        PoolCurrency = "This pool cannot work: benefit, cap and least basket are in the currency of the plan that pays.",
        PoolCap = "This pool cannot work: the cap is less than one voucher can cost.",
        PoolEnds = "This pool cannot work: the validity ends before it begins.",
        PoolOver = "This pool cannot work: the validity ends in the past.",
        BadPersonName = "A name has 1 to 200 characters and no slash.",
        LineLength = "A line has 24 to 96 characters.",
        BadAddress = "An address is `host:port`.",
        NetworkNotListed = "This address leads into no network that printers may be in. Add its network to `printer_networks` in the settings file, such as printer_networks = [\"192.168.20.0/24\"], and start again.",
        NotConfirmed = "`confirm` is the customer's id once more.",
        ReasonMissing = "`reason` has 1 to 512 characters.",
        FromAfterTo = "`from` lies before `to`.",
        PromptRevoked = "This prompt was taken back and may no longer be answered.",
        PromptExpired = "The prompt has expired.",
        PromptAnswered = "The prompt has already been answered.",
        NodeExists { node: String } = "the plan has a node {node} already",
        WrongParent { node: String, parent: String } = "{node} cannot hang under {parent}: the order is company, plan, area, campaign, activity",
        CurrencyMisplaced = "a plan needs a currency and only a plan may have one",
        PeriodMissing = "a plan needs a period",
        BadPeriod = "the period must end after it begins and lie inside its parent's",
        BadNodeName = "a name has 1 to 200 characters",
        NotAnActivity { node: String } = "{node} is not an activity: money lies only on the leaves of the plan",
        NodeClosed { node: String } = "{node} is closed",
        BooksClosed { until: Moment } = "the books are closed until {until}",
        MixedCurrency { given: String, wanted: String } = "{given} was given where the plan reckons in {wanted}",
        NegativeAmount = "an amount may not be negative; turn the transfer round instead",
        ZeroAmount = "a request must move more than nothing",
        SamePlace = "a transfer needs two different places",
        NotEnoughFree { activity: String, free: Amount, asked: Amount } = "{activity} has {free} free, {asked} were asked for",
        SumTooLarge = "the sum is too large to be kept exactly",
    }
}
