//! What has become due. Nothing here keeps time: the same approval, directory and moment give the same effects, and what an entry of the
//! history says has happened is not due again.
//!
//! Reminders and escalations count in the working time of whoever would have to answer (the substitute, while someone is away), the end of
//! an approval in that of its author. Where someone is away and no one stands in for them, the escalation is due at once: waiting would
//! help no one.

use super::{
    state::Approval,
    template::{EscalateTo, Escalation},
    voices::{Room, Seat},
};
use crate::{Directory, PersonId, StageId, directory::superior_who};
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that is to happen at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// When it became or becomes due.
    pub at: Time,
    /// What the moment brings.
    pub timed: Timed,
}

/// What is to happen. `begun` says which of the stage's beginnings it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "timed", rename_all = "snake_case")]
pub enum Timed {
    /// Someone is reminded.
    Remind {
        /// The stage whose answer is missing.
        stage: StageId,
        /// Which beginning.
        begun: u32,
        /// Who was asked.
        person: PersonId,
        /// Who gets it: they, or whoever stands in for them.
        sent_to: PersonId,
        /// Which of the template's reminders.
        nth: usize,
    },
    /// Someone else is asked beside one who does not answer.
    Escalate {
        /// The stage that has waited too long.
        stage: StageId,
        /// Which beginning.
        begun: u32,
        /// Who does not answer.
        from: PersonId,
        /// Who is asked.
        to: PersonId,
        /// For which of the stage's approvers.
        approvers: Vec<usize>,
    },
    /// The approval ends without an answer.
    Expire {
        /// The stage whose time is up.
        stage: StageId,
        /// Which beginning.
        begun: u32,
    },
}

/// What has become due and has not happened yet, in the order of its moments.
#[must_use]
pub fn due(approval: &Approval, directory: &dyn Directory, now: Time) -> Vec<Effect> {
    let mut effects = all(approval, directory, now);
    effects.retain(|effect| effect.at <= now);
    effects
}

/// When something becomes due next, as things stand at `now`. Whoever is away or named as a substitute later may change it.
#[must_use]
pub fn next_due(approval: &Approval, directory: &dyn Directory, now: Time) -> Option<Time> {
    all(approval, directory, now).first().map(|effect| effect.at)
}

/// Someone whose answer is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wanted {
    /// The stage that asks.
    pub stage: StageId,
    /// Who was asked.
    pub person: PersonId,
    /// Who has to answer now: they, or whoever stands in for them. `None` if no one does.
    pub actor: Option<PersonId>,
    /// The moment they were first asked.
    pub since: Time,
    /// Until when, if the stage says so: in the working time of whoever has to answer.
    pub due: Option<Time>,
}

/// Everybody whose answer is wanted at this moment.
#[must_use]
pub fn wanted(approval: &Approval, directory: &dyn Directory, now: Time) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for (stage, state) in approval.open() {
        let room = Room { approval, stage, state, directory, now };
        for (person, seat) in by_person(silent(&room)) {
            let actor = room.actor(&person);
            let calendar = directory.calendar(actor.as_ref().unwrap_or(&person));
            let due = stage.due.and_then(|due| calendar.add_working(seat.since, due).ok());
            wanted.push(Wanted { stage: stage.id.clone(), person, actor, since: seat.since, due });
        }
    }
    wanted
}

fn all(approval: &Approval, directory: &dyn Directory, now: Time) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (stage, state) in approval.open() {
        let room = Room { approval, stage, state, directory, now };
        reminders(&room, &mut effects);
        if let Some(escalation) = stage.escalate {
            escalations(&room, escalation, &mut effects);
        }
        expiry(&room, &mut effects);
    }
    effects.sort_by(|a, b| (a.at, &a.timed).cmp(&(b.at, &b.timed)));
    effects
}

/// The seats whose answer is still wanted and has not been given.
fn silent(room: &Room<'_>) -> Vec<Seat> {
    let spoken = |seat: &Seat| {
        room.state.words.iter().any(|word| word.by == seat.person || word.acting_for.contains(&seat.person))
    };
    room.seats().into_iter().filter(|seat| room.is_wanted(seat.approver) && !spoken(seat)).collect()
}

/// Asked twice, in two roles, someone is one person, since the first time.
fn by_person(seats: Vec<Seat>) -> BTreeMap<PersonId, Seat> {
    seats.into_iter().rev().map(|seat| (seat.person.clone(), seat)).collect()
}

fn reminders(room: &Room<'_>, effects: &mut Vec<Effect>) {
    for (person, seat) in by_person(silent(room)) {
        let Some(actor) = room.actor(&person) else { continue };
        let calendar = room.directory.calendar(&actor);
        for (nth, span) in room.stage.remind.iter().enumerate() {
            if room.state.reminded.contains(&(person.clone(), nth)) {
                continue;
            }
            let Ok(at) = calendar.add_working(seat.since, *span) else { continue };
            let (stage, begun) = (room.stage.id.clone(), room.state.begun);
            let timed = Timed::Remind { stage, begun, person: person.clone(), sent_to: actor.clone(), nth };
            effects.push(Effect { at, timed });
        }
    }
}

fn escalations(room: &Room<'_>, escalation: Escalation, effects: &mut Vec<Effect>) {
    let asked = room.seats();
    let mut found: BTreeMap<(PersonId, PersonId), (Time, Vec<usize>)> = BTreeMap::new();
    for seat in silent(room) {
        let done = |of: &super::state::AskedBeside| of.of == seat.person && of.approver == seat.approver;
        if room.state.beside.iter().any(done) {
            continue;
        }
        let Some(to) = beside(room, &seat.person, escalation.to) else { continue };
        if asked.iter().any(|other| other.person == to && other.approver == seat.approver) {
            continue;
        }
        let at = match room.actor(&seat.person) {
            Some(actor) => room.directory.calendar(&actor).add_working(seat.since, escalation.after),
            None => Ok(seat.since),
        };
        let Ok(at) = at else { continue };
        let entry = found.entry((seat.person, to)).or_insert((at, Vec::new()));
        entry.0 = entry.0.min(at);
        entry.1.push(seat.approver);
    }
    for ((from, to), (at, approvers)) in found {
        let (stage, begun) = (room.stage.id.clone(), room.state.begun);
        effects.push(Effect { at, timed: Timed::Escalate { stage, begun, from, to, approvers } });
    }
}

/// Who is asked beside someone.
fn beside(room: &Room<'_>, person: &PersonId, to: EscalateTo) -> Option<PersonId> {
    let superior = || superior_who(room.directory, person, |superior| room.fits(superior));
    match to {
        EscalateTo::Superior => superior(),
        EscalateTo::Substitute => {
            let named = room.directory.substitute(person, &room.approval.subject.object.kind);
            named.filter(|named| room.fits(named)).or_else(superior)
        }
    }
}

fn expiry(room: &Room<'_>, effects: &mut Vec<Effect>) {
    let (Some(span), Some(since)) = (room.stage.expire, room.state.open_since()) else { return };
    if let Ok(at) = room.directory.calendar(&room.approval.author).add_working(since, span) {
        effects.push(Effect { at, timed: Timed::Expire { stage: room.stage.id.clone(), begun: room.state.begun } });
    }
}
