//! Finds the blocks of a story. Everything outside of them is prose.

use super::Trouble;

/// What a fenced block says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A brand's settings, in YAML.
    Brand,
    /// A journey, in YAML.
    Journey,
    /// A voucher pool, in YAML.
    Pool,
    /// Who takes part.
    People,
    /// How much activities may spend; without, they may spend any amount.
    Budget,
    /// What happens.
    Events,
    /// What comes of it.
    Expect,
}

const KINDS: [(&str, Kind); 7] = [
    ("brand", Kind::Brand),
    ("journey", Kind::Journey),
    ("pool", Kind::Pool),
    ("people", Kind::People),
    ("budget", Kind::Budget),
    ("events", Kind::Events),
    ("expect", Kind::Expect),
];

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it says.
    pub kind: Kind,
    /// Line of its first line of text, from 1.
    pub line: usize,
    /// What stands between the fences, line by line.
    pub text: String,
}

impl Block {
    /// Its lines with their numbers, without empty ones and comments (`# ..`).
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(n, text)| (self.line + n, text.trim()))
            .filter(|(_, text)| !text.is_empty() && !text.starts_with('#'))
    }
}

/// A case: a heading of the second level and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The heading.
    pub title: String,
    /// Its line, from 1.
    pub line: usize,
    /// The fenced blocks under the heading, in order.
    pub blocks: Vec<Block>,
}

/// A story: a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Blocks before the first case: true for all of them.
    pub common: Vec<Block>,
    /// The cases in order.
    pub cases: Vec<Case>,
}

impl Story {
    /// Reads a Markdown file.
    ///
    /// # Errors
    /// A block of an unknown kind, a block without end, no case.
    pub fn read(text: &str) -> Result<Self, Trouble> {
        let mut story = Self { common: Vec::new(), cases: Vec::new() };
        let mut lines = text.lines().enumerate();
        while let Some((n, line)) = lines.next() {
            if let Some(title) = line.strip_prefix("## ") {
                story.cases.push(Case { title: title.trim().into(), line: n + 1, blocks: Vec::new() });
            } else if let Some(word) = line.strip_prefix("```") {
                let block = read_block(word.trim(), n + 1, &mut lines)?;
                match (block, story.cases.last_mut()) {
                    (Some(block), Some(case)) => case.blocks.push(block),
                    (Some(block), None) => story.common.push(block),
                    (None, _) => {}
                }
            }
        }
        match story.cases.is_empty() {
            true => {
                Err(Trouble::new(1, "no case: a case begins with a heading such as `## She comes in the next day`"))
            }
            false => Ok(story),
        }
    }

    /// The common blocks and the case's own.
    pub fn blocks_for<'a>(&'a self, case: &'a Case) -> impl Iterator<Item = &'a Block> + Clone {
        self.common.iter().chain(&case.blocks)
    }
}

/// The block that begins on `line`; `None` if it is only for people (`text`, or no word at all).
fn read_block<'a>(
    word: &str,
    line: usize,
    lines: &mut impl Iterator<Item = (usize, &'a str)>,
) -> Result<Option<Block>, Trouble> {
    let mut text = String::new();
    loop {
        match lines.next() {
            None => return Err(Trouble::new(line, "this block has no end: close it with ```")),
            Some((_, end)) if end.trim() == "```" => break,
            Some((_, more)) => {
                text.push_str(more);
                text.push('\n');
            }
        }
    }
    if word.is_empty() || word == "text" {
        return Ok(None);
    }
    match KINDS.iter().find(|(name, _)| *name == word) {
        Some((_, kind)) => Ok(Some(Block { kind: *kind, line: line + 1, text })),
        None => {
            let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
            Err(Trouble::new(line, format!("`{word}` is no kind of block: use {}, or text", names.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn cases_have_their_blocks_and_lines() {
        let story = Story::read("# T\n\n```brand\nid: a\n```\n## One\n```events\n\n# c\nMon 10:00 x\n```\n").unwrap();
        assert_eq!(story.common[0].line, 4);
        assert_eq!(story.cases[0].blocks[0].lines().collect::<Vec<_>>(), [(10, "Mon 10:00 x")]);
    }

    #[test]
    fn what_cannot_be_read_names_its_line() {
        assert_eq!(Story::read("a\n```evnts\n```\n## x").unwrap_err().line, 2);
        assert_eq!(Story::read("## x\n\n```events\n").unwrap_err().line, 3);
        assert!(Story::read("only prose").is_err());
    }
}
