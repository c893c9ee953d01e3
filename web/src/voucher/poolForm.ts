import type { PoolInput } from '../api/types';
import { type Money, parseMoney } from '../i18n/format';

/** What a new pool is, as it is typed. */
export interface PoolForm {
  name: string;
  brand: string;
  activity: string;
  /** Whether one voucher takes a share off, and at most the value; else it takes the value off. */
  by: 'amount' | 'percent';
  percent: string;
  value: string;
  cap: string;
  basket: string;
  days: string;
  /** Ids, separated by commas or lines. */
  categories: string;
  products: string;
  branches: string[];
  imported: boolean;
  personal: boolean;
  one_per_person: boolean;
  combinable: boolean;
}

export const EMPTY: PoolForm = {
  name: '',
  brand: '',
  activity: '',
  by: 'amount',
  percent: '',
  value: '',
  cap: '',
  basket: '',
  days: '14',
  categories: '',
  products: '',
  branches: [],
  imported: false,
  personal: false,
  one_per_person: false,
  combinable: false,
};

/** The ids in a text, each once. */
export function idsIn(text: string): string[] {
  const ids = text.split(/[,;\n]/).map(id => id.trim());
  return [...new Set(ids.filter(id => id !== ''))];
}

/** What was typed as amounts: nothing where nothing stands, `wrong` where it is none. */
export interface Amounts {
  value: Money | null;
  cap: Money | null;
  basket: Money | null;
  wrong: ReadonlySet<'value' | 'cap' | 'basket' | 'percent'>;
}

export function amountsOf(form: PoolForm, currency: string, locale: string): Amounts {
  const [value, cap, basket] = [form.value, form.cap, form.basket].map(text => parseMoney(text, currency, locale)) as [
    Money | null,
    Money | null,
    Money | null,
  ];
  const wrong = new Set<'value' | 'cap' | 'basket' | 'percent'>();
  for (const [name, amount] of Object.entries({ value, cap, basket })) {
    if (form[name as 'value'] !== '' && (amount?.minor ?? 0) <= 0) wrong.add(name as 'value');
  }
  if (form.by === 'percent' && form.percent !== '' && percentOf(form) === null) wrong.add('percent');
  return { value, cap, basket, wrong };
}

/** Whole percents from 1 to 100. */
function percentOf({ percent }: PoolForm): number | null {
  const number = Number(percent);
  return Number.isInteger(number) && number >= 1 && number <= 100 ? number : null;
}

/** The pool that is added, once everything that is needed is there and right. */
export function toPool(
  form: PoolForm,
  own: { id: string; brand: string; activity: string },
  { value, cap, basket, wrong }: Amounts,
): PoolInput | null {
  const percent = form.by === 'percent' ? percentOf(form) : null;
  const known = value && cap && own.brand && own.activity && wrong.size === 0;
  if (!known || (form.by === 'percent' && percent === null)) return null;
  return {
    ...own,
    name: form.name.trim(),
    benefit: { amount: value, ...(percent !== null && { percent }) },
    cap,
    validity: { for: `${form.days}d` },
    imported: form.imported,
    conditions: {
      min_basket: basket,
      branches: form.branches,
      categories: idsIn(form.categories),
      products: idsIn(form.products),
      personal: form.personal,
      one_per_person: form.one_per_person,
      combinable: form.combinable,
    },
  };
}
