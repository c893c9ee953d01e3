import { expect, it } from 'vitest';
import { timeline } from '../../fake/customers';
import type { TimelineEntry } from '../api/types';
import { isThreaded } from './entry';

const of = (kind: string) => timeline.find(entry => entry.kind === kind) as TimelineEntry;

it('draws on the golden thread what hangs on the plan', () => {
  expect(isThreaded(of('journey'))).toBe(true);
  expect(isThreaded(of('event'))).toBe(false);
});
