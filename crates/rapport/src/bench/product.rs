//! A server of its own, measured from outside: HTTP batches to acknowledgement and to decision, one event to its
//! decision, `decide` under load, back-test.
//!
//! Everything runs on loopback and ends by itself. The server is a process of its own, so that its CPU seconds are its
//! own; the load comes from this process.

use super::{cpu_seconds, machine, median, quantile};
use crate::{client::Client, failure::Failure};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::process::{Child, Command};

/// Messages in one batch.
const BATCH: u64 = 500;
/// Batches under way at once.
const LANES: usize = 8;
/// Different people in the load.
const PEOPLE: u64 = 20_000;
/// Single events whose way is timed.
const SINGLES: usize = 300;

/// Everything measured, medians over the rounds.
#[derive(Clone, Debug, Serialize)]
pub struct ProductFigures {
    /// What the machine can do.
    pub machine: machine::MachineLimits,
    /// Events per second, HTTP batches to durable acknowledgement.
    pub acknowledged_per_second: f64,
    /// Events per CPU second of the server, until every decision was made.
    pub per_cpu_second: f64,
    /// Events per second, HTTP batches until every decision was made.
    pub decided_per_second: f64,
    /// Milliseconds from sending one event to hearing its decision, median.
    pub decision_p50_ms: f64,
    /// The same, 99th percentile.
    pub decision_p99_ms: f64,
    /// Milliseconds of `POST /v1/decide` while events come in, median.
    pub decide_p50_ms: f64,
    /// The same, 99th percentile.
    pub decide_p99_ms: f64,
    /// Records per second replayed by a back-test.
    pub backtest_per_second: f64,
}

const BRAND: &str = r#"{"id":"bench","name":"Bench","zone":"Europe/Berlin","country":"DE","languages":["en"],"currency":"EUR",
"purposes":[{"id":"offers","kind":"marketing","wordings":[{"version":1,"language":"en","text":"Yes, offers."}]}],
"channels":[{"id":"staff","medium":"presence","keeps_quiet_hours":false},{"id":"web","medium":"presence","keeps_quiet_hours":false}]}"#;

const JOURNEY: &str = r#"
id: bench-welcome
name: Looked, then came
brand: bench
activity: bench
purpose: offers
triggers:
  - sequence: {first: {event: Product Viewed}, then: {event: Store Entered}, within: 48h}
entry: {re_entry: always}
goal: {on: {event: Order Completed}}
steps:
  - id: prompt
    message: {channel: staff, content: {say: "Hello"}}
"#;

struct Server {
    child: Child,
    folder: PathBuf,
    url: String,
    admin: Client,
    key: String,
}

/// Runs all rounds.
///
/// # Errors
/// The server does not start or answers with an error.
pub async fn run(events: u64, rounds: u32) -> Result<ProductFigures, Failure> {
    let folder = std::env::temp_dir().join(format!("rapport-bench-{}", uuid::Uuid::new_v4().simple()));
    std::fs::create_dir_all(&folder)?;
    let machine = machine::measure(&folder)?;
    let mut server = Server::start(&folder).await?;
    let measured = measure(&server, events, rounds).await;
    server.child.start_kill()?;
    server.child.wait().await?;
    std::fs::remove_dir_all(&folder)?;
    measured.map(|figures| ProductFigures { machine, ..figures })
}

async fn measure(server: &Server, events: u64, rounds: u32) -> Result<ProductFigures, Failure> {
    let (mut acked, mut decided, mut per_cpu, mut singles, mut decides) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds.max(1) {
        note!("round {} of {}", round + 1, rounds.max(1));
        let pid = server.child.id().map_or_else(String::new, |pid| pid.to_string());
        let (began, cpu) = (Instant::now(), cpu_seconds(&pid));
        server.flood(events, round).await?;
        acked.push(events as f64 / began.elapsed().as_secs_f64());
        server.settled().await?;
        decided.push(events as f64 / began.elapsed().as_secs_f64());
        per_cpu.push(events as f64 / (cpu_seconds(&pid) - cpu).max(1e-9));
        singles.extend(server.singles(round).await?);
        decides.extend(server.decides_under_load(events / 4, round).await?);
        server.settled().await?;
    }
    singles.sort_by(f64::total_cmp);
    decides.sort_by(f64::total_cmp);
    let backtest = server.backtest().await?;
    Ok(ProductFigures {
        machine: machine::MachineLimits::default(),
        acknowledged_per_second: median(&acked),
        per_cpu_second: median(&per_cpu),
        decided_per_second: median(&decided),
        decision_p50_ms: quantile(&singles, 0.5),
        decision_p99_ms: quantile(&singles, 0.99),
        decide_p50_ms: quantile(&decides, 0.5),
        decide_p99_ms: quantile(&decides, 0.99),
        backtest_per_second: backtest,
    })
}

impl Server {
    async fn start(folder: &Path) -> Result<Self, Failure> {
        // The port is free now and asked for at once; no one else is told of it.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let (token, key) = (secret("bench-admin"), secret("bench-key"));
        let url = format!("http://127.0.0.1:{port}");
        let child = Command::new(std::env::current_exe()?)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--admin-token", &token, "--write-key", &key])
            .arg("--data")
            .arg(folder.join("data"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let admin = Client::new(&url, None, Some(token))?;
        let mut server = Self { child, folder: folder.into(), url, admin, key };
        server.ready().await?;
        server.set_up().await?;
        Ok(server)
    }

    async fn ready(&self) -> Result<(), Failure> {
        let until = Instant::now() + Duration::from_secs(20);
        while self.admin.get::<Value>("/readyz").await.is_err() {
            if Instant::now() > until {
                return Err(Failure::broken(format!("the server in {} did not become ready", self.folder.display())));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    async fn set_up(&mut self) -> Result<(), Failure> {
        let settings: Value = serde_json::from_str(BRAND)?;
        self.admin.put::<Value>("/v1/brands/bench", &json!({ "settings": settings })).await?;
        let source =
            json!({ "id": "bench-shop", "name": "Shop", "brand": "bench", "touchpoint": "shop", "trust": "trusted" });
        let source: Value = self.admin.post("/v1/sources", &source).await?;
        self.key = source["write_key"].as_str().unwrap_or_default().to_owned();
        for (id, parent) in [
            ("plan:bench", None),
            ("area:bench", Some("plan:bench")),
            ("campaign:bench", Some("area:bench")),
            ("activity:bench", Some("campaign:bench")),
        ] {
            let mut node = json!({ "id": id, "parent": parent, "name": "Bench" });
            if parent.is_none() {
                node["currency"] = "EUR".into();
                node["starts"] = "2026-01-01".into();
                node["ends"] = "2036-12-31".into();
            }
            self.admin.post::<Value>("/v1/plan/nodes", &node).await?;
        }
        self.admin.post::<Value>("/v1/journeys/bench-welcome/publish", &json!({ "document": JOURNEY })).await?;
        Ok(())
    }

    fn sender(&self) -> Result<Client, Failure> {
        Ok(Client::new(&self.url, Some(self.key.clone()), None)?)
    }

    /// Batches from several lanes; returns when the last one is acknowledged.
    async fn flood(&self, events: u64, round: u32) -> Result<(), Failure> {
        let mut lanes = tokio::task::JoinSet::new();
        let batches = events.div_ceil(BATCH);
        for lane in 0..LANES as u64 {
            let sender = self.sender()?;
            lanes.spawn(async move {
                let mine = (0..batches).filter(|batch| batch % LANES as u64 == lane);
                for batch in mine {
                    let messages: Vec<Value> = (0..BATCH).map(|n| message(round, batch * BATCH + n)).collect();
                    sender.post::<Value>("/v1/batch", &json!({ "batch": messages })).await?;
                }
                Ok::<(), crate::client::ClientError>(())
            });
        }
        while let Some(done) = lanes.join_next().await {
            done??;
        }
        Ok(())
    }

    /// Waits until every record is applied, and so every decision made.
    async fn settled(&self) -> Result<(), Failure> {
        loop {
            let text = self.admin.text("/metrics").await?;
            let lag = text.lines().find_map(|line| line.strip_prefix("rapport_lag_records "));
            if lag.and_then(|n| n.trim().parse::<f64>().ok()) == Some(0.0) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Sends single events that trigger a decision and listens for it on the live feed.
    async fn singles(&self, round: u32) -> Result<Vec<f64>, Failure> {
        let sender = self.sender()?;
        let mut feed = self.admin.stream("/v1/live?journey=bench-welcome").await?;
        let mut times = Vec::with_capacity(SINGLES);
        for n in 0..SINGLES {
            let who = format!("single-{round}-{n}");
            let track = |event: &str| json!({ "userId": who, "event": event, "properties": { "branch": "b" } });
            sender.post::<Value>("/v1/track", &track("Product Viewed")).await?;
            let began = Instant::now();
            sender.post::<Value>("/v1/track", &track("Store Entered")).await?;
            feed.wait_for(r#""kind":"decision""#).await?;
            times.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
        Ok(times)
    }

    /// Asks for placements while a flood is under way.
    async fn decides_under_load(&self, events: u64, round: u32) -> Result<Vec<f64>, Failure> {
        let asker = self.sender()?;
        let ask = async {
            let mut times = Vec::new();
            for n in 0..1_000u64 {
                let body = json!({ "who": { "user_id": format!("u{}", n % PEOPLE) }, "placement": "start" });
                let began = Instant::now();
                asker.post::<Value>("/v1/decide", &body).await?;
                times.push(began.elapsed().as_secs_f64() * 1_000.0);
            }
            Ok::<Vec<f64>, Failure>(times)
        };
        let (times, flood) = tokio::join!(ask, self.flood(events, round + 1_000));
        flood?;
        times
    }

    /// Records per second of a back-test over everything so far.
    async fn backtest(&self) -> Result<f64, Failure> {
        let body = json!({ "document": JOURNEY, "from": "2026-01-01T00:00:00Z", "to": "2036-01-01T00:00:00Z" });
        let began = Instant::now();
        let job: Value = self.admin.post("/v1/journeys/bench-welcome/backtests", &body).await?;
        let path = format!("/v1/backtests/{}", job["id"].as_str().unwrap_or_default());
        loop {
            let job: Value = self.admin.get(&path).await?;
            match job["state"].as_str() {
                Some("finished") => {
                    let events = job["result"]["events"].as_f64().unwrap_or_default();
                    return Ok(events / began.elapsed().as_secs_f64());
                }
                Some("queued" | "running") => tokio::time::sleep(Duration::from_millis(20)).await,
                _ => return Err(Failure::broken(format!("the back-test failed: {job}"))),
            }
        }
    }
}

fn secret(what: &str) -> String {
    format!("{what}-{}", uuid::Uuid::new_v4().simple())
}

/// The n-th message of a round: mostly looks, some visits and orders.
fn message(round: u32, n: u64) -> Value {
    let who = n.wrapping_mul(2_654_435_761) % PEOPLE;
    let (event, properties) = match n % 20 {
        0 => ("Store Entered", json!({ "branch": "b" })),
        1 => (
            "Order Completed",
            json!({ "order_id": format!("o{round}-{n}"), "revenue": 49.95, "currency": "EUR",
            "products": [{ "product_id": format!("p{}", n % 300), "category": "shoes", "price": 49.95, "quantity": 1 }] }),
        ),
        2..=8 => ("Product Viewed", json!({ "product_id": format!("p{}", n % 300), "category": "shoes" })),
        _ => ("Page Viewed", json!({ "path": "/", "title": "Start" })),
    };
    let mut message = Map::new();
    message.insert("type".into(), "track".into());
    message.insert("event".into(), event.into());
    message.insert("messageId".into(), format!("b{round}-{n}").into());
    message.insert("userId".into(), format!("u{who}").into());
    message.insert("properties".into(), properties);
    Value::Object(message)
}
