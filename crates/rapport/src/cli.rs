//! The command line.

use crate::{failure::Failure, settings};
use clap::{
    Args, Parser, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use rapport_import::rows::Format;
use rapport_platform::sql::Location;
use rapport_trace::Head;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// What a script can rely on, whatever the command.
const EXITS: &str = "\
Exit status:
  0  done, or nothing to do
  1  refused or failed
  2  the command line is wrong; nothing was attempted";

/// Integrated marketing management: one plan, one place that decides every customer's journey, one measure of what it brought back.
#[derive(Debug, Parser)]
#[command(name = "rapport", version, propagate_version = true, after_help = EXITS)]
pub struct Cli {
    /// The command to run.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do, one variant each.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the server with embedded stores.
    Serve(Serve),
    /// Runs the server with a demo shop: a plan, journeys, real purchases, and customers on the move.
    Demo(Demo),
    /// Imports events, orders or customers from a file: XLSX, CSV, NDJSON or Parquet.
    Import(Import),
    /// Runs a mail server for trying Rapport out: prints every mail, keeps it in a folder, and forwards none.
    Mailbox(Mailbox),
    /// Checks, explains or publishes a journey.
    #[command(subcommand)]
    Journey(JourneyCommand),
    /// Runs a draft journey over the recorded past: what it would have sent, to how many, what was refused, at what cost.
    Backtest(Backtest),
    /// Explains why a customer did or did not get a message from a journey.
    Why(Why),
    /// Backs up a running server, or a data directory that no server is using; or verifies a backup.
    Backup(Backup),
    /// Restores a backup into an empty data directory; nothing is sent from it until an administrator lifts the hold.
    Restore(Restore),
    /// Checks every file in a data directory and reports damage; also while a server is using it.
    Verify(Verify),
    /// Copies the database from SQLite to PostgreSQL, or back.
    #[command(subcommand)]
    Database(DatabaseCommand),
    /// Proves that the trace of all changes is whole, or takes it out.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Saves or restores the secrets that links in already sent mails depend on.
    #[command(subcommand)]
    Secrets(SecretsCommand),
    /// Shows what is missing from a data directory that does not start, and continues without it. Nothing is sent until
    /// an administrator lifts the hold.
    AcceptLoss(AcceptLoss),
    /// Converts the data directory of a release before 0.2 to the current layout. Take a backup first.
    Migrate(Migrate),
    /// Shows why nothing is sent and what would go out, and lifts the hold.
    #[command(subcommand)]
    Hold(HoldCommand),
    /// Checks the settings, or prints them all with their defaults.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Runs benchmarks on this machine.
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Prints a completion script for a shell.
    Completions {
        /// Whose completion script to print.
        shell: clap_complete::Shell,
    },
}

/// Which database belongs to a data directory.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// The database, if it is not `rapport.sqlite` in the data directory: postgres://USER:PASSWORD@HOST:PORT/NAME, or the path of
    /// an SQLite file. Better in the environment, where other users of this machine do not see the password.
    #[arg(long, env = "RAPPORT_DATABASE", hide_env_values = true, value_name = "URL")]
    database: Option<String>,
}

impl Database {
    /// The one that is named, if any.
    ///
    /// # Errors
    /// It is named wrongly.
    pub fn named(&self) -> Result<Option<Location>, Failure> {
        settings::location(self.database.as_deref().unwrap_or_default())
    }

    /// The one that belongs to this data directory.
    ///
    /// # Errors
    /// It is named wrongly.
    pub fn of(&self, data: &Path) -> Result<Location, Failure> {
        Ok(self.named()?.unwrap_or_else(|| Location::within(data)))
    }
}

/// `rapport database ...`
#[derive(Debug, Subcommand)]
pub enum DatabaseCommand {
    /// Copies the database of an installation into an empty one, on SQLite or PostgreSQL, compares every table, and makes the
    /// installation go on with the copy. No server may be using it.
    Copy {
        /// The data directory.
        #[arg(long, env = "RAPPORT_DATA")]
        data: PathBuf,
        /// The database as it is now. By default `rapport.sqlite` in the data directory.
        #[arg(long, env = "RAPPORT_DATABASE_FROM", hide_env_values = true, value_name = "URL")]
        from: Option<String>,
        /// The empty database: postgres://USER:PASSWORD@HOST:PORT/NAME, or the path of an SQLite file that does not exist yet.
        #[arg(long, env = "RAPPORT_DATABASE_TO", hide_env_values = true, value_name = "URL")]
        to: String,
    },
}

/// Which server to talk to, and the token to use.
#[derive(Args, Clone, Debug)]
pub struct Remote {
    /// Address of the Rapport server.
    #[arg(long, env = "RAPPORT_URL", default_value = "http://127.0.0.1:8080")]
    pub url: String,
    /// Your access token. `RAPPORT_ADMIN_TOKEN`, its name before 0.3, is used if this is not set.
    #[arg(long, env = "RAPPORT_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

impl Remote {
    /// The token to send.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        let old = || std::env::var("RAPPORT_ADMIN_TOKEN").ok();
        self.token.clone().filter(|token| !token.is_empty()).or_else(old).filter(|token| !token.is_empty())
    }
}

/// `rapport serve`
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// Data directory; created if it does not exist.
    #[arg(long, env = "RAPPORT_DATA")]
    pub data: Option<PathBuf>,
    /// Which database goes with it.
    #[command(flatten)]
    pub database: Database,
    /// Address and port to listen on.
    #[arg(long, env = "RAPPORT_LISTEN", value_name = "ADDRESS:PORT", value_parser = settings::listen)]
    pub listen: Option<SocketAddr>,
    /// Settings file; `rapport config show` prints one with comments.
    #[arg(long, env = "RAPPORT_CONFIG")]
    pub config: Option<PathBuf>,
    /// Networks that receipt printers may be in, separated by commas.
    #[arg(long, env = "RAPPORT_PRINTER_NETWORKS", value_delimiter = ',')]
    pub printer_networks: Vec<String>,
    /// A fixed write key for development and tests. By default, keys are generated.
    #[arg(long, env = "RAPPORT_WRITE_KEY", hide_env_values = true)]
    pub write_key: Option<String>,
    /// A fixed administrator token for development and tests. By default, one is generated on first start.
    #[arg(long, env = "RAPPORT_ADMIN_TOKEN", hide_env_values = true)]
    pub admin_token: Option<String>,
    /// Folder that backups of the running server may be written to.
    #[arg(long, env = "RAPPORT_BACKUPS")]
    pub backups: Option<PathBuf>,
    /// Start on hold: everything runs, but nothing is sent until an administrator lifts the hold.
    #[arg(long)]
    pub hold: bool,
    /// Trust the machine's clock even if the log has later times, and continue from it.
    #[arg(long)]
    pub accept_clock: bool,
    /// Start without the unreadable log records at these positions. Nothing is sent until an administrator lifts the
    /// hold.
    #[arg(long, value_name = "POSITION", value_delimiter = ',')]
    pub leave_out: Vec<u64>,
}

/// `rapport verify`
#[derive(Args, Debug)]
pub struct Verify {
    /// The data directory.
    #[arg(long, env = "RAPPORT_DATA")]
    pub data: PathBuf,
    /// Which database goes with it.
    #[command(flatten)]
    pub database: Database,
}

/// `rapport audit ...`
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Proves that no line was cut out, changed or slipped in, and holds the trace against the heads that were noted; also while a server
    /// is using it.
    Verify {
        /// The data directory.
        #[arg(long, env = "RAPPORT_DATA")]
        data: PathBuf,
        /// Which database goes with it.
        #[command(flatten)]
        database: Database,
        /// Proves only what follows a head that you trust, such as one noted by an earlier run.
        #[arg(long)]
        since: Option<Head>,
        /// The folder of the backups, where heads are noted too.
        #[arg(long)]
        backups: Option<PathBuf>,
    },
    /// Prints the whole trace as JSON, one object a line, each with its bytes and hash to be proved elsewhere.
    Export {
        /// The data directory.
        #[arg(long, env = "RAPPORT_DATA")]
        data: PathBuf,
        /// Which database goes with it.
        #[command(flatten)]
        database: Database,
    },
}

/// `rapport secrets ...`
#[derive(Debug, Subcommand)]
pub enum SecretsCommand {
    /// Saves the secrets to a file; keep it apart from the data.
    Save {
        /// The data directory.
        #[arg(long, env = "RAPPORT_DATA")]
        data: PathBuf,
        /// Which database goes with it.
        #[command(flatten)]
        database: Database,
        /// The file to write; it must not exist yet.
        file: PathBuf,
    },
    /// Restores the secrets into a newly created database. No server may be using it.
    Restore {
        /// The data directory.
        #[arg(long, env = "RAPPORT_DATA")]
        data: PathBuf,
        /// Which database goes with it.
        #[command(flatten)]
        database: Database,
        /// The file that `rapport secrets save` wrote.
        file: PathBuf,
    },
}

/// `rapport accept-loss`
#[derive(Args, Debug)]
pub struct AcceptLoss {
    /// The data directory; no server may be using it.
    #[arg(long, env = "RAPPORT_DATA")]
    pub data: PathBuf,
    /// Which database goes with it.
    #[command(flatten)]
    pub database: Database,
    /// Continue without what is missing. Without this flag, it is only listed.
    #[arg(long)]
    pub yes: bool,
}

/// `rapport migrate`
#[derive(Args, Debug)]
pub struct Migrate {
    /// The data directory; no server may be using it.
    #[arg(long, env = "RAPPORT_DATA")]
    pub data: PathBuf,
    /// Positions of unreadable log records to leave out.
    #[arg(long, value_name = "POSITION", value_delimiter = ',')]
    pub leave_out: Vec<u64>,
}

/// `rapport demo`
#[derive(Args, Clone, Debug)]
pub struct Demo {
    /// Data directory. By default, a temporary one that is removed at the end.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT", value_parser = settings::listen)]
    pub listen: SocketAddr,
    /// Folder with *The Complete Journey* as Parquet files (transactions, products, campaigns, coupons).
    #[arg(long, env = "RAPPORT_PURCHASES")]
    pub purchases: PathBuf,
    /// Weeks of purchases to bring in, the last ones of the year; 0 brings in all. Those with a coupon come in for the whole year.
    #[arg(long, default_value_t = 13)]
    pub weeks: u32,
    /// Node.js program that moves the customers, through the official SDK.
    #[arg(long)]
    pub driver: Option<PathBuf>,
    /// Stop after this many seconds.
    #[arg(long)]
    pub stop_after: Option<u64>,
}

/// `rapport mailbox`
#[derive(Args, Clone, Debug)]
pub struct Mailbox {
    /// Folder to keep the mails in; created if it does not exist.
    pub folder: PathBuf,
    /// Address and port to take mail at.
    #[arg(long, default_value = "127.0.0.1:2525", value_name = "ADDRESS:PORT", value_parser = settings::listen)]
    pub listen: SocketAddr,
}

/// `rapport import`
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// The file; `.gz` and `.zst` files are decompressed.
    pub file: PathBuf,
    /// The file's format, if its name does not show it.
    #[arg(long, value_parser = formats())]
    pub format: Option<Format>,
    /// A YAML file that maps columns to fields.
    #[arg(long)]
    pub mapping: Option<PathBuf>,
    /// Map one column: FIELD=COLUMN, such as `userId=customer_no` or `properties.revenue=total`.
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// The event's name for all rows, such as `Order Completed`.
    #[arg(long)]
    pub event: Option<String>,
    /// A column that identifies a row; repeat it for several columns. By default an order is identified by its number, and
    /// any other row by its whole content.
    #[arg(long, value_name = "COLUMN")]
    pub key: Vec<String>,
    /// The series of files in which each row counts once. By default, the file and its siblings that differ only in a date
    /// in their names.
    #[arg(long, value_name = "NAME")]
    pub series: Option<String>,
    /// Forget what is in of the series and take every row as new: for when the orders that came in under wrong numbers are
    /// cancelled.
    #[arg(long, conflicts_with = "guess")]
    pub restart_series: bool,
    /// Treat rows without a time as happening now: journeys may then send messages about them.
    #[arg(long)]
    pub now: bool,
    /// Read the file and let the server check every row, without storing anything. Reports how the file was read.
    #[arg(long)]
    pub dry_run: bool,
    /// Print a mapping to start from, guessed from the file's columns and cells; nothing is sent.
    #[arg(long, conflicts_with_all = ["mapping", "map", "dry_run"])]
    pub guess: bool,
    /// Print the result as JSON.
    #[arg(long)]
    pub json: bool,
    /// Write key of the source.
    #[arg(long, env = "RAPPORT_WRITE_KEY", hide_env_values = true)]
    pub write_key: Option<String>,
    /// The server.
    #[command(flatten)]
    pub remote: Remote,
}

/// The formats by their names.
fn formats() -> impl TypedValueParser<Value = Format> {
    let named = |name: String| Format::ALL.iter().find(|(known, _)| *known == name).map(|(_, format)| *format);
    PossibleValuesParser::new(Format::ALL.map(|(name, _)| name))
        .try_map(move |name| named(name).ok_or("no such format"))
}

/// `rapport journey ...`
#[derive(Debug, Subcommand)]
pub enum JourneyCommand {
    /// Finds problems: dead steps, a missing purpose, missing time-outs, unknown properties.
    Check {
        /// The journey's YAML file.
        file: PathBuf,
        /// Print the problems as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Explains the journey in plain sentences.
    Explain {
        /// The journey's YAML file.
        file: PathBuf,
    },
    /// Publishes a new version that customers enter from now on.
    Publish {
        /// The journey's YAML file.
        file: PathBuf,
        /// Publish only over this revision, such as `3-2` (the `ETag` of the journey): if it is another one by now, nothing changes.
        #[arg(long)]
        revision: Option<String>,
        /// Print the answer as JSON.
        #[arg(long)]
        json: bool,
        /// The server.
        #[command(flatten)]
        remote: Remote,
    },
    /// Prints the JSON Schema of a journey document.
    Schema,
}

/// `rapport backtest`
#[derive(Args, Clone, Debug)]
pub struct Backtest {
    /// The journey's YAML file.
    pub file: PathBuf,
    /// When it would have gone live: a date or a time.
    #[arg(long)]
    pub from: String,
    /// When it would have ended.
    #[arg(long)]
    pub to: String,
    /// Print the result as JSON.
    #[arg(long)]
    pub json: bool,
    /// The server.
    #[command(flatten)]
    pub remote: Remote,
}

/// `rapport why`
#[derive(Args, Clone, Debug)]
pub struct Why {
    /// A customer id or any identifier of the person: user id, e-mail address, phone number, card.
    pub customer: String,
    /// The journey's id.
    pub journey: String,
    /// Print the answer as JSON.
    #[arg(long)]
    pub json: bool,
    /// The server.
    #[command(flatten)]
    pub remote: Remote,
}

/// `rapport backup`
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Backup {
    /// The backup's directory: empty or not existing yet. A running server writes only below the `backup.folder` of its
    /// settings.
    #[arg(required = true)]
    pub dir: Option<PathBuf>,
    /// Back up this data directory, which no server is using.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Which database goes with it.
    #[command(flatten)]
    pub database: Database,
    /// The server.
    #[command(flatten)]
    pub remote: Remote,
    /// Another action.
    #[command(subcommand)]
    pub command: Option<BackupCommand>,
}

/// `rapport backup ...`
#[derive(Debug, Subcommand)]
pub enum BackupCommand {
    /// Verifies every file of a backup against its checksum.
    Verify {
        /// The backup.
        dir: PathBuf,
        /// Fail if the backup is older than this many hours.
        #[arg(long)]
        max_age_hours: Option<u32>,
    },
}

/// `rapport restore`
#[derive(Args, Debug)]
pub struct Restore {
    /// The directory that `rapport backup` wrote.
    pub backup: PathBuf,
    /// The data directory: empty or not existing yet.
    #[arg(long)]
    pub data: PathBuf,
    /// The journal, if it is not beside the backup or in a folder above it.
    #[arg(long)]
    pub journal: Option<PathBuf>,
    /// Restore without a journal: who withdrew, was erased or got a message since the backup is then unknown, and cannot be
    /// respected.
    #[arg(long, conflicts_with = "journal")]
    pub no_journal: bool,
}

/// `rapport hold ...`
#[derive(Debug, Subcommand)]
pub enum HoldCommand {
    /// Shows whether sending is on hold, why, and what would go out.
    Status {
        /// Print the answer as JSON.
        #[arg(long)]
        json: bool,
        /// The server.
        #[command(flatten)]
        remote: Remote,
    },
    /// Lifts the hold: everything due goes out.
    Release {
        /// The digest that `rapport hold status` printed for what would go out.
        #[arg(long)]
        seen: String,
        /// The server.
        #[command(flatten)]
        remote: Remote,
    },
}

/// `rapport config ...`
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Checks whether the settings are valid, and reports what is wrong.
    Check {
        /// The settings file.
        file: Option<PathBuf>,
    },
    /// Prints every setting with its default and what it does.
    Show,
}

/// `rapport bench ...`
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Matches journeys' triggers against event files and writes every match; no server is involved.
    Stream {
        /// Folder with `*.jsonl` files, or one file.
        #[arg(long)]
        input: PathBuf,
        /// A file with one or more journeys (YAML documents separated by `---`).
        #[arg(long)]
        journeys: PathBuf,
        /// File to write rule, customer and time to, sorted.
        #[arg(long)]
        matches: PathBuf,
        /// Worker threads.
        #[arg(long, default_value_t = 1)]
        threads: usize,
        /// Print the measurement as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Measures a server that it starts itself: events to acknowledgement and to decision, `decide` under load, back-test.
    All {
        /// Events per measurement.
        #[arg(long, default_value_t = 200_000)]
        events: u64,
        /// Rounds; medians are printed.
        #[arg(long, default_value_t = 3)]
        rounds: u32,
        /// Print the measurements as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Records changes in a database of its own and proves all of them.
    Trace {
        /// Lines to write and to prove.
        #[arg(long, default_value_t = 1_000_000)]
        lines: u64,
        /// Print the measurement as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Writes a synthetic event stream: the same arguments give the same bytes.
    Generate {
        /// Folder to write to.
        #[arg(long)]
        out: PathBuf,
        /// Lines to write.
        #[arg(long, default_value_t = 1_000_000)]
        events: u64,
        /// Different people that the events are about.
        #[arg(long, default_value_t = 100_000)]
        customers: u64,
        /// Seed of the stream.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}
