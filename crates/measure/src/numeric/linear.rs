//! Small dense systems of equations.

/// A symmetric, positive definite matrix, row by row, taken apart into its Cholesky factor.
#[derive(Clone, Debug)]
pub struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Takes the matrix apart; none if it is not positive definite.
    #[must_use]
    pub fn new(matrix: &[f64], size: usize) -> Option<Self> {
        let mut lower = matrix.to_vec();
        for row in 0..size {
            let (done, rest) = lower.split_at_mut(row * size);
            let current = rest.get_mut(..size)?;
            for column in 0..row {
                let other = done.get(column * size..(column + 1) * size)?;
                let dot: f64 = current.iter().zip(other).take(column).map(|(a, b)| a * b).sum();
                let pivot = other.get(column)?;
                let cell = current.get_mut(column)?;
                *cell = (*cell - dot) / pivot;
            }
            let square: f64 = current.iter().take(row).map(|a| a * a).sum();
            let pivot = current.get_mut(row)?;
            let left = *pivot - square;
            if left.is_nan() || left <= 1e-14 * pivot.abs() {
                return None;
            }
            *pivot = left.sqrt();
        }
        Some(Self { size, lower })
    }

    /// The solution of the system for one right-hand side.
    #[must_use]
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x = right.to_vec();
        let rows: Vec<&[f64]> = self.lower.chunks(self.size).collect();
        for (i, row) in rows.iter().enumerate() {
            let dot: f64 = row.iter().zip(&x).take(i).map(|(a, b)| a * b).sum();
            if let (Some(cell), Some(pivot)) = (x.get_mut(i), row.get(i)) {
                *cell = (*cell - dot) / pivot;
            }
        }
        for (i, row) in rows.iter().enumerate().rev() {
            let Some(value) = x.get_mut(i).zip(row.get(i)).map(|(cell, pivot)| {
                *cell /= pivot;
                *cell
            }) else {
                continue;
            };
            for (cell, factor) in x.iter_mut().zip(row.iter()).take(i) {
                *cell -= factor * value;
            }
        }
        x
    }
}

/// The product of two vectors.
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::unwrap_used)]
    fn a_system_is_solved_and_a_singular_one_is_refused() {
        let matrix = [4.0, 2.0, 0.6, 2.0, 5.0, 1.0, 0.6, 1.0, 3.0];
        let x = Cholesky::new(&matrix, 3).unwrap().solve(&[1.0, -2.0, 0.5]);
        for (row, right) in matrix.chunks(3).zip([1.0, -2.0, 0.5]) {
            assert!((dot(row, &x) - right).abs() < 1e-12);
        }
        assert!(Cholesky::new(&[1.0, 1.0, 1.0, 1.0], 2).is_none());
    }
}
