//! The filters: what may stand after a `|`.
//!
//! * text: `append prepend capitalize upcase downcase strip lstrip rstrip strip_newlines strip_html newline_to_br`
//!   `replace replace_first replace_last remove remove_first remove_last truncate truncatewords split slice size`
//! * numbers: `abs at_least at_most ceil floor round plus minus times divided_by modulo`
//! * lists: `join first last concat reverse sort sort_natural uniq compact map where reject find find_index has sum`
//! * encodings: `escape escape_once url_encode url_decode base64_encode base64_decode base64_url_safe_encode`
//!   `base64_url_safe_decode`
//! * other: `default date`

pub(super) mod dates;
pub(super) mod encode;
mod list;
mod number;
mod other;
mod query;
mod text;

use super::{RenderError, render::Run, val::Val};

/// The arguments of one call.
pub(super) struct Args<'a> {
    pub list: Vec<Val<'a>>,
    pub allow_false: bool,
}

impl<'a> Args<'a> {
    pub fn get(&self, n: usize) -> Val<'a> {
        self.list.get(n).cloned().unwrap_or(Val::Nil)
    }

    pub fn given(&self, n: usize) -> Option<&Val<'a>> {
        self.list.get(n)
    }
}

type Apply = for<'a> fn(&mut Run<'a>, Val<'a>, &Args<'a>) -> Result<Val<'a>, RenderError>;

/// A filter: its name, how many arguments it takes, what it does.
pub(super) struct Filter {
    pub name: &'static str,
    pub least: usize,
    pub most: usize,
    apply: Apply,
}

pub(super) fn find(name: &str) -> Option<&'static Filter> {
    FILTERS.iter().find(|filter| filter.name == name)
}

pub(super) fn apply<'a>(
    filter: &'static Filter,
    run: &mut Run<'a>,
    value: Val<'a>,
    args: &Args<'a>,
) -> Result<Val<'a>, RenderError> {
    (filter.apply)(run, value, args)
}

/// An error that names the filter's wish.
fn wrong<T>(message: &str) -> Result<T, RenderError> {
    Err(RenderError::Type(message.to_owned()))
}

const fn filter(name: &'static str, least: usize, most: usize, apply: Apply) -> Filter {
    Filter { name, least, most, apply }
}

static FILTERS: &[Filter] = &[
    filter("abs", 0, 0, number::abs),
    filter("append", 1, 1, text::append),
    filter("at_least", 1, 1, number::at_least),
    filter("at_most", 1, 1, number::at_most),
    filter("base64_decode", 0, 0, encode::base64_decode),
    filter("base64_encode", 0, 0, encode::base64_encode),
    filter("base64_url_safe_decode", 0, 0, encode::base64_url_safe_decode),
    filter("base64_url_safe_encode", 0, 0, encode::base64_url_safe_encode),
    filter("capitalize", 0, 0, text::capitalize),
    filter("ceil", 0, 0, number::ceil),
    filter("compact", 0, 1, list::compact),
    filter("concat", 1, 1, list::concat),
    filter("date", 1, 1, dates::date),
    filter("default", 0, 1, other::default),
    filter("divided_by", 1, 1, number::divided_by),
    filter("downcase", 0, 0, text::downcase),
    filter("escape", 0, 0, encode::escape),
    filter("escape_once", 0, 0, encode::escape_once),
    filter("find", 1, 2, query::find),
    filter("find_index", 1, 2, query::find_index),
    filter("first", 0, 0, list::first),
    filter("floor", 0, 0, number::floor),
    filter("has", 1, 2, query::has),
    filter("join", 0, 1, list::join),
    filter("last", 0, 0, list::last),
    filter("lstrip", 0, 0, text::lstrip),
    filter("map", 1, 1, list::map),
    filter("minus", 1, 1, number::minus),
    filter("modulo", 1, 1, number::modulo),
    filter("newline_to_br", 0, 0, encode::newline_to_br),
    filter("plus", 1, 1, number::plus),
    filter("prepend", 1, 1, text::prepend),
    filter("reject", 1, 2, query::reject),
    filter("remove", 1, 1, text::remove),
    filter("remove_first", 1, 1, text::remove_first),
    filter("remove_last", 1, 1, text::remove_last),
    filter("replace", 1, 2, text::replace),
    filter("replace_first", 1, 2, text::replace_first),
    filter("replace_last", 2, 2, text::replace_last),
    filter("reverse", 0, 0, list::reverse),
    filter("round", 0, 1, number::round),
    filter("rstrip", 0, 0, text::rstrip),
    filter("size", 0, 0, other::size),
    filter("slice", 1, 2, text::slice),
    filter("sort", 0, 1, list::sort),
    filter("sort_natural", 0, 1, list::sort_natural),
    filter("split", 1, 1, text::split),
    filter("strip", 0, 0, text::strip),
    filter("strip_html", 0, 0, encode::strip_html),
    filter("strip_newlines", 0, 0, text::strip_newlines),
    filter("sum", 0, 1, list::sum),
    filter("times", 1, 1, number::times),
    filter("truncate", 0, 2, text::truncate),
    filter("truncatewords", 0, 2, text::truncatewords),
    filter("uniq", 0, 1, list::uniq),
    filter("upcase", 0, 0, text::upcase),
    filter("url_decode", 0, 0, encode::url_decode),
    filter("url_encode", 0, 0, encode::url_encode),
    filter("where", 1, 2, query::select),
];
