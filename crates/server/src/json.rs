//! Reading JSON that strangers send: a guard before the parser, so that no text costs more than its length.
//!
//! The parser behind it refuses a key that stands twice in one object, half of a surrogate pair and numbers that are not
//! finite. The guard refuses what would make it slow or deep: more than [`MAX_DEPTH`] levels, more than [`MAX_MEMBERS`]
//! members in one object.

use crate::problem::{Code, Problem};
use rapport_kernel::{Value, complaint};
use serde::de::DeserializeOwned;

/// How many levels deep objects and lists may stand in one another.
pub const MAX_DEPTH: usize = 64;
/// How many members one object may have.
pub const MAX_MEMBERS: u32 = 2_000;

/// Looks at the text once, without keeping anything of it.
///
/// # Errors
/// [`Code::InvalidJson`] if it is too deep or one object has too many members.
pub fn guard(text: &[u8]) -> Result<(), Problem> {
    let mut commas = [0u32; MAX_DEPTH + 1];
    let mut depth = 0;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => at = end_of_string(text, at + 1),
            b'{' | b'[' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Problem::new(Code::InvalidJson, format!("It is more than {MAX_DEPTH} levels deep.")));
                }
                // Lists may be long: their elements are not searched for repetitions.
                commas[depth] = if byte == b'{' { 1 } else { u32::MAX };
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' if commas[depth] != u32::MAX => {
                commas[depth] += 1;
                if commas[depth] > MAX_MEMBERS {
                    let detail = format!("One object has more than {MAX_MEMBERS} members.");
                    return Err(Problem::new(Code::InvalidJson, detail));
                }
            }
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// The position of the closing quote, or the end of the text.
fn end_of_string(text: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

/// Reads a body of a documented shape.
///
/// # Errors
/// [`Code::InvalidJson`], [`Code::InvalidBody`].
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    read_checked(text, |_| Ok(()))
}

/// The same, after a look at the plain value.
///
/// # Errors
/// [`Code::InvalidJson`], [`Code::InvalidBody`], what `look` refuses.
pub fn read_checked<T: DeserializeOwned>(
    text: &[u8],
    look: impl FnOnce(&Value) -> Result<(), Problem>,
) -> Result<T, Problem> {
    guard(text)?;
    // First as a plain value: the derived readers would let a repeated key pass in fields of free form.
    look(&serde_json::from_slice(text).map_err(invalid)?)?;
    serde_json::from_slice(text).map_err(|error| {
        let code = if error.is_data() { Code::InvalidBody } else { Code::InvalidJson };
        Problem::new(code, describe(&error))
    })
}

/// The problem for a text that is not acceptable JSON.
#[must_use]
pub fn invalid(error: serde_json::Error) -> Problem {
    Problem::new(Code::InvalidJson, describe(&error))
}

/// What is wrong, cut: it may quote what was sent.
fn describe(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = said.strip_suffix(&place).unwrap_or(&said);
    let wrong = if error.is_eof() { "it ends in the middle".to_owned() } else { complaint::in_words(said) };
    let place = match error.line() {
        0 => String::new(),
        line => format!("Line {line}, column {}: ", error.column()),
    };
    let mut text: String = format!("{place}{wrong}").chars().take(200).collect();
    text.push('.');
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn code(text: &str) -> Option<Code> {
        read::<Value>(text.as_bytes()).err().map(|problem| problem.code())
    }

    #[test]
    fn what_is_wrong_is_said_in_our_words() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code)]
        struct Shoe {
            name: String,
            #[serde(default)]
            size: u8,
            #[serde(default)]
            sort: Option<Sort>,
            #[serde(default)]
            tags: Vec<String>,
            #[serde(default)]
            either: Option<Either>,
        }
        #[derive(Debug, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Sort {
            Trail,
            Road,
        }
        #[derive(Debug, serde::Deserialize)]
        #[serde(untagged)]
        #[allow(dead_code)]
        enum Either {
            Number(u8),
            Texts(Vec<String>),
        }
        let said = |text: &str| read::<Shoe>(text.as_bytes()).unwrap_err().detail().to_owned();
        for (text, wrong) in [
            ("{}", "`name` is missing"),
            (r#"{"name":"a","sise":1}"#, "there is no `sise` here: use `name`"),
            (r#"{"name":7}"#, "the number 7 stands where a text belongs"),
            (r#"{"name":"a","size":"big"}"#, "the text \"big\" stands where a whole number belongs"),
            (r#"{"name":"a","size":-1}"#, "the number -1 stands where a whole number belongs"),
            (r#"{"name":null}"#, "null stands where a text belongs"),
            (r#"{"name":"a","tags":{}}"#, "an object stands where a list belongs"),
            (r#"{"name":"a","sort":"sock"}"#, "`sock` is not known here: use `trail` or `road`"),
            (r#"{"name":"a","either":"x"}"#, "this does not have a form that belongs here"),
            (r#"{"name":"#, "it ends in the middle"),
        ] {
            let said = said(text);
            assert!(said.contains(wrong), "{text}: {said}");
            for foreign in ["variant", "enum", "struct", "u8", "sequence", "map", "unit", "invalid type", " at line"] {
                assert!(!said.contains(foreign), "{text}: {said}");
            }
        }
        assert!(said("{}").starts_with("Line 1, column 2: "), "{}", said("{}"));
    }

    #[test]
    fn what_no_honest_client_sends_is_refused() {
        let deep = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(code(&deep(MAX_DEPTH)), None);
        for bad in [
            deep(MAX_DEPTH + 1),
            deep(10_000),
            r#"{"a":1,"a":2}"#.into(),
            r#"{"a":{"b":[{"c":1,"c":1}]}}"#.into(),
            r#""\ud800""#.into(),
            r#""\udc00 and more""#.into(),
            "1e999".into(),
            r#"{"a":-1e400}"#.into(),
            "NaN".into(),
            "{".into(),
            "[1,]".into(),
            "{} {}".into(),
            "\u{feff}{}".into(),
            String::new(),
        ] {
            assert_eq!(code(&bad), Some(Code::InvalidJson), "{}", &bad[..bad.len().min(40)]);
        }
        assert_eq!(read::<Value>(b"\"\xff\"").unwrap_err().code(), Code::InvalidJson);
    }

    #[test]
    fn brackets_inside_strings_do_not_count() {
        assert_eq!(code(&format!(r#""{}\"{}""#, "[".repeat(500), "{".repeat(500))), None);
    }

    #[test]
    fn an_object_with_very_many_members_is_refused_and_a_long_list_is_not() {
        let object = |n: u32| format!("{{{}}}", (0..n).map(|i| format!("\"k{i}\":1")).collect::<Vec<_>>().join(","));
        assert_eq!(code(&object(MAX_MEMBERS)), None);
        assert_eq!(code(&object(MAX_MEMBERS + 1)), Some(Code::InvalidJson));
        assert_eq!(code(&format!("[{}1]", "1,".repeat(10_000))), None);
    }
}
