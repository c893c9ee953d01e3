//! MJML to HTML. Nothing is loaded while rendering: `mj-include` is refused, no font is fetched from elsewhere.

use mrml::prelude::{parser::Error, render::RenderOptions};
use rapport_kernel::complaint;

/// Why a layout is no MJML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct MjmlError {
    /// From 1; 0 if unknown.
    pub line: u32,
    /// In characters, from 1; 0 if unknown.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

/// The HTML of a layout.
///
/// # Errors
/// The first mistake, with its place where it is known.
pub fn render(layout: &str) -> Result<String, MjmlError> {
    let parsed = mrml::parse(layout).map_err(|error| place(&error, layout))?;
    // A font fetched from a third party would tell it who reads which mail.
    let options = RenderOptions { fonts: Default::default(), ..RenderOptions::default() };
    let html = parsed.element.render(&options).map_err(|error| MjmlError {
        line: 0,
        column: 0,
        message: format!("it cannot be made into HTML: {}", complaint::in_words(&error.to_string())),
    })?;
    // Elements that no one knows are passed through: mail programs would show nothing of them.
    match html.find("<mj-") {
        None => Ok(html),
        Some(at) => {
            let name: String =
                html[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
            let message = format!("there is no element `{name}` here");
            Err(located(layout.find(&format!("<{name}")), layout, message))
        }
    }
}

fn place(error: &Error, layout: &str) -> MjmlError {
    let start = match error {
        Error::UnexpectedElement { position, .. }
        | Error::UnexpectedToken { position, .. }
        | Error::MissingAttribute { position, .. }
        | Error::InvalidAttribute { position, .. }
        | Error::InvalidFormat { position, .. }
        | Error::IncludeLoaderError { position, .. } => Some(position.start),
        _ => None,
    };
    let message = match error {
        Error::UnexpectedElement { .. } => "this element does not belong here".to_owned(),
        Error::UnexpectedToken { .. } => "this does not belong here".to_owned(),
        Error::MissingAttribute { name, .. } => format!("the attribute `{name}` is missing"),
        Error::EndOfStream { .. } => "an element is not closed".to_owned(),
        Error::IncludeLoaderError { .. } => "`mj-include` is not available: write the part here".to_owned(),
        Error::ParserError { .. } => {
            "this is not valid MJML: a literal `<` or `&` is written `&lt;` or `&amp;`, and every element is closed"
                .to_owned()
        }
        Error::InvalidAttribute { .. } => "this attribute cannot be read".to_owned(),
        Error::InvalidFormat { .. } => "this cannot be read".to_owned(),
        Error::SizeLimit { .. } => "the layout is too large".to_owned(),
        Error::NoRootNode => "the layout must begin with `<mjml>`".to_owned(),
    };
    if let Error::ParserError { source, .. } = error {
        let at = source.pos();
        return MjmlError { line: at.row, column: at.col, message };
    }
    located(start, layout, message)
}

fn located(start: Option<usize>, layout: &str, message: String) -> MjmlError {
    let Some(before) = start.and_then(|start| layout.get(..start)) else {
        return MjmlError { line: 0, column: 0, message };
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    MjmlError {
        line: count(before.bytes().filter(|b| *b == b'\n').count() + 1),
        column: count(before[line_start..].chars().count() + 1),
        message,
    }
}
