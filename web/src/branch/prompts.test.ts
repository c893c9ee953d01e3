import { describe, expect, it } from 'vitest';
import type { Prompt } from '../api/types';
import { clock, shareLeft, stillOpen, timeLeft } from './prompts';

const now = Date.parse('2026-11-20T12:00:00Z');
const prompt = (came_in: string, expires: string) => ({ came_in, expires }) as Prompt;

describe('prompts', () => {
  it('disappear the second they expire, before the server says so', () => {
    const gone = prompt('2026-11-20T11:45:00Z', '2026-11-20T12:00:00Z');
    const open = prompt('2026-11-20T11:50:00Z', '2026-11-20T12:05:00Z');
    expect(stillOpen([gone, open], now)).toEqual([open]);
    expect(timeLeft(gone, now + 1000)).toBe(0);
  });

  it('put who came last first', () => {
    const early = prompt('2026-11-20T11:50:00Z', '2026-11-20T13:00:00Z');
    const late = prompt('2026-11-20T11:58:00Z', '2026-11-20T12:10:00Z');
    expect(stillOpen([early, late], now)).toEqual([late, early]);
  });

  it('count down', () => {
    expect(clock(247_000)).toBe('4:07');
    expect(clock(400)).toBe('0:01');
    expect(clock(6_907_000)).toBe('1:55:07');
    expect(shareLeft(prompt('2026-11-20T11:55:00Z', '2026-11-20T12:05:00Z'), now)).toBe(0.5);
    expect(shareLeft(prompt('2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z'), now)).toBe(0);
  });
});
