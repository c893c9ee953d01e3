//! What came back: stories of credit, and intervals against published and independently reckoned results.
#![allow(clippy::disallowed_methods, reason = "a test may read files and clocks")]
#![allow(clippy::unwrap_used)]

mod attribution;
mod clv;
mod effect;
mod experiment;
mod paths;
mod reference;

use std::path::PathBuf;

/// A file of the shared data, or the reason printed why a test is skipped.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("RAPPORT_SHARED").map(PathBuf::from);
    let root = root.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let file = root.join("data").join(path);
    if file.exists() {
        return Some(file);
    }
    println!("skipped: {} is not there", file.display());
    None
}

/// Whether two figures agree to the given relative difference.
fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-300)
}
