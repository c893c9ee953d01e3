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
        /// Nothing is sent in this process.
        NoDispatcher = "no_dispatcher",
    }
}
