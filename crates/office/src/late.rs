//! Links whose address has left the customer they were sent to: whom it leads to today, only a look at every address can tell, for what a
//! link carries is a mark that means something with its own customer alone.
//!
//! One walk serves all that wait, and there is one at a time: whoever presses an old link a thousand times makes no one else wait for a
//! thousand walks. Who comes during a walk waits for the next one, which knows what is known then.

use crate::{
    Office,
    refused::{Cause, Refused},
};
use parking_lot::Mutex;
use rapport_customer::identity::Index;
use rapport_kernel::{CustomerId, Identifier, IdentifierKind};
use smol_str::SmolStr;
use std::{
    collections::HashMap,
    sync::atomic::{AtomicUsize, Ordering},
};
use tokio::sync::oneshot;

/// At most so many different links wait for a walk.
const MOST: usize = 256;

/// What is looked for: the customer a link was sent to, the mark of the address, and its kind.
type Wanted = (CustomerId, SmolStr, IdentifierKind);
type Holder = Option<(CustomerId, Identifier)>;

/// Those who wait.
#[derive(Debug, Default)]
pub struct Late {
    waiting: Mutex<Waiting>,
    walks: AtomicUsize,
}

#[derive(Debug, Default)]
struct Waiting {
    links: HashMap<Wanted, Vec<oneshot::Sender<Holder>>>,
    walking: bool,
}

impl Late {
    /// How often all addresses were looked at.
    #[must_use]
    pub fn walks(&self) -> usize {
        self.walks.load(Ordering::Relaxed)
    }

    /// Waits with the others; whether someone has to set out.
    fn wait(&self, wanted: Wanted) -> Result<(oneshot::Receiver<Holder>, bool), Refused> {
        let mut waiting = self.waiting.lock();
        if waiting.links.len() >= MOST && !waiting.links.contains_key(&wanted) {
            return Err(Refused::new(Cause::Unavailable, "Too many old links are looked up at once.").retry_after(5));
        }
        let (reply, answer) = oneshot::channel();
        waiting.links.entry(wanted).or_default().push(reply);
        Ok((answer, !std::mem::replace(&mut waiting.walking, true)))
    }

    /// All who wait now; no one walks any more if there are none.
    fn next(&self) -> HashMap<Wanted, Vec<oneshot::Sender<Holder>>> {
        let mut waiting = self.waiting.lock();
        waiting.walking = !waiting.links.is_empty();
        std::mem::take(&mut waiting.links)
    }
}

/// Whom an address leads to today, by its mark in a link of this customer.
///
/// # Errors
/// [`Cause::Unavailable`] while too many wait.
pub async fn holder(
    app: &Office,
    customer: CustomerId,
    mark: &SmolStr,
    kind: IdentifierKind,
) -> Result<Holder, Refused> {
    let (answer, set_out) = app.late.wait((customer, mark.clone(), kind))?;
    if set_out {
        tokio::spawn(walk(app.clone()));
    }
    answer.await.map_err(|_| Refused::new(Cause::Internal, "The address could not be looked for."))
}

async fn walk(app: Office) {
    loop {
        let wanted = app.late.next();
        if wanted.is_empty() {
            return;
        }
        app.late.walks.fetch_add(1, Ordering::Relaxed);
        let (index, links) = (app.runtime.with_index(Index::clone), app.links.clone());
        let look = move || {
            for ((customer, mark, kind), replies) in wanted {
                let addresses = index.holders().map(|(address, _)| address).filter(|address| address.kind == kind);
                let address = links.meant(customer, &mark, addresses);
                let found = address.and_then(|address| Some((index.find(address)?, address.clone())));
                for reply in replies {
                    // Who asked may have gone away meanwhile.
                    let _ = reply.send(found.clone());
                }
            }
        };
        if tokio::task::spawn_blocking(look).await.is_err() {
            metrics::counter!("rapport_panics_total", "place" => "late").increment(1);
        }
    }
}
