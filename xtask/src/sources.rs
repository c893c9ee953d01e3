//! The source files of the workspace's crates.

use crate::cargo::{Package, room};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// One file.
pub struct Source {
    /// The room it belongs to, such as `kernel`.
    pub room: String,
    /// Its path inside the crate, such as `src/money.rs`.
    pub path: PathBuf,
    /// What it holds.
    pub text: String,
}

impl Source {
    /// How a finding names it.
    pub fn shown(&self) -> String {
        format!("{}/{}", self.room, self.path.display())
    }
}

/// Reads all of them, in order.
///
/// # Errors
/// Whatever the disk says.
pub fn read(packages: &[Package]) -> io::Result<Vec<Source>> {
    let mut files = Vec::new();
    for package in packages {
        let home = package.manifest_path.parent().unwrap_or(Path::new("."));
        for part in ["src", "tests", "benches", "examples", "build.rs"] {
            let mut paths = Vec::new();
            walk(&home.join(part), &mut paths)?;
            for path in paths {
                let text = fs::read_to_string(&path)?;
                let path = path.strip_prefix(home).unwrap_or(&path).to_owned();
                files.push(Source { room: room(&package.name).to_owned(), path, text });
            }
        }
    }
    files.sort_by(|a, b| (&a.room, &a.path).cmp(&(&b.room, &b.path)));
    Ok(files)
}

fn walk(path: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            walk(&entry?.path(), found)?;
        }
    } else if path.extension().is_some_and(|ending| ending == "rs") && path.is_file() {
        found.push(path.to_owned());
    }
    Ok(())
}
