//! What is looked for in the trace.

use rapport_kernel::Time;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Which lines of the trace.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TraceQuery {
    /// What it was done to, as `kind:id`: `node:activity:shoes`.
    pub object: Option<String>,
    /// Who did it: an account.
    pub person: Option<String>,
    /// What was done: `made`, `changed`, ...
    pub act: Option<String>,
    /// Not before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Time>,
    /// Before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    pub until: Option<Time>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// How many lines at most; 50 if left out.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
}

/// In which form lines are taken out.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TraceForm {
    /// Comma-separated values, one line each.
    #[default]
    Csv,
    /// JSON, one object a line.
    Ndjson,
}

/// Which lines are taken out, and how.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TraceExportQuery {
    /// What it was done to, as `kind:id`.
    pub object: Option<String>,
    /// Who did it: an account.
    pub person: Option<String>,
    /// What was done.
    pub act: Option<String>,
    /// Not before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Time>,
    /// Before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    pub until: Option<Time>,
    /// `csv` or `ndjson`; `csv` if left out.
    #[param(inline)]
    pub form: Option<TraceForm>,
}

/// The thing whose story is asked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StoryQuery {
    /// The object, as `kind:id`: `journey:spring`.
    pub object: String,
}
