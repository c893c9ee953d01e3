//! What staff say after an order that they had done before it (decision record 0078): who is credited may be another then.

use super::{
    Orders,
    credit::Credited,
    numbered,
    told::{Cause, Why, kept, postings, write},
};
use crate::sql::{
    SqlError,
    db::Tx,
    ledger::{Ledger, commit_with, unbroken},
};
use rapport_engine::Served;
use rapport_kernel::{CustomerId, RecordId, Time};
use rapport_plan::Posting;
use smol_str::{SmolStr, format_smolstr};

/// What reached the customer before an order, as staff said after it, on its way into the books.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Which output of which record, by which the booking is named.
    pub id: RecordId,
    /// Whom staff had served.
    pub customer: CustomerId,
    /// Log time.
    pub at: Time,
    /// What the engine saw.
    pub served: Served,
    /// Who is credited while no voucher is redeemed in the order.
    pub touch: Option<Credited>,
}

impl Orders {
    /// Takes in what staff said after orders that they had done before: who is credited may be another now. The order's own words come
    /// first; of one that is somebody else's, or was never told, nothing changes.
    ///
    /// # Errors
    /// [`SqlError`]; then nothing is taken in.
    pub async fn serve(&self, ledger: &Ledger, answered: Vec<Answered>) -> Result<(), SqlError> {
        let Some(recorded) = answered.last().map(|answered| answered.at) else { return Ok(()) };
        let (orders, ledger) = (self.clone(), ledger.clone());
        unbroken(async move {
            let tx = orders.db.begin().await?;
            let mut facts = Vec::new();
            for answered in &answered {
                facts.extend(serve(&tx, &orders.key(&answered.served.order), answered).await?);
            }
            commit_with(&ledger, tx, &facts, recorded).await
        })
        .await
    }
}

async fn serve(tx: &Tx, key: &SmolStr, answered: &Answered) -> Result<Vec<Posting>, SqlError> {
    let Some(mut row) = kept(tx, key).await? else { return Ok(Vec::new()) };
    let served = &answered.served;
    let own = row.customer.is_some_and(|whose| whose == answered.customer || served.also.contains(&whose));
    if !own || answered.touch.is_none() || row.touch() == answered.touch {
        return Ok(Vec::new());
    }
    row.touch = answered.touch.clone();
    if !row.credit.as_ref().is_some_and(Credited::is_by_voucher) {
        row.credit = row.touch.clone();
        numbered(tx, answered.customer, key, &served.order, false).await?;
    }
    row.by = Some(Cause { name: format_smolstr!("{}", answered.id), at: served.at, why: Why::Served });
    write(tx, key, &row).await?;
    postings(tx, key, &row).await
}
