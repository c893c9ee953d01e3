//! The mails that go to people who work here, in their language. They leave by the mail settings of the installation, from the first
//! brand that has an address to write from.

mod release_words;

use crate::{App, drivers::email, problem::Problem};
use rapport_account::LinkKind;
use rapport_drivers::email::Note;
use rapport_platform::sql::account::Account;
use smol_str::SmolStr;

/// A text in which `{name}`, `{by}` and `{link}` are filled in.
struct Words {
    subject: &'static str,
    text: &'static str,
}

/// What became of a letter.
pub enum Posted {
    /// The mail server took it.
    Left,
    /// It did not leave, and why, as a stable code.
    Kept(SmolStr),
}

/// Where a link leads. Behind the fragment sign: browsers never send it anywhere, so it stands in no server's log.
#[must_use]
pub fn address(app: &App, secret: &str) -> String {
    format!("{}/password#{secret}", app.links.base())
}

/// Sends somebody the link by which they set a password.
///
/// # Errors
/// [`Code::Unavailable`](crate::problem::Code::Unavailable) while stopping.
pub async fn send_link(app: &App, to: &Account, kind: LinkKind, secret: &str, by: &str) -> Result<Posted, Problem> {
    let words = words(kind, &to.language);
    let link = address(app, secret);
    let filled = |text: &str| text.replace("{name}", &to.name).replace("{by}", by).replace("{link}", &link);
    post(app, to, &filled(words.subject), &filled(words.text)).await
}

/// Tells somebody what waits for them, or what became of what they asked for; `link` is the page's address below this installation's.
///
/// # Errors
/// [`Code::Unavailable`](crate::problem::Code::Unavailable) while stopping.
pub async fn send_release(
    app: &App,
    to: &Account,
    news: &str,
    link: &str,
    by: &str,
    thing: &str,
) -> Result<Posted, Problem> {
    let words = release_words::of(news, &to.language);
    let link = format!("{}/{link}", app.links.base());
    let filled = |text: &str| text.replace("{by}", by).replace("{thing}", thing).replace("{link}", &link);
    post(app, to, &filled(words.subject), &filled(words.text)).await
}

async fn post(app: &App, to: &Account, subject: &str, text: &str) -> Result<Posted, Problem> {
    let Some(email) = &to.email else { return Ok(Posted::Kept("no_address".into())) };
    let brands = app.all_brands().await?;
    let Some(brand) = brands.iter().find(|brand| !brand.sender.email.is_empty()) else {
        return Ok(Posted::Kept("sender_missing".into()));
    };
    let id = uuid::Uuid::now_v7().simple().to_string();
    let note = Note { id: &id, to: email, subject, text };
    match email::note(&app.mail, brand, note, app.now()).await {
        Ok(()) => Ok(Posted::Left),
        Err(why) => {
            // Neither the address nor the link stands in the log.
            tracing::warn!(%why, "a mail to somebody who works here did not leave");
            Ok(Posted::Kept(why))
        }
    }
}

fn words(kind: LinkKind, language: &str) -> Words {
    let (subject, text) = match (kind, language) {
        (LinkKind::Invitation, "de") => (
            "Ihr Zugang zu Rapport",
            "Guten Tag, {name},\n\n{by} hat ein Konto in Rapport für Sie angelegt. Öffnen Sie diesen Link und wählen Sie ein Passwort:\n\n{link}\n\nDer Link gilt sieben Tage und nur einmal.\n",
        ),
        (LinkKind::Invitation, "nl") => (
            "Uw toegang tot Rapport",
            "Beste {name},\n\n{by} heeft een account in Rapport voor u gemaakt. Open deze link en kies een wachtwoord:\n\n{link}\n\nDe link is zeven dagen geldig en werkt één keer.\n",
        ),
        (LinkKind::Invitation, "it") => (
            "Il tuo accesso a Rapport",
            "Ciao {name},\n\n{by} ha creato per te un account in Rapport. Apri questo link e scegli una password:\n\n{link}\n\nIl link vale sette giorni e si usa una sola volta.\n",
        ),
        (LinkKind::Invitation, "pl") => (
            "Twój dostęp do Rapport",
            "Dzień dobry, {name},\n\n{by}: utworzono dla Ciebie konto w Rapport. Otwórz ten link i wybierz hasło:\n\n{link}\n\nLink jest ważny siedem dni i działa tylko raz.\n",
        ),
        (LinkKind::Invitation, _) => (
            "Your account in Rapport",
            "Hello {name},\n\n{by} has created an account in Rapport for you. Open this link and choose a password:\n\n{link}\n\nThe link works once, within seven days.\n",
        ),
        (LinkKind::Reset, "de") => (
            "Neues Passwort für Rapport",
            "Guten Tag, {name},\n\nfür Ihr Konto in Rapport wurde ein neues Passwort angefordert. Mit diesem Link wählen Sie eines:\n\n{link}\n\nDer Link gilt eine Stunde und nur einmal. Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.\n",
        ),
        (LinkKind::Reset, "nl") => (
            "Nieuw wachtwoord voor Rapport",
            "Beste {name},\n\ner is een nieuw wachtwoord voor uw account in Rapport aangevraagd. Met deze link kiest u er een:\n\n{link}\n\nDe link is een uur geldig en werkt één keer. Hebt u dit niet aangevraagd? Dan hoeft u niets te doen: uw wachtwoord blijft zoals het is.\n",
        ),
        (LinkKind::Reset, "it") => (
            "Nuova password per Rapport",
            "Ciao {name},\n\nè stata richiesta una nuova password per il tuo account in Rapport. Con questo link ne scegli una:\n\n{link}\n\nIl link vale un'ora e si usa una sola volta. Se non sei stato tu, non devi fare nulla: la password resta com'è.\n",
        ),
        (LinkKind::Reset, "pl") => (
            "Nowe hasło do Rapport",
            "Dzień dobry, {name},\n\nzażądano nowego hasła do Twojego konta w Rapport. Wybierzesz je, otwierając ten link:\n\n{link}\n\nLink jest ważny godzinę i działa tylko raz. Jeśli to nie Ty, nie musisz nic robić: hasło pozostaje bez zmian.\n",
        ),
        (LinkKind::Reset, _) => (
            "A new password for Rapport",
            "Hello {name},\n\na new password was requested for your account in Rapport. Choose one with this link:\n\n{link}\n\nThe link works once, within one hour. If it was not you, there is nothing to do: your password stays as it is.\n",
        ),
    };
    Words { subject, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_words_of_its_own_for_each_link() {
        for kind in LinkKind::ALL {
            let subjects: std::collections::HashSet<_> =
                ["en", "de", "it", "nl", "pl"].into_iter().map(|language| words(*kind, language).subject).collect();
            assert_eq!(subjects.len(), 5, "{kind:?}");
            for language in ["en", "de", "it", "nl", "pl", "xx", ""] {
                let text = words(*kind, language).text;
                assert!(text.contains("{name}") && text.contains("\n\n{link}\n\n"), "{kind:?} {language}");
            }
        }
    }
}
