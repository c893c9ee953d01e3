//! Refusals have one way out: `Problem::refused` and `Problem::refused_with` take the rule, so that each answer names it. Whoever makes
//! a problem of the bare code `Refused` beside them would send a refusal that says no reason.

use crate::sources::Source;

/// The code that only a rule may bring about.
const CODE: &str = "Code::Refused";
/// Where problems are made.
const HOME: &str = "src/problem";

/// Places of the server that use the code for anything but a comparison.
pub fn check(files: &[Source]) -> Vec<String> {
    let handlers = files.iter().filter(|file| {
        file.room == "server" && file.path.starts_with("src") && !file.path.to_string_lossy().starts_with(HOME)
    });
    let mut found = Vec::new();
    for file in handlers {
        for (n, line) in file.text.lines().enumerate().filter(|(_, line)| makes_one(line)) {
            let (shown, line) = (file.shown(), line.trim());
            found.push(format!("{shown}:{}: a refusal without its rule, take `Problem::refused`: {line}", n + 1));
        }
    }
    found
}

fn makes_one(line: &str) -> bool {
    let line = line.trim_start();
    let used = line.match_indices(CODE).any(|(at, _)| {
        let before = line[..at].trim_end().trim_end_matches("problem::").trim_end_matches("crate::");
        !before.ends_with("==") && !before.ends_with("!=")
    });
    used && !line.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_without_its_rule_is_told() {
        let file = |path: &str, text: &str| Source { room: "server".into(), path: path.into(), text: text.into() };
        let files = [
            file(
                "src/api/x.rs",
                "    Err(Problem::new(Code::Refused, \"no\"))\n    if problem.code() == Code::Refused {",
            ),
            file("src/problem.rs", "Self::new(Code::Refused, detail)"),
            file("tests/api/x.rs", "Problem::new(Code::Refused, \"no\")"),
            file("src/y.rs", "/// [`Code::Refused`] if it may not be.\nlet code = crate::problem::Code::Refused;"),
        ];
        let found = check(&files);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("server/src/api/x.rs:1:") && found[1].starts_with("server/src/y.rs:2:"));
    }
}
