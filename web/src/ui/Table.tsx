import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Await } from './Await';
import { More, type Pages } from './More';
import { Panel } from './Page';

/** One column: what it is called and what stands in it. */
export interface Column<T> {
  head: string;
  cell: (row: T) => ReactNode;
  /** `lead` names the row, `num` is a figure, `acts` holds buttons and needs no visible head. */
  kind?: 'lead' | 'num' | 'acts';
}

interface TableProps<T> {
  rows: readonly T[];
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
}

const CELL = { lead: 'lead-cell', num: 'num', acts: 'num' };

/** A table; on a phone each row becomes a card whose cells name themselves. */
export function Table<T>({ rows, columns, keyOf }: TableProps<T>) {
  return (
    <div className="table-scroll">
      <table className="table cards">
        <thead>
          <tr>
            {columns.map(({ head, kind }) => (
              <th key={head} scope="col" className={kind === 'num' ? 'num' : undefined}>
                {kind === 'acts' ? <span className="sr">{head}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={keyOf(row)}>
              {columns.map(({ head, kind, cell }) => (
                <td
                  key={head}
                  className={kind && CELL[kind]}
                  data-label={kind === 'lead' || kind === 'acts' ? undefined : head}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface TablePanelProps<D, T> extends Omit<TableProps<T>, 'rows'> {
  title?: string;
  query: UseQueryResult<D>;
  /** The rows in what was fetched. */
  rows: (data: D) => readonly T[];
  /** Said when there is no row. */
  empty: ReactNode;
  /** How the next part is fetched, where the list comes in parts. */
  pages?: Pages;
  lines?: number;
}

/** A list that is fetched, on its sheet of paper: coming, not to be had, empty, or here with the way to more. */
export function TablePanel<D, T>({ title, query, rows, empty, pages, lines, ...table }: TablePanelProps<D, T>) {
  return (
    <Panel title={title} flush>
      <Await query={query} lines={lines ?? 6} isEmpty={data => rows(data).length === 0} empty={empty}>
        {data => (
          <>
            <Table {...table} rows={rows(data)} />
            {pages ? <More pages={pages} /> : null}
          </>
        )}
      </Await>
    </Panel>
  );
}
