//! The plan as screens show it: nodes with figures as of a moment and one day before.

use crate::wire::{Amount, DayFigures, Figures, Level, MoneyKind, MonthFigures, Plan as Shown, PlanNode, Total};
use parking_lot::Mutex;
use rapport_kernel::{Currency, Money, Span, Time};
use rapport_plan::{Books, Kind, Node, NodeId, Period, Tree};
use rapport_platform::sql::{SqlError, plan::Plan};
use std::{collections::BTreeMap, sync::Arc};

/// How many days a screen shows.
pub const DAYS: i64 = 30;

/// Books as of the ends of past days: they never change again, so each is read once.
#[derive(Default)]
pub struct PastBooks(Mutex<BTreeMap<i64, Arc<Books>>>);

impl PastBooks {
    /// The books as of a moment. Only ends of days that are over for good are remembered.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn before(&self, plan: &Plan, moment: Time, now: Time) -> Result<Arc<Books>, SqlError> {
        let settled = moment.0 % Span::DAY.0 == 0 && moment < now - Span::MINUTE;
        if let Some(known) = self.0.lock().get(&moment.0).filter(|_| settled) {
            return Ok(known.clone());
        }
        let books = Arc::new(plan.books_before(moment).await?);
        if settled {
            let mut kept = self.0.lock();
            kept.insert(moment.0, books.clone());
            while kept.len() > 2 * DAYS as usize {
                kept.pop_first();
            }
        }
        Ok(books)
    }
}

/// The tree with the books of two moments.
pub struct Look {
    tree: Arc<Tree>,
    as_of: Time,
    since: Time,
    books: Arc<Books>,
    before: Arc<Books>,
}

impl Look {
    /// Reads both.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn at(plan: &Plan, past: &PastBooks, as_of: Option<Time>, now: Time) -> Result<Self, SqlError> {
        let books = match as_of {
            Some(moment) => past.before(plan, moment, now).await?,
            None => Arc::new(plan.books().await?),
        };
        let as_of = as_of.unwrap_or(now);
        let since = as_of - Span::DAY;
        let before = past.before(plan, since, now).await?;
        Ok(Self { tree: plan.tree(), as_of, since, books, before })
    }

    /// The tree it looks at.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// One node.
    #[must_use]
    pub fn node(&self, node: &Node) -> PlanNode {
        let mut path: Vec<String> = self.tree.up(&node.id).map(|above| above.id.to_string()).collect();
        path.reverse();
        let currency = self.tree.currency(&node.id).unwrap_or_default();
        let day = |at: Time| at.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
        PlanNode {
            id: node.id.to_string(),
            parent: (node.parent != NodeId::Company).then(|| node.parent.to_string()),
            level: level(&node.id),
            name: node.name.clone(),
            path,
            closed: self.tree.closed(&node.id).is_some(),
            figures: figures(&self.books, &self.tree, &node.id, currency, self.as_of),
            before: figures(&self.before, &self.tree, &node.id, currency, self.since),
            starts: node.period.map(|period| day(period.from)),
            // A period ends before its last moment; people name the last day.
            ends: node.period.map(|period| day(period.until - Span(1))),
        }
    }

    /// The whole tree.
    #[must_use]
    pub fn plan(&self) -> Shown {
        let nodes = self.tree.walk().into_iter().map(|node| self.node(node)).collect();
        Shown { as_of: self.as_of, since: self.since, nodes }
    }

    /// The sums of all plans, by currency.
    #[must_use]
    pub fn totals(&self) -> Vec<Total> {
        let mut currencies: Vec<Currency> = self.tree.walk().iter().filter_map(|node| node.currency).collect();
        currencies.sort_unstable();
        currencies.dedup();
        let total = |currency| Total {
            figures: figures(&self.books, &self.tree, &NodeId::Company, currency, self.as_of),
            before: figures(&self.before, &self.tree, &NodeId::Company, currency, self.since),
        };
        currencies.into_iter().map(total).collect()
    }

    /// The last days of a node, each at its end, today as of now.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn days(&self, plan: &Plan, past: &PastBooks, id: &NodeId) -> Result<Vec<DayFigures>, SqlError> {
        let currency = self.tree.currency(id).or_else(|| self.totals_currency()).unwrap_or_default();
        let today = self.as_of.0.div_euclid(Span::DAY.0);
        let mut days = Vec::new();
        for day in today - DAYS + 1..=today {
            let begin = Time(day * Span::DAY.0);
            let end = begin + Span::DAY;
            let shown = if end > self.as_of {
                figures(&self.books, &self.tree, id, currency, self.as_of)
            } else {
                figures(&*past.before(plan, end, self.as_of).await?, &self.tree, id, currency, end)
            };
            let name = begin.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
            days.push(DayFigures { day: name, figures: shown });
        }
        Ok(days)
    }

    /// The months of a node's period (for the company: of all plans), each at its end, up to now.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn months(&self, plan: &Plan, id: &NodeId) -> Result<Vec<MonthFigures>, SqlError> {
        let currency = self.tree.currency(id).or_else(|| self.totals_currency()).unwrap_or_default();
        let months = self.period(id).map(|period| month_ends(period, self.as_of)).unwrap_or_default();
        let ends: Vec<Time> = months.iter().filter_map(|(_, end)| *end).collect();
        let mut books = plan.books_counted(&ends).await?.into_iter();
        let shown = |(month, end): (String, Option<Time>)| {
            let figures = match end.and_then(|end| Some((books.next()?, end))) {
                Some((books, end)) => figures(&books, &self.tree, id, currency, end),
                None => figures(&self.books, &self.tree, id, currency, self.as_of),
            };
            MonthFigures { month, figures }
        };
        Ok(months.into_iter().map(shown).collect())
    }

    /// The time a node is for: its own, else that of the nearest above; of the company, from the first plan's begin to the last one's end.
    fn period(&self, id: &NodeId) -> Option<Period> {
        let own = self.tree.up(id).find_map(|node| node.period);
        let all = || self.tree.walk().into_iter().filter_map(|node| node.period);
        own.or_else(|| Some(Period { from: all().map(|p| p.from).min()?, until: all().map(|p| p.until).max()? }))
    }

    fn totals_currency(&self) -> Option<Currency> {
        self.tree.walk().iter().filter_map(|node| node.currency).min()
    }
}

/// How many months a screen shows at most.
const MONTHS: usize = 24;

/// The months of a period that have begun, the last ones if they are many: each with its end, or none if it is not over.
fn month_ends(period: Period, now: Time) -> Vec<(String, Option<Time>)> {
    let day = |at: Time| at.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date();
    let start = |date: jiff::civil::Date| {
        date.to_zoned(jiff::tz::TimeZone::UTC).map(|begin| Time::from(begin.timestamp())).unwrap_or(Time::MAX)
    };
    let last = now.min(period.until - Span(1));
    let mut found = Vec::new();
    let mut first = day(last).first_of_month();
    while found.len() < MONTHS && first >= day(period.from).first_of_month() {
        let end = first.saturating_add(jiff::Span::new().months(1));
        let end = start(end).min(period.until);
        found.push((first.strftime("%Y-%m").to_string(), (end <= now).then_some(end)));
        first = first.saturating_sub(jiff::Span::new().months(1));
    }
    found.reverse();
    found
}

/// A node's figures in one currency.
fn figures(books: &Books, tree: &Tree, id: &NodeId, currency: Currency, at: Time) -> Figures {
    let all = books.figures(tree, id, at);
    let own = all.iter().find(|figures| figures.currency == currency).copied().unwrap_or_default();
    let amount = |minor| Amount::from(Money::new(minor, currency));
    Figures {
        planned: amount(own.planned),
        committed: amount(own.committed),
        actual: amount(own.actual),
        forecast: amount(own.forecast),
        returned: amount(own.returned),
        margin: amount(own.margin),
        free: amount(own.free),
    }
}

/// The level of a node.
#[must_use]
pub fn level(id: &NodeId) -> Level {
    match id {
        NodeId::Company | NodeId::Plan(_) => Level::Plan,
        NodeId::Area(_) => Level::Area,
        NodeId::Campaign(_) => Level::Campaign,
        NodeId::Activity(_) => Level::Activity,
    }
}

/// The kind of money as screens name it.
#[must_use]
pub fn kind(kind: Kind) -> MoneyKind {
    match kind {
        Kind::Planned => MoneyKind::Planned,
        Kind::Committed => MoneyKind::Committed,
        Kind::Actual => MoneyKind::Actual,
        Kind::Forecast => MoneyKind::Forecast,
        Kind::Returned => MoneyKind::Returned,
        Kind::Margin => MoneyKind::Margin,
    }
}

/// The kind of money as the ledger names it.
#[must_use]
pub fn ledger_kind(kind: MoneyKind) -> Kind {
    match kind {
        MoneyKind::Planned => Kind::Planned,
        MoneyKind::Committed => Kind::Committed,
        MoneyKind::Actual => Kind::Actual,
        MoneyKind::Forecast => Kind::Forecast,
        MoneyKind::Returned => Kind::Returned,
        MoneyKind::Margin => Kind::Margin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> Time {
        format!("{day}T00:00:00Z").parse().unwrap()
    }

    #[test]
    fn a_year_is_its_months_until_now() {
        let period = Period { from: at("2026-01-01"), until: at("2027-01-01") };
        let months = month_ends(period, at("2026-03-02"));
        let february = Some(at("2026-03-01"));
        assert_eq!(months.last(), Some(&("2026-03".to_owned(), None)));
        assert_eq!((months.len(), months[1].clone()), (3, ("2026-02".to_owned(), february)));
        // What is over stays a whole year; what has not begun has no month.
        assert_eq!(month_ends(period, at("2028-06-01")).len(), 12);
        assert_eq!(month_ends(period, at("2025-06-01")).len(), 0);
    }
}
