//! What kept a message from its driver.

use rapport_kernel::coded;

coded! {
    /// Why nothing was handed to a driver, or what became of one.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Obstacle {
        /// Nothing serves this channel.
        NoDriver = "no_driver",
        /// The driver ended by a defect.
        DriverPanic = "driver_panic",
        /// The hold was put after it was claimed.
        Held = "held",
        /// Another process may be at work in the directory.
        LeaseLost = "lease_lost",
        /// Nothing is sent in this process.
        NoDispatcher = "no_dispatcher",
    }
}

impl Obstacle {
    /// Whether this name says that a message was held here: its counterpart was not spoken to.
    pub(super) fn of_ours(why: &str) -> bool {
        [Self::Held, Self::LeaseLost].iter().any(|obstacle| obstacle.code() == why)
    }
}
