//! What all words of one order come to, in whatever order they arrive (decision record 0065).
//!
//! An order keeps the words that were told of it by the moment at which they happened, and is made of them anew with each. What
//! does not fit yet is kept and takes nothing: the goods of a row that has not been told, more than was paid so far, a row
//! that pays out more than the others sold. Words of one moment count in the order of the log.

use crate::{
    order::{Line, MAX_LINES, MAX_RETURNS, Order, ReturnWord},
    told::{OrderRefusal, Return},
};
use rapport_kernel::{Event, SourceId, Time};
use serde::{Deserialize, Serialize};

/// What a touchpoint said was sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SaleWord {
    /// When that was.
    pub at: Time,
    /// Whether the order is like this now; else it was made like this, or grew.
    pub updates: bool,
    /// What was paid for all of it, if it says so.
    pub paid: Option<i64>,
    /// What its lines cost together, if it says a price.
    pub worth: Option<i64>,
    /// What was bought.
    pub lines: Vec<Line>,
}

impl SaleWord {
    /// Whether it says something of the whole order; else its lines are added.
    fn is_whole(&self) -> bool {
        self.updates || self.paid.is_some()
    }

    fn says_amount(&self) -> bool {
        self.paid.or(self.worth).is_some()
    }

    fn says_same(&self, other: &Self) -> bool {
        let words = |word: &Self| (word.updates, word.paid, word.worth);
        words(self) == words(other) && self.lines == other.lines
    }

    /// Whether nothing of an earlier word is left after this one.
    fn covers(&self, earlier: &Self) -> bool {
        let lines = !self.lines.is_empty() || (earlier.is_whole() && earlier.lines.is_empty());
        self.is_whole() && self.says_amount() && lines
    }
}

/// What one return came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It counts, or was told by another word.
    Heard,
    /// More came back than was paid so far.
    Beyond,
    /// It names goods that the order does not have so far.
    Unknown,
}

impl Order {
    /// Takes in a word of what was sold; answers whether it counts, and does not wait for others.
    ///
    /// # Errors
    /// [`OrderRefusal::TooManyLines`]; then the order is in no state to be kept.
    pub(crate) fn sell(&mut self, word: SaleWord) -> Result<bool, OrderRefusal> {
        self.sales = self.sales();
        self.date(&word);
        insert(&mut self.sales, word.clone());
        let (waiting, _) = self.retell()?;
        Ok(!waiting.contains(&word))
    }

    /// Takes in a return.
    ///
    /// # Errors
    /// [`OrderRefusal::TooManyLines`]; then the order is in no state to be kept.
    pub(crate) fn give_back(&mut self, back: Return) -> Result<Fit, OrderRefusal> {
        self.back = self.returned();
        let Some(at) = place(&mut self.back, back.of(self.revenue.currency)) else { return Ok(Fit::Heard) };
        self.sales = self.sales();
        let (_, fits) = self.retell()?;
        Ok(fits.get(at).copied().unwrap_or(Fit::Heard))
    }

    /// Takes in returns that came before what they are of; they count with the next word.
    pub(crate) fn take_in(&mut self, early: impl Iterator<Item = Return>) {
        self.back = self.returned();
        for back in early {
            place(&mut self.back, back.of(self.revenue.currency));
        }
    }

    /// Whether the return that this event told names goods that the order does not have so far.
    pub(crate) fn lacks_goods_of(&self, event: &Event) -> bool {
        let mut order = self.clone();
        let fits = order.take_back();
        let told = |back: &Return| back.word.as_ref().is_some_and(|word| word.is_of(&event.source, &event.message_id));
        order.back.iter().zip(fits).any(|(back, fit)| fit == Fit::Unknown && told(back))
    }

    /// Whether what this event told to be paid out is more than the others sold so far.
    pub(crate) fn pays_out_too_much_with(&self, event: &Event) -> bool {
        let mut order = Self { sales: self.sales(), ..self.clone() };
        let waiting = order.add_up().unwrap_or_default();
        waiting.iter().any(|word| word.at == event.timestamp)
    }

    /// An order is of the day it was completed; as long as only changes of it were told, of the first one's.
    fn date(&mut self, word: &SaleWord) {
        let completes = !word.updates;
        if completes && self.updated {
            (self.at, self.updated) = (word.at, false);
        } else if completes || self.updated {
            self.at = self.at.min(word.at);
        }
    }

    /// Every word of what was sold that still matters.
    fn sales(&self) -> Vec<SaleWord> {
        if !self.sales.is_empty() {
            return self.sales.clone();
        }
        let sum = self.revenue.minor;
        let priced = sum != 0 || self.lines.iter().any(Line::is_priced);
        let only = SaleWord {
            at: self.at,
            updates: self.updated,
            paid: (!self.summed).then_some(sum),
            worth: (self.summed && priced).then_some(sum),
            lines: self.lines.iter().map(Line::gross).collect(),
        };
        if only.says_amount() || !only.lines.is_empty() { vec![only] } else { Vec::new() }
    }

    /// Every return; of what releases before kept, what all took together.
    fn returned(&self) -> Vec<Return> {
        if self.back.is_empty() { self.sum_of_returns().into_iter().collect() } else { self.back.clone() }
    }

    /// What came back so far, as one return.
    fn sum_of_returns(&self) -> Option<Return> {
        let lines: Vec<Line> = self.lines.iter().filter_map(Line::came_back).collect();
        let any = self.cancelled || self.refunded > 0 || !lines.is_empty();
        any.then(|| Return {
            order: self.id.clone(),
            lines: if self.cancelled { Vec::new() } else { lines },
            amount: (!self.cancelled).then_some(self.refunded),
            cancels: self.cancelled,
            currency: Some(self.revenue.currency),
            brand: Some(self.brand.clone()),
            word: None,
            fraction: 0,
            unnamed: false,
            at: Time::MIN,
        })
    }

    /// Makes the order anew of its words; answers which of what was sold waits, and what each return came to.
    fn retell(&mut self) -> Result<(Vec<SaleWord>, Vec<Fit>), OrderRefusal> {
        self.back = self.returned();
        let waiting = self.add_up()?;
        let fits = self.take_back();
        let sales = std::mem::take(&mut self.sales);
        if sales != self.sales() {
            self.sales = sales;
        }
        Ok((waiting, fits))
    }

    /// What was sold: a word of the whole order counts until the next one; rows are added, those that pay out at last and only out
    /// of what there is.
    fn add_up(&mut self) -> Result<Vec<SaleWord>, OrderRefusal> {
        (self.revenue.minor, self.summed) = (0, true);
        self.lines.clear();
        let sales = std::mem::take(&mut self.sales);
        let mut out: Vec<&SaleWord> = Vec::new();
        for word in &sales {
            if word.is_whole() {
                match (word.paid, word.worth) {
                    (Some(paid), _) => (self.revenue.minor, self.summed) = (paid, false),
                    (None, Some(worth)) => (self.revenue.minor, self.summed) = (worth, true),
                    (None, None) => {}
                }
                if !word.lines.is_empty() {
                    self.lines.clone_from(&word.lines);
                    out.clear();
                }
            } else if word.worth.is_some_and(|worth| worth < 0) {
                out.push(word);
            } else {
                self.grow(word)?;
            }
        }
        let mut waiting = Vec::new();
        for word in out {
            let (sum, lines) = (self.revenue.minor, self.lines.len());
            self.grow(word)?;
            if self.revenue.minor < 0 {
                self.revenue.minor = sum;
                self.lines.truncate(lines);
                waiting.push(word.clone());
            }
        }
        self.sales = sales;
        Ok(waiting)
    }

    fn grow(&mut self, word: &SaleWord) -> Result<(), OrderRefusal> {
        let known = self.lines.len();
        let mut sum = self.revenue.minor.saturating_add(word.worth.unwrap_or(0));
        for line in &word.lines {
            if self.lines.iter().take(known).any(|known| known.same_line(line)) {
                sum = sum.saturating_sub(line.worth());
            } else if self.lines.len() == MAX_LINES {
                return Err(OrderRefusal::TooManyLines);
            } else {
                self.lines.push(line.clone());
            }
        }
        if self.summed {
            self.revenue.minor = sum;
        }
        Ok(())
    }

    /// What came back: never more than was paid, and no return twice.
    fn take_back(&mut self) -> Vec<Fit> {
        (self.refunded, self.cancelled) = (0, false);
        for line in &mut self.lines {
            *line = line.gross();
        }
        let mut known = self.returns.clone();
        let back = std::mem::take(&mut self.back);
        let fits = back.iter().map(|back| self.take_one(back, &mut known)).collect();
        // Everything is everything of what the order is now.
        let everything = |back: &Return| back.is_everything() && back.is_in(self.revenue.currency);
        if self.cancelled || back.iter().any(everything) {
            self.all_came_back(false);
        }
        self.back = back;
        fits
    }

    /// Marks what one return took, and how much was paid back by it.
    fn take_one(&mut self, back: &Return, known: &mut Vec<ReturnWord>) -> Fit {
        if !back.is_in(self.revenue.currency) {
            return Fit::Heard;
        }
        if back.is_everything() {
            self.cancelled |= back.cancels;
            return Fit::Heard;
        }
        let Some(amount) = self.paid_back(back) else { return Fit::Unknown };
        if let Some(word) = &back.word {
            if word.is_told(known) {
                return Fit::Heard;
            }
            let more = word.is_one_more(known);
            known.push(word.clone());
            if !more {
                return Fit::Heard;
            }
        }
        let left = self.left().minor;
        if back.lines.is_empty() && amount > 0 && amount >= left {
            self.all_came_back(back.cancels);
            return if amount > left { Fit::Beyond } else { Fit::Heard };
        }
        for gone in &back.lines {
            self.take_goods(gone);
        }
        self.refunded = self.refunded.saturating_add(amount.max(0)).min(self.revenue.minor);
        // A cancellation that names every product is of the whole order, with what was paid beside the products.
        if back.cancels && !back.lines.is_empty() && !self.lines.iter().any(Line::is_kept) {
            self.all_came_back(true);
        }
        if amount > left { Fit::Beyond } else { Fit::Heard }
    }

    /// Takes goods from the lines that are most like them; answers what they cost.
    fn take_goods(&mut self, gone: &Line) -> i64 {
        let (mut left, mut sum) = (gone.bought(), 0i64);
        let closest = self.lines.iter().map(|line| line.likeness(gone)).max().unwrap_or(0).max(1);
        for line in self.lines.iter_mut().filter(|line| line.likeness(gone) == closest) {
            let taken = line.take_back(left);
            left -= taken;
            sum = sum.saturating_add(line.price_of(taken));
        }
        sum
    }

    /// The sum a return says was paid back, else what the goods cost that it names; of an order whose products nobody told, as
    /// it says itself. None if it names goods that are not known.
    fn paid_back(&self, back: &Return) -> Option<i64> {
        let known = |gone: &Line| self.lines.iter().any(|line| line.likeness(gone) > 0);
        if back.amount.is_some() {
            return back.amount;
        }
        if back.lines.iter().all(known) {
            let mut order = self.clone();
            return Some(back.lines.iter().map(|gone| order.take_goods(gone)).fold(0, i64::saturating_add));
        }
        let told = self.lines.is_empty() && back.lines.iter().all(Line::is_priced);
        told.then(|| back.lines.iter().map(Line::worth).fold(0, i64::saturating_add))
    }

    fn all_came_back(&mut self, cancelled: bool) {
        self.lines.iter_mut().for_each(Line::take_all_back);
        self.refunded = self.refunded.max(self.revenue.minor);
        self.cancelled |= cancelled;
    }

    /// Whether both say the same of what was bought and what came back.
    pub(crate) fn is_alike(&self, other: &Self) -> bool {
        let sums = |order: &Self| (order.revenue, order.refunded, order.cancelled, order.lines.len());
        sums(self) == sums(other) && self.lines.iter().all(|line| other.lines.contains(line))
    }

    /// How many returns one source told.
    pub(crate) fn told_by(&self, source: &SourceId) -> usize {
        self.back.iter().filter(|back| back.is_by(source)).count()
    }

    /// Of each source the newest returns are kept by themselves, and the older ones as one sum.
    pub(crate) fn settle(&mut self) {
        let many = |order: &Self, back: &Return| {
            back.word.as_ref().is_some_and(|word| order.told_by(&word.source) > MAX_RETURNS)
        };
        while let Some(at) = self.back.iter().position(|back| many(self, back)) {
            let sums = self.back.extract_if(..=at, |back| back.word.is_none()).collect::<Vec<_>>();
            let oldest = self.back.remove(at - sums.len());
            let mut alone = Self { back: sums.into_iter().chain([oldest]).collect(), ..self.clone() };
            alone.take_back();
            self.back.splice(..0, alone.sum_of_returns());
        }
    }

    /// Forgets what was bought; the amounts stay.
    pub(crate) fn forget(&mut self) {
        self.returns.extend(self.back.drain(..).filter_map(|back| back.word));
        self.sales.clear();
        self.lines.clear();
    }

    /// Takes over what another identity of the same person was told of it.
    pub(crate) fn join(&mut self, other: &Self) {
        let mut joined = self.clone();
        joined.sales = self.sales();
        for word in other.sales() {
            insert(&mut joined.sales, word);
        }
        joined.back = self.returned();
        for back in other.returned() {
            // Which returns are in a sum nobody knows: the larger one may hold the other.
            let sum = joined.back.iter_mut().find(|known| known.word.is_none() && back.word.is_none());
            match sum {
                Some(sum) if back.is_everything() || back.amount > sum.amount && !sum.is_everything() => *sum = back,
                Some(_) => {}
                None => drop(place(&mut joined.back, back)),
            }
        }
        let told = other.returns.iter().filter(|word| !self.returns.contains(word));
        joined.returns.extend(told.cloned());
        (joined.at, joined.updated) = match (self.updated, other.updated) {
            (true, false) => (other.at, false),
            (false, true) => (self.at, false),
            (both, _) => (self.at.min(other.at), both),
        };
        if joined.retell().is_ok() {
            *self = joined;
        }
    }
}

/// Puts a word among the others by its moment. What was said before is said at the later moment alone, and what nothing is left of
/// is dropped.
fn insert(sales: &mut Vec<SaleWord>, mut word: SaleWord) {
    word.lines.truncate(MAX_LINES);
    let empty = !word.says_amount() && word.lines.is_empty();
    if empty || sales.iter().any(|known| known.at > word.at && known.says_same(&word)) {
        return;
    }
    sales.retain(|known| !known.says_same(&word));
    let at = sales.partition_point(|known| known.at <= word.at);
    sales.insert(at, word);
    let mut at = 0;
    while let Some(word) = sales.get(at) {
        if sales.iter().skip(at + 1).any(|later| later.covers(word)) {
            sales.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Puts a return among the others by its moment, and says where; nowhere if the same message told it before.
fn place(all: &mut Vec<Return>, back: Return) -> Option<usize> {
    let again = |known: &Return| known.word.as_ref().zip(back.word.as_ref()).is_some_and(|(a, b)| a.is_same_message(b));
    if all.iter().any(again) {
        return None;
    }
    let at = all.partition_point(|known| known.at <= back.at);
    all.insert(at, back);
    Some(at)
}
