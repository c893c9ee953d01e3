//! What is in already: a file beside the input that only grows, with the name of each row, what was told of it, and how often.
//! The server remembers the ids of messages for some days only, and not what they said.

use crate::{
    names::{Content, Marks, Name},
    record::{self, Header, NotedCheckpoint},
};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    fs::{self, File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// So many records may be superseded by later ones of the same row before the file is written anew without them.
const SPARE: usize = 10_000;

/// A row that is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct In {
    /// What was told of it last; none in what releases before kept.
    pub marks: Option<Marks>,
    /// What its cells said then.
    pub content: Content,
    /// How often it was told anew.
    pub told: u32,
    /// Which file it was in: a mark of its name.
    pub file: u32,
    /// Of when the newest file is that said so; 0 if its name does not say it.
    pub dated: u32,
    /// Whether it is not in the books as it says.
    pub vain: bool,
    /// It was told anew, and the log has gone back behind that since: what is in of it nobody knows.
    pub lost: bool,
    /// The number of the checkpoint that it rests on; 0 if there is none.
    pub rests_on: u32,
    /// Its number in the file that is being read; 0 if it was not read there.
    pub row: u64,
}

/// What a row says in this file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saying {
    /// What would be told of it.
    pub marks: Marks,
    /// The same as releases before marked it, which took two ways to write a number for two things.
    pub formerly: Marks,
    /// What its cells say.
    pub content: Content,
    /// Of when the file is.
    pub dated: u32,
}

/// What is known of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No file of the series has had it.
    New,
    /// An earlier file of the series said the same.
    Same,
    /// It is in as it is, and is not in the books as it says.
    Vain,
    /// It is in, but something else was told of it.
    Changed(Change),
    /// It is in, and a newer file said something else.
    Older,
    /// A row of this file has the same name and says something else.
    Twice(u64),
}

/// How a row changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// How often it was told anew before.
    pub told: u32,
    /// It is told of someone else.
    pub who: bool,
    /// It is told of another moment.
    pub when: bool,
    /// Something else changed.
    pub what: bool,
    /// The row is as it was: the mapping makes something else of it.
    pub mapped: bool,
}

/// The rows that are in.
#[derive(Debug)]
pub struct Known {
    path: PathBuf,
    header: Header,
    rows: HashMap<Name, In>,
    /// What the log held when rows came in, from number 1.
    checkpoints: Vec<NotedCheckpoint>,
    new: Vec<u8>,
    /// Something was forgotten, and the file still has it.
    forgot: bool,
    /// How many bytes of the file count: what lies behind belongs to a batch that was not settled.
    bytes: u64,
    /// The file is written anew as a whole before it grows.
    rewrite: bool,
}

impl Known {
    /// Nothing is known, whatever the file says; it is written anew.
    #[must_use]
    pub fn none(path: PathBuf, writing: u64) -> Self {
        let header = Header { writing, ..Header::default() };
        let (rows, checkpoints, new) = (HashMap::new(), Vec::new(), Vec::new());
        Self { path, header, rows, checkpoints, new, forgot: false, bytes: 0, rewrite: true }
    }

    /// Reads as many bytes of the file as count; `form` and `writing` say of which file that was said.
    ///
    /// # Errors
    /// The file is there but cannot be read.
    pub fn load(path: PathBuf, bytes: u64, form: u32, writing: u64) -> io::Result<Self> {
        let read = match fs::read(&path) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let found = record::header(&read)?;
        let old = found.is_none() && !read.is_empty();
        // A kill came between the file that was written anew and the word about how much of it counts: all of it does.
        let said = old || form == record::FORM && found.as_ref().is_none_or(|(header, _)| header.writing == writing);
        let counts = if said { usize::try_from(bytes).unwrap_or(usize::MAX) } else { usize::MAX };
        let (header, begin) = found.unwrap_or((Header { old, ..Header::default() }, 0));
        let body = read.get(begin..counts.min(read.len())).unwrap_or_default();
        let (mut rows, mut checkpoints) = (HashMap::new(), Vec::new());
        let length = if old {
            rows.extend(body.chunks_exact(record::OLD).filter_map(record::old));
            record::OLD
        } else {
            for entry in body.chunks_exact(record::LENGTH).filter_map(record::read) {
                match entry {
                    record::KeptRecord::Row(name, row) => {
                        rows.insert(name, row);
                    }
                    record::KeptRecord::Checkpoint(checkpoint) => checkpoints.push(checkpoint),
                }
            }
            record::LENGTH
        };
        let records = body.len() / length;
        let bytes = (begin + records * length) as u64;
        let rewrite = begin == 0 || records > 2 * (rows.len() + checkpoints.len()) + SPARE;
        Ok(Self { path, header, rows, checkpoints, new: Vec::new(), forgot: false, bytes, rewrite })
    }

    /// What the log of this source held when rows came in: the number of each, and how the server said it.
    #[must_use]
    pub fn checkpoints(&self, source: &str) -> Vec<(u32, &str)> {
        let own = (1..).zip(&self.checkpoints).filter(|(_, one)| one.source == source);
        own.map(|(number, one)| (number, one.said.as_str())).collect()
    }

    /// Takes a checkpoint down, for rows that rest on it. Its number; 0 if it is none that can be kept.
    pub fn note(&mut self, source: &str, said: &str) -> u32 {
        let Some(checkpoint) = NotedCheckpoint::new(source, said) else { return 0 };
        record::write_checkpoint(&mut self.new, &checkpoint);
        self.checkpoints.push(checkpoint);
        u32::try_from(self.checkpoints.len()).unwrap_or_default()
    }

    /// Forgets what rests on checkpoints that the log does not hold any more; how many rows that were. A row that was told anew has a word
    /// for a change: it is told as changed, which is right whichever of its words the log still holds.
    pub fn forget(&mut self, lost: &BTreeSet<u32>) -> u64 {
        let mut forgotten = 0;
        self.rows.retain(|_, row| {
            if !lost.contains(&row.rests_on) {
                return true;
            }
            forgotten += u64::from(row.marks.is_some());
            *row = In { lost: true, rests_on: 0, ..*row };
            row.told > 0
        });
        if forgotten > 0 {
            (self.forgot, self.rewrite) = (true, true);
        }
        forgotten
    }

    /// Whether it holds rows as releases before named them.
    #[must_use]
    pub fn old(&self) -> bool {
        self.header.old
    }

    /// Which writing of the file this is.
    #[must_use]
    pub fn writing(&self) -> u64 {
        self.header.writing
    }

    /// By which columns' cells rows of a kind are named that nothing else names.
    #[must_use]
    pub fn columns(&self, kind: &str) -> Option<&[String]> {
        self.header.columns.get(kind).map(Vec::as_slice)
    }

    /// From now on, it is by these.
    pub fn name_by(&mut self, kind: &str, columns: Vec<String>) {
        self.header.columns.insert(kind.to_owned(), columns);
        self.rewrite = true;
    }

    /// Whether a row of this name is in.
    #[must_use]
    pub fn find(&self, name: &Name) -> Option<&In> {
        self.rows.get(name)
    }

    /// What is known of a row.
    #[must_use]
    pub fn standing(&self, name: &Name, says: &Saying) -> Standing {
        let Some(known) = self.rows.get(name) else { return Standing::New };
        if known.lost {
            let what = Change { told: known.told, who: false, when: false, what: true, mapped: false };
            return Standing::Changed(what);
        }
        let same = known
            .marks
            .map_or_else(|| says.content.same(known.content), |marks| marks == says.marks || marks == says.formerly);
        if same {
            return if known.vain { Standing::Vain } else { Standing::Same };
        }
        if known.row > 0 {
            return Standing::Twice(known.row);
        }
        if says.dated > 0 && known.dated > says.dated {
            return Standing::Older;
        }
        // What did not count keeps neither its customer nor its time; what was told by a release before is not known in parts.
        let counted = known.marks.filter(|_| !known.vain);
        let before = counted.unwrap_or(Marks { what: !says.marks.what, ..says.marks });
        Standing::Changed(Change {
            told: known.told,
            who: ![says.marks.who, says.formerly.who].contains(&before.who),
            when: ![says.marks.when, says.formerly.when].contains(&before.when),
            what: ![says.marks.what, says.formerly.what].contains(&before.what),
            mapped: known.content.row == says.content.row,
        })
    }

    /// A row that a release before named otherwise has this name.
    pub fn rename(&mut self, before: &Name, name: Name) {
        if !self.rows.contains_key(&name)
            && let Some(row) = self.rows.get(before).copied()
        {
            self.add(name, row);
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

    /// A file says again what is in: the newest that does counts against older ones.
    pub fn confirm(&mut self, name: &Name, says: &Saying) {
        if let Some(known) = self.rows.get(name).copied()
            && (known.marks != Some(says.marks) || known.dated < says.dated)
        {
            let dated = known.dated.max(says.dated);
            self.add(*name, In { marks: Some(says.marks), content: says.content, dated, ..known });
        }
    }

    /// Takes a row down as one that is in; a row that says what is known already is left, and rests on what it rested on.
    pub fn add(&mut self, name: Name, row: In) {
        let known = match self.rows.entry(name) {
            Entry::Occupied(known) if *known.get() == (In { rests_on: known.get().rests_on, ..row }) => return,
            entry => entry.insert_entry(row),
        };
        record::write(&mut self.new, known.key(), &row);
    }

    /// Keeps what was added durably; how many bytes count from now on.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&mut self) -> io::Result<u64> {
        if self.new.is_empty() && !self.forgot {
            return Ok(self.bytes);
        }
        if self.rewrite {
            self.write_anew()?;
        } else {
            let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&self.path)?;
            file.set_len(self.bytes)?;
            file.seek(SeekFrom::End(0))?;
            file.write_all(&self.new)?;
            file.sync_data()?;
            self.bytes += self.new.len() as u64;
        }
        self.new.clear();
        Ok(self.bytes)
    }

    /// Writes all of it, so that a kill leaves the old or the new.
    fn write_anew(&mut self) -> io::Result<()> {
        self.header.writing += 1;
        let mut all = self.header.line()?;
        self.drop_unused_checkpoints();
        self.checkpoints.iter().for_each(|checkpoint| record::write_checkpoint(&mut all, checkpoint));
        self.rows.iter().for_each(|(name, row)| record::write(&mut all, name, row));
        let aside = self.path.with_added_extension("new");
        let mut file = File::create(&aside)?;
        file.write_all(&all)?;
        file.sync_data()?;
        fs::rename(&aside, &self.path)?;
        (self.bytes, self.rewrite, self.forgot) = (all.len() as u64, false, false);
        Ok(())
    }

    /// Lets go of checkpoints that no row rests on any more; the others get new numbers.
    fn drop_unused_checkpoints(&mut self) {
        let used: BTreeSet<u32> = self.rows.values().map(|row| row.rests_on).filter(|number| *number > 0).collect();
        let numbers: HashMap<u32, u32> = used.iter().copied().zip(1..).collect();
        for row in self.rows.values_mut() {
            row.rests_on = numbers.get(&row.rests_on).copied().unwrap_or_default();
        }
        let all = std::mem::take(&mut self.checkpoints);
        self.checkpoints = (1..).zip(all).filter(|(number, _)| used.contains(number)).map(|(_, one)| one).collect();
    }

    /// Where they are kept.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The message that tells a row that was told before and says something else now: who someone is, is said again; an order is like this
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

/// Whether a message tells how an order is.
#[must_use]
pub fn is_order(message: &Map<String, Value>) -> bool {
    matches!(message.get("event").and_then(Value::as_str), Some("Order Completed" | "Order Updated"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn content(of: u64) -> Content {
        Content { row: of, taken: of }
    }

    fn says(what: u64) -> Saying {
        let marks = Marks { what, who: 1, when: 1 };
        Saying { marks, formerly: marks, content: content(what), dated: 0 }
    }

    fn known_in(what: u64, told: u32, row: u64) -> In {
        In { marks: Some(says(what).marks), content: content(what), told, file: 7, row, ..In::default() }
    }

    fn none(folder: &tempfile::TempDir) -> Known {
        Known::load(folder.path().join("f.imported"), 0, 0, 0).unwrap()
    }

    #[test]
    fn only_what_was_settled_is_known_and_the_last_word_counts() {
        let folder = tempfile::tempdir().unwrap();
        let mut known = none(&folder);
        known.name_by("k", vec!["a".into()]);
        known.add([1; 16], known_in(5, 0, 1));
        known.keep().unwrap();
        known.add([1; 16], known_in(6, 1, 1));
        let bytes = known.keep().unwrap();
        known.add([2; 16], known_in(5, 0, 2));
        known.keep().unwrap();
        let mut again = Known::load(known.path.clone(), bytes, record::FORM, known.writing()).unwrap();
        assert_eq!(again.find(&[1; 16]), Some(&known_in(6, 1, 0)));
        assert_eq!((again.find(&[2; 16]), again.columns("k")), (None, Some(&["a".to_owned()][..])));
        again.add([3; 16], known_in(5, 0, 3));
        assert_eq!(again.keep().unwrap(), fs::metadata(&known.path).unwrap().len());
        let all = Known::load(known.path.clone(), u64::MAX, record::FORM, 0).unwrap();
        assert!(all.find(&[3; 16]).is_some(), "what is written is in, though nobody says how much counts");
    }

    #[test]
    fn what_a_release_before_kept_is_read_and_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.imported");
        let mut text = [[1u8; 16], [2; 16]].iter().flat_map(|name| {
            let marks = [5u64, 6].into_iter().flat_map(u64::to_le_bytes);
            name.iter().copied().chain(marks).chain([0, 0, 0, 0, 7, 0, 0, 0]).collect::<Vec<u8>>()
        });
        fs::write(&path, text.by_ref().collect::<Vec<u8>>()).unwrap();
        let mut known = Known::load(path.clone(), 40, 0, 0).unwrap();
        assert!(known.old() && known.find(&[2; 16]).is_none(), "the second was not settled");
        let same = Saying { content: Content { row: 5, taken: 9 }, ..says(1) };
        assert_eq!(known.standing(&[1; 16], &same), Standing::Same, "its cells are as they were");
        known.confirm(&[1; 16], &same);
        known.rename(&[1; 16], [3; 16]);
        let bytes = known.keep().unwrap();
        for (bytes, form) in [(bytes, record::FORM), (40, 0)] {
            let again = Known::load(path.clone(), bytes, form, 0).unwrap();
            assert!(again.old() && again.find(&[3; 16]).is_some(), "{bytes}");
        }
    }

    #[test]
    fn a_file_full_of_what_is_past_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let mut known = none(&folder);
        known.add([1; 16], known_in(5, 0, 0));
        known.keep().unwrap();
        (1..SPARE as u32 + 10).for_each(|told| known.add([1; 16], known_in(5, told, 0)));
        assert!(known.keep().unwrap() > (record::LENGTH * SPARE) as u64);
        let mut again = Known::load(known.path.clone(), u64::MAX, record::FORM, 0).unwrap();
        again.add([1; 16], known_in(6, 0, 0));
        assert!(again.keep().unwrap() < 300);
    }

    #[test]
    fn a_kill_between_the_two_files_forgets_no_row() {
        let folder = tempfile::tempdir().unwrap();
        let mut known = none(&folder);
        (0..100u8).for_each(|row| known.add([row; 16], known_in(5, 0, 1)));
        let (bytes, writing) = (known.keep().unwrap(), known.writing());
        // The next run writes the file anew, with a longer first line, and is killed before it says how much of it counts.
        let mut next = Known::load(known.path.clone(), bytes, record::FORM, writing).unwrap();
        next.name_by("another kind", vec!["a column with a long name".into()]);
        next.add([100; 16], known_in(5, 0, 1));
        next.keep().unwrap();
        let again = Known::load(known.path.clone(), bytes, record::FORM, writing).unwrap();
        assert!((0..=100u8).all(|row| again.find(&[row; 16]).is_some()));
    }

    #[test]
    fn a_row_is_new_the_same_changed_or_there_twice() {
        let folder = tempfile::tempdir().unwrap();
        let mut known = none(&folder);
        let standing = |known: &Known, what| known.standing(&[1; 16], &says(what));
        assert_eq!(standing(&known, 5), Standing::New);
        known.add([1; 16], known_in(5, 3, 0));
        let change = Change { told: 3, who: false, when: false, what: true, mapped: false };
        assert_eq!((standing(&known, 5), standing(&known, 6)), (Standing::Same, Standing::Changed(change)));
        let marks = Marks { who: 2, when: 2, what: 5 };
        let other = Saying { marks, formerly: marks, content: content(5), dated: 0 };
        let change = Change { who: true, when: true, what: false, mapped: true, ..change };
        assert_eq!(known.standing(&[1; 16], &other), Standing::Changed(change));
        let written = Saying { formerly: says(5).marks, ..says(77) };
        assert_eq!(known.standing(&[1; 16], &written), Standing::Same, "as a release before marked it");
        known.saw(&[1; 16], 4);
        known.saw(&[1; 16], 9);
        assert_eq!((standing(&known, 5), standing(&known, 6)), (Standing::Same, Standing::Twice(4)));
        known.add([1; 16], In { vain: true, ..known_in(5, 3, 0) });
        assert_eq!(standing(&known, 5), Standing::Vain);
        let change = Change { who: false, when: false, what: true, ..change };
        assert_eq!(known.standing(&[1; 16], &other), Standing::Changed(change), "its customer may be corrected");
    }

    #[test]
    fn an_older_file_does_not_take_back_what_a_newer_one_says() {
        let folder = tempfile::tempdir().unwrap();
        let mut known = none(&folder);
        known.add([1; 16], In { dated: 10, ..known_in(5, 0, 0) });
        let of = |what, dated| Saying { dated, ..says(what) };
        assert_eq!(known.standing(&[1; 16], &of(6, 9)), Standing::Older);
        assert_eq!(known.standing(&[1; 16], &of(5, 9)), Standing::Same);
        for dated in [0, 10, 11] {
            assert!(matches!(known.standing(&[1; 16], &of(6, dated)), Standing::Changed(_)), "{dated}");
        }
        known.confirm(&[1; 16], &of(5, 20));
        assert_eq!(known.standing(&[1; 16], &of(6, 19)), Standing::Older, "a newer one said it again");
    }

    /// Three rows came in with three batches, and the second of them changed with the third.
    fn of_three_batches(folder: &tempfile::TempDir) -> Known {
        let mut known = none(folder);
        for batch in 1..=3u8 {
            let rests_on = known.note("who", &format!("c{batch}"));
            known.add([batch; 16], In { rests_on, ..known_in(5, 0, 0) });
            // A line that an earlier batch brought rests on that one.
            known.add([9; 16], In { rests_on, ..In::default() });
            if batch == 3 {
                known.add([2; 16], In { rests_on, ..known_in(6, 1, 0) });
            }
            known.keep().unwrap();
        }
        known
    }

    #[test]
    fn what_the_log_does_not_hold_any_more_is_forgotten_for_good() {
        for written_anew in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let mut known = of_three_batches(&folder);
            if written_anew {
                known.name_by("k", vec!["a".into()]);
                known.add([4; 16], known_in(5, 0, 0));
                known.keep().unwrap();
            }
            let load = |known: &Known| Known::load(known.path.clone(), u64::MAX, record::FORM, 0).unwrap();
            let mut again = load(&known);
            assert_eq!(again.checkpoints("somebody else"), []);
            // Nothing rests on the second any more, since its row was told anew with the third.
            let kept: &[(u32, &str)] =
                if written_anew { &[(1, "c1"), (2, "c3")] } else { &[(1, "c1"), (2, "c2"), (3, "c3")] };
            assert_eq!(again.checkpoints("who"), kept);
            let third = again.checkpoints("who").last().map(|(number, _)| *number);
            assert_eq!(again.forget(&third.into_iter().collect()), 2);
            again.keep().unwrap();
            let last = load(&again);
            assert_eq!(last.standing(&[1; 16], &says(5)), Standing::Same);
            assert_eq!(last.standing(&[3; 16], &says(5)), Standing::New, "it is in no more");
            let change = Change { told: 1, who: false, when: false, what: true, mapped: false };
            for what in [5, 6] {
                assert_eq!(last.standing(&[2; 16], &says(what)), Standing::Changed(change), "what is in nobody knows");
            }
            assert!(last.find(&[9; 16]).is_some() && last.checkpoints("who").iter().all(|(_, said)| *said != "c3"));
        }
    }

    /// As the release before wrote it: no checkpoints, and nothing that a row rests on.
    #[test]
    fn what_was_kept_before_there_were_checkpoints_is_read_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.imported");
        fs::write(&path, include_bytes!("../samples/series-0.2.imported")).unwrap();
        let mut known = Known::load(path, u64::MAX, record::FORM, 0).unwrap();
        assert_eq!((known.rows.len(), known.checkpoints("w").len(), known.forget(&BTreeSet::from([1]))), (2, 0, 0));
        let row = known.find(b"a row of a shop.").copied().unwrap();
        let marks = Some(Marks { what: 1, who: 4, when: 5 });
        let content = Content { row: 2, taken: 3 };
        assert_eq!(row, In { marks, content, told: 6, file: 7, dated: 8, ..In::default() });
        let other = known.find(b"a line of order.").copied().unwrap();
        assert_eq!(other, In { vain: true, ..In::default() });
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
