//! The plan as screens show it: nodes with figures as of a moment and one day before.

use crate::{
    part::PlanPart,
    view::{Amount, Compared, DayFigures, Figures, Level, MoneyKind, MonthFigures, Plan as Shown, PlanNode, Total},
};
use jiff::{ToSpan, civil::Date};
use rapport_kernel::{Currency, Money, Span, Time};
use rapport_plan::{
    Books, Kind, Node, NodeId, Period, Tree,
    days::{Days, next},
};
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

/// The plan at two moments, as far as someone sees it: no figure holds what an activity spends that is hidden from them.
pub struct Look {
    part: PlanPart,
    as_of: Time,
    since: Time,
    now: Past,
    before: Past,
    calendar: Days,
}

impl Look {
    /// Reads both; `calendar` says where its days begin.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn at(
        plan: &Plan,
        as_of: Option<Time>,
        now: Time,
        calendar: Days,
        part: PlanPart,
    ) -> Result<Self, SqlError> {
        let shown = match as_of {
            Some(moment) => Past::before(plan, moment).await?,
            None => Past { tree: plan.tree(), books: Arc::new(plan.books().await?) },
        };
        let as_of = as_of.unwrap_or(now);
        let since = as_of - Span::DAY;
        let before = Past::before(plan, since).await?;
        Ok(Self { part, as_of, since, now: shown, before, calendar })
    }

    /// The tree it looks at.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.now.tree
    }

    /// A node that is there and seen.
    #[must_use]
    pub fn get(&self, id: &NodeId) -> Option<&Node> {
        self.tree().get(id).filter(|node| self.part.sees(&node.id))
    }

    /// The part of the plan that is looked at.
    #[must_use]
    pub fn part(&self) -> &PlanPart {
        &self.part
    }

    /// A node with its figures, its place and how it stands.
    #[must_use]
    pub fn node(&self, node: &Node) -> PlanNode {
        let tree = self.tree();
        let seen = |id: &&NodeId| self.part.sees(id);
        let mut path: Vec<String> =
            tree.up(&node.id).map(|above| &above.id).filter(seen).map(ToString::to_string).collect();
        path.reverse();
        let currency = tree.currency(&node.id).unwrap_or_default();
        let (closed, archived) = (tree.closed(&node.id), tree.archived(&node.id));
        PlanNode {
            id: node.id.to_string(),
            parent: Some(&node.parent)
                .filter(|parent| **parent != NodeId::Company)
                .filter(seen)
                .map(ToString::to_string),
            level: level(&node.id),
            name: node.name.clone(),
            path,
            owner: node.owner.as_ref().map(ToString::to_string),
            brand: node.brand.as_ref().map(ToString::to_string),
            currency: currency.to_string(),
            closed: closed.is_some(),
            closed_by: closed.filter(seen).map(ToString::to_string),
            archived: archived.is_some(),
            archived_by: archived.filter(seen).map(ToString::to_string),
            figures: self.figures(&self.now, &node.id, currency, self.as_of),
            before: self.figures(&self.before, &node.id, currency, self.since),
            starts: node.period.map(|period| day(period.from)),
            // A period ends before its last moment; people name the last day.
            ends: node.period.map(|period| day(period.until - Span(1))),
            books_closed: tree.closed_until(&node.id).map(|until| self.calendar.last_before(until).to_string()),
        }
    }

    /// The whole tree, with or without what is archived.
    #[must_use]
    pub fn plan(&self, archived: bool) -> Shown {
        let wanted = |node: &&Node| self.part.sees(&node.id) && (archived || self.tree().archived(&node.id).is_none());
        let nodes = self.tree().walk().into_iter().filter(wanted).map(|node| self.node(node)).collect();
        Shown { as_of: self.as_of, since: self.since, nodes }
    }

    /// The sums of a plan, or of all plans, by currency.
    #[must_use]
    pub fn totals(&self, root: &NodeId) -> Vec<Total> {
        let mut currencies = match self.tree().currency(root) {
            Some(currency) => vec![currency],
            None => self.currencies(),
        };
        currencies.dedup();
        let total = |currency| Total {
            figures: self.figures(&self.now, root, currency, self.as_of),
            before: self.figures(&self.before, root, currency, self.since),
        };
        currencies.into_iter().map(total).collect()
    }

    /// What came about at a node in the last days, and in as many before them; each by the tree as it was then.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn compared(&self, plan: &Plan, id: &NodeId, days: i64) -> Result<Compared, SqlError> {
        let currency = self.tree().currency(id).or_else(|| self.totals_currency()).unwrap_or_default();
        let last = self.calendar.day(self.as_of);
        let back = |from: Date, days: i64| from.saturating_sub(days.days());
        let first = back(last, days - 1);
        let at = async |day: Date| {
            let begin = self.calendar.begin(day);
            Ok::<_, SqlError>(self.figures(&Past::before(plan, begin).await?, id, currency, begin))
        };
        let (before, begin) = (at(back(first, days)).await?, at(first).await?);
        let now = self.figures(&self.now, id, currency, self.as_of);
        Ok(Compared {
            first: first.to_string(),
            last: last.to_string(),
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
        let mut day = self.calendar.day(self.as_of).saturating_sub((count - 1).days());
        let mut days = Vec::new();
        for _ in 0..count {
            let end = self.calendar.begin(next(day));
            let shown = if end > self.as_of {
                self.figures(&self.now, id, currency, self.as_of)
            } else {
                self.figures(&Past::before(plan, end).await?, id, currency, end)
            };
            days.push(DayFigures { day: day.to_string(), figures: shown });
            day = next(day);
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
        for (month, end) in
            self.period(id).map(|period| month_ends(period, self.as_of, &self.calendar)).unwrap_or_default()
        {
            let figures = match end {
                Some(end) => self.figures(&Past::before(plan, end).await?, id, currency, end),
                None => self.figures(&self.now, id, currency, self.as_of),
            };
            months.push(MonthFigures { month, figures });
        }
        Ok(months)
    }

    /// The time a node is for: its own, else that of the nearest above; of the company, from the first plan's begin to the last one's end.
    fn period(&self, id: &NodeId) -> Option<Period> {
        let own = self.tree().up(id).find_map(|node| node.period);
        let seen = || self.tree().walk().into_iter().filter(|node| self.part.sees(&node.id));
        let all = || seen().filter_map(|node| self.tree().period(&node.id));
        own.or_else(|| Some(Period { from: all().map(|p| p.from).min()?, until: all().map(|p| p.until).max()? }))
    }

    /// Those of the plans of which something is seen.
    fn currencies(&self) -> Vec<Currency> {
        let seen = self.tree().walk().into_iter().filter(|node| self.part.sees(&node.id));
        let mut all: Vec<Currency> = seen.filter_map(|node| self.tree().currency(&node.id)).collect();
        all.sort_unstable();
        all
    }

    fn totals_currency(&self) -> Option<Currency> {
        self.currencies().into_iter().next()
    }

    /// A node's figures in one currency.
    fn figures(&self, past: &Past, id: &NodeId, currency: Currency, at: Time) -> Figures {
        let all = past.books.figures_of(&past.tree, id, at, |activity| self.part.pays(activity));
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
}

/// How many months a screen shows at most.
const MONTHS: usize = 24;

/// The months of a period that have begun, the last ones if they are many: each with its end, or none if it is not over.
fn month_ends(period: Period, now: Time, calendar: &Days) -> Vec<(String, Option<Time>)> {
    // The period itself is days, which begin as those of UTC do.
    let (begins, ends) = (utc(period.from), utc(period.until - Span(1)));
    let mut found = Vec::new();
    let mut first = calendar.day(now).min(ends).first_of_month();
    while found.len() < MONTHS && first >= begins.first_of_month() {
        let end = calendar.begin(first.saturating_add(1.month()).min(next(ends)));
        found.push((first.strftime("%Y-%m").to_string(), (end <= now).then_some(end)));
        first = first.saturating_sub(1.month());
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

/// A day of a period, which is kept as its begin in UTC.
#[must_use]
pub fn day(at: Time) -> String {
    utc(at).to_string()
}

fn utc(at: Time) -> Date {
    at.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// How deep a node hangs: plan, area, campaign or activity.
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
        let utc = Days::of_zone("UTC");
        let months = month_ends(period, at("2026-03-02"), &utc);
        let february = Some(at("2026-03-01"));
        assert_eq!(months.last(), Some(&("2026-03".to_owned(), None)));
        assert_eq!((months.len(), months[1].clone()), (3, ("2026-02".to_owned(), february)));
        // What is over stays a whole year; what has not begun has no month.
        assert_eq!(month_ends(period, at("2028-06-01"), &utc).len(), 12);
        assert_eq!(month_ends(period, at("2025-06-01"), &utc).len(), 0);
    }

    #[test]
    fn a_month_ends_where_the_brand_is_at_home() {
        let period = Period { from: at("2026-01-01"), until: at("2027-01-01") };
        let moment = |text: &str| text.parse::<Time>().expect("a moment");
        let berlin = Days::of_zone("Europe/Berlin");
        // Half past midnight on the 1st of March in Berlin.
        let months = month_ends(period, moment("2026-02-28T23:30:00Z"), &berlin);
        assert_eq!(months[1], ("2026-02".to_owned(), Some(moment("2026-02-28T23:00:00Z"))));
        assert_eq!(months[2], ("2026-03".to_owned(), None));
        let york = Days::of_zone("America/New_York");
        let months = month_ends(period, moment("2027-02-01T00:00:00Z"), &york);
        assert_eq!(
            (months.len(), months[11].clone()),
            (12, ("2026-12".to_owned(), Some(moment("2027-01-01T05:00:00Z"))))
        );
        assert_eq!(months[0].0, "2026-01", "the first day is the 1st of January there, too");
    }
}
