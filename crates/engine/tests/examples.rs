//! Every example and every journey of the demo can go live as it stands.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs, reason = "a test may read files")]

use rapport_engine::{Publication, catalog::Version};
use rapport_kernel::Time;
use std::{fs, path::Path};

fn compile_all(folder: &str) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            let document = fs::read_to_string(&path).unwrap();
            let publication = Publication { journey: "any".into(), version: 1, document, author: "test".into() };
            let compiled = Version::compile(publication, Time(0), None);
            assert!(compiled.is_ok(), "{}: {:#?}", path.display(), compiled.err());
            count += 1;
        }
    }
    count
}

#[test]
fn examples_can_go_live() {
    assert!(compile_all("../journey/examples") >= 5);
    assert!(compile_all("../../demo/journeys") >= 4);
}
