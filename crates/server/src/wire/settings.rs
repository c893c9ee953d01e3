//! Printers.

use super::TrialSaid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A receipt printer in the network (ESC/POS).
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Printer {
    /// How branches name it.
    #[schema(pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")]
    pub id: String,
    /// The id of the branch whose texts it prints.
    #[schema(max_length = 64)]
    pub branch: String,
    /// `host:port`; the usual port is 9100.
    #[schema(example = "192.0.2.10:9100", max_length = 256)]
    pub address: String,
    /// Characters in a line, 24 to 96.
    #[schema(minimum = 24, maximum = 96, example = 42)]
    pub columns: u16,
}

/// A receipt printer as it is set up now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PrinterView {
    /// How branches name it.
    pub id: String,
    /// The id of the branch whose texts it prints.
    pub branch: String,
    /// `host:port`.
    #[schema(example = "192.0.2.10:9100")]
    pub address: String,
    /// Characters in a line.
    #[schema(example = 42)]
    pub columns: u16,
    /// Which state of the printer this is; also the `ETag` of a change.
    pub revision: String,
}

impl From<rapport_channel::driver::Trial> for Trial {
    fn from(trial: rapport_channel::driver::Trial) -> Self {
        let said = TrialSaid::of(&trial);
        Self { ok: trial.ok, message: said.to_string(), said }
    }
}

/// The result of a test.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Trial {
    /// Whether it worked.
    pub ok: bool,
    /// The answer, in words.
    pub message: String,
    /// The same as a code with values.
    pub said: TrialSaid,
}
