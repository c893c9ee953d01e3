import { createMemoryHistory } from '@tanstack/react-router';
import { render, screen, waitFor } from '@testing-library/react';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import screens from '../../fake/screens.json';
import { speak, startI18n } from '../i18n';
import { App } from './App';
import { makeRouter } from './router';

/** Ids of things that have a name the API tells. */
const IDS =
  /(?<!@)\b(shoes-in-branch|shoes-mail|card-birthday|trail-shoes|cart-reminder|shoes-ten|berlin-mitte|till-berlin|branch-berlin|nordwind)(?![\w-])/;
/** Where an id may stand: it is what one looks for there, or what one writes. */
const OWN = 'pre, textarea, input, code, .mono, [lang="en"]';
/** Screens that show ids on purpose. */
const LEFT = ['sources', 'brands', 'source-new', 'source-edit'];

beforeAll(startI18n);

beforeEach(async () => {
  await speak('de');
  vi.stubGlobal('fetch', fakeApi);
});

const all = Object.entries(screens).map(([name, path]) => [name, [path].flat()[0] ?? '/'] as const);

it.each(all.filter(([name]) => !LEFT.includes(name)))(
  '%s names what has a name, and each cell of its tables is one',
  async (_, path) => {
    document.title = '';
    render(<App router={makeRouter(createMemoryHistory({ initialEntries: [path] }))} />);
    await waitFor(() => expect(document.title !== '' || screen.queryByRole('alert')).toBeTruthy());
    await waitFor(
      () => {
        expect(document.querySelector('.mantine-Skeleton-root')).toBeNull();
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found: string[] = [];
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const text = node.textContent ?? '';
          if (IDS.test(text) && !node.parentElement?.closest(OWN)) found.push(text);
        }
        expect(found).toEqual([]);
      },
      { timeout: 4_000 },
    );
    // On a phone a cell stands beside its head: of several parts, each would be a column of its own.
    const torn = [...document.querySelectorAll('td[data-label]')].filter(cell => cell.childNodes.length > 1);
    expect(torn.map(cell => cell.getAttribute('data-label'))).toEqual([]);
  },
);
