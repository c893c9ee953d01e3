//! What to show this person at this place now: asked while they wait, answered from the state without changing it.

use crate::{
    catalog::Catalog,
    claim::template_data,
    effect::Booked,
    history::What,
    shard::{Fold, Partition},
    state::{Message, Record},
};
use rapport_channel::{
    content::{Content, Unfit},
    delivery::{Command, DeliveryState},
    liquid::Limits,
    report::Outcome,
    targets::hosts_of,
    web::{self, Candidate, Placement, Reason},
};
use rapport_customer::{Budget, Check, CheckName, CheckOutcome, Contact, Ruling, SendKey};
use rapport_kernel::{ActivityId, BrandId, CustomerId, Map, Money, Span, Time};
use smol_str::SmolStr;
use std::borrow::Cow;

/// The answer to "what may be shown here?", with everything that was considered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placed {
    /// What to show, if anything.
    pub shown: Option<Shown>,
    /// Everything that was looked at, and why it is shown or not.
    pub considered: Vec<Considered>,
}

/// Something to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Which message.
    pub send_key: SendKey,
    /// Its content, filled in.
    pub placement: Placement,
    /// What it costs, if this is the first time.
    pub cost: Option<Money>,
    /// The contact it would be.
    pub contact: Contact,
}

/// What a device was shown that is only said to be this customer's: it counts for the device.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceView {
    /// Which message.
    pub send_key: SendKey,
    /// The first time.
    pub contact: Contact,
    /// How often.
    pub times: u32,
    /// The latest moment at which the device was shown anything.
    pub last: Time,
}

/// Something that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Considered {
    /// Which message.
    pub send_key: SendKey,
    /// Why it is shown or not, if the gate had nothing against it.
    pub reason: Option<Reason>,
    /// What the gate said.
    pub ruling: Ruling,
    /// Whether it is for the place that was asked about.
    pub here: bool,
}

impl Considered {
    /// Whether it would be shown here if someone could pay.
    #[must_use]
    pub fn lacks_only_money(&self) -> bool {
        let failed = |check: &&Check| matches!(check.outcome, CheckOutcome::Failed(_));
        self.here && self.ruling.checks.iter().filter(failed).map(|check| check.name).eq([CheckName::Budget])
    }
}

/// The question what to show.
#[derive(Clone, Copy)]
pub struct PlacementRequest<'a> {
    /// For which brand's site or app: another brand's messages are none of its business.
    pub brand: &'a BrandId,
    /// The place on the page or in the app, such as `home`.
    pub placement: &'a str,
    /// Who asks.
    pub asker: Asker,
    /// What the device that asks has seen and this customer has not: caps count it, too.
    pub seen: &'a [DeviceView],
    /// Whether an activity can pay for what is shown first.
    pub budget: &'a dyn Fn(&ActivityId, Money) -> Budget,
}

/// Who asks what to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// One of the company's own programs, which knows whom it serves.
    House,
    /// A device no one has signed in at, by its own id.
    Device,
    /// Anybody who can read the key of a page: is shown only what says nothing of the person.
    Anybody,
}

struct Filled<'a> {
    message: &'a Message,
    placement: Placement,
    again: bool,
    shown: u32,
    last_shown: Option<Time>,
}

impl Partition {
    /// What may be shown to this customer at `now`.
    #[must_use]
    pub fn place(&self, catalog: &Catalog, customer: CustomerId, request: PlacementRequest<'_>, now: Time) -> Placed {
        let PlacementRequest { brand, placement, asker, seen, budget } = request;
        let Some(record) = self.customer(customer) else { return Placed::default() };
        let record = with_views(record, seen);
        let record = record.as_ref();
        let mut tallies = crate::shard::Tallies::default();
        let (mut n, mut out) = (0, Vec::new());
        let fold = Fold::new(catalog, &mut tallies, self.id, self.next, now, &mut n, &mut out);
        let mut considered = Vec::new();
        let mut filled = Vec::new();
        for message in record.messages.iter().filter(|message| message.brand == *brand && may_be_shown(message, now)) {
            let Some(made) = made(catalog, record, message, asker) else { continue };
            let view = seen.iter().find(|view| view.send_key == message.send_key);
            let again = view.is_some() || matches!(message.delivery.state, DeliveryState::Accepted { .. });
            let free = if again { Budget::Unasked } else { budget(&message.activity, message.cost) };
            let ruling = fold.gate(record, message, free).ruling(now);
            let stands = stands(again, &ruling);
            let reason = made.as_ref().err().filter(|_| stands).map(|why| Reason::Unfit(*why));
            let here = made.as_ref().is_ok_and(|made| made.placement == placement);
            considered.push(Considered { send_key: message.send_key.clone(), reason, ruling, here });
            if let Some(placement) = made.ok().filter(|_| stands) {
                let before = message.shown();
                let shown = u32::try_from(before.len()).unwrap_or(u32::MAX);
                filled.push(Filled {
                    message,
                    placement,
                    again,
                    shown: shown.saturating_add(view.map_or(0, |view| view.times)),
                    last_shown: before.into_iter().chain(view.map(|view| view.last)).max(),
                });
            }
        }
        choose(placement, filled, considered, now)
    }
}

fn choose(placement: &str, mut filled: Vec<Filled<'_>>, mut considered: Vec<Considered>, now: Time) -> Placed {
    let candidates: Vec<Candidate<'_>> = filled.iter().map(candidate).collect();
    let (best, reasons) = web::choose(placement, &candidates, now);
    for (filled, reason) in filled.iter().zip(reasons) {
        let same = |c: &&mut Considered| c.send_key == filled.message.send_key;
        if let Some(considered) = considered.iter_mut().find(same) {
            considered.reason = Some(reason);
        }
    }
    let shown = best.map(|best| filled.swap_remove(best));
    let shown = shown.map(|filled| Shown {
        send_key: filled.message.send_key.clone(),
        placement: filled.placement,
        cost: (!filled.again).then_some(filled.message.cost),
        contact: contact(filled.message, now),
    });
    Placed { shown, considered }
}

fn candidate<'a>(filled: &'a Filled<'_>) -> Candidate<'a> {
    Candidate {
        send_key: &filled.message.send_key,
        placement: &filled.placement.placement,
        priority: filled.message.priority,
        shown: filled.shown,
        last_shown: filled.last_shown,
        since: filled.message.delivery.planned,
        valid_until: filled.message.delivery.valid_until,
    }
}

fn may_be_shown(message: &Message, now: Time) -> bool {
    let state = &message.delivery.state;
    message.is_placement()
        && now <= message.delivery.valid_until
        && matches!(state, DeliveryState::Planned | DeliveryState::Deferred { .. } | DeliveryState::Accepted { .. })
}

/// What a message says to this person, or why it cannot; nothing if it is none of the asker's business.
fn made(catalog: &Catalog, record: &Record, message: &Message, asker: Asker) -> Option<Result<Placement, Unfit>> {
    let version = catalog.version(&message.journey, message.version)?;
    let content: &Content = version.contents.get(&message.step)?;
    let brand = catalog.brand(&message.brand)?;
    let hosts = hosts_of(brand);
    let make = |data: &Map, record: &Record| -> Result<Placement, Unfit> {
        content.made(&template_data(data, record, Some(brand)), &hosts, &Limits::default())
    };
    let made = make(&message.data, record);
    if asker == Asker::Anybody && make(&Map::default(), &Record::new(record.customer.id)) != made {
        return None;
    }
    Some(made)
}

/// The customer with what the device has seen among their contacts.
fn with_views<'a>(record: &'a Record, seen: &[DeviceView]) -> Cow<'a, Record> {
    let mut record = Cow::Borrowed(record);
    for view in seen {
        record.to_mut().customer.contacts.record(view.contact.clone(), Span::ZERO);
    }
    record
}

/// The contact that showing a message is.
fn contact(message: &Message, at: Time) -> Contact {
    Contact {
        at,
        brand: message.brand.clone(),
        channel: message.channel.clone(),
        purpose: message.purpose.clone(),
        journey: message.journey.clone(),
        priority: message.priority,
        counts: true,
        public: message.public,
    }
}

/// Whether the gate lets it be shown. Seeing the same thing again is not another message: caps do not count it twice.
fn stands(again: bool, ruling: &Ruling) -> bool {
    ruling.checks.iter().all(|check| match check.outcome {
        CheckOutcome::Failed(_) => {
            again && matches!(check.name, CheckName::CapAll | CheckName::CapChannel | CheckName::CapJourney)
        }
        _ => true,
    })
}

impl Fold<'_> {
    /// Something was shown, or nothing was. The first time counts as the message's sending.
    pub(crate) fn placed(&mut self, record: &mut Record, placement: SmolStr, shown: Option<SendKey>) {
        let at = shown.as_ref().and_then(|key| record.position(key));
        self.history(record.customer.id, What::Placed { placement, shown });
        let Some(at) = at else { return };
        let message = &mut record.messages[at];
        if !message.is_placement() || !message.is_open() {
            return;
        }
        if message.delivery.apply(&Command::Claim, self.now).is_err() {
            return;
        }
        let accepted = Outcome::Accepted { provider_id: None };
        if message.delivery.apply(&Command::Report(accepted), self.now).is_err() {
            return;
        }
        let brand = self.catalog.brand(&message.brand);
        let contact = contact(message, self.now);
        let keep = brand.map_or(rapport_kernel::Span::ZERO, |brand| brand.longest_cap());
        record.customer.contacts.record(contact, keep);
        self.book(record, at, Booked::Committed);
        self.book(record, at, Booked::Spent);
    }
}
