//! Makes sure there is a web UI to embed: where none was built, a page that says how to build it.

use std::{env, error::Error, fs, path::Path};

const PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Rapport</title>\
    <h1>The web UI is not in this binary</h1><p>Build it with <code>npm ci &amp;&amp; npm run build</code> in \
    <code>web/</code>, or run <code>make build</code>, and start again. The API works without it.</p></html>\n";

fn main() -> Result<(), Box<dyn Error>> {
    let dist = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../web/dist");
    let page = dist.join("index.html");
    if !page.exists() {
        fs::create_dir_all(&dist)?;
        fs::write(&page, PAGE)?;
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={}", dist.display());
    Ok(())
}
