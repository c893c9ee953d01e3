//! One mailbox, one spelling; one telephone number, one spelling.
//!
//! * **What no one sees is no part of it**: zero-width characters, soft hyphens, direction marks, variation selectors (Unicode's
//!   default-ignorable code points), as texts pasted from documents and chats carry them.
//! * **Letters are composed** (NFC): `o` and a diaeresis are the `ö` they look like.
//! * **E-mail**: small letters. (RFC 5321 lets the part before the @ differ by case; no mail system in use does, and people do
//!   not type it the same way twice.) The domain in its ASCII form (UTS 46): `exämple.de` and `xn--exmple-cua.de` are one. What
//!   no mail server takes is no address: without a dot in the domain, in quotes, longer than 64 and 254 bytes.
//! * **Phone**: E.164, by the numbering plans of all countries. What is dialled inside a country only is left out
//!   (`+49 (0) 171`, `+49 0171`); a number that begins with its own country's code needs no plus. A number is never made up:
//!   what the plans do not know is kept as it was said with its country's code, and otherwise is none.

use crate::normalise::Illegible;
use icu_normalizer::ComposingNormalizerBorrowed;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use phonenumber::{Mode, PhoneNumber, country, metadata::DATABASE};
use rapport_kernel::{Value, said};
use smol_str::{SmolStr, format_smolstr};
use std::borrow::Cow;

const MAX_LOCAL: usize = 64;
const MAX_EMAIL: usize = 254;

/// Unicode's default-ignorable code points.
const UNSEEN: [(char, char); 16] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fff8}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
];

/// The text as it is seen: composed, without what no one sees, without blanks around it.
#[must_use]
pub fn seen(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let unseen = |c: char| UNSEEN.iter().any(|(first, last)| (*first..=*last).contains(&c));
    let visible: String = text.chars().filter(|c| !unseen(*c)).collect();
    Cow::Owned(composed(visible.trim()).into_owned())
}

/// An id that a touchpoint chose (a redemption's, a branch's, a product's, a message's), in its one spelling: as it is seen.
#[must_use]
pub fn touchpoint_id(said: &str) -> SmolStr {
    SmolStr::from(seen(said))
}

/// The same read from data, where it may be a number: `4711.0` is `4711`. None if there is none, or what is said is no id.
#[must_use]
pub fn said_id(said: Option<&Value>) -> Option<SmolStr> {
    Some(touchpoint_id(&said::id(said).ok()??)).filter(|id| !id.is_empty())
}

/// Whether two names of products, categories or places are one.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    one == other || seen(one) == seen(other)
}

fn composed(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// An e-mail address of a text as it is seen.
pub(crate) fn email(seen: &str) -> Result<SmolStr, Illegible> {
    let read = || {
        let (local, domain) = seen.split_once('@')?;
        let local = local.to_lowercase();
        let address = format_smolstr!("{}@{}", composed(&local), mail_domain(domain)?);
        let local = address.split('@').next().unwrap_or_default();
        let unfit = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c);
        let dots = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
        let fits = !local.is_empty() && local.len() <= MAX_LOCAL && address.len() <= MAX_EMAIL;
        (fits && dots && !local.contains(unfit)).then_some(address)
    };
    read().ok_or(Illegible::AddressUnreadable)
}

/// The domain of a mail address in its ASCII form.
fn mail_domain(domain: &str) -> Option<String> {
    let ascii =
        Uts46::new().to_ascii(domain.as_bytes(), AsciiDenyList::URL, Hyphens::CheckFirstLast, DnsLength::Verify);
    let ascii = ascii.ok()?.into_owned();
    let (_, top) = ascii.rsplit_once('.')?;
    // An address of a machine is none of a mailbox.
    let fits = top.bytes().any(|byte| byte.is_ascii_alphabetic()) && !ascii.contains([',', ';', '(', ')', '"']);
    fits.then_some(ascii)
}

/// A telephone number of a text as it is seen; one without its country's code is read as of this country (ISO 3166).
pub(crate) fn phone(seen: &str, country: &str) -> Result<SmolStr, Illegible> {
    let written =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-./()\u{2010}\u{2011}\u{2012}\u{2013}".contains(c);
    if !seen.chars().all(written) || seen.chars().skip(1).any(|c| c == '+') {
        return Err(Illegible::PhoneUnreadable);
    }
    // "+49 (0) 30 ...": the zero in brackets is only dialled inside the country.
    let with_code = seen.starts_with('+') || seen.starts_with("00");
    let text = if with_code { seen.replacen("(0)", "", 1) } else { seen.to_owned() };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = match digits.strip_prefix("00") {
        _ if text.starts_with('+') => international(&digits),
        Some(rest) => international(rest),
        None => national(&digits, country),
    }?;
    // No one has a number of one digit, however often it is repeated: someone filled a field.
    let same = |digits: &str| digits.bytes().all(|byte| Some(byte) == digits.bytes().next());
    match number.get(number.len().saturating_sub(7)..) {
        Some(last) if same(last) => Err(Illegible::Placeholder),
        _ => Ok(number),
    }
}

fn national(digits: &str, country: &str) -> Result<SmolStr, Illegible> {
    let id: country::Id = country.parse().map_err(|_| Illegible::PhoneWithoutCountry)?;
    let code =
        DATABASE.by_id(country).map(|plan| plan.country_code().to_string()).ok_or(Illegible::PhoneWithoutCountry)?;
    let whole = Some(digits).filter(|digits| digits.strip_prefix(&code).is_some_and(|rest| !rest.is_empty()));
    if let Some(number) = whole.and_then(|digits| valid(None, &format!("+{digits}"))) {
        return Ok(number);
    }
    valid(Some(id), digits).ok_or(Illegible::PhoneUnreadable)
}

fn international(digits: &str) -> Result<SmolStr, Illegible> {
    if let Some(number) = valid(None, &format!("+{digits}")) {
        return Ok(number);
    }
    // Said twice: the country's code, or the prefix that stands for it inside the country.
    let code =
        (1..=3).find(|length| digits.get(..*length).and_then(|code| code.parse::<u16>().ok()).is_some_and(is_code));
    if let Some((code, rest)) = code.and_then(|length| digits.split_at_checked(length)) {
        let once = rest.strip_prefix(code).or_else(|| rest.strip_prefix('0'));
        if let Some(number) = once.and_then(|rest| valid(None, &format!("+{code}{rest}"))) {
            return Ok(number);
        }
    }
    // The plans do not know it yet, or no more: it was said with its country's code, so it is what was said.
    let fits = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
    if fits { Ok(format_smolstr!("+{digits}")) } else { Err(Illegible::PhoneUnreadable) }
}

fn is_code(code: u16) -> bool {
    DATABASE.by_code(&code).is_some()
}

fn valid(country: Option<country::Id>, text: &str) -> Option<SmolStr> {
    let number = phonenumber::parse(country, text).ok().filter(PhoneNumber::is_valid)?;
    Some(number.format().mode(Mode::E164).to_string().into())
}

/// Whether a category is this one or lies within it: `shoes` covers `shoes/running`.
#[must_use]
pub fn within_category(category: &str, wider: &str) -> bool {
    let (category, wider) = (seen(category), seen(wider));
    !wider.is_empty() && category.strip_prefix(&*wider).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(text: &str) -> Option<String> {
        email(&seen(text)).ok().map(Into::into)
    }

    #[test]
    fn a_mailbox_is_one_however_it_is_written() {
        let one = [
            "j\u{f6}rg@example.com",
            "jo\u{308}rg@example.com",
            "J\u{d6}RG@Example.COM",
            " JO\u{308}RG@example.com\u{a0}",
            "j\u{f6}\u{200b}rg@exam\u{ad}ple.com",
            "\u{feff}j\u{f6}rg\u{fe0f}@example.com",
            "\u{202a}j\u{f6}rg@example.com\u{202c}",
            "j\u{f6}rg@\u{ff45}xample\u{3002}com",
        ];
        for text in one {
            assert_eq!(mail(text).as_deref(), Some("j\u{f6}rg@example.com"), "{text:?}");
        }
        for text in ["info@ex\u{e4}mple.de", "info@exa\u{308}mple.de", "INFO@XN--EXMPLE-CUA.DE", "info@EX\u{c4}MPLE.de"]
        {
            assert_eq!(mail(text).as_deref(), Some("info@xn--exmple-cua.de"), "{text:?}");
        }
        for text in [
            "user@example",
            "\"a b\"@example.com",
            "a@b@example.com",
            "a@-x.de",
            "a@x..de",
            "a@127.0.0.1",
            "@x.de",
            "a@xn--0.de",
            "a.@x.de",
            "a@[127.0.0.1]",
            "\u{200b}@example.com",
        ] {
            assert_eq!(mail(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_one_however_it_is_dialled_and_none_is_made_up() {
        let read = |text: &str, country: &str| phone(&seen(text), country).map(String::from);
        for text in [
            "+49 171 1234503",
            "+49 0171 1234503",
            "+49 (0) 171 1234503",
            "0049 171 1234503",
            "0171-1234503",
            "0171/1234503",
            "491711234503",
            "171 1234503",
            "+49\u{200b}171\u{a0}1234503",
            "+49\u{2011}171\u{2013}1234503",
        ] {
            assert_eq!(read(text, "DE").as_deref(), Ok("+491711234503"), "{text}");
        }
        assert_eq!(read("06 6982 0000", "IT").as_deref(), Ok("+390669820000"), "Italy keeps its zero");
        assert_eq!(read("(212) 555-0123", "US").as_deref(), Ok("+12125550123"));
        assert_eq!(read("612 345 678", "ES"), read("+34612345678", "DE"));
        assert_eq!(read("8 912 345 67 89", "RU").as_deref(), Ok("+79123456789"));
        assert_eq!(read("0171 1234503", ""), Err(Illegible::PhoneWithoutCountry));
        assert_eq!(read("0171 1234503", "XX"), Err(Illegible::PhoneWithoutCountry));
        for text in ["12", "0171", "phone", "01711234503123456", "+1+2", "+0171 1234503", ""] {
            assert_eq!(read(text, "DE"), Err(Illegible::PhoneUnreadable), "{text}");
        }
        for text in ["+49 0000000000", "1111111", "+4999999999999"] {
            assert!(read(text, "DE").is_err(), "{text}");
        }
    }
}
