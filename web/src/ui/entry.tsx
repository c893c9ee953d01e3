import type { TimelineEntry } from '../api/types';
import { useCode, useTranslation } from '../i18n';

/** Whether what happened hangs on the plan: then it is drawn on the golden thread. */
export function isThreaded(entry: Pick<TimelineEntry, 'activity' | 'journey' | 'send_key'>): boolean {
  return Boolean(entry.activity || entry.journey || entry.send_key);
}

/** Codes that name what happened, by kind of entry; the server's own words stand in where we have none. */
export function entryCode(entry: Pick<TimelineEntry, 'kind' | 'code'>): string | null {
  return entry.code && entry.kind !== 'event' ? `${entry.kind}_${entry.code}` : null;
}

/** A headline for an entry in the reader's language. */
export function useEntryTitle(): (entry: TimelineEntry) => string {
  const { i18n, t } = useTranslation();
  const word = useCode();
  return entry => {
    const code = entryCode(entry);
    if (!code || !i18n.exists(`entry.${code}`)) return entry.title;
    const said = t(`entry.${code}` as never) as string;
    const why = entry.why ? word('refusal', entry.why) : '';
    return why ? t('entry.because', { what: said, why }) : said;
  };
}

/** What sort of thing happened, in one word. */
export function EntryKind({ kind }: { kind: string }) {
  const word = useCode();
  return <span>{word('entry_kind', kind)}</span>;
}
