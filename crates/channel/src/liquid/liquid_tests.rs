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
