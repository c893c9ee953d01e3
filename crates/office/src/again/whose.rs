//! Whom a line of the journal is about, among those whom the restored state knows.

use hashbrown::{HashMap, HashSet};
use rapport_kernel::{CustomerId, Identifier};
use rapport_platform::journal::{Fact, Line};

/// Who became whom, and who was parted off, since the backup.
pub(super) struct Whose {
    /// Who had become a customer, directly.
    had_become: HashMap<CustomerId, Vec<CustomerId>>,
    /// What became of them, directly.
    became: HashMap<CustomerId, CustomerId>,
    /// The parted identifiers that are known, by what the journal calls them.
    parted: HashMap<String, Identifier>,
    /// Who stands here for somebody who came about by a parting.
    stands_for: HashMap<CustomerId, HashSet<CustomerId>>,
    /// Who had become somebody by a merge that a parting undid: what was said of that one afterwards is not about them.
    apart: HashSet<CustomerId>,
}

/// How far a line reaches among those who became one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reaching {
    /// Who had become this one by then. The backup may know them apart.
    Before,
    /// Whom this one became as well: a "no" outlives a merge.
    All,
}

fn about(fact: &Fact) -> Option<(CustomerId, Reaching)> {
    use rapport_customer::suppression::Reason::HardBounce;
    Some(match fact {
        Fact::No { customer, .. } | Fact::Suppressed { customer, .. } => (*customer, Reaching::All),
        // Which address bounced is known of the message alone: another's that was merged later is none of it.
        Fact::Answered { customer, reason: HardBounce, .. }
        | Fact::Erased { customer }
        | Fact::LetGo { customer, .. } => (*customer, Reaching::Before),
        Fact::Answered { customer, .. } => (*customer, Reaching::All),
        Fact::Began
        | Fact::Merged { .. }
        | Fact::Claimed { .. }
        | Fact::Reported { .. }
        | Fact::Parted { .. }
        | Fact::PartedOff { .. }
        | Fact::Redeemed { .. }
        | Fact::RolledBack { .. }
        | Fact::SourceIs { .. } => return None,
    })
}

impl Whose {
    /// `parted` holds the identifiers that are known, by what the journal calls them.
    pub(super) fn new(lines: &[Line], parted: HashMap<String, Identifier>) -> Self {
        let mut had_become: HashMap<CustomerId, Vec<CustomerId>> = HashMap::new();
        let mut became = HashMap::new();
        for line in lines {
            if let Fact::Merged { from, into } = line.fact {
                had_become.entry(into).or_default().push(from);
                became.insert(from, into);
            }
        }
        Self { had_become, became, parted, stands_for: HashMap::new(), apart: HashSet::new() }
    }

    /// Whom a line is about.
    pub(super) fn concerned(&self, line: &Line) -> HashSet<CustomerId> {
        let Some((customer, reach)) = about(&line.fact) else { return HashSet::new() };
        let all = self.one_with(customer, reach);
        let stand_in = all.iter().filter_map(|one| self.stands_for.get(one)).flatten().copied();
        let stand_in: Vec<CustomerId> = stand_in.collect();
        all.into_iter().filter(|one| !self.apart.contains(one)).chain(stand_in).collect()
    }

    /// All who had become, or also became, one with a customer.
    pub(super) fn all_of(&self, customer: CustomerId) -> HashSet<CustomerId> {
        self.one_with(customer, Reaching::Before)
    }

    fn one_with(&self, customer: CustomerId, reach: Reaching) -> HashSet<CustomerId> {
        let (mut all, mut next) = (HashSet::from([customer]), vec![customer]);
        while let Some(one) = next.pop() {
            let before = self.had_become.get(&one).into_iter().flatten();
            let after = self.became.get(&one).filter(|_| reach == Reaching::All);
            next.extend(before.chain(after).filter(|other| all.insert(**other)));
        }
        all
    }

    /// The identifiers of these names that are known.
    pub(super) fn identifiers(&self, names: &[String]) -> Vec<Identifier> {
        names.iter().filter_map(|name| self.parted.get(name).cloned()).collect()
    }

    /// Somebody is known by nothing but what was parted off: what is said of those they had been wrongly made one with is not
    /// about them.
    pub(super) fn stays_apart(&mut self, customer: CustomerId) {
        self.apart.insert(customer);
    }

    /// Whoever holds these identifiers here stands for whom the lines call `customer`.
    pub(super) fn stand_for(&mut self, customer: CustomerId, holders: impl IntoIterator<Item = CustomerId>) {
        self.stands_for.entry(customer).or_default().extend(holders);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_customer::{
        Act,
        suppression::{Reason, Scope},
    };
    use rapport_kernel::Time;

    fn line(fact: Fact) -> Line {
        Line { installation: "i".into(), epoch: 1, lsn: 1, at: Time(0), fact }
    }

    fn merges() -> Whose {
        let merged = |from, into| line(Fact::Merged { from: CustomerId(from), into: CustomerId(into) });
        Whose::new(&[merged(1, 2), merged(2, 3), merged(7, 3), merged(8, 9)], HashMap::new())
    }

    fn ids(all: &[u128]) -> HashSet<CustomerId> {
        all.iter().map(|id| CustomerId(*id)).collect()
    }

    fn no(customer: u128) -> Line {
        line(Fact::No {
            customer: CustomerId(customer),
            act: Act::Object,
            brand: "acme".into(),
            purpose: None,
            channel: None,
            address: None,
            public: false,
        })
    }

    #[test]
    fn an_erasure_reaches_who_had_become_somebody_and_a_no_also_whom_they_became() {
        let whose = merges();
        assert_eq!(whose.concerned(&line(Fact::Erased { customer: CustomerId(3) })), ids(&[1, 2, 3, 7]));
        assert_eq!(whose.concerned(&line(Fact::Erased { customer: CustomerId(2) })), ids(&[1, 2]));
        let suppressed = Fact::Suppressed {
            customer: CustomerId(1),
            reason: Reason::OptOut,
            scope: Scope::Marketing,
            brand: None,
            channel: None,
            address: None,
        };
        assert_eq!(whose.concerned(&no(1)), ids(&[1, 2, 3, 7]));
        assert_eq!(whose.concerned(&line(suppressed)), ids(&[1, 2, 3, 7]));
        let answered = |reason| line(Fact::Answered { customer: CustomerId(1), send_key: String::new(), reason });
        assert_eq!(whose.concerned(&answered(Reason::Complaint)), ids(&[1, 2, 3, 7]));
        assert_eq!(whose.concerned(&answered(Reason::HardBounce)), ids(&[1]));
    }

    #[test]
    fn who_was_parted_off_is_found_by_their_identifiers_and_spared_what_is_said_of_the_other() {
        let mut whose = merges();
        whose.stays_apart(CustomerId(7));
        whose.stand_for(CustomerId(20), [CustomerId(7)]);
        assert_eq!(whose.concerned(&line(Fact::Erased { customer: CustomerId(3) })), ids(&[1, 2, 3]));
        assert_eq!(whose.concerned(&no(20)), ids(&[20, 7]));
    }
}
