import type { NameKind } from '../api/names';
import type { Money } from '../i18n/format';

/** A field that was changed. */
export interface Changed {
  field?: string | null;
  before?: unknown;
  after?: unknown;
}

/** What has a name, by how the trace calls its sort. */
const SORTS: Record<string, NameKind> = {
  node: 'activity',
  journey: 'journey',
  brand: 'brand',
  branch: 'branch',
  voucher_pool: 'pool',
  source: 'touchpoint',
};
/** Fields that hold such an id, by the last part of their name. */
const FIELDS: Record<string, NameKind> = {
  parent: 'activity',
  node: 'activity',
  activity: 'activity',
  from: 'activity',
  to: 'activity',
  brand: 'brand',
  brands: 'brand',
  branch: 'branch',
  branches: 'branch',
  journey: 'journey',
  pool: 'pool',
};

/** By which list a thing of this sort is named; undefined where it has no name of its own. */
export const namesOfSort = (kind: string): NameKind | undefined => SORTS[kind];

/** By which list the value of this field is named. */
export const namesOfField = (field: string): NameKind | undefined => FIELDS[field.split('.').at(-1) ?? ''];

/** Of what there is one alone, by whose id nothing is told. */
export const isOnly = (kind: string): boolean => ['hold', 'mail', 'stores', 'limit'].includes(kind);

/** Changes as they are told: an amount and its currency are one. */
export function joined<T extends Changed>(changes: readonly T[]): T[] {
  const currencyOf = ({ field }: T) => {
    const name = field?.replace(/\.minor$/, '.currency');
    return name === field ? undefined : changes.find(one => one.field === name);
  };
  const currencies = changes.map(currencyOf);
  return changes.flatMap((one, at) => {
    const currency = currencies[at];
    if (currency)
      return [
        {
          ...one,
          field: one.field?.replace(/\.minor$/, ''),
          before: amount(one.before, currency.before),
          after: amount(one.after, currency.after),
        },
      ];
    return currencies.includes(one) ? [] : [one];
  });
}

const amount = (minor: unknown, currency: unknown): Money | null =>
  typeof minor === 'number' && typeof currency === 'string' ? { minor, currency } : null;

/** Whether a value is an amount of money. */
export function isMoney(value: unknown): value is Money {
  return typeof value === 'object' && value !== null && 'minor' in value && 'currency' in value;
}

/** A role as the trace keeps it: `analyst @ area:direct, brand:nordwind, 2026-12-31T00:00:00Z`. */
export function roleOf(text: string): { role: string; places: [kind: string, id: string][]; until: string | null } {
  const [role = '', rest = ''] = text.split(' @ ');
  const parts = rest.split(', ').filter(part => part !== '' && part !== 'company');
  const isMoment = (part: string) => /^\d{4}-\d\d-\d\dT/.test(part);
  const places = parts
    .filter(part => !isMoment(part))
    .map((part): [string, string] => {
      const at = part.indexOf(':');
      const kind = part.slice(0, Math.max(0, at));
      return ['brand', 'branch', 'journey'].includes(kind) ? [kind, part.slice(at + 1)] : ['node', part];
    });
  return { role, places, until: parts.find(isMoment) ?? null };
}
