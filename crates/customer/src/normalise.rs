//! One spelling for each identifier, so that the same address typed twice is the same address.
//!
//! * E-mail: trimmed and in lower case. (RFC 5321 lets the part before the @ differ by case; no mail system in use does, and people
//!   do not type it the same way twice.) At most 254 characters.
//! * Phone: E.164 (`+` and 7 to 15 digits). A national number is read with the default country's rules: its calling code, and the
//!   trunk prefix people dial inside the country, which is dropped (Italy and San Marino keep the zero).
//! * Loyalty card: letters and digits only, in capitals.
//! * User id, anonymous id, device: trimmed, otherwise as they are; at most 256 characters, no control characters.

use crate::identity::text_of;
use rapport_kernel::{Event, Identifier, IdentifierKind, Map, Value};
use smol_str::SmolStr;

const MAX_ID: usize = 256;
const MAX_EMAIL: usize = 254;

/// Country, calling code, trunk prefix (ITU-T E.164 and its national numbering plans).
const CALLING: [(&str, &str, &str); 37] = [
    ("AT", "43", "0"),
    ("AU", "61", "0"),
    ("BE", "32", "0"),
    ("BG", "359", "0"),
    ("CA", "1", "1"),
    ("CH", "41", "0"),
    ("CY", "357", ""),
    ("CZ", "420", ""),
    ("DE", "49", "0"),
    ("DK", "45", ""),
    ("EE", "372", ""),
    ("ES", "34", ""),
    ("FI", "358", "0"),
    ("FR", "33", "0"),
    ("GB", "44", "0"),
    ("GR", "30", ""),
    ("HR", "385", "0"),
    ("HU", "36", "06"),
    ("IE", "353", "0"),
    ("IS", "354", ""),
    ("IT", "39", ""),
    ("LI", "423", ""),
    ("LT", "370", "0"),
    ("LU", "352", ""),
    ("LV", "371", ""),
    ("MT", "356", ""),
    ("NL", "31", "0"),
    ("NO", "47", ""),
    ("PL", "48", ""),
    ("PT", "351", ""),
    ("RO", "40", "0"),
    ("SE", "46", "0"),
    ("SI", "386", "0"),
    ("SK", "421", "0"),
    ("SM", "378", ""),
    ("UA", "380", "0"),
    ("US", "1", "1"),
];

/// The identifier in its one spelling; `None` if it is not one. `default_country` (ISO 3166, two capitals) is where national
/// phone numbers are read.
#[must_use]
pub fn normalise(kind: IdentifierKind, raw: &str, default_country: &str) -> Option<Identifier> {
    let raw = raw.trim();
    let value = match kind {
        IdentifierKind::Email => email(raw)?,
        IdentifierKind::Phone => phone(raw, default_country)?,
        IdentifierKind::LoyaltyCard => card(raw)?,
        IdentifierKind::UserId | IdentifierKind::AnonymousId | IdentifierKind::Device => plain(raw)?,
    };
    Some(Identifier { kind, value })
}

fn plain(raw: &str) -> Option<SmolStr> {
    let fits = !raw.is_empty() && raw.chars().count() <= MAX_ID && !raw.chars().any(char::is_control);
    fits.then(|| raw.into())
}

fn email(raw: &str) -> Option<SmolStr> {
    let (local, domain) = raw.split_once('@')?;
    let unfit = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c);
    let label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    let dots = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let fits = !local.is_empty()
        && local.len() <= 64
        && raw.len() <= MAX_EMAIL
        && dots(local)
        && !local.contains(unfit)
        && !domain.contains(unfit)
        && domain.contains('.')
        && domain.split('.').all(label);
    fits.then(|| raw.to_lowercase().into())
}

fn phone(raw: &str, default_country: &str) -> Option<SmolStr> {
    if !raw.chars().all(|c| c.is_ascii_digit() || "+-./() \u{a0}".contains(c)) {
        return None;
    }
    // "+49 (0) 30 ...": the zero in brackets is only dialled inside the country.
    let raw = if raw.starts_with('+') || raw.starts_with("00") { raw.replacen("(0)", "", 1) } else { raw.to_owned() };
    let international = raw.starts_with('+');
    if raw.chars().skip(1).any(|c| c == '+') {
        return None;
    }
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    let full = if international {
        digits
    } else if let Some(rest) = digits.strip_prefix("00") {
        rest.to_owned()
    } else {
        let (_, code, trunk) = CALLING.iter().find(|(country, ..)| *country == default_country)?;
        format!("{code}{}", digits.strip_prefix(trunk).unwrap_or(&digits))
    };
    ((7..=15).contains(&full.len()) && !full.starts_with('0')).then(|| format!("+{full}").into())
}

fn card(raw: &str) -> Option<SmolStr> {
    if raw.chars().any(|c| !c.is_alphanumeric() && !" -.".contains(c)) {
        return None;
    }
    let card: String = raw.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    ((4..=64).contains(&card.chars().count())).then(|| card.into())
}

/// Where traits may say each kind of identifier.
const TRAITS: [(IdentifierKind, &[&str]); 3] = [
    (IdentifierKind::LoyaltyCard, &["loyalty_card", "loyaltyCard", "loyalty_card_number"]),
    (IdentifierKind::Email, &["email"]),
    (IdentifierKind::Phone, &["phone"]),
];

/// Takes out of an event the traits that say an identifier of one of these kinds: what has to wait as an identifier must not stand
/// in the profile, from which messages are written.
pub fn unsay(event: &mut Event, kinds: impl Fn(IdentifierKind) -> bool) {
    let unsaid = TRAITS.iter().filter(|(kind, _)| kinds(*kind)).flat_map(|(_, keys)| *keys);
    let mut nested = event.context.get("traits").and_then(Value::as_map).cloned();
    for key in unsaid {
        event.properties.remove(key);
        nested.as_mut().map(|traits| traits.remove(key));
    }
    if let Some(traits) = nested {
        event.context.set("traits", Value::Map(traits));
    }
}

/// All identifiers a message names: user id, anonymous id, then what traits (also those in the context) and the device say.
/// What is not a proper identifier is left out; none stands twice.
#[must_use]
pub fn identifiers(
    user_id: Option<&str>,
    anonymous_id: Option<&str>,
    traits: &Map,
    context: &Map,
    default_country: &str,
) -> Vec<Identifier> {
    let mut found: Vec<Identifier> = Vec::with_capacity(4);
    let mut add = |kind, raw: Option<&str>| {
        let identifier = raw.and_then(|raw| normalise(kind, raw, default_country));
        found.extend(identifier.filter(|identifier| !found.contains(identifier)));
    };
    add(IdentifierKind::UserId, user_id);
    add(IdentifierKind::AnonymousId, anonymous_id);
    let nested = context.get("traits").and_then(Value::as_map);
    for map in [Some(traits), nested].into_iter().flatten() {
        for (kind, keys) in TRAITS {
            keys.iter().for_each(|key| add(kind, text_of(map, key).as_deref()));
        }
    }
    add(IdentifierKind::Device, text_of(context, "device.id").as_deref());
    found
}
