import type { components } from '../src/api/schema';
import { eur, NOW } from './plan.ts';

type File = components['schemas']['FileView'];

/** The file that was sent last. */
export let file: File = {
  id: 'f1',
  name: 'Kassenbons-2026-11-19.csv',
  kind: 'orders',
  source: 'till',
  at: NOW,
  state: 'looked',
  reached: 0,
  guesses: ['`;` stands between columns (delimiter: ";")'],
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

export function looked(kind: string | null, name: string): File {
  file = { ...file, kind: kind as File['kind'], name, state: 'looked', outcome: null };
  return file;
}

export function judged(real: boolean, mapping: unknown): File {
  const refusals = [
    { row: 17, line: 18, code: 'unreadable', reason: '`viel` in column `Betrag` is not a number' },
    { row: 64, line: 65, code: 'no_order_id', reason: "no order's number stands in the column `Bon-Nr`" },
  ];
  const counts = { rows: 312, accepted: 296, changed: 4, repeated: 12, refused: 4, unbooked: 1, warned: 0 };
  const warnings = [
    {
      row: 90,
      line: 91,
      code: 'another_customer',
      reason: "another customer's order has this number (another_customer)",
    },
  ];
  const outcome = { ...counts, sums: [eur(8_412.3)], refusals, warnings, guesses: file.guesses };
  file = { ...file, mapping: mapping as File['mapping'], state: real ? 'imported' : 'tried', outcome };
  return file;
}
