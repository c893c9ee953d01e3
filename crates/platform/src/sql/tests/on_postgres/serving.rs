//! A server that goes away, connections that are cut, and a second process.

use super::*;
use crate::{reserve::Reserve, sql::SqlError};
use rapport_kernel::Lsn;
use std::{
    path::PathBuf,
    process::{Child, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
};

async fn serve(location: &Location) -> Result<Db, SqlError> {
    Db::serve(location, Arc::new(Reserve::none(std::path::Path::new(".")))).await
}

/// Ends the connections of a database, as a network would: all, or those that write.
async fn cut(location: &Location, writers: bool) {
    // Not as a database is opened, which waits for whoever writes.
    let engine = location.engine();
    let mut other = engine.connect().await.unwrap();
    let which = if writers {
        "AND EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory')"
    } else {
        ""
    };
    let sql = format!(
        "SELECT COUNT(pg_terminate_backend(a.pid)) AS n FROM pg_stat_activity a
            WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() {which}"
    );
    let row = other.lend().row(engine.statement(&sql, values![]).unwrap()).await.unwrap().unwrap();
    assert!(get::<i64>(&row, "n").unwrap() > 0, "there was something to cut");
}

const INSERT: &str = "INSERT INTO secret (name, value, created) VALUES ($1, '', 0)";

async fn count(db: &Db, name: &str) -> i64 {
    let row = db.row("SELECT COUNT(*) AS n FROM secret WHERE name = $1", values![name]).await.unwrap().unwrap();
    get(&row, "n").unwrap()
}

#[tokio::test]
async fn a_transaction_whose_connection_is_cut_never_was() {
    let Some(location) = fresh() else { return };
    let db = serve(&location).await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.run(INSERT, values!["a"]).await.unwrap();
    cut(&location, true).await;
    assert!(matches!(tx.commit().await, Err(SqlError::Unavailable(_))));
    assert_eq!(count(&db, "a").await, 0);
    db.run(INSERT, values!["a"]).await.unwrap();
    assert_eq!(count(&db, "a").await, 1, "writing goes on by itself");
}

/// A way to the server that loses what is said at a commit.
struct Proxy {
    location: Location,
    mode: Arc<AtomicU8>,
}

const PASS: u8 = 0;
/// The server never hears of the commit.
const BEFORE: u8 = 1;
/// It commits, and no one hears its answer.
const AFTER: u8 = 2;
/// The same, but the connection stays as it is until the proxy passes everything again.
const HELD: u8 = 3;
/// It has committed; its answer is held back.
const HOLDING: u8 = 4;
/// The connection breaks at once, and the server hears of the commit later.
const LATE: u8 = 5;

impl Proxy {
    async fn to(location: &Location) -> Self {
        let text = location.to_string();
        // postgres://rapport@/tmp/x:5432/test_1
        let (host, name) = text.rsplit_once('/').unwrap();
        let socket = PathBuf::from(host.trim_start_matches("postgres://rapport@").trim_end_matches(":5432"))
            .join(".s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mode = Arc::new(AtomicU8::new(PASS));
        let shared = mode.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A server that is away refuses, and so does this.
                if let Ok(server) = UnixStream::connect(&socket).await {
                    tokio::spawn(carry(client, server, shared.clone()));
                }
            }
        });
        let location = format!("postgres://rapport@127.0.0.1:{port}/{name}?sslmode=disable").parse().unwrap();
        Self { location, mode }
    }
}

async fn carry(mut client: TcpStream, mut server: UnixStream, mode: Arc<AtomicU8>) {
    let (mut there, mut back) = (vec![0; 65_536], vec![0; 65_536]);
    let mut muted = false;
    loop {
        tokio::select! {
            read = client.read(&mut there) => {
                let Ok(read @ 1..) = read else { return };
                let commits = there[..read].windows(7).any(|bytes| bytes == b"COMMIT\0");
                match mode.load(Ordering::SeqCst) {
                    BEFORE if commits => return mode.store(PASS, Ordering::SeqCst),
                    LATE if commits => {
                        drop(client);
                        tokio::time::sleep(Duration::from_millis(700)).await;
                        server.write_all(&there[..read]).await.unwrap();
                        assert!(server.read(&mut back).await.unwrap() > 0, "it answers the late word");
                        return mode.store(PASS, Ordering::SeqCst);
                    }
                    AFTER | HELD if commits => muted = true,
                    _ => {}
                }
                if server.write_all(&there[..read]).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut back) => {
                let Ok(read @ 1..) = read else { return };
                if muted {
                    if mode.load(Ordering::SeqCst) == HELD {
                        mode.store(HOLDING, Ordering::SeqCst);
                        while mode.load(Ordering::SeqCst) == HOLDING {
                            tokio::time::sleep(Duration::from_millis(5)).await;
                        }
                        return;
                    }
                    return mode.store(PASS, Ordering::SeqCst);
                }
                if client.write_all(&back[..read]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// What memory keeps beside the database is as the database says, and whoever asks is told so, whether or not they heard the server.
#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_neither_denied_nor_done_twice() {
    let Some(location) = fresh() else { return };
    let proxy = Proxy::to(&location).await;
    let db = serve(&proxy.location).await.unwrap();
    let ledger = acme(db.clone(), 1_000).await;
    let book = |key: &'static str| {
        let ledger = ledger.clone();
        async move { ledger.book(decision(key).put(Kind::Planned, &activity("shoes"), euro(100)), at(1)).await }
    };
    for (mode, key) in [(AFTER, "one"), (BEFORE, "two"), (LATE, "three")] {
        let before = shoes(&ledger).await[0];
        proxy.mode.store(mode, Ordering::SeqCst);
        let answer = book(key).await;
        assert_eq!(answer.is_ok(), mode != BEFORE, "{key}: {answer:?}");
        let after = shoes(&ledger).await[0];
        assert_eq!(after - before, if mode == BEFORE { 0 } else { 100 }, "{key}");
        assert_eq!(ledger.guard().free(&activity("shoes")).unwrap().minor, after, "{key}: memory follows");
        book(key).await.unwrap();
        assert_eq!(shoes(&ledger).await[0] - before, 100, "{key}: again, it counts once");
    }
}

/// A server of its own, to be ended as a crash ends it.
struct Own(Child);

impl Own {
    fn begin() -> (Self, Option<Location>) {
        let own = Self(Command::new("sleep").arg("600").stdout(Stdio::null()).spawn().unwrap());
        let location = fresh_of(own.0.id());
        (own, location)
    }

    fn crash(&self) {
        let file = std::env::temp_dir().join(format!("rapport-postgres-{}/data/postmaster.pid", self.0.id()));
        let pid = std::fs::read_to_string(file).unwrap().lines().next().unwrap().to_owned();
        // At once, without a checkpoint: the next start recovers.
        assert!(Command::new("kill").args(["-QUIT", &pid]).status().unwrap().success());
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        // The server ends with it.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_loses_what_was_not_acknowledged_and_nothing_else() {
    let (own, Some(location)) = Own::begin() else { return };
    let db = serve(&location).await.unwrap();
    db.run(INSERT, values!["kept"]).await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.run(INSERT, values!["open"]).await.unwrap();
    own.crash();
    let committing = tokio::spawn(tx.commit());
    fresh_of(own.0.id()).unwrap();
    assert!(committing.await.unwrap().is_err());
    assert_eq!((count(&db, "kept").await, count(&db, "open").await), (1, 0), "readers go on");
    db.run(INSERT, values!["open"]).await.unwrap();
    assert!(db.prove(Lsn(1)).await.is_ok(), "and so do writers");
}

/// What the server forgets in a crash does not matter: the mark of a transaction is kept or lost with it.
#[tokio::test(flavor = "multi_thread")]
async fn a_commit_before_a_crash_is_known_after_it() {
    let (own, Some(location)) = Own::begin() else { return };
    let proxy = Proxy::to(&location).await;
    let db = serve(&proxy.location).await.unwrap();
    proxy.mode.store(HELD, Ordering::SeqCst);
    let writing = {
        let db = db.clone();
        tokio::spawn(async move { db.run(INSERT, values!["before"]).await })
    };
    while proxy.mode.load(Ordering::SeqCst) != HOLDING {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    own.crash();
    proxy.mode.store(PASS, Ordering::SeqCst);
    // Away for a while: nothing is known yet.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!writing.is_finished());
    fresh_of(own.0.id()).unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(count(&db, "before").await, 1);
}

#[tokio::test]
async fn a_second_server_is_refused_and_a_tool_is_not() {
    let Some(location) = fresh() else { return };
    let first = serve(&location).await.unwrap();
    let tool = Db::open_at(&location).await.unwrap();
    tool.run(INSERT, values!["by a tool"]).await.unwrap();
    assert!(matches!(serve(&location).await, Err(SqlError::Served)));
    first.close().await.unwrap();
    serve(&location).await.unwrap().close().await.unwrap();
}

/// What the first one keeps in memory is not what the database holds any more.
#[tokio::test]
async fn a_server_that_was_cut_off_while_another_served_writes_no_more() {
    let Some(location) = fresh() else { return };
    let first = serve(&location).await.unwrap();
    first.prove(Lsn(1)).await.unwrap();
    cut(&location, false).await;
    first.prove(Lsn(1)).await.unwrap_or_else(|error| panic!("nobody else was there: {error}"));
    cut(&location, false).await;
    let second = serve(&location).await.unwrap();
    second.prove(Lsn(1)).await.unwrap();
    second.close().await.unwrap();
    assert!(matches!(first.run(INSERT, values!["late"]).await, Err(SqlError::Taken)));
}
