//! What a template speaks of: the names it asks its data for, and the patterns it writes dates by.

use super::ast::{Block, Chain, Cond, Expr, Node, Offset, Segment};
use smol_str::SmolStr;

/// A name that a template asks its data for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// `data`, `first`, `name`.
    pub path: Vec<SmolStr>,
    /// Whether the author thought of its being missing: it has a `default`, or stands under a question about itself.
    pub sure: bool,
}

/// What was found in a template.
#[derive(Default)]
pub(super) struct Found<'a> {
    pub names: Vec<Name>,
    pub patterns: Vec<&'a str>,
    /// Variables of the template's own.
    locals: Vec<&'a str>,
    /// What was asked before this is said.
    asked: Vec<Vec<SmolStr>>,
}

impl<'a> Found<'a> {
    pub fn block(&mut self, block: &'a Block) {
        for node in &block.nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &'a Node) {
        match node {
            Node::Text(_) | Node::Break | Node::Continue => {}
            Node::Output(chain) => self.chain(chain),
            Node::Assign(name, chain) => {
                self.chain(chain);
                self.locals.push(name);
            }
            Node::Capture(name, block) => {
                self.block(block);
                self.locals.push(name);
            }
            Node::If(branches, otherwise) => {
                let before = self.asked.len();
                for (cond, block) in branches {
                    self.cond(cond);
                    self.block(block);
                }
                // Asked is asked: the rest of the branches is for what was not there.
                otherwise.iter().for_each(|block| self.block(block));
                self.asked.truncate(before);
            }
            Node::Case(value, whens) => {
                let before = self.asked.len();
                self.question(value);
                for when in whens {
                    when.values.iter().flatten().for_each(|value| self.question(value));
                    self.block(&when.block);
                }
                self.asked.truncate(before);
            }
            Node::For(node) => {
                // Over nothing it runs not at all.
                let before = self.asked.len();
                self.question(&node.over);
                for bound in node.limit.iter().chain(node.offset.iter().filter_map(Offset::expr)) {
                    self.question(bound);
                }
                let locals = self.locals.len();
                self.locals.extend([node.variable.as_str(), "forloop"]);
                self.block(&node.body);
                self.locals.truncate(locals);
                self.block(&node.otherwise);
                self.asked.truncate(before);
            }
            Node::Cycle { group, items, .. } => {
                group.iter().chain(items).for_each(|expr| self.expr(expr, true));
            }
            Node::Increment(name) | Node::Decrement(name) => self.locals.push(name),
            Node::IfChanged(block) => self.block(block),
        }
    }

    fn chain(&mut self, chain: &'a Chain) {
        let sure = chain.filters.iter().any(|call| call.filter.name == "default");
        self.expr(&chain.first, sure);
        for call in &chain.filters {
            if call.filter.name == "date"
                && let Some(Expr::Text(pattern)) = call.args.first()
            {
                self.patterns.push(pattern);
            }
            call.args.iter().chain(&call.allow_false).for_each(|arg| self.expr(arg, sure));
        }
    }

    fn cond(&mut self, cond: &'a Cond) {
        match cond {
            Cond::Is(expr) => self.question(expr),
            Cond::Compare(left, _, right) => {
                self.question(left);
                self.question(right);
            }
            Cond::And(left, right) | Cond::Or(left, right) => {
                self.cond(left);
                self.cond(right);
            }
        }
    }

    /// What is only asked about may be missing, and what is said after that, too.
    fn question(&mut self, expr: &'a Expr) {
        self.expr(expr, true);
        if let Expr::Path(segments) = expr {
            self.asked.push(self.path(segments));
        }
    }

    fn expr(&mut self, expr: &'a Expr, sure: bool) {
        match expr {
            Expr::Path(segments) => {
                for segment in segments {
                    if let Segment::Index(index) = segment {
                        self.expr(index, true);
                    }
                }
                let path = self.path(segments);
                let own = path.first().is_none_or(|first| self.locals.iter().any(|local| first == local));
                if !own {
                    let begins = |long: &[SmolStr], short: &[SmolStr]| long.starts_with(short);
                    let asked = self.asked.iter().any(|asked| begins(&path, asked) || begins(asked, &path));
                    self.names.push(Name { path, sure: sure || asked });
                }
            }
            Expr::Range(from, to) => {
                self.expr(from, true);
                self.expr(to, true);
            }
            _ => {}
        }
    }

    /// The path as far as it is written.
    fn path(&self, segments: &[Segment]) -> Vec<SmolStr> {
        let written = segments.iter().map_while(|segment| match segment {
            Segment::Name(name) => Some(name.clone()),
            Segment::Index(Expr::Text(name)) => Some(SmolStr::from(&**name)),
            Segment::Index(_) => None,
        });
        written.collect()
    }
}

impl Offset {
    fn expr(&self) -> Option<&Expr> {
        match self {
            Self::Continue => None,
            Self::At(expr) => Some(expr),
        }
    }
}
