//! Messages the program sends of its own: the one that asks an address whether it agrees, the one with a person's link to
//! their data.
//!
//! They are messages like any other: a journey of its own sends each (one per brand, published here when it is needed
//! first), an activity pays for it, the gate sees it, its purpose is of the kind *service*. They go to the address that
//! their event names, or nowhere ([`rapport_engine::PROVING`]); their link is made when they leave.

use crate::{
    Office, patient,
    publishing::{New, Turn},
    refused::{ApiRefusal, Refused},
};
use rapport_channel::kind;
use rapport_customer::{Brand, PurposeKind};
use rapport_engine::{Body, Shard};
use rapport_kernel::{
    ActivityId, ChannelId, Currency, CustomerId, Event, EventKind, JourneyId, Map, PurposeId, SourceId, Span,
};
use rapport_plan::{Change, Node, NodeId, Period};
use rapport_platform::runtime::Submission;

/// One such message.
pub struct ServiceMail {
    /// How its journeys' ids begin; the brand's id follows.
    pub prefix: &'static str,
    /// The event that begins the journey.
    pub event: &'static str,
    /// Its name in the plan and among the journeys.
    pub name: &'static str,
    /// What it does.
    pub description: &'static str,
    /// How long it may wait to be sent.
    pub valid_for: &'static str,
    /// The activity that pays; where it lies in a plan of another currency, one beside it.
    pub activity: &'static str,
    /// Id and name of the campaign it belongs to.
    pub campaign: [&'static str; 2],
    /// Its text.
    pub body: &'static str,
}

/// For what and by which way a brand sends service messages.
fn ways(brand: &Brand) -> Result<(&PurposeId, &ChannelId), Refused> {
    let service = brand.purposes.iter().find(|purpose| purpose.kind == PurposeKind::Service);
    let Some(service) = service else {
        let detail = "The brand needs a purpose of kind `service` for this message.";
        return Err(Refused::by_rule(ApiRefusal::NoServicePurpose, detail));
    };
    match kind::proving(brand) {
        Some(channel) => Ok((&service.id, &channel.id)),
        None => Err(Refused::by_rule(ApiRefusal::NoEmailChannel, "The brand has no e-mail channel.")),
    }
}

impl ServiceMail {
    /// Makes sure that it can be sent for this brand.
    ///
    /// # Errors
    /// A named refusal if the brand has no e-mail channel or no service purpose.
    pub async fn ready(&self, app: &Office, brand: &Brand) -> Result<(), Refused> {
        let id = self.journey(brand);
        if is_live(app, &id, ways(brand)?.1).await? {
            return Ok(());
        }
        // Of many who need it first at the same moment one makes it, and the others find it.
        let turn = Turn::take(app).await;
        // As it is by now: somebody may have changed it since it was read.
        let brand = app.brand(&brand.id).await?.ok_or_else(|| Refused::not_found("brand"))?;
        let (purpose, channel) = ways(&brand)?;
        if is_live(app, &id, channel).await? {
            return Ok(());
        }
        let activity = self.plan(app, brand.currency).await?;
        let checked = turn.check(self.document(&brand, &id, &activity, purpose.as_str(), channel)).await?;
        turn.publish(New { checked, author: "rapport", note: self.name, draft: None }).await?;
        Ok(())
    }

    /// The activity that these messages of a brand belong to, made if it is missing. It lies in a plan of the brand's currency:
    /// in a plan of another, the gate would find no budget for them.
    async fn plan(&self, app: &Office, currency: Currency) -> Result<ActivityId, Refused> {
        let tree = app.ledger.plan().tree();
        let fits = |name: &str| tree.currency(&NodeId::Activity(name.into())).is_none_or(|own| own == currency);
        let ending = if fits(self.activity) { String::new() } else { format!("-{}", currency.code().to_lowercase()) };
        let activity = ActivityId::from(format!("{}{ending}", self.activity));
        let leaf = NodeId::Activity(activity.clone());
        if tree.get(&leaf).is_some() {
            return Ok(activity);
        }
        let mut plans = tree.walk().into_iter().filter(|node| node.parent == NodeId::Company);
        let open = |node: &&Node| tree.currency(&node.id) == Some(currency) && tree.closed(&node.id).is_none();
        let plan = plans.find(open).cloned();
        let mut new = Vec::new();
        let plan = plan.unwrap_or_else(|| {
            let now = app.now();
            let period = Period { from: now - Span::DAY, until: now + Span::DAY.times(3_650) };
            let made = Node::plan(&format!("service{ending}"), "Service", currency, period);
            new.push(made.clone());
            made
        });
        let area = NodeId::Area(format!("service-messages{ending}").as_str().into());
        let [campaign, called] = self.campaign;
        let campaign = NodeId::Campaign(format!("{campaign}{ending}").as_str().into());
        new.push(Node::new(area.clone(), plan.id, "Service messages"));
        new.push(Node::new(campaign.clone(), area, called));
        new.push(Node::new(leaf, campaign, self.name));
        for node in new {
            if app.ledger.plan().tree().get(&node.id).is_none() {
                app.ledger.change(vec![Change::Add { node }], "rapport", self.description, app.now()).await?;
            }
        }
        Ok(activity)
    }

    fn journey(&self, brand: &Brand) -> JourneyId {
        format!("{}{}", self.prefix, brand.id).into()
    }

    fn document(
        &self,
        brand: &Brand,
        id: &JourneyId,
        activity: &ActivityId,
        purpose: &str,
        channel: &ChannelId,
    ) -> String {
        let Self { name, description, event, valid_for, .. } = self;
        let body: String = self.body.lines().map(|line| format!("          {line}\n")).collect();
        format!(
            r##"id: {id}
name: {name}
description: {description}
brand: {brand}
activity: {activity}
purpose: {purpose}
look_back: nothing
triggers:
  - when: {{event: {event}}}
entry: {{re_entry: always}}
steps:
  - id: ask
    message:
      channel: {channel}
      unit_cost: 0.00 {currency}
      valid_for: {valid_for}
      content:
        subject: "{{{{ data.subject }}}}"
        text: |
{body}"##,
            brand = brand.id,
            currency = brand.currency,
        )
    }

    /// Sends it. It names nobody: an address that somebody only claims must not become the customer's by being asked.
    ///
    /// # Errors
    /// What the log refuses.
    pub async fn send(
        &self,
        app: &Office,
        brand: &Brand,
        customer: CustomerId,
        message_id: String,
        properties: Map,
    ) -> Result<(), Refused> {
        let now = app.now();
        let event = Event {
            kind: EventKind::Track,
            name: self.event.into(),
            message_id: message_id.into(),
            identifiers: Vec::new(),
            timestamp: now,
            received: now,
            public: false,
            source: SourceId::from("rapport"),
            brand: brand.id.clone(),
            properties,
            context: Map::default(),
        };
        let key = event.message_id.clone();
        let submission = Submission::about(customer, Body::Event(Box::new(event))).keyed(&"rapport".into(), &key);
        Ok(patient::submit_beside(&app.runtime, submission).await?)
    }
}

/// Whether the journey is there and writes on that channel: the brand may have given up the one it wrote on.
async fn is_live(app: &Office, journey: &JourneyId, channel: &ChannelId) -> Result<bool, Refused> {
    let (wanted, channel) = (journey.clone(), channel.clone());
    let on_it = move |shard: &Shard| {
        let version = shard.catalog.journey(&wanted)?.latest()?;
        let mut messages = version.journey.document().steps.iter().filter_map(|step| step.message.as_ref());
        Some(messages.all(|message| message.channel == channel))
    };
    let live = app.runtime.ask_all(move |shard| on_it(shard).unwrap_or(false)).await?;
    Ok(live.into_iter().any(|known| known))
}
