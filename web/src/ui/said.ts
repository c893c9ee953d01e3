import { useMemo } from 'react';
import { useCode, useTranslation } from '../i18n';
import type { Money } from '../i18n/format';
import { useFormat } from '../i18n/useFormat';

/** What the server says as a code with values, beside its English. */
export interface Sentence {
  code: string;
}

/** How a value of a sentence is written: as a moment, a length of time, an amount, a number, an event, or a code of a group. */
export const VALUES: Record<
  string,
  'moment' | 'length' | 'money' | 'number' | 'percent' | 'event' | { group: string }
> = {
  since: 'moment',
  at: 'moment',
  until: 'moment',
  per: 'length',
  within: 'length',
  span: 'length',
  cost: 'money',
  used: 'number',
  reserved: 'number',
  max: 'number',
  times: 'number',
  weight: 'number',
  all: 'number',
  version: 'number',
  events: 'number',
  percent: 'percent',
  event: 'event',
  first: 'event',
  without: 'event',
  refusal: { group: 'refusal' },
  refusals: { group: 'refusal' },
  exit: { group: 'exit' },
  voucher_refusal: { group: 'voucher_refusal' },
  consent_refusal: { group: 'consent_refusal' },
  suppression: { group: 'suppression' },
  identifier: { group: 'identifier' },
  identifiers: { group: 'identifier' },
  moment: { group: 'moment' },
  state: { group: 'delivery' },
  channel: { group: 'channel' },
  purpose: { group: 'purpose' },
};

/** The groups of sentences in the language files. */
export type Told = 'entry' | 'fact' | 'answer' | 'way' | 'waits';

/** Says a sentence in the reader's language; null for one this screen does not know yet, where the server's English stands in. */
export function useSaid(): (group: Told, sentence: Sentence) => string | null {
  const { t, i18n } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const list = useMemo(() => new Intl.ListFormat(format.locale, { type: 'conjunction' }), [format.locale]);
  const write = (name: string, value: unknown): string => {
    const as = VALUES[name];
    if (Array.isArray(value)) return list.format(value.map(one => write(name, one)));
    if (typeof as === 'object') return word(as.group, String(value));
    if (as === 'moment') return format.time(String(value));
    if (as === 'length') return format.span(Number(value));
    if (as === 'money') return format.money(value as Money);
    if (as === 'number') return format.number(Number(value));
    if (as === 'percent') return format.share(Number(value) / 100);
    if (as === 'event' && value === '') return t('way.any_event');
    return String(value);
  };
  return (group, { code, ...values }) => {
    const key = `${group}.${code}`;
    if (!i18n.exists(key)) return null;
    const written = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, write(name, value)]));
    return t(key as never, written) as string;
  };
}
