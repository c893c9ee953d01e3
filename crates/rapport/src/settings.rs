//! Settings: one commented file with every default, then the environment, then flags.

mod door;

use crate::{failure::Failure, output::LogLines};
use door::Door;
use rapport_drivers::reach::Networks;
use rapport_kernel::Span;
use rapport_office::at_rest::Rounds;
use rapport_platform::{
    runtime::{PublicPace, Retention},
    sql::Location,
};
use rapport_server::{Bounds, Config, MessageIds};
use serde::Deserialize;
use std::{
    ffi::OsStr,
    fs,
    io::IsTerminal,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

/// The file with every default, as `rapport config show` prints it.
pub const DEFAULTS: &str = include_str!("settings.toml");

/// What a settings file can say. Names that are not here are refused, so that a misspelt one is found.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Folder of the embedded stores.
    pub data: PathBuf,
    /// The database; empty: a file in `data`.
    pub database: String,
    /// Address and port.
    #[serde(deserialize_with = "listen_setting")]
    pub listen: SocketAddr,
    /// The address people reach this installation at; empty: made of `listen`.
    pub public_url: String,
    /// Threads that share the customers.
    pub workers: usize,
    /// Mebibytes that are kept for what must go through on a full disk.
    pub reserve_mb: u32,
    /// Mebibytes of memory for filters over the message ids on disk.
    pub message_ids_mb: u32,
    /// Where this installation lives.
    pub installation: Installation,
    /// Networks that receipt printers may stand in, in CIDR notation.
    pub printer_networks: Vec<String>,
    /// Where backups may be written, and how old the last one may be.
    pub backup: Backup,
    /// What may come in at once, and how slowly.
    pub door: Door,
    /// When the machine's clock is believed.
    pub clock: Clock,
    /// What is logged and how.
    pub log: Log,
    /// How often and how fast everything on the disk is looked at.
    pub check: Check,
    /// How long lines of people's histories are kept.
    pub history: History,
    /// How many new customers may come with the keys of public sources.
    pub newcomers: Newcomers,
    /// How many confirmations may be asked for.
    pub confirmations: Confirmations,
    /// What public sources' words may lead to.
    pub public_words: PublicWords,
}

/// What public sources' words may lead to.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicWords {
    /// Service mails of one brand within an hour; 0: no bound.
    pub mail_per_hour: u32,
    /// Of those the ones that one source's words led to; 0: no bound.
    pub mail_per_hour_and_source: u32,
    /// Service mails to one address within an hour, of all brands and sources; 0: no bound.
    pub mail_per_hour_and_address: u32,
    /// Service mails that words from one network led to within an hour; 0: no bound.
    pub mail_per_hour_and_network: u32,
    /// Placements that cost something, within a day and by source; 0: no bound.
    pub placements_per_day_and_source: usize,
}

/// How many new customers may come within an hour with the keys of public sources; 0 sets no bound.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newcomers {
    /// With the keys of a single source.
    pub per_source: usize,
    /// From a single network (IPv4 /24, IPv6 /56), whatever the source.
    pub per_network: usize,
    /// With how many unlike addresses of a kind an id may come within a day; 0: any number.
    pub addresses_per_id: usize,
    /// After how many days unheard of a device is forgotten; 0: never.
    pub forget_devices_days: u32,
}

/// How long lines of people's histories are kept, in days; 0: for ever.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// What people did.
    pub behaviour_days: u32,
    /// What they said, what was decided and sent.
    pub proof_days: u32,
    /// After how long lines are packed.
    pub pack_days: u32,
}

impl History {
    fn retention(self) -> Retention {
        let days = |days: u32| Span::DAY.times(days.into());
        let kept = |number| (number > 0).then(|| days(number));
        Retention { behaviour: kept(self.behaviour_days), proof: kept(self.proof_days), pack: days(self.pack_days) }
    }
}

/// How often and how fast everything on the disk is looked at.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Hours between two looks.
    pub every_hours: u32,
    /// How fast it is read.
    pub megabytes_per_second: u32,
}

/// How many confirmations may be asked for; 0 sets no bound.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmations {
    /// To one address within 24 hours.
    pub per_address: usize,
    /// The same with the keys of public sources.
    pub per_address_in_public: usize,
    /// Minutes after one to the same address before the next.
    pub again_after_minutes: u32,
    /// By one source within an hour.
    pub per_source: usize,
    /// From one network within an hour.
    pub per_network: usize,
}

/// Where backups may be written, and how old the last one may be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// The folder below which a running server may write them; empty: none.
    pub folder: String,
    /// After how many hours without one people are told; 0: never.
    pub alarm_after_hours: u32,
}

/// Where this installation lives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Installation {
    /// A name for the place; empty: it is recognised by path, machine and files.
    pub place: String,
}

/// When the machine's clock is believed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// How far it may jump.
    pub jump_minutes: u16,
    /// How long Rapport may have been off.
    pub gap_days: u16,
}

/// What is logged and how.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// A level or a filter.
    pub level: String,
    /// For people or machines.
    pub format: LogFormat,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl Settings {
    /// The defaults with a file's settings over them.
    ///
    /// # Errors
    /// The file cannot be read, or says something that is no setting; with line and column.
    pub fn load(file: Option<&Path>) -> Result<Self, Failure> {
        let mut table: toml::Table = toml::from_str(DEFAULTS)?;
        if let Some(file) = file {
            let text = fs::read_to_string(file).map_err(|e| Failure::broken(format!("{}: {e}", file.display())))?;
            let said: toml::Table =
                toml::from_str(&text).map_err(|e| Failure::broken(format!("{}: {e}", file.display())))?;
            over(&mut table, said);
        }
        let settings: Self = table.try_into().map_err(|e| Failure::broken(format!("settings: {e}")))?;
        settings.check()
    }

    fn check(self) -> Result<Self, Failure> {
        if !(1..=256).contains(&self.workers) {
            return Err(Failure::broken("settings: `workers` must be from 1 to 256"));
        }
        if self.clock.jump_minutes == 0 || self.clock.gap_days == 0 {
            return Err(Failure::broken("settings: `clock.jump_minutes` and `clock.gap_days` must be at least 1"));
        }
        let url = &self.public_url;
        if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(Failure::broken(
                "settings: `public_url` must begin with https:// (or http:// on a test machine)",
            ));
        }
        self.networks()?;
        if self.log.level.parse::<tracing_subscriber::EnvFilter>().is_err() {
            return Err(Failure::broken("settings: `log.level` is no level (error, warn, info, debug) and no filter"));
        }
        self.door.check()?;
        Ok(self)
    }

    fn networks(&self) -> Result<Networks, Failure> {
        Networks::new(&self.printer_networks)
            .map_err(|error| Failure::broken(format!("settings: printer_networks: {error}")))
    }

    /// What the server needs of it.
    ///
    /// # Errors
    /// A value that is none, although [`Self::load`] checks them all.
    pub fn server(&self) -> Result<Config, Failure> {
        let Confirmations { per_address, per_address_in_public, again_after_minutes, per_source, per_network } =
            self.confirmations;
        let again_after = Span::MINUTE.times(again_after_minutes.into());
        Ok(Config {
            database: location(&self.database)?,
            printer_networks: self.networks()?,
            public_url: (!self.public_url.is_empty()).then(|| self.public_url.clone()),
            workers: self.workers,
            message_ids: MessageIds { filters: u64::from(self.message_ids_mb) << 20, ..MessageIds::default() },
            reserve: u64::from(self.reserve_mb) << 20,
            age_out: (self.newcomers.forget_devices_days > 0)
                .then(|| Span::DAY.times(self.newcomers.forget_devices_days.into())),
            quota: rapport_office::newcomers::Quota {
                per_source: self.newcomers.per_source,
                per_network: self.newcomers.per_network,
            },
            on_public_words: PublicPace {
                per_brand: self.public_words.mail_per_hour,
                per_source: self.public_words.mail_per_hour_and_source,
                per_address: self.public_words.mail_per_hour_and_address,
                per_network: self.public_words.mail_per_hour_and_network,
            },
            placements_per_day: self.public_words.placements_per_day_and_source,
            addresses_per_id: self.newcomers.addresses_per_id,
            rates: rapport_office::rates::Limits {
                per_address,
                per_address_in_public,
                again_after,
                per_source,
                per_network,
            },
            rounds: Rounds {
                every: Duration::from_secs(3_600 * u64::from(self.check.every_hours.max(1))),
                bytes: u64::from(self.check.megabytes_per_second.max(1)) << 20,
                retention: self.history.retention(),
            },
            place: (!self.installation.place.is_empty()).then(|| self.installation.place.clone()),
            backups: (!self.backup.folder.is_empty()).then(|| PathBuf::from(&self.backup.folder)),
            backup_alarm: (self.backup.alarm_after_hours > 0)
                .then(|| Duration::from_secs(3_600 * u64::from(self.backup.alarm_after_hours))),
            limits: self.door.limits(),
            clock: Bounds {
                jump: Span::MINUTE.times(self.clock.jump_minutes.into()),
                gap: Span::DAY.times(self.clock.gap_days.into()),
            },
            ..Config::new(&self.data, self.listen)
        })
    }
}

/// Which database is named; none by an empty text.
///
/// # Errors
/// The text names none. What it says is not repeated: there may be a password in it.
pub fn location(text: &str) -> Result<Option<Location>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| Failure::usage(format!("database: {error}")))
}

/// Lays what was said over the defaults, table by table.
fn over(defaults: &mut toml::Table, said: toml::Table) {
    for (key, value) in said {
        match (defaults.get_mut(&key), value) {
            (Some(toml::Value::Table(inner)), toml::Value::Table(said)) => over(inner, said),
            (_, value) => {
                defaults.insert(key, value);
            }
        }
    }
}

/// Reads where to listen.
///
/// # Errors
/// A sentence that says how it is written.
pub fn listen(text: &str) -> Result<SocketAddr, String> {
    let port_of = |text: &str| text.parse::<u16>().ok();
    let meant = match text.rsplit_once(':') {
        _ if text.parse::<SocketAddr>().is_ok() => text.to_owned(),
        Some(("" | "localhost", port)) if port_of(port).is_some() => format!("127.0.0.1:{port}"),
        Some(("*", port)) if port_of(port).is_some() => format!("0.0.0.0:{port}"),
        None if port_of(text).is_some() => format!("127.0.0.1:{text}"),
        None if text.parse::<IpAddr>().is_ok() => format!("{text}:8080"),
        _ => "127.0.0.1:8080".to_owned(),
    };
    text.parse().map_err(|_| {
        format!(
            "`{text}` is no address with a port: write it as {meant}; 0.0.0.0:8080 is port 8080 of every address this machine has"
        )
    })
}

fn listen_setting<'de, D: serde::Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    listen(&String::deserialize(from)?).map_err(serde::de::Error::custom)
}

/// Whether log lines may have colours: only where someone reads them on a terminal and has not said otherwise
/// (<https://no-color.org>). In a file they are litter.
fn colours(terminal: bool, no_color: Option<&OsStr>) -> bool {
    terminal && no_color.is_none_or(OsStr::is_empty)
}

/// Starts logging as the settings say.
pub fn start_logging(log: &Log) {
    let filter = tracing_subscriber::EnvFilter::try_new(&log.level).unwrap_or_else(|_| "info".into());
    let colours = colours(std::io::stderr().is_terminal(), std::env::var_os("NO_COLOR").as_deref());
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours);
    // Whoever serves a request must not stumble over a log that cannot be written.
    let builder = builder.with_writer(|| LogLines).log_internal_errors(false);
    // A second call in one process (a demo that embeds a server) keeps the first.
    let _ = match log.format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn file(text: &str) -> Result<Settings, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rapport.toml");
        fs::write(&path, text).unwrap();
        Settings::load(Some(&path))
    }

    #[test]
    fn the_defaults_are_settings() {
        let settings = Settings::load(None).unwrap();
        assert_eq!(settings.listen.port(), 8080);
        let said = format!("{:?}", settings.door.limits());
        assert_eq!(
            said,
            format!("{:?}", rapport_server::door::Limits::default()),
            "the file and the program say the same"
        );
    }

    #[test]
    fn a_file_changes_what_it_says_and_nothing_else() {
        let settings = file("workers = 4\n[log]\nformat = \"json\"\n").unwrap();
        assert_eq!((settings.workers, settings.log.format), (4, LogFormat::Json));
        assert_eq!(settings.log.level, "info");
    }

    #[test]
    fn an_address_that_cannot_be_listened_on_is_answered_with_how_it_is_written() {
        assert!(listen("127.0.0.1:0").is_ok() && listen("[::1]:80").is_ok());
        let wrong = [("8080", "127.0.0.1:8080"), (":81", "127.0.0.1:81"), ("localhost:82", "127.0.0.1:82")];
        let more = [("10.0.0.1", "10.0.0.1:8080"), ("shop.example:80", "127.0.0.1:8080"), ("bad", "127.0.0.1:8080")];
        for (text, meant) in wrong.into_iter().chain(more) {
            let said = listen(text).unwrap_err();
            assert!(said.contains(&format!("`{text}`")) && said.contains(&format!("write it as {meant}")), "{said}");
        }
        assert!(file("listen = \"bad\"\n").unwrap_err().to_string().contains("write it as"));
    }

    #[test]
    fn log_lines_have_colours_on_a_terminal_only() {
        assert!(colours(true, None) && colours(true, Some(OsStr::new(""))));
        assert!(!colours(true, Some(OsStr::new("1"))) && !colours(false, None));
    }

    #[test]
    fn a_misspelt_setting_is_named() {
        let refused = file("wrokers = 4\n").unwrap_err().to_string();
        assert!(refused.contains("wrokers"), "{refused}");
        assert!(file("workers = 0\n").is_err());
        assert!(file("[clock]\njump_minutes = 0\n").is_err());
        assert!(file("public_url = \"shop.example\"\n").is_err());
        for wrong in ["idle_seconds = 0", "bodies_mb = 1", "trusted_proxies = [\"proxy\"]", "bytes_per_second = 0"] {
            assert!(file(&format!("[door]\n{wrong}\n")).is_err(), "{wrong}");
        }
    }
}
