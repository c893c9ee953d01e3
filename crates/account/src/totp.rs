//! One-time codes of an authenticator app, after RFC 6238: SHA-1, six digits, thirty seconds, as every app has them.

use crate::base32;
use hmac::{Hmac, Mac};
use rapport_kernel::Time;
use sha1::Sha1;
use std::fmt;

/// How long a secret is (RFC 4226, 4: at least 128 bits, 160 recommended).
pub const BYTES: usize = 20;
/// How many milliseconds a code is shown.
const STEP: i64 = 30_000;
/// Codes of so many steps before and after count too: clocks differ, and people type slowly.
const DRIFT: i64 = 1;

/// What account and app share.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; BYTES]);

/// The step a code was made for. The next code must be of a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Step(pub i64);

/// The code is wrong, or it was used before. Who types it is not told which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code is wrong")]
pub struct WrongCode;

impl Secret {
    /// A secret of random bytes.
    #[must_use]
    pub fn new(random: [u8; BYTES]) -> Self {
        Self(random)
    }

    /// Reads the text form.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        base32::read(text)?.try_into().ok().map(Self)
    }

    /// The text form, for people who type it into the app and for keeping.
    #[must_use]
    pub fn text(&self) -> String {
        base32::written(&self.0)
    }

    /// The address that apps read from a picture (Key Uri Format).
    #[must_use]
    pub fn url(&self, issuer: &str, account: &str) -> String {
        let (issuer, account) = (percent(issuer), percent(account));
        format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", self.text())
    }

    /// The six digits an app shows during a step (RFC 6238).
    #[must_use]
    pub fn code(&self, step: Step) -> String {
        format!("{:06}", self.number(step) % 1_000_000)
    }

    /// Whether a code is right at `now`. `last` is the step of the last code that was: a code is good once, also for somebody who reads it
    /// over a shoulder.
    ///
    /// # Errors
    /// [`WrongCode`].
    pub fn check(&self, typed: &str, last: Step, now: Time) -> Result<Step, WrongCode> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let current = now.0.div_euclid(STEP);
        let steps = (current - DRIFT..=current + DRIFT).map(Step).filter(|step| *step > last);
        // Every one is compared, so that the time taken says nothing of which it was.
        let right = steps.fold(None, |found, step| if same(&self.code(step), &typed) { Some(step) } else { found });
        right.ok_or(WrongCode)
    }

    /// The number of RFC 4226, 5.3, before it is cut to its digits.
    fn number(&self, Step(step): Step) -> u32 {
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(&self.0) else { return 0 };
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let at = usize::from(hash[19] & 15);
        u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]) & 0x7fff_ffff
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Compares without ending at the first difference.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |found, (a, b)| found | (a ^ b)) == 0
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4226_and_6238() {
        let secret = Secret(*b"12345678901234567890");
        let codes = [755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489];
        for (step, code) in (0..).zip(codes) {
            assert_eq!(secret.code(Step(step)), format!("{code:06}"), "RFC 4226, appendix D");
        }
        for (second, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            let step = Step(second * 1_000 / STEP);
            assert_eq!(secret.number(step) % 100_000_000, code, "RFC 6238, appendix B");
        }
    }
}
