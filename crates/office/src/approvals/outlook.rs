//! What publishing a version is expected to cost, and what that means for whoever publishes it: it goes live at once, or these are asked.
//!
//! What it costs is what its back-test found: for each message step as many messages as would have left, at what one of them costs. A
//! version that was not tried costs no one knows how much; one whose messages cost nothing needs no trial. Limits count where someone
//! set one (decision 0098), and templates may ask whatever it costs.

use super::{
    matter::{JOURNEY, Released, object},
    staff::{Staff, at_work, place_id},
    template,
};
use crate::{Office, backtests, places, refused::Refused};
use rapport_journey::{Document, document::Message};
use rapport_kernel::{Currency, Money};
use rapport_people::{Ceiling, ExpectedSum, LimitedAct, PersonId, Place};
use rapport_plan::NodeId;
use rapport_platform::sql::approval::Whereabouts;
use rapport_work::{
    StageId,
    approval::{Checked, Subject},
    condition::SubjectFacts,
    spending::{MoneyVerdict, Outlay, Purse, WhyAsk, may_go_live},
};

/// What publishing a version means for someone.
pub struct Outlook {
    /// What it is expected to cost; none if no one knows.
    pub cost: Option<Money>,
    /// How many messages it is expected to send; none if no one knows.
    pub messages: Option<u64>,
    /// The back-test that says so.
    pub backtest: Option<String>,
    /// What is free on the activity that pays.
    pub free: Money,
    /// Up to how much they decide alone here; none: no limit of theirs reaches this.
    pub limit: Option<Ceiling>,
    /// Whether limits count here at all.
    pub limited: bool,
    /// What follows.
    pub verdict: PublishVerdict,
}

/// What follows.
pub enum PublishVerdict {
    /// It goes live at once.
    GoesLive,
    /// These have to be asked.
    Asks(Box<Ask>),
    /// Someone would have to be asked, and there is no one.
    NobodyToAsk(Vec<WhyAsk>),
}

/// What is to be asked.
pub struct Ask {
    /// About what.
    pub subject: Subject,
    /// By which stages.
    pub template: Checked,
    /// Why; empty if a template asks in any case.
    pub why: Vec<WhyAsk>,
    /// Where it stands.
    pub place: Whereabouts,
}

/// Looks at a version that `who` would publish.
///
/// # Errors
/// If the stores cannot answer.
pub async fn of_journey(
    app: &Office,
    staff: &Staff,
    who: &PersonId,
    document: &Document,
    text: &str,
) -> Result<Outlook, Refused> {
    let place = places::of_journey(staff.tree(), &document.id, &document.activity, &document.brand);
    let limited = staff.policy().is_limited(LimitedAct::PublishJourney, &place);
    let kept = template::nearest(app, JOURNEY, &place).await?;
    let node = NodeId::Activity(document.activity.clone());
    let currency = staff.tree().currency(&node).unwrap_or_default();
    let free = app.ledger.guard().free(&document.activity).unwrap_or_else(|| Money::zero(currency));
    let limit = staff.policy().ceiling(who, LimitedAct::PublishJourney, &place, currency, staff.now());
    let (outlays, backtest) = outlays(app, document, text).await?;
    let (cost, messages) = (sum(&outlays, currency), count(&outlays));
    let outlook = |verdict| Outlook { cost, messages, backtest, free, limit, limited, verdict };
    let always = kept.as_ref().is_some_and(|kept| kept.always);
    if !always && (!limited || outlays.is_empty()) {
        return Ok(outlook(PublishVerdict::GoesLive));
    }
    let checked = kept.and_then(|kept| rapport_work::approval::check(kept.template).ok());
    let template = match checked {
        Some(checked) => Some(checked),
        None => alone(staff, who, LimitedAct::PublishJourney, &place, cost, currency),
    };
    let subject = Subject {
        object: object(JOURNEY, document.id.as_str()),
        digest: Released::Journey { document: text.to_owned() }.digest(),
        place: place_id(&node, Some(&document.brand)),
        owner: at_work(who),
        facts: SubjectFacts {
            brand: Some(document.brand.clone()),
            area: area(staff, &node),
            ..SubjectFacts::default()
        },
    };
    let Some(template) = template else {
        return Ok(outlook(PublishVerdict::NobodyToAsk(reasons(&outlays, free, purse(limit, limited, free), cost))));
    };
    let earlier = app.approvals.newest_of(JOURNEY, document.id.as_str()).await?.map(|kept| kept.approval);
    let purse = Purse { free, limit: purse(limit, limited, free) };
    let verdict = may_go_live(subject.clone(), &outlays, purse, &template, earlier.as_ref());
    let place = Whereabouts { node: node.to_string(), brand: document.brand.to_string() };
    Ok(outlook(match verdict {
        MoneyVerdict::NobodyToAsk { why } => PublishVerdict::NobodyToAsk(why),
        MoneyVerdict::Asks { subject, why, .. } => {
            PublishVerdict::Asks(Box::new(Ask { subject: *subject, template, why, place }))
        }
        MoneyVerdict::GoesLive { digest, .. } => {
            let released = earlier.is_some_and(|approval| approval.holds(&digest));
            let mut subject = subject;
            subject.facts.amount = cost;
            subject.facts.audience = messages;
            subject.facts.channels = outlays.iter().map(|outlay| outlay.channel.clone()).collect();
            match always && !released && concerns(&template, &subject) {
                true => PublishVerdict::Asks(Box::new(Ask { subject, template, why: Vec::new(), place })),
                false => PublishVerdict::GoesLive,
            }
        }
    }))
}

/// Whether a template asks anyone about this.
fn concerns(template: &Checked, subject: &Subject) -> bool {
    let stages: Vec<&StageId> = template.asked(&subject.facts).map(|stage| &stage.id).collect();
    !stages.is_empty()
}

/// The template that asks whoever decides alone on so much here, if that is anyone but the one who asks.
pub(super) fn alone(
    staff: &Staff,
    who: &PersonId,
    act: LimitedAct,
    place: &Place,
    cost: Option<Money>,
    currency: Currency,
) -> Option<Checked> {
    let amount = cost.map_or(ExpectedSum::UnknownIn(currency), ExpectedSum::Known);
    let mut people = staff.policy().who_decides_alone(act, place, amount, staff.now());
    people.retain(|person| person != who);
    template::of_people(&people.iter().map(at_work).collect::<Vec<_>>())
}

/// The amount up to which somebody decides alone, as the spending check compares it. Where limits do not count, nothing is too much.
fn purse(limit: Option<Ceiling>, limited: bool, free: Money) -> Option<Money> {
    match limit {
        Some(Ceiling::UpTo(limit)) => Some(limit),
        Some(Ceiling::Any) => Some(Money::new(i64::MAX, free.currency)),
        None if !limited => Some(Money::new(i64::MAX, free.currency)),
        None => None,
    }
}

/// Why someone would have to be asked, where there is no one.
fn reasons(outlays: &[Outlay], free: Money, limit: Option<Money>, cost: Option<Money>) -> Vec<WhyAsk> {
    let unknown = outlays.iter().filter(|outlay| outlay.people.is_none());
    let mut why: Vec<WhyAsk> = unknown.map(|outlay| WhyAsk::AudienceUnknown(outlay.channel.clone())).collect();
    if let Some(cost) = cost {
        why.extend((cost.minor > free.minor).then_some(WhyAsk::OverBudget { cost, free }));
        match limit {
            None => why.push(WhyAsk::NoLimit),
            Some(limit) => why.extend((cost.minor > limit.minor).then_some(WhyAsk::OverLimit { cost, limit })),
        }
    }
    why
}

/// The area of the plan that a node belongs to.
pub(super) fn area(staff: &Staff, node: &NodeId) -> Option<smol_str::SmolStr> {
    staff.tree().up(node).find_map(|above| match &above.id {
        NodeId::Area(area) => Some(area.0.clone()),
        _ => None,
    })
}

/// What each message step that costs something is expected to send, by the newest back-test of exactly this text.
async fn outlays(app: &Office, document: &Document, text: &str) -> Result<(Vec<Outlay>, Option<String>), Refused> {
    let brand = app.brand(&document.brand).await?;
    let price = |message: &Message| {
        let of_channel = || brand.as_ref().and_then(|brand| brand.channel(&message.channel)).map(|of| of.unit_cost);
        message.unit_cost.or_else(of_channel).filter(|cost| cost.minor > 0)
    };
    let messages = document.steps.iter().filter_map(|step| Some((&step.id, step.message.as_ref()?)));
    let dear: Vec<_> = messages.filter_map(|(id, message)| Some((id, &message.channel, price(message)?))).collect();
    if dear.is_empty() {
        return Ok((Vec::new(), None));
    }
    let tried = backtests::of_text(app, &document.id, text).await?;
    let sent = |step: &str| {
        let (_, result) = tried.as_ref()?;
        Some(result.steps.iter().find(|of| of.step == step).map_or(0, |of| of.sent))
    };
    let outlay = |(id, channel, unit_cost): &(&rapport_kernel::StepId, &rapport_kernel::ChannelId, Money)| Outlay {
        channel: (*channel).clone(),
        people: sent(id.as_str()),
        unit_cost: *unit_cost,
    };
    Ok((dear.iter().map(outlay).collect(), tried.as_ref().map(|(id, _)| id.clone())))
}

/// What all cost together; none if that is not known.
fn sum(outlays: &[Outlay], currency: Currency) -> Option<Money> {
    outlays.iter().try_fold(Money::zero(currency), |sum, outlay| {
        let minor = i64::try_from(outlay.people?).ok()?.checked_mul(outlay.unit_cost.minor)?;
        sum.plus(Money::new(minor, outlay.unit_cost.currency)).ok()
    })
}

fn count(outlays: &[Outlay]) -> Option<u64> {
    outlays.iter().try_fold(0u64, |sum, outlay| sum.checked_add(outlay.people?))
}
