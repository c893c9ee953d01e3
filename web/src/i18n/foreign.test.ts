// @vitest-environment node
import { expect, it } from 'vitest';
import { foreign, pieces } from './foreign';

it('leaves alone what does no harm', () => {
  for (const text of ['Ada Beispiel', 'Łódź', '👩‍👩‍👧 and friends', 'a\tb\r\nc', '', '+€129.90 (12 %)'])
    expect(foreign(text)).toBe(text);
});

it('shows a mark for each letter that nobody could see', () => {
  expect(foreign('Ada\u202eadA')).toBe('Ada‹U+202E›adA');
  const unseen =
    '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2028\u2029\u2060\ufeff\0\x1b\x85';
  for (const letter of unseen) expect(foreign(`a${letter}b`)).toMatch(/^a‹U\+[0-9A-F]{4}›b$/);
  expect(pieces('\u202ea')).toEqual([
    { text: '‹U+202E›', mark: true },
    { text: 'a', mark: false },
  ]);
});

it('gives a text from right to left a place of its own, which it cannot leave', () => {
  expect(foreign('שלום')).toBe('\u2068שלום\u2069');
  expect(foreign('مرحبا\u2069 3')).toBe('\u2068مرحبا‹U+2069› 3\u2069');
});
