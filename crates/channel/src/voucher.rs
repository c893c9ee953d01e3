//! Vouchers: a promise with a price tag, given to one person and taken back at a till.
//!
//! * [`code`]: what stands on the paper. Our own codes are derived from a secret and the send key, so that issuing twice
//!   gives the same code, and one code tells nothing about the next. Bought-in codes are kept as they are printed.
//! * [`pool`]: the rules a set of vouchers shares (benefit, validity, conditions) and its [`pool::Book`]: how much has been
//!   promised in all, never more than the cap.
//! * [`life`]: one voucher: issued, redeemed, rolled back, expired or void. `decide` answers with a change or a named
//!   refusal and `evolve` applies the change, so the same rules hold for a till, a web shop and a test.
//! * [`refusal`]: every reason for which a voucher is not given or not taken.
//!
//! Who stores vouchers makes the rules race-free: it reads the pool's book, the voucher and the person's counts, decides,
//! and writes the change in one transaction, guarded by [`life::Voucher::revision`].
//!
//! Money: issuing commits the voucher's worth; redeeming turns the discount really given into actual and frees the rest;
//! expiry and voiding free all of it; rolling back reverses the redemption. [`life::Change::shift`] says so in numbers.

pub mod code;
pub mod life;
pub mod pool;
pub mod refusal;

#[cfg(test)]
mod tests;

pub use code::{Code, Key, Secret};
pub use life::{
    Ahead, Basket, Beside, Change, Command, Line, MAX_AHEAD, Outcome, Redemption, Shift, Voucher, VoucherState, decide,
    evolve, given_again,
};
pub use pool::{
    Benefit, Book, Conditions, Flaw, Gift, Issue, Person, Pool, PoolId, Source, Validity, issue, last_moment,
};
pub use refusal::Refusal;
