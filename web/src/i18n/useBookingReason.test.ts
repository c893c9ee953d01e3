// @vitest-environment node
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WORDS } from './useBookingReason';

const source = (path: string) => readFileSync(new URL(`../../../crates/${path}`, import.meta.url), 'utf8');

test('every reason with a word is one that the program writes', () => {
  const files = ['plan/src/booking.rs', 'plan/src/import.rs', 'platform/src/sql/order/told.rs'];
  const written = files.map(source).join('');
  for (const reason of Object.keys(WORDS)) expect(written).toContain(`"${reason}"`);
  const credit = source('measure/src/attribution.rs');
  expect(credit).toContain('"last touch {} at {}"');
  expect(credit).toContain('"voucher {} redeemed in the order"');
});
