//! Rapport's HTTP side: the API, the public pages, the embedded web UI, and the wiring of everything below.
//!
//! | module | what it does |
//! |---|---|
//! | [`serve`] | starts and stops everything |
//! | [`canary`] | whether the database keeps what is written |
//! | [`api`], [`wire`] | the handlers and the shapes they speak, one file per noun in each |
//! | [`openapi()`] | the published document, made of the handlers |
//! | [`problem`] | what goes wrong, with stable codes |
//! | [`door`] | connections, bodies, time: the bound on each before anything is done for anybody |
//! | [`auth`], [`layers`], [`idempotency`], [`extract`], [`contract`], [`json`] | what holds for every request |
//! | [`segment`] | events as Segment's clients write them |
//! | [`pages`], [`links`] | public pages and the signed links that lead to them |
//! | [`drivers`], [`sinks`], [`board`], [`opt_in`], [`own_data`] | carrying effects out |
//! | [`backups`], [`beside`], [`again`] | backups, the journal beside them, and saying again what a restored one does not know |
//! | [`person`], [`delivery`], [`deliveries`], `at_step`, [`timeline`], [`why`], [`orders`], [`effect`], [`plan_view`], [`tallies`], [`attention`], [`held`], [`backtests`], `look_back`, [`documents`], [`graph`] | answers put together from state, history and ledger |

pub mod again;
pub mod api;
pub mod app;
pub mod at_rest;
mod at_step;
pub mod attention;
pub mod auth;
pub mod backtests;
pub mod backups;
pub mod beside;
pub mod board;
pub mod booked;
pub mod canary;
pub mod claims;
pub mod contract;
pub mod copies;
mod cross_origin;
pub mod crowds;
pub mod days;
pub mod deliveries;
pub mod delivery;
pub mod device_views;
pub mod documents;
pub mod door;
pub mod drivers;
pub mod effect;
pub mod erasures;
pub mod explained;
pub mod exports;
pub mod extract;
pub mod files;
pub mod graph;
mod headers;
pub mod held;
pub mod idempotency;
pub mod json;
#[cfg(test)]
mod kept;
pub mod late;
pub mod layers;
pub mod links;
mod listed;
mod look_back;
pub mod names;
pub mod newcomers;
pub mod obligations;
pub mod openapi;
pub mod opt_in;
pub mod orders;
pub mod own_data;
pub mod pages;
pub mod parting;
mod patient;
pub mod person;
pub mod placements;
pub mod plan_view;
mod preview;
pub mod problem;
mod products;
mod publishing;
pub mod rates;
pub mod recent;
pub mod revision;
mod room;
pub mod said;
mod seen;
pub mod segment;
pub mod serve;
mod service_mail;
pub mod settings;
pub mod sinks;
pub mod sliding;
pub mod sources;
pub mod tallies;
pub mod timeline;
pub mod ui;
pub mod whom;
pub mod why;
pub mod wire;

pub use app::App;
pub use openapi::{openapi, openapi_json};
pub use rapport_platform::runtime::{Bounds, MessageIds};
pub use serve::{Config, Server, StartError, serve, start};

/// The cookie a session lives in.
pub const SESSION_COOKIE: &str = "rapport_session";
