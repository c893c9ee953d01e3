//! Limits: up to which amount somebody decides alone, and how somebody works, which dues and substitutes go by.

use crate::{
    App,
    accounts::{limits as desk, people::known_person, rights::Permitted},
    auth::{Admin, Anyone, InPerson},
    extract::{Body, Segments},
    problem::{Answer, Code, Problem},
    wire::*,
};
use axum::{Json, extract::State, http::StatusCode};
use rapport_people::{Away, Ceiling, LimitHolder, LimitedAct, ObjectKind, PersonId, Realm, RightsChange};
use rapport_platform::sql::{
    account::{limits::KeptLimit, working::WorkingLife},
    trace,
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(limits, set_limit))
        .routes(routes!(own_limits))
        .routes(routes!(remove_limit))
        .routes(routes!(working, set_working))
        .routes(routes!(set_superior))
}

/// Every limit, in the order in which they were set.
#[utoipa::path(get, path = "/v1/limits", tag = "People", operation_id = "limits", responses((status = 200, body = Vec<LimitView>, description = "Done")))]
pub async fn limits(State(app): State<App>, _: Permitted) -> Answer<Vec<LimitView>> {
    shown(&app, |_| true).await
}

/// The caller's own limits, and those of roles they hold: to be known before they act.
#[utoipa::path(get, path = "/v1/limits/own", tag = "People", operation_id = "own_limits", responses((status = 200, body = Vec<LimitView>, description = "Done")))]
pub async fn own_limits(State(app): State<App>, Anyone(caller): Anyone) -> Answer<Vec<LimitView>> {
    let roles: Vec<String> =
        super::people::held(&caller.account, &app.rights.rights()).into_iter().map(|held| held.role).collect();
    shown(&app, |kept| match &kept.limit.holder {
        LimitHolder::Person(person) => *person == caller.account,
        LimitHolder::Role(role) => roles.iter().any(|held| role.0 == *held),
    })
    .await
}

/// Sets a limit, in place of the one for the same.
#[utoipa::path(post, path = "/v1/limits", tag = "People", operation_id = "set_limit", request_body = LimitInput, responses((status = 201, body = LimitView, description = "Done")))]
pub async fn set_limit(
    State(app): State<App>,
    Admin(caller): Admin,
    Body(input): Body<LimitInput>,
) -> Result<(StatusCode, Json<LimitView>), Problem> {
    let kept = desk::set(&app, &caller, input).await?;
    trace::on(ObjectKind::Limit, &kept.id);
    Ok((StatusCode::CREATED, Json(view(&names(&app).await?, &kept))))
}

/// Takes a limit back.
#[utoipa::path(delete, path = "/v1/limits/{id}", tag = "People", operation_id = "remove_limit", params(("id" = String, Path, description = "The limit's id.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn remove_limit(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
) -> Answer<Done> {
    desk::remove(&app, &caller, &id).await?;
    Ok(Json(Done::YES))
}

async fn names(app: &App) -> Result<Vec<(PersonId, String)>, Problem> {
    Ok(app.accounts.all().await?.into_iter().map(|account| (account.id, account.name)).collect())
}

async fn shown(app: &App, which: impl Fn(&KeptLimit) -> bool) -> Answer<Vec<LimitView>> {
    let names = names(app).await?;
    let kept = app.accounts.limits().await?;
    Ok(Json(kept.iter().filter(|kept| which(kept)).map(|kept| view(&names, kept)).collect()))
}

fn view(names: &[(PersonId, String)], KeptLimit { id, limit }: &KeptLimit) -> LimitView {
    let (person, role) = match &limit.holder {
        LimitHolder::Person(person) => (Some(person), None),
        LimitHolder::Role(role) => (None, Some(role.to_string())),
    };
    let (node, brand) = match &limit.realm {
        Realm::Below { node, brand } => (node.to_string(), brand.as_ref().map(ToString::to_string)),
        Realm::Object(object) => (object.to_string(), None),
    };
    let called = |person: &PersonId| names.iter().find(|(id, _)| id == person).map(|(_, name)| name.clone());
    LimitView {
        id: id.clone(),
        person_name: person.and_then(called),
        person: person.map(ToString::to_string),
        role,
        act: match limit.act {
            LimitedAct::MoveMoney | LimitedAct::ReleaseOrder => LimitedActCode::MoveMoney,
            LimitedAct::PublishJourney => LimitedActCode::PublishJourney,
        },
        node,
        brand,
        up_to: match limit.ceiling {
            Ceiling::UpTo(money) => Some(money.into()),
            Ceiling::Any => None,
        },
    }
}

/// How one works: when one is away and who answers meanwhile, whose holidays one has.
#[utoipa::path(get, path = "/v1/profile/working", tag = "Profile", operation_id = "working", responses((status = 200, body = WorkingView, description = "Done")))]
pub async fn working(State(app): State<App>, InPerson(own): InPerson) -> Answer<WorkingView> {
    Ok(Json(life(&app, app.accounts.working_of(&own.account.id).await?).await?))
}

/// Says how one works, in place of what one said before.
#[utoipa::path(put, path = "/v1/profile/working", tag = "Profile", operation_id = "set_working", request_body = WorkingInput, responses((status = 200, body = WorkingView, description = "Done")))]
pub async fn set_working(
    State(app): State<App>,
    InPerson(own): InPerson,
    Body(input): Body<WorkingInput>,
) -> Answer<WorkingView> {
    let _turn = app.rights.turn().await;
    let me = own.account.id;
    trace::on(ObjectKind::Person, &me.0);
    let mut known = app.accounts.working_of(&me).await?;
    known.away = match input.away {
        Some(AwayPeriod { substitute, from, until }) => {
            let substitute = known_person(&app, &PersonId(substitute.into())).await?;
            let away = Away { person: me, substitute, from, until };
            app.rights.decide(&RightsChange::SetAway(away.clone()), app.now())?;
            Some(away)
        }
        None => None,
    };
    known.region = input.region.unwrap_or_default();
    if !known.region.is_empty() && known.region.parse::<rapport_calendar::Region>().is_err() {
        return Err(Problem::new(Code::InvalidBody, "`region` is a country or a part of one, such as DE-BY."));
    }
    app.accounts.set_working(&known).await?;
    app.rights.reload(&app.accounts).await?;
    Ok(Json(life(&app, known).await?))
}

/// Says whom somebody reports to: who is asked where they do not answer.
#[utoipa::path(put, path = "/v1/people/{id}/superior", tag = "People", operation_id = "set_superior", params(("id" = String, Path, description = "The person's id.")), request_body = SuperiorInput, responses((status = 200, body = WorkingView, description = "Done")))]
pub async fn set_superior(
    State(app): State<App>,
    _: Admin,
    Segments(id): Segments<String>,
    Body(input): Body<SuperiorInput>,
) -> Answer<WorkingView> {
    let _turn = app.rights.turn().await;
    let person = known_person(&app, &PersonId(id.into())).await?;
    let mut known = app.accounts.working_of(&person).await?;
    known.superior = match input.superior {
        Some(superior) => Some(known_person(&app, &PersonId(superior.into())).await?),
        None => None,
    };
    app.accounts.set_working(&known).await?;
    Ok(Json(life(&app, known).await?))
}

async fn life(app: &App, known: WorkingLife) -> Result<WorkingView, Problem> {
    let away = known.away.map(|away| AwayPeriod {
        substitute: away.substitute.to_string(),
        from: away.from,
        until: away.until,
    });
    let colleagues = colleagues(app, &known.person).await?;
    let superior = known.superior.map(|person| person.to_string());
    Ok(WorkingView { away, region: known.region, superior, colleagues })
}

/// Who works here beside somebody; nobody for people of other companies.
async fn colleagues(app: &App, person: &PersonId) -> Result<Vec<PersonNamed>, Problem> {
    let rights = app.rights.rights();
    let held = super::people::held(person, &rights);
    let inside = |held: &RoleHeld| rights.role(&held.role.as_str().into()).is_some_and(|role| !role.outside);
    if !held.iter().any(inside) {
        return Ok(Vec::new());
    }
    let comes = app.accounts.all().await?.into_iter().filter(|account| account.active && account.has_password);
    let others = comes.filter(|account| account.id != *person);
    Ok(others.map(|account| PersonNamed { id: account.id.to_string(), name: account.name }).collect())
}
