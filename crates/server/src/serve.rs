//! Starting: stores, runtime, drivers, routes, in the order in which they need one another; and stopping in good order.

use crate::{
    App,
    accounts::{
        device::Devices,
        passkeys::Passkeys,
        release_work,
        rights::{self, InForce},
        tries,
    },
    again::{self, SayAgainError},
    api,
    app::Parts,
    at_rest,
    auth::{self, Attempts},
    backtests::Running,
    backups::Backups,
    beside::Beside,
    board::Board,
    canary::{self, Canary},
    contract,
    copies::Copies,
    cross_origin,
    crowds::Crowds,
    device_views::DeviceViews,
    door::{self, Door, Limits},
    drivers,
    erasures::{self, Erasures},
    exports::Exports,
    files::Files,
    headers, heads, idempotency, layers,
    links::Links,
    look_back,
    newcomers::{Newcomers, Quota},
    opt_in, pages, patient,
    placements::{self, Placements},
    publishing::{self, Turn},
    rates::{self, Rates},
    recorded, room,
    seen::Seen,
    settings::Settings,
    sinks::{Books, Forgetting, Issuer},
    sources::Sources,
    tallies::Cache,
    ui,
};
use axum::{Router, middleware, routing::get};
use hashbrown::HashMap;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use parking_lot::{Mutex, RwLock};
use rapport_account::SessionKind;
use rapport_channel::kind::{Kind, kinds};
use rapport_customer::{
    SourceAct, Trust,
    brand::{Brand, Purpose, PurposeKind, WordingText},
    source::Scope,
};
use rapport_drivers::{Surroundings, reach::Networks};
use rapport_engine::Body;
use rapport_kernel::{ChannelKind, Lsn, Span, Time};
use rapport_office::{Office, office, refused::Refused};
use rapport_people::{Grant, GrantId, Holder, PersonId, Realm};
use rapport_platform::{
    backup::{self, RESTORING},
    format,
    hold::{Hold, HoldFact, Why},
    installation::{BEAT, Installation, InstallationError},
    journal::{self, Spoken},
    recovery,
    reserve::{self, Reserve},
    runtime::{
        Bounds, ChannelDriver, Config as RuntimeConfig, Drivers, MessageIds, OpenError, PublicPace, Runtime, Sinks,
        Submission,
    },
    sql::{
        Db, Location, SqlError,
        account::{Account, AccountError, Accounts, session::Opening},
        approval::Approvals,
        brand::Brands,
        copies::Copies as CopyStore,
        idempotency::Idempotency,
        job::Jobs,
        journey::Journeys,
        ledger::Ledger,
        order::Orders,
        owed::Owed,
        secret::{Secrets, protect},
        source::{Source, SourceError, Sources as SourceStore},
        trace::Trace,
        used_link::UsedLinks,
        voucher::Vouchers,
    },
    stores::{self, Manifest, StoresError},
    tasks::Tasks,
    trouble::Trouble,
};
use std::{
    collections::BTreeSet,
    io,
    net::SocketAddr,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::{sync::watch, task::JoinHandle};
use tower_http::catch_panic::CatchPanicLayer;

/// The administrator's account.
pub const ADMIN: &str = "admin";
/// How long the way out may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// How to serve.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where everything is kept.
    pub data: PathBuf,
    /// Where the database is; absent: a file in `data`.
    pub database: Option<Location>,
    /// Where to listen; port 0 for any free one.
    pub listen: SocketAddr,
    /// A write key that opens a source named `default`; for development and tests.
    pub write_key: Option<String>,
    /// The administrator's token; made at the first start if absent. For development and tests.
    pub admin_token: Option<String>,
    /// The address people reach this installation at, such as `https://rapport.example.com`; made of `listen` if absent.
    pub public_url: Option<String>,
    /// How many threads share the customers.
    pub workers: usize,
    /// Start held: nothing is sent until a person says so.
    pub hold: bool,
    /// A person says that the machine's clock is right, whatever the log says.
    pub accept_clock: bool,
    /// Positions of log records that cannot be understood and that somebody decided to do without.
    pub leave_out: BTreeSet<Lsn>,
    /// After how long unheard of a device is forgotten; `None`: never.
    pub age_out: Option<Span>,
    /// How far the machine's clock may be off before it is no longer believed.
    pub clock: Bounds,
    /// A name for where this installation lives; then no other sign of the place counts.
    pub place: Option<String>,
    /// In which networks printers may stand.
    pub printer_networks: Networks,
    /// The folder below which backups may be written; without one none is taken while this runs.
    pub backups: Option<PathBuf>,
    /// After how long without a backup people are told; `None`: never.
    pub backup_alarm: Option<Duration>,
    /// What may come in at once, and how slowly.
    pub limits: Limits,
    /// How often and how fast everything on the disk is looked at.
    pub rounds: at_rest::Rounds,
    /// How many new customers public sources may bring.
    pub quota: Quota,
    /// How many placements that cost something one public source may have shown in a day; 0: any number.
    pub placements_per_day: usize,
    /// With how many unlike addresses of a kind an id may come within a day; 0: any number.
    pub addresses_per_id: usize,
    /// How many confirmations may be asked for.
    pub rates: rates::Limits,
    /// How much service mail goes within an hour because public sources said something.
    pub on_public_words: PublicPace,
    /// Bytes on the data's disk that are kept for what must go through when it is full.
    pub reserve: u64,
    /// How much memory message ids may take.
    pub message_ids: MessageIds,
}

impl Config {
    /// The usual settings.
    #[must_use]
    pub fn new(data: impl Into<PathBuf>, listen: SocketAddr) -> Self {
        Self {
            data: data.into(),
            database: None,
            listen,
            write_key: None,
            admin_token: None,
            public_url: None,
            workers: 2,
            hold: false,
            accept_clock: false,
            leave_out: BTreeSet::new(),
            age_out: Some(Span::DAY.times(90)),
            clock: Bounds::default(),
            place: None,
            printer_networks: Networks::default(),
            backups: None,
            backup_alarm: None,
            limits: Limits::default(),
            addresses_per_id: 5,
            rates: rates::Limits::default(),
            on_public_words: PublicPace::default(),
            quota: Quota::default(),
            placements_per_day: placements::USUAL,
            rounds: at_rest::Rounds::default(),
            reserve: 0,
            message_ids: MessageIds::default(),
        }
    }
}

/// Why it did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A key that everybody knows, where everybody can reach it.
    #[error("`{0}` is a key that everybody guesses: choose another, or leave it out and one is made")]
    DefaultSecret(String),
    /// The address is taken or not ours.
    #[error("cannot listen on {0}: {why}", why = unheard(.0, .1))]
    Listen(SocketAddr, io::Error),
    /// The data directory cannot be used.
    #[error("the data directory cannot be used: {0}")]
    Data(#[source] io::Error),
    /// A restore did not come to its end.
    #[error("a restore into this data directory was broken off: empty it and restore the backup again")]
    HalfRestored,
    /// The database refuses.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The stores do not fit together.
    #[error(transparent)]
    Stores(#[from] StoresError),
    /// The runtime refuses.
    #[error(transparent)]
    Runtime(#[from] OpenError),
    /// It cannot be told which installation this is.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// Something could not be set up.
    #[error("{0}")]
    Setup(String),
    /// Another process has taken the data directory meanwhile.
    #[error(
        "another process has taken the data directory {}: this one was stopped or cut off for longer than its lease is good for, so it \
         ends without writing anything more. Nothing it had confirmed is lost. See which process is at work there before you start \
         another", .0.display()
    )]
    LeaseLost(PathBuf),
}

/// Why nobody would be heard at an address, and what to do about it.
fn unheard(address: &SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "another program listens there, perhaps a Rapport that was started before. Stop that one, or choose another port with \
             --listen, such as {}:{}; port 0 takes any free one",
            bracketed(address),
            address.port().checked_add(1).unwrap_or(8_080)
        ),
        io::ErrorKind::AddrNotAvailable => "this machine has no such address. Name one that it has with --listen: \
             127.0.0.1 for this machine only, 0.0.0.0 for all it has"
            .to_owned(),
        io::ErrorKind::PermissionDenied => format!(
            "the system does not let you use port {}. Choose one from 1024 on with --listen and put a proxy in front, or give the \
             program the right to it (CAP_NET_BIND_SERVICE)",
            address.port()
        ),
        _ => format!("{error}. Choose another address with --listen"),
    }
}

fn bracketed(address: &SocketAddr) -> String {
    if address.is_ipv6() { format!("[{}]", address.ip()) } else { address.ip().to_string() }
}

impl From<Refused> for StartError {
    fn from(refused: Refused) -> Self {
        Self::Setup(refused.detail)
    }
}

impl From<SayAgainError> for StartError {
    fn from(error: SayAgainError) -> Self {
        match error {
            SayAgainError::Disk(error) => Self::Data(error),
            SayAgainError::Refused(refused) => refused.into(),
        }
    }
}

/// A server at work.
pub struct Server {
    app: App,
    address: SocketAddr,
    admin_token: Option<String>,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

/// Starts everything; answers when requests are taken.
///
/// # Errors
/// [`StartError`].
pub async fn start(config: Config) -> Result<Server, StartError> {
    refuse_default_secrets(&config)?;
    if config.data.join(RESTORING).exists() {
        return Err(StartError::HalfRestored);
    }
    std::fs::create_dir_all(&config.data).map_err(StartError::Data)?;
    protect(&config.data).map_err(StartError::Data)?;
    let handles = door::handles::raise();
    let listener = door::accept::listen(config.listen).map_err(|error| StartError::Listen(config.listen, error))?;
    let address = listener.local_addr().map_err(|error| StartError::Listen(config.listen, error))?;
    let base = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let reserve = Arc::new(Reserve::open(&config.data, config.reserve).map_err(StartError::Data)?);
    // A start is one of the things that must go through on a full disk.
    let begin = async {
        let app = open(&config, &base, handles, reserve).await?;
        app.beside.follow(&app).await;
        again::say(&app, &config.data, app.beside.key()).await?;
        if let Err(refused) = publishing::catch_up(&app).await {
            // A disk that is full must not keep people from withdrawing; the next start tries again.
            tracing::error!(problem = refused.detail(), "brands and journeys of log and database may differ");
        }
        let admin_token = first_steps(&app, &config).await?;
        look_back::resume(&app).await?;
        // Not before what the journal says of them is in force again.
        app.beside.sources_may_differ();
        Ok::<_, StartError>((app, admin_token))
    };
    let (app, admin_token) = reserve::protect(begin).await?;
    follow(&app);
    let (stop, stopped) = watch::channel(false);
    let serving = tokio::spawn(door::accept::run(listener, router(app.clone()), app.door.clone(), stopped));
    tracing::info!(%address, "serving");
    Ok(Server { app, address, admin_token, stop, serving })
}

/// Starts, waits for `end`, and stops in good order.
///
/// # Errors
/// [`StartError`].
pub async fn serve(
    config: Config,
    started: impl FnOnce(&Server),
    end: impl Future<Output = ()>,
) -> Result<(), StartError> {
    let server = start(config).await?;
    started(&server);
    let lease = server.app.installation.lease().clone();
    tokio::select! {
        () = end => server.stop().await,
        // Not stopped in good order: that writes, and what lies there is the other process's.
        () = lease.lost() => return Err(StartError::LeaseLost(server.app.installation.dir().to_owned())),
    }
    Ok(())
}

impl Server {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address people open.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The administrator's token, if it was made by this start: to be shown once.
    #[must_use]
    pub fn admin_token(&self) -> Option<&str> {
        self.admin_token.as_deref()
    }

    /// What the handlers share.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Stops in good order: no new requests, what is under way ends, everything is written.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        self.app.tasks.stop();
        // Streams do not end by themselves: they are cut off after a moment.
        let mut serving = self.serving;
        if tokio::time::timeout(Duration::from_secs(2), &mut serving).await.is_err() {
            serving.abort();
        }
        // What was answered until now is in the database: the log shall know, should an older one be put in its place.
        if let Ok(beat) = self.app.db.prove(self.app.runtime.end()).await {
            canary::note(&self.app, beat).await;
        }
        self.app.runtime.shut_down(PATIENCE).await;
        self.app.beside.follow(&self.app).await;
        self.app.installation.end_lease();
        // The last word on how far everything is.
        if let Ok(beat) = self.app.db.prove(self.app.runtime.end()).await {
            canary::manifest(&self.app, beat.number);
        }
        // Whoever still reads is not waited for: nothing of theirs is lost.
        let closed = tokio::time::timeout(Duration::from_secs(1), self.app.db.clone().close()).await;
        if !matches!(closed, Ok(Ok(()))) {
            tracing::warn!("the database did not close in time");
        }
    }
}

/// The door of a server whose stores are open: what they have, and more, is not for connections.
fn open_door(limits: &Limits, handles: u64) -> Arc<Door> {
    let open = door::handles::open();
    let door = Arc::new(Door::new(limits.clone(), door::handles::room(handles, open)));
    let connections = door.most_connections();
    tracing::info!(handles, open, connections, "file handles");
    if connections < limits.connections.max(256) {
        tracing::warn!(handles, connections, "the limit of open files leaves room for few connections: raise it");
    }
    door
}

/// Keys that everybody guesses are good enough for this machine only.
fn refuse_default_secrets(config: &Config) -> Result<(), StartError> {
    const GUESSED: [&str; 9] =
        ["admin", "password", "secret", "changeme", "default", "test", "rapport", "write-key", "admin-token"];
    if config.listen.ip().is_loopback() {
        return Ok(());
    }
    let given = [&config.write_key, &config.admin_token].into_iter().flatten();
    match given.into_iter().find(|key| key.len() < 8 || GUESSED.contains(&key.to_lowercase().as_str())) {
        Some(key) => Err(StartError::DefaultSecret(key.clone())),
        None => Ok(()),
    }
}

/// What the machine's clock says, for what is read and written before there is a log to check it against.
#[allow(clippy::disallowed_methods, reason = "there is no runtime yet whose time could be asked")]
fn unchecked_time() -> Time {
    jiff::Timestamp::now().into()
}

/// Opens the stores and the runtime.
async fn open(config: &Config, base: &str, handles: u64, reserve: Arc<Reserve>) -> Result<App, StartError> {
    format::check(&config.data).map_err(OpenError::from)?;
    let database = config.database.clone().unwrap_or_else(|| Location::within(&config.data));
    let end = stores::check(&config.data, &database).await?;
    let db = Db::serve(&database, reserve.clone()).await?;
    match database.file() {
        Some(path) => protect(path).map_err(StartError::Data)?,
        None => tracing::info!(%database, "the database is on a server"),
    }
    let now = unchecked_time();
    let (installation, hold) = identify(config, &db, now).await?;
    // Before the log is opened, which writes what only goes with a manifest.
    let manifest = Manifest::new(installation.identity(), end, db.beat().await?).write(&config.data);
    if let Err(error) = manifest.and_then(|()| installation.mark()) {
        tracing::warn!(%error, "the manifest could not be written");
    }
    let secrets = Secrets::new(db.clone());
    let beside = Beside::new(config.backups.clone(), journal::Key(secrets.bytes("journal", now).await?));
    let spoken = Arc::new(Spoken::open(&config.data).map_err(StartError::Data)?);
    let links = Links::new(&secrets.bytes("links", now).await?, base);
    let ledger = Ledger::load(db.clone()).await?;
    let orders = Orders::load(db.clone()).await?;
    let voucher_secret = secrets.bytes("vouchers", now).await?;
    let copies = Copies(CopyStore::new(db.clone()));
    let exports = Exports(Owed::exports(db.clone()));
    let erasures = Erasures(Owed::erasures(db.clone()));
    let vouchers = Vouchers::new(ledger.clone(), rapport_channel::voucher::Secret::new(voucher_secret));
    let kept = config.data.join(recovery::FILE);
    if !kept.exists()
        && let Err(error) = recovery::save(&db, &kept).await
    {
        tracing::warn!(%error, "the recovery file could not be written");
    }
    let settings = Arc::new(Settings::load(secrets.clone()).await?);
    let mail = Arc::new(drivers::email::Mail::new(drivers::email::Sending::of(&settings.now().mail)?));
    let board = Arc::new(Board::default());
    let started: Arc<OnceLock<Runtime>> = Arc::default();
    let email = drivers::email::MailDriver {
        mail: mail.clone(),
        settings: settings.clone(),
        links: links.clone(),
        copies: copies.clone(),
        runtime: started.clone(),
    };
    let kept = |driver: Arc<dyn ChannelDriver>| -> Arc<dyn ChannelDriver> {
        Arc::new(drivers::kept::Kept { driver, copies: copies.clone(), runtime: started.clone() })
    };
    let staff =
        drivers::staff::StaffDriver { board: board.clone(), settings: settings.clone(), runtime: started.clone() };
    let printer_networks = Arc::new(config.printer_networks.clone());
    let (whole, printers) = rapport_drivers::all(Surroundings {
        printer_networks: printer_networks.clone(),
        later: drivers::later(started.clone()),
    });
    printers.set(settings.now().places());
    let ours: [(&Kind, Arc<dyn ChannelDriver>); 2] =
        [(&rapport_channel::email::KIND, Arc::new(email)), (&rapport_channel::staff::KIND, kept(Arc::new(staff)))];
    let channels: HashMap<ChannelKind, _> = whole
        .into_iter()
        .map(|(kind, driver)| (kind, kept(driver)))
        .chain(ours)
        .map(|(kind, driver)| (kind.name(), driver))
        .collect();
    drivers::adjust(&channels, &settings.now());
    let sinks = Sinks {
        postings: Arc::new(Books { ledger: ledger.clone(), orders: orders.clone() }),
        vouchers: Arc::new(Issuer(vouchers.clone())),
        erasers: vec![Arc::new(Forgetting(vouchers.clone())), Arc::new(copies.clone()), Arc::new(exports.clone())],
        drivers: Drivers { channels: channels.clone(), budget: ledger.guard().clone() },
    };
    let runtime_config = RuntimeConfig {
        identity: installation.identity(),
        workers: config.workers,
        hold,
        lease: installation.lease().clone(),
        spoken,
        reserve,
        message_ids: config.message_ids,
        accept_clock: config.accept_clock,
        leave_out: config.leave_out.clone(),
        age_out: config.age_out,
        on_public_words: config.on_public_words,
        bounds: config.clock,
        ..RuntimeConfig::new(&config.data)
    };
    let runtime = Runtime::open(runtime_config, sinks).await?;
    // Set once: this is the only runtime of these drivers.
    let _ = started.set(runtime.clone());
    board.restore(&runtime, &settings.now()).await?;
    let accounts = Accounts::new(db.clone());
    let jobs = Jobs::new(db.clone());
    jobs.recover(runtime.now()).await?;
    let sources = Sources::load(SourceStore::new(db.clone())).await?;
    let files = Files::open(&config.data).map_err(StartError::Data)?;
    let idempotency = Idempotency::new(db.clone());
    let (rights, devices) = (InForce::load(&accounts).await?, Devices::new(secrets.bytes("devices", now).await?));
    let office = Office(Arc::new(office::Parts {
        runtime,
        installation,
        backups: Backups::new(&config.data, config.backups.clone(), config.backup_alarm),
        at_rest: at_rest::AtRest::default(),
        rounds: config.rounds,
        beside,
        canary: Canary::default(),
        ledger,
        orders,
        vouchers,
        copies,
        exports,
        erasures,
        journeys: Journeys::new(db.clone()),
        approvals: Approvals::new(db.clone()),
        brands: Brands::new(db.clone()),
        sources,
        files,
        trace: Trace::new(db.clone()),
        jobs,
        backtests: Running::default(),
        settings,
        mail,
        board,
        drivers: channels,
        printers,
        printer_networks,
        recent: Arc::default(),
        links,
        used_links: UsedLinks::new(db.clone()),
        rates: Rates::new(config.rates),
        newcomers: Newcomers::new(config.quota),
        late: Arc::default(),
        placements: Placements::new(config.placements_per_day),
        device_views: DeviceViews::default(),
        counted: Cache::default(),
        not_understood: Mutex::default(),
        tasks: Tasks::default(),
        leasing: Trouble::default(),
        homes: RwLock::new(HashMap::new()),
        crowds: Crowds::new(config.addresses_per_id),
        seen: Seen::default(),
        db,
    }));
    let passkeys = Passkeys::new(office.links.base());
    let (attempts, door) = (Attempts::default(), open_door(&config.limits, handles));
    Ok(App(Arc::new(Parts {
        office,
        accounts,
        rights,
        devices,
        passkeys,
        tries: tries::Attempts::default(),
        idempotency,
        attempts,
        door,
        metrics: recorder(),
    })))
}

/// Whether this is the installation that spoke last; if that is not certain, or not wanted, it is held.
async fn identify(config: &Config, db: &Db, now: Time) -> Result<(Installation, Hold), StartError> {
    let hold = Hold::open(&config.data);
    let installation = Installation::open(&config.data, config.place.as_deref(), db, &hold, now).await?;
    if config.hold {
        hold.put(Why::AskedFor, [HoldFact::StartedWithHold], now).map_err(StartError::Data)?;
    }
    Ok((installation, hold))
}

/// The process's recorder of metrics; made once, shared by all servers of a test process.
fn recorder() -> PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            // Another recorder was installed by whoever embeds this: then ours stays empty, and says so by being empty.
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("another recorder of metrics is installed: /metrics stays empty");
            }
            handle
        })
        .clone()
}

/// The account of the key that is printed at the first start, and given at a start with `--admin-token`: whoever starts the program gets
/// in, also after it was closed.
async fn recovery_key(app: &App, config: &Config, secrets: &Secrets) -> Result<Option<String>, StartError> {
    let now = app.now();
    let setup = |error: AccountError| StartError::Setup(error.to_string());
    let (id, key) = (PersonId::from(ADMIN), |label| Opening::new(SessionKind::Key, label));
    let holder = Holder::Person(id.clone());
    let grant = Grant {
        id: GrantId(format!("first/{ADMIN}").into()),
        holder,
        role: "administrator".into(),
        realm: Realm::EVERYWHERE,
        until: None,
    };
    match app.accounts.add(&Account::new(id.clone(), ADMIN, None, now), &[grant], "rapport").await {
        Ok(()) | Err(AccountError::Exists) => {}
        Err(error) => return Err(setup(error)),
    }
    let restored = backup::was_restored(&config.data);
    if restored {
        app.accounts.end_every_way_in(&id).await?;
        tracing::warn!(
            "every account but the recovery key is closed after a restore: an administrator opens them again"
        );
    }
    let token = match &config.admin_token {
        Some(token) => {
            app.accounts.set_active(&id, true).await.map_err(setup)?;
            app.accounts.open_as(&id, key("given at start"), token, now).await.map_err(setup)?;
            None
        }
        None if restored || secrets.get("admin-made").await?.is_none() => {
            let label = if restored { "made after a restore" } else { "made at the first start" };
            let token = app.accounts.open(&id, key(label), now).await.map_err(setup)?;
            secrets.put("admin-made", "yes", now).await?;
            Some(token)
        }
        None => None,
    };
    if restored {
        // Last: without it the next start would find no key to print.
        backup::ways_in_ended(&config.data).map_err(StartError::Data)?;
    }
    app.rights.reload(&app.accounts).await?;
    Ok(token)
}

/// What a first start makes: an administrator, and with `--write-key` a source and a brand to begin with. Returns the
/// administrator's token if it was made now.
async fn first_steps(app: &App, config: &Config) -> Result<Option<String>, StartError> {
    let now = app.now();
    let secrets = Secrets::new(app.db.clone());
    let token = recovery_key(app, config, &secrets).await?;
    let asked = app.runtime.ask_all(move |shard| {
        let records = shard.partitions().flat_map(|partition| partition.customers());
        records.flat_map(|record| rates::unanswered(&record.customer, now)).collect::<Vec<_>>()
    });
    asked.await.map_err(Refused::from)?.iter().for_each(|asked| app.rates.remember(asked));
    opt_in::ask_again(app).await?;
    one_spelling(app, &secrets).await?;
    if app.all_brands().await?.is_empty() {
        Turn::take(app).await.set_brand(&first_brand(), ADMIN).await?;
    }
    if let Some(key) = &config.write_key {
        let brand = app.all_brands().await?.first().map(|brand| brand.id.clone()).unwrap_or_default();
        let source = Source {
            id: "default".into(),
            name: "Default".into(),
            touchpoint: "shop".into(),
            // Whoever starts the program gives this key: it is as good as the program's own.
            scope: Scope { acts: SourceAct::ALL.to_vec(), ..Scope::usual(Trust::Trusted, brand) },
            origins: Vec::new(),
            active: true,
            created: now,
        };
        if app.sources.open(key).is_none() {
            match app.sources.store().add(&source, Some(key)).await {
                Ok(_) => {}
                Err(SourceError::Exists(_)) => {
                    return Err(StartError::Setup("the source `default` has another write key already".into()));
                }
                Err(error) => return Err(StartError::Setup(error.to_string())),
            }
            app.sources.reload().await?;
        }
    }
    Ok(token)
}

/// How identifiers are spelled; grows when the rules change what an address, number or id is spelled like.
const SPELLING: &str = "2";

/// Joins who was known under two spellings of one address, number or id, before anybody is let in. Once for each change of the
/// rules: reading all of them takes a while.
async fn one_spelling(app: &App, secrets: &Secrets) -> Result<(), StartError> {
    if secrets.get("spelling").await?.as_deref() == Some(SPELLING) {
        return Ok(());
    }
    let old = app.runtime.with_index(|index| index.old_spellings());
    let respelled = old.len();
    let about = |(customer, from, to)| Submission::about(customer, Body::Respelled { from, to });
    let mut all = old.into_iter().map(about);
    loop {
        let some: Vec<_> = all.by_ref().take(1_000).collect();
        if some.is_empty() {
            break;
        }
        // More than the engine applies in a moment: the start waits for it.
        patient::submit_all(&app.runtime, some).await.map_err(|error| StartError::Setup(error.to_string()))?;
    }
    app.runtime.settle().await.map_err(|error| StartError::Setup(error.to_string()))?;
    if respelled > 0 {
        tracing::info!(respelled, "addresses, numbers and ids were brought to one spelling");
    }
    secrets.put("spelling", SPELLING, app.now()).await?;
    Ok(())
}

/// A brand to begin with: changed in the settings.
fn first_brand() -> Brand {
    let wording = |language: &str, text: &str| WordingText { version: 1, language: language.into(), text: text.into() };
    let offers = Purpose {
        id: "offers".into(),
        wordings: vec![
            wording("en", "I agree to be contacted with offers that fit me. I can take this back at any time."),
            wording("de", "Ich möchte passende Angebote erhalten. Das kann ich jederzeit widerrufen."),
            wording("it", "Desidero ricevere offerte adatte a me. Posso revocarlo in ogni momento."),
            wording("nl", "Ik wil aanbiedingen ontvangen die bij mij passen. Ik kan dit altijd intrekken."),
            wording("pl", "Chcę otrzymywać pasujące oferty. Mogę to wycofać w każdej chwili."),
        ],
        ..Purpose::default()
    };
    let service = Purpose { id: "service".into(), kind: PurposeKind::Service, ..Purpose::default() };
    let languages = ["en", "de", "it", "nl", "pl"].map(Into::into).to_vec();
    Brand {
        languages,
        purposes: vec![offers, service],
        channels: kinds().iter().map(|kind| kind.channel(kind.id)).collect(),
        ..Brand::new("main", "Main brand")
    }
}

/// Work that goes on beside the requests: the board follows what happens, the last of it is kept, old answers and sessions are
/// forgotten, vouchers whose time is over release their money. Each keeps its state elsewhere, so that it can begin again.
fn follow(app: &App) {
    let tasks = &app.tasks;
    let keep = |name: &str, begin: fn(App) -> Pin<Box<dyn Future<Output = ()> + Send>>| {
        let app = app.clone();
        tasks.keep(name, move || begin(app.clone()));
    };
    keep("board", |app| Box::pin(listen(app)));
    keep("lease", |app| Box::pin(keep_lease(app)));
    keep("owed_erasures", |app| Box::pin(erasures::keep(app.office.clone())));
    keep("journal", |app| Box::pin(keep_journal(app)));
    keep("canary", |app| Box::pin(canary::watch(app.office.clone())));
    keep("trace_heads", |app| Box::pin(heads::watch(app.office.clone())));
    keep("look_at_rest", |app| Box::pin(at_rest::watch(app.office.clone(), app.rounds)));
    keep("approvals", |app| Box::pin(release_work::keep(app)));
    keep("tidying", |app| Box::pin(keep_tidy(app)));
}

async fn listen(app: App) {
    use tokio::sync::broadcast::error::RecvError;
    let mut heard = app.runtime.listen();
    // What was said before it listened is in the records.
    app.board.check(&app.runtime).await;
    loop {
        match heard.recv().await {
            Ok(live) => {
                app.board.follow(&live);
                app.recent.keep(live);
            }
            Err(RecvError::Closed) => return,
            // What was missed is in the records: look there.
            Err(RecvError::Lagged(_)) => app.board.check(&app.runtime).await,
        }
    }
}

async fn keep_lease(app: App) {
    let mut every = tokio::time::interval(BEAT);
    loop {
        every.tick().await;
        match app.installation.keep_lease(app.runtime.hold(), app.now()) {
            // If somebody else is at work here, the hold is on, and nothing is appended any more.
            Ok(_) => app.leasing.over(),
            Err(error) => {
                if app.leasing.again(error.to_string()) {
                    tracing::error!(%error, "the lease could not be renewed: others may take this directory for free");
                }
            }
        }
    }
}

async fn keep_journal(app: App) {
    app.beside.keep(&app).await;
}

async fn keep_tidy(app: App) {
    let mut every = tokio::time::interval(Duration::from_secs(60));
    loop {
        every.tick().await;
        let now = app.now();
        if let Err(error) = tidy(&app, now).await {
            tracing::warn!(%error, "could not tidy up");
        }
        if let Err(error) = app.vouchers.expire_due(now, 1_000).await {
            tracing::warn!(%error, "vouchers could not be expired");
        }
    }
}

/// Lets go of what was kept for a while only, whether or not anybody comes for more of its kind.
///
/// # Errors
/// If the database cannot answer; the rest is tidied at the next round.
pub async fn tidy(app: &App, now: Time) -> Result<(), SqlError> {
    app.files.tidy(now);
    app.idempotency.purge(now).await?;
    app.accounts.purge(now).await?;
    app.copies.0.purge(now).await?;
    Ok(())
}

/// All routes with what holds for each of them.
pub fn router(app: App) -> Router {
    let (api, _) = api::routes().split_for_parts();
    let document = get(|| async { ([("content-type", "application/json")], crate::openapi_json()) });
    let api = api
        .route("/openapi.json", document)
        .layer(middleware::from_fn_with_state(app.clone(), recorded::layer))
        .layer(middleware::from_fn_with_state(app.clone(), idempotency::layer))
        .layer(middleware::from_fn(contract::layer))
        .layer(middleware::from_fn_with_state(app.clone(), rights::layer))
        .method_not_allowed_fallback(layers::method_not_allowed);
    api.merge(pages::routes())
        .fallback(ui::serve)
        .layer(middleware::from_fn_with_state(app.clone(), auth::ask_first))
        .layer(middleware::from_fn_with_state(app.clone(), room::layer))
        // Around what gives a request its rights on a full disk, which hold for its own task.
        .layer(middleware::from_fn(layers::unbroken))
        .layer(middleware::from_fn_with_state(app.clone(), cross_origin::layer))
        .layer(middleware::from_fn(headers::layer))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(middleware::from_fn(layers::wrap))
        .with_state(app)
}
