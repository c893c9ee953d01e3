/** A piece of a line of YAML and what it is, for colouring while one writes. Not a parser: the server checks the document. */
export interface Piece {
  text: string;
  sort: 'key' | 'string' | 'number' | 'comment' | 'mark' | 'plain';
}

const LINE = /^(\s*(?:- +)*)([A-Za-z_][\w.-]*)(:)(?=\s|$)(.*)$/;

/** The pieces of one line; together they are exactly the line. */
export function piecesOf(line: string): Piece[] {
  const key = LINE.exec(line);
  if (key) {
    const [, lead = '', name = '', colon = '', rest = ''] = key;
    return [...plain(lead, 'mark'), { text: name, sort: 'key' }, { text: colon, sort: 'mark' }, ...valuePieces(rest)];
  }
  return valuePieces(line);
}

function valuePieces(text: string): Piece[] {
  const hash = commentAt(text);
  const value = hash < 0 ? text : text.slice(0, hash);
  const comment: Piece[] = hash < 0 ? [] : [{ text: text.slice(hash), sort: 'comment' }];
  const body = /^(\s*(?:- +)*)(.*)$/.exec(value);
  const rest = body?.[2] ?? '';
  return [...plain(body?.[1] ?? '', 'mark'), ...(rest ? [{ text: rest, sort: sortOf(rest.trim()) }] : []), ...comment];
}

function plain(text: string, sort: Piece['sort']): Piece[] {
  return text === '' ? [] : [{ text, sort }];
}

function sortOf(value: string): Piece['sort'] {
  if (/^(["']).*\1$/.test(value)) return 'string';
  if (/^-?\d+(\.\d+)?(ms|s|m|h|d|w)?$/.test(value) || /^(true|false|null)$/.test(value)) return 'number';
  if (/^[|>][+-]?$/.test(value)) return 'mark';
  return 'plain';
}

/** Where a comment begins that is not inside quotes, or -1. */
function commentAt(text: string): number {
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote) quote = letter === quote ? '' : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '#' && (at === 0 || /\s/.test(text.charAt(at - 1)))) return at;
  }
  return -1;
}

/** The position in the text of a line and column, both from 1; the end of the line if it is shorter. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines.slice(0, Math.max(0, line - 1)).reduce((sum, one) => sum + one.length + 1, 0);
  const length = lines[line - 1]?.length ?? 0;
  return Math.min(text.length, before + Math.min(Math.max(0, column - 1), length));
}

/** The id a document gives its journey, if it says one. */
export function journeyIdOf(text: string): string | null {
  return /^id:\s*["']?([\w.-]+)["']?\s*(?:#.*)?$/m.exec(text)?.[1] ?? null;
}
