import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { type Language, speak, startI18n } from '../i18n';
import type { Beat, Story } from './liveStories';
import { StoryLine } from './StoryLine';

beforeAll(() => startI18n());
beforeEach(() => vi.stubGlobal('fetch', (request: Request) => fakeApi(request)));
afterEach(cleanup);

const beat = (code: Beat['code'], rest: Partial<Beat> = {}): Beat => ({
  code,
  at: '2026-03-02T10:00:00Z',
  times: 1,
  names: [],
  more: 0,
  ...rest,
});
const story = (...beats: Beat[]): Story => ({
  key: 'k',
  customer: 'c1',
  label: 'Ada Beispiel',
  began: '',
  at: '',
  beats,
  threaded: true,
  seen: [],
});

const VISIT = story(
  beat('came', { branch: 'mitte' }),
  beat('greeted', { sendKey: 'a/b' }),
  beat('bought', { names: ['Coffee'], amount: { minor: 1372, currency: 'EUR' }, order: 'o/1' }),
);

async function line(of: Story): Promise<HTMLElement> {
  const root = createRootRoute({ component: () => <StoryLine story={of} /> });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  await screen.findByRole('link', { name: 'Ada Beispiel' });
  return document.querySelector('p') as HTMLElement;
}

const plain = (text: string | null) => (text ?? '').replace(/[\u00a0\u202f]/g, ' ');

it.each([
  ['en', 'Ada Beispiel came to mitte, was greeted, and bought Coffee for €13.72.'],
  ['de', 'Ada Beispiel kam in die Filiale mitte, wurde begrüßt und kaufte Coffee für 13,72 €.'],
  ['it', 'Ada Beispiel entra nella filiale mitte, riceve il benvenuto e compra Coffee per 13,72 €.'],
  ['nl', 'Ada Beispiel kwam binnen in filiaal mitte, werd begroet en kocht Coffee voor € 13,72.'],
  ['pl', 'Ada Beispiel wchodzi do oddziału mitte, rozmawia z personelem i kupuje Coffee za 13,72 €.'],
])('is one sentence in %s', async (language, sentence) => {
  await speak(language as Language);
  expect(plain((await line(VISIT)).textContent)).toBe(sentence);
});

it('leads to the customer, the sale and the message', async () => {
  await speak('en');
  const links = [...(await line(VISIT)).querySelectorAll('a')].map(link => link.getAttribute('href'));
  expect(links).toEqual(['/customers/c1', '/deliveries/a%2Fb', '/orders/o%2F1']);
});

it('names two products and counts the rest, each in its own direction', async () => {
  await speak('en');
  const many = story(beat('looked', { names: ['שלום', 'Tea', 'Coffee', 'Milk'], more: 3 }));
  const shown = await line(many);
  expect(shown.textContent).toBe('Ada Beispiel looked at שלום, Tea, and 5 more items.');
  expect([...shown.querySelectorAll('bdi')].map(one => one.textContent)).toEqual(['Ada Beispiel', 'שלום', 'Tea']);
});
