//! A draft journey run over what really happened: the same fold, with effects counted instead of carried out.
//!
//! Customers are independent of each other but for the budget, so they are taken one at a time, in the order the caller
//! gives them. For each, the records are put into event-time order and event time is the clock: what came in late by an
//! import stands where it happened. Before `from` the draft only watches (half-seen patterns count), from then on until
//! `to` it acts.
//!
//! What is simulated: every message that the gate lets through is accepted at once, and every voucher is issued. What
//! other journeys really sent counts against the caps. What people would have done differently cannot be known, and is
//! not invented. The budget is spent in the order of customers, not of time: how many get nothing is right, who, is not.
//!
//! The same records and the same draft give the same answer.

use crate::{
    catalog::{Catalog, JourneyStatus, Publication},
    effect::{Effect, EffectKind},
    fate::Flow,
    history::What,
    record::{Body, VoucherAnswer, VoucherResult},
    shard::{Partition, Shard, Tallies},
};
use jiff::tz::TimeZone;
use rapport_channel::report::{Outcome, Report};
use rapport_customer::{
    Brand, Budget, SendKey,
    gate::{self, quiet::zone_of},
};
use rapport_journey::{Problem, document::VoucherValue};
use rapport_kernel::{BrandId, CustomerId, Lsn, Money, Span, StepId, Time};
use serde::Serialize;
use siphasher::sip::SipHasher13;
use smol_str::SmolStr;
use std::{
    collections::{BTreeMap, BTreeSet},
    hash::Hasher,
};

/// How many single messages are listed.
const SAMPLES: usize = 50;

/// What is to be tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The draft.
    pub publication: Publication,
    /// Settings of every brand, as they are now.
    pub brands: Vec<Brand>,
    /// From when on it would have been live.
    pub from: Time,
    /// Until when, exclusive.
    pub to: Time,
    /// What its activity could spend; `None` if that is not to be looked at.
    pub free: Option<Money>,
}

/// What would have happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Findings {
    /// Customers looked at.
    pub customers: u64,
    /// Records looked at.
    pub records: u64,
    /// Passages begun.
    pub entered: u64,
    /// Customers with at least one passage.
    pub entered_customers: u64,
    /// Customers who would have got at least one message.
    pub reached: u64,
    /// Customers who would have been held out.
    pub held_out: u64,
    /// What each step would have done: counted as it is for what is live.
    pub flow: BTreeMap<StepId, Flow>,
    /// What would have become of messages, by day of the brand's zone (`2026-03-02`).
    pub days: BTreeMap<SmolStr, Day>,
    /// Messages that would have been sent, by channel.
    pub channels: BTreeMap<SmolStr, u64>,
    /// Triggers that fired without beginning a passage, by reason.
    pub not_entered: BTreeMap<SmolStr, u64>,
    /// Passages ended, by reason.
    pub exits: BTreeMap<SmolStr, u64>,
    /// Goals reached.
    pub goals: u64,
    /// Vouchers that would have been issued.
    pub vouchers: u64,
    /// What the messages would have cost, in minor units by currency.
    pub cost: BTreeMap<SmolStr, i64>,
    /// What the vouchers would have been worth at most, in minor units by currency; percentages are not in it.
    pub liability: BTreeMap<SmolStr, i64>,
    /// Records that could not be applied to their end, because of a defect here.
    pub set_aside: u64,
    /// Some of the messages, in the order of their moments. Which ones, a keyed hash of their names decides: whoever would get one
    /// is as likely to be among them as anybody else, whatever their id and whenever it was.
    pub samples: Vec<Sample>,
}

/// What would have become of the messages of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Day {
    /// Messages that would have been sent.
    pub sent: u64,
    /// Messages that would have been refused; each on the day of the last word about it.
    pub refused: u64,
}

/// One message that would have been sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sample {
    /// The recipient.
    pub customer: CustomerId,
    /// The step that would have sent it.
    pub step: SmolStr,
    /// The brand's channel that it would have taken.
    pub channel: SmolStr,
    /// The moment by the trial's clock, which is the time of events.
    pub at: Time,
}

/// A trial under way.
#[derive(Debug)]
pub struct Backtest {
    trial: Trial,
    catalog: Catalog,
    findings: Findings,
    tallies: Tallies,
    spent: i64,
    zone: TimeZone,
    drawn: BTreeMap<(u64, SendKey), Sample>,
}

impl Backtest {
    /// Makes a trial ready.
    ///
    /// # Errors
    /// The draft does not compile.
    pub fn new(trial: Trial) -> Result<Self, Vec<Problem>> {
        let mut catalog = Catalog::default();
        for brand in &trial.brands {
            catalog.set_brand(brand.clone());
        }
        catalog.publish(&trial.publication, Time::MIN)?;
        let Publication { journey, version, .. } = &trial.publication;
        catalog.set_status(journey, JourneyStatus::Paused);
        let version = catalog.version(journey, *version);
        let brand = version.and_then(|version| catalog.brand(&version.journey.document().brand));
        let zone = brand.map_or(TimeZone::UTC, |brand| zone_of(None, brand));
        let (findings, tallies, drawn) = (Findings::default(), Tallies::default(), BTreeMap::new());
        Ok(Self { trial, catalog, findings, tallies, spent: 0, zone, drawn })
    }

    /// Takes one customer in: all their records, in any order.
    pub fn customer(&mut self, id: CustomerId, bodies: impl IntoIterator<Item = (Lsn, Time, Body)>) {
        let mut told: Vec<(Time, Lsn, Body)> = bodies
            .into_iter()
            .filter_map(|(lsn, logged, body)| happened(&body, logged).map(|at| (at, lsn, body)))
            .filter(|(at, _, _)| *at < self.trial.to)
            .collect();
        told.sort_by_key(|(at, lsn, _)| (*at, *lsn));
        self.findings.customers += 1;
        self.findings.records += told.len() as u64;
        let mut life = Life::new(self, id);
        for (at, _, body) in told {
            life.until(at);
            life.tell(at, body);
        }
        life.until(life.trial.to);
        life.end();
    }

    /// Notes a record of which no one can say what it holds.
    pub fn set_aside(&mut self) {
        self.findings.set_aside += 1;
    }

    /// The answer.
    #[must_use]
    pub fn finish(mut self) -> Findings {
        let Publication { journey, version, .. } = &self.trial.publication;
        self.findings.flow = Flow::of(&self.tallies, journey, Some(*version));
        self.findings.samples = self.drawn.into_values().collect();
        self.findings.samples.sort_by_key(|sample| (sample.at, sample.customer));
        self.findings
    }
}

/// When something happened in the world; `None` for what only the live engine wrote about itself.
fn happened(body: &Body, logged: Time) -> Option<Time> {
    match body {
        Body::Event(event) => Some(event.timestamp),
        Body::Consent(declaration) => Some(declaration.at),
        Body::Suppress(suppression) => Some(suppression.at),
        // It was said earlier, by somebody else, and stopped nothing here before the two were known to share an address.
        Body::EarlierNo(_) => Some(logged),
        Body::Report(report) if matches!(report.outcome, Outcome::Accepted { .. }) => Some(logged),
        _ => None,
    }
}

/// A message's place in the draw for the samples: SipHash-1-3 over its send key, which names journey, step and customer. So the same
/// trial draws the same messages, another journey draws others, and the order of the customers' ids counts for nothing.
fn lot(send_key: &SendKey) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(0, 0);
    hasher.write(send_key.to_string().as_bytes());
    hasher.finish()
}

/// One customer's life as the draft would have met it.
struct Life<'a> {
    trial: &'a Trial,
    findings: &'a mut Findings,
    tallies: &'a mut Tallies,
    spent: &'a mut i64,
    zone: &'a TimeZone,
    drawn: &'a mut BTreeMap<(u64, SendKey), Sample>,
    shard: Shard,
    id: CustomerId,
    lsn: Lsn,
    live: bool,
    sent: BTreeSet<SendKey>,
    refused: BTreeMap<SendKey, Time>,
}

impl<'a> Life<'a> {
    fn new(of: &'a mut Backtest, id: CustomerId) -> Self {
        let mut shard = Shard::new([Partition::new(id.partition())]);
        shard.catalog = of.catalog.clone();
        Self {
            trial: &of.trial,
            findings: &mut of.findings,
            tallies: &mut of.tallies,
            spent: &mut of.spent,
            zone: &of.zone,
            drawn: &mut of.drawn,
            shard,
            id,
            lsn: Lsn(1),
            live: false,
            sent: BTreeSet::new(),
            refused: BTreeMap::new(),
        }
    }

    /// Lets time pass until `at`, waking at each moment someone waits for, and goes live on the way.
    fn until(&mut self, at: Time) {
        if !self.live && at >= self.trial.from {
            self.pass(self.trial.from);
            self.live = true;
            let status = JourneyStatus::Running;
            let journey = self.trial.publication.journey.clone();
            self.apply_to_all(self.trial.from, Body::Status { journey, status, author: SmolStr::default() });
        }
        self.pass(at);
    }

    fn pass(&mut self, at: Time) {
        // A moment is over one millisecond later; every wake-up moves on, so this ends.
        while let Some(wake) = self.wake().filter(|wake| *wake < at) {
            self.apply_to_all(wake + Span(1), Body::Tick);
            if self.wake() == Some(wake) {
                break;
            }
        }
    }

    fn wake(&self) -> Option<Time> {
        self.shard.customer(self.id)?.wake
    }

    fn tell(&mut self, at: Time, body: Body) {
        match body {
            Body::Report(report) => self.really_sent(at, &report.send_key),
            body => self.apply(at, body),
        }
    }

    /// What another journey really sent counts against the caps.
    fn really_sent(&mut self, at: Time, send_key: &SendKey) {
        let Ok(parts) = send_key.parts() else { return };
        if parts.journey == self.trial.publication.journey {
            return;
        }
        let version = self.shard.catalog.version(&self.trial.publication.journey, self.trial.publication.version);
        let brand: Option<BrandId> = version.map(|version| version.journey.document().brand.clone());
        if let Some(brand) = brand {
            self.shard.contacted(self.id, &brand, &parts, at);
        }
    }

    fn apply(&mut self, at: Time, body: Body) {
        let mut effects = Vec::new();
        self.shard.apply(self.lsn, self.id.partition(), self.id, at, body, &mut effects);
        self.lsn = self.lsn.next();
        self.react(at, effects);
    }

    fn apply_to_all(&mut self, at: Time, body: Body) {
        let mut effects = Vec::new();
        self.shard.apply(self.lsn, rapport_kernel::Partition::ALL, CustomerId::NONE, at, body, &mut effects);
        self.lsn = self.lsn.next();
        self.react(at, effects);
    }

    /// Answers as the outside would.
    fn react(&mut self, at: Time, effects: Vec<Effect>) {
        for effect in effects {
            match effect.kind {
                EffectKind::Due(due) => {
                    let budget = if self.affordable(due.cost) { Budget::Reserved } else { Budget::Refused };
                    self.apply(at, Body::Claim { send_key: due.send_key, budget, not_before: None });
                }
                EffectKind::Dispatch(outgoing) => {
                    self.count_sent(at, &outgoing.send_key, outgoing.cost);
                    let outcome = Outcome::Accepted { provider_id: None };
                    self.apply(at, Body::Report(Box::new(Report::new(outgoing.send_key, outcome, at))));
                }
                EffectKind::IssueVoucher(request) => {
                    self.findings.vouchers += 1;
                    let value: SmolStr = request.value.to_string().into();
                    let liability = match request.value {
                        VoucherValue::Amount(money) => money,
                        VoucherValue::Percent(_) => Money::default(),
                    };
                    *self.findings.liability.entry(liability.currency.code().into()).or_default() += liability.minor;
                    let result = VoucherResult::Issued {
                        code: "TRIAL".into(),
                        value,
                        liability,
                        valid_until: request.valid_until,
                    };
                    self.apply(at, Body::Voucher(Box::new(VoucherAnswer { key: request.key, result })));
                }
                EffectKind::History(entry) => self.note(at, entry.what),
                EffectKind::SetAside => self.findings.set_aside += 1,
                _ => {}
            }
        }
    }

    fn affordable(&self, cost: Money) -> bool {
        self.trial.free.is_none_or(|free| free.currency == cost.currency && *self.spent + cost.minor <= free.minor)
    }

    fn count_sent(&mut self, at: Time, send_key: &SendKey, cost: Money) {
        let Ok(parts) = send_key.parts() else { return };
        *self.spent += cost.minor;
        *self.findings.cost.entry(cost.currency.code().into()).or_default() += cost.minor;
        self.findings.days.entry(self.day(at)).or_default().sent += 1;
        *self.findings.channels.entry(parts.channel.0.clone()).or_default() += 1;
        let sample = Sample { customer: self.id, step: parts.step.0, channel: parts.channel.0, at };
        self.drawn.insert((lot(send_key), send_key.clone()), sample);
        if self.drawn.len() > SAMPLES {
            self.drawn.pop_last();
        }
        self.sent.insert(send_key.clone());
    }

    /// When a message was given up for good.
    fn note(&mut self, at: Time, what: What) {
        match what {
            What::Decided { send_key, ruling, .. } if ruling.outcome == gate::Outcome::Refused => {
                self.refused.insert(send_key, at);
            }
            What::Decided { send_key, .. } => drop(self.refused.remove(&send_key)),
            // What was shown and is taken off a screen was sent all the same: each message is counted once.
            What::Dropped { send_key, shown: false, .. } => drop(self.refused.insert(send_key, at)),
            _ => {}
        }
    }

    fn end(self) {
        let Some(partition) = self.shard.partition(self.id.partition()) else { return };
        let tallies = partition.tallies();
        let key = (self.trial.publication.journey.clone(), self.trial.publication.version);
        if let Some(tally) = tallies.versions.get(&key) {
            self.findings.entered += tally.entered;
            self.findings.entered_customers += u64::from(tally.entered > 0);
            self.findings.goals += tally.goals;
            add(&mut self.findings.exits, &tally.exits);
            let watching = SmolStr::new_static("journey_paused");
            let while_live = tally.not_entered.iter().filter(|(code, _)| **code != watching);
            for (code, count) in while_live {
                *self.findings.not_entered.entry(code.clone()).or_default() += count;
            }
        }
        self.tallies.add(tallies);
        self.findings.held_out += partition.listing().held_out().map(|(_, count)| count).sum::<u64>();
        self.findings.reached += u64::from(!self.sent.is_empty());
        let days: Vec<SmolStr> = self.refused.values().map(|at| self.day(*at)).collect();
        for day in days {
            self.findings.days.entry(day).or_default().refused += 1;
        }
    }

    /// The day of a moment where the brand is.
    fn day(&self, at: Time) -> SmolStr {
        smol_str::format_smolstr!("{}", at.timestamp().to_zoned(self.zone.clone()).date())
    }
}

fn add(mine: &mut BTreeMap<SmolStr, u64>, theirs: &BTreeMap<SmolStr, u64>) {
    for (code, count) in theirs {
        *mine.entry(code.clone()).or_default() += count;
    }
}
