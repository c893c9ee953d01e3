//! Up to which amount somebody decides alone. A limit is set by those who could give what it is about at its place.

use super::people::{known_person, realm};
use crate::{
    App,
    auth::Caller,
    places,
    problem::{Code, Problem},
    wire::{LimitInput, LimitedActCode, RoleInput},
};
use rapport_people::{
    Ceiling, Giving, Limit, LimitHolder, LimitedAct, ObjectKind, Permissions, PersonId, Place, Realm, RightsChange,
    RoleId,
};
use rapport_platform::sql::account::limits::KeptLimit;

/// Sets a limit, in place of the one for the same.
///
/// # Errors
/// What the caller may not give, and what the rights refuse.
pub async fn set(app: &App, caller: &Caller, input: LimitInput) -> Result<KeptLimit, Problem> {
    let _turn = app.rights.turn().await;
    let holder = match (input.person, input.role) {
        (Some(person), None) => LimitHolder::Person(known_person(app, &PersonId(person.into())).await?),
        (None, Some(role)) => LimitHolder::Role(RoleId(role.into())),
        _ => return Err(bad_holder()),
    };
    let (role, branch, journey, until) = (String::new(), None, None, None);
    let at = RoleInput { node: input.node, brand: input.brand, role, branch, journey, until };
    let act = act(input.act);
    let ceiling = match input.up_to {
        Some(amount) => Ceiling::UpTo(amount.money().map_err(bad)?),
        None => Ceiling::Any,
    };
    let limit = Limit { holder, realm: realm(app, &at).await?, act, ceiling };
    may_set(app, caller, &limit).await?;
    app.rights.decide(&RightsChange::SetLimit(limit.clone()), app.now())?;
    let id = app.accounts.set_limit(&limit, &caller.name, app.now()).await?;
    app.rights.reload(&app.accounts).await?;
    Ok(KeptLimit { id, limit })
}

/// Takes a limit back.
///
/// # Errors
/// Not found; what the caller may not give.
pub async fn remove(app: &App, caller: &Caller, id: &str) -> Result<(), Problem> {
    let _turn = app.rights.turn().await;
    let kept = app.accounts.limits().await?.into_iter().find(|kept| kept.id == id);
    let kept = kept.ok_or_else(|| Problem::not_found("limit"))?;
    may_set(app, caller, &kept.limit).await?;
    app.accounts.remove_limit(id).await?;
    Ok(app.rights.reload(&app.accounts).await?)
}

async fn may_set(app: &App, caller: &Caller, limit: &Limit) -> Result<(), Problem> {
    let permissions = Permissions::of(&[limit.act.permission()]);
    let giving = Giving { permissions, realm: &limit.realm, until: None };
    let place = match &limit.realm {
        Realm::Below { node, .. } => places::find(app, ObjectKind::Node, &node.0).await?,
        Realm::Object(object) => places::find(app, object.kind, &object.id).await?,
    };
    app.rights.ask_to_give(&caller.principal, giving, &place.unwrap_or_else(Place::company), app.now())
}

fn bad_holder() -> Problem {
    bad("A limit is one `person`'s or one `role`'s.")
}

fn bad(why: impl std::fmt::Display) -> Problem {
    Problem::new(Code::InvalidBody, why.to_string())
}

fn act(code: LimitedActCode) -> LimitedAct {
    match code {
        LimitedActCode::MoveMoney => LimitedAct::MoveMoney,
        LimitedActCode::PublishJourney => LimitedAct::PublishJourney,
    }
}
