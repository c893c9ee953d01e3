//! What a company's directory (SCIM) says of people, carried out on accounts; what it says of groups is [`super::teams`]'. Every change is
//! decided by the rights as they are within one turn.
//!
//! Whoever is new is invited by mail; what they may do comes from the teams they are in. A directory never deletes an account: whom it
//! removes is closed, and stays as the author of what they did.

use super::people::{self, name_is_free};
use crate::{
    App,
    auth::Caller,
    names,
    problem::{Code, Problem},
};
use rapport_account::{
    Email,
    scim::{ScimRefusal, UserResource},
};
use rapport_office::refused::Refused;
use rapport_people::ObjectKind;
use rapport_people::{PersonId, RightsRefusal};
use rapport_platform::sql::trace;
use rapport_platform::sql::{
    SqlError,
    account::{Account, AccountError, Accounts, directory::DirectoryAccount},
};
use rapport_trace::{DeedAct, draft::field};

/// Why a directory's request is not carried out.
#[derive(Debug)]
pub enum NotDone {
    /// The request itself is not as it should be.
    Scim(ScimRefusal),
    /// Rapport refuses it.
    Problem(Problem),
}

impl From<ScimRefusal> for NotDone {
    fn from(refusal: ScimRefusal) -> Self {
        Self::Scim(refusal)
    }
}

impl From<Problem> for NotDone {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Refused> for NotDone {
    fn from(refused: Refused) -> Self {
        Self::Problem(refused.into())
    }
}

impl From<SqlError> for NotDone {
    fn from(error: SqlError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<RightsRefusal> for NotDone {
    fn from(refusal: RightsRefusal) -> Self {
        Self::Problem(refusal.into())
    }
}

impl From<AccountError> for NotDone {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Exists | AccountError::EmailTaken => Self::Scim(ScimRefusal::Uniqueness),
            other => Self::Problem(other.into()),
        }
    }
}

/// The people a directory may see: those with an address, but for those it removed.
///
/// # Errors
/// If the database cannot answer.
pub async fn users(app: &App) -> Result<Vec<DirectoryAccount>, NotDone> {
    let mut all = app.accounts.in_directory().await?;
    all.retain(|one| !one.removed);
    Ok(all)
}

/// One of them.
///
/// # Errors
/// [`Code::NotFound`].
pub async fn user(app: &App, id: &str) -> Result<DirectoryAccount, NotDone> {
    let found = users(app).await?.into_iter().find(|one| one.account.id.0 == id);
    Ok(found.ok_or_else(|| Problem::not_found("person"))?)
}

/// Makes an account, or takes over the one that has this address and was removed before.
///
/// # Errors
/// [`ScimRefusal::Uniqueness`] for an address or a user name that another account has.
pub async fn make_user(app: &App, caller: &Caller, said: UserResource) -> Result<DirectoryAccount, NotDone> {
    let id = {
        let _turn = app.rights.turn().await;
        let all = app.accounts.in_directory().await?;
        let before = all.iter().find(|one| one.removed && one.account.email.as_deref() == Some(said.email.as_str()));
        let own = before.map(|one| one.account.id.clone());
        nobody_else(&all, own.as_ref(), &said)?;
        let id = match own {
            Some(id) => {
                trace::on(ObjectKind::Person, &id.0);
                tell(None, Some(&said));
                id
            }
            None => {
                let called = free_name(app, &said, None).await?;
                let mut account = Account::new(Accounts::fresh_id(), &called, Some(&said.email), app.now());
                account.active = said.active;
                trace::on(ObjectKind::Person, &account.id.0);
                tell(None, Some(&said));
                app.accounts.add(&account, &[], &caller.name).await?;
                account.id
            }
        };
        take_over(app, &id, &said).await?;
        id
    };
    let made = user(app, &id.0).await?;
    people::set_active(app, caller, &id, said.active).await?;
    if said.active && !made.account.has_password {
        people::link(app, caller, &id).await?;
    }
    user(app, &id.0).await
}

/// Takes over what the directory says of an account now. Whoever is not active any more is signed out of everything before the answer.
///
/// # Errors
/// As [`make_user`]; [`Code::NotFound`].
pub async fn change_user(
    app: &App,
    caller: &Caller,
    id: &str,
    change: impl FnOnce(UserResource) -> Result<UserResource, ScimRefusal>,
) -> Result<DirectoryAccount, NotDone> {
    let before = user(app, id).await?;
    let person = before.account.id.clone();
    let was = as_told(&before)?;
    let said = change(was.clone())?;
    tell(Some(&was), Some(&said));
    // Whoever leaves is out, whatever else of the change can be done.
    if before.account.active && !said.active {
        trace::act(DeedAct::Closed);
        people::set_active(app, caller, &person, false).await?;
    }
    {
        let _turn = app.rights.turn().await;
        nobody_else(&app.accounts.in_directory().await?, Some(&person), &said)?;
        take_over(app, &person, &said).await?;
    }
    if !before.account.active && said.active {
        people::set_active(app, caller, &person, true).await?;
    }
    user(app, id).await
}

/// Tells the trace what a directory says of somebody: that is personal data of theirs, but for whether they may come in.
fn tell(was: Option<&UserResource>, said: Option<&UserResource>) {
    type Read = fn(&UserResource) -> String;
    let read = |of: Option<&UserResource>, what: Read| of.map(what);
    let change = |name: &str, what: Read| {
        let (before, after) = (read(was, what), read(said, what));
        (before != after).then(|| field(name, before.as_deref(), after.as_deref()))
    };
    let personal: [(&str, Read); 4] = [
        ("name", |user| user.display_name.clone()),
        ("email", |user| user.email.as_str().to_owned()),
        ("user_name", |user| user.user_name.clone()),
        ("external_id", |user| user.external_id.clone()),
    ];
    trace::personal(personal.into_iter().filter_map(|(name, what)| change(name, what)));
    trace::changed(change("active", |user| user.active.to_string()));
}

/// Closes an account for good, as far as the directory is concerned.
///
/// # Errors
/// [`Code::NotFound`], and what the rights refuse.
pub async fn remove_user(app: &App, caller: &Caller, id: &str) -> Result<(), NotDone> {
    let known = user(app, id).await?.account.id;
    people::set_active(app, caller, &known, false).await?;
    Ok(app.accounts.remove_from_directory(&known).await?)
}

/// An account as the directory would tell it.
fn as_told(known: &DirectoryAccount) -> Result<UserResource, ScimRefusal> {
    let email =
        Email::read(known.account.email.as_deref().unwrap_or_default()).map_err(|_| ScimRefusal::InvalidValue)?;
    Ok(UserResource {
        user_name: user_name(known).to_owned(),
        email,
        display_name: known.account.name.clone(),
        external_id: known.external_id.clone(),
        active: known.account.active,
    })
}

/// What the directory knows an account by: its address, if the directory never wrote another name.
#[must_use]
pub fn user_name(known: &DirectoryAccount) -> &str {
    match known.user_name.as_str() {
        "" => known.account.email.as_deref().unwrap_or_default(),
        name => name,
    }
}

/// Nobody else has this user name or address.
fn nobody_else(all: &[DirectoryAccount], own: Option<&PersonId>, said: &UserResource) -> Result<(), ScimRefusal> {
    let same = |one: &&DirectoryAccount| {
        let named = !one.removed && user_name(one).eq_ignore_ascii_case(&said.user_name);
        named || one.account.email.as_deref() == Some(said.email.as_str())
    };
    match all.iter().filter(|one| Some(&one.account.id) != own).find(same) {
        Some(_) => Err(ScimRefusal::Uniqueness),
        None => Ok(()),
    }
}

/// Writes down what the directory says of an account; whether it may come in is not part of it.
async fn take_over(app: &App, id: &PersonId, said: &UserResource) -> Result<(), NotDone> {
    let mut account = app.accounts.find(id).await?.ok_or_else(|| Problem::not_found("person"))?;
    account.name = free_name(app, said, Some(&account)).await?;
    account.email = Some(said.email.as_str().to_owned());
    let (user_name, external_id) = (said.user_name.clone(), said.external_id.clone());
    app.accounts.take_from_directory(&DirectoryAccount { account, user_name, external_id, removed: false }).await?;
    Ok(app.rights.reload(&app.accounts).await?)
}

/// What somebody is called. Directories know people of the same name, the ledger's authors do not: the second one bears the address, too.
async fn free_name(app: &App, said: &UserResource, own: Option<&Account>) -> Result<String, NotDone> {
    let called = names::name(&said.display_name).map_err(|_| ScimRefusal::InvalidValue)?;
    let id = own.map(|own| &own.id);
    match name_is_free(app, &called, id).await {
        Err(problem) if problem.code() == Code::Conflict => {
            let told_apart = names::name(&format!("{called} ({})", said.email.as_str()))?;
            name_is_free(app, &told_apart, id).await?;
            Ok(told_apart)
        }
        other => Ok(other.map(|()| called)?),
    }
}
