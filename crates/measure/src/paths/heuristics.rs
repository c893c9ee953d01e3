//! Rules that share each sale out over the touches of its path.

use super::{ChannelShare, Paths};
use crate::UnfitData;

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Heuristic {
    /// All to the first touch.
    First,
    /// All to the last touch.
    Last,
    /// The same to every touch.
    Linear,
    /// This share to each end and the rest to what lies between; of two touches each gets half. The field uses 0.4.
    Position {
        /// The share of the first touch, and of the last.
        ends: f64,
    },
    /// Half as much for a touch that lies so many touches further back. Paths carry no times.
    Decay {
        /// After how many touches a credit is halved.
        half_life: f64,
    },
}

/// Credits every channel by a rule.
///
/// # Errors
/// [`UnfitData`] without conversions, or for a rule whose setting means nothing.
pub fn heuristic(paths: &Paths, rule: Heuristic) -> Result<Vec<ChannelShare>, UnfitData> {
    paths.creditable()?;
    match rule {
        Heuristic::Position { ends } if !(0.0..=0.5).contains(&ends) => {
            return Err(UnfitData::Setting { what: "the share of each end", allowed: "between 0 and 0.5" });
        }
        Heuristic::Decay { half_life } if !(half_life > 0.0 && half_life.is_finite()) => {
            return Err(UnfitData::Setting { what: "the half-life", allowed: "more than 0 touches" });
        }
        _ => {}
    }
    let mut credit = vec![(0.0, 0.0); paths.channels().len()];
    for (path, outcome) in paths.iter().filter(|(_, outcome)| outcome.conversions > 0.0) {
        let mut give = |channel: u16, weight: f64| {
            if let Some((conversions, value)) = credit.get_mut(usize::from(channel)) {
                *conversions += outcome.conversions * weight;
                *value += outcome.value * weight;
            }
        };
        let touches = path.len();
        match rule {
            Heuristic::First => path.first().into_iter().for_each(|channel| give(*channel, 1.0)),
            Heuristic::Last => path.last().into_iter().for_each(|channel| give(*channel, 1.0)),
            Heuristic::Linear => path.iter().for_each(|channel| give(*channel, 1.0 / touches as f64)),
            Heuristic::Position { ends } => {
                path.iter().enumerate().for_each(|(i, channel)| give(*channel, position(i, touches, ends)));
            }
            Heuristic::Decay { half_life } => {
                let fade = (-1.0 / half_life).exp2();
                let all: f64 = (0..touches).map(|back| fade.powf(back as f64)).sum();
                path.iter().rev().enumerate().for_each(|(back, channel)| give(*channel, fade.powf(back as f64) / all));
            }
        }
    }
    Ok(paths.shares(&credit))
}

fn position(touch: usize, touches: usize, ends: f64) -> f64 {
    match touches {
        0 | 1 => 1.0,
        2 => 0.5,
        _ if touch == 0 || touch + 1 == touches => ends,
        _ => (1.0 - 2.0 * ends) / (touches - 2) as f64,
    }
}
