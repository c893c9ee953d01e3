import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { Problem } from '../api/problem';
import { speak, startI18n } from '../i18n';
import { ProblemNotice } from './Await';

beforeAll(startI18n);
beforeEach(() => vi.stubGlobal('fetch', fakeApi));
afterEach(() => speak('en'));

function show(status: number, body: Record<string, unknown>) {
  cleanup();
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <ProblemNotice error={new Problem(status, body)} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return screen.getByRole('alert');
}

const eur = (minor: number) => ({ minor, currency: 'EUR' });

describe('what went wrong', () => {
  const refused = {
    code: 'refused',
    reason: 'insufficient_free',
    detail: 'shoes has 12.50 EUR free, 1234.00 EUR were asked for',
    said: { code: 'not_enough_free', activity: 'shoes', free: eur(1_250), asked: eur(123_400) },
  };

  it('is said in the reader’s language, with amounts as it writes them', async () => {
    await speak('de');
    const notice = show(422, refused);
    expect(notice.textContent?.replace(/[\u00a0\u202f]/g, ' ')).toContain(
      '„shoes“ hat 12,50 € frei, verlangt wurden 1.234,00 €.',
    );
    expect(notice.textContent).not.toContain('were asked for');
  });

  it('in English only stands behind a word that says so, and not at all where the title says it', async () => {
    await speak('pl');
    const odd = show(422, { code: 'refused', detail: 'Something nobody thought of.' });
    expect(odd.querySelector('details')?.textContent).toContain('Something nobody thought of.');
    expect(odd.querySelector('summary')?.textContent).toBe('Szczegóły z serwera, po angielsku');
    expect(show(404, { code: 'not_found', detail: 'There is no such order.' }).textContent).not.toContain('order');
    await speak('en');
    expect(show(404, { code: 'not_found', detail: 'There is no such order.' }).textContent).toContain('no such order');
  });
});
