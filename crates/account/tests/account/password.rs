use proptest::prelude::*;
use rapport_account::{Password, PasswordRefusal as No, password::About};

fn new(text: &str) -> Result<Password, No> {
    Password::new(text, About { name: "Ada Example", email: "a.lovelace@mail.acme.example" })
}

#[test]
fn what_is_taken_and_what_is_not() {
    for (text, expected) in [
        ("correct horse battery staple", None),
        ("vJ3-kQ9.xT2m", None),
        ("drei Birnen im Fenster", None),
        ("длинный пароль тут", None),
        ("elevenchars", Some(No::TooShort)),
        ("Password2026!", Some(No::Frequent)),
        ("p4$$w0rdp4$$w0rd", Some(No::Frequent)),
        ("passwordpassword", Some(No::Frequent)),
        ("qwertyuiopasdf", Some(No::Frequent)),
        ("123456789012345", Some(No::Frequent)),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", Some(No::Frequent)),
        ("abcdefghijklmnop", Some(No::Frequent)),
        ("trustno1trustno1", Some(No::Frequent)),
        ("Summer2026!!", Some(No::Frequent)),
        ("iloveyou1234567", Some(No::Frequent)),
        ("abcabcabcabcabc", Some(No::Frequent)),
        ("xk9!LOVELACE-f7b", Some(No::Personal)),
        ("xk9!example-f7b", Some(No::Personal)),
        ("xk9!acme.f7b-22", Some(No::Personal)),
    ] {
        assert_eq!(new(text).err(), expected, "{text}");
    }
    assert_eq!(new(&"xK9!".repeat(33)).err(), Some(No::TooLong));
}

#[test]
fn a_password_is_the_same_however_its_letters_are_composed() {
    assert_eq!(Password::typed("Zoe\u{308} im Bücherregal"), Password::typed("Zoë im Bücherregal"));
    assert_ne!(Password::typed("small letters"), Password::typed("Small letters"));
    assert_eq!(format!("{:?}", Password::typed("secret")), "Password(..)");
}

proptest! {
    /// Long words nobody knows are taken: whoever lets a program choose is not sent away.
    #[test]
    fn random_passwords_are_taken(text in "[a-zA-Z0-9]{16,40}") {
        prop_assert!(Password::new(&text, About::default()).is_ok(), "{}", text);
    }

    #[test]
    fn no_text_breaks_it(text in "\\PC{0,140}") {
        let _ = Password::new(&text, About { name: &text, email: &text });
    }
}
