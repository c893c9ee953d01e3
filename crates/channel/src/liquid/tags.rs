//! The tags: each reads its markup and, if it has one, its block.

use super::{
    ast::{Block, For, Node, Offset, When},
    lexer::{Mistake, Token, name_length},
    parser::{Parser, Piece, Reader, Tag},
};
use smol_str::SmolStr;

impl<'s> Parser<'s> {
    /// Compiles `tag` into `nodes`; returns whether it can never print.
    pub(super) fn tag(&mut self, tag: Tag<'s>, nodes: &mut Vec<Node>) -> Result<bool, Mistake> {
        let (node, blank) = match tag.name {
            "#" => return self.inline_comment(tag),
            "comment" => return self.comment(tag).map(|()| true),
            "doc" => return self.doc(tag).map(|()| true),
            "raw" => return self.raw(tag, nodes),
            "liquid" => return self.liquid(tag, nodes),
            "echo" => return echo(tag, nodes),
            "assign" => (assign(tag)?, true),
            "capture" => (self.capture(tag)?, true),
            "if" | "unless" => self.condition(tag)?,
            "case" => self.case(tag)?,
            "for" => self.for_loop(tag)?,
            "cycle" => (cycle(tag)?, false),
            "increment" => (Node::Increment(target(tag)?), false),
            "decrement" => (Node::Decrement(target(tag)?), false),
            "ifchanged" => {
                let (block, _) = self.block(&["endifchanged"])?;
                let blank = block.blank;
                (Node::IfChanged(block), blank)
            }
            "break" => (Node::Break, true),
            "continue" => (Node::Continue, true),
            "include" | "render" | "tablerow" => {
                let message = format!("`{}` is left out of our Liquid on purpose", tag.name);
                return Err(Mistake::unsupported(tag.start, message));
            }
            name if name.starts_with("end") || name.starts_with("els") || name == "when" => {
                return Err(Mistake::new(tag.start, format!("`{name}` closes nothing here")));
            }
            name => return Err(Mistake::new(tag.start, format!("there is no tag `{name}`"))),
        };
        nodes.push(node);
        Ok(blank)
    }

    fn inline_comment(&self, tag: Tag<'s>) -> Result<bool, Mistake> {
        let stray = tag.markup.lines().skip(1).find(|line| {
            let line = line.trim_ascii_start();
            !line.is_empty() && !line.starts_with('#')
        });
        match stray {
            Some(_) => Err(Mistake::new(tag.start, "each line of a `#` comment begins with `#`")),
            None => Ok(true),
        }
    }

    /// Skips to the end; inner comments and raw blocks count.
    fn comment(&mut self, tag: Tag<'s>) -> Result<(), Mistake> {
        let mut depth = 1;
        let mut raw = false;
        loop {
            match self.piece().map_err(|_| Mistake::new(tag.start, "`{% endcomment %}` is missing"))? {
                Piece::Tag(inner) if raw => raw = inner.name != "endraw",
                Piece::Tag(inner) => match inner.name {
                    "comment" => depth += 1,
                    "raw" => raw = true,
                    "endcomment" => depth -= 1,
                    _ => {}
                },
                Piece::End => return Err(Mistake::new(tag.start, "`{% endcomment %}` is missing")),
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn doc(&mut self, tag: Tag<'s>) -> Result<(), Mistake> {
        if !tag.markup.trim_ascii().is_empty() {
            return Err(Mistake::new(tag.at, "`doc` takes no arguments"));
        }
        let (body, _) = self.verbatim(tag, "enddoc")?;
        if has_tag(body, "doc") {
            return Err(Mistake::new(tag.start, "`doc` cannot stand inside `doc`"));
        }
        Ok(())
    }

    fn raw(&mut self, tag: Tag<'s>, nodes: &mut Vec<Node>) -> Result<bool, Mistake> {
        if !tag.markup.trim_ascii().is_empty() {
            return Err(Mistake::new(tag.at, "`raw` takes no arguments"));
        }
        let trim = std::mem::take(&mut self.trim);
        let (mut body, trim_end) = self.verbatim(tag, "endraw")?;
        if trim {
            body = body.trim_ascii_start();
        }
        if trim_end {
            body = body.trim_ascii_end();
        }
        nodes.push(Node::Text(body.into()));
        Ok(body.is_empty())
    }

    /// The source up to `{% end %}`, which is consumed; and whether that tag trims what is before it.
    fn verbatim(&mut self, tag: Tag<'s>, end: &str) -> Result<(&'s str, bool), Mistake> {
        if self.lines {
            return Err(Mistake::unsupported(tag.start, "`raw` and `doc` cannot stand inside `liquid`"));
        }
        let rest = &self.source[self.at..self.end];
        let mut from = 0;
        while let Some(found) = rest[from..].find("{%") {
            let open = from + found;
            let inner = rest[open + 2..].strip_prefix('-').unwrap_or(&rest[open + 2..]);
            if let Some(after) = inner.trim_ascii_start().strip_prefix(end) {
                let after = after.trim_ascii_start();
                let (after, trim) = after.strip_prefix('-').map_or((after, false), |after| (after, true));
                if let Some(after) = after.strip_prefix("%}") {
                    self.at = self.end - after.len();
                    self.trim = trim;
                    return Ok((&rest[..open], rest[open + 2..].starts_with('-')));
                }
            }
            from = open + 2;
        }
        Err(Mistake::new(tag.start, format!("`{{% {end} %}}` is missing")))
    }

    fn liquid(&mut self, tag: Tag<'s>, nodes: &mut Vec<Node>) -> Result<bool, Mistake> {
        let end = tag.at + tag.markup.len();
        let depth = self.depth;
        let mut lines = Parser { source: self.source, at: tag.at, end, lines: true, trim: false, depth };
        let (block, _) = lines.block(&[])?;
        nodes.extend(block.nodes);
        Ok(block.blank)
    }

    fn capture(&mut self, tag: Tag<'s>) -> Result<Node, Mistake> {
        let name = target(tag)?;
        let (mut block, _) = self.block(&["endcapture"])?;
        // What is captured is a value: its whitespace counts even if it is all there is.
        block.blank = false;
        Ok(Node::Capture(name, block))
    }

    fn condition(&mut self, tag: Tag<'s>) -> Result<(Node, bool), Mistake> {
        let end = if tag.name == "if" { "endif" } else { "endunless" };
        let mut branches = Vec::new();
        let mut otherwise: Option<Block> = None;
        let mut current = Some(read_cond(tag)?);
        // `unless` is an `if` whose first branch is what holds otherwise; its `elsif` are asked before.
        loop {
            let (block, ender) = self.block(&["elsif", "else", end])?;
            match current.take() {
                Some(cond) => branches.push((cond, block)),
                None if otherwise.is_none() => otherwise = Some(block),
                // Branches after the first `else` are read and never taken, as in Liquid.
                None => {}
            }
            let Some(ender) = ender else { break };
            match ender.name {
                "elsif" => {
                    let cond = read_cond(ender)?;
                    if otherwise.is_none() {
                        current = Some(cond);
                    }
                }
                "else" => {}
                _ => break,
            }
        }
        let blank = branches.iter().all(|(_, block)| block.blank) && otherwise.as_ref().is_none_or(|b| b.blank);
        for (_, block) in &mut branches {
            block.blank = blank;
        }
        if let Some(block) = &mut otherwise {
            block.blank = blank;
        }
        if tag.name == "unless" {
            let (cond, block) = branches.remove(0);
            let inner = Node::If(branches, otherwise);
            let rest = Block { nodes: vec![inner], blank };
            return Ok((Node::If(vec![(cond, rest)], Some(block)), blank));
        }
        Ok((Node::If(branches, otherwise), blank))
    }

    fn case(&mut self, tag: Tag<'s>) -> Result<(Node, bool), Mistake> {
        let mut reader = Reader::new(tag.markup, tag.at)?;
        let value = reader.expr()?;
        reader.done()?;
        let mut whens = Vec::new();
        // What stands before the first `when` is ignored.
        let (_, mut ender) = self.block(&["when", "else", "endcase"])?;
        while let Some(tag) = ender.take_if(|tag| tag.name != "endcase") {
            let values = if tag.name == "when" { Some(when_values(tag)?) } else { None };
            let (block, next) = self.block(&["when", "else", "endcase"])?;
            whens.push(When { values, block });
            ender = next;
        }
        let blank = whens.iter().all(|when| when.block.blank);
        for when in &mut whens {
            when.block.blank = blank;
        }
        Ok((Node::Case(value, whens), blank))
    }

    fn for_loop(&mut self, tag: Tag<'s>) -> Result<(Node, bool), Mistake> {
        let mut reader = Reader::new(tag.markup, tag.at)?;
        let variable: SmolStr = reader.name()?.into();
        reader.expect(Token::Name("in"), "`in`")?;
        let from = reader.at();
        let over = reader.expr()?;
        let collection = self.source.get(from..reader.at()).unwrap_or_default().trim_ascii();
        let name = format!("{variable}-{collection}").into();
        let (mut limit, mut offset, mut reversed) = (None, None, false);
        while reader.peek().is_some() {
            if reader.eat(Token::Comma) {
                continue;
            }
            let at = reader.at();
            match reader.name()? {
                "reversed" => reversed = true,
                "limit" => {
                    reader.expect(Token::Colon, "`:`")?;
                    limit = Some(reader.expr()?);
                }
                "offset" => {
                    reader.expect(Token::Colon, "`:`")?;
                    offset = Some(if reader.eat(Token::Name("continue")) {
                        Offset::Continue
                    } else {
                        Offset::At(reader.expr()?)
                    });
                }
                other => {
                    return Err(Mistake::new(at, format!("`for` knows limit, offset and reversed, not `{other}`")));
                }
            }
        }
        let (mut body, ender) = self.block(&["else", "endfor"])?;
        let mut otherwise = Block { nodes: Vec::new(), blank: true };
        if ender.is_some_and(|tag| tag.name == "else") {
            otherwise = self.block(&["endfor"])?.0;
        }
        let blank = body.blank && otherwise.blank;
        body.blank = blank;
        otherwise.blank = blank;
        Ok((Node::For(Box::new(For { variable, over, name, limit, offset, reversed, body, otherwise })), blank))
    }
}

fn has_tag(text: &str, name: &str) -> bool {
    text.match_indices("{%").any(|(at, _)| {
        let inner = text[at + 2..].strip_prefix('-').unwrap_or(&text[at + 2..]);
        inner.trim_ascii_start().strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '%', '-']))
    })
}

fn read_cond(tag: Tag<'_>) -> Result<super::ast::Cond, Mistake> {
    let mut reader = Reader::new(tag.markup, tag.at)?;
    let cond = reader.cond()?;
    reader.done()?;
    Ok(cond)
}

fn when_values(tag: Tag<'_>) -> Result<Vec<super::ast::Expr>, Mistake> {
    let mut reader = Reader::new(tag.markup, tag.at)?;
    let mut values = vec![reader.expr()?];
    while reader.eat(Token::Comma) || reader.eat(Token::Name("or")) {
        values.push(reader.expr()?);
    }
    // Liquid ignores the rest of such a line; an author who wrote it meant something.
    match reader.peek() {
        None => Ok(values),
        Some(_) => Err(Mistake::unsupported(reader.at(), "`when` takes values with commas or `or` between them")),
    }
}

fn echo(tag: Tag<'_>, nodes: &mut Vec<Node>) -> Result<bool, Mistake> {
    let mut reader = Reader::new(tag.markup, tag.at)?;
    if reader.peek().is_some() {
        let chain = reader.chain()?;
        reader.done()?;
        nodes.push(Node::Output(chain));
    }
    Ok(false)
}

fn assign(tag: Tag<'_>) -> Result<Node, Mistake> {
    let markup = tag.markup.trim_ascii_start();
    let at = tag.at + tag.markup.len() - markup.len();
    let length = target_length(markup);
    let (name, rest) = markup.split_at(length);
    let after = rest.trim_ascii_start();
    let Some(value) = after.strip_prefix('=').filter(|_| length > 0) else {
        return Err(Mistake::new(at, "write it as `assign name = value`"));
    };
    let mut reader = Reader::new(value, tag.at + tag.markup.len() - value.len())?;
    let chain = reader.chain()?;
    reader.done()?;
    Ok(Node::Assign(name.into(), chain))
}

/// A variable to write to: a name, which may be all digits but must not end in `?`.
fn target(tag: Tag<'_>) -> Result<SmolStr, Mistake> {
    let markup = tag.markup.trim_ascii();
    let name = match markup.as_bytes() {
        [quote @ (b'"' | b'\''), inner @ .., last] if quote == last => std::str::from_utf8(inner).unwrap_or_default(),
        _ => markup,
    };
    if name.is_empty() || target_length(name) != name.len() {
        return Err(Mistake::new(tag.at, "a variable's name is expected here"));
    }
    Ok(name.into())
}

fn target_length(text: &str) -> usize {
    if text.starts_with('-') {
        return 0;
    }
    let length = name_length(text);
    if text[..length].ends_with('?') { length - 1 } else { length }
}

fn cycle(tag: Tag<'_>) -> Result<Node, Mistake> {
    let mut reader = Reader::new(tag.markup, tag.at)?;
    let first = reader.expr()?;
    let (group, mut items) =
        if reader.eat(Token::Colon) { (Some(first), vec![reader.expr()?]) } else { (None, vec![first]) };
    while reader.eat(Token::Comma) {
        if reader.peek().is_none() {
            break;
        }
        items.push(reader.expr()?);
    }
    reader.done()?;
    let key = tag.markup.trim_ascii().into();
    Ok(Node::Cycle { group, key, items })
}
