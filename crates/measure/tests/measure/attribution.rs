use proptest::prelude::*;
use rapport_kernel::{Currency, Money, Span, Time};
use rapport_measure::{Order, Rule, Touch, TouchKind, credit};

const WINDOW: Span = Span(7 * 86_400_000);

fn hour(n: i64) -> Time {
    Time(1_770_000_000_000) + Span::HOUR.times(n)
}

fn order(at: Time) -> Order {
    let euro = |minor| Money::new(minor, Currency::EUR);
    Order { id: "o1".into(), at, revenue: euro(9900), margin: euro(2500) }
}

fn touch(activity: &str, at: Time, kind: TouchKind) -> Touch {
    Touch { activity: activity.into(), at, kind, reference: format!("{activity}-{}", at.0).into() }
}

fn redemption(order: &str) -> TouchKind {
    TouchKind::Redemption { order: order.into() }
}

/// The activity that is credited, and by which rule.
fn credited(at: Time, touches: &[Touch]) -> Option<(String, Rule)> {
    credit(&order(at), touches, WINDOW).map(|c| (c.activity.to_string(), c.rule))
}

#[test]
fn the_last_touch_before_the_order_is_credited() {
    let touches = [
        touch("mail", hour(1), TouchKind::Message),
        touch("branch", hour(5), TouchKind::StaffDone),
        touch("later", hour(11), TouchKind::Message),
    ];
    assert_eq!(credited(hour(10), &touches), Some(("branch".into(), Rule::LastTouch)));
    let whole = credit(&order(hour(10)), &touches, WINDOW).unwrap();
    assert_eq!((whole.revenue.minor, whole.margin.minor), (9900, 2500), "the whole order, once");
    assert!(whole.reason().contains(whole.touch.as_str()));
}

#[test]
fn both_ends_of_the_window_belong_to_it() {
    let at = |time| [touch("mail", time, TouchKind::Message)];
    let bought = hour(500);
    assert!(credited(bought, &at(bought - WINDOW)).is_some());
    assert!(credited(bought, &at(bought - WINDOW - Span(1))).is_none());
    assert!(credited(bought, &at(bought)).is_some());
    assert!(credited(bought, &at(bought + Span(1))).is_none());
}

#[test]
fn a_voucher_redeemed_in_the_order_outranks_everything() {
    let touches = [
        touch("mail", hour(9), TouchKind::Message),
        touch("voucher", hour(10), redemption("o1")),
        touch("branch", hour(10), TouchKind::StaffDone),
    ];
    assert_eq!(credited(hour(10), &touches), Some(("voucher".into(), Rule::Redeemed)));
    // The till's clock runs ahead of the shop's: it still is this order's voucher.
    let ahead = [touch("voucher", hour(12), redemption("o1"))];
    assert_eq!(credited(hour(10), &ahead), Some(("voucher".into(), Rule::Redeemed)));
}

#[test]
fn a_voucher_of_another_order_is_a_touch_like_others() {
    let touches = [touch("voucher", hour(2), redemption("o0")), touch("mail", hour(3), TouchKind::Message)];
    assert_eq!(credited(hour(4), &touches), Some(("mail".into(), Rule::LastTouch)));
    assert_eq!(credited(hour(4), &touches[..1]), Some(("voucher".into(), Rule::LastTouch)));
}

#[test]
fn at_one_moment_the_stronger_touch_counts() {
    let (mail, staff) = (touch("mail", hour(1), TouchKind::Message), touch("branch", hour(1), TouchKind::StaffDone));
    assert_eq!(credited(hour(2), &[mail.clone(), staff.clone()]).unwrap().0, "branch");
    assert_eq!(credited(hour(2), &[staff, mail]).unwrap().0, "branch");
}

#[test]
fn an_order_out_of_the_blue_is_credited_to_nobody() {
    assert_eq!(credited(hour(1), &[]), None);
}

fn any_touch() -> impl Strategy<Value = Touch> {
    let kind = prop_oneof![
        Just(TouchKind::Message),
        Just(TouchKind::StaffDone),
        (0..3).prop_map(|n| redemption(&format!("o{n}")))
    ];
    (0i64..400, 0..4, kind).prop_map(|(at, name, kind)| touch(&format!("a{name}"), hour(at), kind))
}

proptest! {
    #[test]
    fn the_order_of_touches_never_matters(touches in prop::collection::vec(any_touch(), 0..30), at in 0i64..400, turn in 0usize..30) {
        let mut turned = touches.clone();
        turned.reverse();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        prop_assert_eq!(credit(&order(hour(at)), &touches, WINDOW), credit(&order(hour(at)), &turned, WINDOW));
    }

    #[test]
    fn no_touch_in_reach_is_later_than_the_credited_one(touches in prop::collection::vec(any_touch(), 0..30), at in 0i64..400) {
        let bought = hour(at);
        let reach = |t: &&Touch| t.at <= bought && t.at >= bought - WINDOW;
        let here = |t: &&Touch| t.kind == redemption("o1");
        match credit(&order(bought), &touches, WINDOW) {
            None => prop_assert!(!touches.iter().any(|t| reach(&t) || here(&t))),
            Some(found) if found.rule == Rule::Redeemed => {
                prop_assert!(touches.iter().filter(here).all(|t| t.at <= found.touched));
            }
            Some(found) => {
                prop_assert!(!touches.iter().any(|t| here(&t)));
                prop_assert!(touches.iter().filter(reach).all(|t| t.at <= found.touched));
            }
        }
    }
}
