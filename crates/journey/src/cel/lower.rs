//! From cel's syntax tree to our own, refusing what we do not support, with the place where it stands.

use super::{
    CelProblem,
    arithmetic::Op,
    eval::{Frame, Scope},
    fault::Fault,
    function,
    host::Host,
    node::{Fold, Node, Relation},
    value::Val,
};
use crate::Hint;
use cel::common::ast::{
    CallExpr, ComprehensionExpr, EntryExpr, Expr, IdedExpr, ListExpr, LiteralValue, MapExpr, SourceInfo, operators,
};
use std::borrow::Cow;

/// What may be named in an expression, and what that stands for.
pub trait Vocabulary {
    /// The variable of this (dotted) name.
    fn variable(&self, name: &str) -> Option<u16>;

    /// A question to the customer's profile: `None` if there is no such function, else the question or what is wrong.
    fn question(&self, target: &str, name: &str, args: &[Option<Val<'static>>]) -> Option<Result<Host, String>>;

    /// What `owner.name` asks for, where the names below `owner` are open.
    fn member(&self, owner: &str, name: &str) -> Option<Host>;

    /// What to do about a name that is not known.
    fn hint(&self, name: &str) -> Option<Hint>;
}

/// The types that may be named, such as in `type(x) == int`.
const TYPES: [&str; 12] = [
    "bool",
    "bytes",
    "double",
    "google.protobuf.Duration",
    "google.protobuf.Timestamp",
    "int",
    "list",
    "map",
    "null_type",
    "string",
    "type",
    "uint",
];

/// Expressions nested deeper than this are refused.
const DEEPEST: usize = 64;

/// Turns one parsed expression into nodes.
pub struct Lowering<'v> {
    vocabulary: &'v dyn Vocabulary,
    info: &'v SourceInfo,
    /// The names of macros' variables, as they will lie on the stack.
    locals: Vec<String>,
    depth: usize,
}

impl<'v> Lowering<'v> {
    /// A fresh one.
    #[must_use]
    pub fn new(vocabulary: &'v dyn Vocabulary, info: &'v SourceInfo) -> Self {
        Self { vocabulary, info, locals: Vec::new(), depth: 0 }
    }

    /// The nodes of an expression.
    ///
    /// # Errors
    /// What is not supported, with its place.
    pub fn lower(&mut self, expr: &IdedExpr) -> Result<Node, CelProblem> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.problem("cel_too_deep", expr.id, "this expression is nested too deeply"));
        }
        let node = self.lower_inner(expr)?;
        self.depth -= 1;
        Ok(fold_constant(node))
    }

    fn lower_inner(&mut self, expr: &IdedExpr) -> Result<Node, CelProblem> {
        match &expr.expr {
            Expr::Literal(literal) => Ok(Node::Const(constant(literal))),
            Expr::Ident(name) => self.name(expr, name),
            Expr::Select(select) => {
                if !select.test
                    && let Some(node) = self.qualified(expr)
                {
                    return Ok(node);
                }
                if select.test
                    && let Some(Host::Trait(name)) = self.member(&select.operand, &select.field)
                {
                    return Ok(Node::Host(Host::HasTrait(name)));
                }
                let of = Box::new(self.lower(&select.operand)?);
                let field = select.field.as_str().into();
                Ok(if select.test { Node::Has(of, field) } else { Node::Select(of, field) })
            }
            Expr::Call(call) => self.call(expr.id, call),
            Expr::List(list) => self.list(expr.id, list),
            Expr::Map(map) => self.map(expr.id, map),
            Expr::Comprehension(comprehension) => self.fold(comprehension),
            Expr::Struct(made) => {
                let message = format!("messages such as `{}` are not supported", made.type_name);
                Err(self.problem("cel_unsupported", expr.id, message))
            }
            Expr::Unspecified => Err(self.problem("cel_syntax", expr.id, "nothing stands here")),
        }
    }

    fn problem(&self, code: &'static str, id: u64, message: impl Into<String>) -> CelProblem {
        let offset = self.info.offset_for(id).map_or(0, |(start, _)| start as usize);
        CelProblem::at(code, &self.info.source, offset, message)
    }

    fn name(&self, expr: &IdedExpr, name: &str) -> Result<Node, CelProblem> {
        if let Some(at) = self.locals.iter().rposition(|local| local == name) {
            return Ok(Node::Local(at));
        }
        if let Some(id) = self.vocabulary.variable(name) {
            return Ok(Node::Variable(id));
        }
        if let Some(name) = TYPES.iter().find(|t| **t == name) {
            return Ok(Node::Const(Val::Type(name)));
        }
        let problem = self.problem("cel_unknown_name", expr.id, format!("nothing is called `{name}` here"));
        Err(problem.hint(self.vocabulary.hint(name)))
    }

    /// `a.b.c`, if the whole of it is the name of a variable or type.
    fn qualified(&self, expr: &IdedExpr) -> Option<Node> {
        let name = dotted(expr)?;
        let root = name.split('.').next()?;
        if self.locals.iter().any(|local| local == root) {
            return None;
        }
        if let Some(id) = self.vocabulary.variable(&name) {
            return Some(Node::Variable(id));
        }
        if let Some((owner, member)) = name.rsplit_once('.')
            && let Some(question) = self.vocabulary.member(owner, member)
        {
            return Some(Node::Host(question));
        }
        TYPES.iter().find(|t| **t == name).map(|name| Node::Const(Val::Type(name)))
    }

    /// What `of.name` asks for, where `of` is nothing but a name.
    fn member(&self, of: &IdedExpr, name: &str) -> Option<Host> {
        let owner = dotted(of)?;
        if self.locals.contains(&owner) {
            return None;
        }
        self.vocabulary.member(&owner, name)
    }

    fn list(&mut self, id: u64, list: &ListExpr) -> Result<Node, CelProblem> {
        if !list.optional_indices.is_empty() {
            return Err(self.problem("cel_unsupported", id, "optional values are not supported"));
        }
        let parts: Result<Vec<_>, _> = list.elements.iter().map(|part| self.lower(part)).collect();
        Ok(Node::List(parts?.into()))
    }

    fn map(&mut self, id: u64, map: &MapExpr) -> Result<Node, CelProblem> {
        let mut entries = Vec::with_capacity(map.entries.len());
        for entry in &map.entries {
            let EntryExpr::MapEntry(entry) = &entry.expr else {
                return Err(self.problem("cel_unsupported", id, "messages are not supported"));
            };
            if entry.optional {
                return Err(self.problem("cel_unsupported", id, "optional values are not supported"));
            }
            entries.push((self.lower(&entry.key)?, self.lower(&entry.value)?));
        }
        Ok(Node::Map(entries.into()))
    }

    fn call(&mut self, id: u64, call: &CallExpr) -> Result<Node, CelProblem> {
        if let Some(target) = &call.target {
            return self.method(id, call, target);
        }
        if let Some(node) = self.operator(call)? {
            return Ok(node);
        }
        self.function(id, call, None)
    }

    fn operator(&mut self, call: &CallExpr) -> Result<Option<Node>, CelProblem> {
        let name = call.func_name.as_str();
        if let [a] = call.args.as_slice() {
            return Ok(Some(match name {
                operators::LOGICAL_NOT => Node::Not(Box::new(self.lower(a)?)),
                operators::NEGATE => Node::Negate(Box::new(self.lower(a)?)),
                operators::NOT_STRICTLY_FALSE => Node::NotFalse(Box::new(self.lower(a)?)),
                _ => return Ok(None),
            }));
        }
        if let (operators::CONDITIONAL, [a, b, c]) = (name, call.args.as_slice()) {
            return Ok(Some(Node::Choose(Box::new([self.lower(a)?, self.lower(b)?, self.lower(c)?]))));
        }
        let [a, b] = call.args.as_slice() else { return Ok(None) };
        if !is_binary(name) {
            return Ok(None);
        }
        let (a, b) = (Box::new(self.lower(a)?), Box::new(self.lower(b)?));
        Ok(binary(name, a, b))
    }

    fn method(&mut self, id: u64, call: &CallExpr, target: &IdedExpr) -> Result<Node, CelProblem> {
        if let Some(owner) = dotted(target)
            && !self.locals.contains(&owner)
        {
            let args: Vec<Option<Val<'static>>> = call.args.iter().map(literal).collect();
            match self.vocabulary.question(&owner, &call.func_name, &args) {
                Some(Ok(question)) => return Ok(Node::Host(question)),
                Some(Err(message)) => return Err(self.problem("cel_arguments", id, message)),
                None => {}
            }
        }
        self.function(id, call, Some(target))
    }

    fn function(&mut self, id: u64, call: &CallExpr, target: Option<&IdedExpr>) -> Result<Node, CelProblem> {
        let name = call.func_name.as_str();
        let of_name = |f: &&(&str, bool, &[usize], function::Function)| f.0 == name && f.1 == target.is_some();
        let Some((_, _, counts, function)) = function::ALL.iter().find(of_name) else {
            // A name that is not known is the nearer reason.
            target.map(|target| self.lower(target)).transpose()?;
            let shown = if target.is_some() { format!("x.{name}()") } else { format!("{name}()") };
            let problem = self.problem("cel_unsupported", id, format!("the function `{shown}` is not supported"));
            let instead = ["contains", "startsWith", "endsWith"].into_iter().filter(|_| name == "matches");
            return Err(problem.hint(Hint::one_of(instead)));
        };
        if !counts.contains(&call.args.len()) {
            let message = format!("`{name}` does not take {} arguments", call.args.len());
            return Err(self.problem("cel_arguments", id, message));
        }
        let parts: Result<Vec<_>, _> = target.into_iter().chain(&call.args).map(|arg| self.lower(arg)).collect();
        Ok(Node::Call(*function, parts?.into()))
    }

    fn fold(&mut self, c: &ComprehensionExpr) -> Result<Node, CelProblem> {
        let range = self.lower(&c.iter_range)?;
        let start = self.lower(&c.accu_init)?;
        let base = self.locals.len();
        self.locals.push(c.accu_var.clone());
        let result = self.lower(&c.result)?;
        self.locals.push(c.iter_var.clone());
        self.locals.extend(c.iter_var2.clone());
        let while_ = self.lower(&c.loop_cond)?;
        let step = self.lower(&c.loop_step)?;
        self.locals.truncate(base);
        let two = c.iter_var2.is_some();
        Ok(Node::Fold(Box::new(Fold { range, two, start, while_, step, result })))
    }
}

/// `a.b.c` as text, if it is nothing but names.
fn dotted(expr: &IdedExpr) -> Option<String> {
    match &expr.expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) if !select.test => Some(format!("{}.{}", dotted(&select.operand)?, select.field)),
        _ => None,
    }
}

fn constant(literal: &LiteralValue) -> Val<'static> {
    match literal {
        LiteralValue::Boolean(b) => Val::Bool(b.into_inner()),
        LiteralValue::Bytes(bytes) => Val::Bytes(bytes.inner().into()),
        LiteralValue::Double(n) => Val::Double(n.into_inner()),
        LiteralValue::Int(n) => Val::Int(n.into_inner()),
        LiteralValue::Null => Val::Null,
        LiteralValue::String(text) => Val::Text(Cow::Owned(text.inner().to_owned())),
        LiteralValue::UInt(n) => Val::Uint(n.into_inner()),
    }
}

fn literal(expr: &IdedExpr) -> Option<Val<'static>> {
    match &expr.expr {
        Expr::Literal(literal) => Some(constant(literal)),
        _ => None,
    }
}

fn is_binary(name: &str) -> bool {
    use operators as o;
    [
        o::LOGICAL_AND,
        o::LOGICAL_OR,
        o::ADD,
        o::SUBSTRACT,
        o::MULTIPLY,
        o::DIVIDE,
        o::MODULO,
        o::EQUALS,
        o::NOT_EQUALS,
        o::LESS,
        o::LESS_EQUALS,
        o::GREATER,
        o::GREATER_EQUALS,
        o::IN,
        o::INDEX,
    ]
    .contains(&name)
}

fn binary(name: &str, a: Box<Node>, b: Box<Node>) -> Option<Node> {
    Some(match name {
        operators::LOGICAL_AND => Node::And(a, b),
        operators::LOGICAL_OR => Node::Or(a, b),
        operators::ADD => Node::Arithmetic(a, b, Op::Add),
        operators::SUBSTRACT => Node::Arithmetic(a, b, Op::Sub),
        operators::MULTIPLY => Node::Arithmetic(a, b, Op::Mul),
        operators::DIVIDE => Node::Arithmetic(a, b, Op::Div),
        operators::MODULO => Node::Arithmetic(a, b, Op::Rem),
        operators::EQUALS => Node::Equal(a, b, true),
        operators::NOT_EQUALS => Node::Equal(a, b, false),
        operators::LESS => Node::Order(a, b, Relation::Less),
        operators::LESS_EQUALS => Node::Order(a, b, Relation::AtMost),
        operators::GREATER => Node::Order(a, b, Relation::More),
        operators::GREATER_EQUALS => Node::Order(a, b, Relation::AtLeast),
        operators::IN => Node::In(a, b),
        operators::INDEX => Node::Index(a, b),
        _ => return None,
    })
}

/// A scope in which nothing has a name.
struct Nothing;

impl<'a> Scope<'a> for Nothing {
    fn variable(&self, _: u16) -> Result<Val<'a>, Fault> {
        Err(Fault::NoSuchKey)
    }
    fn host(&self, _: &Host) -> Result<Val<'a>, Fault> {
        Err(Fault::NoSuchKey)
    }
}

/// Lists, texts of moments and the like that consist of constants are worked out once.
fn fold_constant(node: Node) -> Node {
    let constant = |node: &Node| matches!(node, Node::Const(_));
    let foldable = match &node {
        Node::List(parts) => parts.iter().all(constant),
        Node::Call(_, args) => args.iter().all(constant),
        Node::Negate(a) => constant(a),
        _ => false,
    };
    if !foldable {
        return node;
    }
    match node.eval(&Nothing, &mut Frame::new()).map(own) {
        Ok(value) => Node::Const(value),
        Err(_) => node,
    }
}

/// The same value, borrowing nothing.
fn own(value: Val<'_>) -> Val<'static> {
    match value {
        Val::Null => Val::Null,
        Val::Bool(b) => Val::Bool(b),
        Val::Int(n) => Val::Int(n),
        Val::Uint(n) => Val::Uint(n),
        Val::Double(n) => Val::Double(n),
        Val::Text(text) => Val::Text(Cow::Owned(text.into_owned())),
        Val::Bytes(bytes) => Val::Bytes(bytes),
        Val::List(list) => Val::list(list.iter().map(own).collect()),
        Val::Map(map) => Val::Map(super::value::Map::Made(map.iter().map(|(k, v)| (own(k), own(v))).collect())),
        Val::Timestamp(nanos) => Val::Timestamp(nanos),
        Val::Duration(nanos) => Val::Duration(nanos),
        Val::Type(name) => Val::Type(name),
    }
}
