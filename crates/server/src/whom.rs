//! Whom a request means.

use crate::{
    App,
    problem::{Code, Problem},
    wire::Who,
};
use rapport_customer::{identity::Link, normalise, source::Named as By};
use rapport_kernel::{BrandId, CustomerId, Identifier, IdentifierKind};
use rapport_platform::runtime::Target;
use smol_str::SmolStr;

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

fn named(who: &Who, country: &str) -> Result<Named, Problem> {
    let wrong = |detail: &str| Problem::new(Code::InvalidBody, detail);
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
            let identifier = normalise(kind, raw, country);
            identifier.map(Named::Identifier).ok_or_else(|| wrong("The identifier has not the form of its kind."))
        }
        _ => Err(wrong("`who` names exactly one identifier.")),
    }
}

/// The country whose telephone numbers are meant where none is said: the brand's, or the first brand's if no brand is named.
///
/// # Errors
/// [`Code::Unavailable`] while stopping.
pub async fn country(app: &App, brand: Option<&BrandId>) -> Result<SmolStr, Problem> {
    match brand {
        Some(brand) => app.country(brand).await,
        None => Ok(app.all_brands().await?.first().map(|brand| brand.country.clone()).unwrap_or_default()),
    }
}

/// The customer meant, if one is known; `brand` is the one that asks, if it is clear which.
///
/// # Errors
/// [`Code::InvalidBody`] unless exactly one identifier is given.
pub async fn known(app: &App, who: &Who, brand: Option<&BrandId>) -> Result<Option<CustomerId>, Problem> {
    Ok(match named(who, &country(app, brand).await?)? {
        Named::Customer(id) => {
            let id = app.runtime.current(id);
            app.runtime.with_index(|index| index.knows(id)).then_some(id)
        }
        Named::Identifier(identifier) => app.runtime.find(&identifier),
    })
}

/// Where a record about them goes; whoever is not known yet becomes known by it.
///
/// # Errors
/// [`Code::InvalidBody`] unless exactly one identifier is given; [`Code::NotFound`] for an id that is nobody's.
pub async fn target(app: &App, who: &Who, brand: Option<&BrandId>) -> Result<(Target, Option<Identifier>), Problem> {
    match named(who, &country(app, brand).await?)? {
        Named::Customer(id) => {
            let id = app.runtime.current(id);
            if !app.runtime.with_index(|index| index.knows(id)) {
                return Err(Problem::not_found("customer"));
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
/// [`Code::NotFound`] if it is nobody's.
pub fn by_id(app: &App, text: &str) -> Result<CustomerId, Problem> {
    let id: CustomerId = text.parse().map_err(|_| Problem::not_found("customer"))?;
    let id = app.runtime.current(id);
    if app.runtime.with_index(|index| index.knows(id)) { Ok(id) } else { Err(Problem::not_found("customer")) }
}

/// Every way in which a text somebody typed may name somebody: `email:ada@example.com`, or only the value.
#[must_use]
pub fn guesses(text: &str, country: &str) -> Vec<Identifier> {
    let kinds = [
        ("user_id", IdentifierKind::UserId),
        ("email", IdentifierKind::Email),
        ("phone", IdentifierKind::Phone),
        ("loyalty_card", IdentifierKind::LoyaltyCard),
        ("anonymous_id", IdentifierKind::AnonymousId),
        ("device", IdentifierKind::Device),
    ];
    let said = text.split_once(':').and_then(|(kind, value)| {
        let (_, kind) = kinds.iter().find(|(name, _)| *name == kind)?;
        Some((*kind, value))
    });
    match said {
        Some((kind, value)) => normalise(kind, value, country).into_iter().collect(),
        None => kinds.iter().filter_map(|(_, kind)| normalise(*kind, text, country)).collect(),
    }
}
