//! Keeps expressions shallow before they are parsed.
//!
//! The parser goes down one stretch of stack for every bracket, prefix and `?` it is inside of. An expression that people
//! write has a handful of them; one made to exhaust the stack is refused here, and what is let through is parsed on a
//! stack of [`STACK`] bytes.

use super::CelProblem;
use crate::Hint;

/// How many brackets, prefix operators and `?` may be open at once.
pub const DEEPEST: usize = 32;
/// How many operators, selections and commas there may be in all.
pub const MOST: usize = 400;
/// The stack an expression is parsed on.
pub const STACK: usize = 64 * 1024 * 1024;

/// Looks at the characters outside of texts and comments.
///
/// # Errors
/// `cel_too_deep`, with the place where it gets too deep.
pub fn check(text: &str) -> Result<(), CelProblem> {
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    let (mut open, mut prefixes, mut questions, mut marks) = (0usize, 0usize, 0usize, 0usize);
    while let Some(c) = chars.get(at) {
        match c {
            '"' | '\'' => {
                at = end_of_text(&chars, at);
                prefixes = 0;
                continue;
            }
            '/' if chars.get(at + 1) == Some(&'/') => {
                at += chars[at..].iter().take_while(|c| **c != '\n').count();
                continue;
            }
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            '!' | '-' => prefixes += 1,
            '?' => questions += 1,
            c if !c.is_whitespace() => prefixes = 0,
            _ => {}
        }
        if c.is_ascii_punctuation() && *c != '_' {
            marks += 1;
        }
        if open + prefixes + questions > DEEPEST || marks > MOST {
            let message = "this expression is nested too deeply or too long for one condition";
            return Err(CelProblem::at("cel_too_deep", text, at, message).hint(Hint::TakeApart));
        }
        at += 1;
    }
    Ok(())
}

/// The place after the text literal that begins at `at`.
fn end_of_text(chars: &[char], at: usize) -> usize {
    let quote = chars[at];
    let raw = at > 0 && matches!(chars[at - 1], 'r' | 'R');
    let width = if chars.get(at + 1) == Some(&quote) && chars.get(at + 2) == Some(&quote) { 3 } else { 1 };
    let mut at = at + width;
    while at < chars.len() {
        if chars[at] == '\\' && !raw {
            at += 2;
        } else if (0..width).all(|n| chars.get(at + n) == Some(&quote)) {
            return at + width;
        } else {
            at += 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cel::Predicate;

    fn compiles_or_is_refused(text: &str) {
        let _ = Predicate::compile(text);
    }

    #[test]
    fn the_deepest_that_is_let_through_fits_the_stack_of_a_small_thread() {
        for (open, close) in
            [("(", ")"), ("[", "]"), ("{1:", "}"), ("size(", ")"), ("!", ""), ("-", ""), ("1 ? 1 : ", "")]
        {
            for n in [DEEPEST, DEEPEST + 1, 5_000] {
                compiles_or_is_refused(&format!("{}1{}", open.repeat(n), close.repeat(n)));
            }
            compiles_or_is_refused(&open.repeat(DEEPEST));
        }
        for (part, end) in
            [("1 + ", "1"), ("true && ", "true"), ("a.", "b"), ("1 < ", "1"), ("- ", "1"), ("\n!\t", "true")]
        {
            for n in [20, MOST, 2_000] {
                compiles_or_is_refused(&format!("{}{end}", part.repeat(n)));
            }
        }
        let nested = |n: usize| format!("{}true{}", "[1].all(x, ".repeat(n), ")".repeat(n));
        (0..=DEEPEST).for_each(|n| compiles_or_is_refused(&nested(n)));
    }

    #[test]
    fn what_stands_in_texts_and_comments_does_not_count() {
        let text = format!("properties.x == '{}' || properties.x == r'\\' // {}", "(".repeat(100), "(".repeat(100));
        assert!(check(&text).is_ok());
        assert_eq!(check(&"(".repeat(33)).map_err(|p| (p.code, p.column)), Err(("cel_too_deep", 33)));
    }
}
