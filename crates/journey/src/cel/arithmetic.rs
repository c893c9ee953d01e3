//! `+ - * / %` and negation. Whole numbers never wrap: what does not fit is a fault.

use super::{
    fault::Fault,
    value::{List, Val},
};

/// One of the five.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// The sum, or two texts or lists joined: `+`.
    Add,
    /// The difference: `-`.
    Sub,
    /// The product: `*`.
    Mul,
    /// The quotient, whole for whole numbers: `/`.
    Div,
    /// What division leaves over: `%`.
    Rem,
}

/// 0001-01-01T00:00:00Z in nanoseconds since 1970.
pub const FIRST_MOMENT: i128 = -62_135_596_800 * NANOS;
/// The last nanosecond of the year 9999.
pub const LAST_MOMENT: i128 = 253_402_300_800 * NANOS - 1;
/// The longest span: 64 bits of nanoseconds (292 years), as in the language's reference implementation.
pub const LONGEST_SPAN: i128 = i64::MAX as i128;
/// Nanoseconds in a second.
pub const NANOS: i128 = 1_000_000_000;

/// A moment, if it lies within the years 1 to 9999.
///
/// # Errors
/// [`Fault::Range`].
pub fn moment<'a>(nanos: i128) -> Result<Val<'a>, Fault> {
    if (FIRST_MOMENT..=LAST_MOMENT).contains(&nanos) { Ok(Val::Timestamp(nanos)) } else { Err(Fault::Range) }
}

/// A span, if it is not too long.
///
/// # Errors
/// [`Fault::Range`].
pub fn span<'a>(nanos: i128) -> Result<Val<'a>, Fault> {
    if nanos.abs() <= LONGEST_SPAN { Ok(Val::Duration(nanos)) } else { Err(Fault::Range) }
}

/// Applies an operator.
///
/// # Errors
/// [`Fault::Range`], [`Fault::DivideByZero`], [`Fault::NoSuchOverload`].
pub fn apply<'a>(op: Op, a: Val<'a>, b: Val<'a>) -> Result<Val<'a>, Fault> {
    match (a, b) {
        (Val::Int(a), Val::Int(b)) => int(op, a, b).map(Val::Int),
        (Val::Uint(a), Val::Uint(b)) => uint(op, a, b).map(Val::Uint),
        (Val::Double(a), Val::Double(b)) => double(op, a, b).map(Val::Double),
        (a, b) => match op {
            Op::Add => add(a, b),
            Op::Sub => subtract(&a, &b),
            _ => Err(Fault::NoSuchOverload),
        },
    }
}

fn int(op: Op, a: i64, b: i64) -> Result<i64, Fault> {
    if b == 0 && matches!(op, Op::Div | Op::Rem) {
        return Err(Fault::DivideByZero);
    }
    match op {
        Op::Add => a.checked_add(b),
        Op::Sub => a.checked_sub(b),
        Op::Mul => a.checked_mul(b),
        Op::Div => a.checked_div(b),
        Op::Rem => a.checked_rem(b),
    }
    .ok_or(Fault::Range)
}

fn uint(op: Op, a: u64, b: u64) -> Result<u64, Fault> {
    if b == 0 && matches!(op, Op::Div | Op::Rem) {
        return Err(Fault::DivideByZero);
    }
    match op {
        Op::Add => a.checked_add(b),
        Op::Sub => a.checked_sub(b),
        Op::Mul => a.checked_mul(b),
        Op::Div => a.checked_div(b),
        Op::Rem => a.checked_rem(b),
    }
    .ok_or(Fault::Range)
}

fn double(op: Op, a: f64, b: f64) -> Result<f64, Fault> {
    Ok(match op {
        Op::Add => a + b,
        Op::Sub => a - b,
        Op::Mul => a * b,
        Op::Div => a / b,
        Op::Rem => return Err(Fault::NoSuchOverload),
    })
}

fn add<'a>(a: Val<'a>, b: Val<'a>) -> Result<Val<'a>, Fault> {
    match (a, b) {
        (Val::Text(a), Val::Text(b)) => Ok(Val::Text(a + b)),
        (Val::Bytes(a), Val::Bytes(b)) => Ok(Val::Bytes(a.iter().chain(b.iter()).copied().collect())),
        (Val::List(a), Val::List(b)) => Ok(Val::List(List::Made(a.iter().chain(b.iter()).collect()))),
        (Val::Timestamp(t), Val::Duration(d)) | (Val::Duration(d), Val::Timestamp(t)) => moment(t + d),
        (Val::Duration(a), Val::Duration(b)) => span(a + b),
        _ => Err(Fault::NoSuchOverload),
    }
}

fn subtract<'a>(a: &Val<'a>, b: &Val<'a>) -> Result<Val<'a>, Fault> {
    match (a, b) {
        (Val::Timestamp(a), Val::Timestamp(b)) => span(a - b),
        (Val::Timestamp(t), Val::Duration(d)) => moment(t - d),
        (Val::Duration(a), Val::Duration(b)) => span(a - b),
        _ => Err(Fault::NoSuchOverload),
    }
}

/// `-x`
///
/// # Errors
/// [`Fault::Range`], [`Fault::NoSuchOverload`].
pub fn negate(value: Val<'_>) -> Result<Val<'_>, Fault> {
    match value {
        Val::Int(n) => n.checked_neg().map(Val::Int).ok_or(Fault::Range),
        Val::Double(n) => Ok(Val::Double(-n)),
        _ => Err(Fault::NoSuchOverload),
    }
}
