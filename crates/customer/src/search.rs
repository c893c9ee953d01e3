//! Finding a person by what stands on a screen: part of a name with or without accents, an address, a number, a card.
//!
//! Texts are compared *folded*: in small letters, without accents (NFD without its marks), and with the letters that have no
//! accent to take off written out (`ß` as `ss`, `ø` as `o`). Every word of the question must be found: at the beginning of
//! a word of the name, anywhere in it from three letters on, anywhere in an identifier from three characters on. Digits
//! with blanks and signs between them are also looked for as a number.

use crate::Customer;
use icu_normalizer::DecomposingNormalizerBorrowed;
use rapport_kernel::{IdentifierKind, Value};

/// The traits that hold a name.
const NAMES: [&str; 5] = ["name", "first_name", "firstName", "last_name", "lastName"];
/// From so many characters on, a part inside a word is looked for.
const INSIDE: usize = 3;
/// From so many digits on, a part of a number is looked for.
const DIGITS: usize = 4;

/// A question.
#[derive(Clone, Debug)]
pub struct Search {
    words: Vec<String>,
    digits: Option<String>,
}

impl Search {
    /// Reads a question; none if there is nothing in it to look for.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let words: Vec<String> = words(&folded(text)).map(str::to_owned).collect();
        let number = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-./()".contains(c));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        // A national number begins with zeros that the international one does not have.
        let digits = digits.trim_start_matches('0');
        let digits = (number && digits.len() >= DIGITS).then(|| digits.to_owned());
        (!words.is_empty()).then_some(Self { words, digits })
    }

    /// Whether a person is meant.
    #[must_use]
    pub fn finds(&self, customer: &Customer) -> bool {
        let profile = &customer.profile;
        let names = NAMES.iter().filter_map(|name| profile.get(name).and_then(Value::as_str));
        let names: String = names.flat_map(|name| [folded(name), " ".to_owned()]).collect();
        let known = |fits: &dyn Fn(IdentifierKind, &str) -> bool| {
            profile.identifiers().iter().any(|known| fits(known.identifier.kind, &known.identifier.value))
        };
        let in_name = |word: &str| {
            names.split(|c: char| !c.is_alphanumeric()).any(|name| name.starts_with(word))
                || word.chars().count() >= INSIDE && names.contains(word)
        };
        let in_identifier = |word: &str| word.len() >= INSIDE && known(&|_, value| folded(value).contains(word));
        let number = |digits: &String| {
            known(&|kind, value| {
                matches!(kind, IdentifierKind::Phone | IdentifierKind::LoyaltyCard) && value.contains(digits.as_str())
            })
        };
        self.words.iter().all(|word| in_name(word) || in_identifier(word)) || self.digits.as_ref().is_some_and(number)
    }
}

/// The words of a folded question: what sets words apart on a list or in a letter (`Meier, Ada`, `<ada@example.com>`, `Ada.`) belongs
/// to none of them.
fn words(folded: &str) -> impl Iterator<Item = &str> {
    let apart = |c: char| c.is_whitespace() || ",;|/".contains(c);
    folded.split(apart).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty())
}

/// In small letters and without accents, with one sort of apostrophe and one of hyphen.
fn folded(text: &str) -> String {
    let small = text.to_lowercase();
    if small.is_ascii() && !small.contains('`') {
        return small;
    }
    let apart = DecomposingNormalizerBorrowed::new_nfd().normalize(&small);
    let mut out = String::with_capacity(apart.len());
    for c in apart.chars() {
        match c {
            '\u{300}'..='\u{36f}' => {}
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            '’' | '‘' | 'ʼ' | '´' | '`' => out.push('\''),
            '‐' | '‑' | '–' => out.push('-'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_kernel::{CustomerId, Identifier, SourceId, Time};

    fn person(traits: &[(&str, &str)], known: &[(IdentifierKind, &str)]) -> Customer {
        let mut person = Customer::new(CustomerId(1));
        let source = SourceId::from("crm");
        for (name, value) in traits {
            person.profile.set(name, Value::Text((*value).into()), &source, Time(1));
        }
        for (kind, value) in known {
            person.know(&Identifier { kind: *kind, value: (*value).into() }, Time(1), false);
        }
        person
    }

    #[test]
    fn a_person_is_found_by_whatever_stands_on_the_screen() {
        let known = [
            (IdentifierKind::Email, "zoe.mueller@example.com"),
            (IdentifierKind::Phone, "+491715550142"),
            (IdentifierKind::LoyaltyCard, "KD990001"),
            (IdentifierKind::UserId, "u-4711"),
        ];
        let zoe = person(&[("first_name", "Zoë"), ("last_name", "Großmann-Łukasiewicz")], &known);
        let by = |text: &str| Search::read(text).is_some_and(|search| search.finds(&zoe));
        for text in [
            "zoe",
            "ZOË",
            "Zoe\u{308}",
            "gross",
            "Groß",
            "lukas",
            "Łukasiewicz",
            "zo gross",
            "mann",
            "iewicz",
            "zoe.mueller",
            "example.com",
            "0171 555",
            "+49 171 5550142",
            "(0171) 555-01 42",
            "990001",
            "kd99",
            "u-4711",
            "z",
            "Großmann-Łukasiewicz, Zoë",
            "grossmann,zoe",
            "  Zoe   Grossmann . ",
            "Zoe Grossmann;",
            "Grossmann‑Lukasiewicz",
            "Zoe Grossmann <zoe.mueller@example.com>",
            "u-4711.",
            "(zoe)",
            "zoe - grossmann",
        ] {
            assert!(by(text), "{text}");
        }
        for text in ["", "   ", ",", " - ", "bob", "zoe bob", "bob, zoe", "oe", "1715550143", "99", "0 1"] {
            assert!(!by(text), "{text}");
        }
        let irish = person(&[("name", "Ada O’Brien")], &[]);
        assert!(Search::read("o'brien, ada").is_some_and(|search| search.finds(&irish)), "with any apostrophe");
        let other = person(&[("name", "Σωκράτης Παπαδόπουλος")], &[]);
        assert!(Search::read("παπαδοπουλος").is_some_and(|search| search.finds(&other)), "in any script");
    }
}
