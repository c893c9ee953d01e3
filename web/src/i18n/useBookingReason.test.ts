// @vitest-environment node
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WORDS } from './useBookingReason';

const source = (path: string) => readFileSync(new URL(`../../../crates/${path}`, import.meta.url), 'utf8');

test('every reason with a word is one that the program writes', () => {
  const files = ['plan/src/booking.rs', 'plan/src/import.rs', 'platform/src/sql/order/told.rs'];
  const written = files.map(source).join('');
  for (const reason of Object.keys(WORDS)) expect(written).toContain(`"${reason}"`);
  const causes = [...source('plan/src/booking.rs').matchAll(/cause\("([^"]+)"/g)].map(([, reason]) => reason);
  expect(causes.length).toBeGreaterThan(5);
  expect(
    causes.filter(reason => !(reason && reason in WORDS)),
    'written without a word',
  ).toEqual([]);
  const credit = source('measure/src/attribution.rs');
  expect(credit).toContain('"last touch {} at {}"');
  expect(credit).toContain('"voucher {} redeemed in the order"');
});
