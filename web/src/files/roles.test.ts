import { expect, it } from 'vitest';
import type { FileMapping } from '../api/types';
import { roleOf, withRole } from './roles';

const mapping: FileMapping = {
  columns: [
    { column: 'A', role: 'amount' },
    { column: 'B', role: 'property' },
  ],
  rows: 'orders',
  form: {},
};

it('what only one column may say is taken from the one that said it', () => {
  const changed = withRole(mapping, 'C', 'amount');
  expect(['A', 'B', 'C'].map(column => roleOf(changed, column))).toEqual(['skip', 'property', 'amount']);
  const two = withRole(mapping, 'C', 'property');
  expect(['A', 'B', 'C'].map(column => roleOf(two, column))).toEqual(['amount', 'property', 'property']);
});
