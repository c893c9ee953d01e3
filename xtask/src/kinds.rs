//! Names of kinds of channels stand in the list of kinds, in words and in tests. Code that decides by one is code that forgets
//! the next kind: it asks the kind instead (`rapport_channel::kind`, decision 0037).

use serde::Deserialize;
use std::{
    collections::BTreeMap,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
};

#[derive(Deserialize)]
struct Layers {
    kinds: Kinds,
}

#[derive(Deserialize)]
struct Kinds {
    elsewhere: BTreeMap<String, String>,
}

/// How a kind's own file is known.
const OWN: &str = "pub static KIND: Kind = Kind {";
/// Folders that tell stories instead of deciding.
const STORIES: [&str; 6] = ["tests", "examples", "demo", "bench", "node_modules", "i18n"];

/// Lines that name a kind and are on no list of `layers.toml`.
///
/// # Errors
/// A file cannot be read.
pub fn check(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let layers: Layers = toml::from_str(&fs::read_to_string(root.join("layers.toml"))?)?;
    Ok(breaches(root, &layers.kinds.elsewhere)?)
}

/// Lines that name a kind and are on no list. `elsewhere` are the files in which these words mean something else, with what.
fn breaches(root: &Path, elsewhere: &BTreeMap<String, String>) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for folder in ["crates", "web/src"] {
        collect(&root.join(folder), &mut files)?;
    }
    let mut texts = Vec::new();
    for path in files {
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        texts.push((name, fs::read_to_string(&path)?));
    }
    let kinds: Vec<&str> = texts.iter().filter_map(|(_, text)| kind_of(text)).collect();
    let mut found = Vec::new();
    if kinds.is_empty() {
        found.push(format!("no file says `{OWN}`: where are the kinds of channels?"));
    }
    for gone in elsewhere
        .keys()
        .filter(|name| !texts.iter().any(|(file, text)| file == *name && names(text, &kinds).next().is_some()))
    {
        found.push(format!("{gone} names no kind of channel any more: take it off the list in layers.toml"));
    }
    for (name, text) in texts.iter().filter(|(name, text)| !elsewhere.contains_key(name) && kind_of(text).is_none()) {
        found.extend(names(text, &kinds).map(|(line, kind)| {
            format!("{name}:{line} decides by the name `{kind}`: ask the kind of the channel, or say in layers.toml what else the word means there")
        }));
    }
    Ok(found)
}

/// The kind whose own file this is.
fn kind_of(text: &str) -> Option<&str> {
    text.split_once(OWN)?.1.split_once("id: \"")?.1.split('"').next()
}

/// Where a kind is named in code that runs, by line.
fn names<'a>(text: &'a str, kinds: &'a [&'a str]) -> impl Iterator<Item = (usize, &'a str)> {
    let code = text.split("\nmod tests {").next().unwrap_or(text);
    let lines = code.lines().enumerate().filter(|(_, line)| !is_said(line.trim_start()));
    lines.flat_map(|(n, line)| {
        let quoted =
            move |kind: &&&str| ['"', '\''].iter().any(|quote| line.contains(&format!("{quote}{kind}{quote}")));
        kinds.iter().filter(quoted).map(move |kind| (n + 1, *kind))
    })
}

/// Whether a line is for readers only: a comment, an example in the published document.
fn is_said(line: &str) -> bool {
    ["//", "/*", "*", "#[schema("].iter().any(|begin| line.starts_with(begin))
}

/// Every file with code below this folder that is no test.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !STORIES.contains(&name.as_str()) {
                collect(&path, files)?;
            }
        } else if is_code(&name) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_code(name: &str) -> bool {
    let test = name == "tests.rs" || name.ends_with("_tests.rs") || name.contains(".test.") || name == "schema.ts";
    !test && [".rs", ".ts", ".tsx"].iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN_FILE: &str = "pub static KIND: Kind = Kind {\n    id: \"pigeon\",\n";

    #[test]
    fn a_kind_is_read_from_its_own_file() {
        assert_eq!(kind_of(OWN_FILE), Some("pigeon"));
        assert_eq!(kind_of("let id = \"pigeon\";"), None);
    }

    #[test]
    fn code_that_names_a_kind_is_found_and_what_is_said_is_not() {
        let text = "/// Such as \"pigeon\".\nif id == \"pigeon\" {}\nlet x = 'pigeon';\n\nmod tests {\n\"pigeon\"";
        assert_eq!(names(text, &["pigeon"]).collect::<Vec<_>>(), [(2, "pigeon"), (3, "pigeon")]);
        assert_eq!(names("\"pigeons\"", &["pigeon"]).count(), 0);
    }
}
