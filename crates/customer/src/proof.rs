//! Which addresses prove that someone is this person.
//!
//! Anybody who can send events can claim that a user id and an address belong together, and whoever owns that address can
//! confirm it. So a confirmation shows that the *address* is someone's, and only under these conditions that this
//! someone is *this person*, who may see, take along and erase everything ([`Customer::proofs`]):
//!
//! 1. The address answered a double opt-in by its own medium, under this very record, and is still an address of it: neither parted
//!    off nor let go.
//! 2. Request and confirmation are younger than the last merge that rests on more than a cookie: what was confirmed
//!    under another record says nothing of this one, and what came in with a merge belongs to whoever confirmed after it.
//! 3. The request was made by the person in front of us ([`Proof::Personal`]), or there is no one else the record could
//!    be of: the address is all it is known by, but for cookies and devices.

use crate::{
    brand::Brand,
    consent::{Act, Declaration, Proof, Recorded},
    customer::{Customer, Merged},
    identity::{Link, is_weak},
};
use rapport_kernel::{Identifier, Time};

impl Customer {
    /// Whether this address ever answered a double opt-in of this customer. It may then be told how the address itself
    /// stands; it proves nothing else (see [`Self::proofs`]).
    #[must_use]
    pub fn confirmed(&self, address: &Identifier) -> bool {
        self.consents().history().iter().any(|entry| confirms(&entry.declaration) == Some(address))
    }

    /// Whether someone proved that this address is this customer's: it answered a double opt-in, or it was given in front of us or at
    /// a sale, as only trusted sources can say. It is enough for a service message to be sent there.
    #[must_use]
    pub fn is_proven(&self, address: &Identifier) -> bool {
        let in_person = |said: &Declaration| {
            matches!(said.act, Act::Grant | Act::Notice)
                && matches!(said.proof, Proof::Personal { .. } | Proof::Sale { .. })
                && said.address.as_ref() == Some(address)
        };
        self.confirmed(address) || self.consents().history().iter().any(|entry| in_person(&entry.declaration))
    }

    /// Whether asking this would learn nothing: this very address has confirmed it, and its yes stands. A request with the person
    /// before us may prove more than an earlier one did (see [`Self::proofs`]); it is asked unless that is known, too.
    #[must_use]
    pub fn has_answered(&self, asking: &Declaration, brand: &Brand, now: Time) -> bool {
        let (Some(purpose), Some(channel), Some(address)) = (&asking.purpose, &asking.channel, &asking.address) else {
            return false;
        };
        let standing = self.standing(brand, purpose, channel);
        let (status, _) = standing.worth(brand, purpose, channel, Some(address), now);
        let by_itself = standing.given.iter().any(|given| confirms(given) == Some(address));
        let proves_more = matches!(asking.proof, Proof::Personal { .. }) && !self.proves(address);
        // A confirmation answers what was said against writing to the address, too: then there is something to learn.
        let free = self.suppressed_at(brand, purpose, channel, Some(address)).is_none();
        status.is_valid() && free && by_itself && !proves_more
    }

    /// The addresses whose owner is this person, as far as that can be known.
    #[must_use]
    pub fn proofs(&self) -> Vec<&Identifier> {
        let known = self.profile.identifiers().iter().filter(|known| known.removed.is_none());
        known.map(|known| &known.identifier).filter(|address| self.proves(address)).collect()
    }

    fn proves(&self, address: &Identifier) -> bool {
        let settled = self.merges().iter().filter(|merged| brings_somebody(merged)).map(|merged| merged.at).max();
        let mut strong = self.profile.identifiers().iter().filter(|known| !is_weak(known.identifier.kind));
        let alone = strong.all(|known| known.identifier == *address);
        let history = self.consents().history();
        history.iter().filter(|entry| confirms(&entry.declaration) == Some(address)).any(|confirmation| {
            self.is_own(confirmation, settled)
                && history.iter().any(|request| {
                    answers(&confirmation.declaration, &request.declaration)
                        && self.is_own(request, settled)
                        && (alone || matches!(request.declaration.proof, Proof::Personal { .. }))
                })
        })
    }

    /// Whether something was said under this record as it is now.
    fn is_own(&self, entry: &Recorded, settled: Option<Time>) -> bool {
        entry.origin == self.id && settled.is_none_or(|settled| entry.declaration.at > settled)
    }
}

/// The address a declaration confirms by its own medium.
fn confirms(said: &Declaration) -> Option<&Identifier> {
    let address = said.address.as_ref()?;
    let by_itself = matches!(said.proof, Proof::DoubleOptIn { via, .. } if via == address.kind);
    (said.act == Act::Confirm && by_itself).then_some(address)
}

fn answers(confirmation: &Declaration, request: &Declaration) -> bool {
    request.act == Act::RequestConfirmation
        && request.at <= confirmation.at
        && (&request.address, &request.brand) == (&confirmation.address, &confirmation.brand)
        && (&request.purpose, &request.channel) == (&confirmation.purpose, &confirmation.channel)
}

/// Whether a merge may have brought in another person's record: one that rests on a cookie only does not.
fn brings_somebody(merged: &Merged) -> bool {
    merged.because.link == Link::Alias || !is_weak(merged.because.by)
}
