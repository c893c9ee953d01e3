//! What the columns of a file probably say: who bought, when, which order, for how much. Guessed from their names, in five languages, and
//! from what their cells look like; a start for someone who then says what is so.

use crate::{Dates, moment, money, number};

/// What a column may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// An id of the customer.
    Customer,
    /// Their address for mail.
    Email,
    /// When it happened.
    Moment,
    /// At what time of that day, where a column of its own says it.
    Time,
    /// Which order or receipt.
    Order,
    /// What was paid.
    Amount,
    /// The currency of the row's amounts, as an ISO code or sign.
    Currency,
    /// What was bought.
    Product,
    /// The number of pieces on the line.
    Quantity,
    /// What one of it costs.
    Price,
    /// A person's first name.
    FirstName,
    /// A person's last name.
    LastName,
    /// A person's whole name.
    Name,
    /// A number to call.
    Phone,
    /// The day of birth.
    Birthday,
    /// Whether someone wants to be written to.
    Consent,
}

impl Role {
    /// Whether a column says something of a person, and not of what happened.
    #[must_use]
    pub fn is_personal(self) -> bool {
        use Role::{Birthday, Consent, Email, FirstName, LastName, Name, Phone};
        matches!(self, Email | FirstName | LastName | Name | Phone | Birthday | Consent)
    }
}

/// What a column probably says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    /// Which column, from 0.
    pub column: usize,
    /// What it says.
    pub role: Role,
    /// Whether its name says so; else its cells alone do.
    pub named: bool,
}

/// Words by which a role is called, without blanks, marks and accents: English, German, Italian, Dutch, Polish.
const WORDS: [(Role, &[&str]); 16] = [
    (
        Role::Email,
        &["email", "mail", "emailaddress", "emailadresse", "mailadresse", "indirizzoemail", "emailadres", "adresemail"],
    ),
    (
        Role::Customer,
        &[
            "customer",
            "customerid",
            "customerno",
            "customernumber",
            "userid",
            "user",
            "client",
            "member",
            "memberid",
            "card",
            "cardno",
            "loyaltycard",
            "household",
            "householdid",
            "kunde",
            "kundennr",
            "kundennummer",
            "kundenid",
            "kundenkarte",
            "karte",
            "kartennummer",
            "debitor",
            "debitorennummer",
            "cliente",
            "codicecliente",
            "idcliente",
            "tessera",
            "klant",
            "klantnr",
            "klantnummer",
            "klantid",
            "klantenkaart",
            "kaartnummer",
            "klient",
            "nrklienta",
            "numerklienta",
            "idklienta",
            "karta",
            "nrkarty",
        ],
    ),
    (
        Role::Order,
        &[
            "order",
            "orderid",
            "orderno",
            "ordernumber",
            "receipt",
            "receiptid",
            "receiptno",
            "receiptnumber",
            "basket",
            "basketid",
            "transaction",
            "transactionid",
            "invoice",
            "invoiceno",
            "bestellung",
            "bestellnr",
            "bestellnummer",
            "auftrag",
            "auftragsnr",
            "auftragsnummer",
            "beleg",
            "belegnr",
            "belegnummer",
            "bon",
            "bonnr",
            "bonnummer",
            "rechnungsnr",
            "rechnungsnummer",
            "ordine",
            "numeroordine",
            "idordine",
            "scontrino",
            "numeroscontrino",
            "bestelling",
            "bestelnummer",
            "ordernummer",
            "bonnetje",
            "kassabon",
            "zamowienie",
            "nrzamowienia",
            "numerzamowienia",
            "paragon",
            "nrparagonu",
            "numerparagonu",
        ],
    ),
    (
        Role::Moment,
        &[
            "timestamp",
            "date",
            "datetime",
            "time",
            "at",
            "soldat",
            "createdat",
            "orderdate",
            "saledate",
            "transactiontimestamp",
            "datum",
            "buchungsdatum",
            "wertstellung",
            "valuta",
            "zeit",
            "zeitpunkt",
            "zeitstempel",
            "belegdatum",
            "bestelldatum",
            "kaufdatum",
            "verkaufsdatum",
            "data",
            "dataora",
            "dataordine",
            "datavendita",
            "tijd",
            "tijdstip",
            "besteldatum",
            "verkoopdatum",
            "datazamowienia",
            "datasprzedazy",
            "czas",
        ],
    ),
    (
        Role::Time,
        &[
            "time",
            "timeofday",
            "saletime",
            "ordertime",
            "uhrzeit",
            "zeit",
            "kaufzeit",
            "ora",
            "orario",
            "tijd",
            "tijdstip",
            "godzina",
            "czas",
        ],
    ),
    (
        Role::Amount,
        &[
            "amount",
            "total",
            "totalamount",
            "revenue",
            "sum",
            "gross",
            "turnover",
            "sales",
            "salesvalue",
            "linetotal",
            "value",
            "wert",
            "valore",
            "waarde",
            "paid",
            "betrag",
            "summe",
            "gesamt",
            "gesamtbetrag",
            "umsatz",
            "brutto",
            "bruttobetrag",
            "gesamtpreis",
            "importo",
            "totale",
            "lordo",
            "bedrag",
            "totaal",
            "totaalbedrag",
            "omzet",
            "bruto",
            "kwota",
            "suma",
            "razem",
            "wartosc",
            "kwotabrutto",
            "wartoscbrutto",
        ],
    ),
    (Role::Currency, &["currency", "currencycode", "wahrung", "waehrung", "valuta", "waluta"]),
    (
        Role::Product,
        &[
            "product",
            "productid",
            "article",
            "articleno",
            "item",
            "itemid",
            "sku",
            "ean",
            "gtin",
            "artikel",
            "artikelnr",
            "artikelnummer",
            "produkt",
            "produktnr",
            "produktnummer",
            "articolo",
            "codicearticolo",
            "prodotto",
            "productnummer",
            "towar",
            "nrartykulu",
            "artykul",
            "indeks",
        ],
    ),
    (
        Role::Quantity,
        &[
            "quantity",
            "qty",
            "count",
            "pieces",
            "menge",
            "anzahl",
            "stuck",
            "stueck",
            "quantita",
            "aantal",
            "hoeveelheid",
            "ilosc",
            "sztuk",
        ],
    ),
    (
        Role::Price,
        &[
            "price",
            "unitprice",
            "preis",
            "einzelpreis",
            "stuckpreis",
            "prezzo",
            "prezzounitario",
            "prijs",
            "stuksprijs",
            "cena",
            "cenajednostkowa",
        ],
    ),
    (
        Role::FirstName,
        &["firstname", "givenname", "forename", "vorname", "nome", "nomedibattesimo", "voornaam", "imie"],
    ),
    (
        Role::LastName,
        &[
            "lastname",
            "surname",
            "familyname",
            "nachname",
            "familienname",
            "zuname",
            "cognome",
            "achternaam",
            "nazwisko",
        ],
    ),
    (
        Role::Name,
        &[
            "name",
            "fullname",
            "customername",
            "kundename",
            "kundenname",
            "nomecompleto",
            "nominativo",
            "naam",
            "klantnaam",
            "imieinazwisko",
        ],
    ),
    (
        Role::Phone,
        &[
            "phone",
            "phonenumber",
            "mobile",
            "mobilephone",
            "tel",
            "telephone",
            "telefon",
            "telefonnummer",
            "handy",
            "handynummer",
            "mobil",
            "mobilnummer",
            "telefono",
            "cellulare",
            "telefoon",
            "telefoonnummer",
            "mobiel",
            "nrtelefonu",
            "numertelefonu",
            "komorka",
        ],
    ),
    (
        Role::Birthday,
        &[
            "birthday",
            "birthdate",
            "dateofbirth",
            "dob",
            "geburtstag",
            "geburtsdatum",
            "datadinascita",
            "datanascita",
            "compleanno",
            "geboortedatum",
            "verjaardag",
            "dataurodzenia",
            "urodziny",
        ],
    ),
    (
        Role::Consent,
        &[
            "consent",
            "optin",
            "newsletter",
            "permission",
            "subscribed",
            "einwilligung",
            "werbeeinwilligung",
            "consenso",
            "toestemming",
            "nieuwsbrief",
            "zgoda",
            "zgodamarketingowa",
        ],
    ),
];

/// How many rows are looked at.
const LOOKED_AT: usize = 200;

/// Whether a line may be a heading: it has several names, and nothing that only a row or a report's own data would say.
#[must_use]
pub fn is_heading(cells: &[String]) -> bool {
    let named: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let data = |cell: &str| {
        cell.bytes().all(|byte| byte.is_ascii_digit())
            || number::shows(cell).is_some()
            || moment::written(cell, Dates::DayFirst).is_some()
    };
    named.len() > 1 && !named.into_iter().any(data)
}

/// What the columns probably say, in their order: of each role at most one, each column at most one role.
#[must_use]
pub fn guess(columns: &[String], rows: &[Vec<String>]) -> Vec<Guess> {
    let mut taken: Vec<Guess> = Vec::new();
    for guess in candidates(columns, rows) {
        if !taken.iter().any(|known| known.column == guess.column || known.role == guess.role) {
            taken.push(guess);
        }
    }
    taken.sort_by_key(|guess| guess.column);
    taken
}

/// Which other columns could say this as well, in their order: those that fit and that nothing else was made of.
#[must_use]
pub fn others(columns: &[String], rows: &[Vec<String>], role: Role) -> Vec<usize> {
    let taken = guess(columns, rows);
    let free = |guess: &Guess| guess.role == role && taken.iter().all(|known| known.column != guess.column);
    let mut others: Vec<usize> = candidates(columns, rows).into_iter().filter(free).map(|guess| guess.column).collect();
    others.sort_unstable();
    others
}

/// What each column could say, the most certain first; of equals the one further left.
fn candidates(columns: &[String], rows: &[Vec<String>]) -> Vec<Guess> {
    let looks: Vec<Look> = (0..columns.len()).map(|column| Look::of(rows, column)).collect();
    let mut candidates: Vec<(bool, u32, Guess)> = Vec::new();
    for (column, (name, look)) in columns.iter().zip(&looks).enumerate() {
        for (role, words) in WORDS {
            let called = called(name, words);
            if let Some(fits) = look.fits(role).filter(|fits| called + fits >= 2) {
                let part = role == Role::Amount && is_part(name);
                candidates.push((part, called * 2 + fits, Guess { column, role, named: called > 0 }));
            }
        }
    }
    candidates.sort_by_key(|(part, score, guess)| (*part, u32::MAX - score, guess.column, guess.role));
    candidates.into_iter().map(|(_, _, guess)| guess).collect()
}

/// Words that begin the name of an amount which is not all that was paid: it is net, a tax, a charge, or came back.
const PARTS: [&str; 36] = [
    "net",
    "netto",
    "tax",
    "vat",
    "mwst",
    "ust",
    "steuer",
    "iva",
    "btw",
    "podatek",
    "shipping",
    "versand",
    "porto",
    "spedizione",
    "verzend",
    "wysylk",
    "delivery",
    "discount",
    "rabatt",
    "sconto",
    "korting",
    "rabat",
    "refund",
    "returned",
    "erstatt",
    "ruckerstatt",
    "rimbors",
    "terugbeta",
    "zwrot",
    "outstanding",
    "fee",
    "gebuhr",
    "cost",
    "tip",
    "trinkgeld",
    "subtotal",
];

/// Whether an amount's name says that it is a part of what was paid, in a word of its own: `amountNet`, `shipping_total`, `Versandkosten`.
fn is_part(name: &str) -> bool {
    let mut words = String::new();
    let mut small = false;
    for c in name.chars() {
        if small && c.is_uppercase() {
            words.push(' ');
        }
        small = c.is_lowercase();
        words.extend(c.to_lowercase().map(folded));
    }
    // Short ones are whole words: a network is no net amount.
    let of_part = |word: &str| PARTS.iter().any(|part| word == *part || part.len() > 4 && word.starts_with(part));
    words.split(|c: char| !c.is_alphanumeric()).any(of_part)
}

/// How surely a name is one of these words: 3 if it is one, 2 if one stands in it as a word of its own or in front of it.
fn called(name: &str, words: &[&str]) -> u32 {
    let folded: String = name.chars().flat_map(char::to_lowercase).map(folded).collect();
    let whole: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    if words.contains(&whole.as_str()) {
        return 3;
    }
    let part = folded.split(|c: char| !c.is_alphanumeric()).any(|part| words.contains(&part));
    let front = words.iter().any(|word| word.len() >= 5 && whole.starts_with(word));
    if part || front { 2 } else { 0 }
}

/// A letter without its accent.
fn folded(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ä' | 'ą' => 'a',
        'ć' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ę' => 'e',
        'ì' | 'í' | 'ï' => 'i',
        'ł' => 'l',
        'ń' => 'n',
        'ò' | 'ó' | 'ö' => 'o',
        'ś' => 's',
        'ù' | 'ú' | 'ü' => 'u',
        'ź' | 'ż' => 'z',
        other => other,
    }
}

/// What the cells of a column look like.
struct Look {
    filled: usize,
    moments: usize,
    times: usize,
    numbers: usize,
    decimals: usize,
    mails: usize,
    codes: usize,
    phones: usize,
}

impl Look {
    fn of(rows: &[Vec<String>], column: usize) -> Self {
        let cells = rows.iter().take(LOOKED_AT).filter_map(|row| row.get(column)).map(|cell| cell.trim());
        let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        let count = |is: &dyn Fn(&str) -> bool| cells.iter().filter(|cell| is(cell)).count();
        let plain = |cell: &str| {
            // Also with a sign that may be of several currencies: what cannot be read is then refused by name, and not left out.
            let cell = money::apart(cell)?.number;
            [crate::Decimal::Comma, crate::Decimal::Point].into_iter().find_map(|decimal| number::plain(&cell, decimal))
        };
        Self {
            filled: cells.len(),
            // A bare number may be Excel's count of days, and mostly is not.
            moments: count(&|cell| {
                let bare = cell.bytes().all(|byte| byte.is_ascii_digit());
                (!bare || cell.len() >= 8)
                    && moment::written(cell, Dates::DayFirst).or(moment::written(cell, Dates::MonthFirst)).is_some()
            }),
            times: count(&moment::is_clock),
            numbers: count(&|cell| plain(cell).is_some()),
            decimals: count(&|cell| plain(cell).is_some_and(|number| number.contains('.'))),
            mails: count(&|cell| {
                cell.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'))
            }),
            codes: count(&|cell| cell.len() == 3 && cell.bytes().all(|byte| byte.is_ascii_alphabetic())),
            phones: count(&|cell| {
                let digits = cell.bytes().filter(u8::is_ascii_digit).count();
                (6..=15).contains(&digits) && cell.chars().all(|c| c.is_ascii_digit() || " +-/().".contains(c))
            }),
        }
    }

    /// How well they fit a role, 0 to 2; not at all where they cannot be it.
    fn fits(&self, role: Role) -> Option<u32> {
        let most = |count: usize| self.filled > 0 && count * 10 >= self.filled * 8;
        // Where nothing stands, nothing is told apart.
        let id = || (self.filled > 0 && !most(self.moments) && self.decimals == 0).then_some(0);
        match role {
            Role::Email => most(self.mails).then_some(2),
            Role::Moment => most(self.moments).then_some(2),
            Role::Time => most(self.times).then_some(1),
            Role::Amount | Role::Price => most(self.numbers).then_some(u32::from(self.decimals > 0)),
            Role::Quantity => most(self.numbers).then_some(0),
            Role::Currency => most(self.codes).then_some(1),
            Role::Customer => id().filter(|_| !most(self.mails)),
            Role::Order | Role::Product => id(),
            Role::Birthday => most(self.moments).then_some(1),
            Role::Phone => most(self.phones).then_some(1),
            Role::FirstName | Role::LastName | Role::Name => {
                let other = most(self.moments) || most(self.numbers) || most(self.mails);
                (!other).then_some(0)
            }
            Role::Consent => Some(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(columns: &str, rows: &[&str]) -> Vec<(String, Role)> {
        let cells = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
        let columns = cells(columns);
        let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
        guess(&columns, &rows).into_iter().map(|guess| (columns[guess.column].clone(), guess.role)).collect()
    }

    #[test]
    fn columns_are_known_by_their_names_in_five_languages() {
        use Role::{Amount, Customer, Moment, Order};
        let row = &["7;2026-03-01 08:00;B-1;12,50"][..];
        for names in [
            "customer_no;sold_at;receipt_id;total",
            "Kundennr.;Belegdatum;Beleg-Nr;Betrag EUR",
            "Codice cliente;Data ora;Numero ordine;Importo",
            "Klantnummer;Tijdstip;Ordernummer;Totaalbedrag",
            "Nr klienta;Data sprzedaży;Nr zamówienia;Kwota brutto",
        ] {
            let roles: Vec<Role> = guessed(names, row).into_iter().map(|(_, role)| role).collect();
            assert_eq!(roles, [Customer, Moment, Order, Amount], "{names}");
        }
    }

    #[test]
    fn cells_say_what_a_name_cannot_be_and_sometimes_what_it_is() {
        let found = guessed(
            "a;b;Datum;Summe",
            &["eva@example.com;01.03.2026;heute;viel", "bob@example.com;02.03.2026;morgen;wenig"],
        );
        assert_eq!(found, [("a".to_owned(), Role::Email), ("b".to_owned(), Role::Moment)]);
        assert_eq!(guessed("a;b", &["1;2"]), []);
        assert_eq!(guessed("", &[]), []);
    }

    #[test]
    fn amounts_are_known_whatever_stands_beside_them() {
        for cells in [["$1,234.50", "($3.00)"], ["Fr. 12.-", "1'234.50"], ["12.00-", "CHF 5.00"]] {
            assert_eq!(guessed("Total", &cells), [("Total".to_owned(), Role::Amount)], "{cells:?}");
        }
    }

    #[test]
    fn the_amount_is_all_that_was_paid_and_what_else_it_could_be_is_told() {
        for (names, row, amount, others) in [
            ("shipping_total;order_total", "4,90;94,00", "order_total", vec!["shipping_total"]),
            ("amountNet;amountTotal", "79,00;94,01", "amountTotal", vec!["amountNet"]),
            (
                "Gesamtbetrag Netto;Gesamtbetrag Brutto",
                "79,00;94,01",
                "Gesamtbetrag Brutto",
                vec!["Gesamtbetrag Netto"],
            ),
            ("Nettobetrag;Bruttobetrag", "79,00;94,01", "Bruttobetrag", vec![]),
            (
                "Subtotal;Shipping;Taxes;Total;Discount Amount",
                "70,00;5,00;3,00;78,00;0,00",
                "Total",
                vec!["Discount Amount"],
            ),
            ("Refunded Amount;Total", "0,00;78,00", "Total", vec!["Refunded Amount"]),
            ("net amount", "79,00", "net amount", vec![]),
        ] {
            let cells = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
            let (columns, rows) = (cells(names), [cells(row)]);
            let found = guess(&columns, &rows).into_iter().find(|guess| guess.role == Role::Amount);
            assert_eq!(found.map(|guess| columns[guess.column].as_str()), Some(amount), "{names}");
            let could: Vec<&str> =
                super::others(&columns, &rows, Role::Amount).into_iter().map(|at| columns[at].as_str()).collect();
            assert!(others.iter().all(|other| could.contains(other)) && !could.contains(&amount), "{names}: {could:?}");
        }
    }

    #[test]
    fn an_empty_column_is_no_id() {
        let found = guessed("Receipt Number;Name;Total", &[";#1001;12,50", ";#1002;8,00"]);
        assert!(found.iter().all(|(name, _)| name != "Receipt Number"), "{found:?}");
    }

    #[test]
    fn a_time_of_the_day_in_a_column_of_its_own_is_known() {
        let till = guessed("Bon;Datum;Uhrzeit;Betrag", &["1;19.10.2026;09:14;5,00", "2;19.10.2026;10:01;6,50"]);
        let roles: Vec<Role> = till.into_iter().map(|(_, role)| role).collect();
        assert_eq!(roles, [Role::Order, Role::Moment, Role::Time, Role::Amount]);
        assert_eq!(guessed("Zeit", &["19.10.2026 09:14"]), [("Zeit".to_owned(), Role::Moment)]);
    }

    #[test]
    fn a_heading_has_names_and_no_data() {
        let is = |line: &str| is_heading(&line.split(';').map(str::to_owned).collect::<Vec<_>>());
        assert!(is("Nr;Name;;Betrag"));
        for none in ["Umsatzliste;;", "EXTF;510;21", "Stand;01.03.2026", "Summe;12,50", ""] {
            assert!(!is(none), "{none}");
        }
    }

    #[test]
    fn the_columns_of_a_file_of_customers_are_known() {
        use Role::{Birthday, Consent, Customer, Email, FirstName, LastName, Phone};
        let row = &["7;Eva;Muster;eva@example.com;+49 30 1234567;01.03.1980;ja"][..];
        for names in [
            "customer no;first name;last name;e-mail;phone;date of birth;newsletter",
            "Kundennr.;Vorname;Nachname;E-Mail-Adresse;Telefon;Geburtsdatum;Einwilligung",
            "Codice cliente;Nome;Cognome;Indirizzo e-mail;Cellulare;Data di nascita;Consenso",
            "Klantnummer;Voornaam;Achternaam;E-mailadres;Telefoon;Geboortedatum;Toestemming",
            "Nr klienta;Imię;Nazwisko;Adres e-mail;Nr telefonu;Data urodzenia;Zgoda",
        ] {
            let roles: Vec<Role> = guessed(names, row).into_iter().map(|(_, role)| role).collect();
            assert_eq!(roles, [Customer, FirstName, LastName, Email, Phone, Birthday, Consent], "{names}");
        }
    }

    #[test]
    fn a_tills_lines_have_their_columns() {
        let found = guessed(
            "Bon;Kunde;Zeit;Artikel;Menge;Einzelpreis;Betrag;Währung",
            &["1;7;2026-03-01 08:00;Milch;2;1,09;2,18;EUR", "1;7;2026-03-01 08:00;Käse;0,455;15,65;7,12;EUR"],
        );
        let roles: Vec<Role> = found.into_iter().map(|(_, role)| role).collect();
        use Role::{Amount, Currency, Customer, Moment, Order, Price, Product, Quantity};
        assert_eq!(roles, [Order, Customer, Moment, Product, Quantity, Price, Amount, Currency]);
    }
}
