//! The published document: what the routes say about themselves, and what holds for all of them.

use crate::{
    api,
    problem::ProblemDocument,
    wire::{AtStep, Sort},
};
use rapport_people::AskedAt;
use utoipa::{
    OpenApi as _, PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, Info, OpenApi, Ref, RefOr, ResponseBuilder, SecurityRequirement,
        extensions::Extensions,
        path::Operation,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};

/// Nothing but the beginning: the rest comes from the routes.
#[derive(utoipa::OpenApi)]
#[openapi()]
struct Beginning;

/// The OpenAPI document of everything this server answers under `/v1`, and of its probes.
#[must_use]
pub fn openapi() -> OpenApi {
    let mut document = Beginning::openapi();
    document.merge(api::routes().into_openapi());
    api::events::document_short_names(&mut document.paths);
    let mut info = Info::new("Rapport", "1");
    info.description = Some(
        "The marketing plan with its money, every customer's path, and what it brought back. \
         Problems are RFC 9457 documents with stable codes; each code has a page at `/errors/{code}`."
            .to_owned(),
    );
    document.info = info;
    document.servers = None;
    let components = document.components.get_or_insert_default();
    for (name, scheme) in [
        ("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer))),
        ("write_key", SecurityScheme::Http(Http::new(HttpAuthScheme::Basic))),
        ("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(crate::SESSION_COOKIE)))),
    ] {
        components.security_schemes.insert(name.to_owned(), RefOr::T(scheme));
    }
    let mut nested = Vec::new();
    ProblemDocument::schemas(&mut nested);
    components.schemas.extend(nested);
    components.schemas.insert("Problem".to_owned(), ProblemDocument::schema());
    components.schemas.insert("ScimError".to_owned(), api::scim::ScimError::schema());
    // Only query parameters speak of these, and those bring no schemas along.
    components.schemas.insert("AtStep".to_owned(), AtStep::schema());
    components.schemas.insert("Sort".to_owned(), Sort::schema());
    document.security = Some(vec![
        SecurityRequirement::new("token", Vec::<String>::new()),
        SecurityRequirement::new("session", Vec::<String>::new()),
    ]);
    for (path, item) in &mut document.paths.paths {
        let operations = [
            ("GET", &mut item.get),
            ("PUT", &mut item.put),
            ("POST", &mut item.post),
            ("DELETE", &mut item.delete),
            ("PATCH", &mut item.patch),
        ];
        for (method, operation) in
            operations.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
        {
            say_problems(operation, path.starts_with("/scim/"));
            say_permission(operation, method, path);
        }
    }
    document
}

/// Every operation may answer with a problem; what a directory asks for, with an error of its own kind, too.
fn say_problems(operation: &mut Operation, scim: bool) {
    let of = |name| ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name(name)))).build();
    let mut response = ResponseBuilder::new()
        .description("A problem; `code` says which.")
        .content("application/problem+json", of("Problem"));
    if scim {
        response = response.content("application/scim+json", of("ScimError"));
    }
    operation.responses.responses.insert("default".to_owned(), RefOr::T(response.build()));
}

/// Every operation says which permission it asks for and where, or why it asks for none.
fn say_permission(operation: &mut Operation, method: &str, path: &str) {
    let Some(row) = rapport_people::Operation::find(method, path) else { return };
    let said = Extensions::builder().add("x-permission", row.permission.map_or("none", |permission| permission.code()));
    let place = row.at.map(place_said).unwrap_or_default();
    let text = [place.as_str(), row.note].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
    if !text.is_empty() {
        // A second extension would stand before or after the first by chance.
        let description = operation.description.take().map_or_else(String::new, |text| format!("{text}\n\n"));
        operation.description = Some(format!("{description}Permission: {text}."));
    }
    operation.extensions.get_or_insert_default().merge(said.build());
}

/// Where an operation asks for its permission, in words.
fn place_said(at: AskedAt) -> String {
    match at {
        AskedAt::Company => "asked at the company".to_owned(),
        AskedAt::Object(kind) => format!("asked where the {} stands", kind.code().replace('_', " ")),
        AskedAt::List => "asked anywhere, and the answer holds only what one may see".to_owned(),
        AskedAt::Named => "asked where that stands which the request names".to_owned(),
    }
}

/// The document as the file in `web/` holds it.
#[must_use]
pub fn openapi_json() -> String {
    let mut text = openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
