#![allow(clippy::unwrap_used)]
use super::{
    encode::{DLE, ESC, GS},
    fake::{Fake, Manners},
    paper::Row,
    status::{Answer, Listener},
    text::{glyphs, wrap},
    *,
};
use crate::reach::Networks;
use proptest::prelude::*;
use rapport_channel::{
    Outcome,
    receipt::{Align, Line, Receipt, Symbol, Text, Voucher},
};
use std::{sync::Arc, time::Duration};

fn line(text: &str) -> Line {
    Line::Text(Text { text: text.into(), size: 1, ..Text::default() })
}

fn receipt(greeting: &str, lines: &[&str], title: &str, terms: &str) -> Receipt {
    let greeting = Text { text: greeting.into(), bold: true, size: 2, align: Align::Center };
    let mut all = vec![Line::Text(greeting), Line::Rule];
    all.extend(lines.iter().map(|text| line(text)));
    let voucher = Voucher {
        title: Some(title.into()),
        code: "7KQM-2WXR-9FTC".into(),
        symbol: Symbol::Qr,
        terms: Some(terms.into()),
    };
    Receipt { lines: all, voucher: Some(voucher), cut: true }
}

fn plain(text: &str) -> Receipt {
    Receipt { lines: vec![line(text)], voucher: None, cut: true }
}

fn printed(receipt: &Receipt, profile: &Profile) -> Paper {
    Paper::read(&encode(receipt, profile, JobId::of("job")).unwrap().bytes, profile)
}

fn anywhere() -> Arc<Networks> {
    Arc::new(Networks::new(["0.0.0.0/0"]).unwrap())
}

fn quick() -> Patience {
    let long = Duration::from_secs(5);
    let short = Duration::from_millis(200);
    Patience { turn: long, connect: long, answer: short, send: long, confirm: short }
}

fn languages() -> [(&'static str, Receipt); 5] {
    [
        (
            "en",
            receipt(
                "Thank you, Zoë!",
                &["Yesterday you looked at “trail shoes” – they’re here, in size 39.", "", "Café next door: £2 off."],
                "€5 off socks",
                "Until Saturday; one for each person.",
            ),
        ),
        (
            "de",
            receipt(
                "Schöne Grüße, Jörg!",
                &[
                    "Gestern haben Sie „Straßenschuhe“ gesucht: Größe 39 ist da.",
                    "",
                    "Übrigens: Fußpflege 3 € günstiger.",
                ],
                "5 € auf Socken",
                "Gültig bis Samstag, für jede Person einmal.",
            ),
        ),
        (
            "it",
            receipt(
                "Grazie, Nicolò!",
                &[
                    "Ieri ha cercato «scarpe da città»: il numero 39 c’è già.",
                    "",
                    "È qui, perché no? Così è più comodo.",
                ],
                "5 € sui calzini",
                "Valido fino a sabato, uno per persona.",
            ),
        ),
        (
            "nl",
            receipt(
                "Bedankt, Daniël!",
                &[
                    "Gisteren zocht u één paar ‘wandelschoenen’: maat 39 is er.",
                    "",
                    "Knie geblesseerd? Coöperatief advies à € 0.",
                ],
                "€ 5 korting op sokken",
                "Geldig tot zaterdag, één per persoon.",
            ),
        ),
        (
            "pl",
            receipt(
                "Dziękujemy, Łucjo!",
                &[
                    "Wczoraj szukała Pani „butów w góry”: rozmiar 39 już jest.",
                    "",
                    "Zażółć gęślą jaźń, ŻÓŁĆ i 3 € mniej.",
                ],
                "5 € zniżki na skarpety",
                "Ważne do soboty, jeden dla każdej osoby.",
            ),
        ),
    ]
}

/// The paper in the customer's hand, in five languages; `RAPPORT_GOLDEN=write` writes what came out instead of comparing.
#[test]
fn the_paper_reads_right_in_five_languages() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/printer/golden");
    for (profile_name, profile) in [("wide", Profile::wide()), ("narrow", Profile::narrow()), ("old", Profile::old())] {
        for (language, receipt) in languages() {
            let paper = printed(&receipt, &profile);
            assert_eq!(paper.foreign, []);
            let file = folder.join(format!("{language}-{profile_name}.txt"));
            if std::env::var_os("RAPPORT_GOLDEN").is_some_and(|v| v == "write") {
                std::fs::write(&file, paper.to_string()).unwrap();
            }
            let expected = std::fs::read_to_string(&file).unwrap();
            assert_eq!(paper.to_string(), expected, "{}", file.display());
        }
    }
}

#[test]
fn every_letter_of_the_five_languages_comes_out_as_itself() {
    let letters = "äöüÄÖÜß àèéìíîòóùú ÀÈÉÌÒÙ áéíóú ëïöüéèê Ëï ąćęłńóśźż ĄĆĘŁŃÓŚŹŻ €£§°²«»©";
    let paper = printed(&plain(letters), &Profile::wide());
    assert_eq!(paper.words().replace('\n', " "), letters);
    // Written as letter and accent apart, they are the same letters.
    let apart = "u\u{308} o\u{301} z\u{307} e\u{328} n\u{303}";
    assert_eq!(printed(&plain(apart), &Profile::wide()).words(), "ü ó ż ę ñ");
}

#[test]
fn greek_and_cyrillic_are_printed_and_a_picture_of_many_parts_is_one_mark() {
    for text in ["Ευχαριστούμε, Ζωή! 5 €", "Спасибо, Анна! Київ", "Ωμέγα и Ы"] {
        assert_eq!(printed(&plain(text), &Profile::wide()).words(), text);
    }
    for (text, mark) in [
        ("a \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} b", "a ? b"),
        ("\u{1f44d}\u{1f3fd}\u{1f44d}", "??"),
        ("\u{1f1e9}\u{1f1ea}\u{1f1ee}\u{1f1f9}", "??"),
        ("\u{2764}\u{fe0f} x", "? x"),
        ("\u{1f600}\u{1f600}", "??"),
    ] {
        assert_eq!(printed(&plain(text), &Profile::wide()).words(), mark, "{text}");
    }
}

#[test]
fn what_no_page_has_becomes_plainer() {
    let paper = printed(&plain("5 € für Łukasz: „Żółw” … 東京 😀 x\u{200b}y"), &Profile::old());
    assert_eq!(paper.words(), "5 EUR für Lukasz: \"Zólw\" ... ?? ? xy");
}

#[test]
fn pages_change_only_where_they_must() {
    let bytes = encode(&plain("Grüße, Łódź"), &Profile::wide(), JobId::of("job")).unwrap().bytes;
    let switches: Vec<u8> = bytes.windows(3).filter(|w| w[..2] == [ESC, b't']).map(|w| w[2]).collect();
    // 858 for the umlaut; 852 for Ł, which also has ó and ź.
    assert_eq!(switches, [19, 18]);
}

#[test]
fn a_bar_code_that_would_not_fit_becomes_a_qr_code() {
    let voucher = |code: &str, symbol| Receipt {
        lines: Vec::new(),
        voucher: Some(Voucher { title: None, code: code.into(), symbol, terms: None }),
        cut: true,
    };
    let long = "HTTPS://V.EXAMPLE/7KQM-2WXR-9FTC";
    let first = |code, symbol, profile| printed(&voucher(code, symbol), &profile).rows[0].clone();
    assert_eq!(first("A{1", Symbol::Barcode, Profile::wide()), Row::Barcode("A{1".into()));
    assert_eq!(first(long, Symbol::Barcode, Profile::wide()), Row::Qr(long.into()));
    assert_eq!(first("A-1", Symbol::Qr, Profile::old()), Row::Barcode("A-1".into()));
    assert!(matches!(first(long, Symbol::Qr, Profile::old()), Row::Text { text, .. } if text == long));
    assert_eq!(encode(&voucher("a\x1bb", Symbol::Qr), &Profile::wide(), JobId::of("j")), Err(EncodeError::Code));
}

/// A14: whatever two bytes or characters follow each other in a customer's text, no command is among them.
#[test]
fn no_pair_of_characters_can_become_a_command() {
    for profile in [Profile::wide(), Profile::narrow(), Profile::old()] {
        for first in 0..=255u8 {
            // One receipt holds all pairs with this first byte; the line keeps them apart.
            let mut all = plain("");
            all.lines =
                (0..=255u8).map(|second| line(&format!("<{}{}>", char::from(first), char::from(second)))).collect();
            judge(&all, &profile, 256);
        }
    }
}

fn judge(receipt: &Receipt, profile: &Profile, lines: usize) {
    let bytes = encode(receipt, profile, JobId::of("job")).unwrap().bytes;
    let paper = Paper::read(&bytes, profile);
    assert_eq!(paper.foreign, []);
    let texts: Vec<&str> = paper
        .rows
        .iter()
        .filter_map(|row| if let Row::Text { text, .. } = row { Some(text.as_str()) } else { None })
        .collect();
    assert_eq!(texts.len(), lines);
    assert!(texts.iter().all(|text| text.starts_with('<') && text.ends_with('>')));
    // Real-time commands work in the middle of anything.
    assert!(!bytes.windows(2).any(|w| w[0] == DLE && matches!(w[1], 0x04 | 0x05 | 0x14)));
    // Looks, cut and confirmation are the encoder's: exactly one of each.
    let count = |command: &[u8]| bytes.windows(command.len()).filter(|w| *w == command).count();
    assert_eq!(count(&[ESC, b'@']), 1);
    assert_eq!(count(&[GS, b'V']), usize::from(profile.cutter));
    assert_eq!(count(&[ESC, b'p']), 0);
}

/// The judge itself must see a command when there is one.
#[test]
fn the_judge_sees_foreign_commands() {
    for bytes in
        [&[ESC, b'p', 0, 25, 250][..], &[GS, b'v', b'0'], &[DLE, 4, 1], &[0x7f], &[0x9b], &[0x07], &[ESC, b't', 200]]
    {
        assert_ne!(Paper::read(bytes, &Profile::wide()).foreign, [], "{bytes:02x?}");
    }
}

proptest! {
    #[test]
    fn no_text_at_all_can_become_a_command(text in any::<String>(), title in any::<String>()) {
        let mut all = receipt(&text, &[&text], &title, &text);
        for profile in [Profile::wide(), Profile::narrow(), Profile::old()] {
            let paper = printed(&all, &profile);
            prop_assert_eq!(&paper.foreign, &[]);
            prop_assert!(paper.rows.iter().filter(|row| matches!(row, Row::Cut | Row::Feed(_))).count() == 1);
        }
        all.voucher = None;
        prop_assert_eq!(printed(&all, &Profile::wide()).rows.iter().filter(|r| matches!(r, Row::Qr(_))).count(), 0);
    }

    #[test]
    fn wrapping_loses_no_letter(text in "[a-zäłß ]{0,120}", width in 1..50usize) {
        let all = glyphs(&text, &Profile::wide().pages);
        let lines = wrap(&all, width);
        prop_assert!(lines.iter().all(|line| line.len() <= width));
        let letters = |list: &[text::Glyph]| list.iter().filter(|g| g.byte != b' ').copied().collect::<Vec<_>>();
        prop_assert_eq!(letters(&lines.concat()), letters(&all));
    }

    #[test]
    fn any_bytes_make_some_paper(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Paper::read(&bytes, &Profile::wide()).to_string();
    }

    #[test]
    fn any_answers_can_be_heard(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut listener = Listener::default();
        for byte in bytes {
            let _ = listener.hear(byte);
        }
    }
}

#[test]
fn answers_are_told_apart() {
    let mut listener = Listener::default();
    let said = [0x12, 0x11, 0x10, 0x12, 0x00, 0x0f, 0x13, 0x00, b'7', b'"', b'a', b'b', b'c', b'd', 0, 0x16];
    let heard: Vec<Answer> = said.into_iter().filter_map(|byte| listener.hear(byte)).collect();
    assert_eq!(heard, [Answer::RealTime(0x12), Answer::InTurn(0), Answer::Process(*b"abcd"), Answer::RealTime(0x16)]);
}

#[tokio::test]
async fn a_receipt_comes_out_and_is_confirmed() {
    for profile in [Profile::wide(), Profile::narrow()] {
        let fake = Fake::start(Manners { status: [0, 0, 0, 0x0c], ..Manners::default() }).await;
        let printer = Printer::new(&fake.address, anywhere(), profile.clone(), quick());
        let (_, receipt) = languages().into_iter().next().unwrap();
        let printing = printer.print("m1", &receipt).await;
        assert_eq!(printing, Printing::Printed { paper_low: true });
        assert_eq!(printing.outcomes("m1"), [Outcome::Accepted { provider_id: Some("m1".into()) }, Outcome::Printed]);
        let paper = wait_for_paper(&fake, &profile).await;
        assert_eq!(paper.foreign, []);
        assert!(paper.rows.contains(&Row::Qr("7KQM-2WXR-9FTC".into())));
    }
}

async fn wait_for_paper(fake: &Fake, profile: &Profile) -> Paper {
    for _ in 0..200 {
        if let Some(paper) = fake.papers(profile).pop() {
            return paper;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no paper came out");
}

#[tokio::test]
async fn a_printer_that_cannot_print_gets_nothing() {
    let cases = [
        ([0, 0, 0, 0x60], Refusal::PaperOut),
        ([0x08, 0x20, 0, 0], Refusal::PaperOut),
        ([0x08, 0x04, 0, 0], Refusal::CoverOpen),
        ([0x08, 0x40, 0x08, 0], Refusal::Cutter),
        ([0x08, 0x40, 0, 0], Refusal::Fault),
        ([0x08, 0, 0, 0], Refusal::Offline),
    ];
    for (status, why) in cases {
        let fake = Fake::start(Manners { status, ..Manners::default() }).await;
        let printer = Printer::new(&fake.address, anywhere(), Profile::wide(), quick());
        let printing = printer.print("m", &plain("Hello")).await;
        assert_eq!(printing, Printing::Refused(why));
        assert_eq!(printing.outcomes("m"), [Outcome::NotSent { why: why.code().into() }]);
        assert_eq!(printer.status().await, Err(why));
        assert_eq!(fake.papers(&Profile::wide()), []);
    }
}

#[tokio::test]
async fn silence_strangers_and_empty_addresses_are_refused() {
    let mute = Fake::start(Manners { mute: true, ..Manners::default() }).await;
    let web = Fake::start(Manners { mute: true, greeting: &[b'x'; 300], ..Manners::default() }).await;
    let slow = Fake::start(Manners { delay: Duration::from_secs(2), ..Manners::default() }).await;
    for (address, why) in [
        (mute.address.as_str(), Refusal::NoAnswer),
        (web.address.as_str(), Refusal::NotAPrinter),
        (slow.address.as_str(), Refusal::NoAnswer),
        // Port 1 on this machine: no one listens.
        ("127.0.0.1:1", Refusal::Unreachable),
        ("not an address", Refusal::NotListed),
    ] {
        let printer = Printer::new(address, anywhere(), Profile::wide(), quick());
        assert_eq!(printer.print("m", &plain("Hello")).await, Printing::Refused(why), "{address}");
    }
}

/// Lost before the voucher: refused, and no voucher is on the paper. Lost after: unknown.
#[tokio::test]
async fn a_connection_cut_at_each_byte_never_claims_too_much() {
    let (_, receipt) = languages().into_iter().next_back().unwrap();
    let profile = Profile::wide();
    let job = encode(&receipt, &profile, JobId::of("m")).unwrap();
    for cut in (1..job.bytes.len()).step_by(7).chain([job.commit, job.commit + 1]) {
        let fake = Fake::start(Manners { cut_after: Some(cut), ..Manners::default() }).await;
        let printing = Printer::new(&fake.address, anywhere(), profile.clone(), quick()).print("m", &receipt).await;
        let paper = wait_for_paper(&fake, &profile).await;
        if cut <= job.commit {
            assert_eq!(printing, Printing::Refused(Refusal::LostMidway), "{cut}");
            assert!(!paper.words().contains("7KQM"));
            assert!(matches!(printing.outcomes("m")[..], [Outcome::Refused { permanent: true, .. }]));
        } else {
            assert_eq!(printing, Printing::Unknown(Doubt::Lost), "{cut}");
        }
    }
}

#[tokio::test]
async fn paper_that_ends_midway_holds_the_voucher_back() {
    let (_, receipt) = languages().into_iter().next().unwrap();
    let manners = Manners { later: Some((40, [0x08, 0x20, 0, 0x60])), ..Manners::default() };
    let fake = Fake::start(manners).await;
    let profile = Profile::wide();
    let printing = Printer::new(&fake.address, anywhere(), profile.clone(), quick()).print("m", &receipt).await;
    assert_eq!(printing, Printing::Refused(Refusal::LostMidway));
    assert!(!wait_for_paper(&fake, &profile).await.words().contains("7KQM"));
}

#[tokio::test]
async fn no_confirmation_means_unknown() {
    let never = Profile { finish: Finish::Never, ..Profile::wide() };
    let cases = [
        (Manners { unconfirming: true, ..Manners::default() }, Profile::wide(), Doubt::Silent),
        (Manners { cut_at_end: true, ..Manners::default() }, Profile::narrow(), Doubt::Lost),
        (Manners::default(), never, Doubt::Unconfirmed),
    ];
    for (manners, profile, doubt) in cases {
        let fake = Fake::start(manners).await;
        let printing = Printer::new(&fake.address, anywhere(), profile, quick()).print("m", &plain("Hello")).await;
        assert_eq!(printing, Printing::Unknown(doubt));
        assert_eq!(printing.outcomes("m"), [Outcome::Unknown { why: doubt.code().into() }]);
    }
}

#[tokio::test]
async fn a_withdrawal_while_it_waits_stops_it() {
    let fake = Fake::start(Manners::default()).await;
    let printer = Printer::new(&fake.address, anywhere(), Profile::wide(), quick());
    let printing = printer.print_if("m", &plain("Hello"), || Err("withdrawn")).await;
    assert_eq!(printing.outcomes("m"), [Outcome::Stopped { why: "withdrawn".into() }]);
    assert_eq!(printer.print("m2", &plain("Next")).await, Printing::Printed { paper_low: false });
    // The fake keeps a paper when its line closes.
    let paper = wait_for_paper(&fake, &Profile::wide()).await;
    assert_eq!((paper.words().as_str(), fake.papers(&Profile::wide()).len()), ("Next", 1));
}

#[tokio::test]
async fn one_receipt_at_a_time() {
    let fake = Fake::start(Manners { delay: Duration::from_millis(20), ..Manners::default() }).await;
    let patience = Patience { turn: Duration::from_millis(50), ..quick() };
    let printer = Printer::new(&fake.address, anywhere(), Profile::wide(), patience);
    let (one, two) = (plain("one"), plain("two"));
    let (first, second) = tokio::join!(printer.print("m1", &one), printer.print("m2", &two));
    assert_eq!(first, Printing::Printed { paper_low: false });
    assert_eq!(second, Printing::Refused(Refusal::Busy));
}
