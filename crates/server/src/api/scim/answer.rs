//! How a directory is answered: `application/scim+json`, and errors in the form of RFC 7644, 3.12. What is refused before an operation
//! begins, such as an unknown token, is a problem document as everywhere.

use crate::{accounts::directory::NotDone, wire::SCIM_ERROR};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rapport_account::scim::ScimRefusal;
use serde::Serialize;
use utoipa::ToSchema;

/// What a directory takes for an answer: SCIM's own media type, and the status that RFC 7644 names.
pub struct ScimAnswer<T>(pub StatusCode, pub T);

impl<T: Serialize> IntoResponse for ScimAnswer<T> {
    fn into_response(self) -> Response {
        let mut response = (self.0, Json(self.1)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/scim+json"));
        response
    }
}

/// Why a directory's request was not carried out.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScimError {
    /// Which form this is.
    pub schemas: Vec<String>,
    /// The HTTP status, as a text.
    #[schema(example = "409")]
    pub status: String,
    /// What of the request is wrong, as a code of RFC 7644.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "uniqueness")]
    pub scim_type: Option<String>,
    /// What is wrong in this case.
    pub detail: String,
}

impl IntoResponse for NotDone {
    fn into_response(self) -> Response {
        let (status, scim_type, detail) = match self {
            Self::Scim(refusal) => (status(refusal), Some(refusal.code().to_owned()), advice(refusal).to_owned()),
            Self::Problem(problem) => {
                let status = StatusCode::from_u16(problem.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                (status, None, problem.detail().to_owned())
            }
        };
        let error =
            ScimError { schemas: vec![SCIM_ERROR.to_owned()], status: status.as_u16().to_string(), scim_type, detail };
        ScimAnswer(status, error).into_response()
    }
}

fn status(refusal: ScimRefusal) -> StatusCode {
    match refusal {
        ScimRefusal::Uniqueness => StatusCode::CONFLICT,
        ScimRefusal::InvalidFilter
        | ScimRefusal::InvalidSyntax
        | ScimRefusal::InvalidPath
        | ScimRefusal::InvalidValue => StatusCode::BAD_REQUEST,
    }
}

fn advice(refusal: ScimRefusal) -> &'static str {
    match refusal {
        ScimRefusal::InvalidFilter => {
            "The filter cannot be read: compare attributes with eq, ne, co, sw, ew or pr, joined by and, or, not."
        }
        ScimRefusal::InvalidSyntax => "The body is not a SCIM resource or PatchOp.",
        ScimRefusal::InvalidPath => "The path names nothing that can be changed here.",
        ScimRefusal::InvalidValue => {
            "An attribute has a value it cannot have: userName or a primary address must be an e-mail address, and members must be users."
        }
        ScimRefusal::Uniqueness => "Another resource has this user name, address or name.",
    }
}
