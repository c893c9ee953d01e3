import type { Backtest, BacktestDay } from '../api/types';

const DAY_MS = 86_400_000;

/** The last so many days up to and with today, as plain days. */
export function lastDays(days: number, today: Date): { from: string; to: string } {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return { from: day(today.getTime() - (days - 1) * DAY_MS), to: day(today.getTime()) };
}

/** The plain day after this one. */
function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** Which other run gave the very same answer: the first of the list, under which this one need not show it again. */
export function repeated(test: Backtest, all: readonly Backtest[]): 'above' | 'below' | null {
  const digest = test.result?.digest;
  const same = digest === undefined ? [] : all.filter(one => one.result?.digest === digest);
  if (same.length < 2) return null;
  return same[0]?.id === test.id ? 'below' : 'above';
}

/** The days from the first to the last, those on which nothing happened too. */
export function everyDay(days: readonly BacktestDay[]): BacktestDay[] {
  const known = new Map(days.map(day => [day.day, day]));
  const last = days.at(-1)?.day ?? '';
  const all: BacktestDay[] = [];
  for (let day = days[0]?.day ?? ''; day !== '' && day <= last; day = dayAfter(day)) {
    all.push(known.get(day) ?? { day, sent: 0, refused: 0 });
  }
  return all;
}
