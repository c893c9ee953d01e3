//! What an author can do about a problem, as a value: said in English here, and in the reader's language by the screens.

use serde::{Serialize, Serializer};
use std::fmt;

/// How many names are listed of many.
const LISTED: usize = 8;

/// What to do about a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A name differs by a slip of the pen from the one that stands there.
    Meant {
        /// The name that exists.
        name: String,
    },
    /// Nothing is near; these names exist, or are the first of those that do.
    OneOf {
        /// The names as they are written.
        names: Vec<String>,
    },
    /// Something is missing, and this is how it looks in a document.
    Write {
        /// A piece of a document: `timeout: 3d`.
        example: String,
    },
    /// A whole was named where only its parts can be used.
    PartOf {
        /// The parts as they are written: `event.name`.
        parts: Vec<String>,
    },
    /// A condition speaks of something that is no name; these are the roots, and a property was probably meant.
    Perhaps {
        /// What names begin with: `properties.x`.
        names: Vec<String>,
        /// What was probably meant.
        name: String,
    },
    /// A value in a template may be missing.
    Default {
        /// The value's name, such as `data.name`.
        name: String,
    },
    /// A value in a template may be missing or of a kind that its filter cannot take.
    DefaultOrNumber,
    /// An expression is too large for one condition.
    TakeApart,
    /// A step does several things.
    SeveralSteps,
    /// A loop goes round without end.
    WaitInLoop,
    /// The activity that pays is closed.
    OpenActivity,
    /// The pool of vouchers is closed.
    OpenPool,
    /// A step's voucher is worth more than its pool gives.
    WithinPool,
    /// A name holds letters that no one sees.
    Visible {
        /// What can be seen of it.
        text: String,
    },
}

impl Hint {
    /// These names exist; none if there are none.
    pub fn one_of<T: ToString>(names: impl IntoIterator<Item = T>) -> Option<Self> {
        let names: Vec<String> = names.into_iter().take(LISTED).map(|name| name.to_string()).collect();
        (!names.is_empty()).then_some(Self::OneOf { names })
    }

    /// This is how it is written.
    #[must_use]
    pub fn write(example: &str) -> Self {
        Self::Write { example: example.to_owned() }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Meant { name } => write!(f, "did you mean `{name}`?"),
            Self::OneOf { names } => write!(f, "there are {}", names.join(", ")),
            Self::Write { example } => write!(f, "write {example}"),
            Self::PartOf { parts } => write!(f, "say which part: {}", parts.join(", ")),
            Self::Perhaps { names, name } => write!(f, "names are {}; perhaps {name}?", names.join(", ")),
            Self::Default { name } => write!(f, "write {{{{ {name} | default: '..' }}}}, or ask with {{% if {name} %}}"),
            Self::DefaultOrNumber => f.write_str(
                "give the value a default, such as {{ data.name | default: 'you' }}; `| plus: 0` makes a number of anything",
            ),
            Self::TakeApart => f.write_str("take it apart into several"),
            Self::SeveralSteps => f.write_str("make several steps of it"),
            Self::WaitInLoop => f.write_str("put a wait into the loop"),
            Self::OpenActivity => f.write_str("open it again in the plan, or name another activity"),
            Self::OpenPool => f.write_str("open the pool again, or name another"),
            Self::WithinPool => f.write_str(
                "a step gives what its pool gives, or less: an amount up to the pool's, or a percentage up to the pool's",
            ),
            Self::Visible { text } => write!(f, "what can be seen of it is `{text}`"),
        }
    }
}

impl Serialize for Hint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
