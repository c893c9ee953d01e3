use proptest::prelude::*;
use rapport_account::Email;

#[test]
fn an_address_has_one_spelling() {
    for (typed, kept) in [
        ("ada@example.com", "ada@example.com"),
        ("  Ada.Example@EXAMPLE.com ", "ada.example@example.com"),
        ("ada+plan@bücher.example", "ada+plan@xn--bcher-kva.example"),
        ("zoë@example.com", "zoë@example.com"),
        ("zoe\u{308}@example.com", "zoë@example.com"),
        ("ada@example.co.uk", "ada@example.co.uk"),
    ] {
        assert_eq!(Email::read(typed).unwrap().as_str(), kept, "{typed}");
    }
}

#[test]
fn two_mailboxes_that_look_alike_stay_two() {
    let (dotted, dotless) = (Email::read("info@example.com").unwrap(), Email::read("ınfo@example.com").unwrap());
    assert_ne!(dotted, dotless);
}

#[test]
fn what_is_no_address_is_refused() {
    for typed in [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@localhost",
        "ada@@example.com",
        "a b@example.com",
        "ada@exa mple.com",
        "ada@example.com\nbcc: eve@example.com",
        "<ada@example.com>",
        "ada..b@example.com",
        "ada@.com",
        "ada@example..com",
        "ada,eve@example.com",
        // What looks like another address.
        "ada\u{200b}@example.com",
        "ada\u{200d}@example.com",
        "a\u{202e}b@example.com",
        "a\u{ad}da@example.com",
        "ｊohn@example.com",
        "ada@-example.com",
    ] {
        assert!(Email::read(typed).is_err(), "{typed:?}");
    }
    assert!(Email::read(&format!("{}@example.com", "a".repeat(65))).is_err());
}

proptest! {
    #[test]
    fn a_spelling_read_again_stays(text in "\\PC{0,20}@\\PC{0,20}") {
        if let Ok(once) = Email::read(&text) {
            prop_assert_eq!(Email::read(once.as_str()).unwrap(), once);
        }
    }
}
