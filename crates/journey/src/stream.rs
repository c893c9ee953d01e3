//! A whole stream of events of many customers through triggers: for benchmarks and for trying rules on a file.
//!
//! No profiles and no steps: only what the triggers say. Customers are kept apart by the id the stream gives them.

use crate::{Journey, Match, Triggers};
use hashbrown::HashMap;
use rapport_kernel::{Event, JourneyId, Time};
use smol_str::SmolStr;

/// The state of all customers of a stream under some journeys.
pub struct Stream<'j> {
    journeys: &'j [Journey],
    customers: HashMap<SmolStr, Vec<Triggers>>,
    found: Vec<Match>,
}

/// One firing in a stream.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Firing {
    /// The journey whose trigger it was.
    pub journey: JourneyId,
    /// Which customer, as the stream names them.
    pub customer: SmolStr,
    /// The moment of the event or timer that completed the pattern.
    pub time: Time,
}

impl<'j> Stream<'j> {
    /// A stream no one has been seen in yet.
    #[must_use]
    pub fn new(journeys: &'j [Journey]) -> Self {
        Self { journeys, customers: HashMap::new(), found: Vec::new() }
    }

    /// Whether any journey asks for events of this name: the others need not even be read.
    #[must_use]
    pub fn interested_in(&self, name: &str) -> bool {
        self.journeys.iter().any(|journey| journey.interested_in(name))
    }

    /// Feeds one customer's next event.
    pub fn observe(&mut self, customer: &str, event: &Event, out: &mut Vec<Firing>) {
        if !self.interested_in(&event.name) {
            return;
        }
        let fresh = || vec![Triggers::default(); self.journeys.len()];
        let states = self.customers.entry_ref(customer).or_insert_with(fresh);
        for (journey, state) in self.journeys.iter().zip(states) {
            if journey.interested_in(&event.name) {
                journey.observe_bare(state, event, &mut self.found);
                take(journey, customer, &mut self.found, out);
            }
        }
    }

    /// The end of the stream: time goes on for ever, so what is open fires.
    pub fn finish(&mut self, out: &mut Vec<Firing>) {
        for (customer, states) in &mut self.customers {
            for (journey, state) in self.journeys.iter().zip(states) {
                journey.elapse(state, Time::MAX, &mut self.found);
                take(journey, customer, &mut self.found, out);
            }
        }
    }

    /// How many customers have state.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.customers.len()
    }
}

fn take(journey: &Journey, customer: &str, found: &mut Vec<Match>, out: &mut Vec<Firing>) {
    let fire = |m: Match| Firing { journey: journey.id().clone(), customer: customer.into(), time: m.time };
    out.extend(found.drain(..).map(fire));
}
