//! The policy in force, and the one place where it is asked: before every operation of the API, by the permission that
//! `crates/people/operations.txt` names for it.
//!
//! Everything is asked at the company for now, and what belongs to a branch at the branch. What hangs in the plan's tree is asked at its
//! own node when use cases take the caller along.

use crate::{
    App,
    auth::{self, Caller},
    problem::{Code, Problem},
    serve::ADMIN,
    wire::{All, ProblemSaid},
};
use axum::{
    RequestPartsExt,
    extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State},
    http::{Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use parking_lot::RwLock;
use rapport_kernel::Time;
use rapport_people::{
    Extent, NotAllowed, Object, ObjectKind, Operation, Permission, PersonId, Place, Policy, Principal, Rights,
    RightsChange, RightsRefusal,
};
use rapport_platform::sql::{
    SqlError,
    account::{Account, Accounts},
};
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard, watch};

/// What holds of everybody at this moment.
struct Now {
    rights: Rights,
    policy: Policy,
    /// What people call each other, for those who are told whom to ask.
    names: Vec<(PersonId, String)>,
}

/// The rights in force.
pub struct InForce {
    now: RwLock<Arc<Now>>,
    changing: Mutex<()>,
    ended: watch::Sender<u64>,
}

impl InForce {
    /// Those of the database.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn load(accounts: &Accounts) -> Result<Self, SqlError> {
        let (ended, _) = watch::channel(0);
        Ok(Self { now: RwLock::new(Arc::new(read(accounts).await?)), changing: Mutex::default(), ended })
    }

    /// Takes a turn at changing accounts: what was decided stays true until it is done.
    pub async fn turn(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().await
    }

    /// Takes over what the database holds now. Whoever changed something there calls this within their turn.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn reload(&self, accounts: &Accounts) -> Result<(), SqlError> {
        let fresh = Arc::new(read(accounts).await?);
        *self.now.write() = fresh;
        self.sessions_ended();
        Ok(())
    }

    /// Says that something that was signed in may have ended: open streams look.
    pub fn sessions_ended(&self) {
        self.ended.send_modify(|count| *count += 1);
    }

    /// Hears of it.
    pub fn endings(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }

    /// Whether a change of rights is allowed.
    ///
    /// # Errors
    /// [`RightsRefusal`].
    pub fn decide(&self, change: &RightsChange, now: Time) -> Result<(), RightsRefusal> {
        self.get().rights.decide(change, now)
    }

    /// What was given.
    #[must_use]
    pub fn rights(&self) -> Rights {
        self.get().rights.clone()
    }

    /// Asks the policy.
    ///
    /// # Errors
    /// 404 for what may not be seen, 403 with the permission and who has it for what may not be done.
    pub fn ask(&self, who: &Principal, permission: Permission, place: &Place, now: Time) -> Result<(), Problem> {
        let held = self.get();
        held.policy.ask(who, permission, place, now).map(drop).map_err(|not| held.problem(&not))
    }

    /// Asks whether somebody may give this.
    ///
    /// # Errors
    /// As [`InForce::ask`].
    pub fn ask_to_give(
        &self,
        who: &Principal,
        giving: rapport_people::Giving<'_>,
        place: &Place,
        now: Time,
    ) -> Result<(), Problem> {
        let held = self.get();
        held.policy.ask_to_give(who, giving, place, now).map(drop).map_err(|not| held.problem(&not))
    }

    /// Whether somebody may do this anywhere.
    #[must_use]
    pub fn somewhere(&self, who: &Principal, permission: Permission, now: Time) -> bool {
        self.get().policy.extent(who, permission, now) != Extent::Nothing
    }

    /// What somebody may do at the company.
    #[must_use]
    pub fn at_company(&self, who: &Principal, now: Time) -> Vec<Permission> {
        let (held, place) = (self.get(), Place::company());
        let may = |permission: &Permission| held.policy.ask(who, *permission, &place, now).is_ok();
        Permission::ALL.iter().copied().filter(may).collect()
    }

    fn get(&self) -> Arc<Now> {
        self.now.read().clone()
    }
}

async fn read(accounts: &Accounts) -> Result<Now, SqlError> {
    let rights = accounts.rights().await?;
    // Nobody can ask the key, or who has not come in yet.
    let comes = |account: &Account| account.has_password || (account.email.is_none() && account.id.0 != ADMIN);
    let names = accounts.all().await?.into_iter().filter(comes).map(|account| (account.id, account.name)).collect();
    Ok(Now { policy: Policy::of(&rights), rights, names })
}

impl Now {
    fn problem(&self, not: &NotAllowed) -> Problem {
        match not {
            NotAllowed::Hidden => Problem::new(Code::NotFound, "There is nothing here that you may see."),
            NotAllowed::Denied { permission, held_by, .. } => {
                let name =
                    |id: &PersonId| self.names.iter().find(|(known, _)| known == id).map(|(_, name)| name.clone());
                let holders: Vec<String> = held_by.iter().filter_map(name).collect();
                let permission = permission.code().to_owned();
                let said = match holders.is_empty() {
                    true => ProblemSaid::PermissionMissing { permission },
                    false => ProblemSaid::PermissionHeldBy { permission, holders: All(holders) },
                };
                Problem::told(Code::NotAllowed, said).because(not)
            }
        }
    }
}

/// Somebody who may do what this operation does. Only [`layer`] makes one.
#[derive(Clone)]
pub struct Permitted(pub Caller);

/// Asks for the permission of every operation before anything else of it happens. A source is judged by its scope, in the handler: it has
/// no permissions, and what takes no write keys does not know it.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match permitted(&app, &mut parts).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    }
}

async fn permitted(app: &App, parts: &mut Parts) -> Result<(), Problem> {
    let Some(path) = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned()) else { return Ok(()) };
    let method = if parts.method == Method::HEAD { Method::GET } else { parts.method.clone() };
    let Some(operation) = Operation::find(method.as_str(), &path) else { return Ok(()) };
    let Some(permission) = operation.permission else { return Ok(()) };
    if auth::basic_user(&parts.headers).is_some_and(|key| !key.is_empty()) {
        return Ok(());
    }
    let caller = auth::caller(parts, app).await?;
    let now = app.now();
    // A list holds what they may see.
    let is_list = (method, path.as_str()) == (Method::GET, "/v1/branches");
    if !(is_list && app.rights.somewhere(&caller.principal, permission, now)) {
        app.rights.ask(&caller.principal, permission, &place(parts, &path).await, now)?;
    }
    auth::remember(parts, caller.clone());
    parts.extensions.insert(Permitted(caller));
    Ok(())
}

/// Where the thing of a request stands.
async fn place(parts: &mut Parts, path: &str) -> Place {
    let of_branch = path.starts_with("/v1/branches/{id}");
    let params = parts.extract::<RawPathParams>().await.ok();
    match params.iter().flatten().find(|(name, _)| of_branch && *name == "id") {
        Some((_, id)) => branch(id),
        None => Place::company(),
    }
}

/// Where a branch stands.
#[must_use]
pub fn branch(id: &str) -> Place {
    Place::company().of_object(Object::new(ObjectKind::Branch, id))
}

impl FromRequestParts<App> for Permitted {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        match parts.extensions.get::<Self>() {
            Some(permitted) => Ok(permitted.clone()),
            // What asks for nothing lets nobody in by itself.
            None => {
                auth::caller(parts, app).await?;
                Err(Problem::new(Code::NotAllowed, "This operation asks for no permission."))
            }
        }
    }
}

impl From<RightsRefusal> for Problem {
    fn from(refusal: RightsRefusal) -> Self {
        let said = match &refusal {
            RightsRefusal::LastAdministrator => {
                return Self::told(Code::Conflict, ProblemSaid::LastAdmin).because(&refusal);
            }
            RightsRefusal::ObjectNeeded(_) => ProblemSaid::SharedOnly,
            RightsRefusal::AlreadyOver(_) => ProblemSaid::AlreadyOver,
            _ => return Self::refused(&refusal, refusal.to_string()),
        };
        Self::refused_with(&refusal, said)
    }
}
