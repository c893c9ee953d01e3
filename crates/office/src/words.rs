//! What the public pages say, in five languages.

use rapport_channel::liquid::{Escape, Limits, Template};
use rapport_customer::Brand;
use rapport_kernel::{IdentifierKind, Map, Time, Value};

/// A language of the public pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `en`, which readers get whose language is not here.
    En,
    /// `de`, with the formal address.
    De,
    /// `it`, with the formal address.
    It,
    /// `nl`, with the formal address.
    Nl,
    /// `pl`, without gender where that is possible.
    Pl,
}

impl Language {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::En, Self::De, Self::It, Self::Nl, Self::Pl];

    /// The tag used in addresses and in `lang` attributes.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::It => "it",
            Self::Nl => "nl",
            Self::Pl => "pl",
        }
    }

    /// A day as it is written in this language, where the brand is at home: half past midnight there is a new day, whatever the day is
    /// in London.
    #[must_use]
    pub fn day(self, at: Time, brand: &Brand) -> String {
        let pattern = if self == Self::De { "{{ at | date: '%-d. %B %Y' }}" } else { "{{ at | date: '%-d %B %Y' }}" };
        let mut here = Map::default();
        here.set("zone", brand.zone.clone().into());
        here.set("language", self.tag().into());
        let mut data = Map::default();
        data.set("at", at.to_string().as_str().into());
        data.set("here", Value::Map(here));
        let written =
            Template::parse(pattern, Escape::None).ok().and_then(|day| day.render(&data, &Limits::default()).ok());
        written.unwrap_or_else(|| at.to_string())
    }

    /// What the language calls itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::It => "Italiano",
            Self::Nl => "Nederlands",
            Self::Pl => "Polski",
        }
    }

    /// The language of a tag such as `de-AT`, if it is one of ours.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_', ';']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.tag() == primary)
    }

    /// The first language of an `Accept-Language` header that is ours; browsers send the best first.
    #[must_use]
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').find_map(Self::of)
    }

    /// What the pages say in this language.
    #[must_use]
    pub fn words(self) -> &'static Words {
        match self {
            Self::En => &EN,
            Self::De => &DE,
            Self::It => &IT,
            Self::Nl => &NL,
            Self::Pl => &PL,
        }
    }
}

/// What is often known of people, by the name of its trait, in the order of the languages.
const TRAITS: [(&[&str], [&str; 5]); 14] = [
    (&["name", "full_name", "fullName"], ["Name", "Name", "Nome", "Naam", "Imię i nazwisko"]),
    (&["first_name", "firstName", "given_name"], ["First name", "Vorname", "Nome", "Voornaam", "Imię"]),
    (&["last_name", "lastName", "surname"], ["Last name", "Nachname", "Cognome", "Achternaam", "Nazwisko"]),
    (
        &["birthday", "birth_date", "birthDate"],
        ["Birthday", "Geburtstag", "Compleanno", "Geboortedatum", "Data urodzenia"],
    ),
    (&["gender"], ["Gender", "Geschlecht", "Genere", "Geslacht", "Płeć"]),
    (&["age"], ["Age", "Alter", "Età", "Leeftijd", "Wiek"]),
    (&["language", "locale"], ["Language", "Sprache", "Lingua", "Taal", "Język"]),
    (&["country"], ["Country", "Land", "Paese", "Land", "Kraj"]),
    (&["city"], ["City", "Ort", "Città", "Plaats", "Miejscowość"]),
    (&["street", "address"], ["Street", "Straße", "Via", "Straat", "Ulica"]),
    (
        &["zip", "postal_code", "postalCode", "postcode"],
        ["Postcode", "Postleitzahl", "CAP", "Postcode", "Kod pocztowy"],
    ),
    (&["zone", "timezone"], ["Time zone", "Zeitzone", "Fuso orario", "Tijdzone", "Strefa czasowa"]),
    (&["title", "salutation"], ["Form of address", "Anrede", "Titolo", "Aanhef", "Forma grzecznościowa"]),
    (&["company"], ["Company", "Firma", "Azienda", "Bedrijf", "Firma"]),
];

/// What is often said with an event, by the name of the property or of the part of its context, in the order of the languages.
const PROPERTIES: [(&[&str], [&str; 5]); 28] = [
    (&["name"], ["Name", "Name", "Nome", "Naam", "Nazwa"]),
    (&["title"], ["Title", "Titel", "Titolo", "Titel", "Tytuł"]),
    (&["page"], ["Page", "Seite", "Pagina", "Pagina", "Strona"]),
    (&["path"], ["Path", "Pfad", "Percorso", "Pad", "Ścieżka"]),
    (&["url"], ["Address", "Adresse", "Indirizzo", "Adres", "Adres"]),
    (&["referrer"], ["Came from", "Gekommen von", "Provenienza", "Gekomen van", "Źródło wejścia"]),
    (&["campaign"], ["Campaign", "Kampagne", "Campagna", "Campagne", "Kampania"]),
    (&["source"], ["Source", "Quelle", "Fonte", "Bron", "Źródło"]),
    (&["medium"], ["Medium", "Medium", "Mezzo", "Medium", "Medium"]),
    (&["device"], ["Device", "Gerät", "Dispositivo", "Apparaat", "Urządzenie"]),
    (&["manufacturer"], ["Made by", "Hersteller", "Produttore", "Fabrikant", "Producent"]),
    (&["model"], ["Model", "Modell", "Modello", "Model", "Model"]),
    (&["os"], ["Operating system", "Betriebssystem", "Sistema operativo", "Besturingssysteem", "System operacyjny"]),
    (&["version"], ["Version", "Version", "Versione", "Versie", "Wersja"]),
    (&["app"], ["Office", "Office", "Office", "Office", "Aplikacja"]),
    (&["screen"], ["Screen", "Bildschirm", "Schermo", "Scherm", "Ekran"]),
    (&["location"], ["Place", "Ort", "Luogo", "Plaats", "Miejsce"]),
    (&["branch"], ["Branch", "Filiale", "Filiale", "Filiaal", "Oddział"]),
    (&["product_id", "sku"], ["Product", "Produkt", "Prodotto", "Product", "Produkt"]),
    (&["products"], ["Product", "Produkt", "Prodotto", "Product", "Produkt"]),
    (&["category"], ["Category", "Kategorie", "Categoria", "Categorie", "Kategoria"]),
    (&["quantity"], ["Quantity", "Menge", "Quantità", "Aantal", "Ilość"]),
    (&["price"], ["Price", "Preis", "Prezzo", "Prijs", "Cena"]),
    (&["total", "revenue"], ["Total", "Summe", "Totale", "Totaal", "Suma"]),
    (&["currency"], ["Currency", "Währung", "Valuta", "Valuta", "Waluta"]),
    (&["order_id"], ["Order", "Bestellung", "Ordine", "Bestelling", "Zamówienie"]),
    (&["coupon"], ["Voucher", "Gutschein", "Buono", "Tegoedbon", "Bon"]),
    (&["query"], ["Looked for", "Gesucht", "Ricerca", "Gezocht", "Szukane"]),
];

/// Places that are our own pages, and not a source of the brand.
const PLACES: [(&[&str], [&str; 5]); 2] = [
    (&["preference-centre"], ["This page", "Diese Seite", "Questa pagina", "Deze pagina", "Ta strona"]),
    (
        &["confirmation-page", "one-click"],
        [
            "A link in an e-mail",
            "Ein Link in einer E-Mail",
            "Un link in un'e-mail",
            "Een link in een e-mail",
            "Link w e-mailu",
        ],
    ),
];

fn listed(list: &[(&[&str], [&'static str; 5])], name: &str, language: Language) -> Option<&'static str> {
    let (_, words) = list.iter().find(|(names, _)| names.contains(&name))?;
    Language::ALL.iter().position(|one| *one == language).map(|at| words[at])
}

/// Every sentence of the public pages.
#[allow(missing_docs, reason = "each sentence stands below, in English first")]
pub struct Words {
    pub language: &'static str,
    pub preferences: &'static str,
    pub intro: &'static str,
    pub agreed: &'static str,
    pub agreed_hint: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
    pub pending: &'static str,
    pub since: &'static str,
    pub you_agreed_to: &'static str,
    pub not_agreed: &'static str,
    pub blocked: &'static str,
    pub take_back: &'static str,
    pub take_back_hint: &'static str,
    pub taken_back: &'static str,
    pub known: &'static str,
    pub known_hint: &'static str,
    pub nothing_known: &'static str,
    pub seen: &'static str,
    pub bought: &'static str,
    pub vouchers: &'static str,
    pub valid_until: &'static str,
    pub happened: &'static str,
    pub happened_hint: &'static str,
    pub told: &'static str,
    pub page: &'static str,
    pub screen: &'static str,
    pub identified: &'static str,
    pub grouped: &'static str,
    pub joined: &'static str,
    pub export: &'static str,
    pub export_hint: &'static str,
    pub erase: &'static str,
    pub erase_hint: &'static str,
    pub erase_sure: &'static str,
    pub erase_confirm: &'static str,
    pub erase_tick: &'static str,
    pub erased: &'static str,
    pub erasure_owed: &'static str,
    pub keep: &'static str,
    pub confirm_title: &'static str,
    pub confirm_text: &'static str,
    pub confirm_button: &'static str,
    pub confirmed_title: &'static str,
    pub confirmed: &'static str,
    pub confirm_late: &'static str,
    pub confirm_nothing: &'static str,
    pub unsubscribe_title: &'static str,
    pub unsubscribe_text: &'static str,
    pub unsubscribe_button: &'static str,
    pub unsubscribed: &'static str,
    pub in_flight: &'static str,
    pub gone: &'static str,
    pub gone_hint: &'static str,
    pub bad_link: &'static str,
    pub bad_link_hint: &'static str,
    pub old_link: &'static str,
    pub later: &'static str,
    pub later_hint: &'static str,
    pub unread_form: &'static str,
    pub leaving: &'static str,
    pub channel_email: &'static str,
    pub channel_phone: &'static str,
    pub channel_sms: &'static str,
    pub channel_push: &'static str,
    pub channel_staff: &'static str,
    pub channel_receipt: &'static str,
    pub channel_web: &'static str,
    pub channel_letter: &'static str,
    pub number: &'static str,
    pub anonymous: &'static str,
    pub email: &'static str,
    pub telephone: &'static str,
    pub card: &'static str,
    pub device: &'static str,
    pub opt_in_subject: &'static str,
    pub opt_in_text: &'static str,
    pub opt_in_ignore: &'static str,
    pub state_intro: &'static str,
    pub state_hint: &'static str,
    pub state_nothing: &'static str,
    pub own_data: &'static str,
    pub own_data_more: &'static str,
    pub own_data_more_hint: &'static str,
    pub own_data_no_way: &'static str,
    pub own_data_send: &'static str,
    pub own_data_sent: &'static str,
    pub own_data_subject: &'static str,
    pub own_data_text: &'static str,
    pub own_data_button: &'static str,
    pub own_data_ignore: &'static str,
    pub used_link: &'static str,
}

impl Words {
    /// What people call a channel; a channel of the brand's own keeps its own name.
    #[must_use]
    pub fn channel<'a>(&self, id: &'a str) -> &'a str
    where
        'static: 'a,
    {
        match id {
            "email" => self.channel_email,
            "phone" => self.channel_phone,
            "sms" => self.channel_sms,
            "push" => self.channel_push,
            "staff" => self.channel_staff,
            "receipt" => self.channel_receipt,
            "web" => self.channel_web,
            "letter" => self.channel_letter,
            other => other,
        }
    }

    /// What a trait is called: in words where it is usual, else its own name made readable.
    #[must_use]
    pub fn trait_name(&self, name: &str) -> String {
        self.called([&TRAITS, &PROPERTIES], name)
    }

    /// What a property of an event or a part of its context is called, in the same way: its `title` is a page's, and no form of address.
    #[must_use]
    pub fn property(&self, name: &str) -> String {
        self.called([&PROPERTIES, &TRAITS], name)
    }

    fn called(&self, lists: [&[(&[&str], [&'static str; 5])]; 2], name: &str) -> String {
        let usual = lists.into_iter().find_map(|list| listed(list, name, self.of()));
        usual.map_or_else(|| crate::timeline::words(name), str::to_owned)
    }

    /// One of our own pages as a place, by its name.
    #[must_use]
    pub fn own_place(&self, source: &str) -> Option<&'static str> {
        listed(&PLACES, source, self.of())
    }

    /// Whose words these are.
    fn of(&self) -> Language {
        let same = |language: &Language| language.words().language == self.language;
        Language::ALL.into_iter().find(same).unwrap_or(Language::En)
    }

    /// What a kind of identifier is called.
    #[must_use]
    pub fn identifier(&self, kind: IdentifierKind) -> &'static str {
        match kind {
            IdentifierKind::UserId => self.number,
            IdentifierKind::AnonymousId => self.anonymous,
            IdentifierKind::Email => self.email,
            IdentifierKind::Phone => self.telephone,
            IdentifierKind::LoyaltyCard => self.card,
            IdentifierKind::Device => self.device,
        }
    }
}

const EN: Words = Words {
    language: "Language",
    preferences: "Your settings",
    intro: "Here you see what we know about you and what you agreed to. You can change it at any time; it counts at once.",
    agreed: "What you agreed to",
    agreed_hint: "Tick what you want, then save.",
    save: "Save",
    saved: "Saved. It counts from now on.",
    pending: "We have sent you a message: please confirm there that the address is yours.",
    since: "since",
    you_agreed_to: "You agreed to this:",
    not_agreed: "not agreed",
    blocked: "Stopped: we do not contact you here.",
    take_back: "Take everything back",
    take_back_hint: "We will not contact you for advertising any more, on any channel.",
    taken_back: "Done. We do not contact you for advertising any more.",
    known: "What we know about you",
    known_hint: "This is what is kept under your name.",
    nothing_known: "Nothing is known.",
    seen: "Last seen",
    bought: "Bought",
    vouchers: "Your vouchers",
    valid_until: "valid until",
    happened: "What happened last",
    happened_hint: "The latest of what we noted about you. The download has everything.",
    told: "Details",
    page: "Page",
    screen: "Screen",
    identified: "You told us who you are",
    grouped: "You were put into a group",
    joined: "Two records were found to be yours",
    export: "Download my data",
    export_hint: "Everything we hold about you, as a file that programs can read.",
    erase: "Erase my data",
    erase_hint: "Removes everything we hold about you, for good.",
    erase_sure: "Do you want everything about you to be erased? This cannot be undone.",
    erase_confirm: "Erase for good",
    erase_tick: "Yes, I want this",
    erased: "Your data has been erased. We will not contact you any more.",
    erasure_owed: "We have noted that you want your data erased. It cannot be done at this moment, and will be done as soon as it can. You do not have to do anything else.",
    keep: "Go back, change nothing",
    confirm_title: "Please confirm",
    confirm_text: "You asked for messages from us. Please confirm with one click that this is what you want:",
    confirm_button: "Yes, I agree",
    confirmed_title: "Confirmed",
    confirmed: "Thank you. It is confirmed.",
    confirm_late: "The time for confirming is over. Please ask for it again.",
    confirm_nothing: "There is nothing to confirm any more.",
    unsubscribe_title: "Unsubscribe",
    unsubscribe_text: "You will get no more messages of this kind from us:",
    unsubscribe_button: "Unsubscribe",
    unsubscribed: "Done. You will get no more messages of this kind.",
    in_flight: "One message was already on its way and may still arrive.",
    gone: "Nothing is kept here any more",
    gone_hint: "This link was good once. What it was about is no longer kept, and nothing is sent because of it.",
    bad_link: "This link is not valid",
    bad_link_hint: "It may have been cut off. Please open it again from the message it came in.",
    old_link: "This link has run out. Please use the one in our latest message.",
    later: "This does not work at the moment",
    later_hint: "Nothing was changed. Please try again in a few minutes.",
    unread_form: "What you sent did not arrive completely. Nothing was changed. Please go back and press the button again.",
    leaving: "This link leads to",
    channel_email: "E-mail",
    channel_phone: "Phone call",
    channel_sms: "Text message",
    channel_push: "Office message",
    channel_staff: "Advice in the branch",
    channel_receipt: "On the receipt",
    channel_web: "On the website",
    channel_letter: "Letter",
    number: "Customer number",
    anonymous: "Anonymous id",
    email: "E-mail",
    telephone: "Phone",
    card: "Loyalty card",
    device: "Device",
    opt_in_subject: "Please confirm",
    opt_in_text: "We were given this address. If that was you, please confirm that you agree to this:",
    opt_in_ignore: "If it was not you, do nothing: then we will not write again.",
    state_intro: "This is what holds for the address that this link was sent to. You can take it back at any time; it counts at once.",
    state_hint: "Untick what you no longer want, then save.",
    state_nothing: "Nothing is agreed to for this address.",
    own_data: "Your data",
    own_data_more: "See, change, download or erase my data",
    own_data_more_hint: "First we make sure that it is you: we send a link to an address that you have confirmed. It is good for 30 minutes.",
    own_data_no_way: "No address has been confirmed with which we could make sure here that it is you. Please write to us.",
    own_data_send: "Send the link to",
    own_data_sent: "We have sent you a link. Please look into your mailbox; it is good for 30 minutes.",
    own_data_subject: "Your link to your data",
    own_data_text: "We were asked for the data that we hold about you. If that was you, this link opens it for 30 minutes. Do not pass it on.",
    own_data_button: "Open my data",
    own_data_ignore: "If it was not you, do nothing: without this link no one sees anything.",
    used_link: "This link has been used for this already. Please have a new one sent to you.",
};

const DE: Words = Words {
    language: "Sprache",
    preferences: "Ihre Einstellungen",
    intro: "Hier sehen Sie, was wir über Sie wissen und wozu Sie Ja gesagt haben. Sie können es jederzeit ändern; es gilt sofort.",
    agreed: "Wozu Sie Ja gesagt haben",
    agreed_hint: "Wählen Sie aus, was Sie möchten, und speichern Sie.",
    save: "Speichern",
    saved: "Gespeichert. Es gilt ab jetzt.",
    pending: "Wir haben Ihnen eine Nachricht geschickt: Bitte bestätigen Sie dort, dass die Adresse Ihre ist.",
    since: "seit",
    you_agreed_to: "Dem haben Sie zugestimmt:",
    not_agreed: "nicht zugestimmt",
    blocked: "Gesperrt: Auf diesem Weg melden wir uns nicht.",
    take_back: "Alles widerrufen",
    take_back_hint: "Wir melden uns auf keinem Weg mehr mit Werbung.",
    taken_back: "Erledigt. Wir melden uns nicht mehr mit Werbung.",
    known: "Was wir über Sie wissen",
    known_hint: "Das ist unter Ihrem Namen gespeichert.",
    nothing_known: "Es ist nichts bekannt.",
    seen: "Zuletzt gesehen",
    bought: "Gekauft",
    vouchers: "Ihre Gutscheine",
    valid_until: "gültig bis",
    happened: "Was zuletzt geschah",
    happened_hint: "Das Neueste, was wir über Sie notiert haben. Der Download enthält alles.",
    told: "Einzelheiten",
    page: "Seite",
    screen: "Bildschirm",
    identified: "Sie haben gesagt, wer Sie sind",
    grouped: "Sie wurden einer Gruppe zugeordnet",
    joined: "Zwei Datensätze gehören beide Ihnen",
    export: "Meine Daten herunterladen",
    export_hint: "Alles, was wir über Sie gespeichert haben, als maschinenlesbare Datei.",
    erase: "Meine Daten löschen",
    erase_hint: "Entfernt endgültig alles, was wir über Sie gespeichert haben.",
    erase_sure: "Möchten Sie, dass alles über Sie gelöscht wird? Das lässt sich nicht rückgängig machen.",
    erase_confirm: "Endgültig löschen",
    erase_tick: "Ja, das möchte ich",
    erased: "Ihre Daten sind gelöscht. Wir melden uns nicht mehr bei Ihnen.",
    erasure_owed: "Wir haben festgehalten, dass Ihre Daten gelöscht werden sollen. Im Moment geht das nicht; es geschieht, sobald es möglich ist. Sie müssen nichts weiter tun.",
    keep: "Zurück, nichts ändern",
    confirm_title: "Bitte bestätigen",
    confirm_text: "Sie möchten Nachrichten von uns. Bitte bestätigen Sie mit einem Klick, dass Sie das wollen:",
    confirm_button: "Ja, ich stimme zu",
    confirmed_title: "Bestätigt",
    confirmed: "Danke. Es ist bestätigt.",
    confirm_late: "Die Zeit zum Bestätigen ist abgelaufen. Bitte melden Sie sich noch einmal an.",
    confirm_nothing: "Es gibt nichts mehr zu bestätigen.",
    unsubscribe_title: "Abmelden",
    unsubscribe_text: "Sie bekommen keine Nachrichten dieser Art mehr von uns:",
    unsubscribe_button: "Abmelden",
    unsubscribed: "Erledigt. Sie bekommen keine Nachrichten dieser Art mehr.",
    in_flight: "Eine Nachricht war schon unterwegs und kann noch ankommen.",
    gone: "Hier ist nichts mehr gespeichert",
    gone_hint: "Dieser Link war einmal gültig. Worum es ging, ist nicht mehr gespeichert, und es wird deswegen nichts gesendet.",
    bad_link: "Dieser Link ist nicht gültig",
    bad_link_hint: "Vielleicht wurde er abgeschnitten. Bitte öffnen Sie ihn noch einmal aus der Nachricht, in der er stand.",
    old_link: "Dieser Link ist abgelaufen. Bitte nehmen Sie den aus unserer neuesten Nachricht.",
    later: "Das geht im Moment nicht",
    later_hint: "Es wurde nichts geändert. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
    unread_form: "Ihre Angaben sind nicht vollständig angekommen. Es wurde nichts geändert. Bitte gehen Sie zurück und drücken Sie die Schaltfläche noch einmal.",
    leaving: "Dieser Link führt zu",
    channel_email: "E-Mail",
    channel_phone: "Anruf",
    channel_sms: "SMS",
    channel_push: "Nachricht in der Office",
    channel_staff: "Beratung in der Filiale",
    channel_receipt: "Auf dem Kassenbon",
    channel_web: "Auf der Website",
    channel_letter: "Brief",
    number: "Kundennummer",
    anonymous: "Anonyme Kennung",
    email: "E-Mail",
    telephone: "Telefon",
    card: "Kundenkarte",
    device: "Gerät",
    opt_in_subject: "Bitte bestätigen",
    opt_in_text: "Jemand, hoffentlich Sie, hat uns diese Adresse genannt. Bitte bestätigen Sie, dass Sie dem zustimmen:",
    opt_in_ignore: "Wenn Sie das nicht waren, tun Sie nichts: Dann schreiben wir nicht wieder.",
    state_intro: "Das gilt für die Adresse, an die dieser Link ging. Sie können es jederzeit widerrufen; es gilt sofort.",
    state_hint: "Wählen Sie ab, was Sie nicht mehr möchten, und speichern Sie.",
    state_nothing: "Für diese Adresse liegt keine Zustimmung vor.",
    own_data: "Ihre Daten",
    own_data_more: "Meine Daten sehen, ändern, herunterladen oder löschen",
    own_data_more_hint: "Zuerst stellen wir sicher, dass Sie es sind: Wir schicken einen Link an eine Adresse, die Sie bestätigt haben. Er gilt 30 Minuten.",
    own_data_no_way: "Es ist keine Adresse bestätigt, mit der wir hier sicherstellen könnten, dass Sie es sind. Bitte schreiben Sie uns.",
    own_data_send: "Link schicken an",
    own_data_sent: "Wir haben Ihnen einen Link geschickt. Bitte sehen Sie in Ihr Postfach; er gilt 30 Minuten.",
    own_data_subject: "Ihr Link zu Ihren Daten",
    own_data_text: "Jemand, hoffentlich Sie, möchte die Daten sehen, die wir über Sie gespeichert haben. Dieser Link öffnet sie 30 Minuten lang. Geben Sie ihn nicht weiter.",
    own_data_button: "Meine Daten öffnen",
    own_data_ignore: "Wenn Sie das nicht waren, tun Sie nichts: Ohne diesen Link sieht niemand etwas.",
    used_link: "Dieser Link wurde dafür schon benutzt. Bitte lassen Sie sich einen neuen schicken.",
};

const IT: Words = Words {
    language: "Lingua",
    preferences: "Le sue impostazioni",
    intro: "Qui vede che cosa sappiamo di lei e a che cosa ha detto sì. Può cambiarlo in ogni momento; vale subito.",
    agreed: "A che cosa ha acconsentito",
    agreed_hint: "Scelga che cosa desidera, poi salvi.",
    save: "Salva",
    saved: "Salvato. Vale da adesso.",
    pending: "Le abbiamo inviato un messaggio: confermi lì che l'indirizzo è suo.",
    since: "dal",
    you_agreed_to: "Ha acconsentito a questo:",
    not_agreed: "nessun consenso",
    blocked: "Bloccato: non la contattiamo per questa via.",
    take_back: "Revoca tutto",
    take_back_hint: "Non la contatteremo più per pubblicità, per nessuna via.",
    taken_back: "Fatto. Non la contatteremo più per pubblicità.",
    known: "Che cosa sappiamo di lei",
    known_hint: "Questo è conservato a suo nome.",
    nothing_known: "Non si sa nulla.",
    seen: "Ultima visita",
    bought: "Acquisti",
    vouchers: "I suoi buoni",
    valid_until: "valido fino al",
    happened: "Che cosa è successo di recente",
    happened_hint: "Le ultime cose che abbiamo annotato su di lei. Il file da scaricare contiene tutto.",
    told: "Dettagli",
    page: "Pagina",
    screen: "Schermata",
    identified: "Ci ha detto chi è",
    grouped: "È stato assegnato un gruppo",
    joined: "Due schede risultano sue",
    export: "Scarica i miei dati",
    export_hint: "Tutto ciò che conserviamo di lei, in un file leggibile dai programmi.",
    erase: "Cancella i miei dati",
    erase_hint: "Rimuove per sempre tutto ciò che conserviamo di lei.",
    erase_sure: "Vuole che tutto ciò che la riguarda sia cancellato? Non si può annullare.",
    erase_confirm: "Cancella per sempre",
    erase_tick: "Sì, lo voglio",
    erased: "I suoi dati sono stati cancellati. Non la contatteremo più.",
    erasure_owed: "Abbiamo preso nota che desidera la cancellazione dei suoi dati. In questo momento non è possibile; avverrà appena possibile. Non deve fare altro.",
    keep: "Indietro, senza cambiare nulla",
    confirm_title: "Confermi, per favore",
    confirm_text: "Ha chiesto di ricevere i nostri messaggi. Confermi con un clic che è ciò che vuole:",
    confirm_button: "Sì, acconsento",
    confirmed_title: "Confermato",
    confirmed: "Grazie. È confermato.",
    confirm_late: "Il tempo per confermare è scaduto. Lo chieda di nuovo.",
    confirm_nothing: "Non c'è più nulla da confermare.",
    unsubscribe_title: "Disiscriversi",
    unsubscribe_text: "Non riceverà più messaggi di questo tipo da noi:",
    unsubscribe_button: "Disiscrivimi",
    unsubscribed: "Fatto. Non riceverà più messaggi di questo tipo.",
    in_flight: "Un messaggio era già in viaggio e può ancora arrivare.",
    gone: "Qui non è conservato più nulla",
    gone_hint: "Questo link era valido. Ciò a cui si riferiva non è più conservato e per questo non viene inviato nulla.",
    bad_link: "Questo link non è valido",
    bad_link_hint: "Forse è stato troncato. Lo apra di nuovo dal messaggio in cui si trovava.",
    old_link: "Questo link è scaduto. Usi quello del nostro ultimo messaggio.",
    later: "Al momento non funziona",
    later_hint: "Nulla è stato cambiato. Riprovi fra qualche minuto.",
    unread_form: "I dati inviati non sono arrivati per intero. Nulla è stato cambiato. Torni indietro e prema di nuovo il pulsante.",
    leaving: "Questo link porta a",
    channel_email: "E-mail",
    channel_phone: "Telefonata",
    channel_sms: "SMS",
    channel_push: "Messaggio nell'app",
    channel_staff: "Consulenza in filiale",
    channel_receipt: "Sullo scontrino",
    channel_web: "Sul sito",
    channel_letter: "Lettera",
    number: "Numero cliente",
    anonymous: "Identificativo anonimo",
    email: "E-mail",
    telephone: "Telefono",
    card: "Carta fedeltà",
    device: "Dispositivo",
    opt_in_subject: "Confermi, per favore",
    opt_in_text: "Abbiamo ricevuto questo indirizzo. Se è stato lei a darcelo, confermi di acconsentire a questo:",
    opt_in_ignore: "Se non è stato lei, non faccia nulla: non scriveremo più.",
    state_intro: "Questo vale per l'indirizzo a cui è stato inviato questo link. Può revocarlo in ogni momento; vale subito.",
    state_hint: "Tolga la spunta a ciò che non desidera più, poi salvi.",
    state_nothing: "Per questo indirizzo non c'è alcun consenso.",
    own_data: "I suoi dati",
    own_data_more: "Vedere, modificare, scaricare o cancellare i miei dati",
    own_data_more_hint: "Prima ci assicuriamo che sia lei: inviamo un link a un indirizzo che ha confermato. Vale 30 minuti.",
    own_data_no_way: "Non c'è un indirizzo confermato con cui assicurarci qui che sia lei. Ci scriva, per favore.",
    own_data_send: "Invia il link a",
    own_data_sent: "Le abbiamo inviato un link. Guardi nella sua casella di posta; vale 30 minuti.",
    own_data_subject: "Il suo link ai suoi dati",
    own_data_text: "Ci sono stati chiesti i dati che conserviamo di lei. Se è stato lei, questo link li apre per 30 minuti. Non lo inoltri.",
    own_data_button: "Apri i miei dati",
    own_data_ignore: "Se non è stato lei, non faccia nulla: senza questo link nessuno vede nulla.",
    used_link: "Questo link è già stato usato per questo. Se ne faccia inviare uno nuovo.",
};

const NL: Words = Words {
    language: "Taal",
    preferences: "Uw instellingen",
    intro: "Hier ziet u wat wij van u weten en waar u ja tegen hebt gezegd. U kunt het altijd wijzigen; het geldt meteen.",
    agreed: "Waar u toestemming voor gaf",
    agreed_hint: "Vink aan wat u wilt en sla het op.",
    save: "Opslaan",
    saved: "Opgeslagen. Het geldt vanaf nu.",
    pending: "Wij hebben u een bericht gestuurd: bevestig daar dat het adres van u is.",
    since: "sinds",
    you_agreed_to: "Hiermee ging u akkoord:",
    not_agreed: "geen toestemming",
    blocked: "Gestopt: langs deze weg benaderen wij u niet.",
    take_back: "Alles intrekken",
    take_back_hint: "Wij benaderen u langs geen enkele weg meer met reclame.",
    taken_back: "Gedaan. Wij benaderen u niet meer met reclame.",
    known: "Wat wij van u weten",
    known_hint: "Dit is onder uw naam bewaard.",
    nothing_known: "Er is niets bekend.",
    seen: "Laatst gezien",
    bought: "Gekocht",
    vouchers: "Uw tegoedbonnen",
    valid_until: "geldig tot en met",
    happened: "Wat er het laatst gebeurde",
    happened_hint: "Het laatste wat wij over u hebben genoteerd. De download bevat alles.",
    told: "Details",
    page: "Pagina",
    screen: "Scherm",
    identified: "U hebt gezegd wie u bent",
    grouped: "U bent in een groep ingedeeld",
    joined: "Twee dossiers bleken van u te zijn",
    export: "Mijn gegevens downloaden",
    export_hint: "Alles wat wij van u bewaren, als bestand dat programma's kunnen lezen.",
    erase: "Mijn gegevens wissen",
    erase_hint: "Verwijdert voorgoed alles wat wij van u bewaren.",
    erase_sure: "Wilt u dat alles over u wordt gewist? Dit kan niet ongedaan worden gemaakt.",
    erase_confirm: "Voorgoed wissen",
    erase_tick: "Ja, dat wil ik",
    erased: "Uw gegevens zijn gewist. Wij benaderen u niet meer.",
    erasure_owed: "Wij hebben genoteerd dat u uw gegevens wilt laten wissen. Dat lukt op dit moment niet en gebeurt zodra het kan. U hoeft verder niets te doen.",
    keep: "Terug, niets wijzigen",
    confirm_title: "Graag bevestigen",
    confirm_text: "U vroeg om berichten van ons. Bevestig met één klik dat u dit wilt:",
    confirm_button: "Ja, ik ga akkoord",
    confirmed_title: "Bevestigd",
    confirmed: "Dank u. Het is bevestigd.",
    confirm_late: "De tijd om te bevestigen is voorbij. Vraag het opnieuw aan.",
    confirm_nothing: "Er is niets meer te bevestigen.",
    unsubscribe_title: "Afmelden",
    unsubscribe_text: "U krijgt van ons geen berichten van dit soort meer:",
    unsubscribe_button: "Afmelden",
    unsubscribed: "Gedaan. U krijgt geen berichten van dit soort meer.",
    in_flight: "Eén bericht was al onderweg en kan nog aankomen.",
    gone: "Hier wordt niets meer bewaard",
    gone_hint: "Deze link was ooit geldig. Waar hij over ging, wordt niet meer bewaard, en er wordt daarom niets gestuurd.",
    bad_link: "Deze link is niet geldig",
    bad_link_hint: "Misschien is hij afgebroken. Open hem opnieuw vanuit het bericht waarin hij stond.",
    old_link: "Deze link is verlopen. Gebruik die in ons nieuwste bericht.",
    later: "Dit lukt op dit moment niet",
    later_hint: "Er is niets gewijzigd. Probeer het over een paar minuten opnieuw.",
    unread_form: "Wat u verstuurde, is niet volledig aangekomen. Er is niets gewijzigd. Ga terug en druk nog een keer op de knop.",
    leaving: "Deze link leidt naar",
    channel_email: "E-mail",
    channel_phone: "Telefoontje",
    channel_sms: "Sms",
    channel_push: "Bericht in de app",
    channel_staff: "Advies in het filiaal",
    channel_receipt: "Op de kassabon",
    channel_web: "Op de website",
    channel_letter: "Brief",
    number: "Klantnummer",
    anonymous: "Anonieme id",
    email: "E-mail",
    telephone: "Telefoon",
    card: "Klantenkaart",
    device: "Apparaat",
    opt_in_subject: "Graag bevestigen",
    opt_in_text: "Iemand, hopelijk u, gaf ons dit adres. Bevestig dat u hiermee akkoord gaat:",
    opt_in_ignore: "Was u het niet, doe dan niets: dan schrijven wij niet meer.",
    state_intro: "Dit geldt voor het adres waar deze link naartoe ging. U kunt het altijd intrekken; het geldt meteen.",
    state_hint: "Vink uit wat u niet meer wilt en sla het op.",
    state_nothing: "Voor dit adres is geen toestemming gegeven.",
    own_data: "Uw gegevens",
    own_data_more: "Mijn gegevens zien, wijzigen, downloaden of wissen",
    own_data_more_hint: "Eerst gaan wij na of u het bent: wij sturen een link naar een adres dat u hebt bevestigd. Hij is 30 minuten geldig.",
    own_data_no_way: "Er is geen bevestigd adres waarmee wij hier kunnen nagaan of u het bent. Schrijf ons alstublieft.",
    own_data_send: "Link sturen naar",
    own_data_sent: "Wij hebben u een link gestuurd. Kijk in uw mailbox; hij is 30 minuten geldig.",
    own_data_subject: "Uw link naar uw gegevens",
    own_data_text: "Iemand, hopelijk u, vroeg om de gegevens te zien die wij van u bewaren. Deze link opent ze 30 minuten lang. Geef hem niet door.",
    own_data_button: "Mijn gegevens openen",
    own_data_ignore: "Was u het niet, doe dan niets: zonder deze link ziet niemand iets.",
    used_link: "Deze link is hiervoor al gebruikt. Laat u een nieuwe sturen.",
};

const PL: Words = Words {
    language: "Język",
    preferences: "Twoje ustawienia",
    intro: "Tu widzisz, co o Tobie wiemy i na co wyrażono zgodę. Możesz to zmienić w każdej chwili; działa od razu.",
    agreed: "Na co masz zgodę",
    agreed_hint: "Zaznacz, czego chcesz, i zapisz.",
    save: "Zapisz",
    saved: "Zapisano. Obowiązuje od teraz.",
    pending: "Wysłaliśmy wiadomość: potwierdź w niej, że adres należy do Ciebie.",
    since: "od",
    you_agreed_to: "Treść zgody:",
    not_agreed: "brak zgody",
    blocked: "Zablokowane: tą drogą się nie kontaktujemy.",
    take_back: "Wycofaj wszystko",
    take_back_hint: "Nie będziemy już wysyłać reklam żadną drogą.",
    taken_back: "Gotowe. Nie będziemy już wysyłać reklam.",
    known: "Co o Tobie wiemy",
    known_hint: "To jest zapisane pod Twoim nazwiskiem.",
    nothing_known: "Nic nie wiadomo.",
    seen: "Ostatnia wizyta",
    bought: "Zakupy",
    vouchers: "Twoje bony",
    valid_until: "ważny do",
    happened: "Co się ostatnio wydarzyło",
    happened_hint: "Najnowsze z tego, co o Tobie zapisaliśmy. Pobrany plik zawiera wszystko.",
    told: "Szczegóły",
    page: "Strona",
    screen: "Ekran",
    identified: "Podano, kim jesteś",
    grouped: "Przypisano grupę",
    joined: "Dwa zapisy okazały się Twoje",
    export: "Pobierz moje dane",
    export_hint: "Wszystko, co o Tobie przechowujemy, w pliku czytelnym dla programów.",
    erase: "Usuń moje dane",
    erase_hint: "Usuwa na zawsze wszystko, co o Tobie przechowujemy.",
    erase_sure: "Czy wszystko o Tobie ma zostać usunięte? Tego nie da się cofnąć.",
    erase_confirm: "Usuń na zawsze",
    erase_tick: "Tak, chcę tego",
    erased: "Twoje dane zostały usunięte. Nie będziemy się już kontaktować.",
    erasure_owed: "Odnotowaliśmy, że chcesz usunąć swoje dane. W tej chwili nie jest to możliwe; zrobimy to, gdy tylko będzie można. Nie musisz robić nic więcej.",
    keep: "Wróć, niczego nie zmieniaj",
    confirm_title: "Prosimy o potwierdzenie",
    confirm_text: "Otrzymaliśmy prośbę o wiadomości od nas. Potwierdź jednym kliknięciem, że tego chcesz:",
    confirm_button: "Tak, zgadzam się",
    confirmed_title: "Potwierdzono",
    confirmed: "Dziękujemy. Potwierdzono.",
    confirm_late: "Czas na potwierdzenie minął. Poproś o to jeszcze raz.",
    confirm_nothing: "Nie ma już nic do potwierdzenia.",
    unsubscribe_title: "Wypisz się",
    unsubscribe_text: "Nie dostaniesz od nas więcej takich wiadomości:",
    unsubscribe_button: "Wypisz mnie",
    unsubscribed: "Gotowe. Takich wiadomości już nie będzie.",
    in_flight: "Jedna wiadomość była już w drodze i może jeszcze dotrzeć.",
    gone: "Nic już tu nie jest przechowywane",
    gone_hint: "Ten link był kiedyś ważny. To, czego dotyczył, nie jest już przechowywane i z tego powodu nic nie jest wysyłane.",
    bad_link: "Ten link jest nieprawidłowy",
    bad_link_hint: "Może został ucięty. Otwórz go ponownie z wiadomości, w której był.",
    old_link: "Ten link wygasł. Skorzystaj z linku w naszej najnowszej wiadomości.",
    later: "To w tej chwili nie działa",
    later_hint: "Nic nie zostało zmienione. Spróbuj ponownie za kilka minut.",
    unread_form: "Wysłane dane nie dotarły w całości. Nic nie zostało zmienione. Wróć i naciśnij przycisk jeszcze raz.",
    leaving: "Ten link prowadzi do",
    channel_email: "E-mail",
    channel_phone: "Telefon",
    channel_sms: "SMS",
    channel_push: "Wiadomość w aplikacji",
    channel_staff: "Doradztwo w oddziale",
    channel_receipt: "Na paragonie",
    channel_web: "Na stronie",
    channel_letter: "List",
    number: "Numer klienta",
    anonymous: "Identyfikator anonimowy",
    email: "E-mail",
    telephone: "Telefon",
    card: "Karta klienta",
    device: "Urządzenie",
    opt_in_subject: "Prosimy o potwierdzenie",
    opt_in_text: "Podano nam ten adres. Jeśli to Twoja prośba, potwierdź, że się na to zgadzasz:",
    opt_in_ignore: "Jeśli to nie Ty, nie rób nic: więcej nie napiszemy.",
    state_intro: "To obowiązuje dla adresu, na który wysłano ten link. Można to wycofać w każdej chwili; działa od razu.",
    state_hint: "Odznacz, czego już nie chcesz, i zapisz.",
    state_nothing: "Dla tego adresu nie ma żadnej zgody.",
    own_data: "Twoje dane",
    own_data_more: "Zobacz, zmień, pobierz lub usuń moje dane",
    own_data_more_hint: "Najpierw upewniamy się, że to Ty: wysyłamy link na potwierdzony adres. Jest ważny 30 minut.",
    own_data_no_way: "Nie ma potwierdzonego adresu, dzięki któremu moglibyśmy się tu upewnić, że to Ty. Prosimy o wiadomość do nas.",
    own_data_send: "Wyślij link na",
    own_data_sent: "Wysłaliśmy link. Sprawdź skrzynkę; jest ważny 30 minut.",
    own_data_subject: "Twój link do Twoich danych",
    own_data_text: "Poproszono nas o dane, które o Tobie przechowujemy. Jeśli to Twoja prośba, ten link otwiera je przez 30 minut. Nie przekazuj go dalej.",
    own_data_button: "Otwórz moje dane",
    own_data_ignore: "Jeśli to nie Ty, nie rób nic: bez tego linku nikt niczego nie zobaczy.",
    used_link: "Ten link został już do tego użyty. Poproś o nowy.",
};

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_first_language_we_speak_is_taken() {
        assert_eq!(Language::accepted("fr-FR,fr;q=0.9,pl;q=0.8,en;q=0.7"), Some(Language::Pl));
        assert_eq!(Language::accepted("de-AT"), Some(Language::De));
        assert_eq!(Language::accepted("ja"), None);
        assert_eq!(Language::of(""), None);
    }

    #[test]
    fn a_day_is_the_brands_and_written_in_the_readers_language() {
        let berlin = Brand { zone: "Europe/Berlin".into(), ..Brand::new("a", "A") };
        let at: Time = "2026-05-31T22:30:00Z".parse().unwrap();
        let days = Language::ALL.map(|language| language.day(at, &berlin));
        assert_eq!(days, ["1 June 2026", "1. Juni 2026", "1 giugno 2026", "1 juni 2026", "1 czerwca 2026"]);
        assert_eq!(Language::En.day(at, &Brand::new("a", "A")), "31 May 2026", "UTC where the brand says no zone");
    }
}
