//! What a person pressed on a public page. What cannot be read is no press of another button: it is an error, in words.

use crate::problem::{Code, Problem};

/// Nobody knows which button was pressed.
#[must_use]
pub fn unread() -> Problem {
    Problem::new(Code::InvalidBody, "The form names no button of this page.")
}

/// The buttons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// What is ticked shall hold.
    Save,
    /// Nothing shall hold any more.
    TakeBack,
    /// The link to everything, please.
    SendLink,
    /// Everything that is known, as a file.
    Export,
    /// Asks whether the person is sure about being erased.
    Erase,
    /// They are.
    EraseConfirmed,
}

impl Button {
    fn of(text: &str) -> Option<Self> {
        Some(match text {
            "save" => Self::Save,
            "take_back" => Self::TakeBack,
            "send_link" => Self::SendLink,
            "export" => Self::Export,
            "erase" => Self::Erase,
            "erase_confirmed" => Self::EraseConfirmed,
            _ => return None,
        })
    }
}

/// A form as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// The button the person pressed.
    pub action: Button,
    /// Whether the box beside the button was ticked.
    pub sure: bool,
    /// Which way a link shall go.
    pub to: String,
    /// The consents that are ticked, as `purpose/channel`.
    pub consents: Vec<String>,
}

impl Press {
    /// Reads it.
    ///
    /// # Errors
    /// [`unread`], if it names no button that there is.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        Self::of(bytes).ok_or_else(unread)
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).ok()?;
        let first = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        Some(Self {
            action: Button::of(first("action")?)?,
            sure: first("sure") == Some("yes"),
            to: first("to").unwrap_or_default().to_owned(),
            consents: pairs.iter().filter(|(name, _)| name == "consent").map(|(_, value)| value.clone()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_form_names_a_button_or_cannot_be_read() {
        let form = Press::read(b"lang=de&action=save&consent=offers%2Femail&consent=news%2Fstaff").unwrap();
        assert_eq!((form.action, form.sure, form.consents.len()), (Button::Save, false, 2));
        assert!(Press::read(b"action=erase_confirmed&sure=yes").unwrap().sure);
        for unread in [&b""[..], b"lang=de", b"action=", b"action=take_bac", b"action=\xff", b"\xff\xfe", b"{}"] {
            assert_eq!(Press::read(unread).map_err(|problem| problem.code()), Err(Code::InvalidBody), "{unread:?}");
        }
    }
}
