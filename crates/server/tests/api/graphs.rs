//! The graphs in `web/fake/` are those of the demo's journeys: the picture of a journey is tried on what the server draws.
//! `RAPPORT_WRITE_OPENAPI=1 cargo test -p rapport-server --test api graphs` rewrites them.

use rapport_office::documents::read;
use std::{collections::BTreeMap, path::Path};

#[test]
fn the_graphs_in_web_are_those_of_the_demo() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut graphs = BTreeMap::new();
    for entry in std::fs::read_dir(root.join("demo/journeys")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        graphs.insert(name, read(&std::fs::read_to_string(&path).unwrap(), &[]).graph.unwrap());
    }
    assert!(graphs.len() >= 4);
    let current = serde_json::to_string_pretty(&graphs).unwrap() + "\n";
    let path = root.join("web/fake/graphs.json");
    if std::env::var_os("RAPPORT_WRITE_OPENAPI").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == current, "web/fake/graphs.json is stale");
}
