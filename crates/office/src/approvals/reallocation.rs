//! Moving budget: at once within the limit of whoever moves it, else after those who may decide on so much.

use super::{
    matter::{REALLOCATION, Reallocation, Released, object},
    outlook::{Ask, PublishVerdict, alone, area},
    staff::{Staff, at_work, place_id},
    template,
};
use crate::{Office, places, refused::Refused};
use rapport_kernel::ActivityId;
use rapport_people::{Discretion, LimitedAct, PersonId, Place};
use rapport_plan::NodeId;
use rapport_platform::sql::approval::Whereabouts;
use rapport_work::{approval::Subject, condition::SubjectFacts, spending::WhyAsk};

/// Whether `who` moves this alone, or who has to be asked: at the side where it is decided on least. `id` names the thing.
///
/// # Errors
/// If the stores cannot answer.
pub async fn of(
    app: &Office,
    staff: &Staff,
    who: &PersonId,
    id: &str,
    moved: &Reallocation,
) -> Result<PublishVerdict, Refused> {
    let act = LimitedAct::MoveMoney;
    for node in sides(moved) {
        let place = places::node(staff.tree(), &node);
        let discretion = staff.policy().discretion(who, act, &place, &[moved.amount], staff.now());
        let kept = template::nearest(app, REALLOCATION, &place).await?;
        let why = match discretion {
            Discretion::NeedsApproval { asked: cost, limit } if staff.policy().is_limited(act, &place) => {
                vec![limit.map_or(WhyAsk::NoLimit, |limit| WhyAsk::OverLimit { cost, limit })]
            }
            _ if kept.as_ref().is_some_and(|kept| kept.always) => Vec::new(),
            _ => continue,
        };
        let subject = subject(staff, who, id, &node, &place, moved);
        let checked = kept.and_then(|kept| rapport_work::approval::check(kept.template).ok());
        let template = match checked {
            Some(checked) => Some(checked),
            None => alone(staff, who, act, &place, Some(moved.amount), moved.amount.currency),
        };
        let asks = |template: &rapport_work::approval::Checked| template.asked(&subject.facts).next().is_some();
        return Ok(match template.filter(asks) {
            Some(template) => {
                let brand = place.brand().map(ToString::to_string).unwrap_or_default();
                let place = Whereabouts { node: node.to_string(), brand };
                PublishVerdict::Asks(Box::new(Ask { subject, template, why, place }))
            }
            // A template that asks no one about this lets it pass, unless it is too much for whoever moves it.
            None if why.is_empty() => continue,
            None => PublishVerdict::NobodyToAsk(why),
        });
    }
    Ok(PublishVerdict::GoesLive)
}

/// Where it is decided: at the activity that gives, and at the one that gets. What comes from nowhere or goes there is the company's.
fn sides(moved: &Reallocation) -> [NodeId; 2] {
    let node = |activity: &Option<ActivityId>| activity.clone().map_or(NodeId::Company, NodeId::Activity);
    [node(&moved.from), node(&moved.to)]
}

fn subject(staff: &Staff, who: &PersonId, id: &str, node: &NodeId, place: &Place, moved: &Reallocation) -> Subject {
    let (brand, amount) = (place.brand().cloned(), Some(moved.amount));
    Subject {
        object: object(REALLOCATION, id),
        digest: Released::Reallocation(moved.clone()).digest(),
        place: place_id(node, place.brand()),
        owner: at_work(who),
        facts: SubjectFacts { amount, area: area(staff, node), brand, ..SubjectFacts::default() },
    }
}
