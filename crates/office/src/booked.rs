//! Whether what is told of orders is in the books as it says. Its teller can mend it, so the answer names each word that did not count,
//! although the reason lies in what others told before: an order of another brand, or of another customer, has its number.

use crate::{Office, refused::Refused};
use rapport_customer::{OrderAct, OrderRefusal, OrderWarning, told::order_id};
use rapport_kernel::{Currency, CustomerId, Event, Lsn};
use rapport_platform::runtime::{Ack, key};
use smol_str::SmolStr;
use std::{collections::HashMap, time::Duration};

/// How long an answer waits for the books. What they have not heard by then is judged by what they know.
const PATIENCE: Duration = Duration::from_secs(20);
/// The same for what happens now: a till waits for the answer.
const LIVE_PATIENCE: Duration = Duration::from_secs(2);

/// A word about an order.
pub struct Word {
    /// Its place among the messages.
    pub at: usize,
    /// What is said.
    pub event: Event,
}

/// The places of the words that will not count, and why; and of those that count and are odd.
type Against = Vec<(usize, OrderWarning)>;

/// What would become of words if they were told now.
///
/// # Errors
/// The store cannot be read.
pub async fn foreseen(app: &Office, words: &[Word], currency: Currency) -> Result<Against, Refused> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let whose: Vec<(&Event, CustomerId)> = words.iter().map(|word| (&word.event, teller(app, &word.event))).collect();
    let foreseen = app.orders.foresee(&whose, currency, |customer| app.runtime.current(customer)).await?;
    Ok(words.iter().zip(foreseen).filter_map(|(word, why)| Some((word.at, why?))).collect())
}

/// What became of words that were told, by what was acknowledged of each place. A repetition told nothing: it is judged as if it were
/// told now.
///
/// # Errors
/// The store cannot be read.
pub async fn heard(
    app: &Office,
    words: Vec<Word>,
    acked: &HashMap<usize, Ack>,
    currency: Currency,
) -> Result<Against, Refused> {
    judged(app, words, acked, currency, PATIENCE).await
}

/// The same of words that are told as they happen: the books are waited for only if by what they know now one does not count.
///
/// # Errors
/// The store cannot be read.
pub async fn heard_live(
    app: &Office,
    words: Vec<Word>,
    acked: &HashMap<usize, Ack>,
    currency: Currency,
) -> Result<Against, Refused> {
    if foreseen(app, &words, currency).await?.is_empty() {
        return Ok(Vec::new());
    }
    judged(app, words, acked, currency, LIVE_PATIENCE).await
}

async fn judged(
    app: &Office,
    words: Vec<Word>,
    acked: &HashMap<usize, Ack>,
    currency: Currency,
    patience: Duration,
) -> Result<Against, Refused> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let settled = tokio::time::timeout(patience, app.runtime.settle()).await.is_ok_and(|settled| settled.is_ok());
    let position = |word: &Word| acked.get(&word.at).and_then(|ack| ack.lsn).filter(|_| settled);
    let (told, repeated): (Vec<Word>, Vec<Word>) = words.into_iter().partition(|word| position(word).is_some());
    let mut against = foreseen(app, &repeated, currency).await?;
    let keys: Vec<SmolStr> = told.iter().filter_map(|word| number(app, &word.event)).collect();
    let refused = app.orders.refused_in(&keys).await?;
    let refused: HashMap<Lsn, &str> =
        refused.iter().filter_map(|(record, why)| Some((lsn(record)?, why.as_str()))).collect();
    let holders = app.orders.holders(&keys).await?;
    let events: Vec<&Event> = told.iter().map(|word| &word.event).collect();
    let warnings = app.orders.warnings(&events).await?;
    for (word, warning) in told.iter().zip(warnings) {
        let why = position(word).and_then(|lsn| refused.get(&lsn));
        let why = why.and_then(|code| OrderRefusal::ALL.iter().find(|known| known.code() == *code).copied());
        let why = why.map(OrderWarning::from);
        let elsewhere = || {
            let holder = holders.get(&number(app, &word.event)?)?;
            let told = acked.get(&word.at)?.customer;
            // A change counts, whoever it is told of: the order stays with its customer.
            let completed = OrderAct::of(&word.event) == Some(OrderAct::Completed);
            let another = app.runtime.current(*holder) != app.runtime.current(told);
            (completed && another).then_some(OrderRefusal::AnotherCustomer.into())
        };
        against.extend(why.or(warning).or_else(elsewhere).map(|why| (word.at, why)));
    }
    Ok(against)
}

fn number(app: &Office, event: &Event) -> Option<SmolStr> {
    order_id(event).map(|number| app.orders.key(&number))
}

/// The position in a record's name, `partition-position`.
fn lsn(record: &str) -> Option<Lsn> {
    record.rsplit('-').next()?.parse().ok().map(Lsn)
}

/// Whom an event is about; somebody new has a number for as long as the question lasts.
fn teller(app: &Office, event: &Event) -> CustomerId {
    let known = event.identifiers.iter().find_map(|identifier| app.runtime.find(identifier));
    let new = || event.identifiers.first().map_or(0, |first| key(&event.source, &first.value));
    known.unwrap_or_else(|| CustomerId(new()))
}
