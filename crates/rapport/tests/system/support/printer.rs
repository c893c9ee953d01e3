//! A receipt printer on loopback: answers the questions the device answers and keeps what was printed.

use rapport_drivers::printer::{Paper, Profile};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub struct Printer {
    pub address: SocketAddr,
    jobs: Arc<Mutex<Vec<Vec<u8>>>>,
    task: JoinHandle<()>,
}

impl Drop for Printer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Printer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let jobs = Arc::new(Mutex::default());
        let task = tokio::spawn(print(listener, jobs.clone()));
        Self { address, jobs, task }
    }

    /// The words on each piece of paper one would hold.
    pub fn papers(&self) -> Vec<String> {
        self.jobs.lock().unwrap().iter().map(|job| Paper::read(job, &Profile::wide()).words()).collect()
    }
}

async fn print(listener: TcpListener, jobs: Arc<Mutex<Vec<Vec<u8>>>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let job = take(stream).await;
        if !job.is_empty() {
            jobs.lock().unwrap().push(job);
        }
    }
}

/// Takes the status questions (DLE EOT n) and the confirmations (GS ( H, GS r) out of the bytes and answers them.
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
