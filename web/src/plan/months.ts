import type { MonthFigures } from '../api/types';
import type { Money } from '../i18n/format';

/** What came about in some time. */
export interface Gained {
  actual: Money;
  returned: Money;
}

/** What came about in a month, such as `2026-03`. */
export interface GainedMonth {
  month: string;
  gained: Gained;
}

/** One amount without the other. */
export const less = (amount: Money, other: Money): Money => ({
  minor: amount.minor - other.minor,
  currency: amount.currency,
});

/**
 * The last month that is over, beside the same month of the year before where that is known, else beside the month before it. Figures
 * are those at a month's end, so what came about in it is what they are more than at the end of the one before.
 */
export function comparedMonths(
  months: readonly MonthFigures[],
  running: string,
): { now: GainedMonth; before: GainedMonth } | null {
  const gained = months.slice(1).map(({ month, figures }, at): GainedMonth => {
    const begin = months[at]?.figures ?? figures;
    return {
      month,
      gained: {
        actual: less(figures.actual, begin.actual),
        returned: less(figures.returned, begin.returned),
      },
    };
  });
  const over = gained.filter(({ month }) => month < running);
  const now = over.at(-1);
  const before = over.at(-13) ?? over.at(-2);
  return now && before ? { now, before } : null;
}
