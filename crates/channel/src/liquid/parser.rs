//! From text to blocks: finds outputs and tags, keeps whitespace control, and reads expressions.

use super::{
    CompileError, NESTING, SOURCE,
    ast::{Block, Call, Chain, Cond, Expr, Node, Segment},
    filters,
    lexer::{Mistake, Token, tokens},
};

/// Compiles a whole template.
pub(super) fn parse(source: &str) -> Result<Block, CompileError> {
    let run = || {
        if source.len() > SOURCE {
            return Err(Mistake::new(0, format!("a template may have {SOURCE} bytes at most")));
        }
        let mut parser = Parser { source, at: 0, end: source.len(), lines: false, trim: false, depth: 0 };
        parser.block(&[]).map(|(block, _)| block)
    };
    run().map_err(|mistake| mistake.locate(source))
}

/// Reads a template, or (`lines`) the body of a `{% liquid %}` tag, where each line is a tag.
pub(super) struct Parser<'s> {
    pub source: &'s str,
    pub at: usize,
    pub end: usize,
    pub lines: bool,
    /// The next text loses its leading whitespace.
    pub trim: bool,
    pub depth: usize,
}

/// A tag as it stands in the source.
#[derive(Clone, Copy)]
pub(super) struct Tag<'s> {
    pub name: &'s str,
    pub markup: &'s str,
    /// Where the markup begins.
    pub at: usize,
    /// Where the tag begins.
    pub start: usize,
}

pub(super) enum Piece<'s> {
    Text(&'s str),
    Output(&'s str, usize),
    Tag(Tag<'s>),
    End,
}

impl<'s> Parser<'s> {
    /// Reads nodes up to one of the tags `until`, which is returned; up to the end if there are none.
    pub fn block(&mut self, until: &[&str]) -> Result<(Block, Option<Tag<'s>>), Mistake> {
        self.depth += 1;
        if self.depth > NESTING {
            return Err(Mistake::new(self.at, format!("tags may be nested {NESTING} levels deep at most")));
        }
        let opened = self.at;
        let mut nodes = Vec::new();
        let mut blank = true;
        let ender = loop {
            match self.piece()? {
                Piece::Text("") => {}
                Piece::Text(text) => {
                    blank &= text.trim_ascii().is_empty();
                    nodes.push(Node::Text(text.into()));
                }
                Piece::Output(markup, at) => {
                    blank = false;
                    nodes.extend(Reader::new(markup, at)?.output()?);
                }
                Piece::Tag(tag) if until.contains(&tag.name) => break Some(tag),
                Piece::Tag(tag) => blank &= self.tag(tag, &mut nodes)?,
                Piece::End if until.is_empty() => break None,
                Piece::End => {
                    let missing = until.last().copied().unwrap_or_default();
                    return Err(Mistake::new(opened, format!("`{{% {missing} %}}` is missing")));
                }
            }
        };
        self.depth -= 1;
        Ok((Block { nodes, blank }, ender))
    }

    /// The next text, output or tag.
    pub fn piece(&mut self) -> Result<Piece<'s>, Mistake> {
        if self.lines { self.line() } else { self.markup() }
    }

    fn line(&mut self) -> Result<Piece<'s>, Mistake> {
        while self.at < self.end {
            let rest = &self.source[self.at..self.end];
            let length = rest.find('\n').unwrap_or(rest.len());
            let start = self.at + rest[..length].len() - rest[..length].trim_ascii_start().len();
            let line = rest[..length].trim_ascii();
            self.at = (self.at + length + 1).min(self.end);
            if !line.is_empty() {
                return Ok(Piece::Tag(split_tag(line, start)));
            }
        }
        Ok(Piece::End)
    }

    fn markup(&mut self) -> Result<Piece<'s>, Mistake> {
        let rest = &self.source[self.at..self.end];
        if rest.is_empty() {
            return Ok(Piece::End);
        }
        let open = find_open(rest).unwrap_or(rest.len());
        if open > 0 {
            let mut text = &rest[..open];
            if std::mem::take(&mut self.trim) {
                text = text.trim_ascii_start();
            }
            if rest.as_bytes().get(open + 2) == Some(&b'-') {
                text = text.trim_ascii_end();
            }
            self.at += open;
            return Ok(Piece::Text(text));
        }
        self.trim = false;
        let start = self.at;
        let is_tag = rest.as_bytes()[1] == b'%';
        let close = if is_tag { "%}" } else { "}}" };
        let length = rest[2..]
            .find(close)
            .ok_or_else(|| Mistake::new(start, format!("`{}` is not closed by `{close}`", &rest[..2])))?;
        let mut inner = &rest[2..2 + length];
        let mut inner_at = start + 2;
        self.at = start + length + 4;
        if let Some(trimmed) = inner.strip_prefix('-') {
            inner = trimmed;
            inner_at += 1;
        }
        if let Some(trimmed) = inner.strip_suffix('-') {
            inner = trimmed;
            self.trim = true;
        }
        if !is_tag {
            return Ok(Piece::Output(inner, inner_at));
        }
        let skipped = inner.len() - inner.trim_ascii_start().len();
        let mut tag = split_tag(inner.trim_ascii(), inner_at + skipped);
        tag.start = start;
        Ok(Piece::Tag(tag))
    }
}

fn find_open(text: &str) -> Option<usize> {
    text.as_bytes().windows(2).position(|two| two == b"{{" || two == b"{%")
}

fn split_tag(text: &str, at: usize) -> Tag<'_> {
    let word = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let length = if word == 0 && text.starts_with('#') { 1 } else { word };
    Tag { name: &text[..length], markup: &text[length..], at: at + length, start: at }
}

/// Reads expressions out of one markup.
pub(super) struct Reader<'s> {
    tokens: Vec<(usize, Token<'s>)>,
    next: usize,
    end: usize,
    depth: usize,
}

/// How deep brackets may be nested in one expression.
const BRACKETS: usize = 8;

impl<'s> Reader<'s> {
    pub fn new(markup: &'s str, at: usize) -> Result<Self, Mistake> {
        Ok(Self { tokens: tokens(markup, at)?, next: 0, end: at + markup.len(), depth: 0 })
    }

    pub fn peek(&self) -> Option<Token<'s>> {
        self.tokens.get(self.next).map(|(_, token)| *token)
    }

    pub fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    pub fn eat(&mut self, token: Token<'_>) -> bool {
        let found = self.peek() == Some(token);
        self.next += usize::from(found);
        found
    }

    pub fn expect(&mut self, token: Token<'_>, what: &str) -> Result<(), Mistake> {
        if self.eat(token) { Ok(()) } else { Err(self.mistake(format!("{what} is expected here"))) }
    }

    pub fn mistake(&self, message: impl Into<String>) -> Mistake {
        Mistake::new(self.at(), message)
    }

    pub fn done(&self) -> Result<(), Mistake> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.mistake("nothing more is expected here")),
        }
    }

    pub fn name(&mut self) -> Result<&'s str, Mistake> {
        match self.peek() {
            Some(Token::Name(name)) => {
                self.next += 1;
                Ok(name)
            }
            _ => Err(self.mistake("a name is expected here")),
        }
    }

    fn output(mut self) -> Result<Option<Node>, Mistake> {
        if self.peek().is_none() {
            return Ok(None);
        }
        let chain = self.chain()?;
        self.done()?;
        Ok(Some(Node::Output(chain)))
    }

    /// `value | filter: argument, argument | ...`
    pub fn chain(&mut self) -> Result<Chain, Mistake> {
        let first = self.expr()?;
        let mut calls = Vec::new();
        while self.eat(Token::Pipe) {
            calls.push(self.call()?);
        }
        Ok(Chain { first, filters: calls })
    }

    fn call(&mut self) -> Result<Call, Mistake> {
        let at = self.at();
        let name = self.name()?;
        let filter =
            filters::find(name).ok_or_else(|| Mistake::unsupported(at, format!("there is no filter `{name}`")))?;
        let mut args = Vec::new();
        let mut allow_false = None;
        if self.eat(Token::Colon) {
            loop {
                let named = matches!(self.tokens.get(self.next + 1), Some((_, Token::Colon)));
                if let (true, Some(Token::Name(key))) = (named, self.peek()) {
                    if name != "default" || key != "allow_false" {
                        return Err(self.mistake(format!("`{name}` has no argument called `{key}`")));
                    }
                    self.next += 2;
                    allow_false = Some(self.expr()?);
                } else {
                    args.push(self.expr()?);
                }
                if !self.eat(Token::Comma) {
                    break;
                }
            }
        }
        if !(filter.least..=filter.most).contains(&args.len()) {
            let (least, most) = (filter.least, filter.most);
            return Err(Mistake::new(at, format!("`{name}` takes {least} to {most} arguments, not {}", args.len())));
        }
        Ok(Call { filter, args, allow_false })
    }

    pub fn expr(&mut self) -> Result<Expr, Mistake> {
        self.depth += 1;
        if self.depth > BRACKETS {
            return Err(self.mistake("brackets are nested too deep"));
        }
        let expr = self.simple();
        self.depth -= 1;
        expr
    }

    fn simple(&mut self) -> Result<Expr, Mistake> {
        let token = self.peek().ok_or_else(|| self.mistake("a value is expected here"))?;
        let literal = match token {
            Token::Int(n) => Expr::Int(n),
            Token::Float(n) => Expr::Float(n),
            Token::Text(text) => Expr::Text(text.into()),
            Token::Name(name) => match name {
                "nil" | "null" if !self.path_follows() => Expr::Nil,
                "true" if !self.path_follows() => Expr::Bool(true),
                "false" if !self.path_follows() => Expr::Bool(false),
                "blank" if !self.path_follows() => Expr::Blank,
                "empty" if !self.path_follows() => Expr::Empty,
                _ => return self.path(),
            },
            Token::OpenSquare => return self.path(),
            Token::Open => return self.range(),
            _ => return Err(self.mistake("a value is expected here")),
        };
        self.next += 1;
        Ok(literal)
    }

    fn path_follows(&self) -> bool {
        matches!(self.tokens.get(self.next + 1), Some((_, Token::Dot | Token::OpenSquare)))
    }

    fn range(&mut self) -> Result<Expr, Mistake> {
        self.expect(Token::Open, "`(`")?;
        let from = self.expr()?;
        self.expect(Token::DotDot, "`..`")?;
        let to = self.expr()?;
        self.expect(Token::Close, "`)`")?;
        Ok(Expr::Range(Box::new(from), Box::new(to)))
    }

    fn path(&mut self) -> Result<Expr, Mistake> {
        let mut segments = Vec::new();
        if let Some(Token::Name(name)) = self.peek() {
            self.next += 1;
            segments.push(Segment::Name(name.into()));
        }
        loop {
            if self.eat(Token::OpenSquare) {
                segments.push(Segment::Index(self.expr()?));
                self.expect(Token::CloseSquare, "`]`")?;
            } else if self.eat(Token::Dot) {
                segments.push(Segment::Name(self.name()?.into()));
            } else {
                return Ok(Expr::Path(segments));
            }
        }
    }

    /// A condition; `and` and `or` bind from the right, without precedence.
    pub fn cond(&mut self) -> Result<Cond, Mistake> {
        let mut parts = vec![];
        let mut joins = vec![];
        loop {
            parts.push(self.comparison()?);
            if self.eat(Token::Name("and")) {
                joins.push(true);
            } else if self.eat(Token::Name("or")) {
                joins.push(false);
            } else {
                break;
            }
            if parts.len() >= 64 {
                return Err(self.mistake("a condition may have 64 parts at most"));
            }
        }
        let last = parts.pop().ok_or_else(|| self.mistake("a condition is expected here"))?;
        Ok(parts.into_iter().zip(joins).rev().fold(last, |right, (left, and)| {
            if and { Cond::And(Box::new(left), Box::new(right)) } else { Cond::Or(Box::new(left), Box::new(right)) }
        }))
    }

    fn comparison(&mut self) -> Result<Cond, Mistake> {
        let left = self.expr()?;
        let Some(op) = self.peek().and_then(|token| token.comparison()) else { return Ok(Cond::Is(left)) };
        self.next += 1;
        Ok(Cond::Compare(left, op, self.expr()?))
    }
}
