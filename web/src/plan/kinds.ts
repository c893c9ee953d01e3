import type { Figures, MoneyKind } from '../api/types';
import type { Money } from '../i18n/format';

/** The five kinds of money, in the order of their life. */
export const KINDS = ['planned', 'committed', 'actual', 'forecast', 'returned'] as const satisfies readonly MoneyKind[];

/** How much a kind changed between two moments. */
export function changeOf(kind: MoneyKind, now: Figures, before: Figures): Money {
  return { minor: now[kind].minor - before[kind].minor, currency: now[kind].currency };
}

/** Whether more is committed and spent than was planned. */
export function isOverBudget({ free }: Pick<Figures, 'free'>): boolean {
  return free.minor < 0;
}

/** Whether the end is expected to cost more than was planned. */
export function isForecastOver(figures: Figures): boolean {
  return figures.planned.minor > 0 && figures.forecast.minor > figures.planned.minor;
}
