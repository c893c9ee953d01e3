//! Public pages for customers: plain HTML, five languages, no JavaScript, nothing to sign in to.
//!
//! | address | page | what POST does |
//! |---|---|---|
//! | `/p/c/{token}` | how an address stands | takes back, sends the link to everything |
//! | `/p/d/{token}` | everything that is known | changes consents, hands it out, erases |
//! | `/p/o/{token}` | double opt-in | confirms |
//! | `/p/u/{token}` | unsubscribe | unsubscribes (RFC 8058: also by a mail program, without any page) |
//! | `/p/k/{token}` | a link of a message | nothing: GET redirects to the signed target |
//!
//! The signed token in the address is the permission. Links to the first and third stand in every mail and prove nothing;
//! the second is sent on request to an address that was confirmed. `GET` and `HEAD` change nothing for a person: scanners and mail
//! programs follow every link.

mod agreed;
pub mod click;
pub mod confirm;
pub mod errors;
mod foreign;
mod form;
mod known;
pub mod layout;
pub mod own_data;
pub mod preferences;
mod preferences_view;
pub mod unsubscribe;
mod visit;

use crate::App;
use axum::{Router, routing::get};

pub use rapport_office::words;

/// The routes of the public pages; not part of the API's document.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/p/c/{token}", get(preferences::show).post(preferences::change))
        .route("/p/d/{token}", get(own_data::show).post(own_data::change))
        .route("/p/o/{token}", get(confirm::show).post(confirm::confirm))
        .route("/p/u/{token}", get(unsubscribe::show).post(unsubscribe::unsubscribe))
        .route("/p/k/{token}", get(click::follow))
        .route("/p/style.css", get(layout::style))
        .route("/p/look/{colour}", get(layout::look))
        .route("/errors", get(errors::list))
        .route("/errors/{code}", get(errors::page))
}
