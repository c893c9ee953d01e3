import { createMemoryHistory } from '@tanstack/react-router';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { ADA } from '../../fake/customers';
import { orders } from '../../fake/orders';
import { session } from '../../fake/rest';
import { speak, startI18n } from '../i18n';
import { App } from './App';
import { makeRouter } from './router';

/** What was asked of the orders. */
let asked: URLSearchParams[] = [];

function open(path: string, permissions = session.permissions) {
  asked = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/v1/session') return Response.json({ ...session, permissions });
    if (pathname === '/v1/orders') asked.push(searchParams);
    return fakeApi(request);
  });
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  render(<App router={router} />);
  return router;
}

const numbers = () => [...document.querySelectorAll('tbody tr .lead-cell a')].map(one => one.textContent);

beforeAll(startI18n);
beforeEach(() => speak('en'));

it('lists every order, with the way to it, to its buyer, its activity and its message', async () => {
  open('/orders');
  const order = await screen.findByRole('link', { name: 'T-20418' });
  expect(order.getAttribute('href')).toBe('/orders/T-20418');
  expect(numbers()).toEqual(orders.flatMap(one => one.id ?? []));
  expect(screen.getByText('Erased')).toBeDefined();
  const row = within(order.closest('tr') as HTMLElement);
  expect(row.getByRole('link', { name: 'Ada Beispiel' }).getAttribute('href')).toBe(`/customers/${ADA}`);
  expect((await row.findByRole('link', { name: 'Shoes, in the branch' })).getAttribute('href')).toMatch(/^\/plan\//);
  expect(row.getByRole('link', { name: 'By this message' }).getAttribute('href')).toMatch(/^\/deliveries\//);
  expect(row.getByText(/1 report did not count · sold before staff had answered the prompt/)).toBeDefined();
});

it('is cut down by state, days and number, and the choice stands in the address', async () => {
  const router = open('/orders');
  await screen.findByRole('link', { name: 'T-20418' });
  await userEvent.selectOptions(screen.getByLabelText('State'), 'returned');
  await waitFor(() => expect(numbers()).toEqual(['T-20411']));
  expect(router.state.location.search).toMatchObject({ state: 'returned' });
  await userEvent.selectOptions(screen.getByLabelText('State'), '');
  await userEvent.type(screen.getByLabelText('Until'), '2026-11-19');
  await waitFor(() => expect(asked.at(-1)?.get('to')).toBe(new Date(2026, 10, 20).toISOString()));
  await userEvent.type(screen.getByRole('searchbox'), 'W-88107{Enter}');
  await waitFor(() => expect(asked.at(-1)?.get('q')).toBe('W-88107'));
  expect(router.state.location.search).toMatchObject({ until: '2026-11-19', q: 'W-88107' });
  expect(router.state.location.search).not.toHaveProperty('state');
});

it('is led to from a customer, with the filter set', async () => {
  open(`/customers/${ADA}`);
  await screen.findByRole('heading', { level: 1, name: /Ada/ }, { timeout: 8_000 });
  const link = within(screen.getByRole('main')).getByRole('link', { name: 'Orders' });
  expect(link.getAttribute('href')).toBe(`/orders?customer=${ADA}`);
}, 15_000);

it('of one customer says of whom, and shows those of all again', async () => {
  const router = open(`/orders?customer=${ADA}`);
  expect(await screen.findByText(/Only orders of .*Ada Beispiel/)).toBeDefined();
  expect(numbers()).toEqual(['T-20418']);
  await userEvent.click(screen.getByRole('link', { name: 'Show those of all customers' }));
  await waitFor(() => expect(numbers()).toHaveLength(orders.length - 1));
  expect(router.state.location.search).toEqual({});
});

it('of one activity is a choice among the others', async () => {
  open('/plan/activity%3Ashoes-in-branch');
  const link = await screen.findByRole('link', { name: 'All orders' });
  expect(link.getAttribute('href')).toBe('/orders?activity=shoes-in-branch');
  open('/orders?activity=shoes-in-branch');
  await waitFor(() => expect(numbers()).toEqual(['T-20418']));
});

it('says what to do where no order fits', async () => {
  open('/orders?q=none-such');
  expect(await screen.findByText('No order fits')).toBeDefined();
});

it('is not offered to those who may not see orders', async () => {
  const without = session.permissions.filter(name => name !== 'order.read');
  open(`/customers/${ADA}`, without);
  await screen.findByRole('heading', { level: 1, name: /Ada/ });
  expect(screen.queryByRole('link', { name: 'Orders' })).toBeNull();
  open('/orders', without);
  expect(await screen.findByRole('heading', { name: 'You cannot see this page', level: 1 })).toBeDefined();
  expect(asked).toEqual([]);
});
