//! `rapport migrate`

use crate::{cli::Migrate, failure::Failure, progress};
use rapport_kernel::Lsn;
use rapport_platform::{
    hold::{Hold, Why},
    left_out::LeftOut,
    migrate,
};
use std::collections::BTreeSet;

/// Runs `rapport migrate`.
///
/// # Errors
/// The directory has today's layout already, is in use, or holds a record that cannot be read.
pub fn run(args: &Migrate) -> Result<(), Failure> {
    let leave_out: BTreeSet<Lsn> = args.leave_out.iter().copied().map(Lsn).collect();
    let bar = progress::bar(0, "records");
    let done = migrate::migrate(&args.data, &leave_out, |reached, end| {
        bar.set_length(end.0);
        bar.set_position(reached.0);
    })?;
    bar.finish_and_clear();
    if done.left_out > 0 {
        let now = jiff::Timestamp::now().into();
        LeftOut::open(&args.data)?.add(&leave_out, now)?;
        Hold::open(&args.data).put(
            Why::LossAccepted,
            format!("{} records left out by a migration", done.left_out),
            now,
        )?;
    }
    println!("{} records have today's layout, {} were left out.", done.records, done.left_out);
    println!("The next start makes snapshots and histories from them; it takes longer than usual.");
    Ok(())
}
