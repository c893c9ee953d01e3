//! `rapport migrate`

use crate::{cli::Migrate, failure::Failure};
use rapport_kernel::Lsn;
use rapport_platform::{
    hold::{Hold, Why},
    left_out::LeftOut,
    migrate,
};
use std::{collections::BTreeSet, io::IsTerminal};

/// Runs `rapport migrate`.
///
/// # Errors
/// The directory has today's layout already, is in use, or holds a record that cannot be read.
pub fn run(args: &Migrate) -> Result<(), Failure> {
    let leave_out: BTreeSet<Lsn> = args.leave_out.iter().copied().map(Lsn).collect();
    let shown = std::io::stderr().is_terminal();
    let done = migrate::migrate(&args.data, &leave_out, |reached, end| {
        if shown {
            eprint!("\r{} of {} records", reached.0, end.0);
        }
    })?;
    if shown {
        eprintln!();
    }
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
