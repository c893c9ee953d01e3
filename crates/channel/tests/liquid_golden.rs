//! The golden Liquid suite, run against what we speak. Every case must pass or be refused as documented.
#![allow(clippy::disallowed_methods, reason = "a test may read files and clocks")]
#![allow(clippy::unwrap_used)]

use rapport_channel::liquid::{Escape, Limits, Template};
use rapport_kernel::Map;
use serde_json::Value as Json;
use std::path::PathBuf;

fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("RAPPORT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    path.is_dir().then_some(path)
}

enum Verdict {
    Passed,
    Unsupported,
    Wrong(String),
}

fn judge(case: &Json) -> Verdict {
    let data: Map = case.get("data").map_or_else(Map::default, |data| serde_json::from_value(data.clone()).unwrap());
    let invalid = case.get("invalid").and_then(Json::as_bool).unwrap_or(false);
    let source = case["template"].as_str().unwrap();
    let template = match Template::parse(source, Escape::None) {
        Ok(template) => template,
        Err(_) if invalid => return Verdict::Passed,
        Err(error) if error.unsupported => return Verdict::Unsupported,
        Err(error) => return Verdict::Wrong(format!("does not compile: {error}")),
    };
    let expected: Vec<&str> = match (case.get("result"), case.get("results")) {
        (Some(result), _) => vec![result.as_str().unwrap()],
        (None, Some(results)) => results.as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect(),
        _ => vec![],
    };
    match template.render(&data, &Limits::default()) {
        Err(_) if invalid => Verdict::Passed,
        Ok(text) if !invalid && expected.contains(&text.as_str()) => Verdict::Passed,
        found => Verdict::Wrong(format!("{found:?}, expected {expected:?}, invalid {invalid}")),
    }
}

#[test]
fn the_golden_suite_agrees() {
    let Some(shared) = shared() else {
        println!("skipped: the shared folder with the golden Liquid suite is not here");
        return;
    };
    let text = std::fs::read_to_string(shared.join("data/liquid-golden/golden_liquid.json")).unwrap();
    let suite: Json = serde_json::from_str(&text).unwrap();
    let (mut passed, mut unsupported, mut wrong) = (0, Vec::new(), Vec::new());
    for case in suite["tests"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        match judge(case) {
            Verdict::Passed => passed += 1,
            Verdict::Unsupported => unsupported.push(name),
            Verdict::Wrong(why) => wrong.push(format!("{name}: {} {why}", case["template"])),
        }
    }
    println!("passed {passed}, unsupported by document {}, wrong {}", unsupported.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(passed >= 1004, "only {passed} passed");
}
