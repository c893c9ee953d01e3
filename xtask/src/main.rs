//! Checks of the house itself: `cargo xtask check`.
//!
//! The rings of ARCHITECTURE.md stand in `layers.toml`; this program holds them against what Cargo says is there.
//! It reads manifests only, so it is quick and cannot be talked round by code. One more thing is looked for in the code: names of
//! kinds of channels ([`kinds`]).

mod kinds;

use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

#[derive(Deserialize)]
struct Layers {
    arrows: BTreeMap<String, BTreeSet<String>>,
    pure: Pure,
    alone: BTreeMap<String, String>,
    kinds: Kinds,
}

#[derive(Deserialize)]
struct Kinds {
    elsewhere: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Pure {
    crates: BTreeSet<String>,
    forbidden: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

fn main() -> ExitCode {
    let asked = std::env::args().nth(1);
    if asked.as_deref() != Some("check") {
        eprintln!("usage: cargo xtask check");
        return ExitCode::from(2);
    }
    let looked = read().and_then(|(layers, packages)| {
        let mut found = breaches(&layers, &packages);
        found.extend(kinds::breaches(&root(), &layers.kinds.elsewhere)?);
        Ok(found)
    });
    match looked {
        Ok(found) if found.is_empty() => {
            println!("the rings hold");
            ExitCode::SUCCESS
        }
        Ok(found) => {
            for breach in found {
                eprintln!("{breach}");
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("the check could not run: {error}");
            ExitCode::FAILURE
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read() -> Result<(Layers, Vec<Package>), Box<dyn std::error::Error>> {
    let root = root();
    let layers = toml::from_str(&std::fs::read_to_string(root.join("layers.toml"))?)?;
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--format-version=1"])
        .current_dir(&root)
        .output()?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    Ok((layers, metadata.packages))
}

/// A package's room: `rapport-customer` is `customer`.
fn room(package: &str) -> &str {
    package.strip_prefix("rapport-").unwrap_or(package)
}

fn breaches(layers: &Layers, packages: &[Package]) -> Vec<String> {
    let ours: BTreeSet<&str> = packages.iter().map(|p| p.name.as_str()).collect();
    packages.iter().flat_map(|package| breaches_of(layers, &ours, package)).collect()
}

fn breaches_of(layers: &Layers, ours: &BTreeSet<&str>, package: &Package) -> Vec<String> {
    let name = room(&package.name);
    let Some(allowed) = layers.arrows.get(name) else {
        return vec![format!("`{name}` has no line in layers.toml: say there whom it may know")];
    };
    let mut found = Vec::new();
    // What a test needs is the test's business; what ships is the ring's.
    for dependency in package.dependencies.iter().filter(|d| d.kind.as_deref() != Some("dev")) {
        let other = dependency.name.as_str();
        if ours.contains(other) && !allowed.contains(room(other)) {
            found.push(format!("`{name}` may not know `{}`: see layers.toml and ARCHITECTURE.md", room(other)));
        }
        if layers.pure.crates.contains(name) && layers.pure.forbidden.contains(other) {
            found.push(format!("`{name}` is pure and may not use `{other}`: pass values in, give effects out"));
        }
        if layers.alone.get(other).is_some_and(|owner| owner != name) {
            found.push(format!("`{other}` is heavy and lives in `{}` only, not in `{name}`", layers.alone[other]));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[&str]) -> Package {
        let dependencies = dependencies.iter().map(|d| Dependency { name: (*d).into(), kind: None }).collect();
        Package { name: name.into(), dependencies }
    }

    #[test]
    fn the_house_stands() {
        let (layers, packages) = read().expect("cargo metadata");
        assert_eq!(breaches(&layers, &packages), Vec::<String>::new());
    }

    #[test]
    fn each_kind_of_breach_is_named() {
        let (layers, _) = read().expect("layers.toml");
        let packages = [
            package("rapport-kernel", &["rapport-customer"]),
            package("rapport-customer", &["rapport-kernel", "tokio", "sea-orm"]),
            package("rapport-attic", &[]),
        ];
        let found = breaches(&layers, &packages).join("\n");
        assert!(found.contains("`kernel` may not know `customer`"), "{found}");
        assert!(found.contains("`customer` is pure and may not use `tokio`"), "{found}");
        assert!(found.contains("`sea-orm` is heavy"), "{found}");
        assert!(found.contains("`attic` has no line"), "{found}");
    }
}
