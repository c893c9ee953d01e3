//! How fast somebody may try to come in: slow for whoever guesses, and never shut for the owner.
//!
//! Tries are counted by where they come from and whom they are about ([`TryPlace`]). A browser in which the owner has signed in before
//! is a place of its own ("device cookies", OWASP): strangers who use up all tries of an account take none of its. Who comes with a new
//! browser meanwhile gets in by a link to their mailbox, which is a way of its own, too.
//!
//! A try counts when it begins, so that a thousand at once are no more than twenty; one that was right is forgotten.

use rapport_kernel::{Span, Time};

/// Where a try comes from, as far as it is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TryPlace<A, D, N> {
    /// A browser that this account has signed in with.
    Device(A, D),
    /// Everybody else who tries this account.
    Strangers(A),
    /// A network, whatever account it tries.
    Network(N),
    /// A network that asks for links, or brings wrong ones.
    Links(N),
}

impl<A, D, N> TryPlace<A, D, N> {
    /// How many tries there are within an hour.
    #[must_use]
    pub fn per_hour(&self) -> u32 {
        match self {
            Self::Device(..) | Self::Strangers(_) => SLOWED,
            // An office has one address.
            Self::Network(_) | Self::Links(_) => 100,
        }
    }
}

/// So many tries an account has within an hour.
const SLOWED: u32 = 20;
/// So many tries come one after the other without a pause.
const FREE: u32 = 5;
/// The first pause; the next ones are twice as long each.
const PAUSE: Span = Span(2_000);
/// The longest pause between two tries within the hour.
const LONGEST: Span = Span(300_000);

/// The moments at which tries of one place began, the oldest first, as far back as they count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tries(Vec<Time>);

impl Tries {
    /// Whether another one may begin now; if not, how long until it may.
    ///
    /// # Errors
    /// How long to wait, never more than an hour.
    pub fn decide(&self, per_hour: u32, now: Time) -> Result<(), Span> {
        let within = self.within(now);
        let (Some(oldest), Some(last)) = (within.first(), within.last()) else { return Ok(()) };
        let count = u32::try_from(within.len()).unwrap_or(u32::MAX);
        let wait = if count >= per_hour {
            Span::HOUR.0 - now.since(*oldest).0
        } else if count >= FREE && per_hour <= SLOWED {
            let doubled = PAUSE.0.saturating_mul(1 << (count - FREE).min(20));
            doubled.min(LONGEST.0) - now.since(*last).0
        } else {
            0
        };
        if wait <= 0 { Ok(()) } else { Err(Span(wait)) }
    }

    /// Counts a try when it begins, so that many at once cannot slip through.
    pub fn begin(&mut self, now: Time) {
        self.0 = self.within(now);
        self.0.push(now);
    }

    /// The last one turned out to be right: it counts no more.
    pub fn forgive(&mut self) {
        self.0.pop();
    }

    /// Whether nothing of it counts any more.
    #[must_use]
    pub fn is_over(&self, now: Time) -> bool {
        self.within(now).is_empty()
    }

    /// What lies within the last hour. A clock that went back keeps nobody out.
    fn within(&self, now: Time) -> Vec<Time> {
        self.0.iter().copied().filter(|at| (0..Span::HOUR.0).contains(&now.since(*at).0)).collect()
    }
}
