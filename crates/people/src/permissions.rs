//! Sets of permissions, one bit for each.

use crate::{Permission, PermissionKind};
use std::fmt;

/// A set of permissions.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Permissions(u64);

const _: () = assert!(Permission::ALL.len() <= 64, "a set has 64 bits");

impl Permissions {
    /// None of them.
    pub const NONE: Self = Self(0);
    /// All of them.
    pub const ALL: Self = Self::of(Permission::ALL);

    /// Exactly the given permissions and no others.
    #[must_use]
    pub const fn of(all: &[Permission]) -> Self {
        let (mut set, mut at) = (Self::NONE, 0);
        while at < all.len() {
            set.0 |= Self::bit(all[at]);
            at += 1;
        }
        set
    }

    const fn bit(permission: Permission) -> u64 {
        1 << permission as u64
    }

    /// Whether this one is among them.
    #[must_use]
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & Self::bit(permission) != 0
    }

    /// Those that are in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them, in the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.contains(*permission))
    }

    /// What of these a substitute has: what releases, and what shows that which is to be released.
    #[must_use]
    pub fn for_substitute(self) -> Self {
        let releases = self.iter().filter(|permission| permission.kind() == PermissionKind::Releases);
        self.and(releases.flat_map(|permission| [permission, permission.shown_by()]).collect())
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(all: I) -> Self {
        all.into_iter().fold(Self::NONE, |set, permission| set.or(Self::of(&[permission])))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::code)).finish()
    }
}
