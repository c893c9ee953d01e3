//! Parts of long lists that are kept in many places: the first lines over all of them, from behind a cursor on, without
//! looking at the rest.

use crate::{
    refused::{Cause, Refused},
    view::Sort,
};
use rapport_kernel::Time;
use std::{cmp::Ordering, collections::BinaryHeap, ops::Bound};

/// The stretch of a list between two moments, from behind a line on. `first` is what stands before every line of a moment.
pub fn stretch<K: Ord>(
    first: impl Fn(Time) -> K,
    (from, to): (Option<Time>, Option<Time>),
    after: Option<K>,
    sort: Sort,
) -> (Bound<K>, Bound<K>) {
    let (low, high) = (from.map(&first), to.map(&first));
    match (sort, after) {
        (Sort::Newest, Some(after)) if high.as_ref().is_none_or(|high| after < *high) => {
            (low.map_or(Bound::Unbounded, Bound::Included), Bound::Excluded(after))
        }
        (Sort::Oldest, Some(after)) if low.as_ref().is_none_or(|low| after > *low) => {
            (Bound::Excluded(after), high.map_or(Bound::Unbounded, Bound::Excluded))
        }
        _ => (low.map_or(Bound::Unbounded, Bound::Included), high.map_or(Bound::Unbounded, Bound::Excluded)),
    }
}

/// The first `most` lines over lists that are each in their order, of which none is read further than needed.
pub fn first<'a, T: Ord>(
    lists: impl IntoIterator<Item = Box<dyn Iterator<Item = T> + 'a>>,
    sort: Sort,
    most: usize,
) -> Vec<T> {
    let mut lists: Vec<_> = lists.into_iter().collect();
    let next =
        |of: usize, list: &mut Box<dyn Iterator<Item = T> + 'a>| list.next().map(|line| Ranked { line, of, sort });
    let mut heads: BinaryHeap<Ranked<T>> = lists.iter_mut().enumerate().filter_map(|(n, list)| next(n, list)).collect();
    let mut found = Vec::new();
    while found.len() < most
        && let Some(Ranked { line, of, .. }) = heads.pop()
    {
        found.push(line);
        heads.extend(lists.get_mut(of).and_then(|list| next(of, list)));
    }
    found
}

/// The list in the order that is wanted.
pub fn ordered<'a, T>(list: impl DoubleEndedIterator<Item = T> + 'a, sort: Sort) -> Box<dyn Iterator<Item = T> + 'a> {
    match sort {
        Sort::Newest => Box::new(list.rev()),
        Sort::Oldest => Box::new(list),
    }
}

/// Puts parts that are each in their order into one.
pub fn sorted<T, K: Ord>(mut items: Vec<T>, sort: Sort, key: impl Fn(&T) -> K) -> Vec<T> {
    items.sort_by(|a, b| turned(&key(a), &key(b), sort).reverse());
    items
}

/// How many items a part may have.
pub fn limit(asked: Option<u32>) -> usize {
    asked.unwrap_or(50).clamp(1, 500) as usize
}

/// A cursor that does not come from us.
pub fn bad_cursor() -> Refused {
    Refused::new(Cause::InvalidParameter, "`cursor` is the `next` of a page before.")
}

struct Ranked<T> {
    line: T,
    of: usize,
    sort: Sort,
}

/// What comes first is greatest.
fn turned<K: Ord>(a: &K, b: &K, sort: Sort) -> Ordering {
    match sort {
        Sort::Newest => a.cmp(b),
        Sort::Oldest => b.cmp(a),
    }
}

impl<T: Ord> Ord for Ranked<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        turned(&self.line, &other.line, self.sort).then_with(|| other.of.cmp(&self.of))
    }
}

impl<T: Ord> PartialOrd for Ranked<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> PartialEq for Ranked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T: Ord> Eq for Ranked<T> {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{cell::Cell, iter};

    #[test]
    fn no_list_is_read_further_than_needed() {
        let read = Cell::new(0);
        let endless = |begin: u64| -> Box<dyn Iterator<Item = u64> + '_> {
            Box::new((begin..).step_by(2).inspect(|_| read.set(read.get() + 1)))
        };
        let found = first([endless(2), endless(3), Box::new(iter::empty())], Sort::Oldest, 5);
        assert_eq!(found, [2, 3, 4, 5, 6]);
        assert!(read.get() <= 7, "{}", read.get());
    }

    #[test]
    fn a_cursor_never_leads_beyond_the_dates() {
        let days = (Some(Time(10)), Some(Time(20)));
        let of = |after, sort| stretch(|time: Time| time.0, days, after, sort);
        assert_eq!(of(None, Sort::Newest), (Bound::Included(10), Bound::Excluded(20)));
        assert_eq!(of(Some(15), Sort::Newest), (Bound::Included(10), Bound::Excluded(15)));
        assert_eq!(of(Some(25), Sort::Newest), (Bound::Included(10), Bound::Excluded(20)));
        assert_eq!(of(Some(15), Sort::Oldest), (Bound::Excluded(15), Bound::Excluded(20)));
        assert_eq!(of(Some(5), Sort::Oldest), (Bound::Included(10), Bound::Excluded(20)));
    }
}
