import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { type Fields, isFields, type Json } from '../../ui/json';
import {
  type Chunk,
  chunksOf,
  endOf,
  lineAfter,
  type Piece,
  type Pieces,
  pairOf,
  parsed,
  type Rest,
  readWhole,
  type Source,
  startOf,
  treeOf,
} from './source';

/**
 * Reads a text; null if it is no YAML, or not one map of plain values. Steps that a text before had as well are not read again: of a
 * long journey, a key that is pressed costs one step.
 */
export function read(text: string, before?: Source | null): Source | null {
  return readPieces(text, before?.pieces ?? null) ?? readWhole(text);
}

/** The text read piece by piece; null where that is not sure to say the same as the whole. */
function readPieces(text: string, before: Pieces | null): Source | null {
  const cut = cutUp(text);
  if (!cut) return null;
  const known = new Map(before?.steps.map(piece => [piece.text, piece]));
  const rest = before?.rest.head === cut.head && before.rest.tail === cut.tail ? before.rest : readRest(cut);
  if (!rest) return null;
  const steps: Piece[] = [];
  for (const [at, start] of cut.starts.entries()) {
    const own = text.slice(start, cut.starts[at + 1] ?? cut.end);
    const piece = known.get(own) ?? readPiece(own);
    if (!piece) return null;
    steps.push(piece);
  }
  const value: Fields = { ...rest.value, steps: steps.map(piece => piece.value) };
  return {
    text,
    value,
    pieces: { rest, steps, starts: cut.starts },
    // Needed where an edit concerns more than steps: read then, and not for each key.
    get tree() {
      const tree = treeOf(text);
      Object.defineProperty(this, 'tree', { value: tree });
      return tree;
    },
  };
}

interface Cut {
  head: string;
  tail: string;
  /** Where each step begins, its comment with it, and where the last ends. */
  starts: number[];
  end: number;
}

/** What makes a text more than lines that stand for themselves: several documents, directives, tabs that indent. */
const UNUSUAL = /^(?:---|\.\.\.|%|\ufeff)|^[ ]*\t/m;
const STEPS = /^steps:[ \t]*(?:#.*)?\r?$/m;

/** Cuts a text where its steps begin, by its lines; null if it is written in another way. */
function cutUp(text: string): Cut | null {
  const found = STEPS.exec(text);
  if (!found || UNUSUAL.test(text)) return null;
  const first = found.index + found[0].length + 1;
  const steps = stepsFrom(text, first);
  if (!steps || steps.starts.length === 0) return null;
  const { starts, end } = steps;
  // What stands between the head and the first step is no step's.
  starts[0] = Math.min(starts[0] ?? first, first);
  return { head: text.slice(0, first), tail: text.slice(end), starts, end };
}

function stepsFrom(text: string, first: number): Pick<Cut, 'starts' | 'end'> | null {
  const starts: number[] = [];
  let column = -1;
  // Where the comment lines directly above the line begin.
  let comment: number | null = null;
  for (let at = first; at < text.length; ) {
    const next = lineAfter(text, at);
    const line = text.slice(at, next);
    const sort = sortOf(line, column);
    if (sort === 'odd') return null;
    // Comments above what follows the steps belong to it.
    if (sort === 'behind') return { starts, end: comment ?? at };
    if (sort === 'step') {
      column = line.search(/[^ ]/);
      starts.push(comment ?? at);
    }
    comment = sort === 'comment' ? (comment ?? at) : null;
    at = next;
  }
  return { starts, end: text.length };
}

/** What a line is where steps stand: the begin of one, part of one, a comment above one, what follows them, or nothing expected. */
function sortOf(line: string, column: number): 'step' | 'part' | 'comment' | 'behind' | 'odd' {
  const indent = line.search(/[^ ]/);
  const letter = line[indent] ?? '\n';
  if (letter === '#') return column < 0 || indent <= column ? 'comment' : 'part';
  if (letter === '\n' || letter === '\r') return 'part';
  const dash = letter === '-' && /\s/.test(line[indent + 1] ?? ' ');
  if (dash && (column < 0 || indent === column)) return 'step';
  if (column < 0) return 'odd';
  if (indent > column) return 'part';
  return indent === 0 ? 'behind' : 'odd';
}

function readRest({ head, tail }: Cut): Rest | null {
  const found = parsed(head + tail);
  const root = found?.tree.contents;
  if (!found || !isMap(root) || !isFields(found.value)) return null;
  const key = pairOf(root as YAMLMap, 'steps');
  const empty = key && (!key.value || (isScalar(key.value) && key.value.value === null));
  const begins = STEPS.exec(head)?.index;
  return empty && startOf(key.key) === begins && endOf(key.key) === begins + 'steps'.length
    ? { head, tail, value: found.value }
    : null;
}

function readPiece(text: string): Piece | null {
  const found = parsed(text);
  const list = found?.tree.contents;
  if (!found || !isSeq(list) || list.items.length !== 1) return null;
  const [value] = found.value as Json[];
  const [chunk] = chunksOf({ text }, list) ?? [];
  return value !== undefined && chunk ? { text, tree: found.tree, value, chunk } : null;
}

/** The steps as elements of the list in the whole text. */
export function stepChunks({ steps, starts }: Pieces): Chunk[] {
  return steps.map(({ chunk }, at) => {
    const start = starts[at] ?? 0;
    return { lead: chunk.lead + start, dash: chunk.dash + start, end: chunk.end + start };
  });
}
