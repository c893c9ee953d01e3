//! A map in many parts, so that a copy costs next to nothing: both share all parts, and whoever changes one copies only that.
//!
//! The snapshot of who is who is such a copy. It is taken while no one may append, and written while everybody does.

use hashbrown::{DefaultHashBuilder, HashMap};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap,
};
use std::{
    borrow::Borrow,
    fmt,
    hash::{BuildHasher, Hash},
    marker::PhantomData,
    sync::Arc,
};

/// How many parts: a part of a hundred million entries is copied in milliseconds.
const PARTS: usize = 4_096;

/// A map whose copies share what neither has changed since.
#[derive(Clone, Debug)]
pub(crate) struct Parted<K, V> {
    parts: Vec<Arc<HashMap<K, V>>>,
    hasher: DefaultHashBuilder,
    len: usize,
}

impl<K, V> Default for Parted<K, V> {
    fn default() -> Self {
        let empty = Arc::new(HashMap::new());
        Self { parts: vec![empty; PARTS], hasher: DefaultHashBuilder::default(), len: 0 }
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Parted<K, V> {
    fn part<Q: Hash + ?Sized>(&self, key: &Q) -> usize {
        // The lower bits place the key within its part.
        (self.hasher.hash_one(key) >> 32) as usize % PARTS
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.parts[self.part(key)].get(key)
    }

    pub(crate) fn contains_key<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let part = self.part(&key);
        let was = Arc::make_mut(&mut self.parts[part]).insert(key, value);
        self.len += usize::from(was.is_none());
        was
    }

    pub(crate) fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let part = self.part(key);
        // Not copied for nothing.
        self.parts[part].get(key)?;
        let was = Arc::make_mut(&mut self.parts[part]).remove(key);
        self.len -= usize::from(was.is_some());
        was
    }

    /// The value of this key; made if there is none.
    pub(crate) fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let part = self.part(&key);
        let values = Arc::make_mut(&mut self.parts[part]);
        self.len += usize::from(!values.contains_key(&key));
        values.entry(key).or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.parts.iter().flat_map(|part| part.iter())
    }

    /// How many parts two copies share.
    #[cfg(test)]
    fn shared_with(&self, other: &Self) -> usize {
        self.parts.iter().zip(&other.parts).filter(|(one, two)| Arc::ptr_eq(one, two)).count()
    }
}

impl<K: Eq + Hash + Clone, V: Clone + PartialEq> PartialEq for Parted<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<K: Eq + Hash + Clone, V: Clone + Eq> Eq for Parted<K, V> {}

impl<K: Eq + Hash + Clone + Serialize, V: Clone + Serialize> Serialize for Parted<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len))?;
        self.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
        map.end()
    }
}

impl<'de, K: Eq + Hash + Clone + Deserialize<'de>, V: Clone + Deserialize<'de>> Deserialize<'de> for Parted<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<K, V>(PhantomData<(K, V)>);

impl<'de, K: Eq + Hash + Clone + Deserialize<'de>, V: Clone + Deserialize<'de>> Visitor<'de> for Entries<K, V> {
    type Value = Parted<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = Parted::default();
        while let Some((key, value)) = entries.next_entry()? {
            map.insert(key, value);
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn numbers(n: u32) -> Parted<u32, u32> {
        let mut map = Parted::default();
        for n in 0..n {
            map.insert(n, n * 2);
        }
        map
    }

    #[test]
    fn a_copy_stays_as_it_was_and_a_change_copies_one_part() {
        let mut map = numbers(50_000);
        let copy = map.clone();
        assert_eq!(map.shared_with(&copy), PARTS);
        map.insert(7, 1);
        assert_eq!(map.shared_with(&copy), PARTS - 1);
        assert_eq!(map.remove(&99_999), None);
        assert_eq!(map.shared_with(&copy), PARTS - 1, "nothing was there to be removed");
        assert_eq!((map.get(&7), copy.get(&7)), (Some(&1), Some(&14)));
        assert_ne!(map, copy);
        *map.get_or_default(7) = 14;
        assert_eq!(map, copy);
        assert_eq!(map.remove(&7), Some(14));
        *map.get_or_default(50_000) += 5;
        assert_eq!((map.len(), copy.len(), map.get(&50_000)), (50_000, 50_000, Some(&5)));
    }

    #[test]
    fn what_is_written_is_read() {
        let map = numbers(3_000);
        let text = serde_json::to_string(&map).unwrap();
        assert_eq!(serde_json::from_str::<Parted<u32, u32>>(&text).unwrap(), map);
        assert!(serde_json::from_str::<Parted<u32, u32>>("{}").unwrap().is_empty());
    }
}
