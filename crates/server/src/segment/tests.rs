//! What clients send, and what becomes of it.

#![allow(clippy::unwrap_used)]
use super::*;
use rapport_kernel::{Identifier, IdentifierKind};

const RECEIVED: &str = "2026-03-02T10:00:00.000Z";

fn with<T>(read: impl FnOnce(&Origin<'_>) -> T) -> T {
    let (source, brand) = (SourceId::from("shop"), BrandId::from("acme"));
    read(&Origin {
        source: &source,
        brand: &brand,
        reading: Reading { country: "DE", placeholders: &[] },
        received: RECEIVED.parse().unwrap(),
        now: true,
    })
}

fn track(json: &str) -> Result<Told, Problem> {
    with(|origin| message(EventKind::Track, json.as_bytes(), origin))
}

fn said(json: &str) -> Event {
    track(json).unwrap().event
}

#[test]
fn a_track_call_keeps_what_was_said() {
    let event = said(
        r#"{"userId":"4711","event":"Product Viewed","messageId":"m1","properties":{"sku":"shoe-1","price":19.9},
            "context":{"library":{"name":"x"},"ip":"192.0.2.1","locale":"de-DE"},"timestamp":"2026-03-02T09:00:00Z"}"#,
    );
    assert_eq!((event.name.as_str(), event.message_id.as_str()), ("Product Viewed", "m1"));
    assert_eq!(event.identifiers[0], Identifier { kind: IdentifierKind::UserId, value: "4711".into() });
    assert_eq!(event.properties.get("price"), Some(&Value::Float(19.9)));
    assert_eq!(event.context.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["locale"]);
    assert_eq!(event.timestamp.to_string(), "2026-03-02T09:00:00.000Z");
}

#[test]
fn a_wrong_clock_is_corrected_by_its_own_reading_at_sending() {
    // Two hours slow: happened 5 minutes before it was sent.
    let slow = said(r#"{"userId":"1","event":"A","timestamp":"2026-03-02T07:55:00Z","sentAt":"2026-03-02T08:00:00Z"}"#);
    assert_eq!(slow.timestamp.to_string(), "2026-03-02T09:55:00.000Z");
    // A day fast: the same.
    let fast = said(r#"{"userId":"1","event":"A","timestamp":"2026-03-03T09:55:00Z","sentAt":"2026-03-03T10:00:00Z"}"#);
    assert_eq!(fast.timestamp, slow.timestamp);
}

#[test]
fn nothing_happens_after_it_was_told() {
    let fast = said(r#"{"userId":"1","event":"A","timestamp":"2026-03-02T10:05:00Z"}"#);
    let after_sending =
        said(r#"{"userId":"1","event":"A","timestamp":"2026-03-02T09:04:00Z","sentAt":"2026-03-02T09:00:00Z"}"#);
    let silent = said(r#"{"userId":"1","event":"A"}"#);
    for event in [fast, after_sending, silent] {
        assert_eq!(event.timestamp.to_string(), RECEIVED);
    }
    for future in [
        r#""timestamp":"2026-03-02T10:05:00.001Z""#,
        r#""timestamp":"2027-01-01T00:00:00Z""#,
        r#""originalTimestamp":"2027-01-01T00:00:00Z""#,
        r#""timestamp":"2026-03-02T09:10:00Z","sentAt":"2026-03-02T09:00:00Z""#,
    ] {
        let problem = track(&format!(r#"{{"userId":"1","event":"A",{future}}}"#)).unwrap_err();
        assert_eq!((problem.code(), problem.reason()), (Code::InvalidMessage, Some("in_future")), "{future}");
        // One phone with a wrong clock takes no other message with it.
        let text = format!(
            r#"{{"batch":[{{"type":"track","userId":"1","event":"A",{future}}},{{"type":"page","userId":"1"}}]}}"#
        );
        let read = with(|origin| batch(text.as_bytes(), origin)).unwrap();
        assert_eq!(read.left_out, [(0, "timestamp", Illegible::InFuture)], "{future}");
        assert_eq!(read.told.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [1]);
    }
}

#[test]
fn what_the_senders_clock_read_counts_where_nothing_else_says_when() {
    let at = |more: &str| said(&format!(r#"{{"userId":"1","event":"A",{more}}}"#)).timestamp.to_string();
    assert_eq!(at(r#""originalTimestamp":"2024-03-02T09:00:00Z""#), "2024-03-02T09:00:00.000Z");
    let sent = r#""originalTimestamp":"2026-03-02T07:55:00Z","sentAt":"2026-03-02T08:00:00Z""#;
    assert_eq!(at(sent), "2026-03-02T09:55:00.000Z");
    let both = r#""timestamp":"2024-03-02T09:00:00Z","originalTimestamp":"2025-03-02T09:00:00Z""#;
    assert_eq!(at(both), "2024-03-02T09:00:00.000Z");
    assert!(track(r#"{"userId":"1","event":"A","originalTimestamp":"soon"}"#).is_err());
}

#[test]
fn moments_come_with_offset_without_and_as_days() {
    for (text, meant) in [
        ("2026-03-02T08:00:00+01:00", "2026-03-02T07:00:00.000Z"),
        ("2026-03-02T07:00:00.123456", "2026-03-02T07:00:00.123Z"),
        ("2026-03-02", "2026-03-02T00:00:00.000Z"),
    ] {
        let event = said(&format!(r#"{{"userId":"1","event":"A","timestamp":"{text}"}}"#));
        assert_eq!(event.timestamp.to_string(), meant);
    }
    for bad in [r#""yesterday""#, "12", "{}", r#""2026-13-01""#] {
        let json = format!(r#"{{"userId":"1","event":"A","timestamp":{bad}}}"#);
        assert_eq!(track(&json).unwrap_err().code(), Code::InvalidMessage, "{bad}");
    }
}

#[test]
fn what_is_missing_is_named() {
    for (json, word) in [
        (r#"{"event":"A"}"#, "userId"),
        (r#"{"userId":"","event":"A"}"#, "userId"),
        (r#"{"userId":"1"}"#, "event"),
        (r#"{"userId":{},"event":"A"}"#, "userId"),
        (r#"{"userId":"1","event":"A","properties":[]}"#, "properties"),
        ("[]", "object"),
    ] {
        let problem = track(json).unwrap_err();
        assert_eq!(problem.code(), Code::InvalidMessage);
        assert!(problem.detail().contains(word), "{}", problem.detail());
    }
}

#[test]
fn a_message_of_the_limit_passes_and_one_byte_more_does_not() {
    let message = |size: usize| {
        let frame = r#"{"userId":"1","event":"A","properties":{"text":""}}"#.len();
        format!(r#"{{"userId":"1","event":"A","properties":{{"text":"{}"}}}}"#, "x".repeat(size - frame))
    };
    assert!(track(&message(MAX_MESSAGE)).is_ok());
    assert_eq!(track(&message(MAX_MESSAGE + 1)).unwrap_err().code(), Code::TooLarge);
}

#[test]
fn a_batch_shares_its_clock_and_context_and_names_the_bad_message() {
    let text = r#"{"sentAt":"2026-03-02T08:00:00Z","context":{"locale":"de","app":{"name":"till"}},"batch":[
        {"type":"track","userId":"1","event":"A","timestamp":"2026-03-02T07:00:00Z"},
        {"type":"identify","anonymousId":"a","traits":{"email":"ada@example.com"},"context":{"locale":"pl"}},
        {"type":"alias","userId":"1","previousId":"a"},
        {"type":"group","userId":"1","groupId":"g"},
        {"type":"page","userId":7,"name":"Home"}]}"#;
    let all = with(|origin| batch(text.as_bytes(), origin)).unwrap().told;
    let all: Vec<Told> = all.into_iter().map(|(_, told)| told).collect();
    assert_eq!(all.len(), 5);
    assert_eq!(all[0].event.timestamp.to_string(), "2026-03-02T09:00:00.000Z");
    assert_eq!(all[1].event.context.get("locale"), Some(&"pl".into()));
    assert_eq!(all[1].event.identifiers.len(), 2);
    assert_eq!(all[2].previous.as_deref(), Some("a"));
    assert_eq!(all[3].event.properties.get("groupId"), Some(&"g".into()));
    assert_eq!(all[4].event.identifiers[0].value, "7");
    assert_eq!(all[4].event.context.path("app.name"), Some(&"till".into()));

    let bad = r#"{"batch":[{"type":"track","userId":"1","event":"A"},{"type":"trick","userId":"1"}]}"#;
    let problem = with(|origin| batch(bad.as_bytes(), origin)).unwrap_err();
    assert!(problem.detail().starts_with("Message 1: `type`"), "{}", problem.detail());
    for bad in ["{}", "[]", r#"{"batch":{}}"#, r#"{"batch":[1]}"#, r#"{"batch":[{"type":"track","type":"page"}]}"#] {
        assert!(with(|origin| batch(bad.as_bytes(), origin)).is_err(), "{bad}");
    }
}

#[test]
fn a_message_without_an_id_gets_one_of_its_own() {
    let json = r#"{"userId":"1","event":"A"}"#;
    assert_ne!(said(json).message_id, said(json).message_id);
}
