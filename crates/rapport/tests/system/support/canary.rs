//! Words of their own by which what is kept of a person is found, wherever it lies and however it is packed.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use flate2::read::GzDecoder;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
    path::Path,
};
use zstd::stream::read::Decoder;

/// The words, by the field they were put into.
#[derive(Default)]
pub struct Words(pub BTreeMap<String, String>);

impl Words {
    /// A new word for a field; letters and digits that no normalisation changes.
    pub fn put(&mut self, field: &str) -> String {
        let word = format!("qz{:03}canary", self.0.len());
        assert!(self.0.insert(field.into(), word.clone()).is_none(), "{field} has its word");
        word
    }

    /// The fields whose word stands in a text, in the clear, as it would be encoded, or inside something packed.
    pub fn found_in(&self, bytes: &[u8]) -> BTreeSet<String> {
        let forms: Vec<(&String, Vec<u8>)> =
            self.0.iter().flat_map(|(field, word)| forms(word).map(|form| (field, form))).collect();
        let mut begins = vec![false; 1 << 16];
        let pair = |bytes: &[u8]| usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
        forms.iter().for_each(|(_, form)| begins[pair(form)] = true);
        PACKED.iter().for_each(|magic| begins[pair(magic)] = true);
        let mut found = BTreeSet::new();
        for (at, chunk) in bytes.chunks(ZEROS.len()).enumerate().filter(|(_, chunk)| **chunk != ZEROS[..chunk.len()]) {
            let start = at * ZEROS.len();
            for place in start..start + chunk.len() {
                let rest = &bytes[place..];
                if rest.len() > 1 && begins[pair(rest)] {
                    let here = forms.iter().filter(|(_, form)| rest.starts_with(form));
                    found.extend(here.map(|(field, _)| (*field).clone()));
                    if let Some(inside) = unpacked(rest) {
                        found.extend(self.found_in(&inside));
                    }
                }
            }
        }
        found
    }
}

/// Much of a data directory is room that is not used yet.
const ZEROS: [u8; 4096] = [0; 4096];

/// How gzip and zstd begin, and the same in Base64.
const PACKED: [&[u8]; 4] = [&[0x1f, 0x8b, 8], &[0x28, 0xb5, 0x2f, 0xfd], b"H4sI", b"KLUv"];
/// What lines of history are packed against.
const DICTIONARY: &[u8] = include_bytes!("../../../../stored/src/line.dict");
/// Nothing is larger unpacked.
const LARGEST: u64 = 16 << 20;

/// What is packed where these bytes begin, as far as it can be read: pages of a database may part it.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut inside = Vec::new();
    match PACKED.iter().position(|magic| bytes.starts_with(magic))? {
        0 => drop(GzDecoder::new(bytes).take(LARGEST).read_to_end(&mut inside)),
        1 => drop(Decoder::with_dictionary(bytes, DICTIONARY).ok()?.take(LARGEST).read_to_end(&mut inside)),
        _ => {
            let letter = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
            let plain = |byte: &u8| match byte {
                b'-' => b'+',
                b'_' => b'/',
                byte => *byte,
            };
            let text: Vec<u8> = bytes.iter().take_while(letter).map(plain).collect();
            inside = unpacked(&BASE64.decode(&text[..text.len() / 4 * 4]).ok()?)?;
        }
    }
    (!inside.is_empty()).then_some(inside)
}

/// A word plain, in UTF-16, and in each alignment of Base64.
fn forms(word: &str) -> [Vec<u8>; 5] {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let inside = |shift: usize| {
        let text = BASE64.encode([&vec![0; shift][..], word.as_bytes()].concat());
        // Without what the neighbours on either side decide, too.
        text.as_bytes()[shift * 4 / 3 + usize::from(shift > 0)..text.len() - 2].to_vec()
    };
    [word.as_bytes().to_vec(), wide, inside(0), inside(1), inside(2)]
}

/// Every file below a folder, with what is found in it.
pub fn search(folder: &Path, words: &Words) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(search(&path, words));
            continue;
        }
        // What is being replaced just now may be gone.
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let here = words.found_in(&bytes);
        if !here.is_empty() {
            found.insert(path.display().to_string(), here);
        }
    }
    found
}

#[test]
fn a_word_is_found_however_it_is_packed() {
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;
    let mut words = Words::default();
    let text = format!("{} and much more, {}", words.put("mail"), "lorem ipsum ".repeat(50)).into_bytes();
    let gzip = |bytes: &[u8]| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let zstd = |bytes: &[u8]| zstd::bulk::compress(bytes, 3).unwrap();
    let line = zstd::bulk::Compressor::with_dictionary(12, DICTIONARY).unwrap().compress(&text).unwrap();
    let base64 = |bytes: &[u8]| BASE64.encode(bytes).into_bytes();
    let all = [
        ("gzip", gzip(&text)),
        ("zstd", zstd(&text)),
        ("a packed line of history", line),
        ("gzip in Base64", base64(&gzip(&text))),
        ("zstd in Base64", base64(&zstd(&text))),
        ("a packed copy in a packed file", zstd(&base64(&gzip(&text)))),
        ("cut off by the end of a page", gzip(&text)[..60].to_vec()),
    ];
    for (how, packed) in all {
        let kept = [b"something before \" ".as_slice(), &packed, b"\", something after".as_slice()].concat();
        assert_eq!(words.found_in(&kept), ["mail".to_owned()].into(), "{how}");
    }
    assert_eq!(words.found_in(&gzip(b"nothing of anybody")), BTreeSet::new());
}
