// @vitest-environment node
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../ui/json';
import { read } from '../document';
import { JOURNEYS } from '../document/samples';
import { parse } from './parse';
import { print } from './print';
import {
  COMPARISONS,
  type Field,
  type Group,
  type Literal,
  QUESTIONS,
  type Question,
  ROOTS,
  type Row,
  TEXT_TESTS,
} from './rows';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('a b', 'in', 'true', 'contains', '"', "'", '\\', '\n\t\r\b\f', '&& ||', '\u2028', ')'),
);
const number = fc.oneof(fc.integer().map(String), fc.constantFrom('3.0', '-0.5', '1.25', '0', '1.5e10'));
const literal: fc.Arbitrary<Literal> = fc.oneof(
  text.map((one): Literal => ({ type: 'text', text: one })),
  number.map((one): Literal => ({ type: 'number', text: one })),
  fc.boolean().map((truth): Literal => ({ type: 'truth', truth })),
);
const name: fc.Arbitrary<Field> = fc
  .tuple(
    fc.constantFrom(...ROOTS),
    fc.array(fc.oneof(fc.constantFrom('category', 'first', 'contains', 'for', 'x1'), text), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([root, rest]) => ({ of: 'name', path: [root, ...rest] }));
const question = (answer: 'number' | 'truth'): fc.Arbitrary<Field> =>
  fc
    .tuple(
      fc.constantFrom(...(Object.keys(QUESTIONS) as Question[]).filter(one => QUESTIONS[one].answer === answer)),
      text,
      fc.constantFrom('7d', '1h30m'),
    )
    .map(([one, about, window]) => ({
      of: 'question',
      question: one,
      about,
      window: QUESTIONS[one].window ? window : null,
    }));
const row: fc.Arbitrary<Row> = fc.oneof(
  fc.record({ field: name, test: fc.constantFrom(...COMPARISONS), value: literal }),
  fc.record({
    field: question('number'),
    test: fc.constantFrom(...COMPARISONS),
    value: number.map((one): Literal => ({ type: 'number', text: one })),
  }),
  fc.record({
    field: name,
    test: fc.constantFrom('in' as const, 'not_in' as const),
    values: fc.array(literal, { maxLength: 3 }),
  }),
  fc.record({
    field: name,
    test: fc.constantFrom(...TEXT_TESTS),
    not: fc.boolean(),
    value: text.map((one): Literal => ({ type: 'text', text: one })),
  }),
  fc.record({ field: fc.oneof(name, question('truth')), test: fc.constantFrom('is' as const, 'is_not' as const) }),
);
const group = (join: Group['join'], depth: number): fc.Arbitrary<Group> =>
  fc
    .array(
      depth === 0
        ? row
        : fc.oneof(
            { weight: 3, arbitrary: row },
            { weight: 1, arbitrary: group(join === 'all' ? 'any' : 'all', depth - 1) },
          ),
      { minLength: 2, maxLength: 4 },
    )
    .map(items => ({ join, items }));

it('what rows say comes back from its CEL as the same rows', () => {
  const any = fc.oneof(
    group('all', 2),
    group('any', 2),
    row.map((one): Group => ({ join: 'all', items: [one] })),
  );
  fc.assert(
    fc.property(any, rows => {
      expect(parse(print(rows))).toEqual(rows);
    }),
    { numRuns: Number(process.env.RAPPORT_RUNS ?? 1_000) },
  );
});

it('reads what people write, however they bracket and quote it', () => {
  const same = (a: string, b: string) => expect(parse(a)).toEqual(parse(b));
  same(
    `properties.category=='shoes'&&(properties.price >= 50)`,
    'properties.category == "shoes" && properties.price >= 50',
  );
  same('(traits.a == 1 && traits.b == 2) && traits.c == 3', 'traits.a == 1 && traits.b == 2 && traits.c == 3');
  // And binds more tightly than or.
  expect(print(parse('traits.a == 1 || traits.b == 2 && traits.c == 3') as Group)).toBe(
    'traits.a == 1 || (traits.b == 2 && traits.c == 3)',
  );
  expect(print(parse('!has(traits.x) && !customer.bought_in("shoes", "60d")') as Group)).toBe(
    '!has(traits.x) && !customer.bought_in("shoes", "60d")',
  );
});

it.each([
  'properties.products.exists(p, p.product_id == data.first.product_id)',
  'now.getHours("Europe/Berlin") < 12',
  'customer.count("a", "7d") + 1 == 2',
  '50 < properties.price',
  'traits.a == traits.b',
  '!(traits.a == 1 && traits.b == 2)',
  'traits.a ? true : false',
  'traits.a == r"raw"',
  'traits.a == """three"""',
  'traits.a == "\\x41"',
  'traits.a == 1u',
  'traits.a == 0x1F',
  'traits.vip',
  'traits.a == 1 &&',
  'traits.a == 1 // a comment',
  'customer.count("a") == 1',
  'size(properties.products) > 1',
  'a == 1',
])('stays text: %s', cel => {
  expect(parse(cel)).toBeNull();
});

/** Every condition in a document. */
function conditions(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    (key === 'where' || key === 'when') && typeof one === 'string' ? [one] : conditions(one as Json),
  );
}

it('most conditions of the repository are rows', () => {
  const all = JOURNEYS.flatMap(([, of]) => conditions(read(of)?.value ?? {}));
  const texts = all.filter(one => parse(one) === null);
  expect(all.length).toBeGreaterThan(5);
  expect(texts.every(one => /exists|now|size/.test(one))).toBe(true);
});
