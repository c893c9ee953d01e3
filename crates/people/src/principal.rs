//! Who asks: a person, or something that a person let act for them with less.

use crate::{Permissions, PersonId, Realm, RoleId};
use rapport_kernel::Time;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Whose rights count.
    pub person: PersonId,
    /// What is left of them, if not all.
    pub narrowing: Option<Narrowing>,
}

/// What leaves less than a person holds. It never adds anything: what is asked for must be the person's own, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Narrowing {
    /// A token, of a person or a service account, may do some of what its holder may.
    Token {
        /// What the token was issued for; nothing beyond it.
        permissions: Permissions,
        /// Here only.
        realm: Realm,
        /// The first moment at which it may nothing any more; without one it lasts as long as what its holder holds.
        until: Option<Time>,
    },
    /// An administrator looks at the screens as someone with this role sees them, and cannot act.
    Looking {
        /// The role whose view is taken.
        role: RoleId,
        /// As if it were held here.
        realm: Realm,
    },
}

impl Narrowing {
    /// Whether this still lasts.
    pub(crate) fn lasts(&self, now: Time) -> bool {
        match self {
            Self::Token { until, .. } => until.is_none_or(|until| now < until),
            Self::Looking { .. } => true,
        }
    }
}

impl Principal {
    /// A person with all that is theirs.
    #[must_use]
    pub fn person(id: impl Into<PersonId>) -> Self {
        Self { person: id.into(), narrowing: None }
    }

    /// A person's token.
    #[must_use]
    pub fn token(holder: impl Into<PersonId>, permissions: Permissions, realm: Realm) -> Self {
        Self { person: holder.into(), narrowing: Some(Narrowing::Token { permissions, realm, until: None }) }
    }

    /// The same, until a moment: nothing is given by it for longer.
    #[must_use]
    pub fn ending(mut self, at: Time) -> Self {
        if let Some(Narrowing::Token { until, .. }) = &mut self.narrowing {
            *until = Some(at);
        }
        self
    }

    /// An administrator who looks as another role.
    #[must_use]
    pub fn looking(person: impl Into<PersonId>, role: impl Into<RoleId>, realm: Realm) -> Self {
        Self { person: person.into(), narrowing: Some(Narrowing::Looking { role: role.into(), realm }) }
    }
}
