#![allow(clippy::unwrap_used)]
use super::*;
use crate::Content;
use rapport_kernel::Map;

fn brand(channels: Vec<Channel>) -> Brand {
    Brand { channels, ..Brand::new("acme", "Acme") }
}

fn codes(brand: &Brand, before: &[Brand]) -> Vec<(&'static str, String)> {
    check(brand, before).into_iter().map(|problem| (problem.code, problem.path)).collect()
}

#[test]
fn every_kinds_schema_lists_the_fields_that_it_takes() {
    for kind in kinds() {
        let schema: serde_json::Value = serde_json::from_str(kind.schema).unwrap();
        let listed: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        let raw: Map = serde_json::from_str(r#"{"nobody-knows-this":"x"}"#).unwrap();
        let problems = Content::compile(&kind.name(), &raw).unwrap_err();
        let unknown = problems.iter().find(|problem| problem.code == "content_unknown_field").unwrap();
        for field in &listed {
            assert!(unknown.message.contains(field.as_str()), "{}: {field} in {}", kind.id, unknown.message);
        }
        let said = unknown.message.rsplit("use ").next().unwrap().replace(" or ", ", ");
        assert_eq!(said.split(", ").count(), listed.len(), "{}: {said}", kind.id);
        assert_eq!(schema["additionalProperties"], false, "{}", kind.id);
    }
}

#[test]
fn kinds_are_told_apart_and_have_a_way() {
    for (n, kind) in kinds().iter().enumerate() {
        assert!(kinds()[..n].iter().all(|other| other.id != kind.id), "{} stands twice", kind.id);
        assert_eq!(super::kind(&kind.name()), Some(*kind));
        assert!(codes(&brand(vec![kind.channel(kind.id), kind.channel("other")]), &[]).is_empty(), "{}", kind.id);
    }
}

#[test]
fn a_channel_has_a_kind_that_there_is_and_its_medium() {
    let pigeon = Channel { kind: Some("pigeon".into()), ..Channel::new("news", Medium::Email) };
    assert_eq!(codes(&brand(vec![pigeon]), &[]), [("unknown_channel_kind", "channels.news.kind".into())]);
    let phone = Channel { kind: Some("email".into()), ..Channel::new("news", Medium::Phone) };
    assert_eq!(codes(&brand(vec![phone]), &[]), [("other_medium", "channels.news.medium".into())]);
    assert!(codes(&brand(vec![Channel::new("sms", Medium::Phone)]), &[]).is_empty(), "consents may be kept for it");
}

#[test]
fn a_channel_keeps_its_kind() {
    let of = |kind: Option<&str>, medium| Channel { kind: kind.map(Into::into), ..Channel::new("news", medium) };
    let (none, mail, web) =
        (of(None, Medium::Email), of(Some("email"), Medium::Email), of(Some("web"), Medium::Presence));
    let changed = [("channel_kind_changed", "channels.news.kind".to_owned())];
    let with = |channel: &Channel| brand(vec![channel.clone()]);
    assert_eq!(codes(&with(&web), &[with(&mail)]), changed);
    assert_eq!(codes(&with(&none), &[with(&mail)]), changed);
    assert!(codes(&with(&mail), &[with(&none)]).is_empty(), "one that had none may get one");
    // In two steps, too: given up in between, or of no kind.
    assert_eq!(codes(&with(&web), &[brand(Vec::new()), with(&mail)]), changed);
    let other_medium = [("channel_kind_changed", "channels.news.medium".to_owned())];
    assert_eq!(codes(&with(&web), &[with(&none)]), other_medium, "consents were kept for it");
    assert!(codes(&with(&mail), &[brand(Vec::new()), with(&mail), with(&none)]).is_empty());
    assert!(
        codes(&with(&web), &[with(&web), with(&mail)]).is_empty(),
        "what an earlier release let through stays as it is"
    );
}

#[test]
fn the_channel_that_proves_an_address_is_found_by_its_kind() {
    let news = Channel { kind: Some("email".into()), ..Channel::new("newsletter", Medium::Email) };
    let own = brand(vec![Channel::new("staff", Medium::Presence), news]);
    assert_eq!(proving(&own).map(|channel| channel.id.as_str()), Some("newsletter"));
    assert_eq!(proving(&brand(vec![Channel::new("sms", Medium::Phone)])), None);
}
