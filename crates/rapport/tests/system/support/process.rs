//! `rapport serve` as a process: started, asked, killed, started again on the same data and the same port.

use super::{
    api::{Api, Key},
    wait::{secs, until},
};
use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

const TOKEN: &str = "at_system_tests_only_0123456789";
pub const WRITE_KEY: &str = "wk_system_tests_only_0123456789";

/// Where mails say this installation is reached: one-click needs https. Tests replace it by the real address.
pub const PUBLIC: &str = "https://rapport.example";

/// The program under test: the one built with the tests, or another build (an optimised one) that `RAPPORT_BIN` names.
pub fn program() -> PathBuf {
    std::env::var_os("RAPPORT_BIN").map_or_else(|| env!("CARGO_BIN_EXE_rapport").into(), PathBuf::from)
}

/// A running (or killed) server and its data.
pub struct Rapport {
    folder: TempDir,
    data: PathBuf,
    port: u16,
    child: Option<Child>,
    environment: Vec<(String, String)>,
    arguments: Vec<String>,
    settings: String,
    public: String,
    door: String,
    level: String,
    handles: Option<u32>,
    through: Vec<String>,
    pub api: Api,
}

/// What a test starts otherwise than usual.
#[derive(Default)]
pub struct Otherwise<'a> {
    pub environment: &'a [(&'a str, &'a str)],
    /// Lines of its settings before any table.
    pub settings: &'a str,
    /// Lines of the table `[door]` of its settings.
    pub door: &'a str,
    /// Its public address is where it listens, so that a browser can follow it; else it is made up.
    pub local: bool,
    /// How much it logs; warnings only if no one says.
    pub level: Option<&'a str>,
    /// Where its stores are; in the test's own folder if no one says.
    pub data: Option<PathBuf>,
    /// How many files it may have open at most.
    pub handles: Option<u32>,
    /// A command that becomes the program it is given.
    pub through: Vec<String>,
}

impl Rapport {
    /// Starts a server on an empty folder and waits until it is ready.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// The same, with more environment.
    pub async fn with(environment: &[(&str, &str)]) -> Self {
        Self::otherwise(Otherwise { environment, ..Otherwise::default() }).await
    }

    /// The same, with whatever else is unusual.
    pub async fn otherwise(otherwise: Otherwise<'_>) -> Self {
        let mut rapport = Self::prepare(otherwise);
        rapport.start_again().await;
        rapport
    }

    /// A server that is not started yet: its data may be put there first.
    pub fn prepare(
        Otherwise { environment, settings, door, local, level, data, handles, through }: Otherwise<'_>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let http = reqwest::Client::builder().timeout(secs(60)).redirect(reqwest::redirect::Policy::none());
        let api = Api {
            http: http.build().unwrap(),
            base: format!("http://127.0.0.1:{port}"),
            key: Key::Token(TOKEN.into()),
        };
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let data = data.unwrap_or_else(|| folder.path().join("data"));
        let public = if local { api.base.clone() } else { PUBLIC.to_owned() };
        let (arguments, settings, door) = (Vec::new(), settings.to_owned(), door.to_owned());
        let level = level.unwrap_or("warn").to_owned();
        Self {
            folder,
            data,
            port,
            child: None,
            environment,
            arguments,
            settings,
            door,
            public,
            level,
            handles,
            through,
            api,
        }
    }

    /// The same with one more argument at every start.
    pub fn with_argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Starts the process without waiting.
    pub fn spawn(&mut self) {
        let settings = self.folder.path().join("rapport.toml");
        let (top, door, level, public) = (&self.settings, &self.door, &self.level, &self.public);
        let text = format!(
            "public_url = \"{public}\"\n{top}\n[log]\nlevel = \"{level}\"\n[newcomers]\nper_source = 0\n[door]\n{door}"
        );
        std::fs::write(&settings, text).unwrap();
        let log = File::options().create(true).append(true).open(self.log()).unwrap();
        let mut command = match (self.handles, self.through.split_first()) {
            (_, Some((through, arguments))) => {
                let mut command = Command::new(through);
                command.args(arguments).arg(program());
                command
            }
            // The shell becomes the program: the process id stays the same.
            (Some(handles), None) => {
                let mut shell = Command::new("sh");
                shell.args(["-c", &format!("ulimit -n {handles} && exec \"$0\" \"$@\"")]).arg(program());
                shell
            }
            (None, None) => Command::new(program()),
        };
        let child = command
            .arg("serve")
            .arg("--data")
            .arg(self.data())
            .args(["--listen", &format!("127.0.0.1:{}", self.port)])
            .args(["--write-key", WRITE_KEY, "--admin-token", TOKEN])
            .arg("--config")
            .arg(&settings)
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(k, v)| (k.as_str(), v.as_str())))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.child = Some(child);
    }

    /// Waits until it makes progress; says how long that took.
    pub async fn ready(&mut self) -> Duration {
        let begun = Instant::now();
        loop {
            if let Ok(reply) = self.api.by(Key::Nobody).try_get("/readyz").await
                && reply.status.is_success()
            {
                return begun.elapsed();
            }
            let ended = self.child.as_mut().and_then(|child| child.try_wait().unwrap());
            assert!(ended.is_none(), "rapport ended by itself: {ended:?}\n{}", self.last_words());
            assert!(begun.elapsed() < secs(60), "not ready within a minute\n{}", self.last_words());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Starts it, which must fail; what it said. One that starts is not waited for.
    pub fn refused(&mut self) -> String {
        self.spawn();
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.as_mut().unwrap().try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < secs(60), "it started\n{}", self.last_words());
            std::thread::sleep(Duration::from_millis(20));
        };
        self.child = None;
        assert!(!status.success(), "it started");
        self.last_words()
    }

    /// Waits until it has ended by itself, which must be a failure; what it said.
    pub async fn ended(&mut self) -> String {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.as_mut().unwrap().try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < secs(20), "it goes on\n{}", self.last_words());
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        self.child = None;
        assert!(!status.success(), "it ended as if it had been asked to");
        self.last_words()
    }

    /// Takes the process away as a power cut would, without a word.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Asks it to stop and waits until it has; says how long that took.
    pub fn stop(&mut self) -> Duration {
        let begun = Instant::now();
        let mut child = self.child.take().unwrap();
        let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        let status = child.wait().unwrap();
        assert!(status.success(), "{status}\n{}", self.last_words());
        begun.elapsed()
    }

    /// Kills, starts again, waits; says how long it took until it was ready.
    pub async fn restart(&mut self) -> Duration {
        self.kill();
        self.start_again().await
    }

    /// Starts again after a kill; says how long it took until it was ready.
    pub async fn start_again(&mut self) -> Duration {
        self.spawn();
        self.ready().await
    }

    /// From the next start on with this in its environment too.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.into(), value.into()));
    }

    /// The token of the administrator it was started with.
    pub fn token(&self) -> &'static str {
        TOKEN
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// Where its stores are.
    pub fn data(&self) -> PathBuf {
        self.data.clone()
    }

    /// A folder for the test's own files, removed with the server's.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its memory in bytes, as the kernel counts it (anonymous pages: what it asked for, not what it mapped).
    pub fn memory(&self) -> u64 {
        let pid = self.child.as_ref().unwrap().id();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let line = status.lines().find(|line| line.starts_with("RssAnon:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
    }

    /// Everything due is carried out: no one waits in a queue or is on the wire.
    pub async fn calm(&self, journey: &str, within: Duration) {
        until("no delivery of the journey is planned or claimed", within, async || {
            for state in ["planned", "claimed"] {
                let page = self.api.get(&format!("/v1/deliveries?journey={journey}&state={state}&limit=1")).await;
                if !page["items"].as_array().unwrap().is_empty() {
                    return None;
                }
            }
            Some(())
        })
        .await;
    }

    /// Nothing is on the wire any more; what is planned may wait.
    pub async fn calm_after_pause(&self, journey: &str, within: Duration) {
        until("no delivery of the journey is claimed", within, async || {
            let page = self.api.get(&format!("/v1/deliveries?journey={journey}&state=claimed&limit=1")).await;
            page["items"].as_array().unwrap().is_empty().then_some(())
        })
        .await;
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("serve.log")
    }

    fn last_words(&self) -> String {
        let text = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

impl Drop for Rapport {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("-- the server's last words:\n{}", self.last_words());
        }
    }
}
