import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useNames } from '../api/names';
import { useMay } from '../api/session';
import type { PoolView, VoucherView } from '../api/types';
import { usePools, useVoucher } from '../api/vouchers';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { AddButton } from '../ui/AddButton';
import { Allowed } from '../ui/Allowed';
import { Await, Empty } from '../ui/Await';
import { FindBox } from '../ui/FindBox';
import { Foreign } from '../ui/Foreign';
import { History } from '../ui/History';
import { Name } from '../ui/Name';
import { NodeLink } from '../ui/NodeLink';
import { Page, Panel } from '../ui/Page';
import { State } from '../ui/State';
import { type Column, TablePanel } from '../ui/Table';
import { toneOf } from '../ui/tones';
import { ClosePool } from './ClosePool';
import { CodesDialog } from './CodesDialog';
import { PoolDialog } from './PoolDialog';

/** Pools of vouchers with what they promise, and one voucher by its code. */
export function VouchersPage() {
  const { t } = useTranslation();
  const pools = usePools();
  const [adding, setAdding] = useState(false);
  const [importing, setImporting] = useState<PoolView | null>(null);
  const [closing, setClosing] = useState<PoolView | null>(null);
  const add = (
    <Allowed to="voucher.manage">
      <AddButton onClick={() => setAdding(true)}>{t('vouchers.add_pool')}</AddButton>
    </Allowed>
  );
  return (
    <Page title={t('vouchers.title')} lead={t('vouchers.lead')} actions={add}>
      <Allowed to="voucher.redeem">
        <LookUp />
      </Allowed>
      <TablePanel
        title={t('vouchers.pools')}
        query={pools}
        file="vouchers"
        rows={list => list}
        keyOf={pool => pool.id}
        columns={useColumns(setImporting, setClosing)}
        empty={
          <Empty title={t('vouchers.empty_title')} action={add}>
            {t('vouchers.empty')}
          </Empty>
        }
      />
      {adding ? <PoolDialog onClose={() => setAdding(false)} /> : null}
      {closing ? <ClosePool pool={closing} onClose={() => setClosing(null)} /> : null}
      {importing ? <CodesDialog pool={importing} onClose={() => setImporting(null)} /> : null}
    </Page>
  );
}

function useColumns(onImport: (pool: PoolView) => void, onClose: (pool: PoolView) => void): Column<PoolView>[] {
  const names = useNames('activity');
  const { t } = useTranslation();
  const format = useFormat();
  const manages = useMay()('voucher.manage');
  return [
    {
      id: 'pool',
      head: t('vouchers.pool'),
      kind: 'lead',
      value: pool => pool.name,
      cell: pool => <PoolName pool={pool} />,
    },
    {
      id: 'activity',
      head: t('level.activity'),
      value: pool => names('activity', pool.activity),
      cell: pool => <NodeLink id={pool.activity} />,
    },
    {
      id: 'value',
      head: t('vouchers.value'),
      kind: 'num',
      value: pool => pool.benefit.amount,
      cell: ({ benefit }) =>
        benefit.percent
          ? t('vouchers.percent', {
              percent: format.share(benefit.percent / 100),
              amount: format.money(benefit.amount, 'whole'),
            })
          : format.money(benefit.amount),
    },
    {
      id: 'issued',
      head: t('vouchers.issued'),
      kind: 'num',
      value: pool => pool.issued,
      cell: pool => format.number(pool.issued),
    },
    {
      id: 'redeemed',
      head: t('vouchers.redeemed'),
      kind: 'num',
      value: pool => pool.redeemed,
      cell: pool => format.number(pool.redeemed),
    },
    {
      id: 'spent',
      head: t('vouchers.spent'),
      kind: 'num',
      value: pool => pool.spent,
      cell: pool => format.money(pool.spent),
    },
    {
      id: 'promised',
      head: t('vouchers.promised'),
      kind: 'num',
      value: pool => pool.promised,
      cell: ({ cap, promised }) =>
        cap
          ? t('vouchers.of_cap', { amount: format.money(promised, 'whole'), cap: format.money(cap, 'whole') })
          : t('vouchers.no_cap', { amount: format.money(promised, 'whole') }),
    },
    {
      id: 'codes',
      head: t('vouchers.codes'),
      cell: pool =>
        pool.imported && manages ? (
          <button type="button" className="link-button" onClick={() => onImport(pool)}>
            {t('vouchers.stock', { count: pool.stock })}
          </button>
        ) : (
          t(pool.imported ? 'vouchers.stock' : 'vouchers.made_here', { count: pool.stock })
        ),
    },
    {
      id: 'acts',
      head: t('field.actions'),
      kind: 'acts',
      cell: pool => (
        <span className="row">
          <Allowed to="voucher.manage">
            <Button
              size="xs"
              aria-label={t(pool.closed ? 'vouchers.reopen_of' : 'vouchers.close_of', { name: pool.name })}
              onClick={() => onClose(pool)}
            >
              {t(pool.closed ? 'vouchers.reopen' : 'vouchers.close')}
            </Button>
          </Allowed>
          <History object={`voucher_pool:${pool.id}`} name={pool.name} small />
        </span>
      ),
    },
  ];
}

function PoolName({ pool }: { pool: PoolView }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Foreign>{pool.name}</Foreign>
      <div className="small soft">
        {pool.validity.for ? t('vouchers.lasts', { span: pool.validity.for }) : null}{' '}
        {pool.validity.until ? t('vouchers.until', { time: format.time(pool.validity.until, 'day') }) : null}
      </div>
      {pool.closed ? <State tone="wait">{t('vouchers.closed')}</State> : null}
    </>
  );
}

function LookUp() {
  const { t } = useTranslation();
  const { code = '' } = useSearch({ from: '/inside/vouchers' });
  const navigate = useNavigate({ from: '/vouchers' });
  const voucher = useVoucher(code);
  return (
    <div className="stack">
      <FindBox
        label={t('vouchers.look_up')}
        found={code}
        onFind={text => void navigate({ search: text ? { code: text } : {} })}
        verb={t('vouchers.find')}
        autoCapitalize="characters"
        style={{ maxWidth: '24rem' }}
      />
      {code ? (
        <Panel>
          <Await query={voucher} lines={3}>
            {data => <One voucher={data} />}
          </Await>
        </Panel>
      ) : null}
    </div>
  );
}

function One({ voucher }: { voucher: VoucherView }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  return (
    <div className="stack">
      <div className="between">
        <h2 className="mono">
          <Foreign>{voucher.code}</Foreign>
        </h2>
        <State tone={toneOf(voucher.state)}>{word('voucher', voucher.state)}</State>
      </div>
      <dl className="facts">
        <dt>{t('vouchers.value')}</dt>
        <dd>{format.money(voucher.value)}</dd>
        <dt>{t('vouchers.pool')}</dt>
        <dd>
          <Name of="pool" id={voucher.pool} />
        </dd>
        <dt>{t('level.activity')}</dt>
        <dd>
          <NodeLink id={voucher.activity} />
        </dd>
        {voucher.customer ? (
          <>
            <dt>{t('vouchers.given_to')}</dt>
            <dd>
              <Link to="/customers/$customer" params={{ customer: voucher.customer }}>
                {t('records.customer')}
              </Link>
            </dd>
          </>
        ) : null}
        {voucher.issued ? (
          <>
            <dt>{t('vouchers.issued_at')}</dt>
            <dd>
              {format.time(voucher.issued)}{' '}
              {voucher.send_key ? (
                <Link to="/deliveries/$sendKey" params={{ sendKey: voucher.send_key }}>
                  {t('records.delivery')}
                </Link>
              ) : null}
            </dd>
          </>
        ) : null}
        {voucher.valid_until ? (
          <>
            <dt>{t('vouchers.valid_until')}</dt>
            <dd>{format.time(voucher.valid_until)}</dd>
          </>
        ) : null}
        {voucher.redeemed ? (
          <>
            <dt>{t('vouchers.redeemed_at')}</dt>
            <dd>
              {format.time(voucher.redeemed)}{' '}
              {voucher.order ? (
                <Link to="/orders/$order" params={{ order: voucher.order }}>
                  {t('records.order', { id: voucher.order })}
                </Link>
              ) : null}
            </dd>
          </>
        ) : null}
      </dl>
    </div>
  );
}
