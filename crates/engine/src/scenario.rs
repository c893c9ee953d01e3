//! Stories in Markdown that are tests: a marketer reads them, `cargo test` runs them.
//!
//! * [`markdown`]: finds the fenced blocks of a story and the cases they belong to, with line numbers.
//! * [`clock`]: `Mon 10:00` becomes a moment, and back.
//! * [`words`]: `shop: Ada views trail shoes [shoes]` becomes an event in the Segment shape; the whole vocabulary is there.
//! * [`people`]: who takes part, and by which identifiers they are known.
//! * [`world`]: everything around the engine, in small and with virtual time: identity, budgets, vouchers, the dispatcher, the
//!   wire. The engine itself is the real one.
//! * [`transcript`]: what came out, as lines.
//!
//! A case passes if its transcript is exactly what its `expect` blocks say. See `scenarios/README.md` for the writers' guide.

pub mod clock;
pub mod markdown;
pub mod people;
pub mod transcript;
pub mod words;
pub mod world;

use markdown::{Case, Kind, Story};
use transcript::compare;
use world::World;

/// Something is wrong with a story, or a case did not come out as told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {message}")]
pub struct Trouble {
    /// Line in the file, from 1.
    pub line: usize,
    /// What, in plain words; for a mismatch with both sides.
    pub message: String,
}

impl Trouble {
    pub(crate) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

/// What became of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The case's heading.
    pub title: String,
    /// `Err` if it did not come out as told.
    pub result: Result<(), Trouble>,
}

/// Runs every case of a story.
///
/// # Errors
/// The story cannot be read: an unknown block, no case at all.
pub fn run(text: &str) -> Result<Vec<Told>, Trouble> {
    let story = Story::read(text)?;
    Ok(story.cases.iter().map(|case| Told { title: case.title.clone(), result: tell(&story, case) }).collect())
}

fn tell(story: &Story, case: &Case) -> Result<(), Trouble> {
    let mut world = World::set_up(story.blocks_for(case))?;
    for block in case.blocks.iter().filter(|block| block.kind == Kind::Events) {
        for (line, text) in block.lines() {
            world.happens(line, text)?;
        }
    }
    let expected: Vec<(usize, &str)> =
        case.blocks.iter().filter(|block| block.kind == Kind::Expect).flat_map(|block| block.lines()).collect();
    if expected.is_empty() {
        return Err(Trouble::new(case.line, "the case expects nothing: add an `expect` block, with `nothing` if so"));
    }
    compare(case.line, &expected, world.transcript())
}
