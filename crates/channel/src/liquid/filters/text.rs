//! Filters on text. Whatever may grow asks for room before it is made.

use super::{
    super::{RenderError, number::whole, render::Run, val::Val},
    Args, wrong,
};
use std::rc::Rc;

type Answer<'a> = Result<Val<'a>, RenderError>;

fn same_size<'a>(run: &mut Run<'a>, value: &Val<'a>, change: impl Fn(&str) -> String) -> Answer<'a> {
    let size = value.text_size();
    // A letter's other case may be up to three times as long.
    run.room(size.saturating_mul(3))?;
    Ok(Val::owned(change(&value.text())))
}

pub(super) fn append<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let arg = args.get(0);
    run.room(value.text_size().saturating_add(arg.text_size()))?;
    Ok(Val::owned(format!("{}{}", value.text(), arg.text())))
}

pub(super) fn prepend<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let arg = args.get(0);
    run.room(value.text_size().saturating_add(arg.text_size()))?;
    Ok(Val::owned(format!("{}{}", arg.text(), value.text())))
}

pub(super) fn capitalize<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    same_size(run, &value, |text| {
        let mut letters = text.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().collect::<String>() + &letters.as_str().to_lowercase()
        })
    })
}

pub(super) fn upcase<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    same_size(run, &value, str::to_uppercase)
}

pub(super) fn downcase<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    same_size(run, &value, str::to_lowercase)
}

fn cut<'a>(run: &mut Run<'a>, value: &Val<'a>, part: fn(&str) -> &str) -> Answer<'a> {
    if let Val::Str(text) = value {
        run.text_step(text.len())?;
        return Ok(Val::Str(part(text)));
    }
    run.room(value.text_size())?;
    Ok(Val::owned(part(&value.text())))
}

pub(super) fn strip<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    cut(run, &value, str::trim)
}

pub(super) fn lstrip<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    cut(run, &value, str::trim_start)
}

pub(super) fn rstrip<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    cut(run, &value, str::trim_end)
}

pub(super) fn strip_newlines<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    same_size(run, &value, |text| text.replace("\r\n", "").replace('\n', ""))
}

/// How large `text` becomes when `found` of its parts `what` become `with`.
fn replaced_size(text: &str, what: &str, with: &str, found: usize) -> usize {
    let grown = with.len().saturating_sub(what.len());
    text.len().saturating_add(grown.saturating_mul(found))
}

fn replace_all<'a>(run: &mut Run<'a>, value: &Val<'a>, what: &Val<'a>, with: &Val<'a>) -> Answer<'a> {
    run.text_step(value.text_size().saturating_add(what.text_size()).saturating_add(with.text_size()))?;
    let (text, what, with) = (value.text(), what.text(), with.text());
    run.room(replaced_size(&text, &what, &with, text.matches(&*what).count()))?;
    Ok(Val::owned(text.replace(&*what, &with)))
}

fn replace_one<'a>(run: &mut Run<'a>, value: &Val<'a>, what: &Val<'a>, with: &Val<'a>, last: bool) -> Answer<'a> {
    let (text, what, with) = (value.text(), what.text(), with.text());
    run.room(replaced_size(&text, &what, &with, 1))?;
    let at = if last { text.rfind(&*what) } else { text.find(&*what) };
    Ok(Val::owned(match at {
        Some(at) => format!("{}{with}{}", &text[..at], &text[at + what.len()..]),
        None => text.into_owned(),
    }))
}

pub(super) fn replace<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    replace_all(run, &value, &args.get(0), &args.get(1))
}

pub(super) fn remove<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    replace_all(run, &value, &args.get(0), &Val::Nil)
}

pub(super) fn replace_first<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    replace_one(run, &value, &args.get(0), &args.get(1), false)
}

pub(super) fn remove_first<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    replace_one(run, &value, &args.get(0), &Val::Nil, false)
}

pub(super) fn replace_last<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    replace_one(run, &value, &args.get(0), &args.get(1), true)
}

pub(super) fn remove_last<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    replace_one(run, &value, &args.get(0), &Val::Nil, true)
}

/// A length argument: 50 or so if it is left out, a mistake if it is nothing.
fn length(args: &Args<'_>, default: i64) -> Result<i64, RenderError> {
    match args.given(0) {
        None => Ok(default),
        Some(arg) => match whole(arg) {
            Some(n) => Ok(n),
            None => wrong("a length must be a whole number"),
        },
    }
}

fn ending<'a>(args: &Args<'a>) -> Val<'a> {
    args.given(1).cloned().unwrap_or(Val::Str("..."))
}

pub(super) fn truncate<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let length = usize::try_from(length(args, 50)?).unwrap_or(0);
    let ending = ending(args);
    run.room(value.text_size().saturating_add(ending.text_size()))?;
    let (text, ending) = (value.text(), ending.text());
    if text.chars().nth(length).is_none() {
        return Ok(Val::owned(&*text));
    }
    let kept = length.saturating_sub(ending.chars().count());
    let cut: String = text.chars().take(kept).chain(ending.chars()).collect();
    Ok(Val::owned(cut))
}

pub(super) fn truncatewords<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let length = usize::try_from(length(args, 15)?).unwrap_or(0).max(1);
    let ending = ending(args);
    run.room(value.text_size().saturating_mul(2).saturating_add(ending.text_size()))?;
    let text = value.text();
    let mut words = text.split_ascii_whitespace();
    let kept: Vec<&str> = words.by_ref().take(length).collect();
    if words.next().is_none() {
        return Ok(Val::owned(&*text));
    }
    Ok(Val::owned(kept.join(" ") + &ending.text()))
}

pub(super) fn split<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let by = args.get(0);
    run.room(by.text_size())?;
    let by = by.text().into_owned();
    run.text_step(value.text_size())?;
    let text = value.text();
    let count = if by.is_empty() { text.chars().count() } else { text.matches(by.as_str()).count() + 1 };
    run.step(u32::try_from(count).unwrap_or(u32::MAX))?;
    // Each part is a value of its own beside its bytes.
    run.room(text.len().saturating_add(count.saturating_mul(std::mem::size_of::<Val<'_>>() + 24)))?;
    let mut parts: Vec<Val<'a>> = match by.as_str() {
        " " => text.split_ascii_whitespace().map(Val::owned).collect(),
        "" => text.chars().map(|c| Val::owned(c.to_string())).collect(),
        by => text.split(by).map(Val::owned).collect(),
    };
    // Empty parts at the end are dropped, as in Ruby.
    while parts.last().and_then(Val::as_str) == Some("") {
        parts.pop();
    }
    Ok(Val::Items(parts.into()))
}

pub(super) fn slice<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let Some(start) = args.given(0).and_then(whole) else { return wrong("`slice` begins at a whole number") };
    let length = match args.given(1) {
        None | Some(Val::Nil) => 1,
        Some(arg) => match whole(arg) {
            Some(n) => n,
            None => return wrong("`slice` takes a whole number of items"),
        },
    };
    let is_list = value.is_list();
    let size = if is_list { value.count() } else { value.text().chars().count() };
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    let start = if start < 0 { size.saturating_add(start) } else { start };
    let range = |start: i64| usize::try_from(start).ok().filter(|start| *start <= size as usize);
    let (Some(from), Ok(length)) = (range(start), usize::try_from(length)) else {
        return Ok(if is_list { Val::Items(Rc::new([])) } else { Val::Str("") });
    };
    if is_list {
        let items = run.items(&value)?;
        let to = from.saturating_add(length).min(items.len());
        return Ok(Val::Items(items[from..to].into()));
    }
    run.room(value.text_size())?;
    let part: String = value.text().chars().skip(from).take(length).collect();
    Ok(Val::owned(part))
}
