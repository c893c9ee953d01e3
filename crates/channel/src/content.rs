//! What an author wrote for a channel, compiled: every text in it is a Liquid template, checked before it can go live.
//!
//! [`Content::compile`] finds all problems at once, each with a stable code, the field and the place in it. What
//! compiled can only fail at run time by its [limits](crate::liquid::Limits).

use crate::{
    email::Email,
    liquid::{CompileError, Escape, Limits, RenderError, Template},
    receipt::Receipt,
    staff::Prompt,
    web::Placement,
};
use rapport_kernel::{ChannelId, Map, Value};
use smol_str::SmolStr;

/// Compiled content of one message step.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// An e-mail.
    Email(Box<Email>),
    /// A prompt for branch staff, see [`crate::staff`].
    Staff(Fields),
    /// Text for the receipt printer, see [`crate::receipt`].
    Receipt(Fields),
    /// A web placement, see [`crate::web`].
    Web(Fields),
}

/// What is wrong with content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentProblem {
    /// Stable name, such as `content_template`, `content_missing_field`, `content_mjml`.
    pub code: &'static str,
    /// Which field, as a dotted path: `subject`, `offer.title`.
    pub field: SmolStr,
    /// Line in the field, from 1; 0 if it is about the field as a whole.
    pub line: u32,
    /// Column in that line, in characters from 1; 0 if it is about the field as a whole.
    pub column: u32,
    /// What is wrong and how to right it, in plain words.
    pub message: String,
}

impl ContentProblem {
    /// A problem with a field as a whole.
    #[must_use]
    pub fn field(code: &'static str, field: &str, message: impl Into<String>) -> Self {
        Self { code, field: field.into(), line: 0, column: 0, message: message.into() }
    }

    /// A template that does not compile.
    #[must_use]
    pub fn template(field: &str, error: &CompileError) -> Self {
        Self {
            code: "content_template",
            field: field.into(),
            line: error.line,
            column: error.column,
            message: error.message.clone(),
        }
    }
}

impl Content {
    /// Compiles what stands under a message step's `content` for `channel`.
    ///
    /// # Errors
    /// Every problem found; never none.
    pub fn compile(channel: &ChannelId, raw: &Map) -> Result<Self, Vec<ContentProblem>> {
        match channel.as_str() {
            "email" => Email::compile(raw).map(|email| Self::Email(Box::new(email))),
            "staff" => Fields::compile_checked(raw, Prompt::check).map(Self::Staff),
            "receipt" => Fields::compile_checked(raw, Receipt::check).map(Self::Receipt),
            "web" => Fields::compile_checked(raw, Placement::check).map(Self::Web),
            other => Err(vec![ContentProblem::field(
                "content_unknown_channel",
                "",
                format!("there is no channel `{other}`: use email, staff, receipt or web"),
            )]),
        }
    }

    /// The channel's name.
    #[must_use]
    pub fn channel(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Staff(_) => "staff",
            Self::Receipt(_) => "receipt",
            Self::Web(_) => "web",
        }
    }

    /// The fields with their templates filled in; an e-mail's fields are filled in by [`Email::render`] only.
    ///
    /// # Errors
    /// The limit or type error that stopped the template.
    pub fn fill(&self, data: &Map, limits: &Limits) -> Result<Map, RenderError> {
        match self {
            Self::Email(email) => email.fill(data, limits),
            Self::Staff(fields) | Self::Receipt(fields) | Self::Web(fields) => fields.fill(data, limits),
        }
    }
}

/// A tree of values in which every text is a template.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Fields(Vec<(SmolStr, Node)>);

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Constant(Value),
    Template(Template),
    List(Vec<Node>),
    Map(Fields),
}

/// How deep content may be nested.
const DEPTH: usize = 8;

impl Fields {
    /// Compiles every text in `raw`.
    ///
    /// # Errors
    /// Every problem found; never none.
    pub fn compile(raw: &Map, escape: Escape) -> Result<Self, Vec<ContentProblem>> {
        let mut problems = Vec::new();
        if raw.is_empty() {
            problems.push(ContentProblem::field("content_empty", "", "the message says nothing: give it content"));
        }
        let fields = compile_map(raw, escape, "", DEPTH, &mut problems);
        if problems.is_empty() { Ok(fields) } else { Err(problems) }
    }

    /// [`Fields::compile`] without escaping, and the channel's own opinion of the fields.
    fn compile_checked(
        raw: &Map,
        check: fn(&Map) -> Result<(), Vec<ContentProblem>>,
    ) -> Result<Self, Vec<ContentProblem>> {
        let (fields, checked) = (Self::compile(raw, Escape::None), check(raw));
        match (fields, checked) {
            (Ok(fields), Ok(())) => Ok(fields),
            (fields, checked) => Err([fields.err(), checked.err()].into_iter().flatten().flatten().collect()),
        }
    }

    /// The same tree with every template rendered.
    ///
    /// # Errors
    /// The limit or type error that stopped a template.
    pub fn fill(&self, data: &Map, limits: &Limits) -> Result<Map, RenderError> {
        self.0.iter().map(|(key, node)| Ok((key.clone(), fill(node, data, limits)?))).collect()
    }
}

fn compile_map(raw: &Map, escape: Escape, at: &str, depth: usize, problems: &mut Vec<ContentProblem>) -> Fields {
    let path = |key: &str| if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
    Fields(
        raw.0
            .iter()
            .map(|(key, value)| (key.clone(), compile_value(value, escape, &path(key), depth, problems)))
            .collect(),
    )
}

fn compile_value(value: &Value, escape: Escape, at: &str, depth: usize, problems: &mut Vec<ContentProblem>) -> Node {
    if depth == 0 {
        problems.push(ContentProblem::field("content_too_deep", at, "content may be nested eight levels deep at most"));
        return Node::Constant(Value::Null);
    }
    match value {
        Value::Text(text) if !text.contains(['{', '}']) => Node::Constant(value.clone()),
        Value::Text(text) => match Template::parse(text, escape) {
            Ok(template) => Node::Template(template),
            Err(error) => {
                problems.push(ContentProblem::template(at, &error));
                Node::Constant(Value::Null)
            }
        },
        Value::List(items) => Node::List(
            items
                .iter()
                .enumerate()
                .map(|(n, item)| compile_value(item, escape, &format!("{at}[{n}]"), depth - 1, problems))
                .collect(),
        ),
        Value::Map(map) => Node::Map(compile_map(map, escape, at, depth - 1, problems)),
        other => Node::Constant(other.clone()),
    }
}

fn fill(node: &Node, data: &Map, limits: &Limits) -> Result<Value, RenderError> {
    Ok(match node {
        Node::Constant(value) => value.clone(),
        Node::Template(template) => template.render(data, limits)?.into(),
        Node::List(items) => Value::List(items.iter().map(|item| fill(item, data, limits)).collect::<Result<_, _>>()?),
        Node::Map(fields) => Value::Map(fields.fill(data, limits)?),
    })
}
