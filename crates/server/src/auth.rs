//! Who asks: a source with its write key, a person with a token or a session, a branch's phone.
//!
//! * A **write key** opens what touchpoints need: events, decisions, consents, vouchers. It shows nothing of anybody.
//! * A **token** (`Authorization: Bearer`) or a **session** opens the rest, by what its account holds ([`crate::accounts::rights`]).
//! * A session lives in a cookie that scripts cannot read and other sites cannot send; what changes anything must also
//!   come from a page of this address (`Origin`, or `Sec-Fetch-Site` where a browser leaves `Origin` out).
//!
//! Tokens and keys are kept only as hashes. Wrong ones are counted by address; too many slow the asker down without
//! locking anybody out: whoever has the right one still gets in.

use crate::{
    App, SESSION_COOKIE,
    accounts::tries,
    cross_origin,
    door::{body::Underway, shares::household},
    problem::{ApiRefusal, Code, Problem},
    wire::ProblemSaid,
};
use axum::{
    body::HttpBody as _,
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_account::SessionKind;
use rapport_customer::source::{SourceRefusal, Trust, Wish};
use rapport_kernel::{BrandId, SourceId, Span, Time};
use rapport_people::{PersonId, Principal, Realm};
use rapport_platform::sql::{
    account::{Account, session::Session},
    source::Source,
};
use smol_str::SmolStr;
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

/// The beginning of a branch's account name; the rest is the branch.
pub const BRANCH: &str = "branch/";

/// A person, a program, or a branch's phone.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The author of what they do.
    pub name: String,
    /// The account that is signed in.
    pub account: PersonId,
    /// Whose rights count, and what is left of them.
    pub principal: Principal,
    /// Their branch, for a branch's phone.
    pub branch: Option<String>,
    /// By which of their sessions they ask.
    pub session: String,
    /// Browser, phone, token or key.
    pub kind: SessionKind,
    /// What it opened with.
    pub token: String,
}

pub use crate::accounts::rights::{Permitted as Admin, PermittedAt, PermittedSomewhere, PermittedWithin};

/// Somebody signed in, whatever they hold.
pub struct Anyone(pub Caller);

/// A person in their own browser, with their account: no token of theirs speaks for them here.
pub struct InPerson(pub OwnAccount);

/// Who asks, with their account.
pub struct OwnAccount {
    /// Who asks, and by which session.
    pub caller: Caller,
    /// The account that the person signed in with.
    pub account: Account,
    /// Where they come from, as far as tries of the password are counted.
    pub places: Vec<tries::At>,
}

/// A source, by its write key.
pub struct Writer(pub Arc<Source>);

/// A source or an admin.
#[expect(clippy::large_enum_variant, reason = "one for each request, and never kept")]
pub enum Machine {
    /// By write key.
    Source(Arc<Source>),
    /// By token or session.
    Admin(Caller),
}

impl Machine {
    /// The brand a source speaks for.
    #[must_use]
    pub fn brand(&self) -> Option<&BrandId> {
        match self {
            Self::Source(source) => Some(&source.scope.brand),
            Self::Admin(_) => None,
        }
    }

    /// Whether this may be done: a source is held to its scope, an admin may do everything.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] with the rule that forbids it.
    pub fn may(&self, wish: &Wish<'_>) -> Result<(), Problem> {
        match self {
            Self::Source(source) => allowed(source, wish),
            Self::Admin(_) => Ok(()),
        }
    }

    /// At which branch this happens: the one that is named, or the only one a source was given.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] if it is not the source's, or the source has several and named none.
    pub fn branch<'a>(&'a self, named: Option<&'a str>) -> Result<Option<&'a str>, Problem> {
        match self {
            Self::Source(source) => source.scope.branch(named).map_err(|refusal| counted(source, refusal)),
            Self::Admin(_) => Ok(named),
        }
    }

    /// The branches this is bound to; none: all.
    #[must_use]
    pub fn branches(&self) -> &[SmolStr] {
        match self {
            Self::Source(source) => &source.scope.branches,
            Self::Admin(_) => &[],
        }
    }

    /// The source, if it is one.
    #[must_use]
    pub fn source(&self) -> Option<&SourceId> {
        match self {
            Self::Source(source) => Some(&source.id),
            Self::Admin(_) => None,
        }
    }

    /// Whether everybody could be asking: the key is a page's or an app's. Answers then tell nothing of anybody.
    #[must_use]
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Source(source) if source.scope.trust == Trust::Public)
    }

    /// The name that stands as author or source of what is done.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Source(source) => source.id.as_str(),
            Self::Admin(caller) => &caller.name,
        }
    }
}

impl FromRequestParts<App> for Anyone {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        caller(parts, app).await.map(Self)
    }
}

impl FromRequestParts<App> for InPerson {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = caller(parts, app).await?;
        let account = app.accounts.find(&caller.account).await?;
        match account.filter(|account| account.email.is_some() && caller.kind == SessionKind::Browser) {
            Some(account) => {
                let whose = account.email.as_deref().unwrap_or_default();
                let places = tries::places(&app.devices, Some(&account), whose, &parts.headers, address(parts));
                Ok(Self(OwnAccount { caller, account, places }))
            }
            None => Err(Problem::told(Code::NotAllowed, ProblemSaid::OnlyInPerson).because(ApiRefusal::OnlyInPerson)),
        }
    }
}

impl FromRequestParts<App> for Writer {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        named_writer(parts, app)?.map(Self).ok_or_else(no_write_key)
    }
}

impl FromRequestParts<App> for Machine {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        match named_writer(parts, app)? {
            Some(source) => Ok(Self::Source(source)),
            None => Admin::from_request_parts(parts, app).await.map(|Admin(caller)| Self::Admin(caller)),
        }
    }
}

/// Whether a source may do this. Every operation that takes a write key asks here.
///
/// # Errors
/// [`Code::NotAllowed`] with the rule that forbids it; counted.
pub fn allowed(source: &Source, wish: &Wish<'_>) -> Result<(), Problem> {
    source.scope.permits(wish).map_err(|refusal| counted(source, refusal))
}

fn counted(source: &Source, refusal: SourceRefusal) -> Problem {
    let labels = [("source", source.id.to_string()), ("why", refusal.code().to_owned())];
    metrics::counter!("rapport_source_refused_total", &labels).increment(1);
    refusal.into()
}

fn no_write_key() -> Problem {
    Problem::new(Code::WrongWriteKey, "Send the write key as the user name of Basic authentication.")
}

/// The source a write key opens, for who sends these headers from where they do.
///
/// # Errors
/// [`Code::WrongWriteKey`]; [`Code::TooMany`] after many wrong ones; those of [`cross_origin::listed`].
pub fn writer(key: &str, app: &App, parts: &Parts) -> Result<Arc<Source>, Problem> {
    match app.sources.open(key) {
        Some(source) => cross_origin::listed(&source, &parts.headers).map(|()| source),
        None => Err(app
            .attempts
            .failed(address(parts), app.now())
            .unwrap_or_else(|| Problem::new(Code::WrongWriteKey, "No active source has this write key."))),
    }
}

/// Where a request comes from, if the server told.
#[must_use]
pub fn address(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
}

/// Where a request comes from, for handlers that count by it.
pub struct Peer(pub Option<IpAddr>);

impl FromRequestParts<App> for Peer {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(address(parts)))
    }
}

/// The user name of Basic authentication.
#[must_use]
pub fn basic_user(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, coded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(coded.trim()).ok()?).ok()?;
    Some(text.split_once(':').map_or(text.as_str(), |(user, _)| user).to_owned())
}

/// The token a request carries, and whether it came in a cookie.
#[must_use]
pub fn token(headers: &HeaderMap) -> Option<(String, bool)> {
    let bearer = || {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    };
    let cookie = || {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let mut own = pairs.filter(|(name, _)| *name == SESSION_COOKIE).map(|(_, value)| value);
        // A page of another host of the same domain can set one beside ours: then nobody knows which is meant.
        own.next().filter(|first| own.all(|other| other == *first)).map(str::to_owned)
    };
    bearer().map(|token| (token, false)).or_else(|| cookie().map(|token| (token, true)))
}

/// What the headers of a request with a body say of who asks.
#[derive(Clone)]
enum Asker {
    Source(Arc<Source>),
    Caller(Caller),
    /// A request that nothing valid stands behind, and the answer it gets.
    Nobody(Problem),
}

/// Looks at the headers before anything of a body is read. Whoever is known may send what the operation takes; a body of
/// anybody else stays within a stranger's bounds ([`crate::door::body`]).
pub async fn ask_first(State(app): State<App>, request: Request, next: Next) -> Response {
    // Pages know people by the link, signing in by what is in the body. With nothing to bound and nothing to keep an
    // answer for, whoever needs to know asks.
    let path = request.uri().path();
    let by_headers = (path.starts_with("/v1/") || path.starts_with("/scim/")) && path != "/v1/session";
    if comes_in(path)
        && let Some(underway) = request.extensions().get::<Arc<Underway>>()
    {
        underway.few();
    }
    let nothing = request.body().is_end_stream() && !request.headers().contains_key("idempotency-key");
    if !by_headers || nothing {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let asker = match basic_user(&parts.headers).filter(|key| !key.is_empty()) {
        Some(key) => writer(&key, &app, &parts).map(Asker::Source),
        None => caller(&parts, &app).await.map(Asker::Caller),
    };
    if asker.is_ok()
        && let Some(underway) = parts.extensions.get::<Arc<Underway>>()
    {
        underway.known();
    }
    parts.extensions.insert(asker.unwrap_or_else(Asker::Nobody));
    next.run(Request::from_parts(parts, body)).await
}

/// Whether somebody signs in there, or comes by a link of a mail: what tells who it is stands in the body.
fn comes_in(path: &str) -> bool {
    let below = ["/v1/session/", "/v1/password-links", "/v1/approval-links/"];
    path == "/v1/session" || below.iter().any(|begin| path.starts_with(begin))
}

/// Whether the headers said who asks, and not everybody can say so.
#[must_use]
pub fn is_trusted(request: &Request) -> bool {
    match request.extensions().get() {
        Some(Asker::Source(source)) => source.scope.trust == Trust::Trusted,
        Some(Asker::Caller(_)) => true,
        _ => false,
    }
}

/// The source whose write key stands in the headers; `None` if there is none.
///
/// # Errors
/// [`Code::WrongWriteKey`]; [`Code::TooMany`] after many wrong ones.
pub fn named_writer(parts: &Parts, app: &App) -> Result<Option<Arc<Source>>, Problem> {
    let Some(key) = basic_user(&parts.headers).filter(|key| !key.is_empty()) else { return Ok(None) };
    match parts.extensions.get() {
        Some(Asker::Source(source)) => Ok(Some(source.clone())),
        Some(Asker::Nobody(problem)) => Err(problem.clone()),
        _ => writer(&key, app, parts).map(Some),
    }
}

/// Who asks, by a token or a session.
///
/// # Errors
/// [`Code::NotSignedIn`], [`Code::WrongToken`], [`Code::ForeignOrigin`], [`Code::TooMany`].
pub async fn caller(parts: &Parts, app: &App) -> Result<Caller, Problem> {
    match parts.extensions.get() {
        Some(Asker::Caller(caller)) => return Ok(caller.clone()),
        Some(Asker::Nobody(problem)) => return Err(problem.clone()),
        _ => {}
    }
    let (token, by_cookie) =
        token(&parts.headers).ok_or_else(|| Problem::new(Code::NotSignedIn, "Send a token, or sign in."))?;
    if by_cookie {
        same_origin(&parts.method, &parts.headers)?;
    }
    known(&token, app, address(parts)).await
}

/// Who a token belongs to.
///
/// # Errors
/// [`Code::WrongToken`]; [`Code::TooMany`] after many wrong ones.
pub async fn known(token: &str, app: &App, from: Option<IpAddr>) -> Result<Caller, Problem> {
    let found = match token.len() {
        1..=256 => app.accounts.by_token(token, app.now()).await?,
        _ => None,
    };
    match found {
        Some((account, session)) => Ok(read(account, session, token)),
        None => Err(app
            .attempts
            .failed(from, app.now())
            .unwrap_or_else(|| Problem::new(Code::WrongToken, "This token is not known, or it has run out."))),
    }
}

/// Notes for whatever comes later in the same request who asks.
pub fn remember(parts: &mut Parts, caller: Caller) {
    parts.extensions.insert(Asker::Caller(caller));
}

fn read(account: Account, session: Session, token: &str) -> Caller {
    let principal = match session.only {
        Some(only) => Principal::token(account.id.clone(), only, Realm::EVERYWHERE).ending(session.expires),
        None => Principal::person(account.id.clone()),
    };
    Caller {
        branch: account.id.0.strip_prefix(BRANCH).map(str::to_owned),
        name: account.name,
        account: account.id,
        principal,
        session: session.id,
        kind: session.kind,
        token: token.to_owned(),
    }
}

/// What changes anything must come from a page of this address when a cookie opens the door.
///
/// # Errors
/// [`Code::ForeignOrigin`].
pub fn same_origin(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    if method.is_safe() {
        return Ok(());
    }
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let own = match text(header::ORIGIN) {
        Some(origin) => origin.split_once("://").is_some_and(|(_, host)| Some(host) == text(header::HOST)),
        None => text(header::HeaderName::from_static("sec-fetch-site")) == Some("same-origin"),
    };
    if own { Ok(()) } else { Err(Problem::new(Code::ForeignOrigin, "Changes are only taken from this address.")) }
}

/// Wrong keys and tokens by address. Whoever has none, or comes when no more can be remembered, is counted with all the
/// others of that kind: under `None`.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<HashMap<Option<IpAddr>, (u32, Time)>>);

impl Attempts {
    /// How many wrong ones an address may send in an hour before it is slowed down.
    const FREE: u32 = 20;
    /// How many addresses are remembered.
    const MAX: usize = 10_000;

    /// Counts a wrong one; after too many in the last hour, the problem to answer with.
    pub fn failed(&self, from: Option<IpAddr>, now: Time) -> Option<Problem> {
        let mut from = from.map(|from| household(from).0);
        let mut known = self.0.lock();
        if known.len() >= Self::MAX {
            known.retain(|_, (_, since)| now.since(*since) < Span::HOUR);
        }
        if known.len() >= Self::MAX && !known.contains_key(&from) {
            from = None;
        }
        let entry = known.entry(from).or_insert((0, now));
        if now.since(entry.1) >= Span::HOUR {
            *entry = (0, now);
        }
        entry.0 += 1;
        let wait = (Span::HOUR.0 - now.since(entry.1).0) / 1_000;
        (entry.0 > Self::FREE).then(|| {
            let wait = u32::try_from(wait).unwrap_or(3_600).max(1);
            let said = ProblemSaid::WrongTooOften { span: Span::SECOND.times(i64::from(wait)).into() };
            Problem::told(Code::TooMany, said).retry_after(wait)
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (header::HeaderName::from_static(k), v.parse().unwrap())).collect()
    }

    #[test]
    fn a_cookie_opens_nothing_for_other_sites() {
        let post = Method::POST;
        let own = headers(&[("host", "rapport.example:8080"), ("origin", "https://rapport.example:8080")]);
        assert!(same_origin(&post, &own).is_ok());
        for foreign in [
            headers(&[("host", "rapport.example"), ("origin", "https://evil.example")]),
            headers(&[("host", "rapport.example"), ("origin", "null")]),
            headers(&[("host", "rapport.example"), ("sec-fetch-site", "cross-site")]),
            headers(&[("host", "rapport.example")]),
        ] {
            assert_eq!(same_origin(&post, &foreign).unwrap_err().code(), Code::ForeignOrigin);
            assert!(same_origin(&Method::GET, &foreign).is_ok());
        }
    }

    #[test]
    fn keys_are_read_from_basic_and_tokens_from_bearer_or_cookie() {
        assert_eq!(basic_user(&headers(&[("authorization", "Basic d2tfMTo=")])).as_deref(), Some("wk_1"));
        assert_eq!(basic_user(&headers(&[("authorization", "Basic !")])), None);
        assert_eq!(token(&headers(&[("authorization", "Bearer at_1")])), Some(("at_1".into(), false)));
        let cookies = headers(&[("cookie", "a=b; rapport_session=st_1; c=d")]);
        assert_eq!(token(&cookies), Some(("st_1".into(), true)));
    }

    #[test]
    fn who_guesses_is_slowed_down_for_an_hour() {
        let attempts = Attempts::default();
        let from = Some("192.0.2.1".parse().unwrap());
        for _ in 0..Attempts::FREE {
            assert!(attempts.failed(from, Time(0)).is_none());
        }
        assert_eq!(attempts.failed(from, Time(0)).unwrap().code(), Code::TooMany);
        assert!(attempts.failed(Some("192.0.2.2".parse().unwrap()), Time(0)).is_none());
        // A household of IPv6 has more addresses than there are keys.
        for host in 0..Attempts::FREE {
            assert!(attempts.failed(Some(format!("2001:db8::{host:x}").parse().unwrap()), Time(0)).is_none());
        }
        assert!(attempts.failed(Some("2001:db8::ffff:1".parse().unwrap()), Time(0)).is_some());
        assert!(attempts.failed(from, Time(Span::HOUR.0)).is_none());
    }

    #[test]
    fn who_comes_from_nowhere_or_finds_the_table_full_is_bounded_too() {
        let guesses = |attempts: &Attempts, from: &dyn Fn(u32) -> Option<IpAddr>| {
            (0..=Attempts::FREE).filter(|n| attempts.failed(from(*n), Time(0)).is_none()).count() as u32
        };
        let attempts = Attempts::default();
        assert_eq!(guesses(&attempts, &|_| None), Attempts::FREE);
        let attempts = Attempts::default();
        for n in 0..Attempts::MAX as u32 {
            assert!(attempts.failed(Some(IpAddr::from(n.to_be_bytes())), Time(0)).is_none());
        }
        let newcomer = |n: u32| Some(IpAddr::from([203, 0, 113, n as u8]));
        assert_eq!(guesses(&attempts, &newcomer), Attempts::FREE, "all newcomers share one count");
        assert!(attempts.0.lock().len() <= Attempts::MAX + 1);
    }
}
