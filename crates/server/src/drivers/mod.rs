//! The channels' drivers as the dispatcher uses them: settings and links come from here, the wire from `rapport-drivers`.

pub mod email;
pub mod printer;
pub mod staff;

use rapport_channel::Outgoing;

/// Whether the permit is for this very message; where it names an address, also for this address. The mailer compares for
/// itself.
fn is_permitted(outgoing: &Outgoing) -> bool {
    let permit = &outgoing.permit;
    *permit.send_key() == outgoing.send_key
        && permit.customer() == outgoing.customer
        && *permit.brand() == outgoing.brand
        && *permit.purpose() == outgoing.purpose
        && *permit.channel() == outgoing.channel
        && permit.address().is_none_or(|address| address.value == outgoing.address)
}
