//! What the system tests share: the program as a process, its API, a small shop, a mail server, a printer.

pub mod api;
pub mod canary;
pub mod disk;
pub mod mail;
pub mod printer;
pub mod process;
pub mod shop;
pub mod tools;
pub mod wait;
pub mod watch;

pub use api::{Api, Reply};
pub use mail::{MailServer, Mime};
pub use process::Rapport;
pub use shop::{Person, Shop};
pub use wait::{secs, until};

/// The small number in everyday runs, the large one with `RAPPORT_FULL=1`.
pub fn size(cut: usize, full: usize) -> usize {
    if std::env::var_os("RAPPORT_FULL").is_some() { full } else { cut }
}

/// Milliseconds since 1970 by this machine's clock, as the mail server stamps its transactions.
pub fn millis() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH);
    u64::try_from(since.unwrap().as_millis()).unwrap()
}
