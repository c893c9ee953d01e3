import { expect, it } from 'vitest';
import { mail } from '../../fake/rest';
import { parseDocument } from './document';
import { toForm, toInput } from './mailForm';

it('takes an object as settings and nothing else', () => {
  expect(parseDocument('{"id": "acme"}')).toEqual({ ok: true, value: { id: 'acme' } });
  expect(parseDocument('[1]').ok).toBe(false);
  expect(parseDocument('{"id": }').ok).toBe(false);
});

it('keeps a stored secret unless a new one is typed', () => {
  const form = toForm(mail);
  expect(toInput(form)).toMatchObject({ host: 'mail.example.com', password: null, dkim_key: null, connections: 4 });
  expect(toInput({ ...form, host: ' ', password: ' s ' })).toMatchObject({ host: null, password: ' s ' });
});
