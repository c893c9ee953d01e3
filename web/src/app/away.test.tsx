import { createMemoryHistory } from '@tanstack/react-router';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { ADA } from '../../fake/customers';
import { session as usual } from '../../fake/rest';
import { startI18n } from '../i18n';
import { later, NotLoaded } from '../ui/later';
import { App } from './App';
import { type AppRouter, makeRouter } from './router';

/** What becomes of a request: answered, no one there, a proxy with no one behind it, no one signed in, and a wrong token too. */
let server: 'there' | 'away' | 'behind' | 'signed out' | 'closed';
let session: object | null;
/** Who is signed in by a token, if not the usual person. */
let posted: object | null;
let asked: string[];

beforeAll(startI18n);

beforeEach(() => {
  [server, session, posted, asked] = ['there', null, null, []];
  vi.useFakeTimers({ shouldAdvanceTime: true });
  vi.stubGlobal('fetch', async (request: Request) => {
    const what = `${request.method} ${new URL(request.url).pathname}`;
    asked.push(what);
    if (server === 'away') throw new TypeError('Failed to fetch');
    if (server === 'behind') return new Response('<h1>Bad gateway</h1>', { status: 502 });
    if (server === 'closed' || server === 'signed out') {
      const answer = locked(what);
      if (answer) return answer;
    }
    return session && what === 'GET /v1/session' ? Response.json(session) : fakeApi(request);
  });
});

/** What someone hears who is not signed in; the right token opens. */
function locked(what: string): Response | null {
  const signsIn = what === 'POST /v1/session';
  if (server === 'closed' || !signsIn) {
    return Response.json({ code: signsIn ? 'wrong_token' : 'not_signed_in' }, { status: 401 });
  }
  server = 'there';
  return posted && Response.json(posted);
}

afterEach(() => {
  vi.useRealTimers();
  vi.doUnmock('../voucher/VouchersPage');
});

function open(path: string): AppRouter {
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  render(<App router={router} />);
  return router;
}

const pass = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
const user = () => userEvent.setup({ advanceTimers: vi.advanceTimersByTime });

describe('while the server is away', () => {
  it.each(['away', 'behind'] as const)(
    'a screen keeps what it shows, says how old it is, and comes back by itself (%s)',
    async how => {
      open('/');
      await screen.findByRole('heading', { name: 'Nordwind 2026' });
      server = how;
      await pass(70);
      const banner = (await screen.findByText('The server cannot be reached')).closest('.notice') as HTMLElement;
      expect(banner.textContent).toMatch(/What you see is as of .*(minute|seconds) ago/);
      expect(screen.getByRole('heading', { name: 'Nordwind 2026' })).toBeTruthy();
      expect(screen.queryByRole('alert')).toBeNull();
      server = 'there';
      await pass(6);
      await waitFor(() => expect(screen.queryByText('The server cannot be reached')).toBeNull());
    },
  );

  it('a file of the application is asked for again, and then its place says so calmly', async () => {
    const load = vi.fn(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module: x')));
    const loading = later(load, [0, 0]);
    await Promise.all([pass(1), expect(loading).rejects.toBeInstanceOf(NotLoaded)]);
    expect(load).toHaveBeenCalledTimes(3);
    await expect(later(() => Promise.resolve(7))).resolves.toBe(7);
  });

  it('a screen whose file does not come keeps the frame, and loads anew only when somebody answers', async () => {
    vi.doMock('../voucher/VouchersPage', () => {
      throw new TypeError('Failed to fetch dynamically imported module: x');
    });
    open('/vouchers');
    await pass(3);
    const notice = await screen.findByRole('alert');
    expect(notice.textContent).toContain('This could not be loaded');
    expect(screen.getAllByRole('link', { name: 'Customers' }).length).toBeGreaterThan(0);
    server = 'away';
    await user().click(within(notice).getByRole('button', { name: 'Load again' }));
    expect(await within(notice).findByText(/still cannot be reached/)).toBeTruthy();
    expect(asked).toContain('HEAD /');
  });
});

describe('when nobody is signed in', () => {
  const signIn = async () => {
    const byToken = await screen.findByRole('button', { name: 'Use a token instead' }).catch(() => null);
    if (byToken && !screen.queryByLabelText(/^Token/)) await user().click(byToken);
    await user().type(await screen.findByLabelText(/^Token/), 'a-token');
    await user().click(screen.getByRole('button', { name: 'Sign in' }));
  };

  it('a deep link leads to where it points, after signing in there', async () => {
    server = 'signed out';
    const router = open(`/customers/${ADA}?tab=consents`);
    await signIn();
    expect(await screen.findByText('Form 88213, signed', { exact: false })).toBeTruthy();
    expect(router.state.location.href).toBe(`/customers/${ADA}?tab=consents`);
  });

  it('a wrong token is told so where one signs in, with what was typed', async () => {
    open('/plan');
    await screen.findByRole('button', { name: 'Move money' });
    server = 'closed';
    await pass(20);
    await signIn();
    expect((await screen.findByRole('alert')).textContent).toContain('This token is not known');
    expect(await screen.findByLabelText(/^Token/)).toHaveProperty('value', 'a-token');
  });

  it('a session that ends while somebody works takes the data away and gives it back', async () => {
    const router = open('/plan');
    await screen.findByRole('button', { name: 'Move money' });
    server = 'signed out';
    await pass(20);
    await screen.findByLabelText(/^E-mail address/);
    expect(screen.queryByRole('button', { name: 'Move money' })).toBeNull();
    await signIn();
    expect(await screen.findByRole('button', { name: 'Move money' })).toBeTruthy();
    expect(router.state.location.pathname).toBe('/plan');
  });

  it('what was typed in a dialog is there again, and is sent then', async () => {
    open('/plan');
    await user().click(await screen.findByRole('button', { name: 'Move money' }));
    const reason = () => screen.getByRole('textbox', { name: /Reason/ });
    await user().type(await screen.findByRole('textbox', { name: /Reason/ }), 'Snow is late');
    server = 'signed out';
    await pass(20);
    expect(await screen.findByText(/what you typed is kept/)).toBeTruthy();
    await user().keyboard('{Escape}');
    await signIn();
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Sign in' })).toBeNull());
    expect(reason()).toHaveProperty('value', 'Snow is late');
    expect(document.body.dataset.locked).toBeUndefined();
  });

  it('somebody else who signs in sees nothing of it', async () => {
    open('/plan');
    await user().click(await screen.findByRole('button', { name: 'Move money' }));
    await user().type(await screen.findByRole('textbox', { name: /Reason/ }), 'Snow is late');
    server = 'signed out';
    await pass(20);
    await screen.findByText(/what you typed is kept/);
    session = { ...usual, id: 'p9', name: 'Ben Other' };
    posted = session;
    await signIn();
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Sign in' })).toBeNull());
    expect(screen.queryByRole('textbox', { name: /Reason/ })).toBeNull();
  });
});

it('the phone of a branch is signed out only after a question', async () => {
  session = { ...usual, id: 'branch/berlin-mitte', name: 'Berlin Mitte', branch: 'berlin-mitte', permissions: [] };
  open('/branch/berlin-mitte');
  // Not one tap away either: behind the one button of the head.
  await user().click(await screen.findByRole('button', { name: 'More' }));
  await user().click(await screen.findByRole('button', { name: 'Sign out' }));
  const dialog = await screen.findByRole('dialog', { name: 'Sign this phone out?' });
  expect(asked).not.toContain('DELETE /v1/session');
  await user().click(within(dialog).getByRole('button', { name: 'Sign out' }));
  await waitFor(() => expect(asked).toContain('DELETE /v1/session'));
});
