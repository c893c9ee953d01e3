/**
 * What customers, shops and authors wrote: it may run from right to left, and may hold letters that no one sees but that turn
 * a line round. Everything of theirs is shown through here, so that it changes nothing but its own place.
 */

/** Letters without a picture that steer how others are shown; a tab and the end of a line do no harm. */
export const UNSEEN = /(?![\t\n\r])[\p{Bidi_Control}\p{Cc}\u200b\u2028\u2029\u2060\ufeff]/u;
const EACH = new RegExp(`(${UNSEEN.source})`, 'u');

/** Hebrew, Arabic and their kin: a text with one of these letters runs from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const [ISOLATE, END] = ['\u2068', '\u2069'];

/** A piece of a text, or in place of an unseen letter the mark that is shown for it. */
export interface Piece {
  text: string;
  mark: boolean;
}

/** A text with a mark in place of each letter that no one could see. */
export function pieces(text: string): Piece[] {
  const parts = UNSEEN.test(text) ? text.split(EACH) : [text];
  return parts
    .map((part, at) => (at % 2 === 1 ? { text: markOf(part), mark: true } : { text: part, mark: false }))
    .filter(piece => piece.text !== '');
}

function markOf(letter: string): string {
  return `‹U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;
}

/** A foreign text where only text can stand (a label, a title, a sentence): unseen letters as marks, its direction its own. */
export function foreign(text: string): string {
  const shown = UNSEEN.test(text)
    ? pieces(text)
        .map(piece => piece.text)
        .join('')
    : text;
  return RIGHT_TO_LEFT.test(shown) ? `${ISOLATE}${shown}${END}` : shown;
}
