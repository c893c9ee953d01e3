//! Coming in by address, password and second factor.

use crate::{
    App,
    door::shares::household,
    problem::{Code, Problem},
    wire::ProblemSaid,
};
use axum::http::HeaderMap;
use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_account::{Email, Password, Tries, TryPlace, password::About};
use rapport_kernel::{Span, Time};
use rapport_people::PersonId;
use rapport_platform::sql::account::Account;
use std::net::IpAddr;

/// Where a try comes from, with what it is told apart by.
pub type At = TryPlace<String, String, Option<IpAddr>>;

/// Tries of the last hour. Whoever comes when no more can be remembered is counted with all the others of that kind.
#[derive(Default)]
pub struct Attempts(Mutex<HashMap<At, Tries>>);

impl Attempts {
    /// How many places are remembered.
    const MAX: usize = 50_000;

    /// Begins a try at all of these places, or at none of them.
    ///
    /// # Errors
    /// [`Code::TooMany`] with how long to wait.
    pub fn begin(&self, places: &[At], now: Time) -> Result<(), Problem> {
        let mut known = self.0.lock();
        if known.len() >= Self::MAX {
            known.retain(|_, tries| !tries.is_over(now));
        }
        let keys: Vec<At> = places.iter().map(|place| remembered(&known, place)).collect();
        let waits = keys.iter().filter_map(|key| known.get(key)?.decide(key.per_hour(), now).err());
        if let Some(wait) = waits.max() {
            return Err(slow_down(wait));
        }
        keys.into_iter().for_each(|key| known.entry(key).or_default().begin(now));
        Ok(())
    }

    /// The try was right: it counts nowhere.
    pub fn forgive(&self, places: &[At]) {
        let mut known = self.0.lock();
        for place in places {
            if let Some(tries) = known.get_mut(place) {
                tries.forgive();
            }
        }
    }
}

/// Under what a place is counted.
fn remembered(known: &HashMap<At, Tries>, place: &At) -> At {
    match place {
        _ if known.len() < Attempts::MAX || known.contains_key(place) => place.clone(),
        TryPlace::Device(..) | TryPlace::Strangers(_) => TryPlace::Strangers(String::new()),
        TryPlace::Network(_) => TryPlace::Network(None),
    }
}

fn slow_down(wait: Span) -> Problem {
    let seconds = u32::try_from((wait.0 + 999) / 1_000).unwrap_or(3_600).max(1);
    let said = ProblemSaid::TriedTooOften { span: Span::SECOND.times(i64::from(seconds)).into() };
    Problem::told(Code::TooMany, said).retry_after(seconds)
}

/// Where a request to an account comes from.
#[must_use]
pub fn places(app: &App, account: Option<&Account>, whose: &str, headers: &HeaderMap, from: Option<IpAddr>) -> [At; 2] {
    let device = account.and_then(|account| app.devices.of(headers, &account.id));
    let whose = whose.chars().take(254).collect::<String>();
    let about = match device {
        Some(device) => TryPlace::Device(whose, device),
        None => TryPlace::Strangers(whose),
    };
    [about, TryPlace::Network(from.map(|from| household(from).0))]
}

/// What somebody says who wants to come in.
pub struct Said<'a> {
    /// The address.
    pub email: &'a str,
    /// The password as it was typed.
    pub password: &'a str,
    /// A code of the second factor, or a recovery code.
    pub code: Option<&'a str>,
}

/// Whose address and password these are. Whether the address, the password or the account is wrong is not told, and takes as long.
///
/// # Errors
/// [`Code::WrongPassword`], [`Code::CodeNeeded`], [`Code::WrongCode`], [`Code::TooMany`].
pub async fn sign_in(app: &App, said: Said<'_>, headers: &HeaderMap, from: Option<IpAddr>) -> Result<Account, Problem> {
    let email = Email::read(said.email).ok();
    let account = match &email {
        Some(email) => app.accounts.by_email(email).await?,
        None => None,
    };
    let whose = email.as_ref().map_or_else(|| said.email.to_lowercase(), |email| email.as_str().to_owned());
    let places = places(app, account.as_ref(), &whose, headers, from);
    app.tries.begin(&places, app.now())?;
    let fits = app.accounts.fits(account.as_ref().map(|account| &account.id), Password::typed(said.password)).await?;
    let Some(account) = account.filter(|_| fits) else {
        return Err(Problem::told(Code::WrongPassword, ProblemSaid::SignInWrong));
    };
    if account.has_factor {
        second_factor(app, &account.id, said.code, &places).await?;
    }
    app.tries.forgive(&places);
    Ok(account)
}

/// Takes the code of an account that has a second factor.
///
/// # Errors
/// [`Code::CodeNeeded`], [`Code::WrongCode`].
pub async fn second_factor(app: &App, id: &PersonId, code: Option<&str>, places: &[At]) -> Result<(), Problem> {
    let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) else {
        app.tries.forgive(places);
        return Err(Problem::told(Code::CodeNeeded, ProblemSaid::CodeNeeded));
    };
    match app.accounts.use_code(id, code, app.now()).await? {
        true => Ok(()),
        false => Err(Problem::told(Code::WrongCode, ProblemSaid::WrongCode)),
    }
}

/// Whoever is signed in says their password once more, before something that would shut them out if somebody else did it.
///
/// # Errors
/// A named refusal; [`Code::TooMany`].
pub async fn once_more(app: &App, account: &Account, session: &str, password: &str) -> Result<(), Problem> {
    let places = [TryPlace::Device(account.id.to_string(), session.to_owned())];
    app.tries.begin(&places, app.now())?;
    match app.accounts.fits(Some(&account.id), Password::typed(password)).await? {
        true => {
            app.tries.forgive(&places);
            Ok(())
        }
        false => {
            let said = ProblemSaid::OtherPassword;
            Err(Problem::refused_with(crate::problem::ApiRefusal::OtherPassword, said))
        }
    }
}

/// A new password of somebody.
///
/// # Errors
/// The rule it breaks.
pub fn new_password(text: &str, name: &str, email: Option<&str>) -> Result<Password, Problem> {
    use rapport_account::PasswordRefusal as No;
    Password::new(text, About { name, email: email.unwrap_or_default() }).map_err(|refusal| {
        let said = match refusal {
            No::TooShort => ProblemSaid::PasswordTooShort,
            No::TooLong => ProblemSaid::PasswordTooLong,
            No::Personal => ProblemSaid::PasswordPersonal,
            No::Frequent => ProblemSaid::PasswordFrequent,
        };
        Problem::refused_with(refusal, said)
    })
}

/// Which browser somebody has, in few words: `Firefox, Linux`. Never more than what these lists hold.
#[must_use]
pub fn browser(headers: &HeaderMap) -> String {
    let agent = headers.get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    // The order counts: most of them claim to be others, too.
    let one_of = |names: &[(&'static str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map_or("", |(_, name)| *name)
    };
    let browser = one_of(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrom", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = one_of(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}
