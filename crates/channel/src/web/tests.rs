#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;
use rapport_kernel::{ChannelId, CustomerId, JourneyId, Lsn, StepId};

fn key(n: u64) -> SendKey {
    let (journey, step, channel) = (JourneyId::from("shoes"), StepId::from("banner"), ChannelId::from("web"));
    SendKey::new(&journey, 1, &step, CustomerId(7), &channel, Lsn(n))
}

fn candidate(send_key: &SendKey, priority: i32) -> Candidate<'_> {
    let (since, valid_until) = (Time(0), Time(1_000));
    Candidate { send_key, placement: "hero", priority, shown: 0, last_shown: None, since, valid_until }
}

fn read(json: &str) -> Result<Placement, Vec<ContentProblem>> {
    Placement::read(&serde_json::from_str(json).unwrap())
}

#[test]
fn a_placement_is_data_with_safe_addresses() {
    let placement = read(
        r#"{"placement":"hero","headline":"Trail shoes","image":{"url":"https://shop.example/a.jpg?w=2","alt":"A shoe"},
            "link":{"url":"/p/trail","label":"Reserve"},"product":"trail-39"}"#,
    )
    .unwrap();
    assert_eq!(placement.link.unwrap().url, "/p/trail");
    assert_eq!(placement.product.unwrap(), "trail-39");
}

#[test]
fn other_kinds_of_address_are_refused() {
    let hosts = ["shop.example".into()];
    let listed = crate::targets::Listed { own: &hosts, brand: &[] };
    for (url, why) in [
        ("javascript:alert(1)", LinkError::Scheme),
        ("JAVASCRIPT:alert(1)", LinkError::Scheme),
        ("http://shop.example/", LinkError::Scheme),
        ("https://shop.example/\"onclick=", LinkError::Scheme),
        ("data:text/html,x", LinkError::Scheme),
        ("ftp://x", LinkError::Scheme),
        ("\u{1}https://x", LinkError::Scheme),
        ("p/trail", LinkError::Scheme),
        ("https:shop.example", LinkError::Scheme),
        ("//evil.example/x", LinkError::Host),
        ("/.//evil.example", LinkError::Host),
        ("/a/..//evil.example", LinkError::Host),
        ("/%2e//evil.example", LinkError::Host),
        ("/\\evil.example", LinkError::Host),
        ("\\\\evil.example", LinkError::Host),
        ("/\t/evil.example", LinkError::Host),
        ("/\n/evil.example", LinkError::Host),
        ("/a\u{200b}b", LinkError::Host),
        ("https:///x", LinkError::Host),
        ("https://shop.example/\u{2028}x", LinkError::Host),
        ("https://shop.example@evil.example/", LinkError::Host),
        ("https://1.2.3.4/", LinkError::Host),
        ("https://2130706433/", LinkError::Host),
    ] {
        let text = serde_json::to_string(url).unwrap();
        let raw = format!(r#"{{"placement":"p","headline":"h","link":{{"url":{text}}}}}"#);
        let raw: Map = serde_json::from_str(&raw).unwrap();
        // The author hears of it at publishing (any host of theirs is good), data when it is filled in.
        if !["https://shop.example@evil.example/", "https://1.2.3.4/", "https://2130706433/"].contains(&url) {
            let problems = Placement::check(&raw).unwrap_err();
            assert_eq!((problems[0].code, problems[0].field.as_str()), ("content_url", "link.url"), "{url}");
        }
        assert_eq!(Placement::read(&raw).unwrap().led(listed).map(drop), Err(why), "{url}");
    }
    for url in ["/", "/p/trail", "/p/a?b=//c#//d", "https://shop.example/a b"] {
        let raw = format!(r#"{{"placement":"p","headline":"h","link":{{"url":"{url}"}}}}"#);
        assert!(read(&raw).unwrap().led(listed).is_ok(), "{url}");
    }
    let long = format!(r#"{{"placement":"p","headline":"h","link":{{"url":"/{}"}}}}"#, "x".repeat(MAX_URL));
    assert_eq!(read(&long).unwrap_err()[0].code, "content_url");
}

#[test]
fn a_place_must_be_known_before_anybody_comes() {
    let content: Map = serde_json::from_str(r#"{"placement":"{{ customer.place }}","headline":"h"}"#).unwrap();
    assert_eq!(Placement::check(&content).unwrap_err()[0].field, "placement");
}

#[test]
fn higher_priority_wins_and_every_loser_hears_why() {
    let keys: Vec<SendKey> = (0..6).map(key).collect();
    let mut list: Vec<Candidate<'_>> = keys.iter().map(|k| candidate(k, 5)).collect();
    list[0].priority = 1;
    list[1].placement = "footer";
    list[2].valid_until = Time(99);
    list[3].shown = 1;
    list[4].since = Time(-5);
    let (best, reasons) = choose("hero", &list, Time(100));
    assert_eq!(best, Some(5));
    use Reason::{Chosen, Expired, LowerPriority, Older, OtherPlacement, SeenMoreOften};
    assert_eq!(reasons, [LowerPriority, OtherPlacement, Expired, SeenMoreOften, Older, Chosen]);
    assert_eq!(choose("nowhere", &list, Time(100)).0, None);
}

#[test]
fn equals_take_turns() {
    let (a, b) = (key(1), key(2));
    let mut list = [candidate(&a, 1), candidate(&b, 1)];
    let mut seen = Vec::new();
    for now in 1..=6 {
        let best = choose("hero", &list, Time(now)).0.unwrap();
        list[best].shown += 1;
        list[best].last_shown = Some(Time(now));
        seen.push(best);
    }
    assert_eq!(seen, [0, 1, 0, 1, 0, 1]);
}

proptest! {
    #[test]
    fn the_choice_does_not_depend_on_the_order_asked(
        rows in proptest::collection::vec((0..3i32, 0..3u32, proptest::option::of(0..3i64), 0..3i64, 0..4i64), 1..8),
        turn in 0..8usize,
    ) {
        let keys: Vec<SendKey> = (0..rows.len() as u64).map(key).collect();
        let mut list: Vec<Candidate<'_>> = rows
            .iter()
            .zip(&keys)
            .map(|((priority, shown, last, since, until), k)| Candidate {
                shown: *shown,
                last_shown: last.map(Time),
                since: Time(*since),
                valid_until: Time(*until),
                ..candidate(k, *priority)
            })
            .collect();
        let before = choose("hero", &list, Time(1)).0.map(|n| list[n].send_key.clone());
        let turn = turn % list.len();
        list.rotate_left(turn);
        let (after, reasons) = choose("hero", &list, Time(1));
        prop_assert_eq!(after.map(|n| list[n].send_key.clone()), before);
        prop_assert_eq!(reasons.iter().filter(|r| **r == Reason::Chosen).count(), usize::from(after.is_some()));
        if let Some(best) = after {
            let fitting = list.iter().filter(|c| c.valid_until >= Time(1));
            prop_assert!(fitting.map(|c| c.priority).max() == Some(list[best].priority));
        }
    }
}
