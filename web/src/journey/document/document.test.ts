// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fields, isFields, type Json, type Path, valueAt } from '../../ui/json';
import { edited, idOf, type Operation, operated, type Place, read, type Source, stepsOf, waysOf } from '.';
import { applied, type Edit } from './edits';
import { editsOf } from './operations';
import { JOURNEYS } from './samples';
import { readWhole } from './source';
import { difference, spliced } from './splice';
import { referencesOf } from './steps';

/** How many changes are tried on each document; a night of its own may try more. */
const RUNS = Number(process.env.RAPPORT_RUNS ?? 40);

const HARD = `# Above everything
id: hard   # the id
name: "It's \\"quoted\\""
brand: 'a'
activity: b

triggers: [{when: {event: Product Viewed, where: 'properties.category == "shoes"'}}, {when: {event: X}}]   # two


steps:
# about the first
- id: first
  message: # a comment behind a key
    channel: email
    content:
      subject: >-
        folded
        over lines
      text: |+
        kept

        lines


      other: |2
         further in
    # a comment inside
    otherwise: "third"

# about the second

# and directly above it
- # behind a dash
  id: second
  wait: {for: 2d, # inside
    on: [mon,
      tue]}

- id: third
  branch: {cases: [{when: a, then: first}, {when: b, then: second}], otherwise: last}
- {id: small, set_trait: {name: x, value: [1, null, true, {a: "b"}]}, next: last}
# in the end
- id: last
  exit:
# behind everything`;

const DOCUMENTS: [string, string][] = [
  ...JOURNEYS,
  ['hard', HARD],
  ['hard, by Windows', HARD.replaceAll('\n', '\r\n')],
  ['in one line', '{id: a, steps: [{id: b, wait: {for: 1d}}, {id: c, exit: {}}]}'],
  [
    'indented oddly',
    'id: a\nsteps:\n     - id: b\n       wait:\n          for: 1d\n     -   id: c\n         exit: {reason: x}\n',
  ],
];

const source = (text: string): Source => {
  const found = read(text);
  if (!found) throw new Error('is not read');
  return found;
};

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    'yes',
    '09:00',
    '2d',
    '10.00 EUR',
    '1e3',
    '- a',
    'a: b',
    'a #b',
    '',
    '"',
    "'",
    'two\nlines',
    'ends\n',
    '\n',
    ' led',
    'a\n\nb\n',
    'null',
    '0x1',
    '{{ a }}',
    'a "b" c',
    '~',
    '*a',
    '&a',
    '!x',
    '%',
    '@',
    'a,b]',
    'tail\n\n',
    ' \n a',
    'tab\there',
  ),
);
const key = fc.oneof(
  fc.constantFrom('note', 'for', 'content', 'reason', 'on', 'a b', 'y'),
  text.filter(t => t !== '__proto__' && t.length < 12),
);
const json = fc.letrec<{ json: Json }>(tie => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.integer({ min: -1e6, max: 1e6 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).json;

function places(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([name, one]) =>
      places(one, [...path, Array.isArray(value) ? Number(name) : name]),
    ),
  ];
}

/** Some change somewhere in a document. */
function anyEdit(value: Json): fc.Arbitrary<Edit> {
  const all = places(value).filter(path => path.length > 0);
  const lists = all.filter(path => Array.isArray(valueAt(value, path)));
  const maps = all.filter(path => isFields(valueAt(value, path)));
  const listed = lists.filter(path => (valueAt(value, path) as Json[]).length > 1);
  return fc.oneof(
    fc.record({ do: fc.constant('set' as const), path: fc.constantFrom(...all), value: json }),
    fc.record({ do: fc.constant('drop' as const), path: fc.constantFrom(...all) }),
    fc
      .tuple(fc.constantFrom(...maps), key, json)
      .map(([path, name, one]): Edit => ({ do: 'set', path: [...path, name], value: one })),
    fc.tuple(fc.constantFrom(...lists), fc.nat(5), json).map(
      ([list, at, one]): Edit => ({
        do: 'insert',
        list,
        at: Math.min(at, (valueAt(value, list) as Json[]).length),
        value: one,
      }),
    ),
    fc
      .tuple(fc.constantFrom(...(listed.length > 0 ? listed : lists)), fc.nat(9), fc.nat(9))
      .map(([list, from, to]): Edit => {
        const { length } = valueAt(value, list) as Json[];
        return { do: 'move', list, from: from % length, to: to % length };
      }),
  );
}

describe.each(DOCUMENTS)('%s', (_, before) => {
  const start = source(before);

  it('any change gives the document that the same change of its value gives, and taken back the same bytes', () => {
    let refused = 0;
    let all = 0;
    fc.assert(
      fc.property(anyEdit(start.value), edit => {
        all += 1;
        const after = edited(start, [edit]);
        if (!after) {
          refused += 1;
          return;
        }
        expect(read(after.text)?.value).toEqual(applied(start.value, [edit]));
        const forth = difference(before, after.text);
        const back = difference(after.text, before);
        expect(forth ? spliced(before, [forth]) : before).toBe(after.text);
        expect(back ? spliced(after.text, [back]) : after.text).toBe(before);
      }),
      { numRuns: RUNS * 2 },
    );
    // What it does not dare to do is rare: it is not a way to pass.
    expect(refused / all).toBeLessThan(0.03);
  });

  it('every line that a change does not concern is there as it was', () => {
    fc.assert(
      fc.property(anyOperation(start.value), operation => {
        const after = operated(start, operation);
        if (!after) return;
        const concerned = concernedBy(start, operation);
        const left = linesOf(after.text);
        for (const line of linesOf(before)) {
          const at = left.indexOf(line);
          if (at >= 0) left.splice(at, 1);
          else expect(concerned).toContain(line);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

const linesOf = (of: string) => of.split(/\r?\n/).filter(line => line.trim() !== '');

/** The lines an operation may touch: those of its step, and those that name where a step goes on. */
function concernedBy({ text: of, value }: Source, operation: Operation): string[] {
  const steps = stepsOf(value);
  const id = operation.do === 'add' ? '' : operation.id;
  const names = steps.flatMap(step => referencesOf(step).map(({ path }) => String(path.at(-1))));
  const inStep = new RegExp(`\\bid: ["']?${id}\\b`);
  const all = linesOf(of);
  const from = all.findIndex(line => inStep.test(line));
  const own = from < 0 ? [] : all.slice(Math.max(0, from - 2), from + 30);
  const oneLine = all.length === 1 ? all : [];
  // A step that leads nowhere else gets its \`next\`, which a step in braces has on its own line.
  return [
    ...own,
    ...oneLine,
    ...all.filter(line => names.some(name => line.includes(`${name}:`)) || /^\s*- \{id:/.test(line)),
  ];
}

function anyOperation(value: Fields): fc.Arbitrary<Operation> {
  const steps = stepsOf(value);
  const ids = steps.map(idOf);
  const id = fc.constantFrom(...ids);
  const ways = steps.flatMap(step => waysOf(step).map(({ way }) => ({ after: idOf(step), way })));
  const place = fc.constantFrom(...ways, 'beginning' as const);
  const name = fc.constantFrom('new-step', 'other');
  return fc.oneof(
    fc.record({
      do: fc.constant('add' as const),
      place,
      kind: fc.constant('wait' as const),
      id: name,
      body: fc.constant({ for: '2d' }),
    }),
    fc.record({ do: fc.constant('move' as const), id, place }),
    fc
      .tuple(fc.constantFrom(...ways, { after: ids[0] ?? '', way: 'no_such' }), fc.option(id))
      .map(([{ after, way }, to]): Operation => ({ do: 'connect', id: after, way, to })),
    fc.record({ do: fc.constant('copy' as const), id, as: name }),
    fc.record({ do: fc.constant('remove' as const), id }),
    fc.record({ do: fc.constant('rename' as const), id, to: name }),
    fc.record({
      do: fc.constant('change' as const),
      id,
      path: fc.constantFrom<Path>(['note'], ['wait', 'for'], ['message', 'content', 'text']),
      value: fc.option(text, { nil: undefined }),
    }),
  );
}

/** A step's id, or `@end` for the end and for a step that only leaves. */
function endOf(value: Json, id: string | null): string {
  const step = stepsOf(value).find(one => idOf(one) === id);
  return id === null || (step && 'exit' in step && !valueAt(step, ['exit', 'reason'])) ? '@end' : id;
}

/** Where each way of each step leads, steps that leave without a reason and the end being the same. */
function flowOf(value: Json): Map<string, string> {
  const steps = stepsOf(value);
  const end = (id: string | null) => endOf(value, id);
  const flow = new Map<string, string>([['@trigger', end(steps[0] ? idOf(steps[0]) : null)]]);
  for (const [at, step] of steps.entries()) {
    const below = steps[at + 1];
    const next = typeof step.next === 'string' ? step.next : below ? idOf(below) : null;
    for (const { way, to, path } of waysOf(step))
      flow.set(`${idOf(step)} ${way}`, end(to ?? (path[0] === 'voucher' ? null : next)));
  }
  return flow;
}

/** Where a way led before and leads after an operation. */
interface Led {
  id: string;
  way: string;
  before: string;
  after: string | undefined;
}

const isAt = (place: Place, { id, way }: Led) =>
  place === 'beginning' ? id === '@trigger' : id === place.after && way === place.way;
const isOf = (place: Place, { id }: Led) => id === (place === 'beginning' ? '@trigger' : place.after);

/** Where a way must lead after an operation; null if it may lead elsewhere than before. */
function meant(operation: Operation, led: Led): string | null {
  const own = operation.do !== 'add' && led.id === operation.id;
  const arrives = 'id' in operation && led.before === operation.id;
  const stays = (free: boolean) => (free ? null : led.before);
  switch (operation.do) {
    case 'add':
      // Ways without a name of their own go along with `next`.
      return isAt(operation.place, led) ? operation.id : stays(isOf(operation.place, led));
    case 'move':
      return stays(arrives || own || isOf(operation.place, led));
    case 'remove':
      return stays(arrives || own);
    case 'copy':
      return stays(own);
    case 'connect':
      return own && led.way === operation.way ? operation.to : stays(own);
    case 'rename':
      return arrives ? operation.to : led.before;
    default:
      return null;
  }
}

function tryFlow(start: Source, operation: Operation): void {
  const edits = editsOf(start.value, operation);
  if (!edits) return;
  const changed = applied(start.value, edits);
  const [before, after] = [flowOf(start.value), flowOf(changed)];
  const renamed = (id: string) => (operation.do === 'rename' && id === operation.id ? operation.to : id);
  for (const [from, to] of before) {
    const [id = '', way = ''] = from.split(' ');
    const now = after.get(way ? `${renamed(id)} ${way}` : id);
    const wish = meant(operation, { id, way, before: to, after: now });
    if (wish !== null) expect([from, now]).toEqual([from, endOf(start.value, wish)]);
  }
  if (operation.do === 'add') {
    const { place } = operation;
    const from = place === 'beginning' ? '@trigger' : `${place.after} ${place.way}`;
    expect(after.get(`${operation.id} next`)).toBe(before.get(from));
  }
  if (operation.do === 'remove') expect([...after.values()]).not.toContain(operation.id);
  const known = new Set(stepsOf(changed).map(idOf));
  for (const { to } of stepsOf(changed).flatMap(referencesOf)) expect(known).toContain(to);
}

describe('read in pieces', () => {
  const long = (count: number) =>
    `id: long\nsteps:\n${Array.from({ length: count }, (_, at) => `  # ${at}\n  - id: s${at}\n    wait: {for: 1d}\n`).join('')}`;

  it.each(DOCUMENTS)('%s says the same, whatever is typed into it', (_, document) => {
    const typed = fc.constantFrom(
      'a',
      ' ',
      '\n',
      '- ',
      '#',
      ':',
      '"',
      "'",
      '|',
      '{',
      '}',
      '&a',
      '*a',
      '\t',
      'steps:\n',
      '---\n',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(document.length), fc.nat(3), typed), { maxLength: 4 }), changes => {
        let [text, before] = [document, read(document)];
        for (const [at, away, put] of changes) {
          text = text.slice(0, at) + put + text.slice(at + away);
          const found = read(text, before);
          expect(found?.value).toEqual(readWhole(text)?.value);
          before = found ?? before;
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('reads one step where one is typed into, and none where one is moved', () => {
    const before = source(long(200));
    expect(before.pieces?.steps).toHaveLength(200);
    const kept = (after: Source | null) =>
      after?.pieces?.steps.filter(piece => before.pieces?.steps.includes(piece)).length ?? 0;
    const typed = read(before.text.replace('id: s100\n    wait: {for: 1d}', 'id: s100\n    wait: {for: 12d}'), before);
    expect(kept(typed)).toBe(199);
    expect(kept(operated(before, { do: 'change', id: 's7', path: ['wait', 'for'], value: '2d' }))).toBe(199);
    const moved = operated(before, { do: 'move', id: 's100', place: { after: 's20', way: 'next' } });
    expect(moved?.value).toEqual(readWhole(moved?.text ?? '')?.value);
    expect(kept(moved)).toBe(200);
  });
});

it('operations change the flow they mean, and no other', () => {
  for (const [, one] of DOCUMENTS) {
    const start = source(one);
    fc.assert(
      fc.property(anyOperation(start.value), operation => tryFlow(start, operation)),
      { numRuns: RUNS * 2 },
    );
  }
});

it('what the text cannot take without more being changed is refused, not guessed', () => {
  const shared = source('a: &x {b: 1}\nc: *x\nsteps: []\n');
  expect(edited(shared, [{ do: 'set', path: ['c', 'b'], value: 2 }])).toBeNull();
  expect(edited(shared, [{ do: 'set', path: ['a', 'b'], value: 2 }])).toBeNull();
  expect(read('a: [')).toBeNull();
  expect(read('- a')).toBeNull();
});

it('comments and quotes stay where a field is changed', () => {
  const after = operated(source(HARD), { do: 'rename', id: 'third', to: 'fork' });
  expect(after?.text).toBe(HARD.replace('otherwise: "third"', 'otherwise: fork').replace('- id: third', '- id: fork'));
  const moved = operated(source(HARD), { do: 'move', id: 'second', place: 'beginning' });
  expect(moved?.text).toContain('# and directly above it\n- # behind a dash\n  id: second');
  const kept = source('a:\n  b: |+\n    x\n\n\nc: 1\n');
  expect(edited(kept, [{ do: 'set', path: ['a', 'new'], value: 1 }])?.text).toBe(
    'a:\n  b: |+\n    x\n\n\n  new: 1\nc: 1\n',
  );
});
