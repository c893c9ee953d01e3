//! What was told of each order over all customers, and what of it is in the books.
//!
//! A customer's record knows what was told of that customer. An order's number may come from several: a till that does not
//! know who buys, a return of someone else, a page that makes numbers up. Here each number has one row, and
//! [`rapport_customer::told`] decides whose word counts. The books follow the row: what is booked for an order is what is left
//! of it, at the activity that is credited, and nothing anywhere else.

use super::{
    OrderState, Orders,
    credit::{Credited, redeemed},
    hidden, numbered,
};
use crate::sql::{
    SqlError,
    db::{Tx, get, json, parsed, to_json, values},
    ledger::{Ledger, commit_with, unbroken},
    value::SqlRow,
};
use hashbrown::HashMap;
use rapport_customer::{Heard, OrderAct, OrderDoubt, OrderRefusal, Told, purchase::Order, told};
use rapport_engine::OrderSeen;
use rapport_kernel::{ActivityId, Currency, CustomerId, Money, RecordId, SourceId, Time};
use rapport_plan::{Kind, Posting, Reference, booking};
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;

/// One word about an order, on its way into the books.
#[derive(Clone, Debug)]
pub struct Word {
    /// Which output of which record: a word is heard once.
    pub id: RecordId,
    /// Of whom the event is; none if they were erased, and then the order's key stands in the place of its number.
    pub customer: Option<CustomerId>,
    /// Log time.
    pub at: Time,
    /// What the engine saw.
    pub seen: OrderSeen,
    /// Who is credited if this word makes the order, and no voucher is redeemed in it.
    pub touch: Option<Credited>,
}

/// One word about an order, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which record.
    pub id: String,
    /// When it happened.
    pub at: Time,
    /// Who said it.
    pub source: SourceId,
    /// Whether that was a public source.
    pub public: bool,
    /// `completed`, `updated`, `refunded`, `cancelled`.
    pub act: String,
    /// What it did ([`Heard::code`]), or why it did nothing ([`OrderRefusal::code`]).
    pub outcome: String,
    /// Whether that is a refusal.
    pub refused: bool,
    /// What is odd about it ([`OrderDoubt::code`]); empty if nothing is.
    pub doubt: String,
    /// What was left of the order after it.
    pub left: Option<Money>,
}

/// An order as the books know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderPage {
    /// Whose it is; none if that customer was erased.
    pub customer: Option<CustomerId>,
    /// What was told, under the order's key in the place of its number; none if no word about it counted.
    pub order: Option<Order>,
    /// What is left after the goods' costs; none if no one said it.
    pub margin: Option<Money>,
    /// Why nothing is booked, if the books refused it.
    pub set_aside: Option<String>,
    /// Every word, oldest first.
    pub steps: Vec<Step>,
}

/// How many words one source said that counted for nothing, or are odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unheard {
    /// Who said it.
    pub source: SourceId,
    /// [`OrderRefusal::code`] or [`OrderDoubt::code`].
    pub code: String,
    /// How often.
    pub count: u64,
    /// When last, by the log.
    pub last: Time,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::sql) struct Row {
    pub(super) told: Told,
    /// The margin as told with the whole order, in minor units.
    margin: Option<i64>,
    /// When that was so; none if releases before heard it.
    #[serde(default)]
    margin_at: Option<Time>,
    pub(super) credit: Option<Credited>,
    /// Who is credited while no voucher is redeemed in it; not kept by releases before, which credited for good.
    #[serde(default)]
    pub(super) touch: Option<Credited>,
    #[serde(skip)]
    pub(super) customer: Option<CustomerId>,
    #[serde(skip)]
    changed: bool,
    /// Whether a word of it is of someone who was erased: nothing of what was bought is kept then.
    #[serde(skip)]
    nameless: bool,
    /// What changed it last, by which the booking is named.
    #[serde(skip)]
    pub(super) by: Option<Cause>,
}

/// What changes an order: a word about it, or a voucher.
#[derive(Clone, Debug)]
pub(in crate::sql) struct Cause {
    /// Names the booking, once and for ever.
    pub(in crate::sql) name: SmolStr,
    /// When it happened, as the word says or the till.
    pub(in crate::sql) at: Time,
    /// Why, for what is booked anew.
    pub(in crate::sql) why: Why,
}

/// Why an order's bookings change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sql) enum Why {
    /// A word about it.
    Word(OrderAct),
    /// A voucher was redeemed in it.
    Redeemed,
    /// A redemption in it was rolled back.
    RolledBack,
    /// Staff said that they had served the buyer before.
    Served,
}

impl Word {
    fn key(&self, orders: &Orders) -> SmolStr {
        if self.customer.is_some() { orders.key(&self.seen.order) } else { self.seen.order.clone() }
    }
}

impl Row {
    /// Takes in the margin of a moment; the latest counts.
    fn say_margin(&mut self, minor: i64, at: Time) {
        if self.margin_at.is_none_or(|known| known <= at) {
            (self.margin, self.margin_at) = (Some(minor), Some(at));
        }
    }

    /// The margin of the order as it is. Where that is less than the margin, it was said of a larger order, and of what it is now
    /// no one has said any.
    fn margin(&self) -> Option<i64> {
        let order = self.told.order.as_ref()?;
        self.margin.filter(|margin| *margin <= order.revenue.minor)
    }

    /// Whether the same would be written down of both.
    fn keeps_same(&self, other: &Self) -> bool {
        let kept = |row: &Self| (row.margin, row.margin_at, row.customer);
        kept(self) == kept(other) && self.credit == other.credit && self.touch == other.touch && self.told == other.told
    }

    /// Who is credited while no voucher is redeemed in it.
    pub(super) fn touch(&self) -> Option<Credited> {
        let before = || self.credit.clone().filter(|credit| !credit.is_by_voucher());
        self.touch.clone().or_else(before)
    }
}

impl Orders {
    /// Takes words in, in their order, and books what changed, all in one transaction. A word heard before changes nothing.
    ///
    /// # Errors
    /// [`SqlError`]; then nothing is taken in.
    pub async fn hear(&self, ledger: &Ledger, words: Vec<Word>) -> Result<(), SqlError> {
        let Some(recorded) = words.last().map(|word| word.at) else { return Ok(()) };
        let (orders, ledger) = (self.clone(), ledger.clone());
        unbroken(async move {
            let tx = orders.db.begin().await?;
            let mut rows: BTreeMap<SmolStr, Row> = BTreeMap::new();
            for word in &words {
                let key = word.key(&orders);
                if tx.row("SELECT id FROM order_word WHERE id = $1", values![word.id.to_string()]).await?.is_some() {
                    continue;
                }
                if !rows.contains_key(&key) {
                    rows.insert(key.clone(), row(&tx, &key, word).await?);
                }
                if let Some(row) = rows.get_mut(&key) {
                    hear(&tx, &key, row, word).await?;
                }
            }
            let mut facts = Vec::new();
            for (key, row) in rows.iter_mut().filter(|(_, row)| row.changed) {
                if row.nameless {
                    row.told.forget();
                }
                write(&tx, key, row).await?;
                facts.extend(postings(&tx, key, row).await?);
            }
            commit_with(&ledger, tx, &facts, recorded).await
        })
        .await
    }

    /// What the books know of the order with this number.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn page(&self, number: &str) -> Result<Option<OrderPage>, SqlError> {
        let key = self.key(number);
        let sql = "SELECT id, at, source, public, act, outcome, refused, doubt, left_minor, currency FROM order_word
            WHERE order_key = $1 ORDER BY seq";
        let steps = self.db.rows(sql, values![key.as_str()]).await?;
        let steps = steps.iter().map(step).collect::<Result<Vec<_>, SqlError>>()?;
        let known = self.db.row("SELECT customer, body FROM order_told WHERE order_key = $1", values![key.as_str()]);
        let Some(known) = known.await? else {
            let none = OrderPage { steps, ..OrderPage::default() };
            return Ok((!none.steps.is_empty()).then_some(none));
        };
        let row: Row = json(&known, "body")?;
        let aside = "SELECT reason FROM ledger_refused WHERE id LIKE $1 LIMIT 1";
        let aside = self.db.row(aside, values![format!("order/{key}/%")]).await?;
        let margin = row.told.order.as_ref().and_then(|order| Some(Money { minor: row.margin()?, ..order.revenue }));
        Ok(Some(OrderPage {
            customer: get::<String>(&known, "customer")?.parse().ok(),
            order: row.told.order,
            margin,
            set_aside: aside.map(|row| get(&row, "reason")).transpose()?,
            steps,
        }))
    }

    /// The words since a moment that counted for nothing, by source and reason, most frequent first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn unheard(&self, since: Time) -> Result<Vec<Unheard>, SqlError> {
        self.counted("outcome", "refused = 1", since).await
    }

    /// The words since a moment that count and are odd, by source and what is odd, most frequent first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn doubted(&self, since: Time) -> Result<Vec<Unheard>, SqlError> {
        self.counted("doubt", "doubt <> ''", since).await
    }

    async fn counted(&self, code: &str, which: &str, since: Time) -> Result<Vec<Unheard>, SqlError> {
        let sql = format!(
            "SELECT source, {code} AS code, COUNT(*) AS count, MAX(recorded) AS last FROM order_word
            WHERE {which} AND recorded >= $1 GROUP BY source, {code} ORDER BY count DESC, source, {code}"
        );
        let rows = self.db.rows(&sql, values![since.0]).await?;
        let read = |row: &SqlRow| {
            Ok(Unheard {
                source: get::<String>(row, "source")?.into(),
                code: get(row, "code")?,
                count: get::<i64>(row, "count")?.cast_unsigned(),
                last: Time(get(row, "last")?),
            })
        };
        rows.iter().map(read).collect()
    }

    /// Which words about the orders with these keys counted for nothing, and why, by the record they came in
    /// (`partition-position`).
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn refused_in(&self, keys: &[SmolStr]) -> Result<HashMap<String, String>, SqlError> {
        let mut found = HashMap::new();
        for chunk in keys.chunks(super::CHUNK) {
            let sql = format!(
                "SELECT id, outcome FROM order_word WHERE refused = 1 AND order_key IN ({})",
                super::places(1, chunk.len())
            );
            for row in self.db.rows(&sql, chunk.iter().map(|key| key.as_str().into()).collect()).await? {
                let id: String = get(&row, "id")?;
                let record = id.rsplit_once('-').map_or(id.as_str(), |(record, _)| record);
                found.insert(record.to_owned(), get(&row, "outcome")?);
            }
        }
        Ok(found)
    }
}

fn step(row: &SqlRow) -> Result<Step, SqlError> {
    let left: Option<i64> = get(row, "left_minor")?;
    let currency: Currency = parsed(row, "currency")?;
    Ok(Step {
        id: get(row, "id")?,
        at: Time(get(row, "at")?),
        source: get::<String>(row, "source")?.into(),
        public: get::<i64>(row, "public")? == 1,
        act: get(row, "act")?,
        outcome: get(row, "outcome")?,
        refused: get::<i64>(row, "refused")? == 1,
        doubt: get(row, "doubt")?,
        left: left.map(|minor| Money::new(minor, currency)),
    })
}

/// The order's row. Of an order from before rows were kept, the customer's record and the ledger know.
async fn row(tx: &Tx, key: &str, word: &Word) -> Result<Row, SqlError> {
    if let Some(kept) = kept(tx, key).await? {
        return Ok(kept);
    }
    let Some(mut order) = word.seen.before.clone() else { return Ok(Row::default()) };
    order.id = key.into();
    let booked = booked(tx, key).await?;
    let (credit, margin) = match booked.iter().find(|(_, sums)| sums.credited.is_some()) {
        Some((_, sums)) => (sums.credited.clone(), Some(sums.margin)),
        None => (None, None),
    };
    let told = Told { order: Some(order), early: Vec::new() };
    Ok(Row { told, margin, credit, customer: word.customer, ..Row::default() })
}

pub(super) async fn kept(tx: &Tx, key: &str) -> Result<Option<Row>, SqlError> {
    let found = tx.row("SELECT customer, body FROM order_told WHERE order_key = $1", values![key]).await?;
    let Some(found) = found else { return Ok(None) };
    let row: Row = json(&found, "body")?;
    Ok(Some(Row { customer: get::<String>(&found, "customer")?.parse().ok(), ..row }))
}

/// Takes one word in and writes down what came of it.
async fn hear(tx: &Tx, key: &SmolStr, row: &mut Row, word: &Word) -> Result<(), SqlError> {
    let event = &word.seen.event;
    let Some(act) = OrderAct::of(event) else { return Ok(()) };
    let own = row.customer == word.customer || row.customer.is_some_and(|whose| word.seen.also.contains(&whose));
    row.nameless |= word.customer.is_none();
    let before = row.clone();
    let claims = row.told.is_claimed_by(act, event);
    let did = row.told.hear(act, key, event, own, word.seen.currency);
    // A row that waits for others may begin an order all the same.
    let begins = before.told.order.is_none() && row.told.order.is_some();
    match did {
        Ok(heard) if begins || heard == Heard::Replaced => {
            row.customer = word.customer;
            row.touch = word.touch.clone();
            row.credit = row.touch.clone();
            (row.margin, row.margin_at) = (None, None);
            credit(tx, key, row, word, heard == Heard::Replaced).await?;
        }
        // Whoever changed it before it was told that it was made is not its buyer.
        Ok(_) if claims => {
            row.customer = word.customer;
            row.touch = word.touch.clone().or_else(|| row.touch());
            row.credit = row.touch.clone();
            credit(tx, key, row, word, true).await?;
        }
        // A sale that no one was credited with may be told again by someone who knows the buyer, or with a voucher.
        Ok(_) if act.sells() => {
            row.touch = row.touch().or_else(|| word.touch.clone());
            row.credit = row.credit.take().or_else(|| row.touch.clone());
            credit(tx, key, row, word, false).await?;
        }
        Ok(Heard::Waits) if row.customer.is_none() => row.customer = word.customer,
        _ => {}
    }
    if let (Ok(_), OrderAct::Completed | OrderAct::Updated, Some(order)) = (did, act, &row.told.order)
        && let Ok(Some(margin)) = told::margin(event, order.revenue.currency)
    {
        row.say_margin(margin.minor, event.timestamp);
    }
    if !row.keeps_same(&before) {
        row.changed = true;
        // The books count it on the day it happened, however late it was told.
        row.by = Some(Cause { name: format_smolstr!("{}", word.id), at: event.timestamp, why: Why::Word(act) });
    }
    let (outcome, refused) = match did {
        Ok(heard) => (heard.code(), false),
        Err(refusal) => (refusal.code(), true),
    };
    let left = row.told.order.as_ref().map(|order| order.left());
    count(event.source.as_str(), did.err());
    let sql = "INSERT INTO order_word (id, order_key, seq, at, recorded, source, public, act, outcome, refused, left_minor,
        currency) VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM order_word), $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = values![
        word.id.to_string(),
        key.as_str(),
        event.timestamp.0,
        word.at.0,
        event.source.as_str(),
        i64::from(event.public),
        act.code(),
        outcome,
        i64::from(refused),
        left.map(|left| left.minor),
        left.map_or(word.seen.currency, |left| left.currency).code(),
    ];
    tx.run(sql, values).await?;
    note_doubts(tx, key, &before, row).await
}

/// Notes at the returns of an order whether their prices are other ones than its own, by now: it may be told after them, and change.
async fn note_doubts(tx: &Tx, key: &str, before: &Row, row: &Row) -> Result<(), SqlError> {
    let prices = |row: &Row| row.told.order.as_ref().map(Order::prices_of_returns).unwrap_or_default();
    let known = prices(before);
    for (told, otherwise) in prices(row) {
        if known.get(&told).copied().unwrap_or_default() == otherwise {
            continue;
        }
        let (source, at) = told;
        let doubt = if otherwise { OrderDoubt::OtherPrice.code() } else { "" };
        let sql = "UPDATE order_word SET doubt = $1
            WHERE order_key = $2 AND source = $3 AND at = $4 AND refused = 0 AND act IN ('refunded', 'cancelled')";
        tx.run(sql, values![doubt, key, source.as_str(), at.0]).await?;
    }
    Ok(())
}

/// A voucher that is redeemed in the order by now outranks what else it is credited to.
async fn credit(tx: &Tx, key: &str, row: &mut Row, word: &Word, again: bool) -> Result<(), SqlError> {
    if let Some(order) = &row.told.order {
        let found = redeemed(tx, &word.seen.order, key, &order.brand).await?;
        row.credit = found.or_else(|| row.credit.take());
    }
    match word.customer {
        Some(customer) => numbered(tx, customer, key, &word.seen.order, again).await,
        None => Ok(()),
    }
}

/// The bookings that bring an order's credit to where its vouchers stand now; `voucher` is the one that changed.
pub(in crate::sql) async fn follow(
    tx: &Tx,
    number: &str,
    voucher: &str,
    cause: Cause,
) -> Result<Vec<Posting>, SqlError> {
    if number.is_empty() {
        return Ok(Vec::new());
    }
    let key = hidden(tx, number).await?;
    let Some(mut row) = kept(tx, &key).await? else { return Ok(Vec::new()) };
    let Some(order) = &row.told.order else { return Ok(Vec::new()) };
    let its_own = |credit: &Credited| credit.touch == Some(Reference::Voucher(voucher.into()));
    let now = match redeemed(tx, number, &key, &order.brand).await? {
        None if row.credit.as_ref().is_some_and(its_own) => row.touch(),
        None => row.credit.clone(),
        found => found,
    };
    if now == row.credit {
        return Ok(Vec::new());
    }
    row.touch = row.touch();
    row.credit = now;
    row.by = Some(cause);
    if let (Some(_), Some(customer)) = (&row.credit, row.customer) {
        numbered(tx, customer, &key, number, false).await?;
    }
    write(tx, &key, &row).await?;
    postings(tx, &key, &row).await
}

fn count(source: &str, refusal: Option<OrderRefusal>) {
    if let Some(refusal) = refusal {
        let labels = [("source", source.to_owned()), ("code", refusal.code().to_owned())];
        metrics::counter!("rapport_orders_refused_total", &labels).increment(1);
    }
}

pub(super) async fn write(tx: &Tx, key: &str, row: &Row) -> Result<(), SqlError> {
    let sql = "INSERT INTO order_told (order_key, customer, body, at, brand, state) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (order_key) DO UPDATE SET customer = excluded.customer, body = excluded.body, at = excluded.at,
            brand = excluded.brand, state = excluded.state";
    let customer = row.customer.map_or(String::new(), |whose| whose.to_string());
    let order = row.told.order.as_ref();
    let at = order.map(|order| order.at.0);
    let brand = order.map_or("", |order| order.brand.as_str());
    let state = order.map_or("", |order| OrderState::of(order).code());
    tx.run(sql, values![key, customer, to_json(row)?, at, brand, state]).await.map(drop)
}

/// What is booked for an order at one activity in one currency.
#[derive(Default)]
struct Sums {
    revenue: i64,
    margin: i64,
    /// Who was credited by the first booking.
    credited: Option<Credited>,
}

async fn booked(tx: &Tx, key: &str) -> Result<BTreeMap<(ActivityId, Currency), Sums>, SqlError> {
    let sql = "SELECT kind, taken_from, put_at, minor, currency, reason, touch_kind, touch_key FROM ledger_transfer
        WHERE reference_kind = 'order' AND reference_key = $1 ORDER BY seq";
    let mut sums: BTreeMap<(ActivityId, Currency), Sums> = BTreeMap::new();
    for row in tx.rows(sql, values![key]).await? {
        let (from, to): (String, String) = (get(&row, "taken_from")?, get(&row, "put_at")?);
        let minor: i64 = get(&row, "minor")?;
        let (place, minor) = if to.is_empty() { (from, -minor) } else { (to, minor) };
        let activity = ActivityId::from(place);
        let at = sums.entry((activity.clone(), parsed(&row, "currency")?)).or_default();
        let kind: String = get(&row, "kind")?;
        if kind == Kind::Returned.code() {
            at.revenue += minor;
            let (kind, touched): (String, String) = (get(&row, "touch_kind")?, get(&row, "touch_key")?);
            if at.credited.is_none() {
                let touch = Reference::from_parts(&kind, &touched);
                at.credited = Some(Credited { activity, touch, reason: get(&row, "reason")? });
            }
        } else if kind == Kind::Margin.code() {
            at.margin += minor;
        }
    }
    Ok(sums)
}

/// The bookings that bring the ledger from what it has of an order to what is left of it. What it had refused of the order
/// before is void: these bookings say all.
pub(super) async fn postings(tx: &Tx, key: &str, row: &Row) -> Result<Vec<Posting>, SqlError> {
    let (Some(order), Some(Cause { name, at, why })) = (&row.told.order, &row.by) else { return Ok(Vec::new()) };
    tx.run("DELETE FROM ledger_refused WHERE id LIKE $1", values![format!("order/{key}/%")]).await?;
    let left = order.left();
    let mut booked = booked(tx, key).await?;
    if let Some(credit) = &row.credit {
        booked.entry((credit.activity.clone(), left.currency)).or_default();
    }
    let mut facts = Vec::new();
    for ((activity, currency), sums) in &booked {
        let credit = row.credit.as_ref();
        let credited = credit.filter(|credit| credit.activity == *activity && left.currency == *currency);
        let (revenue, margin) = match credited {
            Some(_) => (left.minor, share(row.margin().unwrap_or(0), left.minor, order.revenue.minor)),
            None => (0, 0),
        };
        let change = |now: i64, before: i64| Money::new(now.saturating_sub(before), *currency);
        let (revenue, margin) = (change(revenue, sums.revenue), change(margin, sums.margin));
        let first = !booked.iter().any(|((place, _), sums)| place == activity && sums.credited.is_some());
        if revenue.minor == 0 && margin.minor == 0 && sums.credited.is_some() {
            continue;
        }
        let gone = match why {
            Why::Word(_) => "a trusted source told it otherwise",
            Why::Redeemed => "a voucher was redeemed in the order",
            Why::RolledBack => "the voucher was rolled back",
            Why::Served => "staff had served the customer before",
        };
        let (touch, reason) = match (credited, &sums.credited, why) {
            (Some(credit), None, _) | (Some(credit), _, Why::Redeemed | Why::RolledBack | Why::Served) => {
                (credit.touch.as_ref(), credit.reason.as_str())
            }
            (None, credit, _) => (credit.as_ref().and_then(|credit| credit.touch.as_ref()), gone),
            (Some(credit), _, Why::Word(OrderAct::Refunded | OrderAct::Cancelled)) => {
                (credit.touch.as_ref(), "came back")
            }
            (Some(credit), ..) => (credit.touch.as_ref(), "the order changed"),
        };
        let posting = booking::Credit { order: key, activity, revenue, margin, touch, reason };
        facts.push(if first { posting.credited(*at) } else { posting.changed(&format!("{name}-{currency}"), *at) });
    }
    Ok(facts)
}

/// The margin in what is left, in proportion, to the nearest minor unit.
fn share(margin: i64, left: i64, revenue: i64) -> i64 {
    if left == revenue || revenue <= 0 {
        return margin;
    }
    let (part, whole) = (i128::from(margin) * i128::from(left), i128::from(revenue));
    i64::try_from((2 * part + part.signum() * whole) / (2 * whole)).unwrap_or(margin)
}

/// Takes what leads to a customer out of the rows; the amounts stay, as in the books.
pub(super) async fn forget(tx: &Tx, customer: CustomerId) -> Result<(), SqlError> {
    let whose = customer.to_string();
    for found in tx.rows("SELECT order_key, body FROM order_told WHERE customer = $1", values![whose.as_str()]).await? {
        let mut row: Row = json(&found, "body")?;
        row.told.forget();
        write(tx, &get::<String>(&found, "order_key")?, &Row { customer: None, ..row }).await?;
    }
    Ok(())
}
