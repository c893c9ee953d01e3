import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Days, Sort } from './rows';

/** How a reader has arranged a table. */
export interface TableState {
  sort: Sort | null;
  days: Days;
  /** Columns that are not as they are at first: shown or left out. */
  turned: ReadonlySet<string>;
  /** How many parts of a long list were fetched. */
  parts: number;
}

const FIRST: TableState = { sort: null, days: { from: '', until: '' }, turned: new Set(), parts: 1 };
const DAY = /^\d{4}-\d\d-\d\d$/;

type Search = Record<string, unknown>;

/** What an address says of the table of this name: `deliveries.sort=-at&deliveries.from=2026-11-01`. What it cannot mean is left out. */
export function readState(name: string, search: Search): TableState {
  const text = (key: string) => String(search[`${name}.${key}`] ?? '');
  const day = (key: string) => (DAY.test(text(key)) ? text(key) : '');
  const sort = text('sort');
  const parts = Number(text('parts'));
  return {
    sort: sort === '' ? null : { id: sort.replace(/^-/, ''), down: sort.startsWith('-') },
    days: { from: day('from'), until: day('until') },
    turned: new Set(text('columns').split(',').filter(Boolean)),
    parts: Number.isInteger(parts) && parts > 1 ? Math.min(parts, 100) : 1,
  };
}

/** The same for the address; what is as at first is not there. */
export function writeState(name: string, { sort, days, turned, parts }: TableState): Search {
  return {
    [`${name}.sort`]: sort ? `${sort.down ? '-' : ''}${sort.id}` : undefined,
    [`${name}.from`]: days.from || undefined,
    [`${name}.until`]: days.until || undefined,
    [`${name}.columns`]: [...turned].join(',') || undefined,
    [`${name}.parts`]: parts > 1 ? parts : undefined,
  };
}

/** How a table stands. With a name this lives in the address, so that it is there again after a reload, a step back, or from a link. */
export function useTableState(name: string | undefined): [TableState, (change: Partial<TableState>) => void] {
  const [own, setOwn] = useState(FIRST);
  const search = useSearch({ strict: false }) as Search;
  const put = usePutSearch();
  if (name === undefined) return [own, change => setOwn(before => ({ ...before, ...change }))];
  return [
    readState(name, search),
    change => put(before => writeState(name, { ...readState(name, before), ...change })),
  ];
}

/** One choice of a screen that lives in the address, under this name; empty if it was not made. */
export function useAddressed(name: string): [string, (value: string) => void] {
  const search = useSearch({ strict: false }) as Search;
  const put = usePutSearch();
  return [String(search[name] ?? ''), value => put(() => ({ [name]: value || undefined }))];
}

/** Changes the part behind the `?` of this very address, without a step in the history. */
function usePutSearch(): (change: (before: Search) => Search) => void {
  const navigate = useNavigate();
  return change => {
    const search = (before: Search) => ({ ...before, ...change(before) });
    void navigate({ to: '.', search: search as never, replace: true, resetScroll: false });
  };
}
