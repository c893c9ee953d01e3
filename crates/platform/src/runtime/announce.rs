//! What applies to everybody: brands' settings, journeys' versions, whether journeys run.
//!
//! Each replaces what was said before, whole. Whoever makes one of what is in force therefore reads and writes in one turn, or it
//! takes back what someone else said in between. There is no other way to write them: [`Submission`](super::Submission)s
//! for everybody are made in this crate only.

use super::{Runtime, submission::Submission, submission::SubmitError};
use rapport_customer::Brand;
use rapport_engine::{Body, JourneyStatus, Publication};
use rapport_kernel::JourneyId;
use smol_str::SmolStr;
use tokio::sync::MutexGuard;

/// Something that applies to everybody from now on.
#[derive(Clone, Debug, PartialEq)]
pub enum Announcement {
    /// A brand's settings.
    Brand(Box<Brand>),
    /// A version of a journey.
    Publish(Box<Publication>),
    /// Whether a journey runs.
    Status {
        /// The journey whose state changes.
        journey: JourneyId,
        /// Live, paused or stopped, from now on.
        status: JourneyStatus,
        /// Who says so.
        author: SmolStr,
    },
}

impl From<Announcement> for Body {
    fn from(announcement: Announcement) -> Self {
        match announcement {
            Announcement::Brand(brand) => Self::Brand(brand),
            Announcement::Publish(publication) => Self::Publish(publication),
            Announcement::Status { journey, status, author } => Self::Status { journey, status, author },
        }
    }
}

/// The turn to announce. There is one at a time: what was read after taking it is still so when it is written.
pub struct Announcer<'a> {
    runtime: &'a Runtime,
    _held: MutexGuard<'a, ()>,
}

impl Runtime {
    /// Waits for the turn to announce.
    pub async fn announcer(&self) -> Announcer<'_> {
        Announcer { runtime: self, _held: self.0.announcing.lock().await }
    }
}

impl Announcer<'_> {
    /// Says it to everybody; in force in every partition when this returns.
    ///
    /// # Errors
    /// [`SubmitError`]; then it is not in the log.
    pub async fn announce(&self, announcement: Announcement) -> Result<(), SubmitError> {
        self.runtime.submit_and_wait(Submission::broadcast(announcement.into())).await.map(drop)
    }
}
