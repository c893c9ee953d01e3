//! The application ring: what Rapport does for people, as functions. Commands change something, views answer a question; jobs and sinks go
//! on beside them. Nothing here knows HTTP, and nothing here writes SQL.
//!
//! | module | what it does |
//! |---|---|
//! | [`office`] | everything that commands and views work with |
//! | [`refused`] | why something was not done, with the rule that forbids it |
//! | [`places`], [`part`] | where everything stands, and what someone sees of it |
//! | [`view`] | what views answer: plain data, codes, sentences |
//! | [`person`], [`delivery`], [`deliveries`], [`at_step`], [`timeline`], [`why`], [`orders`], [`effect`], [`plan_view`], [`tallies`], [`attention`], [`held`], [`documents`], [`graph`], [`preview`] | answers put together from state, history and ledger |
//! | [`publishing`], [`files`], [`actuals`], [`claims`], [`parting`], [`opt_in`], [`own_data`], [`exports`], [`erasures`] | what people have done |
//! | [`approvals`] | what is released by somebody else first, whom that asks, what their answer sets going |
//! | [`backtests`], [`look_back`] | long work |
//! | [`drivers`], [`sinks`], [`board`], [`copies`], [`service_mail`], [`links`] | carrying effects out |
//! | [`backups`], [`beside`], [`again`], [`canary`], [`at_rest`] | backups, the journal beside them, saying again what a restored one does not know; whether what is kept is whole |
//! | [`rates`], [`newcomers`], [`placements`], [`crowds`], [`device_views`], [`sliding`] | how much the public may |
//! | [`settings`], [`sources`], [`seen`], [`recent`], [`names`], [`words`], [`label`] | what is set, known, and what it is called |

pub mod actuals;
pub mod again;
pub mod approvals;
pub mod at_rest;
pub mod at_step;
pub mod attention;
pub mod backtests;
pub mod backups;
pub mod beside;
pub mod board;
pub mod booked;
pub mod canary;
pub mod claims;
pub mod copies;
pub mod crowds;
pub mod days;
pub mod deliveries;
pub mod delivery;
pub mod device_views;
pub mod documents;
pub mod drivers;
pub mod effect;
pub mod erasures;
pub mod explained;
pub mod exports;
pub mod files;
pub mod graph;
pub mod heads;
pub mod held;
#[cfg(test)]
mod kept;
pub mod label;
pub mod late;
pub mod ledger;
pub mod links;
pub mod listed;
pub mod look_back;
mod nameless;
pub mod names;
pub mod network;
pub mod newcomers;
pub mod obligations;
pub mod office;
pub mod opt_in;
pub mod orders;
pub mod own_data;
pub mod part;
pub mod parting;
pub mod patient;
pub mod person;
pub mod placements;
pub mod places;
pub mod plan_view;
pub mod preview;
pub mod products;
pub mod publishing;
pub mod rates;
pub mod recent;
pub mod refused;
pub mod said;
pub mod seen;
pub mod service_mail;
pub mod settings;
pub mod sinks;
pub mod sliding;
pub mod sources;
pub mod story;
pub mod tallies;
pub mod timeline;
pub mod view;
pub mod vouchers;
pub mod whom;
pub mod why;
pub mod words;

pub use office::Office;
