// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { csvOf, sorted, within } from './rows';

interface Row {
  name: string;
  cost: { minor: number; currency: string } | null;
  at: string | null;
}

const eur = (minor: number) => ({ minor, currency: 'EUR' });
const ROWS: Row[] = [
  { name: 'Ämil 10', cost: eur(5), at: '2026-11-20T12:00:00Z' },
  { name: 'Ada 9', cost: null, at: null },
  { name: 'Zoë', cost: eur(-1234567), at: '2026-11-22T12:00:00Z' },
  { name: '=SUM(A1)', cost: eur(100), at: '2026-11-21T12:00:00Z' },
];
const COLUMNS = [
  { id: 'name', head: 'Name', value: (row: Row) => row.name },
  { id: 'cost', head: 'Cost; all', value: (row: Row) => row.cost },
  { id: 'at', head: 'At', value: (row: Row) => row.at },
  { id: 'acts', head: 'Actions' },
];
const names = (rows: readonly Row[]) => rows.map(row => row.name);

describe('rows in an order', () => {
  it('are sorted by the letters of the language and by amounts, with nothing at the end', () => {
    expect(names(sorted(ROWS, COLUMNS, { id: 'name', down: false }, 'de')).slice(1)).toEqual([
      'Ada 9',
      'Ämil 10',
      'Zoë',
    ]);
    expect(names(sorted(ROWS, COLUMNS, { id: 'cost', down: false }, 'de'))).toEqual([
      'Zoë',
      'Ämil 10',
      '=SUM(A1)',
      'Ada 9',
    ]);
    expect(names(sorted(ROWS, COLUMNS, { id: 'cost', down: true }, 'de')).at(-1)).toBe('Ada 9');
    expect(sorted(ROWS, COLUMNS, { id: 'acts', down: true }, 'de')).toBe(ROWS);
  });

  it('are those of the chosen days, both of them included', () => {
    const at = (row: Row) => row.at;
    expect(names(within(ROWS, at, { from: '2026-11-20', until: '2026-11-21' }))).toEqual(['Ämil 10', '=SUM(A1)']);
    expect(names(within(ROWS, at, { from: '2026-11-22', until: '' }))).toEqual(['Zoë']);
    expect(within(ROWS, at, { from: '', until: '' })).toBe(ROWS);
  });
});

describe('a file for a spreadsheet', () => {
  const of = (locale: string) => csvOf(ROWS, COLUMNS, locale, head => `${head}, currency`).split('\r\n');

  it('has numbers and columns as the language of the reader writes them', () => {
    expect(of('en')[0]).toBe('\ufeffName,"Cost; all","Cost; all, currency",At');
    expect(of('en')[3]).toMatch(/^Zoë,-12345\.67,EUR,2026-11-22 \d\d:00:00$/);
    expect(of('de')[3]).toMatch(/^Zoë;-12345,67;EUR;2026-11-22 \d\d:00:00$/);
    expect(of('de')[2]).toBe('Ada 9;;;');
  });

  it('never makes a formula of what somebody wrote', () => {
    expect(of('en')[4]).toMatch(/^'=SUM\(A1\),1\.00,EUR/);
    const one = (text: string) =>
      csvOf([text], [{ id: 'x', head: 'x', value: row => row }], 'en', head => head).split('\r\n')[1];
    expect(one('+49 1')).toBe("'+49 1");
    expect(one('@a,b')).toBe('"\'@a,b"');
    expect(one('say "hi"\nthere')).toContain('""hi""');
  });
});
