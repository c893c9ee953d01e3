//! The rules: what a command makes of an approval, or why nothing.

use super::{
    check::Checked,
    command::Command,
    entry::{Happened, Happening},
    refusal::Refusal,
    start,
    state::{Approval, ApprovalStatus},
    subject::{Digest, ReleaseRequest, Subject, SubjectPart},
    timers::{self, Timed},
    voices::{Room, Voice},
};
use crate::{Directory, PersonId, StageId};
use rapport_kernel::Time;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// Asks for release. The first stages begin; where no stage concerns the thing, it is approved at once (whoever must not let that happen
/// looks first: [`crate::spending`]).
#[must_use]
pub fn request(template: &Checked, request: ReleaseRequest, directory: &dyn Directory, now: Time) -> Approval {
    let approval = Approval::new(now, template.template().clone(), template.concerns().to_vec(), request);
    let mut turn = Turn { approval, directory, now, made: Vec::new() };
    turn.go_on();
    turn.approval
}

/// What a command makes of an approval: the entries to be folded into it and kept.
///
/// # Errors
/// Every [`Refusal`]; nothing has changed then.
pub fn decide(
    approval: &Approval,
    command: Command,
    directory: &dyn Directory,
    now: Time,
) -> Result<Vec<Happened>, Refusal> {
    let may_change = approval.status.is_approved() && matches!(command, Command::Change { .. });
    if approval.status != ApprovalStatus::InFlight && !may_change {
        return Err(Refusal::Over(approval.status));
    }
    let mut turn = Turn { approval: approval.clone(), directory, now, made: Vec::new() };
    match command {
        Command::Approve { stage, by, seen, remarks } => turn.approve(stage, by, &seen, remarks)?,
        Command::Reject { stage, by, seen, reason, region } => turn.reject(stage, by, &seen, reason, region)?,
        Command::Withdraw { by, reason } => turn.withdraw(by, reason)?,
        Command::Change { by, subject, parts } => turn.void(by, subject, &parts)?,
        Command::Remind { stage, by, person } => turn.remind(stage, by, person)?,
        Command::Escalate { stage, by, from, to } => turn.escalate(stage, by, from, to)?,
        Command::Fire { timed } => turn.fire(timed)?,
    }
    Ok(turn.made)
}

/// One decision under way: what it has made so far is folded in at once, so that what follows is decided by it.
struct Turn<'a> {
    approval: Approval,
    directory: &'a dyn Directory,
    now: Time,
    made: Vec<Happened>,
}

impl Turn<'_> {
    fn make(&mut self, what: Happening) {
        let entry = Happened { at: self.now, what };
        self.approval.evolve(&entry);
        self.made.push(entry);
    }

    /// Begins and skips stages until someone has to speak, or all have.
    fn go_on(&mut self) {
        while self.approval.status == ApprovalStatus::InFlight
            && let Some(what) = start::next(&self.approval, self.directory, self.now)
        {
            self.make(what);
        }
    }

    /// The open stage of this id.
    fn room(&self, id: &StageId) -> Result<Room<'_>, Refusal> {
        let (stage, state) = self.approval.stage(id).ok_or_else(|| Refusal::UnknownStage(id.clone()))?;
        if state.open_since().is_none() {
            return Err(Refusal::StageNotOpen(id.clone()));
        }
        Ok(Room { approval: &self.approval, stage, state, directory: self.directory, now: self.now })
    }

    /// The voice with which someone speaks of a version.
    fn voice(&self, stage: &StageId, by: &PersonId, seen: &Digest) -> Result<Voice, Refusal> {
        let now = &self.approval.subject.digest;
        if seen != now {
            return Err(Refusal::OtherVersion { seen: seen.clone(), now: now.clone() });
        }
        let room = self.room(stage)?;
        if room.is_author(by) {
            return Err(Refusal::FourEyes(by.clone()));
        }
        let voice = room.voices().into_iter().find(|voice| voice.person == *by);
        voice.ok_or_else(|| Refusal::NotAsked { person: by.clone(), stage: stage.clone() })
    }

    fn approve(&mut self, stage: StageId, by: PersonId, seen: &Digest, remarks: Option<String>) -> Result<(), Refusal> {
        let voice = self.voice(&stage, &by, seen)?;
        if !self.room(&stage)?.can_still_speak(&voice) {
            return Err(Refusal::AlreadyAnswered(by));
        }
        let (acting_for, meets) = (voice.acting_for.into_iter().collect(), voice.approvers.into_iter().collect());
        let remarks = remarks.filter(|text| !text.trim().is_empty());
        self.make(Happening::Yes { stage: stage.clone(), by, acting_for, meets, remarks });
        if self.room(&stage)?.is_complete() {
            self.make(Happening::StageReleased { stage });
        }
        self.go_on();
        Ok(())
    }

    fn reject(
        &mut self,
        stage: StageId,
        by: PersonId,
        seen: &Digest,
        reason: String,
        region: Option<SmolStr>,
    ) -> Result<(), Refusal> {
        let voice = self.voice(&stage, &by, seen)?;
        let reason = said(reason)?;
        let acting_for = voice.acting_for.into_iter().collect();
        self.make(Happening::Rejected { stage, by, acting_for, reason, region });
        Ok(())
    }

    fn withdraw(&mut self, by: PersonId, reason: String) -> Result<(), Refusal> {
        if !self.approval.authors.contains(&by) && self.approval.subject.owner != by {
            return Err(Refusal::NotTheirs(by));
        }
        let reason = said(reason)?;
        self.make(Happening::Withdrawn { by, reason });
        Ok(())
    }

    fn void(&mut self, by: PersonId, subject: Box<Subject>, parts: &BTreeSet<SubjectPart>) -> Result<(), Refusal> {
        let before = &self.approval.subject;
        if subject.object != before.object {
            return Err(Refusal::OtherThing(before.object.to_string()));
        }
        if *subject == *before {
            return Err(Refusal::NothingChanged(subject.digest));
        }
        let again = start::again(&self.approval, &subject, parts, &by);
        let before = before.digest.clone();
        self.make(Happening::Voided { by, before, subject, again });
        self.go_on();
        Ok(())
    }

    fn remind(&mut self, stage: StageId, by: PersonId, person: PersonId) -> Result<(), Refusal> {
        let room = self.room(&stage)?;
        if !room.seats().iter().any(|seat| seat.person == person) {
            return Err(Refusal::NotAsked { person, stage });
        }
        let sent_to = room.actor(&person).ok_or_else(|| Refusal::CannotBeAsked(person.clone()))?;
        self.make(Happening::Reminded { stage, person, sent_to, nth: None, by: Some(by) });
        Ok(())
    }

    fn escalate(&mut self, stage: StageId, by: PersonId, from: PersonId, to: PersonId) -> Result<(), Refusal> {
        let room = self.room(&stage)?;
        let seats = room.seats();
        let approvers: BTreeSet<usize> =
            seats.iter().filter(|seat| seat.person == from).map(|seat| seat.approver).collect();
        if approvers.is_empty() {
            return Err(Refusal::NotAsked { person: from, stage });
        }
        if !room.fits(&to) || seats.iter().any(|seat| seat.person == to && approvers.contains(&seat.approver)) {
            return Err(Refusal::CannotBeAsked(to));
        }
        self.make(Happening::Escalated { stage, from, to, approvers: approvers.into_iter().collect(), by: Some(by) });
        Ok(())
    }

    fn fire(&mut self, timed: Timed) -> Result<(), Refusal> {
        let due = timers::due(&self.approval, self.directory, self.now);
        if !due.iter().any(|effect| effect.timed == timed) {
            return Err(Refusal::NotDue);
        }
        self.make(match timed {
            Timed::Remind { stage, person, sent_to, nth, .. } => {
                Happening::Reminded { stage, person, sent_to, nth: Some(nth), by: None }
            }
            Timed::Escalate { stage, from, to, approvers, .. } => {
                Happening::Escalated { stage, from, to, approvers, by: None }
            }
            Timed::Expire { stage, .. } => Happening::Expired { stage },
        });
        Ok(())
    }
}

/// A reason that says something.
fn said(reason: String) -> Result<String, Refusal> {
    if reason.trim().is_empty() { Err(Refusal::ReasonMissing) } else { Ok(reason) }
}
