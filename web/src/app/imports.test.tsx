import { createMemoryHistory } from '@tanstack/react-router';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { file, looked } from '../../fake/files';
import { session } from '../../fake/rest';
import type { FileView } from '../api/types';
import { speak, startI18n } from '../i18n';
import { App } from './App';
import { makeRouter } from './router';

function open(path: string) {
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  return { router, ...render(<App router={router} />) };
}

/** The API from memory, where the one file stands like this; `null` if the server has it no more. */
function standing(change: Partial<FileView> | null, permissions = session.permissions) {
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/v1/session') return Response.json({ ...session, permissions });
    if (!pathname.startsWith('/v1/files/') || request.method !== 'GET') return fakeApi(request);
    return change ? Response.json({ ...file, ...change }) : fakeApi(new Request('http://localhost/v1/none'));
  });
}

const begun = (account: string) =>
  localStorage.setItem('rapport.imports', JSON.stringify({ [account]: [{ file: 'f1', rows: 5_000 }] }));

beforeAll(startI18n);
beforeEach(async () => {
  localStorage.clear();
  looked('orders', 'receipts.csv');
  await speak('en');
});

it('the overview tells how far an import is, and leads to its file', async () => {
  begun(session.id);
  standing({ state: 'importing', reached: 1_250 });
  open('/');
  expect(await screen.findByText('1,250 of 5,000 rows read')).toBeDefined();
  expect(screen.getByRole('progressbar', { name: 'How far the import is' }).getAttribute('aria-valuenow')).toBe('25');
  const link = screen.getByRole('link', { name: 'receipts.csv' });
  expect(link.getAttribute('href')).toBe('/files?kind=orders&file=f1');
});

it('how it ended stays until somebody has seen it', async () => {
  begun(session.id);
  const outcome = { rows: 5_000, accepted: 4_980, refused: 20 } as FileView['outcome'];
  standing({ state: 'imported', outcome });
  open('/');
  expect(await screen.findByText('Imported. Rows taken: 4,980, refused: 20')).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'Hide' }));
  await waitFor(() => expect(screen.queryByText('Files being imported')).toBeNull());
  expect(localStorage.getItem('rapport.imports')).toBe('{}');
});

it('a file that the server has no more is told no longer', async () => {
  begun(session.id);
  standing(null);
  open('/');
  await waitFor(() => expect(localStorage.getItem('rapport.imports')).toBe('{}'), { timeout: 8_000 });
}, 15_000);

it('what somebody else began here, and who brings in no files, is shown nothing', async () => {
  begun('p2');
  standing({ state: 'importing' });
  const { unmount } = open('/');
  await screen.findByRole('heading', { level: 1, name: 'Nordwind' }).catch(() => null);
  expect(screen.queryByText('Files being imported')).toBeNull();
  unmount();
  begun(session.id);
  standing(
    { state: 'importing' },
    session.permissions.filter(name => name !== 'file.prepare'),
  );
  open('/');
  await screen.findAllByRole('heading', { level: 1 });
  expect(screen.queryByText('Files being imported')).toBeNull();
});

it('an import is noted when it begins, and its file is there again after a reload', async () => {
  standing({});
  const { router, unmount } = open('/files?kind=orders&file=f1');
  expect(await screen.findByRole('heading', { name: 'receipts.csv' })).toBeDefined();
  expect(router.state.location.search).toEqual({ kind: 'orders', file: 'f1' });
  unmount();
  const fetched: string[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    fetched.push(pathname);
    if (pathname.endsWith('/import')) return Response.json({ ...file, state: 'importing', outcome: null });
    if (pathname === '/v1/files/f1' && fetched.some(path => path.endsWith('/import'))) {
      return Response.json({ ...file, state: 'importing', outcome: null });
    }
    return fakeApi(request);
  });
  open('/files?kind=orders&file=f1');
  await userEvent.click(await screen.findByRole('button', { name: 'Test the import' }));
  await userEvent.click(await screen.findByRole('button', { name: /^Import \d+ rows$/ }));
  await waitFor(() =>
    expect(JSON.parse(localStorage.getItem('rapport.imports') ?? '{}')).toEqual({ p1: [{ file: 'f1', rows: 312 }] }),
  );
});
