import { Fragment, type ReactNode } from 'react';

const [OPEN, CLOSE] = ['\ue000', '\ue001'];

/** Values for a sentence of the language files that keep the place of pieces of the screen. */
export function places<Name extends string>(...names: Name[]): Record<Name, string> {
  return Object.fromEntries(names.map(name => [name, `${OPEN}${name}${CLOSE}`])) as Record<Name, string>;
}

/** A sentence with pieces of the screen (links, names in their own direction) where the language puts them. */
export function filled(sentence: string, pieces: Record<string, ReactNode>): ReactNode[] {
  return sentence.split(OPEN).flatMap((part, at) => {
    const [name, rest] = at === 0 ? [undefined, part] : part.split(CLOSE, 2);
    const piece = name === undefined ? null : <Fragment key={name}>{pieces[name]}</Fragment>;
    return [piece, rest].filter(one => one !== null && one !== '');
  });
}

/** Pieces of the screen as the language lists them: "a, b and c". */
export function listed(locale: string, pieces: readonly ReactNode[]): ReactNode[] {
  const format = new Intl.ListFormat(locale, { type: 'conjunction' });
  return format.formatToParts(pieces.map((_, at) => String(at))).map(({ type, value }, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a list are in order
    type === 'element' ? <Fragment key={at}>{pieces[Number(value)]}</Fragment> : value,
  );
}
