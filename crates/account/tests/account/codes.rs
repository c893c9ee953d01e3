use crate::at;
use proptest::prelude::*;
use rapport_account::{
    LinkKind, LinkRefusal, PasswordLink, recovery,
    totp::{Secret, Step, WrongCode},
};
use rapport_kernel::{Span, Time};
use std::collections::HashSet;

fn secret() -> Secret {
    Secret::new([7; 20])
}

fn step(at: Time) -> Step {
    Step(at.0 / 30_000)
}

#[test]
fn a_code_is_good_for_its_own_step_and_one_on_each_side() {
    let (secret, now) = (secret(), at(0));
    for (by, expected) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
        let code = secret.code(Step(step(now).0 + by));
        assert_eq!(secret.check(&code, Step(0), now).is_ok(), expected, "{by} steps away");
    }
    let spaced = secret.code(step(now));
    assert!(secret.check(&format!(" {} {} ", &spaced[..3], &spaced[3..]), Step(0), now).is_ok());
}

#[test]
fn a_code_is_good_once_and_so_is_every_one_before_it() {
    let (secret, now) = (secret(), at(0));
    let used = secret.check(&secret.code(step(now)), Step(0), now).unwrap();
    assert_eq!(secret.check(&secret.code(step(now)), used, now), Err(WrongCode));
    assert_eq!(secret.check(&secret.code(Step(used.0 - 1)), used, now), Err(WrongCode));
    let later = now + Span::SECOND.times(30);
    assert!(secret.check(&secret.code(step(later)), used, later).is_ok());
}

#[test]
fn an_app_reads_the_secret_from_its_address() {
    let url = Secret::new(*b"12345678901234567890").url("Acme & Söhne", "ada@example.com");
    assert_eq!(
        url,
        "otpauth://totp/Acme%20%26%20S%C3%B6hne:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme%20%26%20S%C3%B6hne"
    );
    assert_eq!(Secret::read(&secret().text()), Some(secret()));
    assert_eq!(Secret::read("MFRGG"), None, "too short");
}

#[test]
fn recovery_codes_are_read_as_people_type_them() {
    let codes: Vec<String> = (0..10u8).map(|n| recovery::code([n; 10])).collect();
    assert_eq!(codes[0], "AAAA-AAAA-AAAA-AAAA");
    let hashes: HashSet<_> = codes.iter().map(|code| recovery::hash(code)).collect();
    assert_eq!(hashes.len(), 10);
    for typed in [codes[3].to_lowercase(), codes[3].replace('-', " "), format!("  {}", codes[3])] {
        assert_eq!(recovery::hash(&typed), recovery::hash(&codes[3]));
        assert!(recovery::is_one(&typed));
    }
    assert!(!recovery::is_one("123456") && !recovery::is_one(""));
}

#[test]
fn a_link_is_good_once_for_a_while_and_for_an_open_account() {
    let whole = PasswordLink { kind: LinkKind::Reset, expires: at(3_600), used: false, open: true };
    for (link, now, expected) in [
        (whole, at(0), Ok(LinkKind::Reset)),
        (whole, at(3_599), Ok(LinkKind::Reset)),
        (whole, at(3_600), Err(LinkRefusal::Expired)),
        (PasswordLink { used: true, ..whole }, at(0), Err(LinkRefusal::Used)),
        (PasswordLink { open: false, ..whole }, at(0), Err(LinkRefusal::Unknown)),
    ] {
        assert_eq!(link.decide(now), expected, "{link:?} at {now}");
    }
}

proptest! {
    /// Whatever is typed, only the codes of three steps are right.
    #[test]
    fn a_guess_is_right_only_if_it_is_a_code(bytes in any::<[u8; 20]>(), guess in "[0-9]{6}", second in 0i64..10_000_000) {
        let (secret, now) = (Secret::new(bytes), at(second));
        let codes: Vec<_> = (-1..=1).map(|by| secret.code(Step(step(now).0 + by))).collect();
        prop_assert_eq!(secret.check(&guess, Step(0), now).is_ok(), codes.contains(&guess));
    }
}
