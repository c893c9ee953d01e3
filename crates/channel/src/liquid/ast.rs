//! What a template is once it is compiled.

use super::filters::Filter;
use smol_str::SmolStr;

/// A run of nodes.
#[derive(Clone, Default)]
pub(super) struct Block {
    pub nodes: Vec<Node>,
    /// Nothing in it can print: whitespace in it is dropped with it.
    pub blank: bool,
}

#[derive(Clone)]
pub(super) enum Node {
    Text(Box<str>),
    Output(Chain),
    Assign(SmolStr, Chain),
    Capture(SmolStr, Block),
    /// Branches tried in turn, then the rest.
    If(Vec<(Cond, Block)>, Option<Block>),
    Case(Expr, Vec<When>),
    For(Box<For>),
    Cycle {
        group: Option<Expr>,
        key: SmolStr,
        items: Vec<Expr>,
    },
    Increment(SmolStr),
    Decrement(SmolStr),
    IfChanged(Block),
    Break,
    Continue,
}

/// One `when` or `else` of a `case`, in the order written.
#[derive(Clone)]
pub(super) struct When {
    /// `None`: an `else`.
    pub values: Option<Vec<Expr>>,
    pub block: Block,
}

#[derive(Clone)]
pub(super) struct For {
    pub variable: SmolStr,
    pub over: Expr,
    /// `variable-collection`, the name `offset: continue` and `forloop.name` go by.
    pub name: SmolStr,
    pub limit: Option<Expr>,
    pub offset: Option<Offset>,
    pub reversed: bool,
    pub body: Block,
    pub otherwise: Block,
}

#[derive(Clone)]
pub(super) enum Offset {
    Continue,
    At(Expr),
}

/// A value and the filters it passes through.
#[derive(Clone)]
pub(super) struct Chain {
    pub first: Expr,
    pub filters: Vec<Call>,
}

#[derive(Clone)]
pub(super) struct Call {
    pub filter: &'static Filter,
    pub args: Vec<Expr>,
    /// `default: x, allow_false: y` is the only named argument there is.
    pub allow_false: Option<Expr>,
}

#[derive(Clone)]
pub(super) enum Expr {
    Nil,
    Blank,
    Empty,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Box<str>),
    Range(Box<Expr>, Box<Expr>),
    Path(Vec<Segment>),
}

/// A step of a path: `.name` or `[expression]`.
#[derive(Clone)]
pub(super) enum Segment {
    Name(SmolStr),
    Index(Expr),
}

#[derive(Clone)]
pub(super) enum Cond {
    Is(Expr),
    Compare(Expr, Op, Expr),
    And(Box<Cond>, Box<Cond>),
    Or(Box<Cond>, Box<Cond>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Contains,
}
