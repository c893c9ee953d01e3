//! What templates may speak of: the one place where their data is put together, and where its names are known.

use rapport_kernel::{Map, Value};
use smol_str::SmolStr;

/// What a template's names begin with.
pub const ROOTS: [&str; 4] = ["data", "customer", "voucher", "here"];
/// What is known of a voucher.
pub const VOUCHER: [&str; 3] = ["code", "value", "valid_until"];
/// What is known of where a message is read.
pub const HERE: [&str; 2] = ["zone", "language"];

/// Where a message is read: dates are said by the clock and in the language there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Here {
    /// The zone (IANA) of the person, else of the brand.
    pub zone: SmolStr,
    /// The language of the person, else of the brand.
    pub language: SmolStr,
}

/// In the words conditions use: `data` is what trigger and steps left, `customer` the person's traits, `voucher` the last
/// voucher of the passage.
#[must_use]
pub fn spoken_of(data: &Map, customer: Map, here: &Here) -> Map {
    let mut all = Map::default();
    if let Some(voucher) = data.get("voucher") {
        all.set("voucher", voucher.clone());
    }
    all.set("data", Value::Map(data.clone()));
    all.set("customer", Value::Map(customer));
    let mut place = Map::default();
    place.set("zone", here.zone.clone().into());
    place.set("language", here.language.clone().into());
    all.set("here", Value::Map(place));
    all
}
