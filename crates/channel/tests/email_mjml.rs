//! Our MJML rendering beside the reference's: the same structure, element by element.
//!
//! Compared are, in document order, every element with its attributes (styles as sets of declarations, without
//! whitespace) and every text. Left out are what has no effect in a mail program: comments, conditional comments'
//! spacing, the fonts we do not load.
#![allow(clippy::disallowed_methods, reason = "a test may read files and clocks")]
#![allow(clippy::unwrap_used)]

use serde_json::Value as Json;
use std::{collections::BTreeMap, io::Read, path::PathBuf, process::Command};

fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("RAPPORT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    path.is_dir().then_some(path)
}

/// The lines of a zstd file, through the program every Debian has.
fn zstd_lines(path: &std::path::Path) -> Option<Vec<String>> {
    let mut child = Command::new("zstd").args(["-dcq"]).arg(path).stdout(std::process::Stdio::piped()).spawn().ok()?;
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert!(child.wait().unwrap().success());
    Some(text.lines().map(str::to_owned).collect())
}

/// The visible body, reduced to what matters.
fn shape(html: &str) -> Vec<String> {
    let body = &html[html.find("<body").unwrap()..];
    let mut out = Vec::new();
    let mut rest = body;
    while let Some(open) = rest.find('<') {
        push_text(&mut out, &rest[..open]);
        rest = &rest[open..];
        if rest.starts_with("<!--") {
            rest = &rest[rest.find("-->").unwrap() + 3..];
            continue;
        }
        let end = rest.find('>').unwrap();
        push_tag(&mut out, &rest[1..end]);
        rest = &rest[end + 1..];
    }
    out
}

fn push_text(out: &mut Vec<String>, text: &str) {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.is_empty() {
        out.push(text);
    }
}

fn push_tag(out: &mut Vec<String>, tag: &str) {
    let tag = tag.trim_end_matches('/').trim();
    let (name, rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    // Void elements have no end, and some writers write one.
    if ["/img", "/br", "/input", "/meta"].contains(&name) {
        return;
    }
    let mut attributes = BTreeMap::new();
    let mut rest = rest.trim();
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap();
        let value = match key {
            "style" => sorted(value.split(';')),
            "class" => sorted(value.split(' ')),
            _ => value.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        if !(value.is_empty() || ["dir", "lang", "aria-roledescription", "role"].contains(&key)) {
            attributes.insert(key.to_owned(), value);
        }
        rest = after.trim();
    }
    out.push(format!("<{name} {attributes:?}>"));
}

/// The parts as a set, without whitespace.
fn sorted<'t>(parts: impl Iterator<Item = &'t str>) -> String {
    let mut parts: Vec<String> =
        parts.map(|part| part.split_whitespace().collect::<String>()).filter(|part| !part.is_empty()).collect();
    parts.sort();
    parts.join(";")
}

#[test]
fn layouts_have_the_structure_the_reference_gives_them() {
    let Some(shared) = shared() else {
        println!("skipped: the shared folder with the MJML pairs is not here");
        return;
    };
    let Some(lines) = zstd_lines(&shared.join("data/email-mjml/pairs.jsonl.zst")) else {
        let why = "the program zstd is not here (scripts/install-test-tools.sh installs it)";
        assert!(std::env::var_os("CI").is_none(), "{why}");
        println!("skipped: {why}");
        return;
    };
    let (mut same, mut other) = (0, Vec::new());
    for line in &lines {
        let pair: Json = serde_json::from_str(line).unwrap();
        let name = pair["name"].as_str().unwrap();
        let ours = rapport_channel::email::render_mjml(pair["mjml"].as_str().unwrap());
        match ours.map(|html| shape(&html)) {
            Ok(ours) if ours == shape(pair["html"].as_str().unwrap()) => same += 1,
            Ok(ours) => {
                let theirs = shape(pair["html"].as_str().unwrap());
                let differs = ours.iter().zip(&theirs).find(|(a, b)| a != b);
                other.push(format!("{name}: {differs:?} of {} and {}", ours.len(), theirs.len()));
            }
            Err(error) => other.push(format!("{name}: {error}")),
        }
    }
    println!("same structure {same} of {}; other: {other:#?}", lines.len());
    assert!(same >= PINNED, "only {same} of {}", lines.len());
}

/// How many agree today. The other twelve are the buttons: mrml writes an attribute `vertical-align` on their cell,
/// which is no HTML and which nothing reads.
const PINNED: usize = 82;
