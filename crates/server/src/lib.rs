//! Rapport's HTTP side: the API, the public pages, the embedded web UI, sign-in, and the wiring of everything below.
//!
//! What is done for a request is done in `rapport-office`; here is how it comes in and how it is answered.
//!
//! | module | what it does |
//! |---|---|
//! | [`serve`] | starts and stops everything |
//! | [`api`], [`wire`] | the handlers and the shapes they speak, one file per noun in each |
//! | [`openapi()`] | the published document, made of the handlers |
//! | [`problem`] | what goes wrong, with stable codes |
//! | [`door`] | connections, bodies, time: the bound on each before anything is done for anybody |
//! | [`accounts`] | people: coming in, being invited, and what each may do |
//! | [`auth`], [`layers`], [`idempotency`], [`extract`], [`contract`], [`json`] | what holds for every request |
//! | [`segment`] | events as Segment's clients write them |
//! | [`pages`] | the public pages |

pub mod accounts;
pub mod api;
pub mod app;
pub mod auth;
pub mod contract;
mod cross_origin;
pub mod door;
pub mod extract;
mod headers;
pub mod idempotency;
pub mod json;
pub mod layers;
pub mod openapi;
pub mod pages;
pub mod problem;
mod recorded;
pub mod revision;
mod room;
pub mod segment;
pub mod serve;
pub mod ui;
pub mod wire;

pub use app::App;
pub use openapi::{openapi, openapi_json};
pub use rapport_platform::runtime::{Bounds, MessageIds};
pub use serve::{Config, Server, StartError, serve, start};

// The office's nouns, by the names that they have in both crates.
use rapport_office::{
    actuals, again, approvals, at_rest, at_step, attention, backtests, backups, beside, board, booked, canary, claims,
    copies, crowds, days, deliveries, delivery, device_views, documents, drivers, effect, erasures, exports, files,
    heads, held, label, late, ledger, links, look_back, names, newcomers, obligations, opt_in, orders, own_data, part,
    parting, patient, person, placements, places, plan_view, preview, products, publishing, rates, seen, settings,
    sinks, sources, story, tallies, timeline, vouchers, whom, why,
};

/// The cookie a session lives in.
pub const SESSION_COOKIE: &str = "rapport_session";
