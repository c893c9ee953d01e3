//! Filters: comparisons joined by `and`, `or` and `not`, in brackets (RFC 7644, 3.4.2.2). Attributes and operators are the same in small
//! and large letters; so are the values of what names people.

use super::ScimRefusal;

/// The longest filter, and how deep its brackets may be.
const LONGEST: usize = 1_024;
const DEEPEST: usize = 8;

/// A condition on one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// An attribute compared with a value.
    Compare {
        /// Which attribute, in small letters, without its schema.
        attribute: String,
        /// How the attribute is compared, as `eq` or `sw`.
        by: Comparison,
        /// The text it is compared with.
        value: String,
    },
    /// The attribute has a value.
    Present(String),
    /// Both filters match.
    And(Box<Self>, Box<Self>),
    /// At least one.
    Or(Box<Self>, Box<Self>),
    /// The filter does not match.
    Not(Box<Self>),
}

/// How an attribute is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It is the value.
    Equal,
    /// It is another one, or there is none.
    NotEqual,
    /// The value stands in it.
    Contains,
    /// It begins with the value.
    Begins,
    /// It ends with the value.
    Ends,
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// [`ScimRefusal::InvalidFilter`].
    pub fn read(text: &str) -> Result<Self, ScimRefusal> {
        if text.len() > LONGEST {
            return Err(ScimRefusal::InvalidFilter);
        }
        let mut reader = Reader { words: words(text)?, at: 0 };
        let filter = reader.either(0)?;
        if reader.at == reader.words.len() { Ok(filter) } else { Err(ScimRefusal::InvalidFilter) }
    }

    /// Whether a resource fulfils it. `of` tells the values of an attribute, by its name in small letters.
    pub fn holds<'a>(&self, of: &impl Fn(&str) -> Vec<&'a str>) -> bool {
        match self {
            Self::Compare { attribute, by, value } => {
                let values = of(attribute);
                let fits = |found: &&str| by.fits(&found.to_lowercase(), &value.to_lowercase());
                match by {
                    Comparison::NotEqual => values.iter().all(fits),
                    _ => values.iter().any(fits),
                }
            }
            Self::Present(attribute) => of(attribute).iter().any(|value| !value.is_empty()),
            Self::And(one, other) => one.holds(of) && other.holds(of),
            Self::Or(one, other) => one.holds(of) || other.holds(of),
            Self::Not(inner) => !inner.holds(of),
        }
    }
}

impl Comparison {
    fn fits(self, found: &str, value: &str) -> bool {
        match self {
            Self::Equal => found == value,
            Self::NotEqual => found != value,
            Self::Contains => found.contains(value),
            Self::Begins => found.starts_with(value),
            Self::Ends => found.ends_with(value),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Open,
    Close,
    Name(String),
    Value(String),
}

/// Cuts a filter into its words.
fn words(text: &str) -> Result<Vec<Word>, ScimRefusal> {
    let (mut words, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => {
                words.push(if first == '(' { Word::Open } else { Word::Close });
                1
            }
            '"' => {
                let (value, length) = quoted(rest)?;
                words.push(Word::Value(value));
                length
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "()\"".contains(c)).unwrap_or(rest.len());
                words.push(Word::Name(rest[..end].to_owned()));
                end
            }
        };
        rest = rest[length..].trim_start();
    }
    Ok(words)
}

/// A JSON string at the beginning, and how long it is.
fn quoted(text: &str) -> Result<(String, usize), ScimRefusal> {
    let (mut value, mut escaped) = (String::new(), false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            c if escaped => {
                value.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return Ok((value, at + 1)),
            c => value.push(c),
        }
    }
    Err(ScimRefusal::InvalidFilter)
}

struct Reader {
    words: Vec<Word>,
    at: usize,
}

impl Reader {
    fn either(&mut self, depth: usize) -> Result<Filter, ScimRefusal> {
        let mut filter = self.both(depth)?;
        while self.takes("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.both(depth)?));
        }
        Ok(filter)
    }

    fn both(&mut self, depth: usize) -> Result<Filter, ScimRefusal> {
        let mut filter = self.one(depth)?;
        while self.takes("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.one(depth)?));
        }
        Ok(filter)
    }

    fn one(&mut self, depth: usize) -> Result<Filter, ScimRefusal> {
        if depth > DEEPEST {
            return Err(ScimRefusal::InvalidFilter);
        }
        if self.takes("not") {
            return Ok(Filter::Not(Box::new(self.one(depth + 1)?)));
        }
        match self.next()? {
            Word::Open => {
                let inner = self.either(depth + 1)?;
                if self.next()? == Word::Close { Ok(inner) } else { Err(ScimRefusal::InvalidFilter) }
            }
            Word::Name(name) => self.condition(attribute(&name)),
            Word::Close | Word::Value(_) => Err(ScimRefusal::InvalidFilter),
        }
    }

    fn condition(&mut self, attribute: String) -> Result<Filter, ScimRefusal> {
        let Word::Name(operator) = self.next()? else { return Err(ScimRefusal::InvalidFilter) };
        let by = match operator.to_ascii_lowercase().as_str() {
            "pr" => return Ok(Filter::Present(attribute)),
            "eq" => Comparison::Equal,
            "ne" => Comparison::NotEqual,
            "co" => Comparison::Contains,
            "sw" => Comparison::Begins,
            "ew" => Comparison::Ends,
            _ => return Err(ScimRefusal::InvalidFilter),
        };
        let value = match self.next()? {
            Word::Value(value) => value,
            // `active eq true`: numbers and truth values stand without quotes.
            Word::Name(bare) => bare,
            Word::Open | Word::Close => return Err(ScimRefusal::InvalidFilter),
        };
        Ok(Filter::Compare { attribute, by, value })
    }

    fn next(&mut self) -> Result<Word, ScimRefusal> {
        let word = self.words.get(self.at).cloned().ok_or(ScimRefusal::InvalidFilter)?;
        self.at += 1;
        Ok(word)
    }

    fn takes(&mut self, keyword: &str) -> bool {
        let found = matches!(self.words.get(self.at), Some(Word::Name(name)) if name.eq_ignore_ascii_case(keyword));
        self.at += usize::from(found);
        found
    }
}

/// An attribute in small letters, without the schema that may stand before it.
pub(super) fn attribute(text: &str) -> String {
    let bare =
        if text.to_ascii_lowercase().starts_with("urn:") { text.rsplit(':').next().unwrap_or(text) } else { text };
    bare.to_ascii_lowercase()
}
