//! The maximum of a log-likelihood with an exact gradient, and how sure its place is.
//!
//! Quasi-Newton search after Broyden, Fletcher, Goldfarb and Shanno with halving steps (J. Nocedal and S. J. Wright, Numerical
//! Optimization, 2006, algorithm 6.1). The covariance is the inverse of the observed information at the maximum.

use super::{dual::Dual, linear::Cholesky};

/// How many steps the search may take.
const STEPS: usize = 500;
/// How flat, by observation, the likelihood is at its maximum.
const FLAT: f64 = 1e-9;
/// Beyond it, a logarithm of a parameter has run away: the data do not bound it.
const FAR: f64 = 18.0;
/// The step that the second derivatives are taken by.
const NEAR: f64 = 1e-4;

/// Where a function is greatest, and how great it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Maximum<const N: usize> {
    /// Where it lies.
    pub at: [f64; N],
    /// How high it is.
    pub height: f64,
    /// The covariance of the place; none where the likelihood is flat in some direction.
    pub covariance: Option<[[f64; N]; N]>,
}

impl<const N: usize> Maximum<N> {
    /// The standard error of something that depends on the place, by the delta method.
    #[must_use]
    pub fn error_of(&self, of: &Dual<N>) -> Option<f64> {
        let covariance = self.covariance.as_ref()?;
        let variance: f64 = covariance.iter().zip(of.slope).map(|(row, s)| s * product(row, &of.slope)).sum();
        (variance >= 0.0 && variance.is_finite()).then(|| variance.sqrt())
    }
}

/// Finds the maximum of `height` from `start`; none if the search runs away or does not settle. `weight` is how many
/// observations the height sums up.
#[must_use]
pub fn maximum<const N: usize>(
    start: [f64; N],
    weight: f64,
    height: impl Fn([f64; N]) -> Dual<N>,
) -> Option<Maximum<N>> {
    let mean = |at: [f64; N]| height(at) / weight;
    let mut at = start;
    let mut here = mean(at);
    let mut inverse = identity::<N>();
    let mut fresh = true;
    for _ in 0..STEPS {
        if here.slope.iter().all(|s| s.abs() < FLAT) {
            return Some(Maximum { at, height: here.value * weight, covariance: covariance(at, &height) });
        }
        let mut direction: [f64; N] = inverse.map(|row| product(&row, &here.slope));
        let rise = product(&direction, &here.slope);
        if rise.is_nan() || rise <= 0.0 {
            inverse = identity();
            direction = here.slope;
        }
        let longest = direction.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
        let limit = (2.0 / longest).min(1.0);
        let Some((next, there)) = climb(&mean, at, &here, direction, limit) else {
            // Rounding hides any further rise; what is flat enough for that is the maximum.
            if !fresh {
                (inverse, fresh) = (identity(), true);
                continue;
            }
            let settled = here.slope.iter().all(|s| s.abs() < FLAT.sqrt());
            return settled.then(|| Maximum { at, height: here.value * weight, covariance: covariance(at, &height) });
        };
        let moved: [f64; N] = minus(&next, &at);
        let turned: [f64; N] = minus(&here.slope, &there.slope);
        let curve = product(&moved, &turned);
        if curve > 0.0 {
            if fresh {
                let scale = curve / product(&turned, &turned);
                inverse = identity::<N>().map(|row| row.map(|cell| cell * scale));
            }
            inverse = update(&inverse, &moved, &turned, curve);
            fresh = false;
        }
        (at, here) = (next, there);
        if at.iter().any(|a| a.abs() > FAR) {
            return None;
        }
    }
    None
}

/// The first of the halved steps that rises enough.
fn climb<const N: usize>(
    mean: &impl Fn([f64; N]) -> Dual<N>,
    at: [f64; N],
    here: &Dual<N>,
    direction: [f64; N],
    limit: f64,
) -> Option<([f64; N], Dual<N>)> {
    let rise = product(&direction, &here.slope);
    let mut step = limit;
    for _ in 0..40 {
        let mut next = at;
        for (a, d) in next.iter_mut().zip(direction) {
            *a += step * d;
        }
        let there = mean(next);
        let finite = there.value.is_finite() && there.slope.iter().all(|s| s.is_finite());
        if finite && there.value >= here.value + 1e-4 * step * rise && next != at {
            return Some((next, there));
        }
        step /= 2.0;
    }
    None
}

/// The formula of BFGS for the inverse of the curvature.
fn update<const N: usize>(inverse: &[[f64; N]; N], moved: &[f64; N], turned: &[f64; N], curve: f64) -> [[f64; N]; N] {
    let through: [f64; N] = inverse.map(|row| product(&row, turned));
    let factor = (1.0 + product(turned, &through) / curve) / curve;
    let mut out = *inverse;
    for ((row, m), t) in out.iter_mut().zip(moved).zip(through) {
        for ((cell, n), u) in row.iter_mut().zip(moved).zip(through) {
            *cell += factor * m * n - (t * n + m * u) / curve;
        }
    }
    out
}

fn covariance<const N: usize>(at: [f64; N], height: &impl Fn([f64; N]) -> Dual<N>) -> Option<[[f64; N]; N]> {
    let mut information = Vec::with_capacity(N * N);
    for i in 0..N {
        let moved = |by: f64| {
            let mut at = at;
            if let Some(a) = at.get_mut(i) {
                *a += by;
            }
            height(at).slope
        };
        let (up, down) = (moved(NEAR), moved(-NEAR));
        information.extend(up.iter().zip(down).map(|(u, d)| -(u - d) / (2.0 * NEAR)));
    }
    let transposed = |i: usize| information.get(i % N * N + i / N).copied().unwrap_or_default();
    let symmetric: Vec<f64> =
        information.iter().enumerate().map(|(i, cell)| f64::midpoint(*cell, transposed(i))).collect();
    let factor = Cholesky::new(&symmetric, N)?;
    let mut out = [[0.0; N]; N];
    for (row, unit) in out.iter_mut().zip(identity::<N>()) {
        for (cell, solved) in row.iter_mut().zip(factor.solve(&unit)) {
            *cell = solved;
        }
    }
    Some(out)
}

fn identity<const N: usize>() -> [[f64; N]; N] {
    std::array::from_fn(|i| std::array::from_fn(|j| f64::from(i == j)))
}

fn product<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn minus<const N: usize>(a: &[f64; N], b: &[f64; N]) -> [f64; N] {
    let mut out = *a;
    for (a, b) in out.iter_mut().zip(b) {
        *a -= b;
    }
    out
}
