//! The guide's tables of permissions and roles are the code's.

use crate::same_as_file;
use rapport_people::{LimitedAct, Permission, PermissionKind, Role};
use std::{fs, path::Path};

const GUIDE: &str = "../../docs/guide/rights.md";

fn permissions() -> String {
    let row = |permission: &Permission| {
        let kind = match permission.kind() {
            PermissionKind::Reads => "reads",
            PermissionKind::Acts => "acts",
            PermissionKind::Releases => "releases",
        };
        let shown_by = match permission.shown_by() {
            shown_by if shown_by == *permission => String::new(),
            shown_by => format!("`{shown_by}`"),
        };
        let meaning = permission.meaning();
        format!("| `{permission}` | {kind} | {meaning} | {shown_by} |\n").replace("|  |", "| |")
    };
    let rows: String = Permission::ALL.iter().map(row).collect();
    format!("| permission | | what it allows | its thing is shown by |\n|---|---|---|---|\n{rows}")
}

fn roles() -> String {
    let row = |role: Role| {
        let all: Vec<String> = role.permissions.iter().map(|permission| format!("`{permission}`")).collect();
        let all = if all.len() == Permission::ALL.len() { "all".to_owned() } else { all.join(", ") };
        format!("| {} (`{}`) | {all} |\n", role.name, role.id)
    };
    format!("| role | permissions |\n|---|---|\n{}", Role::built_in().map(row).collect::<String>())
}

/// The guide with a part between two marks as the code says it.
fn filled(text: &str, mark: &str, part: &str) -> String {
    let (begin, end) = (format!("<!-- {mark} -->\n"), format!("<!-- end of {mark} -->"));
    let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("{GUIDE} has no line {begin}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{GUIDE} has no line {end}"));
    format!("{before}{begin}{part}{end}{after}")
}

#[test]
fn the_guide_lists_every_permission_and_role_as_the_code_has_them() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(GUIDE)).unwrap();
    let text = filled(&filled(&text, "permissions", &permissions()), "roles", &roles());
    same_as_file(GUIDE, &text);
    for act in LimitedAct::CODES {
        assert!(text.contains(&format!("`{act}`")), "the guide says nothing of the limit on {act}");
    }
}
