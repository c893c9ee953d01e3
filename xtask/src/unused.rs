//! Dependencies that nothing uses: they cost everybody's build.

use crate::{
    cargo::{Package, room},
    sources::Source,
};

/// Which dependencies no source file of their crate names.
pub fn check(packages: &[Package], files: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for package in packages {
        let room = room(&package.name);
        let own: Vec<&Source> = files.iter().filter(|file| file.room == room).collect();
        for dependency in &package.dependencies {
            let called = dependency.rename.as_ref().unwrap_or(&dependency.name).replace('-', "_");
            if !own.iter().any(|file| names(&file.text, &called)) {
                found.push(format!("`{room}` does not use `{}`: take it out of its Cargo.toml", dependency.name));
            }
        }
    }
    found
}

/// Whether a text has this word.
fn names(text: &str, word: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !before.ends_with(letter) && !after.starts_with(letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cargo::Dependency;

    #[test]
    fn what_no_file_names_is_told() {
        let dependency = |name: &str, rename: Option<&str>| Dependency {
            name: name.into(),
            kind: None,
            rename: rename.map(Into::into),
        };
        let package = Package {
            name: "rapport-kernel".into(),
            dependencies: vec![
                dependency("smol_str", None),
                dependency("serde-json", Some("json")),
                dependency("rand", None),
            ],
            manifest_path: Default::default(),
        };
        let text = "use smol_str::SmolStr; json::from_str(operand);".into();
        let file = Source { room: "kernel".into(), path: "src/lib.rs".into(), text };
        assert_eq!(check(&[package], &[file]), ["`kernel` does not use `rand`: take it out of its Cargo.toml"]);
    }
}
