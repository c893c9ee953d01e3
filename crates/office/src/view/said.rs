//! Sentences as a code with its values, for those who say them in the reader's language; the English stands beside each
//! code here and is what the plain text of an answer is made of.

use super::{Amount, approvals::ApprovalState, codes::*};
use rapport_channel::driver::Trial;
use rapport_files::Assumption;
use rapport_journey::document::VoucherValue;
use rapport_kernel::{Span, Time};
use rapport_plan::import::fault::{ActualsFault, example};
use rapport_platform::hold::HoldFact;
use serde::{
    Deserialize, Serialize,
    de::{
        IntoDeserializer,
        value::{self, StrDeserializer},
    },
};
use std::fmt;
use utoipa::ToSchema;

/// A point in time, written in RFC 3339.
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

/// What a voucher is worth.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Worth {
    /// So much money off.
    Amount(Amount),
    /// A part of the basket off.
    Share {
        /// In per cent.
        percent: u8,
    },
    /// What an earlier release wrote, as it stands.
    Text(String),
}

impl From<VoucherValue> for Worth {
    fn from(value: VoucherValue) -> Self {
        match value {
            VoucherValue::Amount(money) => Self::Amount(money.into()),
            VoucherValue::Percent(percent) => Self::Share { percent },
        }
    }
}

impl Worth {
    /// As history has it, which is how documents write it.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let written: StrDeserializer<'_, value::Error> = text.into_deserializer();
        VoucherValue::deserialize(written).map_or_else(|_| Self::Text(text.to_owned()), Self::from)
    }
}

impl fmt::Display for Worth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(amount) => amount.fmt(f),
            Self::Share { percent } => write!(f, "{percent}%"),
            Self::Text(text) => f.write_str(text),
        }
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

/// One of several of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
pub struct Either<T: ToSchema>(pub Vec<T>);

impl<T: fmt::Display + ToSchema> fmt::Display for Either<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&all.join(" or "))
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
        DeliveryOvertaken { channel: String, until: Moment } = "{channel}: bought meanwhile; “done” still counts until {until}",
        DeliveryBecause { refusal: RefusalCode } = "{refusal}",
        DeliveryAnswer { answer: String } = "{answer}",
        DeliveryForGood = "for good",
        DeliveryForNow = "for now",
        DeliveryState { state: DeliveryCode } = "{state}",
        DeliveryResolved { person: String, note: String } = "{person} found out: {note}",
        DeliveryShown { placement: String } = "Shown at {placement}",
        DeliveryNothingShown { placement: String } = "Nothing to show at {placement}",
        VoucherIssued { worth: Worth, until: Moment } = "Got a voucher: {worth}, valid until {until}",
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
        Overtaken { step: String, until: Moment }
            = "Step {step}: a sale came before staff had answered; “done” still counts until {until}.",
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
        PromptUnanswered { at: Moment } = "A prompt about this customer was shown to branch staff at {at}, but not answered with “Done”: as far as anyone knows, it did not reach the customer. No other message of this brand did, and no voucher was redeemed in the order.",
        NoTouch = "No message of this brand reached this customer within the credit window before the order, and no voucher was redeemed in it.",
        SetAside { reason: String } = "The books refused it: {reason}.",
        NothingCounts = "Nothing that was reported of this order counts: the steps show why.",
    }
}

sentences! {
    /// What a voucher that counts does.
    VoucherSaid {
        Off { cost: Amount } = "{cost} off",
        RolledBack { cost: Amount, order: String } = "Redemption taken back: {cost} are due again in order {order}",
        RolledBackUnnamed { cost: Amount } = "Redemption taken back: {cost} are due again",
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
        ChangedSince = "It was changed since it was read. Read it again, then change it.",
        Gone = "It is not there any more.",
        PermissionMissing { permission: String } = "This needs the permission {permission}.",
        PermissionHeldBy { permission: String, holders: All<String> } = "This needs the permission {permission}. It is held by {holders}.",
        OnlyInPerson = "Only a person who is signed in with their own account can do this.",
        SignInWrong = "Address or password is wrong.",
        CodeNeeded = "Enter the code of your authenticator app.",
        WrongCode = "The code is wrong, or it was used already.",
        PasskeyOver = "This took too long, or it was begun in another place: try again.",
        PasskeysNeedAName = "Browsers make passkeys for addresses with a name, such as https://rapport.example.com: set `public_url` to one and open that.",
        TooManyPasskeys = "This account has 20 passkeys already: remove one first.",
        WrongPasskey = "This passkey opens nothing here: choose another one, or sign in with your password.",
        OtherPassword = "This is not your password.",
        TriedTooOften { span: Seconds } = "Too many tries: wait {span}.",
        TokenOrPassword = "Send either `token`, or `email` and `password`.",
        PasswordTooShort = "A password has at least 12 characters.",
        PasswordTooLong = "A password has at most 128 characters.",
        PasswordPersonal = "Your name or address is part of this password: choose one without it.",
        PasswordFrequent = "This password is easy to guess: it is made of words and rows that are tried first. Choose a longer or less usual one.",
        LinkUnknown = "This link opens nothing. A newer one may have taken its place: look for the last mail, or ask for another link.",
        LinkUsed = "This link was used already: sign in, or ask for another link.",
        LinkExpired = "This link has run out: ask for another one.",
        AlreadySetUp = "Somebody has an account already: ask them for an invitation.",
        EmailTaken = "Another account signs in by this address.",
        BadEmail = "This is not an e-mail address: write it as name@example.com.",
        AccountOpen = "This account is open: close it first.",
        NoEmail = "This account has no address, or it is closed: no link can be sent.",
        BadZone = "This time zone is not known: write it as Europe/Berlin.",
        SharedOnly = "This role is for people of other companies: it is held for shared things only.",
        AlreadyOver = "It would be over before it begins: choose a later end.",
        WrongTooOften { span: Seconds } = "Too many wrong keys or tokens came from your address: wait {span}.",
        NothingHeld = "Nothing is held: messages are being sent.",
        OtherMessages = "What would go out is not what was shown: look at it again.",
        OtherReason = "There is another reason now why nothing is sent: look at it again.",
        NoteMissing = "`note` has 1 to 512 characters.",
        NotUnknown = "Only an unknown delivery can be closed by a person.",
        OtherId = "The id in the document is not the one in the address.",
        NoDraft = "There is no draft to publish.",
        ApprovalOver { status: ApprovalState } = "This approval is {status}: make a new request.",
        ApprovalOtherVersion = "You looked at another version than the one that is to be released: look at it again.",
        ApprovalStageNotOpen = "This stage is not open.",
        ApprovalFourEyes = "You made this version: someone else has to release it.",
        ApprovalNotAsked = "You are not asked here.",
        ApprovalAnswered = "You have answered already.",
        ApprovalReasonMissing = "A reason is missing: say why, in a sentence.",
        ApprovalNotTheirs = "Only whoever made this request or owns the thing can take it back.",
        ApprovalCannotBeAsked { person: String } = "{person} cannot be asked here: they are gone, made this version, or are asked already.",
        ApprovalUnderWay { person: String } = "A version of this waits for release, asked for by {person}: answer that, or have it taken back first.",
        NobodyToAsk = "Someone else has to release this, and there is no one to ask: have a limit given to someone, or make a template.",
        StoppedForGood = "A stopped journey begins again only by a new version.",
        BrandFixed { brand: String } = "The source speaks for the brand {brand}, and what it sent stays with that brand: make a source of its own for another brand.",
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
        LineLength = "A line has 24 to 96 characters.",
        BadAddress = "An address is `host:port`.",
        NetworkNotListed = "This address leads into no network that printers may be in. Add its network to `printer_networks` in the settings file, such as printer_networks = [\"192.168.20.0/24\"], and start again.",
        NotConfirmed = "`confirm` is the customer's id once more.",
        ReasonMissing = "`reason` has 1 to 512 characters.",
        FromAfterTo = "`from` lies before `to`.",
        BadDay { text: String } = "`{text}` is neither a day such as 2026-03-01 nor a moment such as 2026-03-01T08:00:00Z.",
        LastAdmin = "Nobody would be left who manages people everywhere: make somebody else an administrator first.",
        PersonTaken { person: String } = "{person} may sign in already: choose another name.",
        NameReserved = "This name stands for a source, a branch or Rapport itself: choose another one.",
        OwnAccount = "This is your own account: your password and second factor are under Your account, and somebody else closes it.",
        TokenForPrograms = "This token is for programs and opens no browser: sign in with address and password.",
        KeepsItsWayIn = "This account has an address, is closed, or is the recovery key: no address can be given to it.",
        BadLanguage = "This language is not known: write de, en, it, nl or pl.",
        TeamTaken = "Another team has this name: choose another one.",
        Unpublished = "The journey was never published.",
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
        BooksClosed { until: Moment } = "the books are closed for everything before {until}",
        MixedCurrency { given: String, wanted: String } = "{given} was given where the plan reckons in {wanted}",
        NegativeAmount = "an amount may not be negative; turn the transfer round instead",
        ZeroAmount = "a request must move more than nothing",
        SamePlace = "a transfer needs two different places",
        NotEnoughFree { activity: String, free: Amount, asked: Amount } = "{activity} has {free} free, {asked} were asked for",
        SumTooLarge = "the sum is too large to be kept exactly",
    }
}

sentences! {
    /// How a file was read, where that was not set.
    AssumptionSaid {
        Encoding { encoding: String } = "it is written in {encoding} (encoding: {encoding})",
        Delimiter { delimiter: String } = "`{delimiter}` stands between columns (delimiter: \"{delimiter}\")",
        Sheet { sheet: String } = "its sheet `{sheet}` is read (sheet: \"{sheet}\")",
        Heading { row: u64 } = "the names of the columns stand in line {row} (heading: {row})",
        DecimalPoint { cell: String, row: u64 } = "numbers have a decimal point, as `{cell}` in line {row} (decimal: point)",
        DecimalComma { cell: String, row: u64 } = "numbers have a decimal comma, as `{cell}` in line {row} (decimal: comma)",
        DayFirst { cell: String, row: u64 } = "in dates the day comes first, as `{cell}` in line {row} (dates: day_first)",
        MonthFirst { cell: String, row: u64 } = "in dates the month comes first, as `{cell}` in line {row} (dates: month_first)",
        Utc = "times without an offset are times of UTC (zone: UTC); a till's are those of its place",
        HourTwice = "of an hour that comes twice, when clocks are turned back, the second is meant where the file goes back within it (hour_twice: first or second)",
        Column { column: String, field: FileFieldCode } = "the column `{column}` says the {field}",
        Year { begins: String } = "days without a year, such as 3103, are of the year that begins on {begins}, as the first line says",
        Side { column: String } = "the column `{column}` says the side: debit is spent, credit comes back (side: {column})",
    }
}

sentences! {
    /// Why a row of a file of actuals is not booked.
    ActualsSaid {
        WrongCells { has: u64, columns: u64 } = "the line has {has} cells, the header {columns}",
        LineTooLong = "the line is too long",
        SumRow { cell: String } = "`{cell}`: the row adds up others and is no line of an invoice",
        InvoiceMissing = "the invoice is missing",
        LineMissing = "the line is missing",
        NumberTooLong { field: FileFieldCode, max: u64 } = "the {field} has more than {max} characters",
        UnknownActivity { cell: String } = "the plan has no activity `{cell}`",
        BadAmount { cell: String, example: String } = "`{cell}` is not an amount such as {example}",
        TurnedTwice { cell: String } = "`{cell}` is below zero and on the credit side: let one of them say it",
        BadSide { cell: String } = "`{cell}` is no side: write S, D or debit, or H, C or credit",
        OpenAccounts { account: String, contra: String } = "the row books between the accounts `{account}` and `{contra}`, of which not exactly one is said to be of costs: say which are, such as `costs=4600-4999`",
        OtherCurrency { cell: String, wanted: String } = "`{cell}` was given where the plan reckons in {wanted}",
        TwoCurrencies { mark: String, cell: String } = "`{mark}` stands in the amount, but its currency is `{cell}`",
        BadDate { cell: String } = "`{cell}` is no day: write it as 2026-03-31 or 31.03.2026",
        FutureDate { cell: String } = "`{cell}` has not come yet: send the line again once it has",
        Repeated { invoice: String, number: String, row: u64 } = "invoice {invoice} line {number} stands in row {row} already",
        Differs { invoice: String, number: String, booked: Amount, activity: String }
            = "line {number} of invoice {invoice} is in the books with {booked} on `{activity}`: a correction needs a line of its own",
        Reversal { cell: String }
            = "`{cell}`: the row is taken back: leave it and what it takes back out, or send a negative amount without the mark",
        OtherDay { invoice: String, number: String, day: String }
            = "line {number} of invoice {invoice} is in the books on {day}: a correction needs a line of its own",
        Reworded { invoice: String, booked: Amount, activity: String, text: String }
            = "the books have a line of invoice {invoice} that this file does not have: {booked} on `{activity}`, `{text}`. If this is another one, send all lines of the invoice together; if it is the same, it is booked already",
        Repriced { invoice: String, number: String, booked: Amount, activity: String, text: String }
            = "line {number} of invoice {invoice} in the books looks like this one and is not in this file: {booked} on `{activity}`, `{text}`. If its amount has changed, or this is another line, send all lines of the invoice together with what is to be added",
        BooksClosed { until: Moment } = "the books are closed for everything before {until}",
        SumTooLarge = "the sum is too large to be kept exactly",
        Refused { reason: String } = "{reason}",
    }
}

sentences! {
    /// What exactly was found when messages were held.
    HoldSaid {
        StartedWithHold = "started with --hold",
        PlaceNamed { now: String, before: String } = "the place is named {now}, it was {before}",
        PlaceUnnamed { before: String } = "the place has no name, it was {before}",
        LiesAt { now: String, before: String } = "it lies at {now}, it was at {before}",
        OtherMachine = "this is another machine",
        OtherDirectory = "the directory is another one",
        FilesCopied = "the files in it were copied",
        PlaceUnknown = "the release that wrote it did not know its place, so this may be a copy",
        Foreign { store: StoreCode } = "{store} is not of the installation and epoch that the directory is of",
        FileMissing { file: String } = "{file} is missing or cannot be read",
        FileUnreadable { file: String, text: String } = "{file} cannot be read: {text}",
        Taken = "another process has taken this directory",
        SharedElsewhere = "a process on another machine is at work in this directory",
        BackupOf { at: Moment, position: u64 } = "a backup of {at} at position {position}",
        Lost { gap: GapCode } = "{gap}",
        LostPositions { gap: GapCode, first_position: u64, position: u64 } = "{gap}, positions {first_position} to {position}",
        LeftOut { all: u64 } = "records left out: {all}",
        DocumentLeftOut { journey: String, version: u32 } = "version {version} of journey {journey} is left out: what waits in it is refused",
        BrandAgain { brand: String, version: u32 } = "brand {brand} is in version {version} again",
        BrandOfTheLog { brand: String } = "brand {brand} is as the log has it",
        JourneyAgain { journey: String, version: u32 } = "journey {journey} has version {version} again",
        JourneyOfTheLog { journey: String, version: u32 } = "journey {journey} has version {version} of the log",
        JourneyRuns { journey: String } = "journey {journey} is running, as the log has it",
        JourneyPaused { journey: String } = "journey {journey} is paused, as the log has it",
        JourneyStopped { journey: String } = "journey {journey} is stopped, as the log has it",
        More { all: u64 } = "and {all} more",
        ClockSays { at: Moment, kept: Moment } = "the clock says {at}, and {kept} is kept instead",
    }
}

sentences! {
    /// What came of a trial.
    TrialSaid {
        Ready = "Ready.",
        PaperLow = "Ready; the paper is running low.",
        PrinterNotReady { printer: String, refusal: RefusalCode } = "{printer}: {refusal}",
        NotReady { refusal: RefusalCode } = "{refusal}",
        MailNotSetUp = "Mail is not set up.",
        MailSettings { text: String } = "The settings cannot be used: {text}",
        MailAccepted = "The mail server accepts these settings.",
        NoMailServer = "No mail server answers there. Check host, port and security.",
        GreetingLater { text: String } = "The mail server answers {text}: try again later.",
        GreetingRefused { text: String } = "The mail server answers {text}: it takes no mail from this machine, or none at all.",
        HelloLater { text: String } = "The mail server greets, but answers our name (EHLO) with {text}: try again later.",
        HelloUnknown { text: String } = "The mail server greets, but answers EHLO with {text}: it does not speak the extended SMTP that is needed.",
        HelloRefused { text: String } = "The mail server greets, but answers our name (EHLO) with {text}: it does not accept it.",
        HelloSilent = "The mail server greets, but does not answer our name (EHLO).",
        TlsLater { text: String } = "The mail server answers STARTTLS with {text}: try again later.",
        TlsRefused { text: String } = "The mail server answers STARTTLS with {text}: choose another security.",
        TlsMissing = "The mail server offers no STARTTLS, or its certificate is not trusted.",
        LoginLater { text: String } = "The mail server answers the sign-in with {text}: try again later.",
        LoginRefused { text: String } = "The mail server answers {text}: it does not accept this user and password.",
        LoginSilent = "The mail server does not answer the sign-in.",
        LoginUnprotected = "A password is sent over a protected connection only: choose starttls or tls.",
    }
}

sentences! {
    /// An event that a journey looks for, as a part of a sentence.
    PatternSaid {
        Event { event: String } = "“{event}”",
        EventIf { event: String, condition: String } = "“{event}” where `{condition}`",
        EventOf { event: String, call: String } = "“{event}” ({call} call)",
        EventOfIf { event: String, call: String, condition: String } = "“{event}” ({call} call) where `{condition}`",
        Call { call: String } = "any {call} call",
        CallIf { call: String, condition: String } = "any {call} call where `{condition}`",
        Any = "an event",
        AnyIf { condition: String } = "an event where `{condition}`",
    }
}

sentences! {
    /// Where a passage goes on, as the end of a sentence.
    GoesSaid {
        Step { step: String } = "go to “{step}”",
        Over = "the journey is over",
    }
}

sentences! {
    /// What a journey does, sentence by sentence.
    ExplainSaid {
        Speaks { name: String, brand: String, activity: String } = "“{name}” speaks for the brand {brand}. The activity {activity} pays for it.",
        SpeaksFor { name: String, brand: String, activity: String, purpose: String }
            = "“{name}” speaks for the brand {brand} for the purpose {purpose}. The activity {activity} pays for it.",
        At { of: PatternSaid } = "At every {of}.",
        Sequence { later: PatternSaid, earlier: PatternSaid, within: Seconds } = "At {later} within {within} after {earlier}.",
        SequenceWithout { later: PatternSaid, earlier: PatternSaid, within: Seconds, none_of: Either<PatternSaid> }
            = "At {later} within {within} after {earlier}, without {none_of} in between.",
        Absence { earlier: PatternSaid, none_of: Either<PatternSaid>, within: Seconds } = "{within} after {earlier}, if there was no {none_of}.",
        AbsenceAgain { earlier: PatternSaid, none_of: Either<PatternSaid>, within: Seconds }
            = "{within} after {earlier}, if there was no {none_of}; another one restarts the time.",
        Count { of: PatternSaid, times: u32, within: Seconds } = "As soon as {of} came {times} times within {within}; each counts once.",
        SumAbove { value: String, of: PatternSaid, limit: f64, within: Seconds }
            = "When the sum of `{value}` over {of} in the last {within} rises above {limit}.",
        SumReaches { value: String, of: PatternSaid, limit: f64, within: Seconds }
            = "When the sum of `{value}` over {of} in the last {within} reaches {limit}.",
        NumberAbove { of: PatternSaid, limit: f64, within: Seconds } = "When the number of {of} in the last {within} rises above {limit}.",
        NumberReaches { of: PatternSaid, limit: f64, within: Seconds } = "When the number of {of} in the last {within} reaches {limit}.",
        AtMostOnce { per: Seconds } = "At most once in {per}.",
        OnlyIf { condition: String } = "Only if `{condition}`.",
        EntersOnce = "Everybody comes in at most once.",
        EntersAgain { span: Seconds } = "One may come in again {span} after the last time, not while inside.",
        EntersAlways = "One comes in every time, even while inside.",
        NotWhileIn { journeys: Either<String> } = "Not people who are inside {journeys}.",
        HeldOut { percent: f64 } = "{percent} % are held out: they get no message, so that the effect can be measured.",
        Message { channel: String } = "Send a message on the channel {channel}.",
        MessageFor { channel: String, purpose: String } = "Send a message on the channel {channel} for the purpose {purpose}.",
        WorthFor { span: Seconds } = "It is worth sending for {span}.",
        CapWaits = "If a cap leaves no room, it waits.",
        CapDrops = "If a cap leaves no room, it is dropped.",
        QuietWaits = "In quiet hours it waits.",
        QuietDrops = "In quiet hours it is dropped.",
        NotSentGoes { step: String } = "If it may not be sent, go to “{step}”.",
        WaitFor { span: Seconds } = "Wait for {span}.",
        WaitUntil { time: String } = "Wait until it is {time} where the customer is.",
        WaitUntilOn { time: String, days: All<DayCode> } = "Wait until it is {time} where the customer is, on {days}.",
        WaitEvents = "Wait for something to happen:",
        WaitEvent { of: PatternSaid, goes: GoesSaid } = "at {of}, {goes};",
        WaitNothing { within: Seconds, goes: GoesSaid } = "if nothing of that comes within {within}, {goes}.",
        Decides = "Decide:",
        Case { condition: String, goes: GoesSaid } = "if `{condition}`, {goes};",
        Otherwise { goes: GoesSaid } = "otherwise {goes}.",
        Splits = "Go different ways, always the same way for the same customer:",
        Arm { percent: f64, name: String, goes: GoesSaid } = "{percent:.1} % “{name}”: {goes};",
        SplitHeldOut { percent: f64 } = "{percent} % are held out and leave, so that the effect can be measured.",
        Voucher { worth: Worth, pool: String, span: Seconds } = "Issue a voucher of {worth} from the pool {pool}, valid for {span}.",
        VoucherIf { worth: Worth, pool: String, span: Seconds }
            = "Issue a voucher of {worth} from the pool {pool}, valid for {span}, with conditions.",
        NoVoucherGoes { step: String } = "If there is none, go to “{step}”.",
        NoVoucherLeaves = "If there is none, the customer leaves.",
        Remembers { name: String, value: String } = "Remember about the customer: {name} is {value}.",
        Over = "The journey is over.",
        OverFor { reason: String } = "The journey is over ({reason}).",
        ThenGoes { step: String } = "Then go to “{step}”.",
        ThenOver = "Then the journey is over.",
        GoalEnds { of: PatternSaid } = "The goal is {of}; who reaches it leaves.",
        GoalGoesOn { of: PatternSaid } = "The goal is {of}; the journey goes on after it.",
        NoGoal = "There is no goal, so its success cannot be measured.",
        LeavesAt { of: PatternSaid } = "One leaves at once at {of}.",
        LeavesAtIf { of: PatternSaid, condition: String } = "One leaves at once at {of} if `{condition}`.",
        LeavesIf { condition: String } = "One leaves at once as soon as `{condition}`.",
        LeavesFor { reason: String } = "The reason that is kept: {reason}.",
        Fresh { span: Seconds } = "What triggered it more than {span} ago starts nothing.",
        LooksBackBegun = "What began before the publication and completes after it counts; what was complete before starts nothing.",
        LooksBackNothing = "What happened before the publication does not count.",
        LooksBackEverything = "What was complete before the publication counts, too, unless it is too long ago.",
        Cap { max: u32, per: Seconds } = "At most this many messages per person in {per}: {max}.",
        PublishFinishes = "When a new version is published, those inside finish this one.",
        PublishMoves = "This version takes over those who are inside an older one, at the step of the same name.",
    }
}

mod found;
mod rows;

pub use found::*;
pub use rows::RowSaid;

impl<T: ToSchema> From<Vec<T>> for Either<T> {
    fn from(all: Vec<T>) -> Self {
        Self(all)
    }
}

impl<T: ToSchema> From<Vec<T>> for All<T> {
    fn from(all: Vec<T>) -> Self {
        Self(all)
    }
}

impl TrialSaid {
    /// The sentence for a trial.
    #[must_use]
    pub fn of(trial: &Trial) -> Self {
        let text = || trial.answer.clone().unwrap_or_default();
        match trial.code {
            "ready" => Self::Ready,
            "paper_low" => Self::PaperLow,
            "mail_not_set_up" => Self::MailNotSetUp,
            "mail_settings" => Self::MailSettings { text: text() },
            "mail_accepted" => Self::MailAccepted,
            "no_mail_server" => Self::NoMailServer,
            "greeting_later" => Self::GreetingLater { text: text() },
            "greeting_refused" => Self::GreetingRefused { text: text() },
            "hello_later" => Self::HelloLater { text: text() },
            "hello_unknown" => Self::HelloUnknown { text: text() },
            "hello_refused" => Self::HelloRefused { text: text() },
            "hello_silent" => Self::HelloSilent,
            "tls_later" => Self::TlsLater { text: text() },
            "tls_refused" => Self::TlsRefused { text: text() },
            "tls_missing" => Self::TlsMissing,
            "login_later" => Self::LoginLater { text: text() },
            "login_refused" => Self::LoginRefused { text: text() },
            "login_silent" => Self::LoginSilent,
            "login_unprotected" => Self::LoginUnprotected,
            code => {
                let refusal = RefusalCode::find(code).unwrap_or(RefusalCode::OTHER);
                match trial.place.clone() {
                    Some(printer) => Self::PrinterNotReady { printer, refusal },
                    None => Self::NotReady { refusal },
                }
            }
        }
    }
}

impl From<&Assumption> for AssumptionSaid {
    fn from(assumption: &Assumption) -> Self {
        use Assumption as A;
        match assumption.clone() {
            A::Encoding { encoding } => Self::Encoding { encoding: encoding.to_owned() },
            A::Delimiter { delimiter } => Self::Delimiter { delimiter: delimiter.to_string() },
            A::Sheet { sheet } => Self::Sheet { sheet },
            A::Heading { line } => Self::Heading { row: line },
            A::DecimalPoint { cell, line } => Self::DecimalPoint { cell, row: line },
            A::DecimalComma { cell, line } => Self::DecimalComma { cell, row: line },
            A::DayFirst { cell, line } => Self::DayFirst { cell, row: line },
            A::MonthFirst { cell, line } => Self::MonthFirst { cell, row: line },
            A::Utc => Self::Utc,
            A::HourTwice => Self::HourTwice,
            A::Column { column, field } => Self::Column { column, field: FileFieldCode::of(field) },
            A::Year { begins } => Self::Year { begins },
            A::Side { column } => Self::Side { column },
        }
    }
}

impl From<&ActualsFault> for ActualsSaid {
    fn from(fault: &ActualsFault) -> Self {
        use ActualsFault as F;
        use rapport_files::RowFault;
        use rapport_plan::Refusal;
        match fault.clone() {
            F::NotARow(RowFault::Cells { has, columns }) => {
                Self::WrongCells { has: has as u64, columns: columns as u64 }
            }
            F::NotARow(RowFault::TooLong) => Self::LineTooLong,
            F::SumRow { cell } => Self::SumRow { cell },
            F::InvoiceMissing => Self::InvoiceMissing,
            F::LineMissing => Self::LineMissing,
            F::NumberTooLong { field, most } => {
                Self::NumberTooLong { field: FileFieldCode::of(field), max: most as u64 }
            }
            F::UnknownActivity { activity } => Self::UnknownActivity { cell: activity.to_string() },
            F::BadAmount { cell, decimal } => Self::BadAmount { cell, example: example(&decimal).to_owned() },
            F::TurnedTwice { cell } => Self::TurnedTwice { cell },
            F::BadSide { cell } => Self::BadSide { cell },
            F::OpenAccounts { account, contra } => Self::OpenAccounts { account, contra },
            F::OtherCurrency { cell, wanted } => Self::OtherCurrency { cell, wanted: wanted.to_string() },
            F::TwoCurrencies { mark, cell } => Self::TwoCurrencies { mark, cell },
            F::BadDate { cell, .. } => Self::BadDate { cell },
            F::FutureDate { cell } => Self::FutureDate { cell },
            F::Repeated { invoice, number, row } => {
                Self::Repeated { invoice: invoice.to_string(), number: number.to_string(), row }
            }
            F::Differs { invoice, number, booked, activity } => Self::Differs {
                invoice: invoice.to_string(),
                number: number.to_string(),
                booked: booked.into(),
                activity: activity.to_string(),
            },
            F::Reversal { cell } => Self::Reversal { cell },
            F::OtherDay { invoice, number, day } => {
                Self::OtherDay { invoice: invoice.to_string(), number: number.to_string(), day }
            }
            F::Reworded { invoice, booked, activity, text } => Self::Reworded {
                invoice: invoice.to_string(),
                booked: booked.into(),
                activity: activity.to_string(),
                text,
            },
            F::Repriced { invoice, number, booked, activity, text } => Self::Repriced {
                invoice: invoice.to_string(),
                number: number.to_string(),
                booked: booked.into(),
                activity: activity.to_string(),
                text,
            },
            F::Refused(Refusal::ClosedPeriod { until }) => Self::BooksClosed { until: Moment(until) },
            F::Refused(Refusal::Overflow) => Self::SumTooLarge,
            F::Refused(refusal) => Self::Refused { reason: refusal.to_string() },
        }
    }
}

impl From<&HoldFact> for HoldSaid {
    fn from(fact: &HoldFact) -> Self {
        use HoldFact as F;
        match fact.clone() {
            F::StartedWithHold => Self::StartedWithHold,
            F::PlaceNamed { now: Some(now), before } => {
                Self::PlaceNamed { now, before: before.unwrap_or_else(|| "–".to_owned()) }
            }
            F::PlaceNamed { now: None, before } => Self::PlaceUnnamed { before: before.unwrap_or_default() },
            F::LiesAt { now, before } => Self::LiesAt { now, before },
            F::OtherMachine => Self::OtherMachine,
            F::OtherDirectory => Self::OtherDirectory,
            F::FilesCopied => Self::FilesCopied,
            F::PlaceUnknown => Self::PlaceUnknown,
            F::ForeignLog => Self::Foreign { store: StoreCode::LOG },
            F::ForeignDatabase => Self::Foreign { store: StoreCode::DATABASE },
            F::FileMissing { file } => Self::FileMissing { file },
            F::FileUnreadable { file, error } => Self::FileUnreadable { file, text: error },
            F::Taken => Self::Taken,
            F::SharedElsewhere => Self::SharedElsewhere,
            F::BackupOf { taken, position } => Self::BackupOf { at: Moment(taken), position },
            F::Lost { gap, positions: None } => Self::Lost { gap: gap.into() },
            F::Lost { gap, positions: Some((from, to)) } => {
                Self::LostPositions { gap: gap.into(), first_position: from, position: to }
            }
            F::LeftOut { records } => Self::LeftOut { all: records },
            F::DocumentLeftOut { journey, version } => Self::DocumentLeftOut { journey, version },
            F::BrandAgain { brand, version } => Self::BrandAgain { brand, version },
            F::BrandOfTheLog { brand } => Self::BrandOfTheLog { brand },
            F::JourneyAgain { journey, version } => Self::JourneyAgain { journey, version },
            F::JourneyOfTheLog { journey, version } => Self::JourneyOfTheLog { journey, version },
            F::JourneyIs { journey, status } if status == "paused" => Self::JourneyPaused { journey },
            F::JourneyIs { journey, status } if status == "stopped" => Self::JourneyStopped { journey },
            F::JourneyIs { journey, .. } => Self::JourneyRuns { journey },
            F::More { more } => Self::More { all: more },
            F::Clock { says, kept } => Self::ClockSays { at: Moment(says), kept: Moment(kept) },
        }
    }
}
