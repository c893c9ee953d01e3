//! What a set of vouchers shares, and how much of it has been promised.

use super::{Code, Refusal, Voucher, VoucherState};
use crate::{content::ContentProblem, shape::Shape};
use jiff::{ToSpan, tz::TimeZone};
use rapport_kernel::{ActivityId, BrandId, Currency, CustomerId, Map, Money, Span, Time, coded};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

/// Names a pool, such as `spring-socks`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PoolId(pub SmolStr);

impl fmt::Display for PoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the customer gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Benefit {
    /// A fixed amount off, at most what the eligible goods cost.
    Amount(Money),
    /// A percentage off the eligible goods, but never more than `at_most`: an unlimited promise cannot be budgeted.
    Percent {
        /// 1 to 100.
        percent: u8,
        /// The most one voucher can cost.
        at_most: Money,
    },
}

/// What a journey's step wants a voucher to give, in place of the pool's own benefit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gift {
    /// A fixed amount off.
    Amount(Money),
    /// A percentage off, at most what the pool's own benefit can cost.
    Percent(u8),
}

impl Benefit {
    /// What a voucher of this pool gives if a step wants `wanted`: never more, for any basket, than the pool's own.
    ///
    /// # Errors
    /// [`Refusal::OtherCurrency`]; [`Refusal::MoreThanPool`] for a larger amount or percentage, and for any amount where the
    /// pool gives a percentage: of a small basket the amount is the larger share.
    pub fn narrowed(&self, wanted: Option<Gift>) -> Result<Self, Refusal> {
        let Some(wanted) = wanted else { return Ok(self.clone()) };
        match (wanted, self) {
            (Gift::Amount(money), _) if money.currency != self.worth().currency => Err(Refusal::OtherCurrency),
            (Gift::Amount(money), _) if money.minor <= 0 => Err(Refusal::BadAmount),
            (Gift::Amount(money), Self::Amount(most)) if money.minor <= most.minor => Ok(Self::Amount(money)),
            (Gift::Percent(0), _) => Err(Refusal::BadAmount),
            (Gift::Percent(percent), Self::Percent { percent: most, .. }) if percent > *most => {
                Err(Refusal::MoreThanPool)
            }
            (Gift::Percent(percent), _) if percent <= 100 => Ok(Self::Percent { percent, at_most: self.worth() }),
            (Gift::Amount(_) | Gift::Percent(_), _) => Err(Refusal::MoreThanPool),
        }
    }

    /// The most one voucher can cost: what issuing commits.
    #[must_use]
    pub fn worth(&self) -> Money {
        match self {
            Self::Amount(money) | Self::Percent { at_most: money, .. } => *money,
        }
    }

    /// The discount on eligible goods of this price, in minor units; a percentage is rounded to the nearest unit, halves up.
    #[must_use]
    pub fn discount(&self, eligible: i64) -> i64 {
        let eligible = eligible.max(0);
        match self {
            Self::Amount(money) => eligible.min(money.minor),
            Self::Percent { percent, at_most } => {
                let share = (i128::from(eligible) * i128::from(*percent).min(100) + 50) / 100;
                i64::try_from(share).unwrap_or(i64::MAX).min(at_most.minor)
            }
        }
    }
}

impl fmt::Display for Benefit {
    /// `5.00 EUR` or `15%`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(money) => money.fmt(f),
            Self::Percent { percent, .. } => write!(f, "{percent}%"),
        }
    }
}

/// When vouchers of a pool can be redeemed. Both ends belong to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// Not before.
    #[serde(default)]
    pub from: Option<Time>,
    /// Not after.
    #[serde(default)]
    pub until: Option<Time>,
    /// Not longer than this after it was issued.
    #[serde(default, rename = "for")]
    pub lasts: Option<Span>,
}

impl Validity {
    /// First and last moment of a voucher issued at `at` by the clock of `zone`.
    #[must_use]
    pub fn window(&self, at: Time, zone: &str) -> (Time, Time) {
        let until = self.until.unwrap_or(Time::MAX);
        let lasts = self.lasts.map_or(Time::MAX, |span| last_moment(at, span, zone));
        (self.from.unwrap_or(at), until.min(lasts))
    }
}

/// More days than anything lasts.
const MAX_DAYS: i64 = 100_000;

/// When something that lasts so long from `at` on is over. Days are whole days: they end with the day, by the clock of
/// `zone`, as people read it on paper.
#[must_use]
pub fn last_moment(at: Time, span: Span, zone: &str) -> Time {
    let end = at + span;
    if span <= Span::ZERO || span.0 % Span::DAY.0 != 0 {
        return end;
    }
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let days = span.0 / Span::DAY.0;
    let date = zone.to_datetime(at.timestamp()).date().checked_add(days.min(MAX_DAYS).days());
    let next = date.and_then(|date| date.tomorrow()).and_then(|date| date.to_zoned(zone));
    next.map_or(end, |next| Time(Time::from(next.timestamp()).0 - 1))
}

/// What must be true of a basket. An empty list asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conditions {
    /// The whole basket costs at least this.
    pub min_basket: Option<Money>,
    /// Only these products count as eligible.
    pub products: Vec<SmolStr>,
    /// Goods of these categories count as eligible too.
    pub categories: Vec<SmolStr>,
    /// Only in these branches.
    pub branches: Vec<SmolStr>,
    /// Each person gets one, and can use one.
    pub one_per_person: bool,
    /// Only the person it was given to may use it.
    pub personal: bool,
    /// May stand in one basket with other vouchers.
    pub combinable: bool,
}

const FIELDS: [&str; 7] =
    ["min_basket", "products", "categories", "branches", "one_per_person", "personal", "combinable"];

impl Conditions {
    /// Reads what an author wrote for one step: the fields of this type, money as `30.00 EUR`. They can only add to the
    /// pool's conditions, so what is not said asks nothing.
    ///
    /// # Errors
    /// Every problem found; never none.
    pub fn read(map: &Map) -> Result<Self, Vec<ContentProblem>> {
        let mut shape = Shape::of(map, "conditions", &FIELDS);
        let conditions = Self {
            min_basket: shape.money("min_basket"),
            products: shape.names("products"),
            categories: shape.names("categories"),
            branches: shape.names("branches"),
            one_per_person: shape.flag("one_per_person", false),
            personal: shape.flag("personal", false),
            combinable: shape.flag("combinable", true),
        };
        shape.finish(conditions)
    }
}

/// Where the codes come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// We derive them.
    #[default]
    Own,
    /// Someone else made them, such as a cinema; they wait in the store.
    Imported,
}

/// A pool: the rules its vouchers share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// How steps and API calls name it; never changes.
    pub id: PoolId,
    /// Whose vouchers these are.
    pub brand: BrandId,
    /// Which activity pays.
    pub activity: ActivityId,
    /// What people call it.
    pub name: String,
    /// What the customer gets.
    pub benefit: Benefit,
    /// The most all vouchers together may cost.
    pub cap: Option<Money>,
    /// The days and the length of time in which its vouchers can be redeemed.
    #[serde(default)]
    pub validity: Validity,
    /// Under which conditions.
    #[serde(default)]
    pub conditions: Conditions,
    /// Whose codes.
    #[serde(default)]
    pub source: Source,
    /// Gives no more; what is out stays valid.
    #[serde(default)]
    pub closed: bool,
}

coded! {
    /// Why vouchers of a pool could never be given, redeemed or paid for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum Flaw {
        /// The benefit, the cap or the least basket is nothing or less.
        #[error("the amounts of a pool are more than nothing")]
        NotPositive = "not_positive",
        /// Benefit, cap and least basket are not all in the currency of the plan that pays.
        #[error("benefit, cap and least basket are in the currency of the plan that pays")]
        OtherCurrency = "other_currency",
        /// The cap does not pay for one voucher.
        #[error("the cap is less than one voucher can cost")]
        CapBelowWorth = "cap_below_worth",
        /// It ends before it begins, or at once.
        #[error("the validity ends before it begins")]
        EndsBeforeStart = "ends_before_start",
        /// It was over before it was made.
        #[error("the validity ends in the past")]
        Over = "over",
    }
}

impl Pool {
    /// Whether its vouchers can be given, redeemed and paid for by a plan in `currency`, from `now` on.
    ///
    /// # Errors
    /// The first [`Flaw`].
    pub fn works(&self, currency: Currency, now: Time) -> Result<(), Flaw> {
        let worth = self.benefit.worth();
        let amounts = || std::iter::once(worth).chain(self.cap).chain(self.conditions.min_basket);
        let Validity { from, until, lasts } = self.validity;
        if amounts().any(|amount| amount.minor <= 0) {
            return Err(Flaw::NotPositive);
        }
        if amounts().any(|amount| amount.currency != currency) {
            return Err(Flaw::OtherCurrency);
        }
        if self.cap.is_some_and(|cap| cap.minor < worth.minor) {
            return Err(Flaw::CapBelowWorth);
        }
        if from.zip(until).is_some_and(|(from, until)| until <= from) || lasts.is_some_and(|span| span.0 <= 0) {
            return Err(Flaw::EndsBeforeStart);
        }
        if until.is_some_and(|until| until <= now) {
            return Err(Flaw::Over);
        }
        Ok(())
    }
}

/// What a pool has promised so far.
///
/// A redeemed voucher goes on counting with its full worth, because a roll-back makes it usable again at any time and must
/// never be what passes the cap. Only what can no more be redeemed is given back: expired and void.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// How many were given.
    pub issued: u64,
    /// How many are redeemed now.
    pub redeemed: u64,
    /// Worth of all that can cost money or did, in minor units.
    pub promised: i64,
    /// Discounts really given, in minor units.
    pub spent: i64,
}

/// What one person has had from a pool, redemptions that were rolled back not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Vouchers given and not expired or void.
    pub issued: u32,
    /// Vouchers redeemed.
    pub redeemed: u32,
}

/// A wish for one voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The send key (or the API call's key): the same key always gets the same voucher.
    pub key: SmolStr,
    /// For whom, if known.
    pub customer: Option<CustomerId>,
    /// [`Code::derive`] for own codes, the store's next free one for imported ones; `None` when none is left.
    pub code: Option<Code>,
    /// The moment of issue, from which its validity is counted.
    pub at: Time,
    /// By whose clock days end: the brand's zone (IANA).
    pub zone: SmolStr,
    /// What it is to give; the pool's own benefit if not said.
    pub benefit: Option<Gift>,
    /// How long it is to be valid, within what the pool allows.
    pub lasts: Option<Span>,
    /// What must be true of a basket besides the pool's own conditions.
    pub conditions: Option<Conditions>,
}

/// Gives a voucher, or says why not. `before` is the voucher the store already holds for `wish.key`: it is the answer
/// again, whatever has become of the pool since.
///
/// # Errors
/// [`Refusal::PoolClosed`], [`Refusal::PoolEmpty`], [`Refusal::CapReached`], [`Refusal::OnePerPerson`],
/// [`Refusal::PersonUnknown`], [`Refusal::Expired`] when its validity would already be over, [`Refusal::BadAmount`] when its
/// worth is negative or the cap is of another currency; and what [`Benefit::narrowed`] has against the benefit wished for.
pub fn issue(
    pool: &Pool,
    book: &Book,
    person: Person,
    before: Option<&Voucher>,
    wish: Issue,
) -> Result<Voucher, Refusal> {
    if let Some(voucher) = before {
        return Ok(voucher.clone());
    }
    let (from, until) = pool.validity.window(wish.at, &wish.zone);
    let until = wish.lasts.map_or(until, |span| until.min(last_moment(wish.at, span, &wish.zone)));
    if pool.closed {
        return Err(Refusal::PoolClosed);
    }
    if until < wish.at || until < from {
        return Err(Refusal::Expired);
    }
    let benefit = pool.benefit.narrowed(wish.benefit)?;
    let worth = benefit.worth();
    if worth.minor < 0 || worth.currency != pool.cap.unwrap_or(worth).currency {
        return Err(Refusal::BadAmount);
    }
    if (pool.conditions.one_per_person || pool.conditions.personal) && wish.customer.is_none() {
        return Err(Refusal::PersonUnknown);
    }
    if pool.conditions.one_per_person && person.issued > 0 {
        return Err(Refusal::OnePerPerson);
    }
    let promised = book.promised.checked_add(worth.minor).ok_or(Refusal::CapReached)?;
    if pool.cap.is_some_and(|cap| promised > cap.minor) {
        return Err(Refusal::CapReached);
    }
    Ok(Voucher {
        code: wish.code.ok_or(Refusal::PoolEmpty)?,
        pool: pool.id.clone(),
        key: wish.key,
        customer: wish.customer,
        benefit,
        conditions: wish.conditions,
        worth,
        issued: wish.at,
        from,
        until,
        state: VoucherState::Issued,
        redemption: None,
        rolled_back: Vec::new(),
        ahead: Vec::new(),
        revision: 0,
    })
}

impl Book {
    /// The book after `voucher` was issued for the first time.
    #[must_use]
    pub fn issued(mut self, voucher: &Voucher) -> Self {
        self.issued += 1;
        self.promised = self.promised.saturating_add(voucher.worth.minor);
        self
    }
}
