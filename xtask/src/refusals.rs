//! Refusals have one way out: `Refused::refused` and `Problem::refused`, and those with a sentence, take the rule, so that each answer
//! names it. Whoever makes one of the bare `Refused` beside them would send a refusal that says no reason.

use crate::sources::Source;

/// Where refusals are made: the room, the code that only a rule may bring about, and the files that may name it.
const MADE: [(&str, &str, &str); 2] =
    [("server", "Code::Refused", "src/problem"), ("office", "Cause::Refused", "src/refused")];

/// Places that use the code for anything but a comparison.
pub fn check(files: &[Source]) -> Vec<String> {
    MADE.iter().flat_map(|made| files.iter().flat_map(|file| in_file(*made, file))).collect()
}

fn in_file((room, code, home): (&str, &str, &str), file: &Source) -> Vec<String> {
    if file.room != room || !file.path.starts_with("src") || file.path.to_string_lossy().starts_with(home) {
        return Vec::new();
    }
    let bare = file.text.lines().enumerate().filter(|(_, line)| makes_one(line, code));
    let told = |(n, line): (usize, &str)| {
        format!("{}:{}: a refusal without its rule, take `refused`: {}", file.shown(), n + 1, line.trim())
    };
    bare.map(told).collect()
}

fn makes_one(line: &str, code: &str) -> bool {
    let line = line.trim_start();
    let used = line.match_indices(code).any(|(at, _)| {
        let before = &line[..at].trim_end();
        let before = before.trim_end_matches("problem::").trim_end_matches("refused::").trim_end_matches("crate::");
        !before.ends_with("==") && !before.ends_with("!=")
    });
    used && !line.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_without_its_rule_is_told() {
        let of =
            |room: &str, path: &str, text: &str| Source { room: room.into(), path: path.into(), text: text.into() };
        let file = |path: &str, text: &str| of("server", path, text);
        let files = [
            file(
                "src/api/x.rs",
                "    Err(Problem::new(Code::Refused, \"no\"))\n    if problem.code() == Code::Refused {",
            ),
            file("src/problem.rs", "Self::new(Code::Refused, detail)"),
            file("tests/api/x.rs", "Problem::new(Code::Refused, \"no\")"),
            file("src/y.rs", "/// [`Code::Refused`] if it may not be.\nlet code = crate::problem::Code::Refused;"),
            of("office", "src/z.rs", "Refused::new(Cause::Refused, \"no\")"),
            of("office", "src/refused.rs", "Self::new(Cause::Refused, detail)"),
        ];
        let found = check(&files);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[2].starts_with("office/src/z.rs:1:"), "{found:?}");
        assert!(found[0].starts_with("server/src/api/x.rs:1:") && found[1].starts_with("server/src/y.rs:2:"));
    }
}
