//! The receipt printer: ESC/POS over TCP, port 9100.
//!
//! * [`profile`]: what a model can do: paper width, code pages and their numbers, QR codes, how it confirms a job.
//! * [`page`]: code pages: which byte is which letter.
//! * [`text`]: makes any text harmless and printable: nothing but letters of the profile's pages gets through.
//! * [`encode`]: a receipt becomes bytes, from a fixed list of commands.
//! * [`paper`]: the way back: bytes become the paper one would hold; what is not on the list is shown as foreign.
//! * [`status`]: what the printer says about itself.
//! * [`driver`]: which printer takes which receipt.
//! * [`job`]: one job over the network, with an answer that never says more than is known.
//!
//! Written by us instead of taken from a crate because two things must be certain: that a customer's text cannot become a
//! command, which asks for one small list of everything that is ever sent, and that letters come out right on whatever
//! pages a model has, which asks for choosing the page letter by letter. The commands are those of Epson's ESC/POS command
//! reference, which most receipt printers follow.

pub mod driver;
pub mod encode;
#[cfg(test)]
mod fake;
pub mod job;
pub mod page;
pub mod paper;
pub mod profile;
pub mod status;
#[cfg(test)]
mod tests;
pub mod text;

pub use driver::{Driver, Later, Place};
pub use encode::{EncodeError, Job, JobId, encode};
pub use job::{Doubt, Patience, Printer, Printing};
pub use page::Page;
pub use paper::Paper;
pub use profile::{Finish, Profile};
pub use status::Refusal;
