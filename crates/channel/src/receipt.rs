//! The receipt printer's own content: what stands on the paper.
//!
//! ```yaml
//! content:
//!   lines:
//!     - {text: "Thank you, {{ customer.first_name }}!", bold: true, size: 2, align: center}
//!     - rule: true
//!     - "You looked at {{ data.name }} yesterday."
//!     - ""                                   # an empty line
//!   voucher:
//!     title: "5 € off socks"
//!     code: "{{ voucher.code }}"
//!     as: qr                                 # or barcode, or text
//!     terms: "Until Saturday, one for each person"
//!   cut: true
//! ```
//!
//! A line is a text or a map. A text is one line for the author; the driver wraps it to the width of the paper. What a
//! voucher's code is printed as may fall short of the printer's abilities; the code always stands there as text, too.

use crate::{
    content::{ContentProblem, Form, Shaped},
    kind::{Kind, Reach, View},
    shape::{Shape, cut, open},
    targets::{LinkError, Listed, SCHEMES, check_exact, check_scanned, said, scheme},
};
use rapport_customer::brand::Medium;
use rapport_kernel::{Map, Span, Value};
use smol_str::SmolStr;

/// Receipt printers as a kind of channel.
pub static KIND: Kind = Kind {
    id: "receipt",
    medium: Medium::Presence,
    reach: Reach::Sent,
    places: &["printer", "event.printer", "branch", "event.branch"],
    valid_for: Span(15 * Span::MINUTE.0),
    proves: false,
    says_how_to_object: false,
    clicked: None,
    view: View::Lines,
    schema: r#"{
  "type": "object", "additionalProperties": false,
  "properties": {
    "lines": {"type": "array", "maxItems": 60, "items": {"type": ["string", "object"]}},
    "voucher": {"type": "object", "required": ["code"]},
    "cut": {"type": "boolean"}
  }
}"#,
    form: Form::fields::<Receipt>(),
};

/// No receipt is longer than this many lines as the author wrote them: paper is not a place for lists.
pub const MAX_LINES: usize = 60;
/// Longer texts are cut: no one's first name fills a metre of paper.
pub const MAX_TEXT: usize = 300;

/// A receipt, ready for the printer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// From top to bottom.
    pub lines: Vec<Line>,
    /// Printed below the lines.
    pub voucher: Option<Voucher>,
    /// Whether the paper is cut at the end.
    pub cut: bool,
}

/// One line of the receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Text, wrapped to the width of the paper.
    Text(Text),
    /// A line across the paper.
    Rule,
}

/// A text and how it looks.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// Set in the printer's heavier face.
    pub bold: bool,
    /// 1 is normal, up to 4 times as wide and high.
    pub size: u8,
    /// Where it stands.
    pub align: Align,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right edge.
    Right,
}

/// A voucher on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// A headline over the value, such as `5 EUR off`.
    pub title: Option<String>,
    /// Its code: printable ASCII, at most [`MAX_CODE`] characters.
    pub code: SmolStr,
    /// How a scanner reads it.
    pub symbol: Symbol,
    /// The small print.
    pub terms: Option<String>,
}

/// The longest text a bar code or QR code carries here.
pub const MAX_CODE: usize = 200;

/// How a scanner reads a voucher's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// A QR code (ISO/IEC 18004).
    Qr,
    /// A CODE128 bar code (ISO/IEC 15417).
    Barcode,
    /// Not at all.
    Text,
}

impl Shaped for Receipt {
    fn kind() -> &'static Kind {
        &KIND
    }

    fn read(content: &Map) -> Result<Self, Vec<ContentProblem>> {
        let mut shape = Shape::of(content, "", &["lines", "voucher", "cut"]);
        let mut lines = Vec::new();
        match shape.value("lines") {
            None => {}
            Some(Value::List(list)) if list.len() <= MAX_LINES => {
                for (n, value) in list.iter().enumerate() {
                    lines.extend(shape.absorb(line(value, &format!("lines[{n}]"))));
                }
            }
            Some(Value::List(_)) => {
                shape.problem("content_too_long", "lines", format!("at most {MAX_LINES} lines"));
            }
            Some(_) => shape.problem("content_type", "lines", "this must be a list of lines"),
        }
        let voucher = match shape.value("voucher") {
            None => None,
            Some(Value::Map(map)) => shape.absorb(voucher(map)),
            Some(_) => {
                shape.problem("content_type", "voucher", "this must be a map with title, code, as and terms");
                None
            }
        };
        if shape.value("lines").is_none() && shape.value("voucher").is_none() {
            shape.problem("content_missing_field", "lines", "a receipt needs lines or a voucher");
        }
        let cut = shape.flag("cut", true);
        shape.finish(Self { lines, voucher, cut })
    }

    fn led(mut self, listed: Listed<'_>) -> Result<Self, LinkError> {
        let voucher = self.voucher.iter_mut().flat_map(|voucher| voucher.title.iter_mut().chain(&mut voucher.terms));
        let lines = self.lines.iter_mut().filter_map(|line| match line {
            Line::Text(text) => Some(&mut text.text),
            Line::Rule => None,
        });
        for text in lines.chain(voucher) {
            *text = said(text, listed)?.into_owned();
        }
        match &self.voucher {
            Some(Voucher { code, symbol: Symbol::Text, .. }) => check_exact(code, listed)?,
            Some(Voucher { code, .. }) => check_scanned(code, listed)?,
            None => {}
        }
        Ok(self)
    }

    /// Whatever the templates in it are filled with.
    fn check(content: &Map) -> Result<(), Vec<ContentProblem>> {
        let scanned =
            Self::read(content)?.voucher.filter(|voucher| voucher.symbol != Symbol::Text && !open(&voucher.code));
        let good = |scheme: &&str| SCHEMES.iter().any(|good| scheme.eq_ignore_ascii_case(good));
        match scanned.as_ref().and_then(|voucher| scheme(&voucher.code)).filter(|scheme| !good(scheme)) {
            Some(scheme) => {
                let message = format!("no code may begin with `{scheme}:`: use https:, http:, mailto: or tel:");
                Err(vec![ContentProblem::field("content_link", "voucher.code", message)])
            }
            None => Ok(()),
        }
    }
}

fn line(value: &Value, at: &str) -> Result<Line, Vec<ContentProblem>> {
    let map = match value {
        Value::Text(text) => {
            return Ok(Line::Text(Text { text: cut(text.to_string(), MAX_TEXT), size: 1, ..Text::default() }));
        }
        Value::Map(map) => map,
        _ => return Err(vec![ContentProblem::field("content_type", at, "a line is a text or a map")]),
    };
    let mut shape = Shape::of(map, at, &["text", "bold", "size", "align", "rule"]);
    if shape.flag("rule", false) {
        return shape.finish(Line::Rule);
    }
    let size = match shape.value("size") {
        None => 1,
        Some(value) => match value.as_i64() {
            Some(n @ 1..=4) => n as u8,
            _ => {
                shape.problem("content_choice", "size", "use 1, 2, 3 or 4");
                1
            }
        },
    };
    if shape.value("text").is_none() {
        shape.problem("content_missing_field", "text", "a line needs a text, or `rule: true`");
    }
    let aligns = [("left", Align::Left), ("center", Align::Center), ("right", Align::Right)];
    let text = Text {
        text: cut(shape.text("text").unwrap_or_default(), MAX_TEXT),
        bold: shape.flag("bold", false),
        size,
        align: shape.choice("align", &aligns).unwrap_or_default(),
    };
    shape.finish(Line::Text(text))
}

fn voucher(map: &Map) -> Result<Voucher, Vec<ContentProblem>> {
    let mut shape = Shape::of(map, "voucher", &["title", "code", "as", "terms"]);
    let code = shape.required("code", "a voucher needs its code, such as \"{{ voucher.code }}\"");
    let printable = code.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if !open(&code) && (!printable || code.len() > MAX_CODE) {
        shape.problem("content_code", "code", "a code is made of plain letters, digits and signs, 200 at most");
    }
    let symbols = [("qr", Symbol::Qr), ("barcode", Symbol::Barcode), ("text", Symbol::Text)];
    let voucher = Voucher {
        title: shape.text("title").map(|text| cut(text, MAX_TEXT)),
        code: code.into(),
        symbol: shape.choice("as", &symbols).unwrap_or(Symbol::Qr),
        terms: shape.text("terms").map(|text| cut(text, MAX_TEXT)),
    };
    shape.finish(voucher)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn map(json: &str) -> Map {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_receipt_reads_as_it_was_written() {
        let receipt = Receipt::read(&map(
            r#"{"lines":[{"text":"Danke!","bold":true,"size":2,"align":"center"},{"rule":true},"Bis morgen"],
                "voucher":{"title":"5 € auf Socken","code":"7KQM-2WXR-9FTC","as":"barcode"}}"#,
        ))
        .unwrap();
        assert_eq!(receipt.lines.len(), 3);
        assert_eq!(receipt.lines[1], Line::Rule);
        assert!(matches!(&receipt.lines[0], Line::Text(Text { bold: true, size: 2, align: Align::Center, .. })));
        assert_eq!(receipt.voucher.unwrap().symbol, Symbol::Barcode);
        assert!(receipt.cut);
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let problems = Receipt::read(&map(
            r#"{"lines":[{"text":"a","size":9,"colour":"red"},7],"voucher":{"code":"ü","as":"pdf"},"cut":"yes"}"#,
        ))
        .unwrap_err();
        let mut named: Vec<(&str, &str)> = problems.iter().map(|p| (p.field.as_str(), p.code)).collect();
        named.sort_unstable();
        assert_eq!(
            named,
            [
                ("cut", "content_type"),
                ("lines[0].colour", "content_unknown_field"),
                ("lines[0].size", "content_choice"),
                ("lines[1]", "content_type"),
                ("voucher.as", "content_choice"),
                ("voucher.code", "content_code"),
            ]
        );
        assert!(Receipt::read(&Map::default()).is_err());
    }

    #[test]
    fn a_template_in_the_code_is_judged_only_when_filled_in() {
        assert_eq!(Receipt::check(&map(r#"{"voucher":{"code":"{{ voucher.code | upcase }}"}}"#)), Ok(()));
        assert!(Receipt::read(&map(r#"{"voucher":{"code":"two\nlines"}}"#)).is_err());
        let problems = Receipt::check(&map(r#"{"voucher":{"code":"WIFI:S:shop;;"}}"#)).unwrap_err();
        assert_eq!((problems[0].code, problems[0].field.as_str()), ("content_link", "voucher.code"));
    }

    #[test]
    fn an_endless_name_is_cut() {
        let long = format!(r#"{{"lines":["{}"]}}"#, "x".repeat(5_000));
        let receipt = Receipt::read(&map(&long)).unwrap();
        assert!(matches!(&receipt.lines[0], Line::Text(text) if text.text.chars().count() == MAX_TEXT));
    }
}
