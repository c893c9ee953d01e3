use super::*;
use rapport_files::{Decimal, Form};
use rapport_plan::import::{Mapping, Unreadable, read};

fn mapping() -> Mapping {
    Mapping {
        invoice: Some("Rechnung".into()),
        line: Some("Pos".into()),
        activity: Some("Massnahme".into()),
        amount: Some("Betrag".into()),
        currency: Some("Währung".into()),
        date: Some("Datum".into()),
        text: Some("Text".into()),
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
        sheet.good.iter().map(|r| (r.row, r.invoice.as_str(), r.line.as_str(), r.amount.minor)).collect();
    assert_eq!(good, [(2, "R-1", "1", 123_456), (3, "R-1", "2", -3456), (11, "R-2", "7", 700)]);
    assert_eq!(sheet.good[0].at, "2026-03-31T00:00:00Z".parse().unwrap());
    assert_eq!(sheet.good[0].text, "Druck; farbig");
    let bad: Vec<_> = sheet.bad.iter().map(|r| (r.row, r.code)).collect();
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
    assert_eq!(sheet.good[0].at, "2026-03-02T00:00:00Z".parse().unwrap());
    let bad: Vec<_> = sheet.bad.iter().map(|r| (r.row, r.code)).collect();
    assert_eq!(bad, [(5, "bad_amount")]);
    assert_eq!(sheet.guesses[0], "its sheet `Invoices 2026` is read (sheet: \"Invoices 2026\")");
}

#[test]
fn a_report_with_a_title_and_currencies_at_its_amounts_is_read() {
    let file = "Rechnungen März;;;\n\ninvoice;activity;amount;\nR-1;shoes;1.234,56 €;\nR-2;shoes;(12,50);\nR-3;shoes;EUR 7;\nR-4;shoes;CHF 7;\n;;;\n";
    let sheet = read(file.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap();
    let good: Vec<_> = sheet.good.iter().map(|row| (row.row, row.amount.minor)).collect();
    assert_eq!(good, [(4, 123_456), (5, -1_250), (6, 700)], "{:?}", sheet.bad);
    let bad: Vec<_> = sheet.bad.iter().map(|row| (row.row, row.code)).collect();
    assert_eq!(bad, [(7, "mixed_currency")]);
    assert!(sheet.guesses.iter().any(|guess| guess.contains("heading: 3")), "{:?}", sheet.guesses);
}

#[test]
fn columns_are_found_by_their_headings_and_none_is_passed_over() {
    let file = "Invoice,LINE,activity,amount,Currency,date,Text\nR-1,10,shoes,5.00,usd,2026-03-31,x\nR-1,20,shoes,5.00,eur,2026-03-30,Print\n\
                R-1,30,shoes,6.00,,2026-03-29,\nR-1,40,shoes,7.00,EUR,,\n";
    let sheet = read(file.as_bytes(), &Mapping::default(), &acme(), day(100)).unwrap();
    let good: Vec<_> =
        sheet.good.iter().map(|row| (row.line.as_str(), row.at.to_string(), row.text.as_str())).collect();
    let [first, second] = ["2026-03-30T00:00:00.000Z", "2026-03-29T00:00:00.000Z"].map(str::to_owned);
    assert_eq!(good, [("20", first, "Print"), ("30", second, "")]);
    let bad: Vec<_> = sheet.bad.iter().map(|row| (row.row, row.code)).collect();
    assert_eq!(bad, [(2, "mixed_currency"), (5, "bad_date")], "{:#?}", sheet.bad);
    let told = sheet.guesses.join("; ");
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

#[test]
fn a_dry_run_books_nothing_and_a_second_run_nothing_more() {
    let (tree, mut books) = (acme(), Books::default());
    let sheet = read(FILE.as_bytes(), &mapping(), &tree, day(100)).unwrap();
    assert_eq!(books.sums(&activity("shoes")).get(Kind::Actual), 0, "reading is the dry run");
    for round in 0..2 {
        for row in &sheet.good {
            let new = book(&tree, &mut books, &row.posting("controller")).unwrap();
            assert_eq!(new.len(), 1 - round);
        }
    }
    assert_eq!(books.sums(&activity("shoes")).get(Kind::Actual), 120_000);
    assert_eq!(books.sums(&activity("socks")).get(Kind::Actual), 700);
}

#[test]
fn without_a_line_column_the_turn_within_the_invoice_counts() {
    let mapping = Mapping {
        invoice: Some("invoice".into()),
        activity: Some("activity".into()),
        amount: Some("amount".into()),
        line: None,
        currency: None,
        date: None,
        text: None,
        file: Form { decimal: Some(Decimal::Point), ..Form::default() },
    };
    let file = "activity,invoice,amount\nshoes,A,\"1,000.50\"\nhats,A,1\nshoes,A,2\nshoes,B,10,5\nshoes,B,\"1,00\"\n";
    let sheet = read(file.as_bytes(), &mapping, &acme(), day(100)).unwrap();
    let good: Vec<_> = sheet.good.iter().map(|r| (r.invoice.as_str(), r.line.as_str(), r.amount.minor)).collect();
    assert_eq!(good, [("A", "1", 100_050), ("A", "3", 200)], "the bad row keeps its turn");
    assert_eq!(sheet.good[0].at, day(100));
    assert_eq!(sheet.bad.iter().map(|r| r.code).collect::<Vec<_>>(), ["unknown_activity", "not_csv", "bad_amount"]);
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
    let sheet = read(&latin, &guess, &acme(), day(0)).unwrap();
    assert_eq!(sheet.good.iter().map(|row| row.amount.minor).collect::<Vec<_>>(), [125_000, -1_250, 125_000, 125_000]);
    assert_eq!(sheet.good[0].text, "Grün");
    let told = sheet.guesses.join("\n");
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
