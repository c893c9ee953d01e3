//! What is in already: a file beside the input that only grows, with the name of each row, what it said, and how often it was told.
//! The server remembers the ids of messages for some days only, and not what they said.

use super::names::{Content, Name};
use serde_json::{Map, Value};
use std::{
    collections::{HashMap, hash_map::Entry},
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// Bytes of one row in the file.
const ROW: usize = size_of::<Name>() + 8 + 8 + 4 + 4;

/// A row that is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct In {
    /// What it said when it was told last.
    pub content: Content,
    /// How often it was told anew.
    pub told: u32,
    /// Which file it was in: a mark of its name.
    pub file: u32,
    /// Its number in the file that is being read; 0 if it was not read there.
    pub row: u64,
}

/// What is known of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    New,
    /// It is in as it is.
    Same,
    /// It is in, but it said something else; so often it was told anew.
    Changed(u32),
    /// A row of this file has the same name and says something else.
    Twice(u64),
}

/// The rows that are in.
#[derive(Debug)]
pub struct Known {
    path: PathBuf,
    rows: HashMap<Name, In>,
    new: Vec<u8>,
    /// How many bytes of the file count: what lies behind belongs to a batch that was not settled.
    bytes: u64,
}

impl Known {
    /// Reads as many bytes of the file as count.
    ///
    /// # Errors
    /// The file is there but cannot be read.
    pub fn load(path: PathBuf, bytes: u64) -> io::Result<Self> {
        let mut read = Vec::new();
        match File::open(&path) {
            Ok(file) => file.take(bytes).read_to_end(&mut read).map(drop)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let rows = read.chunks_exact(ROW).filter_map(decoded).collect();
        let bytes = (read.len() - read.len() % ROW) as u64;
        Ok(Self { path, rows, new: Vec::new(), bytes })
    }

    /// Whether a row of this name is in.
    #[must_use]
    pub fn find(&self, name: &Name) -> Option<&In> {
        self.rows.get(name)
    }

    /// What is known of a row; `vain` is what it says if it was told by this mapping and did not count.
    #[must_use]
    pub fn standing(&self, name: &Name, content: Content, vain: Content) -> Standing {
        match self.rows.get(name) {
            None => Standing::New,
            Some(known) if content.same(known.content) || vain.same(known.content) => Standing::Same,
            Some(known) if known.row > 0 => Standing::Twice(known.row),
            Some(known) => Standing::Changed(known.told),
        }
    }

    /// It was read in this file.
    pub fn saw(&mut self, name: &Name, row: u64) {
        if let Some(known) = self.rows.get_mut(name)
            && known.row == 0
        {
            known.row = row;
        }
    }

    /// It is in.
    pub fn add(&mut self, name: Name, row: In) {
        let known = match self.rows.entry(name) {
            Entry::Occupied(known) if *known.get() == row => return,
            entry => entry.insert_entry(row),
        };
        self.new.extend(known.key());
        self.new.extend(row.content.row.to_le_bytes());
        self.new.extend(row.content.taken.to_le_bytes());
        self.new.extend(row.told.to_le_bytes());
        self.new.extend(row.file.to_le_bytes());
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

fn decoded(bytes: &[u8]) -> Option<(Name, In)> {
    let (name, bytes) = bytes.split_first_chunk::<16>()?;
    let (row, bytes) = bytes.split_first_chunk()?;
    let (taken, bytes) = bytes.split_first_chunk()?;
    let (told, bytes) = bytes.split_first_chunk()?;
    let (file, _) = bytes.split_first_chunk()?;
    let content = Content { row: u64::from_le_bytes(*row), taken: u64::from_le_bytes(*taken) };
    Some((*name, In { content, told: u32::from_le_bytes(*told), file: u32::from_le_bytes(*file), row: 0 }))
}

/// The message that tells a row that was told before and says something else now: who somebody is, is said again; an order is like this
/// now.
///
/// # Errors
/// The message as it was, if its event has no word for a change: told again, it would have happened twice.
pub fn anew(mut message: Map<String, Value>) -> Result<Map<String, Value>, Map<String, Value>> {
    let said = |key: &str| message.get(key).and_then(Value::as_str).unwrap_or_default();
    let number = |key: &str| message.get("properties").and_then(|properties| properties.get(key));
    let is_said = |order: &Value| !order.is_null() && order.as_str() != Some("");
    let numbered = ["order_id", "orderId"].into_iter().filter_map(number).any(is_said);
    match (said("type"), said("event")) {
        ("identify" | "group", _) | ("track", "Order Updated") => Ok(message),
        ("track", "Order Completed") if numbered => {
            message.insert("event".into(), "Order Updated".into());
            Ok(message)
        }
        _ => Err(message),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::fs;

    fn says(content: u64) -> Content {
        Content { row: content, taken: content }
    }

    fn known_in(content: u64, told: u32, row: u64) -> In {
        In { content: says(content), told, file: 7, row }
    }

    #[test]
    fn only_what_was_settled_is_known_and_the_last_word_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.imported");
        let mut known = Known::load(path.clone(), 0).unwrap();
        known.add([1; 16], known_in(5, 0, 1));
        known.add([1; 16], known_in(6, 1, 1));
        let bytes = known.keep().unwrap();
        known.add([2; 16], known_in(5, 0, 2));
        known.keep().unwrap();
        let mut again = Known::load(path.clone(), bytes).unwrap();
        assert_eq!(again.find(&[1; 16]), Some(&known_in(6, 1, 0)));
        assert_eq!(again.find(&[2; 16]), None);
        again.add([3; 16], known_in(5, 0, 3));
        assert_eq!(again.keep().unwrap(), 3 * ROW as u64);
        assert_eq!(fs::metadata(&path).unwrap().len(), 3 * ROW as u64);
    }

    #[test]
    fn a_row_is_new_the_same_changed_or_there_twice() {
        let folder = tempfile::tempdir().unwrap();
        let mut known = Known::load(folder.path().join("f"), 0).unwrap();
        let standing = |known: &Known, content| known.standing(&[1; 16], says(content), says(content).in_vain("m"));
        assert_eq!(standing(&known, 5), Standing::New);
        known.add([1; 16], known_in(5, 3, 0));
        assert_eq!((standing(&known, 5), standing(&known, 6)), (Standing::Same, Standing::Changed(3)));
        known.saw(&[1; 16], 4);
        known.saw(&[1; 16], 9);
        assert_eq!((standing(&known, 5), standing(&known, 6)), (Standing::Same, Standing::Twice(4)));
        let vain = In { content: says(5).in_vain("m"), ..In::default() };
        known.add([1; 16], vain);
        assert_eq!(standing(&known, 5), Standing::Same, "by the same mapping it would be in vain again");
        assert_eq!(known.standing(&[1; 16], says(5), says(5).in_vain("mended")), Standing::Changed(0));
    }

    #[test]
    fn what_has_a_word_for_a_change_is_told_anew() {
        let told = |message: Value| anew(message.as_object().unwrap().clone()).ok().map(Value::Object);
        let order = json!({"type": "track", "event": "Order Completed", "properties": {"order_id": 7}});
        assert_eq!(told(order).unwrap()["event"], "Order Updated");
        let identify = json!({"type": "identify", "userId": "a"});
        assert_eq!(told(identify.clone()), Some(identify));
        for event in ["Order Completed", "Order Refunded", "Product Viewed"] {
            assert_eq!(told(json!({"type": "track", "event": event, "properties": {}})), None, "{event}");
        }
        assert_eq!(told(json!({"type": "alias", "userId": "a", "previousId": "b"})), None);
    }
}
