import { Drawer, NativeSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useRecords } from '../api/plan';
import type { LedgerRecord, MoneyKind } from '../api/types';
import { useTranslation } from '../i18n';
import { useBookingReason } from '../i18n/useBookingReason';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { More } from '../ui/More';
import { NodeLink } from '../ui/NodeLink';
import { activityId } from '../ui/usePlanThread';
import { KINDS } from './kinds';

/** Which figure was opened. */
export interface Opened {
  id: string;
  name: string;
  kind: MoneyKind | null;
}

/** The records a figure is made of, down to the message, the voucher or the sale. */
export function RecordsDrawer({ opened, onClose }: { opened: Opened | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      size="lg"
      title={opened ? t('records.title', { name: opened.name }) : ''}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {opened ? <Records opened={opened} /> : null}
    </Drawer>
  );
}

function Records({ opened }: { opened: Opened }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<MoneyKind | null>(opened.kind);
  useEffect(() => setKind(opened.kind), [opened]);
  return (
    <div className="stack">
      <p className="soft">{t('records.lead')}</p>
      <NativeSelect
        label={t('records.kind')}
        value={kind ?? ''}
        onChange={event => setKind((event.currentTarget.value || null) as MoneyKind | null)}
        data={[{ value: '', label: t('records.all') }, ...KINDS.map(value => ({ value, label: t(`money.${value}`) }))]}
      />
      <RecordList id={opened.id} kind={kind} />
    </div>
  );
}

/** The ledger of a node, newest first. */
export function RecordList({ id, kind }: { id: string; kind: MoneyKind | null }) {
  const { t } = useTranslation();
  const records = useRecords(id, kind);
  return (
    <Await query={records} lines={6}>
      {({ pages }) => {
        const items = pages.flatMap(page => page.items);
        if (items.length === 0) return <Empty title={t('records.empty_title')}>{t('records.empty')}</Empty>;
        return (
          <>
            <ul className="log">
              {items.map(record => (
                <Entry key={record.id} record={record} here={id} showKind={kind === null} />
              ))}
            </ul>
            <More pages={records} />
          </>
        );
      }}
    </Await>
  );
}

function Entry({ record, here, showKind }: { record: LedgerRecord; here: string; showKind: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reason = useBookingReason();
  return (
    <li className="stack tight">
      <div className="between">
        <span>{reason(record.reason)}</span>
        <strong>{format.money(record.gain, 'exact', true)}</strong>
      </div>
      <div className="row small soft">
        <span>{format.time(record.at)}</span>
        {showKind ? <span>{t(`money.${record.kind}`)}</span> : null}
        {record.from && record.from !== activityId(here) ? (
          <span>
            {t('records.from')} <NodeLink id={record.from} />
          </span>
        ) : null}
        {record.to && record.to !== activityId(here) ? (
          <span>
            {t('records.to')} <NodeLink id={record.to} />
          </span>
        ) : null}
        <span>{t('records.by', { author: record.author })}</span>
      </div>
      <div className="row small">
        <ReferenceLink record={record} />
        {record.customer ? (
          <Link to="/customers/$customer" params={{ customer: record.customer }}>
            {t('records.customer')}
          </Link>
        ) : null}
      </div>
    </li>
  );
}

function ReferenceLink({ record }: { record: LedgerRecord }) {
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
  if (reference.kind === 'erased_order') return <span>{t('records.erased_order')}</span>;
  return (
    <span className="mono">
      <Foreign>{reference.id}</Foreign>
    </span>
  );
}
