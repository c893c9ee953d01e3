//! Whose lives are lived in one go: as many whole partitions as fit into memory, the rest when the log is read again.

use rapport_kernel::{CustomerId, Lsn, PARTITIONS, Partition, Time};
use std::{collections::BTreeMap, ops::Range};

/// How much of the log is held at once, in bytes of records.
pub const HELD: usize = 256 << 20;
/// What a record takes beside its bytes.
const BESIDE: usize = 64;

/// Records of customers of some partitions, each customer's together. They stay encoded until their customer's turn.
///
/// Customers come in the order of their ids, whatever is held at once: a budget is spent in this order. An id begins with its
/// partition.
#[derive(Debug)]
pub struct Lives {
    partitions: Range<u16>,
    held: usize,
    most: usize,
    records: BTreeMap<CustomerId, Vec<(Lsn, Time, Vec<u8>)>>,
}

impl Lives {
    /// Takes customers from this partition on, as far as there is room for `most` bytes: at least one partition.
    #[must_use]
    pub fn from(partition: u16, most: usize) -> Self {
        Self { partitions: partition..PARTITIONS, held: 0, most, records: BTreeMap::new() }
    }

    /// Takes a record in, if its customer is of these partitions. Where there is no room, the last half of them is left for another
    /// reading.
    pub fn take(&mut self, customer: CustomerId, record: (Lsn, Time, Vec<u8>)) {
        if !self.partitions.contains(&customer.partition().0) {
            return;
        }
        self.held += record.2.len() + BESIDE;
        self.records.entry(customer).or_default().push(record);
        while self.held > self.most && self.partitions.len() > 1 {
            self.partitions.end -= (self.partitions.end - self.partitions.start) / 2;
            let left = self.records.split_off(&CustomerId::first(Partition(self.partitions.end)));
            self.held -= left.values().flatten().map(|record| record.2.len() + BESIDE).sum::<usize>();
        }
    }

    /// The first partition that was left; [`PARTITIONS`] if none was.
    #[must_use]
    pub fn next(&self) -> u16 {
        self.partitions.end
    }

    /// The customers with their records, in order.
    pub fn into_customers(self) -> impl ExactSizeIterator<Item = (CustomerId, Vec<(Lsn, Time, Vec<u8>)>)> {
        self.records.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    type Whole = Vec<(CustomerId, Vec<Lsn>)>;

    /// 5,000 records of 500 customers, and what comes out of as many readings as it takes; how many that was.
    fn read(most: usize) -> (Whole, usize) {
        let (mut whole, mut readings, mut next) = (Whole::new(), 0, 0);
        while next < PARTITIONS {
            let mut lives = Lives::from(next, most);
            for n in 0..5_000_u64 {
                let customer =
                    CustomerId(u128::from(n % 500 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
                lives.take(customer, (Lsn(n), Time(0), vec![0; 100]));
                assert!(lives.held <= most.max(100 * 164), "held: {}", lives.held);
            }
            assert!(lives.next() > next, "each reading comes further");
            next = lives.next();
            readings += 1;
            whole.extend(
                lives
                    .into_customers()
                    .map(|(customer, records)| (customer, records.into_iter().map(|(lsn, _, _)| lsn).collect())),
            );
        }
        (whole, readings)
    }

    #[test]
    fn a_log_larger_than_memory_is_read_several_times_and_gives_the_same_customers_in_the_same_order() {
        let (whole, readings) = read(usize::MAX);
        assert_eq!((whole.len(), readings), (500, 1));
        assert_eq!(whole.iter().map(|(customer, _)| customer).collect::<BTreeSet<_>>().len(), 500);
        for most in [400_000, 50_000, 0] {
            let (parts, readings) = read(most);
            assert_eq!(parts, whole, "{most} bytes at once");
            assert!(readings > 1, "{most} bytes at once");
        }
    }
}
