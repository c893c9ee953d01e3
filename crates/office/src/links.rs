//! Links that leave the house: what they may do is inside them, signed, so that nobody can make or change one.
//!
//! A token is `base64url(kind byte, body, 16 bytes of HMAC-SHA256)`. The body holds ids only, never an address or a name.
//! Each kind signs under a key of its own, so that a token of one kind is worth nothing as another.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, Mac};
use rapport_kernel::{BrandId, ChannelId, CustomerId, Identifier, PurposeId, Time};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::Sha256;
use smol_str::SmolStr;

/// Opens the page on which a reader sees how their address stands with one brand, and takes consents back. It travels in
/// mails that are forwarded and kept, so it proves nothing: it shows nothing else of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// The reader's number.
    pub customer: CustomerId,
    /// The sender whose consents are shown.
    pub brand: BrandId,
    /// Not after this moment.
    pub until: Time,
    /// Of which address ([`Links::address`]); empty in links older than this: they show the state of none.
    #[serde(default)]
    pub address: SmolStr,
}

/// Opens everything that is known of one person, for a short while: sent on request, to an address that was confirmed for
/// this person before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnData {
    /// The person's number.
    pub customer: CustomerId,
    /// At which brand it was asked for.
    pub brand: BrandId,
    /// To which address it was sent ([`Links::address`]).
    pub address: SmolStr,
    /// When it was asked for: a merge since then has made somebody else of the person.
    pub made: Time,
}

/// Unsubscribes one person with one click (RFC 8058). Never runs out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsubscribe {
    /// The reader's number.
    pub customer: CustomerId,
    /// The sender that is to write no more.
    pub brand: BrandId,
    /// What is not to be written about any more.
    pub purpose: PurposeId,
    /// The way by which nothing is to come any more.
    pub channel: ChannelId,
    /// Which address it was sent to ([`Links::address`]); empty in links older than this, and where the channel has none.
    #[serde(default)]
    pub address: SmolStr,
}

/// Confirms a double opt-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    /// The number of whoever is asked.
    pub customer: CustomerId,
    /// The sender that asks.
    pub brand: BrandId,
    /// What is asked for.
    pub purpose: PurposeId,
    /// The way by which it would come.
    pub channel: ChannelId,
    /// When it was asked for: names the request it answers.
    pub asked: Time,
    /// Which address it was sent to ([`Links::address`]); empty in links older than this.
    #[serde(default)]
    pub address: SmolStr,
}

/// Follows a link of a message, and counts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Click {
    /// Which message.
    pub send_key: SmolStr,
    /// Which link in it, as the author named it.
    pub link: SmolStr,
    /// Where it leads. Only this address is ever redirected to.
    pub url: SmolStr,
}

/// What can be in a link.
pub trait Payload: Serialize + DeserializeOwned + Send {
    /// Its first byte, and the name of its key.
    const KIND: u8;
    /// Where its page is.
    const PATH: &'static str;
}

impl Payload for Preferences {
    const KIND: u8 = 1;
    const PATH: &'static str = "/p/c/";
}
impl Payload for Unsubscribe {
    const KIND: u8 = 2;
    const PATH: &'static str = "/p/u/";
}
impl Payload for Confirm {
    const KIND: u8 = 3;
    const PATH: &'static str = "/p/o/";
}
impl Payload for Click {
    const KIND: u8 = 4;
    const PATH: &'static str = "/p/k/";
}
impl Payload for OwnData {
    const KIND: u8 = 5;
    const PATH: &'static str = "/p/d/";
}

/// The kind under whose key addresses are hashed; no link has it.
const ADDRESS: u8 = 0;
/// How many bytes of the signature are kept: 128 bits.
const SIGNATURE: usize = 16;
/// Longer tokens are none of ours.
const MAX_TOKEN: usize = 4_096;

/// Makes and reads links.
#[derive(Clone)]
pub struct Links {
    secret: Vec<u8>,
    base: String,
}

impl Links {
    /// Signs with `secret`; addresses begin with `base`, such as `https://rapport.example.com`.
    #[must_use]
    pub fn new(secret: &[u8], base: &str) -> Self {
        Self { secret: secret.to_vec(), base: base.trim_end_matches('/').to_owned() }
    }

    /// The whole address of a page.
    #[must_use]
    pub fn url<T: Payload>(&self, payload: &T) -> String {
        format!("{}{}{}", self.base, T::PATH, self.token(payload))
    }

    /// The whole address of a page, unless it came out longer than what [`Self::read`] takes.
    #[must_use]
    pub fn short_url<T: Payload>(&self, payload: &T) -> Option<String> {
        let token = self.token(payload);
        (token.len() <= MAX_TOKEN).then(|| format!("{}{}{token}", self.base, T::PATH))
    }

    /// The address this installation is reached at.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether that address is protected: one-click unsubscription (RFC 8058) wants https.
    #[must_use]
    pub fn protected(&self) -> bool {
        self.base.starts_with("https://")
    }

    /// The host of that address.
    #[must_use]
    pub fn host(&self) -> Option<SmolStr> {
        let place = self.base.split_once("://")?.1.split('/').next()?;
        rapport_customer::brand::host(place)
    }

    /// What stands for an address of a customer inside a link: nobody reads the address from it or compares two people's.
    #[must_use]
    pub fn address(&self, customer: CustomerId, address: &Identifier) -> SmolStr {
        BASE64.encode(&marked(&self.marks(customer), address).finalize().into_bytes()[..SIGNATURE]).into()
    }

    /// Which of these addresses a link of a customer is about.
    #[must_use]
    pub fn meant<'a>(
        &self,
        customer: CustomerId,
        mark: &str,
        mut addresses: impl Iterator<Item = &'a Identifier>,
    ) -> Option<&'a Identifier> {
        let mark = BASE64.decode(mark).ok().filter(|mark| mark.len() == SIGNATURE)?;
        let marks = self.marks(customer);
        addresses.find(|address| marked(&marks, address).verify_truncated_left(&mark).is_ok())
    }

    /// What the marks of a customer's addresses begin with.
    fn marks(&self, customer: CustomerId) -> Hmac<Sha256> {
        self.sign(ADDRESS, format!("{customer}/").as_bytes())
    }

    /// The token alone.
    #[must_use]
    pub fn token<T: Payload>(&self, payload: &T) -> String {
        // Ids and texts: nothing that could fail to be written.
        let mut bytes = serde_json::to_vec(payload).unwrap_or_default();
        bytes.insert(0, T::KIND);
        let signature = self.sign(T::KIND, &bytes).finalize().into_bytes();
        bytes.extend_from_slice(&signature[..SIGNATURE]);
        BASE64.encode(bytes)
    }

    /// What a token says, if we made it and nobody changed it.
    #[must_use]
    pub fn read<T: Payload>(&self, token: &str) -> Option<T> {
        if token.len() > MAX_TOKEN {
            return None;
        }
        let bytes = BASE64.decode(token).ok()?;
        let (signed, signature) = bytes.split_at_checked(bytes.len().checked_sub(SIGNATURE)?)?;
        self.sign(T::KIND, signed).verify_truncated_left(signature).ok()?;
        match signed.split_first()? {
            (&kind, body) if kind == T::KIND => serde_json::from_slice(body).ok(),
            _ => None,
        }
    }

    fn sign(&self, kind: u8, bytes: &[u8]) -> Hmac<Sha256> {
        // HMAC takes keys of any length, so this cannot fail; an empty code would verify nothing.
        let mac = |key: &[u8]| <Hmac<Sha256> as Mac>::new_from_slice(key).unwrap_or_else(|_| Mac::new(&[0; 64].into()));
        let key = mac(&self.secret).chain_update([kind]).finalize().into_bytes();
        mac(&key).chain_update(bytes)
    }
}

fn marked(marks: &Hmac<Sha256>, address: &Identifier) -> Hmac<Sha256> {
    marks.clone().chain_update(format!("{:?}/", address.kind)).chain_update(address.value.as_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn click() -> Click {
        Click { send_key: "j/1/s/c/email/7".into(), link: "shoes".into(), url: "https://shop.example/shoes".into() }
    }

    #[test]
    fn a_link_says_what_was_put_in() {
        let links = Links::new(b"a secret", "https://rapport.example/");
        let url = links.url(&click());
        let token = url.strip_prefix("https://rapport.example/p/k/").unwrap();
        assert_eq!(links.read(token), Some(click()));
    }

    #[test]
    fn no_change_of_a_token_is_accepted() {
        let links = Links::new(b"a secret", "");
        let token = links.token(&click());
        for at in 0..token.len() {
            for replacement in ['A', 'B', 'x', '-'] {
                let mut changed: Vec<char> = token.chars().collect();
                if changed[at] == replacement {
                    continue;
                }
                changed[at] = replacement;
                let changed: String = changed.into_iter().collect();
                assert_eq!(links.read::<Click>(&changed), None, "{at}");
            }
            assert_eq!(links.read::<Click>(&token[..at]), None);
        }
        assert_eq!(Links::new(b"another", "").read::<Click>(&token), None);
    }

    #[test]
    fn a_token_of_one_kind_is_worth_nothing_as_another() {
        let links = Links::new(b"a secret", "");
        let given = Unsubscribe {
            customer: CustomerId(1),
            brand: "acme".into(),
            purpose: "offers".into(),
            channel: "email".into(),
            address: SmolStr::default(),
        };
        let token = links.token(&given);
        assert_eq!(links.read::<Unsubscribe>(&token), Some(given));
        assert_eq!(links.read::<Confirm>(&token), None);
        assert_eq!(links.read::<Preferences>(&token), None);
    }
}
