//! The guide is true: every shell block of its pages is run as a reader would run it, in order, and prints what the page says.
//!
//! * A `sh` block is run; a `text` block after it is what it prints, line by line, `...` standing for anything.
//! * "Save this as `name`" names the file that the next block becomes.
//! * A block that begins with a command that stays (`rapport serve`, `rapport mailbox`) gets a terminal of its own.
//! * `st_...` and `wk_...` are the token and the key that were printed last.

use crate::support::{process, secs, tools, until};
use std::{
    collections::BTreeSet,
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// Commands that stay until someone ends them.
const STAY: [&str; 2] = ["rapport serve", "rapport mailbox"];
/// What builds or installs is not run here; that what it names exists is checked.
const BUILD: [&str; 2] = ["make ", "sudo "];

/// A fenced block of a page.
#[derive(Debug)]
struct Block {
    line: usize,
    language: String,
    text: String,
    /// The file the page says to save it as.
    name: Option<String>,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let (mut open, mut name): (Option<Block>, Option<String>) = (None, None);
    for (at, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => block.text.extend([line, "\n"]),
            (None, Some(language)) => {
                let (language, name) = (language.to_owned(), name.take());
                open = Some(Block { line: at + 1, language, text: String::new(), name });
            }
            (None, None) => {
                let after = line.split_once("Save this as `").and_then(|(_, rest)| rest.split_once('`'));
                name = after.map(|(name, _)| name.to_owned()).or(name);
            }
        }
    }
    found
}

/// Whether the text has the words of the line, in this order; `...` stands for anything.
fn says(text: &str, line: &str) -> bool {
    let mut rest = text;
    line.split("...").all(|part| {
        let found = rest.find(part.trim_end());
        rest = found.map_or("", |at| &rest[at + part.trim_end().len()..]);
        found.is_some()
    })
}

/// A reader at a desk: a folder, a shell that remembers, terminals that stay.
struct Reader {
    folder: TempDir,
    ports: [u16; 2],
    staying: Vec<Child>,
    /// Everything that was printed so far.
    seen: String,
    run: usize,
}

impl Drop for Reader {
    fn drop(&mut self) {
        for child in &mut self.staying {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Reader {
    fn new() -> Self {
        let free = || TcpListener::bind("127.0.0.1:0").unwrap();
        let held = [free(), free()];
        let ports = held.map(|listener| listener.local_addr().unwrap().port());
        Self { folder: tempfile::tempdir().unwrap(), ports, staying: Vec::new(), seen: String::new(), run: 0 }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text with this desk's ports, and what the reader would copy from the screen.
    fn here(&self, text: &str) -> String {
        let text = text
            .replace("127.0.0.1:8080", &format!("127.0.0.1:{}", self.ports[0]))
            .replace("rapport mailbox ./mail", &format!("rapport mailbox ./mail --listen 127.0.0.1:{}", self.ports[1]))
            .replace("127.0.0.1:2525", &format!("127.0.0.1:{}", self.ports[1]))
            .replace("\"port\": 2525", &format!("\"port\": {}", self.ports[1]));
        ["st_", "wk_"].into_iter().fold(text, |text, kind| {
            let last = self.seen.rfind(kind).map(|at| &self.seen[at..]);
            let word = last.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap());
            match word {
                Some(word) => text.replace(&format!("{kind}..."), word),
                None => text,
            }
        })
    }

    fn shell(&self, script: &str) -> Command {
        let program = process::program();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("bash");
        command.arg("-c").arg(script).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("PATH", format!("{}:{path}", program.parent().unwrap().display()));
        for name in ["RAPPORT_URL", "RAPPORT_TOKEN", "RAPPORT_ADMIN_TOKEN", "RAPPORT_DATA", "RAPPORT_WRITE_KEY"] {
            command.env_remove(name);
        }
        command.env("RAPPORT_PRINTER_NETWORKS", "192.0.2.0/24");
        command
    }

    /// Runs a block in the shell that remembers what blocks before set; a request that is refused fails it.
    fn run(&mut self, block: &Block) -> String {
        self.run += 1;
        std::fs::write(self.at("block.sh"), self.here(&block.text)).unwrap();
        let script = "curl() { command curl --fail-with-body \"$@\"; }; trap 'failed=1' ERR; [ -e state ] && . ./state
            . ./block.sh; { export -p; declare -f; } | grep -v '^declare -x \\(PWD\\|OLDPWD\\|SHLVL\\)' > state; exit ${failed:-0}";
        let mut command = self.shell(&format!("set -o pipefail -E; {script}"));
        let output = command.stderr(Stdio::piped()).output().unwrap();
        let printed = [output.stdout, output.stderr].map(|b| String::from_utf8_lossy(&b).into_owned()).concat();
        assert!(output.status.success(), "line {}: failed\n{}\n{printed}", block.line, block.text);
        self.seen.push_str(&printed);
        printed
    }

    /// Starts a command that stays; where it prints to.
    fn stay(&mut self, block: &Block) -> PathBuf {
        let log = self.at(&format!("terminal-{}.log", self.staying.len()));
        let out = File::create(&log).unwrap();
        let mut command = self.shell(&format!("exec {}", self.here(block.text.trim())));
        self.staying.push(command.stdout(out.try_clone().unwrap()).stderr(out).spawn().unwrap());
        log
    }

    /// Reads a page and does what it says.
    async fn read(&mut self, page: &str) {
        self.read_part(page, &text_of(page)).await;
    }

    async fn read_part(&mut self, page: &str, text: &str) {
        let blocks = blocks(text);
        for (at, block) in blocks.iter().enumerate() {
            if let Some(name) = &block.name {
                std::fs::write(self.at(name), &block.text).unwrap();
            }
            match block.language.as_str() {
                "sh" if BUILD.iter().any(|word| block.text.starts_with(word)) => buildable(&block.text),
                "sh" => {
                    provide(self.folder.path(), block, &blocks[at..]);
                    let expected = blocks.get(at + 1).filter(|next| next.language == "text");
                    self.sh(page, block, expected).await;
                }
                "js" => self.node(page, block),
                _ => {}
            }
        }
    }

    async fn sh(&mut self, page: &str, block: &Block, expected: Option<&Block>) {
        let wanted: Vec<String> = expected.iter().flat_map(|e| e.text.lines()).map(|line| self.here(line)).collect();
        let missing = |printed: &str| wanted.iter().find(|line| !says(printed, line)).cloned();
        if !STAY.iter().any(|word| block.text.starts_with(word)) {
            let printed = self.run(block);
            let missing = missing(&printed);
            assert!(missing.is_none(), "{page}:{}: does not print {missing:?} but\n{printed}", block.line);
            return;
        }
        let log = self.stay(block);
        let read = || std::fs::read_to_string(&log).unwrap_or_default();
        let what = format!("{page}:{} prints {wanted:?}", block.line);
        until(&what, secs(60), async || missing(&read()).is_none().then_some(())).await;
        self.seen.push_str(&read());
    }

    /// Runs a program of the page with the official client, where that is installed.
    fn node(&mut self, page: &str, block: &Block) {
        let Some(sdk) = tools::node_sdk() else { return };
        let modules = self.at("node_modules");
        if !modules.exists() {
            std::os::unix::fs::symlink(sdk.join("node_modules"), &modules).unwrap();
        }
        let import = "import { Analytics } from '@segment/analytics-node'\n";
        let text = self.here(&block.text).replace("writeKey: \"...\"", "writeKey: process.env.WRITE_KEY");
        let text =
            if text.contains("import ") { text } else { format!("{import}{text}\nawait analytics.closeAndFlush()") };
        std::fs::write(self.at("block.mjs"), text).unwrap();
        let output = self.shell(". ./state; exec node block.mjs").output().unwrap();
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{page}:{}: {printed}", block.line);
    }
}

fn text_of(page: &str) -> String {
    std::fs::read_to_string(tools::workspace().join(page)).unwrap()
}

/// A file the block reads and the page shows after it.
fn provide(folder: &Path, block: &Block, later: &[Block]) {
    let Some((_, rest)) = block.text.split_once("--data-binary @") else { return };
    let name = rest.split_whitespace().next().unwrap();
    let shown = later.iter().find(|block| name.ends_with(&format!(".{}", block.language)));
    std::fs::write(folder.join(name), &shown.unwrap().text).unwrap();
}

/// What a reader would `make` can be made.
fn buildable(text: &str) {
    let makefile = std::fs::read_to_string(tools::workspace().join("Makefile")).unwrap();
    for target in text.lines().filter_map(|line| line.strip_prefix("make ")) {
        let target = target.split_whitespace().next().unwrap();
        assert!(makefile.contains(&format!("\n{target}:")), "no target {target}");
    }
}

const PHONE: &str = r"
const [, , library, executablePath, link] = process.argv;
const { chromium } = await import(library);
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
await page.goto(link);
await page.getByText('May I show you').first().waitFor({ timeout: 20000 }).catch(() => undefined);
console.log(await page.innerText('body'));
await browser.close();
";

/// What the branch's page says on a phone.
async fn phone(link: &str, folder: &Path) -> Option<String> {
    let browser = tools::chromium()?;
    let library = tools::workspace().join("web/node_modules/playwright-core/index.mjs");
    if !library.exists() {
        tools::skipped("web/node_modules is not installed, so no browser can be driven");
        return None;
    }
    let script = folder.join("phone.mjs");
    std::fs::write(&script, PHONE).unwrap();
    let mut command = Command::new("node");
    command.arg(&script).arg(library).args([browser, link]);
    Some(tools::run(command).await.1)
}

#[tokio::test]
async fn the_guide_leads_from_nothing_to_a_prompt_and_a_mail() {
    let mut reader = Reader::new();
    let start = "docs/guide/getting-started.md";
    let text = text_of(start);
    let done = text.find("Staff press *Done*").unwrap();
    reader.read_part(start, &text[..done]).await;
    // What a shell prints is on the page itself; the phone is the one thing a shell does not show.
    let link = reader.seen.split("\"url\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    if let Some(page) = phone(&link, reader.folder.path()).await {
        assert!(page.contains("May I show you Trail shoes?"), "{page}");
    }
    reader.read_part(start, &text[done..]).await;
    for page in ["content", "branch", "events", "plan-and-money", "vouchers"] {
        reader.read(&format!("docs/guide/{page}.md")).await;
    }
    assert!(reader.run > 20, "only {} blocks were run", reader.run);
}

#[tokio::test]
async fn the_readme_starts_a_server_and_takes_an_event() {
    let mut reader = Reader::new();
    let page = text_of("README.md");
    let (_, used) = page.split_once("## Use it").unwrap();
    let blocks = blocks(used);
    buildable(&blocks[0].text);
    reader.sh("README.md", &blocks[1], None).await;
    let greeting = until("the token is printed", secs(60), async || {
        let printed = std::fs::read_to_string(reader.at("terminal-0.log")).unwrap_or_default();
        printed.contains("st_").then_some(printed)
    })
    .await;
    reader.seen.push_str(&greeting);
    let source = "curl -s http://127.0.0.1:8080/v1/sources -H 'Authorization: Bearer st_...' -H 'Content-Type: application/json' \
        -d '{\"id\": \"shop\", \"name\": \"Shop\", \"brand\": \"main\", \"touchpoint\": \"shop\", \"trust\": \"trusted\"}'";
    let block = |text: &str| Block { line: 0, language: "sh".into(), text: text.to_owned(), name: None };
    reader.run(&block(source));
    reader.run(&block("export WRITE_KEY=wk_..."));
    reader.node("README.md", blocks.iter().find(|block| block.language == "js").unwrap());

    let help = reader.run(&block("rapport --help"));
    let known: BTreeSet<&str> = help.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let named =
        used.lines().filter(|line| line.starts_with("| `rapport")).flat_map(|line| line.split("`rapport ").skip(1));
    for command in named.filter_map(|rest| rest.split([' ', '`']).next()) {
        assert!(known.contains(command), "the README names `rapport {command}`, which does not exist");
    }
}

#[test]
fn blocks_are_found_with_the_files_they_become() {
    let found = blocks("Save this as `a.yaml`:\n\n```yaml\nid: a\n```\n\n```sh\nls\n```\n");
    assert_eq!(found[0].name.as_deref(), Some("a.yaml"));
    assert_eq!((found[1].language.as_str(), found[1].text.as_str(), found[1].line), ("sh", "ls\n", 7));
    assert!(says("one two three", "one ... three") && !says("one two", "two ... one"));
}
