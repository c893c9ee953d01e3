//! Which operation of the API asks for which permission: the table `operations.txt`, held against the API's document by a test.

use crate::{ObjectKind, Permission, UnknownPermission};
use std::sync::LazyLock;

const TABLE: &str = include_str!("../operations.txt");

/// Where an operation asks for its permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedAt {
    /// Where everything hangs: it belongs to no node, brand or object.
    Company,
    /// Where the object stands that the first name in the path is of.
    Object(ObjectKind),
    /// Anywhere: the answer holds what they may see, and counts nothing else.
    List,
    /// Where that stands which the request names in its query or body: it asks when that was read.
    Named,
}

impl AskedAt {
    /// As the table and the API's document write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Object(kind) => kind.code(),
            Self::List => "list",
            Self::Named => "named",
        }
    }

    fn read(code: &str) -> Option<Self> {
        match code {
            "company" => Some(Self::Company),
            "list" => Some(Self::List),
            "named" => Some(Self::Named),
            kind => ObjectKind::from_code(kind).map(Self::Object),
        }
    }
}

/// An operation of the API, and what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// `GET`, `POST`, ...
    pub method: &'static str,
    /// The path as the document writes it: `/v1/plan/nodes/{id}`.
    pub path: &'static str,
    /// The permission; none: the note says why it needs none.
    pub permission: Option<Permission>,
    /// Where it asks for it; none for an operation that asks for nothing.
    pub at: Option<AskedAt>,
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

/// Why a row cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum BadRow {
    #[error(transparent)]
    Permission(#[from] UnknownPermission),
    #[error("`{0}` is no place: company, list, named, or a kind of object")]
    Place(String),
}

/// Reads a row: method, path, permission and place, note; or method, path, `none`, note.
fn read(line: &'static str) -> Result<Operation, BadRow> {
    let mut rest = line;
    let mut word = || {
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        rest = after.trim_start();
        word
    };
    let (method, path, permission) = (word(), word(), word());
    if permission == "none" {
        return Ok(Operation { method, path, permission: None, at: None, note: rest });
    }
    let (permission, place) = (permission.parse()?, word());
    let at = AskedAt::read(place).ok_or_else(|| BadRow::Place(place.to_owned()))?;
    Ok(Operation { method, path, permission: Some(permission), at: Some(at), note: rest })
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
