//! One name, one thing: a public type's name is used once in the house, or stands in `names.toml`.
//!
//! The list is a ratchet. A name that comes to be used in one more place fails the check; so does a line of the list that is no
//! longer true. What the API carries (`office/src/view`, `server/src/wire`) may have the name of the thing it carries, and so may
//! the command line's arguments and the settings' sections.

use crate::sources::Source;
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::Path,
};

/// Where a name of the domain may stand again, since it means the same.
const MIRRORS: [&str; 5] =
    ["office/src/view/", "server/src/wire/", "rapport/src/cli.rs", "rapport/src/settings", "engine/src/scenario/"];
/// What begins a public type.
const KINDS: [&str; 5] = ["struct", "enum", "trait", "type", "union"];

/// Names that are used for more than one type, and are not on the list; and lines of the list that are not true.
///
/// # Errors
/// `names.toml` cannot be read.
pub fn check(root: &Path, files: &[Source]) -> Result<Vec<String>, Box<dyn Error>> {
    let listed: BTreeMap<String, BTreeSet<String>> = toml::from_str(&fs::read_to_string(root.join("names.toml"))?)?;
    Ok(differences(&shared(files), &listed))
}

fn differences(
    shared: &BTreeMap<String, BTreeSet<String>>,
    listed: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<String> {
    let none = BTreeSet::new();
    let mut found = Vec::new();
    for (name, places) in shared {
        for place in places.difference(listed.get(name).unwrap_or(&none)) {
            let others: Vec<&str> = places.iter().filter(|other| *other != place).map(String::as_str).collect();
            found.push(format!(
                "`{name}` in {place} is also the name of a type in {}: choose another",
                others.join(", ")
            ));
        }
    }
    for (name, places) in listed {
        for place in places.difference(shared.get(name).unwrap_or(&none)) {
            found.push(format!("names.toml says that `{name}` is shared by {place}, and it is not: take the line out"));
        }
    }
    found
}

/// Public names of more than one type, with the files that have them.
fn shared(files: &[Source]) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.starts_with("src")) {
        let shown = file.shown();
        if MIRRORS.iter().any(|mirror| shown.starts_with(mirror)) || shown.contains("tests") {
            continue;
        }
        for name in file.text.lines().filter_map(public_type) {
            all.entry(name.to_owned()).or_default().insert(shown.clone());
        }
    }
    all.retain(|_, places| places.len() > 1);
    all
}

/// The name that a line declares, if it declares a public type at the top of a module.
fn public_type(line: &str) -> Option<&str> {
    let mut words = line.trim_start().strip_prefix("pub ")?.split(|c: char| !c.is_alphanumeric() && c != '_');
    let kind = words.next()?;
    let name = words.next()?;
    (KINDS.contains(&kind) && name.starts_with(char::is_uppercase)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_comes_to_be_used_twice_is_told() {
        let file =
            |room: &str, path: &str, text: &str| Source { room: room.into(), path: path.into(), text: text.into() };
        let files = [
            file("kernel", "src/money.rs", "pub struct Purse {\n    pub type_of: u8,\n}"),
            file("plan", "src/purse.rs", "    pub enum Purse<'a> {"),
            file("server", "src/wire/plan.rs", "pub struct Purse {"),
        ];
        let shared = shared(&files);
        let places = |all: &[&str]| all.iter().map(|place| (*place).to_owned()).collect::<BTreeSet<String>>();
        assert_eq!(shared["Purse"], places(&["kernel/src/money.rs", "plan/src/purse.rs"]));
        assert_eq!(differences(&shared, &BTreeMap::new()).len(), 2);
        let listed = BTreeMap::from([("Purse".to_owned(), places(&["kernel/src/money.rs"]))]);
        assert_eq!(differences(&shared, &listed).len(), 1, "the second place is new");
        let listed = BTreeMap::from([("Purse".to_owned(), places(&["a", "kernel/src/money.rs", "plan/src/purse.rs"]))]);
        assert_eq!(
            differences(&shared, &listed),
            ["names.toml says that `Purse` is shared by a, and it is not: take the line out"]
        );
    }
}
