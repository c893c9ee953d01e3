// @vitest-environment node
import { Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import schema from '../../../fake/journeySchema.json';
import { longDocument } from '../../../fake/long';
import { idOf, read, stepsOf } from '../document';
import { JOURNEYS } from '../document/samples';
import { fieldAround, knownAt } from './explain';
import { fieldsFor, type Help, takesValue, valuesFor } from './offers';
import { outline } from './outline';
import { fieldsAt, type Shape } from './schema';
import { STEPS, TRIGGERS } from './snippets';
import { spotAt } from './spot';

const HELP: Help = {
  schema: schema as unknown as Shape,
  names: {
    brands: [{ id: 'nordwind', name: 'Nordwind' }],
    activities: [{ id: 'shoes-mail', name: 'Shoes by mail' }],
    purposes: [{ id: 'offers', name: 'offers' }],
    channels: [{ id: 'email', name: 'email' }],
    pools: [{ id: 'ten', name: 'Ten off' }],
    journeys: [{ id: 'other', name: 'Another' }],
    contents: new Map([['email', { type: 'object', properties: { subject: { type: 'string' } } }]]),
    kindOf: channel => channel,
  },
};

const BEGIN = 'id: x\nsteps:\n  - id: first\n    wait: {for: 1d}\n  - id: second\n';

/** The text before and behind `|`, and what is offered there. */
function at(marked: string) {
  const pos = marked.indexOf('|');
  const doc = Text.of((marked.slice(0, pos) + marked.slice(pos + 1)).split('\n'));
  const spot = spotAt(doc, pos);
  if (!spot) return { spot, fields: [], values: [] };
  return {
    spot,
    fields: spot.writes === 'value' ? [] : fieldsFor(HELP, doc, spot).map(({ name }) => name),
    values: takesValue(HELP, spot) ? valuesFor(HELP, doc, spot).map(({ value }) => value) : [],
  };
}

describe('the place where one writes', () => {
  it.each([
    ['na|', [], 'either', 'na'],
    ['entry:\n  re|', ['entry'], 'either', 're'],
    [`${BEGIN}    mes|`, ['steps', '-'], 'either', 'mes'],
    [`${BEGIN}    message:\n      channel: em|`, ['steps', '-', 'message', 'channel'], 'value', 'em'],
    [`${BEGIN}    wait: {fo|`, ['steps', '-', 'wait'], 'key', 'fo'],
    [`${BEGIN}    wait: {until: "09:00", on: [mon, t|`, ['steps', '-', 'wait', 'on', '-'], 'value', 't'],
    [`${BEGIN}    wait: {\n      for: 1|`, ['steps', '-', 'wait', 'for'], 'value', '1'],
    ['steps:\n- id: a\n  ne|', ['steps', '-'], 'either', 'ne'],
    ['goal: {on: {event: "Order C|', ['goal', 'on', 'event'], 'value', 'Order C'],
  ])('%j', (marked, path, writes, word) => {
    expect(at(marked).spot).toMatchObject({ path, writes, word });
  });

  it.each([
    'id: x # a com|',
    'name: >\n  some text|',
    `${BEGIN}    message:\n      content:\n        text: |-\n          key: va|`,
  ])('is none in %j', marked => {
    const pos = marked.lastIndexOf('|');
    const doc = Text.of((marked.slice(0, pos) + marked.slice(pos + 1)).split('\n'));
    expect(spotAt(doc, pos)).toBeNull();
  });

  it('never fails, wherever in a document one is', () => {
    for (const [, text] of JOURNEYS) {
      const doc = Text.of(text.split('\n'));
      for (let pos = 0; pos <= doc.length; pos += 1) {
        const spot = spotAt(doc, pos);
        if (spot) expect(spot.from).toBeLessThanOrEqual(pos);
        knownAt(HELP, doc, pos);
        fieldAround(HELP, doc, pos);
      }
    }
  });
});

describe('what is offered', () => {
  it('is what the schema allows and is not there yet', () => {
    expect(at(`${BEGIN}    |`).fields).toContain('message');
    expect(at(`${BEGIN}    |`).fields).not.toContain('id');
    expect(at('triggers:\n  - |').fields).toEqual(['when', 'sequence', 'absence', 'count', 'aggregate']);
    expect(at(`${BEGIN}    message: {channel: email, on_cap: |`).values).toEqual(['defer', 'drop']);
    expect(at('goal: {on: {event: X}, ends: |').values).toEqual(['true', 'false']);
  });

  it('is what the installation has', () => {
    expect(at('brand: |').values).toEqual(['nordwind']);
    expect(at('activity: |').values).toEqual(['shoes-mail']);
    expect(at(`${BEGIN}    voucher: {pool: |`).values).toEqual(['ten']);
    expect(at('entry:\n  not_while_in: [|').values).toEqual(['other']);
    expect(at(`${BEGIN}    next: |`).values).toEqual(['first']);
    expect(at(`${BEGIN}    message:\n      channel: email\n      content:\n        |`).fields).toEqual(['subject']);
    expect(at('triggers:\n  - when: {event: Shoes Tried}\ngoal: {on: {event: |').values).toContain('Shoes Tried');
  });

  it('says what a field and a value mean', () => {
    const doc = Text.of(`${BEGIN}    message: {channel: email, on_cap: drop}`.split('\n'));
    const word = (text: string) => knownAt(HELP, doc, doc.toString().indexOf(text) + 1);
    expect(word('on_cap')).toMatchObject({ is: 'field', field: { of: 'Message', name: 'on_cap' } });
    expect(word('drop')).toMatchObject({ is: 'value', description: 'Do not send it at all.' });
    expect(fieldAround(HELP, doc, doc.length - 1)?.name).toBe('on_cap');
  });

  it('every field of the schema says what it is', () => {
    for (const path of [[], ['steps', '-'], ['steps', '-', 'message'], ['triggers', '-', 'sequence']])
      for (const field of fieldsAt(HELP.schema, path)) expect(field.description, field.name).not.toBe('');
  });
});

it('every template is a document of its own, with fields that the schema knows', () => {
  const filled = (lines: readonly string[]) => lines.join('\n').replace(/#\{([^}]*)\}/g, '$1');
  for (const { lines, field } of [...STEPS, ...TRIGGERS]) {
    const found = read(filled(lines));
    expect(found, field).not.toBeNull();
    const path = lines[0]?.startsWith('id:') ? ['steps', '-'] : ['triggers', '-'];
    const known = fieldsAt(HELP.schema, path).map(({ name }) => name);
    for (const name of Object.keys(found?.value ?? {})) expect(known).toContain(name);
  }
});

it('the steps are found by their lines, also where the text cannot be read', () => {
  for (const [path, text] of JOURNEYS) {
    const steps = stepsOf(read(text)?.value ?? null).map(idOf);
    expect(
      outline(Text.of(text.split('\n'))).map(({ id }) => id),
      path,
    ).toEqual(steps);
    expect(outline(Text.of(`x: "\n${text}`.split('\n'))).map(({ id }) => id)).toEqual(steps);
  }
  expect(outline(Text.of(longDocument(200).split('\n')))).toHaveLength(200);
});
