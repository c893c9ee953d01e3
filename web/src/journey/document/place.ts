import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Json, Path } from '../../ui/json';
import type { Edit } from './edits';
import { stepChunks } from './pieces';
import {
  type Chunk,
  chunksOf,
  contentEnd,
  endOf,
  lineAfter,
  lineEnd,
  lineStart,
  nodeAt,
  type Pieces,
  pairOf,
  type Source,
  startOf,
} from './source';
import type { Splice } from './splice';
import { behindKey, element, inline } from './write';

/** Where an edit changes the text, and what stands there then; null if the place cannot be changed without touching others. */
export function placed(source: Source, edit: Edit): Splice | null {
  return source.pieces ? inPieces(source, source.pieces, edit) : onTree(source, edit);
}

/** Places an edit by the one step that it concerns, or by the list of them; else by the tree of the whole. */
function inPieces(source: Source, pieces: Pieces, edit: Edit): Splice | null {
  if (edit.do === 'set' || edit.do === 'drop') return inStep(source, pieces, edit);
  if (edit.list.length !== 1 || edit.list[0] !== 'steps') return onTree(source, edit);
  const chunks = stepChunks(pieces);
  if (edit.do === 'insert') return insertChunk(source, chunks, edit.at, edit.value);
  if (edit.do === 'move') return moved(source, chunks, edit.from, edit.to, false);
  const piece = pieces.steps[edit.from];
  const named = piece && nodeAt(piece, [0, 'id']);
  const start = pieces.starts[edit.from] ?? 0;
  if (!named?.range) return null;
  return copyChunk(source, chunks, edit, { from: startOf(named) + start, to: endOf(named) + start });
}

function inStep(source: Source, pieces: Pieces, edit: Extract<Edit, { do: 'set' | 'drop' }>): Splice | null {
  const [list, at, ...path] = edit.path;
  const piece = list === 'steps' && typeof at === 'number' ? pieces.steps[at] : undefined;
  if (!piece || (path.length === 0 && edit.do === 'set')) return onTree(source, edit);
  if (path.length === 0)
    return pieces.steps.length > 1 ? dropChunk(source, stepChunks(pieces), Number(at)) : onTree(source, edit);
  const start = pieces.starts[Number(at)] ?? 0;
  const inside = onTree({ ...piece, value: {}, pieces: null }, { ...edit, path: [0, ...path] });
  return inside && { ...inside, from: inside.from + start, to: inside.to + start };
}

function onTree(source: Source, edit: Edit): Splice | null {
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
  return chunks && dropChunk(source, chunks, at);
}

function dropChunk(source: Source, chunks: readonly Chunk[], at: number): Splice | null {
  const chunk = chunks[at];
  if (!chunk) return null;
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
  return chunks && insertChunk(source, chunks, at, value);
}

function insertChunk(source: Source, chunks: readonly Chunk[], at: number, value: Json): Splice | null {
  return putChunk(source, chunks, at, column => element(value).map(line => indentedBy(line, column)));
}

type Copy = Extract<Edit, { do: 'copy' }>;

function copy(source: Source, edit: Copy): Splice | null {
  const { list: path, from, at, id } = edit;
  const { text } = source;
  const list = nodeAt(source, path);
  const named = nodeAt(source, [...path, from, 'id']);
  if (!isSeq(list) || !named?.range) return null;
  const name = { from: startOf(named), to: endOf(named) };
  if (list.flow) {
    const node = list.items[from] as Node;
    const here = list.items[at] as Node | undefined;
    const fresh = text.slice(startOf(node), name.from) + inline(id, true) + text.slice(name.to, endOf(node));
    const last = endOf(list.items.at(-1) as Node);
    return here
      ? { from: startOf(here), to: startOf(here), text: `${fresh}, ` }
      : { from: last, to: last, text: `, ${fresh}` };
  }
  const chunks = chunksOf(source, list);
  return chunks && copyChunk(source, chunks, edit, name);
}

/** A copy of an element with another id in place of its own. */
function copyChunk(
  source: Source,
  chunks: readonly Chunk[],
  { from, at, id }: Copy,
  name: { from: number; to: number },
): Splice | null {
  const { text } = source;
  const chunk = chunks[from];
  if (!chunk) return null;
  const whole = text.slice(lineStart(text, chunk.dash), name.from) + inline(id, false) + text.slice(name.to, chunk.end);
  const body = whole.replace(/\r?\n$/, '');
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
  const list = nodeAt(source, path);
  if (!isSeq(list)) return null;
  const flow = (): Chunk[] => (list.items as Node[]).map(node => ({ lead: startOf(node), dash: 0, end: endOf(node) }));
  const pieces = list.flow ? flow() : chunksOf(source, list);
  return pieces && moved(source, pieces, from, to, list.flow === true);
}

/** The elements between two places in their new order; what stands between them stays where it is. */
function moved({ text }: Source, pieces: readonly Chunk[], from: number, to: number, flow: boolean): Splice | null {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const [begin, finish] = [pieces[low], pieces[high]];
  if (!begin || !finish || from === to) return null;
  const brk = flow ? '' : breakOf(text);
  // The last line of the text may have no end: it gets one, and the new last line loses its own.
  const open = brk !== '' && !text.slice(begin.lead, finish.end).endsWith('\n');
  const texts = pieces.map(({ lead, end }, at) => text.slice(lead, end) + (open && at === high ? brk : ''));
  const order = texts.toSpliced(from, 1).toSpliced(to, 0, texts[from] ?? '');
  let out = '';
  for (let at = low; at <= high; at += 1) {
    out += order[at] ?? '';
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
