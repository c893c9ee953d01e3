//! SCIM 2.0 (RFC 7643): the resources that directories exchange, as far as an account or a team knows their attributes.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// The schema of a user.
pub const SCIM_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The schema of a group.
pub const SCIM_GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// The schema of an error.
pub const SCIM_ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
/// The schema of a list.
const SCIM_LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// Which resources, and which of their attributes.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ScimQuery {
    /// A filter, such as `userName eq "ada@example.com"`.
    #[param(max_length = 1024)]
    pub filter: Option<String>,
    /// The first resource of the page; the first of all is 1.
    pub start_index: Option<i64>,
    /// How many resources at most.
    pub count: Option<i64>,
    /// Which attributes to tell. All are told.
    #[param(max_length = 1024)]
    pub attributes: Option<String>,
    /// Which attributes to leave out: `members` of groups can be.
    #[param(max_length = 1024)]
    pub excluded_attributes: Option<String>,
}

/// Which attributes of a resource.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ScimAttributes {
    /// Which attributes to tell. All are told.
    #[param(max_length = 1024)]
    pub attributes: Option<String>,
    /// Which attributes to leave out: `members` of groups can be.
    #[param(max_length = 1024)]
    pub excluded_attributes: Option<String>,
}

impl ScimQuery {
    /// How many there are, the place of the first one shown, and those shown.
    pub fn page<T>(&self, all: Vec<T>, most: usize) -> (usize, usize, Vec<T>) {
        // RFC 7644, 3.4.2.4: a start below 1 is 1, a negative count is 0.
        let first = self.start_index.map_or(1, |start| usize::try_from(start.max(1)).unwrap_or(usize::MAX));
        let count = self.count.map_or(most, |count| usize::try_from(count.max(0)).unwrap_or(most)).min(most);
        let total = all.len();
        (total, first, all.into_iter().skip(first - 1).take(count).collect())
    }

    /// Whether an attribute is not wanted.
    #[must_use]
    pub fn leaves_out(&self, attribute: &str) -> bool {
        names(self.excluded_attributes.as_deref(), attribute)
    }
}

impl ScimAttributes {
    /// Whether an attribute is not wanted.
    #[must_use]
    pub fn leaves_out(&self, attribute: &str) -> bool {
        names(self.excluded_attributes.as_deref(), attribute)
    }
}

fn names(list: Option<&str>, attribute: &str) -> bool {
    list.unwrap_or_default().split(',').any(|one| one.trim().eq_ignore_ascii_case(attribute))
}

/// What of SCIM is spoken here (RFC 7643, 5).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScimConfig {
    /// Which form this is.
    pub schemas: Vec<String>,
    /// Whether resources can be changed in part.
    pub patch: ScimSupport,
    /// Whether many changes can be sent at once.
    pub bulk: ScimBulk,
    /// Whether lists can be filtered.
    pub filter: ScimFilterSupport,
    /// Whether a password can be set.
    pub change_password: ScimSupport,
    /// Whether lists can be sorted.
    pub sort: ScimSupport,
    /// Whether resources have versions.
    pub etag: ScimSupport,
    /// How a directory says who it is.
    pub authentication_schemes: Vec<ScimScheme>,
}

/// Whether something is spoken here.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ScimSupport {
    /// Yes or no.
    pub supported: bool,
}

/// Many changes at once.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScimBulk {
    /// Yes or no.
    pub supported: bool,
    /// How many changes at most.
    pub max_operations: u64,
    /// How many bytes at most.
    pub max_payload_size: u64,
}

/// Filters of lists.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScimFilterSupport {
    /// Yes or no.
    pub supported: bool,
    /// How many resources a page has at most.
    pub max_results: u64,
}

/// A way to say who one is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScimScheme {
    /// Which way.
    #[serde(rename = "type")]
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// How it is used.
    pub description: String,
}

impl ScimConfig {
    /// With pages of so many resources.
    #[must_use]
    pub fn new(page: usize) -> Self {
        let yes = ScimSupport { supported: true };
        let no = ScimSupport { supported: false };
        Self {
            schemas: vec!["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig".to_owned()],
            patch: yes,
            bulk: ScimBulk { supported: false, max_operations: 0, max_payload_size: 0 },
            filter: ScimFilterSupport { supported: true, max_results: page as u64 },
            change_password: no,
            sort: no,
            etag: no,
            authentication_schemes: vec![ScimScheme {
                kind: "oauthbearertoken".to_owned(),
                name: "Bearer token".to_owned(),
                description: "The token of a program's account that may manage people.".to_owned(),
            }],
        }
    }
}

/// A user as a directory sends it; what else it tells is read over.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScimUserInput {
    /// What the directory knows them by: an e-mail address, unless one stands among the addresses.
    pub user_name: String,
    /// What they are called.
    pub display_name: Option<String>,
    /// The parts of their name, for directories that do not send it whole.
    #[schema(value_type = Option<Object>)]
    pub name: Option<Value>,
    /// Their addresses; the primary one counts, or the first.
    #[schema(value_type = Option<Vec<Object>>)]
    pub emails: Option<Value>,
    /// What the directory calls them.
    pub external_id: Option<String>,
    /// Whether they may come in.
    pub active: Option<bool>,
}

/// A group as a directory sends it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScimGroupInput {
    /// What people call it.
    pub display_name: String,
    /// What the directory calls it.
    pub external_id: Option<String>,
    /// Who is in it: `[{"value": "id"}]`.
    #[schema(value_type = Option<Vec<Object>>)]
    pub members: Option<Value>,
}

/// A change in parts (RFC 7644, 3.5.2).
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ScimPatch {
    /// What is to change, one after the other: `[{"op": "replace", "path": "active", "value": false}]`.
    #[serde(rename = "Operations")]
    #[schema(value_type = Vec<Object>)]
    pub operations: Vec<Value>,
}

/// A person who may sign in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScimUser {
    /// Which form this is.
    pub schemas: Vec<String>,
    /// The person's id.
    pub id: String,
    /// What the directory calls them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// What the directory knows them by.
    pub user_name: String,
    /// As one text: directories split names each in their own way.
    pub name: ScimName,
    /// What they are called.
    pub display_name: String,
    /// What they sign in by.
    pub emails: Vec<ScimEmail>,
    /// Whether they may come in.
    pub active: bool,
    /// The teams they are in.
    pub groups: Vec<ScimReference>,
    /// Where it is found.
    pub meta: ScimMeta,
}

/// A name in one piece.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScimName {
    /// The whole name.
    pub formatted: String,
}

/// An address.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScimEmail {
    /// The address itself.
    pub value: String,
    /// Always `work`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it is the one that counts.
    pub primary: bool,
}

impl ScimEmail {
    /// The one an account has.
    #[must_use]
    pub fn work(address: &str) -> Self {
        Self { value: address.to_owned(), kind: "work".to_owned(), primary: true }
    }
}

/// A member of a team, or a team somebody is in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScimReference {
    /// Its id.
    pub value: String,
    /// What it is called.
    pub display: String,
}

/// Where a resource is found.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScimMeta {
    /// `User` or `Group`.
    pub resource_type: String,
    /// Its address on this server.
    pub location: String,
}

impl ScimMeta {
    /// Of a resource under this address.
    #[must_use]
    pub fn of(resource_type: &str, folder: &str, id: &str) -> Self {
        Self { resource_type: resource_type.to_owned(), location: format!("/scim/v2/{folder}/{id}") }
    }
}

/// A team.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScimGroup {
    /// Which form this is.
    pub schemas: Vec<String>,
    /// The team's id.
    pub id: String,
    /// What the directory calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// What people call it.
    pub display_name: String,
    /// Users only: a group holds no other group.
    pub members: Vec<ScimReference>,
    /// Where it is found.
    pub meta: ScimMeta,
}

impl ScimUser {
    /// The values of an attribute, by its name in small letters, for filters.
    #[must_use]
    pub fn values(&self, attribute: &str) -> Vec<&str> {
        match attribute {
            "id" => vec![&self.id],
            "username" => vec![&self.user_name],
            "externalid" => self.external_id.as_deref().into_iter().collect(),
            "displayname" | "name.formatted" => vec![&self.display_name],
            "emails" | "emails.value" => self.emails.iter().map(|email| email.value.as_str()).collect(),
            "active" => vec![if self.active { "true" } else { "false" }],
            _ => Vec::new(),
        }
    }
}

impl ScimGroup {
    /// The values of an attribute, by its name in small letters, for filters.
    #[must_use]
    pub fn values(&self, attribute: &str) -> Vec<&str> {
        match attribute {
            "id" => vec![&self.id],
            "externalid" => self.external_id.as_deref().into_iter().collect(),
            "displayname" => vec![&self.display_name],
            "members" | "members.value" => self.members.iter().map(|member| member.value.as_str()).collect(),
            _ => Vec::new(),
        }
    }
}

macro_rules! scim_lists {
    ($($(#[$doc:meta])* $name:ident of $resource:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// Which form this is.
            pub schemas: Vec<String>,
            /// How many there are in all.
            pub total_results: u64,
            /// The place of the first one shown; the first of all is 1.
            pub start_index: u64,
            /// How many are shown.
            pub items_per_page: u64,
            /// Those that are shown.
            #[serde(rename = "Resources")]
            pub resources: Vec<$resource>,
        }

        impl $name {
            /// A page of so many.
            #[must_use]
            pub fn new(total: usize, first: usize, resources: Vec<$resource>) -> Self {
                Self {
                    schemas: vec![SCIM_LIST.to_owned()],
                    total_results: total as u64,
                    start_index: first as u64,
                    items_per_page: resources.len() as u64,
                    resources,
                }
            }
        }
    )*};
}

scim_lists! {
    /// A page of people.
    ScimUsers of ScimUser,
    /// A page of teams.
    ScimGroups of ScimGroup,
}
