//! What languages call months and days (Unicode CLDR's names in the form used in a date).

/// What a language calls months and days, from January and from Monday on, with a blank between them.
pub(super) struct Names {
    pub(super) months: &'static str,
    /// Where a month beside its day has another form.
    pub(super) months_of: Option<&'static str>,
    pub(super) short_months: &'static str,
    pub(super) days: &'static str,
    pub(super) short_days: &'static str,
}

/// By the first two letters of a language tag; none for English, which the patterns speak themselves, and for what is not here.
pub(super) fn names(language: &str) -> Option<&'static Names> {
    NAMES.iter().find(|(tag, _)| *tag == language).map(|(_, names)| names)
}

static NAMES: [(&str, Names); 10] = [
    (
        "de",
        Names {
            months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
            months_of: None,
            short_months: "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
            days: "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
            short_days: "Mo Di Mi Do Fr Sa So",
        },
    ),
    (
        "it",
        Names {
            months: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            months_of: None,
            short_months: "gen feb mar apr mag giu lug ago set ott nov dic",
            days: "lunedì martedì mercoledì giovedì venerdì sabato domenica",
            short_days: "lun mar mer gio ven sab dom",
        },
    ),
    (
        "nl",
        Names {
            months: "januari februari maart april mei juni juli augustus september oktober november december",
            months_of: None,
            short_months: "jan feb mrt apr mei jun jul aug sep okt nov dec",
            days: "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
            short_days: "ma di wo do vr za zo",
        },
    ),
    (
        "fr",
        Names {
            months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            months_of: None,
            short_months: "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
            days: "lundi mardi mercredi jeudi vendredi samedi dimanche",
            short_days: "lun. mar. mer. jeu. ven. sam. dim.",
        },
    ),
    (
        "es",
        Names {
            months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            months_of: None,
            short_months: "ene feb mar abr may jun jul ago sept oct nov dic",
            days: "lunes martes miércoles jueves viernes sábado domingo",
            short_days: "lun mar mié jue vie sáb dom",
        },
    ),
    (
        "pt",
        Names {
            months: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            months_of: None,
            short_months: "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
            days: "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
            short_days: "seg. ter. qua. qui. sex. sáb. dom.",
        },
    ),
    (
        "da",
        Names {
            months: "januar februar marts april maj juni juli august september oktober november december",
            months_of: None,
            short_months: "jan. feb. mar. apr. maj juni juli aug. sep. okt. nov. dec.",
            days: "mandag tirsdag onsdag torsdag fredag lørdag søndag",
            short_days: "man. tirs. ons. tors. fre. lør. søn.",
        },
    ),
    (
        "sv",
        Names {
            months: "januari februari mars april maj juni juli augusti september oktober november december",
            months_of: None,
            short_months: "jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.",
            days: "måndag tisdag onsdag torsdag fredag lördag söndag",
            short_days: "mån tis ons tors fre lör sön",
        },
    ),
    (
        "cs",
        Names {
            months: "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
            months_of: Some("ledna února března dubna května června července srpna září října listopadu prosince"),
            short_months: "led úno bře dub kvě čvn čvc srp zář říj lis pro",
            days: "pondělí úterý středa čtvrtek pátek sobota neděle",
            short_days: "po út st čt pá so ne",
        },
    ),
    (
        "pl",
        Names {
            months: "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
            months_of: Some(
                "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
            ),
            short_months: "sty lut mar kwi maj cze lip sie wrz paź lis gru",
            days: "poniedziałek wtorek środa czwartek piątek sobota niedziela",
            short_days: "pon. wt. śr. czw. pt. sob. niedz.",
        },
    ),
];

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn every_language_names_every_month_and_day() {
        for (tag, names) in &NAMES {
            let count = |names: &str| names.split(' ').filter(|name| !name.is_empty()).count();
            assert_eq!([names.months, names.short_months].map(count), [12, 12], "{tag}");
            assert_eq!([names.days, names.short_days].map(count), [7, 7], "{tag}");
            assert!(names.months_of.is_none_or(|months| count(months) == 12), "{tag}");
        }
    }
}
