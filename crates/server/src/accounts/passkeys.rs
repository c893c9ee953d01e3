//! Passkeys (WebAuthn Level 3): a device proves who somebody is, after it has looked at their face, finger or PIN. That is two factors at
//! once: no code is asked for beside it.
//!
//! A ceremony has two requests. What the first one begins waits here, is good once and for five minutes, and is never handed out: the
//! browser sees the challenge only.

use crate::{
    App,
    door::shares::household,
    problem::{ApiRefusal, Code, Problem},
    wire::ProblemSaid,
};
use parking_lot::Mutex;
use rapport_kernel::{Span, Time};
use rapport_people::PersonId;
use rapport_platform::sql::account::{Account, passkey::KeptPasskey, password::Hashed};
use std::{collections::HashMap, net::IpAddr};
use uuid::Uuid;
use webauthn_rs::prelude::{
    CreationChallengeResponse, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, RequestChallengeResponse, Webauthn, WebauthnBuilder, WebauthnError,
};
use webauthn_rs_proto::ResidentKeyRequirement;

/// How long a ceremony may take.
const LASTS: Span = Span(5 * Span::MINUTE.0);
/// So many ceremonies wait at once: then the oldest sign-in makes room. Its owner answers within seconds.
const MOST: usize = 10_000;
/// So many of them from one network: the oldest of that network makes room.
const MOST_OF_ONE: usize = 32;

/// What checks passkeys for the address people open, and the ceremonies under way.
pub struct Passkeys {
    checker: Option<Webauthn>,
    underway: Mutex<HashMap<String, Ceremony>>,
}

struct Ceremony {
    since: Time,
    from: Option<IpAddr>,
    step: Step,
}

enum Step {
    Adding { account: PersonId, typed: Hashed, handle: Uuid, state: Box<PasskeyRegistration> },
    SigningIn(Box<DiscoverableAuthentication>),
}

/// A passkey that a device has just made.
pub struct MadePasskey {
    /// The password that was typed when it was begun.
    pub typed: Hashed,
    /// The credential's id.
    pub key: String,
    /// By which the device names the account.
    pub handle: String,
    /// Its public key and counter, as they are kept.
    pub credential: String,
}

/// A passkey that proved somebody just now.
pub struct Proven {
    /// The passkey before this sign-in moved its counter.
    pub before: KeptPasskey,
    /// With the counter it has now, as it is kept from now on.
    pub credential: String,
}

impl Passkeys {
    /// For an installation that people open at this address. Browsers tie passkeys to a host's name: where the address has a number
    /// instead, there are none.
    #[must_use]
    pub fn new(base: &str) -> Self {
        let checker = url::Url::parse(base).ok().and_then(|origin| {
            let origin = named(origin)?;
            let builder = WebauthnBuilder::new(origin.domain()?, &origin).ok()?;
            builder.rp_name("Rapport").build().ok()
        });
        Self { checker, underway: Mutex::default() }
    }

    fn checker(&self) -> Result<&Webauthn, Problem> {
        let missing = || Problem::refused_with(ApiRefusal::PasskeysNeedAName, ProblemSaid::PasskeysNeedAName);
        self.checker.as_ref().ok_or_else(missing)
    }

    fn begin(&self, step: Step, from: Option<IpAddr>, now: Time) -> Result<String, Problem> {
        let from = from.map(|from| household(from.to_canonical()).1);
        let mut underway = self.underway.lock();
        underway.retain(|_, ceremony| now.since(ceremony.since).0.abs() < LASTS.0);
        let same = |other: &Ceremony| other.from == from;
        if underway.values().filter(|other| same(other)).count() >= MOST_OF_ONE {
            forget_oldest(&mut underway, same);
        }
        if underway.len() >= MOST {
            forget_oldest(&mut underway, |other| matches!(other.step, Step::SigningIn(_)));
        }
        if underway.len() >= MOST {
            return Err(Problem::new(Code::Unavailable, "Too many are signing in at this moment.").retry_after(5));
        }
        let id = Uuid::new_v4().simple().to_string();
        underway.insert(id.clone(), Ceremony { since: now, from, step });
        Ok(id)
    }

    /// What was begun; it is good once.
    fn take(&self, id: &str, now: Time) -> Result<Step, Problem> {
        let found = self.underway.lock().remove(id);
        let found = found.filter(|ceremony| now.since(ceremony.since).0.abs() < LASTS.0);
        found.map(|ceremony| ceremony.step).ok_or_else(over)
    }
}

fn forget_oldest(underway: &mut HashMap<String, Ceremony>, of: impl Fn(&Ceremony) -> bool) {
    let oldest = underway.iter().filter(|(_, one)| of(one)).min_by_key(|(_, one)| one.since);
    if let Some(id) = oldest.map(|(id, _)| id.clone()) {
        underway.remove(&id);
    }
}

/// An address with a name. On one's own machine that is `localhost`, whichever number was opened.
fn named(mut origin: url::Url) -> Option<url::Url> {
    let own = match origin.host()? {
        url::Host::Domain(_) => false,
        url::Host::Ipv4(number) => number.is_loopback(),
        url::Host::Ipv6(number) => number.is_loopback(),
    };
    if own {
        origin.set_host(Some("localhost")).ok()?;
    }
    origin.domain().is_some().then_some(origin)
}

fn over() -> Problem {
    Problem::refused_with(ApiRefusal::PasskeyOver, ProblemSaid::PasskeyOver)
}

fn wrong(why: &WebauthnError) -> Problem {
    // What the browser sent is in none of these texts.
    tracing::debug!(%why, "a passkey was not taken");
    Problem::refused_with(ApiRefusal::WrongPasskey, ProblemSaid::WrongPasskey)
}

/// Begins a passkey of an account whose password was typed: what its browser is asked to make, and under which name that waits.
/// A device that has one of the account's already makes no second.
///
/// # Errors
/// [`ApiRefusal::PasskeysNeedAName`], [`Code::Unavailable`].
pub async fn begin_adding(
    app: &App,
    account: &Account,
    typed: Hashed,
    from: Option<IpAddr>,
) -> Result<(String, CreationChallengeResponse), Problem> {
    let checker = app.passkeys.checker()?;
    let kept = app.accounts.passkeys(&account.id).await?;
    let handle = kept.first().and_then(|passkey| passkey.handle.parse().ok()).unwrap_or_else(Uuid::new_v4);
    let known = kept.iter().map(|passkey| read(passkey).map(|passkey| passkey.cred_id().clone()));
    let known = known.collect::<Result<Vec<_>, _>>()?;
    let address = account.email.as_deref().unwrap_or(&account.name);
    let begun = checker.start_passkey_registration(handle, address, &account.name, Some(known));
    let (mut options, state) = begun.map_err(|why| wrong(&why))?;
    // The device keeps whose it is: nobody types an address to sign in.
    if let Some(selection) = &mut options.public_key.authenticator_selection {
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
    }
    let step = Step::Adding { account: account.id.clone(), typed, handle, state: Box::new(state) };
    Ok((app.passkeys.begin(step, from, app.now())?, options))
}

/// Takes what the browser has made, if it was asked to for this account.
///
/// # Errors
/// [`ApiRefusal::PasskeyOver`], [`ApiRefusal::WrongPasskey`].
pub fn finish_adding(
    app: &App,
    account: &Account,
    ceremony: &str,
    answer: &RegisterPublicKeyCredential,
) -> Result<MadePasskey, Problem> {
    let checker = app.passkeys.checker()?;
    let Step::Adding { account: whose, typed, handle, state } = app.passkeys.take(ceremony, app.now())? else {
        return Err(over());
    };
    if whose != account.id {
        return Err(over());
    }
    let passkey = checker.finish_passkey_registration(answer, &state).map_err(|why| wrong(&why))?;
    Ok(MadePasskey {
        typed,
        key: key(passkey.cred_id().as_ref()),
        handle: handle.to_string(),
        credential: text(&passkey)?,
    })
}

/// Begins signing in by whichever passkey the browser offers.
///
/// # Errors
/// [`ApiRefusal::PasskeysNeedAName`], [`Code::Unavailable`].
pub fn begin_sign_in(app: &App, from: Option<IpAddr>) -> Result<(String, RequestChallengeResponse), Problem> {
    let (mut options, state) =
        app.passkeys.checker()?.start_discoverable_authentication().map_err(|why| wrong(&why))?;
    // Whether a list opens or the address field offers them is for the page to say.
    options.mediation = None;
    Ok((app.passkeys.begin(Step::SigningIn(Box::new(state)), from, app.now())?, options))
}

/// Whose passkey signed the challenge. Whether the passkey is unknown, another one, or its account closed is not told.
///
/// # Errors
/// [`ApiRefusal::PasskeyOver`], [`ApiRefusal::WrongPasskey`]; [`Code::TooMany`] after many wrong ones.
pub async fn finish_sign_in(
    app: &App,
    ceremony: &str,
    answer: &PublicKeyCredential,
    from: Option<IpAddr>,
) -> Result<Proven, Problem> {
    let checker = app.passkeys.checker()?;
    let Step::SigningIn(state) = app.passkeys.take(ceremony, app.now())? else { return Err(over()) };
    let counted = |problem: Problem| app.attempts.failed(from, app.now()).unwrap_or(problem);
    let (handle, id) = checker.identify_discoverable_authentication(answer).map_err(|why| counted(wrong(&why)))?;
    let kept = app.accounts.passkey(&key(id)).await?;
    let Some(before) = kept.filter(|kept| kept.handle == handle.to_string()) else {
        return Err(counted(wrong(&WebauthnError::CredentialNotFound)));
    };
    let mut passkey = read(&before)?;
    let proof = checker.finish_discoverable_authentication_v2(answer, *state, &passkey);
    let proof = proof.map_err(|why| counted(wrong(&why)))?;
    passkey.update_credential(&proof);
    Ok(Proven { credential: text(&passkey)?, before })
}

/// A credential's id as it is kept.
fn key(id: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(id)
}

fn read(kept: &KeptPasskey) -> Result<Passkey, Problem> {
    serde_json::from_str(&kept.credential)
        .map_err(|_| Problem::new(Code::Internal, "The database holds something unreadable in a passkey."))
}

fn text(passkey: &Passkey) -> Result<String, Problem> {
    serde_json::to_string(passkey).map_err(|_| Problem::new(Code::Internal, "The passkey cannot be written."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn begun(passkeys: &Passkeys, from: &str, now: Time) -> String {
        let (_, state) = passkeys.checker().unwrap().start_discoverable_authentication().unwrap();
        passkeys.begin(Step::SigningIn(Box::new(state)), Some(from.parse().unwrap()), now).unwrap()
    }

    #[test]
    fn an_address_without_a_name_has_no_passkeys() {
        for base in ["http://192.0.2.1:8080", "http://[2001:db8::1]:8080", "nonsense", ""] {
            assert!(Passkeys::new(base).checker().is_err(), "{base}");
        }
        for (base, origin) in [
            ("http://127.0.0.1:8080", "http://localhost:8080/"),
            ("http://[::1]:8080", "http://localhost:8080/"),
            ("http://localhost:8080", "http://localhost:8080/"),
            ("https://rapport.example", "https://rapport.example/"),
        ] {
            let passkeys = Passkeys::new(base);
            let origins = passkeys.checker().unwrap().get_allowed_origins().iter().map(url::Url::as_str);
            assert_eq!(origins.collect::<Vec<_>>(), [origin], "{base}");
        }
    }

    #[test]
    fn what_was_begun_is_good_once_and_for_five_minutes() {
        let passkeys = Passkeys::new("http://localhost");
        let id = begun(&passkeys, "192.0.2.1", Time(0));
        assert!(passkeys.take(&id, Time(LASTS.0 - 1)).is_ok());
        assert!(passkeys.take(&id, Time(LASTS.0 - 1)).is_err(), "once");
        let id = begun(&passkeys, "192.0.2.1", Time(0));
        assert!(passkeys.take(&id, Time(LASTS.0)).is_err(), "not for ever");
    }

    #[test]
    fn who_begins_without_end_pushes_out_their_own_only() {
        let passkeys = Passkeys::new("http://localhost");
        let other = begun(&passkeys, "198.51.100.1", Time(0));
        let first = begun(&passkeys, "192.0.2.1", Time(0));
        for n in 1..=MOST_OF_ONE as i64 {
            begun(&passkeys, "192.0.2.1", Time(n));
        }
        assert!(passkeys.take(&first, Time(100)).is_err());
        assert!(passkeys.take(&other, Time(100)).is_ok());
        assert_eq!(passkeys.underway.lock().len(), MOST_OF_ONE);
    }

    /// From however many networks: whoever signs in by their passkey is not refused.
    #[test]
    fn who_begins_without_end_from_everywhere_keeps_nobody_out() {
        let passkeys = Passkeys::new("http://localhost");
        for n in 0..MOST as i64 {
            let (_, state) = passkeys.checker().unwrap().start_discoverable_authentication().unwrap();
            let strange = Ceremony { since: Time(n), from: None, step: Step::SigningIn(Box::new(state)) };
            passkeys.underway.lock().insert(n.to_string(), strange);
        }
        let own = begun(&passkeys, "192.0.2.1", Time(MOST as i64));
        assert!(passkeys.take("0", Time(MOST as i64)).is_err(), "the oldest made room");
        assert!(passkeys.take("1", Time(MOST as i64)).is_ok() && passkeys.take(&own, Time(MOST as i64)).is_ok());
    }
}
