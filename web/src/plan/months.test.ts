import { describe, expect, it } from 'vitest';
import type { MonthFigures } from '../api/types';
import { comparedMonths } from './months';

/** Months from January 2025 on, with what was spent in each. */
function spent(...each: number[]): MonthFigures[] {
  let sum = 0;
  return each.map((minor, at) => {
    sum += minor;
    const month = `${2025 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
    const figures = { actual: { minor: sum, currency: 'EUR' }, returned: { minor: 10 * sum, currency: 'EUR' } };
    return { month, figures } as unknown as MonthFigures;
  });
}

const amounts = (found: ReturnType<typeof comparedMonths>) =>
  found && [found.now, found.before].map(({ month, gained }) => [month, gained.actual.minor, gained.returned.minor]);

describe('the month chart', () => {
  it('compares the last month that is over with the one before it', () => {
    const found = comparedMonths(spent(5, 7, 4, 1), '2025-04');
    expect(amounts(found)).toEqual([
      ['2025-03', 4, 40],
      ['2025-02', 7, 70],
    ]);
  });
  it('compares it with the same month of the year before where that is known', () => {
    const found = comparedMonths(spent(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 24, 1), '2026-03');
    expect(amounts(found)).toEqual([
      ['2026-02', 24, 240],
      ['2025-02', 2, 20],
    ]);
  });
  it('compares nothing where only one month is over', () => {
    expect(comparedMonths(spent(5, 7, 4), '2025-03')).toBeNull();
    expect(comparedMonths([], '2025-03')).toBeNull();
  });
});
