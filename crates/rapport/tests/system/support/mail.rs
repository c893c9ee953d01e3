//! The other end of every e-mail: a scripted mail server on its own threads, and a reader for what it took.

use rapport_drivers::email::sink::{Options, Seen, Sink, Trick};
use std::{collections::BTreeMap, net::SocketAddr, path::Path};
use tokio::runtime::Runtime;

/// A mail server that does as it is told and keeps its own record.
pub struct MailServer {
    sink: Option<Sink>,
    runtime: Option<Runtime>,
}

impl MailServer {
    /// One that behaves.
    pub fn start() -> Self {
        Self::scripted(|_, _| Trick::None)
    }

    /// One that decides by the transaction's number and envelope sender how it goes.
    pub fn scripted(script: impl Fn(u64, &str) -> Trick + Send + Sync + 'static) -> Self {
        // Threads of its own, so that its clock stamps are not late because the test is busy.
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let options = Options { script: Box::new(script), ..Options::default() };
        let starting = runtime.spawn(async move { Sink::start("127.0.0.1:0", options).await.unwrap() });
        let sink = futures_free_wait(starting);
        Self { sink: Some(sink), runtime: Some(runtime) }
    }

    pub fn address(&self) -> SocketAddr {
        self.sink.as_ref().unwrap().address()
    }

    /// Every transaction that ended.
    pub fn seen(&self) -> Vec<Seen> {
        self.sink.as_ref().unwrap().seen()
    }

    /// Every message it took.
    pub fn taken(&self) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| seen.taken.is_some()).collect()
    }

    /// How often it took each Message-ID.
    pub fn copies(&self) -> BTreeMap<String, usize> {
        let mut copies = BTreeMap::new();
        for seen in self.taken() {
            *copies.entry(Mime::of(&seen).header("Message-ID").unwrap()).or_default() += 1;
        }
        copies
    }

    /// How often it took something for each recipient.
    pub fn by_recipient(&self) -> BTreeMap<String, usize> {
        let mut mails = BTreeMap::new();
        for seen in self.taken() {
            *mails.entry(seen.to).or_default() += 1;
        }
        mails
    }
}

/// Blocks a thread that may belong to another runtime until a task of this one is done.
fn futures_free_wait<T: Send + 'static>(task: tokio::task::JoinHandle<T>) -> T {
    let (reply, answer) = std::sync::mpsc::channel();
    let waiting = std::thread::spawn(move || {
        let alone = tokio::runtime::Builder::new_current_thread().build().unwrap();
        reply.send(alone.block_on(task).unwrap()).unwrap();
    });
    let value = answer.recv().unwrap();
    waiting.join().unwrap();
    value
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.sink.take();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A message as a reader's program takes it apart.
pub struct Mime {
    bytes: Vec<u8>,
}

impl Mime {
    pub fn of(seen: &Seen) -> Self {
        Self { bytes: seen.message.clone() }
    }

    /// A header's value, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let parsed = mail_parser::MessageParser::default().parse(&self.bytes)?;
        let raw = parsed.header_raw(name.to_owned())?;
        Some(raw.replace("\r\n", "").trim().to_owned())
    }

    /// All text of the message, plain and HTML, decoded.
    pub fn text(&self) -> String {
        let parsed = mail_parser::MessageParser::default().parse(&self.bytes).unwrap();
        let plain = (0..parsed.text_body.len()).filter_map(|at| parsed.body_text(at));
        let html = (0..parsed.html_body.len()).filter_map(|at| parsed.body_html(at));
        plain.chain(html).collect::<Vec<_>>().join("\n")
    }

    /// Every http address in headers and text.
    pub fn links(&self) -> Vec<String> {
        let listed = self.header("List-Unsubscribe").unwrap_or_default();
        let all = format!("{listed}\n{}", self.text().replace("&amp;", "&"));
        let mut found: Vec<String> = Vec::new();
        for start in ["https://", "http://"] {
            for (at, _) in all.match_indices(start) {
                let end = |c: char| c.is_whitespace() || "<>\"')]".contains(c);
                found.push(all[at..].split(end).next().unwrap().trim_end_matches(['.', ',']).to_owned());
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Keeps the message in a file.
    pub fn save(&self, path: &Path) {
        std::fs::write(path, &self.bytes).unwrap();
    }
}
