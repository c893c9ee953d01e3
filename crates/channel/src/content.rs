//! What an author wrote for a channel, compiled: every text in it is a Liquid template, checked before it can go live.
//!
//! [`Content::compile`] finds all problems at once, each with a stable code, the field and the place in it. What
//! compiled can only fail at run time by its [limits](crate::liquid::Limits).

use crate::{
    email::Email,
    kind::{self, Kind},
    liquid::{CompileError, Escape, Limits, RenderError, Template},
    targets::{LinkError, Listed, hosts_in},
};
use rapport_kernel::{ChannelKind, Map, Value, coded};
use smol_str::SmolStr;

/// Compiled content of one message step.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    kind: &'static Kind,
    body: Body,
}

#[derive(Clone, Debug, PartialEq)]
enum Body {
    Email(Box<Email>),
    Fields(Fields),
}

/// How the content of a kind of channel is read and made.
pub(crate) enum Form {
    /// A letter in a frame of ours, see [`crate::email`].
    Email,
    /// Fields that make one thing.
    Fields {
        /// What the kind has to say of what an author wrote.
        check: fn(&Map) -> Result<(), Vec<ContentProblem>>,
        /// Makes it and drops it.
        make: fn(&Content, &Map, &[SmolStr], &Limits) -> Result<(), Unfit>,
    },
}

impl Form {
    /// The form of fields that make a `T`.
    pub(crate) const fn fields<T: Shaped>() -> Self {
        Self::Fields {
            check: T::check,
            make: |content, data, hosts, limits| content.made::<T>(data, hosts, limits).map(drop),
        }
    }
}

/// What the fields of a kind of channel make for one person.
pub trait Shaped: Sized {
    /// The kind of channel.
    fn kind() -> &'static Kind;

    /// Reads content in which every template is filled in.
    ///
    /// # Errors
    /// Every problem found; never none.
    fn read(content: &Map) -> Result<Self, Vec<ContentProblem>>;

    /// The same, with nothing in it that leads where it may not.
    ///
    /// # Errors
    /// [`LinkError`].
    fn led(self, listed: Listed<'_>) -> Result<Self, LinkError>;

    /// Whether what an author wrote will make one.
    ///
    /// # Errors
    /// Every problem found; never none.
    fn check(content: &Map) -> Result<(), Vec<ContentProblem>> {
        Self::read(content).map(drop)
    }
}

coded! {
    /// Why content cannot be said to this person.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Unfit {
        /// A template failed.
        ContentFailed = "content_failed",
        /// With this person's data the fields do not fit the channel.
        ContentInvalid = "content_invalid",
        /// An address is none of those that anything of ours may have.
        LinkScheme = "link_scheme",
        /// An address leads where no one of the brand said it may.
        LinkHost = "link_host",
    }
}

impl From<LinkError> for Unfit {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Scheme => Self::LinkScheme,
            LinkError::Host => Self::LinkHost,
        }
    }
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
    /// Compiles what stands under a message step's `content` for a channel of this kind.
    ///
    /// # Errors
    /// Every problem found; never none.
    pub fn compile(kind: &ChannelKind, raw: &Map) -> Result<Self, Vec<ContentProblem>> {
        let Some(kind) = kind::kind(kind) else {
            let message = format!(
                "nothing can be sent on a channel of the kind `{kind}`: the kinds are {}; a channel of another name says its \
                 kind in the brand's settings",
                kind::names()
            );
            return Err(vec![ContentProblem::field("content_unknown_channel", "", message)]);
        };
        let body = match kind.form {
            Form::Email => Body::Email(Box::new(Email::compile(raw)?)),
            Form::Fields { check, .. } => Body::Fields(Fields::compile_checked(raw, check)?),
        };
        Ok(Self { kind, body })
    }

    /// For what kind of channel it was written.
    #[must_use]
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The e-mail, if it is one.
    #[must_use]
    pub fn email(&self) -> Option<&Email> {
        match &self.body {
            Body::Email(email) => Some(email),
            Body::Fields(_) => None,
        }
    }

    /// The fields with their templates filled in, for someone of the company to look at. What a customer or the staff get is
    /// made by [`Email::render`] and [`Content::made`], which also ask where it leads.
    ///
    /// # Errors
    /// The limit or type error that stopped the template.
    pub fn fill(&self, data: &Map, limits: &Limits) -> Result<Map, RenderError> {
        match &self.body {
            Body::Email(email) => email.fill(data, limits),
            Body::Fields(fields) => fields.fill(data, limits),
        }
    }

    /// What the fields make for one person: a prompt, a receipt, a placement. `hosts` are the brand's, to which addresses
    /// from data may lead.
    ///
    /// # Errors
    /// [`Unfit`]; [`Unfit::ContentInvalid`] too if it was written for another kind of channel.
    pub fn made<T: Shaped>(&self, data: &Map, hosts: &[SmolStr], limits: &Limits) -> Result<T, Unfit> {
        let Body::Fields(fields) = &self.body else { return Err(Unfit::ContentInvalid) };
        if self.kind != T::kind() {
            return Err(Unfit::ContentInvalid);
        }
        let made = T::read(&fields.filled(data, limits)?).map_err(|_| Unfit::ContentInvalid)?;
        Ok(made.led(fields.listed(hosts))?)
    }

    /// Makes it as it would be sent and drops it. E-mails are framed before they are sent: whatever can be said of one
    /// without its frame.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn rehearse(&self, data: &Map, hosts: &[SmolStr], limits: &Limits) -> Result<(), Unfit> {
        match (&self.kind.form, &self.body) {
            (Form::Fields { make, .. }, _) => make(self, data, hosts, limits),
            (Form::Email, Body::Email(email)) => Ok(email.check_links(data, hosts, limits)?),
            (Form::Email, Body::Fields(_)) => Err(Unfit::ContentInvalid),
        }
    }

    /// Asks where data leads, before the message is planned: `hosts` are the brand's. What else may be wrong with it is
    /// found when it is made.
    ///
    /// # Errors
    /// [`LinkError`].
    pub fn check_links(&self, data: &Map, hosts: &[SmolStr], limits: &Limits) -> Result<(), LinkError> {
        match self.rehearse(data, hosts, limits) {
            Err(Unfit::LinkScheme) => Err(LinkError::Scheme),
            Err(Unfit::LinkHost) => Err(LinkError::Host),
            Ok(()) | Err(Unfit::ContentFailed | Unfit::ContentInvalid) => Ok(()),
        }
    }
}

/// A tree of values in which every text is a template.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Fields {
    tree: Tree,
    /// Hosts that stand in the content itself: its addresses may lead there.
    hosts: Vec<SmolStr>,
}

type Tree = Vec<(SmolStr, Node)>;

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Constant(Value),
    Template(Template),
    List(Vec<Node>),
    Map(Tree),
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
        let tree = compile_map(raw, escape, "", DEPTH, &mut problems);
        let mut hosts = Vec::new();
        each_text(raw, &mut |text| hosts.extend(hosts_in(text)));
        if problems.is_empty() { Ok(Self { tree, hosts }) } else { Err(problems) }
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
        fill_tree(&self.tree, data, limits)
    }

    fn filled(&self, data: &Map, limits: &Limits) -> Result<Map, Unfit> {
        self.fill(data, limits).map_err(|_| Unfit::ContentFailed)
    }

    fn listed<'a>(&'a self, brand: &'a [SmolStr]) -> Listed<'a> {
        Listed { own: &self.hosts, brand }
    }
}

/// Calls `each` with every text in a tree of values.
fn each_text(map: &Map, each: &mut impl FnMut(&str)) {
    fn visit(value: &Value, each: &mut impl FnMut(&str)) {
        match value {
            Value::Text(text) => each(text),
            Value::List(items) => items.iter().for_each(|item| visit(item, each)),
            Value::Map(map) => each_text(map, each),
            _ => {}
        }
    }
    map.0.iter().for_each(|(_, value)| visit(value, each));
}

fn compile_map(raw: &Map, escape: Escape, at: &str, depth: usize, problems: &mut Vec<ContentProblem>) -> Tree {
    let path = |key: &str| if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
    raw.0.iter().map(|(key, value)| (key.clone(), compile_value(value, escape, &path(key), depth, problems))).collect()
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

fn fill_tree(tree: &Tree, data: &Map, limits: &Limits) -> Result<Map, RenderError> {
    tree.iter().map(|(key, node)| Ok((key.clone(), fill(node, data, limits)?))).collect()
}

fn fill(node: &Node, data: &Map, limits: &Limits) -> Result<Value, RenderError> {
    Ok(match node {
        Node::Constant(value) => value.clone(),
        Node::Template(template) => template.render(data, limits)?.into(),
        Node::List(items) => Value::List(items.iter().map(|item| fill(item, data, limits)).collect::<Result<_, _>>()?),
        Node::Map(tree) => Value::Map(fill_tree(tree, data, limits)?),
    })
}

#[cfg(test)]
#[path = "content/tests.rs"]
mod tests;
