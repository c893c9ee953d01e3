//! What Cargo says is there.

use serde::Deserialize;
use std::{
    error::Error,
    path::{Path, PathBuf},
    process::Command,
};

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// A crate of this workspace.
#[derive(Deserialize)]
pub struct Package {
    /// Its name, such as `rapport-kernel`.
    pub name: String,
    /// What it depends on, for tests too.
    pub dependencies: Vec<Dependency>,
    /// Where its manifest lies.
    pub manifest_path: PathBuf,
}

/// Something that a crate depends on.
#[derive(Deserialize)]
pub struct Dependency {
    /// Its package's name.
    pub name: String,
    /// `dev`, `build`, or nothing.
    pub kind: Option<String>,
    /// What the crate calls it, if not by its name.
    pub rename: Option<String>,
}

/// The workspace's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The crates of this workspace.
///
/// # Errors
/// Cargo does not answer.
pub fn packages(root: &Path) -> Result<Vec<Package>, Box<dyn Error>> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--format-version=1"])
        .current_dir(root)
        .output()?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    Ok(metadata.packages)
}

/// A package's room: `rapport-customer` is `customer`.
pub fn room(package: &str) -> &str {
    package.strip_prefix("rapport-").unwrap_or(package)
}
