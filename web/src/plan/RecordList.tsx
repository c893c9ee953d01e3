import { Link } from '@tanstack/react-router';
import { useNames } from '../api/names';
import { allRecords, useRecords } from '../api/plan';
import type { LedgerRecord, MoneyKind } from '../api/types';
import { useTranslation } from '../i18n';
import { useBookingReason } from '../i18n/useBookingReason';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { More } from '../ui/More';
import { NodeLink } from '../ui/NodeLink';
import { type Column, Table } from '../ui/Table';
import { activityId } from '../ui/usePlanThread';

/** The ledger of a node, newest first. */
export function RecordList({ id, kind }: { id: string; kind: MoneyKind | null }) {
  const { t } = useTranslation();
  const records = useRecords(id, kind);
  const columns = useColumns(id, kind === null);
  return (
    <Await query={records} lines={6}>
      {({ pages }) => {
        const items = pages.flatMap(page => page.items);
        if (items.length === 0) return <Empty title={t('records.empty_title')}>{t('records.empty')}</Empty>;
        return (
          <>
            <Table
              rows={items}
              columns={columns}
              keyOf={record => record.id}
              title={t('records.down_to')}
              file="records"
              more={records.hasNextPage}
              all={() => allRecords(id, kind)}
            />
            <More pages={records} name="records" />
          </>
        );
      }}
    </Await>
  );
}

function useColumns(here: string, showKind: boolean): Column<LedgerRecord>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const reason = useBookingReason();
  const names = useNames('activity');
  const other = (end: 'from' | 'to'): Column<LedgerRecord> => ({
    id: end,
    head: t(`records.${end}_head`),
    extra: true,
    value: record => (record[end] ? names('activity', record[end]) : ''),
    cell: record => (record[end] && record[end] !== activityId(here) ? <NodeLink id={record[end]} /> : '–'),
  });
  return [
    {
      id: 'what',
      head: t('records.what'),
      kind: 'lead',
      value: record => reason(record.reason),
      cell: record => reason(record.reason),
    },
    {
      id: 'reference',
      head: t('records.reference'),
      value: record => [record.reference?.id, record.reference?.line].filter(Boolean).join('/'),
      cell: record => (
        <span className="row small">
          <ReferenceLink record={record} />
          {record.customer ? (
            <Link to="/customers/$customer" params={{ customer: record.customer }}>
              {t('records.customer')}
            </Link>
          ) : null}
        </span>
      ),
    },
    {
      id: 'when',
      head: t('records.when'),
      kind: 'time',
      value: record => record.at,
      cell: record => <When record={record} />,
    },
    {
      id: 'kind',
      head: t('records.kind'),
      extra: !showKind,
      value: record => t(`money.${record.kind}`),
      cell: record => t(`money.${record.kind}`),
    },
    other('from'),
    other('to'),
    {
      id: 'author',
      head: t('records.author'),
      extra: true,
      value: record => record.author,
      cell: record => <Foreign>{record.author}</Foreign>,
    },
    {
      id: 'amount',
      head: t('records.amount'),
      kind: 'num',
      value: record => record.gain,
      cell: record => <strong>{format.money(record.gain, 'exact', true)}</strong>,
    },
  ];
}

/** When it counts: an invoice on its day, with the moment it was booked beside it. */
function When({ record }: { record: LedgerRecord }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (record.reference?.kind !== 'invoice') return format.time(record.at);
  return (
    <div>
      {format.time(record.at.slice(0, 10), 'day')}
      <div className="soft small">{t('records.recorded', { when: format.time(record.recorded) })}</div>
    </div>
  );
}

/** Where a booking leads to: the message, the voucher, the sale, the line of an invoice. */
export function ReferenceLink({ record }: { record: LedgerRecord }) {
  const { t } = useTranslation();
  const reference = record.reference;
  if (!reference) return null;
  if (reference.kind === 'message') {
    return (
      <Link to="/deliveries/$sendKey" params={{ sendKey: reference.id }}>
        {t('records.delivery')}
      </Link>
    );
  }
  if (reference.kind === 'order') {
    return (
      <Link to="/orders/$order" params={{ order: reference.id }}>
        {t('records.order', { id: reference.id })}
      </Link>
    );
  }
  if (reference.kind === 'voucher') {
    return (
      <Link to="/vouchers" search={{ code: reference.id }}>
        {t('records.voucher', { id: reference.id })}
      </Link>
    );
  }
  if (reference.kind === 'invoice' && reference.line) {
    return <span>{t('records.invoice', { invoice: reference.id, line: reference.line })}</span>;
  }
  if (reference.kind === 'erased_order') return <span>{t('records.erased_order')}</span>;
  return (
    <span className="mono">
      <Foreign>{reference.id}</Foreign>
    </span>
  );
}
