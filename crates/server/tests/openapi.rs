//! The document in `web/` is the one the UI's client is generated from: it must be the one this server serves.
//! `RAPPORT_WRITE_OPENAPI=1 cargo test -p rapport-server --test openapi` rewrites it.

#![allow(clippy::unwrap_used)]

use std::path::Path;

#[test]
fn the_document_in_web_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/openapi.json");
    let current = rapport_server::openapi_json();
    if std::env::var_os("RAPPORT_WRITE_OPENAPI").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap();
    assert!(
        stored == current,
        "web/openapi.json is stale: run with RAPPORT_WRITE_OPENAPI=1 and generate the client again"
    );
}
