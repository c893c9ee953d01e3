//! The rings of ARCHITECTURE.md: who may know whom.
//!
//! They stand in `layers.toml`; here they are held against what Cargo says is there. Only manifests are read, so it is quick and
//! cannot be talked round by code.

use crate::cargo::{self, Package};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::Path,
};

#[derive(Deserialize)]
struct Layers {
    arrows: BTreeMap<String, BTreeSet<String>>,
    pure: Pure,
    alone: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Pure {
    crates: BTreeSet<String>,
    forbidden: BTreeSet<String>,
}

/// What breaks the rings.
///
/// # Errors
/// `layers.toml` cannot be read.
pub fn check(root: &Path, packages: &[Package]) -> Result<Vec<String>, Box<dyn Error>> {
    Ok(breaches(&layers(root)?, packages))
}

fn layers(root: &Path) -> Result<Layers, Box<dyn Error>> {
    Ok(toml::from_str(&fs::read_to_string(root.join("layers.toml"))?)?)
}

fn breaches(layers: &Layers, packages: &[Package]) -> Vec<String> {
    let ours: BTreeSet<&str> = packages.iter().map(|p| p.name.as_str()).collect();
    packages.iter().flat_map(|package| breaches_of(layers, &ours, package)).collect()
}

fn breaches_of(layers: &Layers, ours: &BTreeSet<&str>, package: &Package) -> Vec<String> {
    let name = cargo::room(&package.name);
    let Some(allowed) = layers.arrows.get(name) else {
        return vec![format!("`{name}` has no line in layers.toml: say there whom it may know")];
    };
    let mut found = Vec::new();
    // What a test needs is the test's business; what ships is the ring's.
    for dependency in package.dependencies.iter().filter(|d| d.kind.as_deref() != Some("dev")) {
        let other = dependency.name.as_str();
        if ours.contains(other) && !allowed.contains(cargo::room(other)) {
            found.push(format!("`{name}` may not know `{}`: see layers.toml and ARCHITECTURE.md", cargo::room(other)));
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
    use crate::cargo::Dependency;

    fn package(name: &str, dependencies: &[&str]) -> Package {
        let dependencies =
            dependencies.iter().map(|d| Dependency { name: (*d).into(), kind: None, rename: None }).collect();
        Package { name: name.into(), dependencies, manifest_path: Default::default() }
    }

    #[test]
    fn each_kind_of_breach_is_named() {
        let layers = layers(&cargo::root()).expect("layers.toml");
        let packages = [
            package("rapport-kernel", &["rapport-customer"]),
            package("rapport-customer", &["rapport-kernel", "tokio", "sqlx"]),
            package("rapport-attic", &[]),
        ];
        let found = breaches(&layers, &packages).join("\n");
        assert!(found.contains("`kernel` may not know `customer`"), "{found}");
        assert!(found.contains("`customer` is pure and may not use `tokio`"), "{found}");
        assert!(found.contains("`sqlx` is heavy"), "{found}");
        assert!(found.contains("`attic` has no line"), "{found}");
    }
}
