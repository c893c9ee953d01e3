//! Says of most keys that are not in a run that they are not, from memory.
//!
//! A Bloom filter in lines of 64 bytes: a key sets all its bits in one line, so asking costs one look into memory. With
//! [`BITS`] bits for a key about one stranger in seventy is taken for known; the run's file knows better.

/// Bits of memory for each key.
const BITS: usize = 10;
/// How many of them a key sets.
const PROBES: u32 = 6;
/// Words of a line.
const WORDS: usize = 8;
/// Bytes of a line.
pub(super) const LINE: usize = WORDS * 8;

#[derive(Debug)]
pub(super) struct Filter(Vec<[u64; WORDS]>);

impl Filter {
    pub(super) fn with_room_for(keys: usize) -> Self {
        Self(vec![[0; WORDS]; (keys * BITS).div_ceil(LINE * 8).max(1)])
    }

    /// Which line, by the upper half of the key, which is evenly spread.
    fn line(&self, key: u128) -> usize {
        (((key >> 64) * self.0.len() as u128) >> 64) as usize
    }

    /// The bits in the line, by the lower half.
    fn bits(key: u128) -> impl Iterator<Item = (usize, u64)> {
        (0..PROBES).map(move |probe| {
            let bit = (key as u64 >> (probe * 9)) as usize % (LINE * 8);
            (bit / 64, 1 << (bit % 64))
        })
    }

    pub(super) fn insert(&mut self, key: u128) {
        let line = self.line(key);
        Self::bits(key).for_each(|(word, bit)| self.0[line][word] |= bit);
    }

    pub(super) fn may_hold(&self, key: u128) -> bool {
        let line = &self.0[self.line(key)];
        Self::bits(key).all(|(word, bit)| line[word] & bit != 0)
    }

    pub(super) fn lines(&self) -> usize {
        self.0.len()
    }

    pub(super) fn bytes(&self) -> impl Iterator<Item = u8> {
        self.0.iter().flatten().flat_map(|word| word.to_le_bytes())
    }

    /// What [`bytes`](Self::bytes) gave; `None` for no whole lines.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, rest) = bytes.as_chunks::<8>();
        let words: Vec<u64> = words.iter().map(|word| u64::from_le_bytes(*word)).collect();
        let (lines, half) = words.as_chunks::<WORDS>();
        (rest.is_empty() && half.is_empty() && !lines.is_empty()).then(|| Self(lines.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::runtime::submission::key;

    fn id(n: usize) -> u128 {
        key(&"shop".into(), &n.to_string())
    }

    #[test]
    fn whoever_is_in_is_known_and_few_others_are() {
        let mut filter = Filter::with_room_for(20_000);
        (0..20_000).for_each(|n| filter.insert(id(n)));
        let filter = Filter::from_bytes(&filter.bytes().collect::<Vec<_>>()).unwrap();
        assert!((0..20_000).all(|n| filter.may_hold(id(n))));
        let wrong = (20_000..40_000).filter(|n| filter.may_hold(id(*n))).count();
        assert!(wrong < 400, "{wrong} of 20,000");
        assert_eq!(filter.lines() * LINE, 25_024);
    }
}
