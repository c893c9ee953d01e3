//! For whom an entry of an approval's history is news.

use super::Notice;
use crate::{
    Directory, PersonId,
    approval::{Approval, Happened, Happening},
    directory::stands_in,
};
use rapport_kernel::coded;
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeSet;

coded! {
    /// What someone is told of an approval.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ApprovalNews {
        /// To whoever has to answer: someone asks.
        Asked = "asked",
        /// To the same: it is still waiting.
        Reminded = "reminded",
        /// To whoever is asked beside another.
        Escalated = "escalated",
        /// To those who had said yes: what they saw has changed, and their word is void.
        Voided = "voided",
        /// To those who asked: it may go ahead.
        Approved = "approved",
        /// To those who asked: someone said no.
        Rejected = "rejected",
        /// To those who were asked: they need not answer any more.
        Withdrawn = "withdrawn",
        /// To those who asked: no one answered in time.
        Expired = "expired",
    }
}

/// Whom the entries from the `since`-th on are news for. No one is told what they did themselves. The same entry makes the same notices.
#[must_use]
pub fn of_approval(approval: &Approval, since: usize, directory: &dyn Directory) -> Vec<Notice> {
    let mut notices = Vec::new();
    for (n, entry) in approval.history.iter().enumerate().skip(since) {
        let Some((told, people, by)) = news(approval, n, entry, directory) else { continue };
        let fact = format_smolstr!("{}/{n}", approval.id);
        let people = people.into_iter().filter(|person| Some(person) != by.as_ref());
        notices.extend(people.map(|person| {
            let (fact, kind) = (fact.clone(), SmolStr::new_static(told.code()));
            Notice { person, fact, kind, at: entry.at }
        }));
    }
    notices
}

/// What an entry tells, whom, and who did it.
fn news(
    approval: &Approval,
    n: usize,
    entry: &Happened,
    directory: &dyn Directory,
) -> Option<(ApprovalNews, BTreeSet<PersonId>, Option<PersonId>)> {
    let kind = &approval.subject.object.kind;
    let actors = |people: &[PersonId]| {
        people.iter().filter_map(|person| stands_in(directory, person, kind, entry.at)).collect::<BTreeSet<_>>()
    };
    let spoken = || {
        let yes = |entry: &Happened| match &entry.what {
            Happening::Yes { by, .. } => Some(by.clone()),
            _ => None,
        };
        approval.history[..n].iter().filter_map(yes).collect::<BTreeSet<_>>()
    };
    let asked = || {
        let asked = |entry: &Happened| match &entry.what {
            Happening::StageOpened { asked, .. } => asked.clone(),
            Happening::Escalated { to, .. } => vec![to.clone()],
            _ => Vec::new(),
        };
        actors(&approval.history[..n].iter().flat_map(asked).collect::<Vec<_>>())
    };
    let authors = || approval.authors.clone();
    Some(match &entry.what {
        Happening::StageOpened { asked, .. } => (ApprovalNews::Asked, actors(asked), None),
        Happening::Reminded { sent_to, by, .. } => (ApprovalNews::Reminded, [sent_to.clone()].into(), by.clone()),
        Happening::Escalated { to, by, .. } => (ApprovalNews::Escalated, actors(std::slice::from_ref(to)), by.clone()),
        Happening::Voided { by, .. } => (ApprovalNews::Voided, spoken(), Some(by.clone())),
        Happening::Approved { .. } => (ApprovalNews::Approved, authors(), None),
        Happening::Rejected { by, .. } => (ApprovalNews::Rejected, authors(), Some(by.clone())),
        Happening::Withdrawn { by, .. } => (ApprovalNews::Withdrawn, asked(), Some(by.clone())),
        Happening::Expired { .. } => (ApprovalNews::Expired, authors(), None),
        Happening::Requested { .. }
        | Happening::StageSkipped { .. }
        | Happening::Yes { .. }
        | Happening::StageReleased { .. } => {
            return None;
        }
    })
}
