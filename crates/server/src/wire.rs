//! What goes over the wire: the shapes of requests and answers, one file per noun.
//!
//! These are mirrors, on purpose: the insides may change their shape, the published document may not. Each type says in
//! its doc comments what a reader of `/openapi.json` needs to know. Requests refuse unknown fields; answers may grow.

pub mod backups;
pub mod branches;
pub mod brands;
pub mod channels;
pub mod codes;
pub mod common;
pub mod consents;
pub mod customers;
pub mod decide;
pub mod deliveries;
pub mod events;
pub mod files;
pub mod hold;
pub mod id;
pub mod journeys;
pub mod live;
pub mod mail;
pub mod nodes;
pub mod people;
pub mod plan;
pub mod said;
pub mod session;
pub mod set_aside;
pub mod settings;
pub mod sources;
pub mod status;
pub mod stores;
pub mod unbooked;
pub mod vouchers;

pub use {
    backups::*, branches::*, brands::*, channels::*, codes::*, common::*, consents::*, customers::*, decide::*,
    deliveries::*, events::*, files::*, hold::*, journeys::*, live::*, mail::*, nodes::*, people::*, plan::*, said::*,
    session::*, set_aside::*, settings::*, sources::*, status::*, stores::*, unbooked::*, vouchers::*,
};
