import { dayOf } from '../api/days';
import { decimalText, type Money } from '../i18n/format';

/** What a cell holds, beside how it looks: a text, a number, an amount, a moment as the API writes it, or nothing. */
export type CellValue = string | number | Money | null | undefined;

/** A column as far as sorting, choosing days and a file go. */
export interface ValueColumn<T> {
  /** What it is called in an address: the same in every language. */
  id: string;
  head: string;
  value?: ((row: T) => CellValue) | undefined;
}

export interface Sort {
  /** The column's id. */
  id: string;
  down: boolean;
}

/** Days from and until, as plain days; empty is open. */
export interface Days {
  from: string;
  until: string;
}

function isMoney(value: CellValue): value is Money {
  return typeof value === 'object' && value !== null;
}

function compare(a: CellValue, b: CellValue, locale: string): number {
  if (isMoney(a) && isMoney(b)) return a.currency.localeCompare(b.currency) || a.minor - b.minor;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), locale, { numeric: true });
}

/** The rows in the order of a column; rows with nothing in it come last, either way. Equal rows stay as they came. */
export function sorted<T>(rows: readonly T[], columns: readonly ValueColumn<T>[], sort: Sort | null, locale: string) {
  const value = columns.find(column => column.id === sort?.id)?.value;
  if (!sort || !value) return rows;
  const empty = (row: T) => value(row) === null || value(row) === undefined || value(row) === '';
  const full = rows.filter(row => !empty(row));
  full.sort((a, b) => compare(value(a), value(b), locale) * (sort.down ? -1 : 1));
  return [...full, ...rows.filter(empty)];
}

/** The rows whose moment lies on these days, where the reader is; a row without a moment only if no day is chosen. */
export function within<T>(rows: readonly T[], at: ((row: T) => CellValue) | undefined, { from, until }: Days) {
  if (!at || (from === '' && until === '')) return rows;
  return rows.filter(row => {
    const day = dayText(String(at(row) ?? ''));
    return day !== '' && (from === '' || day >= from) && (until === '' || day <= until);
  });
}

const two = (value: number) => String(value).padStart(2, '0');

function dayText(moment: string): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? '' : dayOf(date);
}

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/**
 * The rows as a file that a spreadsheet of the reader's language opens with columns and numbers: where numbers have a comma,
 * columns are parted by semicolons. A text is never taken for a formula.
 */
export function csvOf<T>(
  rows: readonly T[],
  columns: readonly ValueColumn<T>[],
  locale: string,
  currencyHead: (head: string) => string,
): string {
  const comma = new Intl.NumberFormat(locale).format(0.5).includes(',');
  const number = (text: string) => (comma ? text.replace('.', ',') : text);
  const mark = comma ? ';' : ',';
  const quoted = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",;\n\r\t]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const written = (value: CellValue): string => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number') return number(String(value));
    if (isMoney(value)) return number(decimalText(value));
    if (!MOMENT.test(value)) return quoted(value);
    const at = new Date(value);
    return `${dayText(value)} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  };
  const told = columns.flatMap(({ head, value }) => (value ? [{ head, value }] : []));
  const amounts = new Set(told.filter(({ value }) => rows.some(row => isMoney(value(row)))));
  const heads = told.flatMap(column =>
    amounts.has(column) ? [column.head, currencyHead(column.head)] : [column.head],
  );
  const lines = rows.map(row =>
    told.flatMap(column => {
      const value = column.value(row);
      return amounts.has(column) ? [written(value), isMoney(value) ? value.currency : ''] : [written(value)];
    }),
  );
  return `\ufeff${[heads.map(quoted), ...lines].map(line => line.join(mark)).join('\r\n')}\r\n`;
}
