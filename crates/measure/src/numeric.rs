//! The few numeric tools the methods share.
//!
//! * [`dual`]: numbers that carry their derivatives, so that every likelihood and every forecast has an exact gradient.
//! * [`maximum`]: the search for the maximum of a likelihood (BFGS), with the covariance of what it found.
//! * [`linear`]: small dense systems of equations.
//! * [`seeded`]: reproducible random numbers from a seed that is given.

pub mod dual;
pub mod linear;
pub mod maximum;
pub mod seeded;
