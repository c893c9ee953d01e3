//! Who is at a step of a journey, or came by. A page costs its own lines, however many customers there are.

use crate::{
    Office, label,
    listed::{self, first, ordered, stretch},
    refused::Refused,
    view::{AtStep, Page, PeopleQuery, PersonAtStep},
};
use rapport_engine::{
    Shard,
    listing::{PersonLine, Place},
};
use rapport_kernel::{CustomerId, Lsn, Time};

/// The people at a step; who they are is `named` where it may be seen.
///
/// # Errors
/// [`crate::refused::Cause::InvalidParameter`]; [`crate::refused::Cause::Unavailable`] while stopping.
pub async fn list(app: &Office, place: Place, query: PeopleQuery, named: bool) -> Result<Page<PersonAtStep>, Refused> {
    let (limit, sort) = (listed::limit(query.limit), query.sort.unwrap_or_default());
    let after = after(query.cursor.as_deref())?;
    let part = move |shard: &Shard| {
        let within = stretch(|at| (at, CustomerId(0), Lsn(0)), (query.from, query.to), after, sort);
        let lists = shard.partitions().filter_map(|partition| {
            let listing = partition.listing();
            Some(match query.who.unwrap_or_default() {
                AtStep::Here => ordered(listing.here(&place, within)?.copied(), sort),
                AtStep::Passed => ordered(listing.visits(&place, within)?.copied(), sort),
            })
        });
        let found = first(lists, sort, limit + 1);
        found.into_iter().filter_map(|line| Some((line, person(shard, &place, line, named)?))).collect::<Vec<_>>()
    };
    let parts = app.runtime.ask_all(part).await?.into_iter().flatten().collect();
    let mut found: Vec<(PersonLine, PersonAtStep)> = listed::sorted(parts, sort, |(line, _): &(PersonLine, _)| *line);
    let more = found.len() > limit;
    found.truncate(limit);
    let next =
        found.last().filter(|_| more).map(|((at, customer, passage), _)| format!("{}~{customer}~{}", at.0, passage.0));
    Ok(Page { items: found.into_iter().map(|(_, person)| person).collect(), next })
}

fn after(cursor: Option<&str>) -> Result<Option<PersonLine>, Refused> {
    let Some(text) = cursor else { return Ok(None) };
    let read = || {
        let mut parts = text.splitn(3, '~');
        let (at, customer, passage) = (parts.next()?, parts.next()?, parts.next()?);
        Some((Time(at.parse().ok()?), customer.parse().ok()?, Lsn(passage.parse().ok()?)))
    };
    read().map(Some).ok_or_else(listed::bad_cursor)
}

fn person(shard: &Shard, (journey, _): &Place, (at, customer, _): PersonLine, named: bool) -> Option<PersonAtStep> {
    let record = shard.customer(customer)?;
    let enrolment = record.enrolments.iter().find(|enrolment| enrolment.journey == *journey);
    let now = enrolment.into_iter().flat_map(|enrolment| &enrolment.passages);
    Some(PersonAtStep {
        customer: customer.to_string(),
        label: label::shown(record, named),
        at,
        now: now.map(|passage| passage.step.to_string()).collect(),
    })
}
