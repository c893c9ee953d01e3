//! What was found: in a document, and what its author can do about it; in what lies on the disk; and why a search came to no end.

use super::All;
use rapport_journey::Hint;
use rapport_platform::runtime::Damage;
use serde::Serialize;
use std::fmt;
use utoipa::ToSchema;

sentences! {
    /// What an author can do about a problem of a document.
    HintSaid {
        Meant { name: String } = "did you mean `{name}`?",
        OneOf { names: All<String> } = "there are {names}",
        Write { example: String } = "write {example}",
        PartOf { names: All<String> } = "say which part: {names}",
        Perhaps { names: All<String>, name: String } = "names are {names}; perhaps {name}?",
        Default { name: String } = "write {{{{ {name} | default: '..' }}}}, or ask with {{% if {name} %}}",
        DefaultOrNumber = "give the value a default, such as {{{{ data.name | default: 'you' }}}}; `| plus: 0` makes a number of anything",
        TakeApart = "take it apart into several",
        SeveralSteps = "make several steps of it",
        WaitInLoop = "put a wait into the loop",
        OpenActivity = "open it again in the plan, or name another activity",
        OpenPool = "open the pool again, or name another",
        WithinPool = "a step gives what its pool gives, or less: an amount up to the pool's, or a percentage up to the pool's",
        Visible { text: String } = "what can be seen of it is `{text}`",
    }
}

sentences! {
    /// What is not as it was written, of something that lies on the disk.
    DamageSaid {
        PositionsMissing { first_position: u64, position: u64 } = "positions {first_position} to {position} are missing",
        SegmentCut { file: String, position: u64 } = "segment {file} was cut off at position {position}",
        SegmentChanged { file: String, position: u64 } = "segment {file} was changed at position {position}",
        RecordUnreadable { position: u64, text: String } = "record {position}: {text}",
        FileUnreadable { file: String, text: String } = "{file}: {text}",
        Unreadable { text: String } = "{text}",
        SetAside { file: String } = "another installation's was set aside as {file}: look at it, then delete it",
        ByteUnreadable { position: u64 } = "does not read back at byte {position}",
        FileMissing = "the file is missing",
    }
}

sentences! {
    /// Why a job did not come to its end.
    FailureSaid {
        LogUnreadable { text: String } = "the log could not be read: {text}",
        Defect = "it ended by a defect",
        BrokenOff = "the program ended before it did; start it again",
    }
}

impl From<&Hint> for HintSaid {
    fn from(hint: &Hint) -> Self {
        use Hint as H;
        match hint.clone() {
            H::Meant { name } => Self::Meant { name },
            H::OneOf { names } => Self::OneOf { names: names.into() },
            H::Write { example } => Self::Write { example },
            H::PartOf { parts } => Self::PartOf { names: parts.into() },
            H::Perhaps { names, name } => Self::Perhaps { names: names.into(), name },
            H::Default { name } => Self::Default { name },
            H::DefaultOrNumber => Self::DefaultOrNumber,
            H::TakeApart => Self::TakeApart,
            H::SeveralSteps => Self::SeveralSteps,
            H::WaitInLoop => Self::WaitInLoop,
            H::OpenActivity => Self::OpenActivity,
            H::OpenPool => Self::OpenPool,
            H::WithinPool => Self::WithinPool,
            H::Visible { text } => Self::Visible { text },
        }
    }
}

impl From<&Damage> for DamageSaid {
    fn from(damage: &Damage) -> Self {
        use Damage as D;
        match damage.clone() {
            D::PositionsMissing { from, to } => Self::PositionsMissing { first_position: from.0, position: to.0 },
            D::SegmentCut { segment, at } => Self::SegmentCut { file: segment, position: at.0 },
            D::SegmentChanged { segment, at } => Self::SegmentChanged { file: segment, position: at.0 },
            D::RecordUnreadable { at, error } => Self::RecordUnreadable { position: at.0, text: error },
            D::FileUnreadable { file, error } => Self::FileUnreadable { file, text: error },
            D::Unreadable { error } => Self::Unreadable { text: error },
            D::SetAside { file } => Self::SetAside { file },
            D::ByteUnreadable { at } => Self::ByteUnreadable { position: at },
            D::FileMissing => Self::FileMissing,
        }
    }
}
