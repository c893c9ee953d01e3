import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider, type UseQueryResult } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../i18n';
import { type Column, Table, TablePanel } from './Table';

interface Row {
  id: string;
  name: string;
  sum: number;
}

const ROWS: Row[] = [
  { id: 'a', name: 'Ada', sum: 3 },
  { id: 'b', name: 'Ben', sum: 4 },
];
const COLUMNS: Column<Row>[] = [
  { id: 'name', head: 'Name', kind: 'lead', cell: row => row.name },
  { id: 'sum', head: 'Sum', kind: 'num', cell: row => row.sum },
  { id: 'acts', head: 'Actions', kind: 'acts', cell: row => <button type="button">Remove {row.name}</button> },
];

/** Renders at an address of an application with nothing but this. */
async function at(address: string, part: ReactNode) {
  const routeTree = createRootRoute({ component: () => part });
  const router = createRouter({ routeTree, history: createMemoryHistory({ initialEntries: [address] }) });
  await act(() => router.load());
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return router;
}

function panel(query: Partial<UseQueryResult<Row[]>>, fetchNextPage?: () => void) {
  const pages = fetchNextPage && { hasNextPage: true, isFetchingNextPage: false, fetchNextPage };
  return at(
    '/',
    <TablePanel
      query={query as UseQueryResult<Row[]>}
      rows={data => data}
      columns={COLUMNS}
      keyOf={row => row.id}
      empty={<p>Nobody yet</p>}
      {...(pages ? { pages } : {})}
    />,
  );
}

beforeAll(startI18n);

describe('a list that is fetched', () => {
  it('names its columns for the eye and its cells for a phone, where heads are out of sight', async () => {
    await panel({ data: ROWS, isError: false });
    expect(screen.getAllByRole('columnheader').map(head => head.textContent)).toEqual(['Name', 'Sum', 'Actions']);
    expect(screen.getByRole('cell', { name: '4' }).getAttribute('data-label')).toBe('Sum');
    expect(screen.getByRole('cell', { name: 'Ben' }).getAttribute('data-label')).toBeNull();
  });

  it('says that it is coming, and what belongs there when there is nothing', async () => {
    await panel({ data: undefined, isError: false });
    expect(screen.getByRole('status').textContent).toBe('Loading');
    await panel({ data: [], isError: false });
    expect(screen.getByText('Nobody yet')).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('says what went wrong and asks again', async () => {
    const refetch = vi.fn();
    await panel({ data: undefined, isError: true, error: new TypeError('no network'), refetch });
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(refetch).toHaveBeenCalledOnce();
  });

  it('fetches more where there is more', async () => {
    const fetchNextPage = vi.fn();
    await panel({ data: ROWS, isError: false }, fetchNextPage);
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(fetchNextPage).toHaveBeenCalledOnce();
  });
});

describe('a table', () => {
  const SORTED: Column<Row>[] = [
    { id: 'name', head: 'Name', kind: 'lead', cell: row => row.name, value: row => row.name },
    { id: 'sum', head: 'Sum', kind: 'num', cell: row => row.sum, value: row => row.sum },
    { id: 'id', head: 'Id', cell: row => row.id, value: row => row.id, extra: true },
  ];
  const show = (address = '/') =>
    at(address, <Table rows={ROWS} columns={SORTED} keyOf={row => row.id} title="People" file="people" />);
  const names = () =>
    screen
      .getAllByRole('row')
      .slice(1)
      .map(row => row.firstChild?.textContent);

  it('is sorted by its heads, and tells who cannot see it', async () => {
    await show();
    expect(screen.getByRole('table', { name: 'People, sorted: default order' })).toBeTruthy();
    const head = screen.getByRole('columnheader', { name: 'Sum' });
    await userEvent.click(screen.getByRole('button', { name: 'Sum' }));
    expect(names()).toEqual(['Ben', 'Ada']);
    expect(head.getAttribute('aria-sort')).toBe('descending');
    expect(screen.getByRole('table', { name: 'People, sorted: Sum, descending' })).toBeTruthy();
    await userEvent.keyboard('{Enter}');
    expect(names()).toEqual(['Ada', 'Ben']);
    expect(head.getAttribute('aria-sort')).toBe('ascending');
    await userEvent.keyboard('{Enter}');
    expect(head.getAttribute('aria-sort')).toBeNull();
  });

  it('shows the columns that were chosen, and takes along what it shows', async () => {
    let file: Blob | null = null;
    URL.createObjectURL = blob => {
      file = blob as Blob;
      return 'blob:x';
    };
    URL.revokeObjectURL = () => {};
    await show();
    await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Id' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'Sum' }));
    expect(screen.getAllByRole('columnheader').map(head => head.textContent)).toEqual(['Name', 'Id']);
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Sort by' }), 'Name, descending');
    await userEvent.click(screen.getByRole('button', { name: 'As CSV' }));
    await waitFor(async () => expect(await file?.text()).toBe('Name,Id\r\nBen,b\r\nAda,a\r\n'));
  });

  it('stands in the address, and so is the same after a reload or from a link', async () => {
    const router = await show();
    await userEvent.click(screen.getByRole('button', { name: 'Sum' }));
    await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Id' }));
    expect(router.state.location.search).toEqual({ 'people.sort': '-sum', 'people.columns': 'id' });
    const { href } = router.state.location;
    cleanup();
    await show(href);
    expect(names()).toEqual(['Ben', 'Ada']);
    expect(screen.getByRole('columnheader', { name: 'Id' })).toBeTruthy();
  });

  it('takes along every row, not only those that were fetched, where that can be', async () => {
    let file: Blob | null = null;
    URL.createObjectURL = blob => {
      file = blob as Blob;
      return 'blob:x';
    };
    URL.revokeObjectURL = () => {};
    const all = async () => [...ROWS, { id: 'c', name: 'Cem', sum: 9 }];
    const table = <Table rows={ROWS} columns={SORTED} keyOf={row => row.id} file="people" more all={all} />;
    await at('/?people.sort=-name', table);
    expect(screen.getByText(/go over the 2 rows fetched so far; .* The CSV file holds them all/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'All as CSV' }));
    await waitFor(async () => expect(await file?.text()).toBe('Name,Sum\r\nCem,9\r\nBen,4\r\nAda,3\r\n'));
  });
});
