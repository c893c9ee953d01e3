//! What parsers of JSON, YAML and query strings complain of, in words for whoever wrote the text. They speak of types, variants and
//! scalars, which no one knows who fills in a field.

/// A parser's complaint in words for whoever wrote the text.
#[must_use]
pub fn in_words(said: &str) -> String {
    let between = |begin: &str, end: &str| Some(said.strip_prefix(begin)?.split_once(end)?.0);
    let behind = |mark: &str| said.split_once(mark).map(|(_, rest)| rest);
    if let Some(field) = between("missing field `", "`") {
        return format!("`{field}` is missing");
    }
    if let Some(field) = between("duplicate field `", "`") {
        return format!("`{field}` stands twice");
    }
    if let Some(field) = between("unknown field `", "`") {
        return match behind("expected one of ").or_else(|| behind("expected ")) {
            Some(known) => format!("there is no `{field}` here: use {known}"),
            None => format!("there is no `{field}` here"),
        };
    }
    if let Some(word) = between("unknown variant `", "`") {
        let known = behind("expected one of ").or_else(|| behind("expected ")).unwrap_or("another word");
        return format!("`{word}` is not known here: use {known}");
    }
    if let Some(key) = between("duplicate mapping key: ", ", set ") {
        return format!("`{key}` stands twice");
    }
    if said.starts_with("multiple YAML documents") {
        return "one document belongs here, not several: leave the line `---` out".to_owned();
    }
    if said.starts_with("unexpected end of input") {
        return "it is empty, or ends in the middle".to_owned();
    }
    if said.starts_with("cannot deserialize null into string") {
        return "nothing stands where a text belongs".to_owned();
    }
    for mark in ["invalid type: ", "invalid value: ", "invalid length "] {
        if let Some((found, wanted)) = said.strip_prefix(mark).and_then(|rest| rest.split_once(", expected ")) {
            return format!("{} stands where {} belongs", named(found), named(wanted));
        }
    }
    if let Some(wanted) = said.strip_prefix("expected ").map(named).filter(|wanted| !is_foreign(wanted)) {
        return format!("{wanted} belongs here");
    }
    let number = ["invalid digit", "invalid float", "cannot parse integer", "number too"];
    if number.iter().any(|mark| said.contains(mark)) {
        return "this is not a number, or it is too large".to_owned();
    }
    if said.contains("provided string was not `true` or `false`") || said.starts_with("invalid boolean") {
        return "this must be true or false".to_owned();
    }
    if let Some(wanted) = said.strip_prefix("invalid ").map(named).filter(|wanted| wanted.contains("number")) {
        return format!("{wanted} belongs here");
    }
    if is_foreign(said) { "this does not have a form that belongs here".to_owned() } else { said.to_owned() }
}

/// Whether it speaks of what only programmers know.
fn is_foreign(said: &str) -> bool {
    let foreign = [
        "variant",
        "enum",
        "struct",
        "deserialize",
        "scalar",
        "Option",
        "untagged",
        "tagged",
        "internal",
        "replay",
        "budget",
        "anchor",
    ];
    foreign.iter().any(|word| said.contains(word))
}

/// What readers call a kind of value, as people who write JSON call it.
fn named(said: &str) -> String {
    let kinds = [
        ("unit value", "null"),
        ("null", "null"),
        ("map", "an object"),
        ("sequence", "a list"),
        ("sequence start", "a list"),
        ("mapping", "an object"),
        ("mapping start", "an object"),
        ("scalar", "a single value"),
        ("string scalar", "a text"),
        ("string", "a text"),
        ("a sequence", "a list"),
        ("a map", "an object"),
        ("a boolean", "true or false"),
        ("a borrowed string", "a text"),
        ("a string", "a text"),
    ];
    if let Some((_, word)) = kinds.iter().find(|(kind, _)| *kind == said) {
        return (*word).to_owned();
    }
    let quoted =
        [("string ", "the text "), ("integer ", "the number "), ("floating point ", "the number "), ("boolean ", "")];
    for (kind, word) in quoted {
        if let Some(value) = said.strip_prefix(kind) {
            return format!("{word}{}", value.trim_matches('`'));
        }
    }
    let integer = said.strip_prefix(['u', 'i']).is_some_and(|bits| bits.parse::<u8>().is_ok() || bits == "size");
    match said {
        _ if integer => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        _ if said.starts_with("struct ") || said.starts_with("internally tagged enum") => "an object".to_owned(),
        _ if said.contains("enum ") => "one of the forms that belong here".to_owned(),
        _ => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn what_a_parser_says_is_said_without_its_words() {
        for (said, wanted) in [
            ("missing field `name`", "`name` is missing"),
            ("unknown field `brnd`, expected one of id, name", "there is no `brnd` here: use id, name"),
            (
                "unknown variant `sometimes`, expected one of when, count",
                "`sometimes` is not known here: use when, count",
            ),
            ("duplicate mapping key: id, set DuplicateKeyPolicy in Options if acceptable", "`id` stands twice"),
            ("data did not match any variant of untagged enum Either", "this does not have a form that belongs here"),
            ("expected string scalar", "a text belongs here"),
            ("expected sequence start", "a list belongs here"),
            ("unexpected end of input", "it is empty, or ends in the middle"),
            ("invalid type: map, expected a string", "an object stands where a text belongs"),
            ("invalid u32", "a whole number belongs here"),
            ("invalid boolean (strict mode expects true/false)", "this must be true or false"),
            ("cannot deserialize null into string; use Option<String>", "nothing stands where a text belongs"),
            ("externally tagged enum expected scalar or mapping", "this does not have a form that belongs here"),
            ("`3 hours` is not a span of time such as 90s", "`3 hours` is not a span of time such as 90s"),
        ] {
            assert_eq!(in_words(said), wanted, "{said}");
        }
    }
}
