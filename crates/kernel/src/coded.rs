//! Names that programs outside rely on: an enum whose every variant has a stable code, and the list of all of them.

/// Declares an enum of named things with the code each is known by outside: `ALL`, `CODES` and `code()`.
/// Derives and other attributes are the caller's, on the enum and on each variant.
#[macro_export]
macro_rules! coded {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every one, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];
            /// The code of every one, in order.
            pub const CODES: &[&'static str] = &[$($code),*];

            /// The stable name used in the API, in counters and in history.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    crate::coded! {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Tide {
            High = "high_water",
            Low = "low_water",
        }
    }

    #[test]
    fn every_variant_is_listed_under_its_code() {
        assert_eq!(Tide::ALL, [Tide::High, Tide::Low]);
        assert_eq!(Tide::CODES, ["high_water", "low_water"]);
        assert_eq!(Tide::Low.code(), "low_water");
    }
}
