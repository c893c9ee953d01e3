//! A2: junk guided by our own OpenAPI document, on all operations. No 5xx, no answer that is not as documented.

use crate::support::{Rapport, Shop, size, tools};
use std::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn full_size_or_cut_schema_guided_junk_meets_no_server_error() {
    let Some(python) = tools::python() else { return };
    let program = python.with_file_name("schemathesis");
    if !program.exists() {
        return tools::skipped("schemathesis is not installed beside RAPPORT_PYTHON");
    }
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.people(5).await;
    shop.publish(&crate::support::shop::mail_journey("send", "Spring Began", "offers", "")).await;
    let base = &rapport.api.base;
    let mut command = Command::new(program);
    command
        .arg("run")
        .arg(format!("{base}/openapi.json"))
        .args(["--header", &format!("Authorization: Bearer {}", rapport.token())])
        .args(["--checks", "not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance"])
        // Streams that do not end, and the one call that ends our own session.
        .args(["--exclude-path-regex", "live$"])
        .args(["--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", &size(4, 200).to_string(), "--workers", "2", "--seed", "20260101"])
        .args(["--request-timeout", "30", "--max-failures", "20", "--no-color"])
        .current_dir(rapport.folder());
    let (code, said) = tools::run(command).await;
    assert_eq!(code, Some(0), "{said}");
    // Events take a write key: once more as a source.
    let mut command = Command::new(python.with_file_name("schemathesis"));
    let key = format!("{}:", shop.write_key("shop"));
    command
        .arg("run")
        .arg(format!("{base}/openapi.json"))
        .args(["--auth", &key])
        .args(["--checks", "not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance"])
        .args(["--include-tag", "Events", "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", &size(10, 200).to_string(), "--seed", "20260102", "--request-timeout", "30", "--no-color"])
        .current_dir(rapport.folder());
    let (code, said) = tools::run(command).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(rapport.api.try_get("/readyz").await.unwrap().status.is_success());
}
