//! What is said of a release in mails, in five languages.

use super::Words;

/// The words for a piece of news (`rapport_work::notice::ApprovalNews`) in a language; English where there is none of it.
pub(super) fn of(news: &str, language: &str) -> Words {
    let (subject, text) = match (news, language) {
        ("asked" | "escalated", "de") => (
            "Wartet auf Ihre Freigabe: {thing}",
            "{by} bittet Sie um die Freigabe von {thing}. Öffnen Sie diesen Link, um es anzusehen und zu antworten:\n\n{link}\n\nMit dem Link können Sie einmal antworten, innerhalb von sieben Tagen. Das Öffnen allein entscheidet nichts.\n",
        ),
        ("reminded", "de") => (
            "Wartet weiter auf Ihre Freigabe: {thing}",
            "{by} wartet noch auf Ihre Antwort zu {thing}. Öffnen Sie diesen Link, um es anzusehen und zu antworten:\n\n{link}\n\nMit dem Link können Sie einmal antworten, innerhalb von sieben Tagen. Das Öffnen allein entscheidet nichts.\n",
        ),
        ("approved", "de") => ("Freigegeben: {thing}", "{thing} wurde freigegeben.\n\n{link}\n"),
        ("rejected", "de") => {
            ("Nicht freigegeben: {thing}", "{thing} wurde nicht freigegeben. Den Grund finden Sie hier:\n\n{link}\n")
        }
        (_, "de") => ("Neues zu {thing}", "Bei der Freigabe von {thing} hat sich etwas geändert:\n\n{link}\n"),
        ("asked" | "escalated", "nl") => (
            "Wacht op uw goedkeuring: {thing}",
            "{by} vraagt u {thing} goed te keuren. Open deze link om het te bekijken en te antwoorden:\n\n{link}\n\nMet de link kunt u één keer antwoorden, binnen zeven dagen. Openen alleen beslist niets.\n",
        ),
        ("reminded", "nl") => (
            "Wacht nog op uw goedkeuring: {thing}",
            "{by} wacht nog op uw antwoord over {thing}. Open deze link om het te bekijken en te antwoorden:\n\n{link}\n\nMet de link kunt u één keer antwoorden, binnen zeven dagen. Openen alleen beslist niets.\n",
        ),
        ("approved", "nl") => ("Goedgekeurd: {thing}", "{thing} is goedgekeurd.\n\n{link}\n"),
        ("rejected", "nl") => {
            ("Niet goedgekeurd: {thing}", "{thing} is niet goedgekeurd. De reden vindt u hier:\n\n{link}\n")
        }
        (_, "nl") => ("Nieuws over {thing}", "Er is iets veranderd aan de goedkeuring van {thing}:\n\n{link}\n"),
        ("asked" | "escalated", "it") => (
            "In attesa della tua approvazione: {thing}",
            "{by} ti chiede di approvare {thing}. Apri questo link per vederlo e rispondere:\n\n{link}\n\nCon il link puoi rispondere una sola volta, entro sette giorni. Aprirlo non decide nulla.\n",
        ),
        ("reminded", "it") => (
            "Ancora in attesa della tua approvazione: {thing}",
            "{by} aspetta ancora la tua risposta su {thing}. Apri questo link per vederlo e rispondere:\n\n{link}\n\nCon il link puoi rispondere una sola volta, entro sette giorni. Aprirlo non decide nulla.\n",
        ),
        ("approved", "it") => ("Approvato: {thing}", "{thing} è stato approvato.\n\n{link}\n"),
        ("rejected", "it") => ("Non approvato: {thing}", "{thing} non è stato approvato. Il motivo è qui:\n\n{link}\n"),
        (_, "it") => ("Novità su {thing}", "È cambiato qualcosa nell'approvazione di {thing}:\n\n{link}\n"),
        ("asked" | "escalated", "pl") => (
            "Czeka na Twoją akceptację: {thing}",
            "{by} prosi o akceptację: {thing}. Otwórz ten link, aby zobaczyć szczegóły i odpowiedzieć:\n\n{link}\n\nPrzez ten link można odpowiedzieć jeden raz, w ciągu siedmiu dni. Samo otwarcie o niczym nie decyduje.\n",
        ),
        ("reminded", "pl") => (
            "Nadal czeka na Twoją akceptację: {thing}",
            "{by} nadal czeka na Twoją odpowiedź: {thing}. Otwórz ten link, aby zobaczyć szczegóły i odpowiedzieć:\n\n{link}\n\nPrzez ten link można odpowiedzieć jeden raz, w ciągu siedmiu dni. Samo otwarcie o niczym nie decyduje.\n",
        ),
        ("approved", "pl") => ("Zaakceptowano: {thing}", "Zaakceptowano: {thing}.\n\n{link}\n"),
        ("rejected", "pl") => {
            ("Nie zaakceptowano: {thing}", "Nie zaakceptowano: {thing}. Powód jest tutaj:\n\n{link}\n")
        }
        (_, "pl") => ("Zmiana: {thing}", "W akceptacji zaszła zmiana: {thing}.\n\n{link}\n"),
        ("asked" | "escalated", _) => (
            "Waiting for your release: {thing}",
            "{by} asks you to release {thing}. Open this link to see it and to answer:\n\n{link}\n\nThe link answers once, within seven days. Opening it decides nothing.\n",
        ),
        ("reminded", _) => (
            "Still waiting for your release: {thing}",
            "{by} is still waiting for your answer about {thing}. Open this link to see it and to answer:\n\n{link}\n\nThe link answers once, within seven days. Opening it decides nothing.\n",
        ),
        ("approved", _) => ("Released: {thing}", "{thing} has been released.\n\n{link}\n"),
        ("rejected", _) => ("Not released: {thing}", "{thing} has not been released. The reason is here:\n\n{link}\n"),
        (_, _) => ("News about {thing}", "Something has changed about the release of {thing}:\n\n{link}\n"),
    };
    Words { subject, text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_work::notice::ApprovalNews;

    #[test]
    fn every_language_has_words_of_its_own_for_each_piece_of_news() {
        for news in ApprovalNews::ALL {
            let languages = ["en", "de", "it", "nl", "pl"];
            let subjects: std::collections::HashSet<_> =
                languages.into_iter().map(|language| of(news.code(), language).subject).collect();
            assert_eq!(subjects.len(), 5, "{news:?}");
            for language in languages {
                let words = of(news.code(), language);
                assert!(
                    words.text.contains("\n\n{link}\n") && words.subject.contains("{thing}"),
                    "{news:?} {language}"
                );
            }
        }
    }
}
