//! The compiled form of an expression.

use super::{arithmetic::Op, function::Function, host::Host, value::Val};
use smol_str::SmolStr;

/// One part of a compiled expression.
#[derive(Clone, Debug)]
pub enum Node {
    /// A constant.
    Const(Val<'static>),
    /// A variable from outside.
    Variable(u16),
    /// A variable of a macro, counted from the innermost outwards at the bottom of the stack.
    Local(usize),
    /// `of.name`
    Select(Box<Node>, SmolStr),
    /// `has(of.name)`
    Has(Box<Node>, SmolStr),
    /// A part of a list or map: `of[at]`.
    Index(Box<Node>, Box<Node>),
    /// What is false where `a` is true: `!a`.
    Not(Box<Node>),
    /// The number with the other sign: `-a`.
    Negate(Box<Node>),
    /// `a && b`
    And(Box<Node>, Box<Node>),
    /// `a || b`
    Or(Box<Node>, Box<Node>),
    /// `a ? b : c`
    Choose(Box<[Node; 3]>),
    /// `a == b`; negated for `!=`.
    Equal(Box<Node>, Box<Node>, bool),
    /// `a < b` and its like.
    Order(Box<Node>, Box<Node>, Relation),
    /// `a + b` and its like.
    Arithmetic(Box<Node>, Box<Node>, Op),
    /// `a in b`
    In(Box<Node>, Box<Node>),
    /// `[a, b]`
    List(Box<[Node]>),
    /// `{a: b}`
    Map(Box<[(Node, Node)]>),
    /// A function of the language.
    Call(Function, Box<[Node]>),
    /// A question to the customer's profile.
    Host(Host),
    /// Holds unless it is plainly false: inside macros only.
    NotFalse(Box<Node>),
    /// What `all`, `exists`, `exists_one`, `map` and `filter` become.
    Fold(Box<Fold>),
}

/// Which comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Strictly below: `<`.
    Less,
    /// Below or equal: `<=`.
    AtMost,
    /// Strictly above: `>`.
    More,
    /// Above or equal: `>=`.
    AtLeast,
}

/// Goes through a list or a map's keys while carrying a value along.
#[derive(Clone, Debug)]
pub struct Fold {
    /// What is gone through.
    pub range: Node,
    /// Whether key and value (place and value) are both named.
    pub two: bool,
    /// What is carried at first.
    pub start: Node,
    /// Goes on while this holds.
    pub while_: Node,
    /// What is carried on.
    pub step: Node,
    /// What it comes to.
    pub result: Node,
}

impl Node {
    /// Shows every part of the expression to `look`, the whole before its parts.
    pub fn walk<'n>(&'n self, look: &mut dyn FnMut(&'n Node)) {
        look(self);
        match self {
            Self::Const(_) | Self::Variable(_) | Self::Local(_) | Self::Host(_) => {}
            Self::Select(a, _) | Self::Has(a, _) | Self::Not(a) | Self::Negate(a) | Self::NotFalse(a) => a.walk(look),
            Self::Index(a, b)
            | Self::And(a, b)
            | Self::Or(a, b)
            | Self::Equal(a, b, _)
            | Self::Order(a, b, _)
            | Self::Arithmetic(a, b, _)
            | Self::In(a, b) => {
                a.walk(look);
                b.walk(look);
            }
            Self::Choose(parts) => parts.iter().for_each(|part| part.walk(look)),
            Self::List(parts) | Self::Call(_, parts) => parts.iter().for_each(|part| part.walk(look)),
            Self::Map(entries) => entries.iter().for_each(|(key, value)| {
                key.walk(look);
                value.walk(look);
            }),
            Self::Fold(fold) => {
                [&fold.range, &fold.start, &fold.while_, &fold.step, &fold.result]
                    .iter()
                    .for_each(|part| part.walk(look));
            }
        }
    }
}
