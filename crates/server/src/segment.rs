//! Events as Segment's clients write them, made into [`Event`]s. Pure: the moment of receipt is given.
//!
//! Source of names and rules: the Segment specification (common fields, the six calls) and its HTTP tracking API (limits,
//! the correction of the sender's clock: `timestamp = receivedAt - (sentAt - timestamp)`).

use crate::{
    json, opt_in, own_data,
    problem::{Code, Problem},
};
use rapport_channel::kind::kinds;
use rapport_customer::{Illegible, Named, Reading, identifiers, touchpoint_id};
use rapport_kernel::{BrandId, Event, EventKind, IdentifierKind, Map, SourceId, Span, Time, Value};
use serde::Deserialize;
use serde_json::value::RawValue;
use smol_str::{SmolStr, ToSmolStr};

/// The largest single message in bytes.
pub const MAX_MESSAGE: usize = 32 * 1024;
/// The largest batch in bytes.
pub const MAX_BATCH: usize = 500 * 1024;
/// The longest id and name in characters.
const MAX_ID: usize = 256;

/// Whether it is an event that nobody else may tell of.
fn is_ours(name: &str) -> bool {
    let clicked = kinds().iter().filter_map(|kind| kind.clicked);
    [opt_in::EVENT, own_data::EVENT].into_iter().chain(clicked).any(|ours| name.trim().eq_ignore_ascii_case(ours))
}

/// Who speaks, and when it reached us.
pub struct Origin<'a> {
    /// The source whose write key was used.
    pub source: &'a SourceId,
    /// The brand it speaks for.
    pub brand: &'a BrandId,
    /// How what names somebody is read.
    pub reading: Reading<'a>,
    /// The moment of receipt.
    pub received: Time,
    /// Whether what says no moment happens now. An archive without moments must not: journeys would write to people about it.
    pub now: bool,
}

/// One message, ready for the log.
#[derive(Debug, PartialEq)]
pub struct Told {
    /// What happened.
    pub event: Event,
    /// For `alias`: the id this person was known by before; whether that was an anonymous one or one of the company's
    /// own only the identity index can tell.
    pub previous: Option<SmolStr>,
    /// What in it could not be read, by its field, and why.
    pub unread: Vec<(&'static str, Illegible)>,
}

/// A batch, read.
#[derive(Debug, Default, PartialEq)]
pub struct Read {
    /// Its messages, with their places in it.
    pub told: Vec<(usize, Told)>,
    /// The places of those that are left out alone, the field at fault, and why: they name nobody, or have not happened.
    pub left_out: Vec<(usize, &'static str, Illegible)>,
    /// What the sender noted of the log when earlier batches were acknowledged.
    pub checkpoints: Vec<String>,
}

/// The frame of a batch: everything else in it is read message by message.
#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(borrow)]
    batch: Vec<&'a RawValue>,
    #[serde(borrow, rename = "sentAt", default)]
    sent_at: Option<&'a RawValue>,
    #[serde(borrow, default)]
    context: Option<&'a RawValue>,
    #[serde(default)]
    checkpoints: Vec<String>,
}

/// Reads one message of a known kind.
///
/// # Errors
/// [`Code::InvalidJson`], [`Code::InvalidMessage`], [`Code::TooLarge`].
pub fn message(kind: EventKind, text: &[u8], origin: &Origin<'_>) -> Result<Told, Problem> {
    json::guard(text)?;
    told(Some(kind), text, None, None, origin)
}

/// Reads a batch: all messages or none. Those whose only id is a placeholder, or whose moment lies in the future, are left out and said:
/// one page, or one phone, that sends them must not take the others with it.
///
/// # Errors
/// [`Code::InvalidJson`], [`Code::InvalidMessage`] and [`Code::TooLarge`], naming the message by its place, from 0.
pub fn batch(text: &[u8], origin: &Origin<'_>) -> Result<Read, Problem> {
    json::guard(text)?;
    let frame: Frame<'_> = serde_json::from_slice(text).map_err(|error| {
        let code = if error.is_data() { Code::InvalidMessage } else { Code::InvalidJson };
        Problem::new(
            code,
            "A batch is an object with a list named `batch`; `checkpoints`, if there are any, is a list of texts.",
        )
    })?;
    let sent_at = frame.sent_at.map(plain).transpose()?;
    let shared = match frame.context.map(plain).transpose()? {
        Some(Value::Map(context)) => Some(context),
        _ => None,
    };
    let mut read = Read { checkpoints: frame.checkpoints, ..Read::default() };
    for (at, raw) in frame.batch.iter().enumerate() {
        match told(None, raw.get().as_bytes(), sent_at.as_ref(), shared.as_ref(), origin) {
            Ok(told) => read.told.push((at, told)),
            Err(problem) => match alone(&problem) {
                Some((field, why)) => read.left_out.push((at, field, why)),
                None => return Err(Problem::new(problem.code(), format!("Message {at}: {}", problem.detail()))),
            },
        }
    }
    Ok(read)
}

/// What a message is left out for without the others: the field at fault, and why.
fn alone(problem: &Problem) -> Option<(&'static str, Illegible)> {
    let reasons =
        [("userId", Illegible::Placeholder), ("timestamp", Illegible::InFuture), ("timestamp", Illegible::NoMoment)];
    reasons.into_iter().find(|(_, why)| problem.reason() == Some(why.code()))
}

fn plain(raw: &RawValue) -> Result<Value, Problem> {
    serde_json::from_str(raw.get()).map_err(json::invalid)
}

/// Reads one message. `kind` is `None` where the message has to say it itself.
fn told(
    kind: Option<EventKind>,
    text: &[u8],
    batch_sent: Option<&Value>,
    shared: Option<&Map>,
    origin: &Origin<'_>,
) -> Result<Told, Problem> {
    if text.len() > MAX_MESSAGE {
        return Err(Problem::new(Code::TooLarge, format!("A message may have at most {MAX_MESSAGE} bytes.")));
    }
    let mut fields = match serde_json::from_slice(text).map_err(json::invalid)? {
        Value::Map(fields) => fields,
        _ => return Err(wrong("A message is an object.")),
    };
    let kind = match kind {
        Some(kind) => kind,
        None => kind_of(&mut fields)?,
    };
    let user_id = id(&mut fields, "userId")?;
    let anonymous_id = id(&mut fields, "anonymousId")?;
    let previous_id = if kind == EventKind::Alias { id(&mut fields, "previousId")? } else { None };
    if user_id.is_none() && anonymous_id.is_none() {
        return Err(wrong("It needs `userId` or `anonymousId`."));
    }
    let happens = matches!(kind, EventKind::Track | EventKind::Page | EventKind::Screen);
    let timestamp = match corrected(&mut fields, batch_sent, origin.received)? {
        Some(timestamp) => timestamp,
        None if origin.now || !happens => origin.received,
        None => {
            let why = Illegible::NoMoment;
            return Err(wrong(format!("`timestamp`: {why}.")).because(why));
        }
    };
    let context = context(object(&mut fields, "context")?, shared);
    let mut traits = object(&mut fields, "traits")?;
    let mut properties = object(&mut fields, "properties")?;
    places(&mut properties);
    // Older clients say a page's category beside its properties.
    if matches!(kind, EventKind::Page | EventKind::Screen)
        && properties.get("category").is_none()
        && let Some(category) = id(&mut fields, "category")?
    {
        properties.set("category", Value::Text(category));
    }
    let name = name(kind, &mut fields)?;
    let group = id(&mut fields, "groupId")?;
    let message_id = match id(&mut fields, "messageId")? {
        Some(id) => id,
        None => uuid::Uuid::now_v7().to_smolstr(),
    };
    let said = match kind {
        EventKind::Identify => traits.clone(),
        _ => Map::default(),
    };
    let Named { identifiers, mut unread } =
        identifiers(user_id.as_deref(), anonymous_id.as_deref(), &said, &context, origin.reading);
    if identifiers.is_empty() {
        let why = unread.first().map_or(Illegible::IdUnreadable, |(_, why)| *why);
        return Err(wrong(format!("It names no one: {why}.")).because(why));
    }
    unread.extend(places_unread(&said, &context));
    let properties = match kind {
        EventKind::Identify => traits,
        EventKind::Group => {
            let group = group.ok_or_else(|| wrong("`group` needs `groupId`."))?;
            if let Err(why) = origin.reading.read(IdentifierKind::UserId, &group) {
                return Err(wrong(format!("`groupId` names no group: {why}.")).because(why));
            }
            traits.set("groupId", Value::Text(group));
            traits
        }
        _ => properties,
    };
    let previous = match (kind, previous_id) {
        (EventKind::Alias, None) => return Err(wrong("`alias` needs `previousId`.")),
        (_, previous) => previous,
    };
    let event = Event {
        kind,
        name,
        message_id,
        identifiers,
        timestamp,
        received: origin.received,
        public: false,
        source: origin.source.clone(),
        brand: origin.brand.clone(),
        properties,
        context,
    };
    Ok(Told { event, previous, unread })
}

/// Countries and time zones that are said and are none.
fn places_unread(traits: &Map, context: &Map) -> Vec<(&'static str, Illegible)> {
    let nested = context.get("traits").and_then(Value::as_map);
    let maps = || [Some(traits), nested, Some(context)].into_iter().flatten();
    let said = |path: &str| maps().filter_map(|map| map.path(path)?.as_str()).rfind(|text| !text.trim().is_empty());
    let lands = ["address.country", "country", "location.country"].into_iter().filter_map(said);
    let lands = lands
        .filter(|text| rapport_customer::country(text).is_none())
        .map(|_| ("country", Illegible::CountryUnreadable));
    let zone = said("timezone").filter(|text| rapport_customer::zone(text).is_none());
    lands.chain(zone.map(|_| ("timezone", Illegible::ZoneUnreadable))).collect()
}

fn wrong(detail: impl Into<String>) -> Problem {
    Problem::new(Code::InvalidMessage, detail)
}

/// `type` as text.
fn kind_of(fields: &mut Map) -> Result<EventKind, Problem> {
    let kind = fields.remove("type");
    Ok(match kind.as_ref().and_then(Value::as_str) {
        Some("identify") => EventKind::Identify,
        Some("track") => EventKind::Track,
        Some("page") => EventKind::Page,
        Some("screen") => EventKind::Screen,
        Some("group") => EventKind::Group,
        Some("alias") => EventKind::Alias,
        _ => return Err(wrong("`type` is identify, track, page, screen, group or alias.")),
    })
}

/// An id in its one spelling: text, or a whole number as some clients send it; empty and `null` are no id.
fn id(fields: &mut Map, key: &str) -> Result<Option<SmolStr>, Problem> {
    let id = match fields.remove(key) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Int(number)) => number.to_smolstr(),
        Some(Value::Text(text)) => touchpoint_id(&text),
        Some(_) => return Err(wrong(format!("`{key}` must be text."))),
    };
    if id.chars().count() > MAX_ID {
        return Err(wrong(format!("`{key}` may have at most {MAX_ID} characters.")));
    }
    Ok(Some(id).filter(|id| !id.is_empty()))
}

/// The names of places in their one spelling: staff are prompted, and paper is printed, where an event happened.
fn places(properties: &mut Map) {
    for key in ["branch", "printer"] {
        if let Some(said) = properties.get(key).and_then(Value::as_str).map(touchpoint_id) {
            properties.set(key, Value::Text(said));
        }
    }
}

/// An object; absent and `null` are an empty one.
fn object(fields: &mut Map, key: &str) -> Result<Map, Problem> {
    match fields.remove(key) {
        None | Some(Value::Null) => Ok(Map::default()),
        Some(Value::Map(map)) => Ok(map),
        Some(_) => Err(wrong(format!("`{key}` must be an object."))),
    }
}

/// What happened, or what was seen.
fn name(kind: EventKind, fields: &mut Map) -> Result<SmolStr, Problem> {
    let (key, needed) = match kind {
        EventKind::Track => ("event", true),
        EventKind::Page | EventKind::Screen => ("name", false),
        _ => return Ok(SmolStr::default()),
    };
    match id(fields, key)? {
        // Mail goes out, and clicks are believed, because Rapport itself says so: anybody could otherwise have the brand
        // write what they like to whom they like.
        Some(name) if is_ours(&name) => {
            Err(wrong(format!("`{name}` is an event that only Rapport itself tells of; choose another name.")))
        }
        Some(name) => Ok(name),
        None if needed => Err(wrong("`track` needs `event`.")),
        None => Ok(SmolStr::default()),
    }
}

/// Circumstances: what the message says goes before what the batch says; the client's own library and the address it
/// came from are not kept (least data by default).
fn context(mut own: Map, shared: Option<&Map>) -> Map {
    for (key, value) in shared.into_iter().flat_map(Map::iter) {
        if own.get(key).is_none() {
            own.set(key, value.clone());
        }
    }
    for key in ["library", "ip", "userAgent", "userAgentData"] {
        own.remove(key);
    }
    own
}

/// When it happened by our clock: the sender's clock may be wrong, but both of its readings are wrong by the same. Where `timestamp` is
/// missing, `originalTimestamp` is what the sender's clock read. None if neither is said.
fn corrected(fields: &mut Map, batch_sent: Option<&Value>, received: Time) -> Result<Option<Time>, Problem> {
    let [timestamp, original, sent] = ["timestamp", "originalTimestamp", "sentAt"].map(|key| fields.remove(key));
    let original = moment("originalTimestamp", original.as_ref())?;
    let Some(timestamp) = moment("timestamp", timestamp.as_ref())?.or(original) else { return Ok(None) };
    let sent = match moment("sentAt", sent.as_ref())? {
        Some(sent) => Some(sent),
        None => moment("sentAt", batch_sent)?,
    };
    let moment = sent.map_or(timestamp, |sent| received - sent.since(timestamp));
    if moment.since(received) > AHEAD {
        let why = Illegible::InFuture;
        return Err(wrong(format!("It is said to happen at {moment}: {why}.")).because(why));
    }
    Ok(Some(moment.min(received).max(EARLIEST)))
}

/// How far ahead of ours a sender's clock is followed, as far as our own is (decision record 0012): what is told within it counts as
/// happening now.
const AHEAD: Span = Span(5 * Span::MINUTE.0);

/// Nothing that is reported happened before 1900: what says so is clamped to it.
const EARLIEST: Time = Time(-2_208_988_800_000);

/// A moment: RFC 3339; without an offset it is read as UTC.
fn moment(key: &str, value: Option<&Value>) -> Result<Option<Time>, Problem> {
    let text = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Text(text)) => text,
        Some(_) => return Err(wrong(format!("`{key}` must be a moment such as 2026-03-02T09:30:00.000Z."))),
    };
    let with_offset = text.parse::<jiff::Timestamp>().ok();
    let civil = || text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    match with_offset.or_else(|| Some(civil()?.timestamp())) {
        Some(timestamp) => Ok(Some(Time::from(timestamp))),
        None => Err(wrong(format!("`{key}` must be a moment such as 2026-03-02T09:30:00.000Z."))),
    }
}

#[cfg(test)]
mod tests;
