//! What stands at the end of every e-mail, in the reader's language.

use crate::{liquid::escape_html, targets::hosts_in};
use smol_str::SmolStr;

/// Who sends, and the ways out: everything a mail must say besides its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The brand's name.
    pub sender: SmolStr,
    /// The sender's postal address, one line.
    pub address: SmolStr,
    /// The reader's language: `de`, `it`, `nl`, `pl`; anything else reads English.
    pub language: SmolStr,
    /// Where one click stops it; none in service mail.
    pub unsubscribe: Option<SmolStr>,
    /// Where the reader sees and changes what was agreed; none in mail to an address that was never confirmed.
    pub preferences: Option<SmolStr>,
    /// Hosts that links may lead to besides those that stand in the content.
    pub hosts: Vec<SmolStr>,
}

impl Frame {
    /// The hosts of the ways out.
    pub(super) fn ways(&self) -> impl Iterator<Item = SmolStr> {
        let ways = [&self.unsubscribe, &self.preferences].into_iter().flatten();
        ways.chain([&self.sender, &self.address]).flat_map(|way| hosts_in(way))
    }
}

/// Unsubscribe, preferences.
fn words(language: &str) -> [&'static str; 2] {
    match language.get(..2).unwrap_or_default() {
        "de" => ["Abbestellen", "Einstellungen und gespeicherte Daten"],
        "it" => ["Annulla l'iscrizione", "Preferenze e dati conservati"],
        "nl" => ["Afmelden", "Voorkeuren en bewaarde gegevens"],
        "pl" => ["Wypisz się", "Ustawienia i zapisane dane"],
        _ => ["Unsubscribe", "Preferences and stored data"],
    }
}

/// Who sends, on one line: the name once, also where the address begins with it.
fn signature(frame: &Frame) -> String {
    let begins = |address: &str| {
        let rest = address.get(..frame.sender.len()).filter(|name| name.eq_ignore_ascii_case(&frame.sender));
        rest.is_some_and(|name| !address[name.len()..].starts_with(char::is_alphanumeric))
    };
    match frame.address.trim() {
        "" => frame.sender.to_string(),
        address if begins(address) => address.to_owned(),
        address => format!("{}, {address}", frame.sender),
    }
}

/// The layout with language, preheader and footer put in.
pub(super) fn framed(layout: &str, preheader: &str, frame: &Frame) -> String {
    let [unsubscribe, preferences] = words(&frame.language);
    let link = |target: &str, label: &str| {
        format!("<a href=\"{}\" style=\"color:#595959\">{}</a>", escape_html(target), escape_html(label))
    };
    let ways = [(&frame.unsubscribe, unsubscribe), (&frame.preferences, preferences)];
    let links: Vec<String> =
        ways.into_iter().filter_map(|(target, label)| Some(link(target.as_deref()?, label))).collect();
    let footer = format!(
        "<mj-section><mj-column><mj-text align=\"center\" color=\"#595959\" font-size=\"12px\" line-height=\"1.5\">\
         {}<br />{}</mj-text></mj-column></mj-section>",
        escape_html(&signature(frame)),
        links.join(" | ")
    );
    let mut out = layout.to_owned();
    if let Some(at) = out.rfind("</mj-body>") {
        out.insert_str(at, &footer);
    }
    if !preheader.trim().is_empty() && !out.contains("<mj-preview") {
        put_preheader(&mut out, preheader.trim());
    }
    put_language(&mut out, &frame.language);
    out
}

fn put_preheader(layout: &mut String, preheader: &str) {
    let preview = format!("<mj-preview>{preheader}</mj-preview>");
    if let Some(at) = layout.find("<mj-head>") {
        layout.insert_str(at + "<mj-head>".len(), &preview);
    } else if let Some(at) = layout.find("<mj-body") {
        layout.insert_str(at, &format!("<mj-head>{preview}</mj-head>"));
    }
}

fn put_language(layout: &mut String, language: &str) {
    let good = !language.is_empty() && language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let Some(at) = layout.find("<mjml").map(|at| at + "<mjml".len()) else { return };
    let tag = &layout[at..at + layout[at..].find('>').unwrap_or(0)];
    if good && !tag.contains("lang=") {
        layout.insert_str(at, &format!(" lang=\"{language}\""));
    }
}

/// The plain-text part with its footer.
pub(super) fn plain(text: &str, frame: &Frame) -> String {
    let [unsubscribe, preferences] = words(&frame.language);
    let mut out = format!("{}\n\n--\u{20}\n{}\n", text.trim_end(), signature(frame));
    if let Some(target) = &frame.unsubscribe {
        out.push_str(&format!("{unsubscribe}: {target}\n"));
    }
    if let Some(target) = &frame.preferences {
        out.push_str(&format!("{preferences}: {target}\n"));
    }
    out
}
