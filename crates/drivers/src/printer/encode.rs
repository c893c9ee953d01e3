//! A receipt becomes bytes. Every command that is ever sent stands in this file.

use super::{
    Finish, Profile,
    text::{Glyph, glyphs, wrap},
};
use rapport_channel::receipt::{Align, Line, MAX_CODE, Receipt, Symbol, Text, Voucher};
use std::fmt;

/// Why a receipt cannot be printed on any printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum EncodeError {
    /// The voucher's code is not printable ASCII or too long to scan.
    #[error("the voucher's code cannot be printed: it must be plain letters, digits and signs")]
    Code,
}

/// Four characters by which the printer confirms a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JobId(pub [u8; 4]);

impl JobId {
    /// The id for a job's name, such as a message id. It only has to tell neighbouring jobs apart (FNV-1a, 24 bits).
    #[must_use]
    pub fn of(name: &str) -> Self {
        let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Self([0, 6, 12, 18].map(|shift| b'0' + (hash >> shift & 63) as u8))
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

pub(super) const ESC: u8 = 0x1b;
pub(super) const GS: u8 = 0x1d;
pub(super) const FS: u8 = 0x1c;
pub(super) const DLE: u8 = 0x10;
pub(super) const LF: u8 = 0x0a;

/// `ESC @` start anew, `FS .` no two-byte characters, `ESC R 0` ASCII is ASCII, `GS a 0` speak only when asked.
const START: [u8; 10] = [ESC, b'@', FS, b'.', ESC, b'R', 0, GS, b'a', 0];
/// Dots of one QR module and of the narrowest bar of a bar code.
const QR_MODULE: u8 = 6;
const BAR_WIDTH: u8 = 2;
const BAR_HEIGHT: u8 = 80;

/// A job, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Everything from first to last.
    pub bytes: Vec<u8>,
    /// Where the voucher begins, or the end if there is none: always between two commands. A connection lost before this
    /// byte has certainly given no one a voucher nor a finished receipt.
    pub commit: usize,
}

/// Writes a whole job.
///
/// # Errors
/// [`EncodeError::Code`].
pub fn encode(receipt: &Receipt, profile: &Profile, job: JobId) -> Result<Job, EncodeError> {
    let mut out = Encoder { profile, bytes: START.to_vec(), page: None };
    for line in &receipt.lines {
        match line {
            Line::Text(text) => out.text(text),
            Line::Rule => out.rule(),
        }
    }
    let commit = out.bytes.len();
    if let Some(voucher) = &receipt.voucher {
        out.voucher(voucher)?;
    }
    out.end(receipt.cut, job);
    Ok(Job { bytes: out.bytes, commit })
}

struct Encoder<'a> {
    profile: &'a Profile,
    bytes: Vec<u8>,
    /// Which of the profile's pages is chosen.
    page: Option<usize>,
}

impl Encoder<'_> {
    fn text(&mut self, text: &Text) {
        let size = text.size.clamp(1, 4);
        let all = glyphs(&text.text, &self.profile.pages);
        self.bytes.extend([ESC, b'a', side(text.align)]);
        self.bytes.extend([ESC, b'E', u8::from(text.bold)]);
        self.bytes.extend([GS, b'!', (size - 1) << 4 | (size - 1)]);
        for line in wrap(&all, usize::from(self.profile.columns / size)) {
            self.glyphs(line);
        }
    }

    fn glyphs(&mut self, line: &[Glyph]) {
        for glyph in line {
            if glyph.page.is_some() && glyph.page != self.page {
                self.page = glyph.page;
                let number = glyph.page.and_then(|n| self.profile.pages.get(n)).map_or(0, |(_, number)| *number);
                self.bytes.extend([ESC, b't', number]);
            }
            self.bytes.push(glyph.byte);
        }
        self.bytes.push(LF);
    }

    fn rule(&mut self) {
        let text = "-".repeat(usize::from(self.profile.columns));
        self.text(&Text { text, size: 1, ..Text::default() });
    }

    fn voucher(&mut self, voucher: &Voucher) -> Result<(), EncodeError> {
        let code = voucher.code.as_bytes();
        if code.is_empty() || code.len() > MAX_CODE || !code.iter().all(|byte| (b' '..=b'~').contains(byte)) {
            return Err(EncodeError::Code);
        }
        let centred = |text: &str, bold| Text { text: text.into(), bold, size: 1, align: Align::Center };
        if let Some(title) = &voucher.title {
            self.text(&centred(title, true));
        }
        self.bytes.extend([ESC, b'a', side(Align::Center)]);
        let bars = self.bars(code);
        match (voucher.symbol, bars) {
            (Symbol::Qr, _) if self.profile.qr => self.qr(code),
            (Symbol::Qr | Symbol::Barcode, Some(bars)) => self.bytes.extend(bars),
            (Symbol::Barcode, None) if self.profile.qr => self.qr(code),
            // The code below stands for itself where the printer draws neither.
            _ => {}
        }
        self.text(&centred(&voucher.code, true));
        if let Some(terms) = &voucher.terms {
            self.text(&centred(terms, false));
        }
        Ok(())
    }

    /// A QR code, model 2, error correction M (15 %): `GS ( k`, functions 165, 167, 169, 180 and 181.
    fn qr(&mut self, data: &[u8]) {
        let [low, high] = (data.len() as u16 + 3).to_le_bytes();
        self.bytes.extend([GS, b'(', b'k', 4, 0, 49, 65, 50, 0]);
        self.bytes.extend([GS, b'(', b'k', 3, 0, 49, 67, QR_MODULE]);
        self.bytes.extend([GS, b'(', b'k', 3, 0, 49, 69, 49]);
        self.bytes.extend([GS, b'(', b'k', low, high, 49, 80, 48]);
        self.bytes.extend(data);
        self.bytes.extend([GS, b'(', b'k', 3, 0, 49, 81, 48]);
    }

    /// A CODE128 bar code in code set B; `None` if it is wider than the paper. A brace is doubled: it selects code sets.
    /// Eleven modules for start, each character and check character, thirteen for the stop, ten of quiet at each side.
    fn bars(&self, data: &[u8]) -> Option<Vec<u8>> {
        let modules = 11 * (data.len() + 2) + 13 + 20;
        let mut set = vec![b'{', b'B'];
        for byte in data {
            set.extend(std::iter::repeat_n(*byte, if *byte == b'{' { 2 } else { 1 }));
        }
        let length = u8::try_from(set.len()).ok()?;
        if modules * usize::from(BAR_WIDTH) > usize::from(self.profile.dots) {
            return None;
        }
        let mut bytes = vec![GS, b'h', BAR_HEIGHT, GS, b'w', BAR_WIDTH, GS, b'H', 0, GS, b'k', 73, length];
        bytes.extend(set);
        Some(bytes)
    }

    fn end(&mut self, cut: bool, JobId(id): JobId) {
        if cut && self.profile.cutter {
            // Feed to the knife, cut all but one point.
            self.bytes.extend([GS, b'V', 66, 0]);
        } else {
            // To where it can be torn off.
            self.bytes.extend([ESC, b'd', 4]);
        }
        match self.profile.finish {
            Finish::ProcessId => self.bytes.extend([GS, b'(', b'H', 6, 0, 48, 48, id[0], id[1], id[2], id[3]]),
            Finish::Status => self.bytes.extend([GS, b'r', 1]),
            Finish::Never => {}
        }
    }
}

fn side(align: Align) -> u8 {
    match align {
        Align::Left => 0,
        Align::Center => 1,
        Align::Right => 2,
    }
}
