import type { LiveEntry } from '../api/types';

const SHOWN = 30;

/** The newest entries with one more: newest first, each once, however often the stream repeats it. */
export function withEntry(list: readonly LiveEntry[], entry: LiveEntry): readonly LiveEntry[] {
  const same = (other: LiveEntry) => other.entry.id === entry.entry.id && other.customer === entry.customer;
  if (list.some(same)) return list;
  return [entry, ...list].sort((a, b) => b.entry.at.localeCompare(a.entry.at)).slice(0, SHOWN);
}

/** Whether a moment is of the reader's present day: of another one the day has to be told too. */
export function isToday(at: string, now: number): boolean {
  return new Date(at).toDateString() === new Date(now).toDateString();
}
