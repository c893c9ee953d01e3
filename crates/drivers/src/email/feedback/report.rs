//! The machine-readable parts of reports: groups of `Field: value` lines.

use smol_str::SmolStr;

/// What a delivery report says of one recipient (RFC 3464, 2.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Status {
    /// `failed`, `delayed`, `delivered`, ...
    pub action: String,
    /// `5.1.1`
    pub code: SmolStr,
    /// What the other server said.
    pub diagnostic: String,
    pub recipient: Option<SmolStr>,
}

/// The recipients of a delivery report.
pub(super) fn statuses(text: &str) -> Vec<Status> {
    text.split("\n\n")
        .filter_map(|group| {
            let code = field(group, "status").map(|status| code_in_text(&status).unwrap_or_default());
            let action = field(group, "action").unwrap_or_default().to_lowercase();
            if code.is_none() && action.is_empty() {
                return None;
            }
            let recipient = field(group, "original-recipient").or_else(|| field(group, "final-recipient"));
            Some(Status {
                action: action.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default().to_owned(),
                code: code.unwrap_or_default(),
                diagnostic: field(group, "diagnostic-code").unwrap_or_default(),
                recipient: recipient.as_deref().and_then(address),
            })
        })
        .collect()
}

/// The value of the first field of that name, its folded lines joined.
pub(super) fn field(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines();
    let first = lines.find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then_some(value)
    })?;
    let mut value = first.trim().to_owned();
    for line in lines.take_while(|line| line.starts_with([' ', '\t'])) {
        value.push(' ');
        value.push_str(line.trim());
    }
    Some(value)
}

/// The e-mail address in a field: the part in angle brackets, after `rfc822;`, or the word with an `@`.
pub(super) fn address(value: &str) -> Option<SmolStr> {
    let value = value.rsplit(';').next().unwrap_or(value);
    let inner = value.split_once('<').map_or(value, |(_, rest)| rest.split('>').next().unwrap_or(rest));
    let word = inner.split_whitespace().find(|word| word.contains('@'))?;
    let word = word.trim_matches(|c: char| "<>()[]\"',;:".contains(c));
    (word.len() <= 254 && word.split('@').all(|part| !part.is_empty())).then(|| word.into())
}

/// The first address in angle brackets, as servers name it in their words.
pub(super) fn address_in_text(text: &str) -> Option<SmolStr> {
    text.match_indices('<').find_map(|(at, _)| {
        let inner = text[at + 1..].split('>').next()?;
        if inner.len() > 254 || inner.contains(char::is_whitespace) { None } else { address(inner) }
    })
}

/// The first `5.1.1` in a text.
pub(super) fn code_in_text(text: &str) -> Option<SmolStr> {
    codes(text).next().map(SmolStr::new)
}

/// The last one: who passes an answer on writes its own status before it.
pub(super) fn innermost_code(text: &str) -> Option<SmolStr> {
    codes(text).last().map(SmolStr::new)
}

fn codes(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .map(|word| word.trim_matches('.'))
        .filter(|word| is_code(word))
}

/// Class, subject and detail (RFC 3463, 2).
fn is_code(word: &str) -> bool {
    let mut parts = word.split('.');
    let class = parts.next().is_some_and(|class| matches!(class, "2" | "4" | "5"));
    let rest: Vec<&str> = parts.collect();
    class && rest.len() == 2 && rest.iter().all(|p| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
}
