//! The trace: who changed what.

use rapport_kernel::Time;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One change that was recorded.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TraceLine {
    /// Its number: lines are numbered without gaps.
    pub seq: u64,
    /// The moment of the change, in UTC.
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    /// By which way: `screen`, `mail`, `token`, `directory`, `command_line`, `rapport`.
    pub origin: String,
    /// From which network address; only for who may read the trace, and not of who was erased.
    pub address: Option<String>,
    /// Who did it: an account, or the number of somebody who was erased; absent: Rapport itself.
    pub who: Option<String>,
    /// What they are called; absent of who was erased.
    pub who_name: Option<String>,
    /// Whom of the staff it is about.
    pub about: Option<String>,
    /// What they are called.
    pub about_name: Option<String>,
    /// What was done: `made`, `changed`, `moved_money`, ...
    pub act: String,
    /// To what sort of thing: `node`, `journey`, `person`, ...
    pub kind: String,
    /// To which of them.
    pub id: String,
    /// What a person is called that it was done to.
    pub object_name: Option<String>,
    /// What was before and after.
    pub changes: Vec<TraceField>,
    /// The reason that was given.
    pub why: Option<String>,
    /// The approval by which it was done.
    pub approval: Option<String>,
}

/// What one field was and became.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TraceField {
    /// Which, by its name in the API; dotted where it lies deeper.
    pub field: String,
    /// What it was; absent if it was not there.
    pub before: Option<Value>,
    /// What it became; absent if it is gone.
    pub after: Option<Value>,
}

/// What happened to an object at one time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Episode {
    /// The number of its first line.
    pub seq: u64,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub from: Time,
    /// When its last line was written.
    #[schema(value_type = String, format = DateTime)]
    pub until: Time,
    /// What to say, in this order.
    pub sentences: Vec<Sentence>,
}

/// A sentence of a story: its code, and the values that it speaks of.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Sentence {
    /// `did`, `in_place_of`, `about`, `set`, `changed`, `cleared`, `because`, `by_approval`, `from`.
    pub code: String,
    /// Whom it speaks of: an account, or the number of somebody who was erased; absent in `did`: Rapport itself.
    pub person: Option<String>,
    /// What they are called; absent of who was erased.
    pub name: Option<String>,
    /// What was done.
    pub act: Option<String>,
    /// To what sort of thing.
    pub kind: Option<String>,
    /// To which of them.
    pub id: Option<String>,
    /// What a person is called that it was done to.
    pub object_name: Option<String>,
    /// How often, one after the other.
    pub times: Option<u32>,
    /// The field that changed; none where the whole thing did.
    pub field: Option<String>,
    /// The value before the change; none where there was none.
    pub before: Option<Value>,
    /// What it became.
    pub after: Option<Value>,
    /// The reason that was given.
    pub why: Option<String>,
    /// The approval by which it was done.
    pub approval: Option<String>,
    /// By which way.
    pub origin: Option<String>,
    /// From which network address.
    pub address: Option<String>,
}
