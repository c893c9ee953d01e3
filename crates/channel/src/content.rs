//! What an author wrote for a channel, compiled: every text in it is a Liquid template, checked before it can go live.
//!
//! [`Content::compile`] finds all problems at once, each with a stable code, the field and the place in it. What
//! compiled can only fail at run time by its [limits](crate::liquid::Limits).

use crate::{
    email::Email,
    liquid::{CompileError, Escape, Limits, RenderError, Template},
    receipt::Receipt,
    staff::Prompt,
    targets::{LinkError, Listed, hosts_in},
    web::Placement,
};
use rapport_kernel::{ChannelId, Map, Value, coded};
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
        /// An address leads where nobody of the brand said it may.
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

    /// The fields with their templates filled in, for somebody of the company to look at. What a customer or the staff get is
    /// made by [`Email::render`], [`Content::prompt`], [`Content::receipt`] and [`Content::placement`], which also ask where
    /// it leads.
    ///
    /// # Errors
    /// The limit or type error that stopped the template.
    pub fn fill(&self, data: &Map, limits: &Limits) -> Result<Map, RenderError> {
        match self {
            Self::Email(email) => email.fill(data, limits),
            Self::Staff(fields) | Self::Receipt(fields) | Self::Web(fields) => fields.fill(data, limits),
        }
    }

    /// The prompt for branch staff; `hosts` are the brand's, to which addresses from data may lead.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn prompt(&self, data: &Map, hosts: &[SmolStr], limits: &Limits) -> Result<Prompt, Unfit> {
        let Self::Staff(fields) = self else { return Err(Unfit::ContentInvalid) };
        let prompt = Prompt::read(&fields.filled(data, limits)?).map_err(|_| Unfit::ContentInvalid)?;
        Ok(prompt.led(fields.listed(hosts))?)
    }

    /// The receipt; `hosts` are the brand's, to which addresses from data may lead.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn receipt(&self, data: &Map, hosts: &[SmolStr], limits: &Limits) -> Result<Receipt, Unfit> {
        let Self::Receipt(fields) = self else { return Err(Unfit::ContentInvalid) };
        let receipt = Receipt::read(&fields.filled(data, limits)?).map_err(|_| Unfit::ContentInvalid)?;
        Ok(receipt.led(fields.listed(hosts))?)
    }

    /// The web placement; `hosts` are the brand's, to which addresses from data may lead.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn placement(&self, data: &Map, hosts: &[SmolStr], limits: &Limits) -> Result<Placement, Unfit> {
        let Self::Web(fields) = self else { return Err(Unfit::ContentInvalid) };
        let placement = Placement::read(&fields.filled(data, limits)?).map_err(|_| Unfit::ContentInvalid)?;
        Ok(placement.led(fields.listed(hosts))?)
    }

    /// Asks where data leads, before the message is planned: `hosts` are the brand's. What else may stand against it is
    /// found when it is made.
    ///
    /// # Errors
    /// [`LinkError`].
    pub fn check_links(&self, data: &Map, hosts: &[SmolStr], limits: &Limits) -> Result<(), LinkError> {
        let made = match self {
            Self::Email(email) => return email.check_links(data, hosts, limits),
            Self::Staff(_) => self.prompt(data, hosts, limits).map(drop),
            Self::Receipt(_) => self.receipt(data, hosts, limits).map(drop),
            Self::Web(_) => self.placement(data, hosts, limits).map(drop),
        };
        match made {
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
