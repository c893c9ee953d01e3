//! server

pub mod api;
pub mod openapi;
pub mod problem;
pub mod wire;

pub use openapi::{openapi, openapi_json};

/// The cookie a session lives in.
pub const SESSION_COOKIE: &str = "rapport_session";

/// State
#[derive(Clone)]
pub struct App;
