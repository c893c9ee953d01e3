//! Forward-mode automatic differentiation: a value with its partial derivatives by `N` parameters.
//!
//! Source: R. E. Wengert, "A simple automatic derivative evaluation program", Communications of the ACM 7 (1964).

use statrs::function::gamma::{digamma, ln_gamma};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// Where a series is given up; it has converged long before for every argument in use.
const TERMS: u32 = 20_000;

/// A value and its partial derivatives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual<const N: usize> {
    /// The function at the point.
    pub value: f64,
    /// Its derivative by each parameter.
    pub slope: [f64; N],
}

impl<const N: usize> Dual<N> {
    /// A number that depends on no parameter.
    #[must_use]
    pub const fn fixed(value: f64) -> Self {
        Self { value, slope: [0.0; N] }
    }

    /// The parameters themselves, each with derivative 1 by itself.
    #[must_use]
    pub fn parameters(values: [f64; N]) -> [Self; N] {
        std::array::from_fn(|i| Self {
            value: values.get(i).copied().unwrap_or_default(),
            slope: std::array::from_fn(|j| f64::from(i == j)),
        })
    }

    fn chain(self, value: f64, by: f64) -> Self {
        Self { value, slope: self.slope.map(|s| s * by) }
    }

    /// The natural logarithm.
    #[must_use]
    pub fn ln(self) -> Self {
        self.chain(self.value.ln(), self.value.recip())
    }

    /// e to this power.
    #[must_use]
    pub fn exp(self) -> Self {
        let value = self.value.exp();
        self.chain(value, value)
    }

    /// The logarithm of the gamma function.
    #[must_use]
    pub fn ln_gamma(self) -> Self {
        self.chain(ln_gamma(self.value), digamma(self.value))
    }

    /// The logarithm of the beta function of this and another number.
    #[must_use]
    pub fn ln_beta(self, other: Self) -> Self {
        self.ln_gamma() + other.ln_gamma() - (self + other).ln_gamma()
    }

    /// The logarithm of the sum of e to this and e to another, without overflow.
    #[must_use]
    pub fn ln_add(self, other: Self) -> Self {
        let (high, low) = if self.value >= other.value { (self, other) } else { (other, self) };
        if low.value == f64::NEG_INFINITY { high } else { high + ((low - high).exp() + 1.0).ln() }
    }

    /// Gauss's hypergeometric function 2F1(a, b; c; z) by its series, for 0 <= z < 1
    /// (M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 15.1.1).
    #[must_use]
    pub fn hypergeometric(a: Self, b: Self, c: Self, z: Self) -> Self {
        let (mut term, mut sum) = (Self::fixed(1.0), Self::fixed(1.0));
        for k in 0..TERMS {
            let k = f64::from(k);
            term = term * (a + k) * (b + k) * z / ((c + k) * (k + 1.0));
            sum = sum + term;
            let counts = term.value.abs() > f64::EPSILON * 0.1 * sum.value.abs();
            // Also where the sum is no number any more.
            if !counts {
                break;
            }
        }
        sum
    }
}

macro_rules! operator {
    ($trait:ident, $name:ident, |$a:ident, $b:ident| $value:expr, $by_a:expr, $by_b:expr) => {
        impl<const N: usize> $trait for Dual<N> {
            type Output = Self;
            #[inline]
            fn $name(self, other: Self) -> Self {
                let ($a, $b) = (self.value, other.value);
                let (by_a, by_b) = ($by_a, $by_b);
                let mut slope = self.slope;
                for (s, o) in slope.iter_mut().zip(other.slope) {
                    *s = *s * by_a + o * by_b;
                }
                Self { value: $value, slope }
            }
        }
        impl<const N: usize> $trait<f64> for Dual<N> {
            type Output = Self;
            #[inline]
            fn $name(self, other: f64) -> Self {
                let ($a, $b) = (self.value, other);
                let by_a = $by_a;
                self.chain($value, by_a)
            }
        }
    };
}

operator!(Add, add, |a, b| a + b, 1.0, 1.0);
operator!(Sub, sub, |a, b| a - b, 1.0, -1.0);
operator!(Mul, mul, |a, b| a * b, b, a);
operator!(Div, div, |a, b| a / b, b.recip(), -a / (b * b));

impl<const N: usize> Neg for Dual<N> {
    type Output = Self;
    fn neg(self) -> Self {
        self.chain(-self.value, -1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_those_of_small_steps() {
        let f = |[x, y]: [Dual<2>; 2]| {
            (Dual::hypergeometric(x, y + 1.0, x + 1.5, (-y).exp()) / x).ln_gamma().ln_add(x.ln_beta(y)) * y - x.ln()
        };
        let at = [0.7, 1.3];
        let exact = f(Dual::parameters(at));
        let step = 1e-6;
        for i in 0..2 {
            let moved = |by: f64| {
                let mut at = at;
                at[i] += by;
                f(Dual::parameters(at)).value
            };
            let slope = (moved(step) - moved(-step)) / (2.0 * step);
            assert!((slope - exact.slope[i]).abs() < 1e-7, "{slope} {exact:?}");
        }
    }
}
