//! What goes over the wire: the shapes of requests and answers, one file per noun; those that the office makes and takes come from there.
//!
//! These are mirrors, on purpose: the insides may change their shape, the published document may not. Each type says in
//! its doc comments what a reader of `/openapi.json` needs to know. Requests refuse unknown fields; answers may grow.

pub mod approvals;
pub mod branches;
pub mod brands;
pub mod channels;
pub mod decide;
pub mod events;
pub mod live;
pub mod mail;
pub mod people;
pub mod scim;
pub mod secret;
pub mod session;
pub mod set_aside;
pub mod settings;
pub mod sources;
pub mod status;
pub mod stores;
pub mod trace;
pub mod unbooked;

pub use rapport_office::view::*;
pub use {
    approvals::*, branches::*, brands::*, channels::*, decide::*, events::*, live::*, mail::*, people::*, scim::*,
    secret::*, session::*, set_aside::*, settings::*, sources::*, status::*, stores::*, trace::*, unbooked::*,
};
