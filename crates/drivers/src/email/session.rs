//! One SMTP connection, and on it one transaction after the other (RFC 5321).

use super::{
    Mail,
    obstacle::{NoSession, Obstacle},
    settings::{Settings, Tls},
    stream::Lines,
};
use crate::wire::WireGuard;
use base64::{Engine, engine::general_purpose::STANDARD};
use rapport_channel::Outcome;
use rustls::ClientConfig;
use smol_str::{SmolStr, format_smolstr};
use std::{io, sync::Arc, time::Duration};
use tokio::{net::TcpStream, time::timeout};

/// The most lines of one answer.
const ANSWER_LINES: usize = 100;

/// A server's answer.
#[derive(Debug)]
struct Answer {
    code: u16,
    lines: Vec<String>,
}

impl Answer {
    fn is_good(&self) -> bool {
        (200..400).contains(&self.code)
    }

    /// `550 5.1.1`, `451`: the code, with the enhanced one if the server gave it (RFC 2034).
    fn status(&self) -> SmolStr {
        let first = self.lines.first().map(String::as_str).unwrap_or_default();
        let enhanced = first.split(' ').next().unwrap_or_default();
        let parts: Vec<&str> = enhanced.split('.').collect();
        let is_status = parts.len() == 3 && parts.iter().all(|p| p.len() <= 3 && p.parse::<u16>().is_ok());
        if is_status { format_smolstr!("{} {enhanced}", self.code) } else { format_smolstr!("{}", self.code) }
    }

    fn refusal(&self) -> Outcome {
        Outcome::Refused { code: self.status(), permanent: self.code >= 500 }
    }

    /// `queued as 4Xyz`, as most servers say it.
    fn queue_id(&self) -> Option<SmolStr> {
        let text = self.lines.last()?;
        let id = text.rsplit_once("queued as ").map_or(text.as_str(), |(_, id)| id);
        let id: SmolStr = id.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(64).collect();
        (!id.is_empty()).then_some(id)
    }
}

/// A connection that greeted, and is protected and logged in as the settings want.
pub(super) struct Session {
    lines: Lines,
    patience: Duration,
    after_dot: Duration,
    extensions: Vec<String>,
    /// Nothing more can be said on it.
    broken: bool,
}

impl Session {
    pub async fn open(settings: &Settings, tls: &Arc<ClientConfig>) -> Result<Self, NoSession> {
        let connect = TcpStream::connect((settings.host.as_str(), settings.port));
        let stream =
            timeout(settings.patience, connect).await.map_err(|_| Obstacle::Connect)?.map_err(|_| Obstacle::Connect)?;
        // Commands are short and each waits for its answer: Nagle's delay would cost 40 ms a message.
        stream.set_nodelay(true).map_err(|_| Obstacle::Connect)?;
        let mut session = Self {
            lines: Lines::new(stream),
            patience: settings.patience,
            after_dot: settings.after_dot,
            extensions: Vec::new(),
            broken: false,
        };
        if settings.tls == Tls::Implicit {
            session.protect(settings, tls).await?;
        }
        session.good(None, Obstacle::Greeting).await?;
        session.hello(settings).await?;
        if matches!(settings.tls, Tls::Required | Tls::Opportunistic) {
            if session.offers("STARTTLS") {
                session.good(Some("STARTTLS"), Obstacle::Tls).await?;
                session.protect(settings, tls).await?;
                session.hello(settings).await?;
            } else if settings.tls == Tls::Required {
                return Err(Obstacle::Tls.into());
            }
        }
        session.log_in(settings).await?;
        Ok(session)
    }

    async fn protect(&mut self, settings: &Settings, tls: &Arc<ClientConfig>) -> Result<(), NoSession> {
        let handshake = self.lines.protect(tls, &settings.host);
        Ok(timeout(settings.patience, handshake).await.map_err(|_| Obstacle::Tls)?.map_err(|_| Obstacle::Tls)?)
    }

    async fn hello(&mut self, settings: &Settings) -> Result<(), NoSession> {
        let answer = self.good(Some(&format!("EHLO {}", settings.hello)), Obstacle::Hello).await?;
        self.extensions = answer.lines.into_iter().skip(1).collect();
        Ok(())
    }

    fn offers(&self, extension: &str) -> bool {
        self.extensions.iter().any(|line| {
            line.get(..extension.len()).is_some_and(|name| name.eq_ignore_ascii_case(extension))
                && line[extension.len()..].chars().next().is_none_or(|c| c == ' ')
        })
    }

    async fn log_in(&mut self, settings: &Settings) -> Result<(), NoSession> {
        let Some(login) = &settings.login else { return Ok(()) };
        if !self.lines.is_protected() && !settings.is_local() {
            return Err(Obstacle::LoginUnprotected.into());
        }
        let secret = STANDARD.encode(format!("\0{}\0{}", login.user, login.password));
        self.good(Some(&format!("AUTH PLAIN {secret}")), Obstacle::Login).await.map(|_| ())
    }

    /// An answer that must be good before there is a session.
    async fn good(&mut self, command: Option<&str>, why: Obstacle) -> Result<Answer, NoSession> {
        match self.say(command).await {
            Ok(answer) if answer.is_good() => Ok(answer),
            Ok(answer) => Err(NoSession { why, said: Some(answer.status()) }),
            Err(_) => Err(why.into()),
        }
    }

    async fn say(&mut self, command: Option<&str>) -> io::Result<Answer> {
        let patience = self.patience;
        let exchange = async {
            if let Some(command) = command {
                self.lines.write(format!("{command}\r\n").as_bytes()).await?;
            }
            self.answer().await
        };
        let result = timeout(patience, exchange).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        match &result {
            Ok(answer) if answer.code != 421 => {}
            _ => self.broken = true,
        }
        result
    }

    async fn answer(&mut self) -> io::Result<Answer> {
        let mut lines = Vec::new();
        loop {
            let line = self.lines.line().await?;
            let malformed = || io::Error::from(io::ErrorKind::InvalidData);
            let code: u16 = line.get(..3).and_then(|code| code.parse().ok()).ok_or_else(malformed)?;
            if !(200..600).contains(&code) || lines.len() >= ANSWER_LINES {
                return Err(malformed());
            }
            let more = match line.as_bytes().get(3) {
                Some(b'-') => true,
                Some(b' ') | None => false,
                Some(_) => return Err(malformed()),
            };
            lines.push(line.get(4..).unwrap_or_default().to_owned());
            if !more {
                return Ok(Answer { code, lines });
            }
        }
    }

    /// Whether the connection can take another transaction.
    pub fn is_usable(&self) -> bool {
        !self.broken
    }

    /// Whether the server is still there, asked of a connection that rested.
    pub async fn is_alive(&mut self) -> bool {
        self.say(Some("RSET")).await.is_ok_and(|answer| answer.is_good())
    }

    /// Sends one message to one recipient. The guard is asked right before the first byte.
    pub async fn transact(&mut self, mail: &Mail, guard: &dyn WireGuard) -> Outcome {
        // RFC 6531: an address beyond ASCII goes only through a server that says it can (and then takes 8 bits, too).
        let utf8 = match (mail.to.is_ascii(), self.offers("SMTPUTF8")) {
            (true, _) => "",
            (false, true) => " SMTPUTF8",
            (false, false) => return Outcome::Refused { code: Obstacle::NoSmtpUtf8.code().into(), permanent: true },
        };
        if let Some(Err(why)) = mail.send_key.as_ref().map(|key| guard.begin(key)) {
            return Outcome::Stopped { why };
        }
        let body = if mail.bytes.is_ascii() || !self.offers("8BITMIME") { "" } else { " BODY=8BITMIME" };
        let commands = [
            (format!("MAIL FROM:<{}>{body}{utf8}", mail.from), Obstacle::MailFrom),
            (format!("RCPT TO:<{}>", mail.to), Obstacle::RcptTo),
            ("DATA".to_owned(), Obstacle::Data),
        ];
        for (command, why) in commands {
            match self.say(Some(&command)).await {
                Ok(answer) if answer.code == 354 && why == Obstacle::Data => {}
                Ok(answer) if (200..300).contains(&answer.code) && why != Obstacle::Data => {}
                Ok(answer) if answer.code >= 400 => {
                    self.reset().await;
                    return answer.refusal();
                }
                // No sense in it, or no answer: the dot was not sent, so neither was the message.
                _ => {
                    self.broken = true;
                    return Outcome::NotSent { why: why.code().into() };
                }
            }
        }
        self.data(&mail.bytes).await
    }

    async fn reset(&mut self) {
        if !self.broken {
            self.broken = !self.is_alive().await;
        }
    }

    async fn data(&mut self, bytes: &[u8]) -> Outcome {
        let stuffed = dot_stuffed(bytes);
        let written = timeout(self.patience, self.lines.write(&stuffed)).await;
        if !matches!(written, Ok(Ok(()))) {
            self.broken = true;
            return Outcome::NotSent { why: Obstacle::Body.code().into() };
        }
        // From here on the server may have the message whatever we hear of it.
        let unknown = |why: Obstacle| Outcome::Unknown { why: why.code().into() };
        let answer = timeout(self.after_dot, async {
            self.lines.write(b".\r\n").await?;
            self.answer().await
        })
        .await;
        match answer {
            Ok(Ok(answer)) if answer.code == 421 => {
                self.broken = true;
                answer.refusal()
            }
            Ok(Ok(answer)) if (400..600).contains(&answer.code) => answer.refusal(),
            Ok(Ok(answer)) if (200..300).contains(&answer.code) => Outcome::Accepted { provider_id: answer.queue_id() },
            Ok(Ok(_)) => {
                self.broken = true;
                unknown(Obstacle::AfterDotAnswer)
            }
            Ok(Err(_)) => {
                self.broken = true;
                unknown(Obstacle::AfterDot)
            }
            Err(_) => {
                self.broken = true;
                unknown(Obstacle::AfterDotSilence)
            }
        }
    }

    /// Says good-bye; no one waits for the answer.
    pub async fn close(mut self) {
        if !self.broken {
            // The server notices the end of the connection too.
            let _ = timeout(Duration::from_secs(1), self.lines.write(b"QUIT\r\n")).await;
        }
    }
}

/// The message as it goes over the wire: every line ends in CRLF, a dot that begins a line is doubled, and the last line
/// is complete.
pub(super) fn dot_stuffed(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    let mut line_start = true;
    let mut before = 0;
    for &byte in bytes {
        if line_start && byte == b'.' {
            out.push(b'.');
        }
        match byte {
            b'\n' if before != b'\r' => out.extend_from_slice(b"\r\n"),
            _ if before == b'\r' && byte != b'\n' => {
                // A carriage return alone could be taken for a line's end by the next server.
                out.push(b'\n');
                if byte == b'.' {
                    out.push(b'.');
                }
                out.push(byte);
            }
            _ => out.push(byte),
        }
        line_start = byte == b'\n';
        before = byte;
    }
    if before == b'\r' {
        out.push(b'\n');
    } else if !line_start {
        out.extend_from_slice(b"\r\n");
    }
    out
}
