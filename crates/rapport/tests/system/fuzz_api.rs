//! A2: junk guided by our own OpenAPI document, on all operations. No 5xx, no answer that is not as documented.

use crate::support::{Rapport, Shop, api::Key, shop, size, tools};
use std::{path::Path, process::Command};

/// Mail is no JSON: schemathesis has to be told how to send it.
const HOOKS: &str = "import schemathesis


@schemathesis.serializer('message/rfc822')
def mail(context, value):
    return value if isinstance(value, bytes) else str(value).encode('utf-8', 'replace')
";

/// Calls that take a source's write key and nothing else, the short names among them.
const OF_SOURCES: &str = "^/v1/(identify|track|page|screen|group|alias|batch|import|decide|[itpsgab])$";
/// Streams that do not end by themselves.
const STREAMS: &str = "live$";
/// Calls that take their own caller's way in away, or guess at keys until the address has to wait: what follows would only test
/// refusals.
const WAYS_IN: [&str; 7] =
    ["remove_person", "sign_out", "sign_in", "request_link", "look_at_link", "use_link", "client_settings"];
/// At most so much of what an administrator asks, and of what a source asks, may be turned away at the door: else the junk never met
/// what it was meant for. With the calls that are left out it would be nearly 3 % of the administrator's.
const MOST_TURNED_AWAY: [f64; 2] = [0.01, 0.05];

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
    for operation in WAYS_IN {
        by_admin.args(["--exclude-operation-id", operation]);
    }
    let mut by_source = fuzz(&program, &rapport, size(10, 200));
    // A trusted key: a page's brings only so many new customers within an hour.
    by_source.args(["--auth", &format!("{}:", shop.write_key("till")), "--include-path-regex", OF_SOURCES]);
    for (command, most) in [by_admin, by_source].into_iter().zip(MOST_TURNED_AWAY) {
        let before = answered(&rapport).await;
        let (code, said) = tools::run(command).await;
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("passed"), "{said}");
        let after = answered(&rapport).await;
        let (all, turned_away) = (after.0 - before.0, after.1 - before.1);
        assert!(all >= 100.0, "{all} requests");
        assert!(turned_away <= all * most, "{turned_away} of {all} were answered with 401 or 429");
    }
    assert!(rapport.api.try_get("/readyz").await.unwrap().status.is_success());
}

/// How many requests of the API were answered so far, and how many of them with 401 or 429.
async fn answered(rapport: &Rapport) -> (f64, f64) {
    let text = rapport.api.by(Key::Nobody).try_get("/metrics").await.unwrap().text;
    let lines = text.lines().filter(|line| line.starts_with("rapport_http_requests_total{") && line.contains("/v1/"));
    let count = |line: &str| line.rsplit(' ').next().and_then(|count| count.parse::<f64>().ok()).unwrap_or_default();
    let turned_away = |line: &&str| line.contains("status=\"401\"") || line.contains("status=\"429\"");
    (lines.clone().map(count).sum(), lines.filter(turned_away).map(count).sum())
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
