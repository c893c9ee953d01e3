/** Words that CEL keeps for itself: no name may be one. */
const KEPT = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** Whether a name can stand behind a dot. */
export function isName(word: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(word) && !KEPT.has(word);
}

/** A piece of a condition: a name, a literal, or a sign. */
export type Token = { sort: 'name' | 'number' | 'sign'; text: string } | { sort: 'text'; text: string };

const SIGNS = ['&&', '||', '==', '!=', '<=', '>=', '<', '>', '!', '(', ')', '[', ']', '.', ',', '-'];
const NUMBER = /^(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+)(?![\w.])/;
const TEXT = /^(?:"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')/;

/** The pieces of a condition; null if there is one that rows do not know. */
export function tokens(cel: string): Token[] | null {
  const found: Token[] = [];
  let rest = cel.trimStart();
  while (rest !== '') {
    const [token, length] = first(rest) ?? [null, 0];
    if (!token) return null;
    found.push(token);
    rest = rest.slice(length).trimStart();
  }
  return found;
}

function first(rest: string): [Token, number] | null {
  const word = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest)?.[0];
  // A text may have a letter before it that says how it is read (r"..", b".."): rows do not write those.
  if (word) return /^["']/.test(rest.slice(word.length)) ? null : [{ sort: 'name', text: word }, word.length];
  const number = NUMBER.exec(rest)?.[0];
  if (number) return [{ sort: 'number', text: number }, number.length];
  const quoted = /^(?:"""|''')/.test(rest) ? undefined : TEXT.exec(rest)?.[0];
  if (quoted) {
    const text = unquoted(quoted.slice(1, -1));
    return text === null ? null : [{ sort: 'text', text }, quoted.length];
  }
  const sign = SIGNS.find(one => rest.startsWith(one));
  return sign ? [{ sort: 'sign', text: sign }, sign.length] : null;
}

const PLAIN: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" };

/** What a quoted text says; null with an escape that rows do not write. */
function unquoted(inner: string): string | null {
  let odd = false;
  const text = inner.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, letter: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    odd ||= PLAIN[letter] === undefined;
    return PLAIN[letter] ?? '';
  });
  return odd ? null : text;
}
