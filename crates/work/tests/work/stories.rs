//! Runs the stories in `scenarios/work/`: prose with blocks that say who works here, by which template is asked, what happens, and what
//! comes of it. How they are written stands in `scenarios/README.md`.

mod clock;
mod desk;
mod words;

use desk::Desk;
use std::{fs, path::Path};

/// A fenced block: its word, and its lines with their numbers.
struct Block<'a> {
    word: &'a str,
    lines: Vec<(usize, &'a str)>,
}

/// One `## ` of a story.
struct Case<'a> {
    title: &'a str,
    blocks: Vec<Block<'a>>,
}

/// What stands before the first case, and the cases.
fn read(text: &str) -> (Vec<Block<'_>>, Vec<Case<'_>>) {
    let (mut common, mut cases): (Vec<Block<'_>>, Vec<Case<'_>>) = (Vec::new(), Vec::new());
    let mut inside: Option<Block<'_>> = None;
    for (n, line) in text.lines().enumerate().map(|(n, line)| (n + 1, line)) {
        match (&mut inside, line.strip_prefix("```")) {
            (None, Some(word)) => inside = Some(Block { word, lines: Vec::new() }),
            (Some(_), Some(_)) => {
                let blocks = cases.last_mut().map_or(&mut common, |case| &mut case.blocks);
                blocks.extend(inside.take());
            }
            (Some(block), None) if !line.trim().is_empty() => block.lines.push((n, line)),
            (None, None) => {
                if let Some(title) = line.strip_prefix("## ") {
                    cases.push(Case { title, blocks: Vec::new() });
                }
            }
            _ => {}
        }
    }
    (common, cases)
}

/// What a case expected, and what came of it.
fn tell(common: &[Block<'_>], case: &Case<'_>) -> Result<(), String> {
    let mut desk = Desk::default();
    let mut expected = Vec::new();
    for block in common.iter().chain(&case.blocks) {
        match block.word {
            "people" => {
                block.lines.iter().try_for_each(|(n, line)| desk.works_here(line).map_err(|e| format!("{n}: {e}")))?
            }
            "template" => desk.template(&block.lines.iter().map(|(_, line)| *line).collect::<Vec<_>>().join("\n"))?,
            "events" => {
                block.lines.iter().try_for_each(|(n, line)| desk.happens(line).map_err(|e| format!("{n}: {e}")))?
            }
            "expect" => expected.extend(block.lines.iter().map(|(_, line)| line.to_string())),
            "" | "text" => {}
            other => return Err(format!("no block is called `{other}`")),
        }
    }
    if desk.told == expected && !expected.is_empty() {
        return Ok(());
    }
    Err(format!("expected\n  {}\nand it came out\n  {}", expected.join("\n  "), desk.told.join("\n  ")))
}

#[test]
fn every_story_comes_out_as_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/work");
    let (mut cases, mut failures) = (0, Vec::new());
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let (common, told) = read(&text);
        for case in told {
            cases += 1;
            if let Err(trouble) = tell(&common, &case) {
                failures.push(format!("{}: {}: {trouble}", file.display(), case.title));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
    assert!(cases >= 10, "only {cases} cases were found");
}
