//! `date`: moments as they are written in data, said as people read them where the message is read.
//!
//! Where that is stands in the data under `here`: `here.zone` (IANA) and `here.language`. Without it a moment is shown in
//! UTC and in English.

mod names;

use self::names::names;
use super::{
    super::{RenderError, render::Run, val::Val},
    Args, wrong,
};
use jiff::{
    Timestamp, Zoned, civil,
    fmt::{rfc2822, strtime},
    tz::TimeZone,
};
use std::borrow::Cow;

/// The longest pattern of a date.
const PATTERN: usize = 128;

/// Seconds or milliseconds since 1970, RFC 3339 and RFC 2822, `2026-03-14`, `2026-03-14 09:30:00`, also with ` +0100` or
/// ` UTC` behind it, `14.03.2026` or `March 14, 2026`, written by a strftime pattern. What is no date passes unchanged, and
/// so does every date where data brought a pattern that is none. Times without an offset are shown as they stand there.
pub(in super::super) fn date<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Result<Val<'a>, RenderError> {
    let pattern = args.get(0);
    let Some(pattern) = pattern.as_str().filter(|pattern| !pattern.is_empty()) else { return Ok(value) };
    if pattern.len() > PATTERN {
        return wrong("a date's pattern may have 128 bytes at most");
    }
    run.room(4096)?;
    let (zone, language) = run.here();
    let Some(moment) = moment(&value, zone) else { return Ok(value) };
    let Ok(text) = strtime::format(&*named(pattern, &moment, &language), &moment) else { return Ok(value) };
    run.room(text.len())?;
    Ok(Val::owned(text))
}

/// What is wrong with a pattern that an author wrote.
pub(in super::super) fn problem(pattern: &str) -> Option<String> {
    if pattern.len() > PATTERN {
        return Some("a date's pattern may have 128 bytes at most".into());
    }
    let sample = civil::date(2026, 3, 14).at(9, 30, 0, 0).to_zoned(TimeZone::UTC).ok()?;
    let unknown = strtime::format(pattern, &sample).is_err();
    unknown.then(|| {
        format!(
            "`{pattern}` is not a date pattern: use, for example, %d.%m.%Y, %H:%M, %-d %B, and %% for a percent sign"
        )
    })
}

fn moment(value: &Val<'_>, zone: TimeZone) -> Option<Zoned> {
    let shown = |timestamp: Timestamp| timestamp.to_zoned(zone.clone());
    match value {
        Val::Int(n) => return since_1970(*n).map(shown),
        Val::Float(n) => return since_1970(*n as i64).map(shown),
        _ => {}
    }
    let text = value.as_str()?.trim();
    if text.len() > 64 {
        return None;
    }
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().and_then(since_1970).map(shown);
    }
    let (stated, offset) = text.rsplit_once(' ').unwrap_or((text, ""));
    if let (true, Some(local)) = (["UTC", "GMT", "Z"].contains(&offset), local(stated)) {
        return local.to_zoned(TimeZone::UTC).ok().map(|utc| shown(utc.timestamp()));
    }
    let joined =
        if offset.starts_with(['+', '-']) { Cow::Owned(format!("{stated}{offset}")) } else { Cow::Borrowed(text) };
    if let Ok(timestamp) = joined.parse::<Timestamp>() {
        return Some(shown(timestamp));
    }
    if let Ok(zoned) = rfc2822::parse(text) {
        return Some(shown(zoned.timestamp()));
    }
    local(text)?.to_zoned(zone).ok()
}

/// Later than the year 5000 in seconds is a moment of today in milliseconds.
fn since_1970(n: i64) -> Option<Timestamp> {
    if n.unsigned_abs() < 100_000_000_000 {
        Timestamp::from_second(n).ok()
    } else {
        Timestamp::from_millisecond(n).ok()
    }
}

/// A date with or without a time, and without a zone.
fn local(text: &str) -> Option<civil::DateTime> {
    const DATES: [&str; 6] = ["%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%d.%m.%Y", "%Y/%m/%d"];
    const TIMES: [&str; 2] = ["%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S"];
    let date = |format: &&str| Some(civil::Date::strptime(*format, text).ok()?.at(0, 0, 0, 0));
    let time = |format: &&str| civil::DateTime::strptime(*format, text).ok();
    text.parse().ok().or_else(|| DATES.iter().find_map(date)).or_else(|| TIMES.iter().find_map(time))
}

fn nth(names: &'static str, n: usize) -> &'static str {
    names.split(' ').nth(n).unwrap_or_default()
}

/// The pattern with the names of month and day as the language has them; a Polish month beside its day is in the genitive.
fn named<'p>(pattern: &'p str, moment: &Zoned, language: &str) -> Cow<'p, str> {
    let Some(names) = names(language.get(..2).unwrap_or_default()) else { return Cow::Borrowed(pattern) };
    let mut out = String::with_capacity(pattern.len() + 16);
    let with_day = ["%d", "%e", "%-d", "%-e"].iter().any(|day| pattern.contains(day));
    let mut rest = pattern;
    while let Some(at) = rest.find('%') {
        let flags = rest[at + 1..].bytes().take_while(|b| b"-_0^#".contains(b) || b.is_ascii_digit()).count();
        let end = at + 1 + flags;
        let (month, day) =
            (moment.month().unsigned_abs() as usize - 1, moment.weekday().to_monday_zero_offset() as usize);
        let name = match rest[end..].chars().next() {
            Some('B') if with_day => nth(names.months_of.unwrap_or(names.months), month),
            Some('B') => nth(names.months, month),
            Some('b' | 'h') => nth(names.short_months, month),
            Some('A') => nth(names.days, day),
            Some('a') => nth(names.short_days, day),
            other => {
                let end = end + other.map_or(0, char::len_utf8);
                out.push_str(&rest[..end]);
                rest = &rest[end..];
                continue;
            }
        };
        out.push_str(&rest[..at]);
        if rest[at..end].contains('^') {
            out.push_str(&name.to_uppercase())
        } else {
            out.push_str(name)
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}
