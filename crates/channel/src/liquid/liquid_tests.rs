#![allow(clippy::unwrap_used)]
use super::*;
use rapport_kernel::Value;

fn render(source: &str, data: &str, escape: Escape) -> Result<String, String> {
    let data: Map = serde_json::from_str(data).unwrap();
    let template = Template::parse(source, escape).map_err(|e| e.to_string())?;
    template.render(&data, &Limits::default()).map_err(|e| e.to_string())
}

#[test]
fn a_mistake_has_its_place() {
    let error =
        Template::parse("Dear {{ name }},\n{% if vip %}\n{{ name | shout }}{% endif %}", Escape::Html).unwrap_err();
    assert_eq!((error.line, error.column, error.unsupported), (3, 11, true));
    let error = Template::parse("ä{% fi %}", Escape::Html).unwrap_err();
    assert_eq!((error.line, error.column, error.message.as_str()), (1, 2, "there is no tag `fi`"));
}

#[test]
fn html_is_escaped_once_and_always() {
    let data = r#"{"name":"<script>&'\"","lines":"a<b\nc"}"#;
    let html = |source: &str| render(source, data, Escape::Html).unwrap();
    assert_eq!(html("{{ name }}"), "&lt;script&gt;&amp;&#39;&quot;");
    assert_eq!(html("{{ name | escape }}"), html("{{ name }}"));
    assert_eq!(html("{{ lines | newline_to_br }}"), "a&lt;b<br />\nc");
    assert_eq!(
        html("{% capture x %}<b>{{ name }}</b>{% endcapture %}{{ x }}"),
        format!("<b>{}</b>", html("{{ name }}"))
    );
    assert_eq!(html("{% cycle name %}"), html("{{ name }}"));
    // A filter after the capture makes it ordinary text again: escaped a second time rather than never.
    assert!(!html("{% capture x %}<b>{% endcapture %}{{ x | append: name }}").contains('<'));
    assert_eq!(render("{{ name }}", data, Escape::None).unwrap(), "<script>&'\"");
}

#[test]
fn data_is_never_a_template() {
    let data = r#"{"name":"{{ secret }}{% assign x = 1 %}","secret":"s3cret"}"#;
    assert_eq!(render("{{ name }}", data, Escape::None).unwrap(), "{{ secret }}{% assign x = 1 %}");
    assert_eq!(
        render("{% capture c %}{{ name }}{% endcapture %}{{ c | append: '' }}", data, Escape::None).unwrap(),
        "{{ secret }}{% assign x = 1 %}"
    );
}

#[test]
fn every_limit_has_a_name() {
    let limit = |source: &str| {
        Template::parse(source, Escape::None).unwrap().render(&Map::default(), &Limits::default()).unwrap_err()
    };
    assert_eq!(limit("{% for i in (1..1000000000) %}{% endfor %}"), RenderError::Limit("steps"));
    assert_eq!(limit("{{ (1..9000000000000000000) | join }}"), RenderError::Limit("steps"));
    assert_eq!(
        limit("{% assign a = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..99) %}{% assign a = a | append: a %}{% endfor %}"),
        RenderError::Limit("values")
    );
    let many: String = (0..300).map(|n| format!("{{% assign v{n} = 1 %}}")).collect();
    assert_eq!(limit(&many), RenderError::Limit("variables"));
    let wide = format!("{{% for i in (1..1000) %}}{}{{% endfor %}}", "x".repeat(1024));
    assert_eq!(limit(&wide), RenderError::Limit("output"));
    assert!(Template::parse(&"{% if x %}".repeat(10_000), Escape::None).is_err());
    assert!(Template::parse(&format!("{{{{ {}x }}}}", "[".repeat(100_000)), Escape::None).is_err());
    let numbers = limit("{{ 9223372036854775807 | plus: 1 }}");
    assert_eq!(numbers, RenderError::Limit("number"));
}

#[test]
fn the_same_template_gives_the_same_text_twice() {
    let data = Map(vec![("d".into(), Value::from("2026-03-14T09:30:00Z"))]);
    let template = Template::parse("{{ d | date: '%d.%m.%Y %H:%M' }}", Escape::None).unwrap();
    let first = template.render(&data, &Limits::default()).unwrap();
    assert_eq!(first, "14.03.2026 09:30");
    assert_eq!(template.render(&data, &Limits::default()).unwrap(), first);
}

#[test]
fn corners_are_those_of_the_original() {
    let data = r#"{"list":[1,2,3,4],"word":"Straße","none":"","map":{"a":["x\"",2,null,{"b":[]}],"c":1.5},"nbsp":"a\u00a0b c d"}"#;
    for (source, expected) in [
        ("{% for n in list limit: 3 offset: -2 %}{{ n }}{% endfor %}", "1"),
        ("{% for n in list limit: 2 offset: -2 %}{{ n }}{% else %}none{% endfor %}", "none"),
        ("{% for n in list offset: -2 %}{{ n }}{% endfor %}", "1234"),
        ("{% for n in list limit: 2 offset: 1 %}{{ n }}{% endfor %}", "23"),
        ("{% for n in list limit: -1 %}{{ n }}{% else %}none{% endfor %}", "none"),
        ("{% for n in list limit: 9 offset: 3 %}{{ n }}{% endfor %}", "4"),
        ("{{ word.first }}{{ word.last }}{{ word | first }}{{ word | last }}", "SeSe"),
        ("[{{ none.first }}{{ none | last }}]", "[]"),
        ("{{ map }}", r#"{"a"=>["x\"", 2, nil, {"b"=>[]}], "c"=>1.5}"#),
        ("{% if empty == empty %}yes{% else %}no{% endif %}", "no"),
        ("{% if none == empty %}yes{% endif %}{% if none == blank %}yes{% endif %}", "yesyes"),
        ("{{ nbsp | split: ' ' | join: '|' }}", "a\u{a0}b|c|d"),
        ("{{ nbsp | truncatewords: 2 }}", "a\u{a0}b c..."),
    ] {
        assert_eq!(render(source, data, Escape::None).as_deref(), Ok(expected), "{source}");
    }
}

#[test]
fn dates_are_said_where_and_as_they_are_read() {
    let say = |moment: &str, pattern: &str, zone: &str, language: &str| {
        let data = format!(r#"{{"d":{moment},"here":{{"zone":"{zone}","language":"{language}"}}}}"#);
        render(&format!("{{{{ d | date: '{pattern}' }}}}"), &data, Escape::None).unwrap()
    };
    let berlin = |moment: &str| say(moment, "%d.%m.%Y %H:%M %z", "Europe/Berlin", "de");
    for spelling in [
        r#""2026-06-15T00:30+02:00""#,
        r#""2026-06-14T22:30:00Z""#,
        r#""2026-06-14T22:30:00.000Z""#,
        r#""2026-06-14 22:30:00 UTC""#,
        r#""2026-06-14 23:30:00 +0100""#,
        r#""2026-06-14 23:30 +01:00""#,
        r#""Sun, 14 Jun 2026 22:30:00 +0000""#,
        r#""Sun, 14 Jun 2026 22:30:00 GMT""#,
        "1781476200",
        "1781476200000",
        r#""1781476200""#,
        r#""2026-06-15 00:30""#,
        r#""2026-06-15T00:30:00""#,
        r#""15.06.2026 00:30""#,
    ] {
        assert_eq!(berlin(spelling), "15.06.2026 00:30 +0200", "{spelling}");
    }
    for day in [r#""2026-03-14""#, r#""14.03.2026""#, r#""March 14, 2026""#, r#""14 March 2026""#, r#""2026/03/14""#] {
        assert_eq!(say(day, "%-d %B %Y", "America/New_York", "en-GB"), "14 March 2026", "{day}");
    }
    for (language, said, month) in [
        ("en", "Saturday, 14 March 2026, Sat Mar", "March"),
        ("de", "Samstag, 14 März 2026, Sa März", "März"),
        ("it", "sabato, 14 marzo 2026, sab mar", "marzo"),
        ("nl", "zaterdag, 14 maart 2026, za mrt", "maart"),
        ("pl", "sobota, 14 marca 2026, sob. mar", "marzec"),
        ("fr", "samedi, 14 mars 2026, sam. mars", "mars"),
        ("cs", "sobota, 14 března 2026, so bře", "březen"),
        ("ja", "Saturday, 14 March 2026, Sat Mar", "March"),
    ] {
        assert_eq!(say(r#""2026-03-14""#, "%A, %-d %B %Y, %a %b", "Europe/Berlin", language), said);
        assert_eq!(say(r#""2026-03-14""#, "%B", "Europe/Berlin", language), month);
    }
    assert_eq!(say(r#""2026-03-14""#, "100 %% %^B", "Europe/Berlin", "de-AT"), "100 % MÄRZ");
    // What is no date, and a pattern that is none, change nothing: a message is not lost by it.
    assert_eq!(say(r#""soon""#, "%d", "Europe/Berlin", "de"), "soon");
    assert_eq!(say(r#""2026-03-14""#, "%E", "Europe/Berlin", "de"), "2026-03-14");
    assert_eq!(render("{{ '2026-06-15T00:30+02:00' | date: '%d %B' }}", "{}", Escape::None).unwrap(), "14 June");
}
