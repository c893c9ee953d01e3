import type { TimelineEntry } from '../api/types';

/** The kinds of entries one may look at alone. */
export const KINDS = [
  'event',
  'decision',
  'delivery',
  'journey',
  'consent',
  'suppression',
  'voucher',
  'money',
  'merge',
] as const;

/** The day of an instant where the reader is, as a plain day. */
export function dayOf(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** From how far back something counts as reported later: clocks and networks differ by less. */
const LATE_MS = 3_600_000;

/** What was reported last first, put in order of time; with the ids of what was reported after later things were known. */
export function inOrder(entries: readonly TimelineEntry[]): { entries: TimelineEntry[]; late: ReadonlySet<string> } {
  const late = new Set<string>();
  let known = Number.NEGATIVE_INFINITY;
  for (const { id, at } of entries.toReversed()) {
    const moment = Date.parse(at);
    if (moment + LATE_MS < known) late.add(id);
    known = Math.max(known, moment);
  }
  return { entries: entries.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)), late };
}

/** Entries grouped by day, in the order they have. */
export function byDay(entries: readonly TimelineEntry[]): { day: string; entries: TimelineEntry[] }[] {
  const days: { day: string; entries: TimelineEntry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

/** The sale an event tells of, if it tells of one: as its id is written, also where that is a number. */
export function orderOf(entry: Pick<TimelineEntry, 'kind' | 'data'>): string | null {
  const { order_id, orderId } = entry.data as Record<string, unknown>;
  const id = [order_id, orderId].find(one => typeof one === 'number' || (typeof one === 'string' && one.trim() !== ''));
  return entry.kind === 'event' && id !== undefined ? String(id) : null;
}
