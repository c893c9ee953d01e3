#![allow(clippy::unwrap_used)]
use super::*;
use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use rapport_kernel::ChannelKind;
use std::cell::Cell;

fn raw(fields: &[(&str, &str)]) -> Map {
    fields.iter().map(|(key, text)| ((*key).into(), Value::from(*text))).collect()
}

fn unsure(text: &str) -> Vec<String> {
    let (names, _) = names(&raw(&[("text", text)]));
    names.into_iter().filter(|spoken| !spoken.name.sure).map(|spoken| spoken.name.path.join(".")).collect()
}

#[test]
fn every_name_is_found_with_whether_it_may_be_missing() {
    assert_eq!(unsure("{{ data.name }} {{ customer['first_name'] | upcase }}"), ["data.name", "customer.first_name"]);
    for sure in [
        "{{ data.name | default: 'you' }}",
        "{% if data.name %}{{ data.name }}{% else %}you{% endif %}",
        "{% unless data.name == blank %}{{ data.name }}{% endunless %}",
        "{% for p in data.products %}{{ p.name }}, {{ forloop.index }}{% endfor %}",
        "{% assign x = data.name | default: 'you' %}{{ x }}",
        "{% capture x %}you{% endcapture %}{{ x }} {% increment n %}{{ n }}",
        "{% if customer.address %}{{ customer.address.city }}{% endif %}",
        "{% case data.size %}{% when 1 %}{{ data.size }}{% endcase %}",
    ] {
        assert_eq!(unsure(sure), [""; 0], "{sure}");
    }
    let (found, _) = names(&raw(&[("text", "{% for p in data.products %}{{ p.name }}{{ match.name }}{% endfor %}")]));
    let paths: Vec<String> = found.iter().map(|spoken| spoken.name.path.join(".")).collect();
    assert_eq!(paths, ["data.products", "match.name"]);
}

#[test]
fn patterns_of_dates_are_known_before_anything_is_sent() {
    let wrong = |text: &str| names(&raw(&[("subject", text)])).1.into_iter().map(|p| p.code).collect::<Vec<_>>();
    for bad in
        ["{{ data.d | date: '%E' }}", "{% assign x = data.d | date: '%d.%m.%' %}", "{{ data.d | date: '%&' | upcase }}"]
    {
        assert_eq!(wrong(bad), ["content_date"], "{bad}");
    }
    for good in
        ["{{ d | date: '%d.%m.%Y %H:%M' }}", "{{ d | date: '%-d %B %Y, %A, 100 %%' }}", "{{ d | date: data.pattern }}"]
    {
        assert_eq!(wrong(good), [""; 0], "{good}");
    }
}

fn rehearsed(channel: &str, fields: &[(&str, &str)]) -> Option<(&'static str, SmolStr)> {
    match hitch(channel, fields) {
        Some(Hitch::Always(problem)) => Some((problem.code, problem.field)),
        _ => None,
    }
}

fn hitch(channel: &str, fields: &[(&str, &str)]) -> Option<Hitch> {
    let raw = raw(fields);
    let content = Content::compile(&channel.into(), &raw).unwrap();
    rehearse(&content, &raw)
}

#[test]
fn what_depends_on_the_person_is_said_until_it_has_a_default() {
    let code = |channel: &str, fields: &[(&str, &str)]| match hitch(channel, fields) {
        Some(Hitch::Sometimes(problem)) => problem.code,
        Some(Hitch::Always(_)) => "always",
        None => "sent",
    };
    let mail = |subject: &str, text: &str| code("email", &[("subject", subject), ("text", text)]);
    assert_eq!(mail("{{ data.name }}", "x"), "content_no_subject");
    assert_eq!(mail("{% if data.name %}Hello {{ data.name }}{% endif %}", "x"), "content_no_subject");
    assert_eq!(mail("Hi", "{{ 10 | divided_by: data.n }}"), "template_type");
    assert_eq!(mail("Hi", "{% for p in data.list limit: data.n %}x{% endfor %}"), "template_type");
    assert_eq!(code("staff", &[("say", "{{ data.name }}")]), "content_invalid");
    for fine in ["{{ data.name | default: 'you' }}", "Hello {{ data.name }}", "{{ data.n | times: 2 }} pairs"] {
        assert_eq!(mail(fine, fine), "sent", "{fine}");
        assert_eq!(code("staff", &[("say", fine)]), "sent", "{fine}");
    }
    assert_eq!(
        mail("Hi", "{% assign n = data.n | plus: 0 %}{% if n > 0 %}{{ 10 | divided_by: n }}{% endif %}"),
        "sent"
    );
}

#[test]
fn a_sample_has_words_for_every_name() {
    let of = raw(&[("text", "{{ data.first_name }} {{ customer.city }}")]);
    let sample = sample(&of);
    assert_eq!(sample.path("data.first_name"), Some(&Value::from("First name")));
    assert_eq!(sample.path("customer.city"), Some(&Value::from("City")));
}

#[test]
fn the_whole_message_is_made_before_it_is_published() {
    let email = |preheader: &str, text: &str| {
        rehearsed("email", &[("subject", "Hi"), ("preheader", preheader), ("text", text)])
    };
    assert_eq!(email("I <3 shoes & you &amp; me", "Hello"), None, "what the author writes there is text");
    assert_eq!(email("x", "{{ 1 | divided_by: 0 }}"), Some(("template_type", "text".into())));
    assert_eq!(email("{{ 1 | divided_by: 0 }}", "x"), Some(("template_type", "preheader".into())));
    // With a number for it this can be said.
    assert_eq!(email("{{ 1 | divided_by: data.n }}", "x"), None);
    assert_eq!(
        rehearsed("email", &[("subject", "{% if false %}x{% endif %}"), ("text", "x")]),
        Some(("content_no_subject", "subject".into()))
    );
    assert_eq!(rehearsed("email", &[("subject", "{{ data.name }}"), ("text", "x")]), None);
    assert_eq!(rehearsed("staff", &[("say", "{% if false %}x{% endif %}")]), Some(("content_invalid", "".into())));
}

#[test]
fn a_preheader_is_read_as_it_was_written() {
    let raw = raw(&[("subject", "Hi"), ("preheader", "I <3 {{ data.name }} &amp; <b>you</b> & me"), ("text", "x")]);
    let content = Content::compile(&"email".into(), &raw).unwrap();
    let email = content.email().unwrap();
    let mut data = Map::default();
    put(&mut data, &["data".into(), "name".into()], &Value::from("<i>shoes</i> & socks"));
    let frame = Frame {
        sender: "S".into(),
        address: "A".into(),
        language: "en".into(),
        unsubscribe: None,
        preferences: None,
        hosts: Vec::new(),
    };
    let html = email.render(&data, &frame, &Limits::default()).unwrap().html;
    let said = "I &lt;3 &lt;i&gt;shoes&lt;/i&gt; &amp; socks &amp; &lt;b&gt;you&lt;/b&gt; &amp; me";
    assert!(html.contains(said), "{html}");
}

fn parts() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "Hello ",
        "I <3 shoes",
        " & ",
        "&amp;",
        "5 < 6",
        "**",
        "# ",
        "- ",
        "\n\n",
        "\n",
        "[a](https://shop.example/x?a=1&b=2)",
        "\"",
        "'",
        "<b>",
        "</p>",
        "<!--",
        "]]>",
        "{{ data.name }}",
        "{{ customer.first_name | default: 'you' }}",
        "{{ data.d | date: '%d.%m.%Y' }}",
        "{{ data.n | plus: 1 }}",
        "{% if data.x %}yes{% else %}no{% endif %}",
        "{{ data.list | join: ', ' }}",
        "{{ '<' }}",
        "{{ 10 | divided_by: data.n }}",
        "{{ 10 | modulo: data.n }}",
        "{{ data.name | slice: data.n }}",
        "{{ data.name | truncate: data.n }}",
        "{{ data.list | sort | first }}",
        "{{ data.list | map: 'name' }}",
        "{{ data.list | sum }}",
        "{{ data.d | base64_decode }}",
        "{% for p in data.list limit: data.n %}{{ p }}{% endfor %}",
        "{% if data.x > 1 %}more{% endif %}",
        "{% case data.name %}{% when 'a' %}A{% endcase %}",
        "%",
        "€ ü 👟",
    ]);
    prop::collection::vec(part, 1..8).prop_map(|parts| parts.concat())
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i32>().prop_map(|n| Value::Int(n.into())),
        "[a-z<>&\"' ]{0,12}".prop_map(|text| Value::from(text.as_str())),
        Just(Value::Bool(true)),
        Just(Value::List(vec![Value::from("a<b"), Value::Int(1)])),
    ]
}

/// What an author might write on each kind of channel, around the same three texts.
fn written_as(kind: &str, [a, b, c]: [&str; 3]) -> Map {
    let map = |fields: &[(&str, &str)]| Value::Map(raw(fields));
    // Raw markup is hardly ever good MJML, and then nothing would be tried.
    let tame = c.replace(['<', '>'], "").replace(" & ", " and ").replace("&b", "&amp;b");
    let mut content = match kind {
        "email" => raw(&[("subject", a), ("preheader", b), ("text", c)]),
        "mjml" => raw(&[
            ("subject", a),
            ("text", b),
            (
                "mjml",
                &format!(
                    "<mjml><mj-body><mj-section><mj-column><mj-text>{tame}</mj-text></mj-column></mj-section></mj-body></mjml>"
                ),
            ),
        ]),
        "staff" => raw(&[("who", a), ("say", b), ("offer", c)]),
        "receipt" => Map::default(),
        _ => raw(&[("placement", "home"), ("headline", a), ("text", b)]),
    };
    match kind {
        "staff" => content.set("looked_for", Value::List(vec![Value::from(a), Value::from(c)])),
        "receipt" => content.set("lines", Value::List(vec![Value::from(a), map(&[("text", b)]), Value::from(c)])),
        "web" => {
            content.set("link", map(&[("url", "https://shop.example/x"), ("label", c)]));
            content.set("image", map(&[("url", "/x.png"), ("alt", c)]));
        }
        _ => {}
    }
    content
}

/// What check lets through is sent, whoever it is for; how many of so many contents it lets through.
fn passing_is_sent(kind: &str, cases: u32) -> u32 {
    let channel: ChannelKind = if kind == "mjml" { "email" } else { kind }.into();
    let values = (value(), value(), value());
    let mut runner =
        TestRunner::new_with_rng(ProptestConfig::with_cases(cases), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let passed = Cell::new(0);
    let outcome = runner.run(&(parts(), parts(), parts(), values), |(a, b, c, (name, n, d))| {
        let raw = written_as(kind, [&a, &b, &c]);
        let Ok(content) = Content::compile(&channel, &raw) else { return Ok(()) };
        let (_, wrong) = names(&raw);
        if !wrong.is_empty() || rehearse(&content, &raw).is_some() {
            return Ok(());
        }
        passed.set(passed.get() + 1);
        let mut data = Map::default();
        for (key, value) in [("name", name), ("n", n), ("d", d.clone()), ("x", d.clone()), ("list", d)] {
            put(&mut data, &["data".into(), key.into()], &value);
        }
        prop_assert_eq!(made(&content, &data).map_err(|problem| problem.message), Ok(()));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{kind}: {error}");
    }
    passed.get()
}

#[test]
fn what_passes_is_sent_on_every_kind_of_channel() {
    let known: Vec<&str> = crate::kind::kinds().iter().map(|kind| kind.id).collect();
    let tried = ["email", "mjml", "staff", "receipt", "web"];
    assert!(known.iter().all(|kind| tried.contains(kind)), "{known:?} has a kind that nobody tries here");
    for kind in tried {
        let passed = passing_is_sent(kind, 256);
        assert!(passed >= 8, "{kind}: only {passed} of 256 pass, so little was tried");
    }
}
