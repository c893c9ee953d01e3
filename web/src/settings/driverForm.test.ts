import { expect, test } from 'vitest';
import { settingsOf, toForm, toValues } from './driverForm';

const schema = {
  type: 'object',
  required: ['address', 'key'],
  properties: {
    address: { type: 'string', title: 'Address' },
    key: { type: 'string', writeOnly: true },
    places: { type: 'integer' },
    trial: { type: 'boolean' },
    route: { type: 'string', enum: ['direct', 'cheap'] },
  },
};

test('a schema is drawn field by field, in its order', () => {
  expect(settingsOf(schema).map(one => [one.name, one.sort, one.required])).toEqual([
    ['address', 'text', true],
    ['key', 'secret', false],
    ['places', 'number', false],
    ['trial', 'switch', false],
    ['route', 'choice', false],
  ]);
});

test('what is typed goes out as the schema has it, and what is empty is not said', () => {
  const settings = { schema, values: { address: 'https://sms.example', places: 4 } } as never;
  const form = toForm(settings);
  expect(form).toEqual({ address: 'https://sms.example', key: '', places: '4', trial: false, route: 'direct' });
  expect(toValues(schema, { ...form, places: '8', trial: true })).toEqual({
    address: 'https://sms.example',
    places: 8,
    trial: true,
    route: 'direct',
  });
});
