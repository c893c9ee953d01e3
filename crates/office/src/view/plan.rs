//! The plan and its money: the tree, the ledger behind every figure, and what changed.

use super::{
    common::Amount,
    said::{ActualsSaid, AssumptionSaid, ChangeSaid, UncreditedSaid},
};
use rapport_files::{Dates, Decimal, Encoding, Form};
use rapport_kernel::{ActivityId, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The levels of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The root.
    Plan,
    /// An area: a brand, direct, social.
    Area,
    /// Several activities with one aim.
    Campaign,
    /// The leaf: pays for messages and is credited with what they bring back.
    Activity,
}

/// The kinds of money on an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoneyKind {
    /// What may be spent.
    Planned,
    /// What is promised: messages under way, vouchers not yet redeemed.
    Committed,
    /// What was spent.
    Actual,
    /// What will have been spent at the end.
    Forecast,
    /// What came back: revenue credited.
    Returned,
    /// The margin in what came back.
    Margin,
}

/// The five kinds of money, and what follows from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figures {
    /// What may be spent.
    pub planned: Amount,
    /// What is promised.
    pub committed: Amount,
    /// What was spent.
    pub actual: Amount,
    /// What will have been spent at the end.
    pub forecast: Amount,
    /// What came back: revenue credited.
    pub returned: Amount,
    /// The margin in what came back.
    pub margin: Amount,
    /// What is free to spend: planned less committed and actual.
    pub free: Amount,
}

/// A node with its place, its period and its figures.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanNode {
    /// Its id: level and name, such as `plan:2026`, `area:direct`, `campaign:spring` or `activity:spring-shoes`.
    #[schema(example = "activity:spring-shoes")]
    pub id: String,
    /// The node above; absent for a plan.
    pub parent: Option<String>,
    /// How deep it hangs.
    pub level: Level,
    /// What people call it.
    pub name: String,
    /// From the plan down to this node: the ids.
    pub path: Vec<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The brand it is for, if for one only.
    pub brand: Option<String>,
    /// In which currency it reckons.
    #[schema(example = "EUR")]
    pub currency: String,
    /// Closed, by itself or with a node above: it takes no budget and pays for nothing new; what is under way still lands.
    pub closed: bool,
    /// The nearest closed node, this one or one above.
    pub closed_by: Option<String>,
    /// Archived, by itself or with a node above.
    pub archived: bool,
    /// The nearest archived node, this one or one above.
    pub archived_by: Option<String>,
    /// As of the moment asked for, with everything below it.
    pub figures: Figures,
    /// The same, one day before.
    pub before: Figures,
    /// First day, if it has one.
    #[schema(example = "2026-01-01")]
    pub starts: Option<String>,
    /// Last day, if it has one.
    #[schema(example = "2026-12-31")]
    pub ends: Option<String>,
    /// The last day for which the books of its plan are closed, if any is.
    #[schema(example = "2026-03-31")]
    pub books_closed: Option<String>,
}

/// As of when, and how far back.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DaysBack {
    /// The moment; now if absent.
    #[param(value_type = Option<String>, format = DateTime)]
    pub as_of: Option<Time>,
    /// How many days, 2 to 90.
    #[param(minimum = 2, maximum = 90, default = 30)]
    pub days: Option<u32>,
}

/// What came about in some days, and in as many days before them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Compared {
    /// The first day, UTC.
    #[schema(example = "2026-03-02")]
    pub first: String,
    /// The last day: today, unless asked as of another moment.
    #[schema(example = "2026-03-31")]
    pub last: String,
    /// What came about from the first day to the last.
    pub gained: Figures,
    /// What came about in as many days before the first.
    pub before: Figures,
}

/// Which nodes, and as of when.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlanQuery {
    /// The moment. Default: now. The tree is shown as it was then.
    #[param(value_type = Option<String>, format = DateTime)]
    pub as_of: Option<Time>,
    /// With what is archived. Its figures are in the sums either way.
    #[param(default = false)]
    pub archived: Option<bool>,
}

/// Which plan, and as of when.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OverviewQuery {
    /// The moment. Default: now. The tree is shown as it was then.
    #[param(value_type = Option<String>, format = DateTime)]
    pub as_of: Option<Time>,
    /// Only this plan, such as `plan:2026`; all if absent.
    pub plan: Option<String>,
    /// How many days, 2 to 90.
    #[param(minimum = 2, maximum = 90, default = 30)]
    pub days: Option<u32>,
}

/// The whole tree.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Plan {
    /// The moment up to which everything is counted.
    #[schema(value_type = String, format = DateTime)]
    pub as_of: Time,
    /// With what [`PlanNode::before`] compares.
    #[schema(value_type = String, format = DateTime)]
    pub since: Time,
    /// Parents before children, each level in the order of the plan.
    pub nodes: Vec<PlanNode>,
}

/// A day's figures of a node, at its end.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DayFigures {
    /// The day, UTC.
    #[schema(example = "2026-03-02")]
    pub day: String,
    /// As of its end (or now, for today).
    pub figures: Figures,
}

/// A month's figures of a node, at its end. Money counts in the month it belongs to: an invoice's date, a sale's day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MonthFigures {
    /// The month, UTC.
    #[schema(example = "2026-03")]
    pub month: String,
    /// As of its end (or now, for this month).
    pub figures: Figures,
}

/// Everything about one node.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanNodeView {
    /// It with its figures.
    pub node: PlanNode,
    /// The nodes right below.
    pub children: Vec<PlanNode>,
    /// The last days, as many as were asked for.
    pub days: Vec<DayFigures>,
    /// These days together, and as many before them.
    pub compared: Compared,
    /// The months of its period so far.
    pub months: Vec<MonthFigures>,
    /// Journeys paid by this node or one below.
    pub journeys: Vec<String>,
    /// Which state of the node this is: give it back as `If-Match` when you change it.
    pub revision: String,
}

/// What an interval allows to say of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EffectVerdict {
    /// Those contacted spent more, by more than chance explains.
    More,
    /// Those contacted spent less, by more than chance explains.
    Less,
    /// No difference can be told from chance yet.
    NotClear,
    /// There is no interval yet: too few customers, or no one differs from anybody.
    Unknown,
}

/// What contact brought, against the hold-out.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Effect {
    /// The id of the node whose activities are measured.
    pub node: String,
    /// What the interval allows to say.
    pub verdict: EffectVerdict,
    /// In which currency the amounts for each customer are, in its major unit.
    #[schema(example = "EUR")]
    pub currency: String,
    /// Customers of the contact group: who entered a journey of the node and was not drawn for the hold-out, whether a
    /// message reached them or not.
    pub treated: u64,
    /// Customers held out.
    pub held_out: u64,
    /// Revenue for each customer of the contact group.
    pub treated_mean: f64,
    /// Revenue for each held-out customer.
    pub held_out_mean: f64,
    /// The difference: what contact brought for each customer of the contact group. The unit of all its figures.
    pub per_customer: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
    /// The confidence of the interval.
    #[schema(example = 0.95)]
    pub confidence: f64,
    /// The difference times the customers of the contact group; absent while there is no interval.
    pub total: Option<Amount>,
    /// The lower end of the total's interval.
    pub total_low: Option<Amount>,
    /// The upper end of the total's interval.
    pub total_high: Option<Amount>,
    /// While nothing can be told: about how many customers more are needed if the difference stays as it is; absent where that
    /// cannot be foreseen.
    pub needed: Option<u64>,
    /// The conclusion in one sentence, including that it is too early to tell.
    pub summary: String,
}

/// Budget moved by a person. Only activities hold money.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferInput {
    /// From this activity (`spring-shoes`); absent: fresh budget from outside the plan.
    #[schema(max_length = 64)]
    pub from: Option<String>,
    /// To this activity; absent: budget leaves the plan.
    #[schema(max_length = 64)]
    pub to: Option<String>,
    /// How much; more than nothing.
    pub amount: Amount,
    /// The reason, which is kept in the ledger.
    #[schema(min_length = 1, max_length = 512)]
    pub reason: String,
    /// The day it counts from, UTC; today if absent, never a later one.
    #[schema(example = "2026-01-15", max_length = 10)]
    pub on: Option<String>,
}

/// What a ledger record points at.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reference {
    /// `message`, `voucher`, `order`, `invoice`, `decision` or `correction`.
    #[schema(example = "message")]
    pub kind: String,
    /// Its key: a message's send key, a voucher's code, an order's id, an invoice's number.
    pub id: String,
    /// Which line of an invoice.
    pub line: Option<String>,
}

/// One entry of the ledger: never edited.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LedgerRecord {
    /// A name made of what it is about, so that a repetition books nothing twice.
    pub id: String,
    /// When it counts: the day of an invoice, else the moment it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// When it was written into the books.
    #[schema(value_type = String, format = DateTime)]
    pub recorded: Time,
    /// From which activity; absent: from outside.
    pub from: Option<String>,
    /// To which activity; absent: to outside.
    pub to: Option<String>,
    /// Planned, committed, actual, forecast or returned.
    pub kind: MoneyKind,
    /// How much moved: never negative.
    pub amount: Amount,
    /// How much the node asked about gained by it; negative where it lost.
    pub gain: Amount,
    /// Who booked it: a person, or the part of the system.
    pub author: String,
    /// The reason, which is kept in the ledger.
    pub reason: String,
    /// What it is about.
    pub reference: Option<Reference>,
    /// The customer, if it is about one.
    pub customer: Option<String>,
}

/// Which records of a node.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordQuery {
    /// The kind of money. Default: all kinds.
    pub kind: Option<MoneyKind>,
    /// `next` of the part before; absent for the first.
    pub cursor: Option<String>,
    /// How many items at most, 1 to 500.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub limit: Option<u32>,
}

/// From which moment on changes are listed.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// The moment. Default: one day ago.
    #[param(value_type = Option<String>, format = DateTime)]
    pub since: Option<Time>,
}

/// How a figure of a node changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Change {
    /// The id of the node, with all below it.
    pub node: String,
    /// What people call it.
    pub name: String,
    /// How deep it hangs.
    pub level: Level,
    /// Planned, committed, actual, forecast or returned.
    pub kind: MoneyKind,
    /// The sum at the moment `since`.
    pub before: Amount,
    /// The sum now.
    pub after: Amount,
    /// What made it change, in one sentence: `412 bookings`.
    pub why: String,
    /// The same as a code with values.
    pub said: ChangeSaid,
}

/// What changed, biggest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Changes {
    /// The moment from which changes are listed.
    #[schema(value_type = String, format = DateTime)]
    pub since: Time,
    /// Up to when.
    #[schema(value_type = String, format = DateTime)]
    pub as_of: Time,
    /// The changes of activities.
    pub changes: Vec<Change>,
    /// The changes of the tree itself, newest first.
    pub tree: Vec<super::nodes::NodeChange>,
}

/// The first screen.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Overview {
    /// The tree with its figures.
    pub plan: Plan,
    /// The sum over what is looked at, one entry for each currency.
    pub totals: Vec<Total>,
    /// What changed since one day before.
    pub changes: Vec<Change>,
    /// How the tree itself changed since then, newest first.
    pub tree: Vec<super::nodes::NodeChange>,
    /// The last days of what is looked at, in the currency of the first total.
    pub days: Vec<DayFigures>,
    /// These days together, and as many before them.
    pub compared: Compared,
    /// The months of the period of what is looked at so far, in the currency of the first total.
    pub months: Vec<MonthFigures>,
    /// What a person should look at.
    pub attention: Vec<Attention>,
    /// Messages that left in the last 24 hours.
    pub sent: u64,
    /// Customers known; absent for those who see a part of the plan only.
    pub customers: Option<u64>,
}

/// The sums of what is looked at, in one currency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Total {
    /// As of the moment asked for.
    pub figures: Figures,
    /// One day before.
    pub before: Figures,
}

/// Something a person should look at.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Attention {
    /// What it is about.
    #[schema(value_type = super::codes::AttentionCode)]
    pub kind: String,
    /// In one sentence.
    pub text: String,
    /// The number of messages, customers or records that it is about.
    pub count: u64,
    /// Where to look: a path of the web UI.
    #[schema(example = "/deliveries?state=unknown")]
    pub link: String,
}

/// How to read a file of actuals. Columns are named as in the file's first row; one that is not named is known by its heading, in capital or
/// small letters: by the parameter's own name, or by a usual one such as `Rechnungsnummer`, `Betrag`, `WKZ` or `Soll/Haben`.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ActualsQuery {
    /// Only say what would be done: nothing is booked.
    #[param(default = false)]
    pub dry_run: Option<bool>,
    /// The column with the invoice's number.
    pub invoice: Option<String>,
    /// The column with the line within the invoice; without one, lines are told apart by what they say.
    pub line: Option<String>,
    /// The column with the activity's id.
    pub activity: Option<String>,
    /// The id of the activity that pays where the file names none.
    pub payer: Option<String>,
    /// The column with the amount: `1234.56`, `1.234,56 €`, `(12.50)`, `12,50-`.
    pub amount: Option<String>,
    /// The column that says debit (`S`, `Soll`, `D`: spent) or credit (`H`, `Haben`, `C`: comes back); without one the amount's sign says it.
    pub side: Option<String>,
    /// The column with the currency. Default: the plan's currency.
    pub currency: Option<String>,
    /// The column with the invoice's date (such as `2026-03-31` or `31.03.2026`), on which the line counts; now if there is none.
    pub date: Option<String>,
    /// The column with the purpose of the payment.
    pub text: Option<String>,
    /// The column that says which rows are taken back, such as `Storno`; they are refused by name. An empty name here, as for every
    /// column that may be missing, says that no column does.
    pub reversal: Option<String>,
    /// The accounts of costs, such as `4600-4999,6300`, where a file books between two accounts: one that costs are booked on, and
    /// one they are paid from.
    pub costs: Option<String>,
    /// What stands between columns (`\t` for a tab); found out if absent.
    pub delimiter: Option<String>,
    /// How letters are made of bytes; found out if absent.
    #[param(inline, value_type = Option<FileEncoding>)]
    pub encoding: Option<Encoding>,
    /// What stands before decimals: `point` (`1,234.56`) or `comma` (`1.234,56`); found out if absent.
    #[param(inline, value_type = Option<FileDecimal>)]
    pub decimal: Option<Decimal>,
    /// What comes first in dates such as 03/04/2026; found out if absent.
    #[param(inline, value_type = Option<FileDates>)]
    pub dates: Option<Dates>,
    /// In which line the names of the columns stand; found out if absent.
    #[param(minimum = 1)]
    pub heading: Option<u64>,
    /// Which sheet of a workbook; the first that is not hidden if absent.
    pub sheet: Option<String>,
    /// Cells may hold line breaks, also where their lines look like rows of the file.
    #[param(default = false)]
    pub line_breaks: Option<bool>,
}

/// How letters are made of bytes.
#[derive(ToSchema)]
pub enum FileEncoding {
    /// Up to four bytes for a letter: what most programs write today.
    #[schema(rename = "utf-8")]
    Utf8,
    /// Windows-1252, of which Latin-1 is a part.
    #[schema(rename = "windows-1252")]
    Windows1252,
    /// UTF-16, the lower byte first.
    #[schema(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, the higher byte first.
    #[schema(rename = "utf-16be")]
    Utf16Be,
}

/// What stands before decimals.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum FileDecimal {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

/// What comes first in dates.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum FileDates {
    /// As in most of Europe: `31/12/2026`.
    DayFirst,
    /// As in the United States: `12/31/2026`.
    MonthFirst,
}

impl ActualsQuery {
    /// The same as the plan understands it.
    ///
    /// # Errors
    /// What is wrong with a parameter, in words.
    pub fn mapping(&self) -> Result<rapport_plan::import::Mapping, String> {
        let delimiter = match self.delimiter.as_deref() {
            None => None,
            Some("\\t" | "tab") => Some('\t'),
            Some(text) => {
                let mut chars = text.chars();
                let one = chars.next().filter(|_| chars.next().is_none());
                Some(one.ok_or_else(|| format!("`delimiter` is one character or \\t, not `{text}`"))?)
            }
        };
        Ok(rapport_plan::import::Mapping {
            invoice: self.invoice.clone(),
            line: self.line.clone(),
            activity: self.activity.clone(),
            payer: self.payer.as_deref().map(ActivityId::from),
            amount: self.amount.clone(),
            side: self.side.clone(),
            currency: self.currency.clone(),
            date: self.date.clone(),
            text: self.text.clone(),
            reversal: self.reversal.clone(),
            costs: self.costs.clone(),
            file: Form {
                delimiter,
                encoding: self.encoding,
                decimal: self.decimal,
                dates: self.dates,
                heading: self.heading,
                sheet: self.sheet.clone(),
                line_breaks: self.line_breaks.unwrap_or(false),
                ..Form::default()
            },
        })
    }
}

/// What became of a file of actuals, or would.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct ActualsAnswer {
    /// Rows that are booked now; none in a dry run.
    pub booked: u64,
    /// Rows that would be booked, in a dry run.
    pub would_book: u64,
    /// Rows that are in the books already.
    pub known: u64,
    /// Rows that are empty.
    pub empty: u64,
    /// Rows refused, with reasons.
    pub refused: Vec<RefusedRow>,
    /// The sum of what is booked, or would be, per currency.
    pub sums: Vec<Amount>,
    /// How the file was read, where that was guessed.
    pub guesses: Vec<String>,
    /// The same as codes with values.
    pub assumed: Vec<AssumptionSaid>,
}

/// A row that was not booked.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct RefusedRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Stable code.
    pub code: String,
    /// In words.
    pub reason: String,
    /// The same as a code with values.
    pub said: ActualsSaid,
}

/// One sale, what was reported about it, and which activities are credited.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderView {
    /// The order's id.
    pub id: String,
    /// The buyer; absent if no report counts, or the customer was erased.
    pub customer: Option<String>,
    /// The customer's display name.
    pub label: String,
    /// The moment it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// The touchpoint it happened at.
    pub touchpoint: String,
    /// What was paid.
    pub revenue: Amount,
    /// What is left of it after returns.
    pub left: Amount,
    /// Whether it was called off.
    pub cancelled: bool,
    /// Whether only a public source has reported it.
    pub public: bool,
    /// Whether any report about it counts.
    pub counts: bool,
    /// Margin, if the touchpoint reported costs.
    pub margin: Option<Amount>,
    /// The event's properties: products, prices.
    #[schema(value_type = Object)]
    pub properties: rapport_kernel::Map,
    /// Which activities are credited.
    pub credits: Vec<Credit>,
    /// Why no activity is credited, if none is.
    pub uncredited: Option<String>,
    /// The same as a code with values.
    pub uncredited_said: Option<UncreditedSaid>,
    /// Every report about it, oldest first; empty for orders from before reports were kept.
    pub steps: Vec<OrderStep>,
}

/// One report about an order, and its effect.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderStep {
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// The source that reported it.
    pub source: String,
    /// Whether that is a public one.
    pub public: bool,
    /// What was reported.
    pub act: Option<super::codes::OrderWordCode>,
    /// What it did, or why it did nothing.
    pub outcome: Option<super::codes::OrderWordCode>,
    /// Whether it did nothing.
    pub refused: bool,
    /// What is odd about it, though it counts.
    pub doubt: Option<super::codes::OrderDoubtCode>,
    /// What was left of the order after it.
    pub left: Option<Amount>,
}

/// One activity's share in a sale.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Credit {
    /// The id of the credited activity.
    pub activity: String,
    /// What people call the activity.
    pub name: String,
    /// By which message.
    pub send_key: Option<String>,
    /// Its part of the sale's revenue.
    pub revenue: Amount,
    /// Its part of the sale's margin; absent where none was reported.
    pub margin: Option<Amount>,
    /// By which rule, in words: `last touch, 3h before`.
    pub rule: String,
}
