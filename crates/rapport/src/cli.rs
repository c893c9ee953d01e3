//! What can be said on the command line.

use crate::{import::rows::Format, settings};
use clap::{Args, Parser, Subcommand};
use std::{net::SocketAddr, path::PathBuf};

/// What a script can rely on, whatever the command.
const EXITS: &str = "\
Exit status:
  0  it was done, or there was nothing to do
  1  it was refused, or it failed
  2  the command line is wrong; nothing was tried";

/// Integrated marketing management: one plan, one place that rules every customer's path, one measure of what it brought back.
#[derive(Debug, Parser)]
#[command(name = "rapport", version, propagate_version = true, after_help = EXITS)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the server with embedded stores.
    Serve(Serve),
    /// Runs the server with a shop, its plan, its journeys and real purchases, and customers who move.
    Demo(Demo),
    /// Brings events, orders or customers in from a file: CSV, NDJSON or Parquet.
    Import(Import),
    /// Checks, explains or publishes a journey.
    #[command(subcommand)]
    Journey(JourneyCommand),
    /// Tries a journey on the recorded past: what it would have sent, to how many, refused why, at what cost.
    Backtest(Backtest),
    /// Says why a customer did or did not get something from a journey.
    Why(Why),
    /// Takes a backup, of a running server or of a data directory that nobody uses, or checks one.
    Backup(Backup),
    /// Restores a backup into an empty data directory; nothing is sent from it until an administrator lifts the hold.
    Restore(Restore),
    /// Reads everything in a data directory and says what is not as it was written; also while a server uses it.
    Verify(Verify),
    /// Keeps or brings back the secrets that links in mails already sent depend on.
    #[command(subcommand)]
    Secrets(SecretsCommand),
    /// Shows what is missing in a data directory that does not start, and goes on without it. Nothing is sent until an
    /// administrator lifts the hold.
    AcceptLoss(AcceptLoss),
    /// Brings the data directory of a release before 0.2 into today's layout. Take a backup first.
    Migrate(Migrate),
    /// Shows why nothing is sent and what would go out, and lifts the hold.
    #[command(subcommand)]
    Hold(HoldCommand),
    /// Checks or shows the settings.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Measures this machine and this build.
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Prints a completion script for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

/// Where a running Rapport is, and what we may do there.
#[derive(Args, Clone, Debug)]
pub struct Remote {
    /// Address of a running Rapport.
    #[arg(long, env = "RAPPORT_URL", default_value = "http://127.0.0.1:8080")]
    pub url: String,
    /// Your token (settings, journeys, customers). `RAPPORT_ADMIN_TOKEN`, its name before 0.3, is read where this is absent.
    #[arg(long, env = "RAPPORT_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

impl Remote {
    /// The token to speak with.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        let old = || std::env::var("RAPPORT_ADMIN_TOKEN").ok();
        self.token.clone().filter(|token| !token.is_empty()).or_else(old).filter(|token| !token.is_empty())
    }
}

/// `rapport serve`
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// Folder of the embedded stores; made if it is not there.
    #[arg(long, env = "RAPPORT_DATA")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, env = "RAPPORT_LISTEN", value_name = "ADDRESS:PORT", value_parser = settings::listen)]
    pub listen: Option<SocketAddr>,
    /// Settings file; `rapport config show` prints one with comments.
    #[arg(long, env = "RAPPORT_CONFIG")]
    pub config: Option<PathBuf>,
    /// Networks that receipt printers may stand in, separated by commas.
    #[arg(long, env = "RAPPORT_PRINTER_NETWORKS", value_delimiter = ',')]
    pub printer_networks: Vec<String>,
    /// A write key for development and tests; without it, keys are created on first start.
    #[arg(long, env = "RAPPORT_WRITE_KEY", hide_env_values = true)]
    pub write_key: Option<String>,
    /// An admin token for development and tests; without it, one is created on first start.
    #[arg(long, env = "RAPPORT_ADMIN_TOKEN", hide_env_values = true)]
    pub admin_token: Option<String>,
    /// The folder below which backups may be written while this runs.
    #[arg(long, env = "RAPPORT_BACKUPS")]
    pub backups: Option<PathBuf>,
    /// Everything runs and nothing is sent until an administrator lifts the hold.
    #[arg(long)]
    pub hold: bool,
    /// The machine's clock is right, whatever the log says: time goes on from it.
    #[arg(long)]
    pub accept_clock: bool,
    /// Goes on without the log records at these positions, which cannot be understood. Nothing is sent until an administrator
    /// lifts the hold.
    #[arg(long, value_name = "POSITION", value_delimiter = ',')]
    pub leave_out: Vec<u64>,
}

/// `rapport verify`
#[derive(Args, Debug)]
pub struct Verify {
    /// The data directory.
    #[arg(long, env = "RAPPORT_DATA")]
    pub data: PathBuf,
}

/// `rapport secrets ...`
#[derive(Debug, Subcommand)]
pub enum SecretsCommand {
    /// Writes them into a file, to be kept apart from the data.
    Save {
        /// The data directory.
        #[arg(long, env = "RAPPORT_DATA")]
        data: PathBuf,
        /// Where to; the file must not be there yet.
        file: PathBuf,
    },
    /// Puts them back into a database that was begun anew. No server may use it.
    Restore {
        /// The data directory.
        #[arg(long, env = "RAPPORT_DATA")]
        data: PathBuf,
        /// What `rapport secrets save` wrote.
        file: PathBuf,
    },
}

/// `rapport accept-loss`
#[derive(Args, Debug)]
pub struct AcceptLoss {
    /// The data directory; no server may use it.
    #[arg(long, env = "RAPPORT_DATA")]
    pub data: PathBuf,
    /// Yes, go on without what is missing. Without this it is only shown.
    #[arg(long)]
    pub yes: bool,
}

/// `rapport migrate`
#[derive(Args, Debug)]
pub struct Migrate {
    /// The data directory; no server may use it.
    #[arg(long, env = "RAPPORT_DATA")]
    pub data: PathBuf,
    /// Records that cannot be read and shall be left out, as positions in the log.
    #[arg(long, value_name = "POSITION", value_delimiter = ',')]
    pub leave_out: Vec<u64>,
}

/// `rapport demo`
#[derive(Args, Clone, Debug)]
pub struct Demo {
    /// Folder of the embedded stores; a temporary one that is removed at the end, if not given.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT", value_parser = settings::listen)]
    pub listen: SocketAddr,
    /// Folder with The Complete Journey as Parquet files (transactions, products, campaigns, coupons).
    #[arg(long, env = "RAPPORT_PURCHASES")]
    pub purchases: PathBuf,
    /// Weeks of purchases to bring in, the last ones of the year; 0 brings in all.
    #[arg(long, default_value_t = 13)]
    pub weeks: u32,
    /// Node.js program that moves the customers through the official SDK.
    #[arg(long)]
    pub driver: Option<PathBuf>,
    /// Ends by itself after so many seconds.
    #[arg(long)]
    pub stop_after: Option<u64>,
}

/// `rapport import`
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// The file; `.gz` and `.zst` are unpacked on the way.
    pub file: PathBuf,
    /// Its format, if its name does not say it.
    #[arg(long)]
    pub format: Option<Format>,
    /// A YAML file that says which column goes where.
    #[arg(long)]
    pub mapping: Option<PathBuf>,
    /// One column: FIELD=COLUMN, such as `userId=customer_no` or `properties.revenue=total`.
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// The event's name in all rows, such as `Order Completed`.
    #[arg(long)]
    pub event: Option<String>,
    /// A column that names the row; several times if it takes several. Without it an order is named by its number, else the whole row
    /// is its name.
    #[arg(long, value_name = "COLUMN")]
    pub key: Vec<String>,
    /// The series of files in which a row counts once; if not said, the file, and those beside it with another date in their name.
    #[arg(long, value_name = "NAME")]
    pub series: Option<String>,
    /// Rows that do not say when it happened count as happening now: journeys may write to people about it.
    #[arg(long)]
    pub now: bool,
    /// Reads everything and has the server judge it; nothing is kept. Says how the file was read.
    #[arg(long)]
    pub dry_run: bool,
    /// Prints a mapping to start from, guessed from the file's columns and cells; nothing is sent.
    #[arg(long, conflicts_with_all = ["mapping", "map", "dry_run"])]
    pub guess: bool,
    /// Prints the result as JSON.
    #[arg(long)]
    pub json: bool,
    /// Write key of the source that speaks.
    #[arg(long, env = "RAPPORT_WRITE_KEY", hide_env_values = true)]
    pub write_key: Option<String>,
    /// Where to.
    #[command(flatten)]
    pub remote: Remote,
}

/// `rapport journey ...`
#[derive(Debug, Subcommand)]
pub enum JourneyCommand {
    /// Finds what is wrong: dead steps, missing purpose, missing time-outs, unknown properties.
    Check {
        /// The journey's YAML file.
        file: PathBuf,
        /// Prints the problems as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Says the journey in plain sentences.
    Explain {
        /// The journey's YAML file.
        file: PathBuf,
    },
    /// Makes a new version that customers enter from now on.
    Publish {
        /// The journey's YAML file.
        file: PathBuf,
        /// Publishes only over this revision, such as `3-2` (the `ETag` of the journey): if it is another one by now, nothing changes.
        #[arg(long)]
        revision: Option<String>,
        /// Prints the answer as JSON.
        #[arg(long)]
        json: bool,
        /// Where to.
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
    /// From when on it would have been live (a date or a moment).
    #[arg(long)]
    pub from: String,
    /// Until when.
    #[arg(long)]
    pub to: String,
    /// Prints the result as JSON.
    #[arg(long)]
    pub json: bool,
    /// Where the log is.
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
    /// Prints the answer as JSON.
    #[arg(long)]
    pub json: bool,
    /// Where to ask.
    #[command(flatten)]
    pub remote: Remote,
}

/// `rapport backup`
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Backup {
    /// Where it goes: a directory that is empty or not there yet. A running server writes only below `backup.folder` of its
    /// settings.
    #[arg(required = true)]
    pub dir: Option<PathBuf>,
    /// Take it of this data directory, which no server uses.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Which server.
    #[command(flatten)]
    pub remote: Remote,
    /// Something else.
    #[command(subcommand)]
    pub command: Option<BackupCommand>,
}

/// `rapport backup ...`
#[derive(Debug, Subcommand)]
pub enum BackupCommand {
    /// Checks every file of a backup against its sum.
    Verify {
        /// The backup.
        dir: PathBuf,
        /// Fails if it is older than so many hours.
        #[arg(long)]
        max_age_hours: Option<u32>,
    },
}

/// `rapport restore`
#[derive(Args, Debug)]
pub struct Restore {
    /// The backup.
    pub backup: PathBuf,
    /// The data directory: empty or not there yet.
    #[arg(long)]
    pub data: PathBuf,
    /// The journal, if it does not lie beside the backup or in a folder above it.
    #[arg(long)]
    pub journal: Option<PathBuf>,
    /// There is no journal: who withdrew, was erased or was written to since the backup is not known, and cannot be respected.
    #[arg(long, conflicts_with = "journal")]
    pub no_journal: bool,
}

/// `rapport hold ...`
#[derive(Debug, Subcommand)]
pub enum HoldCommand {
    /// Says whether nothing is sent, why, and what would go out.
    Status {
        /// Prints the answer as JSON.
        #[arg(long)]
        json: bool,
        /// Where to ask.
        #[command(flatten)]
        remote: Remote,
    },
    /// Lifts the hold: what is due goes out.
    Release {
        /// What `rapport hold status` printed: stands for what would go out.
        #[arg(long)]
        seen: String,
        /// Where.
        #[command(flatten)]
        remote: Remote,
    },
}

/// `rapport config ...`
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Says whether the settings can be used, and what is wrong.
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
    /// Runs journeys over event files and writes every match.
    Stream {
        /// Folder with `*.jsonl` files, or one file.
        #[arg(long)]
        input: PathBuf,
        /// A file with one or more journeys (YAML documents separated by `---`).
        #[arg(long)]
        journeys: PathBuf,
        /// Where to write rule, customer and time, sorted.
        #[arg(long)]
        matches: PathBuf,
        /// Worker threads.
        #[arg(long, default_value_t = 1)]
        threads: usize,
        /// Prints the measurement as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Measures a server that it starts itself: events to acknowledgement, to decision, `decide` under load, back-test.
    All {
        /// Events per measurement.
        #[arg(long, default_value_t = 200_000)]
        events: u64,
        /// Rounds; medians are printed.
        #[arg(long, default_value_t = 3)]
        rounds: u32,
        /// Prints the measurements as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Writes a made-up event stream: same arguments, same bytes.
    Generate {
        /// Folder to write to.
        #[arg(long)]
        out: PathBuf,
        /// How many events.
        #[arg(long, default_value_t = 1_000_000)]
        events: u64,
        /// How many customers.
        #[arg(long, default_value_t = 100_000)]
        customers: u64,
        /// Another seed, another stream.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}
