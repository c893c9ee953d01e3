//! Filters on lists.

use super::{
    super::{
        RenderError,
        cond::order,
        number::Number,
        render::Run,
        val::{Val, pair},
    },
    Args, wrong,
};
use std::{cmp::Ordering, rc::Rc};

type Answer<'a> = Result<Val<'a>, RenderError>;

/// The items with lists inside lists laid open; a map is one item.
pub(super) fn flat<'a>(run: &mut Run<'a>, value: &Val<'a>) -> Result<Vec<Val<'a>>, RenderError> {
    let mut out = Vec::new();
    if matches!(value, Val::Map(_)) {
        out.push(value.clone());
    } else {
        lay_open(run, value, &mut out)?;
    }
    Ok(out)
}

fn lay_open<'a>(run: &mut Run<'a>, value: &Val<'a>, out: &mut Vec<Val<'a>>) -> Result<(), RenderError> {
    for item in run.items(value)?.iter() {
        if item.is_list() {
            lay_open(run, item, out)?;
        } else {
            run.room(std::mem::size_of::<Val<'_>>())?;
            out.push(item.clone());
        }
    }
    Ok(())
}

/// The property of an item; an item that is no map has none.
fn property<'a>(item: &Val<'a>, key: &Val<'a>) -> Answer<'a> {
    match (item, key.as_str()) {
        (Val::Map(map), Some(key)) => Ok(map.get(key).map_or(Val::Nil, Val::from)),
        (Val::Map(_), None) => Ok(Val::Nil),
        _ => wrong("the list holds something that has no properties"),
    }
}

pub(super) fn join<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let glue = args.given(0).cloned().unwrap_or(Val::Str(" "));
    let items = flat(run, &value)?;
    let bytes = items.iter().map(Val::text_size).fold(0, usize::saturating_add);
    run.room(bytes.saturating_add(glue.text_size().saturating_mul(items.len())))?;
    let texts: Vec<_> = items.iter().map(Val::text).collect();
    Ok(Val::owned(texts.join(&*glue.text())))
}

pub(super) fn first<'a>(_: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    Ok(match &value {
        Val::Map(map) => map.0.first().map_or(Val::Nil, |(k, v)| pair(k, v)),
        list if list.is_list() || list.as_str().is_some() => list.get("first"),
        _ => Val::Nil,
    })
}

pub(super) fn last<'a>(_: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    Ok(if value.is_list() || value.as_str().is_some() { value.get("last") } else { Val::Nil })
}

pub(super) fn concat<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let other = args.get(0);
    if !other.is_list() {
        return wrong("`concat` takes a list");
    }
    let mut items = flat(run, &value)?;
    let more = run.items(&other)?;
    run.room(std::mem::size_of_val(&*more))?;
    items.extend(more.iter().cloned());
    Ok(Val::Items(items.into()))
}

pub(super) fn reverse<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    let mut items = flat(run, &value)?;
    items.reverse();
    Ok(Val::Items(items.into()))
}

pub(super) fn compact<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let mut kept = Vec::new();
    for item in flat(run, &value)? {
        let tested = match args.given(0) {
            Some(key) => property(&item, key)?,
            None => item.clone(),
        };
        if !matches!(tested, Val::Nil) {
            kept.push(item);
        }
    }
    Ok(Val::Items(kept.into()))
}

pub(super) fn map<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let key = args.get(0);
    let items = flat(run, &value)?;
    let found: Result<Vec<_>, _> = items.iter().map(|item| property(item, &key)).collect();
    Ok(Val::Items(found?.into()))
}

pub(super) fn sum<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let mut total = Number::Int(0);
    for item in flat(run, &value)? {
        let item = match args.given(0) {
            Some(Val::Nil) | None => item,
            Some(key) => property(&item, key)?,
        };
        total = total.combine(Number::of(&item), i64::checked_add, |a, b| a + b)?;
    }
    Ok(total.val())
}

pub(super) fn uniq<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let mut seen: Vec<Val<'a>> = Vec::new();
    let mut kept = Vec::new();
    'items: for item in flat(run, &value)? {
        let key = match args.given(0) {
            Some(key) => property(&item, key)?,
            None => item.clone(),
        };
        for known in &seen {
            run.text_step(known.text_size())?;
            if run.equal(known, &key)? {
                continue 'items;
            }
        }
        seen.push(key);
        kept.push(item);
    }
    Ok(Val::Items(kept.into()))
}

/// Orders items by a key made once for each; nothing comes last. Costs n log n steps before it begins.
fn sorted<'a>(
    run: &mut Run<'a>,
    value: &Val<'a>,
    args: &Args<'a>,
    key: impl Fn(&mut Run<'a>, Val<'a>) -> Answer<'a>,
) -> Answer<'a> {
    let items = flat(run, value)?;
    let mut keyed = Vec::with_capacity(items.len());
    let mut bytes = 0usize;
    for item in items {
        let by = match args.given(0) {
            Some(Val::Nil) | None => item.clone(),
            Some(name) => property(&item, name)?,
        };
        let by = key(run, by)?;
        bytes = bytes.saturating_add(by.text_size());
        keyed.push((by, item));
    }
    let rounds = usize::BITS - keyed.len().leading_zeros();
    run.step(u32::try_from((keyed.len() + bytes / 64).saturating_mul(rounds as usize)).unwrap_or(u32::MAX))?;
    let mut trouble = None;
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Val::Nil, Val::Nil) => Ordering::Equal,
        (Val::Nil, _) => Ordering::Greater,
        (_, Val::Nil) => Ordering::Less,
        (a, b) => match order(a, b) {
            Ok(Some(found)) => found,
            Ok(None) => {
                trouble = Some(RenderError::Type("the list holds things that have no order".into()));
                Ordering::Equal
            }
            Err(error) => {
                trouble = Some(error);
                Ordering::Equal
            }
        },
    });
    match trouble {
        Some(error) => Err(error),
        None => Ok(Val::Items(keyed.into_iter().map(|(_, item)| item).collect::<Rc<[_]>>())),
    }
}

pub(super) fn sort<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    sorted(run, &value, args, |_, key| Ok(key))
}

/// Without regard to case.
pub(super) fn sort_natural<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    sorted(run, &value, args, |run, key| {
        if matches!(key, Val::Nil) {
            return Ok(key);
        }
        run.room(key.text_size().saturating_mul(3))?;
        Ok(Val::owned(key.text().to_lowercase()))
    })
}
