//! How files look: as wide as a page, and one style of modules.

use crate::sources::Source;

/// How wide a comment may be, in characters. Code is held by rustfmt.
const WIDTH: usize = 140;
/// Where comments become texts of the API's document, in which a line's end is one.
const TEXTS: [&str; 3] = ["office/src/view/", "server/src/wire/", "server/src/api/"];

/// Comments that are too wide, and modules in a `mod.rs`: here a module is `x.rs`, and its parts lie in `x/`.
pub fn check(files: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        if file.path.ends_with("mod.rs") && file.path.starts_with("src") {
            found.push(format!("{} is a `mod.rs`: name the file as its folder, beside it", file.shown()));
        }
        if TEXTS.iter().any(|texts| file.shown().starts_with(texts)) {
            continue;
        }
        for (n, line) in file.text.lines().enumerate() {
            let text = line.trim_start();
            // A row of a table cannot be wrapped.
            let comment = text.starts_with("//") && !text.starts_with("//! |");
            if comment && line.chars().count() > WIDTH {
                found.push(format!("{}:{} has a comment of more than {WIDTH} characters", file.shown(), n + 1));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_comments_and_mod_files_are_told() {
        let wide = format!("    /// {}\n    let long = {:?};\n", "w".repeat(WIDTH), "w".repeat(WIDTH));
        let file = |path: &str| Source { room: "kernel".into(), path: path.into(), text: wide.clone() };
        let found = check(&[file("src/money/mod.rs"), file("tests/common/mod.rs")]);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("kernel/src/money/mod.rs is a `mod.rs`"), "{found:?}");
        assert!(found[1].contains("mod.rs:1 has a comment"), "{found:?}");
    }
}
