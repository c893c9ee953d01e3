import type { TimelineEntry } from '../api/types';
import { useCode, useTranslation } from '../i18n';

/** Whether what happened hangs on the plan: then it is drawn on the golden thread. */
export function isThreaded(entry: Pick<TimelineEntry, 'activity' | 'journey' | 'send_key'>): boolean {
  return Boolean(entry.activity || entry.journey || entry.send_key);
}

/** What happened and why, as codes; null where only the server's own words say it. A decision speaks through its checks. */
export function entryCode(entry: TimelineEntry): { what: string; why: string | null } | null {
  if (entry.code && entry.kind !== 'event') return { what: `${entry.kind}_${entry.code}`, why: entry.why ?? null };
  if (entry.kind !== 'decision' || entry.checks.length === 0) return null;
  const against = entry.checks.find(check => check.outcome === 'failed');
  return against ? { what: 'decision_held', why: against.code ?? null } : { what: 'decision_allowed', why: null };
}

/** A headline for an entry in the reader's language. */
export function useEntryTitle(): (entry: TimelineEntry) => string {
  const { i18n, t } = useTranslation();
  const word = useCode();
  return entry => {
    const code = entryCode(entry);
    if (!code || !i18n.exists(`entry.${code.what}`)) return entry.title;
    const said = t(`entry.${code.what}` as never) as string;
    return code.why ? t('entry.because', { what: said, why: word('refusal', code.why) }) : said;
  };
}

/** What sort of thing happened, in one word. */
export function EntryKind({ kind }: { kind: string }) {
  const word = useCode();
  return <span>{word('entry_kind', kind)}</span>;
}
