//! The functions of the language that may be called.

use super::{convert, fault::Fault, moment, text, value::Val};

/// A function. Anything not named here is refused when the expression is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `size(x)`, `x.size()`
    Size,
    /// `int(x)`
    Int,
    /// `uint(x)`
    Uint,
    /// `double(x)`
    Double,
    /// `string(x)`
    Text,
    /// `bool(x)`
    Bool,
    /// `bytes(x)`
    Bytes,
    /// `timestamp(x)`
    Timestamp,
    /// `duration(x)`
    Duration,
    /// `type(x)`
    Type,
    /// `dyn(x)`
    Dyn,
    /// One that works on texts, such as `startsWith`.
    OfText(text::TextFunction),
    /// A part of a moment or span.
    Part(moment::Part),
}

/// Every function: its name, whether it is called on a value (`x.f()`), how many arguments besides, and what it does.
pub const ALL: &[(&str, bool, &[usize], Function)] = &[
    ("size", false, &[1], Function::Size),
    ("size", true, &[0], Function::Size),
    ("int", false, &[1], Function::Int),
    ("uint", false, &[1], Function::Uint),
    ("double", false, &[1], Function::Double),
    ("string", false, &[1], Function::Text),
    ("bool", false, &[1], Function::Bool),
    ("bytes", false, &[1], Function::Bytes),
    ("timestamp", false, &[1], Function::Timestamp),
    ("duration", false, &[1], Function::Duration),
    ("type", false, &[1], Function::Type),
    ("dyn", false, &[1], Function::Dyn),
    ("contains", true, &[1], Function::OfText(text::TextFunction::Contains)),
    ("startsWith", true, &[1], Function::OfText(text::TextFunction::StartsWith)),
    ("endsWith", true, &[1], Function::OfText(text::TextFunction::EndsWith)),
    ("charAt", true, &[1], Function::OfText(text::TextFunction::CharAt)),
    ("indexOf", true, &[1, 2], Function::OfText(text::TextFunction::IndexOf)),
    ("lastIndexOf", true, &[1, 2], Function::OfText(text::TextFunction::LastIndexOf)),
    ("lowerAscii", true, &[0], Function::OfText(text::TextFunction::LowerAscii)),
    ("upperAscii", true, &[0], Function::OfText(text::TextFunction::UpperAscii)),
    ("replace", true, &[2, 3], Function::OfText(text::TextFunction::Replace)),
    ("split", true, &[1, 2], Function::OfText(text::TextFunction::Split)),
    ("substring", true, &[1, 2], Function::OfText(text::TextFunction::Substring)),
    ("trim", true, &[0], Function::OfText(text::TextFunction::Trim)),
    ("join", true, &[0, 1], Function::OfText(text::TextFunction::Join)),
    ("getFullYear", true, &[0, 1], Function::Part(moment::Part::FullYear)),
    ("getMonth", true, &[0, 1], Function::Part(moment::Part::Month)),
    ("getDate", true, &[0, 1], Function::Part(moment::Part::Date)),
    ("getDayOfMonth", true, &[0, 1], Function::Part(moment::Part::DayOfMonth)),
    ("getDayOfWeek", true, &[0, 1], Function::Part(moment::Part::DayOfWeek)),
    ("getDayOfYear", true, &[0, 1], Function::Part(moment::Part::DayOfYear)),
    ("getHours", true, &[0, 1], Function::Part(moment::Part::Hours)),
    ("getMinutes", true, &[0, 1], Function::Part(moment::Part::Minutes)),
    ("getSeconds", true, &[0, 1], Function::Part(moment::Part::Seconds)),
    ("getMilliseconds", true, &[0, 1], Function::Part(moment::Part::Milliseconds)),
];

impl Function {
    /// Calls it. On a value (`x.f(y)`) that value comes first.
    ///
    /// # Errors
    /// Those of the function.
    pub fn call<'a>(self, args: &[Val<'a>]) -> Result<Val<'a>, Fault> {
        let first = args.first().ok_or(Fault::NoSuchOverload)?;
        match self {
            Self::Size => size(first),
            Self::Int => convert::int(first),
            Self::Uint => convert::uint(first),
            Self::Double => convert::double(first),
            Self::Text => convert::text(first),
            Self::Bool => convert::bool(first),
            Self::Bytes => convert::bytes(first),
            Self::Timestamp => moment::timestamp(first),
            Self::Duration => moment::duration(first),
            Self::Type => Ok(Val::Type(first.type_name())),
            Self::Dyn => Ok(first.clone()),
            Self::OfText(function) => function.call(args),
            Self::Part(part) => part.of(args),
        }
    }
}

fn size<'a>(value: &Val<'a>) -> Result<Val<'a>, Fault> {
    let size = match value {
        Val::Text(text) => text.chars().count(),
        Val::Bytes(bytes) => bytes.len(),
        Val::List(list) => list.len(),
        Val::Map(map) => map.len(),
        _ => return Err(Fault::NoSuchOverload),
    };
    i64::try_from(size).map(Val::Int).map_err(|_| Fault::Range)
}
