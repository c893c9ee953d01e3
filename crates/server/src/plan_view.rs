//! The plan as screens show it: nodes with figures as of a moment and one day before.

use crate::wire::{
    Amount, Compared, DayFigures, Figures, Level, MoneyKind, MonthFigures, Plan as Shown, PlanNode, Total,
};
use rapport_kernel::{Currency, Money, Span, Time};
use rapport_plan::{Books, Kind, Node, NodeId, Period, Tree};
use rapport_platform::sql::{SqlError, plan::Plan};
use std::sync::Arc;

/// How many days a screen shows unless it asks for others.
pub const DAYS: i64 = 30;
/// How many it may ask for.
pub const MOST_DAYS: i64 = 90;

/// The plan at a moment: the tree as it was, and what was booked by then.
pub struct Past {
    tree: Arc<Tree>,
    books: Arc<Books>,
}

impl Past {
    async fn before(plan: &Plan, moment: Time) -> Result<Self, SqlError> {
        Ok(Self { tree: plan.tree_before(moment).await?, books: plan.books_before(moment).await? })
    }
}

/// The plan at two moments.
pub struct Look {
    as_of: Time,
    since: Time,
    now: Past,
    before: Past,
}

impl Look {
    /// Reads both.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn at(plan: &Plan, as_of: Option<Time>, now: Time) -> Result<Self, SqlError> {
        let shown = match as_of {
            Some(moment) => Past::before(plan, moment).await?,
            None => Past { tree: plan.tree(), books: Arc::new(plan.books().await?) },
        };
        let as_of = as_of.unwrap_or(now);
        let since = as_of - Span::DAY;
        let before = Past::before(plan, since).await?;
        Ok(Self { as_of, since, now: shown, before })
    }

    /// The tree it looks at.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.now.tree
    }

    /// One node.
    #[must_use]
    pub fn node(&self, node: &Node) -> PlanNode {
        let tree = self.tree();
        let mut path: Vec<String> = tree.up(&node.id).map(|above| above.id.to_string()).collect();
        path.reverse();
        let currency = tree.currency(&node.id).unwrap_or_default();
        let (closed, archived) = (tree.closed(&node.id), tree.archived(&node.id));
        PlanNode {
            id: node.id.to_string(),
            parent: (node.parent != NodeId::Company).then(|| node.parent.to_string()),
            level: level(&node.id),
            name: node.name.clone(),
            path,
            owner: node.owner.as_ref().map(ToString::to_string),
            brand: node.brand.as_ref().map(ToString::to_string),
            currency: currency.to_string(),
            closed: closed.is_some(),
            closed_by: closed.map(ToString::to_string),
            archived: archived.is_some(),
            archived_by: archived.map(ToString::to_string),
            figures: figures(&self.now, &node.id, currency, self.as_of),
            before: figures(&self.before, &node.id, currency, self.since),
            starts: node.period.map(|period| day(period.from)),
            // A period ends before its last moment; people name the last day.
            ends: node.period.map(|period| day(period.until - Span(1))),
            books_closed: tree.closed_until(&node.id).map(|until| day(until - Span(1))),
        }
    }

    /// The whole tree, with or without what is archived.
    #[must_use]
    pub fn plan(&self, archived: bool) -> Shown {
        let wanted = |node: &&Node| archived || self.tree().archived(&node.id).is_none();
        let nodes = self.tree().walk().into_iter().filter(wanted).map(|node| self.node(node)).collect();
        Shown { as_of: self.as_of, since: self.since, nodes }
    }

    /// The sums of a plan, or of all plans, by currency.
    #[must_use]
    pub fn totals(&self, root: &NodeId) -> Vec<Total> {
        let all = self.tree().walk().into_iter().filter_map(|node| node.currency);
        let mut currencies: Vec<Currency> = match self.tree().currency(root) {
            Some(currency) => vec![currency],
            None => all.collect(),
        };
        currencies.sort_unstable();
        currencies.dedup();
        let total = |currency| Total {
            figures: figures(&self.now, root, currency, self.as_of),
            before: figures(&self.before, root, currency, self.since),
        };
        currencies.into_iter().map(total).collect()
    }

    /// What came about at a node in the last days, and in as many before them; each by the tree as it was then.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn compared(&self, plan: &Plan, id: &NodeId, days: i64) -> Result<Compared, SqlError> {
        let currency = self.tree().currency(id).or_else(|| self.totals_currency()).unwrap_or_default();
        let last = self.as_of.0.div_euclid(Span::DAY.0);
        let first = last - days + 1;
        let at = async |number: i64| {
            let begin = Time(number * Span::DAY.0);
            Ok::<_, SqlError>(figures(&Past::before(plan, begin).await?, id, currency, begin))
        };
        let (before, begin) = (at(first - days).await?, at(first).await?);
        let now = figures(&self.now, id, currency, self.as_of);
        let name = |number: i64| day(Time(number * Span::DAY.0));
        Ok(Compared {
            first: name(first),
            last: name(last),
            gained: gained(&now, &begin),
            before: gained(&begin, &before),
        })
    }

    /// The last days of a node, each at its end, today as of now; each by the tree as it was then.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn days(&self, plan: &Plan, id: &NodeId, count: i64) -> Result<Vec<DayFigures>, SqlError> {
        let currency = self.tree().currency(id).or_else(|| self.totals_currency()).unwrap_or_default();
        let today = self.as_of.0.div_euclid(Span::DAY.0);
        let mut days = Vec::new();
        for number in today - count + 1..=today {
            let begin = Time(number * Span::DAY.0);
            let end = begin + Span::DAY;
            let shown = if end > self.as_of {
                figures(&self.now, id, currency, self.as_of)
            } else {
                figures(&Past::before(plan, end).await?, id, currency, end)
            };
            days.push(DayFigures { day: day(begin), figures: shown });
        }
        Ok(days)
    }

    /// The months of a node's period (for the company: of all plans), each at its end, up to now.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn months(&self, plan: &Plan, id: &NodeId) -> Result<Vec<MonthFigures>, SqlError> {
        let currency = self.tree().currency(id).or_else(|| self.totals_currency()).unwrap_or_default();
        let mut months = Vec::new();
        for (month, end) in self.period(id).map(|period| month_ends(period, self.as_of)).unwrap_or_default() {
            let figures = match end {
                Some(end) => figures(&Past::before(plan, end).await?, id, currency, end),
                None => figures(&self.now, id, currency, self.as_of),
            };
            months.push(MonthFigures { month, figures });
        }
        Ok(months)
    }

    /// The time a node is for: its own, else that of the nearest above; of the company, from the first plan's begin to the last one's end.
    fn period(&self, id: &NodeId) -> Option<Period> {
        let own = self.tree().up(id).find_map(|node| node.period);
        let all = || self.tree().walk().into_iter().filter_map(|node| node.period);
        own.or_else(|| Some(Period { from: all().map(|p| p.from).min()?, until: all().map(|p| p.until).max()? }))
    }

    fn totals_currency(&self) -> Option<Currency> {
        self.tree().walk().iter().filter_map(|node| node.currency).min()
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

/// What came about between two moments.
fn gained(then: &Figures, before: &Figures) -> Figures {
    let less = |of: fn(&Figures) -> &Amount| {
        let (then, before) = (of(then), of(before));
        Amount { minor: then.minor - before.minor, ..then.clone() }
    };
    Figures {
        planned: less(|figures| &figures.planned),
        committed: less(|figures| &figures.committed),
        actual: less(|figures| &figures.actual),
        forecast: less(|figures| &figures.forecast),
        returned: less(|figures| &figures.returned),
        margin: less(|figures| &figures.margin),
        free: less(|figures| &figures.free),
    }
}

/// The day a moment lies in, UTC.
#[must_use]
pub fn day(at: Time) -> String {
    at.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// A node's figures in one currency.
fn figures(past: &Past, id: &NodeId, currency: Currency, at: Time) -> Figures {
    let all = past.books.figures(&past.tree, id, at);
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
        format!("{day}T00:00:00Z").parse().expect("a day")
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
