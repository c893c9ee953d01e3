//! The e-mail address an account signs in by.

use icu_normalizer::ComposingNormalizerBorrowed;
use rapport_kernel::name;
use std::fmt;

/// The longest address (RFC 5321, 4.5.3.1.3).
const LONGEST: usize = 254;
/// The longest part before the `@` (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

/// An address in its one spelling: without spaces around it, ASCII letters small, the domain in its ASCII form.
///
/// Letters beyond ASCII are never folded in the part before the `@`: `ı` and `i` are two mailboxes, and a mail for one of them must
/// not be sent because somebody typed the other.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

/// The text is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an e-mail address: write it as name@example.com")]
pub struct NoEmail;

impl Email {
    /// Reads an address as people type it.
    ///
    /// # Errors
    /// [`NoEmail`].
    pub fn read(text: &str) -> Result<Self, NoEmail> {
        let text = ComposingNormalizerBorrowed::new_nfc().normalize(text.trim());
        let (local, domain) = text.rsplit_once('@').ok_or(NoEmail)?;
        let odd =
            |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c) || name::is_invisible(c);
        if local.is_empty() || local.len() > LONGEST_LOCAL || local.contains(odd) || !is_dotted(local) {
            return Err(NoEmail);
        }
        // Letters of another width look like the usual ones, and would be another account.
        if !ComposingNormalizerBorrowed::new_nfkc().is_normalized(local) {
            return Err(NoEmail);
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| NoEmail)?;
        if !domain.contains('.') || !is_dotted(&domain) || domain.len() + local.len() + 1 > LONGEST {
            return Err(NoEmail);
        }
        Ok(Self(format!("{}@{domain}", local.to_ascii_lowercase())))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_dotted(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty())
}

/// Addresses are personal data: whoever wants one in a text asks for it with [`Email::as_str`].
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}
