import type { components } from '../src/api/schema';
import { eur, NOW } from './plan.ts';

type File = components['schemas']['FileView'];

/** A till's journal. */
const orders: File = {
  id: 'f1',
  name: 'Kassenbons-2026-11-19.csv',
  kind: 'orders',
  source: 'till-berlin',
  at: NOW,
  state: 'looked',
  reached: 0,
  guesses: ['`;` stands between columns (delimiter: ";")'],
  assumed: [{ code: 'delimiter', delimiter: ';' }],
  columns: [
    { name: 'Bon-Nr', examples: ['20418', '20419', '20420'] },
    { name: 'Kundenkarte', examples: ['DE 4711 0815', 'DE 4711 0816'] },
    { name: 'Zeit', examples: ['19.11.2026 09:14', '19.11.2026 09:20'] },
    { name: 'Artikel', examples: ['TR-88', 'SO-12', 'A product with a very long name that has to break somewhere'] },
    { name: 'Betrag', examples: ['89,90', '12,50', '1.249,00'] },
    { name: 'Storno', examples: [] },
  ],
  mapping: {
    columns: [
      { column: 'Bon-Nr', role: 'order' },
      { column: 'Kundenkarte', role: 'customer' },
      { column: 'Zeit', role: 'moment' },
      { column: 'Artikel', role: 'product' },
      { column: 'Betrag', role: 'amount' },
      { column: 'Storno', role: 'skip' },
    ],
    rows: 'lines',
    form: {},
  },
  remembered: true,
  series: 'Kassenbons-DATE.csv',
  outcome: null,
  problem: null,
};

/** What an ERP says of invoices. */
const invoices: File = {
  ...orders,
  kind: 'actuals',
  source: null,
  guesses: [
    '`;` stands between columns (delimiter: ";")',
    'numbers have a decimal comma, as `1.250,00` in line 2 (decimal: comma)',
  ],
  assumed: [
    { code: 'delimiter', delimiter: ';' },
    { code: 'decimal_comma', cell: '1.250,00', row: 2 },
  ],
  columns: [
    { name: 'Rechnungsnummer', examples: ['R-17', 'R-18'] },
    { name: 'Betrag', examples: ['1.250,00', '310,50'] },
    { name: 'Buchungstext', examples: ['Druck', 'Porto'] },
  ],
  mapping: {
    columns: [
      { column: 'Rechnungsnummer', role: 'invoice' },
      { column: 'Betrag', role: 'amount' },
      { column: 'Buchungstext', role: 'text' },
    ],
    rows: 'orders',
    form: {},
  },
  remembered: false,
  series: 'Rechnungen-DATE.csv',
};

/** The file that was sent last. */
export let file: File = orders;

type Outcome = NonNullable<File['outcome']>;

export function looked(kind: string | null, name: string): File {
  const actuals = kind === 'actuals';
  file = {
    ...(actuals ? invoices : orders),
    kind: kind as File['kind'],
    name,
    state: 'looked',
    outcome: null,
  };
  return file;
}

export function judged(real: boolean, mapping: unknown): File {
  const outcome = file.kind === 'actuals' ? booked : taken;
  file = { ...file, mapping: mapping as File['mapping'], state: real ? 'imported' : 'tried', outcome };
  return file;
}

const counts = { changed: 0, unbooked: 0, warned: 0, lost: 0, left_out: 0, empty: 0, warnings: [] };

/** What becomes of the orders. */
const taken: Outcome = {
  ...counts,
  rows: 312,
  accepted: 296,
  changed: 4,
  repeated: 12,
  refused: 4,
  unbooked: 1,
  sums: [],
  refusals: [
    {
      row: 17,
      line: 18,
      code: 'unreadable',
      reason: '`viel` in column `Betrag` is not a number',
      row_said: { code: 'not_a_number', column: 'Betrag', text: 'viel' },
    },
    {
      row: 64,
      line: 65,
      code: 'no_order_id',
      reason: "no order's number stands in the column `Bon-Nr`",
      row_said: { code: 'no_order_id', column: 'Bon-Nr' },
    },
  ],
  warnings: [
    {
      row: 90,
      line: 91,
      code: 'another_customer',
      reason: "another customer's order has this number (another_customer)",
      row_said: { code: 'order_does_not_count' },
    },
  ],
  guesses: orders.guesses,
  assumed: orders.assumed,
};

/** What becomes of the invoices. */
const booked: Outcome = {
  ...counts,
  rows: 18,
  accepted: 12,
  repeated: 3,
  refused: 3,
  empty: 2,
  sums: [eur(8_412.3)],
  refusals: [
    {
      row: 7,
      line: 7,
      code: 'unknown_activity',
      reason: 'the plan has no activity `shoes-posters`',
      said: { code: 'unknown_activity', cell: 'shoes-posters' },
    },
    {
      row: 9,
      line: 9,
      code: 'differs',
      reason: 'line 1 of invoice R-17 in the books looks like this one and is not in this file',
      said: {
        code: 'repriced',
        invoice: 'R-17',
        number: '1',
        booked: eur(310.5),
        activity: 'shoes-mail',
        text: 'Druck',
      },
    },
    {
      row: 19,
      line: 19,
      code: 'sum_row',
      reason: '`Summe`: the row adds up others and is no line of an invoice',
      said: { code: 'sum_row', cell: 'Summe' },
    },
  ],
  guesses: invoices.guesses,
  assumed: invoices.assumed,
};
