#![allow(clippy::unwrap_used)]
//! What data may say, what is parted, what is refused: one table, and properties beside what others make links of.
use crate::targets::{LinkError, Listed, check_exact, said};
use linkify::{LinkFinder, LinkKind};
use proptest::prelude::*;
use smol_str::SmolStr;
use std::borrow::Cow;

fn own() -> [SmolStr; 4] {
    ["shop.example".into(), "www.shop.example".into(), "xn--bcher-kva.example".into(), "ftp://files.example".into()]
}

fn say(text: &str) -> Result<String, LinkError> {
    said(text, Listed { own: &own(), brand: &["*.acme.example".into()] }).map(Cow::into_owned)
}

#[test]
fn what_people_and_products_are_called_goes_out_as_it_is() {
    for text in [
        "St. John",
        "Dr.No",
        "Dr.Oetker",
        "Dr.Oetker/Pizza",
        "Dr.Best",
        "Mr.Right",
        "S.Oliver/Black Label",
        "St.Moritz/Engadin",
        "Node.js",
        "Vue.js/Nuxt",
        "a.b",
        "z.B./usw.",
        "z.B.",
        "e.V.",
        "U.S.A.",
        "Ph.D.",
        "M.Sc",
        "J.R.R. Tolkien",
        "3.50",
        "3.50/kg",
        "1.299,00 EUR",
        "1.5/2",
        "v1.2.3/x",
        "Firmware 2.1.4",
        "A.2024/11",
        "2024.11.03-7",
        "01.02.2026",
        "24.12./25.12.",
        "12:30",
        "2130706433",
        "7KQM-2WXR-9FTC",
        "ada@evil.com",
        "ada.lovelace@mail.evil.com",
        "anna.live@firma.de",
        "Ada <ada@x.example>",
        "mailto:ada@evil.com",
        "mailto:ada@evil.com?subject=Hi",
        "tel:+49301",
        "and/or",
        "S/M.L",
        "km/h",
        "Size: 42, Color:red",
        "Re:Zero",
        "SKU:4711",
        "C&A, H&M",
        "Hello...me",
        "Wait...",
        "50% off!",
        "Müller & Söhne",
        "Straße 5, 12345 Musterstadt",
        "Żółć Śnieg",
        "東京・大阪",
        "👩\u{200d}👩\u{200d}👧 family",
        "file.txt",
        "Inkl.MwSt",
        "shop.example",
        "SHOP.example/shoes",
        "shop.example/prices.zip",
        "(shop.example/prices.zip)",
        "see shop.example/?c=evil.com",
        "www.shop.example",
        "https://shop.example/a?c=https://evil.com",
        "https://shop.example?c=https://www.shop.example/x",
        "(https://shop.example).",
        "https://www.acme.example:8443/x",
        "https://bücher.example/x",
        "bücher.example",
        "ftp://files.example/price-list.pdf",
        "ada@shop.example/x",
    ] {
        assert_eq!(say(text).as_deref(), Ok(text));
    }
}

#[test]
fn what_is_a_link_to_some_programs_is_parted() {
    for (text, parted) in [
        ("evil.co://", "evil. co://"),
        ("https:javascript:1", "https: javascript: 1"),
        ("https.https:1", "https. https: 1"),
        ("1.co://<", "1. co://<"),
        ("evil.com", "evil. com"),
        ("Dear evil.com!", "Dear evil. com!"),
        ("EVIL.COM", "EVIL. COM"),
        ("Evil.Com", "Evil. Com"),
        ("evil.no", "evil. no"),
        ("a.b.evil.co.uk", "a. b. evil. co. uk"),
        ("evil.com.com", "evil. com. com"),
        ("evil.example", "evil. example"),
        ("ev_il.com", "ev_il. com"),
        ("ev\u{200b}il.com", "ev\u{200b}il. com"),
        ("evil\u{2060}.com", "evil\u{2060}. com"),
        ("ev\u{ad}il.com", "ev\u{ad}il. com"),
        ("evil。com", "evil。 com"),
        ("evil．com", "evil． com"),
        ("ｅｖｉｌ.com", "ｅｖｉｌ. com"),
        ("𝐞vil.𝐜om", "𝐞vil. 𝐜om"),
        ("xn--bcher-kva.xn--p1ai", "xn--bcher-kva. xn--p1ai"),
        ("пример.рф", "пример. рф"),
        ("例え.中国", "例え. 中国"),
        ("evil.example-unknown/x", "evil. example-unknown/x"),
        ("evil.unknown?x=1", "evil. unknown?x=1"),
        ("evil.unknown:8080", "evil. unknown:8080"),
        ("//evil.com", "//evil. com"),
        ("@evil.com", "@evil. com"),
        ("(evil.com)", "(evil. com)"),
        ("„evil.com“", "„evil. com“"),
        ("see:evil.com", "see:evil. com"),
        ("x=evil.com", "x=evil. com"),
        ("1.2.3.4", "1. 2. 3. 4"),
        ("1.2.3.4/x", "1. 2. 3. 4/x"),
        ("0x7f.1", "0x7f. 1"),
        ("Dr.Oetker/evil.com", "Dr.Oetker/evil. com"),
        ("Art.Nr/7", "Art. Nr/7"),
        ("Booking.com", "Booking. com"),
        ("javascript:alert(1)", "javascript: alert(1)"),
        ("JavaScript:The", "JavaScript: The"),
        ("data:text/html,x", "data: text/html,x"),
        ("whatsapp:send?text=x", "whatsapp: send?text=x"),
        ("sms:110", "sms: 110"),
        ("intent:scan", "intent: scan"),
        ("https:evil.com", "https: evil. com"),
        ("http:/evil.com", "http: /evil. com"),
        ("shop.example@evil.com", "shop.example@ evil. com"),
        (".shop.example/?2.No", ".shop.example/?2. No"),
        ("e@\\co.uk", "e@\\co. uk"),
        ("ada@x_www.evil.com", "ada@x_www. evil. com"),
        ("shop.example#www-evil.com", "shop.example#www-evil. com"),
        ("shop.example?c=evil.com", "shop.example?c=evil. com"),
        ("ada@.evil.com", "ada@.evil. com"),
        ("-shop.example/x?c=evil.com", "-shop.example/x?c=evil. com"),
        ("www.acme.example@evil.com", "www.acme.example@ evil. com"),
    ] {
        let parted = parted.replace(['\u{a0}'], " ");
        let seen = say(text).map(|said| said.replace(super::GAP, " "));
        assert_eq!(seen, Ok(parted), "{text}");
        assert_eq!(check_exact(text, Listed { own: &own(), brand: &["*.acme.example".into()] }), Err(LinkError::Host));
    }
}

#[test]
fn what_every_program_opens_is_refused() {
    for text in [
        "https://evil.example",
        "Dear http://evil.com!",
        "é://evil.com/x https://evil.com",
        "HTTPS://EVIL.COM",
        "https://shop.example@evil.com/",
        "https://shop.example:x@evil.com/",
        "https://shop.example,@evil.example/",
        "https://shop.example\\@evil.com",
        "https://shop.example.evil.com",
        "https://shop.example%2eevil.com",
        "https://evil。com",
        "https://ev\u{200b}il.com",
        "https://1.2.3.4/x",
        "http://0x7f.1",
        "http://2130706433",
        "http://[::1]/x",
        "https://xn--bcher-kva.com",
        "https://evil.unknown",
        "www.evil.example",
        "WWW.Evil.Com",
        "www.evil\u{200b}.com",
        "ｗｗｗ.evil.com",
        "evil.com/login",
        "evil.com\\login",
        "Evil.Co.UK/login",
        "evil.com./login",
        "evil.de:8080/x",
        "evil.io?x=1",
        "evil.app#x",
        "evil。com/x",
        "bücher.de/x",
        "пример.рф/x",
        "user:pass@evil.com/x",
        "shop.example@evil.com/x",
        "a=evil.com/x",
        "evil.com/https://shop.example/",
        ".shop.example/?evil.com/login",
        "shop.example#www.evil.com",
        "https://shop.example#https://evil.com",
        "shop.example/...javascript:www.evil.com",
    ] {
        assert_eq!(say(text), Err(LinkError::Host), "{text}");
    }
    for text in [
        "ftp://evil.com/x",
        "ftp://shop.example/x",
        "whatsapp://send?text=x",
        "javascript://x",
        "intent://scan/#Intent;end",
        "x-app://y",
        "file:///etc/passwd",
        "a://b",
    ] {
        assert_eq!(say(text), Err(LinkError::Scheme), "{text}");
    }
}

/// Whatever others find in what is said stands in the lists, is a mail address, or has the form of a name.
fn nothing_stray(said: &str) {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(true);
    for link in finder.links(said) {
        let host = link.as_str().split_once("://").is_some_and(|(_, rest)| rest.contains(char::is_alphanumeric));
        let key = super::key(link.as_str()).filter(|_| host);
        // No name ends in a sign, and no ending has a comma in it: it leads nowhere.
        let key = key.filter(|key| key.rsplit('.').next().is_some_and(|ending| !ending.contains(',')));
        let key = key.map(|key| SmolStr::new(key.trim_end_matches(|c: char| !c.is_alphanumeric())));
        assert!(
            key.is_none_or(|key| own().contains(&key) || key.ends_with(".acme.example")),
            "{said}: {}",
            link.as_str()
        );
    }
    finder.url_must_have_scheme(false);
    for link in finder.links(said) {
        let place = link.as_str().split(['/', '?', '#', ':']).next().unwrap_or_default();
        let host = super::host(place).filter(|host| {
            let letters = host.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
            // An ending alone, `com.`, leads nowhere.
            let labels = host.trim_end_matches('.').split('.').all(|label| label.contains(char::is_alphanumeric));
            letters && labels && host.trim_end_matches('.').find('.') > Some(0) && !host.contains("..")
        });
        let known = host.is_some_and(|host| psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known()));
        let seen: String = place.chars().filter(|c| !super::is_invisible(*c)).collect();
        assert!(!known || super::is_word(&seen), "{said}: {}", link.as_str());
    }
}

fn pieces() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "evil",
        "com",
        ".",
        ".",
        "/",
        "/",
        ":",
        "@",
        "www",
        "https",
        "://",
        "shop.example",
        "x",
        "?",
        "#",
        "\u{200b}",
        "。",
        " ",
        "1",
        "2",
        "co",
        "uk",
        "Dr",
        "No",
        "javascript",
        "<",
        "&",
        ";",
        "-",
        "_",
        "\\",
        "%2e",
        "é",
        "рф",
        "(",
        ")",
        "\"",
        "，",
        "...",
    ])
}

proptest! {
    #[test]
    fn nothing_that_is_said_leads_elsewhere(parts in prop::collection::vec(pieces(), 1..12)) {
        let text = parts.concat();
        if let Ok(first) = say(&text) {
            nothing_stray(&first);
            prop_assert_eq!(say(&first), Ok(first.clone()), "said twice is said once");
            prop_assert_eq!(first.replace(super::GAP, ""), text, "nothing else changes");
        }
    }

    #[test]
    fn whatever_it_is_given_it_answers(text in "\\PC{0,60}", more in "[𝟎０0xX.:/@１]{0,12}") {
        let _ = (say(&text), say(&more), say(&format!("{more}{text}")));
    }

    #[test]
    fn words_stay_words(text in "[A-Za-zÄÖÜäöüßéł]{1,12}( [A-Za-z0-9äöü]{1,9}[,.!?;:]?){0,6}") {
        prop_assert_eq!(say(&text), Ok(text));
    }
}
