/** A piece of a text, and what stands there instead. */
export interface Splice {
  from: number;
  to: number;
  text: string;
}

/** The text with these pieces replaced, or null if they lie on or beside each other. */
export function spliced(text: string, splices: readonly Splice[]): string | null {
  const order = splices.toSorted((a, b) => a.from - b.from);
  if (order.some(({ from }, at) => at > 0 && from <= (order[at - 1]?.to ?? -1))) return null;
  let out = '';
  let done = 0;
  for (const { from, to, text: fresh } of order) {
    out += text.slice(done, from) + fresh;
    done = to;
  }
  return out + text.slice(done);
}

/** The one piece in which two texts differ, as small as it can be; null if they are the same. */
export function difference(before: string, after: string): Splice | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let end = 0;
  while (end < most - from && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { from, to: before.length - end, text: after.slice(from, after.length - end) };
}
