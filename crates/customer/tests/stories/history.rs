//! P4: consent histories of people who say yes and no, are asked, confirm, and turn out to be the same, against a plain model.

use super::*;
use rapport_customer::{Cause, ConsentStatus, Link};

/// One thing said, as the model sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Word {
    at: i64,
    who: usize,
    act: Act,
    address: u64,
    proved: bool,
}

/// The settings of one history.
#[derive(Clone, Copy)]
struct Rules {
    expires: i64,
    double_opt_in: bool,
}

/// The model: everything said by everybody, and who became one with whom when. Nothing is kept up to date; every question
/// is answered from the whole list.
#[derive(Default)]
struct Model {
    words: Vec<Word>,
    joins: Vec<(i64, usize, usize)>,
}

impl Model {
    fn record_of(&self, who: usize, at: i64) -> usize {
        let into = self.joins.iter().find(|(when, from, _)| *from == who && *when <= at);
        into.map_or(who, |(_, _, into)| self.record_of(*into, at))
    }

    fn takes_back(word: &Word) -> bool {
        matches!(word.act, Act::Withdraw | Act::Object)
    }

    /// What belongs to a record, in reading order.
    fn said(&self, record: usize, now: i64) -> Vec<Word> {
        let mut said: Vec<Word> =
            self.words.iter().filter(|word| self.record_of(word.who, now) == record).copied().collect();
        said.sort_by_key(|word| (word.at, Self::takes_back(word), word.act, word.address, word.proved, word.who));
        said
    }

    /// The request a confirmation answers.
    fn asked(said: &[Word], confirm: &Word) -> Option<i64> {
        let asked = said.iter().filter(|word| word.act == Act::RequestConfirmation && word.at <= confirm.at);
        asked.filter(|word| word.address == confirm.address).map(|word| word.at).max()
    }

    /// Whether the i-th word is a yes that counted when it was read.
    fn counted(&self, said: &[Word], i: usize) -> bool {
        let yes = said[i];
        let open: Vec<&Word> = (0..i)
            .filter(|n| Self::takes_back(&said[*n]))
            .filter(|n| !(*n + 1..i).any(|between| self.counted(said, between)))
            .map(|n| &said[n])
            .collect();
        let answered =
            |no: &&Word| yes.address == no.address || self.record_of(yes.who, yes.at) == self.record_of(no.who, yes.at);
        match yes.act {
            Act::Grant => (open.is_empty() || yes.proved) && open.iter().all(answered),
            Act::Confirm => Self::asked(said, &yes)
                .is_some_and(|asked| open.iter().all(|no| asked > no.at) && open.iter().all(answered)),
            _ => false,
        }
    }

    fn status(&self, record: usize, rules: Rules, now: i64) -> ConsentStatus {
        let said = self.said(record, now);
        let counted: Vec<usize> = (0..said.len()).filter(|i| self.counted(&said, *i)).collect();
        let after_yes = counted.last().map_or(0, |i| i + 1);
        let mut noes: Vec<&Word> = said[after_yes..].iter().filter(|word| Self::takes_back(word)).collect();
        noes.sort_by_key(|no| (no.act, std::cmp::Reverse(no.at)));
        if let Some(no) = noes.last() {
            let at = Time(no.at);
            return if no.act == Act::Object {
                ConsentStatus::Objected { at }
            } else {
                ConsentStatus::Withdrawn { at }
            };
        }
        let last_no = said.iter().rposition(Self::takes_back).map_or(0, |i| i + 1);
        let standing: Vec<Word> = counted.iter().filter(|i| **i >= last_no).map(|i| said[*i]).collect();
        let newest = |fits: &dyn Fn(&Word) -> bool| standing.iter().filter(|word| fits(word)).map(|word| word.at).max();
        let proved = |word: &Word| word.act == Act::Confirm || (word.proved && !rules.double_opt_in);
        let fits = |word: &Word| proved(word) && word.address == 0;
        if let Some(at) = newest(&|word| fits(word) && word.at + rules.expires > now) {
            ConsentStatus::Given { since: Time(at) }
        } else if let Some(at) = newest(&fits) {
            ConsentStatus::Expired { at: Time(at + rules.expires) }
        } else if let Some(at) = newest(&proved) {
            ConsentStatus::OtherAddress { since: Time(at) }
        } else if let Some(at) = newest(&|_| true) {
            ConsentStatus::Unproven { since: Time(at) }
        } else {
            let asked = said.iter().rfind(|word| word.act == Act::RequestConfirmation);
            asked.map_or(ConsentStatus::Never, |asked| ConsentStatus::Pending { since: Time(asked.at) })
        }
    }

    fn may_confirm(&self, record: usize, confirm: &Word, window: i64) -> bool {
        let said = self.said(record, confirm.at);
        Self::asked(&said, confirm).is_some_and(|asked| {
            let stopped = said.iter().any(|word| Self::takes_back(word) && word.at >= asked);
            !stopped && confirm.at <= asked + window
        })
    }
}

fn address(n: u64) -> Identifier {
    email(["ada@example.com", "ada@example.org"][n as usize])
}

fn declaration(word: &Word) -> Declaration {
    let address = address(word.address);
    let proof = match word.act {
        Act::Confirm => Proof::DoubleOptIn { via: address.kind, reference: "t".into() },
        _ if word.proved => Proof::Personal { reference: "f".into() },
        _ => Proof::Claimed,
    };
    Declaration { address: Some(address), proof, ..said(word.act, "email", Time(word.at)) }
}

fn play(dice: &mut Dice) -> u32 {
    const PEOPLE: usize = 3;
    let mut settings = brand();
    let rules = Rules { expires: 20 + dice.roll(40) as i64, double_opt_in: dice.roll(3) == 0 };
    let window = 1 + dice.roll(20) as i64;
    settings.purposes[0].expires_after = Some(Span(rules.expires));
    settings.confirm_within = Span(window);
    settings.channels[0].double_opt_in = rules.double_opt_in;
    let mut people: Vec<Option<Customer>> = (0..PEOPLE).map(|n| Some(person(n as u128 + 1))).collect();
    let mut model = Model::default();
    let (mut now, mut checked) = (1000, 0);
    for _ in 0..4 + dice.roll(10) {
        now += [0, 1, 1, 3, 15][dice.roll(5) as usize];
        let who = dice.roll(PEOPLE as u64) as usize;
        let Some(mut person) = people[who].take() else { continue };
        let other = dice.roll(PEOPLE as u64) as usize;
        if dice.roll(6) == 0 && people[other].is_some() {
            let into = people[other].as_mut().unwrap();
            let because = Cause { link: Link::Observed, by: IdentifierKind::Device, together: vec![], public: false };
            let again = person.clone();
            assert!(into.merge(person, because.clone(), Time(now)));
            let once = into.clone();
            assert!(!into.merge(again, because, Time(now + 1)) && *into == once, "a merge happens once");
            model.joins.push((now, who, other));
            continue;
        }
        let acts =
            [Act::Grant, Act::Grant, Act::RequestConfirmation, Act::Confirm, Act::Confirm, Act::Withdraw, Act::Object];
        let act = acts[dice.roll(7) as usize];
        let proved = act == Act::Confirm || dice.roll(2) == 0;
        let word = Word { at: now, who, act, address: dice.roll(2), proved };
        if model.words.contains(&word) {
            people[who] = Some(person);
            continue;
        }
        let accepted = act != Act::Confirm || model.may_confirm(who, &word, window);
        assert_eq!(
            person.declare(declaration(&word), &settings, Time(now)).is_ok(),
            accepted,
            "{word:?} {:?}",
            model.words
        );
        if accepted {
            model.words.push(word);
        }
        people[who] = Some(person);
    }
    for (record, person) in people.iter().enumerate().filter_map(|(n, person)| Some((n, person.as_ref()?))) {
        for now in [now, now + 10, now + 60] {
            let status = person.consent(&settings, &"offers".into(), &"email".into(), Time(now));
            assert_eq!(status, model.status(record, rules, now), "{:?} {:?}", model.words, model.joins);
            checked += 1;
        }
    }
    checked
}

#[test]
fn a_hundred_thousand_histories_agree_with_the_model() {
    let mut dice = Dice(4);
    let checked: u32 = (0..100_000).map(|_| play(&mut dice)).sum();
    assert!(checked > 300_000, "{checked}");
}
