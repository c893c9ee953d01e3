//! Code pages: the upper 128 characters a printer knows at one time. The lower 128 are ASCII in all of them.

use serde::{Deserialize, Serialize};

/// A code page. `U+FFFD` stands in a table where a page has nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Page {
    /// Greek (IBM 737), without the euro sign.
    Cp737,
    /// Western Europe without the euro sign (IBM 850).
    Cp850,
    /// Central Europe, with Polish (IBM 852), without the euro sign.
    Cp852,
    /// Western Europe with the euro sign (IBM 858).
    Cp858,
    /// Cyrillic (IBM 866), without the euro sign.
    Cp866,
    /// Central Europe with the euro sign (Windows 1250).
    Wpc1250,
    /// Cyrillic with the euro sign (Windows 1251).
    Wpc1251,
    /// Western Europe with the euro sign (Windows 1252).
    Wpc1252,
    /// Greek with the euro sign (Windows 1253).
    Wpc1253,
}

const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
const CP852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";
const WPC1250: &str = "€\u{fffd}‚\u{fffd}„…†‡\u{fffd}‰Š‹ŚŤŽŹ\u{fffd}‘’“”•–—\u{fffd}™š›śťžź\
\u{a0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{ad}®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";
const WPC1252: &str = "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ\
\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";
const CP737: &str = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ÷≈°∙·√ⁿ²■\u{a0}";
const CP866: &str = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u{a0}";
const WPC1251: &str = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{fffd}™љ›њќћџ\u{a0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{ad}®Ї°±Ііґµ¶·ё№є»јЅѕї\
АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя";
const WPC1253: &str = "€\u{fffd}‚ƒ„…†‡\u{fffd}‰\u{fffd}‹\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}‘’“”•–—\u{fffd}™\u{fffd}›\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{a0}΅Ά£¤¥¦§¨©\u{fffd}«¬\u{ad}®―°±²³΄µ¶·ΈΉΊ»Ό½ΎΏ\
ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ\u{fffd}ΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ\u{fffd}";

impl Page {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Cp737,
        Self::Cp850,
        Self::Cp852,
        Self::Cp858,
        Self::Cp866,
        Self::Wpc1250,
        Self::Wpc1251,
        Self::Wpc1252,
        Self::Wpc1253,
    ];

    fn table(self) -> &'static str {
        match self {
            // 858 is 850 with the euro sign where the dotless i was.
            Self::Cp850 | Self::Cp858 => CP850,
            Self::Cp737 => CP737,
            Self::Cp852 => CP852,
            Self::Cp866 => CP866,
            Self::Wpc1250 => WPC1250,
            Self::Wpc1251 => WPC1251,
            Self::Wpc1253 => WPC1253,
            Self::Wpc1252 => WPC1252,
        }
    }

    /// The byte for `c`, from 0x80 up; `None` if the page does not have it.
    #[must_use]
    pub fn byte(self, c: char) -> Option<u8> {
        match (self, c) {
            (_, '\u{fffd}') | (Self::Cp858, 'ı') => None,
            (Self::Cp858, '€') => Some(0xd5),
            _ => self.table().chars().position(|known| known == c).map(|n| 0x80 + n as u8),
        }
    }

    /// The character for a byte from 0x80 up; `None` if the page has nothing there.
    #[must_use]
    pub fn character(self, byte: u8) -> Option<char> {
        if self == Self::Cp858 && byte == 0xd5 {
            return Some('€');
        }
        self.table().chars().nth(usize::from(byte.checked_sub(0x80)?)).filter(|c| *c != '\u{fffd}')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_whole_and_leads_back() {
        for page in Page::ALL {
            assert_eq!(page.table().chars().count(), 128, "{page:?}");
            for byte in 0x80..=0xff {
                if let Some(c) = page.character(byte) {
                    assert_eq!(page.byte(c), Some(byte), "{page:?} {c}");
                }
            }
        }
    }

    /// Against the vendors' published tables, letter by letter where it matters.
    #[test]
    fn known_letters_have_their_known_bytes() {
        for (page, c, byte) in [
            (Page::Cp858, 'ü', 0x81),
            (Page::Cp858, '€', 0xd5),
            (Page::Cp858, 'ß', 0xe1),
            (Page::Cp850, 'ı', 0xd5),
            (Page::Cp852, 'ł', 0x88),
            (Page::Cp852, 'Ł', 0x9d),
            (Page::Cp852, 'ż', 0xbe),
            (Page::Cp852, 'ę', 0xa9),
            (Page::Cp852, 'ś', 0x98),
            (Page::Wpc1250, 'ł', 0xb3),
            (Page::Wpc1250, 'ą', 0xb9),
            (Page::Wpc1250, '€', 0x80),
            (Page::Wpc1252, 'ÿ', 0xff),
            (Page::Wpc1252, '–', 0x96),
            (Page::Cp737, 'Α', 0x80),
            (Page::Cp737, 'ω', 0xe0),
            (Page::Cp866, 'А', 0x80),
            (Page::Cp866, 'я', 0xef),
            (Page::Wpc1251, 'Я', 0xdf),
            (Page::Wpc1251, 'ї', 0xbf),
            (Page::Wpc1251, '€', 0x88),
            (Page::Wpc1253, 'ώ', 0xfe),
            (Page::Wpc1253, 'Ω', 0xd9),
            (Page::Wpc1253, '€', 0x80),
        ] {
            assert_eq!(page.byte(c), Some(byte), "{page:?} {c}");
        }
        assert_eq!((Page::Cp852.byte('€'), Page::Cp850.byte('€'), Page::Cp858.byte('ł')), (None, None, None));
    }
}
