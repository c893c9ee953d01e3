//! Who is signed in, and how they come in.

use super::codes::HoldCode;
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Signs in: by a token, or by address and password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionInput {
    /// The recovery key, or the token in a branch's link. A program's token opens no browser.
    #[schema(min_length = 1, max_length = 256)]
    pub token: Option<String>,
    /// The address somebody signs in by.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// The password that goes with the address.
    #[schema(max_length = 512, format = Password)]
    pub password: Option<String>,
    /// A code of the second factor, or a recovery code; asked for by `code_needed`.
    #[schema(max_length = 64)]
    pub code: Option<String>,
}

/// Who is signed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Session {
    /// Whose account it is.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// What they may do at one place at least, by the names of the permissions.
    pub permissions: Vec<String>,
    /// Their branch, for a branch's phone.
    pub branch: Option<String>,
    /// Whether it is a person's own account, with a profile and a password.
    pub has_profile: bool,
    /// Whether nobody has an account yet but the key that was printed at the first start: the first administrator can be set up.
    pub set_up: bool,
    /// Why nothing is sent at the moment; empty if things are sent.
    pub held: Vec<HoldCode>,
}

/// The first administrator.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupInput {
    /// Their name: the author of what they do.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What they sign in by.
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// At least 12 characters.
    #[schema(max_length = 512, format = Password)]
    pub password: String,
    /// In which language they are written to.
    #[schema(max_length = 8)]
    pub language: Option<String>,
    /// Their time zone, such as `Europe/Berlin`.
    #[schema(max_length = 64)]
    pub zone: Option<String>,
}

/// Asks for a link to set a password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordLinkRequest {
    /// The address somebody signs in by.
    #[schema(min_length = 1, max_length = 254)]
    pub email: String,
}

/// A link to set a password, as it came by mail.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordLinkInput {
    /// What stands behind the `#` of the link.
    #[schema(min_length = 1, max_length = 256)]
    pub link: String,
}

/// Sets a password by a link.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordByLink {
    /// What stands behind the `#` of the link.
    #[schema(min_length = 1, max_length = 256)]
    pub link: String,
    /// The new password: at least 12 characters.
    #[schema(max_length = 512, format = Password)]
    pub password: String,
    /// A code of the second factor, where the account has one.
    #[schema(max_length = 64)]
    pub code: Option<String>,
    /// In which language they are written to.
    #[schema(max_length = 8)]
    pub language: Option<String>,
    /// Their time zone.
    #[schema(max_length = 64)]
    pub zone: Option<String>,
}

/// What whoever opens a link to set a password is shown first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PasswordLinkView {
    /// Whose account it is.
    pub name: String,
    /// What they sign in by.
    pub email: String,
    /// Whether it is an invitation: the account has no password yet.
    pub invitation: bool,
    /// Whether a code of the second factor is needed, too.
    pub second_factor: bool,
}

/// What somebody says of themselves.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Profile {
    /// What they are called: the author of what they do.
    pub name: String,
    /// What they sign in by.
    pub email: String,
    /// In which language they are written to; empty if they never said.
    pub language: String,
    /// Their time zone; empty if they never said.
    pub zone: String,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// How many recovery codes are left.
    pub recovery_codes: u64,
    /// What they hold.
    pub roles: Vec<super::RoleHeld>,
}

/// A change of the profile; what is absent stays.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileChange {
    /// What they are called.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// In which language they are written to.
    #[schema(max_length = 8)]
    pub language: Option<String>,
    /// Their time zone.
    #[schema(max_length = 64)]
    pub zone: Option<String>,
}

/// A new password; every other browser of the account is signed out.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The one of now.
    #[schema(max_length = 512, format = Password)]
    pub current: String,
    /// The new one: at least 12 characters.
    #[schema(max_length = 512, format = Password)]
    pub new: String,
}

/// The password once more, before something that could shut its owner out.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordOnceMore {
    /// The password of the account, asked for once more.
    #[schema(max_length = 512, format = Password)]
    pub password: String,
}

/// A ceremony with a passkey that was begun.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PasskeyBegun {
    /// Under which it goes on, once, within five minutes.
    pub ceremony: String,
    /// What the browser is given, in the JSON form of WebAuthn Level 3 (`parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON`).
    #[schema(value_type = Object)]
    pub options: serde_json::Value,
}

/// A passkey that a device has made.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyMade {
    /// What was begun.
    #[schema(max_length = 64)]
    pub ceremony: String,
    /// What its owner calls it, such as the name of the device.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What `toJSON` of the browser's answer gives.
    #[schema(value_type = Object)]
    pub credential: serde_json::Value,
}

/// A passkey that signed what was begun.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeySignIn {
    /// What was begun.
    #[schema(max_length = 64)]
    pub ceremony: String,
    /// What `toJSON` of the browser's answer gives.
    #[schema(value_type = Object)]
    pub credential: serde_json::Value,
}

/// A passkey of an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PasskeyView {
    /// By which it is taken away.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created: Time,
    /// When it opened something last.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub used: Option<Time>,
}

/// What an authenticator app needs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FactorBegun {
    /// To be typed into the app.
    pub secret: super::Secret,
    /// The same as an address that apps read from a picture.
    pub url: super::Secret,
}

/// The first code of the app.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorCode {
    /// Six digits.
    #[schema(min_length = 1, max_length = 16)]
    pub code: String,
}

/// Codes for the day on which the app is lost.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each is good once; shown once.
    pub codes: Vec<super::Secret>,
}

/// Something that is signed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SignedIn {
    /// By which it is ended.
    pub id: String,
    /// Which browser it is, or what the token is for.
    pub label: String,
    /// Whether it is the session that asks.
    pub current: bool,
    /// The moment of the sign-in.
    #[schema(value_type = String, format = DateTime)]
    pub since: Time,
    /// When it was used last.
    #[schema(value_type = String, format = DateTime)]
    pub seen: Time,
    /// From when on it is worth nothing.
    #[schema(value_type = String, format = DateTime)]
    pub expires: Time,
    /// For a token: what it was made for.
    pub permissions: Option<Vec<String>>,
}

/// A token for a program.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenInput {
    /// The program that will use the token, as its owner calls it.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What it may do, at most; never more than its owner may.
    #[schema(min_items = 1, max_items = 64)]
    pub permissions: Vec<String>,
    /// How many days it is good.
    #[schema(minimum = 1, maximum = 365)]
    pub days: u32,
    /// The owner's password, asked for once more: a token outlives the browser that made it.
    #[schema(max_length = 512, format = Password)]
    pub password: String,
}

/// A new token.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TokenCreated {
    /// Shown once and kept only as a hash.
    pub token: super::Secret,
}
