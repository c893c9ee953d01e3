//! The ways out of a step, as the document has them: what a graph draws as arrows, and by what passages are counted.

use smol_str::{SmolStr, ToSmolStr};
use std::fmt;

/// A way out of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// On to the next step; after the last, to the end.
    Next,
    /// A branch's case, a split's arm or an awaited event, by its place in the step, from 0.
    Choice(usize),
    /// What the step does otherwise: no case holds, nothing came in time, not sent, no voucher.
    Otherwise,
    /// A split keeps these from being contacted.
    HeldOut,
}

impl Way {
    /// The stable name, unique among the ways out of one step: `next`, `choice_1`, `otherwise`, `held_out`.
    #[must_use]
    pub fn code(self) -> SmolStr {
        self.to_smolstr()
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Next => f.write_str("next"),
            Self::Choice(n) => write!(f, "choice_{}", n + 1),
            Self::Otherwise => f.write_str("otherwise"),
            Self::HeldOut => f.write_str("held_out"),
        }
    }
}
