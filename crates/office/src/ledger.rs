//! Records of the ledger, as a part of the plan sees them.

use crate::{
    Office,
    part::PlanPart,
    plan_view::kind,
    refused::Refused,
    view::{LedgerRecord, Reference},
};
use hashbrown::HashMap;
use rapport_kernel::Money;
use rapport_plan::{Place, Transfer, invoice};
use rapport_platform::sql::plan::TransferRecord;

/// Ledger records as seen from a node of the plan: `inside` says which places belong to it. Who sees a `part` of the plan alone hears
/// no name of what is outside it.
///
/// # Errors
/// If the database cannot answer.
pub async fn shown(
    app: &Office,
    records: &[TransferRecord],
    inside: &(dyn Fn(&Place) -> bool + Sync),
    part: &PlanPart,
) -> Result<Vec<LedgerRecord>, Refused> {
    let orders = records.iter().filter_map(|record| match &record.transfer.reference {
        rapport_plan::Reference::Order(key) => Some(key.as_str()),
        _ => None,
    });
    let numbers = app.orders.numbers(&orders.collect::<Vec<_>>()).await?;
    Ok(records.iter().map(|record| shown_one(record, inside, part, &numbers)).collect())
}

fn shown_one(
    record: &TransferRecord,
    inside: &dyn Fn(&Place) -> bool,
    part: &PlanPart,
    numbers: &HashMap<String, String>,
) -> LedgerRecord {
    let transfer: &Transfer = &record.transfer;
    let gain = i64::from(inside(&transfer.to)) - i64::from(inside(&transfer.from));
    let name = |place: &Place| place.activity().filter(|activity| part.pays(activity)).map(ToString::to_string);
    LedgerRecord {
        id: transfer.id.0.to_string(),
        at: transfer.at,
        recorded: record.recorded,
        from: name(&transfer.from),
        to: name(&transfer.to),
        kind: kind(transfer.kind),
        amount: transfer.amount.into(),
        gain: Money { minor: transfer.amount.minor * gain, ..transfer.amount }.into(),
        author: transfer.author.to_string(),
        reason: transfer.reason.clone(),
        reference: Some(reference(&transfer.reference, numbers)),
        customer: customer(&transfer.reference),
    }
}

/// An order is shown by its number; if its customer was erased, only its key is left.
fn reference(reference: &rapport_plan::Reference, numbers: &HashMap<String, String>) -> Reference {
    let key = reference.key().as_str();
    if let rapport_plan::Reference::Invoice(key) = reference {
        let (id, line) = invoice::parts(key);
        return Reference { kind: reference.code().to_owned(), id, line: Some(line) };
    }
    let (kind, id) = match (reference, numbers.get(key)) {
        (rapport_plan::Reference::Order(_), Some(number)) => ("order", number.as_str()),
        (rapport_plan::Reference::Order(_), None) => ("erased_order", key),
        _ => (reference.code(), key),
    };
    Reference { kind: kind.to_owned(), id: id.to_owned(), line: None }
}

/// A message's send key names its customer.
fn customer(reference: &rapport_plan::Reference) -> Option<String> {
    match reference {
        rapport_plan::Reference::Message(key) => key.parse::<rapport_customer::SendKey>().ok(),
        _ => None,
    }
    .map(|key| key.customer().to_string())
}
