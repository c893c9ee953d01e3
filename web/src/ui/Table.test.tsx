import { MantineProvider } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../i18n';
import { type Column, TablePanel } from './Table';

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
  { head: 'Name', kind: 'lead', cell: row => row.name },
  { head: 'Sum', kind: 'num', cell: row => row.sum },
  { head: 'Actions', kind: 'acts', cell: row => <button type="button">Remove {row.name}</button> },
];

function panel(query: Partial<UseQueryResult<Row[]>>, fetchNextPage?: () => void) {
  const pages = fetchNextPage && { hasNextPage: true, isFetchingNextPage: false, fetchNextPage };
  render(
    <MantineProvider>
      <TablePanel
        query={query as UseQueryResult<Row[]>}
        rows={data => data}
        columns={COLUMNS}
        keyOf={row => row.id}
        empty={<p>Nobody yet</p>}
        {...(pages ? { pages } : {})}
      />
    </MantineProvider>,
  );
}

beforeAll(startI18n);

describe('a list that is fetched', () => {
  it('names its columns for the eye and its cells for a phone, where heads are out of sight', () => {
    panel({ data: ROWS, isError: false });
    expect(screen.getAllByRole('columnheader').map(head => head.textContent)).toEqual(['Name', 'Sum', 'Actions']);
    expect(screen.getByRole('cell', { name: '4' }).getAttribute('data-label')).toBe('Sum');
    expect(screen.getByRole('cell', { name: 'Ben' }).getAttribute('data-label')).toBeNull();
  });

  it('says that it is coming, and what belongs there when there is nothing', () => {
    panel({ data: undefined, isError: false });
    expect(screen.getByRole('status').textContent).toBe('Loading');
    panel({ data: [], isError: false });
    expect(screen.getByText('Nobody yet')).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('says what went wrong and asks again', async () => {
    const refetch = vi.fn();
    panel({ data: undefined, isError: true, error: new TypeError('no network'), refetch });
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(refetch).toHaveBeenCalledOnce();
  });

  it('fetches more where there is more', async () => {
    const fetchNextPage = vi.fn();
    panel({ data: ROWS, isError: false }, fetchNextPage);
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(fetchNextPage).toHaveBeenCalledOnce();
  });
});
