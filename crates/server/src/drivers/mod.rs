//! The channels' drivers as the dispatcher uses them: settings and links come from here, the wire from `rapport-drivers`.

pub mod email;
pub mod printer;
pub mod staff;
