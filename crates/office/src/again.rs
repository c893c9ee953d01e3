//! After a restore: what people said since the backup is said again.
//!
//! `rapport restore` leaves the journal's lines behind the backup in the data directory. The first start takes them in,
//! before anybody can ask anything or lift the hold. A crash meanwhile does no harm: the next start says all of it again,
//! and what was said twice counts once.

pub(crate) mod sources;
pub mod vouchers;
mod whose;

use self::whose::Whose;
use crate::{Office, parting, refused::Refused};
use hashbrown::{HashMap, HashSet};
use rapport_customer::{
    Declaration, Proof, SendKey,
    identity::gone,
    suppression::{Reason, Suppression},
};
use rapport_engine::Body;
use rapport_kernel::{CustomerId, Event, EventKind, Identifier, Map, Time};
use rapport_platform::{
    journal::{self, Fact, Key, Line, REPLAY},
    runtime::Submission,
};
use std::{io, path::Path};

/// Why what was said since the backup could not be said again.
#[derive(Debug, thiserror::Error)]
pub enum SayAgainError {
    /// The lines cannot be read or put away.
    #[error("the lines behind the backup cannot be used: {0}")]
    Disk(#[source] io::Error),
    /// The log or the database does not take one.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// Says again what lies in the data directory.
///
/// # Errors
/// [`SayAgainError`]: the lines cannot be read, or the log does not take them.
pub async fn say(app: &Office, data: &Path, key: &Key) -> Result<(), SayAgainError> {
    let path = data.join(REPLAY);
    let lines = journal::read(&path).map_err(SayAgainError::Disk)?;
    // First: an erasure that is said again takes people out of what they used.
    let used = vouchers::take_over(app, &lines, key).await?;
    sources::take_over(app, &lines).await?;
    let mut whose = Whose::new(&lines, parted(app, &lines, key));
    let mut said = 0u64;
    for line in &lines {
        match &line.fact {
            Fact::Parted { customer, identifiers } => part_again(app, &mut whose, *customer, identifiers).await?,
            Fact::PartedOff { customer, identifiers } => {
                let held = whose.identifiers(identifiers);
                whose.stand_for(*customer, held.iter().filter_map(|identifier| app.runtime.find(identifier)));
            }
            _ => said += say_line(app, &whose, line, key).await?,
        }
    }
    if path.exists() {
        tracing::warn!(lines = lines.len(), said, used, "what people said and used since the backup is said again");
        std::fs::remove_file(&path).map_err(SayAgainError::Disk)?;
    }
    Ok(())
}

/// Says a line again, to everybody it is about; to how many.
async fn say_line(app: &Office, whose: &Whose, line: &Line, key: &Key) -> Result<u64, SayAgainError> {
    let mut said = 0;
    for customer in whose.concerned(line) {
        if !app.runtime.with_index(|index| index.knows(customer)) {
            continue;
        }
        let body = match &line.fact {
            Fact::Answered { send_key, reason, .. } => answered(app, customer, send_key, *reason, line.at).await?,
            _ => {
                let addresses = app.runtime.with_index(|index| index.identifiers_of(customer).to_vec());
                body(line, key, &addresses)
            }
        };
        let Some(body) = body else { continue };
        let taken = app.runtime.submit_and_wait(Submission::about(customer, body)).await;
        taken.map_err(|error| SayAgainError::from(Refused::from(error)))?;
        said += 1;
    }
    Ok(said)
}

/// The identifiers that partings name, as far as anybody is known by them.
fn parted(app: &Office, lines: &[Line], key: &Key) -> HashMap<String, Identifier> {
    let named = lines.iter().filter_map(|line| match &line.fact {
        Fact::Parted { identifiers, .. } => Some(identifiers),
        _ => None,
    });
    let named: HashSet<&String> = named.flatten().collect();
    if named.is_empty() {
        return HashMap::new();
    }
    app.runtime.with_index(|index| {
        let all = index.holders().map(|(identifier, _)| (key.hash(identifier), identifier));
        all.filter(|(hash, _)| named.contains(hash)).map(|(hash, identifier)| (hash, identifier.clone())).collect()
    })
}

/// Parts again who is wrongly known by these, where the backup knows them so. Who is known by nothing else was joined only after it.
async fn part_again(
    app: &Office,
    whose: &mut Whose,
    customer: CustomerId,
    names: &[String],
) -> Result<(), SayAgainError> {
    let meant = whose.identifiers(names);
    let wrongly: HashSet<CustomerId> = whose.all_of(customer).into_iter().map(|one| app.runtime.current(one)).collect();
    let holders: HashSet<CustomerId> = meant.iter().filter_map(|identifier| app.runtime.find(identifier)).collect();
    for holder in holders {
        let own = app.runtime.with_index(|index| index.identifiers_of(holder).to_vec());
        let (parted, kept): (Vec<Identifier>, Vec<Identifier>) = own.into_iter().partition(|own| meant.contains(own));
        if kept.is_empty() || !wrongly.contains(&holder) {
            whose.stays_apart(holder);
        } else {
            // What was said of them stands in lines of its own.
            parting::part_off(app, holder, parted, Vec::new(), "journal").await?;
        }
    }
    Ok(())
}

/// The record that says again that a message came back, or was called spam: what follows from it, for the restored state may
/// not know the message.
async fn answered(
    app: &Office,
    customer: CustomerId,
    send_key: &str,
    reason: Reason,
    at: Time,
) -> Result<Option<Body>, SayAgainError> {
    let Ok(send_key) = send_key.parse::<SendKey>() else { return Ok(None) };
    let asked = app.runtime.ask(customer, move |shard, id| shard.silenced(id, &send_key, reason, at)).await;
    let silenced = asked.map_err(|error| SayAgainError::from(Refused::from(error)))?;
    Ok(silenced.map(|said| Body::Suppress(Box::new(Suppression { source: "journal".into(), ..said }))))
}

/// The record that says it again.
fn body(line: &Line, key: &Key, addresses: &[Identifier]) -> Option<Body> {
    let find = |hash: &Option<String>| {
        hash.as_ref().and_then(|hash| addresses.iter().find(|address| key.hash(address) == *hash).cloned())
    };
    Some(match &line.fact {
        Fact::No { act, brand, purpose, channel, address, public, .. } => Body::Consent(Box::new(Declaration {
            at: line.at,
            act: *act,
            brand: brand.clone(),
            purpose: purpose.clone(),
            channel: channel.clone(),
            // An address that is not known any more: then it holds for all of them.
            address: find(address),
            wording: None,
            source: "journal".into(),
            proof: Proof::Personal { reference: format!("journal {}-{}", line.epoch, line.lsn).into() },
            public: *public,
        })),
        Fact::Suppressed { reason, scope, brand, channel, address, .. } => {
            let known = find(address);
            // A bounce is about an address; without it there is nothing to say.
            if *reason == Reason::HardBounce && known.is_none() {
                return None;
            }
            Body::Suppress(Box::new(Suppression {
                received: None,
                at: line.at,
                reason: *reason,
                scope: *scope,
                brand: brand.clone(),
                channel: channel.clone(),
                address: known,
                source: "journal".into(),
            }))
        }
        Fact::Erased { .. } => Body::Erase,
        Fact::LetGo { kinds, said, brand, public, .. } => Body::Event(Box::new(Event {
            kind: EventKind::Identify,
            name: Default::default(),
            message_id: Default::default(),
            identifiers: Vec::new(),
            timestamp: *said,
            received: line.at,
            public: *public,
            source: "journal".into(),
            brand: brand.clone(),
            properties: gone(kinds),
            context: Map::default(),
        })),
        Fact::Began
        | Fact::Merged { .. }
        | Fact::Claimed { .. }
        | Fact::Reported { .. }
        | Fact::Answered { .. }
        | Fact::Parted { .. }
        | Fact::PartedOff { .. }
        | Fact::Redeemed { .. }
        | Fact::RolledBack { .. }
        | Fact::SourceIs { .. } => return None,
    })
}
