//! A2: junk guided by our own OpenAPI document, on all operations. No 5xx, no answer that is not as documented.

use crate::support::{Rapport, Shop, shop, size, tools};
use std::{path::Path, process::Command};

/// Mail is no JSON: schemathesis has to be told how to send it.
const HOOKS: &str = "import schemathesis


@schemathesis.serializer('message/rfc822')
def mail(context, value):
    return value if isinstance(value, bytes) else str(value).encode('utf-8', 'replace')
";

/// Calls that take a source's write key and nothing else.
const OF_SOURCES: &str = "^/v1/(identify|track|page|screen|group|alias|batch|import|decide)$";
/// Streams that do not end by themselves.
const STREAMS: &str = "live$";

#[tokio::test(flavor = "multi_thread")]
async fn junk_of_cut_or_full_size_meets_no_server_error() {
    let Some(python) = tools::python() else { return };
    let program = python.with_file_name("schemathesis");
    if !program.exists() {
        return tools::skipped("schemathesis is not installed beside RAPPORT_PYTHON");
    }
    let rapport = Rapport::start().await;
    let shop = Shop::open(&rapport).await;
    shop.people(5).await;
    shop.publish(&shop::mail_journey("send", "Spring Began", "offers", "")).await;
    std::fs::write(rapport.folder().join("junk_hooks.py"), HOOKS).unwrap();

    let token = format!("Authorization: Bearer {}", rapport.token());
    let others = format!("{OF_SOURCES}|{STREAMS}");
    let mut by_admin = fuzz(&program, &rapport, size(3, 200));
    by_admin.args(["--header", &token, "--exclude-path-regex", &others]);
    let mut by_source = fuzz(&program, &rapport, size(10, 200));
    by_source.args(["--auth", &format!("{}:", shop.write_key("shop")), "--include-path-regex", OF_SOURCES]);
    for command in [by_admin, by_source] {
        let (code, said) = tools::run(command).await;
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("passed"), "{said}");
    }
    assert!(rapport.api.try_get("/readyz").await.unwrap().status.is_success());
}

fn fuzz(program: &Path, rapport: &Rapport, examples: usize) -> Command {
    let mut command = Command::new(program);
    command
        .arg("run")
        .arg(format!("{}/openapi.json", rapport.api.base))
        .args([
            "--checks",
            "not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance",
        ])
        .args(["--phases", "examples,coverage,fuzzing", "--workers", "2", "--seed", "20260101"])
        .args(["--max-examples", &examples.to_string(), "--request-timeout", "30", "--no-color"])
        .env("SCHEMATHESIS_HOOKS", "junk_hooks")
        .env("PYTHONPATH", rapport.folder())
        .current_dir(rapport.folder());
    command
}
