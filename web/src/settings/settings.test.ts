import { expect, it } from 'vitest';
import { mail } from '../../fake/rest';
import { toForm, toInput } from './mailForm';

it('keeps a stored secret unless a new one is typed', () => {
  const form = toForm(mail);
  expect(toInput(form)).toMatchObject({ host: 'mail.example.com', password: null, connections: 4 });
  expect(toInput(form)).not.toHaveProperty('dkim_keys');
  expect(toInput({ ...form, host: ' ', password: ' s ' })).toMatchObject({ host: null, password: ' s ' });
});
