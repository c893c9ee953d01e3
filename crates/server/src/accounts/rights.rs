//! The policy in force, and the one place where it is asked: before every operation of the API, by the permission that
//! `crates/people/operations.txt` names for it.
//!
//! The same row says where: at the company; where the object of the path stands ([`places`], [`PermittedAt`]); anywhere, for a list, which
//! is then held to what its caller may see ([`PermittedWithin`]); or at what the request names, which the handler asks about when it was
//! read ([`PermittedSomewhere`]).

use crate::{
    App,
    auth::{self, Caller},
    places,
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
    AskedAt, Extent, NotAllowed, ObjectKind, Operation, Permission, PersonId, Place, Policy, Principal, Rights,
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
    rights: Arc<Rights>,
    policy: Arc<Policy>,
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
        Rights::clone(&self.get().rights)
    }

    /// What was given, and the policy made of it, as they are at one moment.
    #[must_use]
    pub fn as_one(&self) -> (Arc<Rights>, Arc<Policy>) {
        let held = self.get();
        (held.rights.clone(), held.policy.clone())
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

    /// Asks where somebody may do this.
    ///
    /// # Errors
    /// As [`InForce::ask`], if there is no such place.
    pub fn ask_somewhere(&self, who: &Principal, permission: Permission, now: Time) -> Result<Extent, Problem> {
        let held = self.get();
        held.policy.ask_somewhere(who, permission, now).map_err(|not| held.problem(&not))
    }

    /// Where somebody may do what, for each permission in the order of [`Permission::ALL`].
    #[must_use]
    pub fn extents(&self, who: &Principal, now: Time) -> Vec<Extent> {
        let held = self.get();
        Permission::ALL.iter().map(|permission| held.policy.extent(who, *permission, now)).collect()
    }

    /// Where somebody may do this: everywhere, at some places, or nowhere.
    #[must_use]
    pub fn extent(&self, who: &Principal, permission: Permission, now: Time) -> Extent {
        self.get().policy.extent(who, permission, now)
    }

    /// What somebody may do at one place at least.
    #[must_use]
    pub fn anywhere(&self, who: &Principal, now: Time) -> Vec<Permission> {
        let held = self.get();
        let may = |permission: &Permission| held.policy.extent(who, *permission, now) != Extent::Nothing;
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
    Ok(Now { policy: Arc::new(Policy::of(&rights)), rights: Arc::new(rights), names })
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
    let (Some(permission), Some(at)) = (operation.permission, operation.at) else { return Ok(()) };
    if auth::basic_user(&parts.headers).is_some_and(|key| !key.is_empty()) {
        return Ok(());
    }
    let caller = auth::caller(parts, app).await?;
    let (who, now) = (&caller.principal, app.now());
    match at {
        AskedAt::Company => {
            app.rights.ask(who, permission, &Place::company(), now)?;
            parts.extensions.insert(Permitted(caller.clone()));
        }
        AskedAt::Object(kind) => {
            // What is not there stands at the company: whoever does not see all there is hears the same of it as of what is hidden.
            let place = object(app, parts, kind).await?.unwrap_or_else(Place::company);
            app.rights.ask(who, permission, &place, now)?;
            parts.extensions.insert(Permitted(caller.clone()));
            parts.extensions.insert(PermittedAt { caller: caller.clone(), place });
        }
        AskedAt::List => {
            let extent = app.rights.ask_somewhere(who, permission, now)?;
            parts.extensions.insert(PermittedWithin { caller: caller.clone(), extent });
        }
        AskedAt::Named => {
            app.rights.ask_somewhere(who, permission, now)?;
            parts.extensions.insert(PermittedSomewhere { caller: caller.clone(), permission });
        }
    }
    auth::remember(parts, caller);
    Ok(())
}

/// Where the object stands that the first name in the path is of.
async fn object(app: &App, parts: &mut Parts, kind: ObjectKind) -> Result<Option<Place>, Problem> {
    let Ok(params) = parts.extract::<RawPathParams>().await else { return Ok(None) };
    match params.iter().next() {
        Some((_, id)) => Ok(places::find(app, kind, id).await?),
        None => Ok(None),
    }
}

/// Somebody who may do this with the object of the path, and where it stands. Only [`layer`] makes one.
#[derive(Clone)]
pub struct PermittedAt {
    /// Who asks.
    pub caller: Caller,
    /// Where the object stands.
    pub place: Place,
}

/// Somebody who sees something of what is listed. Only [`layer`] makes one.
#[derive(Clone)]
pub struct PermittedWithin {
    /// Who asks.
    pub caller: Caller,
    /// What they see of it: the answer holds nothing else, and counts nothing else.
    pub extent: Extent,
}

/// Somebody who may do this at some place; whether at this one is asked with [`PermittedSomewhere::at`]. Only [`layer`] makes one.
#[derive(Clone)]
pub struct PermittedSomewhere {
    caller: Caller,
    permission: Permission,
}

impl PermittedSomewhere {
    /// Asks whether they may do it here, and says who they are.
    ///
    /// # Errors
    /// As [`InForce::ask`].
    pub fn at(&self, app: &App, place: &Place) -> Result<&Caller, Problem> {
        app.rights.ask(&self.caller.principal, self.permission, place, app.now())?;
        Ok(&self.caller)
    }
}

/// Takes from a request what [`layer`] left there.
macro_rules! left_by_the_layer {
    ($($left:ty),*) => { $(
        impl FromRequestParts<App> for $left {
            type Rejection = Problem;
            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
                match parts.extensions.get::<Self>() {
                    Some(left) => Ok(left.clone()),
                    // What asks for nothing, or elsewhere, lets nobody in by itself.
                    None => {
                        auth::caller(parts, app).await?;
                        Err(Problem::new(Code::NotAllowed, "This operation does not ask for its permission here."))
                    }
                }
            }
        }
    )* };
}

left_by_the_layer!(Permitted, PermittedAt, PermittedWithin, PermittedSomewhere);

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
