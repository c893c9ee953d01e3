//! Mails by the token in their envelope, by which one that comes back is known.

use crate::state::{Message, Record};
use hashbrown::{HashMap, HashSet};
use rapport_channel::outgoing;
use rapport_customer::{Medium, SendKey};
use rapport_kernel::CustomerId;

/// Whose mail it is, by the first half of its token: 64 bits of a hash are enough to find it, and the record has the whole.
#[derive(Debug, Default)]
pub struct Envelopes(HashMap<u64, CustomerId>);

impl Envelopes {
    /// Takes in what a record has that it had not, and lets go of what it has no longer.
    pub(super) fn update<'a>(&mut self, before: impl Iterator<Item = &'a SendKey>, record: &Record) {
        let customer = record.customer.id;
        let mut before: HashSet<&SendKey> = before.collect();
        for message in &record.messages {
            if !before.remove(&message.send_key)
                && is_mail(message)
                && let Some(half) = half(&outgoing::token(&message.send_key))
            {
                self.0.insert(half, customer);
            }
        }
        self.take_out(before.into_iter());
    }

    /// Lets go of these messages. One that goes over into another record leaves the old one before it comes to the new.
    pub(super) fn take_out<'a>(&mut self, keys: impl Iterator<Item = &'a SendKey>) {
        for half in keys.filter_map(|key| half(&outgoing::token(key))) {
            self.0.remove(&half);
        }
    }

    /// Whose mail has this token.
    #[must_use]
    pub fn whose(&self, token: &str) -> Option<CustomerId> {
        self.0.get(&half(token)?).copied()
    }
}

/// Whether a message is a mail, which can come back.
fn is_mail(message: &Message) -> bool {
    message.kind().is_some_and(|kind| kind.medium == Medium::Email)
}

fn half(token: &str) -> Option<u64> {
    u64::from_str_radix(token.get(..16)?, 16).ok()
}
