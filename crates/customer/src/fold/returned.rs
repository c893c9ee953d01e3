//! What came back of an order.
//!
//! A return of everything takes what the order was at its moment: a shop that refunds an order and then adds a product to it tells the
//! new state, and what was added is not refunded. One that comes before anything was sold takes all that is ever told.

use super::{Fit, SaleWord};
use crate::{
    order::{Line, Order, ReturnWord},
    told::Return,
};
use rapport_kernel::{Event, SourceId, Time};
use std::collections::BTreeMap;

impl Order {
    /// What came back: never more than was paid, and no return twice.
    pub(super) fn take_back(&mut self) -> Vec<Fit> {
        (self.refunded, self.cancelled) = (0, false);
        for line in &mut self.lines {
            *line = line.gross();
        }
        let mut known = self.returns.clone();
        let back = std::mem::take(&mut self.back);
        let fits = back.iter().map(|back| self.take_one(back, &mut known)).collect();
        let own = self.revenue.currency;
        let everything = || back.iter().filter(|back| back.is_everything() && back.is_in(own));
        if self.cancelled || everything().any(|back| self.before_more(back.at).is_none()) {
            self.all_came_back(false);
        }
        if everything().any(|back| back.cancels) && self.left().minor == 0 && !self.lines.iter().any(Line::is_kept) {
            self.cancelled = true;
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
            // Where nothing was told after it, everything is what is left when all returns have taken theirs.
            if let Some(then) = self.before_more(back.at) {
                self.take_all_of(&then);
            }
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
        if back.lines.is_empty()
            && let Some(then) = self.before_more(back.at)
            && then.revenue.minor > 0
            && self.refunded.saturating_add(amount) >= then.revenue.minor
        {
            self.take_goods_of(&then);
        }
        self.refunded = self.refunded.saturating_add(amount.max(0)).min(self.revenue.minor);
        // A cancellation that names every product is of the whole order, with what was paid beside the products.
        if back.cancels && !back.lines.is_empty() && !self.lines.iter().any(Line::is_kept) {
            self.all_came_back(true);
        }
        if amount > left { Fit::Beyond } else { Fit::Heard }
    }

    /// What the order was at a moment, if anything, and more of it was told later.
    fn before_more(&self, at: Time) -> Option<Self> {
        let sales = self.sales();
        let told = |later: bool| sales.iter().flat_map(SaleWord::moments).any(|moment| (moment > at) == later);
        if !told(true) || !told(false) {
            return None;
        }
        let mut then = Self { sales, ..self.clone() };
        then.add_up(at).ok().map(|_| then)
    }

    /// Takes what the order was: its goods and what was paid for it. Goods that a later word leaves out take nothing.
    fn take_all_of(&mut self, then: &Self) {
        let (taken, left_out) = self.take_goods_of(then);
        let no_more = !self.lines.is_empty() && !self.lines.iter().any(Line::is_kept);
        let paid = match then.revenue.minor {
            _ if no_more => self.revenue.minor,
            _ if taken == 0 && !then.lines.is_empty() => 0,
            0 => taken,
            paid => paid.saturating_sub(left_out),
        };
        self.refunded = self.refunded.max(paid.clamp(0, self.revenue.minor));
        if then.lines.is_empty() && self.left().minor == 0 {
            self.all_came_back(false);
        }
    }

    /// Marks the goods that the order was as come back; answers what they cost now, and what those cost that it has no longer.
    fn take_goods_of(&mut self, then: &Self) -> (i64, i64) {
        let mut gross = Self { lines: self.lines.iter().map(Line::gross).collect(), ..self.clone() };
        let (mut taken, mut left_out) = (0i64, 0i64);
        // Of lines without a name it cannot be told which is which: with one of them, all are gone.
        let nameless = then.lines.iter().any(|gone| !gone.is_named());
        for line in gross.lines.iter_mut().filter(|line| nameless && !line.is_named()) {
            let pieces = line.take_back(line.kept());
            taken = taken.saturating_add(line.price_of(pieces));
        }
        for gone in then.lines.iter().filter(|gone| gone.is_named()) {
            let (pieces, cost) = gross.take_goods(gone);
            taken = taken.saturating_add(cost);
            left_out = left_out.saturating_add(gone.price_of(gone.bought() - pieces));
        }
        for (line, gone) in self.lines.iter_mut().zip(&gross.lines) {
            line.take_back(line.kept().saturating_sub(gone.kept()));
        }
        (taken, left_out)
    }

    /// Takes goods from the lines that are most like them, first from those of the same price; answers how much of them there was, in
    /// millionths, and what it cost.
    fn take_goods(&mut self, gone: &Line) -> (u64, i64) {
        let (mut left, mut sum) = (gone.bought(), 0i64);
        let closest = self.lines.iter().map(|line| line.likeness(gone)).max().unwrap_or(0).max(1);
        let mut closest: Vec<&mut Line> = self.lines.iter_mut().filter(|line| line.likeness(gone) == closest).collect();
        closest.sort_by_key(|line| !line.costs_like(gone));
        for line in closest {
            let before = line.price_of(line.bought() - line.kept());
            left -= line.take_back(left);
            // Rounded over all that came back of the line: three times a third of a cent are a cent.
            sum = sum.saturating_add(line.price_of(line.bought() - line.kept()).saturating_sub(before));
        }
        (gone.bought() - left, sum)
    }

    /// Takes goods; answers what was paid back for them: at the price that the return says, else at that of the order's lines.
    fn take_paid_back(&mut self, gone: &Line) -> i64 {
        let as_sold =
            !gone.is_priced() || self.lines.iter().any(|line| line.likeness(gone) > 0 && line.costs_like(gone));
        let (pieces, cost) = self.take_goods(gone);
        if as_sold { cost } else { gone.price_of(pieces) }
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
            return Some(back.lines.iter().map(|gone| order.take_paid_back(gone)).fold(0, i64::saturating_add));
        }
        let told = self.lines.is_empty() && back.lines.iter().all(Line::is_priced);
        told.then(|| back.lines.iter().map(Line::worth).fold(0, i64::saturating_add))
    }

    /// Of each return by whom and of when it was told, and whether its goods came back at a price that the order has not for them.
    #[must_use]
    pub fn prices_of_returns(&self) -> BTreeMap<(SourceId, Time), bool> {
        let told = self.back.iter().filter_map(|back| Some((back.word.as_ref()?, back)));
        told.map(|(word, back)| ((word.source.clone(), back.at), self.doubts(back))).collect()
    }

    /// Whether the goods of the return that this event told came back at a price that the order has not for them.
    pub(crate) fn is_priced_otherwise(&self, event: &Event) -> bool {
        let is_it =
            |back: &&Return| back.word.as_ref().is_some_and(|word| word.is_of(&event.source, &event.message_id));
        self.back.iter().find(is_it).is_some_and(|back| self.doubts(back))
    }

    /// Whether a return pays back by prices of its own. Where it names its amount, its prices count for nothing; of a discounted basket
    /// pieces come back at less than they are listed at.
    fn doubts(&self, back: &Return) -> bool {
        let listed = self.lines.iter().map(Line::worth).fold(0, i64::saturating_add);
        let discounted = self.revenue.minor < listed;
        let expected = |line: &Line, gone: &Line| line.costs_like(gone) || discounted && line.costs_more_than(gone);
        let otherwise = |gone: &Line| {
            let mut alike = self.lines.iter().filter(|line| line.likeness(gone) > 0).peekable();
            gone.is_priced() && alike.peek().is_some() && !alike.any(|line| expected(line, gone))
        };
        back.amount.is_none() && back.is_in(self.revenue.currency) && back.lines.iter().any(otherwise)
    }

    fn all_came_back(&mut self, cancelled: bool) {
        self.lines.iter_mut().for_each(Line::take_all_back);
        self.refunded = self.refunded.max(self.revenue.minor);
        self.cancelled |= cancelled;
    }
}
