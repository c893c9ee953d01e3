//! The preference centre: what is known, what was agreed to, and everything a person may want to change about it.

use super::{
    Choice, confirm, layout,
    preferences_view::{self, ChannelView, PurposeView, View},
    words::Language,
};
use crate::{
    App,
    api::consents,
    door::limits::STRANGERS_BODY,
    extract::Unread,
    links::Preferences,
    opt_in, person,
    problem::{Code, Problem},
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rapport_customer::{Act, Brand, ConsentStatus, Declaration, Proof, PurposeKind, Wording};
use rapport_engine::Record;
use rapport_kernel::{ChannelId, PurposeId, Time, Value};
use rapport_platform::runtime::Target;
use std::sync::Arc;

/// How many purchases and traits the page shows; the export has all.
const SHOWN: usize = 20;

/// The page. Opening it changes nothing.
pub async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Response {
    match open(&app, &token) {
        Ok(link) => render(&app, &token, &link, &choice, &headers, None).await,
        Err(refusal) => refused(&refusal, &choice, &headers),
    }
}

/// Why a link opens nothing.
enum Closed {
    NotOurs,
    Old,
}

fn open(app: &App, token: &str) -> Result<Preferences, Closed> {
    let link = app.links.read::<Preferences>(token).ok_or(Closed::NotOurs)?;
    if app.now() > link.until { Err(Closed::Old) } else { Ok(link) }
}

fn refused(closed: &Closed, choice: &Choice, headers: &HeaderMap) -> Response {
    let language = choice.language(headers, None);
    match closed {
        Closed::NotOurs => layout::bad_link(language),
        Closed::Old => {
            let words = language.words();
            layout::note(StatusCode::GONE, language, &layout::Frame::default(), words.preferences, words.old_link)
        }
    }
}

async fn render(
    app: &App,
    token: &str,
    link: &Preferences,
    choice: &Choice,
    headers: &HeaderMap,
    notice: Option<fn(Language) -> &'static str>,
) -> Response {
    let (brand, known) = match confirm::about(app, &link.brand, link.customer).await {
        Ok(found) => found,
        Err(problem) => return confirm::failed(choice.language(headers, None), &problem),
    };
    let language = choice.language(headers, known.as_deref());
    let now = app.now();
    let settings = brand.clone();
    let look = move |shard: &rapport_engine::Shard, id| {
        shard.customer(id).map(|record| view(record, &settings, language, now))
    };
    match app.runtime.ask(link.customer, look).await {
        Ok(Some(mut view)) => {
            view.address = format!("/p/c/{token}");
            view.notice = notice.map(|notice| notice(language));
            let frame = confirm::frame(&brand, &view.address);
            let content = preferences_view::preferences(&view, language);
            layout::page(StatusCode::OK, language, &frame, language.words().preferences, content)
        }
        Ok(None) => layout::bad_link(language),
        Err(closed) => confirm::failed(language, &closed.into()),
    }
}

fn view(record: &Record, brand: &Brand, language: Language, now: Time) -> View {
    let customer = &record.customer;
    let marketing = brand.purposes.iter().filter(|purpose| purpose.kind == PurposeKind::Marketing);
    let purposes = marketing.map(|purpose| PurposeView {
        id: purpose.id.to_string(),
        text: wording(brand, &purpose.id, language).map_or_else(|| purpose.id.to_string(), |w| w.text.to_string()),
        channels: brand
            .channels
            .iter()
            .map(|channel| channel_view(record, brand, &purpose.id, &channel.id, now))
            .collect(),
    });
    let text = |value: &Value| match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Int(n) => Some(n.to_string()),
        Value::Float(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        _ => None,
    };
    let traits = customer
        .profile
        .traits()
        .iter()
        .filter_map(|known| Some((known.name.to_string(), text(&known.values.first()?.value)?)));
    let identifiers = customer.profile.identifiers().iter().map(|known| {
        (crate::timeline::words(&format!("{:?}", known.identifier.kind)), known.identifier.value.to_string())
    });
    let orders = customer.purchases.orders().iter().rev().flat_map(|order| {
        order.lines.iter().map(|line| {
            let name = [&line.product, &line.sku, &line.category].into_iter().find(|name| !name.is_empty());
            (name.map_or_else(|| order.id.to_string(), ToString::to_string), order.at)
        })
    });
    let seen = customer.profile.touchpoints().iter().map(|touchpoint| (touchpoint.source.to_string(), touchpoint.last));
    View {
        address: String::new(),
        notice: None,
        purposes: purposes.collect(),
        known: identifiers.chain(traits).take(SHOWN * 3).collect(),
        seen: seen.take(SHOWN).collect(),
        bought: orders.take(SHOWN).collect(),
    }
}

fn channel_view(record: &Record, brand: &Brand, purpose: &PurposeId, channel: &ChannelId, now: Time) -> ChannelView {
    let customer = &record.customer;
    let status = customer.consent(brand, purpose, channel, now);
    let standing = customer.standing(brand, purpose, channel);
    let given = status.is_valid();
    let words = standing.given.last().and_then(|given| {
        given.wording.as_ref().or_else(|| {
            let link = crate::links::Confirm {
                customer: customer.id,
                brand: brand.id.clone(),
                purpose: purpose.clone(),
                channel: channel.clone(),
                asked: standing.pending.map_or(given.at, |pending| pending.at),
            };
            opt_in::request(customer, &link).and_then(|request| request.wording.as_ref())
        })
    });
    ChannelView {
        id: channel.to_string(),
        given,
        pending: matches!(status, ConsentStatus::Pending { .. }),
        blocked: customer.suppressed(brand, purpose, channel).is_some(),
        since: standing.given.last().map(|given| given.at),
        wording: words.map(|wording| wording.text.to_string()),
    }
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

/// What the form says.
struct Form {
    action: String,
    sure: bool,
    consents: Vec<String>,
}

fn read_form(bytes: &[u8]) -> Form {
    let mut form = Form { action: String::new(), sure: false, consents: Vec::new() };
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).unwrap_or_default();
    for (name, value) in pairs {
        match name.as_str() {
            "action" => form.action = value,
            "sure" => form.sure = value == "yes",
            "consent" => form.consents.push(value),
            _ => {}
        }
    }
    form
}

/// Does what a button says, and shows the page as it is then.
pub async fn change(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
    body: Unread,
) -> Response {
    let bytes = body.read(STRANGERS_BODY).await.unwrap_or_default();
    let choice = confirm::chosen(&bytes).unwrap_or(choice);
    let link = match open(&app, &token) {
        Ok(link) => link,
        Err(closed) => return refused(&closed, &choice, &headers),
    };
    let form = read_form(&bytes);
    let brand = match confirm::about(&app, &link.brand, link.customer).await {
        Ok((brand, _)) => brand,
        Err(problem) => return confirm::failed(choice.language(&headers, None), &problem),
    };
    let language = choice.language(&headers, None);
    let done: Result<fn(Language) -> &'static str, Problem> = match form.action.as_str() {
        "save" => save(&app, &link, &brand, language, &form.consents).await,
        "take_back" => take_back(&app, &link, None).await.map(|()| taken_back as fn(Language) -> &'static str),
        "erase" => {
            let frame = confirm::frame(&brand, "");
            let content = preferences_view::erase(&format!("/p/c/{token}"), language);
            return layout::page(StatusCode::OK, language, &frame, language.words().erase, content);
        }
        "erase_confirmed" if form.sure => {
            return match person::erase(&app, link.customer).await {
                Ok(_) => {
                    let words = language.words();
                    layout::note(StatusCode::OK, language, &confirm::frame(&brand, ""), words.erase, words.erased)
                }
                Err(problem) => confirm::failed(language, &problem),
            };
        }
        _ => return render(&app, &token, &link, &choice, &headers, None).await,
    };
    match done {
        Ok(notice) => render(&app, &token, &link, &choice, &headers, Some(notice)).await,
        Err(problem) => confirm::failed(language, &problem),
    }
}

fn saved(language: Language) -> &'static str {
    language.words().saved
}

fn pending(language: Language) -> &'static str {
    language.words().pending
}

fn taken_back(language: Language) -> &'static str {
    language.words().taken_back
}

/// Takes back one purpose and channel, or everything at this brand.
async fn take_back(app: &App, link: &Preferences, only: Option<(PurposeId, ChannelId)>) -> Result<(), Problem> {
    let (purpose, channel) = only.map_or((None, None), |(purpose, channel)| (Some(purpose), Some(channel)));
    let declaration = Declaration {
        at: app.now(),
        act: Act::Withdraw,
        brand: link.brand.clone(),
        purpose,
        channel,
        address: None,
        wording: None,
        source: "preference-centre".into(),
        proof: Proof::Personal { reference: "preference centre".into() },
    };
    consents::tell(app, Target::Customer(link.customer), declaration).await.map(drop)
}

/// Makes what holds what the form says: what was ticked newly is agreed to, what is no longer ticked is taken back.
async fn save(
    app: &App,
    link: &Preferences,
    brand: &Arc<Brand>,
    language: Language,
    ticked: &[String],
) -> Result<fn(Language) -> &'static str, Problem> {
    let now = app.now();
    let settings = brand.clone();
    let look = move |shard: &rapport_engine::Shard, id| {
        shard.customer(id).map(|record| view(record, &settings, language, now).purposes)
    };
    let Some(purposes) = app.runtime.ask(link.customer, look).await? else {
        return Err(Problem::new(Code::NotFound, "Nothing is known of this person."));
    };
    let mut notice: fn(Language) -> &'static str = saved;
    for purpose in &purposes {
        for channel in &purpose.channels {
            let wanted = ticked.iter().any(|tick| *tick == format!("{}/{}", purpose.id, channel.id));
            let holds = channel.given && !channel.blocked;
            let ids = (PurposeId::from(purpose.id.as_str()), ChannelId::from(channel.id.as_str()));
            if wanted && !holds && !channel.pending {
                match agree(app, link, brand, language, ids).await {
                    Ok(Act::RequestConfirmation) => notice = pending,
                    // Asked today already: the message is in their mailbox.
                    Err(problem) if problem.reason() == Some("asked_today") => notice = pending,
                    Ok(_) => {}
                    Err(problem) => return Err(problem),
                }
            } else if !wanted && (channel.given || channel.pending) {
                take_back(app, link, Some(ids)).await?;
            }
        }
    }
    Ok(notice)
}

/// Agrees to one purpose on one channel. Where the channel asks for a double opt-in, or an earlier "no" can only be answered
/// by the address itself, a confirmation is sent instead.
async fn agree(
    app: &App,
    link: &Preferences,
    brand: &Arc<Brand>,
    language: Language,
    (purpose, channel): (PurposeId, ChannelId),
) -> Result<Act, Problem> {
    let medium = brand.medium(&channel).identifier();
    let settings = brand.clone();
    let wanted = channel.clone();
    let address = app.runtime.ask(link.customer, move |shard, id| {
        shard.customer(id).and_then(|record| record.customer.address(&settings, &wanted).cloned())
    });
    let address = address.await?;
    let by_mail = medium == Some(rapport_kernel::IdentifierKind::Email) && address.is_some();
    let act = if by_mail { Act::RequestConfirmation } else { Act::Grant };
    let declaration = Declaration {
        at: app.now(),
        act,
        brand: link.brand.clone(),
        wording: wording(brand, &purpose, language),
        purpose: Some(purpose),
        channel: Some(channel),
        address,
        source: "preference-centre".into(),
        proof: Proof::Personal { reference: "preference centre".into() },
    };
    if act == Act::RequestConfirmation {
        opt_in::ready(app, brand).await?;
        opt_in::not_the_same_twice(app, link.customer, &declaration).await?;
    }
    let said = declaration.clone();
    let (outcome, _) = consents::tell(app, Target::Customer(link.customer), declaration).await?;
    if act == Act::RequestConfirmation {
        opt_in::ask(app, brand, outcome.customer, &said).await?;
    }
    Ok(act)
}

/// Everything held about the person, as a file.
pub async fn export(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Response {
    let link = match open(&app, &token) {
        Ok(link) => link,
        Err(closed) => return refused(&closed, &choice, &headers),
    };
    match person::export(&app, app.runtime.current(link.customer)).await {
        Ok(export) => {
            let mut response = Json(export).into_response();
            let name = HeaderValue::from_static("attachment; filename=\"my-data.json\"");
            response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
            crate::layers::private(&mut response);
            response
        }
        Err(problem) => confirm::failed(choice.language(&headers, None), &problem),
    }
}
