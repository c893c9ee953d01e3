//! What a person agreed to, as their pages show it, and what pressing a button there changes.

use super::{
    form::Press,
    preferences_view::{ChannelView, PurposeView},
    words::Language,
};
use crate::{
    App,
    api::consents,
    opt_in,
    problem::{Code, Problem},
};
use rapport_customer::{Act, Brand, ConsentStatus, Declaration, Proof, PurposeKind, Wording};
use rapport_engine::Record;
use rapport_kernel::{ChannelId, CustomerId, Identifier, PurposeId, Time};
use rapport_platform::runtime::Target;
use std::sync::Arc;

/// Why nothing more is asked of an address that was asked.
const ASKED: [&str; 3] = ["asked_just_now", "asked_today", "confirmation_waits"];

/// What a page says about what was just done.
pub(super) type Notice = fn(Language) -> &'static str;

/// Whose page it is, and how far it reaches.
pub(super) enum Reach {
    /// The state of one address; nothing new is agreed to.
    Address(Identifier),
    /// Everything; the person proved this address just now.
    Person(Identifier),
}

/// What holds, purpose by purpose.
pub(super) fn purposes(
    record: &Record,
    brand: &Brand,
    language: Language,
    now: Time,
    reach: &Reach,
) -> Vec<PurposeView> {
    let marketing = brand.purposes.iter().filter(|purpose| purpose.kind == PurposeKind::Marketing);
    let view = |purpose: &rapport_customer::Purpose| {
        let channels = brand.channels.iter().map(|channel| &channel.id);
        let text = wording(brand, &purpose.id, language);
        let channels =
            channels.filter_map(|channel| channel_view(record, brand, (&purpose.id, channel), language, now, reach));
        PurposeView {
            id: purpose.id.to_string(),
            text: text.map_or_else(|| purpose.id.to_string(), |wording| wording.text.to_string()),
            channels: channels.collect(),
        }
    };
    let mut all: Vec<PurposeView> = marketing.map(view).collect();
    all.retain(|purpose| !purpose.channels.is_empty());
    all
}

/// What holds for one channel; nothing where the page does not reach it.
fn channel_view(
    record: &Record,
    brand: &Brand,
    (purpose, channel): (&PurposeId, &ChannelId),
    language: Language,
    now: Time,
    reach: &Reach,
) -> Option<ChannelView> {
    let customer = &record.customer;
    let (address, whole) = match reach {
        Reach::Address(address) => (Some(address), false),
        Reach::Person(_) => (customer.address(brand, channel), true),
    };
    if !whole && brand.medium(channel).identifier() != address.map(|address| address.kind) {
        return None;
    }
    let standing = customer.standing(brand, purpose, channel);
    let (status, decisive) = standing.worth(brand, purpose, channel, address, now);
    let (given, pending) = (status.is_valid(), matches!(status, ConsentStatus::Pending { .. }));
    // Who only holds an address's link can take back and nothing else.
    (whole || given || pending).then(|| ChannelView {
        id: channel.to_string(),
        given,
        pending,
        blocked: customer.suppressed_at(brand, purpose, channel, address).is_some(),
        since: decisive.map(|given| language.day(given.at, brand)),
        wording: decisive.and_then(|given| customer.wording(given)).map(|wording| wording.text.to_string()),
    })
}

/// The newest text of a purpose, in this language or else in the brand's first.
fn wording(brand: &Brand, purpose: &PurposeId, language: Language) -> Option<Wording> {
    let texts = &brand.purpose(purpose)?.wordings;
    let in_language = |tag: &str| {
        let own = texts.iter().filter(move |text| Language::of(&text.language) == Language::of(tag));
        own.max_by_key(|text| text.version)
    };
    let usual = brand.languages.first().map_or("en", |language| language.as_str());
    let text = in_language(language.tag())
        .or_else(|| in_language(usual))
        .or_else(|| texts.iter().max_by_key(|t| t.version))?;
    Some(Wording {
        id: purpose.0.clone(),
        version: text.version,
        language: text.language.clone(),
        text: text.text.clone(),
    })
}

pub(super) fn saved(language: Language) -> &'static str {
    language.words().saved
}

pub(super) fn pending(language: Language) -> &'static str {
    language.words().pending
}

pub(super) fn taken_back(language: Language) -> &'static str {
    language.words().taken_back
}

/// Takes back one purpose and channel, or everything at this brand.
pub(super) async fn take_back(
    app: &App,
    customer: CustomerId,
    brand: &Brand,
    only: Option<(PurposeId, ChannelId)>,
) -> Result<(), Problem> {
    let (purpose, channel) = only.map_or((None, None), |(purpose, channel)| (Some(purpose), Some(channel)));
    let declaration = Declaration {
        at: app.now(),
        act: Act::Withdraw,
        brand: brand.id.clone(),
        purpose,
        channel,
        address: None,
        wording: None,
        source: "preference-centre".into(),
        proof: Proof::Personal { reference: "preference centre".into() },
        public: false,
    };
    consents::tell(app, Target::Customer(customer), declaration).await.map(drop)
}

/// Makes what holds what the form says: what is no longer ticked is taken back, and what was ticked newly is agreed to, if
/// the page reaches that far.
pub(super) async fn save(
    app: &App,
    customer: CustomerId,
    brand: &Arc<Brand>,
    language: Language,
    form: &Press,
    reach: Reach,
) -> Result<Notice, Problem> {
    let now = app.now();
    let settings = brand.clone();
    let proven = if let Reach::Person(address) = &reach { Some(address.clone()) } else { None };
    let look = move |shard: &rapport_engine::Shard, id| {
        shard.customer(id).map(|record| purposes(record, &settings, language, now, &reach))
    };
    let Some(purposes) = app.runtime.ask(customer, look).await? else {
        return Err(Problem::new(Code::NotFound, "Nothing is known of this person."));
    };
    let mut notice: Notice = saved;
    for purpose in &purposes {
        for channel in &purpose.channels {
            let wanted = form.consents.iter().any(|tick| *tick == format!("{}/{}", purpose.id, channel.id));
            let holds = channel.given && !channel.blocked;
            let ids = (PurposeId::from(purpose.id.as_str()), ChannelId::from(channel.id.as_str()));
            if !wanted && (channel.given || channel.pending) {
                take_back(app, customer, brand, Some(ids)).await?;
            } else if let (true, false, false, Some(proven)) = (wanted, holds, channel.pending, &proven) {
                match agree(app, customer, brand, language, ids, proven).await {
                    Ok(Act::RequestConfirmation) => notice = pending,
                    // Asked already: the message is in their mailbox, or on its way there.
                    Err(problem) if problem.reason().is_some_and(|why| ASKED.contains(&why)) => notice = pending,
                    Ok(_) => {}
                    Err(problem) => return Err(problem),
                }
            }
        }
    }
    Ok(notice)
}

/// Agrees to one purpose on one channel. By mail a confirmation is asked for, of the very address that was proved: the one
/// the channel would use may be somebody else's claim.
async fn agree(
    app: &App,
    customer: CustomerId,
    brand: &Arc<Brand>,
    language: Language,
    (purpose, channel): (PurposeId, ChannelId),
    proven: &Identifier,
) -> Result<Act, Problem> {
    let same_medium = brand.medium(&channel).identifier() == Some(proven.kind);
    let act = if same_medium { Act::RequestConfirmation } else { Act::Grant };
    let declaration = Declaration {
        at: app.now(),
        act,
        brand: brand.id.clone(),
        wording: wording(brand, &purpose, language),
        purpose: Some(purpose),
        channel: Some(channel),
        address: same_medium.then(|| proven.clone()),
        source: "preference-centre".into(),
        proof: Proof::Personal { reference: "preference centre".into() },
        public: false,
    };
    if act == Act::RequestConfirmation {
        opt_in::ready(app, brand).await?;
        if opt_in::is_answered(app, Some(customer), brand, &declaration).await? {
            return Ok(Act::Confirm);
        }
        opt_in::not_the_same_twice(app, customer, brand, &declaration).await?;
    }
    let told = consents::tell(app, Target::Customer(customer), declaration).await?;
    if act == Act::RequestConfirmation {
        opt_in::ask(app, brand, told.outcome.customer, &told.declaration).await?;
    }
    Ok(act)
}
