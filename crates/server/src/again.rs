//! After a restore: what people said since the backup is said again.
//!
//! `rapport restore` leaves the journal's lines behind the backup in the data directory. The first start takes them in,
//! before anybody can ask anything or lift the hold. A crash meanwhile does no harm: the next start says all of it again,
//! and what was said twice counts once.

use crate::{App, StartError, problem::Problem};
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
use std::path::Path;

/// Says again what lies in the data directory.
///
/// # Errors
/// [`StartError`]: the lines cannot be read, or the log does not take them.
pub async fn say(app: &App, data: &Path, key: &Key) -> Result<(), StartError> {
    let path = data.join(REPLAY);
    let lines = journal::read(&path).map_err(StartError::Data)?;
    let became = merges(&lines);
    let mut said = 0u64;
    for line in &lines {
        for customer in concerned(line, &became) {
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
            taken.map_err(|error| StartError::from(Problem::from(error)))?;
            said += 1;
        }
    }
    if path.exists() {
        tracing::warn!(lines = lines.len(), said, "what people said since the backup is said again");
        std::fs::remove_file(&path).map_err(StartError::Data)?;
    }
    Ok(())
}

/// Who had become whom, directly.
fn merges(lines: &[Line]) -> HashMap<CustomerId, Vec<CustomerId>> {
    let mut became: HashMap<CustomerId, Vec<CustomerId>> = HashMap::new();
    for line in lines {
        if let Fact::Merged { from, into } = line.fact {
            became.entry(into).or_default().push(from);
        }
    }
    became
}

/// Whom a line is about: also those who had become this customer by then, for the backup may know them apart.
fn concerned(line: &Line, became: &HashMap<CustomerId, Vec<CustomerId>>) -> HashSet<CustomerId> {
    let customer = match &line.fact {
        Fact::No { customer, .. }
        | Fact::Suppressed { customer, .. }
        | Fact::Erased { customer }
        | Fact::LetGo { customer, .. }
        | Fact::Answered { customer, .. } => *customer,
        Fact::Began | Fact::Merged { .. } | Fact::Claimed { .. } | Fact::Reported { .. } => return HashSet::new(),
    };
    let (mut all, mut next) = (HashSet::from([customer]), vec![customer]);
    while let Some(one) = next.pop() {
        next.extend(became.get(&one).into_iter().flatten().filter(|from| all.insert(**from)));
    }
    all
}

/// The record that says again that a message came back, or was called spam: what follows from it, for the restored state may
/// not know the message.
async fn answered(
    app: &App,
    customer: CustomerId,
    send_key: &str,
    reason: Reason,
    at: Time,
) -> Result<Option<Body>, StartError> {
    let Ok(send_key) = send_key.parse::<SendKey>() else { return Ok(None) };
    let asked = app.runtime.ask(customer, move |shard, id| shard.silenced(id, &send_key, reason, at)).await;
    let silenced = asked.map_err(|error| StartError::from(Problem::from(error)))?;
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
        Fact::Began | Fact::Merged { .. } | Fact::Claimed { .. } | Fact::Reported { .. } | Fact::Answered { .. } => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_had_become_somebody_is_concerned_too() {
        let line = |fact| Line { installation: "i".into(), epoch: 1, lsn: 1, at: Time(0), fact };
        let id = CustomerId;
        let lines = [
            line(Fact::Merged { from: id(1), into: id(2) }),
            line(Fact::Merged { from: id(2), into: id(3) }),
            line(Fact::Merged { from: id(8), into: id(9) }),
        ];
        let erased = line(Fact::Erased { customer: id(3) });
        assert_eq!(concerned(&erased, &merges(&lines)), HashSet::from([id(1), id(2), id(3)]));
    }
}
