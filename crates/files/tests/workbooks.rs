//! Spreadsheets as Excel keeps them.

#![allow(clippy::unwrap_used)]

use rapport_files::{Decimal, Form, Table, Unreadable, workbook};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

const INVOICES: &[u8] = include_bytes!("invoices.xlsx");

fn named(sheet: &str) -> Form {
    Form { sheet: Some(sheet.to_owned()), ..Form::default() }
}

/// A workbook of one sheet.
fn book(sheet: &str) -> Vec<u8> {
    made(sheet, &[], &[])
}

/// The same with formats of cells, which are numbered from 1.
fn styled(sheet: &str, formats: &[&str]) -> Vec<u8> {
    made(sheet, formats, &[])
}

/// The same with texts that cells share, which are numbered from 0.
fn sharing(sheet: &str, texts: &[&str]) -> Vec<u8> {
    made(sheet, &[], texts)
}

fn made(sheet: &str, formats: &[&str], texts: &[&str]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"{id}\" \
             Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let escaped = |code: &str| code.replace('&', "&amp;").replace('"', "&quot;");
    let codes = formats
        .iter()
        .zip(164..)
        .map(|(code, id)| format!("<numFmt numFmtId=\"{id}\" formatCode=\"{}\"/>", escaped(code)));
    let cells = (0..formats.len()).map(|at| format!("<xf numFmtId=\"{}\" applyNumberFormat=\"1\"/>", 164 + at));
    let styles = format!(
        "<styleSheet xmlns=\"{main}\"><numFmts count=\"{0}\">{1}</numFmts><cellXfs count=\"{2}\"><xf numFmtId=\"0\"/>{3}</cellXfs></styleSheet>",
        formats.len(),
        codes.collect::<String>(),
        formats.len() + 1,
        cells.collect::<String>()
    );
    let shared: String = texts.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let parts = [
        ("_rels/.rels", relations("r1", "officeDocument", "xl/workbook.xml")),
        (
            "xl/_rels/workbook.xml.rels",
            relations("r1", "worksheet", "worksheets/sheet1.xml").replace(
                "</Relationships>",
                &format!(
                    "<Relationship Id=\"r2\" Type=\"{office}/styles\" Target=\"styles.xml\"/><Relationship Id=\"r3\" \
                     Type=\"{office}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
                ),
            ),
        ),
        ("xl/styles.xml", styles),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{main}\">{shared}</sst>")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets>\
                 </workbook>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>")),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_sheet_is_read_as_a_careful_person_would_save_it() {
    assert!(workbook::is_workbook(INVOICES) && !workbook::is_workbook(b"invoice;activity"));
    let sheet = workbook::read(INVOICES, &Form::default()).unwrap();
    assert_eq!(sheet.name, "Invoices 2026", "the first that is not hidden");
    let expected = "\"invoice\",\"activity\",\"amount\",\"date\",\"text\"\n\
        \"R-17\",\"shoes\",\"1234.56\",\"2026-03-02\",\"Gläser, 6\"\" tall\"\n\
        \n\
        \"18\",\"shoes\",\"-7\",\"2026-03-02T09:30:00\",\"two lines\"\n\
        \"R-19\",\"shoes\",\"#DIV/0!\",,\n";
    assert_eq!(String::from_utf8(sheet.text.clone()).unwrap(), expected);
    let rows = Table::open(sheet.text.as_slice(), &sheet.form).unwrap();
    let rows: Vec<(u64, usize)> = rows.map(Result::unwrap).map(|row| (row.line, row.cells.unwrap().len())).collect();
    assert_eq!(rows, [(2, 5), (4, 5), (5, 5)], "a line is the sheet's row");
    let comma = Form { decimal: Some(Decimal::Comma), ..Form::default() };
    let sheet = workbook::read(INVOICES, &comma).unwrap();
    assert!(String::from_utf8(sheet.text).unwrap().contains("\"1234,56\""), "beside texts such as 12,50");
    assert_eq!(workbook::read(INVOICES, &named("Notes")).unwrap().text, b"\"1\"\n");
    let none = workbook::read(INVOICES, &named("2025")).unwrap_err().to_string();
    assert!(none.contains("no sheet `2025`. It has Hidden, Invoices 2026, Notes"), "{none}");
}

#[test]
fn what_is_no_workbook_is_an_error() {
    let text = |bytes: &[u8]| workbook::read(bytes, &Form::default()).unwrap_err().to_string();
    for bytes in [&INVOICES[..400], b"PK\x03\x04", b"", &book("")[..200]] {
        assert!(text(bytes).contains("damaged"), "{}", text(bytes));
    }
    for at in (0..INVOICES.len()).step_by(7) {
        let mut changed = INVOICES.to_vec();
        changed[at] ^= 0xff;
        let _ = workbook::read(&changed, &Form::default());
    }
}

#[test]
fn rows_that_are_not_in_order_are_damage() {
    let row = |at: u32| format!("<row r=\"{at}\"><c r=\"A{at}\"><v>{at}</v></c></row>");
    let turned = workbook::read(&book(&(row(2) + &row(1))), &Form::default()).unwrap_err();
    assert!(turned.to_string().contains("not in order at row 1"), "{turned}");
}

#[test]
fn a_workbook_takes_no_more_memory_than_its_cells() {
    let far = book("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>");
    assert!(matches!(workbook::read(&far, &Form::default()), Err(Unreadable::TooManyColumns(16_384))));
    let deep = book("<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>");
    assert_eq!(workbook::read(&deep, &Form::default()).unwrap().text.len(), 1_048_575 + 4);
    let bomb = book(&" ".repeat(usize::try_from(workbook::MAX_UNPACKED).unwrap()));
    assert!(bomb.len() < 1 << 20);
    let refused = workbook::read(&bomb, &Form::default()).unwrap_err().to_string();
    assert!(refused.contains("unpacks to more than 128 MB"), "{refused}");
}

#[test]
fn what_a_few_kilobytes_become_is_bounded() {
    let refused = |bytes: &[u8], why: &str| {
        assert!(bytes.len() < 200 << 10, "{} bytes are no small file", bytes.len());
        let said = workbook::read(bytes, &Form::default()).unwrap_err().to_string();
        assert!(said.contains(why), "{said}");
    };
    let row = |at: usize, cells: &str| format!("<row r=\"{at}\">{cells}</row>");
    let first = |at: usize| format!("<c r=\"A{at}\" t=\"s\"><v>0</v></c>");
    let rows = |many: usize| (1..=many).map(|at| row(at, &first(at))).collect::<String>();
    // One text of a megabyte in each of 4,000 cells, one of a cell's length in each of 1,000.
    refused(&sharing(&rows(4_000), &[&"x".repeat(1 << 20)]), "longer than a cell can hold");
    let longest = "x".repeat(workbook::MAX_CELL);
    refused(&sharing(&rows(1_000), &[&longest]), "more than 64 MB of text");
    assert_eq!(
        workbook::read(&sharing(&rows(2), &[&longest]), &Form::default()).unwrap().text.len(),
        2 * (longest.len() + 3)
    );
    // A million rows that are made as wide as the widest.
    let wide = row(1, "<c r=\"A1\"><v>1</v></c><c r=\"EWV1\"><v>1</v></c>");
    let narrow: String = (2..=20_000).map(|at| row(at, &format!("<c r=\"A{at}\"><v>1</v></c>"))).collect();
    refused(&book(&format!("{wide}{narrow}")), "more than 64 MB of text");
}

#[test]
fn a_currency_that_only_the_format_shows_is_written_beside_the_number() {
    let formats = [
        ("#,##0.00\\ \"€\"", "€"),
        ("#,##0.00 [$€-407];[Red]-#,##0.00 [$€-407]", "€"),
        ("[$USD] #,##0.00", "USD"),
        ("_-* #,##0.00\\ \"CHF\"_-;-* #,##0.00\\ \"CHF\"_-;_-* \"-\"??\\ \"CHF\"_-;_-@_-", "CHF"),
        ("[$$-409]#,##0.00_);[Red]([$$-409]#,##0.00)", "$"),
        ("#,##0.00_ ;[Red](#,##0.00)", ""),
        ("0.00\\ \"Stk\"", ""),
        ("[Red]0.00", ""),
        ("0%", ""),
    ];
    let codes: Vec<&str> = formats.iter().map(|(code, _)| *code).collect();
    let cells: String = (1..=formats.len())
        .map(|at| format!("<row r=\"{at}\"><c r=\"A{at}\" s=\"{at}\"><v>-1234.5</v></c></row>"))
        .collect();
    let sheet = workbook::read(&styled(&cells, &codes), &Form::default()).unwrap();
    let expected: Vec<String> =
        formats.iter().map(|(_, mark)| format!("\"{}\"", format!("-1234.5 {mark}").trim())).collect();
    assert_eq!(String::from_utf8(sheet.text).unwrap().lines().collect::<Vec<_>>(), expected);
}

#[test]
fn amounts_that_are_text_say_how_numbers_are_written() {
    let cell = |at: usize, text: &str| {
        format!(
            "<row r=\"{at}\"><c r=\"A{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c><c r=\"B{at}\"><v>7.25</v></c></row>"
        )
    };
    let read = |texts: &[&str]| {
        let cells: String = texts.iter().zip(1..).map(|(text, at)| cell(at, text)).collect();
        workbook::read(&book(&cells), &Form::default())
    };
    let sheet = read(&["1.250 €", "12,50 €", "v 1.2"]).unwrap();
    assert_eq!(sheet.form.decimal, Some(Decimal::Comma));
    assert!(String::from_utf8(sheet.text).unwrap().contains("\"7,25\""));
    assert_eq!(read(&["1,250.00 EUR", "01.12"]).unwrap().form.decimal, Some(Decimal::Point));
    assert_eq!(read(&["1.250", "shoes"]).unwrap().form.decimal, Some(Decimal::Point), "no currency: perhaps a name");
    let open = read(&["1.250 €", "shoes"]).unwrap_err().to_string();
    assert!(open.contains("`1.250 €` in row 1") && open.contains("decimal"), "{open}");
}
