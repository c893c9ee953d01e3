//! Whatever people typed: one message, the same headers (A12, P1's headers).

use super::support::*;
use crate::email::{
    pool::Pool,
    session::dot_stuffed,
    sink::{Options, Sink},
};
use mail_parser::MessageParser;
use proptest::prelude::*;
use rapport_channel::{Outcome, email::Rendered};

const HEADERS: [&str; 11] = [
    "Date",
    "From",
    "To",
    "Message-ID",
    "Subject",
    "Reply-To",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
    "X-Rapport-Message",
];

/// The header names in the order they stand, read as strictly as a header can be: every line is a name with a colon, or
/// folded; every line ends in CRLF; only printable ASCII. A recipient in other letters stands as it is (RFC 6532), and there only.
fn strict_headers(bytes: &[u8], recipient: &str) -> Vec<String> {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("an end of the headers");
    let mut names = Vec::new();
    for line in std::str::from_utf8(&bytes[..end]).expect("text").split("\r\n") {
        let plain = line.bytes().all(|b| (32..127).contains(&b) || b == b'\t');
        assert!(plain || line == format!("To: {recipient}"), "{line:?}");
        assert!(line.len() <= 998);
        if !line.starts_with([' ', '\t']) {
            let (name, _) = line.split_once(':').expect("a colon");
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{name:?}");
            names.push(name.to_owned());
        }
    }
    names
}

fn check(name: &str, subject: &str, text: &str, to: &str) {
    let mut sender = sender([]);
    sender.name = name.into();
    let body = Rendered {
        subject: rapport_channel::email::one_line(subject, 200),
        html: format!("<p>{text}</p>"),
        text: text.into(),
    };
    let Ok(mail) = crate::email::message::build(&key(1), "id", to, body, &letterhead(&sender), std::time::UNIX_EPOCH)
    else {
        assert_ne!(to, "ada@example.com", "only the address may be refused");
        return;
    };
    assert!(mail.to.chars().all(|c| !c.is_control() && !c.is_whitespace() && c != '<' && c != '>'));
    let names = strict_headers(&mail.bytes, &mail.to);
    let mut sorted = names.clone();
    sorted.sort_unstable();
    let mut expected: Vec<String> = HEADERS.iter().map(|name| (*name).to_owned()).collect();
    expected.sort_unstable();
    assert_eq!(sorted, expected);
    let parsed = MessageParser::default().parse(&mail.bytes).expect("a message");
    assert_eq!(parsed.to().unwrap().as_list().map_or(1, <[_]>::len), 1);
    assert_eq!(parsed.from().unwrap().first().unwrap().address(), Some("news@acme.example"));
    assert!(parsed.bcc().is_none() && parsed.cc().is_none());
    assert_eq!(parsed.text_body_count() + parsed.html_body_count(), 2);
    assert_eq!(parsed.attachment_count(), 0);
    // On the wire: exactly one end.
    let wire = dot_stuffed(&mail.bytes);
    assert!(wire.ends_with(b"\r\n"));
    assert!(!wire.windows(5).any(|w| w == b"\r\n.\r\n") && !wire.starts_with(b".\r\n"));
    assert!(!wire.contains(&0));
    let lonely = |at: usize| {
        wire[at] == b'\n' && (at == 0 || wire[at - 1] != b'\r') || wire[at] == b'\r' && wire.get(at + 1) != Some(&b'\n')
    };
    assert!(!(0..wire.len()).any(lonely), "a line end of half a pair");
}

fn nasty() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\u{2028}",
        "\u{2029}",
        "\u{85}",
        "\u{b}",
        ".",
        "..",
        "\r\n.\r\n",
        "\n.\n",
        "\r\n\r\n",
        "Bcc: eve@example.com",
        "=?utf-8?q?Bcc:_eve=40example.com?=",
        "=?utf-8?b?DQpCY2M6IGV2ZUBleGFtcGxlLmNvbQ==?=",
        "=0D=0A",
        "%0d%0a",
        "\t",
        " ",
        "<",
        ">",
        "\"",
        "\\",
        ",",
        ";",
        ":",
        "@",
        "ä",
        "€",
        "😀",
        "\u{202e}",
        "a",
        "Ada",
        "--",
        "DATA",
        "QUIT",
        "\u{feff}",
        "\r\n ",
        "()",
        "\u{7f}",
    ]);
    prop::collection::vec(bits, 0..12).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_typed_becomes_a_header(name in nasty(), subject in nasty(), text in nasty()) {
        check(&name, &subject, &text, "ada@example.com");
    }

    #[test]
    fn nothing_typed_becomes_a_command(to in nasty()) {
        check("Acme", "Hi", "Hello", &format!("ada{to}@example.com"));
        check("Acme", "Hi", "Hello", &format!("ada@example.com{to}"));
    }

    #[test]
    fn dots_come_back_as_they_were(lines in prop::collection::vec("[.a]{0,4}", 0..12)) {
        let text = lines.join("\r\n") + "\r\n";
        let wire = dot_stuffed(text.as_bytes());
        let back: String = String::from_utf8(wire).unwrap().split_inclusive("\r\n").map(|line| line.strip_prefix('.').unwrap_or(line)).collect();
        prop_assert_eq!(back, text);
    }
}

#[tokio::test]
async fn what_arrives_is_what_was_written() {
    let sink = Sink::start("127.0.0.1:0", Options::default()).await.unwrap();
    let pool = Pool::new(settings(&sink)).unwrap();
    let text = "Grüße\r\n.\r\n..zwei\r\nZażółć gęślą jaźń €\r\n";
    let mail = mail(1, "ada@example.com", rendered("Schuhe für Ada – jetzt", text), &sender([]));
    assert!(matches!(pool.deliver(&mail, &Watch::default()).await, Outcome::Accepted { .. }));
    let seen = sink.seen();
    let parsed = MessageParser::default().parse(&seen[0].message).unwrap();
    assert_eq!(parsed.subject(), Some("Schuhe für Ada – jetzt"));
    assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), text.replace("\r\n", "\n").trim_end());
    assert_eq!(parsed.from().unwrap().first().unwrap().name(), Some("Acme Schuhe & Söhne"));
    let header = |name: &'static str| parsed.header_raw(name).map(str::trim).map(str::to_owned);
    assert_eq!(header("List-Unsubscribe").unwrap(), "<https://acme.example/p/unsubscribe/abc>");
    assert_eq!(header("List-Unsubscribe-Post").unwrap(), "List-Unsubscribe=One-Click");
    let again = super::support::mail(1, "ada@example.com", rendered("x", "y"), &sender([]));
    let second = MessageParser::default().parse(&again.bytes).unwrap().message_id().map(str::to_owned);
    assert_eq!(parsed.message_id().map(str::to_owned), second, "one send key, one Message-ID");
}
