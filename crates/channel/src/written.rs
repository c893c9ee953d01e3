//! Addresses in text that people read. Mail programs, phones and chats make links of what looks like one, with or without
//! a scheme, so what looks like one to any of them is found here.
//!
//! They disagree about what that is. What nearly all of them open is [`Kind::Whole`] or [`Kind::Bare`]; what some open, and
//! what is often only a name (`Node.js` never, `Booking.com` always), is [`Kind::Loose`]: it can be said without becoming a
//! link if it is parted at its breaks. Letters are read as browsers read them: invisible ones do not count, and the
//! ideographic full stop divides hosts as the dot does. Which endings are in use says the public suffix list.

use smol_str::{SmolStr, ToSmolStr};
use std::borrow::Cow;
use url::{Host, Url};

/// An address as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// Where the text goes on behind it.
    pub(crate) end: usize,
    /// How programs read it.
    pub(crate) kind: Kind,
}

/// How programs read an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// With its scheme and `://`.
    Whole(String),
    /// Without a scheme, and more than a host: a place behind it, or `www.` before it. It is opened as a page.
    Bare(String),
    /// A mere host, or a scheme without slashes: a link to some programs, a name to the others.
    Loose {
        /// What it would lead to: a host, or a scheme with its colon.
        key: SmolStr,
        /// A mail address is one only if what stands before its @ is a host that people trust.
        posing: Option<SmolStr>,
        /// Where it falls apart into mere words.
        breaks: Vec<usize>,
    },
}

/// What parts an address: it looks like nothing, and ends every address.
const GAP: char = '\u{202f}';

/// Schemes that programs open without slashes.
const OPENED: &str = "about bitcoin blob callto data ethereum facetime facetime-audio file ftp geo http https im intent irc itms \
                      itms-apps itms-services jar javascript ldap lightning magnet market mms mmsto ms-settings msteams nntp sftp \
                      sip sips skype sms smsto ssh steam tg telnet vbscript view-source webcal whatsapp wtai xmpp zoommtg";
/// Endings that no list has and networks resolve all the same, and those of examples.
const RESERVED: [&str; 10] =
    ["alt", "example", "home", "internal", "invalid", "lan", "local", "localhost", "onion", "test"];
/// Endings that no one writes as a word.
const GENERIC: [&str; 5] = ["biz", "com", "info", "net", "org"];
/// Endings of files that no host has.
const FILES: &str =
    "bmp css csv doc docx exe gif htm html jpeg jpg js json jsx odt pdf php png ppt pptx svg ts tsx txt xls xlsx xml";

/// Every address of a text. What stands inside an address is a part of it.
pub(crate) fn addresses(text: &str) -> Vec<Address> {
    let view = View::of(text);
    let mut found = Vec::new();
    let mut at = 0;
    for word in view.text.split_inclusive(ends) {
        if word.contains(['.', ':']) {
            Word { view: &view, at, text: word.trim_end_matches(ends) }.read(&mut found);
        }
        at += word.len();
    }
    found
}

/// `text` parted so that none of these is an address any longer.
pub(crate) fn parted(text: &str, breaks: impl Iterator<Item = usize>) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut from = 0;
    // Of several addresses in one word, in whatever order they were found.
    let mut breaks: Vec<usize> = breaks.collect();
    breaks.sort_unstable();
    breaks.dedup();
    for at in breaks {
        out.push_str(&text[from..at]);
        out.push(GAP);
        from = at;
    }
    out.push_str(&text[from..]);
    out
}

/// A host as browsers resolve it, if it is one.
pub(crate) fn host(text: &str) -> Option<SmolStr> {
    Host::parse(text).ok().map(|host| host.to_smolstr())
}

/// What a whole address leads to: its host if it is a page, else scheme and host.
pub(crate) fn key(address: &str) -> Option<SmolStr> {
    let url = Url::parse(address).ok()?;
    let host = url.host_str().unwrap_or_default();
    Some(match url.scheme() {
        "http" | "https" => host.into(),
        other => format!("{other}://{host}").into(),
    })
}

fn ends(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "<>\"'()[]{}|,;«»„“”‚‘’‹›「」『』、".contains(c)
}

/// What no one sees, and browsers leave out of a host.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text as programs read it, and where each piece of it stands in the text as it is.
struct View<'t> {
    text: Cow<'t, str>,
    /// For each byte its place in the original; empty if both are the same.
    origin: Vec<usize>,
}

impl<'t> View<'t> {
    fn of(text: &'t str) -> Self {
        let read = |c: char| match c {
            '。' | '｡' | '\u{2024}' => Some('.'),
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
            c if is_invisible(c) => None,
            c => Some(c),
        };
        if text.is_ascii() || text.chars().all(|c| read(c) == Some(c)) {
            return Self { text: Cow::Borrowed(text), origin: Vec::new() };
        }
        let (mut out, mut origin) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
        for (at, c) in text.char_indices() {
            if let Some(c) = read(c) {
                out.push(c);
                origin.resize(out.len(), at);
            }
        }
        origin.push(text.len());
        Self { text: Cow::Owned(out), origin }
    }

    /// Where a place of the view stands in the original.
    fn origin(&self, at: usize) -> usize {
        self.origin.get(at).copied().unwrap_or(at)
    }
}

/// A run of text between blanks, quotation marks and the like.
struct Word<'v> {
    view: &'v View<'v>,
    at: usize,
    text: &'v str,
}

impl Word<'_> {
    fn push(&self, found: &mut Vec<Address>, end: usize, kind: Kind) {
        found.push(Address { end: self.view.origin(self.at + end), kind });
    }

    fn read(&self, found: &mut Vec<Address>) {
        let Some(colon) = self.text.find("://") else { return self.without_scheme(0, self.text, found) };
        let before = self.text[..colon].trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let scheme = self.text[before.len()..colon].trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let begin = colon - scheme.len();
        if begin == colon {
            self.without_scheme(0, &self.text[..begin], found);
            return Word { view: self.view, at: self.at + colon + 3, text: &self.text[colon + 3..] }.read(found);
        }
        let seen = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"".contains(c);
        let run = self.view.text[self.at + begin..].split(|c| !seen(c)).next().unwrap_or_default();
        let hostless = !self.text[colon + 3..].contains(char::is_alphanumeric);
        let address = if hostless || hides_host(run) { run } else { &self.text[begin..] };
        let address = address.trim_end_matches(|c: char| !c.is_alphanumeric() && !"/]".contains(c));
        let leads = address.get(colon - begin + 3..).is_some_and(|rest| rest.contains(char::is_alphanumeric));
        // Of slashes that lead nowhere, what stands before them may be a host: `evil.co://`.
        self.without_scheme(0, &self.text[..if leads { begin } else { colon }], found);
        if leads {
            self.push(found, begin + address.len(), Kind::Whole(address.to_owned()));
            // Without a slash behind the host some see a second address: `https://shop.example#x://evil`.
            let host = colon + 3;
            let behind = self.text[host..].find(['/', '?', '#', '\\']).map_or(self.text.len(), |at| host + at);
            let rest = &self.text[behind..];
            if !rest.starts_with('/') && rest.contains("://") {
                Word { view: self.view, at: self.at + behind, text: rest }.read(found);
            }
        }
    }

    /// The addresses of a piece of the word that has no `://`.
    fn without_scheme(&self, from: usize, piece: &str, found: &mut Vec<Address>) {
        let begin = piece.len() - piece.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let text = piece[begin..].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/' && c != '\\');
        let from = from + begin;
        let (mut at, mut hosts_from) = (0, 0);
        // One may stand behind another, or behind a host: `https:javascript:x`, `a.https:x`.
        while let Some((before, _)) = text[at..].split_once(':').filter(|(_, rest)| !rest.is_empty()) {
            if ["mailto", "tel"].iter().any(|known| before.eq_ignore_ascii_case(known)) {
                return;
            }
            let last = before.rsplit('.').next().unwrap_or(before);
            let scheme = last.trim_start_matches(|c: char| !c.is_alphanumeric());
            if !OPENED.split_ascii_whitespace().any(|known| scheme.eq_ignore_ascii_case(known)) {
                break;
            }
            at += before.len() + 1;
            if scheme == before {
                hosts_from = at;
            }
            let key = format!("{}:", scheme.to_ascii_lowercase()).into();
            let breaks = vec![self.view.origin(self.at + from + at)];
            self.push(found, from + text.len(), Kind::Loose { key, posing: None, breaks });
        }
        // Where something is parted, what is behind it stands alone.
        let stays_whole = at == 0;
        let mut at = hosts_from;
        let mut before_at = "";
        while let Some(run) = next_run(text, at) {
            let (begin, end) = run;
            let (host, behind) = (&text[begin..end], &text[end..]);
            at = end;
            if behind.starts_with('@') {
                before_at = host;
                continue;
            }
            // What does not stand right behind the sign is no mail address: `e@\evil.co.uk`.
            let signed = text[..begin].ends_with('@');
            let user = if signed { before_at } else { "" };
            before_at = "";
            let Some(place) = Place::of(host) else { continue };
            let behind = behind.trim_start_matches('.');
            let port = behind.strip_prefix(':').is_some_and(|port| port.starts_with(|c: char| c.is_ascii_digit()));
            let goes_on = port || behind.starts_with(['/', '?', '#', '\\']);
            let loose = |posing: Option<SmolStr>| {
                let dots = host.match_indices('.').map(|(dot, _)| begin + dot + 1);
                let sign = posing.is_some().then_some(begin);
                let breaks = sign.into_iter().chain(dots).map(|at| self.view.origin(self.at + from + at)).collect();
                Kind::Loose { key: place.host.clone(), posing, breaks }
            };
            let kind = match place.in_use {
                _ if signed && goes_on => Kind::Bare(text[begin..].to_owned()),
                // No mail goes to a host with an underscore: programs see what stands behind it.
                _ if signed && !user.is_empty() && !host.contains('_') => {
                    match self::host(user).filter(|_| user.contains('.')) {
                        Some(posing) => loose(Some(posing)),
                        None => continue,
                    }
                }
                _ if begins_www(host) => Kind::Bare(text[begin..].to_owned()),
                Use::Known if goes_on && !is_word(host) => Kind::Bare(text[begin..].to_owned()),
                Use::Known if goes_on || !is_word(host) => loose(None),
                Use::Numbers => loose(None),
                Use::Possible if goes_on && !ends_like_a_word(host) && !is_file(host) => loose(None),
                Use::Known | Use::Possible => continue,
            };
            let whole = matches!(kind, Kind::Bare(_));
            self.push(found, from + if whole { text.len() } else { end }, kind);
            // Behind another sign not every program sees this one, and without a slash not every one takes more than the host:
            // they look further on. `.shop.example/?evil.no`, `shop.example#evil.com`.
            let path = behind.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()).starts_with('/');
            if whole && from + begin == 0 && path && stays_whole {
                return;
            }
        }
    }
}

/// The next run of what hosts are made of, without dots at its ends, from `at` on.
fn next_run(text: &str, at: usize) -> Option<(usize, usize)> {
    let begin = at + text[at..].find(|c: char| is_of_host(c) && c.is_alphanumeric())?;
    let length = text[begin..].find(|c: char| !is_of_host(c)).unwrap_or(text.len() - begin);
    // Two dots are an ellipsis, no host.
    let length = text[begin..begin + length].find("..").unwrap_or(length);
    Some((begin, begin + text[begin..begin + length].trim_end_matches(['.', '-', '_']).len()))
}

/// Letters, digits, and whatever else browsers take in a host.
fn is_of_host(c: char) -> bool {
    match c {
        '.' | '-' | '_' => true,
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        '\u{80}'..='\u{bf}' => c.is_alphanumeric(),
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3003}' | '\u{3008}'..='\u{303f}' => false,
        c => !c.is_whitespace(),
    }
}

/// What a host looks like.
enum Use {
    /// Its ending is in use.
    Known,
    /// Four numbers, or hexadecimal ones: browsers open them.
    Numbers,
    /// Its ending might be one day, or inside some network.
    Possible,
}

/// A host in a text.
struct Place {
    host: SmolStr,
    in_use: Use,
}

impl Place {
    fn of(text: &str) -> Option<Self> {
        if !text.contains('.') || text.len() > 253 {
            return None;
        }
        let parsed = Host::parse(text).ok()?;
        let host = parsed.to_smolstr();
        let in_use = match parsed {
            Host::Ipv6(_) => return None,
            Host::Ipv4(_) => {
                let hexadecimal = text
                    .split('.')
                    .any(|part| part.get(..2).is_some_and(|begin| part.len() > 2 && begin.eq_ignore_ascii_case("0x")));
                (hexadecimal || text.split('.').count() == 4).then_some(Use::Numbers)?
            }
            Host::Domain(name) => {
                let top = name.rsplit('.').next().unwrap_or_default();
                let listed = || psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.is_known());
                if top.starts_with("xn--") || RESERVED.contains(&top) || listed() {
                    Use::Known
                } else if top.len() > 1 && top.contains(|c: char| c.is_ascii_alphabetic()) {
                    Use::Possible
                } else {
                    return None;
                }
            }
        };
        Some(Self { host, in_use })
    }
}

/// Written as words are: `Dr.Oetker`, `S.Oliver`.
fn ends_like_a_word(host: &str) -> bool {
    host.rsplit('.').next().is_some_and(capitalised)
}

/// A file's name, or a library's: `Vue.js/Nuxt`.
fn is_file(host: &str) -> bool {
    let ending = host.rsplit('.').next().unwrap_or_default();
    FILES.split_ascii_whitespace().any(|file| ending.eq_ignore_ascii_case(file))
}

/// An abbreviation and a word: `Dr.No`, `Mr.Right`, `Art.Nr`.
fn is_word(host: &str) -> bool {
    host.split_once('.').is_some_and(|(first, last)| {
        let generic = GENERIC.iter().any(|generic| last.eq_ignore_ascii_case(generic));
        first.len() <= 3 && capitalised(first) && capitalised(last) && !last.contains('.') && !generic
    })
}

fn capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && (word.contains(char::is_lowercase) || word.chars().nth(1).is_none())
}

/// Whether the host goes on behind a sign that ends an address for us and for some programs, but not for others:
/// `https://shop.example,.evil.example/`, `https://shop.example,@evil.example/`.
fn hides_host(run: &str) -> bool {
    let place = run.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let behind = place.find(ends).map_or("", |at| place[at..].trim_end_matches(|c: char| !c.is_alphanumeric()));
    behind.contains(['@', '.'])
}

fn begins_www(host: &str) -> bool {
    host.len() > 4 && host.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("www."))
}

#[cfg(test)]
mod tests;
