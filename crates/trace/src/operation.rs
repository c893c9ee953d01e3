//! What each operation of the API that changes something, or takes data out, leaves in the trace: the table `operations.txt`, held against
//! the API's document by a test.

use crate::DeedAct;
use rapport_people::{Object, ObjectKind};
use std::sync::LazyLock;

const TABLE: &str = include_str!("../operations.txt");

/// The id of an object that the path does not name: whoever carries the operation out says which it is.
pub const NAMED: &str = "-";

/// An operation, and what it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedOperation {
    /// `POST`, `PUT`, ...
    pub method: &'static str,
    /// The path as the document writes it.
    pub path: &'static str,
    /// What it does to what; none: the note says why it leaves nothing.
    pub leaves: Option<(DeedAct, ObjectKind)>,
    /// Which object, where the path does not say.
    pub id: &'static str,
    /// Why it leaves nothing.
    pub note: &'static str,
}

static OPERATIONS: LazyLock<Vec<TracedOperation>> = LazyLock::new(|| TABLE.lines().filter_map(read).collect());

impl TracedOperation {
    /// Every operation in the table.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &OPERATIONS
    }

    /// The operation with this method and path, if the table has it.
    #[must_use]
    pub fn find(method: &str, path: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.method == method && operation.path == path)
    }

    /// The object, by the first name in the path unless the table names it.
    #[must_use]
    pub fn object(&self, in_path: Option<&str>) -> Option<Object> {
        let (_, kind) = self.leaves?;
        let id = if self.id.is_empty() { in_path.unwrap_or(NAMED) } else { self.id };
        Some(Object::new(kind, id))
    }
}

/// Reads a row: method, path, act, kind of object and perhaps `:id`; or method, path, `none`, why.
fn read(line: &'static str) -> Option<TracedOperation> {
    let mut rest = line;
    let mut word = || {
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        rest = after.trim_start();
        word
    };
    let (method, path, act) = (word(), word(), word());
    if act == "none" {
        return Some(TracedOperation { method, path, leaves: None, id: "", note: rest });
    }
    let act = DeedAct::ALL.iter().copied().find(|known| known.code() == act)?;
    let (kind, id) = rest.split_once(':').unwrap_or((rest, ""));
    Some(TracedOperation { method, path, leaves: Some((act, ObjectKind::from_code(kind)?)), id, note: "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_read_and_says_why_it_leaves_nothing() {
        for line in TABLE.lines() {
            let operation = read(line).unwrap_or_else(|| panic!("{line}: cannot be read"));
            assert!(operation.leaves.is_some() || !operation.note.is_empty(), "{line}: say why it leaves nothing");
        }
    }
}
