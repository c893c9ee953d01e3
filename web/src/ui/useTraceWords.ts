import type { Sentence } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';

/** How people, fields and sentences of the trace are put into words. */
export function useTraceWords() {
  const { t } = useTranslation();
  const word = useCode();
  const field = (name: string) => word('trace_field', name.replaceAll('.', '_'));
  const value = (of: unknown): string => {
    if (typeof of === 'boolean') return t(of ? 'trace.yes' : 'trace.no');
    if (typeof of === 'string') return foreign(of);
    if (Array.isArray(of)) return of.map(value).join(', ');
    return of === null || of === undefined ? '–' : foreign(JSON.stringify(of));
  };
  /** Who was erased is told apart by the first digits of their number. */
  const somebody = (person: string | null | undefined, name: string | null | undefined): string => {
    if (name) return name;
    return person ? t('trace.erased', { number: person.slice(0, 8) }) : t('trace.itself');
  };
  const change = (of: { field?: string | null; before?: unknown; after?: unknown }): string => {
    const [before, after] = [value(of.before), value(of.after)];
    const name = field(of.field ?? '');
    if (of.before === undefined || of.before === null) return t('trace.set', { field: name, after });
    if (of.after === undefined || of.after === null) return t('trace.cleared', { field: name, before });
    return t('trace.changed', { field: name, before, after });
  };
  const sentence = (of: Sentence): string => {
    switch (of.code) {
      case 'because':
        return t('trace.because', { why: of.why ?? '' });
      case 'in_place_of':
        return t('trace.in_place_of', { name: somebody(of.person, of.name) });
      case 'about':
        return t('trace.about', { name: somebody(of.person, of.name) });
      case 'by_approval':
        return t('trace.by_approval', { approval: of.approval ?? '' });
      default:
        return change(of);
    }
  };
  return { somebody, change, sentence };
}
