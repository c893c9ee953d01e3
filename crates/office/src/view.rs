//! What views answer and commands take where it is told in a form of its own: plain data, one file per noun, with the sentences and codes
//! in which answers speak.
//!
//! The API publishes these as they are (they derive their schemas), so that there is one form of each and no mirror of it: the insides
//! may change their shape, the published document may not. Each type says in its doc comments what a reader of `/openapi.json` needs
//! to know.

pub mod approvals;
pub mod backups;
pub mod branches;
pub mod codes;
pub mod common;
pub mod consents;
pub mod customers;
pub mod deliveries;
pub mod files;
pub mod hold;
pub mod id;
pub mod journeys;
pub mod nodes;
pub mod orders;
pub mod plan;
pub mod said;
pub mod trace;
pub mod vouchers;

pub use {
    approvals::*, backups::*, branches::*, codes::*, common::*, consents::*, customers::*, deliveries::*, files::*,
    hold::*, journeys::*, nodes::*, orders::*, plan::*, said::*, trace::*, vouchers::*,
};
