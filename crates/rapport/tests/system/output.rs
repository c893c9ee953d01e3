//! No one need be there to read what is printed: the server goes on, and commands end as they would have ended.

use crate::support::{
    api::{Api, Key},
    process::program,
    secs, until,
};
use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
};

/// Where nothing can be written: a full disk, and a pipe whose reader has gone away.
fn deaf() -> [(&'static str, Stdio); 2] {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    [("a full disk", File::options().write(true).open("/dev/full").unwrap().into()), ("a closed pipe", writer.into())]
}

/// Ends it whatever becomes of the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_log_cannot_be_written_answers_as_usual() {
    for (what, stderr) in deaf() {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("rapport.toml");
        std::fs::write(&settings, "[log]\nlevel = \"trace\"\n").unwrap();
        let mut command = Command::new(program());
        command.args(["serve", "--listen", "127.0.0.1:0", "--admin-token", "at_output_tests_0123456789", "--data"]);
        command.arg(folder.path().join("data")).arg("--config").arg(&settings);
        let mut child = Running(command.stdout(Stdio::piped()).stderr(stderr).spawn().unwrap());
        // The line that says where it is; then no one reads its standard output any more either.
        let mut first = String::new();
        BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let url = first.trim().strip_prefix("Rapport is at ").unwrap_or_else(|| panic!("{what}: {first:?}")).to_owned();
        let key = Key::Token("at_output_tests_0123456789".into());
        let api = Api { http: reqwest::Client::new(), base: url, key };
        until("it is ready", secs(30), async || {
            let reply = api.by(Key::Nobody).try_get("/readyz").await.ok()?;
            reply.status.is_success().then_some(())
        })
        .await;
        for (path, status) in [("/v1/overview", 200), ("/v1/journeys/none", 404), ("/v1/customers?limit=no", 400)] {
            let reply = api.try_get(path).await.unwrap();
            assert_eq!(reply.status.as_u16(), status, "{what}: {path}");
        }
        let asked = Command::new("kill").args(["-TERM", &child.0.id().to_string()]).status().unwrap();
        assert!(asked.success());
        assert!(child.0.wait().unwrap().success(), "{what}");
    }
}

#[test]
fn a_command_nobody_listens_to_ends_with_its_usual_status() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.yaml");
    std::fs::write(&bad, "journey: [").unwrap();
    let run = |arguments: &[&str], stdout: Stdio, stderr: Stdio| {
        let mut child = Command::new(program()).args(arguments).stdout(stdout).stderr(stderr).spawn().unwrap();
        let mut said = String::new();
        if let Some(mut pipe) = child.stderr.take() {
            pipe.read_to_string(&mut said).unwrap();
        }
        (child.wait().unwrap().code(), said)
    };
    for arguments in [&["journey", "schema"][..], &["config", "show"], &["completions", "bash"]] {
        let [(_, full), (_, closed)] = deaf();
        let (status, said) = run(arguments, closed, Stdio::piped());
        assert_eq!((status, said.as_str()), (Some(0), ""), "{arguments:?}: who read has had enough");
        let (status, said) = run(arguments, full, Stdio::piped());
        assert_eq!(status, Some(1), "{arguments:?}: {said}");
        assert!(said.contains("could not be written") && !said.contains("panicked"), "{arguments:?}: {said}");
    }
    for (what, stderr) in deaf() {
        let (status, _) = run(&["journey", "check", bad.to_str().unwrap()], Stdio::null(), stderr);
        assert_eq!(status, Some(1), "{what}");
    }
}
