//! Whole users and groups (RFC 7643, 4.1 and 4.2), as far as an account or a team knows their attributes. What else a directory tells of
//! people, such as their department, is read over and not kept.

use super::{
    ScimRefusal, UserChange,
    patch::{members, primary, text, truth},
};
use crate::Email;
use serde_json::{Map, Value};

/// A user as a directory tells them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserResource {
    /// What the directory knows them by. Kept as it was written, since directories compare what they read with what they wrote.
    pub user_name: String,
    /// Where they are written to, and what they sign in by: the primary address, or else the user name.
    pub email: Email,
    /// What they are called: the display name, or else the parts of the name, or else what stands before the `@`.
    pub display_name: String,
    /// What the directory calls them; empty if it does not say.
    pub external_id: String,
    /// Whether they may come in.
    pub active: bool,
}

/// A group as a directory tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupResource {
    /// What people call it.
    pub display_name: String,
    /// What the directory calls it; empty if it does not say.
    pub external_id: String,
    /// The ids of its members.
    pub members: Vec<String>,
}

impl UserResource {
    /// Reads a user.
    ///
    /// # Errors
    /// [`ScimRefusal`].
    pub fn read(body: &Value) -> Result<Self, ScimRefusal> {
        let body = object(body)?;
        let user_name = required(&body, "username")?;
        let emails = body.get("emails").map(primary).transpose()?.flatten();
        let email = address(emails.as_deref(), &user_name)?;
        let given =
            |attribute: &str| optional(&body, attribute).map(|text| text.filter(|text| !text.trim().is_empty()));
        let called = match given("displayname")? {
            Some(name) => Some(name),
            None => body.get("name").and_then(in_full),
        };
        let display_name = called.unwrap_or_else(|| before_at(&email));
        Ok(Self {
            user_name,
            email,
            display_name,
            external_id: given("externalid")?.unwrap_or_default(),
            active: body.get("active").map_or(Ok(true), truth)?,
        })
    }

    /// The same user after a change.
    ///
    /// # Errors
    /// [`ScimRefusal::InvalidValue`] if they would have no address.
    pub fn after(mut self, change: UserChange) -> Result<Self, ScimRefusal> {
        // Whoever changes the name by which they sign in changes the address, unless an address is told beside it.
        let signs_in_by_name = Email::read(&self.user_name).is_ok_and(|email| email == self.email);
        let named = change.user_name.as_deref().filter(|_| signs_in_by_name);
        if let Some(text) = change.email.as_deref().or(named) {
            self.email = Email::read(text).map_err(|_| ScimRefusal::InvalidValue)?;
        }
        self.user_name = change.user_name.unwrap_or(self.user_name);
        self.display_name = change.display_name.filter(|name| !name.trim().is_empty()).unwrap_or(self.display_name);
        self.external_id = change.external_id.unwrap_or(self.external_id);
        self.active = change.active.unwrap_or(self.active);
        Ok(self)
    }
}

impl GroupResource {
    /// Reads a group.
    ///
    /// # Errors
    /// [`ScimRefusal`].
    pub fn read(body: &Value) -> Result<Self, ScimRefusal> {
        let body = object(body)?;
        Ok(Self {
            display_name: required(&body, "displayname")?,
            external_id: optional(&body, "externalid")?.unwrap_or_default(),
            members: body.get("members").map_or(Ok(Vec::new()), members)?,
        })
    }
}

/// The attributes by their names in small letters, without those that are null.
fn object(body: &Value) -> Result<Map<String, Value>, ScimRefusal> {
    let all = body.as_object().ok_or(ScimRefusal::InvalidSyntax)?;
    let said = all.iter().filter(|(_, value)| !value.is_null());
    Ok(said.map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect())
}

fn optional(body: &Map<String, Value>, attribute: &str) -> Result<Option<String>, ScimRefusal> {
    body.get(attribute).map(text).transpose()
}

fn required(body: &Map<String, Value>, attribute: &str) -> Result<String, ScimRefusal> {
    let found = optional(body, attribute)?.filter(|text| !text.trim().is_empty());
    found.ok_or(ScimRefusal::InvalidValue)
}

fn address(email: Option<&str>, user_name: &str) -> Result<Email, ScimRefusal> {
    Email::read(email.unwrap_or(user_name)).map_err(|_| ScimRefusal::InvalidValue)
}

/// A name of parts, in the order of western languages unless it stands there in one piece.
fn in_full(name: &Value) -> Option<String> {
    let part =
        |attribute: &str| name.get(attribute).and_then(Value::as_str).map(str::trim).filter(|part| !part.is_empty());
    let parts = || {
        let both: Vec<&str> = ["givenName", "familyName"].into_iter().filter_map(part).collect();
        (!both.is_empty()).then(|| both.join(" "))
    };
    part("formatted").map(str::to_owned).or_else(parts)
}

fn before_at(email: &Email) -> String {
    email.as_str().split('@').next().unwrap_or_default().to_owned()
}
