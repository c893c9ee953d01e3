//! Liquid, the subset we speak: text with `{{ outputs }}` and `{% tags %}`, run in a sandbox.
//!
//! **What is supported.** Outputs with filters; tags `assign`, `capture`, `echo`, `if`/`elsif`/`else`, `unless`, `case`,
//! `for`/`else`/`break`/`continue`, `cycle`, `increment`, `decrement`, `ifchanged`, `raw`, `comment`, `doc`, `liquid`
//! and `#`; whitespace control with `-`; ranges; the operators `== != <> < <= > >= contains and or` (read from the
//! right, as Liquid does); the filters listed in [`filters`].
//! **What is not**, and is refused when the template is compiled: `include`, `render`, `tablerow` (no file of another
//! author can be pulled in, and tables belong to the layout), every unknown tag and filter. `date` knows no `now`:
//! rendering twice gives the same text twice; it says moments by the clock and in the language of `here` in the data.
//!
//! **Sandbox.** A template sees nothing but the data it is given: no environment, no files, no clock. Data is never
//! read as a template. Each rendering is stopped by its [`Limits`]: steps, bytes of output, bytes of intermediate
//! values, number of variables; nesting and source size are limited when compiling.
//!
//! **Escaping.** With [`Escape::Html`] every output is HTML-escaped as its last step, once. There is no way to turn
//! this off; text written between `{% capture %}` and `{% endcapture %}` counts as markup of the author, with the
//! outputs inside already escaped. With [`Escape::None`] nothing is escaped.
//!
//! ```
//! use rapport_channel::liquid::{Escape, Limits, Template};
//! use rapport_kernel::{Map, Value};
//!
//! let template = Template::parse("Hello {{ name | default: 'you' }}", Escape::Html)?;
//! let data = Map(vec![("name".into(), Value::from("<b>Ada</b>"))]);
//! assert_eq!(template.render(&data, &Limits::default())?, "Hello &lt;b&gt;Ada&lt;/b&gt;");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ast;
mod cond;
pub mod filters;
mod lexer;
mod names;
mod number;
mod parser;
mod render;
mod tags;
mod val;

pub use names::Name;

use ast::Block;
use rapport_kernel::Map;
use std::fmt;

/// What to do with the text of outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// Nothing: plain text.
    None,
    /// `& < > " '` become entities: HTML, MJML, XML.
    Html,
}

/// What one rendering may use up. Reaching a limit ends it with [`RenderError::Limit`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nodes, filter calls and list items handled; long texts count one step per 64 bytes.
    pub steps: u32,
    /// Bytes written, captures included.
    pub output: usize,
    /// Bytes of intermediate values made over the whole rendering, freed ones included.
    pub values: usize,
    /// Different variables assigned.
    pub variables: usize,
}

impl Default for Limits {
    /// Ten times what a long newsletter needs; far below 50 ms and 4 MB.
    fn default() -> Self {
        Self { steps: 40_000, output: 512 * 1024, values: 1024 * 1024, variables: 200 }
    }
}

/// How deep tags may be nested.
pub const NESTING: usize = 24;
/// How large a template may be, in bytes.
pub const SOURCE: usize = 256 * 1024;

/// Why a template does not compile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct CompileError {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// Whether the text is good Liquid that we leave out on purpose.
    pub unsupported: bool,
    /// What is wrong, in plain words.
    pub message: String,
}

/// Why a rendering stopped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// A limit was reached.
    #[error("the template needs more than its {0} limit allows")]
    Limit(&'static str),
    /// A filter or tag got something it cannot work with.
    #[error("{0}")]
    Type(String),
}

impl RenderError {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Limit(_) => "template_limit",
            Self::Type(_) => "template_type",
        }
    }
}

/// A compiled template. Compare and print it by its source.
#[derive(Clone)]
pub struct Template {
    source: Box<str>,
    block: Block,
    escape: Escape,
}

impl Template {
    /// Compiles `source`.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn parse(source: &str, escape: Escape) -> Result<Self, CompileError> {
        let block = parser::parse(source)?;
        Ok(Self { source: source.into(), block, escape })
    }

    /// Fills in `data`.
    ///
    /// # Errors
    /// A reached limit or a value of a kind that a filter cannot work with. Nothing partial is returned.
    pub fn render(&self, data: &Map, limits: &Limits) -> Result<String, RenderError> {
        render::run(&self.block, self.escape, data, limits)
    }

    /// The names it asks its data for, and what is wrong with the patterns it writes dates by.
    #[must_use]
    pub fn review(&self) -> (Vec<Name>, Vec<String>) {
        let mut found = names::Found::default();
        found.block(&self.block);
        let wrong = found.patterns.iter().filter_map(|pattern| filters::dates::problem(pattern)).collect();
        (found.names, wrong)
    }

    /// What was compiled.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        self.escape == other.escape && self.source == other.source
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Template").field(&self.source).finish()
    }
}

/// `text` with `& < > " '` as entities.
#[must_use]
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&mut out, text);
    out
}

/// The same, but for the entities that stand there already.
pub(crate) fn escape_html_once(text: &str) -> String {
    filters::encode::once(text)
}

pub(crate) fn push_escaped(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
#[path = "liquid/liquid_tests.rs"]
mod tests;
