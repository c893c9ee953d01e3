import { expect, it } from 'vitest';
import type { TimelineEntry } from '../api/types';
import { byDay, inOrder, orderOf } from './days';

it('groups what happened by the reader’s day, in the order it came', () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
  const entries = [at(20, 18), at(20, 1), at(19, 23)].map(
    (time, id) => ({ id: String(id), at: time }) as TimelineEntry,
  );
  expect(byDay(entries).map(day => [day.day, day.entries.map(entry => entry.id)])).toEqual([
    ['2026-11-20', ['0', '1']],
    ['2026-11-19', ['2']],
  ]);
});

it('puts in order of time what came in as it was reported, and names what was reported later', () => {
  const of = (id: string, at: string) => ({ id, at }) as TimelineEntry;
  const reported = [
    of('imported', '2026-11-07T10:00:00Z'),
    of('order', '2026-11-27T09:00:05Z'),
    of('view', '2026-11-27T09:00:09Z'),
    of('old', '2026-11-25T09:00:00Z'),
  ];
  const { entries, late } = inOrder(reported);
  expect(entries.map(entry => entry.id)).toEqual(['view', 'order', 'old', 'imported']);
  expect([...late]).toEqual(['imported']);
});

it('finds the sale an event tells of', () => {
  expect(orderOf({ kind: 'event', data: { order_id: 'T-1' } as never })).toBe('T-1');
  expect(orderOf({ kind: 'delivery', data: { order_id: 'T-1' } as never })).toBeNull();
  expect(orderOf({ kind: 'event', data: {} })).toBeNull();
});
