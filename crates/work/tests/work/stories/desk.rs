//! Where a story happens: an office, one journey that is to be released, and time.

use super::{
    clock,
    words::{Deed, deed},
};
use crate::office::{MONDAY, Office, journey};
use rapport_kernel::{Money, Time};
use rapport_work::{
    PersonId,
    approval::{
        self, Approval, ApprovalStatus, ApprovalTemplate, Checked, Command, Happened, Happening, ReleaseRequest,
        Subject,
    },
    spending::{MoneyVerdict, Outlay, Purse, may_go_live},
};

pub struct Desk {
    office: Office,
    checked: Option<Checked>,
    approval: Option<Approval>,
    now: Time,
    /// What came of it, line by line.
    pub told: Vec<String>,
}

impl Default for Desk {
    fn default() -> Self {
        Self { office: Office::empty(), checked: None, approval: None, now: MONDAY, told: Vec::new() }
    }
}

impl Desk {
    /// `Mia reports to Anna`, `Anna is area-head at area:direct`.
    pub fn works_here(&mut self, line: &str) -> Result<(), String> {
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            [person, "reports", "to", other] => {
                self.office.superiors.insert((*person).into(), (*other).into());
                Ok(())
            }
            _ => self.act(deed(line)?),
        }
    }

    pub fn template(&mut self, text: &str) -> Result<(), String> {
        let template: ApprovalTemplate = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
        self.checked = Some(approval::check(template).map_err(|found| format!("{found:?}"))?);
        Ok(())
    }

    /// `Mon 10:00  Anna approves head v1`
    pub fn happens(&mut self, line: &str) -> Result<(), String> {
        let mut words = line.splitn(3, ' ');
        let (day, time, text) = (words.next(), words.next(), words.next());
        let (Some(day), Some(time), Some(text)) = (day, time, text) else { return Err("say when, and what".into()) };
        let at = clock::read(day, time, self.now).ok_or("begin with a moment such as Mon 10:00")?;
        self.pass_until(at)?;
        self.act(deed(text.trim())?)
    }

    /// Lets everything happen that becomes due until then, each at its moment.
    fn pass_until(&mut self, at: Time) -> Result<(), String> {
        while let Some(approval) = &self.approval
            && let Some(next) = approval::next_due(approval, &self.office, self.now).filter(|next| *next <= at)
        {
            self.now = self.now.max(next);
            let effect = approval::due(approval, &self.office, self.now).into_iter().next();
            self.give(Command::Fire { timed: effect.ok_or("nothing is due")?.timed })?;
        }
        self.now = at;
        Ok(())
    }

    fn act(&mut self, deed: Deed) -> Result<(), String> {
        let (office, now) = (&mut self.office, self.now);
        match deed {
            Deed::Away { person, substitute } => {
                office.substitutes.remove(&person);
                office.substitutes.extend(substitute.map(|other| (person.clone(), other)));
                office.away.insert(person);
            }
            Deed::Back { person } => drop(office.away.remove(&person)),
            Deed::Leaves { person } => drop(office.gone.insert(person)),
            Deed::Holds { person, role, place } => office.roles.entry((role, place)).or_default().push(person),
            Deed::TimePasses => {}
            Deed::Asks { by, digest, amount } => {
                let mut subject = Subject { owner: by.clone(), ..journey(&digest.0, 0) };
                subject.facts.amount = Some(amount);
                self.ask(by, subject)?;
            }
            Deed::Publishes { by, digest, people, unit_cost, free, limit } => {
                let outlay = Outlay { channel: "letter".into(), people: Some(people), unit_cost };
                let subject = Subject { owner: by.clone(), ..journey(&digest.0, 0) };
                self.publish(by, subject, outlay, Purse { free, limit: Some(limit) })?;
            }
            Deed::Approves { by, stage, digest, remarks } => {
                self.give(Command::Approve { stage, by, seen: digest, remarks })?;
            }
            Deed::Rejects { by, stage, digest, reason } => {
                self.give(Command::Reject { stage, by, seen: digest, reason, region: None })?;
            }
            Deed::Withdraws { by, reason } => self.give(Command::Withdraw { by, reason })?,
            Deed::Changes { by, parts, digest, amount } => {
                let mut subject = self.approval.as_ref().ok_or("nothing was asked yet")?.subject.clone();
                subject.digest = digest;
                subject.facts.amount = amount.or(subject.facts.amount);
                let parts = parts.into_iter().map(approval::SubjectPart).collect();
                self.give(Command::Change { by, subject: Box::new(subject), parts })?;
            }
            Deed::Reminds { by, person, stage } => self.give(Command::Remind { stage, by, person })?,
            Deed::Escalates { by, stage, from, to } => self.give(Command::Escalate { stage, by, from, to })?,
        }
        debug_assert!(now <= self.now);
        Ok(())
    }

    fn ask(&mut self, author: PersonId, subject: Subject) -> Result<(), String> {
        let checked = self.checked.as_ref().ok_or("there is no template")?;
        let request = ReleaseRequest { id: "a".into(), subject, author, on_behalf_of: None };
        let approval = approval::request(checked, request, &self.office, self.now);
        let history = approval.history.clone();
        self.approval = Some(approval);
        self.tell(&history);
        Ok(())
    }

    fn publish(&mut self, by: PersonId, subject: Subject, outlay: Outlay, purse: Purse) -> Result<(), String> {
        let checked = self.checked.as_ref().ok_or("there is no template")?;
        match may_go_live(subject, &[outlay], purse, checked, self.approval.as_ref()) {
            MoneyVerdict::GoesLive { digest, cost } => {
                let cost = cost.as_ref().map(Money::to_string).unwrap_or_default();
                self.say(format!("{digest} goes live for {cost}"));
            }
            MoneyVerdict::NobodyToAsk { why } => {
                let why: Vec<_> = why.iter().map(|why| why.code()).collect();
                self.say(format!("nobody is asked about it: {}", why.join(", ")));
            }
            MoneyVerdict::Asks { subject, why, .. } => {
                let why: Vec<_> = why.iter().map(ToString::to_string).collect();
                self.say(format!("has to be asked: {}", why.join("; ")));
                self.ask(by, *subject)?;
            }
        }
        Ok(())
    }

    fn give(&mut self, command: Command) -> Result<(), String> {
        let approval = self.approval.as_mut().ok_or("nothing was asked yet")?;
        match approval::decide(approval, command, &self.office, self.now) {
            Err(refusal) => self.say(format!("refused: {refusal}")),
            Ok(entries) => {
                entries.iter().for_each(|entry| approval.evolve(entry));
                self.tell(&entries);
            }
        }
        self.nobody();
        Ok(())
    }

    /// Says where no one can release it.
    fn nobody(&mut self) {
        let Some(approval) = self.approval.as_ref().filter(|approval| approval.status == ApprovalStatus::InFlight)
        else {
            return;
        };
        for stage in approval::who_can(approval, &self.office, self.now) {
            for nobody in stage.nobody {
                self.say(format!("{} waits for nobody: {nobody}", stage.stage));
            }
        }
    }

    fn tell(&mut self, entries: &[Happened]) {
        for entry in entries {
            self.say(sentence(&entry.what));
        }
    }

    fn say(&mut self, text: String) {
        self.told.push(format!("{}  {text}", clock::show(self.now)));
    }
}

fn list<T: ToString>(all: &[T]) -> String {
    if all.is_empty() { "nobody".into() } else { all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ") }
}

/// For whom someone speaks, where they do.
fn for_whom(people: &[PersonId]) -> String {
    if people.is_empty() { String::new() } else { format!(" for {}", list(people)) }
}

fn sentence(what: &Happening) -> String {
    match what {
        Happening::Requested { request, .. } => format!("{} asks for {}", request.author, request.subject.digest),
        Happening::StageSkipped { stage } => format!("{stage} is not concerned"),
        Happening::StageOpened { stage, asked, .. } => format!("{stage} asks {}", list(asked)),
        Happening::Yes { stage, by, acting_for, remarks, .. } => {
            let remarks = remarks.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
            format!("{by}{} says yes at {stage}{remarks}", for_whom(acting_for))
        }
        Happening::StageReleased { stage } => format!("{stage} is released"),
        Happening::Approved { digest, remarks: false } => format!("{digest} may go ahead"),
        Happening::Approved { digest, remarks: true } => format!("{digest} may go ahead, with remarks"),
        Happening::Rejected { stage, by, acting_for, reason, .. } => {
            format!("{by}{} says no at {stage}: {reason}", for_whom(acting_for))
        }
        Happening::Withdrawn { by, reason } => format!("{by} takes it back: {reason}"),
        Happening::Voided { by, before, subject, again } => {
            format!("{by} made {} of {before}: asked again are {}", subject.digest, list(again))
        }
        Happening::Reminded { stage, sent_to, by, .. } => {
            let by = by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            format!("{sent_to} is reminded of {stage}{by}")
        }
        Happening::Escalated { stage, from, to, by, .. } => {
            let by = by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            format!("{to} is asked at {stage} beside {from}{by}")
        }
        Happening::Expired { stage } => format!("nobody answered at {stage}: it has expired"),
    }
}
