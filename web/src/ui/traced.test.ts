// @vitest-environment node
import { expect, it } from 'vitest';
import { joined, roleOf } from './traced';

it('tells an amount and its currency as one', () => {
  const changes = [
    { field: 'from', after: 'activity:a' },
    { field: 'amount.minor', after: 5_000 },
    { field: 'amount.currency', after: 'EUR' },
    { field: 'limit.minor', before: 1, after: 2 },
  ];
  expect(joined(changes)).toEqual([
    changes[0],
    { field: 'amount', before: null, after: { minor: 5_000, currency: 'EUR' } },
    changes[3],
  ]);
});

it('reads a role, where it is held and until when', () => {
  expect(roleOf('analyst @ company')).toEqual({ role: 'analyst', places: [], until: null });
  expect(roleOf('analyst @ area:direct, brand:nordwind, 2026-12-31T23:00:00Z')).toEqual({
    role: 'analyst',
    places: [
      ['node', 'area:direct'],
      ['brand', 'nordwind'],
    ],
    until: '2026-12-31T23:00:00Z',
  });
  expect(roleOf('branch_staff @ branch:berlin-mitte').places).toEqual([['branch', 'berlin-mitte']]);
});
