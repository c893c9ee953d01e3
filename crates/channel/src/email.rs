//! An e-mail's own content.
//!
//! An author writes `subject`, perhaps `preheader`, and a body: `mjml` (a layout that every mail program shows well) or
//! `text` (paragraphs, `# headings`, `- lists`, `**bold**`, `[links](https://...)`; a link alone in its paragraph becomes
//! a button). With both, `text` is the plain-text part. Every field is a Liquid template.
//!
//! **Liquid runs first, MJML second.** Outputs are HTML-escaped, so customer data can add neither MJML elements nor
//! attributes. The simple text form is turned into MJML *before* data comes in, so data cannot add links either. Where data
//! says where a link leads, it leads to a host that the brand names, or the mail is not sent.
//! **The footer is ours**: sender, postal address, way to stop and to the preferences stand in every part of every mail,
//! whatever the author wrote; the law asks for them (UWG 7, GDPR 7(3)).

mod footer;
mod links;
mod mjml;
mod plain;
mod simple;
mod tags;
mod targets;

pub use footer::Frame;
pub use links::{Link, replace_targets};
pub use mjml::{MjmlError, render as render_mjml};
pub use plain::html_to_text;

use crate::{
    content::{ContentProblem, Form},
    kind::{Kind, Reach, View},
    liquid::{Escape, Limits, RenderError, Template, escape_html_once},
    targets::{LinkError, Listed, check_plain, hosts_in, said},
};
use rapport_customer::brand::Medium;
use rapport_kernel::{Map, Span, Value};
use smol_str::SmolStr;

/// E-mail as a kind of channel.
pub static KIND: Kind = Kind {
    id: "email",
    medium: Medium::Email,
    reach: Reach::Sent,
    places: &[],
    valid_for: Span(2 * Span::DAY.0),
    proves: true,
    says_how_to_object: true,
    clicked: Some("Email Link Clicked"),
    view: View::Letter,
    schema: r#"{
  "type": "object", "required": ["subject"], "additionalProperties": false,
  "properties": {
    "subject": {"type": "string"},
    "preheader": {"type": "string"},
    "mjml": {"type": "string"},
    "text": {"type": "string"}
  }
}"#,
    form: Form::Email,
};

/// The longest subject, in characters; what is longer is cut.
pub const SUBJECT: usize = 200;

/// A compiled e-mail.
#[derive(Clone, Debug, PartialEq)]
pub struct Email {
    subject: Template,
    preheader: Option<Template>,
    /// MJML with Liquid in it.
    layout: Template,
    /// The plain-text part; made from the layout if there is none.
    plain: Option<Template>,
    /// Hosts that stand in the content itself: its links may lead there.
    hosts: Vec<SmolStr>,
    /// Whether data may say where a link or a picture leads.
    follows_data: bool,
    /// The field that the body was written in.
    body: &'static str,
}

/// An e-mail filled in for one person, without its transport headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The plain-text part.
    pub text: String,
}

/// Why an e-mail could not be filled in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// A template stopped.
    #[error(transparent)]
    Template(#[from] RenderError),
    /// What came out of the template is no MJML.
    #[error("the layout is broken: {0}")]
    Layout(String),
    /// The subject came out empty.
    #[error("the subject is empty")]
    NoSubject,
    /// A link or a picture leads where it may not.
    #[error(transparent)]
    Link(#[from] LinkError),
}

impl EmailError {
    /// The code of every one, those of a template first; those of a link are [`LinkError::CODES`].
    pub const CODES: &[&str] = &["template_limit", "template_type", "content_mjml", "content_no_subject"];

    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Template(error) => error.code(),
            Self::Layout(_) => "content_mjml",
            Self::NoSubject => "content_no_subject",
            Self::Link(error) => error.code(),
        }
    }
}

/// The fields an author may write.
const FIELDS: [&str; 4] = ["subject", "preheader", "mjml", "text"];

impl Email {
    /// Compiles an author's fields and tries the layout without data.
    ///
    /// # Errors
    /// Every problem found; never none.
    pub fn compile(raw: &Map) -> Result<Self, Vec<ContentProblem>> {
        let mut problems = Vec::new();
        for (key, _) in raw.iter().filter(|(key, _)| !FIELDS.contains(key)) {
            let message = format!("an e-mail has no `{key}`: use subject, preheader, mjml or text");
            problems.push(ContentProblem::field("content_unknown_field", key, message));
        }
        let subject = template(raw, "subject", Escape::None, &mut problems);
        let preheader = template(raw, "preheader", Escape::None, &mut problems);
        let mjml = template(raw, "mjml", Escape::Html, &mut problems);
        let text = template(raw, "text", Escape::None, &mut problems);
        if raw.get("subject").is_none() {
            problems.push(ContentProblem::field("content_missing_field", "subject", "an e-mail needs a subject"));
        }
        let body = if raw.get("mjml").is_some() { "mjml" } else { "text" };
        let (layout, plain) = match (mjml, text) {
            (Some(mjml), plain) => (Some(mjml), plain),
            (None, Some(text)) => simple_body(text.source(), &mut problems),
            (None, None) => {
                if raw.get("mjml").is_none() && raw.get("text").is_none() {
                    let message = "an e-mail needs a body: `mjml` or `text`";
                    problems.push(ContentProblem::field("content_missing_field", "mjml", message));
                }
                (None, None)
            }
        };
        if let Some(layout) = &layout {
            check_layout(layout, &mut problems);
        }
        match (subject, layout) {
            (Some(subject), Some(layout)) if problems.is_empty() => {
                let texts = [Some(&subject), preheader.as_ref(), Some(&layout), plain.as_ref()].into_iter().flatten();
                let hosts = texts.flat_map(|text| hosts_in(text.source())).collect();
                let follows_data = targets::follows_data(layout.source());
                Ok(Self { subject, preheader, layout, plain, hosts, follows_data, body })
            }
            _ => Err(problems),
        }
    }

    /// The e-mail for one person.
    ///
    /// # Errors
    /// A template that reached a limit, or data with which the layout is no MJML.
    pub fn render(&self, data: &Map, frame: &Frame, limits: &Limits) -> Result<Rendered, EmailError> {
        let own: Vec<SmolStr> = self.hosts.iter().cloned().chain(frame.ways()).collect();
        let listed = Listed { own: &own, brand: &frame.hosts };
        let subject = said(&one_line(&self.subject.render(data, limits)?, SUBJECT), listed)?.into_owned();
        if subject.is_empty() {
            return Err(EmailError::NoSubject);
        }
        let preheader = match &self.preheader {
            Some(template) => escape_html_once(&said(&template.render(data, limits)?, listed)?),
            None => String::new(),
        };
        let layout = targets::led(&self.layout.render(data, limits)?, self.layout.source(), listed)?;
        let layout = footer::framed(&layout, &preheader, frame);
        let html = mjml::render(&layout).map_err(|error| EmailError::Layout(error.message))?;
        targets::check_html(&html, listed)?;
        // Words that only stand side by side in the layout may be one address in what people read.
        let shown = html_to_text(&html);
        check_plain(&shown, listed)?;
        let text = match &self.plain {
            Some(template) => footer::plain(&said(&template.render(data, limits)?, listed)?, frame),
            None => said(&shown, listed)?.into_owned(),
        };
        Ok(Rendered { subject, html, text })
    }

    /// Asks the links and pictures that data leads, before the mail is made: `hosts` are the brand's. Anything else that
    /// may be wrong with it is found when it is made.
    ///
    /// # Errors
    /// [`LinkError`].
    pub fn check_links(&self, data: &Map, hosts: &[SmolStr], limits: &Limits) -> Result<(), LinkError> {
        if !self.follows_data {
            return Ok(());
        }
        let listed = Listed { own: &self.hosts, brand: hosts };
        self.layout
            .render(data, limits)
            .map_or(Ok(()), |layout| targets::led(&layout, self.layout.source(), listed).map(drop))
    }

    /// The field that an error of [`Email::render`] is about.
    pub(crate) fn field(&self, error: &EmailError, data: &Map, limits: &Limits) -> &'static str {
        let fails = |template: &Template| template.render(data, limits).is_err();
        match error {
            EmailError::NoSubject => "subject",
            EmailError::Template(_) if fails(&self.subject) => "subject",
            EmailError::Template(_) if self.preheader.as_ref().is_some_and(fails) => "preheader",
            EmailError::Template(_) if !fails(&self.layout) => "text",
            EmailError::Template(_) | EmailError::Layout(_) | EmailError::Link(_) => self.body,
        }
    }

    /// Subject, preheader and the layout before it becomes HTML: what a preview or a decision shows.
    ///
    /// # Errors
    /// A template that reached a limit.
    pub fn fill(&self, data: &Map, limits: &Limits) -> Result<Map, RenderError> {
        let mut map = Map::default();
        map.set("subject", one_line(&self.subject.render(data, limits)?, SUBJECT).into());
        if let Some(preheader) = &self.preheader {
            map.set("preheader", preheader.render(data, limits)?.into());
        }
        map.set("mjml", self.layout.render(data, limits)?.into());
        Ok(map)
    }
}

fn template(raw: &Map, field: &str, escape: Escape, problems: &mut Vec<ContentProblem>) -> Option<Template> {
    match raw.get(field)? {
        Value::Text(text) => match Template::parse(text, escape) {
            Ok(template) => return Some(template),
            Err(error) => problems.push(ContentProblem::template(field, &error)),
        },
        _ => problems.push(ContentProblem::field("content_type", field, "this must be text")),
    }
    None
}

fn simple_body(text: &str, problems: &mut Vec<ContentProblem>) -> (Option<Template>, Option<Template>) {
    let mut compile = |source: String, escape| match Template::parse(&source, escape) {
        Ok(template) => Some(template),
        Err(error) => {
            let message = format!("between its paragraphs, {}: keep a tag and its end in one paragraph", error.message);
            problems.push(ContentProblem::field("content_template", "text", message));
            None
        }
    };
    (compile(simple::to_mjml(text), Escape::Html), compile(simple::to_plain(text), Escape::None))
}

/// Tries the layout without data: what is broken then is broken for everybody.
fn check_layout(layout: &Template, problems: &mut Vec<ContentProblem>) {
    let Ok(sample) = layout.render(&Map::default(), &Limits::default()) else { return };
    if !sample.contains("</mj-body>") {
        let message = "the layout needs `<mjml><mj-body>...</mj-body></mjml>`: the footer goes into the body";
        problems.push(ContentProblem::field("content_mjml", "mjml", message));
        return;
    }
    if let Some(scheme) = targets::bad_scheme(layout.source()) {
        let message = format!("no link may begin with `{scheme}:`: use https:, http:, mailto: or tel:");
        problems.push(ContentProblem::field("content_link", "mjml", message));
    }
    if let Err(error) = mjml::render(&sample) {
        problems.push(ContentProblem {
            code: "content_mjml",
            field: "mjml".into(),
            line: error.line,
            column: error.column,
            message: error.message,
        });
    }
}

/// `text` as one line of at most `most` characters: whatever breaks or controls lines becomes a space, what turns their direction goes. An
/// encoded word (RFC 2047) becomes plain text: what is checked here is what is read there.
#[must_use]
pub fn one_line(text: &str, most: usize) -> String {
    let turns = |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let spaced = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    let clean: String = text.chars().filter(|c| !turns(c)).map(spaced).collect();
    let clean = clean.replace("=?", "= ?");
    let words: Vec<&str> = clean.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(most).collect()
}

#[cfg(test)]
#[path = "email/tests.rs"]
mod tests;
