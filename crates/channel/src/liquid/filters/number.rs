//! Arithmetic. Whole numbers stay whole; more than 64 bits is a limit, never a wrap-around.

use super::{
    super::{
        RenderError,
        number::{Number, whole},
        render::Run,
        val::Val,
    },
    Args, wrong,
};

type Answer<'a> = Result<Val<'a>, RenderError>;

pub(super) fn abs<'a>(_: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    Ok(match Number::of(&value) {
        Number::Int(n) => Val::Int(n.checked_abs().ok_or(RenderError::Limit("number"))?),
        Number::Float(n) => Val::Float(n.abs()),
    })
}

fn pick<'a>(value: &Val<'a>, arg: &Val<'a>, first: fn(f64, f64) -> bool) -> Answer<'a> {
    let (value, arg) = (Number::of(value), Number::of(arg));
    Ok(if first(value.float(), arg.float()) { value } else { arg }.val())
}

pub(super) fn at_least<'a>(_: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    pick(&value, &args.get(0), |a, b| a >= b)
}

pub(super) fn at_most<'a>(_: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    pick(&value, &args.get(0), |a, b| a <= b)
}

fn rounded<'a>(value: &Val<'a>, how: fn(f64) -> f64) -> Answer<'a> {
    Ok(match Number::of(value) {
        Number::Int(n) => Val::Int(n),
        Number::Float(n) => Val::Int(how(n) as i64),
    })
}

pub(super) fn ceil<'a>(_: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    rounded(&value, f64::ceil)
}

pub(super) fn floor<'a>(_: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    rounded(&value, f64::floor)
}

pub(super) fn round<'a>(_: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let places = match args.get(0) {
        Val::Float(n) => n as i64,
        arg => whole(&arg).unwrap_or(0),
    };
    match Number::of(&value) {
        Number::Float(n) if places > 0 => {
            let places = usize::try_from(places.min(15)).unwrap_or(15);
            Ok(Val::Float(format!("{n:.places$}").parse().unwrap_or(n)))
        }
        Number::Float(n) if places < 0 => {
            let unit = 10f64.powi(i32::try_from(-places.max(-18)).unwrap_or(18));
            Ok(Val::Int(((n / unit).round() * unit) as i64))
        }
        _ => rounded(&value, f64::round),
    }
}

pub(super) fn plus<'a>(_: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    Number::of(&value).combine(Number::of(&args.get(0)), i64::checked_add, |a, b| a + b).map(Number::val)
}

pub(super) fn minus<'a>(_: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    Number::of(&value).combine(Number::of(&args.get(0)), i64::checked_sub, |a, b| a - b).map(Number::val)
}

pub(super) fn times<'a>(_: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    Number::of(&value).combine(Number::of(&args.get(0)), i64::checked_mul, |a, b| a * b).map(Number::val)
}

/// Whole numbers divide downwards, as in Ruby: -7 by 2 is -4.
pub(super) fn divided_by<'a>(_: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    match (Number::of(&value), Number::of(&args.get(0))) {
        (_, divisor) if divisor.float() == 0.0 => wrong("nothing can be divided by zero"),
        (Number::Int(a), Number::Int(b)) => {
            let quotient = a.checked_div(b).ok_or(RenderError::Limit("number"))?;
            Ok(Val::Int(if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient }))
        }
        (a, b) => Ok(Val::Float(a.float() / b.float())),
    }
}

/// The rest has the sign of the divisor.
pub(super) fn modulo<'a>(_: &mut Run<'a>, value: Val<'a>, args: &Args<'a>) -> Answer<'a> {
    let divisor = Number::of(&args.get(0));
    if divisor.float() == 0.0 {
        return wrong("nothing can be divided by zero");
    }
    let whole = |a: i64, b: i64| {
        let rest = a.checked_rem(b)?;
        Some(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest })
    };
    Number::of(&value).combine(divisor, whole, |a, b| a - b * (a / b).floor()).map(Number::val)
}
