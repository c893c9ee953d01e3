//! Whether words about orders are in the books as they say: what would become of them if they were told now, and whose the order is.
//!
//! Whoever brings in a file has it in hand and can mend it, so it is told which of its rows did not count. A rehearsal goes by the
//! same rules as the play ([`Told::hear`](rapport_customer::Told::hear)), on rows that are thrown away.

use super::{CHUNK, Orders, places, told::Row};
use crate::sql::{
    SqlError,
    db::{get, json},
};
use hashbrown::HashMap;
use rapport_customer::{Heard, OrderAct, OrderRefusal, OrderWarning, told};
use rapport_kernel::{Currency, CustomerId, Event};
use smol_str::SmolStr;

impl Orders {
    /// Why each of these words, told now one after the other, would not be in the books as it says, or what is odd about it. `current`
    /// answers what a customer's id has become.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn foresee(
        &self,
        words: &[(&Event, CustomerId)],
        currency: Currency,
        current: impl Fn(CustomerId) -> CustomerId,
    ) -> Result<Vec<Option<OrderWarning>>, SqlError> {
        let keyed = |event: &Event| told::order_id(event).map(|number| self.key(&number));
        let keys: Vec<SmolStr> = words.iter().filter_map(|(event, _)| keyed(event)).collect();
        let mut rows = self.told_of(&keys).await?;
        let answers = words.iter().map(|(event, customer)| {
            let (key, act) = keyed(event).zip(OrderAct::of(event))?;
            let row = rows.entry(key.clone()).or_default();
            let holder = row.customer.map(&current);
            let own = holder == Some(current(*customer));
            let claims = row.told.is_claimed_by(act, event);
            match row.told.hear(act, &key, event, own, currency) {
                Err(refusal) => Some(refusal),
                Ok(heard) if claims || matches!(heard, Heard::Began | Heard::Replaced) => {
                    row.customer = Some(*customer);
                    None
                }
                // A change counts, whoever it is told of: the order stays with its customer.
                Ok(_) => {
                    (holder.is_some() && !own && act == OrderAct::Completed).then_some(OrderRefusal::AnotherCustomer)
                }
            }
        });
        let mut answers: Vec<Option<OrderWarning>> = answers.map(|answer| answer.map(OrderWarning::from)).collect();
        for ((event, _), answer) in words.iter().zip(&mut answers).filter(|(_, answer)| answer.is_none()) {
            // What waits for another word may have found it in these.
            *answer = keyed(event).and_then(|key| rows.get(&key)?.told.warning(event));
        }
        Ok(answers)
    }

    /// What the tellers of these words, which were heard, should know of them: which take nothing as long as no other word of their
    /// orders comes, which are odd.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn warnings(&self, words: &[&Event]) -> Result<Vec<Option<OrderWarning>>, SqlError> {
        let keyed = |event: &Event| told::order_id(event).map(|number| self.key(&number));
        let keys: Vec<SmolStr> = words.iter().filter_map(|event| keyed(event)).collect();
        let rows = self.told_of(&keys).await?;
        Ok(words.iter().map(|event| rows.get(&keyed(event)?)?.told.warning(event)).collect())
    }

    /// Whose the orders with these keys are; orders that no one told, and those of erased people, are missing.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn holders(&self, keys: &[SmolStr]) -> Result<HashMap<SmolStr, CustomerId>, SqlError> {
        let rows = self.told_of(keys).await?.into_iter();
        Ok(rows.filter_map(|(key, row)| row.told.order.and(row.customer).map(|customer| (key, customer))).collect())
    }

    async fn told_of(&self, keys: &[SmolStr]) -> Result<HashMap<SmolStr, Row>, SqlError> {
        let mut found = HashMap::new();
        for chunk in keys.chunks(CHUNK) {
            let places = places(1, chunk.len());
            let sql = format!("SELECT order_key, customer, body FROM order_told WHERE order_key IN ({places})");
            for known in self.db.rows(&sql, chunk.iter().map(|key| key.as_str().into()).collect()).await? {
                let mut row: Row = json(&known, "body")?;
                row.customer = get::<String>(&known, "customer")?.parse().ok();
                found.insert(get::<String>(&known, "order_key")?.into(), row);
            }
        }
        Ok(found)
    }
}
