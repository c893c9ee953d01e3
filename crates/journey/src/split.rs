//! Which way a customer goes at a split: by keyed hash, so the same customer goes the same way every time.

use crate::document::{Arm, Split};
use rapport_kernel::{CustomerId, JourneyId, StepId};
use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::Hasher;

/// The arm of a customer; `None` for those held out.
///
/// The place of a customer in `0.0 .. 1.0` is the upper 53 bits of SipHash-1-3 over the split's key and the customer's id.
/// Those below `hold_out` per cent are held out; the rest is divided among the arms by weight, in their order.
#[must_use]
pub fn choose<'a>(split: &'a Split, journey: &JourneyId, step: &StepId, customer: CustomerId) -> Option<&'a Arm> {
    let own = format!("{journey}/{step}");
    let place = place(split.key.as_deref().unwrap_or(&own), customer);
    let held = split.hold_out / 100.0;
    if place < held {
        return None;
    }
    let total: f64 = split.arms.iter().map(|arm| f64::from(arm.weight)).sum();
    let mut upto = held;
    for arm in &split.arms {
        upto += (1.0 - held) * f64::from(arm.weight) / total;
        if place < upto {
            return Some(arm);
        }
    }
    // The sum of shares may fall short of one by a rounding.
    split.arms.iter().rfind(|arm| arm.weight > 0)
}

fn place(key: &str, customer: CustomerId) -> f64 {
    let mut hasher = SipHasher13::new_with_keys(0, 0);
    hasher.write(key.as_bytes());
    hasher.write(&[0]);
    hasher.write(&customer.0.to_le_bytes());
    (hasher.finish128().h1 >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn split(hold_out: f64, weights: &[u32]) -> Split {
        let arm = |(n, weight): (usize, &u32)| Arm { name: format!("arm{n}").into(), weight: *weight, then: None };
        Split { arms: weights.iter().enumerate().map(arm).collect(), hold_out, key: None }
    }

    #[test]
    fn shares_are_kept_and_nobody_changes_sides() {
        let split = split(20.0, &[1, 3, 0]);
        let go = |n: u128| choose(&split, &"j".into(), &"s".into(), CustomerId(n)).map(|arm| arm.name.clone());
        let all: Vec<_> = (0..20_000).map(go).collect();
        let share = |name: Option<&str>| all.iter().filter(|a| a.as_deref() == name).count() as f64 / 20_000.0;
        assert!((share(None) - 0.2).abs() < 0.01, "{}", share(None));
        assert!((share(Some("arm0")) - 0.2).abs() < 0.01, "{}", share(Some("arm0")));
        assert!((share(Some("arm1")) - 0.6).abs() < 0.01, "{}", share(Some("arm1")));
        assert_eq!(share(Some("arm2")), 0.0);
        assert_eq!(all, (0..20_000).map(go).collect::<Vec<_>>());
    }

    #[test]
    fn two_steps_draw_independently_unless_they_share_a_key() {
        let mut split = split(50.0, &[1]);
        let held =
            |split: &Split, step: &str, n: u128| choose(split, &"j".into(), &step.into(), CustomerId(n)).is_none();
        let same = |split: &Split| (0..10_000).filter(|n| held(split, "a", *n) == held(split, "b", *n)).count();
        assert!((4_700..5_300).contains(&same(&split)));
        split.key = Some("shared".into());
        assert_eq!(same(&split), 10_000);
    }
}
