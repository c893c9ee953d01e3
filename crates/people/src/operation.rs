//! Which operation of the API asks for which permission: the table `operations.txt`, held against the API's document by a test.

use crate::{Permission, UnknownPermission};
use std::sync::LazyLock;

const TABLE: &str = include_str!("../operations.txt");

/// An operation of the API, and what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// `GET`, `POST`, ...
    pub method: &'static str,
    /// The path as the document writes it: `/v1/plan/nodes/{id}`.
    pub path: &'static str,
    /// The permission; none: the note says why it needs none.
    pub permission: Option<Permission>,
    /// Why none, or what more there is to say.
    pub note: &'static str,
}

static OPERATIONS: LazyLock<Vec<Operation>> =
    LazyLock::new(|| TABLE.lines().filter_map(|line| read(line).ok()).collect());

impl Operation {
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
}

/// Reads a row: method, path, permission or `none`, note.
fn read(line: &'static str) -> Result<Operation, UnknownPermission> {
    let mut rest = line;
    let mut word = || {
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        rest = after.trim_start();
        word
    };
    let (method, path, permission) = (word(), word(), word());
    let permission = if permission == "none" { None } else { Some(permission.parse()?) };
    Ok(Operation { method, path, permission, note: rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_can_be_read_and_says_why_it_needs_nothing() {
        for line in TABLE.lines() {
            let operation = read(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert!(operation.permission.is_some() || !operation.note.is_empty(), "{line}: say why it needs none");
        }
        assert_eq!(Operation::all().len(), TABLE.lines().count());
    }
}
