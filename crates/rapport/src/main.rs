//! Rapport: integrated marketing management. This is the one binary; [`cli`] says what it can be asked.
//!
//! * [`cmd`]: one file per command. Those that speak to a running Rapport use its public API through [`client`].
//! * [`import`]: files of events, with mapping, resumption and refused rows.
//! * [`demo`]: a shop with real purchases that anybody can watch.
//! * [`mailbox`]: takes mail on loopback, for trying things out.
//! * [`output`]: what is printed, also when no one can read it.

#![deny(clippy::print_stdout, clippy::print_stderr, reason = "they panic where nobody reads: see `output`")]

// First: its macros are used everywhere.
#[macro_use]
mod output;

mod bench;
mod cli;
mod client;
mod cmd;
mod demo;
mod failure;
mod mailbox;
mod progress;
mod settings;
mod words;

use clap::{CommandFactory, Parser};
use cli::{Cli, Command};
use failure::Failure;
use std::{process::ExitCode, time::Duration};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // One crypto provider for the whole process. A second one in the same process would be an error in this file.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime.map_err(Failure::from).and_then(|runtime| {
        let done = runtime.block_on(run(cli.command)).and_then(|()| output::written());
        // A backup that is being copied is given up: it has no manifest yet, so no one takes it for a whole one.
        runtime.shutdown_timeout(Duration::from_secs(1));
        done
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            note!("rapport: {failure}");
            failure.code()
        }
    }
}

async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(args) => cmd::serve::run(args).await,
        Command::Demo(args) => demo::run(args).await,
        Command::Import(args) => cmd::import::run(args).await,
        Command::Mailbox(args) => cmd::mailbox::run(args).await,
        Command::Journey(command) => cmd::journey::run(command).await,
        Command::Backtest(args) => cmd::backtest::run(args).await,
        Command::Why(args) => cmd::why::run(args).await,
        Command::Backup(args) => cmd::backup::run(args).await,
        Command::Restore(args) => cmd::backup::restore(&args),
        Command::Audit(command) => cmd::audit::run(command).await,
        Command::Verify(args) => cmd::verify::run(&args).await,
        Command::Database(command) => cmd::database::run(command).await,
        Command::Secrets(command) => cmd::secrets::run(command).await,
        Command::AcceptLoss(args) => cmd::accept_loss::run(&args).await,
        Command::Migrate(args) => cmd::migrate::run(&args),
        Command::Hold(command) => cmd::hold::run(command).await,
        Command::Config(command) => cmd::config::run(command),
        Command::Bench(command) => cmd::bench::run(command).await,
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "rapport", &mut text);
            answer!("{}", String::from_utf8_lossy(&text).trim_end());
            Ok(())
        }
    }
}
