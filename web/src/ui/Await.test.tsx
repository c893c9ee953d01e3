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

  it('has the words of the rule that stands against it, before any English', async () => {
    await speak('de');
    const rule = show(422, { code: 'refused', reason: 'branch_closed', detail: 'The branch is closed.' });
    expect(rule.querySelector('p')?.textContent).toContain('Die Filiale ist geschlossen');
    const document = show(422, {
      code: 'invalid_document',
      problems: [
        {
          path: 'zone',
          code: 'unknown_zone',
          message: '`X` is not a time zone',
          hint_said: { code: 'meant', name: 'Europe/Berlin' },
        },
        { path: 'x', code: 'of_a_later_release', message: 'odd' },
      ],
    });
    for (const line of document.querySelectorAll('li')) expect(line.textContent).toMatch(/Zeitzone|stimmt etwas nicht/);
    expect(document.textContent?.replace(/[\u2068\u2069]/g, '')).toContain('Ist „Europe/Berlin“ gemeint?');
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
