//! Messages as a list: by journey, step, channel, activity, state, reason and date. A page costs its own lines and a look
//! at each kind of place where messages stand, however many customers there are.

use crate::{
    Office,
    delivery::summary,
    listed::{self, first, ordered, stretch},
    places::Sight,
    refused::{Cause, Refused},
    view::{DeliveryQuery, DeliverySummary, Page, Sort},
};
use rapport_customer::SendKey;
use rapport_engine::{
    Shard,
    fate::{NOT_SENT, TAKEN_DOWN},
    listing::Group,
};
use rapport_kernel::Time;

/// Every state of a delivery.
const STATES: [&str; 9] =
    ["planned", "deferred", "claimed", "accepted", TAKEN_DOWN, "refused", "expired", "suppressed", "unknown"];
/// What was sent or shown, also if it is shown no longer.
pub(crate) const SENT: [&str; 2] = ["accepted", TAKEN_DOWN];
/// States in which it may still be sent without waiting for a better moment.
const UNDER_WAY: [&str; 2] = ["planned", "claimed"];

type Key = (Time, SendKey);

/// Deliveries by where they stand, as far back as the customers' records remember; those that are seen, and no others.
///
/// # Errors
/// [`Cause::InvalidParameter`]; [`Cause::Unavailable`] while stopping.
pub async fn list(app: &Office, query: DeliveryQuery, sight: Sight) -> Result<Page<DeliverySummary>, Refused> {
    let (limit, sort) = (listed::limit(query.limit), query.sort.unwrap_or_default());
    let wanted =
        Wanted { states: states(query.state.as_deref())?, after: after(query.cursor.as_deref())?, sort, query, sight };
    let parts = app.runtime.ask_all(move |shard| wanted.part(shard, limit)).await?;
    let items = parts.into_iter().flatten().collect();
    let mut items: Vec<DeliverySummary> =
        listed::sorted(items, sort, |one: &DeliverySummary| (one.at, one.send_key.clone()));
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| format!("{}~{}", last.at.0, last.send_key));
    Ok(Page { items, next })
}

/// The states that are asked for; none for all.
fn states(text: Option<&str>) -> Result<Vec<&'static str>, Refused> {
    let mut states = Vec::new();
    for asked in text.into_iter().flat_map(|text| text.split(',')) {
        match asked.trim() {
            "not_sent" => states.extend(NOT_SENT),
            "under_way" => states.extend(UNDER_WAY),
            "accepted" => states.extend(SENT),
            asked => states.push(STATES.into_iter().find(|state| *state == asked).ok_or_else(|| {
                let known = format!("`state` is one or more of {}, not_sent, under_way.", STATES.join(", "));
                Refused::new(Cause::InvalidParameter, known)
            })?),
        }
    }
    Ok(states)
}

fn after(cursor: Option<&str>) -> Result<Option<Key>, Refused> {
    let Some(text) = cursor else { return Ok(None) };
    let parts = text.split_once('~').and_then(|(at, key)| Some((Time(at.parse().ok()?), key.parse().ok()?)));
    parts.map(Some).ok_or_else(listed::bad_cursor)
}

struct Wanted {
    query: DeliveryQuery,
    states: Vec<&'static str>,
    after: Option<Key>,
    sort: Sort,
    sight: Sight,
}

impl Wanted {
    fn fits(&self, group: &Group) -> bool {
        let is = |wanted: &Option<String>, own: &str| wanted.as_deref().is_none_or(|wanted| wanted == own);
        (self.states.is_empty() || self.states.contains(&group.state))
            && is(&self.query.journey, group.journey.as_str())
            && is(&self.query.step, group.step.as_str())
            && is(&self.query.activity, group.activity.as_str())
            && is(&self.query.channel, group.channel.as_str())
            && is(&self.query.reason, &group.reason)
            && self.sight.message(&group.journey, &group.activity)
    }

    /// One more than the limit, so that it can be told whether there is more.
    fn part(&self, shard: &Shard, limit: usize) -> Vec<DeliverySummary> {
        let dates = (self.query.from, self.query.to);
        let within = stretch(|at| (at, SendKey::FIRST), dates, self.after.clone(), self.sort);
        let groups = shard
            .partitions()
            .flat_map(|partition| partition.listing().messages(|group| self.fits(group), within.clone()).into_iter());
        let found = first(groups.map(|lines| ordered(lines, self.sort)), self.sort, limit + 1);
        let line = |((_, key), customer): ((Time, &SendKey), _)| {
            let record = shard.customer(customer)?;
            let message = record.message(key)?;
            Some(summary(record, message, self.sight.names(&message.journey, &message.activity)))
        };
        found.into_iter().filter_map(line).collect()
    }
}
