//! Whom a request means.

use crate::{
    Office,
    refused::{Cause, Refused},
    view::Who,
};
use rapport_customer::{Brand, Illegible, Reading, identity::Link, source::Named as By};
use rapport_kernel::{BrandId, CustomerId, Identifier, IdentifierKind};
use rapport_platform::runtime::Target;
use std::sync::Arc;

/// The one way in which somebody is named.
enum Named {
    Customer(CustomerId),
    Identifier(Identifier),
}

/// How a request names the person, for judging whether its source may.
#[must_use]
pub fn how(who: &Who) -> By {
    let kinds = [
        (IdentifierKind::UserId, &who.user_id),
        (IdentifierKind::Email, &who.email),
        (IdentifierKind::Phone, &who.phone),
        (IdentifierKind::LoyaltyCard, &who.loyalty_card),
        (IdentifierKind::AnonymousId, &who.anonymous_id),
    ];
    // Whoever names several is refused later; until then the closest counts.
    let closest = kinds.into_iter().find(|(_, raw)| raw.is_some()).filter(|_| who.customer.is_none());
    closest.map_or(By::Customer, |(kind, _)| By::By(kind))
}

fn named(who: &Who, home: &Brand) -> Result<Named, Refused> {
    let wrong = |detail: &str| Refused::new(Cause::InvalidBody, detail);
    let given = [
        (IdentifierKind::UserId, &who.user_id),
        (IdentifierKind::AnonymousId, &who.anonymous_id),
        (IdentifierKind::Email, &who.email),
        (IdentifierKind::Phone, &who.phone),
        (IdentifierKind::LoyaltyCard, &who.loyalty_card),
    ];
    let mut all = given.into_iter().filter_map(|(kind, raw)| Some((kind, raw.as_ref()?)));
    match (&who.customer, all.next(), all.next()) {
        (Some(id), None, _) => {
            Ok(Named::Customer(id.parse().map_err(|_| wrong("`customer` has 32 hexadecimal digits."))?))
        }
        (None, Some((kind, raw)), None) => {
            let unread = |why: Illegible| wrong(&format!("`who` names no one: {why}.")).because(why);
            Reading::of(home).read(kind, raw).map(Named::Identifier).map_err(unread)
        }
        _ => Err(wrong("`who` names exactly one identifier.")),
    }
}

/// The brand by whose settings identifiers are read: the one that is named, else the first.
///
/// # Errors
/// [`Cause::Unavailable`] while stopping.
pub async fn home(app: &Office, brand: Option<&BrandId>) -> Result<Arc<Brand>, Refused> {
    match brand {
        Some(brand) => app.home(brand).await,
        None => {
            let first = app.all_brands().await?.into_iter().next();
            Ok(first.unwrap_or_else(|| Arc::new(Brand::new("", ""))))
        }
    }
}

/// The customer meant, if one is known; `brand` is the one that asks, if it is clear which.
///
/// # Errors
/// [`Cause::InvalidBody`] unless exactly one identifier is given.
pub async fn known(app: &Office, who: &Who, brand: Option<&BrandId>) -> Result<Option<CustomerId>, Refused> {
    Ok(match named(who, &*home(app, brand).await?)? {
        Named::Customer(id) => {
            let id = app.runtime.current(id);
            app.runtime.with_index(|index| index.knows(id)).then_some(id)
        }
        Named::Identifier(identifier) => app.runtime.find(&identifier),
    })
}

/// The identifier somebody is named by, as it is spelled here; none for our own customer ids.
///
/// # Errors
/// [`Cause::InvalidBody`] unless exactly one identifier is given.
pub async fn identifier(app: &Office, who: &Who, brand: &BrandId) -> Result<Option<Identifier>, Refused> {
    Ok(match named(who, &*home(app, Some(brand)).await?)? {
        Named::Identifier(identifier) => Some(identifier),
        Named::Customer(_) => None,
    })
}

/// Where a record about them goes; whoever is not known yet becomes known by it.
///
/// # Errors
/// [`Cause::InvalidBody`] unless exactly one identifier is given; [`Cause::NotFound`] for an id that is nobody's.
pub async fn target(app: &Office, who: &Who, brand: Option<&BrandId>) -> Result<(Target, Option<Identifier>), Refused> {
    match named(who, &*home(app, brand).await?)? {
        Named::Customer(id) => {
            let id = app.runtime.current(id);
            if !app.runtime.with_index(|index| index.knows(id)) {
                return Err(Refused::not_found("customer"));
            }
            Ok((Target::Customer(id), None))
        }
        Named::Identifier(identifier) => {
            Ok((Target::Identifiers(vec![identifier.clone()], Link::Observed), Some(identifier)))
        }
    }
}

/// The customer of an id in an address.
///
/// # Errors
/// [`Cause::NotFound`] if it is nobody's.
pub fn by_id(app: &Office, text: &str) -> Result<CustomerId, Refused> {
    let id: CustomerId = text.parse().map_err(|_| Refused::not_found("customer"))?;
    let id = app.runtime.current(id);
    if app.runtime.with_index(|index| index.knows(id)) { Ok(id) } else { Err(Refused::not_found("customer")) }
}

/// Every way in which a text somebody typed may name somebody: `email:ada@example.com`, or only the value.
#[must_use]
pub fn guesses(text: &str, home: &Brand) -> Vec<Identifier> {
    let kinds = [
        ("user_id", IdentifierKind::UserId),
        ("email", IdentifierKind::Email),
        ("phone", IdentifierKind::Phone),
        ("loyalty_card", IdentifierKind::LoyaltyCard),
        ("anonymous_id", IdentifierKind::AnonymousId),
        ("device", IdentifierKind::Device),
    ];
    let reading = Reading::of(home);
    let said = text.split_once(':').and_then(|(kind, value)| {
        let (_, kind) = kinds.iter().find(|(name, _)| *name == kind)?;
        Some((*kind, value))
    });
    match said {
        Some((kind, value)) => reading.read(kind, value).into_iter().collect(),
        None => kinds.iter().filter_map(|(_, kind)| reading.read(*kind, text).ok()).collect(),
    }
}
