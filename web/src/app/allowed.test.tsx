import { createMemoryHistory } from '@tanstack/react-router';
import { render, screen, waitFor } from '@testing-library/react';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { session } from '../../fake/rest';
import screens from '../../fake/screens.json';
import { speak, startI18n } from '../i18n';
import { App } from './App';
import { makeRouter } from './router';

/** What only reads: nothing that changes anything is offered to whoever has these alone. */
const READS = session.permissions.filter(name => /\.read(_|$)/.test(name));
/** Where everybody may do what is there, or where what is done is read. */
const OWN =
  /^(sign-in|forgot|password|release|approval-budget|account|customer-context|missing|brands$|mail$|files|journey-new|branch$)/;

let asked: string[] = [];

function signedInWith(permissions: string[]) {
  asked = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    return pathname === '/v1/session' ? Response.json({ ...session, permissions }) : fakeApi(request);
  });
}

/** The words of everything that can be pressed on a screen, once it is there. */
async function buttons(path: string): Promise<string[]> {
  document.title = '';
  const { unmount } = render(<App router={makeRouter(createMemoryHistory({ initialEntries: [path] }))} />);
  await waitFor(() => expect(document.title !== '' || screen.queryByRole('alert')).toBeTruthy());
  await waitFor(() => expect(document.querySelector('.mantine-Skeleton-root')).toBeNull(), { timeout: 4_000 });
  const found = [...document.querySelectorAll('main .mantine-Button-root, main .mantine-ActionIcon-root')];
  const names = found.map(one => one.getAttribute('aria-label') ?? one.textContent ?? '');
  unmount();
  return names;
}

beforeAll(startI18n);
beforeEach(() => speak('en'));

const paths = Object.entries(screens).flatMap(([name, path]) =>
  typeof path === 'string' && !OWN.test(name) ? [[name, path] as const] : [],
);

/** What only looks: finds, sorts, folds, goes somewhere, takes along what is shown. */
const LOOKS =
  /^(Find|Columns|As CSV|Export as .+|History$|History of .+|All messages|All orders|Orders|Show|Hide what|More|Pause$|(Fold|Unfold|Close|Open) .+)/;

it.each(paths)('%s offers nothing that only reading does not allow', async (_, path) => {
  signedInWith(session.permissions);
  const all = await buttons(path);
  signedInWith(READS);
  const left = await buttons(path);
  expect(left.filter(name => !LOOKS.test(name))).toEqual([]);
  expect(all.length).toBeGreaterThanOrEqual(left.length);
});

it('an address whose screen one may not see says so, and asks for nothing', async () => {
  signedInWith(['plan.read', 'customer.read']);
  for (const [path, allowed] of [
    ['/files', false],
    ['/customers', false],
    ['/customers/00ab00cd00ef00000000000000000001', true],
    ['/journeys/new', false],
    ['/plan', true],
    ['/plan/unbooked', true],
    ['/hold', false],
    ['/account', true],
  ] as const) {
    document.title = '';
    const { unmount } = render(<App router={makeRouter(createMemoryHistory({ initialEntries: [path] }))} />);
    await waitFor(() => expect(document.title).not.toBe(''));
    expect([path, screen.queryByRole('heading', { name: 'You cannot see this page', level: 1 }) === null]).toEqual([
      path,
      allowed,
    ]);
    unmount();
  }
});

it('the overview asks for nothing that its reader may not see', async () => {
  signedInWith(['plan.read']);
  await buttons('/');
  expect(asked.filter(path => /sources|mail|channels|pools|journeys|branches/.test(path))).toEqual([]);
});
