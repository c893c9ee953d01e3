//! Equality and order.

use super::{
    fault::Fault,
    value::{List, Map, Val},
};
use std::cmp::Ordering;

/// CEL's `==`: values of different types are not equal, except that numbers are compared by what they are worth.
#[must_use]
pub fn equal(a: &Val<'_>, b: &Val<'_>) -> bool {
    match (a, b) {
        (Val::Null, Val::Null) => true,
        (Val::Bool(a), Val::Bool(b)) => a == b,
        (Val::Text(a), Val::Text(b)) => a == b,
        (Val::Bytes(a), Val::Bytes(b)) => a == b,
        (Val::Timestamp(a), Val::Timestamp(b)) | (Val::Duration(a), Val::Duration(b)) => a == b,
        (Val::Type(a), Val::Type(b)) => a == b,
        (Val::List(a), Val::List(b)) => lists_equal(a, b),
        (Val::Map(a), Val::Map(b)) => maps_equal(a, b),
        _ => numbers(a, b) == Some(Some(Ordering::Equal)),
    }
}

fn lists_equal(a: &List<'_>, b: &List<'_>) -> bool {
    a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(&a, &b))
}

fn maps_equal(a: &Map<'_>, b: &Map<'_>) -> bool {
    a.len() == b.len() && a.iter().all(|(k, v)| b.get(&k).is_some_and(|other| equal(&v, &other)))
}

/// CEL's order; `None` where one of the numbers is not a number (then every comparison is false).
///
/// # Errors
/// [`Fault::NoSuchOverload`] for types that have no order between them.
pub fn order(a: &Val<'_>, b: &Val<'_>) -> Result<Option<Ordering>, Fault> {
    Ok(Some(match (a, b) {
        (Val::Bool(a), Val::Bool(b)) => a.cmp(b),
        (Val::Text(a), Val::Text(b)) => a.cmp(b),
        (Val::Bytes(a), Val::Bytes(b)) => a.cmp(b),
        (Val::Timestamp(a), Val::Timestamp(b)) | (Val::Duration(a), Val::Duration(b)) => a.cmp(b),
        _ => return numbers(a, b).ok_or(Fault::NoSuchOverload),
    }))
}

/// `None` if one of them is no number at all.
fn numbers(a: &Val<'_>, b: &Val<'_>) -> Option<Option<Ordering>> {
    Some(match (a, b) {
        (Val::Int(a), Val::Int(b)) => Some(a.cmp(b)),
        (Val::Uint(a), Val::Uint(b)) => Some(a.cmp(b)),
        (Val::Double(a), Val::Double(b)) => a.partial_cmp(b),
        (Val::Int(a), Val::Uint(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
        (Val::Uint(a), Val::Int(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
        // As the language has it: the whole number is taken as the nearest double.
        (Val::Int(a), Val::Double(b)) => (*a as f64).partial_cmp(b),
        (Val::Uint(a), Val::Double(b)) => (*a as f64).partial_cmp(b),
        (Val::Double(a), Val::Int(b)) => a.partial_cmp(&(*b as f64)),
        (Val::Double(a), Val::Uint(b)) => a.partial_cmp(&(*b as f64)),
        _ => return None,
    })
}
