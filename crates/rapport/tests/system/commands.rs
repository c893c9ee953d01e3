//! What every command says when it cannot do what it was asked, and the exit status that scripts rely on: 0 done, 1 refused or
//! failed, 2 the command line is wrong.

use crate::support::{Rapport, process};
use std::{
    collections::BTreeSet,
    net::TcpListener,
    path::Path,
    process::{Command, Output},
};

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(process::program());
    command.args(args);
    for name in ["RAPPORT_URL", "RAPPORT_TOKEN", "RAPPORT_ADMIN_TOKEN", "RAPPORT_DATA", "RAPPORT_WRITE_KEY"] {
        command.env_remove(name);
    }
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn run(args: &[&str]) -> (Option<i32>, String) {
    let output = command(args).output().unwrap();
    (output.status.code(), said(&output))
}

/// The exit status, a word that is said, and the arguments; `@` is a folder of the test's own.
const CASES: &[(i32, &str, &str)] = &[
    (2, "--listen", "serve --listen bad"),
    (2, "write it as 127.0.0.1:9000", "serve --listen 9000"),
    (1, "settings", "serve --config @/bad.toml"),
    (2, "--purchases", "demo"),
    (1, "nothing", "demo --purchases @/nothing --listen 127.0.0.1:0"),
    (2, "say which column", "import @/orders.csv"),
    (2, "FIELD=COLUMN", "import @/orders.csv --map nonsense"),
    (1, "nothing.csv", "import @/nothing.csv --map userId=id --dry-run"),
    (1, "it cannot be published", "journey check @/bad.yaml"),
    (1, "nothing.yaml", "journey explain @/nothing.yaml"),
    (0, "additionalProperties", "journey schema"),
    (1, "another address", "mailbox @/mail --listen 192.0.2.1:1"),
    (2, "Usage", "journey publish"),
    (1, "cannot be reached", "journey publish @/good.yaml --url http://127.0.0.1:1"),
    (1, "cannot be reached", "journey publish @/good.yaml --revision 3-2 --url http://127.0.0.1:1"),
    (2, "no date", "backtest @/good.yaml --from yesterday --to 2026-01-01"),
    (1, "cannot be reached", "why ada welcome --url http://127.0.0.1:1"),
    (2, "Usage", "why ada"),
    (1, "Did you mean @/backups/monday?", "backup verify @/backups"),
    (1, "Did you mean @/backups/monday?", "restore @/backups --data @/new --no-journal"),
    (1, "Did you mean @/backups/monday?", "restore @/backups/monday/data --data @/new --no-journal"),
    (1, "such as @/backups/data", "restore @/backups/monday --data @/backups --no-journal"),
    (1, "--no-journal", "restore @/backups/monday --data @/new"),
    (2, "<DIR>", "backup --data @"),
    (1, "holds no installation", "verify --data @"),
    (1, "holds no installation", "audit verify --data @"),
    (2, "--data", "verify"),
    (1, "holds no database", "secrets save --data @ @/keys"),
    (1, "holds no log", "migrate --data @"),
    (1, "cannot be reached", "hold status --url http://127.0.0.1:1"),
    (1, "RAPPORT_URL", "hold release --seen x --url http://127.0.0.1:1"),
    (1, "wrokers", "config check @/bad.toml"),
    (0, "listen", "config show"),
    (1, "nothing", "bench stream --input @/nothing --journeys @/good.yaml --matches @/out"),
    (1, "holds no installation", "accept-loss --data @/nothing"),
    (1, "holds no installation", "database copy --data @/nothing --to @/new.sqlite"),
    (0, "complete", "completions bash"),
    (2, "unrecognized", "dance"),
];

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("bad.toml"), "wrokers = 4\n").unwrap();
    std::fs::write(at("bad.yaml"), "id: x\n").unwrap();
    std::fs::write(at("orders.csv"), "id\nada\n").unwrap();
    std::fs::copy(example(), at("good.yaml")).unwrap();
    std::fs::create_dir_all(at("backups/monday/data")).unwrap();
    std::fs::write(at("backups/monday/backup.json"), "{}").unwrap();
    folder
}

fn example() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../journey/examples/cart-left.yaml")
}

#[test]
fn every_command_keeps_to_the_exit_statuses_and_says_what_to_do() {
    let folder = folder();
    let here = folder.path().to_str().unwrap();
    let help = run(&["help"]).1;
    assert!(help.contains("Exit status:"), "{help}");
    let listed = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let commands: BTreeSet<&str> = listed
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("    "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    let tried: BTreeSet<&str> = CASES.iter().filter_map(|(.., line)| line.split(' ').next()).collect();
    assert!(commands.is_subset(&tried), "no case for {:?}", commands.difference(&tried));
    let mut wrong = Vec::new();
    for (status, word, line) in CASES {
        let line = line.replace('@', here);
        let (code, text) = run(&line.split(' ').collect::<Vec<_>>());
        let word = word.replace('@', here);
        let doubled = *status != 0 && [".:", "..:", ". .", ".. ", ": :"].iter().any(|odd| text.contains(odd));
        if code != Some(*status) || !text.contains(&word) || doubled {
            wrong.push(format!("{line}\n  {code:?}, not {status}, or not `{word}`, or badly joined: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_says_who_is_in_its_way() {
    let rapport = Rapport::start().await;
    let (code, text) = run(&["serve", "--listen", "127.0.0.1:0", "--data", rapport.data().to_str().unwrap()]);
    assert_eq!(code, Some(1), "{text}");
    let holder = format!("in use by process {}", rapport.pid());
    assert!(text.contains(&holder) && text.contains("--data") && text.contains("Stop that one"), "{text}");

    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, folder) = (busy.local_addr().unwrap().to_string(), tempfile::tempdir().unwrap());
    let data = folder.path().to_str().unwrap();
    let (code, text) = run(&["serve", "--listen", &address, "--data", data]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains(&format!("cannot listen on {address}: another program listens there")), "{text}");
    assert!(text.contains("--listen") && !text.contains("os error"), "{text}");
    let (code, text) = run(&["serve", "--listen", "203.0.113.7:80", "--data", data]);
    assert!(code == Some(1) && text.contains("this machine has no such address"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_refuses_is_said_once_and_names_the_way_on() {
    let mut rapport = Rapport::start().await.with_argument("--hold");
    rapport.restart().await;
    let at = ["--url", rapport.api.base.as_str(), "--token", rapport.token()];
    let ask = |args: &[&str]| run(&[args, &at].concat());

    let (code, text) = ask(&["why", "nobody@example.com", "welcome"]);
    assert!(code == Some(1) && text.contains("no customer has that identifier"), "{text}");
    let (code, text) = ask(&["why", "0123456789abcdef0123456789abcdef", "welcome"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("(not_found)") && !text.contains(".:") && text.matches("There is no such").count() == 1,
        "{text}"
    );

    let (code, text) = ask(&["hold", "status"]);
    assert!(code == Some(0) && text.contains("nothing would go out") && !text.contains("0 messages"), "{text}");
    let (code, text) = ask(&["hold", "release", "--seen", "bad"]);
    assert!(code == Some(1) && text.contains("`rapport hold status`"), "{text}");

    let old =
        command(&["hold", "status", "--url", &rapport.api.base]).env("RAPPORT_ADMIN_TOKEN", rapport.token()).output();
    assert!(old.unwrap().status.success(), "the token's old name is understood");
    let mut new = command(&["hold", "status", "--url", &rapport.api.base]);
    new.env("RAPPORT_TOKEN", rapport.token()).env("RAPPORT_ADMIN_TOKEN", "of-another-server");
    assert!(new.output().unwrap().status.success(), "the new name comes first");
    let (code, text) = run(&["hold", "status", "--url", &rapport.api.base]);
    assert!(code == Some(1) && text.contains("RAPPORT_TOKEN") && text.contains("not_signed_in"), "{text}");
}

#[test]
fn a_log_in_a_file_has_no_colours() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.txt");
    let mut serve =
        command(&["serve", "--listen", "127.0.0.1:0", "--data", folder.path().join("data").to_str().unwrap()]);
    serve.env_remove("NO_COLOR").stdout(std::process::Stdio::null()).stderr(std::fs::File::create(&log).unwrap());
    let mut child = serve.spawn().unwrap();
    let mut text = String::new();
    for _ in 0..200 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        text = std::fs::read_to_string(&log).unwrap();
        if text.contains("serving") {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(text.contains("serving"), "{text}");
    assert!(!text.contains('\u{1b}'), "{text:?}");
}
