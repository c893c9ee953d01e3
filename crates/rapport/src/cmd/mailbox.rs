//! `rapport mailbox`

use crate::{cli::Mailbox, failure::Failure, mailbox};

/// Takes mail until it is interrupted.
///
/// # Errors
/// The address is in use, or the folder cannot be written.
pub async fn run(args: Mailbox) -> Result<(), Failure> {
    let folder = args.folder.display().to_string();
    let running = mailbox::start(args.listen, args.folder, |mail| say!("{mail}")).await?;
    say!("Taking mail at {}, keeping it in {folder}. Nothing is passed on. Stop with Ctrl-C.", running.address());
    // Without a signal handler the process ends at once, which is what Ctrl-C asks for.
    let _ = tokio::signal::ctrl_c().await;
    Ok(())
}
