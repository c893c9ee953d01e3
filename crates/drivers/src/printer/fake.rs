//! A printer for tests: speaks TCP like the device, keeps what it was sent, and can be broken in all the ways devices are.

use super::{
    Paper, Profile,
    encode::{DLE, GS},
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep,
};

/// How it behaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manners {
    /// Its answers to the four real-time questions, on top of the fixed bits.
    pub status: [u8; 4],
    /// The same once this many bytes of a job have come.
    pub later: Option<(usize, [u8; 4])>,
    /// Waits so long before each answer.
    pub delay: Duration,
    /// Never answers.
    pub mute: bool,
    /// Does not confirm jobs.
    pub unconfirming: bool,
    /// Closes the connection after this many bytes of a job.
    pub cut_after: Option<usize>,
    /// Closes the connection instead of confirming.
    pub cut_at_end: bool,
    /// Says this when someone connects.
    pub greeting: &'static [u8],
}

/// A running fake printer; stops when dropped.
pub struct Fake {
    pub address: String,
    jobs: Arc<Mutex<Vec<Vec<u8>>>>,
    task: JoinHandle<()>,
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Fake {
    pub async fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound").to_string();
        let jobs = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&jobs);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // One connection at a time, as the device does.
                let job = serve(stream, manners).await;
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(job);
            }
        });
        Self { address, jobs, task }
    }

    /// What came out, one paper for each connection that sent something.
    pub fn papers(&self, profile: &Profile) -> Vec<Paper> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.iter().filter(|job| !job.is_empty()).map(|job| Paper::read(job, profile)).collect()
    }
}

/// Real-time questions are answered and taken out of the stream, as the device does; the rest is the job.
async fn serve(mut stream: TcpStream, manners: Manners) -> Vec<u8> {
    let mut job = Vec::new();
    let mut held = Vec::new();
    if stream.write_all(manners.greeting).await.is_err() {
        return job;
    }
    while let Ok(byte) = stream.read_u8().await {
        held.push(byte);
        match held[..] {
            [DLE] | [DLE, 4] => continue,
            [DLE, 4, question @ 1..=4] => {
                held.clear();
                let status = match manners.later {
                    Some((after, status)) if job.len() >= after => status,
                    _ => manners.status,
                };
                let answer = 0x12 | status[usize::from(question) - 1];
                sleep(manners.delay).await;
                if !manners.mute && stream.write_all(&[answer]).await.is_err() {
                    return job;
                }
                continue;
            }
            _ => job.append(&mut held),
        }
        if manners.cut_after.is_some_and(|n| job.len() >= n) {
            return job;
        }
        let confirmation = match job[..] {
            [.., GS, b'r', 1] => vec![0],
            [.., GS, b'(', b'H', 6, 0, 48, 48, a, b, c, d] => vec![b'7', b'"', a, b, c, d, 0],
            _ => continue,
        };
        sleep(manners.delay).await;
        if manners.cut_at_end {
            return job;
        }
        // Unasked status in between, as a device with that switch on would say.
        if !manners.unconfirming
            && (stream.write_all(&[0x10, 0, 0, 0x0f]).await.is_err() || stream.write_all(&confirmation).await.is_err())
        {
            return job;
        }
    }
    job
}
