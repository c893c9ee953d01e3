//! Bookings between two accounts, as ledgers export them: the side is that of the account, and turned round for the contra account.

use rapport_files::left::Side;

/// Whether an account is one of these: `4600-4999, 6300`. Accounts are compared as numbers of as many digits.
fn is_of(costs: &str, account: &str) -> bool {
    let account = account.trim();
    costs.split([',', ';']).map(str::trim).filter(|range| !range.is_empty()).any(|range| {
        match range.split_once(['-', '\u{2013}']) {
            Some((first, last)) => {
                let (first, last) = (first.trim(), last.trim());
                first.len() == account.len() && last.len() == account.len() && (first..=last).contains(&account)
            }
            None => range == account,
        }
    })
}

/// The side of the costs in a booking; none unless exactly one of its two accounts is of costs.
pub(super) fn side(costs: Option<&str>, side: Side, account: &str, contra: &str) -> Option<Side> {
    let costs = costs?;
    match (is_of(costs, account), is_of(costs, contra), side) {
        (true, false, side) => Some(side),
        (false, true, Side::Debit) => Some(Side::Credit),
        (false, true, Side::Credit) => Some(Side::Debit),
        _ => None,
    }
}
