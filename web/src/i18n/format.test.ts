import { describe, expect, it } from 'vitest';
import { decimalText, formatAgo, formatMoney, formatSpan, formatTime, parseMoney, withMoments } from './format';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const eur = (minor: number) => ({ minor, currency: 'EUR' });

describe('money', () => {
  it('is written to the cent as each language writes it', () => {
    expect(plain(formatMoney(eur(123456), 'en'))).toBe('€1,234.56');
    expect(plain(formatMoney(eur(123456), 'de'))).toBe('1.234,56 €');
    expect(plain(formatMoney(eur(1234567), 'pl'))).toBe('12 345,67 €');
    expect(plain(formatMoney(eur(-5), 'nl'))).toBe('€ -0,05');
  });

  it('stays exact beyond what a float could hold', () => {
    expect(decimalText({ minor: 9_007_199_254_740_991, currency: 'EUR' })).toBe('90071992547409.91');
    expect(formatMoney({ minor: 9_007_199_254_740_991, currency: 'EUR' }, 'en')).toBe('€90,071,992,547,409.91');
  });

  it('knows currencies without decimals', () => {
    expect(formatMoney({ minor: 1200, currency: 'JPY' }, 'en')).toBe('¥1,200');
  });

  it('shows a change with its sign, and none for nothing', () => {
    expect(formatMoney(eur(100), 'en', 'whole', true)).toBe('+€1');
    expect(formatMoney(eur(0), 'en', 'whole', true)).toBe('€0');
  });

  it('keeps its cents while they matter', () => {
    expect(formatMoney(eur(2), 'en', 'whole')).toBe('€0.02');
    expect(formatMoney(eur(123456), 'en', 'whole')).toBe('€1,235');
  });

  it('is read as people type it, and refused when it is no amount of the currency', () => {
    expect(parseMoney('1.234,5', 'EUR', 'de')).toEqual(eur(123450));
    expect(parseMoney('1.234.567', 'EUR', 'de')).toEqual(eur(123456700));
    expect(parseMoney("1'234,50", 'EUR', 'de')).toEqual(eur(123450));
    // Someone who types the sign of another language means the same amount, not a hundred times as much.
    for (const [text, minor] of [
      ['10.50', 1050],
      ['99.90', 9990],
      ['1000.5', 100050],
      ['0.20', 20],
    ] as const) {
      expect(parseMoney(text, 'EUR', 'de'), text).toEqual(eur(minor));
      expect(parseMoney(text.replace('.', ','), 'EUR', 'en'), text).toEqual(eur(minor));
    }
    for (const text of ['1.2345', '12.34.567', '1.234.5', '1 23', '1.234 567', '1,234,5', '1.50,5']) {
      expect(parseMoney(text, 'EUR', 'de'), text).toBeNull();
    }
    expect(parseMoney('1,234.50', 'EUR', 'en')).toEqual(eur(123450));
    expect(parseMoney('12 345,67', 'EUR', 'pl')).toEqual(eur(1234567));
    expect(parseMoney('1.005', 'EUR', 'en')).toBeNull();
    expect(parseMoney('12.5', 'JPY', 'en')).toBeNull();
    expect(parseMoney('ten', 'EUR', 'en')).toBeNull();
  });
});

describe('time', () => {
  it('keeps a plain day the same day wherever one reads it', () => {
    expect(formatTime('2026-03-01', 'en', 'day')).toBe('Mar 1, 2026');
  });

  it('says how long ago in the largest unit that fits', () => {
    const now = Date.parse('2026-11-20T12:00:00Z');
    expect(formatAgo('2026-11-20T11:54:00Z', now, 'en')).toBe('6 minutes ago');
    expect(formatAgo('2026-11-19T11:00:00Z', now, 'en')).toBe('yesterday');
    expect(formatAgo('2026-11-20T12:00:00Z', now, 'de')).toBe('jetzt');
  });

  it('is found in what the server says, too', () => {
    expect(withMoments('a backup of 2026-11-20T11:54:00.123Z at position 7', 'en')).not.toContain('T11');
    expect(withMoments('position 7', 'en')).toBe('position 7');
  });

  it('shows what is not a time as it came', () => {
    expect(formatTime('soon', 'en')).toBe('soon');
  });
});

describe('a length of time', () => {
  it('is said in the largest unit that is whole, two days as 48 hours', () => {
    expect(formatSpan(604_800, 'en')).toBe('7 days');
    expect(formatSpan(2 * 86_400, 'de')).toBe('48 Stunden');
    expect(formatSpan(90, 'nl')).toBe('90 seconden');
    expect(formatSpan(1_800, 'pl')).toBe('30 minut');
  });
});
