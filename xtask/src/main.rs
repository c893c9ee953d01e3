//! Checks of the house itself: `cargo xtask check`.

mod cargo;
mod docs;
mod kinds;
mod names;
mod refusals;
mod rings;
mod scans;
mod sources;
mod tidy;
mod unused;

use std::{error::Error, process::ExitCode};

fn main() -> ExitCode {
    let asked = std::env::args().nth(1);
    if asked.as_deref() != Some("check") {
        eprintln!("usage: cargo xtask check");
        return ExitCode::from(2);
    }
    match check() {
        Ok(found) if found.is_empty() => {
            println!(
                "the house stands: rings, dependencies, kinds of channels, names, refusals, scans, comments, modules"
            );
            ExitCode::SUCCESS
        }
        Ok(found) => {
            for breach in found {
                eprintln!("{breach}");
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("the check could not run: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Everything that is not as the house wants it.
fn check() -> Result<Vec<String>, Box<dyn Error>> {
    let root = cargo::root();
    let packages = cargo::packages(&root)?;
    let files = sources::read(&packages)?;
    let mut found = rings::check(&root, &packages)?;
    found.extend(unused::check(&packages, &files));
    found.extend(kinds::check(&root)?);
    found.extend(names::check(&root, &files)?);
    found.extend(refusals::check(&files));
    found.extend(scans::check(&root, &files)?);
    found.extend(tidy::check(&files));
    found.extend(docs::check(&files));
    Ok(found)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_house_stands() {
        assert_eq!(super::check().expect("the house can be looked at"), Vec::<String>::new());
    }
}
