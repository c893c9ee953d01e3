//! Holding requests to the published document: lengths, bounds, counts and patterns are checked by what it says, and the
//! methods of an address are those it names, so that document and behaviour cannot drift apart. Shapes and types are checked
//! by the readers themselves.

use crate::problem::{Code, Problem};
use axum::{
    extract::{MatchedPath, Request},
    http::{Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use hashbrown::HashMap;
use rapport_kernel::Value;
use regex::Regex;
use serde_json::Value as Json;
use std::sync::OnceLock;

fn document() -> &'static Json {
    static DOCUMENT: OnceLock<Json> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::to_value(crate::openapi()).unwrap_or_default())
}

/// What the document says about the operation a request goes to.
fn operation(parts: &Parts) -> Option<&'static Json> {
    documented(parts.extensions.get()?, &parts.method)
}

fn documented(path: &MatchedPath, method: &Method) -> Option<&'static Json> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    document().get("paths")?.get(path.as_str())?.get(method.as_str().to_ascii_lowercase())
}

/// The query parameters of an operation; an address the document does not list has none.
fn parameters(operation: Option<&'static Json>) -> impl Iterator<Item = &'static Json> {
    let all = operation.and_then(|operation| operation.get("parameters")?.as_array());
    all.into_iter().flatten().filter(|parameter| parameter["in"] == "query")
}

/// Lets a request through whose query parameters the operation has: one that was misspelt would be one that was not said, and
/// `dryrun=true` would book.
pub async fn layer(request: Request, next: Next) -> Response {
    match known(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn known(request: &Request) -> Result<(), Problem> {
    let said = pairs(request.uri().query());
    if said.is_empty() {
        return Ok(());
    }
    let operation = request.extensions().get().and_then(|path| documented(path, request.method()));
    let names: Vec<&str> = parameters(operation).filter_map(|parameter| parameter["name"].as_str()).collect();
    let Some((unknown, _)) = said.iter().find(|(name, _)| !names.contains(&name.as_str())) else { return Ok(()) };
    let unknown: String = unknown.chars().take(40).collect();
    let has = if names.is_empty() {
        "There are none here.".to_owned()
    } else {
        format!("There are `{}`.", names.join("`, `"))
    };
    Err(Problem::new(Code::InvalidParameter, format!("There is no parameter `{unknown}`. {has}")))
}

fn pairs(query: Option<&str>) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default()
}

/// The methods of an address, as an `Allow` header says them; none for an address that is not in the document. That `HEAD` may
/// stand for `GET` is not said, for the document does not.
#[must_use]
pub fn methods(path: &str) -> Option<String> {
    let operations = document().get("paths")?.get(path)?.as_object()?;
    let names: Vec<String> = operations.keys().map(|method| method.to_ascii_uppercase()).collect();
    Some(names.join(", "))
}

/// Checks a JSON body.
///
/// # Errors
/// [`Code::InvalidBody`], naming the field.
pub fn body(parts: &Parts, body: &Value) -> Result<(), Problem> {
    let schema = operation(parts).and_then(|o| o.pointer("/requestBody/content/application~1json/schema"));
    let Some(schema) = schema else { return Ok(()) };
    value(schema, body, "").map_err(|detail| Problem::new(Code::InvalidBody, detail))
}

/// Checks the query parameters.
///
/// # Errors
/// [`Code::InvalidParameter`], naming the parameter.
pub fn query(parts: &Parts) -> Result<(), Problem> {
    let pairs = pairs(parts.uri.query());
    for parameter in parameters(operation(parts)) {
        let name = parameter["name"].as_str().unwrap_or_default();
        let mut given = pairs.iter().filter(|(key, _)| key == name).map(|(_, text)| text);
        let Some(text) = given.next() else { continue };
        if given.next().is_some() {
            return Err(Problem::new(Code::InvalidParameter, format!("`{name}` is given twice.")));
        }
        // What is no number where one is wanted is refused by the reader.
        let said = text.parse::<i64>().map_or_else(|_| Value::from(text.as_str()), Value::Int);
        let text_wanted = parameter["schema"]["type"] == "string";
        let said = if text_wanted { Value::from(text.as_str()) } else { said };
        value(&parameter["schema"], &said, name).map_err(|detail| Problem::new(Code::InvalidParameter, detail))?;
    }
    Ok(())
}

/// What is wrong with a value, if something is.
fn value(schema: &Json, said: &Value, at: &str) -> Result<(), String> {
    if let Some(name) = schema.get("$ref").and_then(Json::as_str).and_then(|r| r.strip_prefix("#/components/schemas/"))
    {
        return match document().pointer("/components/schemas").and_then(|all| all.get(name)) {
            Some(schema) => value(schema, said, at),
            None => Ok(()),
        };
    }
    if let Some(choices) = schema.get("oneOf").and_then(Json::as_array) {
        let some = choices.iter().find(|choice| choice["type"] != "null");
        return match (some, said) {
            (Some(schema), said) if *said != Value::Null => value(schema, said, at),
            _ => Ok(()),
        };
    }
    let bound = |name: &str| schema.get(name).and_then(Json::as_f64);
    match said {
        Value::Text(text) => {
            length(text.chars().count(), bound("minLength"), bound("maxLength"), at, "characters")?;
            pattern(schema.get("pattern").and_then(Json::as_str), text, at)
        }
        Value::Int(_) | Value::Float(_) => {
            let number = said.as_f64().unwrap_or_default();
            let low = bound("minimum").is_some_and(|minimum| number < minimum);
            let high = bound("maximum").is_some_and(|maximum| number > maximum);
            let wide = schema["format"] == "int32" && !(f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number);
            if low || high || wide { Err(format!("`{at}` is out of its bounds.")) } else { Ok(()) }
        }
        Value::List(list) => {
            length(list.len(), bound("minItems"), bound("maxItems"), at, "items")?;
            let items = schema.get("items");
            let mut all = list.iter().enumerate();
            all.try_for_each(|(n, one)| items.map_or(Ok(()), |items| value(items, one, &format!("{at}.{n}"))))
        }
        Value::Map(map) => {
            let properties = schema.get("properties");
            map.iter().try_for_each(|(name, one)| match properties.and_then(|all| all.get(name)) {
                Some(schema) => value(schema, one, name),
                None => Ok(()),
            })
        }
        Value::Null | Value::Bool(_) => Ok(()),
    }
}

/// All patterns of the document, each read once.
fn patterns() -> &'static HashMap<&'static str, Regex> {
    fn collect(json: &'static Json, into: &mut HashMap<&'static str, Regex>) {
        match json {
            Json::Object(map) => {
                if let Some((text, read)) =
                    map.get("pattern").and_then(Json::as_str).and_then(|text| Some((text, Regex::new(text).ok()?)))
                {
                    into.insert(text, read);
                }
                map.values().for_each(|inner| collect(inner, into));
            }
            Json::Array(list) => list.iter().for_each(|inner| collect(inner, into)),
            _ => {}
        }
    }
    static PATTERNS: OnceLock<HashMap<&'static str, Regex>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let mut all = HashMap::new();
        collect(document(), &mut all);
        all
    })
}

fn pattern(wanted: Option<&str>, text: &str, at: &str) -> Result<(), String> {
    match wanted.and_then(|wanted| patterns().get(wanted)) {
        Some(wanted) if !wanted.is_match(text) => Err(format!("`{at}` has the form {wanted}.")),
        _ => Ok(()),
    }
}

fn length(count: usize, least: Option<f64>, most: Option<f64>, at: &str, what: &str) -> Result<(), String> {
    let count = count as f64;
    if least.is_some_and(|least| count < least) || most.is_some_and(|most| count > most) {
        let bounds = match (least, most) {
            (Some(least), Some(most)) => format!("{least} to {most}"),
            (Some(least), None) => format!("at least {least}"),
            (None, most) => format!("at most {}", most.unwrap_or_default()),
        };
        return Err(format!("`{at}` has {bounds} {what}."));
    }
    Ok(())
}
