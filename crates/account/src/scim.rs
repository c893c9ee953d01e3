//! What a directory tells of people and groups, after SCIM 2.0 (RFC 7643, 7644), as far as directories say it: the filters by which Okta
//! and Microsoft Entra look somebody up, and the PATCH by which they change and close accounts.
//!
//! * [`filter`]: `userName eq "ada@example.com"`.
//! * [`patch`]: what is to change, whichever of the many ways it is said in.
//! * [`resource`]: a whole user or group, as it is made or replaced.

pub mod filter;
pub mod patch;
pub mod resource;

pub use filter::Filter;
pub use patch::{GroupChange, UserChange};
pub use resource::{GroupResource, UserResource};

use rapport_kernel::coded;

coded! {
    /// Why a request of a directory is not carried out: the `scimType` of RFC 7644, 3.12.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ScimRefusal {
        /// The filter cannot be read, or asks for what cannot be asked.
        InvalidFilter = "invalidFilter",
        /// The request is not of the documented form.
        InvalidSyntax = "invalidSyntax",
        /// The path names nothing that can be changed.
        InvalidPath = "invalidPath",
        /// An attribute was given a value it cannot have.
        InvalidValue = "invalidValue",
        /// Another resource has what only one can have.
        Uniqueness = "uniqueness",
    }
}
