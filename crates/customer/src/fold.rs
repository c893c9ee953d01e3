//! What all words of one order come to, in whatever order they arrive (decision record 0065).
//!
//! An order keeps the words that were told of it by the moment at which they happened, and is made of them anew with each. What
//! does not fit yet is kept and takes nothing: the goods of a row that has not been told, more than was paid so far, a row
//! that pays out more than the others sold. Words of one moment count in the order of the log. What came back is in
//! [`returned`](mod@returned).

mod returned;

use crate::{
    order::{Line, MAX_LINES, MAX_RETURNS, Order},
    told::{OrderRefusal, Return},
};
use rapport_kernel::{Event, SourceId, Time};
use serde::{Deserialize, Serialize};

/// What a touchpoint said was sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SaleWord {
    /// When that was, the last time.
    pub at: Time,
    /// When the same was told before, oldest first: a return of everything takes what the order was at its moment.
    #[serde(default)]
    pub earlier: Vec<Time>,
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

    fn moments(&self) -> impl Iterator<Item = Time> {
        self.earlier.iter().copied().chain([self.at])
    }

    /// The same word, told at the moments of both.
    fn also_at(mut self, other: &Self) -> Self {
        self.earlier = self.moments().chain(other.moments()).collect();
        self.earlier.sort_unstable();
        self.earlier.dedup();
        self.at = self.earlier.pop().unwrap_or(self.at);
        self.earlier.drain(..self.earlier.len().saturating_sub(MAX_COVERED));
        self
    }

    /// Whether nothing of an earlier word is left after this one.
    fn covers(&self, earlier: &Self) -> bool {
        let lines = !self.lines.is_empty() || (earlier.is_whole() && earlier.lines.is_empty());
        self.is_whole() && self.says_amount() && lines
    }
}

/// How many words are kept of which a later one leaves nothing, and how many moments of one word.
const MAX_COVERED: usize = 64;

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
        Ok(!waiting.iter().any(|waits| waits.says_same(&word)))
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
        let waiting = order.add_up(Time::MAX).unwrap_or_default();
        waiting.iter().any(|word| word.moments().any(|at| at == event.timestamp))
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
            earlier: Vec::new(),
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
        let waiting = self.add_up(Time::MAX)?;
        let fits = self.take_back();
        let sales = std::mem::take(&mut self.sales);
        if sales != self.sales() {
            self.sales = sales;
        }
        Ok((waiting, fits))
    }

    /// What was sold by a moment: a word of the whole order counts until the next one; rows are added, those that pay out at last and
    /// only out of what there is.
    fn add_up(&mut self, until: Time) -> Result<Vec<SaleWord>, OrderRefusal> {
        (self.revenue.minor, self.summed) = (0, true);
        self.lines.clear();
        let sales = std::mem::take(&mut self.sales);
        let mut out: Vec<&SaleWord> = Vec::new();
        for word in told_until(&sales, until) {
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

    /// Whether both say the same of what was bought and what came back.
    pub(crate) fn is_alike(&self, other: &Self) -> bool {
        let sums = |order: &Self| (order.revenue, order.refunded, order.cancelled, order.lines.len());
        sums(self) == sums(other) && self.lines.iter().all(|line| other.lines.contains(line))
    }

    /// How many returns one source told.
    pub(crate) fn told_by(&self, source: &SourceId) -> usize {
        self.back.iter().filter(|back| back.is_by(source)).count()
    }

    /// Of each source the newest returns are kept by themselves, and the older ones as one sum; they are known again.
    pub(crate) fn settle(&mut self) {
        let many = |order: &Self, back: &Return| {
            back.word.as_ref().is_some_and(|word| order.told_by(&word.source) > MAX_RETURNS)
        };
        while let Some(at) = self.back.iter().position(|back| many(self, back)) {
            let sums = self.back.extract_if(..=at, |back| back.word.is_none()).collect::<Vec<_>>();
            let oldest = self.back.remove(at - sums.len());
            let mut alone = Self { back: sums.into_iter().chain([oldest.clone()]).collect(), ..self.clone() };
            alone.take_back();
            self.back.splice(..0, alone.sum_of_returns());
            self.returns.extend(oldest.word.filter(|word| !self.returns.contains(word)));
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
            // Which returns are in a sum no one knows: the larger one may hold the other.
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

/// The words told by a moment, each as often as it was told.
fn told_until(sales: &[SaleWord], until: Time) -> impl Iterator<Item = &SaleWord> {
    let told = sales.iter().flat_map(|word| word.moments().map(move |at| (at, word)));
    let mut told: Vec<(Time, &SaleWord)> = told.filter(|(at, _)| *at <= until).collect();
    told.sort_by_key(|(at, _)| *at);
    told.into_iter().map(|(_, word)| word)
}

/// Puts a word among the others by its moment. What is said again is kept once, with all its moments.
fn insert(sales: &mut Vec<SaleWord>, mut word: SaleWord) {
    word.lines.truncate(MAX_LINES);
    if !word.says_amount() && word.lines.is_empty() {
        return;
    }
    for known in sales.extract_if(.., |known| known.says_same(&word)).collect::<Vec<_>>() {
        word = word.also_at(&known);
    }
    let at = sales.partition_point(|known| known.at <= word.at);
    sales.insert(at, word);
    let covered = |at: usize| {
        let (word, later) = (sales.get(at)?, sales.get(at + 1..)?);
        later.iter().any(|later| later.covers(word)).then_some(at)
    };
    let covered: Vec<usize> = (0..sales.len()).filter_map(covered).collect();
    if let Some(oldest) = covered.first().filter(|_| covered.len() > MAX_COVERED) {
        sales.remove(*oldest);
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
