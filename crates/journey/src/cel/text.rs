//! Functions on texts. Places count characters, not bytes.

use super::{
    fault::Fault,
    value::{List, Val},
};
use std::borrow::Cow;

/// What can be done with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFunction {
    /// `s.contains(t)`
    Contains,
    /// `s.startsWith(t)`
    StartsWith,
    /// `s.endsWith(t)`
    EndsWith,
    /// `s.charAt(n)`
    CharAt,
    /// `s.indexOf(t)`, `s.indexOf(t, from)`
    IndexOf,
    /// `s.lastIndexOf(t)`, `s.lastIndexOf(t, upto)`
    LastIndexOf,
    /// `s.lowerAscii()`
    LowerAscii,
    /// `s.upperAscii()`
    UpperAscii,
    /// `s.replace(old, new)`, `s.replace(old, new, times)`
    Replace,
    /// `s.split(t)`, `s.split(t, most)`
    Split,
    /// `s.substring(from)`, `s.substring(from, upto)`
    Substring,
    /// `s.trim()`
    Trim,
    /// `list.join()`, `list.join(t)`
    Join,
}

impl TextFunction {
    /// Calls it on its arguments, the text itself first.
    ///
    /// # Errors
    /// [`Fault::NoSuchOverload`] for other types, [`Fault::OutOfRange`] for places that are not there.
    pub fn call<'a>(self, args: &[Val<'a>]) -> Result<Val<'a>, Fault> {
        use TextFunction as F;
        match (self, args) {
            (F::Contains, [Val::Text(s), Val::Text(t)]) => Ok(Val::Bool(s.contains(&**t))),
            (F::StartsWith, [Val::Text(s), Val::Text(t)]) => Ok(Val::Bool(s.starts_with(&**t))),
            (F::EndsWith, [Val::Text(s), Val::Text(t)]) => Ok(Val::Bool(s.ends_with(&**t))),
            (F::CharAt, [Val::Text(s), Val::Int(n)]) => char_at(s, *n),
            (F::IndexOf, [Val::Text(s), Val::Text(t)]) => index_of(s, t, 0),
            (F::IndexOf, [Val::Text(s), Val::Text(t), Val::Int(n)]) => index_of(s, t, *n),
            (F::LastIndexOf, [Val::Text(s), Val::Text(t)]) => last_index_of(s, t, None),
            (F::LastIndexOf, [Val::Text(s), Val::Text(t), Val::Int(n)]) => last_index_of(s, t, Some(*n)),
            (F::LowerAscii, [Val::Text(s)]) => Ok(Val::Text(Cow::Owned(s.to_ascii_lowercase()))),
            (F::UpperAscii, [Val::Text(s)]) => Ok(Val::Text(Cow::Owned(s.to_ascii_uppercase()))),
            (F::Replace, [Val::Text(s), Val::Text(old), Val::Text(new)]) => Ok(replace(s, old, new, -1)),
            (F::Replace, [Val::Text(s), Val::Text(old), Val::Text(new), Val::Int(n)]) => Ok(replace(s, old, new, *n)),
            (F::Split, [Val::Text(s), Val::Text(t)]) => Ok(split(s, t, -1)),
            (F::Split, [Val::Text(s), Val::Text(t), Val::Int(n)]) => Ok(split(s, t, *n)),
            (F::Substring, [Val::Text(s), Val::Int(from)]) => substring(s, *from, None),
            (F::Substring, [Val::Text(s), Val::Int(from), Val::Int(upto)]) => substring(s, *from, Some(*upto)),
            (F::Trim, [Val::Text(s)]) => Ok(Val::Text(Cow::Owned(s.trim_matches(is_space).to_owned()))),
            (F::Join, [Val::List(list)]) => join(list, ""),
            (F::Join, [Val::List(list), Val::Text(t)]) => join(list, t),
            _ => Err(Fault::NoSuchOverload),
        }
    }
}

/// Unicode's white space, which is what CEL trims.
fn is_space(c: char) -> bool {
    c.is_whitespace()
}

fn count(text: &str) -> Result<i64, Fault> {
    i64::try_from(text.chars().count()).map_err(|_| Fault::Range)
}

/// The byte at which character `n` begins; the end counts as a place.
fn byte_at(text: &str, n: i64) -> Result<usize, Fault> {
    let n = usize::try_from(n).map_err(|_| Fault::OutOfRange)?;
    let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    places.into_iter().nth(n).ok_or(Fault::OutOfRange)
}

fn char_at<'a>(s: &str, n: i64) -> Result<Val<'a>, Fault> {
    let at = byte_at(s, n)?;
    Ok(Val::Text(Cow::Owned(s[at..].chars().next().map(String::from).unwrap_or_default())))
}

fn index_of<'a>(s: &str, t: &str, from: i64) -> Result<Val<'a>, Fault> {
    let begin = byte_at(s, from)?;
    match s[begin..].find(t) {
        Some(at) => count(&s[..begin + at]).map(Val::Int),
        None => Ok(Val::Int(-1)),
    }
}

fn last_index_of<'a>(s: &str, t: &str, upto: Option<i64>) -> Result<Val<'a>, Fault> {
    // The last place at which `t` may begin; what follows from there on belongs to the search.
    let last = upto.map(|n| byte_at(s, n)).transpose()?.unwrap_or(s.len());
    let end = last.saturating_add(t.len()).min(s.len());
    let end = (end..=s.len()).find(|at| s.is_char_boundary(*at)).unwrap_or(s.len());
    match s[..end].rfind(t).filter(|at| *at <= last) {
        Some(at) => count(&s[..at]).map(Val::Int),
        None => Ok(Val::Int(-1)),
    }
}

fn replace<'a>(s: &str, old: &str, new: &str, times: i64) -> Val<'a> {
    Val::Text(Cow::Owned(match usize::try_from(times) {
        Ok(times) => s.replacen(old, new, times),
        Err(_) => s.replace(old, new),
    }))
}

fn split<'a>(s: &str, t: &str, most: i64) -> Val<'a> {
    let owned = |part: &str| Val::Text(Cow::Owned(part.to_owned()));
    let parts: Vec<Val<'a>> = match usize::try_from(most) {
        Ok(0) => Vec::new(),
        Ok(most) if t.is_empty() => {
            let mut parts: Vec<Val<'a>> = s.chars().take(most - 1).map(|c| owned(&c.to_string())).collect();
            let rest: String = s.chars().skip(most - 1).collect();
            if !rest.is_empty() {
                parts.push(owned(&rest));
            }
            parts
        }
        Ok(most) => s.splitn(most, t).map(owned).collect(),
        Err(_) if t.is_empty() => s.chars().map(|c| owned(&c.to_string())).collect(),
        Err(_) => s.split(t).map(owned).collect(),
    };
    Val::list(parts)
}

fn substring<'a>(s: &str, from: i64, upto: Option<i64>) -> Result<Val<'a>, Fault> {
    let begin = byte_at(s, from)?;
    let end = upto.map(|n| byte_at(s, n)).transpose()?.unwrap_or(s.len());
    let part = s.get(begin..end).ok_or(Fault::OutOfRange)?;
    Ok(Val::Text(Cow::Owned(part.to_owned())))
}

fn join<'a>(list: &List<'a>, between: &str) -> Result<Val<'a>, Fault> {
    let mut joined = String::new();
    for (n, part) in list.iter().enumerate() {
        let Val::Text(part) = part else { return Err(Fault::NoSuchOverload) };
        if n > 0 {
            joined.push_str(between);
        }
        joined.push_str(&part);
    }
    Ok(Val::Text(Cow::Owned(joined)))
}
