//! What keeps this installation from handing a message on.

use rapport_kernel::coded;

coded! {
    /// Why a message was not offered to anybody, was refused here, or why no one knows about it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Obstacle {
        /// The program is just starting.
        Starting = "starting",
        /// The branch has no printer.
        NoPrinter = "no_printer",
        /// A person closed the branch whose staff would have seen it.
        BranchClosed = "branch_closed",
        /// The printer said nothing at all.
        PrinterSilent = "printer_silent",
        /// The permit is for another message.
        PermitMismatch = "permit_mismatch",
    }
}
