//! Looks at a compiled expression.

use super::{
    arithmetic,
    compare::{equal, order},
    fault::Fault,
    host::Host,
    node::{Fold, Node, Relation},
    value::{List, Map, Val},
};
use std::cmp::Ordering;

/// How many times macros may go round in one evaluation.
pub const MOST_ROUNDS: u32 = 10_000;

/// What the variables of an expression stand for.
pub trait Scope<'a> {
    /// The value of a variable.
    ///
    /// # Errors
    /// [`Fault::NoSuchKey`] if there is nothing.
    fn variable(&self, id: u16) -> Result<Val<'a>, Fault>;

    /// The answer to a question to the customer's profile.
    ///
    /// # Errors
    /// [`Fault::NoSuchKey`] if there is no profile.
    fn host(&self, question: &Host) -> Result<Val<'a>, Fault>;
}

/// The variables of macros, and how much work is left.
pub struct Frame<'a> {
    locals: Vec<Result<Val<'a>, Fault>>,
    rounds: u32,
}

impl Frame<'_> {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self { locals: Vec::new(), rounds: 0 }
    }
}

impl Default for Frame<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl Node {
    /// The value of the expression.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub fn eval<'a>(&'a self, scope: &dyn Scope<'a>, frame: &mut Frame<'a>) -> Result<Val<'a>, Fault> {
        match self {
            Self::Const(value) => Ok(value.borrowed()),
            Self::Variable(id) => scope.variable(*id),
            Self::Local(at) => frame.locals.get(*at).cloned().unwrap_or(Err(Fault::NoSuchKey)),
            Self::Select(of, name) => select(&of.eval(scope, frame)?, name),
            Self::Has(of, name) => has(&of.eval(scope, frame)?, name),
            Self::Index(of, at) => {
                let of = of.eval(scope, frame)?;
                index(&of, &at.eval(scope, frame)?)
            }
            Self::Not(a) => Ok(Val::Bool(!a.eval(scope, frame)?.truth()?)),
            Self::Negate(a) => arithmetic::negate(a.eval(scope, frame)?),
            Self::And(a, b) => either(a, b, false, scope, frame),
            Self::Or(a, b) => either(a, b, true, scope, frame),
            Self::Choose(parts) => {
                let [condition, yes, no] = &**parts;
                if condition.eval(scope, frame)?.truth()? { yes } else { no }.eval(scope, frame)
            }
            Self::Equal(a, b, wanted) => {
                let a = a.eval(scope, frame)?;
                Ok(Val::Bool(equal(&a, &b.eval(scope, frame)?) == *wanted))
            }
            Self::Order(a, b, relation) => {
                let a = a.eval(scope, frame)?;
                Ok(Val::Bool(order(&a, &b.eval(scope, frame)?)?.is_some_and(|found| relation.holds(found))))
            }
            Self::Arithmetic(a, b, op) => {
                let a = a.eval(scope, frame)?;
                arithmetic::apply(*op, a, b.eval(scope, frame)?)
            }
            Self::In(a, b) => {
                let a = a.eval(scope, frame)?;
                contains(&b.eval(scope, frame)?, &a)
            }
            Self::List(parts) => {
                let parts: Result<Vec<_>, _> = parts.iter().map(|part| part.eval(scope, frame)).collect();
                Ok(Val::list(parts?))
            }
            Self::Map(entries) => map(entries, scope, frame),
            Self::Call(function, args) => {
                // One or two arguments, which is nearly all, need no list of their own.
                match &**args {
                    [a] => return function.call(&[a.eval(scope, frame)?]),
                    [a, b] => return function.call(&[a.eval(scope, frame)?, b.eval(scope, frame)?]),
                    _ => {}
                }
                let args: Result<Vec<_>, _> = args.iter().map(|arg| arg.eval(scope, frame)).collect();
                function.call(&args?)
            }
            Self::Host(question) => scope.host(question),
            Self::NotFalse(a) => Ok(Val::Bool(!matches!(a.eval(scope, frame), Ok(Val::Bool(false))))),
            Self::Fold(fold) => fold.eval(scope, frame),
        }
    }
}

impl Relation {
    fn holds(self, found: Ordering) -> bool {
        match self {
            Self::Less => found == Ordering::Less,
            Self::AtMost => found != Ordering::Greater,
            Self::More => found == Ordering::Greater,
            Self::AtLeast => found != Ordering::Less,
        }
    }
}

/// `&&` and `||`: if one side decides, a fault of the other does not matter, whichever stands first.
fn either<'a>(
    a: &'a Node,
    b: &'a Node,
    decides: bool,
    scope: &dyn Scope<'a>,
    frame: &mut Frame<'a>,
) -> Result<Val<'a>, Fault> {
    let first = a.eval(scope, frame).and_then(|value| value.truth());
    if first == Ok(decides) {
        return Ok(Val::Bool(decides));
    }
    let second = b.eval(scope, frame).and_then(|value| value.truth());
    if second == Ok(decides) {
        return Ok(Val::Bool(decides));
    }
    first.and(second).map(Val::Bool)
}

fn select<'a>(of: &Val<'a>, name: &str) -> Result<Val<'a>, Fault> {
    match of {
        Val::Map(map) => map.field(name).ok_or(Fault::NoSuchKey),
        _ => Err(Fault::NoSuchOverload),
    }
}

fn has<'a>(of: &Val<'a>, name: &str) -> Result<Val<'a>, Fault> {
    match of {
        Val::Map(map) => Ok(Val::Bool(map.field(name).is_some())),
        _ => Err(Fault::NoSuchOverload),
    }
}

fn index<'a>(of: &Val<'a>, at: &Val<'a>) -> Result<Val<'a>, Fault> {
    match of {
        Val::Map(map) => map.get(at).ok_or(Fault::NoSuchKey),
        Val::List(list) => {
            let at = match at {
                Val::Int(n) => usize::try_from(*n).map_err(|_| Fault::OutOfRange)?,
                Val::Uint(n) => usize::try_from(*n).map_err(|_| Fault::OutOfRange)?,
                Val::Double(n) if n.fract() == 0.0 && (0.0..9.0e15).contains(n) => *n as usize,
                _ => return Err(Fault::NoSuchOverload),
            };
            list.get(at).ok_or(Fault::OutOfRange)
        }
        _ => Err(Fault::NoSuchOverload),
    }
}

fn contains<'a>(list: &Val<'a>, wanted: &Val<'a>) -> Result<Val<'a>, Fault> {
    match list {
        Val::List(list) => Ok(Val::Bool(list.iter().any(|value| equal(&value, wanted)))),
        Val::Map(map) => Ok(Val::Bool(map.get(wanted).is_some())),
        _ => Err(Fault::NoSuchOverload),
    }
}

fn map<'a>(entries: &'a [(Node, Node)], scope: &dyn Scope<'a>, frame: &mut Frame<'a>) -> Result<Val<'a>, Fault> {
    let mut made: Vec<(Val<'a>, Val<'a>)> = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let key = key.eval(scope, frame)?;
        let allowed = matches!(key, Val::Bool(_) | Val::Int(_) | Val::Uint(_) | Val::Text(_));
        if !allowed || made.iter().any(|(k, _)| equal(k, &key)) {
            return Err(Fault::BadKey);
        }
        made.push((key, value.eval(scope, frame)?));
    }
    Ok(Val::Map(Map::Made(made.into())))
}

impl Fold {
    fn eval<'a>(&'a self, scope: &dyn Scope<'a>, frame: &mut Frame<'a>) -> Result<Val<'a>, Fault> {
        let range = self.range.eval(scope, frame)?;
        let base = frame.locals.len();
        let start = self.start.eval(scope, frame);
        // The carried value lies at `base`, what is looked at above it.
        frame.locals.push(start);
        let outcome = match &range {
            Val::List(list) => self.over_list(list, base, scope, frame),
            Val::Map(map) => self.over_map(map, base, scope, frame),
            _ => Err(Fault::NoSuchOverload),
        };
        let result = outcome.and_then(|()| self.result.eval(scope, frame));
        frame.locals.truncate(base);
        result
    }

    fn over_list<'a>(
        &'a self,
        list: &List<'a>,
        base: usize,
        scope: &dyn Scope<'a>,
        frame: &mut Frame<'a>,
    ) -> Result<(), Fault> {
        for (at, value) in list.iter().enumerate() {
            let place = Val::Int(i64::try_from(at).map_err(|_| Fault::Range)?);
            let second = if self.two { Some(value.clone()) } else { None };
            let first = if self.two { place } else { value };
            if !self.round(first, second, base, scope, frame)? {
                break;
            }
        }
        Ok(())
    }

    fn over_map<'a>(
        &'a self,
        map: &Map<'a>,
        base: usize,
        scope: &dyn Scope<'a>,
        frame: &mut Frame<'a>,
    ) -> Result<(), Fault> {
        for (key, value) in map.iter() {
            if !self.round(key, self.two.then_some(value), base, scope, frame)? {
                break;
            }
        }
        Ok(())
    }

    /// One round; whether to go on.
    fn round<'a>(
        &'a self,
        first: Val<'a>,
        second: Option<Val<'a>>,
        base: usize,
        scope: &dyn Scope<'a>,
        frame: &mut Frame<'a>,
    ) -> Result<bool, Fault> {
        frame.rounds += 1;
        if frame.rounds > MOST_ROUNDS {
            return Err(Fault::TooMuch);
        }
        frame.locals.push(Ok(first));
        frame.locals.extend(second.map(Ok));
        let going = self.while_.eval(scope, frame).and_then(|value| value.truth())?;
        if going {
            let next = self.step.eval(scope, frame);
            frame.locals[base] = next;
        }
        frame.locals.truncate(base + 1);
        Ok(going)
    }
}
