import { expect, it } from 'vitest';
import { timeline } from '../../fake/customers';
import type { TimelineEntry } from '../api/types';
import { entryCode, isThreaded } from './entry';

const of = (kind: string) => timeline.find(entry => entry.kind === kind) as TimelineEntry;

it('lets a decision speak through its checks where the server gave no code', () => {
  const held = timeline.find(entry => entry.why === 'cap_reached') as TimelineEntry;
  expect(entryCode({ ...held, code: null })).toEqual({ what: 'decision_held', why: 'cap_reached' });
  expect(entryCode({ ...of('decision'), code: null })).toEqual({ what: 'decision_allowed', why: null });
});

it('leaves an event its own name', () => {
  expect(entryCode(of('event'))).toBeNull();
});

it('draws on the golden thread what hangs on the plan', () => {
  expect(isThreaded(of('journey'))).toBe(true);
  expect(isThreaded(of('event'))).toBe(false);
});
