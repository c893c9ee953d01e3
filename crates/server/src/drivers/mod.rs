//! The channels' drivers as the dispatcher uses them: settings and links come from here, the wire from `rapport-drivers`.

pub mod email;
mod obstacle;
pub mod printer;
pub mod staff;

pub use obstacle::Obstacle;
