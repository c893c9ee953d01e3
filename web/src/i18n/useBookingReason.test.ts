// @vitest-environment node
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WORDS } from './useBookingReason';

const source = (path: string) => readFileSync(new URL(`../../../crates/${path}`, import.meta.url), 'utf8');

test('every reason with a word is one that the program writes', () => {
  const written = source('plan/src/booking.rs') + source('platform/src/sql/order/told.rs');
  for (const reason of Object.keys(WORDS)) expect(written).toContain(`"${reason}"`);
  const credit = source('measure/src/attribution.rs');
  expect(credit).toContain('"last touch {} at {}"');
  expect(credit).toContain('"voucher {} redeemed in the order"');
});
