//! How soon a password is guessed by somebody who tries frequent ones first, alone and put together: `Password2026!!` is no better than
//! the word in it. What a guesser needs is estimated as the cheapest way to build the text of known pieces.

use std::{collections::HashSet, sync::LazyLock};

const FREQUENT: &str = include_str!("frequent.txt");
/// Rows of keyboards, which fingers walk along.
const ROWS: [&str; 6] = ["1234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm"];
/// The least length of a frequent password that counts as a piece.
const PIECE: usize = 4;

/// Costs are in tenths of a bit: how many tries a piece stands for.
type Cost = u32;
/// One of ten thousand.
const WORD: Cost = 133;
/// A run along the alphabet or a keyboard, or one character again and again: where it begins, and how far it goes.
const RUN: Cost = 70;
/// A year that people put behind a word.
const YEAR: Cost = 60;
/// What was there before, once more.
const AGAIN: Cost = 20;
const DIGIT: Cost = 33;
const LETTER: Cost = 47;
const OTHER: Cost = 55;
/// Less than this is tried in an afternoon by whoever has the hashes.
const ENOUGH: Cost = 360;

static WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| FREQUENT.lines().filter(|line| !line.starts_with('#')).collect());

/// Whether a text is among what is tried first, or put together of it. What is long is long for a reason: only as much of it is looked at
/// as can matter.
pub(super) fn is_guessed_first(text: &str) -> bool {
    let plain: Vec<char> = text.to_lowercase().chars().collect();
    let undone: Vec<char> = plain.iter().map(|c| undisguised(*c)).collect();
    cheapest(&plain).min(cheapest(&undone)) < ENOUGH
}

/// The letter that a sign stands for in `p4$$w0rd`.
fn undisguised(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        c => c,
    }
}

/// The least cost of any way to cut the text into pieces.
fn cheapest(text: &[char]) -> Cost {
    let mut costs = vec![0; text.len() + 1];
    for end in 1..=text.len() {
        costs[end] = (0..end).map(|start| costs[start] + cost(&text[start..end], &text[..start])).min().unwrap_or(0);
    }
    costs[text.len()]
}

/// What a piece costs; very much, if it is none.
fn cost(piece: &[char], before: &[char]) -> Cost {
    const NONE: Cost = 1_000_000;
    if let [c] = piece {
        return match c {
            c if c.is_ascii_digit() => DIGIT,
            c if c.is_alphabetic() => LETTER,
            _ => OTHER,
        };
    }
    if piece.len() >= 3 && before.ends_with(piece) {
        return AGAIN;
    }
    if piece.len() >= 3 && is_run(piece) {
        return RUN;
    }
    if is_year(piece) {
        return YEAR;
    }
    let word: String = piece.iter().collect();
    if piece.len() >= PIECE && WORDS.contains(word.as_str()) { WORD } else { NONE }
}

fn is_run(piece: &[char]) -> bool {
    let step =
        |by: i64| piece.windows(2).all(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == by);
    let text: String = piece.iter().collect();
    let back: String = piece.iter().rev().collect();
    [-1, 0, 1].into_iter().any(step) || ROWS.iter().any(|row| row.contains(&text) || row.contains(&back))
}

fn is_year(piece: &[char]) -> bool {
    let text: String = piece.iter().collect();
    text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1900..2100).contains(&year))
}
