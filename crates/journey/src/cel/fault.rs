//! Why an expression has no value.

/// An expression without a value. In a condition this means: it does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Fault {
    /// A property, trait or map key that is not there.
    #[error("no such key")]
    NoSuchKey,
    /// An operator or function does not take values of these types.
    #[error("no such overload")]
    NoSuchOverload,
    /// A whole number left its 64 bits, or a moment its years 1 to 9999.
    #[error("range error")]
    Range,
    /// Division or remainder by zero.
    #[error("division by zero")]
    DivideByZero,
    /// A list has no such place, or a text no such character.
    #[error("index out of range")]
    OutOfRange,
    /// A text is no number, moment, span, or zone.
    #[error("conversion error")]
    Conversion,
    /// A map was written with the same key twice, or with a key that cannot be one.
    #[error("repeated or unsupported key")]
    BadKey,
    /// The expression went through more than it may.
    #[error("too much work")]
    TooMuch,
}
