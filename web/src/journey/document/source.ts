import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Fields, isFields, type Json, type Path } from '../../ui/json';

/** A journey's text with its syntax tree and what it says. */
export interface Source {
  text: string;
  tree: Document.Parsed;
  value: Fields;
  /** The steps, each read by itself; null where the text is written so that only the whole can be read. */
  pieces: Pieces | null;
}

/** A text in pieces: a change of one step is read, and made, without the others. */
export interface Pieces {
  /** What stands before and behind the steps. */
  rest: Rest;
  steps: readonly Piece[];
  /** Where each step begins in the text. */
  starts: readonly number[];
}

/** A text without its steps, as the beginning and the end of it. */
export interface Rest {
  head: string;
  tail: string;
  value: Fields;
}

/** A step with the comment above it, as a text of its own: a list with one element. */
export interface Piece {
  text: string;
  tree: Document.Parsed;
  value: Json;
  /** Where it stands in its own text. */
  chunk: Chunk;
}

/** Reads a text; null if it is no YAML, or not one map of plain values. */
export function readWhole(text: string): Source | null {
  const found = parsed(text);
  return found && isFields(found.value) ? { text, tree: found.tree, value: found.value, pieces: null } : null;
}

export function treeOf(text: string): Document.Parsed {
  return parseDocument(text, { keepSourceTokens: true });
}

/** The tree of a text and what it says; null if it is no YAML, or says something that is not JSON. */
export function parsed(text: string): { tree: Document.Parsed; value: Json } | null {
  try {
    const tree = treeOf(text);
    if (tree.errors.length > 0) return null;
    const value = tree.toJS() as Json;
    return isPlain(value) ? { tree, value } : null;
  } catch {
    // Aliases that would grow without end.
    return null;
  }
}

/** What is not JSON (a date, a set, a number without end) a form could not give back. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' || typeof value === 'boolean' || value === null;
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
}

/** The node at a place; undefined if the way there breaks off. */
export function nodeAt(source: Pick<Source, 'tree'>, path: Path): Node | null | undefined {
  let here: Node | null | undefined = source.tree.contents;
  for (const step of path) {
    if (isMap(here)) here = pairOf(here, step)?.value as Node | null | undefined;
    else if (isSeq(here) && typeof step === 'number') here = here.items[step] as Node | undefined;
    else return undefined;
  }
  return here;
}

/** A field of a map. */
export function pairOf(map: YAMLMap, key: string | number): Pair<Node, Node | null> | undefined {
  return (map as YAMLMap<Node, Node | null>).items.find(
    ({ key: name }) => isScalar(name) && String(name.value) === String(key),
  );
}

export const startOf = (node: Node): number => node.range?.[0] ?? -1;
export const endOf = (node: Node): number => node.range?.[1] ?? -1;

/** Where the line of a place begins. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Where the line after a place begins, or the text ends. */
export function lineAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** The end of what a node says, without the blank lines below. */
export function contentEnd(text: string, node: Node): number {
  const end = endOf(node);
  if (keepsLines(text, node)) return end;
  return Math.max(startOf(node), text.slice(0, end).trimEnd().length);
}

/** Whether a node ends in a block text whose blank lines count (`|+`). */
function keepsLines(text: string, node: Node): boolean {
  let last: unknown = node;
  while (isMap(last) || isSeq(last)) {
    const item: unknown = last.items.at(-1);
    last = isSeq(last) ? item : (item as Pair | undefined)?.value;
  }
  return (
    isScalar(last) && /^BLOCK/.test(last.type ?? '') && /^[|>]\d?\+/.test(text.slice(startOf(last as Node)).trimStart())
  );
}

/** Where the line with the end of a node ends, its comment with it. */
export function lineEnd(text: string, node: Node): number {
  const end = contentEnd(text, node);
  return end > 0 && text[end - 1] === '\n' ? end : lineAfter(text, end);
}

/** An element of a list that has lines of its own: where the comment directly above it, its dash and the next line begin. */
export interface Chunk {
  lead: number;
  dash: number;
  end: number;
}

/** The elements of a block list, or null if one shares its line with something else. */
export function chunksOf({ text }: Pick<Source, 'text'>, list: YAMLSeq): Chunk[] | null {
  const token = list.srcToken;
  if (token?.type !== 'block-seq') return null;
  const chunks: Chunk[] = [];
  for (const [at, item] of list.items.entries()) {
    const dash = token.items[at]?.start.find(({ type }) => type === 'seq-item-ind')?.offset;
    const start = dash === undefined ? 0 : lineStart(text, dash);
    if (dash === undefined || text.slice(start, dash).trim() !== '') return null;
    const before = chunks.at(-1)?.end ?? lineAfter(text, text.slice(0, start).trimEnd().length);
    let end = (item as Node).range ? lineEnd(text, item as Node) : lineAfter(text, dash);
    if (end < dash) end = lineAfter(text, dash);
    // Comments that stand further in than the dash belong to what is above them.
    while (further(text, end, dash - start)) end = lineAfter(text, end);
    chunks.push({ lead: commentAbove(text, start, at === 0 ? 0 : before), dash, end });
  }
  return chunks;
}

function further(text: string, at: number, column: number): boolean {
  const found = /^([ \t]*)#/.exec(text.slice(at, lineAfter(text, at)));
  return found !== null && (found[1] ?? '').length > column;
}

/** Where the comment lines directly above a line begin. */
function commentAbove(text: string, line: number, least: number): number {
  let lead = line;
  while (lead > least) {
    const above = lineStart(text, lead - 1);
    if (above < least || !/^[ \t]*#/.test(text.slice(above, lead))) break;
    lead = above;
  }
  return lead;
}
