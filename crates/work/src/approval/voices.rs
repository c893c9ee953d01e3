//! Who may speak at a stage at this moment: those who are asked, whoever stands in for one who is away, and whom escalations asked beside
//! them. Asked anew every time, so that rights, absences and substitutes of this moment count.

use super::{
    state::{Approval, StageState},
    template::{ApprovalStage, Approver},
};
use crate::{
    Directory, PersonId, PlaceId, RoleId, StageId,
    directory::{stands_in, superior_who},
};
use rapport_kernel::Time;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Someone who may speak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Voice {
    /// The approver, named by the stage or as a substitute.
    pub person: PersonId,
    /// In whose name beside or instead of their own.
    pub acting_for: BTreeSet<PersonId>,
    /// For which of the stage's approvers.
    pub approvers: BTreeSet<usize>,
    /// Whether they are at work at this moment, and not away.
    pub present: bool,
}

/// Why no one can release a stage as things stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "values", rename_all = "snake_case")]
pub enum Nobody {
    /// The role is vacant.
    #[error("no one holds the role {role} at {place}")]
    NoHolder {
        /// The role without a holder.
        role: RoleId,
        /// The place at which a holder is missing.
        place: PlaceId,
    },
    /// The owner reports to no one who could.
    #[error("{0} has no superior who could release it")]
    NoSuperior(PersonId),
    /// They left.
    #[error("{0} is not here any more")]
    Gone(PersonId),
    /// They are away and no one stands in for them.
    #[error("{0} is away, and no one stands in for them")]
    AwayAlone(PersonId),
    /// All who are asked made the version.
    #[error("all who are asked made this version")]
    OnlyAuthors,
    /// Fewer people than the quorum demands.
    #[error("its quorum is {quorum}, and only {people} can say yes")]
    TooFew {
        /// How many it takes.
        quorum: u32,
        /// How many have spoken or can.
        people: usize,
    },
}

impl Nobody {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoHolder { .. } => "no_holder",
            Self::NoSuperior(_) => "no_superior",
            Self::Gone(_) => "gone",
            Self::AwayAlone(_) => "away_alone",
            Self::OnlyAuthors => "only_authors",
            Self::TooFew { .. } => "too_few",
        }
    }
}

/// Who can bring a stage further now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StageVoices {
    /// The open stage.
    pub stage: StageId,
    /// Who may still speak.
    pub voices: Vec<Voice>,
    /// Why it cannot be released as things stand; empty if it can.
    pub nobody: Vec<Nobody>,
}

/// For every open stage: who can bring it further now, or why no one can.
#[must_use]
pub fn who_can(approval: &Approval, directory: &dyn Directory, now: Time) -> Vec<StageVoices> {
    let of = |(stage, state): (&ApprovalStage, &StageState)| {
        let room = Room { approval, stage, state, directory, now };
        let voices = room.voices().into_iter().filter(|voice| room.can_still_speak(voice)).collect();
        StageVoices { stage: stage.id.clone(), voices, nobody: room.nobody() }
    };
    approval.open().map(of).collect()
}

/// A stage with all that says who may speak at it.
#[derive(Clone, Copy)]
pub(super) struct Room<'a> {
    pub(super) approval: &'a Approval,
    pub(super) stage: &'a ApprovalStage,
    pub(super) state: &'a StageState,
    pub(super) directory: &'a dyn Directory,
    pub(super) now: Time,
}

/// Someone who is asked for one of the stage's approvers.
pub(super) struct Seat {
    pub(super) person: PersonId,
    pub(super) approver: usize,
    pub(super) since: Time,
}

impl Room<'_> {
    /// Whether someone made this version, where that forbids them to release it.
    pub(super) fn is_author(&self, person: &PersonId) -> bool {
        self.stage.four_eyes && self.approval.authors.contains(person)
    }

    /// Whether someone could be asked: here, and not an author.
    pub(super) fn fits(&self, person: &PersonId) -> bool {
        self.directory.is_here(person) && !self.is_author(person)
    }

    /// Whether all is said: every required approver, and enough different people.
    pub(super) fn is_complete(&self) -> bool {
        self.missing_required().next().is_none() && self.missing_people() == 0
    }

    fn missing_required(&self) -> impl Iterator<Item = usize> {
        let required = self.stage.approvers().enumerate().filter(|(_, (_, required))| *required);
        required.map(|(n, _)| n).filter(|n| !self.state.is_met(*n))
    }

    /// How many more people have to say yes.
    fn missing_people(&self) -> usize {
        (self.stage.quorum as usize).saturating_sub(self.state.speakers().len())
    }

    /// Whether a yes for this approver is still wanted.
    pub(super) fn is_wanted(&self, approver: usize) -> bool {
        self.missing_people() > 0 || self.missing_required().any(|n| n == approver)
    }

    /// Everybody who is asked. Authors are not, and no one else is in their name.
    pub(super) fn seats(&self) -> Vec<Seat> {
        let since = self.state.open_since().unwrap_or(self.now);
        let mut seats = Vec::new();
        for (approver, (asked, _)) in self.stage.approvers().enumerate() {
            seats.extend(self.resolve(asked).into_iter().map(|person| Seat { person, approver, since }));
        }
        for beside in &self.state.beside {
            seats.push(Seat { person: beside.person.clone(), approver: beside.approver, since: beside.since });
        }
        seats.retain(|seat| !self.is_author(&seat.person));
        seats
    }

    fn resolve(&self, approver: &Approver) -> Vec<PersonId> {
        let subject = &self.approval.subject;
        match approver {
            Approver::Person(person) => vec![person.clone()],
            Approver::Role { role, at } => self.directory.holders(role, at.as_ref().unwrap_or(&subject.place)),
            Approver::OwnersSuperior => {
                superior_who(self.directory, &subject.owner, |person| self.fits(person)).into_iter().collect()
            }
        }
    }

    /// Whoever acts for someone now, unless that is an author.
    pub(super) fn actor(&self, person: &PersonId) -> Option<PersonId> {
        let kind = &self.approval.subject.object.kind;
        stands_in(self.directory, person, kind, self.now).filter(|actor| !self.is_author(actor))
    }

    /// Everybody who may speak.
    pub(super) fn voices(&self) -> Vec<Voice> {
        let mut voices: BTreeMap<PersonId, Voice> = BTreeMap::new();
        for seat in self.seats() {
            let actor = self.actor(&seat.person);
            let itself = self.directory.is_here(&seat.person).then(|| seat.person.clone());
            for speaker in [itself, actor.filter(|actor| *actor != seat.person)].into_iter().flatten() {
                let present = !self.directory.is_away(&speaker, self.now);
                let voice = voices.entry(speaker.clone()).or_insert_with(|| Voice {
                    person: speaker.clone(),
                    acting_for: BTreeSet::new(),
                    approvers: BTreeSet::new(),
                    present,
                });
                voice.approvers.insert(seat.approver);
                if speaker != seat.person {
                    voice.acting_for.insert(seat.person.clone());
                }
            }
        }
        voices.into_values().collect()
    }

    /// Whether a yes of theirs would still add something: they have not spoken, or an approver is unmet for whom they may.
    pub(super) fn can_still_speak(&self, voice: &Voice) -> bool {
        let spoken = self.state.speakers().contains(&voice.person);
        !spoken || voice.approvers.iter().any(|n| !self.state.is_met(*n))
    }

    /// Why the stage cannot be released as things stand.
    fn nobody(&self) -> Vec<Nobody> {
        let voices = self.voices();
        let present = || voices.iter().filter(|voice| voice.present);
        let mut why: Vec<Nobody> = self
            .missing_required()
            .filter(|n| !present().any(|voice| voice.approvers.contains(n)))
            .filter_map(|n| self.stage.approvers().nth(n).map(|(approver, _)| self.why_silent(n, approver)))
            .collect();
        let speakers = self.state.speakers();
        let people = speakers.len() + present().filter(|voice| !speakers.contains(&voice.person)).count();
        if people < self.stage.quorum as usize {
            why.push(Nobody::TooFew { quorum: self.stage.quorum, people });
        }
        why
    }

    /// Why no one present may speak for an approver.
    fn why_silent(&self, n: usize, approver: &Approver) -> Nobody {
        let asked = self.resolve(approver);
        let seats: Vec<PersonId> =
            self.seats().into_iter().filter(|seat| seat.approver == n).map(|seat| seat.person).collect();
        match (seats.first(), approver) {
            (Some(person), _) if !self.directory.is_here(person) => Nobody::Gone(person.clone()),
            (Some(person), _) => Nobody::AwayAlone(person.clone()),
            (None, _) if !asked.is_empty() => Nobody::OnlyAuthors,
            (None, Approver::Role { role, at }) => {
                let place = at.clone().unwrap_or_else(|| self.approval.subject.place.clone());
                Nobody::NoHolder { role: role.clone(), place }
            }
            (None, _) => Nobody::NoSuperior(self.approval.subject.owner.clone()),
        }
    }
}
