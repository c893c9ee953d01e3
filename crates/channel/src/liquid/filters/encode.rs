//! Escapes and encodings.

use super::{
    super::{RenderError, escape_html, render::Run, val::Val},
    Args, wrong,
};

type Answer<'a> = Result<Val<'a>, RenderError>;

/// Six times is the most an entity grows a character.
fn escaped<'a>(run: &mut Run<'a>, value: &Val<'a>, how: fn(&str) -> String) -> Answer<'a> {
    run.room(value.text_size().saturating_mul(6))?;
    let text = how(&value.text());
    Ok(if run.escapes() { Val::Markup(text.into()) } else { Val::owned(text) })
}

pub(super) fn escape<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    escaped(run, &value, escape_html)
}

pub(super) fn escape_once<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    escaped(run, &value, once)
}

/// Escaped but for the entities that stand there already.
pub(in super::super) fn once(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (n, part) in text.split('&').enumerate() {
        if n > 0 {
            out.push_str(if begins_with_entity(part) { "&" } else { "&amp;" });
        }
        out.push_str(&escape_html(part));
    }
    out
}

fn begins_with_entity(text: &str) -> bool {
    let Some(name) = text.get(..text.find(';').unwrap_or(0)) else { return false };
    match name.strip_prefix('#') {
        Some(digits) => !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()),
        None => !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic()),
    }
}

/// Escapes first where outputs are escaped, so that the breaks are all the markup there is.
pub(super) fn newline_to_br<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    run.room(value.text_size().saturating_mul(7))?;
    let text = value.text();
    let text = if run.escapes() && !matches!(value, Val::Markup(_)) { escape_html(&text) } else { text.into_owned() };
    let text = text.replace("\r\n", "\n").replace('\n', "<br />\n");
    Ok(if run.escapes() { Val::Markup(text.into()) } else { Val::owned(text) })
}

pub(super) fn strip_html<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    run.room(value.text_size())?;
    let text = value.text();
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let tag = &rest[open..];
        match tag_end(tag) {
            Some(end) => rest = &tag[end..],
            None => {
                out.push_str(tag);
                return Ok(Val::owned(out));
            }
        }
    }
    out.push_str(rest);
    Ok(Val::owned(out))
}

/// Where the tag, comment, script or style that `text` begins with ends.
fn tag_end(text: &str) -> Option<usize> {
    let until = |end: &str| text.find(end).map(|at| at + end.len());
    if text.starts_with("<!--") {
        return until("-->");
    }
    let whole = [("<script", "</script>"), ("<style", "</style>")]
        .iter()
        .find(|(open, _)| text.as_bytes().get(..open.len()).is_some_and(|b| b.eq_ignore_ascii_case(open.as_bytes())));
    whole.and_then(|(_, close)| until(close)).or_else(|| until(">"))
}

/// As forms encode: letters, digits and `-_.~` stay, a space is `+`.
pub(super) fn url_encode<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    run.room(value.text_size().saturating_mul(3))?;
    let mut out = String::new();
    for byte in value.text().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    Ok(Val::owned(out))
}

pub(super) fn url_decode<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    run.room(value.text_size())?;
    let text = value.text();
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        match (byte, hex.and_then(|two| u8::from_str_radix(two, 16).ok())) {
            (b'%', Some(decoded)) => {
                out.push(decoded);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            _ => out.push(byte),
        }
        at += 1;
    }
    match String::from_utf8(out) {
        Ok(text) => Ok(Val::owned(text)),
        Err(_) => wrong("this is not encoded text"),
    }
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// RFC 4648, with padding.
fn to_base64<'a>(run: &mut Run<'a>, value: &Val<'a>, alphabet: &[u8; 64]) -> Answer<'a> {
    run.room(value.text_size().saturating_mul(2))?;
    let text = value.text();
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let group = chunk.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = alphabet[(group >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    Ok(Val::owned(out))
}

fn from_base64<'a>(run: &mut Run<'a>, value: &Val<'a>, alphabet: &[u8; 64]) -> Answer<'a> {
    if matches!(value, Val::Nil) {
        return Ok(Val::Str(""));
    }
    let Some(text) = value.as_str() else { return wrong("only text can be decoded") };
    run.room(text.len())?;
    let digits = text.trim_end_matches('=');
    let mut out = Vec::with_capacity(digits.len());
    for chunk in digits.as_bytes().chunks(4) {
        let mut group = 0u32;
        for byte in chunk {
            let Some(digit) = alphabet.iter().position(|known| known == byte) else {
                return wrong("this is not base64");
            };
            group = group << 6 | digit as u32;
        }
        if chunk.len() == 1 {
            return wrong("this is not base64");
        }
        group <<= 6 * (4 - chunk.len());
        out.extend_from_slice(&group.to_be_bytes()[1..chunk.len()]);
    }
    match String::from_utf8(out) {
        Ok(text) => Ok(Val::owned(text)),
        Err(_) => wrong("this is not encoded text"),
    }
}

pub(super) fn base64_encode<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    to_base64(run, &value, STANDARD)
}

pub(super) fn base64_decode<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    from_base64(run, &value, STANDARD)
}

pub(super) fn base64_url_safe_encode<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    to_base64(run, &value, URL_SAFE)
}

pub(super) fn base64_url_safe_decode<'a>(run: &mut Run<'a>, value: Val<'a>, _: &Args<'a>) -> Answer<'a> {
    from_base64(run, &value, URL_SAFE)
}
