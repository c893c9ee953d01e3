import { createMemoryHistory } from '@tanstack/react-router';
import { render, screen, waitFor } from '@testing-library/react';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { hostile } from '../../fake/hostile';
import screens from '../../fake/screens.json';
import { startI18n } from '../i18n';
import { App } from './App';
import { makeRouter } from './router';

const ATTRIBUTES = ['aria-label', 'aria-description', 'title', 'alt', 'placeholder', 'data-label', 'label'];

/** What is wrong with a shown text: steering letters that were let through, or foreign words with nothing around them. */
function wrongWith(text: string, isolated: boolean): string | null {
  const outside = text.replace(/\u2068[^\u2068\u2069]*\u2069/g, '');
  if (/[\p{Bidi_Control}\u200b]/u.test(outside)) return 'steers';
  if (/[\u2066\u2067\u202a-\u202e]/.test(text)) return 'steers inside';
  if (text.includes('‹U+2068›') || text.includes('‹U+2069›')) return 'was marked twice';
  return !isolated && outside.includes('שלום') ? 'stands bare' : null;
}

function findings(): string[] {
  const found = new Set<string>();
  const note = (what: string | null, where: Element | null, text: string) => {
    if (what) found.add(`${where?.tagName.toLowerCase()} ${where?.className}: ${what}: ${text.slice(0, 60)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    const text = node.textContent ?? '';
    // What someone edits stands there as it is.
    if (holder?.closest('textarea, pre[aria-hidden]')) continue;
    note(wrongWith(text, holder?.closest('bdi') !== null), holder, text);
  }
  for (const element of document.body.querySelectorAll('*')) {
    for (const name of ATTRIBUTES) {
      const text = element.getAttribute(name) ?? '';
      note(wrongWith(text, false), element, `${name}: ${text}`);
    }
  }
  note(wrongWith(document.title, false), document.head, document.title);
  return [...found];
}

beforeAll(startI18n);

beforeEach(() => {
  vi.stubGlobal('EventSource', Stream);
  vi.stubGlobal('fetch', async (request: Request) => {
    const answer = await fakeApi(request);
    return Response.json(hostile(await answer.json()), { status: answer.status, headers: answer.headers });
  });
});

/** The stream of a screen that shows what happens now: says one thing. */
class Stream {
  readonly #path: string;
  constructor(path: string) {
    this.#path = path;
  }
  addEventListener(event: string, heard: (message: { data: string }) => void) {
    if (event !== 'entry' || !this.#path.startsWith('/v1/live')) return;
    const entry = {
      id: '1',
      at: new Date().toISOString(),
      kind: 'event',
      title: 'Seen',
      detail: '',
      said: [{ code: 'event_track', name: 'Seen' }],
      checks: [],
    };
    const bought = { ...entry, id: '2', said: [{ code: 'event_track', name: 'Order Completed' }] };
    const data = hostile({ products: [{ name: 'Coffee' }], branch: 'mitte', order_id: 'o1' });
    for (const one of [entry, bought]) {
      const told = hostile({ customer: '1', label: 'Ada', entry: { ...one, context: {} } }) as { entry: object };
      heard({ data: JSON.stringify({ ...told, entry: { ...told.entry, said: one.said, data } }) });
    }
  }
  close() {}
}

const all = Object.entries(screens).map(([name, path]) => [name, [path].flat()[0] ?? '/'] as const);

it.each(all)('%s shows what others wrote without letting it out of its place', async (_, path) => {
  document.title = '';
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  render(<App router={router} />);
  await waitFor(() => expect(document.title !== '' || screen.queryByRole('alert')).toBeTruthy());
  await waitFor(() => expect(screen.queryByText('Loading')).toBeNull());
  expect(findings()).toEqual([]);
});

it('what it says is hostile is seen as such', () => {
  document.body.innerHTML = '<p title="a\u202eb">שלום</p><bdi>שלום</bdi><p>\u2068שלום\u2069</p>';
  expect(findings()).toHaveLength(2);
  document.body.innerHTML = '';
});
