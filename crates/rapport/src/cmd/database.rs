//! `rapport database`

use crate::{cli::DatabaseCommand, failure::Failure, settings, words::counted};
use rapport_platform::{sql::Location, stores};

/// Runs `rapport database`.
///
/// # Errors
/// Someone uses the installation, the target is not empty, or what arrived is not what was there.
pub async fn run(command: DatabaseCommand) -> Result<(), Failure> {
    let DatabaseCommand::Copy { data, from, to } = command;
    if !stores::is_installation(&data) {
        return Err(Failure::broken(format!("{} holds no installation", data.display()))
            .next("Name a server's data directory with --data"));
    }
    let from = settings::location(from.as_deref().unwrap_or_default())?.unwrap_or_else(|| Location::within(&data));
    let to = settings::location(&to)?.ok_or_else(|| Failure::usage("name the empty database with --to"))?;
    let tables = stores::go_on_with(&data, &from, &to).await?;
    for table in &tables {
        answer!("{:<20} {:>9}  {}", table.table, counted(table.rows, "row", "rows"), table.sum);
    }
    answer!("Copied {from} to {to}; every table has as many rows and the same sum on both sides.");
    let own = to.file() == Location::within(&data).file();
    let how = if own { "without RAPPORT_DATABASE and --database" } else { "with it in RAPPORT_DATABASE or --database" };
    answer!("From now on start {how}. With the database of before no server starts any more.");
    Ok(())
}
