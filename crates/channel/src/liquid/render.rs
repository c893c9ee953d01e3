//! Runs a compiled template within its limits.

use super::{
    Escape, Limits, RenderError,
    ast::{Block, Call, Chain, Expr, For, Node, Offset, Segment, When},
    filters::{self, Args},
    number::{Number, whole},
    push_escaped,
    val::{Loop, Val, pair},
};
use jiff::tz::TimeZone;
use rapport_kernel::Map;
use smol_str::SmolStr;
use std::rc::Rc;

/// Whether the block ran to its end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Break,
    Continue,
}

/// One rendering.
pub(super) struct Run<'a> {
    data: &'a Map,
    escape: Escape,
    limits: Limits,
    output: usize,
    /// What is written; a capture gets a text of its own.
    out: String,
    /// Loop variables and `forloop`, innermost last.
    scopes: Vec<(&'a str, Val<'a>)>,
    assigned: Vec<(&'a str, Val<'a>)>,
    counters: Vec<(&'a str, i64)>,
    cycles: Vec<(String, usize)>,
    /// Where `offset: continue` goes on, by loop name.
    stopped: Vec<(&'a str, usize)>,
    loops: Vec<Rc<Loop>>,
    changed: Option<String>,
}

pub(super) fn run(block: &Block, escape: Escape, data: &Map, limits: &Limits) -> Result<String, RenderError> {
    let mut run = Run {
        data,
        escape,
        limits: limits.clone(),
        output: limits.output,
        out: String::new(),
        scopes: Vec::new(),
        assigned: Vec::new(),
        counters: Vec::new(),
        cycles: Vec::new(),
        stopped: Vec::new(),
        loops: Vec::new(),
        changed: None,
    };
    run.block(block)?;
    Ok(run.out)
}

impl<'a> Run<'a> {
    /// Uses up `n` steps.
    pub(super) fn step(&mut self, n: u32) -> Result<(), RenderError> {
        self.limits.steps = self.limits.steps.checked_sub(n).ok_or(RenderError::Limit("steps"))?;
        Ok(())
    }

    /// Uses up the steps that handling so many bytes of text takes.
    pub(super) fn text_step(&mut self, bytes: usize) -> Result<(), RenderError> {
        self.step(u32::try_from(bytes / 64 + 1).unwrap_or(u32::MAX))
    }

    /// Asks for room for so many bytes of intermediate values, before they are made.
    pub(super) fn room(&mut self, bytes: usize) -> Result<(), RenderError> {
        self.text_step(bytes)?;
        self.limits.values = self.limits.values.checked_sub(bytes).ok_or(RenderError::Limit("values"))?;
        Ok(())
    }

    /// The zone and the language in which the text is read.
    pub(super) fn here(&self) -> (TimeZone, SmolStr) {
        let text = |name: &str| self.data.get("here")?.as_map()?.get(name)?.as_str();
        let zone = text("zone").and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC);
        (zone, text("language").unwrap_or_default().into())
    }

    /// Whether outputs are escaped.
    pub(super) fn escapes(&self) -> bool {
        self.escape == Escape::Html
    }

    fn write(&mut self, text: &str) -> Result<(), RenderError> {
        self.text_step(text.len())?;
        self.output = self.output.checked_sub(text.len()).ok_or(RenderError::Limit("output"))?;
        self.out.push_str(text);
        Ok(())
    }

    fn write_escaped(&mut self, text: &str) -> Result<(), RenderError> {
        self.text_step(text.len())?;
        let before = self.out.len();
        // Six times is the most an entity grows a character.
        if text.len() > self.output {
            return Err(RenderError::Limit("output"));
        }
        push_escaped(&mut self.out, text);
        self.output = self.output.checked_sub(self.out.len() - before).ok_or(RenderError::Limit("output"))?;
        Ok(())
    }

    fn block(&mut self, block: &'a Block) -> Result<Flow, RenderError> {
        for node in &block.nodes {
            self.step(1)?;
            let flow = match node {
                Node::Text(_) if block.blank => Flow::On,
                _ => self.node(node)?,
            };
            if flow != Flow::On {
                return Ok(flow);
            }
        }
        Ok(Flow::On)
    }

    fn node(&mut self, node: &'a Node) -> Result<Flow, RenderError> {
        match node {
            Node::Text(text) => self.write(text)?,
            Node::Output(chain) => self.print(chain)?,
            Node::Assign(name, chain) => {
                let value = self.chain(chain)?;
                self.assign(name, value)?;
            }
            Node::Capture(name, block) => {
                let (text, flow) = self.captured(block)?;
                self.room(text.len())?;
                let text: Rc<str> = text.into();
                let value = if self.escape == Escape::Html { Val::Markup(text) } else { Val::Owned(text) };
                self.assign(name, value)?;
                return Ok(flow);
            }
            Node::If(branches, otherwise) => {
                for (cond, block) in branches {
                    if self.holds(cond)? {
                        return self.block(block);
                    }
                }
                if let Some(block) = otherwise {
                    return self.block(block);
                }
            }
            Node::Case(value, whens) => return self.case(value, whens),
            Node::For(loops) => return self.for_loop(loops),
            Node::Cycle { group, key, items } => self.cycle(group.as_ref(), key, items)?,
            Node::Increment(name) => {
                let before = self.counter(name, 1)?;
                self.write(&before.to_string())?;
            }
            Node::Decrement(name) => {
                let after = self.counter(name, -1)?.saturating_sub(1);
                self.write(&after.to_string())?;
            }
            Node::IfChanged(block) => {
                let (text, flow) = self.captured(block)?;
                if self.changed.as_ref() != Some(&text) {
                    self.write(&text)?;
                    self.changed = Some(text);
                }
                return Ok(flow);
            }
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::On)
    }

    fn print(&mut self, chain: &'a Chain) -> Result<(), RenderError> {
        let value = self.chain(chain)?;
        if self.escape == Escape::None || matches!(value, Val::Markup(_)) {
            self.text_step(value.text_size())?;
            return self.write(&value.text());
        }
        self.write_escaped(&value.text())
    }

    fn captured(&mut self, block: &'a Block) -> Result<(String, Flow), RenderError> {
        let outer = std::mem::take(&mut self.out);
        let flow = self.block(block);
        let text = std::mem::replace(&mut self.out, outer);
        Ok((text, flow?))
    }

    fn assign(&mut self, name: &'a str, value: Val<'a>) -> Result<(), RenderError> {
        if let Some(entry) = self.assigned.iter_mut().find(|(known, _)| *known == name) {
            entry.1 = value;
            return Ok(());
        }
        if self.assigned.len() >= self.limits.variables {
            return Err(RenderError::Limit("variables"));
        }
        self.assigned.push((name, value));
        Ok(())
    }

    /// Adds `by`; returns what it was before.
    fn counter(&mut self, name: &'a str, by: i64) -> Result<i64, RenderError> {
        if let Some(entry) = self.counters.iter_mut().find(|(known, _)| *known == name) {
            let before = entry.1;
            entry.1 = before.saturating_add(by);
            return Ok(before);
        }
        if self.counters.len() >= self.limits.variables {
            return Err(RenderError::Limit("variables"));
        }
        self.counters.push((name, by));
        Ok(0)
    }

    fn case(&mut self, value: &'a Expr, whens: &'a [When]) -> Result<Flow, RenderError> {
        let value = self.eval(value)?;
        let mut matched = false;
        for when in whens {
            let times = match &when.values {
                None => usize::from(!matched),
                Some(values) => {
                    let mut times = 0;
                    for candidate in values {
                        self.step(1)?;
                        let candidate = self.eval(candidate)?;
                        times += usize::from(self.equal(&value, &candidate)?);
                    }
                    times
                }
            };
            matched |= when.values.is_some() && times > 0;
            // Liquid runs a block once for each of its values that matches, and each `else` if none did before it.
            for _ in 0..times {
                let flow = self.block(&when.block)?;
                if flow != Flow::On {
                    return Ok(flow);
                }
            }
        }
        Ok(Flow::On)
    }

    fn for_loop(&mut self, node: &'a For) -> Result<Flow, RenderError> {
        let over = self.eval(&node.over)?;
        let count = match &over {
            Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Loop(_) => 0,
            text if text.as_str() == Some("") => 0,
            other => other.count(),
        };
        let offset = match &node.offset {
            None => 0,
            Some(Offset::Continue) => {
                self.stopped.iter().find(|(name, _)| *name == node.name).map_or(0, |(_, n)| *n as i64)
            }
            Some(Offset::At(expr)) => self.bound(expr)?.unwrap_or(0),
        };
        let limit = match &node.limit {
            None => None,
            Some(expr) => self.bound(expr)?,
        };
        // The limit is counted from the offset, also from one before the beginning.
        let place = |n: i64| usize::try_from(n.max(0)).unwrap_or(usize::MAX).min(count);
        let from = place(offset);
        let length = limit.map_or(count, |limit| place(offset.saturating_add(limit))).saturating_sub(from);
        self.stopped.retain(|(name, _)| *name != node.name);
        self.stopped.push((&node.name, from + length));
        if length == 0 {
            return self.block(&node.otherwise);
        }
        self.repeat(node, &over, from, length)
    }

    fn repeat(&mut self, node: &'a For, over: &Val<'a>, from: usize, length: usize) -> Result<Flow, RenderError> {
        let depth = self.scopes.len();
        let parent = self.loops.last().cloned();
        for turn in 0..length {
            let place = if node.reversed { from + length - 1 - turn } else { from + turn };
            let item = self.item(over, place)?;
            let info = Rc::new(Loop {
                name: node.name.clone(),
                index: turn as i64,
                length: i64::try_from(length).unwrap_or(i64::MAX),
                parent: parent.clone(),
            });
            self.scopes.push(("forloop", Val::Loop(info.clone())));
            self.scopes.push((&node.variable, item));
            self.loops.push(info);
            let flow = self.block(&node.body);
            self.loops.pop();
            self.scopes.truncate(depth);
            if flow? == Flow::Break {
                break;
            }
        }
        Ok(Flow::On)
    }

    fn item(&mut self, over: &Val<'a>, place: usize) -> Result<Val<'a>, RenderError> {
        self.step(1)?;
        Ok(match over {
            Val::Range(from, _) => Val::Int(from.saturating_add(place as i64)),
            Val::List(list) => list.get(place).map_or(Val::Nil, Val::from),
            Val::Items(items) => items.get(place).cloned().unwrap_or(Val::Nil),
            Val::Map(map) => map.0.get(place).map_or(Val::Nil, |(k, v)| pair(k, v)),
            other => other.clone(),
        })
    }

    fn bound(&mut self, expr: &'a Expr) -> Result<Option<i64>, RenderError> {
        let value = self.eval(expr)?;
        if matches!(value, Val::Nil) {
            return Ok(None);
        }
        let n = match &value {
            Val::Float(n) => Some(*n as i64),
            other => whole(other),
        };
        match n {
            Some(n) => Ok(Some(n)),
            None => Err(RenderError::Type("`limit` and `offset` must be whole numbers".into())),
        }
    }

    fn cycle(&mut self, group: Option<&'a Expr>, key: &SmolStr, items: &'a [Expr]) -> Result<(), RenderError> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            self.step(1)?;
            values.push(self.eval(item)?);
        }
        let key = match group {
            Some(expr) => {
                let value = self.eval(expr)?;
                self.room(value.text_size())?;
                format!("group {}", value.text())
            }
            None => format!("items {key}"),
        };
        let place = match self.cycles.iter().position(|(known, _)| *known == key) {
            Some(at) => at,
            None => {
                if self.cycles.len() >= self.limits.variables {
                    return Err(RenderError::Limit("variables"));
                }
                self.cycles.push((key, 0));
                self.cycles.len() - 1
            }
        };
        let turn = self.cycles[place].1;
        self.cycles[place].1 = (turn + 1) % values.len();
        let Some(value) = values.get(turn) else { return Ok(()) };
        match self.escape {
            Escape::None => self.write(&value.text()),
            Escape::Html => self.write_escaped(&value.text()),
        }
    }

    fn chain(&mut self, chain: &'a Chain) -> Result<Val<'a>, RenderError> {
        let mut value = self.eval(&chain.first)?;
        for call in &chain.filters {
            value = self.call(call, value)?;
        }
        Ok(value)
    }

    fn call(&mut self, call: &'a Call, value: Val<'a>) -> Result<Val<'a>, RenderError> {
        self.step(1)?;
        let mut args = Vec::with_capacity(call.args.len());
        for arg in &call.args {
            args.push(self.eval(arg)?);
        }
        let allow_false = match &call.allow_false {
            Some(expr) => self.eval(expr)?.truthy(),
            None => false,
        };
        filters::apply(call.filter, self, value, &Args { list: args, allow_false })
    }

    pub(super) fn eval(&mut self, expr: &'a Expr) -> Result<Val<'a>, RenderError> {
        Ok(match expr {
            Expr::Nil => Val::Nil,
            Expr::Blank => Val::Blank,
            Expr::Empty => Val::Empty,
            Expr::Bool(b) => Val::Bool(*b),
            Expr::Int(n) => Val::Int(*n),
            Expr::Float(n) => Val::Float(*n),
            Expr::Text(text) => Val::Str(text),
            Expr::Range(from, to) => {
                let (from, to) = (self.eval(from)?, self.eval(to)?);
                Val::Range(range_end(&from), range_end(&to))
            }
            Expr::Path(segments) => self.path(segments)?,
        })
    }

    fn path(&mut self, segments: &'a [Segment]) -> Result<Val<'a>, RenderError> {
        let mut value: Option<Val<'a>> = None;
        for segment in segments {
            self.step(1)?;
            let key = match segment {
                Segment::Name(name) => Val::Str(name),
                Segment::Index(expr) => self.eval(expr)?,
            };
            value = Some(match (value, &key) {
                (None, key) => key.as_str().map_or(Val::Nil, |name| self.variable(name)),
                (Some(value), Val::Int(n)) => value.at(*n),
                (Some(value), key) => key.as_str().map_or(Val::Nil, |name| value.get(name)),
            });
        }
        Ok(value.unwrap_or(Val::Nil))
    }

    fn variable(&self, name: &str) -> Val<'a> {
        let known = self.scopes.iter().rev().chain(&self.assigned).find(|(known, _)| *known == name);
        if let Some((_, value)) = known {
            return value.clone();
        }
        if let Some((_, count)) = self.counters.iter().find(|(known, _)| *known == name) {
            return Val::Int(*count);
        }
        self.data.get(name).map_or(Val::Nil, Val::from)
    }

    /// The items of a list, range or map; anything else is a list of itself, nothing is a list of nothing.
    pub(super) fn items(&mut self, value: &Val<'a>) -> Result<Rc<[Val<'a>]>, RenderError> {
        if let Val::Items(items) = value {
            self.step(u32::try_from(items.len()).unwrap_or(u32::MAX))?;
            return Ok(items.clone());
        }
        let count = value.count();
        self.step(u32::try_from(count).unwrap_or(u32::MAX))?;
        self.room(count.saturating_mul(std::mem::size_of::<Val<'_>>()))?;
        Ok(match value {
            Val::List(list) => list.iter().map(Val::from).collect(),
            Val::Map(map) => map.0.iter().map(|(k, v)| pair(k, v)).collect(),
            Val::Range(from, _) => (0..count).map(|n| Val::Int(from.saturating_add(n as i64))).collect(),
            Val::Nil | Val::Blank | Val::Empty => Rc::new([]),
            other => Rc::new([other.clone()]),
        })
    }
}

fn range_end(value: &Val<'_>) -> i64 {
    match Number::of(value) {
        Number::Int(n) => n,
        Number::Float(n) => n as i64,
    }
}
