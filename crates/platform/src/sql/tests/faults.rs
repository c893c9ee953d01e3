//! A disk that fails under SQLite: what was acknowledged is there after a crash, what was refused is not.
//!
//! A shim of a few C functions stands between SQLite and the disk (`shim.c`, compiled here by `cc`), in a process of its own: this
//! test binary, started once more. There a fixed script of writes runs again and again, each time with other calls failing. What a
//! crash would leave is a copy of the files as they lie there; it is opened and compared with what was acknowledged.

use super::*;
use crate::sql::{
    account::{Account, Accounts, session::Opening},
    db::{get, values},
    idempotency::{Answer, Idempotency, Unfinished},
    job::Jobs,
    journey::{Journeys, Published},
    order::{Credited, Orders, Word},
    secret::Secrets,
    source::{Source, Sources},
    voucher::{Vouchers, Wish},
};
use rapport_account::SessionKind;
use rapport_channel::voucher::{Basket, Benefit, Line, Pool, PoolId, Secret};
use rapport_customer::{Trust, source::Scope};
use rapport_engine::{JourneyStatus, OrderSeen};
use rapport_kernel::{CustomerId, Event, EventKind, Lsn, Map, Partition, RecordId, Value};
use rapport_plan::{Reference, booking::Message};
use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::Command,
};

const CONTROL: &str = "RAPPORT_FAULTS";
const EIO: i32 = 5;
const ENOSPC: i32 = 28;
/// How often the script is run while the disk may fail, and once more afterwards.
const ROUNDS: usize = 2;

#[test]
fn an_acknowledged_write_survives_any_failing_call_and_a_refused_one_does_not_appear() {
    let home = TempDir::new().unwrap();
    let (shim, control) = (home.path().join("shim.so"), home.path().join("control"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sql/tests/shim.c");
    let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&shim).arg(source).arg("-ldl").output();
    let built = match built {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return without_compiler(),
        built => built.unwrap(),
    };
    assert!(built.status.success(), "shim.c: {}", String::from_utf8_lossy(&built.stderr));
    File::create(&control).unwrap().set_len(28).unwrap();
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sql::tests::faults::scenarios", "--ignored", "--nocapture"])
        .env("LD_PRELOAD", &shim)
        .env(CONTROL, &control)
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&child.stdout), String::from_utf8_lossy(&child.stderr));
    assert!(child.status.success() && said.contains("scenarios held"), "{said}");
    eprintln!("{said}");
}

/// Where others rely on this test, it must not pass without having looked.
fn without_compiler() {
    let why = "there is no C compiler (`cc`), so nobody has looked at a failing disk under SQLite; scripts/install-test-tools.sh \
               installs one";
    assert!(std::env::var_os("CI").is_none(), "{why}");
    println!("SKIPPED: {why}");
}

/// Which calls fail, counted from 1: two ranges.
#[derive(Clone, Copy, Debug)]
struct Faults {
    first: (usize, usize),
    second: (usize, usize),
    error: i32,
}

/// The shim's control block.
struct Shim(File);

impl Shim {
    fn arm(&self, faults: Faults) {
        let numbers = [faults.first.0, faults.first.1, faults.second.0, faults.second.1].map(|n| n as i32);
        self.put(0, 0);
        for (place, number) in numbers.into_iter().chain([faults.error, 0]).enumerate() {
            self.put(place as u64 + 1, number);
        }
        self.put(0, 1);
    }

    /// Lets everything through again; returns how many calls there were.
    fn disarm(&self) -> usize {
        self.put(0, 0);
        let mut count = [0; 4];
        self.0.read_exact_at(&mut count, 24).unwrap();
        i32::from_ne_bytes(count) as usize
    }

    fn put(&self, place: u64, number: i32) {
        self.0.write_all_at(&number.to_ne_bytes(), place * 4).unwrap();
    }
}

#[test]
#[ignore = "started by the test above, with the shim"]
fn scenarios() {
    let shim = Shim(OpenOptions::new().read(true).write(true).open(std::env::var(CONTROL).unwrap()).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (home, codes) = runtime.block_on(template());
    let run = |faults| runtime.block_on(scenario(&shim, home.path(), &codes, faults));
    let none = Faults { first: (0, 0), second: (0, 0), error: EIO };
    let calls = run(none).unwrap();
    assert!(calls > 100, "the shim saw {calls} calls");
    let mut plans = Vec::new();
    let full = std::env::var_os("RAPPORT_FULL").is_some();
    for n in 1..=calls {
        let error = if n % 2 == 0 { EIO } else { ENOSPC };
        if full || n % 8 == 1 {
            plans.push(Faults { first: (n, n + 1), error, ..none });
        }
        let gaps: &[usize] = if full { &[1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144] } else { &[1, 13] };
        for gap in gaps.iter().filter(|gap| full || (n + *gap) % 24 == 0) {
            plans.push(Faults { first: (n, n + 1), second: (n + gap, n + gap + 1), error });
        }
        // A disk that stays full for a while.
        if full || n % 40 == 0 {
            plans.push(Faults { first: (n, n + 25), error: ENOSPC, ..none });
        }
    }
    let wrong: Vec<String> =
        plans.iter().filter_map(|plan| run(*plan).err().map(|why| format!("{plan:?}: {why}"))).collect();
    assert!(wrong.is_empty(), "{} of {} scenarios:\n{}", wrong.len(), plans.len(), wrong.join("\n"));
    println!("{} scenarios held, over {calls} calls", plans.len());
}

/// A writer of every sort that the script goes through.
#[derive(Clone, Copy, Debug)]
enum Step {
    Node,
    Transfer,
    Source,
    Publish,
    Redeem,
    Secret,
    /// A word about an order, with the money it brings.
    Order,
    /// Money that the log tells of.
    Fact,
    Session,
    /// An answer that is given again.
    Answer,
    Draft,
    Job,
}

const SCRIPT: [Step; 12] = [
    Step::Node,
    Step::Transfer,
    Step::Source,
    Step::Order,
    Step::Publish,
    Step::Redeem,
    Step::Fact,
    Step::Session,
    Step::Secret,
    Step::Answer,
    Step::Draft,
    Step::Job,
];

struct World {
    ledger: Ledger,
    orders: Orders,
    vouchers: Vouchers,
    answers: Idempotency,
    db: Db,
}

/// What the log tells of the order `n`.
pub(super) fn word(n: usize) -> Word {
    let mut properties = Map::default();
    properties.set("order_id", Value::from(format!("A-{n}").as_str()));
    properties.set("revenue", Value::Int(99));
    let event = Event {
        kind: EventKind::Track,
        name: "Order Completed".into(),
        message_id: format!("m-{n}").into(),
        identifiers: Vec::new(),
        timestamp: at(9),
        received: at(9),
        source: "till".into(),
        brand: "acme".into(),
        properties,
        context: Map::default(),
        public: false,
    };
    let (order, currency) = (format!("A-{n}").into(), Currency::EUR);
    let seen = OrderSeen { order, event, currency, before: None, also: Vec::new(), touches: Vec::new() };
    let touch = Credited {
        activity: activity("shoes"),
        touch: Some(Reference::Message("m/1".into())),
        reason: "last touch".into(),
    };
    let id = RecordId { partition: Partition(1), lsn: Lsn(n as u64), n: 0 };
    Word { id, customer: Some(CustomerId(0xada)), at: at(9), seen, touch: Some(touch) }
}

impl World {
    async fn open(path: &Path) -> Self {
        let db = Db::open(path).await.unwrap();
        let ledger = Ledger::load(db.clone()).await.unwrap();
        let orders = Orders::load(db.clone()).await.unwrap();
        let answers = Idempotency::new(db.clone());
        Self { vouchers: Vouchers::new(ledger.clone(), Secret::new([7; 32])), ledger, orders, answers, db }
    }

    /// Whether the step was acknowledged.
    async fn run(&self, step: Step, n: usize, codes: &[String]) -> bool {
        let name = format!("n{n}");
        match step {
            Step::Node => {
                let node = Node::new(node(&format!("activity:{name}")), node("campaign:spring"), &name);
                self.ledger.change(vec![Change::Add { node }], "ada", "more", at(1)).await.is_ok()
            }
            Step::Transfer => {
                let posting = decision(&format!("put={n}")).put(Kind::Planned, &activity("shoes"), euro(1));
                self.ledger.book(posting, at(1)).await.is_ok()
            }
            Step::Source => {
                let source = Source {
                    id: name.as_str().into(),
                    name,
                    touchpoint: "shop".into(),
                    scope: Scope::usual(Trust::Public, "acme".into()),
                    origins: Vec::new(),
                    active: true,
                    created: at(1),
                };
                Sources::new(self.db.clone()).add(&source, None).await.is_ok()
            }
            Step::Publish => {
                let (journey, brand, activity) = (name.as_str().into(), "acme".into(), activity("shoes"));
                let new = Published {
                    journey: &journey,
                    version: 1,
                    brand: &brand,
                    activity: &activity,
                    body: "steps: []",
                    author: "ada",
                    note: "",
                    at: at(1),
                    status: JourneyStatus::Running,
                    draft: None,
                };
                Journeys::new(self.db.clone()).keep(&new).await.is_ok()
            }
            Step::Redeem => {
                let line = Line { product: "sock-7".into(), category: None, amount: euro(5_000) };
                let basket = Basket {
                    order: name.as_str().into(),
                    branch: None,
                    customer: None,
                    lines: vec![line],
                    other_vouchers: 0,
                };
                self.vouchers.redeem(&codes[n], &name, &basket, at(20)).await.is_ok()
            }
            Step::Secret => Secrets::new(self.db.clone()).put(&name, "kept", at(1)).await.is_ok(),
            Step::Order => self.orders.hear(&self.ledger, vec![word(n)]).await.is_ok(),
            Step::Fact => {
                let (key, shoes) = (format!("fact={n}"), activity("shoes"));
                let message = Message { send_key: &key, activity: &shoes, cost: euro(1) };
                self.ledger.record(vec![message.claimed(at(9))], at(9)).await.is_ok()
            }
            Step::Session => {
                let opening = Opening::new(SessionKind::Token, &name);
                let accounts = Accounts::new(self.db.clone());
                accounts.open_as(&"ada".into(), opening, &format!("st_{name}"), at(1)).await.is_ok()
            }
            Step::Answer => {
                let effect = || async { Answer { status: 201, body: "done".into() } };
                self.answers.once(&name, b"request", at(1), Unfinished::Repeat, effect).await.is_ok()
            }
            Step::Draft => {
                let journeys = Journeys::new(self.db.clone());
                journeys.put_draft(&name.as_str().into(), "steps: []", 0, "ada", at(1)).await.is_ok()
            }
            Step::Job => {
                Jobs::new(self.db.clone()).begin(&name, "backtest", "{}", "ada", at(1)).await.is_ok_and(|new| new)
            }
        }
    }

    /// Whether the database holds what the step wrote.
    async fn holds(&self, step: Step, n: usize) -> bool {
        let sql = match step {
            Step::Node => "SELECT COUNT(*) AS n FROM plan_node WHERE id = 'activity:' || $1",
            Step::Transfer => {
                "SELECT COUNT(*) AS n FROM ledger_transfer WHERE id LIKE '%' || replace($1, 'n', 'put=') || '%'"
            }
            Step::Source => "SELECT COUNT(*) AS n FROM source WHERE id = $1",
            Step::Publish => "SELECT COUNT(*) AS n FROM journey_version WHERE journey = $1",
            Step::Redeem => "SELECT COUNT(*) AS n FROM voucher WHERE redeemed_in = $1 AND state = 'redeemed'",
            Step::Secret => "SELECT COUNT(*) AS n FROM secret WHERE name = $1",
            Step::Order => "SELECT COUNT(*) AS n FROM order_word WHERE id = '1-' || substr($1, 2) || '-0'",
            Step::Fact => {
                "SELECT COUNT(*) AS n FROM ledger_transfer WHERE id LIKE '%' || replace($1, 'n', 'fact=') || '%'"
            }
            Step::Session => "SELECT COUNT(*) AS n FROM session WHERE label = $1",
            Step::Answer => {
                // Whatever is answered with 599 is not kept.
                let effect = || async { Answer { status: 599, body: String::new() } };
                let name = format!("n{n}");
                let answer = self.answers.once(&name, b"request", at(1), Unfinished::Repeat, effect);
                return answer.await.unwrap().status == 201;
            }
            Step::Draft => "SELECT COUNT(*) AS n FROM journey_draft WHERE journey = $1",
            Step::Job => "SELECT COUNT(*) AS n FROM job WHERE id = $1",
        };
        let row = self.db.row(sql, values![format!("n{n}")]).await.unwrap().unwrap();
        get::<i64>(&row, "n").unwrap() > 0
    }
}

/// A database to begin each scenario with, and its vouchers' codes.
async fn template() -> (TempDir, Vec<String>) {
    let home = if Path::new("/dev/shm").is_dir() { TempDir::new_in("/dev/shm") } else { TempDir::new() }.unwrap();
    let db = Db::open(&home.path().join("rapport.sqlite")).await.unwrap();
    let ledger = acme(db.clone(), 100_000).await;
    let vouchers = Vouchers::new(ledger, Secret::new([7; 32]));
    let pool = Pool {
        id: PoolId("spring".into()),
        brand: "acme".into(),
        activity: activity("shoes"),
        name: "Spring".into(),
        benefit: Benefit::Amount(euro(500)),
        cap: None,
        validity: rapport_channel::voucher::Validity { lasts: Some(Span::HOUR), ..Default::default() },
        conditions: Default::default(),
        source: rapport_channel::voucher::Source::Own,
        closed: false,
    };
    vouchers.put_pool(pool).await.unwrap();
    let mut codes = Vec::new();
    for n in 0..=ROUNDS {
        let wish = Wish {
            pool: PoolId("spring".into()),
            key: format!("k{n}").into(),
            customer: None,
            at: at(10),
            zone: "UTC".into(),
            benefit: None,
            lasts: None,
            conditions: None,
        };
        codes.push(vouchers.issue(wish).await.unwrap().voucher.code.as_str().to_owned());
    }
    let ada = Account::new("ada", "Ada", None, at(0));
    Accounts::new(db.clone()).add(&ada, &[], "admin").await.unwrap();
    drop(vouchers);
    db.close().await.unwrap();
    (home, codes)
}

/// Runs the script on a failing disk, once more on a good one, and looks at what a crash at either time would have left.
/// Returns how many calls there were while the disk could fail.
async fn scenario(shim: &Shim, home: &Path, codes: &[String], faults: Faults) -> Result<usize, String> {
    let place = TempDir::new_in(home).unwrap();
    let path = place.path().join("rapport.sqlite");
    fs::copy(home.join("rapport.sqlite"), &path).unwrap();
    let world = World::open(&path).await;
    let mut answers = Vec::new();
    shim.arm(faults);
    for n in 0..ROUNDS {
        for step in SCRIPT {
            answers.push((step, n, world.run(step, n, codes).await));
        }
    }
    let calls = shim.disarm();
    // A commit that failed at its last sync may still be found by a crash at this very moment: its end is open, and it
    // was answered as such. One at most: the next one that succeeds lies in its place.
    let open = compare(&crashed(&path, place.path(), "during"), &answers).await?;
    if open > 1 {
        return Err(format!("{open} refused writes are there"));
    }
    for step in SCRIPT {
        if !world.run(step, ROUNDS, codes).await {
            return Err(format!("{step:?} is refused although the disk is good again"));
        }
        answers.push((step, ROUNDS, true));
    }
    if compare(&crashed(&path, place.path(), "after"), &answers).await? > 0 {
        return Err("a refused write came back".into());
    }
    let free = world.ledger.guard().free(&activity("shoes"));
    let again = World::open(&crashed(&path, place.path(), "again")).await;
    if again.ledger.guard().free(&activity("shoes")) != free
        || *again.ledger.plan().tree() != *world.ledger.plan().tree()
    {
        return Err("memory and database have parted".into());
    }
    let _ = world.db.close().await;
    again.db.close().await.unwrap();
    Ok(calls)
}

/// What a crash at this moment would leave.
fn crashed(path: &Path, place: &Path, name: &str) -> PathBuf {
    let copy = place.join(name);
    fs::create_dir(&copy).unwrap();
    for end in ["", "-wal"] {
        let from = PathBuf::from(format!("{}{end}", path.display()));
        if from.exists() {
            fs::copy(&from, copy.join(format!("rapport.sqlite{end}"))).unwrap();
        }
    }
    copy.join("rapport.sqlite")
}

/// Everything acknowledged must be there; returns how many refused ones are there.
async fn compare(path: &Path, answers: &[(Step, usize, bool)]) -> Result<usize, String> {
    let world = World::open(path).await;
    let mut open = 0;
    for (step, n, acknowledged) in answers {
        match (world.holds(*step, *n).await, *acknowledged) {
            (false, true) => return Err(format!("{step:?} {n} was acknowledged and is gone ({answers:?})")),
            (true, false) => open += 1,
            _ => {}
        }
    }
    let unbalanced = world.ledger.audit().await.unwrap();
    world.db.close().await.unwrap();
    if unbalanced.is_empty() { Ok(open) } else { Err(unbalanced.join("; ")) }
}
