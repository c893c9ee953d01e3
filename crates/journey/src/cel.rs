//! Conditions: the Common Expression Language (CEL), as far as journeys need it.
//!
//! Text is parsed by the `cel` crate and turned into predicates of our own ([`node`]), which borrow from the event and
//! the profile and do not allocate in common conditions. What is not supported is refused when the journey is
//! checked, with line and column; at run time an expression either has a value or a [`fault::Fault`].
//!
//! **A condition with a fault does not hold.** So `properties.price > 100` is simply false for an event without a
//! price, while `a || b` holds if either side does, whatever happens to the other (that is CEL's own rule).
//!
//! # Names
//! `event.name`, `event.kind`, `event.timestamp`, `event.source`, `event.brand`, `event.properties.x` (or shorter
//! `properties.x`), `event.context.x`; `traits.x`; `profile.language`, `.country`, `.zone`, `.last_seen`;
//! `data.x` (what trigger and steps left); `now`; and questions to the profile: see [`host::FORMS`].
//!
//! Whole numbers said by a touchpoint are `int`, all others `double`. They compare with each other by what they are
//! worth; to calculate with both, write `double(x)`.
//!
//! # Supported
//! Literals; `+ - * / %`, comparisons, `! && || ?:`, `in`, indexing and selection, lists and maps, `has`, `all`,
//! `exists`, `exists_one`, `map`, `filter`; `size`, the type conversions, `type`, `dyn`; moments and spans with their
//! parts, also in a zone; and of the string extension `charAt`, `indexOf`, `lastIndexOf`, `lowerAscii`, `upperAscii`,
//! `replace`, `split`, `substring`, `trim`, `join`. Overflow, division by zero and missing keys are faults, never
//! wrapped or guessed. Not supported: `matches` (no regular expressions in the hot path), messages and enums, optional
//! values, `format` and `quote`, and the encoder, math, binding and block extensions.

pub mod arithmetic;
pub mod compare;
pub mod convert;
pub mod eval;
pub mod facts;
pub mod fault;
pub mod function;
pub mod guard;
pub mod host;
pub mod lower;
pub mod moment;
pub mod node;
pub mod text;
pub mod value;

pub use facts::{Facts, JourneyWords};
pub use fault::Fault;
pub use value::Val;

use crate::Hint;
use eval::{Frame, Scope};
use lower::{Lowering, Vocabulary};
use node::Node;

/// Expressions longer than this are refused.
pub const LONGEST: usize = 4 * 1024;

/// What is wrong with an expression, and where inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CelProblem {
    /// `cel_syntax`, `cel_unsupported`, `cel_unknown_name`, `cel_arguments`, `cel_not_a_condition`, `cel_too_long`,
    /// `cel_too_deep`.
    pub code: &'static str,
    /// The line inside the expression, from 1.
    pub line: u32,
    /// The column inside the line, from 1, in characters.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What to do about it, where that can be said.
    pub hint: Option<Hint>,
}

impl CelProblem {
    /// A problem at the `offset`-th character of the source.
    #[must_use]
    pub fn at(code: &'static str, source: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = || source.chars().take(offset);
        let line = before().filter(|c| *c == '\n').count() + 1;
        let column = before().collect::<Vec<_>>().iter().rev().take_while(|c| **c != '\n').count() + 1;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { code, line: number(line), column: number(column), message: message.into(), hint: None }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Option<Hint>>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Expression {
    node: Node,
}

impl Expression {
    /// Compiles a text.
    ///
    /// # Errors
    /// The first thing in it that is wrong or not supported.
    pub fn compile(text: &str, vocabulary: &dyn Vocabulary) -> Result<Self, CelProblem> {
        if text.len() > LONGEST {
            return Err(CelProblem::at("cel_too_long", text, 0, "this expression is too long"));
        }
        guard::check(text)?;
        // The parser needs more stack for a nested expression than a small thread has.
        stacker::maybe_grow(guard::STACK, guard::STACK, || {
            let parser = cel::parser::Parser::new();
            let (expr, info) = parser.parse_with_source_info(text).map_err(|errors| syntax(text, &errors))?;
            let node = Lowering::new(vocabulary, &info).lower(&expr)?;
            Ok(Self { node })
        })
    }

    /// Compiles a text that holds or does not.
    ///
    /// # Errors
    /// What is wrong with it; `cel_not_a_condition` if it can never be true or false.
    pub fn condition(text: &str, vocabulary: &dyn Vocabulary) -> Result<Self, CelProblem> {
        let expression = Self::compile(text, vocabulary)?;
        if never_truth(&expression.node) {
            let message = "this is a value, not a condition that holds or does not";
            return Err(CelProblem::at("cel_not_a_condition", text, 0, message));
        }
        Ok(expression)
    }

    /// Its value.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub fn value<'a>(&'a self, scope: &dyn Scope<'a>) -> Result<Val<'a>, Fault> {
        self.node.eval(scope, &mut Frame::new())
    }

    /// Its compiled form.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }
}

fn syntax(text: &str, errors: &cel::ParseErrors) -> CelProblem {
    let Some(error) = errors.errors.first() else {
        return CelProblem::at("cel_syntax", text, 0, "this is not an expression");
    };
    let mut problem = CelProblem::at("cel_syntax", text, 0, error.msg.clone());
    let number = |n: isize| u32::try_from(n).unwrap_or(0).max(1);
    (problem.line, problem.column) = (number(error.pos.0), number(error.pos.1));
    problem
}

/// A condition: holds or does not.
#[derive(Clone, Debug)]
pub struct Predicate(Expression);

impl Predicate {
    /// Compiles a condition over the names of journeys.
    ///
    /// # Errors
    /// What is wrong with it; `cel_not_a_condition` if it can never be true or false.
    pub fn compile(text: &str) -> Result<Self, CelProblem> {
        Expression::condition(text, &JourneyWords).map(Self)
    }

    /// Whether it holds; with a fault it does not.
    #[must_use]
    pub fn holds(&self, facts: &Facts<'_>) -> bool {
        matches!(self.0.value(facts), Ok(Val::Bool(true)))
    }

    /// Its compiled form.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.0.node
    }
}

/// A number worked out from an event.
#[derive(Clone, Debug)]
pub struct Quantity(Expression);

impl Quantity {
    /// Compiles it over the names of journeys.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn compile(text: &str) -> Result<Self, CelProblem> {
        Expression::compile(text, &JourneyWords).map(Self)
    }

    /// The number, if it is one.
    #[must_use]
    pub fn of(&self, facts: &Facts<'_>) -> Option<f64> {
        match self.0.value(facts) {
            Ok(Val::Int(n)) => Some(n as f64),
            Ok(Val::Uint(n)) => Some(n as f64),
            Ok(Val::Double(n)) => Some(n),
            _ => None,
        }
    }

    /// Its compiled form.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.0.node
    }
}

fn never_truth(node: &Node) -> bool {
    match node {
        Node::Const(value) => !matches!(value, Val::Bool(_)),
        Node::Arithmetic(..) | Node::List(_) | Node::Map(_) | Node::Negate(_) => true,
        _ => false,
    }
}
