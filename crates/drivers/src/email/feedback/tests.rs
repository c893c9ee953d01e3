#![allow(clippy::unwrap_used)]
use super::*;
use std::{collections::HashMap, path::PathBuf, process::Command};

mod samples;

const DSN: &str = "From: MAILER-DAEMON@mx.example\r\nTo: bounce+0123456789abcdef0123456789abcdef@acme.example\r\n\
Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
--b\r\nContent-Type: text/plain\r\n\r\nI could not deliver it.\r\n\r\n\
--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ada@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <ada@example.com>: User unknown\r\n\r\n\
--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <fedcba9876543210fedcba9876543210@acme.example>\r\nTo: ada@example.com\r\nSubject: Hi\r\n\r\nbody\r\n--b--\r\n";

#[test]
fn a_bounce_finds_its_delivery() {
    let read = read(DSN.as_bytes());
    assert_eq!(read.kind, Kind::HardBounce);
    assert_eq!(read.token.as_deref(), Some("0123456789abcdef0123456789abcdef"));
    assert_eq!(read.recipient.as_deref(), Some("ada@example.com"));
    assert_eq!(read.status.as_deref(), Some("5.1.1"));
}

#[test]
fn a_holiday_is_no_reason_to_stop_writing() {
    for raw in [
        "From: ada@example.com\nSubject: Abwesenheitsnotiz: Urlaub\n\nIch bin wieder da, wenn ich da bin.",
        "From: ada@example.com\nSubject: Re: Hi\nAuto-Submitted: auto-replied\n\nUser unknown is my favourite band.",
        "From: ada@example.com\nSubject: Risposta automatica: Ciao\n\nNon ci sono.",
    ] {
        assert_eq!(read(raw.as_bytes()).kind, Kind::AutoReply, "{raw}");
    }
    let person = "From: ada@example.com\nSubject: Re: Your offer\n\nThank you, but the shoes do not fit.";
    assert_eq!(read(person.as_bytes()).kind, Kind::Other);
}

#[test]
fn what_is_no_mail_and_no_known_notification_is_told_apart_from_a_letter() {
    for other in [
        "",
        " \r\n",
        r#"{"event-data": {"event": "failed", "severity": "permanent", "recipient": "ada@example.com"}}"#,
        r#"[{"email": "ada@example.com", "event": "bounce", "status": "5.1.1"}]"#,
        r#"{"RecordType": "SpamComplaint", "Email": "ada@example.com"}"#,
        "recipient=ada%40example.com&event=complained",
        "No such user.",
    ] {
        assert_eq!(read(other.as_bytes()).kind, Kind::NoMail, "{other}");
    }
    for letter in [
        "Subject: hello\r\n\r\nhello",
        "From ada Mon Jan  1 00:00:00 2026\nSubject: hello\n\nhello",
        r#"{"notificationType": "Delivery"}"#,
        r#"{"Type": "Notification", "Message": "hello"}"#,
    ] {
        assert_eq!(read(letter.as_bytes()).kind, Kind::Other, "{letter}");
    }
}

fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("RAPPORT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    path.is_dir().then_some(path)
}

type Mails = HashMap<String, Vec<u8>>;
type Reference = HashMap<String, Option<Kind>>;

fn of_reference(event: &serde_json::Value) -> Kind {
    match (event["reason"].as_str().unwrap(), event["softbounce"].as_i64()) {
        ("feedback", _) => Kind::Complaint,
        ("vacation", _) => Kind::AutoReply,
        (_, Some(0)) => Kind::HardBounce,
        (_, Some(1)) => Kind::SoftBounce,
        _ => Kind::Other,
    }
}

/// The mails by name, and what the reference makes of them.
fn corpus() -> Option<(Mails, Reference)> {
    let folder = shared()?.join("data/email-bounces");
    let unpacked = tempfile::tempdir().unwrap();
    let done = Command::new("tar")
        .arg("--zstd")
        .arg("-xf")
        .arg(folder.join("bounces.tar.zst"))
        .arg("-C")
        .arg(unpacked.path())
        .status();
    if !done.is_ok_and(|status| status.success()) {
        return None;
    }
    let mut mails = HashMap::new();
    for part in ["lf", "crlf", "cr", "not-a-bounce"] {
        for entry in std::fs::read_dir(unpacked.path().join(part)).unwrap() {
            let entry = entry.unwrap();
            mails.insert(
                format!("{part}/{}", entry.file_name().to_string_lossy()),
                std::fs::read(entry.path()).unwrap(),
            );
        }
    }
    let text = std::fs::read_to_string(folder.join("reference_sisimai_4.25.15.jsonl")).unwrap();
    let reference = text
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let kinds = row["events"].as_array().unwrap().iter().map(of_reference);
            // The reference answers for each recipient, we for the message: hard only if all are.
            let kind = kinds.reduce(|all, one| if one == Kind::SoftBounce { one } else { all });
            (row["file"].as_str().unwrap().to_owned(), kind)
        })
        .collect();
    Some((mails, reference))
}

/// How many of the 408 mails that the reference understands we call what it calls them: a bounce, a complaint, an
/// auto-reply, something else.
const SAME_KIND: usize = 408;
/// The same with hard and soft told apart. We leave four soft that it calls hard. In one, a server says after the message
/// that the *sender's* domain does not exist. In two, a filter names no reason at all. In one, a name server answers
/// nonsense; of another mail in the same words the reference says soft.
const SAME_HARDNESS: usize = 404;

fn is_bounce(kind: Kind) -> bool {
    matches!(kind, Kind::HardBounce | Kind::SoftBounce)
}

#[test]
fn real_reports_are_read_as_the_reference_reads_them() {
    let Some((mails, reference)) = corpus() else {
        println!("skipped: the shared folder with the bounces, or tar with zstd, is not here");
        return;
    };
    let (mut agreed, mut same_kind, mut known, mut other) = (0, 0, 0, Vec::new());
    for (file, expected) in &reference {
        let name = if file.starts_with("is-not") { format!("not-a-bounce/{file}") } else { format!("lf/{file}") };
        let found = read(&mails[&name]);
        match expected {
            Some(expected) => {
                known += 1;
                let same = found.kind == *expected || is_bounce(found.kind) && is_bounce(*expected);
                same_kind += usize::from(same);
                if found.kind == *expected {
                    agreed += 1;
                } else {
                    other.push(format!("{file}: {:?} {:?}, reference {expected:?}", found.kind, found.status));
                }
            }
            None if file.starts_with("is-not") => assert_eq!(found.kind, Kind::Other, "{file}"),
            None => {}
        }
    }
    other.sort();
    println!("same kind {same_kind}, same hardness {agreed} of {known}\n{}", other.join("\n"));
    assert!(same_kind >= SAME_KIND, "only {same_kind} of {known}");
    assert!(agreed >= SAME_HARDNESS, "only {agreed} of {known}");
}

#[test]
fn line_ends_do_not_matter_and_no_cut_panics() {
    let Some((mails, _)) = corpus() else {
        println!("skipped: the shared folder with the bounces, or tar with zstd, is not here");
        return;
    };
    for (name, raw) in &mails {
        if let Some(plain) = name.strip_prefix("crlf/").or_else(|| name.strip_prefix("cr/"))
            && let Some(lf) = mails.get(&format!("lf/{plain}"))
        {
            assert_eq!(read(raw).kind, read(lf).kind, "{name}");
        }
        // Cut at many places: whatever arrives, an answer comes back.
        for cut in (0..raw.len()).step_by(raw.len() / 12 + 1) {
            let _ = read(&raw[..cut]);
        }
    }
}

#[test]
fn the_token_is_found_in_folded_fields_and_behind_other_ids() {
    const TOKEN: &str = "0123456789abcdef0123456789abcdef";
    let own = format!("<{TOKEN}@acme.example>");
    for (field, found) in [
        (format!("Message-ID: {own}"), true),
        (format!("Message-ID:\r\n {own}"), true),
        (format!("Message-ID:\r\n\t{own}\r\nX: y"), true),
        (format!("message-id:{own}"), true),
        (format!("In-Reply-To:\n  {own}"), true),
        (format!("References: <a@b.example>\r\n <c@d.example>\r\n {own}"), true),
        (format!("Message-ID: <a@b.example>\r\nX-Other: {own}"), false),
        (format!("Message-ID: <a@b.example>\r\n\r\n{own}"), false),
    ] {
        let seen = read(format!("From: MAILER-DAEMON@mx.example\r\nSubject: x\r\n{field}\r\n\r\nText\r\n").as_bytes());
        assert_eq!(seen.token.as_deref(), found.then_some(TOKEN), "{field}");
    }
}
