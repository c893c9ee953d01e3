//! Runs every story in `scenarios/`. A failing case says where it is told and what came out instead.
#![allow(clippy::disallowed_methods, reason = "a test may read files and clocks")]

use rapport_engine::scenario;
use std::path::Path;

#[test]
fn every_story_comes_out_as_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of stories")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "md") && !path.ends_with("README.md"))
        .collect();
    files.sort();
    let mut cases = 0;
    let mut failures = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a readable story");
        let name = format!("scenarios/{}", file.file_name().unwrap_or_default().to_string_lossy());
        match scenario::run(&text) {
            Err(trouble) => failures.push(format!("{name}:{trouble}")),
            Ok(told) => {
                for case in told {
                    cases += 1;
                    match case.result {
                        Ok(()) => println!("ok   {name}: {}", case.title),
                        Err(trouble) => {
                            failures.push(format!("{name}:{}: {}: {}", trouble.line, case.title, trouble.message))
                        }
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
    assert!(files.len() >= 8 && cases >= 20, "only {} stories with {cases} cases were found", files.len());
}
