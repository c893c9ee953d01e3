//! One voucher's life: issued, then redeemed, perhaps rolled back and redeemed again; or expired, or void.

use super::{Benefit, Book, Code, Conditions, Person, Pool, PoolId, Refusal};
use rapport_customer::{same_name, touchpoint_id, within_category};
use rapport_kernel::{Currency, CustomerId, Money, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Where a voucher stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoucherState {
    /// Given, not used.
    Issued,
    /// Taken at a till; a roll-back can undo it.
    Redeemed,
    /// Was used, and that was undone: usable again while valid.
    RolledBack,
    /// Its time is over.
    Expired,
    /// Taken back by hand.
    Void,
}

/// A voucher as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// As printed.
    pub code: Code,
    /// Under whose rules.
    pub pool: PoolId,
    /// The key it was issued for: a send key, or what an API caller chose.
    pub key: SmolStr,
    /// To whom, if known.
    pub customer: Option<CustomerId>,
    /// What it gives: fixed when it was issued, whatever becomes of the pool.
    pub benefit: Benefit,
    /// What it asks of a basket besides the pool's conditions.
    #[serde(default)]
    pub conditions: Option<Conditions>,
    /// The most it can cost.
    pub worth: Money,
    /// When it was given.
    pub issued: Time,
    /// First moment of validity.
    pub from: Time,
    /// Last moment of validity.
    pub until: Time,
    /// Where it stands.
    pub state: VoucherState,
    /// Who used it and how, while [`VoucherState::Redeemed`].
    pub redemption: Option<Redemption>,
    /// Redemptions that were undone, so that their ids stay used up.
    pub rolled_back: Vec<Redemption>,
    /// Roll-backs that came before what they undo, at most [`MAX_AHEAD`].
    #[serde(default)]
    pub ahead: Vec<Ahead>,
    /// Grows with each change. A store writes a change only over the revision it was decided on.
    pub revision: u32,
}

/// A use of a voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redemption {
    /// Chosen by the till, so that a repeated call is recognised; empty once its customer was erased. Of a use that a restored
    /// installation was told by its journal, a keyed hash stands here.
    pub id: SmolStr,
    /// When the till used it, by the till's clock.
    pub at: Time,
    /// The till's number of the sale, empty once its customer was erased.
    pub order: SmolStr,
    /// In which branch, if in one.
    pub branch: Option<SmolStr>,
    /// By whom, if known.
    pub customer: Option<CustomerId>,
    /// What the basket cost before the discount.
    pub basket: Money,
    /// What was taken off the basket's total.
    pub discount: Money,
}

impl Redemption {
    /// Whether a till means this one, however it spells the id. One that was forgotten with its customer has no id, and no one can
    /// mean it.
    #[must_use]
    pub fn is(&self, id: &str) -> bool {
        !self.id.is_empty() && touchpoint_id(&self.id) == touchpoint_id(id)
    }
}

/// How many roll-backs of redemptions that never came a voucher keeps of those who may take back at the same branches. No one's
/// fill up another's.
pub const MAX_AHEAD: usize = 64;

/// A roll-back that overtook its redemption: what comes under the id later takes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ahead {
    /// The redemption's id, as the till says it.
    pub id: SmolStr,
    /// At which branches whoever said it may take back; none: everywhere.
    pub branches: Vec<SmolStr>,
    /// When it came.
    pub at: Time,
}

impl Ahead {
    fn is(&self, id: &str) -> bool {
        touchpoint_id(&self.id) == touchpoint_id(id)
    }

    fn holds(&self, id: &str, branch: Option<&SmolStr>) -> bool {
        self.is(id) && (self.branches.is_empty() || branch.is_some_and(|here| among(&self.branches, here)))
    }
}

/// What else is redeemed in the same order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Whether it may have another beside it.
    company: Company,
    /// What it takes off the order together, in its currency; none of another currency is counted.
    given: Option<Money>,
}

/// Whether vouchers may have another beside them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Company {
    /// There is none.
    #[default]
    Nothing,
    /// Vouchers that may stand beside others.
    Others,
    /// One that stands alone.
    Alone,
}

impl Beside {
    /// One more voucher that is redeemed in the order.
    pub fn add(&mut self, other: &Voucher, pool: &Pool) {
        self.company = self.company.max(if other.combines(pool) { Company::Others } else { Company::Alone });
        let given = other.redemption.as_ref().map(|redemption| redemption.discount);
        self.given = match (self.given, given) {
            (Some(sum), Some(more)) => Some(sum.plus(more).unwrap_or(sum)),
            (sum, given) => sum.or(given),
        };
    }

    fn given(&self, currency: Currency) -> i64 {
        self.given.filter(|given| given.currency == currency).map_or(0, |given| given.minor)
    }
}

/// One line of a basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The product's id.
    pub product: SmolStr,
    /// Its category, if known.
    #[serde(default)]
    pub category: Option<SmolStr>,
    /// What the line costs (all pieces), in the basket's currency.
    pub amount: Money,
}

/// What lies on the till.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basket {
    /// The order's id.
    pub order: SmolStr,
    /// The branch, if it is one.
    #[serde(default)]
    pub branch: Option<SmolStr>,
    /// Who buys, if known.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// The goods, one for each product.
    pub lines: Vec<Line>,
    /// How many vouchers of others the basket carries; those of our own are known ([`Beside`]).
    #[serde(default)]
    pub other_vouchers: u32,
}

/// What someone wants done with a voucher.
#[derive(Clone, Copy, Debug)]
pub enum Command<'a> {
    /// Use it.
    Redeem {
        /// The redemption's id, chosen by the till.
        id: &'a str,
        /// The basket that it is to be taken off from.
        basket: &'a Basket,
        /// What the buying person has had from this pool.
        person: Person,
        /// What else is redeemed in the order.
        beside: Beside,
    },
    /// A use that was, whatever is asked of one today: a state that was lost knew it.
    Used(&'a Redemption),
    /// Undo a use, also one that has not come yet.
    RollBack {
        /// Which redemption.
        id: &'a str,
        /// At which branches whoever says so may take back; none: everywhere.
        branches: &'a [SmolStr],
    },
    /// Its time is over.
    Expire,
    /// Take it back.
    Void {
        /// Who says so.
        author: &'a str,
        /// In the person's own words, kept with the voucher.
        reason: &'a str,
    },
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was taken at a till.
    Redeemed(Redemption),
    /// A use was undone.
    RolledBack {
        /// Which redemption.
        id: SmolStr,
        /// The moment from which it can be used again.
        at: Time,
    },
    /// A use that has not come yet was undone.
    RolledBackAhead(Ahead),
    /// Its time is over.
    Expired {
        /// When that was noticed.
        at: Time,
    },
    /// Taken back.
    Voided {
        /// The moment from which it is worth nothing.
        at: Time,
        /// The person who took it back.
        author: SmolStr,
        /// Their words for it.
        reason: SmolStr,
    },
}

/// The answer to a command that was not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What to apply and book; `None` if this was a repetition and nothing happens again.
    pub change: Option<Change>,
    /// The redemption the answer is about, the same at every repetition.
    pub redemption: Option<Redemption>,
}

/// What a change moves between the five kinds of money, in minor units of the voucher's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// Added to committed.
    pub committed: i64,
    /// Added to actual.
    pub actual: i64,
}

/// Decides `command` on `voucher` at `now`. Changes nothing.
///
/// # Errors
/// The first [`Refusal`] that holds, in the order of the fields of [`Conditions`] after state and validity.
pub fn decide(pool: &Pool, voucher: &Voucher, command: Command<'_>, now: Time) -> Result<Outcome, Refusal> {
    match command {
        Command::Redeem { id, basket, person, beside } => redeem(pool, voucher, (id, basket), person, beside, now),
        Command::Used(redemption) => used(voucher, redemption),
        Command::RollBack { id, branches } => roll_back(voucher, id, branches, now),
        Command::Expire => match voucher.state {
            VoucherState::Expired => Ok(Outcome { change: None, redemption: None }),
            VoucherState::Void => Err(Refusal::Void),
            VoucherState::Redeemed => Err(Refusal::AlreadyRedeemed),
            VoucherState::Issued | VoucherState::RolledBack if now <= voucher.until => Err(Refusal::NotDue),
            VoucherState::Issued | VoucherState::RolledBack => changed(Change::Expired { at: now }),
        },
        Command::Void { author, reason } => match voucher.state {
            VoucherState::Void => Ok(Outcome { change: None, redemption: None }),
            VoucherState::Expired => Err(Refusal::Expired),
            VoucherState::Redeemed => Err(Refusal::AlreadyRedeemed),
            VoucherState::Issued | VoucherState::RolledBack => {
                changed(Change::Voided { at: now, author: author.into(), reason: reason.into() })
            }
        },
    }
}

/// What a till gave for a voucher that another use has taken by now: by the voucher's own rules, as if it were still unused. None if no
/// other use has taken it, or the rules forbid this one.
#[must_use]
pub fn given_again(pool: &Pool, voucher: &Voucher, id: &str, basket: &Basket, at: Time) -> Option<Redemption> {
    voucher.redemption.as_ref().filter(|taken| !taken.is(id))?;
    let unused = Voucher { redemption: None, state: VoucherState::Issued, ..voucher.clone() };
    let command = Command::Redeem { id, basket, person: Person::default(), beside: Beside::default() };
    decide(pool, &unused, command, at).ok()?.redemption
}

fn changed(change: Change) -> Result<Outcome, Refusal> {
    Ok(Outcome { change: Some(change), redemption: None })
}

fn redeem(
    pool: &Pool,
    voucher: &Voucher,
    (id, basket): (&str, &Basket),
    person: Person,
    beside: Beside,
    now: Time,
) -> Result<Outcome, Refusal> {
    let asked: Vec<&Conditions> = voucher.asked(pool).collect();
    let (total, eligible) = sums(&asked, basket, voucher.worth)?;
    let ahead = voucher.ahead.iter().any(|ahead| ahead.holds(id, basket.branch.as_ref()));
    if ahead || voucher.rolled_back.iter().any(|r| r.is(id)) {
        return Err(Refusal::RolledBack);
    }
    if let Some(before) = &voucher.redemption {
        let same = before.order == basket.order && before.branch == basket.branch && before.basket.minor == total;
        return match (before.is(id), same) {
            (false, _) => Err(Refusal::AlreadyRedeemed),
            (true, false) => Err(Refusal::OtherContent),
            (true, true) => Ok(Outcome { change: None, redemption: Some(before.clone()) }),
        };
    }
    usable(voucher, now)?;
    asked.iter().try_for_each(|asked| conditions(asked, voucher, basket, person, total))?;
    if eligible <= 0 {
        return Err(Refusal::NothingEligible);
    }
    match beside.company {
        Company::Others if !voucher.combines(pool) => return Err(Refusal::NotCombinable),
        Company::Alone => return Err(Refusal::OtherStandsAlone),
        Company::Nothing | Company::Others => {}
    }
    let currency = voucher.worth.currency;
    // Together the vouchers of an order take off what it costs, and no more: the last one takes what is left.
    let left = total.saturating_sub(beside.given(currency));
    if left <= 0 {
        return Err(Refusal::NothingLeft);
    }
    let discount = voucher.benefit.discount(eligible).min(voucher.worth.minor).min(left);
    // A share of a cent or two rounds to nothing: the voucher would be used up for it.
    if discount == 0 {
        return Err(Refusal::BasketTooSmall);
    }
    let redemption = Redemption {
        id: touchpoint_id(id),
        at: now,
        order: basket.order.clone(),
        branch: basket.branch.clone(),
        customer: basket.customer,
        basket: Money::new(total, currency),
        discount: Money::new(discount, currency),
    };
    Ok(Outcome { change: Some(Change::Redeemed(redemption.clone())), redemption: Some(redemption) })
}

fn used(voucher: &Voucher, redemption: &Redemption) -> Result<Outcome, Refusal> {
    let undone = voucher.rolled_back.iter().find(|undone| undone.is(&redemption.id));
    if let Some(known) = undone.or(voucher.redemption.as_ref()) {
        return match known.is(&redemption.id) {
            true => Ok(Outcome { change: None, redemption: Some(known.clone()) }),
            false => Err(Refusal::AlreadyRedeemed),
        };
    }
    match voucher.state {
        VoucherState::Void => Err(Refusal::Void),
        _ => Ok(Outcome { change: Some(Change::Redeemed(redemption.clone())), redemption: Some(redemption.clone()) }),
    }
}

fn usable(voucher: &Voucher, now: Time) -> Result<(), Refusal> {
    match voucher.state {
        VoucherState::Void => Err(Refusal::Void),
        VoucherState::Redeemed => Err(Refusal::AlreadyRedeemed),
        // Whether someone has looked since its time was over changes nothing about a use that was before.
        VoucherState::Issued | VoucherState::RolledBack | VoucherState::Expired if now > voucher.until => {
            Err(Refusal::Expired)
        }
        VoucherState::Issued | VoucherState::RolledBack | VoucherState::Expired if now < voucher.from => {
            Err(Refusal::NotYetValid)
        }
        VoucherState::Issued | VoucherState::RolledBack | VoucherState::Expired => Ok(()),
    }
}

fn conditions(
    asked: &Conditions,
    voucher: &Voucher,
    basket: &Basket,
    person: Person,
    total: i64,
) -> Result<(), Refusal> {
    if let Some(least) = asked.min_basket {
        if least.currency != voucher.worth.currency {
            return Err(Refusal::OtherCurrency);
        }
        if total < least.minor {
            return Err(Refusal::BasketTooSmall);
        }
    }
    if !asked.branches.is_empty() && !basket.branch.as_ref().is_some_and(|here| among(&asked.branches, here)) {
        return Err(Refusal::OtherBranch);
    }
    if asked.one_per_person && basket.customer.or(voucher.customer).is_none() {
        return Err(Refusal::PersonUnknown);
    }
    if asked.one_per_person && person.redeemed > 0 {
        return Err(Refusal::OnePerPerson);
    }
    if asked.personal {
        match basket.customer {
            None => return Err(Refusal::PersonUnknown),
            customer if customer != voucher.customer => return Err(Refusal::OtherPerson),
            Some(_) => {}
        }
    }
    if !asked.combinable && basket.other_vouchers > 0 {
        return Err(Refusal::NotCombinable);
    }
    Ok(())
}

/// What the basket costs, and what of it the voucher is for, in minor units.
fn sums(asked: &[&Conditions], basket: &Basket, worth: Money) -> Result<(i64, i64), Refusal> {
    let (mut total, mut eligible) = (0i64, 0i64);
    for line in &basket.lines {
        if line.amount.currency != worth.currency {
            return Err(Refusal::OtherCurrency);
        }
        total = total.checked_add(line.amount.minor).ok_or(Refusal::BadAmount)?;
        // What is paid out, such as a deposit, is no goods a voucher is for; it leaves less to pay.
        if line.amount.minor > 0 && asked.iter().all(|asked| asked.names(line)) {
            eligible = eligible.checked_add(line.amount.minor).ok_or(Refusal::BadAmount)?;
        }
    }
    Ok((total, eligible.min(total)))
}

/// Whether this is one of these names, whatever its spelling.
fn among(all: &[SmolStr], said: &str) -> bool {
    all.iter().any(|one| same_name(one, said))
}

/// Whether this category is one of these, or lies within one.
fn within(all: &[SmolStr], category: &str) -> bool {
    all.iter().any(|wider| within_category(category, wider))
}

impl Conditions {
    /// Whether the line is what the voucher is for.
    fn names(&self, line: &Line) -> bool {
        let anything = self.products.is_empty() && self.categories.is_empty();
        let category = line.category.as_ref().is_some_and(|category| within(&self.categories, category));
        anything || category || among(&self.products, &line.product)
    }
}

fn roll_back(voucher: &Voucher, id: &str, branches: &[SmolStr], now: Time) -> Result<Outcome, Refusal> {
    if let Some(undone) = voucher.rolled_back.iter().find(|r| r.is(id)) {
        return Ok(Outcome { change: None, redemption: Some(undone.clone()) });
    }
    match &voucher.redemption {
        Some(redemption) if redemption.is(id) => Ok(Outcome {
            change: Some(Change::RolledBack { id: redemption.id.clone(), at: now }),
            redemption: Some(redemption.clone()),
        }),
        _ if voucher.ahead.iter().any(|ahead| ahead.is(id) && ahead.branches == branches) => {
            Ok(Outcome { change: None, redemption: None })
        }
        _ if voucher.ahead.iter().filter(|ahead| ahead.branches == branches).count() >= MAX_AHEAD => {
            Err(Refusal::TooManyRollbacks)
        }
        _ => changed(Change::RolledBackAhead(Ahead { id: touchpoint_id(id), branches: branches.into(), at: now })),
    }
}

/// Applies a change that was decided on this very revision of the voucher.
pub fn evolve(voucher: &mut Voucher, book: &mut Book, change: &Change) {
    voucher.revision += 1;
    match change {
        Change::Redeemed(redemption) => {
            book.redeemed += 1;
            book.spent = book.spent.saturating_add(redemption.discount.minor);
            if voucher.state == VoucherState::Expired {
                // Told late: its worth was given back, and counts again. The till has given the discount, cap or no cap.
                book.promised = book.promised.saturating_add(voucher.worth.minor);
            }
            voucher.state = VoucherState::Redeemed;
            voucher.redemption = Some(redemption.clone());
        }
        Change::RolledBack { .. } => {
            if let Some(redemption) = voucher.redemption.take() {
                book.redeemed = book.redeemed.saturating_sub(1);
                book.spent -= redemption.discount.minor;
                voucher.rolled_back.push(redemption);
            }
            voucher.state = VoucherState::RolledBack;
        }
        Change::RolledBackAhead(ahead) => voucher.ahead.push(ahead.clone()),
        Change::Expired { .. } => {
            book.promised -= voucher.worth.minor;
            voucher.state = VoucherState::Expired;
        }
        Change::Voided { .. } => {
            book.promised -= voucher.worth.minor;
            voucher.state = VoucherState::Void;
        }
    }
}

impl Change {
    /// What to book when this change is applied to `voucher` as it was before.
    #[must_use]
    pub fn shift(&self, voucher: &Voucher) -> Shift {
        let worth = voucher.worth.minor;
        match self {
            Self::Redeemed(redemption) => {
                let committed = if voucher.state == VoucherState::Expired { 0 } else { -worth };
                Shift { committed, actual: redemption.discount.minor }
            }
            Self::RolledBack { .. } => {
                let given = voucher.redemption.as_ref().map_or(0, |r| r.discount.minor);
                Shift { committed: worth, actual: -given }
            }
            Self::RolledBackAhead(_) => Shift::default(),
            Self::Expired { .. } | Self::Voided { .. } => Shift { committed: -worth, actual: 0 },
        }
    }
}

impl Voucher {
    /// Whether it may stand beside others in one order: its pool and what issued it must both allow that.
    #[must_use]
    pub fn combines(&self, pool: &Pool) -> bool {
        self.asked(pool).all(|asked| asked.combinable)
    }

    fn asked<'a>(&'a self, pool: &'a Pool) -> impl Iterator<Item = &'a Conditions> {
        std::iter::once(&pool.conditions).chain(&self.conditions)
    }

    /// Becomes someone's that was given to no one known.
    ///
    /// # Errors
    /// Why it stays no one's: only what nothing has happened to since may become theirs. What was used was used by whoever did, and
    /// what belonged to an erased person is taken.
    pub fn give_to(&mut self, customer: CustomerId) -> Result<(), Refusal> {
        match self.state {
            VoucherState::Issued if self.revision == 0 && self.customer.is_none() => {
                self.customer = Some(customer);
                self.revision += 1;
                Ok(())
            }
            VoucherState::Redeemed => Err(Refusal::AlreadyRedeemed),
            VoucherState::Expired => Err(Refusal::Expired),
            VoucherState::Void => Err(Refusal::Void),
            VoucherState::Issued | VoucherState::RolledBack => Err(Refusal::CodeTaken),
        }
    }

    /// What to book when this voucher is issued.
    #[must_use]
    pub fn shift(&self) -> Shift {
        Shift { committed: self.worth.minor, actual: 0 }
    }
}
