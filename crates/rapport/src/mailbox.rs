//! The trial mailbox: a mail server on loopback that takes every mail, passes none on, and keeps each one in a folder, as it came
//! (`00001.eml`) and as its reader sees it (`00001.txt`).

use crate::failure::Failure;
use rapport_drivers::email::sink::{Options, Seen, Sink};
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// A running mailbox; it stops when dropped.
pub struct Mailbox(Sink);

impl Mailbox {
    /// Where mail is taken.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.0.address()
    }
}

/// Starts a mailbox that keeps mails in `folder` and shows each to `tell`, as its reader sees it.
///
/// # Errors
/// The folder cannot be written, or the address is in use.
pub async fn start(
    address: SocketAddr,
    folder: PathBuf,
    tell: impl Fn(&str) + Send + Sync + 'static,
) -> Result<Mailbox, Failure> {
    fs::create_dir_all(&folder).map_err(|error| Failure::broken(format!("{}: {error}", folder.display())))?;
    let observer = move |seen: &Seen| {
        if seen.taken.is_some() {
            let text = seen.shown();
            keep(&folder, seen, &text);
            tell(&text);
        }
    };
    let options = Options { observer: Some(Box::new(observer)), ..Options::default() };
    let sink = Sink::start(&address.to_string(), options).await;
    Ok(Mailbox(sink.map_err(|error| {
        Failure::broken(format!("cannot take mail at {address}: {error}")).next("Give another address with --listen")
    })?))
}

/// The mailbox is for looking at: a full disk must not stop the mail server, so a mail that cannot be kept is only shown.
fn keep(folder: &Path, seen: &Seen, text: &str) {
    let name = format!("{:05}", seen.number + 1);
    let _ = fs::write(folder.join(&name).with_extension("eml"), &seen.message);
    let _ = fs::write(folder.join(&name).with_extension("txt"), text);
}
