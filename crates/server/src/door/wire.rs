//! A connection that ends by itself when the other side keeps it waiting: with a head that does not come, in idleness,
//! or by not taking what is sent.

use super::{
    Door, Limits,
    pace::{Alarm, Pace},
};
use parking_lot::Mutex;
use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Instant,
};

/// What a connection is doing, as those who handle its requests know it.
#[derive(Debug)]
pub struct Activity {
    begun: AtomicU64,
    ended: AtomicU64,
    free_since: Mutex<Instant>,
    unheard: AtomicBool,
}

impl Activity {
    /// A connection that has just been taken.
    pub fn new() -> Arc<Self> {
        let (begun, ended, unheard) = <(AtomicU64, AtomicU64, AtomicBool)>::default();
        Arc::new(Self { begun, ended, free_since: Mutex::new(Instant::now()), unheard })
    }

    /// A body was given up before its end.
    pub fn stop_listening(&self) {
        self.unheard.store(true, Ordering::Relaxed);
    }

    /// Whether the other side may still be speaking to nobody.
    pub fn unheard(&self) -> bool {
        self.unheard.load(Ordering::Relaxed)
    }

    fn busy(&self) -> bool {
        self.begun.load(Ordering::Acquire) != self.ended.load(Ordering::Acquire)
    }
}

/// A request is at work until this is dropped: with the end of its answer.
#[derive(Debug)]
pub struct Working(Arc<Activity>);

impl Working {
    /// From here on.
    pub fn on(activity: &Arc<Activity>) -> Self {
        activity.begun.fetch_add(1, Ordering::AcqRel);
        Self(activity.clone())
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        *self.0.free_since.lock() = Instant::now();
        self.0.ended.fetch_add(1, Ordering::AcqRel);
    }
}

/// A stream with a bound on every wait for the other side.
pub struct Wire<S> {
    stream: S,
    door: Arc<Door>,
    activity: Arc<Activity>,
    /// Since when the head of which request is being read.
    head: Option<(u64, Instant)>,
    reading: Alarm,
    /// How fast the other side takes what waits for it; nothing waits: none.
    taking: Option<Pace>,
    writing: Alarm,
}

impl<S> Wire<S> {
    /// Around a stream that has just been taken.
    pub fn new(stream: S, door: Arc<Door>, activity: Arc<Activity>) -> Self {
        let (reading, writing) = <(Alarm, Alarm)>::default();
        Self { stream, door, activity, head: None, reading, taking: None, writing }
    }

    /// The stream without bounds.
    pub fn into_inner(self) -> S {
        self.stream
    }

    fn limits(&self) -> &Limits {
        &self.door.limits
    }

    /// Until when the other side must have said something; nothing is expected of it while it waits for an answer.
    fn head_deadline(&mut self) -> Option<(Instant, &'static str)> {
        if self.activity.busy() {
            return None;
        }
        let number = self.activity.begun.load(Ordering::Acquire);
        let free = *self.activity.free_since.lock();
        match self.head {
            Some((of, since)) if of == number => Some((since + self.limits().head, "head")),
            // A new connection is opened to say something.
            _ if number == 0 => Some((free + self.limits().head, "head")),
            _ => Some((free + self.limits().idle, "idle")),
        }
    }

    /// Bytes came: if nothing is at work they belong to the next head.
    fn heard(&mut self) {
        let number = self.activity.begun.load(Ordering::Acquire);
        if !self.activity.busy() && self.head.is_none_or(|(of, _)| of != number) {
            self.head = Some((number, Instant::now()));
        }
    }

    /// What a write came to: progress, or a wait that is bounded.
    fn written(&mut self, written: Poll<io::Result<usize>>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                if let Some(pace) = &mut self.taking {
                    pace.add(bytes);
                }
                Poll::Ready(Ok(bytes))
            }
            Poll::Pending => {
                let pace = self.taking.get_or_insert_with(Pace::begin);
                let limits = &self.door.limits;
                if self.writing.rings(pace.deadline(limits.grace, limits.bytes_per_second), cx) {
                    return Poll::Ready(Err(gone("answer")));
                }
                Poll::Pending
            }
            failed => failed,
        }
    }
}

/// The other side kept us waiting too long.
fn gone(what: &'static str) -> io::Error {
    metrics::counter!("rapport_slow_total", "what" => what).increment(1);
    io::Error::new(io::ErrorKind::TimedOut, "the other side is too slow")
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut this.stream).poll_read(cx, buf) {
            if buf.filled().len() > before {
                this.heard();
            }
            return Poll::Ready(read);
        }
        match this.head_deadline() {
            Some((deadline, what)) if this.reading.rings(deadline, cx) => Poll::Ready(Err(gone(what))),
            _ => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, buf);
        this.written(written, cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, bufs);
        this.written(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Asked when everything was handed over: whoever took it all begins anew.
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.stream).poll_flush(cx))?;
        this.taking = None;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    const HEAD: u64 = 200;
    const IDLE: u64 = 500;

    fn wire() -> (Wire<DuplexStream>, DuplexStream, Arc<Activity>) {
        let (here, there) = duplex(1_000);
        let activity = Activity::new();
        let [head, idle, grace] = [HEAD, IDLE, 300].map(Duration::from_millis);
        let limits = Limits { head, idle, grace, bytes_per_second: 2_000, ..Limits::default() };
        (Wire::new(here, Arc::new(Door::new(limits, 1_024)), activity.clone()), there, activity)
    }

    /// Reading must fail after so many milliseconds, or a bit later on a busy machine.
    async fn cut_off(wire: &mut Wire<DuplexStream>, after: u64) {
        let begun = Instant::now();
        let mut buffer = [0; 64];
        let error = loop {
            match wire.read(&mut buffer).await {
                Ok(0) => panic!("the other side hung up"),
                Ok(_) => {}
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        let took = begun.elapsed().as_millis() as u64;
        assert!((after - 20..after + 280).contains(&took), "{took} ms instead of {after}");
    }

    /// Says or hears something every 20 ms.
    async fn beat() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    #[tokio::test]
    async fn silence_half_a_head_and_idleness_each_have_their_time() {
        let (mut silent, _there, _) = wire();
        cut_off(&mut silent, HEAD).await;

        let (mut dripping, mut there, _) = wire();
        let drip = tokio::spawn(async move {
            while there.write_all(b"x").await.is_ok() {
                beat().await;
            }
        });
        cut_off(&mut dripping, HEAD).await;
        drip.abort();

        let (mut idle, _there, activity) = wire();
        drop(Working::on(&activity));
        cut_off(&mut idle, IDLE).await;
    }

    #[tokio::test]
    async fn who_waits_for_an_answer_is_not_hurried() {
        let (mut waiting, _there, activity) = wire();
        let working = Working::on(&activity);
        let mut buffer = [0; 64];
        let long = Duration::from_millis(2 * IDLE);
        assert!(tokio::time::timeout(long, waiting.read(&mut buffer)).await.is_err(), "still open");
        drop(working);
        cut_off(&mut waiting, IDLE).await;
    }

    #[tokio::test]
    async fn an_answer_must_be_taken_and_a_steady_reader_gets_all_of_it() {
        let (mut deaf, _there, _) = wire();
        assert_eq!(deaf.write_all(&[0; 5_000]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);

        let (mut here, mut there, _) = wire();
        let steady = tokio::spawn(async move {
            let (mut all, mut buffer) = (0, [0; 200]);
            while all < 10_000 {
                all += there.read(&mut buffer).await.unwrap();
                beat().await;
            }
        });
        here.write_all(&[0; 10_000]).await.unwrap();
        steady.await.unwrap();

        let (mut here, mut there, _) = wire();
        let drip = tokio::spawn(async move {
            while there.read_u8().await.is_ok() {
                beat().await;
            }
        });
        assert_eq!(here.write_all(&[0; 20_000]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        drip.abort();
    }
}
