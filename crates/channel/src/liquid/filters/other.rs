//! `default`, `size`, `date`.

use super::{
    super::{RenderError, render::Run, val::Val},
    Args, wrong,
};
use jiff::{Timestamp, civil, fmt::strtime, tz::TimeZone};

type Answer<'a> = Result<Val<'a>, RenderError>;

pub(super) fn default<'a>(_: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let missing = match &value {
        Val::Bool(false) => !args.allow_false,
        Val::Nil => true,
        other => other.is_empty(),
    };
    Ok(if missing { args.get(0) } else { value })
}

pub(super) fn size<'a>(_: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    Ok(match &value {
        Val::Map(map) => Val::Int(map.0.len() as i64),
        other => match other.get("size") {
            Val::Int(n) => Val::Int(n),
            _ => Val::Int(0),
        },
    })
}

/// The longest pattern of a date.
const PATTERN: usize = 128;

/// Seconds since 1970, RFC 3339, `2026-03-14`, `2026-03-14 09:30:00` or `March 14, 2026`, written by a strftime
/// pattern. What is no date passes unchanged. Times without an offset are UTC.
pub(super) fn date<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let pattern = args.get(0);
    let Some(pattern) = pattern.as_str().filter(|pattern| !pattern.is_empty()) else { return Ok(value) };
    if pattern.len() > PATTERN {
        return wrong("a date's pattern may have 128 bytes at most");
    }
    run.room(4096)?;
    let Some(moment) = moment(&value) else { return Ok(value) };
    match strtime::format(pattern, &moment) {
        Ok(text) => {
            run.room(text.len())?;
            Ok(Val::owned(text))
        }
        Err(_) => wrong("the date's pattern is not one of strftime's"),
    }
}

fn moment(value: &Val<'_>) -> Option<jiff::Zoned> {
    let utc = |timestamp: Timestamp| timestamp.to_zoned(TimeZone::UTC);
    if let Val::Int(seconds) = value {
        return Timestamp::from_second(*seconds).ok().map(utc);
    }
    let text = value.as_str()?.trim();
    if text.len() > 64 {
        return None;
    }
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Timestamp::from_second(text.parse().ok()?).ok().map(utc);
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(utc(timestamp));
    }
    let civil = text
        .parse::<civil::DateTime>()
        .or_else(|_| civil::Date::strptime("%B %d, %Y", text).map(|date| date.at(0, 0, 0, 0)))
        .ok()?;
    civil.to_zoned(TimeZone::UTC).ok()
}
