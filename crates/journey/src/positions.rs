//! Where each part of a document stood in its text, so that a problem found later can point at a line.

use crate::Problem;
use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span};
use std::collections::BTreeMap;

/// Where one value began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// How the text inside relates to the text outside.
    style: Style,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// The text begins where the value begins.
    Plain,
    /// It begins one character later.
    Quoted,
    /// Every line of it is indented like the first.
    Block,
}

/// From the path of a value (`steps.2.message.channel`) to its place.
#[derive(Clone, Debug, Default)]
pub struct Positions(BTreeMap<String, Place>);

/// Where something stood does not make it another thing: documents are compared by what they say.
impl PartialEq for Positions {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// One open collection while walking through the text.
enum Level {
    /// A mapping; the key that was read, if its value comes next.
    Mapping(Option<String>),
    /// A list; how many values came.
    Sequence(usize),
}

impl Positions {
    /// Walks through a YAML text. Stops quietly where it is no YAML: reading it as a document says so.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut places = BTreeMap::new();
        let mut levels: Vec<Level> = Vec::new();
        for item in Parser::new_from_str(text) {
            let Ok((event, span)) = item else { break };
            match event {
                Event::Scalar(value, style, ..) => scalar(&mut places, &mut levels, &value, style, &span),
                Event::Alias(_) => scalar(&mut places, &mut levels, "", ScalarStyle::Plain, &span),
                Event::MappingStart(..) => {
                    open(&mut places, &mut levels, &span);
                    levels.push(Level::Mapping(None));
                }
                Event::SequenceStart(..) => {
                    open(&mut places, &mut levels, &span);
                    levels.push(Level::Sequence(0));
                }
                Event::MappingEnd | Event::SequenceEnd => {
                    levels.pop();
                    close_value(&mut levels);
                }
                _ => {}
            }
        }
        Self(places)
    }

    /// The place of a path, or of the nearest part around it that has one.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Place> {
        let mut path = path;
        loop {
            if let Some(place) = self.0.get(path) {
                return Some(*place);
            }
            path = path.rsplit_once('.')?.0;
        }
    }

    /// Gives a problem its place, unless it has one.
    #[must_use]
    pub fn locate(&self, problem: Problem) -> Problem {
        match self.find(&problem.path) {
            Some(place) if problem.line == 0 => problem.at(place.line, place.column),
            _ => problem,
        }
    }

    /// The place of the character at `line` and `column` (both from 1) inside the text value at `path`.
    #[must_use]
    pub fn inside(&self, path: &str, line: u32, column: u32) -> Option<(u32, u32)> {
        let place = self.0.get(path)?;
        Some(match place.style {
            Style::Block => (place.line + line - 1, place.column + column - 1),
            _ if line > 1 => (place.line + line - 1, column),
            Style::Plain => (place.line, place.column + column - 1),
            Style::Quoted => (place.line, place.column + column),
        })
    }
}

fn place(span: &Span, style: Style) -> Place {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Place { line: number(span.start.line()), column: number(span.start.col()).saturating_add(1), style }
}

fn path(levels: &[Level]) -> String {
    let parts = levels.iter().filter_map(|level| match level {
        Level::Mapping(key) => key.clone(),
        Level::Sequence(n) => Some(n.to_string()),
    });
    parts.collect::<Vec<_>>().join(".")
}

fn open(places: &mut BTreeMap<String, Place>, levels: &mut [Level], span: &Span) {
    places.entry(path(levels)).or_insert(place(span, Style::Plain));
}

/// A value is complete: the next scalar of a mapping is a key again, the next of a list has the next number.
fn close_value(levels: &mut [Level]) {
    match levels.last_mut() {
        Some(Level::Mapping(key)) => *key = None,
        Some(Level::Sequence(n)) => *n += 1,
        None => {}
    }
}

fn scalar(places: &mut BTreeMap<String, Place>, levels: &mut [Level], value: &str, style: ScalarStyle, span: &Span) {
    if let Some(Level::Mapping(key @ None)) = levels.last_mut() {
        *key = Some(value.to_owned());
        return;
    }
    let style = match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
        _ => Style::Block,
    };
    places.insert(path(levels), place(span, style));
    close_value(levels);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_their_path() {
        let places = Positions::of("a: 1\nlist:\n  - {x: \"quoted\"}\n  - |\n    block\n    two\n");
        let at = |path| places.find(path).map(|p| (p.line, p.column));
        assert_eq!(at("a"), Some((1, 4)));
        assert_eq!(at("list.0.x"), Some((3, 9)));
        assert_eq!(places.inside("list.0.x", 1, 3), Some((3, 12)));
        assert_eq!(places.inside("list.1", 2, 1), Some((6, 5)));
        assert_eq!(at("list.0.nothing.here"), at("list.0"));
    }

    #[test]
    fn text_that_is_no_yaml_gives_what_came_before() {
        assert!(Positions::of("a: 1\nb: [").find("a").is_some());
        assert!(Positions::of("").find("a").is_none());
    }
}
