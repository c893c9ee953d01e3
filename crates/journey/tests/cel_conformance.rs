//! The language's own conformance cases against what we support: every case is passed or refused when it is checked;
//! none gives another answer.
#![allow(clippy::disallowed_methods, reason = "a test may read files and clocks")]
#![allow(clippy::unwrap_used)]

use rapport_journey::cel::{
    Expression, Fault,
    compare::equal,
    eval::Scope,
    host::Host,
    lower::Vocabulary,
    moment,
    value::{List, Map, Val},
};
use serde_json::Value as Json;
use std::{collections::BTreeMap, io::Read, path::PathBuf};

/// So many cases passed when this was written; fewer would be a step back.
const AT_LEAST: usize = 648;

fn cases(name: &str) -> Option<Vec<Json>> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("RAPPORT_SHARED").map_or_else(|| here.join("../../../shared"), PathBuf::from);
    let file = std::fs::File::open(shared.join("data/cel-conformance").join(name)).ok()?;
    let mut text = String::new();
    zstd::Decoder::new(file).unwrap().read_to_string(&mut text).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// The names a case binds.
struct Bound {
    container: String,
    names: Vec<String>,
    values: Vec<Val<'static>>,
}

impl Vocabulary for Bound {
    fn variable(&self, name: &str) -> Option<u16> {
        let find = |full: &str| self.names.iter().position(|n| n == full).map(|at| at as u16);
        let mut container = self.container.as_str();
        while !container.is_empty() {
            if let Some(found) = find(&format!("{container}.{name}")) {
                return Some(found);
            }
            container = container.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
        find(name)
    }
    fn member(&self, _: &str, _: &str) -> Option<Host> {
        None
    }
    fn question(&self, _: &str, _: &str, _: &[Option<Val<'static>>]) -> Option<Result<Host, String>> {
        None
    }
    fn hint(&self, _: &str) -> Option<rapport_journey::Hint> {
        None
    }
}

impl<'a> Scope<'a> for Bound {
    fn variable(&self, id: u16) -> Result<Val<'a>, Fault> {
        self.values.get(usize::from(id)).cloned().ok_or(Fault::NoSuchKey)
    }
    fn host(&self, _: &Host) -> Result<Val<'a>, Fault> {
        Err(Fault::NoSuchKey)
    }
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut out) = (0u32, 0, Vec::new());
    for byte in text.bytes().filter(|b| *b != b'=') {
        let digit = DIGITS.iter().position(|d| *d == byte.replace_url()).unwrap() as u32;
        (bits, count) = (bits << 6 | digit, count + 6);
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

trait ReplaceUrl {
    fn replace_url(self) -> u8;
}
impl ReplaceUrl for u8 {
    fn replace_url(self) -> u8 {
        match self {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        }
    }
}

/// The value a case names; `None` if it is of a sort we do not have.
fn value(json: &Json) -> Option<Val<'static>> {
    let (kind, content) = json.as_object()?.iter().next()?;
    Some(match (kind.as_str(), content) {
        ("nullValue", _) => Val::Null,
        ("boolValue", Json::Bool(b)) => Val::Bool(*b),
        ("int64Value", Json::String(n)) => Val::Int(n.parse().unwrap()),
        ("int64Value", Json::Number(n)) => Val::Int(n.as_i64().unwrap()),
        ("uint64Value", Json::String(n)) => Val::Uint(n.parse().unwrap()),
        ("uint64Value", Json::Number(n)) => Val::Uint(n.as_u64().unwrap()),
        ("doubleValue", Json::Number(n)) => Val::Double(n.as_f64().unwrap()),
        ("doubleValue", Json::String(n)) => Val::Double(n.parse().unwrap()),
        ("stringValue", Json::String(text)) => Val::Text(text.clone().into()),
        ("bytesValue", Json::String(text)) => Val::Bytes(base64(text).into()),
        ("typeValue", Json::String(name)) => Val::Type(Box::leak(name.clone().into_boxed_str())),
        ("listValue", list) => {
            let empty = Vec::new();
            let values = list.get("values").and_then(Json::as_array).unwrap_or(&empty);
            Val::list(values.iter().map(value).collect::<Option<Vec<_>>>()?)
        }
        ("mapValue", map) => {
            let empty = Vec::new();
            let entries = map.get("entries").and_then(Json::as_array).unwrap_or(&empty);
            let pairs = entries.iter().map(|e| Some((value(&e["key"])?, value(&e["value"])?)));
            Val::Map(Map::Made(pairs.collect::<Option<Vec<_>>>()?.into()))
        }
        ("objectValue", object) => match object["@type"].as_str()?.rsplit('.').next()? {
            "Timestamp" => moment::timestamp(&Val::Text(object["value"].as_str()?.to_owned().into())).ok()?,
            "Duration" => moment::duration(&Val::Text(object["value"].as_str()?.to_owned().into())).ok()?,
            _ => return None,
        },
        _ => return None,
    })
}

fn bound(case: &Json) -> Option<Bound> {
    let container = case["container"].as_str().unwrap_or("").to_owned();
    let mut bound = Bound { container, names: Vec::new(), values: Vec::new() };
    for (name, binding) in case["bindings"].as_object().into_iter().flatten() {
        bound.names.push(name.clone());
        bound.values.push(value(&binding["value"])?);
    }
    Some(bound)
}

/// As [`equal`], but of the same type throughout, and not-a-number is what it is.
fn same(a: &Val<'_>, b: &Val<'_>) -> bool {
    match (a, b) {
        (Val::Double(a), Val::Double(b)) => a == b || (a.is_nan() && b.is_nan()),
        (Val::List(a), Val::List(b)) => lists_same(a, b),
        (Val::Map(a), Val::Map(b)) => {
            a.len() == b.len() && a.iter().all(|(key, value)| b.get(&key).is_some_and(|other| same(&value, &other)))
        }
        _ => a.type_name() == b.type_name() && equal(a, b),
    }
}

fn lists_same(a: &List<'_>, b: &List<'_>) -> bool {
    a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(&a, &b))
}

enum Outcome {
    Passed,
    Refused,
    Wrong(String),
}

fn judge(case: &Json) -> Option<Outcome> {
    let text = case["expr"].as_str()?;
    let expected = case.get("value").filter(|v| !v.is_null());
    if expected.is_none() && case.get("evalError").is_none() {
        return None;
    }
    let Some(bound) = bound(case) else { return Some(Outcome::Refused) };
    let compiled = match Expression::compile(text, &bound) {
        Ok(compiled) => compiled,
        Err(problem) => {
            assert!(problem.line >= 1 && problem.column >= 1, "{text}: a refusal names its place");
            return Some(Outcome::Refused);
        }
    };
    let got = compiled.value(&bound);
    let right = match (expected, &got) {
        (None, Err(_)) => true,
        (Some(expected), Ok(got)) => value(expected).is_some_and(|expected| same(&expected, got)),
        _ => false,
    };
    Some(if right {
        Outcome::Passed
    } else {
        Outcome::Wrong(format!("{text}\n    expected {:?}\n    got {got:?}", expected.map(Json::to_string)))
    })
}

#[test]
fn every_case_is_passed_or_refused_and_none_is_wrong() {
    let Some(cases) = cases("conformance.jsonl.zst") else {
        println!("skipped: ../shared/data/cel-conformance is not here");
        return;
    };
    let (mut passed, mut wrong) = (0, Vec::new());
    let mut table: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for case in &cases {
        let suite = case["suite"].as_str().unwrap();
        let row = table.entry(suite.split('/').next().unwrap().to_owned()).or_default();
        match judge(&case["original"]) {
            None => {}
            Some(Outcome::Passed) => {
                passed += 1;
                row[0] += 1;
            }
            Some(Outcome::Refused) => row[1] += 1,
            Some(Outcome::Wrong(what)) => wrong.push(format!("{suite}: {what}")),
        }
    }
    let mut text = String::from("| suite | passed | refused when checked |\n|---|---:|---:|\n");
    for (suite, [passed, refused]) in &table {
        text.push_str(&format!("| {suite} | {passed} | {refused} |\n"));
    }
    let refused: usize = table.values().map(|row| row[1]).sum();
    text.push_str(&format!("| **all** | **{passed}** | **{refused}** |\n"));
    println!("{text}");
    assert!(wrong.is_empty(), "{} wrong answers:\n{}", wrong.len(), wrong.join("\n"));
    assert!(passed >= AT_LEAST, "only {passed} passed");
    let readme = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    assert!(readme.contains(&text), "the table in README.md is stale; it should be\n{text}");
}
