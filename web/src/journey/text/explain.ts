import type { Text } from '@codemirror/state';
import { fieldNamed, type Help, valuesFor } from './offers';
import type { Field } from './schema';
import { spotAt } from './spot';

/** What is known of the word at a position: a field, or one of the values that a field may have. */
export type Known =
  | { is: 'field'; field: Field; from: number; to: number }
  | { is: 'value'; value: string; description: string; from: number; to: number };

/** What is meant by the word at a position. */
export function knownAt(help: Help, doc: Text, pos: number): Known | null {
  const line = doc.lineAt(pos);
  const text = line.text;
  let [start, end] = [pos - line.from, pos - line.from];
  while (start > 0 && /[\w-]/.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && /[\w-]/.test(text.charAt(end))) end += 1;
  // A dash before an element of a list is no part of a word.
  const word = text.slice(start, end).replace(/^-+/, '');
  if (word === '') return null;
  const [from, to] = [line.from + end - word.length, line.from + end];
  const spot = spotAt(doc, to);
  if (!spot || spot.from !== from) return null;
  if (spot.writes !== 'value' && /^["']?[ \t]*:(?=\s|$)/.test(text.slice(end))) {
    const field = fieldNamed(help, doc, { ...spot, present: [] }, word);
    return field ? { is: 'field', field, from, to } : null;
  }
  const value = valuesFor(help, doc, spot).find(one => one.value === word && one.description !== '');
  return value ? { is: 'value', value: word, description: value.description, from, to } : null;
}

/** The field in which a position stands, the innermost first: what the line below the editor explains. */
export function fieldAround(help: Help, doc: Text, pos: number): Field | null {
  const known = knownAt(help, doc, pos);
  if (known?.is === 'field') return known.field;
  const spot = spotAt(doc, pos);
  if (!spot) return null;
  for (let length = spot.path.length; length > 0; length -= 1) {
    const name = spot.path[length - 1] ?? '';
    const field = fieldNamed(help, doc, { ...spot, path: spot.path.slice(0, length - 1) }, name);
    if (field) return field;
  }
  return null;
}
