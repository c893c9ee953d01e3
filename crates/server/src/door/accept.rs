//! Taking connections: as many as there may be, each in a task of its own, until the end.

use super::{
    Door,
    body::{Answering, Arriving, Underway},
    limits::{BUFFER, HEAD, SEND_BUFFER},
    shares::{Full, Share},
    wire::{Activity, Wire, Working},
};
use crate::problem::Code;
use axum::{Router, body::Body as HttpBody, extract::ConnectInfo, http::StatusCode};
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use std::{convert::Infallible, future::poll_fn, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};
use tower::ServiceExt;

/// How many connections the kernel keeps for us before we take them.
const BACKLOG: u32 = 1_024;
/// How long we wait after the system had no file handle for a connection, at first and at most.
const BREATH: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(1));
/// How much longer, and how much more, somebody is heard out whose body was not wanted: who is cut off while speaking sees
/// a broken connection instead of the answer.
const HEARD_OUT: (Duration, usize) = (Duration::from_secs(2), 4 * 1024 * 1024);
/// How many of those who were turned away are told why at once. The others are just cut off.
const TOLD_WHY: usize = 32;

/// Listens; what the kernel holds of unread answers is bounded for each connection.
///
/// # Errors
/// The address is taken or not ours.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until `stopped` says so, then ends what is under way.
pub async fn run(listener: TcpListener, router: Router, door: Arc<Door>, stopped: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let mut turned_away = JoinSet::new();
    let mut breath = BREATH.0;
    let mut stop = pin!(stop(stopped.clone()));
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            Some(_) = turned_away.join_next(), if !turned_away.is_empty() => {}
            taken = listener.accept() => match taken {
                Ok((stream, peer)) => {
                    breath = BREATH.0;
                    let mut share = door.connections.share(door.origins.counted(peer.ip()));
                    match share.take(1) {
                        Ok(()) => {
                            let at_work = connection(stream, peer, router.clone(), door.clone(), share, stopped.clone());
                            connections.spawn(at_work);
                        }
                        Err(full) => {
                            metrics::counter!("rapport_turned_away_total", "why" => full.as_str()).increment(1);
                            if turned_away.len() < TOLD_WHY {
                                turned_away.spawn(turn_away(stream, full));
                            }
                        }
                    }
                }
                // The other side went away before it was taken: nothing is wrong here.
                Err(error) if hung_up(&error) => {}
                // No file handle or no memory: that passes. Meanwhile the kernel keeps those who come.
                Err(error) => {
                    metrics::counter!("rapport_turned_away_total", "why" => "handles").increment(1);
                    tracing::warn!(%error, "no connection can be taken just now");
                    tokio::select! { () = sleep(breath) => {} () = &mut stop => break }
                    breath = (breath * 2).min(BREATH.1);
                }
            },
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn stop(mut stopped: watch::Receiver<bool>) {
    // An error means that the server is gone: that is an end, too.
    let _ = stopped.wait_for(|stop| *stop).await;
}

fn hung_up(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, from its first byte to its last.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    door: Arc<Door>,
    share: Share,
    stopped: watch::Receiver<bool>,
) {
    let activity = Activity::new();
    let wire = TokioIo::new(Wire::new(stream, door.clone(), activity.clone()));
    let caller = Caller { peer, router, door, activity: activity.clone() };
    let service = service_fn(|request| Box::pin(caller.answer(request)));
    let mut http = http1::Builder::new();
    // Heads are timed by the wire, which knows them from idleness.
    http.header_read_timeout(None).max_buf_size(BUFFER).max_header_size(HEAD);
    let mut serving = http.serve_connection(wire, service);
    let ended = {
        let mut stop = pin!(stop(stopped));
        tokio::select! {
            ended = poll_fn(|cx| serving.poll_without_shutdown(cx)) => ended,
            () = &mut stop => {
                Pin::new(&mut serving).graceful_shutdown();
                poll_fn(|cx| serving.poll_without_shutdown(cx)).await
            }
        }
    };
    if let Err(error) = &ended {
        tracing::debug!(%error, "a connection broke off");
    }
    let stream = serving.into_parts().io.into_inner().into_inner();
    if ended.is_ok() && activity.unheard() {
        hear_out(stream, HEARD_OUT.0).await;
    }
    drop(share);
}

/// Says that nothing more comes, and listens for a moment without keeping anything.
async fn hear_out(mut stream: TcpStream, patience: Duration) {
    let mut scratch = [0; 4 * 1024];
    let mut left = HEARD_OUT.1;
    let listening = async {
        if stream.shutdown().await.is_err() {
            return;
        }
        while let Ok(heard @ 1..) = stream.read(&mut scratch).await {
            left = left.saturating_sub(heard);
            if left == 0 {
                return;
            }
        }
    };
    // Whether it ended or was ended makes no difference.
    let _ = timeout(patience, listening).await;
}

/// Says why there is no place, in the words of a problem document, and hangs up.
async fn turn_away(mut stream: TcpStream, full: Full) {
    let (code, detail) = match full {
        Full::All => (Code::Unavailable, "All connections are taken."),
        Full::Address | Full::Network | Full::Site => {
            (Code::TooMany, "Your network has as many connections as it may have.")
        }
    };
    let (number, name, title) = (code.status(), code.as_str(), code.title());
    let body = format!(
        r#"{{"type":"/errors/{name}","title":"{title}","status":{number},"code":"{name}","detail":"{detail}"}}"#
    );
    let length = body.len();
    let status = StatusCode::from_u16(number).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/problem+json\r\ncache-control: no-store\r\nretry-after: 5\r\n\
         connection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    // A new connection has room for so few bytes: whoever does not take them goes without.
    if matches!(timeout(Duration::from_millis(100), stream.write_all(answer.as_bytes())).await, Ok(Ok(()))) {
        hear_out(stream, Duration::from_millis(500)).await;
    }
}

/// What the requests of one connection have in common.
struct Caller {
    peer: SocketAddr,
    router: Router,
    door: Arc<Door>,
    activity: Arc<Activity>,
}

impl Caller {
    /// Hands a request to the router. Its bytes are counted until there is an answer; it is at work until that has ended.
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Answering>, Infallible> {
        let working = Working::on(&self.activity);
        let client = self.door.origins.client(self.peer.ip(), request.headers());
        let underway = Underway::new(self.door.clone(), self.door.origins.counted(client));
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(ConnectInfo(SocketAddr::new(client, self.peer.port())));
        parts.extensions.insert(underway.clone());
        let body = HttpBody::new(Arriving::new(body, underway.clone(), self.activity.clone()));
        let answered = self.router.clone().oneshot(Request::from_parts(parts, body)).await;
        let response = answered.unwrap_or_else(|never| match never {});
        Ok(response.map(|body| Answering::new(body, working)))
    }
}
