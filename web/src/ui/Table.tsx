import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconColumns3, IconDownload } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await } from './Await';
import { saveText } from './download';
import { More, type Pages } from './More';
import { Panel } from './Page';
import { type CellValue, csvOf, type Days, type Sort, sorted, within } from './rows';
import styles from './Table.module.css';

/** One column: what it is called and what stands in it. */
export interface Column<T> {
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
  /** The name of the file: with one, there are days to choose, columns to choose and a file to take along. */
  file?: string;
  /** Whether there are rows that were not fetched yet. */
  more?: boolean;
}

const CELL = { lead: 'lead-cell', num: 'num', time: undefined, acts: 'num' };
const ALL: Days = { from: '', until: '' };

/** A table that is sorted by its heads; on a phone each row becomes a card whose cells name themselves. */
export function Table<T>({ rows, columns, keyOf, title, file, more }: TableProps<T>) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const [sort, setSort] = useState<Sort | null>(null);
  const [days, setDays] = useState(ALL);
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const shown = columns.filter(column => (column.extra ?? false) === turned.has(column.head));
  const at = columns.find(column => column.kind === 'time')?.value;
  const list = sorted(within(rows, at, days), columns, sort, locale);
  const by = sort ? t(sort.down ? 'table.down' : 'table.up', { head: sort.head }) : t('table.as_told');
  return (
    <>
      {file ? (
        <Tools columns={columns} sort={sort} onSort={setSort} turned={turned} onTurn={setTurned}>
          {at ? <DayRange days={days} onChange={setDays} /> : null}
          <Button
            size="xs"
            leftSection={<IconDownload size={15} aria-hidden />}
            onClick={() =>
              saveText(
                `${file}.csv`,
                csvOf(list, shown, locale, head => t('table.currency', { head })),
                'text/csv',
              )
            }
          >
            {t('table.export')}
          </Button>
        </Tools>
      ) : null}
      {file && more ? <p className={`small soft ${styles.note}`}>{t('table.among', { count: rows.length })}</p> : null}
      <div className="table-scroll">
        <table className="table cards">
          <caption className="sr">{t('table.caption', { title: title ?? t('table.list'), by })}</caption>
          <thead>
            <tr>
              {shown.map(column => (
                <Head key={column.head} column={column} sort={sort} onSort={setSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {list.map(row => (
              <tr key={keyOf(row)}>
                {shown.map(({ head, kind, cell }) => (
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
      {rows.length > 0 && list.length === 0 ? <p className={`soft ${styles.note}`}>{t('table.none')}</p> : null}
    </>
  );
}

/** Figures and moments begin with the most, texts with A; a third press is as it came. */
function nextSort<T>({ head, kind }: Column<T>, sort: Sort | null): Sort | null {
  const first = kind === 'num' || kind === 'time';
  if (sort?.head !== head) return { head, down: first };
  return sort.down === first ? { head, down: !first } : null;
}

interface HeadProps<T> {
  column: Column<T>;
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
}

function Head<T>({ column, sort, onSort }: HeadProps<T>) {
  const { head, kind, value } = column;
  const here = sort?.head === head ? sort : null;
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
  const orders = columns.filter(column => column.value).flatMap(({ head }) => [`${head}\n`, `${head}\ndown`]);
  const turn = (head: string) => {
    const next = new Set(turned);
    if (!next.delete(head)) next.add(head);
    onTurn(next);
  };
  return (
    <div className={styles.tools}>
      <NativeSelect
        size="xs"
        className={styles.order}
        label={t('table.sort')}
        value={sort ? `${sort.head}\n${sort.down ? 'down' : ''}` : ''}
        onChange={event => {
          const [head = '', down] = event.currentTarget.value.split('\n');
          onSort(head ? { head, down: down === 'down' } : null);
        }}
        data={[
          { value: '', label: t('table.as_told') },
          ...orders.map(value => ({
            value,
            label: t(value.endsWith('down') ? 'table.down' : 'table.up', { head: value.split('\n')[0] ?? '' }),
          })),
        ]}
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
        <fieldset className={styles.choice}>
          <legend className="sr">{t('table.columns')}</legend>
          {columns
            .filter(({ kind }) => kind !== 'lead' && kind !== 'acts')
            .map(({ head, extra }) => (
              <Checkbox
                key={head}
                size="xs"
                label={head}
                checked={(extra ?? false) === turned.has(head)}
                onChange={() => turn(head)}
              />
            ))}
        </fieldset>
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

interface TablePanelProps<D, T> extends Omit<TableProps<T>, 'rows' | 'more'> {
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
            <Table {...table} title={title} rows={rows(data)} more={pages?.hasNextPage ?? false} />
            {pages ? <More pages={pages} /> : null}
          </>
        )}
      </Await>
    </Panel>
  );
}
