//! What a row is called, so that it counts once: in a file that grew since yesterday, under a mapping that was corrected, and after a
//! kill.
//!
//! A name is made of the columns that name the row (`key`, or `group` for an order), else of all its cells; rows with the same
//! cells are told apart by their turn. It is the message's id, and it is kept in a file beside the input, for the server
//! remembers ids for some days only.

use super::mapping::Mapping;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::{
    collections::{HashMap, HashSet},
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// The name of a row or an order.
pub type Name = [u8; 16];

/// Makes the names of a file's rows, in their order.
#[derive(Debug, Default)]
pub struct Namer {
    turns: HashMap<Name, u32>,
}

impl Namer {
    /// The name of the next row. Rows without a `key` that are alike get names of their own.
    pub fn row(&mut self, mapping: &Mapping, row: &Map<String, Value>) -> Name {
        if !mapping.key.is_empty() {
            return of_columns(mapping, &mapping.key, row);
        }
        let mut hash = begin(mapping);
        row.iter().for_each(|(column, cell)| part(&mut hash, column, cell));
        let name = end(hash);
        let turn = self.turns.entry(name).or_default();
        *turn += 1;
        match *turn {
            1 => name,
            turn => end(Sha256::new().chain_update(name).chain_update(turn.to_le_bytes())),
        }
    }
}

/// The name that these columns give a row.
#[must_use]
pub fn of_columns(mapping: &Mapping, columns: &[String], row: &Map<String, Value>) -> Name {
    let mut hash = begin(mapping);
    columns.iter().for_each(|column| part(&mut hash, column, row.get(column).unwrap_or(&Value::Null)));
    end(hash)
}

/// The column of these in which nothing stands, if there is one: then they name nothing.
#[must_use]
pub fn missing<'a>(columns: &'a [String], row: &Map<String, Value>) -> Option<&'a String> {
    columns.iter().find(|column| match row.get(*column) {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(_) => false,
    })
}

/// The same row may be the source of different messages: an order, and the customer who made it.
fn begin(mapping: &Mapping) -> Sha256 {
    let mut hash = Sha256::new();
    for text in [mapping.kind.as_deref().unwrap_or("track"), mapping.event.as_deref().unwrap_or_default()] {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hash
}

fn part(hash: &mut Sha256, column: &str, cell: &Value) {
    let text = match cell {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    for text in [column, &text] {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
}

fn end(hash: Sha256) -> Name {
    let mut name = Name::default();
    name.iter_mut().zip(hash.finalize()).for_each(|(to, byte)| *to = byte);
    name
}

/// The message id that a name makes.
#[must_use]
pub fn message_id(name: &Name) -> String {
    name.iter().fold(String::from("import-"), |id, byte| id + &format!("{byte:02x}"))
}

/// The names that were imported before, in a file that only grows.
#[derive(Debug)]
pub struct Known {
    path: PathBuf,
    names: HashSet<Name>,
    new: Vec<u8>,
    /// How many bytes of the file count: what lies behind belongs to a batch that was not settled.
    bytes: u64,
}

impl Known {
    /// Reads as many bytes of the file as count.
    ///
    /// # Errors
    /// The file is there but cannot be read, or is shorter.
    pub fn load(path: PathBuf, bytes: u64) -> io::Result<Self> {
        let mut read = Vec::new();
        match File::open(&path) {
            Ok(file) => file.take(bytes).read_to_end(&mut read).map(drop)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let names: HashSet<Name> =
            read.chunks_exact(size_of::<Name>()).filter_map(|name| name.try_into().ok()).collect();
        let bytes = (read.len() - read.len() % size_of::<Name>()) as u64;
        Ok(Self { path, names, new: Vec::new(), bytes })
    }

    /// Whether it was imported before, or stood in this file already.
    #[must_use]
    pub fn has(&self, name: &Name) -> bool {
        self.names.contains(name)
    }

    /// It is in.
    pub fn add(&mut self, name: Name) {
        if self.names.insert(name) {
            self.new.extend(name);
        }
    }

    /// Keeps what was added durably; how many bytes count from now on.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&mut self) -> io::Result<u64> {
        if !self.new.is_empty() {
            let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&self.path)?;
            file.set_len(self.bytes)?;
            file.seek(SeekFrom::End(0))?;
            file.write_all(&self.new)?;
            file.sync_data()?;
            self.bytes += self.new.len() as u64;
            self.new.clear();
        }
        Ok(self.bytes)
    }

    /// Where they are kept.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::fs;

    fn row(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_row_keeps_its_name_and_rows_that_are_alike_have_two() {
        let mapping = Mapping::default();
        let (mut today, mut tomorrow) = (Namer::default(), Namer::default());
        let rows = [json!({"id": "1", "n": "x"}), json!({"id": "2", "n": "x"}), json!({"id": "1", "n": "x"})].map(row);
        let names = rows.clone().map(|row| today.row(&mapping, &row));
        assert_eq!(names, rows.map(|row| tomorrow.row(&mapping, &row)));
        assert!(names[0] != names[1] && names[0] != names[2]);
        let other = Mapping { event: Some("Other".into()), ..Mapping::default() };
        assert_ne!(Namer::default().row(&other, &row(json!({"id": "1", "n": "x"}))), names[0]);
    }

    #[test]
    fn key_columns_name_a_row_whatever_else_changes() {
        let mapping = Mapping { key: vec!["id".into()], ..Mapping::default() };
        let mut namer = Namer::default();
        let mut name = |value| namer.row(&mapping, &row(value));
        assert_eq!(name(json!({"id": "1", "n": "x"})), name(json!({"n": "y", "id": " 1 "})));
        assert_ne!(name(json!({"id": "1"})), name(json!({"id": "2"})));
        assert_eq!(missing(&mapping.key, &row(json!({"id": " "}))), Some(&"id".to_owned()));
    }

    #[test]
    fn only_what_was_settled_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.imported");
        let mut known = Known::load(path.clone(), 0).unwrap();
        known.add([1; 16]);
        let bytes = known.keep().unwrap();
        known.add([2; 16]);
        known.keep().unwrap();
        let mut again = Known::load(path.clone(), bytes).unwrap();
        assert!(again.has(&[1; 16]) && !again.has(&[2; 16]));
        again.add([3; 16]);
        assert_eq!(again.keep().unwrap(), 32);
        assert_eq!(fs::metadata(&path).unwrap().len(), 32);
    }
}
