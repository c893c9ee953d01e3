import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { startI18n } from '../i18n';
import { LiveStrip } from './LiveStrip';

let tell: (message: { data: string }) => void = () => undefined;
class Stream {
  addEventListener(event: string, heard: typeof tell) {
    if (event === 'entry') tell = heard;
  }
  close() {}
}

const looks = (customer: string, id: string, minutesAgo = 0) =>
  act(() =>
    tell({
      data: JSON.stringify({
        customer,
        label: customer,
        entry: {
          id,
          at: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
          kind: 'event',
          said: [{ code: 'event_track', name: 'Product Viewed' }],
          data: { name: `Product ${id}` },
        },
      }),
    }),
  );

beforeAll(() => startI18n());
beforeEach(() => {
  vi.stubGlobal('fetch', (request: Request) => fakeApi(request));
  vi.stubGlobal('EventSource', Stream);
});
afterEach(cleanup);

async function strip(): Promise<HTMLElement> {
  const root = createRootRoute({ component: () => <LiveStrip /> });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  await screen.findByText('Quiet at the moment');
  looks('Ada', '1');
  return screen.findByRole('list', { name: 'Happening now' });
}

it('holds still while it is pointed at, focused or paused, and then tells what happened meanwhile', async () => {
  const list = await strip();
  const pause = screen.getByRole('button', { name: 'Pause' });
  for (const [hold, release, who] of [
    [() => fireEvent.pointerEnter(list, { pointerType: 'mouse' }), () => fireEvent.pointerLeave(list), 'Bruno'],
    [() => fireEvent.focus(list), () => fireEvent.blur(list), 'Carla'],
    [() => fireEvent.click(pause), () => fireEvent.click(pause), 'Dario'],
  ] as const) {
    hold();
    looks(who, `of ${who}`);
    expect(screen.queryByText(who)).toBeNull();
    expect(screen.getByText('1 new event is waiting')).toBeTruthy();
    release();
    await screen.findByText(who);
  }
});

it('reads the newest story out, once in a while and not each entry', async () => {
  await strip();
  const status = () => screen.getAllByRole('status').at(-1)?.textContent;
  await waitFor(() => expect(status()).toBe('Ada looked at Product 1.'));
  looks('Ada', '2');
  await screen.findByText('Product 2');
  expect(status()).toBe('Ada looked at Product 1.');
});
