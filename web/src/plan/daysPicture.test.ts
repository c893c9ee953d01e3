// @vitest-environment node
import { expect, it } from 'vitest';
import type { DayFigures } from '../api/types';
import { daysPicture, tickText } from './daysPicture';

function day(returned: number, actual = 0): DayFigures {
  const money = (units: number) => ({ minor: units * 100, currency: 'EUR' });
  const figures = { planned: money(0), committed: money(0), forecast: money(0), free: money(0) };
  return { day: '2026-11-20', figures: { ...figures, actual: money(actual), returned: money(returned) } } as DayFigures;
}

it('draws lines from the first day to the last, with ticks people count in', () => {
  const { ticks, lines, zero } = daysPicture([day(0), day(150), day(298)]);
  expect(ticks.map(tick => tick.value)).toEqual([0, 100, 200, 300]);
  expect(ticks.map(tick => tick.y)).toEqual([100, 66.67, 33.33, 0]);
  expect(lines.returned).toBe('M0,100 L50,50 L100,0.67');
  expect(zero).toBe(100);
});

it('has room below zero, and draws one day and none at all', () => {
  const { ticks, zero } = daysPicture([day(-40), day(60)]);
  expect(ticks.map(tick => tick.value)).toEqual([-50, 0, 50, 100]);
  expect(zero).toBe(66.67);
  expect(daysPicture([day(0)]).lines.actual).toBe('M0,100');
  expect(daysPicture([]).lines.actual).toBe('');
});

it('writes ticks as the reader does', () => {
  expect(tickText(250_000, 'EUR', 'en')).toBe('€250K');
});
