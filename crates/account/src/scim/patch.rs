//! PATCH (RFC 7644, 3.5.2) as directories say it: operations in small or large letters, with a path or with an object for a value, truth
//! values as such or as texts.

use super::{
    Filter, ScimRefusal,
    filter::{Comparison, attribute},
};
use serde_json::Value;

/// What of an account is to change; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserChange {
    /// Whether it may come in.
    pub active: Option<bool>,
    /// What they sign in by.
    pub user_name: Option<String>,
    /// What they are called.
    pub display_name: Option<String>,
    /// Where they are written to.
    pub email: Option<String>,
    /// What the directory calls them.
    pub external_id: Option<String>,
}

/// One change of a group; they count in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupChange {
    /// It is called otherwise.
    Name(String),
    /// These come in.
    Add(Vec<String>),
    /// These go out.
    Remove(Vec<String>),
    /// These and no others are in it.
    Replace(Vec<String>),
}

/// One operation, however it was written.
struct Operation<'a> {
    op: Op,
    path: Option<&'a str>,
    value: &'a Value,
}

#[derive(Clone, Copy, PartialEq)]
enum Op {
    Add,
    Replace,
    Remove,
}

impl UserChange {
    /// Reads a PATCH of a user. What Rapport does not keep of people (their department, their telephone) is read over.
    ///
    /// # Errors
    /// [`ScimRefusal`].
    pub fn read(body: &Value) -> Result<Self, ScimRefusal> {
        let mut change = Self::default();
        for operation in operations(body)? {
            // To take an attribute away is no change that an account knows.
            if operation.op == Op::Remove {
                continue;
            }
            match (operation.path, operation.value) {
                (Some(path), value) => change.set(&attribute(path), value)?,
                (None, Value::Object(fields)) => {
                    fields.iter().try_for_each(|(name, value)| change.set(&attribute(name), value))?;
                }
                (None, _) => return Err(ScimRefusal::InvalidSyntax),
            }
        }
        Ok(change)
    }

    fn set(&mut self, name: &str, value: &Value) -> Result<(), ScimRefusal> {
        match name {
            "active" => self.active = Some(truth(value)?),
            "username" => self.user_name = Some(text(value)?),
            "displayname" | "name.formatted" => self.display_name = Some(text(value)?),
            "emails" => self.email = primary(value)?,
            // `emails[type eq "work"].value`: an account has one address.
            one if one.starts_with("emails[") && one.ends_with("].value") => self.email = Some(text(value)?),
            "externalid" => self.external_id = Some(text(value)?),
            _ => {}
        }
        Ok(())
    }
}

/// The address that is marked as primary, or the first one.
pub(super) fn primary(emails: &Value) -> Result<Option<String>, ScimRefusal> {
    let all = emails.as_array().ok_or(ScimRefusal::InvalidValue)?;
    let chosen = all.iter().find(|one| one.get("primary") == Some(&Value::Bool(true))).or_else(|| all.first());
    chosen.map(|one| text(one.get("value").unwrap_or(one))).transpose()
}

impl GroupChange {
    /// Reads a PATCH of a group.
    ///
    /// # Errors
    /// [`ScimRefusal`].
    pub fn read(body: &Value) -> Result<Vec<Self>, ScimRefusal> {
        operations(body)?.iter().map(Self::of).collect()
    }

    fn of(operation: &Operation<'_>) -> Result<Self, ScimRefusal> {
        let Operation { op, path, value } = operation;
        let Some(path) = path else { return Self::of_object(*op, value) };
        let (name, among) = match path.split_once('[') {
            Some((name, rest)) => (name, Some(rest.strip_suffix(']').ok_or(ScimRefusal::InvalidPath)?)),
            None => (*path, None),
        };
        match (attribute(name).as_str(), among, op) {
            ("displayname", None, Op::Add | Op::Replace) => text(value).map(Self::Name),
            ("members", None, Op::Add) => members(value).map(Self::Add),
            ("members", None, Op::Replace) => members(value).map(Self::Replace),
            // Without a value all of them go.
            ("members", None, Op::Remove) if value.is_null() => Ok(Self::Replace(Vec::new())),
            ("members", None, Op::Remove) => members(value).map(Self::Remove),
            ("members", Some(filter), Op::Remove) => chosen(filter).map(|id| Self::Remove(vec![id])),
            _ => Err(ScimRefusal::InvalidPath),
        }
    }

    fn of_object(op: Op, value: &Value) -> Result<Self, ScimRefusal> {
        if let Some(name) = value.get("displayName") {
            return text(name).map(Self::Name);
        }
        match (op, value.get("members")) {
            (Op::Add, Some(value)) => members(value).map(Self::Add),
            (Op::Replace, Some(value)) => members(value).map(Self::Replace),
            (Op::Remove, Some(value)) => members(value).map(Self::Remove),
            (_, None) => Err(ScimRefusal::InvalidSyntax),
        }
    }
}

fn operations(body: &Value) -> Result<Vec<Operation<'_>>, ScimRefusal> {
    let all = body.get("Operations").and_then(Value::as_array).ok_or(ScimRefusal::InvalidSyntax)?;
    all.iter().map(operation).collect()
}

fn operation(said: &Value) -> Result<Operation<'_>, ScimRefusal> {
    let op = said.get("op").and_then(Value::as_str).ok_or(ScimRefusal::InvalidSyntax)?;
    let op = match op.to_ascii_lowercase().as_str() {
        "add" => Op::Add,
        "replace" => Op::Replace,
        "remove" => Op::Remove,
        _ => return Err(ScimRefusal::InvalidSyntax),
    };
    let path = said.get("path").and_then(Value::as_str);
    Ok(Operation { op, path, value: said.get("value").unwrap_or(&Value::Null) })
}

/// Members as `[{"value": "id"}]`, one of them, or bare ids.
pub(super) fn members(value: &Value) -> Result<Vec<String>, ScimRefusal> {
    let id = |one: &Value| text(one.get("value").unwrap_or(one));
    match value {
        Value::Array(all) => all.iter().map(id).collect(),
        one => id(one).map(|id| vec![id]),
    }
}

/// The member that `value eq "id"` names.
fn chosen(filter: &str) -> Result<String, ScimRefusal> {
    match Filter::read(filter)? {
        Filter::Compare { attribute, by: Comparison::Equal, value } if attribute == "value" => Ok(value),
        _ => Err(ScimRefusal::InvalidPath),
    }
}

pub(super) fn text(value: &Value) -> Result<String, ScimRefusal> {
    value.as_str().map(str::to_owned).ok_or(ScimRefusal::InvalidValue)
}

/// Entra sends truth values as texts.
pub(super) fn truth(value: &Value) -> Result<bool, ScimRefusal> {
    match value {
        Value::Bool(truth) => Ok(*truth),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(ScimRefusal::InvalidValue),
    }
}
