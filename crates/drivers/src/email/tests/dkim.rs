//! Signatures that others can check, and keys as people have them.

use super::support::*;
use crate::email::{Dkim, DkimError, DkimKey, DkimRecord};
use mail_parser::MessageParser;
use rsa::{
    RsaPrivateKey,
    pkcs1::EncodeRsaPrivateKey,
    pkcs8::{EncodePrivateKey, LineEnding},
    rand_core::OsRng,
};
use std::{io::Write, process::Command};

/// 32 bytes of 7, in PKCS #8, and what publishes it.
const ED25519: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH
-----END PRIVATE KEY-----
";
const ED25519_RECORD: &str = "v=DKIM1; k=ed25519; p=6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=";

/// What an independent checker says of each signature from the top, whole and with another way out: dkimpy, from the
/// python3-dkim that belongs to Debian's own Python. None if it is not here.
fn checked(message: &[u8], records: &[DkimRecord]) -> Option<Vec<String>> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(message).unwrap();
    let script = "import sys, dkim\nm = open(sys.argv[1], 'rb').read()\n\
        records = dict(zip(sys.argv[2::2], sys.argv[3::2]))\n\
        dns = lambda name, timeout=5: records[name.decode().rstrip('.')].encode()\n\
        bad = m.replace(b'unsubscribe/abc', b'unsubscribe/xyz', 1)\n\
        for i in range(m.lower().count(b'dkim-signature:')):\n    \
        print(*[dkim.DKIM(x, minkey=1024).verify(idx=i, dnsfunc=dns) for x in (m, bad)])\n";
    let mut command = Command::new("/usr/bin/python3");
    command.args(["-c", script]).arg(file.path()).args(records.iter().flat_map(|record| [&record.name, &record.value]));
    let Ok(output) = command.output() else {
        assert!(std::env::var_os("CI").is_none(), "Debian's python3 is missing");
        println!("skipped: python3 is not here");
        return None;
    };
    let errors = String::from_utf8_lossy(&output.stderr);
    if errors.contains("No module named") {
        assert!(std::env::var_os("CI").is_none(), "python3-dkim is missing: run scripts/install-test-tools.sh");
        println!("skipped: python3-dkim is not installed (scripts/install-test-tools.sh installs it)");
        return None;
    }
    assert_eq!(errors, "");
    Some(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

#[test]
fn each_key_signs_and_every_signature_holds_and_covers_the_way_out() {
    let signers = signers();
    let records: Vec<DkimRecord> = signers.iter().map(|signer| signer.record().clone()).collect();
    let message = mail(1, "ada@example.com", rendered("Schuhe für Ada", "Grüße\r\n\r\n\r\n"), &sender(signers)).bytes;
    let parsed = MessageParser::default().parse(&message).unwrap();
    let signatures: Vec<String> = parsed
        .headers_raw()
        .filter(|(name, _)| *name == "DKIM-Signature")
        .map(|(_, value)| value.replace(['\r', '\n', ' ', '\t'], ""))
        .collect();
    assert_eq!(signatures.len(), 2);
    for (signature, tags) in signatures.iter().zip([["a=rsa-sha256", "s=rsa"], ["a=ed25519-sha256", "s=ed"]]) {
        assert!(tags.iter().all(|tag| signature.split(';').any(|part| part == *tag)), "{tags:?}: {signature}");
        let signed = signature.split(';').find_map(|tag| tag.strip_prefix("h=")).unwrap();
        for name in ["from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"] {
            assert!(signed.split(':').any(|header| header == name), "{name} is signed");
        }
    }
    if let Some(said) = checked(&message, &records) {
        assert_eq!(said, ["True False", "True False"]);
    }
}

#[test]
fn an_rsa_key_signs_in_both_of_its_forms() {
    let key = RsaPrivateKey::new(&mut OsRng, 1024).unwrap();
    let pkcs1 = key.to_pkcs1_pem(LineEnding::LF).unwrap();
    let pkcs8 = key.to_pkcs8_pem(LineEnding::CRLF).unwrap();
    assert!(pkcs1.contains("BEGIN RSA PRIVATE KEY") && pkcs8.contains("BEGIN PRIVATE KEY"));
    for pem in [pkcs1.as_str(), pkcs8.as_str()] {
        let signer = Dkim::new("s1", "acme.example", pem).unwrap();
        let record = signer.record().clone();
        let message = mail(1, "ada@example.com", rendered("Hi", "Hello"), &sender([signer])).bytes;
        if let Some(said) = checked(&message, &[record]) {
            assert_eq!(said, ["True False"]);
        }
    }
}

#[test]
fn what_no_receiver_would_accept_is_refused() {
    for bits in [512, 768] {
        let short = RsaPrivateKey::new(&mut OsRng, bits).unwrap().to_pkcs8_pem(LineEnding::LF).unwrap();
        let refused = Dkim::new("s1", "acme.example", &short).unwrap_err();
        assert_eq!(refused, DkimError::Length(bits));
        assert!(refused.to_string().contains(&bits.to_string()));
    }
    for pem in ["", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
        assert_eq!(Dkim::new("s1", "acme.example", pem).unwrap_err(), DkimError::Key);
    }
    for (selector, domain) in [
        ("", "acme.example"),
        ("s1", "acme example"),
        ("s;1", "acme.example"),
        ("s..1", "acme.example"),
        (&*"s".repeat(64), "acme.example"),
    ] {
        assert!(matches!(Dkim::new(selector, domain, ED25519), Err(DkimError::Name(_))));
    }
}

#[test]
fn a_made_key_comes_back_from_its_pem_and_says_nothing_of_itself() {
    for key in [DkimKey::new_rsa().unwrap(), DkimKey::new_ed25519().unwrap()] {
        let pem = key.to_pem().unwrap();
        let back = DkimKey::from_pem(&pem).unwrap();
        assert_eq!((back.algorithm(), back.to_pem().unwrap()), (key.algorithm(), pem.clone()));
        let shown = format!("{key:?} {:?}", Dkim::new("s1", "acme.example", &pem).unwrap());
        assert!(pem.lines().filter(|line| !line.starts_with("---")).all(|line| !shown.contains(line)));
    }
}

#[test]
fn the_record_is_as_dns_wants_it() {
    let ed25519 = Dkim::new("s1", "acme.example", ED25519).unwrap();
    assert_eq!(ed25519.record().name, "s1._domainkey.acme.example");
    assert_eq!(ed25519.record().value, ED25519_RECORD);
    assert_eq!(ed25519.record().zone_value(), format!("\"{ED25519_RECORD}\""));
    let rsa = Dkim::new("s2", "acme.example", &DkimKey::new_rsa().unwrap().to_pem().unwrap()).unwrap();
    let zone = rsa.record().zone_value();
    let strings: Vec<&str> = zone.trim_matches('"').split("\" \"").collect();
    assert!(strings.len() == 2 && strings.iter().all(|part| part.len() <= 255), "{zone}");
    assert_eq!(strings.concat(), rsa.record().value);
    assert!(rsa.record().value.starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"), "2048 bits");
}
