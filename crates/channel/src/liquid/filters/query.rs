//! `where`, `reject`, `find`, `find_index`, `has`: one question, asked of each item.
//!
//! An item that is a map is asked for its property; a text whether it holds the text; a number whether it is that
//! number. A list with nothing (or true, false) in it cannot be asked: the answer is nothing.

use super::{
    super::{RenderError, render::Run, val::Val},
    Args,
    list::flat,
    wrong,
};

type Answer<'a> = Result<Val<'a>, RenderError>;

/// `None`: this item cannot be asked.
fn matches<'a>(run: &mut Run<'a>, item: &Val<'a>, args: &Args<'a>) -> Result<Option<bool>, RenderError> {
    run.step(1)?;
    let wanted = args.get(1);
    let property = args.get(0);
    let found = match (item, &property) {
        (Val::Map(map), key) => key.as_str().and_then(|key| map.get(key)).map_or(Val::Nil, Val::from),
        (Val::Nil | Val::Bool(_), _) => return Ok(None),
        (Val::Int(_) | Val::Float(_), Val::Int(_) | Val::Float(_)) => Val::Bool(run.equal(item, &property)?),
        (Val::Int(_) | Val::Float(_), _) => return wrong("a number has no properties"),
        _ => match (item.as_str(), property.as_str()) {
            (Some(text), Some(part)) => {
                run.text_step(text.len())?;
                if text.contains(part) { property.clone() } else { Val::Nil }
            }
            _ => return Ok(None),
        },
    };
    Ok(Some(if matches!(wanted, Val::Nil) { found.truthy() } else { run.equal(&found, &wanted)? }))
}

fn keep<'a>(run: &mut Run<'a>, value: &Val<'a>, args: &Args<'a>, wanted: bool) -> Answer<'a> {
    let mut kept = Vec::new();
    for item in flat(run, value)? {
        match matches(run, &item, args)? {
            Some(found) if found == wanted => kept.push(item),
            Some(_) => {}
            None => return Ok(Val::Nil),
        }
    }
    Ok(Val::Items(kept.into()))
}

pub(super) fn select<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    keep(run, &value, args, true)
}

pub(super) fn reject<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    keep(run, &value, args, false)
}

fn position<'a>(
    run: &mut Run<'a>,
    value: &Val<'a>,
    args: &Args<'a>,
) -> Result<Result<(usize, Val<'a>), Val<'a>>, RenderError> {
    for (place, item) in flat(run, value)?.into_iter().enumerate() {
        match matches(run, &item, args)? {
            Some(true) => return Ok(Ok((place, item))),
            Some(false) => {}
            None => return Ok(Err(Val::Nil)),
        }
    }
    Ok(Err(Val::Bool(false)))
}

pub(super) fn find<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    Ok(position(run, &value, args)?.map_or(Val::Nil, |(_, item)| item))
}

pub(super) fn find_index<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    Ok(position(run, &value, args)?.map_or(Val::Nil, |(place, _)| Val::Int(place as i64)))
}

pub(super) fn has<'a>(run: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    Ok(match position(run, &value, args)? {
        Ok(_) => Val::Bool(true),
        Err(answer) => answer,
    })
}
