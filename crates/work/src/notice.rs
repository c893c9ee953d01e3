//! Notifications: who is told what, by which way and when. A plan is a value: the same facts, choices and moment give the same plan, and
//! what was sent is not planned again.
//!
//! In the app something is told at once. A mail or a push waits for the end of the night, in the zone of whoever is told. What goes into
//! the daily mail waits for their next working morning, and everything that belongs to one morning is one mail.
//!
//! [`of_approval()`] says whom an entry of an approval's history is news for.

pub mod of_approval;

pub use of_approval::{ApprovalNews, of_approval};

use crate::PersonId;
use jiff::civil::Time as Clock;
use rapport_calendar::Calendar;
use rapport_kernel::{Time, coded};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

coded! {
    /// A way to tell someone.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum NoticeWay {
        /// A mark in the app; nothing is sent.
        InApp = "in_app",
        /// By mail, at once.
        Mail = "mail",
        /// By push in the browser.
        Push = "push",
        /// In one mail a day, in the morning.
        Daily = "daily",
    }
}

/// Something someone is to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The one to tell.
    pub person: PersonId,
    /// The fact's name: the same fact has the same name, however often it is said.
    pub fact: SmolStr,
    /// What sort of fact: `asked`, `reminded`, `mentioned`, ...
    pub kind: SmolStr,
    /// When it happened.
    pub at: Time,
}

/// By which ways someone wants to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// For kinds that are named.
    #[serde(default)]
    pub kinds: BTreeMap<SmolStr, BTreeSet<NoticeWay>>,
    /// What applies where no kind is named.
    pub others: BTreeSet<NoticeWay>,
    /// From when until when nothing rings; never if both are the same.
    pub night: (Clock, Clock),
}

impl Default for Choices {
    fn default() -> Self {
        let night = (Clock::constant(20, 0, 0, 0), Clock::constant(7, 0, 0, 0));
        Self { kinds: BTreeMap::new(), others: [NoticeWay::InApp, NoticeWay::Daily].into(), night }
    }
}

impl Choices {
    /// The ways for a kind. What comes by mail at once is not repeated in the daily one.
    #[must_use]
    pub fn ways(&self, kind: &str) -> BTreeSet<NoticeWay> {
        let mut ways = self.kinds.get(kind).unwrap_or(&self.others).clone();
        if ways.contains(&NoticeWay::Mail) {
            ways.remove(&NoticeWay::Daily);
        }
        ways
    }

    /// The moment itself, or the end of the night it lies in.
    fn after_night(&self, at: Time, calendar: &Calendar) -> Time {
        let (from, until) = self.night;
        let clock = calendar.zone.clock(at);
        let at_night = if from <= until { from <= clock && clock < until } else { clock >= from || clock < until };
        if at_night { calendar.zone.next(until, at) } else { at }
    }
}

/// What was sent already: to whom, of which fact, by which way.
pub type Sent = BTreeSet<(PersonId, SmolStr, NoticeWay)>;

/// Something to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedNotice {
    /// The earliest moment to send it.
    pub at: Time,
    /// The one to tell.
    pub person: PersonId,
    /// In the app, by mail, by push, or with the rest of the day.
    pub way: NoticeWay,
    /// Of which facts, in the order they happened.
    pub facts: Vec<SmolStr>,
}

/// Who is told what, by which way and when, of what was not sent yet. `known` gives someone's choices and working time.
#[must_use]
pub fn plan_notifications<'a>(
    notices: &[Notice],
    sent: &Sent,
    known: impl Fn(&PersonId) -> (&'a Choices, &'a Calendar),
) -> Vec<PlannedNotice> {
    let mut notices: Vec<&Notice> = notices.iter().collect();
    notices.sort_by_key(|notice| (notice.at, &notice.fact));
    let mut planned = Sent::new();
    let mut sendings: Vec<PlannedNotice> = Vec::new();
    for notice in notices {
        let (choices, calendar) = known(&notice.person);
        for way in choices.ways(&notice.kind) {
            let key = (notice.person.clone(), notice.fact.clone(), way);
            if sent.contains(&key) || !planned.insert(key) {
                continue;
            }
            let at = match way {
                NoticeWay::InApp => notice.at,
                NoticeWay::Mail | NoticeWay::Push => choices.after_night(notice.at, calendar),
                // Whoever never works gets it at the end of the night.
                NoticeWay::Daily => {
                    calendar.next_morning(notice.at).unwrap_or_else(|_| choices.after_night(notice.at, calendar))
                }
            };
            let same = |sending: &&mut PlannedNotice| {
                way == NoticeWay::Daily && sending.way == way && sending.at == at && sending.person == notice.person
            };
            match sendings.iter_mut().find(same) {
                Some(daily) => daily.facts.push(notice.fact.clone()),
                None => {
                    let (person, facts) = (notice.person.clone(), vec![notice.fact.clone()]);
                    sendings.push(PlannedNotice { at, person, way, facts });
                }
            }
        }
    }
    sendings.sort_by(|a, b| (a.at, &a.person, a.way).cmp(&(b.at, &b.person, b.way)));
    sendings
}
