import { describe, expect, it } from 'vitest';
import { dayEndingAt, dayOf, endOf, momentsOf } from './days';

describe('days of the reader’s calendar', () => {
  it('begin and end at their own midnight', () => {
    expect(momentsOf({ from: '2026-11-01', until: '2026-11-30' })).toEqual({
      from: new Date(2026, 10, 1).toISOString(),
      to: new Date(2026, 11, 1).toISOString(),
    });
    expect(momentsOf({})).toEqual({});
  });

  it('are read back from the moment at which they end', () => {
    expect(dayEndingAt(endOf('2026-12-31'))).toBe('2026-12-31');
    expect(dayEndingAt(new Date(2026, 11, 31, 15).toISOString())).toBeNull();
  });

  it('are those of the reader, not of Greenwich', () => {
    expect(dayOf(new Date(2027, 0, 5, 0, 30))).toBe('2027-01-05');
    expect(dayOf(new Date(2027, 0, 5, 23, 30))).toBe('2027-01-05');
  });
});
