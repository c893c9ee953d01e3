//! Links by which people set a password: the invitation of a new account, and the reset of one whose password is forgotten.
//!
//! A link is good once and for a while. What is kept of it is a hash; a newer link of the same account that reached its owner ends the
//! older ones, and so does any other change of the password.

use rapport_kernel::{Span, Time, coded};

coded! {
    /// What somebody who opens a link to set a password is let in for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum LinkKind {
        /// The first password of an account that somebody was invited to.
        Invitation = "invitation",
        /// Another password for an account that has one.
        Reset = "reset",
    }
}

impl LinkKind {
    /// How long it is good. An invitation waits for somebody to come back from a holiday; a reset was asked for just now.
    #[must_use]
    pub fn lasts(self) -> Span {
        match self {
            Self::Invitation => Span::DAY.times(7),
            Self::Reset => Span::HOUR,
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// A link as it is kept, without the secret in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordLink {
    /// Whether it invites, resets or sets up.
    pub kind: LinkKind,
    /// The first moment at which it is good no more.
    pub expires: Time,
    /// Whether somebody used it.
    pub used: bool,
    /// Whether its account is open.
    pub open: bool,
}

coded! {
    /// Why a link opens nothing. Only who has the link is told.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum LinkRefusal {
        /// There is no such link, or a newer one took its place.
        Unknown = "link_unknown",
        /// A link works once, and this one was opened and used.
        Used = "link_used",
        /// Its time is over.
        Expired = "link_expired",
    }
}

impl PasswordLink {
    /// Whether a password can be set by it at `now`. The link of an account that was closed meanwhile is as if it had never been.
    ///
    /// # Errors
    /// [`LinkRefusal`].
    pub fn decide(self, now: Time) -> Result<LinkKind, LinkRefusal> {
        match self {
            Self { open: false, .. } => Err(LinkRefusal::Unknown),
            Self { used: true, .. } => Err(LinkRefusal::Used),
            Self { expires, .. } if expires <= now => Err(LinkRefusal::Expired),
            Self { kind, .. } => Ok(kind),
        }
    }
}
