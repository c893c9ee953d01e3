import type { Figures, MoneyKind } from '../api/types';
import type { Money } from '../i18n/format';

/** The five kinds of money, in the order of their life. */
export const KINDS = ['planned', 'committed', 'actual', 'forecast', 'returned'] as const satisfies readonly MoneyKind[];

/** How much a kind changed between two moments. */
export function changeOf(kind: MoneyKind, now: Figures, before: Figures): Money {
  return { minor: now[kind].minor - before[kind].minor, currency: now[kind].currency };
}

/** Whether the end is expected to cost more than was planned. */
export function isOver(figures: Figures): boolean {
  return figures.planned.minor > 0 && figures.forecast.minor > figures.planned.minor;
}

/** An id from a name: small letters, digits, dashes, at most 64. */
export function idFrom(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[łŁ]/g, 'l')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '');
}
