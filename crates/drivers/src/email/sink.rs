//! A scripted mail server that misbehaves on purpose and keeps its own record of what it took.
//!
//! The record is the oracle of the sending tests: what *it* says it took is what a person would find in the mailbox,
//! whatever the sender believes. Not part of the product: behind the feature `test-sink`.

use base64::{Engine, engine::general_purpose::STANDARD};
use mail_parser::{Address, Message, MessageParser};
use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep,
};
use tokio_rustls::TlsAcceptor;

/// Where in a transaction something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The answer to `MAIL FROM`.
    Mail,
    /// The answer to `RCPT TO`.
    Recipient,
    /// The answer to `DATA`.
    Data,
    /// The answer to the final dot.
    Dot,
}

/// How one transaction goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trick {
    /// The mail is taken as a good server takes it.
    None,
    /// It is refused with this code, in so many lines.
    Refuse(Stage, u16, u8),
    /// The connection ends without an answer. At the dot: the message is not taken.
    Drop(Stage),
    /// The answer ends in the middle of its line, then the connection ends. At the dot: the message *is* taken.
    Cut(Stage),
    /// The message is taken and the connection ends without an answer.
    TakeThenDrop,
    /// The message is taken and the answer comes so late.
    TakeThenWait(Duration),
    /// The message is taken and the answer makes no sense.
    TakeThenNonsense,
    /// Everything is answered so late.
    Slow(Duration),
    /// A recipient whose domain begins so is answered so late; others well.
    SlowFor(&'static str, Duration),
}

impl Trick {
    /// A trick that depends on the seed and the number of the transaction only; `percent` of them misbehave.
    #[must_use]
    pub fn random(seed: u64, n: u64, percent: u64) -> Self {
        let mut state = seed ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut draw = |most: u64| {
            // SplitMix64
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ (z >> 31)) % most
        };
        if draw(100) >= percent {
            return Self::None;
        }
        let stage = [Stage::Mail, Stage::Recipient, Stage::Data, Stage::Dot][draw(4) as usize];
        let code = [421, 450, 451, 452, 550, 552, 554][draw(7) as usize];
        match draw(8) {
            0..=2 => Self::Refuse(stage, code, 1 + draw(3) as u8),
            3 => Self::Drop(stage),
            4 => Self::Cut(stage),
            5 => Self::TakeThenDrop,
            6 => Self::TakeThenNonsense,
            _ => Self::Slow(Duration::from_millis(draw(20))),
        }
    }

    fn answer(&self, stage: Stage, good: &str) -> Reply {
        match self {
            Self::Refuse(at, code, lines) if *at == stage => Reply::Say(refusal(*code, *lines)),
            Self::Drop(at) if *at == stage => Reply::Drop,
            Self::Cut(at) if *at == stage => Reply::Cut(good.trim_end()[..good.len().min(5)].to_owned()),
            Self::TakeThenDrop if stage == Stage::Dot => Reply::Drop,
            Self::TakeThenNonsense if stage == Stage::Dot => Reply::Say("tea?\r\n".into()),
            Self::TakeThenWait(time) if stage == Stage::Dot => Reply::Late(*time, good.into()),
            Self::Slow(time) => Reply::Late(*time, good.into()),
            _ => Reply::Say(good.into()),
        }
    }

    /// Whether the message is the sink's once the dot has come.
    #[must_use]
    pub fn takes(&self) -> bool {
        !matches!(self, Self::Refuse(..) | Self::Drop(_) | Self::Cut(Stage::Mail | Stage::Recipient | Stage::Data))
    }
}

fn refusal(code: u16, lines: u8) -> String {
    let class = code / 100;
    let more: String = (1..lines).map(|_| format!("{code}-{class}.7.1 not now\r\n")).collect();
    format!("{more}{code} {class}.7.1 no\r\n")
}

enum Reply {
    Say(String),
    Cut(String),
    Late(Duration, String),
    Drop,
}

/// One transaction as the sink saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Which, counted from 0 over all connections.
    pub number: u64,
    /// The envelope sender.
    pub from: String,
    /// The recipient; empty if it did not come so far.
    pub to: String,
    /// When `MAIL FROM` came, in milliseconds since 1970.
    pub began: u64,
    /// When the message became the sink's; `None` if it did not.
    pub taken: Option<u64>,
    /// The message as it was before dots were doubled; empty if it did not come so far.
    pub message: Vec<u8>,
}

impl Seen {
    /// The mail as its reader's program shows it: who, what about, and the text.
    #[must_use]
    pub fn shown(&self) -> String {
        let parsed = MessageParser::default().parse(&self.message);
        let subject = parsed.as_ref().and_then(Message::subject).unwrap_or_default();
        let from = parsed.as_ref().and_then(Message::from).and_then(Address::first).and_then(|from| from.address());
        let text = parsed.as_ref().and_then(|mail| mail.body_text(0)).unwrap_or_default();
        let (from, text) = (from.unwrap_or(&self.from), text.replace("\r\n", "\n"));
        format!("From: {from}\nTo: {}\nSubject: {subject}\n\n{}\n", self.to, text.trim_end())
    }

    /// One JSON object and a line's end; the message is base64.
    #[must_use]
    pub fn json(&self) -> String {
        let text = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace(char::is_control, "?");
        let taken = self.taken.map_or_else(|| "null".to_owned(), |at| at.to_string());
        format!(
            "{{\"number\":{},\"from\":\"{}\",\"to\":\"{}\",\"began\":{},\"taken\":{taken},\"message\":\"{}\"}}\n",
            self.number,
            text(&self.from),
            text(&self.to),
            self.began,
            STANDARD.encode(&self.message)
        )
    }
}

/// Decides how the n-th transaction goes, from its recipient.
pub type Script = dyn Fn(u64, &str) -> Trick + Send + Sync;
/// Is shown each transaction when it ends; for taken messages, before the answer leaves.
pub type Observer = dyn Fn(&Seen) + Send + Sync;

/// How the sink works.
pub struct Options {
    /// What to do.
    pub script: Box<Script>,
    /// Who else is told.
    pub observer: Option<Box<Observer>>,
    /// Offers `STARTTLS` with this.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// Offers `SMTPUTF8`.
    pub utf8: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { script: Box::new(|_, _| Trick::None), observer: None, tls: None, utf8: true }
    }
}

struct Shared {
    options: Options,
    seen: Mutex<Vec<Seen>>,
    number: AtomicU64,
    connections: AtomicU64,
}

/// A running sink; stops when dropped.
pub struct Sink {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Sink {
    /// Listens at `listen`, such as `127.0.0.1:0`.
    ///
    /// # Errors
    /// The address is taken or not ours.
    pub async fn start(listen: &str, options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            options,
            seen: Mutex::default(),
            number: AtomicU64::new(0),
            connections: AtomicU64::new(0),
        });
        let task = tokio::spawn(accept(listener, shared.clone()));
        Ok(Self { address, shared, task })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every transaction that ended so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many connections were made.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut tasks = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        shared.connections.fetch_add(1, Ordering::SeqCst);
        let shared = shared.clone();
        tasks.spawn(async move {
            // A connection that breaks is the sender's or the script's business.
            let _ = connection(stream, &shared).await;
        });
        while tasks.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut plain = BufReader::new(stream);
    plain.write_all(b"220 sink.example ESMTP\r\n").await?;
    let offer = shared.options.tls.is_some();
    if converse(&mut plain, shared, offer).await? == After::Tls
        && let Some(config) = &shared.options.tls
    {
        let stream = TlsAcceptor::from(config.clone()).accept(plain.into_inner()).await?;
        converse(&mut BufReader::new(stream), shared, false).await?;
    }
    Ok(())
}

#[derive(PartialEq, Eq)]
enum After {
    End,
    Tls,
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    shared: &Shared,
    offer_tls: bool,
) -> io::Result<After> {
    let mut open: Option<(Seen, Trick)> = None;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            end(&mut open, shared);
            return Ok(After::End);
        }
        let line = line.trim_end();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply = match verb.as_str() {
            "EHLO" if offer_tls => Reply::Say("250-sink.example\r\n250-8BITMIME\r\n250 STARTTLS\r\n".into()),
            "EHLO" if shared.options.utf8 => Reply::Say("250-sink.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n".into()),
            "EHLO" => Reply::Say("250-sink.example\r\n250 8BITMIME\r\n".into()),
            "STARTTLS" => {
                stream.write_all(b"220 go\r\n").await?;
                return Ok(After::Tls);
            }
            "MAIL" => {
                end(&mut open, shared);
                let number = shared.number.fetch_add(1, Ordering::SeqCst);
                let from = between(line);
                let trick = (shared.options.script)(number, &from);
                let reply = trick.answer(Stage::Mail, "250 2.1.0 ok\r\n");
                let (to, message) = (String::new(), Vec::new());
                open = Some((Seen { number, from, to, began: millis(), taken: None, message }, trick));
                reply
            }
            "RCPT" => match &mut open {
                Some((seen, trick)) => {
                    seen.to = between(line);
                    let good = "250 2.1.5 ok\r\n";
                    match trick {
                        Trick::SlowFor(domain, time) if seen.to.contains(&format!("@{domain}")) => {
                            Reply::Late(*time, good.into())
                        }
                        _ => trick.answer(Stage::Recipient, good),
                    }
                }
                None => Reply::Say("503 5.5.1 MAIL first\r\n".into()),
            },
            "DATA" => match &mut open {
                Some((seen, trick)) if !seen.to.is_empty() => {
                    let reply = trick.answer(Stage::Data, "354 go on\r\n");
                    if let Reply::Say(text) | Reply::Late(_, text) = &reply
                        && text.starts_with("354")
                    {
                        say(stream, reply).await?;
                        seen.message = message(stream).await?;
                        if trick.takes() {
                            seen.taken = Some(millis());
                        }
                        let reply = trick.answer(Stage::Dot, "250 2.0.0 ok: queued as SINK\r\n");
                        end(&mut open, shared);
                        reply
                    } else {
                        reply
                    }
                }
                _ => Reply::Say("503 5.5.1 RCPT first\r\n".into()),
            },
            "RSET" => {
                end(&mut open, shared);
                Reply::Say("250 2.0.0 ok\r\n".into())
            }
            "NOOP" => Reply::Say("250 2.0.0 ok\r\n".into()),
            "QUIT" => {
                end(&mut open, shared);
                stream.write_all(b"221 2.0.0 bye\r\n").await?;
                return Ok(After::End);
            }
            _ => Reply::Say("500 5.5.2 what?\r\n".into()),
        };
        let closes =
            matches!(&reply, Reply::Drop | Reply::Cut(_)) || matches!(&reply, Reply::Say(t) if t.starts_with("421"));
        say(stream, reply).await?;
        if closes {
            end(&mut open, shared);
            return Ok(After::End);
        }
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, reply: Reply) -> io::Result<()> {
    match reply {
        Reply::Say(text) | Reply::Cut(text) => stream.write_all(text.as_bytes()).await?,
        Reply::Late(time, text) => {
            sleep(time).await;
            stream.write_all(text.as_bytes()).await?;
        }
        Reply::Drop => {}
    }
    stream.flush().await
}

/// Reads up to the final dot, strictly: a line ends in CRLF and nowhere else.
async fn message<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    let mut line = Vec::new();
    loop {
        let byte = stream.read_u8().await?;
        line.push(byte);
        if !line.ends_with(b"\r\n") {
            continue;
        }
        if line == b".\r\n" {
            return Ok(message);
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        line.clear();
    }
}

fn end(open: &mut Option<(Seen, Trick)>, shared: &Shared) {
    if let Some((seen, _)) = open.take() {
        if let Some(observer) = &shared.options.observer {
            observer(&seen);
        }
        shared.seen.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
    }
}

fn between(line: &str) -> String {
    let inner = line.split_once('<').map_or(line, |(_, rest)| rest);
    inner.split_once('>').map_or(inner, |(address, _)| address).to_owned()
}

fn millis() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn a_mail_is_shown_as_its_reader_sees_it() {
        let message =
            b"From: Shop <shop@example.com>\r\nTo: ada@example.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\
            Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            https://example.com/?a=3D1\r\n";
        let (from, to) = ("bounce@example.com".to_owned(), "ada@example.com".to_owned());
        let seen = Seen { number: 0, from, to, began: 0, taken: Some(0), message: message.to_vec() };
        let text = "From: shop@example.com\nTo: ada@example.com\nSubject: Grüße\n\nhttps://example.com/?a=1\n";
        assert_eq!(seen.shown(), text);
    }
}
