// @vitest-environment node
import { expect, it } from 'vitest';
import { readState, writeState } from './useTableState';

it('reads what it writes, and leaves out what an address cannot mean', () => {
  const said = { 'a.sort': '-at', 'a.from': '2026-11-01', 'a.columns': 'step,cost', 'a.parts': 3, 'b.sort': 'at' };
  const state = readState('a', said);
  expect(state.sort).toEqual({ id: 'at', down: true });
  expect([...state.turned]).toEqual(['step', 'cost']);
  expect(state.parts).toBe(3);
  expect(readState('a', writeState('a', state))).toEqual(state);
  const odd = { 'a.from': 'yesterday', 'a.until': '2026-1-1', 'a.parts': 'many', 'a.sort': 7 };
  expect(readState('a', odd)).toMatchObject({ days: { from: '', until: '' }, parts: 1 });
  expect(Object.values(writeState('a', readState('a', {}))).every(value => value === undefined)).toBe(true);
});
