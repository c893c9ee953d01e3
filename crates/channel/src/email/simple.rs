//! The simple text form. It is turned into MJML with its Liquid still inside, so that nothing a customer says can be
//! taken for a heading or a link.

use crate::liquid::escape_html;

/// MJML for a text of paragraphs, headings, lists and links.
pub(super) fn to_mjml(text: &str) -> String {
    let mut body = String::new();
    for block in blocks(text) {
        body.push_str(&block_to_mjml(&block));
    }
    format!("<mjml><mj-body><mj-section><mj-column>{body}</mj-column></mj-section></mj-body></mjml>")
}

/// The same text for people who read plain text: links are written out.
pub(super) fn to_plain(text: &str) -> String {
    let mut out = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Liquid(source) => out.push_str(source),
            Piece::Text(source) => out.push_str(&source.replace("**", "")),
            Piece::Link { label, target } => out.push_str(&format!("{label} ({target})")),
        }
    }
    out
}

fn blocks(text: &str) -> Vec<String> {
    let unified = text.replace("\r\n", "\n");
    let lines = unified.lines().map(str::trim_end);
    let mut blocks = vec![String::new()];
    for line in lines {
        match blocks.last_mut() {
            Some(block) if !line.is_empty() => {
                block.push_str(line);
                block.push('\n');
            }
            _ => blocks.push(String::new()),
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

fn block_to_mjml(block: &str) -> String {
    let block = block.trim_end();
    // A paragraph of tags only steers the paragraphs around it.
    if block.lines().all(|line| line.starts_with("{%") && line.ends_with("%}")) {
        return block.to_owned();
    }
    if let Some(heading) = block.strip_prefix("# ") {
        return format!(
            "<mj-text font-size=\"24px\" line-height=\"1.3\"><h1 style=\"margin:0;font-size:24px\">{}</h1></mj-text>",
            inline(heading)
        );
    }
    if block.lines().all(|line| line.starts_with("- ")) {
        let items: String = block.lines().map(|line| format!("<li>{}</li>", inline(&line[2..]))).collect();
        return format!("<mj-text font-size=\"16px\" line-height=\"1.5\"><ul>{items}</ul></mj-text>");
    }
    if let [Piece::Link { label, target }] = pieces(block)[..] {
        return format!("<mj-button href=\"{}\">{}</mj-button>", attribute(target), inline(label));
    }
    format!("<mj-text font-size=\"16px\" line-height=\"1.5\">{}</mj-text>", inline(block).replace('\n', "<br />"))
}

enum Piece<'s> {
    Liquid(&'s str),
    Text(&'s str),
    Link { label: &'s str, target: &'s str },
}

/// Cuts a text into Liquid, links and the rest.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while from < rest.len() {
        let tail = &rest[from..];
        let length = liquid_length(tail);
        let piece = if length > 0 { Some((Piece::Liquid(&tail[..length]), length)) } else { link(tail) };
        match piece {
            Some((piece, length)) => {
                if from > 0 {
                    found.push(Piece::Text(&rest[..from]));
                }
                found.push(piece);
                rest = &rest[from + length..];
                from = 0;
            }
            None => from += tail.chars().next().map_or(1, char::len_utf8),
        }
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    found
}

fn liquid_length(text: &str) -> usize {
    let close = match text.as_bytes() {
        [b'{', b'{', ..] => "}}",
        [b'{', b'%', ..] => "%}",
        _ => return 0,
    };
    text.find(close).map_or(0, |at| at + 2)
}

fn link(text: &str) -> Option<(Piece<'_>, usize)> {
    let inner = text.strip_prefix('[')?;
    let middle = inner.find("](")?;
    let (label, rest) = (&inner[..middle], &inner[middle + 2..]);
    let mut end = 0;
    while !rest[end..].starts_with(')') {
        let skip = liquid_length(&rest[end..]);
        end += if skip > 0 { skip } else { rest[end..].chars().next()?.len_utf8() };
    }
    let target = &rest[..end];
    let good = ["https://", "http://", "mailto:", "{{"].iter().any(|start| target.starts_with(start));
    (good && !label.contains(['[', '\n']) && !target.contains('\n'))
        .then_some((Piece::Link { label, target }, 1 + middle + 2 + end + 1))
}

/// HTML of a run of text: escaped but for its Liquid, with bold and links.
fn inline(text: &str) -> String {
    let mut out = String::new();
    let mut bold = false;
    for piece in pieces(text) {
        match piece {
            Piece::Liquid(source) => out.push_str(source),
            Piece::Link { label, target } => {
                out.push_str(&format!("<a href=\"{}\">{}</a>", attribute(target), attribute(label)));
            }
            Piece::Text(source) => {
                for (n, part) in source.split("**").enumerate() {
                    if n > 0 {
                        bold = !bold;
                        out.push_str(if bold { "<strong>" } else { "</strong>" });
                    }
                    out.push_str(&escape_html(part));
                }
            }
        }
    }
    if bold {
        out.push_str("</strong>");
    }
    out
}

/// Escaped but for its Liquid.
fn attribute(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find("{{").or_else(|| rest.find("{%")) {
        let length = liquid_length(&rest[open..]).max(1);
        out.push_str(&escape_html(&rest[..open]));
        out.push_str(&rest[open..open + length]);
        rest = &rest[open + length..];
    }
    out.push_str(&escape_html(rest));
    out
}
