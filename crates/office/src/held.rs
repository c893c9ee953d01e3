//! What would go out if the hold were lifted, and lifting it.
//!
//! Who lifts it says what was seen. That stands for the reasons, the epoch, the journeys and channels, and the number of
//! messages: a new reason, another journey, or clearly more messages than were shown have to be looked at first. A few
//! more do not matter, for events keep coming in.

use crate::{
    Office, delivery,
    refused::{Cause, Refused},
    view::*,
};
use rapport_channel::delivery::DeliveryState;
use rapport_engine::{Record, Shard, listing::Group, state::Message};
use rapport_kernel::{ChannelId, JourneyId, Time};
use rapport_platform::hold::Reason;
use sha2::{Digest, Sha256};
use std::{cmp::Reverse, collections::BTreeMap, ops::Bound};

/// How many messages are shown one by one.
const SHOWN: usize = 50;

type Groups = BTreeMap<(JourneyId, ChannelId), (u64, Time)>;

/// Whether a message would be claimed at once.
fn would_go(message: &Message, now: Time) -> bool {
    let due = match message.delivery.state {
        DeliveryState::Planned => true,
        DeliveryState::Deferred { until, .. } => until <= now,
        _ => false,
    };
    due && !message.is_placement() && message.delivery.valid_until >= now
}

fn waiting(shard: &Shard, now: Time, named: bool) -> (Groups, Vec<DeliverySummary>) {
    let open = |group: &Group| ["planned", "deferred"].contains(&group.state);
    let everything = (Bound::Unbounded, Bound::Unbounded);
    let lists = shard.partitions().flat_map(|partition| partition.listing().messages(open, everything.clone()));
    let all = lists.flatten().filter_map(|((_, key), customer)| {
        let record = shard.customer(customer)?;
        Some((record, record.message(key)?))
    });
    let mut due: Vec<(&Record, &Message)> = all.filter(|(_, message)| would_go(message, now)).collect();
    let mut groups = Groups::new();
    for (_, message) in &due {
        let planned = message.delivery.planned;
        let group = groups.entry((message.journey.clone(), message.channel.clone())).or_insert((0, planned));
        *group = (group.0 + 1, group.1.min(planned));
    }
    due.sort_unstable_by_key(|(_, message)| (message.delivery.planned, message.send_key.clone()));
    due.truncate(SHOWN);
    (groups, due.into_iter().map(|(record, message)| delivery::summary(record, message, named)).collect())
}

/// How things stand; whom the messages go to is `named` where it may be seen.
///
/// # Errors
/// [`Cause::Unavailable`] while stopping.
pub async fn view(app: &Office, named: bool) -> Result<HoldView, Refused> {
    let now = app.now();
    let parts = app.runtime.ask_all(move |shard| waiting(shard, now, named)).await?;
    let (mut groups, mut first) = (Groups::new(), Vec::new());
    for (part, shown) in parts {
        first.extend(shown);
        for (key, (count, oldest)) in part {
            let group = groups.entry(key).or_insert((0, oldest));
            *group = (group.0 + count, group.1.min(oldest));
        }
    }
    first.sort_by(|a, b| (a.at, &a.send_key).cmp(&(b.at, &b.send_key)));
    first.truncate(SHOWN);
    let (hold, identity) = (app.runtime.hold(), app.installation.identity());
    let (reasons, messages) = (hold.reasons(), groups.values().map(|(count, _)| count).sum());
    let seen = Seen { what: fingerprint(&reasons, identity.epoch, &groups), messages };
    let group = |((journey, channel), (messages, oldest)): ((JourneyId, ChannelId), (u64, Time))| HoldWaiting {
        journey: journey.to_string(),
        channel: channel.to_string(),
        messages,
        oldest,
    };
    let mut waiting: Vec<HoldWaiting> = groups.into_iter().map(group).collect();
    waiting.sort_by_key(|group| Reverse(group.messages));
    Ok(HoldView {
        on: !reasons.is_empty(),
        reasons: reasons.into_iter().map(reason).collect(),
        lifted: hold.lifted().map(|lifted| HoldLifted { by: lifted.by, at: lifted.at }),
        installation: identity.id,
        epoch: identity.epoch,
        messages,
        waiting,
        first,
        seen: seen.to_string(),
    })
}

fn reason(reason: Reason) -> HoldReason {
    let said = reason.facts.iter().map(Into::into).collect();
    HoldReason { why: reason.why.into(), at: reason.at, detail: reason.words(), said }
}

/// Lifts the hold for somebody who has seen what would go out. First the installation is confirmed: its epoch is raised, so
/// that other copies are no longer the one that goes on.
///
/// # Errors
/// [`Cause::Conflict`] if nothing is held, or if something else would go out than was seen.
pub async fn release(app: &Office, by: &str, seen: &str, named: bool) -> Result<HoldView, Refused> {
    let held = app.runtime.hold().reasons();
    let now = view(app, named).await?;
    if !now.on {
        return Err(Refused::told(Cause::Conflict, ProblemSaid::NothingHeld));
    }
    let fits = seen.parse::<Seen>().ok().zip(now.seen.parse().ok()).is_some_and(|(seen, now)| seen.covers(&now));
    if !fits {
        return Err(Refused::told(Cause::Conflict, ProblemSaid::OtherMessages));
    }
    let failed = |error: &dyn std::error::Error| {
        tracing::error!(%error, "the hold could not be lifted");
        Refused::new(Cause::Unavailable, "The data directory or the database refuses: the hold is still on.")
    };
    let confirmed = app.installation.confirm().await.map_err(|error| failed(&error))?;
    if !app.runtime.hold().lift(by, app.now(), &held).map_err(|error| failed(&error))? {
        return Err(Refused::told(Cause::Conflict, ProblemSaid::OtherReason));
    }
    tracing::warn!(author = by, epoch = confirmed.epoch, messages = now.messages, "the hold was lifted by a person");
    view(app, named).await
}

/// What somebody has looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    /// Reasons, epoch, journeys and channels.
    what: String,
    messages: u64,
}

impl Seen {
    /// Whether who has seen this may say yes to `now`.
    fn covers(&self, now: &Self) -> bool {
        self.what == now.what && now.messages <= self.messages + (self.messages / 10).max(10)
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.what, self.messages)
    }
}

impl std::str::FromStr for Seen {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (what, messages) = text.split_once(':').ok_or(())?;
        Ok(Self { what: what.to_owned(), messages: messages.parse().map_err(drop)? })
    }
}

fn fingerprint(reasons: &[Reason], epoch: u64, groups: &Groups) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    part(&epoch.to_string());
    for reason in reasons {
        part(reason.why.code());
        part(&reason.words());
    }
    for (journey, channel) in groups.keys() {
        part(journey.as_str());
        part(channel.as_str());
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rapport_platform::hold::Why;

    #[test]
    fn a_few_more_are_covered_many_more_and_anything_else_are_not() {
        let seen = |text: &str| text.parse::<Seen>().unwrap();
        assert!(seen("a:0").covers(&seen("a:10")) && !seen("a:0").covers(&seen("a:11")));
        assert!(seen("a:1000").covers(&seen("a:1100")) && !seen("a:1000").covers(&seen("a:1101")));
        assert!(seen("a:10").covers(&seen("a:0")) && !seen("a:10").covers(&seen("b:10")));
        assert!("".parse::<Seen>().is_err() && "a:b".parse::<Seen>().is_err());
    }

    #[test]
    fn reasons_epoch_and_journeys_are_part_of_what_was_seen() {
        let reason = |detail: &str| Reason { why: Why::Moved, at: Time(0), facts: Vec::new(), detail: detail.into() };
        let groups = |journey: &str| Groups::from([((journey.into(), "email".into()), (1, Time(0)))]);
        let of = [
            fingerprint(&[], 1, &Groups::new()),
            fingerprint(&[], 2, &Groups::new()),
            fingerprint(&[reason("")], 1, &Groups::new()),
            fingerprint(&[reason("x")], 1, &Groups::new()),
            fingerprint(&[], 1, &groups("spring")),
            fingerprint(&[], 1, &groups("summer")),
        ];
        let different: std::collections::BTreeSet<&String> = of.iter().collect();
        assert_eq!(different.len(), of.len());
    }
}
