import { useNames } from '../api/names';
import type { Sentence } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { type Changed, isMoney, isOnly, namesOfField, namesOfSort, roleOf } from './traced';

/** Fields whose values are codes, and the group that has words for them. */
const CODES: Record<string, string> = { level: 'level', permission: 'permission', channel: 'channel', role: 'role' };

/** How people, things, fields and sentences of the trace are put into words. */
export function useTraceWords() {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const names = useNames('activity', 'journey', 'brand', 'branch', 'pool', 'touchpoint');
  const field = (name: string) => word('trace_field', name.replaceAll('.', '_'));
  const named = (kind: string, id: string): string => {
    const list = namesOfSort(kind);
    return foreign(list ? names(list, id) : id);
  };
  /** What a thing is called; nothing where there is one alone of its sort. */
  const thing = (kind: string, id: string, name: string | null | undefined): string =>
    name ? foreign(name) : isOnly(kind) ? '' : named(kind, id);
  const held = (text: string): string => {
    const { role, places, until } = roleOf(text);
    const parts = [word('role', role), ...places.map(([kind, id]) => named(kind, id))];
    if (until) parts.push(t('people.until', { time: format.time(until) }));
    return parts.join(' · ');
  };
  const text = (name: string, of: string): string => {
    if (/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(of)) return format.time(of, of.includes('T') ? 'moment' : 'day');
    if (name === 'role' && of.includes(' @ ')) return held(of);
    const [list, group] = [namesOfField(name), CODES[name]];
    if (list) return foreign(names(list, of));
    return group ? word(group, of) : foreign(of);
  };
  const value = (name: string, of: unknown): string => {
    if (typeof of === 'boolean') return t(of ? 'trace.yes' : 'trace.no');
    if (typeof of === 'number') return format.number(of);
    if (typeof of === 'string') return text(name, of);
    if (Array.isArray(of)) return of.map(one => value(name, one)).join(', ');
    if (isMoney(of)) return format.money(of);
    return of === null || of === undefined ? '–' : foreign(JSON.stringify(of));
  };
  /** Who was erased is told apart by the first digits of their number. */
  const somebody = (person: string | null | undefined, name: string | null | undefined): string => {
    if (name) return name;
    return person ? t('trace.erased', { number: person.slice(0, 8) }) : t('trace.itself');
  };
  const change = (of: Changed): string => {
    const name = of.field ?? '';
    const [before, after] = [value(name, of.before), value(name, of.after)];
    if (of.before === undefined || of.before === null) return t('trace.set', { field: field(name), after });
    if (of.after === undefined || of.after === null) return t('trace.cleared', { field: field(name), before });
    return t('trace.changed', { field: field(name), before, after });
  };
  const sentence = (of: Sentence): string => {
    switch (of.code) {
      case 'because':
        return t('trace.because', { why: of.why ?? '' });
      case 'in_place_of':
        return t('trace.in_place_of', { name: somebody(of.person, of.name) });
      case 'about':
        return t('trace.about', { name: somebody(of.person, of.name) });
      default:
        return change(of);
    }
  };
  return { somebody, thing, change, sentence };
}
