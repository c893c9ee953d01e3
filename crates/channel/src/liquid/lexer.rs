//! Words inside `{{ }}` and `{% %}`.

use super::{CompileError, ast::Op};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'s> {
    /// A name; may hold hyphens and end in `?`.
    Name(&'s str),
    Text(&'s str),
    Int(i64),
    Float(f64),
    Op(&'s str),
    Pipe,
    Colon,
    Comma,
    Dot,
    DotDot,
    Open,
    Close,
    OpenSquare,
    CloseSquare,
}

impl Token<'_> {
    pub fn comparison(&self) -> Option<Op> {
        Some(match self {
            Token::Op("==") => Op::Eq,
            Token::Op("!=" | "<>") => Op::Ne,
            Token::Op("<") => Op::Lt,
            Token::Op("<=") => Op::Le,
            Token::Op(">") => Op::Gt,
            Token::Op(">=") => Op::Ge,
            Token::Name("contains") => Op::Contains,
            _ => return None,
        })
    }
}

/// A mistake at a byte offset of the source; the line is counted only if someone sees it.
#[derive(Debug)]
pub(super) struct Mistake {
    pub at: usize,
    pub unsupported: bool,
    pub message: String,
}

impl Mistake {
    pub fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, unsupported: false, message: message.into() }
    }

    pub fn unsupported(at: usize, message: impl Into<String>) -> Self {
        Self { at, unsupported: true, message: message.into() }
    }

    pub fn locate(self, source: &str) -> CompileError {
        let mut at = self.at.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        let before = &source[..at];
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        CompileError {
            line: count(before.bytes().filter(|b| *b == b'\n').count() + 1),
            column: count(before[line_start..].chars().count() + 1),
            unsupported: self.unsupported,
            message: self.message,
        }
    }
}

/// The tokens of `markup`, each with its offset in the whole source (`markup` starts at `base`).
pub(super) fn tokens(markup: &str, base: usize) -> Result<Vec<(usize, Token<'_>)>, Mistake> {
    let bytes = markup.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let (token, length) = token(&markup[at..], base + at)?;
        found.push((base + at, token));
        at += length;
    }
    Ok(found)
}

fn token(rest: &str, at: usize) -> Result<(Token<'_>, usize), Mistake> {
    let bytes = rest.as_bytes();
    let next = bytes.get(1).copied().unwrap_or(0);
    Ok(match bytes[0] {
        b'|' => (Token::Pipe, 1),
        b':' => (Token::Colon, 1),
        b',' => (Token::Comma, 1),
        b'(' => (Token::Open, 1),
        b')' => (Token::Close, 1),
        b'[' => (Token::OpenSquare, 1),
        b']' => (Token::CloseSquare, 1),
        b'.' if next == b'.' => (Token::DotDot, 2),
        b'.' => (Token::Dot, 1),
        b'=' | b'!' | b'<' | b'>' if next == b'=' => (Token::Op(&rest[..2]), 2),
        b'<' if next == b'>' => (Token::Op(&rest[..2]), 2),
        b'<' | b'>' => (Token::Op(&rest[..1]), 1),
        quote @ (b'"' | b'\'') => match rest[1..].find(char::from(quote)) {
            Some(end) => (Token::Text(&rest[1..=end]), end + 2),
            None => return Err(Mistake::new(at, "this text is not closed: its quotation mark has no partner")),
        },
        b'-' if next.is_ascii_digit() => number(rest, at)?,
        b'0'..=b'9' => number(rest, at)?,
        b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
            let length = name_length(rest);
            (Token::Name(&rest[..length]), length)
        }
        _ => {
            let found = rest.chars().next().unwrap_or(' ');
            return Err(Mistake::new(at, format!("`{found}` has no meaning here")));
        }
    })
}

pub(super) fn name_length(rest: &str) -> usize {
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'-').count();
    if rest.as_bytes().get(length) == Some(&b'?') { length + 1 } else { length }
}

fn number(rest: &str, at: usize) -> Result<(Token<'_>, usize), Mistake> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let sign = usize::from(bytes[0] == b'-');
    let whole = sign + digits(sign);
    // `1..5` is a range, not `1.` and `.5`.
    let fraction = if bytes.get(whole) == Some(&b'.') && bytes.get(whole + 1).is_some_and(u8::is_ascii_digit) {
        1 + digits(whole + 1)
    } else {
        0
    };
    let text = &rest[..whole + fraction];
    let too_large = |_| Mistake::new(at, format!("the number {text} is too large"));
    Ok(if fraction > 0 {
        (Token::Float(text.parse().map_err(|_| Mistake::new(at, "not a number"))?), text.len())
    } else {
        (Token::Int(text.parse().map_err(too_large)?), text.len())
    })
}
