//! What contact brought, against the hold-out: everybody who came to the point of being contacted by a journey of the
//! node, divided by the draw, whether a message then reached them or not.

use crate::{
    Office,
    refused::Refused,
    view::{Amount, Effect, EffectVerdict},
};
use hashbrown::HashSet;
use rapport_engine::Shard;
use rapport_kernel::{ActivityId, Currency, JourneyId, Money};
use rapport_measure::{Interval, Sample, Verdict, effect};
use rapport_plan::NodeId;

/// The confidence of the interval.
const CONFIDENCE: f64 = 0.95;

/// The effect of the journeys that these activities pay for.
///
/// # Errors
/// If the stores cannot answer.
pub async fn measure(
    app: &Office,
    node: &NodeId,
    activities: Vec<ActivityId>,
    currency: Currency,
) -> Result<Effect, Refused> {
    let all = app.journeys.list().await?.into_iter();
    let paid = all.filter(|listed| listed.newest.as_ref().is_some_and(|n| activities.contains(&n.activity)));
    let journeys: Vec<JourneyId> = paid.map(|listed| listed.journey).collect();
    let parts = app.runtime.ask_all(move |shard| samples(shard, &journeys, currency)).await?;
    let (mut treated, mut held_out) = (Sample::default(), Sample::default());
    for (a, b) in parts {
        treated.merge(&a);
        held_out.merge(&b);
    }
    Ok(shown(node, treated, held_out, currency))
}

/// Each customer counts once, with what they spent from their first entry on.
fn samples(shard: &Shard, journeys: &[JourneyId], currency: Currency) -> (Sample, Sample) {
    let (mut treated, mut held_out) = (Sample::default(), Sample::default());
    let lists = shard.partitions().map(|partition| partition.listing());
    let entered = lists.flat_map(|listing| journeys.iter().flat_map(move |journey| listing.entered(journey)));
    for record in entered.collect::<HashSet<_>>().into_iter().filter_map(|customer| shard.customer(customer)) {
        let own = record.enrolments.iter().filter(|e| journeys.contains(&e.journey) && e.entries > 0);
        let mut since = None;
        let mut out = false;
        for enrolment in own {
            since = since.into_iter().chain(enrolment.last_entry).min();
            out |= enrolment.held_out;
        }
        let Some(since) = since else { continue };
        let orders = record.customer.purchases.orders().iter();
        let kept = orders.filter(|o| o.at >= since && !o.cancelled && o.revenue.currency == currency);
        let (mut sum, mut bought) = (0i64, false);
        for order in kept {
            sum = sum.saturating_add(order.revenue.minor - order.refunded);
            bought = true;
        }
        if out { held_out.add(sum, bought) } else { treated.add(sum, bought) }
    }
    (treated, held_out)
}

fn shown(node: &NodeId, treated: Sample, held_out: Sample, currency: Currency) -> Effect {
    let found = effect::effect(treated, held_out, CONFIDENCE);
    let unit = 10f64.powi(currency.digits().cast_signed());
    let major = |minor: f64| if minor.is_finite() { minor / unit } else { 0.0 };
    let interval = found.amount.ok();
    let all = found.total();
    let total =
        |of: fn(Interval) -> f64| all.and_then(|all| Money::from_f64(major(of(all)), currency)).map(Amount::from);
    let verdict = match found.verdict() {
        Verdict::More => EffectVerdict::More,
        Verdict::Less => EffectVerdict::Less,
        Verdict::NotClear => EffectVerdict::NotClear,
        Verdict::Unknown(_) => EffectVerdict::Unknown,
    };
    let summary = match found.verdict() {
        Verdict::More => "Contact brought more than the hold-out spent.".to_owned(),
        Verdict::Less => "Those contacted spent less than the hold-out.".to_owned(),
        Verdict::NotClear => "No difference to the hold-out can be told yet.".to_owned(),
        Verdict::Unknown(why) => format!("It is too early to say: {why}."),
    };
    Effect {
        node: node.to_string(),
        verdict,
        currency: currency.code().to_owned(),
        treated: treated.customers,
        held_out: held_out.customers,
        treated_mean: major(treated.mean()),
        held_out_mean: major(held_out.mean()),
        per_customer: interval.map_or(0.0, |interval| major(interval.difference)),
        low: interval.map_or(0.0, |interval| major(interval.low)),
        high: interval.map_or(0.0, |interval| major(interval.high)),
        confidence: CONFIDENCE,
        total: total(|all| all.difference),
        total_low: total(|all| all.low),
        total_high: total(|all| all.high),
        needed: found.needed(),
        summary,
    }
}
