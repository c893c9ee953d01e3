//! Coming in by address, password and second factor.

use super::tries::{self, At};
use crate::{
    App,
    auth::OwnAccount,
    problem::{ApiRefusal, Code, Problem},
    wire::ProblemSaid,
};
use axum::http::HeaderMap;
use rapport_account::{Email, Password, password::About};
use rapport_people::PersonId;
use rapport_platform::sql::account::{
    Account,
    password::{Hashed, Queue},
};
use std::net::IpAddr;

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
pub async fn sign_in(
    app: &App,
    said: Said<'_>,
    headers: &HeaderMap,
    from: Option<IpAddr>,
) -> Result<(Account, Hashed), Problem> {
    let email = Email::read(said.email).ok();
    let account = match &email {
        Some(email) => app.accounts.by_email(email).await?,
        None => None,
    };
    let whose = email.as_ref().map_or_else(|| said.email.to_lowercase(), |email| email.as_str().to_owned());
    let places = tries::places(&app.devices, account.as_ref(), &whose, headers, from);
    app.tries.begin(&places, app.now())?;
    let (id, typed) = (account.as_ref().map(|account| &account.id), Password::typed(said.password));
    let fits = app.accounts.fits(id, typed, tries::queue(&places)).await?;
    let Some((account, password)) = account.zip(fits) else {
        return Err(Problem::told(Code::WrongPassword, ProblemSaid::SignInWrong));
    };
    if account.has_factor {
        second_factor(app, &account.id, said.code, &places).await?;
    }
    app.tries.forgive(&places);
    Ok((account, password))
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

/// Whoever is signed in says their password once more, before something that would shut them out if somebody else did it. Tries count as at
/// the sign-in: who has somebody's session gets no more of them. The hash is good for as long as it is the account's password.
///
/// # Errors
/// A named refusal; [`Code::TooMany`].
pub async fn once_more(app: &App, own: &OwnAccount, password: &str) -> Result<Hashed, Problem> {
    app.tries.begin(&own.places, app.now())?;
    match app.accounts.fits(Some(&own.account.id), Password::typed(password), Queue::Known).await? {
        Some(hash) => {
            app.tries.forgive(&own.places);
            Ok(hash)
        }
        None => Err(Problem::refused_with(ApiRefusal::OtherPassword, ProblemSaid::OtherPassword)),
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
