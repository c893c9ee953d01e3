import type { DayFigures } from '../api/types';
import { decimalText, formatMoney, formatTime } from '../i18n/format';

/** The kinds that are drawn, the last on top. */
export const LINES = ['planned', 'returned', 'committed', 'actual'] as const;

const major = (money: { minor: number; currency: string }) => Number(decimalText(money));

/** The days as lines in a box of 100 by 100: what is highest and lowest, where the ticks are, and where each line runs. */
export interface DaysPicture {
  ticks: { value: number; y: number }[];
  lines: Record<(typeof LINES)[number], string>;
  /** Where nothing is: lines are filled down to here. */
  zero: number;
}

/** A step between ticks that people count in: 1, 2 or 5 of a power of ten; at most so many of them. */
function stepOf(size: number, most: number): number {
  const raw = size / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * (([1, 2, 5].find(one => one * power >= raw) ?? 10) as number);
}

/** Draws the days; amounts below zero (more came back than was brought) have room below. */
export function daysPicture(days: readonly DayFigures[]): DaysPicture {
  const all = days.flatMap(({ figures }) => LINES.map(kind => major(figures[kind])));
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const step = stepOf(high - low || 1, 4);
  const [bottom, top] = [Math.floor(low / step) * step, Math.max(step, Math.ceil(high / step) * step)];
  const y = (value: number) => round(100 - ((value - bottom) / (top - bottom)) * 100);
  const x = (at: number) => round((at / Math.max(1, days.length - 1)) * 100);
  const line = (kind: (typeof LINES)[number]) =>
    days.map(({ figures }, at) => `${at === 0 ? 'M' : 'L'}${x(at)},${y(major(figures[kind]))}`).join(' ');
  const count = Math.round((top - bottom) / step);
  return {
    ticks: Array.from({ length: count + 1 }, (_, at) => bottom + at * step).map(value => ({ value, y: y(value) })),
    lines: {
      planned: line('planned'),
      returned: line('returned'),
      committed: line('committed'),
      actual: line('actual'),
    },
    zero: y(0),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** An amount at a tick, short. */
export function tickText(value: number, currency: string, locale: string): string {
  const style: Intl.NumberFormatOptions = {
    style: 'currency',
    currency,
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  };
  return new Intl.NumberFormat(locale, style).format(value);
}

/** The days as a sentence for those who do not see the picture. */
export function daysLabel(
  days: readonly DayFigures[],
  locale: string,
  style: 'day' | 'month' = 'day',
): { first: string; last: string; returned: string; actual: string } {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return { first: '', last: '', returned: '', actual: '' };
  return {
    first: formatTime(first.day, locale, style),
    last: formatTime(last.day, locale, style),
    returned: formatMoney(last.figures.returned, locale, 'whole'),
    actual: formatMoney(last.figures.actual, locale, 'whole'),
  };
}
