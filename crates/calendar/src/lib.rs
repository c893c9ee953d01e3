//! Working time: which days and hours someone works, and how much of a span of time that is.
//!
//! "Due within eight working hours" means something else in Munich on the 14th of August than in Bremen, and something else for
//! whoever works mornings. So a [`Calendar`] is one person's: their zone, their [`Week`], the public holidays where they work, and the
//! days that are theirs alone. Two questions are asked of it, and they are each other's inverse:
//!
//! * [`Calendar::working_between`]: how much working time lies between two moments;
//! * [`Calendar::add_working`]: the moment at which so much working time has passed.
//!
//! Holidays are rules, not lists ([`rule`], [`table`]): Easter is reckoned, so the calendar has no last year. Public holidays of single
//! cities, and of regions that decree theirs anew every year (Spain's communities), are not in it: those are written into a calendar's
//! own `closed` days.
//!
//! Hours are hours on the clock of the wall: in the night in which clocks go forward, a shift over that hour is an hour shorter, and in the
//! other night an hour longer.

pub mod region;
pub mod rule;
pub mod table;
pub mod week;
pub mod working;

pub use region::{Region, UnknownRegion};
pub use week::{BadWeek, Hours, Week};
pub use working::{Calendar, NoWorkingTime, UnknownZone, Zone};
