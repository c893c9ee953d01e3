//! Who may come in, and how they prove who they are.
//!
//! Rules only: the moment and random bytes come in as values, and who keeps what is somebody else's work. What an account may do once it
//! is in is for `rapport-people` to say.
//!
//! * [`email`]: the address an account signs in by, in its one spelling.
//! * [`password`]: what a password has to be; the frequent ones of published breaches are refused.
//! * [`totp`], [`recovery`]: the second factor, and the codes for the day on which it is lost.
//! * [`link`]: links by which people set a password: invitation and reset.
//! * [`throttle`]: how fast somebody may try; it slows who guesses and never shuts out the owner.
//! * [`session`]: how long somebody stays signed in.
//! * [`scim`]: what a directory tells of people and groups.

mod base32;
pub mod email;
pub mod link;
pub mod password;
pub mod recovery;
pub mod scim;
pub mod session;
pub mod throttle;
pub mod totp;

pub use email::{Email, NoEmail};
pub use link::{LinkKind, LinkRefusal, PasswordLink};
pub use password::{Password, PasswordRefusal};
pub use session::{Lifetime, SessionKind, Standing};
pub use throttle::{Tries, TryPlace};
