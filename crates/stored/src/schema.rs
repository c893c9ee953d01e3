//! The list of shapes: `shapes.proto`, read once.
//!
//! Only as much of the language is understood as the list needs: messages with `required`, `optional` and `repeated` fields,
//! messages that are one `oneof` (a *choice*), enums, and messages inside messages. That it is proper Protobuf is held by a
//! test that hands it to a compiler of its own.
//!
//! A mark behind a member says when it came: `// since untagged 2` or `// since tagged`; without one it was there in the
//! first release.

use hashbrown::HashMap;
use std::sync::LazyLock;

/// The list itself, for other programs that read what Rapport wrote.
pub const PROTO: &str = include_str!("../shapes.proto");

static SCHEMA: LazyLock<Result<Schema, String>> = LazyLock::new(|| parse(PROTO));

/// A message is read with a bit for each of its fields.
const MOST_FIELDS: usize = 64;

pub(crate) fn shape(name: &str) -> Result<&'static Shape, String> {
    let schema = SCHEMA.as_ref().map_err(Clone::clone)?;
    schema.get(name).ok_or_else(|| format!("{name} does not stand in shapes.proto"))
}

/// All shapes by name; one inside another is named `Outer.Inner`.
pub(crate) type Schema = HashMap<String, Shape>;

/// One message or enum.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) members: Vec<Member>,
    /// Where in `members` each number stands, by number.
    places: Vec<Option<u16>>,
}

/// What a shape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Fields side by side.
    Message,
    /// Exactly one of its fields.
    Choice,
    /// One of several names.
    Enum,
}

/// One field, alternative or name.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) number: u32,
    pub(crate) label: Label,
    /// As the list has it: `merge_out`.
    pub(crate) snake: String,
    /// The same in the other spelling in use: `MergeOut`.
    pub(crate) pascal: String,
    pub(crate) since: Since,
}

/// How often a field may stand in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// Exactly once.
    Required,
    /// Once or not at all.
    Optional,
    /// Any number of times.
    Repeated,
}

/// The first layout that has a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Since {
    /// The untagged layout of release 0.1.
    Untagged1,
    /// The untagged layout of the builds between 0.1 and 0.2.
    Untagged2,
    /// The layout with numbers.
    Tagged,
}

impl Member {
    /// Whether a Rust field or variant of this name is meant.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.snake == name || self.pascal == name
    }
}

impl Shape {
    /// The member that a Rust field or variant is stored as. `near` is where it is expected: one behind the last.
    pub(crate) fn find(&self, name: &str, near: usize) -> Result<usize, String> {
        if self.members.get(near).is_some_and(|member| member.is(name)) {
            return Ok(near);
        }
        let found = self.members.iter().position(|member| member.is(name));
        found.ok_or_else(|| format!("{name} of {} does not stand in shapes.proto", self.name))
    }

    /// The message that holds the fields of this alternative: `Body.MergeOut` of `Body`.
    pub(crate) fn inner(&self, member: &Member) -> Result<&'static Self, String> {
        shape(&format!("{}.{}", self.name, member.pascal))
    }

    /// Where the member with this number stands.
    pub(crate) fn place(&self, number: u32) -> Option<usize> {
        self.places.get(number as usize).copied().flatten().map(usize::from)
    }
}

/// Reads a list of shapes.
fn parse(text: &str) -> Result<Schema, String> {
    let words = words(text);
    let mut reader = Reader { words: &words, schema: Schema::new() };
    while let Some(word) = reader.peek() {
        match word {
            "message" | "enum" => reader.shape("")?,
            // `syntax`, `package`: said for other programs.
            _ => while reader.next()? != ";" {},
        }
    }
    Ok(reader.schema)
}

/// The words and signs of the text. A mark is one word; other comments are none.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for line in text.lines() {
        let (code, comment) = line.split_once("//").unwrap_or((line, ""));
        let mut rest = code;
        while let Some(begin) = rest.find(|c: char| !c.is_whitespace()) {
            rest = &rest[begin..];
            let end = match rest.find(|c: char| c.is_whitespace() || "{}=;".contains(c)) {
                Some(0) => 1,
                Some(end) => end,
                None => rest.len(),
            };
            words.push(&rest[..end]);
            rest = &rest[end..];
        }
        if comment.trim().starts_with("since ") {
            words.push(comment.trim());
        }
    }
    words
}

struct Reader<'a> {
    words: &'a [&'a str],
    schema: Schema,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.words.first().copied()
    }

    fn next(&mut self) -> Result<&'a str, String> {
        let (first, rest) = self.words.split_first().ok_or("shapes.proto ends too early")?;
        self.words = rest;
        Ok(first)
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        let found = self.next()?;
        if found == sign { Ok(()) } else { Err(format!("shapes.proto: {sign} expected, {found} found")) }
    }

    fn shape(&mut self, outer: &str) -> Result<(), String> {
        let is_enum = self.next()? == "enum";
        let own = self.next()?;
        let name = if outer.is_empty() { own.to_owned() } else { format!("{outer}.{own}") };
        let prefix = if is_enum { snake(own) + "_" } else { String::new() };
        let mut shape = Shape { name: name.clone(), kind: Kind::Message, members: Vec::new(), places: Vec::new() };
        if is_enum {
            shape.kind = Kind::Enum;
        }
        self.expect("{")?;
        let mut depth = 1;
        while depth > 0 {
            match self.peek().ok_or("shapes.proto ends too early")? {
                "}" => {
                    self.next()?;
                    depth -= 1;
                }
                "message" | "enum" => self.shape(&name)?,
                "oneof" => {
                    shape.kind = Kind::Choice;
                    self.next()?;
                    self.next()?;
                    self.expect("{")?;
                    depth += 1;
                }
                _ => shape.members.push(self.member(shape.kind, &prefix)?),
            }
        }
        if shape.kind == Kind::Message && shape.members.len() > MOST_FIELDS {
            return Err(format!("shapes.proto: {name} has more than {MOST_FIELDS} fields"));
        }
        for (place, member) in shape.members.iter().enumerate() {
            let number = member.number as usize;
            if shape.places.len() <= number {
                shape.places.resize(number + 1, None);
            }
            if shape.places[number].replace(u16::try_from(place).unwrap_or(u16::MAX)).is_some() {
                return Err(format!("shapes.proto: the number {number} stands twice in {name}"));
            }
        }
        self.schema.insert(name, shape);
        Ok(())
    }

    fn member(&mut self, kind: Kind, prefix: &str) -> Result<Member, String> {
        let label = match (kind, self.peek()) {
            (Kind::Message, Some("optional")) => Label::Optional,
            (Kind::Message, Some("repeated")) => Label::Repeated,
            _ => Label::Required,
        };
        if kind == Kind::Message {
            self.next()?;
        }
        if kind != Kind::Enum {
            // The type: what the Rust type says, and a test compares.
            self.next()?;
        }
        let spelled = self.next()?.to_ascii_lowercase();
        let snake = spelled.strip_prefix(prefix).unwrap_or(&spelled).to_owned();
        self.expect("=")?;
        let number = self.next()?;
        let number = number.parse().map_err(|_| format!("shapes.proto: {number} is no number"))?;
        self.expect(";")?;
        let since = match self.peek() {
            Some("since untagged 2") => Since::Untagged2,
            Some("since tagged") => Since::Tagged,
            _ => Since::Untagged1,
        };
        if self.peek().is_some_and(|word| word.starts_with("since ")) {
            self.next()?;
        }
        Ok(Member { number, label, pascal: pascal(&snake), snake, since })
    }
}

/// `MergeOut` as `merge_out`.
fn snake(pascal: &str) -> String {
    let mut out = String::new();
    for c in pascal.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// `merge_out` as `MergeOut`.
fn pascal(snake: &str) -> String {
    snake.split('_').map(|part| part[..part.len().min(1)].to_ascii_uppercase() + &part[part.len().min(1)..]).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_understood() {
        parse(PROTO).unwrap();
    }

    #[test]
    fn messages_choices_and_enums_are_told_apart() {
        let text = "syntax = \"proto2\"; message A { required string a = 1; repeated B some_b = 3; // since tagged\n }
            message C { oneof is { A a = 1; C.Two two = 2; } message Two { optional int64 x = 1; } }
            enum SomeKind { SOME_KIND_FIRST_ONE = 1; }";
        let schema = parse(text).unwrap();
        assert_eq!((schema["A"].kind, schema["C"].kind), (Kind::Message, Kind::Choice));
        assert_eq!(schema["A"].members[1].since, Since::Tagged);
        assert_eq!((schema["A"].place(3), schema["A"].place(2)), (Some(1), None));
        assert_eq!(schema["C.Two"].members[0].label, Label::Optional);
        assert!(schema["SomeKind"].members[0].is("FirstOne"));
        assert!(schema["SomeKind"].members[0].is("first_one"));
        assert!(parse("message A { required string a = 1; required string b = 1; }").is_err());
        assert!(parse("message A { required string a = one; }").is_err());
        assert!(parse("message A {").is_err());
    }
}
