import { type Json, listOf, type Path, valueAt, withValue } from '../../ui/json';

/** One change at one place of a document. */
export type Edit =
  | { do: 'set'; path: Path; value: Json }
  | { do: 'drop'; path: Path }
  | { do: 'insert'; list: Path; at: number; value: Json }
  /** Puts a copy of an element, as it is written, with another id. */
  | { do: 'copy'; list: Path; from: number; at: number; id: string }
  | { do: 'move'; list: Path; from: number; to: number };

/** What the document says after these changes, whatever it looks like. */
export function applied(value: Json, edits: readonly Edit[]): Json {
  return edits.reduce(one, value);
}

function one(value: Json, edit: Edit): Json {
  if (edit.do === 'set') return withValue(value, edit.path, edit.value);
  if (edit.do === 'drop')
    return valueAt(value, edit.path) === undefined ? value : withValue(value, edit.path, undefined);
  const list = listOf(valueAt(value, edit.list));
  if (edit.do === 'insert') return withValue(value, edit.list, list.toSpliced(edit.at, 0, edit.value));
  const from = list[edit.from];
  if (from === undefined) return value;
  if (edit.do === 'copy')
    return withValue(value, edit.list, list.toSpliced(edit.at, 0, withValue(from, ['id'], edit.id)));
  return withValue(value, edit.list, list.toSpliced(edit.from, 1).toSpliced(edit.to, 0, from));
}
