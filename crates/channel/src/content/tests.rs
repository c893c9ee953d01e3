#![allow(clippy::unwrap_used)]
use super::*;
use crate::{receipt::Receipt, staff::Prompt, web::Placement};

fn map(json: &str) -> Map {
    serde_json::from_str(json).unwrap()
}

fn content(channel: &str, json: &str) -> Content {
    Content::compile(&channel.into(), &map(json)).unwrap()
}

fn saying(what: &str) -> Map {
    [("x".into(), Value::from(what))].into_iter().collect()
}

/// What a channel answers to `x` in its data, and whether the same refuses it before it is planned.
fn ask<T>(content: &Content, x: &str, made: impl Fn(&Content, &Map, &[SmolStr]) -> Result<T, Unfit>) -> Option<Unfit> {
    let hosts = ["*.acme.example".into()];
    let made = made(content, &saying(x), &hosts).err();
    let early = content.check_links(&saying(x), &hosts, &Limits::default()).err().map(Unfit::from);
    assert_eq!(early, made.filter(|why| matches!(why, Unfit::LinkHost | Unfit::LinkScheme)), "{x}");
    made
}

#[test]
fn a_codes_address_leads_only_where_the_brand_says() {
    let ask = |content: &Content, x: &str| {
        ask(content, x, |content, data, hosts| content.made::<Receipt>(data, hosts, &Limits::default()))
    };
    let code = |symbol: &str| content("receipt", &format!(r#"{{"voucher":{{"code":"{{{{ x }}}}","as":"{symbol}"}}}}"#));
    for symbol in ["qr", "barcode"] {
        for good in ["7KQM-2WXR-9FTC", "https://www.acme.example/v/7KQM", "tel:+49301"] {
            assert_eq!(ask(&code(symbol), good), None, "{good}");
        }
        assert_eq!(ask(&code(symbol), "https://evil.example/v"), Some(Unfit::LinkHost));
        for bad in ["evil.com", "//evil.com", "1.2.3.4", "http://0x7f.1", "evil.unknown/x"] {
            assert_eq!(ask(&code(symbol), bad), Some(Unfit::LinkHost), "{bad}");
        }
        assert_eq!(ask(&code(symbol), "WIFI:S:evil;;"), Some(Unfit::LinkScheme));
        assert_eq!(ask(&code(symbol), "two\nlines"), Some(Unfit::ContentInvalid));
    }
    // Nothing scans a text, but phones read paper, too.
    assert_eq!(ask(&code("text"), "A:B"), None);
    assert_eq!(ask(&code("text"), "evil.com/v"), Some(Unfit::LinkHost));
    let own = content("receipt", r#"{"voucher":{"code":"https://shop.example/{{ x }}"}}"#);
    assert_eq!(ask(&own, "7KQM"), None);
    let line = content("receipt", r#"{"lines":[{"text":"Dear {{ x }}, see shop.example"}]}"#);
    assert_eq!(ask(&line, "Ada"), None);
    assert_eq!(ask(&line, "www.evil.example"), Some(Unfit::LinkHost));
}

#[test]
fn a_placements_link_and_picture_lead_only_where_the_brand_says() {
    let ask = |content: &Content, x: &str| {
        ask(content, x, |content, data, hosts| content.made::<Placement>(data, hosts, &Limits::default()))
    };
    let link = content("web", r#"{"placement":"p","headline":"h","link":{"url":"{{ x }}"}}"#);
    let image = content("web", r#"{"placement":"p","headline":"h","image":{"url":"{{ x }}"}}"#);
    for content in [link, image] {
        for good in ["/p/trail", "https://cdn.acme.example/a.jpg"] {
            assert_eq!(ask(&content, good), None, "{good}");
        }
        for bad in ["https://evil.example/", "https://acme.example.evil.example/", "https://www.acme.example;a/@evil"] {
            assert_eq!(ask(&content, bad), Some(Unfit::LinkHost), "{bad}");
        }
        assert_eq!(ask(&content, "javascript:x"), Some(Unfit::LinkScheme));
        for bad in ["/.//evil.example", "//evil.example", "\\\\evil.example", "/\\evil.example"] {
            assert_eq!(ask(&content, bad), Some(Unfit::LinkHost), "{bad}");
        }
    }
    let own = content("web", r#"{"placement":"p","headline":"{{ x }}","link":{"url":"https://shop.example/a"}}"#);
    assert_eq!(ask(&own, "Ada"), None);
    assert_eq!(ask(&own, "See https://evil.example"), Some(Unfit::LinkHost));
}

#[test]
fn staff_read_no_address_that_data_brought() {
    let ask = |content: &Content, x: &str| {
        ask(content, x, |content, data, hosts| content.made::<Prompt>(data, hosts, &Limits::default()))
    };
    let prompt = content("staff", r#"{"say":"Look at www.shop.example","looked_for":["{{ x }}"]}"#);
    for good in ["Trail shoes", "www.shop.example/trail", "https://www.acme.example/trail"] {
        assert_eq!(ask(&prompt, good), None, "{good}");
    }
    assert_eq!(ask(&prompt, "Sign in again at evil.com/login"), Some(Unfit::LinkHost));
    assert_eq!(ask(&content("staff", r#"{"say":"{{ x | divided_by: 0 }}"}"#), "1"), Some(Unfit::ContentFailed));
}
