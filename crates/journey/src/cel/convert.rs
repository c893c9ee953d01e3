//! `int()`, `uint()`, `double()`, `string()`, `bool()`, `bytes()`.

use super::{arithmetic::NANOS, fault::Fault, moment, value::Val};
use std::borrow::Cow;

/// `int(x)`: a fraction is cut off; texts must be decimal; a moment gives seconds since 1970.
///
/// # Errors
/// [`Fault::Range`], [`Fault::Conversion`], [`Fault::NoSuchOverload`].
pub fn int<'a>(value: &Val<'a>) -> Result<Val<'a>, Fault> {
    Ok(Val::Int(match value {
        Val::Int(n) => *n,
        Val::Uint(n) => i64::try_from(*n).map_err(|_| Fault::Range)?,
        // The limits themselves are refused: as doubles they cannot be told from their neighbours outside.
        Val::Double(n) if *n > -9_223_372_036_854_775_808.0 && *n < 9_223_372_036_854_775_808.0 => *n as i64,
        Val::Double(_) => return Err(Fault::Range),
        Val::Text(text) => text.parse().map_err(|_| Fault::Conversion)?,
        Val::Timestamp(nanos) => i64::try_from(nanos.div_euclid(NANOS)).map_err(|_| Fault::Range)?,
        _ => return Err(Fault::NoSuchOverload),
    }))
}

/// `uint(x)`
///
/// # Errors
/// [`Fault::Range`], [`Fault::Conversion`], [`Fault::NoSuchOverload`].
pub fn uint<'a>(value: &Val<'a>) -> Result<Val<'a>, Fault> {
    Ok(Val::Uint(match value {
        Val::Uint(n) => *n,
        Val::Int(n) => u64::try_from(*n).map_err(|_| Fault::Range)?,
        Val::Double(n) if *n >= 0.0 && *n < 18_446_744_073_709_551_616.0 => *n as u64,
        Val::Double(_) => return Err(Fault::Range),
        Val::Text(text) => text.parse().map_err(|_| Fault::Conversion)?,
        _ => return Err(Fault::NoSuchOverload),
    }))
}

/// `double(x)`
///
/// # Errors
/// [`Fault::Conversion`], [`Fault::NoSuchOverload`].
pub fn double<'a>(value: &Val<'a>) -> Result<Val<'a>, Fault> {
    Ok(Val::Double(match value {
        Val::Double(n) => *n,
        Val::Int(n) => *n as f64,
        Val::Uint(n) => *n as f64,
        Val::Text(text) => text.parse().map_err(|_| Fault::Conversion)?,
        _ => return Err(Fault::NoSuchOverload),
    }))
}

/// `string(x)`
///
/// # Errors
/// [`Fault::Conversion`] for bytes that are no UTF-8; [`Fault::NoSuchOverload`].
pub fn text<'a>(value: &Val<'a>) -> Result<Val<'a>, Fault> {
    Ok(Val::Text(match value {
        Val::Text(text) => text.clone(),
        Val::Bool(b) => Cow::Borrowed(if *b { "true" } else { "false" }),
        Val::Int(n) => Cow::Owned(n.to_string()),
        Val::Uint(n) => Cow::Owned(n.to_string()),
        Val::Double(n) => Cow::Owned(double_text(*n)),
        Val::Bytes(bytes) => Cow::Owned(std::str::from_utf8(bytes).map_err(|_| Fault::Conversion)?.to_owned()),
        Val::Timestamp(nanos) => Cow::Owned(moment::timestamp_text(*nanos)?),
        Val::Duration(nanos) => Cow::Owned(moment::duration_text(*nanos)),
        _ => return Err(Fault::NoSuchOverload),
    }))
}

/// The shortest digits that give the number back; with an exponent from 1e21 on and below 1e-4.
fn double_text(n: f64) -> String {
    if n.is_nan() {
        return "NaN".into();
    }
    if n.is_infinite() {
        return if n > 0.0 { "+Inf".into() } else { "-Inf".into() };
    }
    if n != 0.0 && !(1e-4..1e21).contains(&n.abs()) {
        let text = format!("{n:e}");
        let Some((digits, exponent)) = text.split_once('e') else { return text };
        let (sign, exponent) = exponent.strip_prefix('-').map_or(("+", exponent), |rest| ("-", rest));
        return format!("{digits}e{sign}{exponent:0>2}");
    }
    n.to_string()
}

/// `bool(x)`
///
/// # Errors
/// [`Fault::Conversion`] for other words than CEL's; [`Fault::NoSuchOverload`].
pub fn bool<'a>(value: &Val<'a>) -> Result<Val<'a>, Fault> {
    match value {
        Val::Bool(b) => Ok(Val::Bool(*b)),
        Val::Text(text) => match &**text {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Val::Bool(true)),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Val::Bool(false)),
            _ => Err(Fault::Conversion),
        },
        _ => Err(Fault::NoSuchOverload),
    }
}

/// `bytes(x)`
///
/// # Errors
/// [`Fault::NoSuchOverload`].
pub fn bytes<'a>(value: &Val<'a>) -> Result<Val<'a>, Fault> {
    match value {
        Val::Bytes(bytes) => Ok(Val::Bytes(bytes.clone())),
        Val::Text(text) => Ok(Val::Bytes(text.as_bytes().into())),
        _ => Err(Fault::NoSuchOverload),
    }
}
