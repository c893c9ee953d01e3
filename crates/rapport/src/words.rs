//! Words that several commands print.

use std::fmt::Display;

/// A number with its noun: `1 message`, `2 messages`, `0 messages`.
pub fn counted(number: u64, one: impl Display, more: impl Display) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {more}") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_is_not_several() {
        let said = [0, 1, 2].map(|number| super::counted(number, "row was", "rows were"));
        assert_eq!(said, ["0 rows were", "1 row was", "2 rows were"]);
    }
}
