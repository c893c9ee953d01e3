import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconColumns3, IconDownload } from '@tabler/icons-react';
import { type UseQueryResult, useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await, ProblemNotice } from './Await';
import { saveText } from './download';
import { laterPart } from './later';
import { More, type Pages } from './More';
import { Panel } from './Page';
import { type CellValue, csvOf, type Days, type Sort, sorted, within } from './rows';
import styles from './Table.module.css';
import { TableSheet } from './TableSheet';
import { useTableState } from './useTableState';

const ColumnChoice = laterPart(async () => (await import('./ColumnChoice')).ColumnChoice, 1);

/** One column: what it is called and what stands in it. */
export interface Column<T> {
  /** What it is called in an address: the same in every language. */
  id: string;
  head: string;
  cell: (row: T) => ReactNode;
  /** What the cell holds: by this it is sorted and written into a file. */
  value?: (row: T) => CellValue;
  /** `lead` names the row, `num` is a figure, `time` a moment, `acts` holds buttons and needs no visible head. */
  kind?: 'lead' | 'num' | 'time' | 'acts';
  /** Shown only to who asks for it. */
  extra?: boolean;
}

interface TableProps<T> {
  rows: readonly T[];
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  /** What is listed, for who does not see the head of the sheet. */
  title?: string | undefined;
  /**
   * The name of the file, and of the table in the address: with one, there are days to choose, columns to choose and a file to
   * take along.
   */
  file?: string;
  /** Whether there are rows that were not fetched yet. */
  more?: boolean;
  /** Fetches every row, for the file. */
  all?: (() => Promise<readonly T[]>) | undefined;
  /** What is listed of how many, where the screen knows better than the table. */
  note?: string;
  /** Whether days are chosen elsewhere, over all rows. */
  ownDays?: boolean;
}

const CELL = { lead: 'lead-cell', num: 'num', time: undefined, acts: 'num' };

/** A table that is sorted by its heads; on a phone each row becomes a card whose cells name themselves. */
export function Table<T>({ rows, columns, keyOf, title, file, more, all, note, ownDays }: TableProps<T>) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const [{ sort: asked, days, turned }, put] = useTableState(file);
  const sorting = columns.find(column => column.value && column.id === asked?.id);
  const sort = sorting ? asked : null;
  const onSort = (next: Sort | null) => put({ sort: next });
  const shown = columns.filter(column => (column.extra ?? false) === turned.has(column.id));
  const at = columns.find(column => column.kind === 'time')?.value;
  const arranged = (some: readonly T[]) => sorted(within(some, ownDays ? undefined : at, days), columns, sort, locale);
  const list = arranged(rows);
  const by = sort && sorting ? t(sort.down ? 'table.down' : 'table.up', { head: sorting.head }) : t('table.as_told');
  return (
    <>
      {file ? (
        <Tools columns={columns} sort={sort} onSort={onSort} turned={turned} onTurn={next => put({ turned: next })}>
          {at && !ownDays ? <DayRange days={days} onChange={next => put({ days: next })} /> : null}
          <Take file={file} columns={shown} list={list} all={more ? all : undefined} arranged={arranged} />
        </Tools>
      ) : null}
      {file && more ? <Among count={rows.length} all={all !== undefined} note={note} /> : null}
      <TableSheet>
        <table className="table cards">
          <caption className="sr">{t('table.caption', { title: title ?? t('table.list'), by })}</caption>
          <thead>
            <tr>
              {shown.map(column => (
                <Head key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {list.map(row => (
              <tr key={keyOf(row)}>
                {shown.map(({ id, head, kind, cell }) => (
                  <td
                    key={id}
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
      </TableSheet>
      {rows.length > 0 && list.length === 0 ? <p className={`soft ${styles.note}`}>{t('table.none')}</p> : null}
    </>
  );
}

/** What sorting, days and the file go over, while there are rows that were not fetched. */
function Among({ count, all, note }: { count: number; all: boolean; note: string | undefined }) {
  const { t } = useTranslation();
  return (
    <p className={`small soft ${styles.note}`}>
      {note ? `${note} ` : null}
      {t(all ? 'table.among_file_all' : 'table.among', { count })}
    </p>
  );
}

interface TakeProps<T> {
  file: string;
  columns: readonly Column<T>[];
  list: readonly T[];
  /** Fetches every row, where more are there than were fetched. */
  all: (() => Promise<readonly T[]>) | undefined;
  /** Rows in the order and of the days that were chosen. */
  arranged: (rows: readonly T[]) => readonly T[];
}

/** Takes the rows along as a file: all of them where they can be fetched, else those that are here. */
function Take<T>({ file, columns, list, all, arranged }: TakeProps<T>) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const take = useMutation({
    mutationFn: async () => {
      const rows = all ? arranged(await all()) : list;
      const text = csvOf(rows, columns, locale, head => t('table.currency', { head }));
      saveText(`${file}.csv`, text, 'text/csv');
    },
  });
  return (
    <>
      <Button
        size="xs"
        leftSection={<IconDownload size={15} aria-hidden />}
        loading={take.isPending}
        onClick={() => take.mutate()}
      >
        {t(all ? 'table.export_all' : 'table.export')}
      </Button>
      {take.isError ? <ProblemNotice error={take.error} /> : null}
    </>
  );
}

/** Figures and moments begin with the most, texts with A; a third press is as it came. */
function nextSort<T>({ id, kind }: Column<T>, sort: Sort | null): Sort | null {
  const first = kind === 'num' || kind === 'time';
  if (sort?.id !== id) return { id, down: first };
  return sort.down === first ? { id, down: !first } : null;
}

interface HeadProps<T> {
  column: Column<T>;
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
}

function Head<T>({ column, sort, onSort }: HeadProps<T>) {
  const { id, head, kind, value } = column;
  const here = sort?.id === id ? sort : null;
  const Icon = here ? (here.down ? IconArrowDown : IconArrowUp) : IconArrowsSort;
  return (
    <th
      scope="col"
      className={kind === 'num' ? 'num' : undefined}
      aria-sort={here ? (here.down ? 'descending' : 'ascending') : undefined}
    >
      {kind === 'acts' ? <span className="sr">{head}</span> : null}
      {kind !== 'acts' && value ? (
        <button
          type="button"
          className={styles.head}
          data-sorted={here ? 'yes' : undefined}
          onClick={() => onSort(nextSort(column, sort))}
        >
          {head}
          <Icon size={13} aria-hidden />
        </button>
      ) : null}
      {kind !== 'acts' && !value ? head : null}
    </th>
  );
}

interface ToolsProps<T> {
  columns: readonly Column<T>[];
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
  /** Columns that are not as they are at first: shown or left out. */
  turned: ReadonlySet<string>;
  onTurn: (turned: ReadonlySet<string>) => void;
  children: ReactNode;
}

function Tools<T>({ columns, sort, onSort, turned, onTurn, children }: ToolsProps<T>) {
  const { t } = useTranslation();
  const [choosing, setChoosing] = useState(false);
  const orders = columns
    .filter(column => column.value)
    .flatMap(({ id, head }) => [
      { value: id, label: t('table.up', { head }) },
      { value: `-${id}`, label: t('table.down', { head }) },
    ]);
  const turn = (id: string) => {
    const next = new Set(turned);
    if (!next.delete(id)) next.add(id);
    onTurn(next);
  };
  return (
    <div className={styles.tools}>
      <NativeSelect
        size="xs"
        className={styles.order}
        label={t('table.sort')}
        value={sort ? `${sort.down ? '-' : ''}${sort.id}` : ''}
        onChange={event => {
          const chosen = event.currentTarget.value;
          onSort(chosen ? { id: chosen.replace(/^-/, ''), down: chosen.startsWith('-') } : null);
        }}
        data={[{ value: '', label: t('table.as_told') }, ...orders]}
      />
      <Button
        size="xs"
        leftSection={<IconColumns3 size={15} aria-hidden />}
        aria-expanded={choosing}
        onClick={() => setChoosing(!choosing)}
      >
        {t('table.columns')}
      </Button>
      {children}
      {choosing ? (
        <ColumnChoice
          columns={columns.filter(({ kind }) => kind !== 'lead' && kind !== 'acts')}
          turned={turned}
          onTurn={turn}
        />
      ) : null}
    </div>
  );
}

function DayRange({ days, onChange }: { days: Days; onChange: (days: Days) => void }) {
  const { t } = useTranslation();
  return (
    <>
      {(['from', 'until'] as const).map(end => (
        <TextInput
          key={end}
          type="date"
          size="xs"
          className={styles.day ?? ''}
          label={t(`table.${end}`)}
          value={days[end]}
          onChange={event => onChange({ ...days, [end]: event.currentTarget.value })}
        />
      ))}
    </>
  );
}

interface TablePanelProps<D, T> extends Omit<TableProps<T>, 'rows'> {
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
            <Table {...table} title={title} rows={rows(data)} more={table.more ?? pages?.hasNextPage ?? false} />
            {pages ? <More pages={pages} name={table.file} /> : null}
          </>
        )}
      </Await>
    </Panel>
  );
}
