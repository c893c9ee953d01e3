//! Screens read from read models and lists: whoever walks over all customers for a question does it on the threads that apply events,
//! and the more customers there are, the longer everybody waits. Files that may are listed in `layers.toml`, each with why.

use crate::sources::Source;
use serde::Deserialize;
use std::{collections::BTreeMap, error::Error, fs, path::Path};

#[derive(Deserialize)]
struct Layers {
    scans: BTreeMap<String, String>,
}

/// How all customers of a partition are walked over.
const WALK: &str = ".customers()";
/// The rings that answer people.
const ROOMS: [&str; 2] = ["office", "server"];

/// Walks over all customers that are on no list of `layers.toml`, and lines of the list that are not needed any more.
///
/// # Errors
/// `layers.toml` cannot be read.
pub fn check(root: &Path, files: &[Source]) -> Result<Vec<String>, Box<dyn Error>> {
    let layers: Layers = toml::from_str(&fs::read_to_string(root.join("layers.toml"))?)?;
    Ok(breaches(&layers.scans, files))
}

fn breaches(listed: &BTreeMap<String, String>, files: &[Source]) -> Vec<String> {
    let walking: BTreeMap<String, usize> = files.iter().filter_map(walks).collect();
    let new = walking.iter().filter(|(file, _)| !listed.contains_key(*file)).map(|(file, line)| {
        format!("{file}:{line} walks over all customers: read from a list of the engine or a table, or say in layers.toml why not")
    });
    let gone = listed.keys().filter(|file| !walking.contains_key(*file));
    new.chain(gone.map(|file| format!("{file} walks over nobody any more: take it off [scans] in layers.toml")))
        .collect()
}

/// The first line of a file that walks over all customers.
fn walks(file: &Source) -> Option<(String, usize)> {
    if !ROOMS.contains(&file.room.as_str()) || !file.path.starts_with("src") {
        return None;
    }
    let at = file.text.lines().position(|line| line.contains(WALK) && !line.trim_start().starts_with("//"))?;
    Some((file.shown(), at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_over_all_customers_is_told_unless_it_is_listed() {
        let file =
            |room: &str, path: &str, text: &str| Source { room: room.into(), path: path.into(), text: text.into() };
        let walk = "let all = shard.partitions()\n    .flat_map(|partition| partition.customers());";
        let files = [
            file("office", "src/person.rs", walk),
            file("office", "src/start.rs", walk),
            file("office", "tests/start.rs", walk),
            file("engine", "src/shard.rs", walk),
            file("server", "src/api/plan.rs", "// not `partition.customers()`"),
        ];
        let listed = |file: &str| (file.to_owned(), "why".to_owned());
        let found = breaches(&[listed("office/src/start.rs"), listed("office/src/gone.rs")].into(), &files);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("office/src/person.rs:2 walks"), "{found:?}");
        assert!(found[1].starts_with("office/src/gone.rs walks over nobody"), "{found:?}");
    }
}
