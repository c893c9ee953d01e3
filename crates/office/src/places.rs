//! Where everything stands: what the policy is asked about when someone wants to see a thing or do something with it.
//!
//! | object | stands | is of the brand |
//! |---|---|---|
//! | node of the plan | at itself | of the nearest node that has one |
//! | journey, back-test, message, voucher pool, voucher | at the activity that pays | that it speaks for |
//! | approval | where its thing does | as its thing |
//! | order | at the company, seen from every activity that is credited | that sold |
//! | brand | at the company, seen from every node that is of no other | itself |
//! | source | at the company | that it speaks for |
//! | branch | at the company, and can be shared | that it belongs to |
//! | all else | at the company | |

use crate::{
    Office,
    approvals::{matter::JOURNEY, staff},
    backtests,
    refused::Refused,
};
use hashbrown::HashMap;
use rapport_channel::voucher::{Pool, PoolId};
use rapport_customer::{SendKey, told};
use rapport_kernel::{ActivityId, BrandId, JourneyId};
use rapport_people::{Extent, NodeRef, Object, ObjectKind, Place};
use rapport_plan::{NodeId, Reference, Tree};
use rapport_platform::sql::{
    approval::KeptApproval, journey::Listed, plan::TransferRecord, source::Source, voucher::VoucherError,
};
use std::sync::Arc;

/// Where the object with this id stands; none if there is no such object.
///
/// # Errors
/// If the stores cannot answer.
pub async fn find(app: &Office, kind: ObjectKind, id: &str) -> Result<Option<Place>, Refused> {
    let tree = app.ledger.plan().tree();
    Ok(match kind {
        ObjectKind::Node => id.parse().ok().filter(|id| tree.get(id).is_some()).map(|id| node(&tree, &id)),
        ObjectKind::Journey => journey(app, &id.into()).await?,
        ObjectKind::Approval => app.approvals.get(id).await?.map(|kept| approval(&tree, &kept)),
        ObjectKind::Backtest => backtests::place(app, id).await?,
        ObjectKind::Delivery => delivery(app, id).await?,
        ObjectKind::Order => order(app, id).await?,
        ObjectKind::VoucherPool => {
            let id = PoolId(id.into());
            let known = app.vouchers.pools().await?.into_iter().find(|known| known.pool.id == id);
            known.map(|known| pool(&tree, &known.pool))
        }
        ObjectKind::Voucher => match app.vouchers.find(id).await {
            Ok((_, of)) => Some(pool(&tree, &of)),
            Err(VoucherError::Sql(error)) => return Err(error.into()),
            Err(_) => None,
        },
        ObjectKind::Brand => Some(brand(&tree, &id.into())),
        ObjectKind::Source => {
            let known = app.sources.store().all().await?.into_iter().find(|known| known.id.as_str() == id);
            known.map(|known| source(&known))
        }
        ObjectKind::Branch => Some(branch(app, id)),
        _ => Some(Place::company()),
    })
}

/// A node stands at itself, below all that is above it.
#[must_use]
pub fn node(tree: &Tree, id: &NodeId) -> Place {
    let place = Place::at(tree.up(id).map(|above| NodeRef(above.id.to_string().into())));
    match brand_of(tree, id) {
        Some(brand) => place.of_brand(brand.clone()),
        None => place,
    }
}

/// Where a node would stand if it were of this brand, or of none itself: then it is of the one above.
#[must_use]
pub fn rebranded(tree: &Tree, id: &NodeId, brand: Option<&BrandId>) -> Place {
    let above = tree.get(id).and_then(|node| brand_of(tree, &node.parent));
    let place = Place::at(node(tree, id).path().iter().cloned());
    match brand.or(above) {
        Some(brand) => place.of_brand(brand.clone()),
        None => place,
    }
}

/// What an activity pays for and a brand says.
#[must_use]
pub fn paid(tree: &Tree, activity: &ActivityId, brand: &BrandId) -> Place {
    node(tree, &NodeId::Activity(activity.clone())).of_brand(brand.clone())
}

/// A journey of this activity and brand, with all that belongs to it.
#[must_use]
pub fn of_journey(tree: &Tree, id: &JourneyId, activity: &ActivityId, brand: &BrandId) -> Place {
    paid(tree, activity, brand).of_object(Object::new(ObjectKind::Journey, id.as_str()))
}

/// Where a document says that its journey stands; at the company as long as it does not say who pays.
#[must_use]
pub fn drafted(tree: &Tree, id: &JourneyId, text: &str) -> Place {
    let (activity, brand) = match rapport_journey::parse(text) {
        Ok(document) => (Some(document.activity), Some(document.brand)),
        Err(_) => (said(text, "activity").map(Into::into), said(text, "brand").map(Into::into)),
    };
    let place = activity.map_or_else(Place::company, |activity| node(tree, &NodeId::Activity(activity)));
    let place = place.of_object(Object::new(ObjectKind::Journey, id.as_str()));
    match brand {
        Some(brand) => place.of_brand(brand),
        None => place,
    }
}

/// What a line of a document says that cannot be read as a whole, while someone is still writing it.
fn said<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let value = |line: &'a str| line.strip_prefix(name)?.trim_start().strip_prefix(':').map(str::trim);
    text.lines().find_map(value).map(|value| value.trim_matches(['"', '\''])).filter(|value| !value.is_empty())
}

/// A journey stands where its newest version does; before the first, where its draft says.
///
/// # Errors
/// If the database cannot answer.
pub async fn journey(app: &Office, id: &JourneyId) -> Result<Option<Place>, Refused> {
    let tree = app.ledger.plan().tree();
    let newest = app.journeys.versions(id).await?.into_iter().max_by_key(|version| version.version);
    if let Some(newest) = newest {
        return Ok(Some(of_journey(&tree, id, &newest.activity, &newest.brand)));
    }
    Ok(app.journeys.draft(id).await?.map(|draft| drafted(&tree, id, &draft.body)))
}

async fn listed(app: &Office, tree: &Tree, listed: &Listed) -> Result<Option<Place>, Refused> {
    match &listed.newest {
        Some(newest) => Ok(Some(of_journey(tree, &listed.journey, &newest.activity, &newest.brand))),
        None => journey(app, &listed.journey).await,
    }
}

async fn delivery(app: &Office, key: &str) -> Result<Option<Place>, Refused> {
    let Ok(key) = key.parse::<SendKey>() else { return Ok(None) };
    let wanted = key.clone();
    let found = app.runtime.ask(key.customer(), move |shard, id| {
        let message = shard.customer(id)?.message(&wanted)?;
        Some((message.journey.clone(), message.activity.clone(), message.brand.clone()))
    });
    let tree = app.ledger.plan().tree();
    Ok(found.await?.map(|(journey, activity, brand)| of_journey(&tree, &journey, &activity, &brand)))
}

/// An order is seen from each activity that is credited with it.
async fn order(app: &Office, id: &str) -> Result<Option<Place>, Refused> {
    let spelled = told::order_number(id).unwrap_or_else(|| id.into());
    for id in [id, spelled.as_str()] {
        let brand = app.orders.page(id).await?.and_then(|page| page.order).map(|order| order.brand);
        let tree = app.ledger.plan().tree();
        let records = app.ledger.plan().about(&Reference::Order(app.orders.key(id))).await?;
        if brand.is_some() || !records.is_empty() {
            return Ok(Some(sold(&tree, brand.as_ref(), &records)));
        }
    }
    Ok(None)
}

/// An approval stands where its thing did when it was asked for; one of a journey is shared with it.
#[must_use]
pub fn approval(tree: &Tree, kept: &KeptApproval) -> Place {
    let place = staff::place_of(tree, &kept.approval.subject.place);
    let object = &kept.approval.subject.object;
    match object.kind.0 == JOURNEY {
        true => place.of_object(Object::new(ObjectKind::Journey, &object.id)),
        false => place,
    }
}

/// A sale of this brand, about which the ledger has these records.
#[must_use]
pub fn sold(tree: &Tree, brand: Option<&BrandId>, records: &[TransferRecord]) -> Place {
    let credited = records.iter().filter_map(|record| record.transfer.to.activity());
    let nodes = credited.flat_map(|activity| tree.up(&NodeId::Activity(activity.clone())));
    let place = Place::company().seen_from(nodes.map(|node| NodeRef(node.id.to_string().into())));
    match brand {
        Some(brand) => place.of_brand(brand.clone()),
        None => place,
    }
}

/// A pool stands at the activity that pays for its vouchers.
#[must_use]
pub fn pool(tree: &Tree, pool: &Pool) -> Place {
    paid(tree, &pool.activity, &pool.brand).of_object(Object::new(ObjectKind::VoucherPool, &pool.id.0))
}

/// A brand is seen from every node whose messages may speak for it: those of the brand with all above them, and those of none.
#[must_use]
pub fn brand(tree: &Tree, id: &BrandId) -> Place {
    let all = tree.walk();
    let at_work = all.iter().filter(|node| brand_of(tree, &node.id).is_none_or(|brand| brand == id));
    let mut nodes: Vec<NodeRef> =
        at_work.flat_map(|node| tree.up(&node.id)).map(|node| NodeRef(node.id.to_string().into())).collect();
    nodes.sort_unstable();
    nodes.dedup();
    Place::company().of_brand(id.clone()).seen_from(nodes)
}

/// A source speaks for one brand.
#[must_use]
pub fn source(source: &Source) -> Place {
    Place::company().of_brand(source.scope.brand.clone())
}

/// A branch can be shared: its phones hold a role there and nowhere else.
#[must_use]
pub fn branch(app: &Office, id: &str) -> Place {
    let place = Place::company().of_object(Object::new(ObjectKind::Branch, id));
    match app.settings.now().branches.iter().find(|branch| branch.id == id) {
        Some(branch) => place.of_brand(branch.brand.as_str().into()),
        None => place,
    }
}

fn brand_of<'a>(tree: &'a Tree, id: &NodeId) -> Option<&'a BrandId> {
    tree.up(id).find_map(|node| node.brand.as_ref())
}

/// What someone sees of journeys and of their messages, and where they see of whom these are.
#[derive(Clone)]
pub struct Sight {
    things: Extent,
    names: Extent,
    tree: Arc<Tree>,
    journeys: Arc<HashMap<JourneyId, Place>>,
}

impl Sight {
    /// What is seen by who may see `things` there, and of whom they are by who may see `names` there.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn of(app: &Office, things: Extent, names: Extent) -> Result<Self, Refused> {
        let tree = app.ledger.plan().tree();
        let mut journeys = HashMap::new();
        // Who sees everything needs no map.
        if things != Extent::Everything || names != Extent::Everything {
            for one in app.journeys.list().await? {
                if let Some(place) = listed(app, &tree, &one).await? {
                    journeys.insert(one.journey, place);
                }
            }
        }
        Ok(Self { things, names, tree, journeys: Arc::new(journeys) })
    }

    /// Whether nothing is hidden.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.things == Extent::Everything
    }

    /// Whether this journey is seen.
    #[must_use]
    pub fn journey(&self, id: &JourneyId) -> bool {
        self.is_whole() || self.journeys.get(id).is_some_and(|place| self.things.holds(place))
    }

    /// Whether a message of this journey is seen that this activity pays for: not always the one that pays for the newest version.
    #[must_use]
    pub fn message(&self, journey: &JourneyId, activity: &ActivityId) -> bool {
        self.is_whole() || self.things.holds(&self.place(journey, activity))
    }

    /// Whether it is seen to whom such a message goes.
    #[must_use]
    pub fn names(&self, journey: &JourneyId, activity: &ActivityId) -> bool {
        self.names == Extent::Everything || self.names.holds(&self.place(journey, activity))
    }

    /// Whether it is seen what happens to someone: on a journey, or at a touchpoint, which stands at the company.
    #[must_use]
    pub fn entry(&self, journey: Option<&JourneyId>) -> bool {
        match journey {
            Some(journey) => self.journey(journey),
            None => self.things.holds(&Place::company()),
        }
    }

    /// Whether it is seen to whom it happens.
    #[must_use]
    pub fn entry_names(&self, journey: Option<&JourneyId>) -> bool {
        match journey.and_then(|journey| self.journeys.get(journey)) {
            Some(place) => self.names.holds(place),
            None => self.names.holds(&Place::company()),
        }
    }

    fn place(&self, journey: &JourneyId, activity: &ActivityId) -> Place {
        let at = node(&self.tree, &NodeId::Activity(activity.clone()));
        let at = at.of_object(Object::new(ObjectKind::Journey, journey.as_str()));
        match self.journeys.get(journey).and_then(Place::brand) {
            Some(brand) => at.of_brand(brand.clone()),
            None => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_people::Realm;
    use rapport_plan::{Change, Node};

    fn tree() -> Tree {
        let mut tree = Tree::default();
        let named = |id: &str| id.parse::<NodeId>().unwrap_or(NodeId::Company);
        for (id, parent, brand) in [
            ("plan:year", "company", None),
            ("area:direct", "plan:year", None),
            ("campaign:shoes", "area:direct", Some("acme")),
            ("activity:letter", "campaign:shoes", None),
            ("area:other", "plan:year", Some("other")),
        ] {
            let node = Node { brand: brand.map(Into::into), ..Node::new(named(id), named(parent), id) };
            tree.evolve(&Change::Add { node });
        }
        tree
    }

    #[test]
    fn a_node_is_of_the_nearest_brand_and_below_all_above_it() {
        let place = node(&tree(), &NodeId::Activity("letter".into()));
        let path: Vec<&str> = place.path().iter().map(|node| node.0.as_str()).collect();
        assert_eq!(path, ["activity:letter", "campaign:shoes", "area:direct", "plan:year", "company"]);
        assert_eq!(place.brand(), Some(&"acme".into()));
    }

    #[test]
    fn a_node_that_gives_its_brand_up_is_of_the_one_above() {
        let (tree, shoes) = (tree(), NodeId::Campaign("shoes".into()));
        let brand = |of: Option<&str>| rebranded(&tree, &shoes, of.map(Into::into).as_ref()).brand().cloned();
        assert_eq!((brand(Some("other")), brand(None)), (Some("other".into()), None));
        let letter = rebranded(&tree, &NodeId::Activity("letter".into()), None);
        assert_eq!((letter.path().len(), letter.brand()), (5, Some(&"acme".into())));
    }

    #[test]
    fn a_brand_is_seen_where_it_is_at_work_and_not_where_another_is() {
        let tree = tree();
        let sees = |node: &str, brand: &str| {
            let extent = Extent::Within { any: vec![Realm::below(node)], narrowed: None };
            extent.holds(&super::brand(&tree, &brand.into()))
        };
        assert!(sees("campaign:shoes", "acme") && sees("area:direct", "acme") && sees("plan:year", "other"));
        assert!(!sees("area:other", "acme") && !sees("campaign:shoes", "other"));
    }

    #[test]
    fn a_draft_stands_where_it_says_even_while_it_cannot_be_read() {
        let tree = tree();
        let of = |text: &str| drafted(&tree, &"j".into(), text);
        let unfinished = of("id: j\nactivity: letter\nbrand: 'acme'\nsteps: [");
        assert_eq!(unfinished.path().len(), 5);
        assert_eq!(unfinished.brand(), Some(&"acme".into()));
        assert_eq!(
            of("id: j\nsteps:\n  activity: letter").path().len(),
            1,
            "only what the document itself says counts"
        );
    }
}
