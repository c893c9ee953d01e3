import { useMemo } from 'react';
import { type NameKind, useNames } from '../api/names';
import { useCode, useTranslation } from '../i18n';
import type { Money } from '../i18n/format';
import { useFormat } from '../i18n/useFormat';
import { useChannel } from './useChannel';

/** What the server says as a code with values, beside its English. */
export interface Sentence {
  code: string;
}

type Form = 'channel' | 'moment' | 'length' | 'money' | 'number' | 'percent' | 'event' | 'worth';

type As = Form | { group: string } | { name: NameKind; either?: true } | { part: Told; either?: true };

/**
 * How a value of a sentence is written: as a moment, a length of time, an amount, a number, an event, a code of a group, an id by its
 * name, a sentence of its own that is a part of this one, or one of several.
 */
export const VALUES: Record<string, As> = {
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
  bookings: 'number',
  free: 'money',
  asked: 'money',
  percent: 'percent',
  worth: 'worth',
  event: 'event',
  first: 'event',
  without: 'event',
  row: 'number',
  has: 'number',
  columns: 'number',
  at_column: 'number',
  position: 'number',
  first_position: 'number',
  kept: 'moment',
  booked: 'money',
  activity: { name: 'activity' },
  node: { name: 'activity' },
  parent: { name: 'activity' },
  brand: { name: 'brand' },
  journey: { name: 'journey' },
  branch: { name: 'branch' },
  pool: { name: 'pool' },
  touchpoint: { name: 'touchpoint' },
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
  status: { group: 'approval_state' },
  channel: 'channel',
  purpose: { group: 'purpose' },
  limit: 'number',
  of: { part: 'pattern' },
  earlier: { part: 'pattern' },
  later: { part: 'pattern' },
  none_of: { part: 'pattern', either: true },
  journeys: { name: 'journey', either: true },
  goes: { part: 'goes' },
  days: { group: 'weekday' },
  store: { group: 'store' },
  gap: { group: 'gap' },
  field: { group: 'file_field' },
};

/** The groups of sentences in the language files. */
export type Told =
  | 'entry'
  | 'fact'
  | 'answer'
  | 'way'
  | 'waits'
  | 'change'
  | 'uncredited'
  | 'voucher_said'
  | 'proof'
  | 'problem_said'
  | 'assumption'
  | 'actuals_fault'
  | 'row_fault'
  | 'failure'
  | 'hold_fact'
  | 'trial_said'
  | 'explain'
  | 'hint'
  | 'damage'
  | 'pattern'
  | 'goes';

/** What a voucher is worth: an amount, a share, or what an earlier release wrote. */
export function worthOf(worth: unknown, format: ReturnType<typeof useFormat>): string {
  if (typeof worth !== 'object' || worth === null) return String(worth);
  return 'percent' in worth ? format.share(Number(worth.percent) / 100) : format.money(worth as Money);
}

/** Says a sentence in the reader's language; null for one this screen does not know yet, where the server's English stands in. */
export function useSaid(): (group: Told, sentence: Sentence) => string | null {
  const { t, i18n } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const names = useNames('activity', 'pool', 'touchpoint', 'brand', 'branch', 'journey');
  const lists = useMemo(
    () => ({
      all: new Intl.ListFormat(format.locale, { type: 'conjunction' }),
      either: new Intl.ListFormat(format.locale, { type: 'disjunction' }),
    }),
    [format.locale],
  );
  const { kindOf, nameOf } = useChannel();
  const forms: Record<Form, (value: unknown) => string> = {
    channel: value => nameOf(String(value)),
    moment: value => format.time(String(value)),
    length: value => format.span(Number(value)),
    money: value => format.money(value as Money),
    number: value => format.number(Number(value)),
    percent: value => format.share(Number(value) / 100),
    worth: value => worthOf(value, format),
    event: value => (value === '' ? t('way.any_event') : String(value)),
  };
  const write = (name: string, value: unknown): string => {
    const as = VALUES[name];
    if (Array.isArray(value)) {
      const list = typeof as === 'object' && 'either' in as ? lists.either : lists.all;
      return list.format(value.map(one => write(name, one)));
    }
    if (typeof as === 'string') return forms[as](value);
    if (as && 'group' in as) return word(as.group, String(value));
    if (as && 'name' in as) return names(as.name, String(value));
    // A part stands in a sentence that isolates it again.
    if (as) return (say(as.part, value as Sentence) ?? '').replace(/[\u2068\u2069]/g, '');
    return String(value);
  };
  const say = (group: Told, { code, ...values }: Sentence): string | null => {
    const channel = kindOf(String((values as { channel?: unknown }).channel ?? ''));
    // Where a channel has words of its own: a prompt is shown, and not taken.
    const key = [`${group}.${code}_${channel}`, `${group}.${code}`].find(one => i18n.exists(one));
    if (key === undefined) return null;
    const written = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, write(name, value)]));
    return t(key as never, written) as string;
  };
  return say;
}
