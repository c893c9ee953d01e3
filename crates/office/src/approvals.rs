//! Approvals: what may not go ahead on one person's word, whom that has to be asked, and what their answer sets going.
//!
//! The rules are `rapport_work`'s; this is how they meet the plan, the journeys and the people.
//!
//! * [`matter`]: what is to be released, version by version, with the digest that an answer is about.
//! * [`staff`]: who is who at this moment: the directory that the rules ask.
//! * [`outlook`]: what publishing a version would cost, and whether it goes live at once or whom it asks.
//! * [`reallocation`]: the same for moving budget.
//! * [`desk`]: asking, answering, and what a change of a draft voids.
//! * [`carry`]: what an approval sets going: exactly the version that was seen.
//! * [`shown`]: as screens show it.
//!
//! Entries are written before what they set going is done. An approval without an outcome is carried out when the program looks again,
//! and doing so twice does it once: a version that is live already is not published anew, and a booking has the approval's id for its key.

pub mod carry;
pub mod desk;
pub mod matter;
pub mod outlook;
pub mod reallocation;
pub mod shown;
pub mod staff;
pub mod template;
