/** Lengths of time as documents write them (`7d`, `1h30m`), as a number of one unit, and in the reader's words. */

export const UNITS = ['second', 'minute', 'hour', 'day'] as const;
export type Unit = (typeof UNITS)[number];

const SECONDS: Record<Unit, number> = { second: 1, minute: 60, hour: 3_600, day: 86_400 };
const LETTERS: Record<string, number> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/** So many of one unit. */
export interface SpanOfTime {
  count: number;
  unit: Unit;
}

/** A span in the largest unit that holds it exactly, or null if it is none or finer than a second. */
export function readSpan(text: string): SpanOfTime | null {
  if (!/^(\d+(?:ms|[wdhms]))+$/.test(text)) return null;
  let seconds = 0;
  for (const [, count, letter = ''] of text.matchAll(/(\d+)(ms|[wdhms])/g)) {
    if (letter === 'ms' && Number(count) % 1_000 !== 0) return null;
    seconds += letter === 'ms' ? Number(count) / 1_000 : Number(count) * (LETTERS[letter] ?? 0);
  }
  const unit = UNITS.findLast(one => seconds % SECONDS[one] === 0 && seconds >= SECONDS[one]) ?? 'second';
  return { count: seconds / SECONDS[unit], unit };
}

/** A span as documents write it. */
export function writeSpan({ count, unit }: SpanOfTime): string {
  return `${count}${unit.charAt(0)}`;
}

/** `7 days` in the reader's language; a text that is no span stays as it is. */
export function saySpan(text: string, locale: string): string {
  const span = readSpan(text);
  if (!span) return text;
  return new Intl.NumberFormat(locale, { style: 'unit', unit: span.unit, unitDisplay: 'long' }).format(span.count);
}

/** The word for a unit beside a number: `days`, `dni`. */
export function unitWord(unit: Unit, count: number, locale: string): string {
  const parts = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).formatToParts(count);
  return parts.find(part => part.type === 'unit')?.value ?? unit;
}
