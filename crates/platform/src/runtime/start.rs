//! Putting the parts together, and taking them apart in good order.

use super::{
    again::erase_again,
    aside::{Aside, ERASURES, POSTINGS, VOUCHERS},
    dispatch::{self, Drivers},
    erase::{Eraser, Erasures},
    health::Health,
    inbox::Inbox,
    live,
    mend::Mending,
    names::Names,
    obligations::Obligations,
    outlets::{Outlets, Posting},
    recover,
    saver::{Saver, SaverHandle},
    seen::{MessageIds, Seen},
    sequencer::{Encode, Input, Sequencer},
    shared::Shared,
    sink::{Around, Outlet, Sink},
    speakers::Speakers,
    throttle::{PublicPace, Throttle},
    time::{self, BeforeStart, Bounds, Clock, LastTime, Steady, Timekeeper},
    touched::Touched,
    vouchers::{VoucherIssuer, Vouchers},
    wire::Wire,
    worker::Workers,
};
use crate::{
    format::{self, FormatError},
    history::{History, HistoryError},
    hold::{Hold, HoldFact, Why},
    installation::{self, Identity, Lease},
    journal::Spoken,
    left_out::LeftOut,
    log::Segments,
    origin::Owner,
    reserve::Reserve,
    snapshot::Snapshots,
    tasks::Tasks,
    trouble::Trouble,
};
use parking_lot::{Mutex, RwLock};
use rapport_engine::Publication;
use rapport_kernel::{
    JourneyId, Lsn, Span, Time,
    port::{Log, LogError},
};
use rapport_stored::BodyError;
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicUsize},
    thread::JoinHandle,
    time::Duration,
};
use tokio::{sync::broadcast, time::Instant};

/// How a heart is set up.
#[derive(Clone)]
pub struct Config {
    /// Where everything lies.
    pub dir: PathBuf,
    /// Which installation it is: what is derived says so, and what says otherwise is not believed.
    pub identity: Identity,
    /// How many threads share the partitions, 1 to 256.
    pub workers: usize,
    /// How often snapshots are written.
    pub save_every: Duration,
    /// A start that replayed more records than this saves at once: killed again and again soon after its start, the program
    /// would otherwise never save, and each start would take longer than the one before.
    pub long_replay: u64,
    /// Tells the time.
    pub clock: Clock,
    /// What the clock is compared with.
    pub steady: Steady,
    /// Since which boot of the machine it counts; empty: no one knows.
    pub boot: String,
    /// How far the clock may be off before it is no longer believed.
    pub bounds: Bounds,
    /// A person says that the clock is right, whatever the log says.
    pub accept_clock: bool,
    /// Records that cannot be understood and that someone decided to do without.
    pub leave_out: BTreeSet<Lsn>,
    /// How much is let in before senders are asked to wait.
    pub limits: Limits,
    /// While it is on, nothing is sent.
    pub hold: Hold,
    /// Whether this process still is the one at work in its directory.
    pub lease: Lease,
    /// What was sent since the backup this was restored from: it is not sent again.
    pub spoken: Arc<Spoken>,
    /// Room on the disk for what must always work.
    pub reserve: Arc<Reserve>,
    /// How much memory message ids may take.
    pub message_ids: MessageIds,
    /// After how long unheard of a device is forgotten; `None`: never.
    pub age_out: Option<Span>,
    /// How much service mail goes within an hour because public sources said something.
    pub on_public_words: PublicPace,
    /// Opens the log on a disk that fails.
    #[cfg(test)]
    pub(super) disk: Option<crate::log::tests::Faulty>,
    /// Gives records another stored form, or none.
    #[cfg(test)]
    pub(super) encode: Encode,
}

/// How much may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Records between the door and durability.
    pub queue: usize,
    /// Records that are durable but not applied.
    pub lag: u64,
    /// Effects that are not carried out.
    pub backlog: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { queue: 20_000, lag: 200_000, backlog: 200_000 }
    }
}

impl Config {
    /// The usual settings for this directory, with the hold that lies in it.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        let dir = dir.into();
        Self {
            hold: Hold::open(&dir),
            lease: Lease::alone(),
            identity: installation::named(&dir).dir.unwrap_or_else(Identity::nobody),
            spoken: Arc::default(),
            reserve: Arc::new(Reserve::none(&dir)),
            message_ids: MessageIds::default(),
            age_out: None,
            on_public_words: PublicPace::default(),
            dir,
            workers: 2,
            save_every: Duration::from_secs(300),
            long_replay: 50_000,
            clock: Arc::new(time::system_clock),
            steady: time::since_boot(),
            boot: installation::kernel(),
            bounds: Bounds::default(),
            accept_clock: false,
            leave_out: BTreeSet::new(),
            limits: Limits::default(),
            #[cfg(test)]
            disk: None,
            #[cfg(test)]
            encode: rapport_stored::encode_body,
        }
    }
}

/// What the heart hands its effects to.
pub struct Sinks {
    /// Books money.
    pub postings: Arc<dyn Sink<Posting>>,
    /// Gives vouchers out.
    pub vouchers: Arc<dyn VoucherIssuer>,
    /// Forget what they keep of a customer.
    pub erasers: Vec<Arc<dyn Eraser>>,
    /// Carry messages out.
    pub drivers: Drivers,
}

/// Why the heart did not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The log cannot be opened or read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The directory is not of this release.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A record of the log is whole and cannot be understood.
    #[error(
        "record {} of the log cannot be understood: {error}{}. Use the release that wrote it, restore a backup, or go on \
         without it (`rapport serve --leave-out {}`); then nothing is sent until an administrator lifts the hold",
        lsn.0, said(writer.as_deref()), lsn.0
    )]
    Record {
        /// The record's position.
        lsn: Lsn,
        /// The newest release that wrote in this directory, if it is not this one.
        writer: Option<String>,
        /// What is wrong with it.
        #[source]
        error: BodyError,
    },
    /// A journey's document in the log is not understood any more.
    #[error(
        "version {version} of journey `{journey}` (record {} of the log) is not understood: {why}{}. Use the release that          wrote it, restore a backup, or go on without that version (`rapport serve --leave-out {}`); then what waits in \
         it is refused, and nothing is sent until an administrator lifts the hold",
        lsn.0, said(writer.as_deref()), lsn.0
    )]
    Document {
        /// Its record.
        lsn: Lsn,
        /// The journey whose document cannot be read.
        journey: JourneyId,
        /// The version in question.
        version: u32,
        /// The newest release that wrote in this directory, if it is not this one.
        writer: Option<String>,
        /// What is wrong with it.
        why: String,
    },
    /// The histories cannot be opened.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The disk says no.
    #[error("{0}")]
    Disk(#[from] io::Error),
    /// A worker ended during recovery.
    #[error("a worker ended during recovery")]
    WorkerDied,
}

fn said(writer: Option<&str>) -> String {
    writer.map_or_else(String::new, |release| format!("; release {release} wrote in this directory"))
}

impl OpenError {
    /// Says who wrote what cannot be understood.
    fn of(self, dir: &Path) -> Self {
        let writer = || format::writer(dir).filter(|release| release != format::RELEASE);
        match self {
            Self::Record { lsn, error, .. } => Self::Record { lsn, writer: writer(), error },
            Self::Document { lsn, journey, version, why, .. } => {
                Self::Document { lsn, journey, version, writer: writer(), why }
            }
            other => other,
        }
    }
}

/// A running heart.
pub(super) struct Running {
    pub(super) shared: Arc<Shared>,
    pub(super) workers: Workers,
    pub(super) saver: SaverHandle,
    pub(super) limits: Limits,
    /// Held by whoever announces something.
    pub(super) announcing: tokio::sync::Mutex<()>,
    sequencer: Mutex<Option<JoinHandle<()>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What lies on disk.
struct Found {
    log: Segments,
    snapshots: Arc<Snapshots>,
    history: Arc<History>,
    aside: Arc<Aside>,
    names: Names,
    seen: Seen,
    shards: Vec<rapport_engine::Shard>,
    from: Lsn,
    left_out: LeftOut,
    /// Positions that are left out from this start on.
    new: Vec<Lsn>,
    /// Whether every derived file says whose it is.
    all_say: bool,
    /// What stands there, if it is a journey's document.
    without: Vec<Publication>,
}

#[cfg(not(test))]
fn encode(_: &Config) -> Encode {
    rapport_stored::encode_body
}

#[cfg(test)]
fn encode(config: &Config) -> Encode {
    config.encode
}

#[cfg(test)]
fn log(config: &Config) -> Result<Segments, LogError> {
    let open = |disk| crate::log::tests::open_faulty(&config.dir.join("log"), disk);
    config.disk.as_ref().map_or_else(|| open_log(config), open)
}

#[cfg(not(test))]
fn log(config: &Config) -> Result<Segments, LogError> {
    open_log(config)
}

fn open_log(config: &Config) -> Result<Segments, LogError> {
    let dir = config.dir.join("log");
    if config.lease.took_over() { Segments::take_over(&dir) } else { Segments::open(&dir) }
}

fn find(config: &Config) -> Result<Found, OpenError> {
    format::check(&config.dir)?;
    let log = log(config)?;
    format::note(&config.dir)?;
    let all_say = format::all_say_whose(&config.dir);
    let owner = Owner::new(&config.identity, all_say).with_log(log.reader()).under(config.lease.clone());
    let snapshots = Arc::new(Snapshots::open(&config.dir.join("state"), owner.clone())?);
    let history = Arc::new(History::open(&config.dir.join("history"), owner.clone())?);
    let aside = Arc::new(Aside::open(&config.dir, config.lease.clone())?);
    let mut left_out = LeftOut::open(&config.dir)?;
    let new = left_out.add(&config.leave_out, (config.clock)())?;
    let names = Names::load(&snapshots, &log.reader(), &left_out)?;
    let without = names.documents(&left_out)?;
    let seen = Seen::open(&config.dir.join("ids"), config.message_ids, &owner, &log.reader())?;
    let workers = config.workers.clamp(1, 256);
    let (shards, from) = recover::shards(workers, &snapshots, &history, &names, &log.reader(), &left_out)?;
    Ok(Found { log, snapshots, history, aside, names, seen, shards, from, left_out, new, all_say, without })
}

async fn blocking<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> Result<R, OpenError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| OpenError::Disk(io::Error::other(error)))
}

fn timekeeper(config: &Config, names: &Names) -> Timekeeper {
    let log = (names.lsn > Lsn(0)).then_some(names.time);
    let before = BeforeStart { log, passed: LastTime::read(&config.dir), boot: config.boot.clone() };
    Timekeeper::new(config.clock.clone(), config.steady.clone(), config.bounds, &before, config.accept_clock)
}

pub(super) async fn open(config: Config, sinks: Sinks) -> Result<Running, OpenError> {
    let tasks = Tasks::default();
    let opened = open_with(config, sinks, tasks.clone()).await;
    if opened.is_err() {
        tasks.stop();
    }
    opened
}

async fn open_with(config: Config, sinks: Sinks, tasks: Tasks) -> Result<Running, OpenError> {
    let (begin, encode) = (Instant::now(), encode(&config));
    let on_disk = config.clone();
    let found = blocking(move || find(&on_disk).map_err(|error| error.of(&on_disk.dir))).await??;
    let (inbox, requests) = crossbeam_channel::unbounded();
    let inbox = Inbox(inbox);
    let (saving, orders) = SaverHandle::new();
    let (dues, due) = tokio::sync::mpsc::unbounded_channel();
    let reader = found.log.reader();
    let vouchers = Vouchers { inbox: inbox.clone(), issuer: sinks.vouchers };
    let obligations = Arc::new(Obligations::default());
    let rewriting: Arc<tokio::sync::Mutex<()>> = Arc::default();
    let aside = found.aside;
    let health = Arc::new(Health::new(found.shards.len()));
    let time = Arc::new(timekeeper(&config, &found.names));
    let clock = time.clone();
    let around = Around { now: Arc::new(move || clock.now()), tasks, health: health.clone() };
    let postings = Outlet::start(POSTINGS, 500, sinks.postings, aside.clone(), &around);
    let vouchers = Outlet::start(VOUCHERS, 100, Arc::new(vouchers), aside.clone(), &around);
    let erasures = Erasures {
        postings: postings.clone(),
        vouchers: vouchers.clone(),
        rewriting: rewriting.clone(),
        obligations: obligations.clone(),
        history: found.history.clone(),
        reader: reader.clone(),
        inbox: inbox.clone(),
        others: sinks.erasers,
        saver: saving.clone(),
        reserve: config.reserve.clone(),
        lease: config.lease.clone(),
    };
    let outlets = Outlets {
        postings,
        vouchers,
        erasures: Outlet::start(ERASURES, 1_000, Arc::new(erasures), aside.clone(), &around),
        dues,
        due: AtomicUsize::new(0),
    };
    if let Some(doubt) = time.doubt()
        && let Err(error) =
            config.hold.put(Why::Clock, [HoldFact::Clock { says: doubt.says, kept: doubt.kept }], time.now())
    {
        tracing::warn!(%error, "the hold could not be written; it is on all the same");
    }
    if !found.new.is_empty() {
        let document =
            |of: &Publication| HoldFact::DocumentLeftOut { journey: of.journey.to_string(), version: of.version };
        let facts = [HoldFact::LeftOut { records: found.new.len() as u64 }];
        config.hold.put(Why::LossAccepted, facts.into_iter().chain(found.without.iter().map(document)), time.now())?;
    }
    let shared = Arc::new(Shared {
        history: found.history,
        snapshots: found.snapshots,
        reader,
        names: Arc::new(RwLock::new(found.names)),
        health,
        aside,
        wire: Wire::default(),
        outlets,
        mending: Mending::default(),
        rewriting,
        left_out: found.left_out,
        obligations,
        live: broadcast::channel(live::KEPT).0,
        inbox: inbox.clone(),
        time: time.clone(),
        hold: config.hold,
        lease: config.lease.clone(),
        spoken: config.spoken,
        reserve: config.reserve.clone(),
        tasks: around.tasks,
        saving: Trouble::default(),
        age_out: config.age_out,
        _lock: found.log.lock(),
    });
    let positions = found.shards.iter().flat_map(|shard| shard.partitions());
    let saved = positions.map(|partition| (partition.next, partition.id)).collect();
    let (workers, threads) = Workers::start(found.shards, &shared);
    let speakers = Arc::<Speakers>::default();
    let sequencer = Sequencer {
        seen: found.seen,
        speakers: speakers.clone(),
        touched: Touched::since(found.log.end()),
        log: found.log,
        names: shared.names.clone(),
        time,
        inbox: requests,
        workers: workers.clone(),
        health: shared.health.clone(),
        reserve: config.reserve,
        lease: config.lease,
        ids_stuck: false,
        owed: Default::default(),
        last_tick: Time::MIN,
        encode,
    };
    let (replaying, into, from) = (shared.clone(), workers.clone(), found.from);
    let dir = config.dir.clone();
    let (thread, replayed) = blocking(move || -> Result<_, OpenError> {
        // What is submitted meanwhile waits in the inbox.
        let end = replaying.reader.end();
        recover::replay(&replaying, &into, from).map_err(|error| error.of(&dir))?;
        recover::go_live(&into)?;
        replaying.health.replayed(end);
        tracing::info!(from = from.0, end = end.0, "replayed the log");
        let at_work = replaying.tasks.at_work("sequencer");
        let run = move || {
            let _at_work = at_work;
            sequencer.run();
        };
        let spawned = std::thread::Builder::new().name("sequencer".into()).spawn(run);
        Ok((spawned.map_err(OpenError::Disk)?, end.0.saturating_sub(from.0)))
    })
    .await??;
    // What a release before wrote does not say whose it is until it is written anew: better soon.
    let at_once = replayed > config.long_replay || !found.all_say;
    // Promised before, and not done yet.
    erase_again(&shared, |_| true);
    // The ledger must know what was spent before anything is spent again.
    shared.outlets.postings.barrier().await.map_err(|_| OpenError::WorkerDied)?;
    let nameless = (!found.all_say).then_some(config.dir);
    let (unreplaced, in_use) = (Vec::new(), BTreeMap::new());
    let saver = Saver { shared: shared.clone(), workers: workers.clone(), saved, unreplaced, in_use, nameless };
    let tasks = &shared.tasks;
    let throttle = Throttle::new(config.on_public_words, speakers);
    tasks.watch("dispatcher", dispatch::run(shared.clone(), sinks.drivers, throttle, due));
    tasks.watch("saver", saver.run(config.save_every, at_once, orders));
    let (reserve, erasing) = (shared.reserve.clone(), shared.clone());
    tasks.keep("reserve", move || tend(reserve.clone()));
    tasks.keep("erasures", move || keep_erasing(erasing.clone()));
    shared.health.recovered();
    metrics::gauge!("rapport_recovery_seconds").set(begin.elapsed().as_secs_f64());
    Ok(Running {
        shared,
        workers,
        saver: saving,
        limits: config.limits,
        announcing: tokio::sync::Mutex::default(),
        sequencer: Mutex::new(Some(thread)),
        threads: Mutex::new(threads),
    })
}

/// Tries again what was promised and could not be done: someone may have mended meanwhile what stood in the way.
async fn keep_erasing(shared: Arc<Shared>) {
    let mut every = tokio::time::interval(Duration::from_secs(3_600));
    every.tick().await;
    loop {
        every.tick().await;
        erase_again(&shared, |_| true);
    }
}

/// Makes the reserve whole again when there is room.
async fn tend(reserve: Arc<Reserve>) {
    let mut every = tokio::time::interval(Duration::from_millis(500));
    loop {
        every.tick().await;
        let at_hand = reserve.clone();
        match tokio::task::spawn_blocking(move || at_hand.tend()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the reserve could not be made"),
            Err(error) => tracing::warn!(%error, "nobody looks after the reserve"),
        }
        metrics::gauge!("rapport_disk_free_bytes").set(reserve.free() as f64);
        metrics::gauge!("rapport_reserve_bytes").set(reserve.held() as f64);
        metrics::gauge!("rapport_disk_full").set(f64::from(u8::from(reserve.is_low())));
    }
}

pub(super) async fn shut_down(running: &Running, patience: Duration) {
    let deadline = Instant::now() + patience;
    running.shared.health.stop();
    running.shared.tasks.may_end();
    // Half the time for what is on the wire; a message that does not come home will be unknown.
    let home = Instant::now() + patience / 2;
    while running.shared.health.under_way() > 0 && Instant::now() < home {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    if tokio::time::timeout_at(deadline, running.saver.last()).await != Ok(true) {
        tracing::warn!("stopped without fresh snapshots; the next start replays more of the log");
    }
    running.end();
    let threads =
        running.sequencer.lock().take().into_iter().chain(running.threads.lock().drain(..)).collect::<Vec<_>>();
    let joined = tokio::task::spawn_blocking(|| threads.into_iter().for_each(|thread| drop(thread.join())));
    if tokio::time::timeout_at(deadline, joined).await.is_err() {
        tracing::warn!("a thread did not end in time");
    }
}

impl Running {
    fn end(&self) {
        self.shared.tasks.may_end();
        let _ = self.shared.inbox.0.send(Input::Stop);
        self.workers.stop();
        self.shared.tasks.stop();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}
