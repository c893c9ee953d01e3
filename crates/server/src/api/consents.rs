//! Consent and suppression.

use crate::{
    App,
    auth::{Machine, Peer},
    extract::Body,
    opt_in,
    person::status_code,
    problem::{Answer, ApiRefusal, Code, Problem},
    whom,
    wire::*,
};
use axum::{Json, extract::State};
use hashbrown::HashSet;
use rapport_customer::{
    Act, Applied, Brand, Declaration, Medium, Proof, SourceAct, SourceRefusal, Suppression, Wording as Kept,
    source::Wish, suppression::Reason,
};
use rapport_engine::{Body as LogBody, What};
use rapport_kernel::{BrandId, ChannelId, CustomerId, Identifier, Time};
use rapport_people::ObjectKind;
use rapport_platform::runtime::{Applied as Outcome, Submission, Target};
use rapport_platform::sql::trace;
use smol_str::SmolStr;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(declare)).routes(routes!(suppress))
}

/// Records a declaration of will; a withdrawal is in force everywhere before this answers.
#[utoipa::path(post, path = "/v1/consents", tag = "Consents", operation_id = "declare", request_body = ConsentInput, responses((status = 200, body = ConsentAnswer, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn declare(
    State(app): State<App>,
    who: Machine,
    Peer(peer): Peer,
    Body(input): Body<ConsentInput>,
) -> Answer<ConsentAnswer> {
    let brand_id = input.brand.as_str().into();
    let wish = Wish { brand: Some(&brand_id), named: Some(whom::how(&input.who)), ..Wish::to(source_act(&input)) };
    who.may(&wish)?;
    if who.is_public() && says_more_than_asked(&input) {
        return Err(SourceRefusal::NeedsTrust.into());
    }
    let brand = app
        .brand(&brand_id)
        .await?
        .ok_or_else(|| Problem::refused(ApiRefusal::UnknownBrand, "There is no such brand."))?;
    let known = whom::known(&app, &input.who, Some(&brand_id)).await?;
    if who.is_public() && matches!(input.act, ActInput::Withdraw | ActInput::Object) {
        own_device_only(&app, known)?;
    }
    let (target, identifier) = whom::target(&app, &input.who, Some(&brand_id)).await?;
    let target = match who.source().filter(|_| who.is_public()) {
        Some(source) => target.said_by(source.clone()),
        None => target,
    };
    let address = address(&app, &brand, &input, identifier).await?;
    let said_by = source(&who, input.source.as_deref());
    let declaration = declaration(&app, &brand, &input, address, said_by, who.is_public())?;
    about_what_there_is(&brand, &declaration)?;
    let mut counted = None;
    if declaration.act == Act::RequestConfirmation {
        opt_in::ready(&app, &brand).await?;
        let from = if who.is_public() { peer } else { None };
        let answered = opt_in::is_answered(&app, known, &brand, &declaration).await?;
        match (who.source(), known) {
            (Some(source), _) if who.is_public() || !answered => {
                counted = opt_in::not_too_often(&app, &brand, &declaration, source, (who.is_public(), from), answered)?;
            }
            // Whoever works here has the person before them, who may agree to several things at once.
            (None, Some(customer)) if !answered => {
                opt_in::not_the_same_twice(&app, customer, &brand, &declaration).await?;
            }
            _ => {}
        }
        if answered {
            trace::nothing();
            return Ok(Json(if who.is_public() { told_to_everybody() } else { already_confirmed(known) }));
        }
    }
    let mut admitted = None;
    let told = async {
        if let Some(source) = who.source().filter(|_| who.is_public() && known.is_none()) {
            let now = app.now();
            admitted = Some(match declaration.act.takes_back() {
                true => app.newcomers.admit_no(source, peer, now)?,
                false => app.newcomers.admit(1, source, peer, now)?,
            });
        }
        match input.at {
            Some(_) => report(&app, target, declaration).await,
            None => tell(&app, target, declaration).await,
        }
    }
    .await;
    if told.is_err() {
        admitted.into_iter().for_each(|admitted| app.newcomers.give_back(admitted));
    }
    if !matches!(told, Ok(InForce { result: Applied::Recorded, .. })) {
        // Nothing was recorded, so nothing is sent: it was no question.
        counted.into_iter().for_each(|counted| app.rates.take_back(&counted));
    }
    let InForce { outcome, result, declaration: said } = told?;
    trace::on(ObjectKind::Customer, &outcome.customer.to_string());
    let stated = serde_json::json!({"purpose": &said.purpose, "channel": &said.channel, "consent": said.act});
    trace::compared(None, Some(&stated));
    if said.act == Act::RequestConfirmation && result == Applied::Recorded {
        opt_in::ask(&app, &brand, outcome.customer, &said).await?;
    }
    let status = match (said.purpose, said.channel) {
        (Some(purpose), Some(channel)) => {
            let now = app.now();
            let status = move |shard: &rapport_engine::Shard, id: CustomerId| {
                let customer = &shard.customer(id)?.customer;
                Some(status_code(&customer.consent(&brand, &purpose, &channel, now)).to_owned())
            };
            app.runtime.ask(outcome.customer, status).await?
        }
        _ => None,
    };
    if who.is_public() {
        return Ok(Json(told_to_everybody()));
    }
    Ok(Json(ConsentAnswer {
        customer: Some(outcome.customer.to_string()),
        result: applied_code(result).to_owned(),
        status,
        in_flight: outcome.in_flight.iter().map(ToString::to_string).collect(),
        stopped: stopped(&outcome),
    }))
}

/// Whoever reads the key of a page could ask about anybody: it learns nothing of them.
fn told_to_everybody() -> ConsentAnswer {
    let result = applied_code(Applied::Recorded).to_owned();
    ConsentAnswer { customer: None, result, status: None, in_flight: Vec::new(), stopped: 0 }
}

/// Nothing was asked: the address has confirmed this, and it stands.
fn already_confirmed(customer: Option<CustomerId>) -> ConsentAnswer {
    ConsentAnswer {
        customer: customer.map(|customer| customer.to_string()),
        result: "already_confirmed".to_owned(),
        status: Some("given".to_owned()),
        in_flight: Vec::new(),
        stopped: 0,
    }
}

/// No one can agree to what the brand does not have: it would wait for ever. A "no" is taken whatever it names, but not whatever
/// anybody makes up.
fn about_what_there_is(brand: &Brand, said: &Declaration) -> Result<(), Problem> {
    if said.act.takes_back() && !said.public {
        return Ok(());
    }
    if said.purpose.as_ref().is_some_and(|purpose| brand.purpose(purpose).is_none()) {
        return Err(Problem::refused(
            ApiRefusal::UnknownPurpose,
            "The brand has no such purpose: see its settings for those it has.",
        ));
    }
    let Some(channel) = &said.channel else { return Ok(()) };
    if brand.channel(channel).is_none() {
        return Err(Problem::refused(
            ApiRefusal::UnknownChannel,
            "The brand has no such channel: see its settings for those it has.",
        ));
    }
    if said.act == Act::RequestConfirmation && brand.medium(channel) != Medium::Email {
        let detail = "A confirmation is asked for by e-mail, and this channel reaches people another way.";
        return Err(Problem::refused(ApiRefusal::NoConfirmationHere, detail));
    }
    Ok(())
}

/// Records that a person must not be contacted; in force everywhere before this answers.
#[utoipa::path(post, path = "/v1/suppressions", tag = "Consents", operation_id = "suppress", request_body = SuppressionInput, responses((status = 200, body = SuppressionAnswer, description = "Done")), security(("write_key" = []), ("token" = []), ("session" = [])))]
pub async fn suppress(
    State(app): State<App>,
    who: Machine,
    Body(input): Body<SuppressionInput>,
) -> Answer<SuppressionAnswer> {
    let said: Option<BrandId> = input.brand.as_deref().map(Into::into);
    who.may(&Wish { brand: said.as_ref(), named: Some(whom::how(&input.who)), ..Wish::to(SourceAct::Suppress) })?;
    let home = said.as_ref().or(who.brand());
    let (target, named) = whom::target(&app, &input.who, home).await?;
    let reason = match input.reason {
        SuppressionReason::OptOut => Reason::OptOut,
        SuppressionReason::Complaint => Reason::Complaint,
        SuppressionReason::HardBounce => Reason::HardBounce,
        SuppressionReason::Objection => Reason::Objection,
    };
    let channel: Option<ChannelId> = input.channel.as_deref().map(Into::into);
    let at = moment(&app, input.at, true)?;
    let stop = |address| Suppression {
        at,
        received: None,
        reason,
        scope: reason.usual_scope(),
        // A source stops its own brand; only an admin stops all of them at once.
        brand: home.cloned(),
        channel: channel.clone(),
        address,
        source: source(&who, input.source.as_deref()).into(),
    };
    let known = whom::known(&app, &input.who, home).await?;
    let addresses = stopped_addresses(&app, home, channel.as_ref(), known, named).await?;
    let mut stops: Vec<Suppression> = addresses.into_iter().map(|address| stop(Some(address))).collect();
    if stops.is_empty() {
        if reason == Reason::HardBounce {
            let detail =
                "A hard bounce is about an address, and none is named or known here: name the address in `who`.";
            return Err(Problem::refused(ApiRefusal::NoAddressKnown, detail));
        }
        stops.push(stop(None));
    }
    let mut answer = SuppressionAnswer { customer: String::new(), in_flight: Vec::new(), stopped: 0 };
    for stop in stops {
        let body = LogBody::Suppress(Box::new(stop));
        let outcome = app.runtime.submit_and_wait(Submission::to(target.clone(), body)).await?;
        answer.customer = outcome.customer.to_string();
        trace::on(ObjectKind::Customer, &answer.customer);
        answer.in_flight.extend(outcome.in_flight.iter().map(ToString::to_string));
        answer.stopped += stopped(&outcome);
    }
    // One message may be named for several addresses.
    answer.in_flight.sort_unstable();
    answer.in_flight.dedup();
    Ok(Json(answer))
}

/// Which addresses a stop is about, so that it holds for everybody who is written to there: the one the person is named by, if
/// the channel writes to such, else those it would use. A user id, a card or a cookie is no address.
async fn stopped_addresses(
    app: &App,
    brand: Option<&BrandId>,
    channel: Option<&ChannelId>,
    known: Option<CustomerId>,
    named: Option<Identifier>,
) -> Result<Vec<Identifier>, Problem> {
    let media: HashSet<Medium> = match channel {
        Some(channel) => {
            let brands = app.all_brands().await?;
            let meant = brands.iter().filter(|own| brand.is_none_or(|brand| own.id == *brand));
            meant.map(|own| own.medium(channel)).collect()
        }
        None => HashSet::from([Medium::Email, Medium::Phone, Medium::Device]),
    };
    if let Some(named) = named.filter(|named| media.iter().any(|medium| medium.identifier() == Some(named.kind))) {
        return Ok(vec![named]);
    }
    let Some(customer) = known else { return Ok(Vec::new()) };
    let used = move |shard: &rapport_engine::Shard, id: CustomerId| -> Option<Vec<Identifier>> {
        let profile = &shard.customer(id)?.customer.profile;
        let mut all: Vec<Identifier> =
            media.into_iter().filter_map(|medium| profile.address(medium).cloned()).collect();
        all.sort_unstable();
        Some(all)
    };
    Ok(app.runtime.ask(customer, used).await?.unwrap_or_default())
}

/// What a source needs to be allowed for this declaration.
fn source_act(input: &ConsentInput) -> SourceAct {
    let claimed = input.proof.as_ref().is_none_or(|proof| proof.kind == ProofKind::Claimed);
    match input.act {
        // A request with the person before one proves who they are once it is confirmed: that is not for everybody to say.
        ActInput::RequestConfirmation if claimed => SourceAct::RequestConsent,
        ActInput::Withdraw | ActInput::Object => SourceAct::Withdraw,
        ActInput::Grant if claimed => SourceAct::ClaimConsent,
        ActInput::RequestConfirmation | ActInput::Grant | ActInput::Notice => SourceAct::ProveConsent,
    }
}

/// Words of one's own would go out in our mail to whatever address is named, and a moment of one's own could lie before
/// what was said since: neither is for everybody who can read a key.
fn says_more_than_asked(input: &ConsentInput) -> bool {
    input.at.is_some() || input.wording.as_ref().is_some_and(|wording| wording.text.is_some())
}

/// A source speaks for itself; an admin says where something was said.
fn source<'a>(who: &'a Machine, said: Option<&'a str>) -> &'a str {
    match who {
        Machine::Source(source) => source.id.as_str(),
        Machine::Admin(caller) => said.unwrap_or(&caller.name),
    }
}

/// Now, if nothing is said; never in the future. A "no" is not refused for the sender's clock: it is said now at the latest.
fn moment(app: &App, said: Option<Time>, no: bool) -> Result<Time, Problem> {
    let now = app.now();
    match said {
        Some(at) if no => Ok(at.min(now)),
        Some(at) if at > now => Err(Problem::refused(ApiRefusal::InFuture, "It cannot have been said in the future.")),
        at => Ok(at.unwrap_or(now)),
    }
}

/// The address that is meant: the one the person is named by, or the one the channel would use.
async fn address(
    app: &App,
    brand: &Arc<Brand>,
    input: &ConsentInput,
    identifier: Option<Identifier>,
) -> Result<Option<Identifier>, Problem> {
    let Some(channel) = input.channel.as_deref().map(ChannelId::from) else { return Ok(None) };
    let kind = brand.medium(&channel).identifier();
    if identifier.as_ref().is_some_and(|identifier| Some(identifier.kind) == kind) {
        return Ok(identifier);
    }
    let Some(customer) = whom::known(app, &input.who, Some(&brand.id)).await? else { return Ok(None) };
    let brand = brand.clone();
    let ask = move |shard: &rapport_engine::Shard, id: CustomerId| {
        shard.customer(id).and_then(|record| record.customer.address(&brand, &channel).cloned())
    };
    Ok(app.runtime.ask(customer, ask).await?)
}

/// Refuses a "no" by a device that does not open what is personal: anybody can say that a device of theirs belongs to
/// someone else's user id or address, and would then say no for them.
fn own_device_only(app: &App, customer: Option<CustomerId>) -> Result<(), Problem> {
    match customer {
        Some(customer) if !app.runtime.with_index(|index| index.opens_to_devices(customer)) => {
            Err(SourceRefusal::NamedTooClosely.into())
        }
        _ => Ok(()),
    }
}

fn declaration(
    app: &App,
    brand: &Brand,
    input: &ConsentInput,
    address: Option<Identifier>,
    source: &str,
    public: bool,
) -> Result<Declaration, Problem> {
    let act = match input.act {
        ActInput::Notice => Act::Notice,
        ActInput::Grant => Act::Grant,
        ActInput::RequestConfirmation => Act::RequestConfirmation,
        ActInput::Withdraw => Act::Withdraw,
        ActInput::Object => Act::Object,
    };
    let proof = input.proof.clone().unwrap_or_default();
    let reference: SmolStr = proof.reference.unwrap_or_default().into();
    if proof.kind != ProofKind::Claimed && reference.is_empty() {
        return Err(Problem::new(Code::InvalidBody, "A proof needs its `reference`."));
    }
    let proof = match proof.kind {
        ProofKind::Claimed => Proof::Claimed,
        ProofKind::Personal => Proof::Personal { reference },
        ProofKind::Sale => Proof::Sale { order: reference },
    };
    Ok(Declaration {
        at: moment(app, input.at, act.takes_back())?,
        act,
        brand: brand.id.clone(),
        purpose: input.purpose.as_deref().map(Into::into),
        channel: input.channel.as_deref().map(Into::into),
        address,
        wording: input.wording.as_ref().map(|wording| kept(brand, input.purpose.as_deref(), wording)).transpose()?,
        source: source.into(),
        proof,
        public,
    })
}

/// The text as it was shown: the brand's own of that version and language, unless another one is given.
fn kept(brand: &Brand, purpose: Option<&str>, wording: &WordingInput) -> Result<Kept, Problem> {
    let purpose = purpose.unwrap_or_default();
    let own = || {
        let texts = &brand.purpose(&purpose.into())?.wordings;
        texts.iter().find(|text| text.version == wording.version && text.language == wording.language.as_str())
    };
    let text = match &wording.text {
        Some(text) => text.as_str().into(),
        None => own().map(|text| text.text.clone()).ok_or_else(|| {
            Problem::refused(
                ApiRefusal::WordingUnknown,
                "The brand has no such wording; give its `text` or add it to the settings.",
            )
        })?,
    };
    Ok(Kept { id: purpose.into(), version: wording.version, language: wording.language.as_str().into(), text })
}

/// A declaration that is in force.
pub struct InForce {
    /// What came of it.
    pub outcome: Outcome,
    /// Whether it counts.
    pub result: Applied,
    /// As it was recorded, with the date from which it counts.
    pub declaration: Declaration,
}

/// Brings what is said now into the log and waits until it is in force. Its date is the log's.
///
/// # Errors
/// The named refusal of the rules; what the log refuses.
pub async fn tell(app: &App, to: Target, declaration: Declaration) -> Result<InForce, Problem> {
    in_force(app, Submission::said_now(to, declaration)).await
}

/// Brings what was said at the declaration's date into the log and waits until it is in force.
///
/// # Errors
/// As [`tell`].
async fn report(app: &App, to: Target, declaration: Declaration) -> Result<InForce, Problem> {
    in_force(app, Submission::to(to, LogBody::Consent(Box::new(declaration)))).await
}

async fn in_force(app: &App, said: Submission) -> Result<InForce, Problem> {
    let again = said.body.clone();
    let outcome = app.runtime.submit_and_wait(said).await?;
    if let (true, LogBody::Consent(declaration)) = (outcome.stands_already, again) {
        return Ok(InForce { outcome, result: Applied::Repeated, declaration: *declaration });
    }
    let line = outcome.lines.iter().find_map(|line| match &line.what {
        What::Consent { declaration, result } => Some((Declaration::clone(declaration), *result)),
        _ => None,
    });
    match line {
        Some((declaration, Ok(result))) => Ok(InForce { outcome, result, declaration }),
        Some((_, Err(refusal))) => Err(refusal.into()),
        // Merged away in between, or erased: the record went where nothing is kept.
        None => Err(Problem::new(Code::Conflict, "This person's record has changed in between; ask again.")),
    }
}

fn stopped(outcome: &Outcome) -> u32 {
    let dropped = outcome.lines.iter().filter(|line| matches!(line.what, What::Dropped { .. })).count();
    u32::try_from(dropped + outcome.stopped.len()).unwrap_or(u32::MAX)
}

fn applied_code(applied: Applied) -> &'static str {
    match applied {
        Applied::Recorded => "recorded",
        Applied::WithoutEffect => "without_effect",
        Applied::Repeated => "repeated",
    }
}
