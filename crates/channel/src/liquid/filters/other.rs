//! `default`, `size`.

use super::{
    super::{RenderError, render::Run, val::Val},
    Args,
};

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
