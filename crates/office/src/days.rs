//! Whose days are meant: those of a node's brand, or of the nearest above it that has one; else of the first brand.

use crate::{Office, refused::Refused, whom};
use rapport_plan::{
    NodeId,
    days::{Calendars, Days},
};

/// The days of a node.
///
/// # Errors
/// [`crate::refused::Cause::Unavailable`] while stopping.
pub async fn of(app: &Office, node: &NodeId) -> Result<Days, Refused> {
    let brand = app.ledger.plan().tree().up(node).find_map(|node| node.brand.clone());
    Ok(Days::of_zone(&whom::home(app, brand.as_ref()).await?.zone))
}

/// The days of every activity.
///
/// # Errors
/// [`crate::refused::Cause::Unavailable`] while stopping.
pub async fn calendars(app: &Office) -> Result<Calendars, Refused> {
    let home = Days::of_zone(&whom::home(app, None).await?.zone);
    let brands = app.all_brands().await?;
    let brands = brands.iter().map(|brand| (brand.id.clone(), Days::of_zone(&brand.zone))).collect();
    Ok(Calendars::new(&app.ledger.plan().tree(), home, &brands))
}
