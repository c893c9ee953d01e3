import type { TimelineEntry } from '../api/types';
import { useCode } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useSaid } from './said';

/** Whether what happened hangs on the plan: then it is drawn on the golden thread. */
export function isThreaded(entry: Pick<TimelineEntry, 'activity' | 'journey' | 'send_key'>): boolean {
  return Boolean(entry.activity || entry.journey || entry.send_key);
}

/** A headline for an entry in the reader's language. */
export function useEntryTitle(): (entry: TimelineEntry) => string {
  const say = useSaid();
  return ({ said, title }) => (said[0] ? (say('entry', said[0]) ?? foreign(title)) : foreign(title));
}

/** What more there is to say about an entry; of an event, its own words. */
export function useEntryDetail(): (entry: Pick<TimelineEntry, 'said' | 'detail'>) => string {
  const say = useSaid();
  return ({ said, detail }) => {
    const more = said.slice(1).map(sentence => say('entry', sentence));
    return more.length > 0 && more.every(text => text !== null) ? more.join(' · ') : foreign(detail);
  };
}

/** What sort of thing happened, in one word. */
export function EntryKind({ kind }: { kind: string }) {
  const word = useCode();
  return <span>{word('entry_kind', kind)}</span>;
}
