//! A mail server and a receipt printer on loopback. They take everything, answer as the real ones do, and keep what came.

use crate::{
    failure::Failure,
    mailbox::{self, Mailbox},
};
use rapport_drivers::printer::{Paper, Profile};
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Both, running; they stop when dropped.
pub struct Counterparts {
    mail: Mailbox,
    printer: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Counterparts {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Counterparts {
    /// Where mail is taken.
    #[must_use]
    pub fn mail(&self) -> SocketAddr {
        self.mail.address()
    }

    /// Where receipts are printed.
    #[must_use]
    pub fn printer(&self) -> SocketAddr {
        self.printer
    }
}

/// Starts both.
///
/// # Errors
/// No port is free, or the folder cannot be written.
pub async fn start(folder: &Path) -> Result<Counterparts, Failure> {
    let receipts = folder.join("receipts");
    fs::create_dir_all(&receipts)?;
    let mail = mailbox::start((Ipv4Addr::LOCALHOST, 0).into(), folder.join("mail"), |_| {}).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let printer = listener.local_addr()?;
    let task = tokio::spawn(print(listener, Arc::new(receipts)));
    Ok(Counterparts { mail, printer, task })
}

async fn print(listener: TcpListener, folder: Arc<PathBuf>) {
    let mut number = 0u32;
    while let Ok((stream, _)) = listener.accept().await {
        let job = take(stream).await;
        if job.is_empty() {
            continue;
        }
        number += 1;
        let words = Paper::read(&job, &Profile::wide()).words();
        let _ = fs::write(folder.join(format!("{number:05}.txt")), words);
    }
}

/// Answers the status questions (DLE EOT n) and the confirmation of a job (GS ( H, GS r) as the device does; the rest is paper.
async fn take(mut stream: TcpStream) -> Vec<u8> {
    let mut job = Vec::new();
    while let Ok(byte) = stream.read_u8().await {
        job.push(byte);
        let answer = match job[..] {
            [.., 0x10, 0x04, 1..=4] => {
                job.truncate(job.len() - 3);
                vec![0x12]
            }
            [.., 0x1d, b'r', 1] => vec![0],
            [.., 0x1d, b'(', b'H', 6, 0, 48, 48, a, b, c, d] => vec![b'7', b'"', a, b, c, d, 0],
            _ => continue,
        };
        if stream.write_all(&answer).await.is_err() {
            break;
        }
    }
    job
}
