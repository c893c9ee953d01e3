import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Json, Path } from '../../ui/json';
import type { Edit } from './edits';
import {
  type Chunk,
  chunksOf,
  contentEnd,
  endOf,
  lineAfter,
  lineEnd,
  lineStart,
  nodeAt,
  pairOf,
  type Source,
  startOf,
} from './source';
import type { Splice } from './splice';
import { behindKey, element, inline } from './write';

/** Where an edit changes the text, and what stands there then; null if the place cannot be changed without touching others. */
export function placed(source: Source, edit: Edit): Splice | null {
  switch (edit.do) {
    case 'set':
      return set(source, edit.path, edit.value);
    case 'drop':
      return drop(source, edit.path);
    case 'insert':
      return insert(source, edit.list, edit.at, edit.value);
    case 'copy':
      return copy(source, edit);
    case 'move':
      return move(source, edit.list, edit.from, edit.to);
  }
}

function set(source: Source, path: Path, value: Json): Splice | null {
  const name = path.at(-1);
  const around = path.slice(0, -1);
  const parent = nodeAt(source, around);
  if (name === undefined) return null;
  if (isSeq(parent) && typeof name === 'number') return setElement(source, parent, name, value);
  if (!isMap(parent)) {
    // What is above it is missing or empty: it comes with the value.
    const empty = parent === undefined || parent === null || (isScalar(parent) && parent.value === null);
    return empty && typeof name === 'string' ? set(source, around, { [name]: value }) : null;
  }
  const pair = pairOf(parent, name);
  return pair ? setField(source, parent, pair, value) : addField(source, parent, String(name), value);
}

function setField(source: Source, map: YAMLMap, pair: Pair<Node, Node | null>, value: Json): Splice | null {
  const { text } = source;
  const old = pair.value;
  const colon = text.indexOf(':', endOf(pair.key));
  if (colon < 0) return null;
  const one = map.flow
    ? [` ${inline(value, true)}`]
    : behindKey(String(source.text.slice(startOf(pair.key), endOf(pair.key))), value);
  const indent = columnOf(text, startOf(pair.key));
  const missing = !old?.range || (isScalar(old) && old.value === null && startOf(old) === endOf(old));
  if (missing) return { from: colon + 1, to: colon + 1, text: joined(source, one, indent) };
  const end = contentEnd(text, old);
  const short = text.slice(startOf(old), end);
  // On one line before and after: what is around it, such as a comment, stays.
  if (!short.includes('\n') && !text.slice(colon, startOf(old)).includes('\n')) {
    const tail = text.slice(end, lineAfter(text, end)).trim();
    const fits = one.length === 1 ? one : tail === '' ? null : [` ${inline(value, false)}`];
    if (fits) return { from: startOf(old), to: end, text: (fits[0] ?? '').trimStart() };
  }
  return { from: colon + 1, to: withoutBreak(text, end), text: joined(source, one, indent) };
}

function addField(source: Source, map: YAMLMap, key: string, value: Json): Splice | null {
  const { text } = source;
  const last = map.items.at(-1) as Pair<Node, Node | null> | undefined;
  const name = inline(key, true);
  if (!last) return { from: startOf(map), to: endOf(map), text: `{${name}: ${inline(value, true)}}` };
  const tail = last.value?.range ? last.value : last.key;
  if (map.flow) return { from: endOf(tail), to: endOf(tail), text: `, ${name}: ${inline(value, true)}` };
  const [first] = map.items as Pair<Node, Node | null>[];
  const indent = columnOf(text, startOf((first ?? last).key));
  const [rest = '', ...more] = behindKey(key, value);
  const lines = [`${' '.repeat(indent)}${name}:${rest}`, ...more.map(line => indentedBy(line, indent))];
  return added(source, Math.max(lineEnd(text, tail), lineAfter(text, endOf(last.key))), lines);
}

function setElement(source: Source, list: YAMLSeq, at: number, value: Json): Splice | null {
  const node = list.items[at] as Node | undefined;
  if (!node?.range) return null;
  if (list.flow) return { from: startOf(node), to: endOf(node), text: inline(value, true) };
  const chunk = chunksOf(source, list)?.[at];
  if (!chunk) return null;
  const indent = columnOf(source.text, chunk.dash);
  return {
    from: chunk.dash,
    to: withoutBreak(source.text, contentEnd(source.text, node)),
    text: joined(source, element(value), indent),
  };
}

function drop(source: Source, path: Path): Splice | null {
  const name = path.at(-1);
  const parent = nodeAt(source, path.slice(0, -1));
  if (isSeq(parent) && typeof name === 'number') return dropElement(source, path, parent, name);
  if (!isMap(parent) || name === undefined) return null;
  const { text } = source;
  const pairs = parent.items as Pair<Node, Node | null>[];
  const at = pairs.indexOf(pairOf(parent, name) as Pair<Node, Node | null>);
  const pair = pairs[at];
  if (!pair) return null;
  if (pairs.length === 1) return path.length > 1 ? set(source, path.slice(0, -1), {}) : null;
  if (parent.flow)
    return between(
      pairs.map(({ key, value }) => ({
        from: startOf(key),
        to: Math.max(endOf(key), value?.range ? endOf(value) : -1),
      })),
      at,
    );
  const start = startOf(pair.key);
  const end = Math.max(lineAfter(text, endOf(pair.key)), pair.value?.range ? lineEnd(text, pair.value) : 0);
  const line = lineStart(text, start);
  if (text.slice(line, start).trim() === '') return { from: line, to: end, text: '' };
  // Behind a dash: the next field takes its place there.
  const next = /^[ \t\r\n]*/.exec(text.slice(end))?.[0].length ?? 0;
  return { from: start, to: end + next, text: '' };
}

function dropElement(source: Source, path: Path, list: YAMLSeq, at: number): Splice | null {
  if (at >= list.items.length) return null;
  if (list.items.length === 1) return set(source, path.slice(0, -1), []);
  if (list.flow)
    return between(
      (list.items as Node[]).map(node => ({ from: startOf(node), to: endOf(node) })),
      at,
    );
  const chunks = chunksOf(source, list);
  const chunk = chunks?.[at];
  if (!chunks || !chunk) return null;
  const blank = (from: number | undefined, to: number | undefined) =>
    from !== undefined && to !== undefined && source.text.slice(from, to).trim() === '';
  const next = chunks[at + 1];
  const before = chunks[at - 1];
  if (next) return { from: chunk.lead, to: blank(chunk.end, next.lead) ? next.lead : chunk.end, text: '' };
  return { from: blank(before?.end, chunk.lead) ? (before?.end ?? chunk.lead) : chunk.lead, to: chunk.end, text: '' };
}

/** A piece of a list in brackets, with one of the commas beside it. */
function between(pieces: readonly { from: number; to: number }[], at: number): Splice | null {
  const [before, here, next] = [pieces[at - 1], pieces[at], pieces[at + 1]];
  if (here && next) return { from: here.from, to: next.from, text: '' };
  return here && before ? { from: before.to, to: here.to, text: '' } : null;
}

function insert(source: Source, path: Path, at: number, value: Json): Splice | null {
  const list = nodeAt(source, path);
  if (!isSeq(list) || list.items.length === 0) return set(source, path, [value]);
  if (list.flow) {
    const [here, last] = [list.items[at] as Node | undefined, list.items.at(-1) as Node];
    const fresh = inline(value, true);
    if (here) return { from: startOf(here), to: startOf(here), text: `${fresh}, ` };
    return { from: endOf(last), to: endOf(last), text: `, ${fresh}` };
  }
  const chunks = chunksOf(source, list);
  return chunks && putChunk(source, chunks, at, column => element(value).map(line => indentedBy(line, column)));
}

function copy(source: Source, { list: path, from, at, id }: Extract<Edit, { do: 'copy' }>): Splice | null {
  const { text } = source;
  const list = nodeAt(source, path);
  const named = nodeAt(source, [...path, from, 'id']);
  if (!isSeq(list) || !named?.range) return null;
  const node = list.items[from] as Node;
  const put = (start: number, end: number) =>
    text.slice(start, startOf(named)) + inline(id, list.flow === true) + text.slice(endOf(named), end);
  if (list.flow) {
    const here = list.items[at] as Node | undefined;
    const fresh = put(startOf(node), endOf(node));
    const last = endOf(list.items.at(-1) as Node);
    return here
      ? { from: startOf(here), to: startOf(here), text: `${fresh}, ` }
      : { from: last, to: last, text: `, ${fresh}` };
  }
  const chunks = chunksOf(source, list);
  const chunk = chunks?.[from];
  if (!chunks || !chunk) return null;
  const body = put(lineStart(text, chunk.dash), chunk.end).replace(/\r?\n$/, '');
  return putChunk(source, chunks, at, () => body.split(/\r?\n/));
}

/** New lines between the elements of a list; a blank line between them if the others have one. */
function putChunk(
  source: Source,
  chunks: readonly Chunk[],
  at: number,
  lines: (column: number) => string[],
): Splice | null {
  const { text } = source;
  const [first, second] = chunks;
  const here = chunks[at];
  const last = chunks.at(-1);
  if (!first || !last) return null;
  const apart = second && /^\s*\n/.test(text.slice(first.end, second.lead)) ? [''] : [];
  const fresh = lines(columnOf(text, first.dash));
  return here ? added(source, here.lead, [...fresh, ...apart]) : added(source, last.end, [...apart, ...fresh]);
}

function move(source: Source, path: Path, from: number, to: number): Splice | null {
  const { text } = source;
  const list = nodeAt(source, path);
  if (!isSeq(list)) return null;
  const flow = (): Chunk[] => (list.items as Node[]).map(node => ({ lead: startOf(node), dash: 0, end: endOf(node) }));
  const pieces = list.flow ? flow() : chunksOf(source, list);
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const [begin, finish] = [pieces?.[low], pieces?.[high]];
  if (!pieces || !begin || !finish || from === to) return null;
  const brk = list.flow ? '' : breakOf(text);
  // The last line of the text may have no end: it gets one, and the new last line loses its own.
  const open = brk !== '' && !text.slice(begin.lead, finish.end).endsWith('\n');
  const texts = pieces.map(({ lead, end }, at) => text.slice(lead, end) + (open && at === high ? brk : ''));
  const moved = texts.toSpliced(from, 1).toSpliced(to, 0, texts[from] ?? '');
  let out = '';
  for (let at = low; at <= high; at += 1) {
    out += moved[at] ?? '';
    if (at < high) out += text.slice(pieces[at]?.end, pieces[at + 1]?.lead);
  }
  return { from: begin.lead, to: finish.end, text: open ? out.slice(0, -brk.length) : out };
}

/** Whole lines put where a line begins, or behind the last one. */
function added({ text }: Source, at: number, lines: readonly string[]): Splice {
  const brk = breakOf(text);
  const open = at > 0 && text[at - 1] !== '\n';
  return { from: at, to: at, text: open ? `${brk}${lines.join(brk)}` : `${lines.join(brk)}${brk}` };
}

/** Lines of which the first stands behind something, and the others in a column. */
function joined({ text }: Source, lines: readonly string[], column: number): string {
  return lines.map((line, at) => (at === 0 ? line : indentedBy(line, column))).join(breakOf(text));
}

function indentedBy(line: string, column: number): string {
  return line === '' ? '' : ' '.repeat(column) + line;
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

function breakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function withoutBreak(text: string, end: number): number {
  return text.slice(0, end).endsWith('\r\n') ? end - 2 : text[end - 1] === '\n' ? end - 1 : end;
}
