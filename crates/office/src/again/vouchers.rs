//! Uses of vouchers since a backup: noted for the journal, and taken over after a restore.
//!
//! The journal names codes, uses and orders by keyed hashes. A use that was taken over keeps the hash of its name, so that the till
//! that says it again, or takes it back, is still understood.

use super::SayAgainError;
use crate::{Office, beside::HeldRoom, refused::Refused};
use hashbrown::HashMap;
use rapport_channel::voucher::{Basket, Code, Redemption, Voucher};
use rapport_kernel::CustomerId;
use rapport_platform::{
    journal::{Fact, Key, Line},
    sql::voucher::{Answer, VoucherError},
};
use smol_str::{SmolStr, format_smolstr};

/// Notes that a voucher was used, and waits until the journal says it.
pub async fn redeemed(app: &Office, place: HeldRoom, done: &Answer) {
    let Some(redemption) = &done.redemption else { return };
    let key = app.beside.key();
    let order = hidden(app, &redemption.order);
    let fact = Fact::Redeemed {
        voucher: key.voucher(&done.voucher.code),
        redemption: key.redemption(&redemption.id),
        used: redemption.at,
        order,
        branch: redemption.branch.clone(),
        customer: redemption.customer,
        basket: redemption.basket,
        discount: redemption.discount,
    };
    app.beside.note(place, app.now(), fact).await;
}

/// Notes that a use was undone, by whoever may take back at these branches, and waits until the journal says it.
pub async fn rolled_back(app: &Office, place: HeldRoom, done: &Answer, redemption: &str, branches: &[SmolStr]) {
    let key = app.beside.key();
    let (voucher, redemption) = (key.voucher(&done.voucher.code), key.redemption(redemption));
    let fact = Fact::RolledBack { voucher, redemption, branches: branches.to_vec() };
    app.beside.note(place, app.now(), fact).await;
}

/// Calls a use by the name it has with this voucher: one that was taken over from the journal has a hash for a name.
pub fn named_use(app: &Office, voucher: &Voucher, said: &mut String) {
    let taken_over = name(&app.beside.key().redemption(said));
    let mut known = voucher.redemption.iter().chain(&voucher.rolled_back).map(|one| &one.id);
    if known.any(|id| *id == taken_over) || voucher.ahead.iter().any(|one| one.id == taken_over) {
        *said = taken_over.into();
    }
}

/// The same for the use and the order of a basket.
pub fn named(app: &Office, voucher: &Voucher, said: &mut String, basket: &mut Basket) {
    named_use(app, voucher, said);
    let order = hidden(app, &basket.order);
    if voucher.redemption.as_ref().is_some_and(|known| known.order == order) {
        basket.order = order;
    }
}

/// An order's number as the books know it, so that the order still finds the voucher; none stays none.
fn hidden(app: &Office, number: &str) -> SmolStr {
    if number.is_empty() { SmolStr::default() } else { app.orders.key(number) }
}

/// What a use that was taken over is called.
fn name(hash: &str) -> SmolStr {
    format_smolstr!("journal-{hash}")
}

/// Takes over what became of vouchers; how many lines changed something. A voucher that was given after the backup is not known, and
/// cannot be used.
///
/// # Errors
/// [`SayAgainError`]: the database cannot be read or written.
pub(super) async fn take_over(app: &Office, lines: &[Line], key: &Key) -> Result<u64, SayAgainError> {
    let is_use = |line: &&Line| matches!(line.fact, Fact::Redeemed { .. } | Fact::RolledBack { .. });
    if !lines.iter().any(|line| is_use(&line)) {
        return Ok(0);
    }
    let codes = app.vouchers.codes().await.map_err(|error| SayAgainError::from(Refused::from(error)))?;
    let codes: HashMap<String, Code> = codes.into_iter().map(|code| (key.voucher(&code), code)).collect();
    let mut changed = 0;
    for line in lines.iter().filter(is_use) {
        let done = match take_over_one(app, line, key, &codes).await {
            Ok(done) => done,
            // It was used otherwise, or taken back by hand, in what the backup knows.
            Err(VoucherError::Refused(why)) => {
                tracing::warn!(
                    why = why.code(),
                    "what became of a voucher since the backup does not fit what is known"
                );
                continue;
            }
            Err(error) => return Err(Refused::from(error).into()),
        };
        changed += u64::from(done.is_some_and(|done| !done.repeated));
    }
    Ok(changed)
}

async fn take_over_one(
    app: &Office,
    line: &Line,
    key: &Key,
    codes: &HashMap<String, Code>,
) -> Result<Option<Answer>, VoucherError> {
    let (Fact::Redeemed { voucher, redemption, .. } | Fact::RolledBack { voucher, redemption, .. }) = &line.fact else {
        return Ok(None);
    };
    let Some(code) = codes.get(voucher) else { return Ok(None) };
    let (known, _) = app.vouchers.find(code.as_str()).await?;
    let mut uses = known.redemption.iter().chain(&known.rolled_back).filter(|one| !one.id.is_empty());
    let id = uses.find(|one| key.redemption(&one.id) == *redemption).map(|one| one.id.clone());
    let id = id.unwrap_or_else(|| name(redemption));
    let now = app.now();
    let done = match &line.fact {
        Fact::Redeemed { used, order, branch, customer, basket, discount, .. } => {
            let (order, branch) = (order.clone(), branch.clone());
            let known = |customer: &CustomerId| app.runtime.with_index(|index| index.knows(*customer));
            let customer = customer.filter(known).map(|customer| app.runtime.current(customer));
            let redemption =
                Redemption { id, at: *used, order, branch, customer, basket: *basket, discount: *discount };
            app.vouchers.used(code.as_str(), &redemption, now).await
        }
        Fact::RolledBack { branches, .. } => app.vouchers.roll_back(code.as_str(), &id, branches, now).await,
        _ => return Ok(None),
    };
    done.map(Some)
}
