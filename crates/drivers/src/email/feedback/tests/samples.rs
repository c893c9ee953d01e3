//! A small report of our own for each rule, so that the rules are held without the collected mails too.

use super::*;

/// A report without MIME, as older servers write it.
fn plain(text: &str) -> Feedback {
    read(
        format!("From: MAILER-DAEMON@mx.example\nSubject: Returned mail\n\n{text}\n\n--- original message\n")
            .as_bytes(),
    )
}

/// A report by RFC 3464, its groups as given.
fn report(text: &str, groups: &str) -> Feedback {
    let head = "From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMIME-Version: 1.0\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n";
    let status = format!("--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n{groups}\n");
    read(format!("{head}--b\nContent-Type: text/plain\n\n{text}\n\n{status}\n--b--\n").as_bytes())
}

fn group(status: &str, diagnostic: &str) -> String {
    format!(
        "\nFinal-Recipient: rfc822; ada@example.com\nAction: failed\nStatus: {status}\nDiagnostic-Code: smtp; {diagnostic}\n"
    )
}

fn is_hard(feedback: &Feedback) -> bool {
    match feedback.kind {
        Kind::HardBounce => true,
        Kind::SoftBounce => false,
        other => panic!("{other:?} is no bounce"),
    }
}

#[test]
fn nobody_there_proves_something_only_of_the_recipient() {
    let nobody = "550 <ada@example.com>: User unknown";
    for (hard, words, why) in [
        (true, "host mx.example said: {} (in reply to RCPT TO command)", "the recipient was refused"),
        (true, "SMTP error after RCPT TO:<ada@example.com>: {}", "the recipient was refused"),
        (true, ">>> RCPT TO:<ada@example.com>\n<<< {}\n>>> DATA\n<<< 503 no recipients", "the rest follows from it"),
        (false, "host mx.example said: {} (in reply to end of DATA command)", "a filter speaks"),
        (false, ">>> RCPT TO:<ada@example.com>\n<<< 250 ok\n>>> DATA\n<<< {}", "a filter speaks"),
        (false, "SMTP error after MAIL FROM:<news@acme.example>: {}", "the sender is meant"),
        (false, "The server said: {}", "nobody knows to what"),
    ] {
        let words = words.replace("{}", nobody);
        assert_eq!(is_hard(&plain(&words)), hard, "{why}: {words}");
        assert_eq!(is_hard(&report(&words, &group("5.0.0", nobody))), hard, "{why}: {words}");
    }
}

#[test]
fn an_address_status_bears_the_words_out_whenever_they_were_said() {
    for (hard, status, diagnostic) in [
        (true, "5.1.1", "550 User unknown"),
        (true, "5.1.1", "550 no"),
        (true, "5.0.0", "550 5.1.1 User unknown"),
        (true, "5.5.0", "550 Requested action not taken: mailbox unavailable"),
        (false, "5.5.0", "550 your host is unwelcome"),
        (false, "5.7.1", "550 5.7.1 User unknown"),
        (false, "5.2.1", "550 5.2.1 User unknown"),
        (false, "5.1.1", "550 5.1.1 refused by recipient preferences"),
        (false, "5.0.0", "5.1.0 - unknown address 550 5.7.1 access denied"),
        (false, "4.1.1", "450 4.1.1 User unknown"),
    ] {
        let read = report("", &group(status, diagnostic));
        assert_eq!(is_hard(&read), hard, "{status} {diagnostic}");
    }
}

#[test]
fn a_domain_without_mail_and_a_directory_without_the_name_are_proof() {
    for words in [
        "550 Host unknown",
        "ada@example.com: Domain does not exist",
        "Name service error for example.com: Host not found",
        "The domain has a null MX",
        "They may be blacklisted, or missing the proper dns entries.",
        "User Ada not listed in Domino Directory",
        "The recipient name is not recognized",
        "Unknown user: ada@example.com",
        "550 5.4.1 Recipient address rejected: Access denied",
        "551 Ada has moved",
    ] {
        assert!(is_hard(&plain(&format!("It could not be delivered. {words}"))), "{words}");
    }
    for words in [
        "Name service error for example.com: Host not found, try again",
        "SMTP error after end of data: 553 acme.example: domain does not exist",
        "SMTP error after MAIL FROM:<news@acme.example>: 550 unknown domain",
        "Malformed or unexpected name server reply",
    ] {
        assert!(!is_hard(&plain(&format!("It could not be delivered. {words}"))), "{words}");
    }
}

#[test]
fn a_full_mailbox_a_failed_program_and_a_rule_leave_the_address_alive() {
    let gone = group("5.1.1", "550 5.1.1 User unknown");
    assert!(is_hard(&report("It failed.", &gone)));
    for text in ["Rejected: not enough disk space.", "user unknown. Command output: cannot start the filter"] {
        assert!(!is_hard(&report(text, &gone)), "{text}");
    }
    let by_rule = format!("\nReporting-MTA: dns; inbound-smtp.eu.example\n{gone}");
    assert!(!is_hard(&report("It failed.", &by_rule)), "rules answered for the mailbox");
}

#[test]
fn an_address_that_passes_mail_on_is_dead_only_if_all_behind_it_are() {
    let gone = group("5.1.1", "550 5.1.1 User unknown");
    let full = group("5.2.2", "552 5.2.2 Mailbox full");
    assert!(is_hard(&report("", &format!("{gone}{gone}"))));
    assert!(!is_hard(&report("", &format!("{gone}{full}"))));
    assert!(!is_hard(&report("", &format!("{full}{gone}"))));
}

#[test]
fn some_are_known_to_mean_the_recipient() {
    let plain_550 = "550 ada@example.com... No such user";
    for text in [
        "This is the mail delivery agent at messagelabs.com.",
        "This is the mail delivery agent at Symantec Email Security.cloud.",
        "--- The following addresses had delivery problems ---",
    ] {
        assert!(is_hard(&report(text, &group("5.0.0", plain_550))), "{text}");
    }
    let bad_mailbox = format!("{}X-PowerMTA-BounceCategory: bad-mailbox\n", group("5.0.0", plain_550));
    assert!(is_hard(&report("", &bad_mailbox)));
    for domain in ["ezweb.ne.jp", "au.com"] {
        assert!(is_hard(&report("", &group("5.0.0", &format!("550 <ada@{domain}>: User unknown")))), "{domain}");
        assert!(!is_hard(&report("", &group("5.0.0", "550 : User unknown"))), "the filter of {domain}");
    }
    assert!(is_hard(&plain("It could not be delivered.\n550 no such user here\nRCPT TO: 0000000000@vtext.com")));
}

#[test]
fn a_report_inside_a_mail_counts_if_a_server_wrote_it() {
    let inner = |from: &str| {
        format!(
            "--w\nContent-Type: message/rfc822\n\nFrom: {from}\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; boundary=\"i\"\n\n--i\nContent-Type: message/delivery-status\n{}\n--i--\n\n--w--\n",
            group("5.1.1", "550 5.1.1 User unknown")
        )
    };
    let wrapped = |from: &str, inside: &str| {
        let head =
            format!("From: {from}\nSubject: Fwd\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"w\"\n\n");
        read(format!("{head}--w\nContent-Type: text/plain\n\nSee below.\n\n{}", inner(inside)).as_bytes()).kind
    };
    let server = "MAILER-DAEMON@inner.example";
    assert_eq!(wrapped("MAILER-DAEMON@filter.example", server), Kind::HardBounce);
    assert_eq!(wrapped("grace@example.com", server), Kind::HardBounce, "a person passes on what their server said");
    assert_eq!(wrapped("grace@example.com", "bob@example.com"), Kind::Other, "people write no reports");
}

#[test]
fn words_of_other_alphabets_are_read_in_their_encoding() {
    // ISO-2022-JP: "not found in the directory", as Domino says it.
    let said = b"\x1b$B%G%#%l%/%H%j$K$O8+$D$+$j$^$;$s\x1b(B";
    let mut raw = b"From: postmaster@mx.example\nSubject: Undeliverable\nMIME-Version: 1.0\n\
        Content-Type: text/plain; charset=ISO-2022-JP\n\nThe message could not be delivered.\n"
        .to_vec();
    raw.extend_from_slice(said);
    assert_eq!(read(&raw).kind, Kind::HardBounce);
}

#[test]
fn our_own_greeting_and_sender_refused_are_no_word_of_the_recipient() {
    let at_rcpt = "host mx.example said: {} (in reply to RCPT TO command)";
    for said in [
        "550 5.7.1 <mail.acme.example>: Helo command rejected: Host not found",
        "504 5.5.2 <acme>: Helo command rejected: need fully-qualified hostname; unknown host",
        "550 5.7.1 EHLO argument does not match: host not found",
        "550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1): no such host",
        "550 5.1.8 <news@acme.example>: Sender address rejected: Domain not found",
        "553 5.1.8 <news@acme.example>... Domain of sender address news@acme.example does not exist",
        "550-Verification failed for <news@acme.example> 550-Unrouteable address 550 Sender verify failed",
        "550 Sender domain does not exist",
        "554 5.7.1 Client host rejected: cannot find your reverse hostname, host unknown",
        "550 No PTR record: unknown host",
    ] {
        let words = at_rcpt.replace("{}", said);
        let status = if said.contains("5.1.8") { "5.1.8" } else { "5.0.0" };
        for read in [
            plain(&format!("It could not be delivered. {words}")),
            report(&words, &group(status, said)),
            report("", &group("5.1.2", said)),
        ] {
            assert!(!is_hard(&read), "{said}");
        }
    }
    for said in [
        "550 5.1.2 <ada@nowhere.example>: Recipient address rejected: Domain not found",
        "550 5.1.1 <ada@example.com>: Recipient address rejected: User unknown in virtual mailbox table",
    ] {
        let words = at_rcpt.replace("{}", said);
        assert!(is_hard(&report(&words, &group("5.0.0", said))), "{said}");
    }
}

#[test]
fn a_report_that_says_delivered_changes_nothing() {
    for action in ["delivered", "relayed", "expanded", "Delivered (to the mailbox)"] {
        let group = group("2.0.0", "250 ok").replace("Action: failed", &format!("Action: {action}"));
        assert_eq!(report("It was delivered; user unknown elsewhere.", &group).kind, Kind::Other, "{action}");
    }
}

/// The notification service mails the notification as a text inside a JSON of its own.
#[test]
fn a_notice_inside_another_json_is_read() {
    const TOKEN: &str = "0123456789abcdef0123456789abcdef";
    let bounce = format!(
        r#"{{ "notificationType" : "Bounce", "mail": {{"source": "bounce+{TOKEN}@acme.example"}}, "bounce" : {{
            "bounceType" : "Permanent", "bouncedRecipients" : [ {{ "emailAddress" : "ada@example.com",
            "status" : "5.1.1", "diagnosticCode" : "smtp; 550 5.1.1 \"no\" such user" }} ] }} }}"#
    );
    let packed =
        |inner: &str| serde_json::json!({"Type": "Notification", "Message": inner, "Subject": null}).to_string();
    let complaint =
        r#"{"eventType": "Complaint", "complaint": {"complainedRecipients": [{"emailAddress": "ada@example.com"}]}}"#;
    let mail = |body: &str| {
        read(format!("From: no-reply@sns.example\nSubject: Notice\n\n{body}\n\n--\nTo stop: {{}}\n").as_bytes())
    };
    for body in
        [bounce.clone(), packed(&bounce), packed(&packed(&bounce)), format!("Notice {{1}}: {}", packed(&bounce))]
    {
        let read = mail(&body);
        assert_eq!((read.kind, read.recipient.as_deref()), (Kind::HardBounce, Some("ada@example.com")), "{body}");
        assert_eq!((read.token.as_deref(), read.status.as_deref()), (Some(TOKEN), Some("5.1.1")), "{body}");
    }
    let read = mail(&packed(complaint));
    assert_eq!((read.kind, read.recipient.as_deref()), (Kind::Complaint, Some("ada@example.com")));
    for nothing in [packed("{\"notificationType\": \"Delivery\"}"), "{".repeat(1_000), packed("bounce")] {
        assert_eq!(mail(&nothing).kind, Kind::Other, "{nothing}");
    }
}

#[test]
fn notices_of_amazon_ses_are_read() {
    let notice = |body: &str| read(format!("From: no-reply@sns.example\nSubject: Notification\n\n{body}\n").as_bytes());
    let bounce = |kind: &str, status: &str| {
        notice(&format!(
            "{{\"notificationType\":\"Bounce\",\"bounce\":{{\"bounceType\":\"{kind}\",\"bouncedRecipients\":[{{\"emailAddr!\n ess\":\
             \"ada@example.com\",\"status\":\"{status}\",\"diagnosticCode\":\"smtp; 550 {status} no\"}}]}}}}"
        ))
    };
    let permanent = bounce("Permanent", "5.1.1");
    assert_eq!((permanent.kind, permanent.recipient.as_deref()), (Kind::HardBounce, Some("ada@example.com")));
    assert_eq!(bounce("Permanent", "5.7.1").kind, Kind::SoftBounce);
    assert_eq!(bounce("Transient", "5.1.1").kind, Kind::SoftBounce);
    let complaint = "{\"notificationType\":\"Complaint\",\"complaint\":{\"complaintFeedbackType\":\"abuse\"}}";
    assert_eq!(notice(complaint).kind, Kind::Complaint);
    assert_eq!(notice(&complaint.replace("abuse", "not-spam")).kind, Kind::Other);
    assert_eq!(notice("{\"notificationType\":\"Delivery\"}").kind, Kind::Other);
}

/// Posted by Amazon SNS, in its envelope or as it is; SES writes a Message-ID of its own and tells the headers it was given.
#[test]
fn a_notification_of_amazon_ses_is_read_as_json() {
    const TOKEN: &str = "0123456789abcdef0123456789abcdef";
    const OTHER: &str = "fedcba9876543210fedcba9876543210";
    let bounce = |source: &str, headers: serde_json::Value, common: &str| {
        serde_json::json!({"notificationType": "Bounce",
            "mail": {"messageId": "0100018c-000000", "source": source, "headers": headers, "commonHeaders": {"messageId": common}},
            "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "ada@example.com", "status": "5.1.1"}]}})
        .to_string()
    };
    let header =
        |name: &str, value: &str| serde_json::json!([{"name": "From", "value": "a"}, {"name": name, "value": value}]);
    let none = serde_json::json!([]);
    let amazon = format!("<{OTHER}@email.amazonses.example>");
    let cases = [
        (bounce(&format!("bounce+{TOKEN}@acme.example"), none.clone(), &amazon), Some(TOKEN), "the envelope sender"),
        (bounce("shop@acme.example", header("X-Rapport-Message", TOKEN), &amazon), Some(TOKEN), "our own header"),
        (
            bounce("shop@acme.example", header("Message-ID", &format!("<{TOKEN}@acme.example>")), "x"),
            Some(TOKEN),
            "its own",
        ),
        (
            bounce("shop@acme.example", none.clone(), &format!("<{TOKEN}@acme.example>")),
            Some(TOKEN),
            "the common headers",
        ),
        (bounce("shop@acme.example", none, "x"), None, "nothing"),
    ];
    for (notification, token, by) in cases {
        let envelope =
            serde_json::json!({"Type": "Notification", "MessageId": "m", "Message": notification}).to_string();
        for posted in [notification, format!("\n{envelope}\n")] {
            let read = read(posted.as_bytes());
            assert_eq!((read.kind, read.recipient.as_deref()), (Kind::HardBounce, Some("ada@example.com")), "{by}");
            assert_eq!((read.token.as_deref(), read.status.as_deref()), (token, Some("5.1.1")), "{by}");
        }
    }
    let quoted = format!("Message-ID: <x@mail.example>\r\nX-Rapport-Message: {TOKEN}\r\nTo: ada@example.com");
    assert_eq!(
        plain(&format!("550 5.1.1 user unknown\n\n{quoted}")).token.as_deref(),
        Some(TOKEN),
        "a mail that quotes it"
    );
    assert_eq!(read(b"{}").kind, Kind::NoMail, "nothing of a mail");
}

#[test]
fn a_subscription_is_confirmed_at_amazon_alone() {
    let asked = |kind: &str, address: &str| {
        read(serde_json::json!({"Type": kind, "SubscribeURL": address}).to_string().as_bytes()).confirm
    };
    let amazon = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=1";
    assert_eq!(asked("SubscriptionConfirmation", amazon).as_deref(), Some(amazon));
    for address in [
        "https://sns.evil.example/?a=.amazonaws.com",
        "http://sns.eu.amazonaws.com/",
        "https://sns.evil.example#.amazonaws.com",
    ] {
        assert_eq!(asked("SubscriptionConfirmation", address), None, "{address}");
    }
    assert_eq!(asked("Notification", amazon), None);
}
