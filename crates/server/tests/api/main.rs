//! The server over HTTP, as its clients meet it. One file a subject; one program for all, because linking costs more than the tests.

#![allow(clippy::unwrap_used)]

mod accounts;
mod accounts_ended;
mod accounts_given;
mod accounts_named;
mod accounts_opened;
mod accounts_tried;
mod anybody;
mod approvals;
mod common;

mod channels;
mod claims;
mod confirmations;
mod cross_origin;
mod document;
mod door;
mod events;
mod figures;
mod files;
mod given;
mod graphs;
mod hold;
mod look_back;
mod mail;
mod openapi;
mod pages;
mod passkeys;
mod places;
mod plan_life;
mod publishing;
mod reach;
mod restored;
mod room;
mod safety;
mod said;
mod scim;
mod secrets;
mod sources;
mod spelling;
mod stops;
mod thread;
mod tills;
mod trace;
