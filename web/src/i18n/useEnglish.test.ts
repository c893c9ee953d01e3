import { renderHook } from '@testing-library/react';
import { beforeAll, expect, it } from 'vitest';
import { speak, startI18n } from './index';
import { useEnglish } from './useEnglish';

beforeAll(async () => {
  await startI18n();
  await speak('de');
});

it('says what the server says in English in the language of the reader, and leaves what it does not know', () => {
  const { result } = renderHook(() => useEnglish());
  expect(result.current('1 booking')).toBe('1 Buchung');
  expect(result.current('412 bookings')).toBe('412 Buchungen');
  expect(result.current('The books refused it: another currency.')).toBe(
    'Die Bücher haben es abgelehnt: another currency.',
  );
  expect(result.current('Snow is late')).toBe('Snow is late');
});
