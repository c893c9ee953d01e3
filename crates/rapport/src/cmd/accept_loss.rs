//! `rapport accept-loss`

use crate::{cli::AcceptLoss, failure::Failure};
use rapport_platform::stores;

/// Runs `rapport accept-loss`.
///
/// # Errors
/// Someone uses the directory, or the loss was only shown.
pub async fn run(args: &AcceptLoss) -> Result<(), Failure> {
    if !stores::is_installation(&args.data) {
        return Err(Failure::broken(format!("{} holds no installation", args.data.display()))
            .next("Name a server's data directory with --data"));
    }
    let database = args.database.of(&args.data)?;
    let gaps = stores::missing(&args.data, &database).await?;
    if gaps.is_empty() {
        answer!("Nothing is missing in {}.", args.data.display());
        return Ok(());
    }
    if !args.yes {
        for gap in gaps {
            answer!("{}", gap.words());
        }
        return Err(Failure::broken(
            "nothing was changed. Look for the missing files or a backup first; to go on without them, add --yes",
        ));
    }
    let accepted = stores::accept(&args.data, &database, jiff::Timestamp::now().into()).await?;
    for gap in &accepted.gaps {
        answer!("Going on without: {}", gap.words());
    }
    for stretch in &accepted.lost {
        answer!("Positions {} to {} are lost for good.", stretch.from.0, stretch.to.0);
    }
    answer!(
        "Nothing is sent until an administrator lifts the hold: start the server, then see `rapport hold status`.\n\
         It also says which brands and journeys went back, and which are in force again from what is left."
    );
    Ok(())
}
