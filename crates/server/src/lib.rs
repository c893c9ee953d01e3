//! Rapport's HTTP side: the API, the public pages, the embedded web UI, and the wiring of everything below.
//!
//! | module | what it does |
//! |---|---|
//! | [`serve`] | starts and stops everything |
//! | [`api`], [`wire`] | the handlers and the shapes they speak, one file per noun in each |
//! | [`openapi()`] | the published document, made of the handlers |
//! | [`problem`] | what goes wrong, with stable codes |
//! | [`auth`], [`layers`], [`idempotency`], [`extract`], [`contract`], [`json`] | what holds for every request |
//! | [`segment`] | events as Segment's clients write them |
//! | [`pages`], [`links`] | public pages and the signed links that lead to them |
//! | [`drivers`], [`sinks`], [`board`], [`opt_in`], [`own_data`] | carrying effects out |
//! | [`person`], [`delivery`], [`timeline`], [`why`], [`orders`], [`effect`], [`plan_view`], [`tallies`], [`attention`], [`backtests`], [`documents`], [`graph`] | answers put together from state, history and ledger |

pub mod api;
pub mod app;
pub mod attention;
pub mod auth;
pub mod backtests;
pub mod board;
pub mod contract;
pub mod delivery;
pub mod documents;
pub mod drivers;
pub mod effect;
pub mod extract;
pub mod graph;
pub mod idempotency;
pub mod json;
pub mod layers;
pub mod links;
pub mod openapi;
pub mod opt_in;
pub mod orders;
pub mod own_data;
pub mod pages;
pub mod person;
pub mod plan_view;
pub mod problem;
pub mod recent;
pub mod said;
mod seen;
pub mod segment;
pub mod serve;
mod service_mail;
pub mod settings;
pub mod sinks;
pub mod sources;
pub mod tallies;
pub mod timeline;
pub mod ui;
pub mod whom;
pub mod why;
pub mod wire;

pub use app::App;
pub use openapi::{openapi, openapi_json};
pub use serve::{Config, Server, StartError, serve, start};

/// The cookie a session lives in.
pub const SESSION_COOKIE: &str = "rapport_session";
