//! The HTTP API: one file per noun, each with its routes, their documentation and what they do.

pub mod approval_links;
pub mod approval_templates;
pub mod approvals;
pub mod backtests;
pub mod backups;
pub mod branches;
pub mod brands;
pub mod channels;
pub mod consents;
pub mod customers;
pub mod decide;
pub mod deliveries;
pub mod events;
pub mod files;
pub mod hold;
pub mod inbound;
pub mod journeys;
pub mod limits;
pub mod live;
pub mod mail;
pub mod nodes;
pub mod passkeys;
mod password_links;
pub mod people;
pub mod plan;
pub mod profile;
pub mod publish;
pub mod scim;
pub mod session;
pub mod set_aside;
pub mod settings;
pub mod setup;
pub mod sources;
pub mod status;
pub mod stores;
pub mod teams;
pub mod trace;
pub mod unbooked;
pub mod vouchers;

use crate::App;
use utoipa_axum::router::OpenApiRouter;

/// All routes that are in the published document.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(events::routes())
        .merge(files::routes())
        .merge(session::routes())
        .merge(passkeys::routes())
        .merge(plan::routes())
        .merge(nodes::routes())
        .merge(unbooked::routes())
        .merge(customers::routes())
        .merge(consents::routes())
        .merge(decide::routes())
        .merge(journeys::routes())
        .merge(publish::routes())
        .merge(approvals::routes())
        .merge(approval_templates::routes())
        .merge(approval_links::routes())
        .merge(limits::routes())
        .merge(backtests::routes())
        .merge(vouchers::routes())
        .merge(branches::routes())
        .merge(deliveries::routes())
        .merge(inbound::routes())
        .merge(brands::routes())
        .merge(channels::routes())
        .merge(sources::routes())
        .merge(people::routes())
        .merge(teams::routes())
        .merge(scim::routes())
        .merge(profile::routes())
        .merge(setup::routes())
        .merge(password_links::routes())
        .merge(settings::routes())
        .merge(mail::routes())
        .merge(live::routes())
        .merge(hold::routes())
        .merge(backups::routes())
        .merge(status::routes())
        .merge(set_aside::routes())
        .merge(stores::routes())
        .merge(trace::routes())
}
