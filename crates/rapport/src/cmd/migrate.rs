//! `rapport migrate`

use crate::{cli::Migrate, failure::Failure, progress, words::counted};
use rapport_kernel::Lsn;
use rapport_platform::{
    hold::{Hold, HoldFact, Why},
    left_out::LeftOut,
    migrate::{self, Outcome},
};
use std::{collections::BTreeSet, path::Path};

/// Runs `rapport migrate`.
///
/// # Errors
/// There is no such directory, it is in use, or it holds a record that cannot be read.
pub fn run(args: &Migrate) -> Result<(), Failure> {
    let leave_out: BTreeSet<Lsn> = args.leave_out.iter().copied().map(Lsn).collect();
    let bar = progress::bar(0, "records");
    let outcome = migrate::migrate(&args.data, &leave_out, |reached, end| {
        bar.set_length(end.0);
        bar.set_position(reached.0);
    })?;
    bar.finish_and_clear();
    let done = match outcome {
        Outcome::NothingToDo => {
            answer!("Nothing to do: {} has today's layout already.", args.data.display());
            return Ok(());
        }
        Outcome::Finished => {
            answer!("The migration that was cut off is at its end: {} has today's layout.", args.data.display());
            say_held(&args.data);
            return Ok(());
        }
        Outcome::Migrated(done) => done,
    };
    if done.left_out > 0 {
        let now = jiff::Timestamp::now().into();
        LeftOut::open(&args.data)?.add(&leave_out, now)?;
        Hold::open(&args.data).put(Why::LossAccepted, [HoldFact::LeftOut { records: done.left_out }], now)?;
    }
    let records = counted(done.records, "record has", "records have");
    answer!("{records} today's layout, {} left out.", counted(done.left_out, "was", "were"));
    answer!("The next start makes snapshots and histories from them; it takes longer than usual.");
    say_held(&args.data);
    Ok(())
}

fn say_held(dir: &Path) {
    if Hold::open(dir).is_on() {
        answer!("Then nothing is sent until an administrator has looked at what would go out, and lifts the hold.");
    }
}
