//! A doc comment says something: what the name and the type beside it do not say already.
//!
//! Held against is what can be decided exactly. A comment is empty whose words all stand in the declaration below it (`/// The journey.`
//! over `journey: JourneyId`) or ask nothing but when, who or which; so is a single word, unless it is code (`/// Used.`). Where there
//! is nothing to say, a private item needs no comment, and a public one a better name.

use crate::sources::Source;

/// Words that name nothing.
const FILLERS: &str = "a an the its their this that these of to for by in on at it is are was be which what when where who whom whose why \
    how since until till many much all every each one some any and or with from as";

/// Comments that say nothing.
pub fn check(files: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with("src")) {
        let lines: Vec<&str> = file.text.lines().map(str::trim).collect();
        let mut at = 0;
        while at < lines.len() {
            let length = lines[at..].iter().take_while(|line| line.starts_with("///")).count();
            if length > 0 {
                let text: Vec<&str> = lines[at..at + length].iter().map(|line| line[3..].trim()).collect();
                let text = text.join(" ");
                if says_nothing(&text, declaration(&lines[at + length..])) {
                    found.push(format!(
                        "{}:{}: this comment says nothing that its item does not: {text}",
                        file.shown(),
                        at + 1
                    ));
                }
            }
            at += length.max(1);
        }
    }
    found
}

/// The line that a comment stands above, behind the attributes, as far as it names things.
fn declaration<'a>(below: &[&'a str]) -> &'a str {
    let mut open = 0;
    for line in below {
        let attribute = open > 0 || line.starts_with("#[");
        if attribute {
            open += line.matches('[').count();
            open = open.saturating_sub(line.matches(']').count());
            continue;
        }
        let line = line.split('{').next().unwrap_or_default();
        return if line.contains("fn ") { line } else { line.split('=').next().unwrap_or_default() };
    }
    ""
}

fn says_nothing(text: &str, declaration: &str) -> bool {
    let named: Vec<String> = words(declaration).iter().map(|word| stem(word)).collect();
    let is_filler = |word: &String| FILLERS.split_whitespace().any(|filler| filler == word);
    let new = words(text).into_iter().filter(|word| !is_filler(word) && !named.contains(&stem(word)));
    let alone = text.split_whitespace().count() == 1 && !text.contains('`');
    alone || new.count() == 0
}

/// The words of a text or of names written in either case.
fn words(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut before = ' ';
    for letter in text.chars() {
        let ends = !letter.is_ascii_alphanumeric() && letter != '\'';
        if ends || letter.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            found.push(String::new());
        }
        if let (false, Some(word)) = (ends, found.last_mut()) {
            word.push(letter.to_ascii_lowercase());
        }
        before = letter;
    }
    found.retain(|word| !word.is_empty());
    found
}

/// A word without the ending of several.
fn stem(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(root) => format!("{root}y"),
        None if word.len() > 3 => word.strip_suffix('s').unwrap_or(word).to_owned(),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_that_repeats_its_item_is_told() {
        let text = "/// A journey.\npub struct Journey {\n    /// Which version.\n    #[serde(default)]\n    pub version: u32,\n    \
            /// The log's time.\n    pub at: Time,\n}\n/// Used.\nRedeemed,\n/// `5.1.1`\npub code: SmolStr,\n\
            /// All brands.\npub fn brands(&self) -> impl Iterator<Item = &Arc<Brand>> {\n/// Strongest first.\nfn rank(kind: Kind) {\n";
        let file = |path: &str| Source { room: "kernel".into(), path: path.into(), text: text.into() };
        let found = check(&[file("src/x.rs"), file("tests/x.rs")]);
        let at: Vec<&str> = found.iter().filter_map(|one| one.split(": ").next()).collect();
        assert_eq!(at, ["kernel/src/x.rs:1", "kernel/src/x.rs:3", "kernel/src/x.rs:9", "kernel/src/x.rs:13"]);
    }

    #[test]
    fn words_are_told_apart_in_either_case() {
        assert_eq!(words("JourneyId of_step 2Days' it's"), ["journey", "id", "of", "step", "2", "days'", "it's"]);
        assert_eq!(["entries", "steps", "is"].map(stem), ["entry", "step", "is"]);
    }
}
