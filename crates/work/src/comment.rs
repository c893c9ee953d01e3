//! Comments in threads, on an object, a field of it, or a region of a picture. What was edited says so and keeps what it said before; what
//! was deleted says so and keeps nothing of its words, since a person may delete what should never have been written.

use crate::{CommentId, Object, PersonId};
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A comment is at most this long, in characters.
pub const LONGEST: usize = 10_000;

/// On what of an object a thread hangs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "on", rename_all = "snake_case")]
pub enum Spot {
    /// The thing as such, rather than a part of it.
    Whole,
    /// One field or step, by its path.
    Field {
        /// `steps.2.message.subject`
        path: SmolStr,
    },
    /// A rectangle of a picture, in thousandths of its width and height.
    Region {
        /// Which picture, by its path.
        path: SmolStr,
        /// From the left.
        x: u16,
        /// From the top.
        y: u16,
        /// How wide.
        width: u16,
        /// How high.
        height: u16,
    },
}

impl Spot {
    fn is_inside(&self) -> bool {
        let fits = |at: u16, size: u16| size > 0 && u32::from(at) + u32::from(size) <= 1000;
        match self {
            Self::Region { x, y, width, height, .. } => fits(*x, *width) && fits(*y, *height),
            Self::Whole | Self::Field { .. } => true,
        }
    }
}

/// What has become of a comment's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "trace", rename_all = "snake_case")]
pub enum CommentFate {
    /// Its writer changed it.
    Edited {
        /// The moment of the last edit.
        at: Time,
        /// What it said before.
        before: String,
    },
    /// Someone took it away.
    Deleted {
        /// The moment of the deletion.
        at: Time,
        /// The writer, or a moderator.
        by: PersonId,
    },
}

/// What someone said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Names the comment in links and notices.
    pub id: CommentId,
    /// The writer.
    pub by: PersonId,
    /// The moment it was posted.
    pub at: Time,
    /// What; `None` if it was deleted.
    pub text: Option<String>,
    /// What became of it.
    pub traces: Vec<CommentFate>,
}

/// A thread of comments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// What the discussion is about.
    pub object: Object,
    /// The part of the object that is discussed.
    pub spot: Spot,
    /// In their order.
    pub comments: Vec<Comment>,
    /// Who said that there is nothing more to say, and when.
    pub resolved: Option<(PersonId, Time)>,
}

/// What can be done in a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum CommentCommand {
    /// Says something; that opens a resolved thread again.
    Say {
        /// The comment's id.
        id: CommentId,
        /// The comment's words.
        text: String,
    },
    /// Says it otherwise.
    Edit {
        /// The comment to rewrite.
        id: CommentId,
        /// What it says now.
        text: String,
    },
    /// Takes it away.
    Delete {
        /// The comment to take away.
        id: CommentId,
    },
    /// There is nothing more to say.
    Resolve,
}

/// Who does something in a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// The signed-in person.
    pub person: PersonId,
    /// Whether they may take away what others wrote.
    pub moderates: bool,
}

/// Why nothing was done in a thread. What to do stands in each message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", content = "values", rename_all = "snake_case")]
pub enum CommentRefusal {
    /// The thread has none of this id.
    #[error("there is no comment {0}, or it was deleted")]
    UnknownComment(CommentId),
    /// The thread has one of this id.
    #[error("there is a comment {0} already")]
    CommentExists(CommentId),
    /// Nothing, or too much.
    #[error("a comment has 1 to {LONGEST} characters")]
    BadLength,
    /// A comment is its writer's.
    #[error("this was written by {0}: only they can change it")]
    NotYours(PersonId),
    /// The region is not inside the picture.
    #[error("the region must lie inside the picture")]
    OutsidePicture,
}

impl CommentRefusal {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownComment(_) => "unknown_comment",
            Self::CommentExists(_) => "comment_exists",
            Self::BadLength => "bad_length",
            Self::NotYours(_) => "not_yours",
            Self::OutsidePicture => "outside_picture",
        }
    }
}

impl Thread {
    /// A thread no one has said anything in.
    ///
    /// # Errors
    /// [`CommentRefusal::OutsidePicture`].
    pub fn on(object: Object, spot: Spot) -> Result<Self, CommentRefusal> {
        if !spot.is_inside() {
            return Err(CommentRefusal::OutsidePicture);
        }
        Ok(Self { object, spot, comments: Vec::new(), resolved: None })
    }

    /// Does something in it. Answers whom it mentions who was not mentioned in that comment before.
    ///
    /// # Errors
    /// Every [`CommentRefusal`]; nothing has changed then.
    pub fn apply(
        &mut self,
        command: CommentCommand,
        speaker: &Speaker,
        now: Time,
    ) -> Result<Vec<PersonId>, CommentRefusal> {
        match command {
            CommentCommand::Say { id, text } => {
                if self.comments.iter().any(|comment| comment.id == id) {
                    return Err(CommentRefusal::CommentExists(id));
                }
                let (text, by) = (worded(text)?, speaker.person.clone());
                let mentioned = mentions(&text);
                self.comments.push(Comment { id, by, at: now, text: Some(text), traces: Vec::new() });
                self.resolved = None;
                Ok(mentioned)
            }
            CommentCommand::Edit { id, text } => {
                let text = worded(text)?;
                let comment = self.living(&id)?;
                if comment.by != speaker.person {
                    return Err(CommentRefusal::NotYours(comment.by.clone()));
                }
                let mut mentioned = mentions(&text);
                if let Some(before) = comment.text.replace(text) {
                    let earlier = mentions(&before);
                    mentioned.retain(|person| !earlier.contains(person));
                    comment.traces.push(CommentFate::Edited { at: now, before });
                }
                Ok(mentioned)
            }
            CommentCommand::Delete { id } => {
                let comment = self.living(&id)?;
                if comment.by != speaker.person && !speaker.moderates {
                    return Err(CommentRefusal::NotYours(comment.by.clone()));
                }
                comment.text = None;
                // What it said before it was edited goes, too.
                comment.traces = vec![CommentFate::Deleted { at: now, by: speaker.person.clone() }];
                Ok(Vec::new())
            }
            CommentCommand::Resolve => {
                self.resolved = Some((speaker.person.clone(), now));
                Ok(Vec::new())
            }
        }
    }

    fn living(&mut self, id: &CommentId) -> Result<&mut Comment, CommentRefusal> {
        let found = self.comments.iter_mut().find(|comment| comment.id == *id && comment.text.is_some());
        found.ok_or_else(|| CommentRefusal::UnknownComment(id.clone()))
    }
}

fn worded(text: String) -> Result<String, CommentRefusal> {
    let fits = !text.trim().is_empty() && text.chars().count() <= LONGEST;
    if fits { Ok(text) } else { Err(CommentRefusal::BadLength) }
}

/// Who is mentioned in a text: `@` and a person's id, where no letter or digit stands before (so an e-mail address mentions no one).
#[must_use]
pub fn mentions(text: &str) -> Vec<PersonId> {
    let mut found: Vec<PersonId> = Vec::new();
    for (at, _) in text.match_indices('@') {
        if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            continue;
        }
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches(['.', '-']);
        let person = PersonId::from(name);
        if !name.is_empty() && !found.contains(&person) {
            found.push(person);
        }
    }
    found
}
