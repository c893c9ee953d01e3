//! What a password has to be: long enough, not one that is guessed first, and nothing of the person in it. No rule about kinds of
//! characters, and no date on which it must be changed (NIST SP 800-63B, 3.1.1.2).

mod guess;

use icu_normalizer::ComposingNormalizerBorrowed;
use rapport_kernel::coded;
use std::fmt;

/// The fewest characters.
pub const SHORTEST: usize = 12;
/// The most characters: hashing costs as much as there are.
pub const LONGEST: usize = 128;
/// Parts of a name or an address that are shorter stand in many passwords by chance.
const TELLING: usize = 4;

/// A password in the form in which it is hashed. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

coded! {
    /// Why a password is not taken.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PasswordRefusal {
        /// Too few characters.
        TooShort = "password_too_short",
        /// Too many characters.
        TooLong = "password_too_long",
        /// A part of the person's name or address is in it.
        Personal = "password_personal",
        /// It is among those that are tried first, or made of them.
        Frequent = "password_frequent",
    }
}

/// Whose password it is to be.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// What the person is called.
    pub name: &'a str,
    /// The address they sign in by.
    pub email: &'a str,
}

impl Password {
    /// A password as somebody types it to come in. However the keyboard composes a letter, it is the same password.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        Self(ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned())
    }

    /// A new password.
    ///
    /// # Errors
    /// [`PasswordRefusal`].
    pub fn new(text: &str, about: About<'_>) -> Result<Self, PasswordRefusal> {
        let password = Self::typed(text);
        match password.0.chars().count() {
            0..SHORTEST => return Err(PasswordRefusal::TooShort),
            SHORTEST..=LONGEST => {}
            _ => return Err(PasswordRefusal::TooLong),
        }
        let small = password.0.to_lowercase();
        if own_words(about).iter().any(|word| small.contains(word)) {
            return Err(PasswordRefusal::Personal);
        }
        if guess::is_guessed_first(&password.0) { Err(PasswordRefusal::Frequent) } else { Ok(password) }
    }

    /// The bytes to hash.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// The parts of a name and an address that would tell a password to whoever knows the person. The ending of a domain tells nothing.
fn own_words(about: About<'_>) -> Vec<String> {
    let (local, domain) = about.email.rsplit_once('@').unwrap_or((about.email, ""));
    let domain = domain.rsplit_once('.').map_or(domain, |(name, _)| name);
    let parts = [about.name, local, domain].into_iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    parts.map(str::to_lowercase).filter(|part| part.chars().count() >= TELLING).collect()
}
