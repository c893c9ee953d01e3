//! `rapport serve`

use crate::{
    cli::Serve,
    failure::Failure,
    settings::{self, Settings},
};
use rapport_drivers::reach::Networks;
use rapport_kernel::Lsn;
use rapport_platform::recovery;
use rapport_server::{Config, Server};
use tokio::signal::unix::{SignalKind, signal};

/// Runs the server until it is told to stop.
///
/// # Errors
/// It cannot start.
pub async fn run(args: Serve) -> Result<(), Failure> {
    let settings = Settings::load(args.config.as_deref())?;
    settings::start_logging(&settings.log);
    let config = with_flags(settings.server()?, args)?;
    // Both are asked for before the server starts, so that no early signal is lost.
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let told = async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    };
    rapport_server::serve(config, greet, told).await?;
    Ok(())
}

fn with_flags(mut config: Config, args: Serve) -> Result<Config, Failure> {
    if let Some(data) = args.data {
        config.data = data;
    }
    if let Some(database) = args.database.named()? {
        config.database = Some(database);
    }
    if let Some(listen) = args.listen {
        config.listen = listen;
    }
    config.write_key = args.write_key.or(config.write_key);
    config.admin_token = args.admin_token.or(config.admin_token);
    config.backups = args.backups.or(config.backups);
    config.hold |= args.hold;
    config.accept_clock |= args.accept_clock;
    config.leave_out.extend(args.leave_out.into_iter().map(Lsn));
    if !args.printer_networks.is_empty() {
        config.printer_networks = Networks::new(&args.printer_networks)
            .map_err(|error| Failure::usage(format!("--printer-networks: {error}")))?;
    }
    Ok(config)
}

/// The address, and the token if it was made now: the one moment it can be read.
fn greet(server: &Server) {
    say!("Rapport is at {}", server.url());
    let reasons = server.app().runtime.hold().reasons();
    if !reasons.is_empty() {
        let whys: Vec<&str> = reasons.iter().map(|reason| reason.why.code()).collect();
        say!("Nothing is sent ({}): see `rapport hold status`", whys.join(", "));
    }
    if let Some(token) = server.admin_token() {
        say!("Admin token (shown this once): {token}");
        say!("Set up your account at {}/setup#{token}", server.url());
        let file = server.app().installation.dir().join(recovery::FILE);
        say!("Keep a copy of {} elsewhere: links in mails depend on it, should the database be lost.", file.display());
    }
}
