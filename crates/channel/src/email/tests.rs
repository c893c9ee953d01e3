#![allow(clippy::unwrap_used)]
use super::*;

fn frame() -> Frame {
    Frame {
        sender: "Acme Shoes".into(),
        address: "Beispielweg 1, 12345 Musterstadt".into(),
        language: "de".into(),
        unsubscribe: Some("https://acme.example/p/u?t=abc&x=1".into()),
        preferences: Some("https://acme.example/p/c?t=abc".into()),
        hosts: vec!["*.listed.example".into()],
    }
}

fn content(fields: &[(&str, &str)]) -> Map {
    fields.iter().map(|(key, text)| ((*key).into(), Value::from(*text))).collect()
}

fn data(name: &str) -> Map {
    content(&[("name", name)])
}

fn render(fields: &[(&str, &str)], data: &Map) -> Rendered {
    Email::compile(&content(fields)).unwrap().render(data, &frame(), &Limits::default()).unwrap()
}

#[test]
fn simple_text_becomes_both_parts_with_the_footer_in_each() {
    let text = "# Hello {{ name }}\n\nYour shoes are **here**.\nSee you!\n\n- fits\n- lasts\n\n[Take a look](https://acme.example/s?a=1&b=2)";
    let mail =
        render(&[("subject", "Shoes for {{ name }}"), ("preheader", "Now & here"), ("text", text)], &data("Ada"));
    assert_eq!(mail.subject, "Shoes for Ada");
    for part in [
        "<h1",
        "Hello Ada",
        "<strong>here</strong>",
        "<li>fits</li>",
        "https://acme.example/s?a=1&amp;b=2",
        "lang=\"de\"",
    ] {
        assert!(mail.html.contains(part), "{part} in {}", mail.html);
    }
    assert!(mail.html.contains("Now &amp; here"), "the preheader is text");
    for part in ["Hello Ada", "Take a look (https://acme.example/s?a=1&b=2)"] {
        assert!(mail.text.contains(part), "{part} in {}", mail.text);
    }
    assert!(mail.html.contains("https://acme.example/p/u?t=abc&amp;x=1") && mail.html.contains("Abbestellen"));
    for part in [&mail.html, &mail.text] {
        assert!(part.contains("Beispielweg 1, 12345 Musterstadt") && part.contains("https://acme.example/p/c?t=abc"));
    }
    assert!(mail.text.contains("Abbestellen: https://acme.example/p/u?t=abc&x=1"));
}

#[test]
fn the_sender_is_named_once_also_where_the_address_begins_with_the_name() {
    let footer = |sender: &str, address: &str| {
        let frame = Frame { sender: sender.into(), address: address.into(), ..frame() };
        let mail = Email::compile(&content(&[("subject", "s"), ("text", "Hello")])).unwrap();
        mail.render(&data("Ada"), &frame, &Limits::default()).unwrap().text
    };
    assert!(footer("Acme", "Acme GmbH, Weg 1").contains("-- \nAcme GmbH, Weg 1\n"));
    assert!(footer("ACME", "Acme, Weg 1").contains("-- \nAcme, Weg 1\n"));
    assert!(footer("Acme", "Acmeweg 1").contains("-- \nAcme, Acmeweg 1\n"), "a street is no name");
    assert!(footer("Acme", "Weg 1").contains("-- \nAcme, Weg 1\n"));
}

#[test]
fn data_adds_neither_elements_nor_links() {
    let hostile = "</mj-text><mj-button href=\"https://acme.example/evil\">x</mj-button>[a](https://acme.example/evil) **b** {{ name }}";
    let mjml = "<mjml><mj-body><mj-section><mj-column><mj-text>Hello {{ name }}</mj-text><mj-image src=\"https://acme.example/a.png\" alt=\"{{ name }}\" /></mj-column></mj-section></mj-body></mjml>";
    for fields in
        [[("subject", "{{ name }}"), ("mjml", mjml)], [("subject", "{{ name }}"), ("text", "Hello {{ name }}")]]
    {
        let mail = render(&fields, &data(hostile));
        assert!(!mail.html.contains("href=\"https://acme.example/evil"), "{}", mail.html);
        assert!(mail.html.contains("{{ name }}"), "data is not a template");
        assert!(mail.html.contains("Abbestellen"));
    }
}

#[test]
fn the_plain_part_of_a_layout_reads_well() {
    let mjml = "<mjml><mj-head><mj-style>.a{color:red}</mj-style></mj-head><mj-body><mj-section><mj-column>\
        <mj-text><p>Gr&uuml;n &amp; gut &#8364; 5</p><p>Mehr</p></mj-text><mj-button href=\"https://acme.example/x\">Los</mj-button>\
        </mj-column></mj-section></mj-body></mjml>";
    let mail = render(&[("subject", "Hi"), ("mjml", mjml)], &Map::default());
    assert!(mail.text.contains("& gut € 5\n\nMehr\n\nLos (https://acme.example/x)"), "{}", mail.text);
    assert!(!mail.text.contains("color:red") && !mail.text.contains('<'));
}

#[test]
fn subjects_are_one_line() {
    assert_eq!(
        one_line("S =?utf-8?q?=0D=0ABcc:_e=40x?=", 99),
        "S = ?utf-8?q?=0D=0ABcc:_e=40x?=",
        "an encoded word is read as it stands"
    );
    assert_eq!(one_line("a\u{202e}gnp.exe", 99), "agnp.exe", "nothing turns round");
    let mail = render(&[("subject", "Hi {{ name }}"), ("text", "x")], &data("Ada\r\nBcc: eve@example.com\u{2028}x\0y"));
    assert_eq!(mail.subject, "Hi Ada Bcc: eve@example.com x y");
}

#[test]
fn problems_have_names_and_places() {
    let problems = Email::compile(&content(&[
        ("subjet", "x"),
        ("mjml", "<mjml><mj-body>\n  <mj-hat></mj-hat></mj-body></mjml>"),
        ("preheader", "{{ a | nope }}"),
    ]))
    .unwrap_err();
    let codes: Vec<_> = problems.iter().map(|p| (p.code, p.field.as_str(), p.line)).collect();
    for expected in [
        ("content_unknown_field", "subjet", 0),
        ("content_missing_field", "subject", 0),
        ("content_template", "preheader", 1),
        ("content_mjml", "mjml", 2),
    ] {
        assert!(codes.contains(&expected), "{expected:?} in {codes:?}");
    }
    let include = Email::compile(&content(&[
        ("subject", "x"),
        ("mjml", "<mjml><mj-body><mj-include path=\"/etc/passwd\" /></mj-body></mjml>"),
    ]));
    assert_eq!(include.unwrap_err()[0].code, "content_mjml");
    assert!(Email::compile(&content(&[("subject", "x")])).is_err());
}

#[test]
fn data_leads_only_where_the_brand_says() {
    let fields = [("subject", "Hello"), ("text", "[Back to it]({{ url }})\n\n[Shop](https://shop.example/{{ path }})")];
    let mail = Email::compile(&content(&fields)).unwrap();
    let ask = |url: &str| {
        let data = content(&[("url", url), ("path", "a?b=https://evil.example")]);
        let early = mail.check_links(&data, &["*.listed.example".into()], &Limits::default());
        let sent = mail.render(&data, &frame(), &Limits::default()).map(drop);
        (early, sent)
    };
    let refused = |error: LinkError| (Err(error), Err(EmailError::Link(error)));
    for good in ["https://www.listed.example/cart", "https://shop.example/", "", "tel:110"] {
        assert_eq!(ask(good), (Ok(()), Ok(())), "{good}");
    }
    assert_eq!(ask("https://evil.example/"), refused(LinkError::Host));
    assert_eq!(ask("https://shop.example@evil.example/"), refused(LinkError::Host));
    assert_eq!(ask("javascript:alert(1)"), refused(LinkError::Scheme));
    // What people write into a field is no link in the HTML part, but mail programs make one of it in the other.
    let hello = Email::compile(&content(&[("subject", "Hi"), ("text", "Hello {{ name }}")])).unwrap();
    assert_eq!(
        hello.render(&data("https://evil.example"), &frame(), &Limits::default()),
        Err(EmailError::Link(LinkError::Host))
    );
    assert_eq!(
        hello.render(&data("www.evil.example"), &frame(), &Limits::default()),
        Err(EmailError::Link(LinkError::Host))
    );
    // So they do in the HTML part, also where the author wrote the other.
    let layout =
        "<mjml><mj-body><mj-section><mj-column><mj-text>{{ name }}</mj-text></mj-column></mj-section></mj-body></mjml>";
    let both = Email::compile(&content(&[("subject", "Hi"), ("mjml", layout), ("text", "Hello")])).unwrap();
    assert_eq!(both.render(&data("evil.com/login"), &frame(), &Limits::default()), Err(LinkError::Host.into()));
    // And where data stands only in the plain part.
    let fixed = layout.replace("{{ name }}", "Hello");
    let other = Email::compile(&content(&[("subject", "Hi"), ("mjml", &fixed), ("text", "Hello {{ name }}")])).unwrap();
    assert_eq!(other.render(&data("https://evil.example"), &frame(), &Limits::default()), Err(LinkError::Host.into()));
    assert!(other.render(&data("Ada"), &frame(), &Limits::default()).is_ok());
    let problems = Email::compile(&content(&[
        ("subject", "Hi"),
        (
            "mjml",
            "<mjml><mj-body><mj-section><mj-column><mj-button href=\"javascript:x\">x</mj-button></mj-column></mj-section></mj-body></mjml>",
        ),
    ]));
    assert_eq!(problems.unwrap_err()[0].code, "content_link");
}

#[test]
fn pictures_are_loaded_only_from_where_the_brand_says() {
    let layout = "<mjml><mj-body><mj-section background-url=\"https://cdn.example/{{ path }}\"><mj-column>\
                  <mj-image src=\"{{ url }}\" /></mj-column></mj-section></mj-body></mjml>";
    let mail = Email::compile(&content(&[("subject", "Hi"), ("mjml", layout), ("text", "Hello")])).unwrap();
    let ask = |url: &str| {
        let data = content(&[("url", url), ("path", "a.png")]);
        let early = mail.check_links(&data, &["*.listed.example".into()], &Limits::default());
        let sent = mail.render(&data, &frame(), &Limits::default()).map(drop);
        (early, sent)
    };
    for good in ["https://www.listed.example/a.png", "https://cdn.example/b.png"] {
        assert_eq!(ask(good), (Ok(()), Ok(())), "{good}");
    }
    for (bad, why) in [
        ("https://evil.example/pixel.gif", LinkError::Host),
        ("data:image/png;base64,AAAA", LinkError::Scheme),
        ("//evil.example/a", LinkError::Scheme),
    ] {
        assert_eq!(ask(bad), (Err(why), Err(EmailError::Link(why))), "{bad}");
    }
}

#[test]
fn a_subject_holds_no_address_that_data_brought() {
    let mail = Email::compile(&content(&[("subject", "Hi {{ name }}"), ("text", "Hello")])).unwrap();
    assert_eq!(mail.render(&data("evil.com/login"), &frame(), &Limits::default()), Err(LinkError::Host.into()));
    assert!(mail.render(&data("Ada"), &frame(), &Limits::default()).is_ok());
}
