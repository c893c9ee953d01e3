//! Adding people, giving them roles, and closing their accounts. Every change is decided by the rights as they are within one turn, so that
//! two administrators cannot shut each other out at the same moment.

use super::{
    letters::{self, Posted},
    preferences,
};
use crate::{
    App,
    auth::Caller,
    names, places,
    problem::{ApiRefusal, Code, Problem},
    serve::ADMIN,
    wire::{PersonInput, ProblemSaid, RoleInput},
};
use rapport_account::{Email, LinkKind, SessionKind};
use rapport_kernel::{BrandId, Time, name};
use rapport_people::{
    Giving, Grant, GrantId, Holder, NodeRef, Object, ObjectKind, Permissions, PersonId, Place, Realm, Rights,
    RightsChange, RoleId,
};
use rapport_plan::NodeId;
use rapport_platform::sql::account::{Account, Accounts, link::Sent, session::Opening};
use rapport_platform::sql::trace;
use rapport_trace::{FieldChange, PersonRef, draft::field};

/// By what the program itself is the author of what it does.
const OURSELVES: &str = "Rapport";

/// How somebody who was added gets in.
pub enum WayIn {
    /// A mail with a link is on its way.
    Mailed,
    /// The link, to be handed over: no mail could be sent.
    Link(String),
    /// A program's token.
    Token(String),
}

/// Adds a person, who gets a link to set a password, or without an address a program's account with a token.
///
/// # Errors
/// What the giver may not give; a name or address that is taken.
pub async fn add(app: &App, caller: &Caller, input: PersonInput) -> Result<(Account, WayIn), Problem> {
    let called = names::name(&input.name)?;
    let email = input.email.as_deref().map(Email::read).transpose();
    let email = email.map_err(|_| Problem::told(Code::InvalidBody, ProblemSaid::BadEmail))?;
    let language = preferences::language(input.language)?;
    let turn = app.rights.turn().await;
    name_is_free(app, &called, None).await?;
    let now = app.now();
    let mut account = Account::new(Accounts::fresh_id(), &called, email.as_ref(), now);
    account.language = language;
    let mut grants = Vec::new();
    for role in input.roles {
        grants.push(grant(app, caller, Holder::Person(account.id.clone()), role, now).await?);
    }
    trace::on(ObjectKind::Person, &account.id.0);
    trace::personal([field("name", None, Some(&account.name)), field("email", None, account.email.as_deref())]);
    trace::changed(grants.iter().map(held));
    app.accounts.add(&account, &grants, &caller.name).await?;
    app.rights.reload(&app.accounts).await?;
    // A mail server may take its time: nobody else waits for it.
    drop(turn);
    let way = way_in(app, caller, &account).await?;
    Ok((account, way))
}

/// Nobody is called like somebody else is or was, or like what is no person: their name is all that the ledger and the plan's history keep
/// of an author.
///
/// # Errors
/// [`Code::Conflict`].
pub async fn name_is_free(app: &App, called: &str, own: Option<&PersonId>) -> Result<(), Problem> {
    let sources = app.sources.store().all().await?;
    let branch = called.to_lowercase().starts_with(crate::auth::BRANCH);
    if branch || name::alike(called, OURSELVES) || sources.iter().any(|source| name::alike(source.id.as_str(), called))
    {
        return Err(Problem::told(Code::Conflict, ProblemSaid::NameReserved).because(ApiRefusal::NameReserved));
    }
    no_account_is_called(app, called, own).await
}

/// The same as far as accounts go: also for what is no account.
///
/// # Errors
/// [`Code::Conflict`].
pub async fn no_account_is_called(app: &App, called: &str, own: Option<&PersonId>) -> Result<(), Problem> {
    let all = app.accounts.names().await?;
    match all.into_iter().find(|(other, name)| Some(other) != own && name::alike(name, called)) {
        Some((_, person)) => {
            Err(Problem::told(Code::Conflict, ProblemSaid::PersonTaken { person }).because(ApiRefusal::PersonTaken))
        }
        None => Ok(()),
    }
}

/// How somebody gets in: by a link that is mailed, or handed over where mail cannot leave; without an address, by a token in place of the
/// one before.
async fn way_in(app: &App, caller: &Caller, to: &Account) -> Result<WayIn, Problem> {
    if to.email.is_none() {
        let opening = Opening::new(SessionKind::Token, &to.name);
        let token = app.accounts.open_instead(&to.id, opening, app.now()).await?;
        app.rights.sessions_ended();
        return Ok(WayIn::Token(token));
    }
    let kind = if to.has_password { LinkKind::Reset } else { LinkKind::Invitation };
    let secret = app.accounts.make_link(&to.id, kind, app.now()).await?;
    let posted = letters::send_link(app, to, kind, &secret, &caller.name).await;
    let sent = match &posted {
        Ok(Posted::Left) => Sent::Mailed,
        Ok(Posted::Kept(_)) => Sent::HandedOver,
        Err(_) => Sent::Nowhere,
    };
    app.accounts.settle_link(&to.id, &secret, sent).await?;
    match posted? {
        Posted::Left => Ok(WayIn::Mailed),
        Posted::Kept(_) => Ok(WayIn::Link(letters::address(app, &secret))),
    }
}

/// Makes a new way in for somebody, in place of the ones before: a link, or a program's token.
///
/// # Errors
/// Whoever sees it could come in by it: it is made by those only who could give all that the person holds, and never for oneself.
pub async fn link(app: &App, caller: &Caller, id: &PersonId) -> Result<(Account, WayIn), Problem> {
    let account = known(app, id).await?;
    not_oneself(caller, id)?;
    outranks(app, caller, id).await?;
    if id.0 == ADMIN || !account.active {
        return Err(Problem::refused_with(ApiRefusal::NoEmail, ProblemSaid::NoEmail));
    }
    let way = way_in(app, caller, &account).await?;
    Ok((account, way))
}

/// Gives an account that came by a token alone an address: its owner is invited to set a password, and stays who they are.
///
/// # Errors
/// As [`link`]; an address that is taken, an account that has one.
pub async fn give_email(app: &App, caller: &Caller, id: &PersonId, email: &str) -> Result<(Account, WayIn), Problem> {
    let email = Email::read(email).map_err(|_| Problem::told(Code::InvalidBody, ProblemSaid::BadEmail))?;
    let turn = app.rights.turn().await;
    let mut account = known(app, id).await?;
    not_oneself(caller, id)?;
    outranks(app, caller, id).await?;
    if account.email.is_some() || id.0 == ADMIN || !account.active {
        return Err(Problem::refused_with(ApiRefusal::KeepsItsWayIn, ProblemSaid::KeepsItsWayIn));
    }
    account.email = Some(email.as_str().to_owned());
    trace::personal([field("email", None, account.email.as_deref())]);
    app.accounts.change(&account).await?;
    app.rights.reload(&app.accounts).await?;
    drop(turn);
    let way = way_in(app, caller, &account).await?;
    Ok((account, way))
}

/// What shuts somebody out of their own account, or lets somebody else in, asks for the password in the profile, and tokens cannot do it.
fn not_oneself(caller: &Caller, id: &PersonId) -> Result<(), Problem> {
    match caller.account == *id {
        true => Err(Problem::told(Code::NotAllowed, ProblemSaid::OwnAccount).because(ApiRefusal::OwnAccount)),
        false => Ok(()),
    }
}

/// Gives a role.
///
/// # Errors
/// What the giver may not give, and what the rights refuse.
pub async fn give(app: &App, caller: &Caller, id: &PersonId, role: RoleInput) -> Result<(), Problem> {
    let _turn = app.rights.turn().await;
    known(app, id).await?;
    give_to(app, caller, Holder::Person(id.clone()), role).await
}

/// The same for whoever holds roles; the caller holds the turn.
///
/// # Errors
/// As [`give`].
pub async fn give_to(app: &App, caller: &Caller, holder: Holder, role: RoleInput) -> Result<(), Problem> {
    let now = app.now();
    let grant = grant(app, caller, holder, role, now).await?;
    trace::changed([held(&grant)]);
    app.accounts.give(&grant, &caller.name, now).await?;
    Ok(app.rights.reload(&app.accounts).await?)
}

/// Takes a role back.
///
/// # Errors
/// [`Code::NotFound`], and what the rights refuse.
pub async fn withdraw(app: &App, caller: &Caller, id: &PersonId, grant: &str) -> Result<(), Problem> {
    let _turn = app.rights.turn().await;
    withdraw_from(app, caller, &Holder::Person(id.clone()), grant).await
}

/// The same for whoever holds roles; the caller holds the turn.
///
/// # Errors
/// As [`withdraw`].
pub async fn withdraw_from(app: &App, caller: &Caller, holder: &Holder, grant: &str) -> Result<(), Problem> {
    let rights = app.rights.rights();
    let grant = rights.grants().find(|known| known.id.0 == grant && known.holder == *holder);
    let grant = grant.ok_or_else(|| Problem::not_found("role"))?;
    may_give(app, caller, &rights, grant, app.now()).await?;
    app.rights.decide(&RightsChange::Withdraw(grant.id.clone()), app.now())?;
    app.accounts.withdraw(&grant.id).await?;
    Ok(app.rights.reload(&app.accounts).await?)
}

/// Closes an account, and ends everything of it that is signed in before the answer leaves; or opens it again.
///
/// # Errors
/// [`Code::NotFound`], and what the rights refuse.
pub async fn set_active(app: &App, caller: &Caller, id: &PersonId, active: bool) -> Result<(), Problem> {
    let _turn = app.rights.turn().await;
    known(app, id).await?;
    let change = if active { RightsChange::Return(id.clone()) } else { RightsChange::Leave(id.clone()) };
    if active {
        outranks(app, caller, id).await?;
    }
    app.rights.decide(&change, app.now())?;
    not_oneself(caller, id)?;
    app.accounts.set_active(id, active).await?;
    Ok(app.rights.reload(&app.accounts).await?)
}

/// Erases who somebody was whose account is closed. What they did stays, by a number.
///
/// # Errors
/// [`Code::NotFound`]; an account that is open; only those may who could give all that the person holds.
pub async fn erase(app: &App, caller: &Caller, id: &PersonId, reason: &str) -> Result<(), Problem> {
    let _turn = app.rights.turn().await;
    let account = known(app, id).await?;
    not_oneself(caller, id)?;
    outranks(app, caller, id).await?;
    if account.active || id.0 == ADMIN {
        return Err(Problem::refused_with(ApiRefusal::AccountOpen, ProblemSaid::AccountOpen));
    }
    // Who stands in no line yet is erased under a number of their own all the same.
    let number = app.trace.number(id).await?.unwrap_or_else(|| PersonRef(uuid::Uuid::now_v7().as_u128()));
    let called = format!("former-{}", uuid::Uuid::now_v7().simple());
    // By their number: the line that says so must not name them again.
    trace::on(ObjectKind::Person, &number.to_string());
    trace::because(reason);
    app.accounts.erase(id, &called, number).await?;
    Ok(app.rights.reload(&app.accounts).await?)
}

/// Takes somebody's second factor away, who lost it together with the recovery codes.
///
/// # Errors
/// [`Code::NotFound`]; only those may who could give all that the person holds.
pub async fn remove_factor(app: &App, caller: &Caller, id: &PersonId) -> Result<(), Problem> {
    known(app, id).await?;
    not_oneself(caller, id)?;
    outranks(app, caller, id).await?;
    Ok(app.accounts.remove_factor(id).await?)
}

/// A branch's phones: an account that holds the branch's role there and nothing else.
///
/// # Errors
/// If the database cannot answer.
pub async fn phone(app: &App, branch_id: &str, author: &str) -> Result<PersonId, Problem> {
    let _turn = app.rights.turn().await;
    let now = app.now();
    let id = PersonId(format!("{}{branch_id}", crate::auth::BRANCH).into());
    if app.accounts.find(&id).await?.is_none() {
        let realm = Realm::Object(Object::new(ObjectKind::Branch, branch_id));
        let holder = Holder::Person(id.clone());
        let grant = Grant { id: fresh_grant(), holder, role: RoleId::from("branch"), realm, until: None };
        app.accounts.add(&Account::new(id.clone(), id.0.as_str(), None, now), &[grant], author).await?;
    }
    // Closing ends the sessions before; opening lets the new one in.
    app.accounts.set_active(&id, false).await?;
    app.accounts.set_active(&id, true).await?;
    app.rights.reload(&app.accounts).await?;
    Ok(id)
}

/// The phones of a branch that closes are signed out.
///
/// # Errors
/// If the database cannot answer.
pub async fn close_phones(app: &App, branch_id: &str) -> Result<(), Problem> {
    let _turn = app.rights.turn().await;
    let id = PersonId(format!("{}{branch_id}", crate::auth::BRANCH).into());
    // Where nobody ever signed in there is nothing to end.
    if app.accounts.find(&id).await?.is_some() {
        app.accounts.set_active(&id, false).await?;
        app.rights.reload(&app.accounts).await?;
    }
    Ok(())
}

/// Somebody who works here: an account that is no branch's phone.
async fn known(app: &App, id: &PersonId) -> Result<Account, Problem> {
    let found = if id.0.starts_with(crate::auth::BRANCH) { None } else { app.accounts.find(id).await? };
    found.ok_or_else(|| Problem::not_found("person"))
}

/// The id of somebody who works here.
///
/// # Errors
/// Not found.
pub async fn known_person(app: &App, id: &PersonId) -> Result<PersonId, Problem> {
    Ok(known(app, id).await?.id)
}

/// Whether the caller could give all that somebody holds, themselves or by their teams: then they may hand them a way in.
async fn outranks(app: &App, caller: &Caller, id: &PersonId) -> Result<(), Problem> {
    could_give_all(app, caller, &Holder::Person(id.clone())).await?;
    let teams = app.accounts.teams().await?;
    for one in teams.into_iter().filter(|one| one.team.members.contains(id)) {
        could_give_all(app, caller, &Holder::Team(one.team.id)).await?;
    }
    Ok(())
}

/// Whether the caller could give all that a person or a team holds.
///
/// # Errors
/// What they could not give.
pub async fn could_give_all(app: &App, caller: &Caller, holder: &Holder) -> Result<(), Problem> {
    let (rights, now) = (app.rights.rights(), app.now());
    for grant in rights.grants().filter(|grant| grant.holder == *holder && grant.until.is_none_or(|until| now < until))
    {
        may_give(app, caller, &rights, grant, now).await?;
    }
    Ok(())
}

async fn may_give(app: &App, caller: &Caller, rights: &Rights, grant: &Grant, now: Time) -> Result<(), Problem> {
    let permissions = rights.role(&grant.role).map_or(Permissions::NONE, |role| role.permissions);
    let giving = Giving { permissions, realm: &grant.realm, until: grant.until };
    let (kind, id) = match &grant.realm {
        Realm::Object(object) => (object.kind, object.id.as_str()),
        Realm::Below { node, .. } => (ObjectKind::Node, node.0.as_str()),
    };
    // What is gone was given at the company.
    let place = places::find(app, kind, id).await?.unwrap_or_else(Place::company);
    app.rights.ask_to_give(&caller.principal, giving, &place, now)
}

/// The grant of a role, if the caller may give it.
async fn grant(app: &App, caller: &Caller, holder: Holder, role: RoleInput, now: Time) -> Result<Grant, Problem> {
    let realm = realm(app, &role).await?;
    let grant = Grant { id: fresh_grant(), holder, role: RoleId(role.role.as_str().into()), realm, until: role.until };
    app.rights.decide(&RightsChange::Give(grant.clone()), now)?;
    may_give(app, caller, &app.rights.rights(), &grant, now).await?;
    Ok(grant)
}

/// Where a role is to be held: all that it names is there.
///
/// # Errors
/// What is not there.
pub async fn realm(app: &App, role: &RoleInput) -> Result<Realm, Problem> {
    match role {
        RoleInput { branch: Some(id), journey: None, node: None, brand: None, .. } => {
            if !app.settings.now().branches.iter().any(|known| known.id == *id) {
                let said = ProblemSaid::BranchUnknown { branch: id.clone() };
                return Err(Problem::refused_with(ApiRefusal::UnknownBranch, said));
            }
            Ok(Realm::Object(Object::new(ObjectKind::Branch, id)))
        }
        RoleInput { journey: Some(id), branch: None, node: None, brand: None, .. } => {
            let known = places::find(app, ObjectKind::Journey, id).await?;
            known
                .map(|_| Realm::Object(Object::new(ObjectKind::Journey, id)))
                .ok_or_else(|| Problem::not_found("journey"))
        }
        RoleInput { node, brand, branch: None, journey: None, .. } => {
            let brand = brand.as_deref().map(BrandId::from);
            if let Some(brand) = &brand
                && app.brand(brand).await?.is_none()
            {
                let said = ProblemSaid::BrandUnknown { brand: brand.to_string() };
                return Err(Problem::refused_with(ApiRefusal::UnknownBrand, said));
            }
            let node: NodeId = node.as_deref().map_or(Ok(NodeId::Company), str::parse)?;
            if node != NodeId::Company && app.ledger.plan().tree().get(&node).is_none() {
                return Err(rapport_plan::Refusal::UnknownNode(node).into());
            }
            Ok(Realm::Below { node: NodeRef(node.to_string().into()), brand })
        }
        _ => {
            let detail =
                "A role is held at a `node`, of a `brand` or both; or for one `branch` or one `journey` alone.";
            Err(Problem::new(Code::InvalidBody, detail))
        }
    }
}

/// A role that is given, as the trace keeps it.
fn held(grant: &Grant) -> FieldChange {
    field("role", None, Some(&held_said(grant)))
}

/// A role and where it is held, in one line.
fn held_said(grant: &Grant) -> String {
    let realm = match &grant.realm {
        Realm::Below { node, brand: Some(brand) } => format!("{node}, brand:{brand}"),
        Realm::Below { node, brand: None } => node.to_string(),
        Realm::Object(object) => object.to_string(),
    };
    match grant.until {
        Some(until) => format!("{} @ {realm}, {until}", grant.role),
        None => format!("{} @ {realm}", grant.role),
    }
}

fn fresh_grant() -> GrantId {
    GrantId(format!("g_{}", uuid::Uuid::now_v7().simple()).into())
}
