import type { Text } from '@codemirror/state';
import { commentAt } from '../yaml';

/** An element of a list, on the way to a place. */
export const ELEMENT = '-';

/** Where in a document one writes: the fields and lists around it. Found by lines and columns, so that it works in what is half written. */
export interface Spot {
  /** The fields that lead here, and `-` for each element of a list. */
  path: readonly string[];
  /** Whether a field's name or a value stands here; `either` where it is not decided yet. */
  writes: 'key' | 'value' | 'either';
  /** Where what is being written begins, and what of it stands before the place. */
  from: number;
  word: string;
  /** The fields that stand above it in the same map. */
  present: readonly string[];
  /** The column at which lines below it would go on. */
  column: number;
  /** Whether it stands in brackets. */
  flow: boolean;
  /** Whether a quotation mark stands before it. */
  quoted: boolean;
}

/** A dash or the name of a field at its column, and where its value begins. */
interface Entry {
  column: number;
  key: string | null;
  value: number;
}

const KEY = /^([A-Za-z_][\w.-]*|"[^"]*"|'[^']*')[ \t]*:(?=\s|$)/;

/** The dashes and the field with which a line begins. */
function entriesOf(line: string): Entry[] {
  const found: Entry[] = [];
  let at = line.search(/\S|$/);
  for (let dash = /^-(?:[ \t]+|$)/.exec(line.slice(at)); dash; dash = /^-(?:[ \t]+|$)/.exec(line.slice(at))) {
    found.push({ column: at, key: null, value: at + dash[0].length });
    at += dash[0].length;
  }
  const key = KEY.exec(line.slice(at));
  if (key) found.push({ column: at, key: unquoted(key[1] ?? ''), value: at + key[0].length });
  return found;
}

/** The place at a position; null in a comment, in a text of several lines, and where nothing is expected. */
export function spotAt(doc: Text, pos: number): Spot | null {
  const line = doc.lineAt(pos);
  const column = pos - line.from;
  const comment = commentAt(line.text);
  if (comment >= 0 && column > comment) return null;
  const left = entriesOf(line.text).filter(one => one.value <= column);
  const last = left.at(-1);
  const begin = last?.value ?? 0;
  const start = begin + line.text.slice(begin, column).search(/\S|$/);
  const inKey = last?.key == null;
  const bare = inKey ? Math.min(start, column) : start;
  const climbed = climb(doc, line.number, left, inKey ? bare : (last?.column ?? 0));
  if (!climbed) return null;
  const { path, opened } = climbed;
  const present = climbed.siblings.toReversed();
  const base = { path, present, column: inKey ? bare : (last?.column ?? 0) + 2 };
  const begun = opened ?? { from: line.from + begin, path };
  const flow = inBrackets(doc.sliceString(begun.from, pos));
  if (flow)
    return {
      ...flow,
      path: [...begun.path, ...flow.path],
      from: begun.from + flow.from,
      column: base.column,
      flow: true,
    };
  if (opened) return null;
  const quote = /^["']/.test(line.text.slice(start, column)) ? 1 : 0;
  return {
    ...base,
    writes: inKey ? 'either' : 'value',
    from: line.from + start + quote,
    word: line.text.slice(start + quote, column),
    flow: false,
    quoted: quote > 0,
  };
}

/** The way up from a line to what it belongs to. */
class Climb {
  /** The fields and elements, the innermost first. */
  readonly way: string[] = [];
  readonly siblings: string[] = [];
  /** Where brackets begin in which it stands, and how much of the way lies in them. */
  #bracket: { from: number; below: number } | null = null;
  #limit: number;
  #dashed = false;

  constructor(column: number) {
    this.#limit = column;
  }

  get done(): boolean {
    return this.#limit <= 0 && !this.#dashed;
  }

  take(entry: Entry): void {
    this.way.push(entry.key ?? ELEMENT);
    this.#limit = entry.column;
    this.#dashed = entry.key === null;
  }

  /** Looks at what stands above; false if the line from which one came is part of a text. */
  meet(entry: Entry, text: string, start: number): boolean {
    const { column, key } = entry;
    if (column < this.#limit || (this.#dashed && key !== null && column === this.#limit)) {
      const value = key === null ? '' : told(text.slice(entry.value));
      if (/^[{[]/.test(value)) this.#bracket = { from: start + entry.value, below: this.way.length };
      else if (value !== '') return false;
      this.take(entry);
    } else if (column === this.#limit && !this.#dashed && key !== null && this.way.every(one => one === ELEMENT)) {
      this.siblings.push(key);
    }
    return true;
  }

  get path(): string[] {
    return this.way.toReversed();
  }

  get opened(): { from: number; path: string[] } | null {
    const bracket = this.#bracket;
    return bracket && { from: bracket.from, path: this.path.slice(0, this.way.length - bracket.below) };
  }
}

/** Goes up line by line to what a line belongs to; null if that is a text. */
function climb(doc: Text, from: number, left: readonly Entry[], column: number): Climb | null {
  const climbed = new Climb(column);
  for (const entry of left.toReversed()) climbed.take(entry);
  for (let number = from - 1; number > 0 && !climbed.done; number -= 1) {
    const { text, from: start } = doc.line(number);
    if (/^\s*(?:#|$)/.test(text)) continue;
    for (const entry of entriesOf(text).toReversed()) if (!climbed.meet(entry, text, start)) return null;
  }
  return climbed;
}

/** What a line says behind a field, without its comment. */
function told(rest: string): string {
  const comment = commentAt(rest);
  return (comment < 0 ? rest : rest.slice(0, comment)).trim();
}

interface Frame {
  map: boolean;
  key: string | null;
  keys: string[];
}

/** Reads brackets from left to right. */
class Brackets {
  readonly frames: Frame[] = [];
  /** Where the word begins that is being read, and the quotation mark it stands in. */
  token = 0;
  quote = '';

  /** Reads the letter at a place, and says where the next is. */
  read(text: string, at: number): number {
    const letter = text.charAt(at);
    const top = this.frames.at(-1);
    if (this.quote !== '') {
      if (letter === '\\' && this.quote === '"') return at + 2;
      if (letter === this.quote) this.quote = '';
    } else if (/["']/.test(letter) && text.slice(this.token, at).trim() === '') {
      this.quote = letter;
      this.token = at;
    } else if (letter === ':' && top?.map && top.key === null && /^(?:\s|$)/.test(text.slice(at + 1, at + 2))) {
      top.key = unquoted(text.slice(this.token, at).trim());
      top.keys.push(top.key);
      this.token = at + 1;
    } else if (/[{}[\],]/.test(letter)) {
      this.#turn(letter, top);
      this.token = at + 1;
    }
    return at + 1;
  }

  #turn(letter: string, top: Frame | undefined): void {
    if (letter === '{' || letter === '[') this.frames.push({ map: letter === '{', key: null, keys: [] });
    else if (letter === ',' && top) top.key = null;
    else this.frames.pop();
  }
}

/** The place at the end of a text that may begin with brackets; null if none is open there. */
function inBrackets(text: string): Omit<Spot, 'column' | 'flow'> | null {
  if (!/^\s*[{[]/.test(text)) return null;
  const read = new Brackets();
  for (let at = 0; at < text.length; ) {
    at = read.read(text, at);
    if (read.frames.length === 0 && text.slice(0, at).trim() !== '') return null;
  }
  const top = read.frames.at(-1);
  if (!top) return null;
  const start = read.token + text.slice(read.token).search(/\S|$/) + (read.quote === '' ? 0 : 1);
  return {
    path: read.frames.flatMap(({ map, key }) => (map ? (key === null ? [] : [key]) : [ELEMENT])),
    writes: top.map && top.key === null ? 'key' : 'value',
    from: start,
    word: text.slice(start),
    present: top.keys,
    quoted: read.quote !== '',
  };
}

function unquoted(text: string): string {
  return text.replace(/^["']|["']$/g, '');
}
