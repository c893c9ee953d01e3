//! How long somebody stays signed in.

use rapport_kernel::{Span, Time, coded};

coded! {
    /// The ways of being signed in; each has lifetimes of its own.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SessionKind {
        /// A person in a browser.
        Browser = "browser",
        /// A branch's phone.
        Phone = "phone",
        /// A token that a person made for a program.
        Token = "token",
        /// A key that was printed at the start, or given there.
        Key = "key",
    }
}

impl SessionKind {
    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// Whether it ends when its account gets another password: whoever may have learned the old one is out. Tokens are taken back one by
    /// one, by those who know which program stops then.
    #[must_use]
    pub fn ends_with_password(self) -> bool {
        matches!(self, Self::Browser)
    }

    /// Within which time it must be used, and when it is over at the latest.
    #[must_use]
    pub fn lifetime(self) -> Lifetime {
        match self {
            Self::Browser => Lifetime { idle: Some(Span::HOUR.times(12)), absolute: Span::DAY.times(7) },
            Self::Phone => Lifetime { idle: None, absolute: Span::DAY.times(90) },
            Self::Token => Lifetime { idle: None, absolute: Span::DAY.times(365) },
            Self::Key => Lifetime { idle: None, absolute: Span::DAY.times(36_500) },
        }
    }
}

/// How long a session may last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// It ends when it was not used for so long.
    pub idle: Option<Span>,
    /// It ends so long after it began, however much it is used.
    pub absolute: Span,
}

/// Whether a session is worth something now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is; and its use should be noted down if `note` says so.
    Open {
        /// Whether the last use that was noted is long enough ago.
        note: bool,
    },
    /// Nobody used it for too long.
    Idle,
    /// Its time is over.
    Over,
}

/// Uses are noted at most so often: a note is a write, and a screen asks many times a minute.
const NOTED: Span = Span::MINUTE;

impl Lifetime {
    /// How a session stands at `now` that was last seen then and is over at `expires`.
    #[must_use]
    pub fn standing(self, seen: Time, expires: Time, now: Time) -> Standing {
        if expires <= now {
            return Standing::Over;
        }
        match self.idle {
            Some(idle) if now.since(seen) >= idle => Standing::Idle,
            _ => Standing::Open { note: now.since(seen) >= NOTED },
        }
    }
}
