use super::*;
use hashbrown::HashMap;
use rapport_files::{Decimal, Form};
use rapport_plan::{
    Reference, TransferId,
    booking::InvoiceLine,
    days::{Calendars, Date, Days},
    import::{self, Mapping, Sheet, Unreadable},
    invoice::{Booked, Standing, standing},
};

/// Reads a file of a company whose days begin in UTC.
fn read(bytes: &[u8], mapping: &Mapping, tree: &Tree, now: Time) -> Result<Sheet, Unreadable> {
    import::read(bytes, mapping, tree, &Calendars::default(), now)
}

fn date(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

fn mapping() -> Mapping {
    Mapping {
        invoice: Some("Rechnung".into()),
        line: Some("Pos".into()),
        activity: Some("Massnahme".into()),
        payer: None,
        amount: Some("Betrag".into()),
        side: None,
        currency: Some("Währung".into()),
        date: Some("Datum".into()),
        text: Some("Text".into()),
        reversal: None,
        costs: None,
        file: Form { decimal: Some(Decimal::Comma), ..Form::default() },
    }
}

const FILE: &str = "\u{feff}Rechnung;Pos;Massnahme;Betrag;Währung;Datum;Text\r\n\
R-1;1;shoes;1.234,56;EUR;31.03.2026;\"Druck; farbig\"\r\n\
R-1;2;shoes;-34,56;EUR;2026-03-31;Gutschrift\r\n\
R-1;2;shoes;5,00;EUR;2026-03-31;noch einmal\r\n\
R-2;1;hats;5,00;EUR;2026-03-31;\r\n\
R-2;2;socks;5.00;EUR;2026-03-31;\r\n\
R-2;3;socks;5,00;USD;2026-03-31;\r\n\
R-2;4;socks;5,00;EUR;31.02.2026;\r\n\
;5;socks;5,00;EUR;2026-03-31;\r\n\
R-2;6;socks;5,00\r\n\
R-2;7;socks;7,00;EUR;2026-03-31;\r\n";

#[test]
fn good_rows_are_read_and_bad_ones_listed_with_reasons() {
    let sheet = read(FILE.as_bytes(), &mapping(), &acme(), day(100)).unwrap();
    let good: Vec<_> =
        sheet.good.iter().map(|r| (r.row, r.invoice.as_str(), r.line.as_deref(), r.amount.minor)).collect();
    assert_eq!(good, [(2, "R-1", Some("1"), 123_456), (3, "R-1", Some("2"), -3456), (11, "R-2", Some("7"), 700)]);
    assert_eq!(sheet.good[0].day, date("2026-03-31"));
    assert_eq!(sheet.good[0].text, "Druck; farbig");
    let bad: Vec<_> = sheet.bad.iter().map(|r| (r.row, r.fault.code())).collect();
    let expected = [
        (4, "repeated"),
        (5, "unknown_activity"),
        (6, "bad_amount"),
        (7, "mixed_currency"),
        (8, "bad_date"),
        (9, "no_key"),
        (10, "not_csv"),
    ];
    assert_eq!(bad, expected, "{:#?}", sheet.bad);
}

#[test]
fn a_spreadsheet_is_read_as_the_same_file_saved_as_csv() {
    let file = include_bytes!("../../../files/tests/invoices.xlsx");
    let sheet = read(file, &Mapping::default(), &acme(), day(100)).unwrap();
    let good: Vec<_> =
        sheet.good.iter().map(|r| (r.row, r.invoice.as_str(), r.amount.minor, r.text.as_str())).collect();
    assert_eq!(good, [(2, "R-17", 123_456, "Gläser, 6\" tall"), (4, "18", -700, "two lines")]);
    assert_eq!(sheet.good[0].day, date("2026-03-02"));
    let bad: Vec<_> = sheet.bad.iter().map(|r| (r.row, r.fault.code())).collect();
    assert_eq!(bad, [(5, "bad_amount")]);
    assert_eq!(sheet.guesses[0].to_string(), "its sheet `Invoices 2026` is read (sheet: \"Invoices 2026\")");
}

#[test]
fn a_report_with_a_title_and_currencies_at_its_amounts_is_read() {
    let file = "Rechnungen März;;;\n\ninvoice;activity;amount;\nR-1;shoes;1.234,56 €;\nR-2;shoes;(12,50);\nR-3;shoes;EUR 7;\nR-4;shoes;CHF 7;\n;;;\n";
    let sheet = read(file.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap();
    let good: Vec<_> = sheet.good.iter().map(|row| (row.row, row.amount.minor)).collect();
    assert_eq!(good, [(4, 123_456), (5, -1_250), (6, 700)], "{:?}", sheet.bad);
    let bad: Vec<_> = sheet.bad.iter().map(|row| (row.row, row.fault.code())).collect();
    assert_eq!(bad, [(7, "mixed_currency")]);
    assert!(sheet.guesses.iter().any(|guess| guess.to_string().contains("heading: 3")), "{:?}", sheet.guesses);
}

#[test]
fn columns_are_found_by_their_headings_and_none_is_passed_over() {
    let file = "Invoice,LINE,activity,amount,Currency,date,Text\nR-1,10,shoes,5.00,usd,2026-03-31,x\nR-1,20,shoes,5.00,eur,2026-03-30,Print\n\
                R-1,30,shoes,6.00,,2026-03-29,\nR-1,40,shoes,7.00,EUR,,\n";
    let sheet = read(file.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap();
    let good: Vec<_> = sheet
        .good
        .iter()
        .map(|row| (row.line.as_deref().unwrap(), row.day.unwrap().to_string(), row.text.as_str()))
        .collect();
    let [first, second] = ["2026-03-30", "2026-03-29"].map(str::to_owned);
    assert_eq!(good, [("20", first, "Print"), ("30", second, "")]);
    let bad: Vec<_> = sheet.bad.iter().map(|row| (row.row, row.fault.code())).collect();
    assert_eq!(bad, [(2, "mixed_currency"), (5, "bad_date")], "{:#?}", sheet.bad);
    let told = sheet.guesses.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    assert!(
        ["`LINE` says the line", "`Currency` says the currency", "`date` says the date"]
            .iter()
            .all(|one| told.contains(one)),
        "{told}"
    );
    for (head, what) in [("invoice,activity,sum", "amount"), ("invoice,activity,amount,date,Date", "date")] {
        let error = read(format!("{head}\n").as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
    }
}

/// Books what is new of a file, as the store does; returns how many lines were new, and the codes of those that were refused.
fn upload(tree: &Tree, books: &mut Books, had: &mut Vec<Transfer>, file: &str) -> (usize, Vec<&'static str>) {
    upload_in(&Calendars::default(), tree, books, had, file)
}

fn upload_in(
    calendars: &Calendars,
    tree: &Tree,
    books: &mut Books,
    had: &mut Vec<Transfer>,
    file: &str,
) -> (usize, Vec<&'static str>) {
    let sheet = import::read(file.as_bytes(), &Mapping::default(), tree, calendars, day(100)).unwrap();
    let mut refused: Vec<&str> = sheet.bad.iter().map(|bad| bad.fault.code()).collect();
    let mut new = 0;
    let mut numbers: Vec<_> = sheet.good.iter().map(|row| row.invoice.clone()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let rows: Vec<_> = sheet.good.iter().filter(|row| row.invoice == number).collect();
        let lines: Vec<_> = rows.iter().map(|row| (row.line.clone(), row.content())).collect();
        let known: Vec<_> = had.iter().filter_map(|transfer| Booked::of(&number, transfer, calendars)).collect();
        for (row, standing) in rows.into_iter().zip(standing(&lines, &known)) {
            match standing {
                Standing::Known => {}
                Standing::Differs(_) => refused.push("differs"),
                Standing::New(line) => {
                    match book(tree, books, &row.posting(&line, "controller", day(100), calendars.of(&row.activity))) {
                        Ok(added) => {
                            new += added.len();
                            had.extend(added);
                        }
                        Err(refusal) => refused.push(refusal.code()),
                    }
                }
            }
        }
    }
    (new, refused)
}

#[test]
fn a_file_that_comes_again_books_nothing_and_one_that_grew_what_is_new() {
    let (tree, mut books, mut had) = (acme(), Books::default(), Vec::new());
    let mut send = |file: &str| upload(&tree, &mut books, &mut had, file);
    let first = "invoice,activity,amount,text\nA,shoes,10.00,print\nA,shoes,10.00,print\nA,socks,5.00,post\n";
    assert_eq!(send(first), (3, vec![]), "two lines that say the same are two");
    assert_eq!(send(first), (0, vec![]));
    let grown =
        "invoice,activity,amount,text\nA,coats,7.00,ads\nA,shoes,10.00,print\nA,shoes,10.00,print\nA,socks,5.00,post\n";
    assert_eq!(send(grown), (1, vec![]), "only the new one, although it stands first");
    assert_eq!(send("invoice,activity,amount,text\nA,socks,6.00,fees\n"), (1, vec![]), "a later line that comes alone");
    assert_eq!(
        send("invoice,activity,amount,text\nA,hats,6.00,post\nA,socks,6.00,fees\n"),
        (0, vec!["unknown_activity"])
    );
    assert_eq!(send(first), (0, vec![]));
    let monthly = |month: u8| format!("invoice,activity,amount,date\nB,shoes,10.00,2026-0{month}-01\n");
    assert_eq!((send(&monthly(1)), send(&monthly(2)), send(&monthly(2))), ((1, vec![]), (1, vec![]), (0, vec![])));
    assert_eq!(books.sums(&activity("shoes")).get(Kind::Actual), 4_000);
}

#[test]
fn an_invoice_that_comes_again_in_other_words_is_named_and_not_booked_twice() {
    let (tree, mut books, mut had) = (acme(), Books::default(), Vec::new());
    let mut send =
        |lines: &str| upload(&tree, &mut books, &mut had, &format!("invoice,activity,amount,date,text\n{lines}"));
    let first = "A,shoes,10.00,2026-03-01,print\nA,shoes,20.00,2026-03-01,post\n";
    assert_eq!(send(first), (2, vec![]));
    let reworded = "A,shoes,10.00,2026-03-01,Druck\nA,shoes,20.00,2026-03-01,Porto\n";
    assert_eq!(send(reworded), (0, vec!["differs", "differs"]));
    let grown = format!("{first}A,shoes,10.00,2026-03-01,ads\n");
    assert_eq!(send(&grown), (1, vec![]), "one more for the same amount, beside all that the books have");
    assert_eq!(books.sums(&activity("shoes")).get(Kind::Actual), 4_000);
}

#[test]
fn a_line_that_looks_like_one_of_the_books_with_another_amount_is_named_and_not_booked_beside_it() {
    let (tree, mut books, mut had) = (acme(), Books::default(), Vec::new());
    let mut send =
        |lines: &str| upload(&tree, &mut books, &mut had, &format!("invoice,activity,amount,date,text\n{lines}"));
    assert_eq!(send("A,shoes,10.00,2026-03-01,print\nA,shoes,20.00,2026-03-01,post\n"), (2, vec![]));
    let corrected = "A,shoes,11.00,2026-03-01,print\nA,shoes,20.00,2026-03-01,post\n";
    assert_eq!(send(corrected), (0, vec!["differs"]));
    let other = "A,shoes,11.00,2026-03-02,print\nA,socks,11.00,2026-03-01,print\nA,shoes,11.00,2026-03-01,ads\n";
    assert_eq!(send(other), (3, vec![]), "of another day, activity or text it is another line");
    assert_eq!(send("A,shoes,-3.00,2026-03-01,post\n"), (1, vec![]), "what comes back of a line is not that line");
    let more = "A,shoes,10.00,2026-03-01,print\nA,shoes,1.00,2026-03-01,print\n";
    assert_eq!(send(more), (1, vec![]), "beside the line that the books have it is another one");
    // One of the books' lines is looked like by two: the likelier is it, whichever stands first.
    assert_eq!(send("B,shoes,5.00,2026-03-01,print\n"), (1, vec![]));
    let two = "B,shoes,6.00,2026-03-01,print\nB,shoes,5.00,2026-03-01,Druck\n";
    assert_eq!(send(two), (1, vec!["differs"]));
    assert_eq!(had.iter().filter(|transfer| transfer.reason == "Druck").count(), 0);
}

#[test]
fn an_invoices_day_begins_where_the_brand_is_at_home() {
    let (mut tree, mut books, mut had) = (acme(), Books::default(), Vec::new());
    let new_york = Node { brand: Some("usa".into()), ..Node::new(node("area:usa"), node("plan:2026"), "USA") };
    grow(&mut tree, new_york);
    grow(&mut tree, Node::new(node("campaign:usa"), node("area:usa"), "USA"));
    grow(&mut tree, Node::new(node("activity:usa"), node("campaign:usa"), "USA"));
    let brands = HashMap::from([("usa".into(), Days::of_zone("America/New_York"))]);
    let calendars = Calendars::new(&tree, Days::of_zone("Europe/Berlin"), &brands);
    let mut send = |lines: &str| {
        upload_in(&calendars, &tree, &mut books, &mut had, &format!("invoice,activity,amount,date\n{lines}"))
    };
    let april = "A,shoes,1.00,2026-04-01\nB,usa,1.00,2026-04-01\n";
    assert_eq!(send(april), (2, vec![]));
    assert_eq!(send(april), (0, vec![]), "and they are known by their days");
    // At 2026-04-11T00:00Z the 11th has begun in Berlin, not in New York.
    assert_eq!(send("C,shoes,1.00,2026-04-11\nC,usa,1.00,2026-04-11\n"), (1, vec!["future_date"]));
    let began: Vec<String> = had.iter().take(2).map(|transfer| transfer.at.to_string()).collect();
    assert_eq!(began, ["2026-03-31T22:00:00.000Z", "2026-04-01T04:00:00.000Z"]);
    // What a release before booked at midnight in UTC is of the same day.
    had[1].at = "2026-04-01T00:00:00Z".parse().unwrap();
    let file = format!("invoice,activity,amount,date\n{april}B,usa,1.00,2026-04-02\n");
    assert_eq!(upload_in(&calendars, &tree, &mut books, &mut had, &file), (1, vec![]));
}

#[test]
fn lines_that_name_no_activity_are_paid_by_the_one_that_is_said() {
    let payer = Mapping { payer: Some(activity("shoes")), ..Mapping::default() };
    let who = |file: &str| {
        let sheet = read(file.as_bytes(), &payer, &acme(), day(100)).unwrap();
        sheet.good.iter().map(|row| row.activity.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(who("invoice,amount\nA,5.00\n"), ["shoes"]);
    assert_eq!(who("invoice,activity,amount\nA,socks,5.00\nA,,5.00\n"), ["socks", "shoes"]);
    let nobody = Mapping { payer: Some(activity("nobody")), ..Mapping::default() };
    let sheet = read(b"invoice,amount\nA,5.00\n", &nobody, &acme(), day(100)).unwrap();
    assert_eq!(sheet.bad[0].fault.code(), "unknown_activity");
}

#[test]
fn a_numbered_line_of_another_day_is_named() {
    let (tree, mut books, mut had) = (acme(), Books::default(), Vec::new());
    let mut send = |date: &str| {
        upload(&tree, &mut books, &mut had, &format!("invoice,line,activity,amount,date\nA,1,shoes,10.00,{date}\n"))
    };
    assert_eq!(send("2026-03-01"), (1, vec![]));
    assert_eq!(send("2026-03-01T09:30:00"), (0, vec![]), "the same day");
    assert_eq!(send("2026-03-02"), (0, vec!["differs"]));
    let mut send = |lines: &str| upload(&tree, &mut books, &mut had, lines);
    assert_eq!(send("invoice,line,activity,amount\nA,1,shoes,10.00\n"), (0, vec![]), "no day is no other day");
}

#[test]
fn what_a_column_without_a_known_heading_says_of_the_amounts_is_read_or_refused() {
    let file = "Beleg;Massnahme;Betrag;Kz;Geld;Storno\nA;shoes;5,00;S;EUR;\nB;shoes;2,00;H;EUR;0\nC;shoes;3,00;S;USD;\nD;shoes;4,00;S;EUR;X\n";
    let sheet = read(file.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap();
    assert_eq!(sheet.good.iter().map(|row| row.amount.minor).collect::<Vec<_>>(), [500, -200], "{:#?}", sheet.bad);
    let bad: Vec<_> = sheet.bad.iter().map(|bad| (bad.row, bad.fault.code())).collect();
    assert_eq!(bad, [(4, "mixed_currency"), (5, "reversal")]);
    let told = sheet.guesses.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(["(side: Kz)", "(currency: Geld)", "(reversal: Storno)"].iter().all(|one| told.contains(one)), "{told}");
    let off = Mapping {
        side: Some(String::new()),
        currency: Some(String::new()),
        reversal: Some(String::new()),
        ..Mapping::default()
    };
    assert_eq!(
        read(file.as_bytes(), &off, &acme(), day(100)).unwrap().good.len(),
        4,
        "somebody says that no column says it"
    );
}

#[test]
fn a_datev_file_says_its_year_in_its_first_line_and_valuta_is_a_day() {
    let datev = |begins: &str| {
        format!(
            "\"EXTF\";700;21;\"Buchungsstapel\";9;20260101;;;;;1001;1;{begins};4;20260101;20260331;;;;;;EUR\n\
             Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Belegdatum;Belegfeld 1;Maßnahme;Buchungstext\n\
             10,00;S;EUR;3103;R-1;shoes;Druck\n20,00;S;EUR;101;R-2;shoes;Post\n5,00;S;EUR;3002;R-3;shoes;\n"
        )
    };
    let read = |file: &str, mapping: &Mapping| read(file.as_bytes(), mapping, &acme(), day(100)).unwrap();
    let days = |sheet: &rapport_plan::import::Sheet| {
        sheet.good.iter().map(|row| row.day.unwrap().to_string()).collect::<Vec<_>>()
    };
    let sheet = read(&datev("20260101"), &Mapping::default());
    assert_eq!(days(&sheet), ["2026-03-31", "2026-01-01"], "{:#?}", sheet.bad);
    assert_eq!(sheet.bad.iter().map(|bad| bad.fault.code()).collect::<Vec<_>>(), ["bad_date"]);
    assert!(sheet.guesses.iter().any(|told| told.to_string().contains("begins on 2026-01-01")), "{:?}", sheet.guesses);
    assert_eq!(
        days(&read(&datev("20250701"), &Mapping::default())),
        ["2026-03-31", "2026-01-01"],
        "a year from July on"
    );
    for heading in ["Valuta", "Wertstellung"] {
        let sheet = read(&format!("Beleg;Massnahme;Betrag;{heading}\nA;shoes;5,00;31.03.2026\n"), &Mapping::default());
        assert_eq!(days(&sheet), ["2026-03-31"], "{heading}: {:#?}", sheet.bad);
    }
    let both =
        read("Beleg;Massnahme;Betrag;Belegdatum;Valuta\nA;shoes;5,00;30.03.2026;31.03.2026\n", &Mapping::default());
    assert_eq!(days(&both), ["2026-03-30"]);
    let money = read("Fattura;Activity;Importo;Valuta\nA;shoes;5,00;USD\n", &Mapping::default());
    assert_eq!(money.bad[0].fault.code(), "mixed_currency", "elsewhere it is the currency");
}

#[test]
fn a_booking_between_two_accounts_is_a_cost_whichever_side_it_is_told_from() {
    let file = "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;Konto;Gegenkonto (ohne BU-Schlüssel);Belegfeld 1\n\
                119,00;S;4600;70001;R-1\n119,00;H;70001;4600;R-2\n24,95;H;1200;4940;R-3\n20,00;S;70001;4600;R-4\n\
                5950,00;S;10000;8400;R-5\n10,00;S;4600;4940;R-6\n";
    let book = |costs: Option<&str>| {
        let mapping = Mapping { payer: Some(activity("shoes")), costs: costs.map(str::to_owned), ..Mapping::default() };
        read(file.as_bytes(), &mapping, &acme(), day(100)).unwrap()
    };
    let sheet = book(Some("4600-4699, 4940"));
    assert_eq!(sheet.good.iter().map(|row| row.amount.minor).collect::<Vec<_>>(), [11_900, 11_900, 2_495, -2_000]);
    let bad: Vec<_> = sheet.bad.iter().map(|bad| (bad.row, bad.fault.code())).collect();
    assert_eq!(
        bad,
        [(6, "bad_side"), (7, "bad_side")],
        "a customer's invoice is no cost, and of two costs neither is the side"
    );
    assert!(sheet.bad[0].fault.to_string().contains("`10000` and `8400`"));
    let open = book(None);
    assert_eq!((open.good.len(), open.bad.len()), (0, 6), "nobody said which accounts are costs");
    assert!(open.bad[0].fault.to_string().contains("costs=4600-4999"), "{}", open.bad[0].fault);
}

#[test]
fn a_credit_note_is_refused_by_name_or_below_zero_whatever_says_so() {
    for (heading, invoice, credit) in [
        ("Belegart", "Rechnung", "Gutschrift"),
        ("Belegart", "RE", "GU"),
        ("Typ", "Rechnung", "Storno"),
        ("Status", "gebucht", "storniert"),
        ("Document Type", "Invoice", "Credit Memo"),
    ] {
        let file = |amount: &str| {
            format!("Beleg;Massnahme;Betrag;{heading}\nA;shoes;100,00;{invoice}\nB;shoes;{amount};{credit}\n")
        };
        for said in [None, Some(heading.to_owned())] {
            let mapping = Mapping { reversal: said, ..Mapping::default() };
            let read = |amount: &str| read(file(amount).as_bytes(), &mapping, &acme(), day(100)).unwrap();
            let sheet = read("40,00");
            assert_eq!(sheet.good.iter().map(|row| row.amount.minor).collect::<Vec<_>>(), [10_000], "{credit}");
            assert_eq!(sheet.bad.iter().map(|bad| bad.fault.code()).collect::<Vec<_>>(), ["reversal"], "{credit}");
            let below = read("-40,00");
            assert_eq!(below.good.iter().map(|row| row.amount.minor).sum::<i64>(), 6_000, "{credit}: {:?}", below.bad);
        }
    }
    let signs = "Beleg;Massnahme;Betrag;Vorzeichen\nA;shoes;100,00;+\nB;shoes;40,00;-\n";
    let sheet = read(signs.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap();
    assert_eq!(sheet.good.iter().map(|row| row.amount.minor).sum::<i64>(), 6_000);
    let two = "Beleg;Massnahme;Betrag;Typ;Status\nA;shoes;100,00;Rechnung;gebucht\nB;shoes;40,00;Gutschrift;gebucht\n\
               C;shoes;30,00;Rechnung;storniert\n";
    let sheet = read(two.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap();
    assert_eq!((sheet.good.len(), sheet.bad.len()), (1, 2), "two columns may say it");
}

#[test]
fn a_line_with_a_number_is_known_by_it() {
    let (tree, mut books, mut had) = (acme(), Books::default(), Vec::new());
    let mut send =
        |lines: &str| upload(&tree, &mut books, &mut had, &format!("invoice,line,activity,amount,text\n{lines}"));
    assert_eq!(
        send("A,1,shoes,10.00,print\nA/1,2,shoes,10.00,\nA,1/2,shoes,10.00,\n"),
        (3, vec![]),
        "a stroke is no separator"
    );
    assert_eq!(send("A,1.0,shoes,10.00,print in colour\nA,0001,shoes,10.00,\n"), (0, vec!["repeated"]));
    assert_eq!(send("A,1,shoes,11.00,\nA,1/2,socks,10.00,\nA/1,2,shoes,10.00,\n"), (0, vec!["differs", "differs"]));
}

/// What releases before booked under `number/line` as it came, and lines counted by their turn.
#[test]
fn what_is_in_old_books_is_known_again() {
    let (tree, mut books) = (acme(), Books::default());
    let old = |key: &str, minor: i64, text: &str| {
        let shoes = activity("shoes");
        let line =
            InvoiceLine { invoice: "x", line: "1", activity: &shoes, amount: euro(minor), author: "cy", reason: text };
        let transfer = line.spent(day(9)).transfers.remove(0);
        Transfer {
            id: TransferId(format!("invoice/{key}").into()),
            reference: Reference::Invoice(key.into()),
            ..transfer
        }
    };
    let mut had = vec![old("A/1/1", 1000, "print"), old("A/1/2", 500, "invoice"), old("R-1/00010", 700, "invoice")];
    let mut send = |file: &str| upload(&tree, &mut books, &mut had, file);
    assert_eq!(send("invoice,activity,amount,text\nA/1,shoes,10.00,print\nA/1,shoes,5.00,\n"), (0, vec![]));
    assert_eq!(send("invoice,line,activity,amount\nA/1,2,shoes,5.00\nR-1,10,shoes,7.00\n"), (0, vec![]));
    assert_eq!(
        send("invoice,line,activity,amount\nA,1/2,shoes,6.00\n"),
        (0, vec!["differs"]),
        "another invoice's, perhaps: old words do not tell"
    );
}

#[test]
fn an_invoice_counts_on_its_day_and_never_in_closed_books() {
    let (mut tree, mut books, mut had) = (acme(), Books::default(), Vec::new());
    tree.evolve(&Change::ClosePeriod { node: node("plan:2026"), until: day(59) });
    let file = "invoice,activity,amount,date\nA,shoes,1.00,28.02.2026\nB,shoes,2.00,01.03.2026\nC,shoes,3.00,11.04.2026\nD,shoes,4.00,13.04.2026\n";
    let (new, refused) = upload(&tree, &mut books, &mut had, file);
    assert_eq!((new, refused), (2, vec!["future_date", "closed_period"]));
    assert_eq!(had.iter().map(|transfer| transfer.at).collect::<Vec<_>>(), [day(59), day(100)]);
    tree.evolve(&Change::ClosePeriod { node: node("plan:2026"), until: day(90) });
    assert_eq!(upload(&tree, &mut books, &mut had, file).0, 0);
    let (_, refused) = upload(&tree, &mut books, &mut had, "invoice,activity,amount,date\nB,shoes,2.00,01.03.2026\n");
    assert!(refused.is_empty(), "what the books have is known, whatever was closed since");
}

#[test]
fn a_ledger_export_says_on_which_side_an_amount_stands() {
    let file = "Belegfeld 1;Maßnahme;Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Belegdatum;Buchungstext\n\
                R-1;shoes;1.250,00;S;EUR;31.03.2026;Druck\nR-2;shoes;250,00;H;EUR;31.03.2026;Gutschrift\n\
                R-3;shoes;-10,00;S;EUR;31.03.2026;Storno\nR-4;shoes;-10,00;H;EUR;31.03.2026;?\nR-5;shoes;10,00;X;EUR;31.03.2026;\n\
                R-6;shoes;10,00;S;USD;31.03.2026;\n";
    let sheet = read(file.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap();
    assert_eq!(sheet.good.iter().map(|row| row.amount.minor).collect::<Vec<_>>(), [125_000, -25_000, -1_000]);
    let bad: Vec<_> = sheet.bad.iter().map(|bad| (bad.row, bad.fault.code())).collect();
    assert_eq!(bad, [(5, "bad_side"), (6, "bad_side"), (7, "mixed_currency")], "{:#?}", sheet.bad);
    assert!(
        sheet.guesses.iter().any(|told| told.to_string().contains("debit is spent, credit comes back")),
        "{:?}",
        sheet.guesses
    );
    for [debit, credit] in [["Soll", "Haben"], ["D", "C"], ["Debit", "Credit"], ["dr", "CR"]] {
        let file = format!("invoice,activity,amount,D/C\nA,shoes,5.00,{debit}\nB,shoes,2.00,{credit}\n");
        let sheet = read(file.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap();
        assert_eq!(sheet.good.iter().map(|row| row.amount.minor).collect::<Vec<_>>(), [500, -200], "{debit}");
    }
}

#[test]
fn a_row_that_adds_up_others_is_refused_by_name() {
    let head = "Beleg;Massnahme;Betrag;Text";
    for total in [
        ";;15,00;Summe",
        "Summe;;15,00;",
        "Summe R-1;shoes;15,00;",
        "R-2;shoes;5,00;Zwischensumme:",
        "R-1;shoes;15,00;Total EUR",
        ";;;Saldo",
        "Grand total;;15,00;",
    ] {
        let file = format!("{head}\nR-1;shoes;10,00;Druck\nR-2;shoes;5,00;Post\n{total}\n;;;\n");
        let sheet = read(file.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap();
        let bad: Vec<_> = sheet.bad.iter().map(|bad| (bad.row, bad.fault.code())).collect();
        assert_eq!((sheet.good.len(), bad.as_slice(), sheet.empty), (2, &[(4, "sum_row")][..], 1), "{total}");
    }
    let line = format!("{head}\nR-1;shoes;10,00;Druck\nR-2;shoes;5,00;Summe der Nachlieferung\nR-3;shoes;7,00;Total\n");
    assert_eq!(
        read(line.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap().good.len(),
        3,
        "not every word is a sum"
    );
    let supplier = format!("{head}\nTotal 4711;shoes;10,00;Diesel\nTotal 4712;shoes;5,00;Diesel\n");
    assert_eq!(
        read(supplier.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap().good.len(),
        2,
        "nor every invoice that begins with one"
    );
}

#[test]
fn amounts_carry_their_currency_and_empty_rows_are_passed_over() {
    let file = "invoice;activity;amount;currency\nA;shoes;1.234,56 €;\nB;shoes;EUR 12,00;eur\n;;;\n;\nC;ch;CHF 1'234,50;CHF\nD;shoes;(12,50 €);€\n\
                E;shoes;12,50- ;\nF;shoes;$ 5,00;EUR\nG;shoes;5,00 €;USD\nH;shoes;CHF 5,00;\nI;shoes;12,-;\nJ;shoes;1250,5000;\n;;;\n";
    let sheet = read(file.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap();
    let good: Vec<_> = sheet.good.iter().map(|row| row.amount.minor).collect();
    assert_eq!(good, [123_456, 1_200, 123_450, -1_250, -1_250, 1_200, 125_050], "{:#?}", sheet.bad);
    assert_eq!(sheet.empty, 3);
    let bad: Vec<_> = sheet.bad.iter().map(|bad| (bad.row, bad.fault.code())).collect();
    assert_eq!(bad, [(9, "mixed_currency"), (10, "mixed_currency"), (11, "mixed_currency")], "{:#?}", sheet.bad);
}

#[test]
fn a_file_without_the_columns_is_refused_as_a_whole() {
    let missing = read(b"a,b\n1,2\n", &mapping(), &acme(), day(0)).unwrap_err();
    assert!(missing.to_string().contains("no column `Rechnung`"), "{missing}");
    let wide = Mapping { file: Form { delimiter: Some('→'), ..Form::default() }, ..mapping() };
    let wide = read(FILE.as_bytes(), &wide, &acme(), day(0)).unwrap_err();
    assert!(matches!(wide, Unreadable::File(rapport_files::Unreadable::Delimiter('→'))), "{wide}");
    assert!(read(b"", &mapping(), &acme(), day(0)).is_err());
}

/// An ERP's file: Windows-1252, semicolons, decimal comma, the sign behind the number.
#[test]
fn a_file_of_an_erp_is_read_without_being_told_how() {
    let guess = Mapping { file: Form::default(), ..mapping() };
    let text = "Rechnung;Pos;Massnahme;Betrag;Währung;Datum;Text\r\nR-1;1;shoes;1.250,00;EUR;31.03.2026;Grün\r\n\
                R-1;2;shoes;12,50-;EUR;31.03.2026;\r\nR-1;3;shoes;1'250,00;EUR;31.03.26;\r\nR-1;4;shoes;1\u{a0}250;EUR;20260331;\r\n";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let sheet = read(&latin, &guess, &acme(), day(100)).unwrap();
    assert_eq!(sheet.good.iter().map(|row| row.amount.minor).collect::<Vec<_>>(), [125_000, -1_250, 125_000, 125_000]);
    assert_eq!(sheet.good[0].text, "Grün");
    let told = sheet.guesses.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(["windows-1252", "`;`", "decimal: comma"].iter().all(|guess| told.contains(guess)), "{told}");
}

#[test]
fn a_damaged_file_loses_no_row_because_none_is_taken() {
    let guess = Mapping { file: Form::default(), ..mapping() };
    let swallowed = FILE.replacen("Gutschrift", "\"Gutschrift", 1);
    let refused = read(swallowed.as_bytes(), &guess, &acme(), day(0)).unwrap_err().to_string();
    assert!(refused.contains("line 3:"), "{refused}");
    let open = "Rechnung;Pos;Massnahme;Betrag;Währung;Datum;Text\nR-1;1;shoes;1.250;EUR;2026-03-31;\n";
    let refused = read(open.as_bytes(), &guess, &acme(), day(0)).unwrap_err().to_string();
    assert!(refused.contains("`1.250` in line 2"), "{refused}");
}
