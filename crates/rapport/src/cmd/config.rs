//! `rapport config check | show`

use crate::{
    cli::ConfigCommand,
    failure::Failure,
    settings::{DEFAULTS, Settings},
};

/// Runs the command.
///
/// # Errors
/// The settings cannot be used.
pub fn run(command: ConfigCommand) -> Result<(), Failure> {
    match command {
        ConfigCommand::Check { file } => {
            let settings = Settings::load(file.as_deref())?;
            answer!("The settings can be used: data in {}, listening on {}", settings.data.display(), settings.listen);
        }
        ConfigCommand::Show => answer!("{}", DEFAULTS.trim_end()),
    }
    Ok(())
}
