//! What people read: journeys in plain sentences, and problems with their places.
#![allow(clippy::disallowed_methods, reason = "a test may read files and clocks")]
#![allow(clippy::unwrap_used)]

use rapport_journey::{Known, check, compile, explain, parse};
use std::path::PathBuf;

const EXAMPLES: [&str; 5] = ["searched-yesterday", "near-and-fond", "dropped-calls", "shoe-banner", "cart-left"];

fn example(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{name}.yaml"));
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_examples_are_sound() {
    for name in EXAMPLES {
        let document = parse(&example(name)).unwrap_or_else(|problems| panic!("{name}: {}", problems[0]));
        let problems = check(&document, &Known::default());
        assert!(problems.is_empty(), "{name}: {}", problems[0]);
        let again = parse(&rapport_journey::parse::write(&document).unwrap()).unwrap();
        assert_eq!(document, again, "{name} survives being written");
        let json = serde_json::to_string(&document).unwrap();
        assert_eq!(document, serde_json::from_str(&json).unwrap(), "{name} survives JSON");
        compile(document, 1).unwrap();
    }
}

#[test]
fn the_examples_in_plain_sentences() {
    for name in EXAMPLES {
        insta::assert_snapshot!(name, explain(&parse(&example(name)).unwrap(), None));
    }
}

fn problems(text: &str, known: &Known) -> String {
    let found = match parse(text) {
        Ok(document) => check(&document, known),
        Err(problems) => problems,
    };
    found.iter().map(|problem| format!("{problem}\n")).collect()
}

#[test]
fn problems_name_their_places() {
    let text = r#"id: Bad Id
name: A journey with many faults
brand: acme
activity: nothing
triggers:
  - sequence:
      first: {event: Product Viewed, where: properties.category == shoes}
      then: {event: Store Entered, where: 'properties.name.matches("a+")'}
      within: 48h
  - aggregate: {of: {event: Order Completed}, within: 30d}
entry:
  when: |
    traits.age > 18 &&
      custmer.count("x") > 1
exits:
  - {when: 'customer.count("Order Completed", "30 days") > 1'}
steps:
  - id: mail
    message: {channel: email, content: {subject: Hello}}
  - id: wait
    wait: {events: [{on: {event: Email Opened}, then: nowhere}]}
  - id: loop
    branch: {cases: [{when: '1 + 1', then: loop}]}
    next: mail
  - id: dead
    exit: {}
  - id: both
    wait: {for: 1d}
    exit: {}
  - id: none
"#;
    insta::assert_snapshot!("problems", problems(text, &Known::default()));
}

#[test]
fn unknown_words_are_found() {
    let set = |names: &[&str]| names.iter().map(|name| (*name).into()).collect::<std::collections::BTreeSet<_>>();
    let known = Known {
        brands: Some(["acme".into()].into()),
        activities: Some(["summer".into()].into()),
        purposes: Some(["service".into()].into()),
        channels: Some(["email".into()].into()),
        journeys: Some(["other".into()].into()),
        events: Some([("Product Viewed".into(), set(&["category"])), ("Store Entered".into(), set(&[]))].into()),
        traits: Some(set(&["language"])),
        pools: Some(set(&["summer"])),
        contexts: Some(set(&["campaign", "campaign.source", "locale"])),
    };
    let mut text = example("searched-yesterday");
    text.push_str("description: once more\n");
    assert!(problems(&text, &known).contains("[syntax]"), "a key that stands twice is refused");
    insta::assert_snapshot!("unknown_words", problems(&example("searched-yesterday"), &known));
}

#[test]
fn unknown_names_in_the_context_are_found_once_with_what_was_meant() {
    let text = |condition: &str| {
        format!(
            "id: x\nname: X\nbrand: b\nactivity: a\ntriggers: [{{when: {{event: Seen, where: '{condition}'}}}}]\n\
             goal: {{on: {{event: Bought}}}}\nsteps: [{{id: s, exit: {{}}}}]\n"
        )
    };
    let contexts = ["campaign", "campaign.source", "traits", "traits.plan", "locale"];
    let known = Known { contexts: Some(contexts.map(Into::into).into()), ..Known::default() };
    let found = |condition: &str| problems(&text(condition), &known);
    for fine in [
        "event.context.campaign.source == \"x\"",
        "event.context.traits.plan == \"gold\" && event.context.locale == \"de\"",
    ] {
        assert_eq!(found(fine), "", "{fine}");
    }
    let wrong = found("has(event.context.campain.source) && event.context.campain.source == \"x\"");
    assert_eq!(wrong.matches("[unknown_context]").count(), 1, "{wrong}");
    assert!(wrong.contains("`campain.source`") && wrong.contains("did you mean `campaign.source`?"), "{wrong}");
    // What lies deeper is anybody's own.
    assert_eq!(found("event.context.campaign.source.x.y == 1"), "");
}

#[test]
fn what_has_the_wrong_shape_is_refused_with_its_place() {
    let texts = [
        "id: x\nname: [",
        "id: x\nname: y\nbrnd: z\n",
        "id: x\nname: y\nbrand: b\nactivity: a\ntriggers: [{when: {event: X}}]\nfreshness: 3 hours\nsteps: []\n",
        "id: x\nname: y\nbrand: b\nactivity: a\ntriggers: [{sometimes: {}}]\nsteps: []\n",
        "",
    ];
    let all: Vec<String> = texts.iter().map(|text| problems(text, &Known::default())).collect();
    insta::assert_snapshot!("wrong_shape", all.join("--\n"));
}
