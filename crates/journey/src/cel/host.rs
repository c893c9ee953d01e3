//! Questions to the customer's profile, such as `customer.count("Product Viewed", "7d")`.
//!
//! Their arguments are plain texts, so everything about them is known when the expression is checked.

use super::value::Val;
use rapport_kernel::Span;
use smol_str::SmolStr;

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub enum Host {
    /// `traits.name`: fault if it was never said.
    Trait(SmolStr),
    /// `has(traits.name)`
    HasTrait(SmolStr),
    /// `customer.count("Event", "7d")`: how many such events, in a window that ends now.
    Count(SmolStr, Span),
    /// `customer.sum("Event", "30d")`: what they were worth, in minor units (cents) of the brand's currency.
    Sum(SmolStr, Span),
    /// `customer.last("Event")`: when the last one was; fault if there was none.
    Last(SmolStr),
    /// `customer.affinity("shoes")`: the decayed affinity to a category, 0 if none.
    Affinity(SmolStr),
    /// `customer.product_affinity("sku-1")`: the same for a product.
    ProductAffinity(SmolStr),
    /// `customer.bought("sku-1", "30d")`: whether the product was bought and kept.
    Bought(SmolStr, Span),
    /// `customer.bought_in("shoes", "30d")`: whether something of the category was bought and kept.
    BoughtIn(SmolStr, Span),
}

/// How each is written, for hints and the README.
pub const FORMS: [&str; 7] = [
    r#"customer.count("Product Viewed", "7d")"#,
    r#"customer.sum("Order Completed", "30d")"#,
    r#"customer.last("Store Entered")"#,
    r#"customer.affinity("shoes")"#,
    r#"customer.product_affinity("sku-1")"#,
    r#"customer.bought("sku-1", "30d")"#,
    r#"customer.bought_in("shoes", "30d")"#,
];

impl Host {
    /// The question `customer.name(args)` asks; `None` if there is no such question.
    #[must_use]
    pub fn read(name: &str, args: &[Option<Val<'static>>]) -> Option<Result<Self, String>> {
        let form = FORMS.iter().find(|form| form["customer.".len()..].split('(').next() == Some(name))?;
        let texts: Option<Vec<&str>> = args
            .iter()
            .map(|arg| match arg {
                Some(Val::Text(text)) => Some(&**text),
                _ => None,
            })
            .collect();
        let wrong = || format!("write it with plain texts, as in `{form}`");
        let Some(texts) = texts else { return Some(Err(wrong())) };
        let asked = match (name, texts.as_slice()) {
            ("last", [of]) => Ok(Self::Last((*of).into())),
            ("affinity", [of]) => Ok(Self::Affinity((*of).into())),
            ("product_affinity", [of]) => Ok(Self::ProductAffinity((*of).into())),
            ("count", [of, span]) => windowed(of, span, Self::Count),
            ("sum", [of, span]) => windowed(of, span, Self::Sum),
            ("bought", [of, span]) => windowed(of, span, Self::Bought),
            ("bought_in", [of, span]) => windowed(of, span, Self::BoughtIn),
            _ => Err(wrong()),
        };
        Some(asked)
    }
}

fn windowed(of: &str, span: &str, make: fn(SmolStr, Span) -> Host) -> Result<Host, String> {
    span.parse().map(|span| make(of.into(), span)).map_err(|error| error.to_string())
}
