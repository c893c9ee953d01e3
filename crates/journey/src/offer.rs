//! What a message offers and whom the journey holds out, in the gate's words.

use crate::{Journey, document};
use rapport_customer::{HoldOut, Offer, said_id};
use rapport_kernel::{Map, PurposeId, StepId};
use smol_str::SmolStr;

impl Journey {
    /// What the message of a step offers to a customer with this data; `None` if nothing in particular.
    #[must_use]
    pub fn offer(&self, step: &StepId, data: &Map) -> Option<Offer> {
        let own = self.message(step).and_then(|message| message.offer.as_ref());
        let offer = resolve(own.or(self.document().offer.as_ref())?, data);
        (!offer.products.is_empty() || !offer.categories.is_empty() || offer.own_goods).then_some(offer)
    }

    /// The purpose of the message of a step: its own, else the journey's.
    #[must_use]
    pub fn purpose(&self, step: &StepId) -> Option<&PurposeId> {
        self.message(step).and_then(|message| message.purpose.as_ref()).or(self.document().purpose.as_ref())
    }

    /// The priority of the message of a step: its own, else the journey's.
    #[must_use]
    pub fn priority(&self, step: &StepId) -> i32 {
        self.message(step).and_then(|message| message.priority).unwrap_or(self.document().priority)
    }

    /// The journey's hold-out; an empty key means the brand's own applies (drawn per journey).
    #[must_use]
    pub fn hold_out(&self) -> Option<HoldOut> {
        let of = self.document().hold_out.as_ref()?;
        Some(HoldOut { percent: of.percent, key: of.key.clone().unwrap_or_default() })
    }
}

fn resolve(offer: &document::Offer, data: &Map) -> Offer {
    let said = |path: &Option<SmolStr>| path.as_ref().and_then(|path| said_id(data.path(path)));
    Offer {
        products: offer.products.iter().cloned().chain(said(&offer.product_from)).collect(),
        categories: offer.categories.iter().cloned().chain(said(&offer.category_from)).collect(),
        within: offer.bought_within,
        own_goods: offer.own_goods,
    }
}
