//! The last word before a message leaves. Whoever holds the register of what is on its way (the runtime) decides between a
//! withdrawal and a driver; the driver asks in the moment before its first byte.

use rapport_customer::send_key::SendKey;
use smol_str::SmolStr;

/// Asked by a driver in the moment before the first byte of a message leaves.
pub trait WireGuard: Send + Sync {
    /// Lets the message begin.
    ///
    /// # Errors
    /// Why it must not: a stable code such as `withdrawn`. Then not a byte leaves.
    fn begin(&self, send_key: &SendKey) -> Result<(), SmolStr>;
}
