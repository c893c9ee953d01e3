//! Truth: comparisons, `contains`, `blank` and `empty`.

use super::{
    RenderError,
    ast::{Cond, Op},
    render::Run,
    val::Val,
};
use std::cmp::Ordering;

impl<'a> Run<'a> {
    pub(super) fn holds(&mut self, cond: &'a Cond) -> Result<bool, RenderError> {
        self.step(1)?;
        Ok(match cond {
            Cond::Is(expr) => self.eval(expr)?.truthy(),
            Cond::And(left, right) => self.holds(left)? && self.holds(right)?,
            Cond::Or(left, right) => self.holds(left)? || self.holds(right)?,
            Cond::Compare(left, op, right) => {
                let (left, right) = (self.eval(left)?, self.eval(right)?);
                self.compare(&left, *op, &right)?
            }
        })
    }

    fn compare(&mut self, left: &Val<'a>, op: Op, right: &Val<'a>) -> Result<bool, RenderError> {
        let is = |wanted: fn(Ordering) -> bool| order(left, right).map(|found| found.is_some_and(wanted));
        match op {
            Op::Eq => self.equal(left, right),
            Op::Ne => self.equal(left, right).map(|same| !same),
            Op::Lt => is(Ordering::is_lt),
            Op::Le => is(Ordering::is_le),
            Op::Gt => is(Ordering::is_gt),
            Op::Ge => is(Ordering::is_ge),
            Op::Contains => self.contains(left, right),
        }
    }

    /// Equality; a whole list costs a step per item.
    pub(super) fn equal(&mut self, left: &Val<'a>, right: &Val<'a>) -> Result<bool, RenderError> {
        Ok(match (left, right) {
            (Val::Nil, Val::Nil) => true,
            // They are questions about a value, and no values themselves: none is an answer to another.
            (Val::Blank | Val::Empty, Val::Blank | Val::Empty) => false,
            (Val::Blank, other) | (other, Val::Blank) => other.is_blank(),
            (Val::Empty, other) | (other, Val::Empty) => other.is_empty(),
            (Val::Bool(a), Val::Bool(b)) => a == b,
            (Val::Int(a), Val::Int(b)) => a == b,
            (Val::Int(a), Val::Float(b)) | (Val::Float(b), Val::Int(a)) => *a as f64 == *b,
            (Val::Float(a), Val::Float(b)) => a == b,
            (Val::Range(a, b), Val::Range(c, d)) => a == c && b == d,
            (Val::Map(a), Val::Map(b)) => {
                self.step(u32::try_from(a.0.len()).unwrap_or(u32::MAX))?;
                a == b
            }
            _ if left.is_list() && right.is_list() => {
                if left.count() != right.count() {
                    return Ok(false);
                }
                let (left, right) = (self.items(left)?, self.items(right)?);
                for (a, b) in left.iter().zip(right.iter()) {
                    if !self.equal(a, b)? {
                        return Ok(false);
                    }
                }
                true
            }
            _ => match (left.as_str(), right.as_str()) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            },
        })
    }

    fn contains(&mut self, left: &Val<'a>, right: &Val<'a>) -> Result<bool, RenderError> {
        if matches!(right, Val::Nil | Val::Bool(false)) {
            return Ok(false);
        }
        if let Some(text) = left.as_str() {
            self.text_step(text.len())?;
            return Ok(text.contains(&*right.text()));
        }
        if let Val::Map(map) = left {
            return Ok(right.as_str().is_some_and(|key| map.get(key).is_some()));
        }
        if !left.is_list() {
            return Ok(false);
        }
        for item in self.items(left)?.iter() {
            if self.equal(item, right)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Which is the smaller; `None` where the question has no answer (nil, lists), an error for text against numbers.
pub(super) fn order(left: &Val<'_>, right: &Val<'_>) -> Result<Option<Ordering>, RenderError> {
    let number = |value: &Val<'_>| match value {
        Val::Int(n) => Some(*n as f64),
        Val::Float(n) => Some(*n),
        _ => None,
    };
    if let (Val::Int(a), Val::Int(b)) = (left, right) {
        return Ok(Some(a.cmp(b)));
    }
    match (number(left), number(right), left.as_str(), right.as_str()) {
        (Some(a), Some(b), ..) => Ok(a.partial_cmp(&b)),
        (.., Some(a), Some(b)) => Ok(Some(a.cmp(b))),
        (Some(_), _, _, Some(_)) | (_, Some(_), Some(_), _) => {
            Err(RenderError::Type("a text and a number cannot be compared".into()))
        }
        _ => Ok(None),
    }
}
