//! The published document: what the routes say about themselves, and what holds for all of them.

use crate::{
    api,
    problem::ProblemDocument,
    wire::{AtStep, Sort},
};
use utoipa::{
    OpenApi as _, PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, Info, OpenApi, Ref, RefOr, ResponseBuilder, SecurityRequirement,
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
    // Only query parameters speak of these, and those bring no schemas along.
    components.schemas.insert("AtStep".to_owned(), AtStep::schema());
    components.schemas.insert("Sort".to_owned(), Sort::schema());
    document.security = Some(vec![
        SecurityRequirement::new("token", Vec::<String>::new()),
        SecurityRequirement::new("session", Vec::<String>::new()),
    ]);
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        operations.into_iter().flatten().for_each(say_problems);
    }
    document
}

/// Every operation may answer with a problem.
fn say_problems(operation: &mut Operation) {
    let content = ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).build();
    let response = ResponseBuilder::new()
        .description("A problem; `code` says which.")
        .content("application/problem+json", content)
        .build();
    operation.responses.responses.insert("default".to_owned(), RefOr::T(response));
}

/// The document as the file in `web/` holds it.
#[must_use]
pub fn openapi_json() -> String {
    let mut text = openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
