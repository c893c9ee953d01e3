import { Button, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { PoolView, VoucherView } from '../api/types';
import { usePools, useVoucher } from '../api/vouchers';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { NodeLink } from '../ui/NodeLink';
import { Page, Panel } from '../ui/Page';
import { State } from '../ui/State';
import { toneOf } from '../ui/tones';
import { CodesDialog } from './CodesDialog';
import { PoolDialog } from './PoolDialog';

/** Pools of vouchers with what they promise, and one voucher by its code. */
export function VouchersPage() {
  const { t } = useTranslation();
  const pools = usePools();
  const [adding, setAdding] = useState(false);
  const [importing, setImporting] = useState<PoolView | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('vouchers.add_pool')}
    </Button>
  );
  return (
    <Page title={t('vouchers.title')} lead={t('vouchers.lead')} actions={add}>
      <LookUp />
      <Panel title={t('vouchers.pools')} flush>
        <Await
          query={pools}
          lines={5}
          isEmpty={list => list.length === 0}
          empty={
            <Empty title={t('vouchers.empty_title')} action={add}>
              {t('vouchers.empty')}
            </Empty>
          }
        >
          {list => <Pools pools={list} onImport={setImporting} />}
        </Await>
      </Panel>
      {adding ? <PoolDialog onClose={() => setAdding(false)} /> : null}
      {importing ? <CodesDialog pool={importing} onClose={() => setImporting(null)} /> : null}
    </Page>
  );
}

function Pools({ pools, onImport }: { pools: readonly PoolView[]; onImport: (pool: PoolView) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="table-scroll">
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">{t('vouchers.pool')}</th>
            <th scope="col">{t('level.activity')}</th>
            <th scope="col" className="num">
              {t('vouchers.value')}
            </th>
            <th scope="col" className="num">
              {t('vouchers.issued')}
            </th>
            <th scope="col" className="num">
              {t('vouchers.redeemed')}
            </th>
            <th scope="col" className="num">
              {t('vouchers.spent')}
            </th>
            <th scope="col" className="num">
              {t('vouchers.promised')}
            </th>
            <th scope="col">{t('vouchers.codes')}</th>
          </tr>
        </thead>
        <tbody>
          {pools.map(pool => (
            <tr key={pool.id}>
              <td className="lead-cell">
                {pool.name}
                <div className="small soft">
                  {pool.validity.for ? t('vouchers.lasts', { span: pool.validity.for }) : null}{' '}
                  {pool.validity.until ? t('vouchers.until', { time: format.time(pool.validity.until, 'day') }) : null}
                </div>
                {pool.closed ? <State tone="wait">{t('vouchers.closed')}</State> : null}
              </td>
              <td data-label={t('level.activity')}>
                <NodeLink id={pool.activity} />
              </td>
              <td className="num" data-label={t('vouchers.value')}>
                {pool.benefit.percent
                  ? t('vouchers.percent', {
                      percent: format.share(pool.benefit.percent / 100),
                      amount: format.money(pool.benefit.amount, 'whole'),
                    })
                  : format.money(pool.benefit.amount)}
              </td>
              <td className="num" data-label={t('vouchers.issued')}>
                {format.number(pool.issued)}
              </td>
              <td className="num" data-label={t('vouchers.redeemed')}>
                {format.number(pool.redeemed)}
              </td>
              <td className="num" data-label={t('vouchers.spent')}>
                {format.money(pool.spent)}
              </td>
              <td className="num" data-label={t('vouchers.promised')}>
                {pool.cap
                  ? t('vouchers.of_cap', {
                      amount: format.money(pool.promised, 'whole'),
                      cap: format.money(pool.cap, 'whole'),
                    })
                  : t('vouchers.no_cap', { amount: format.money(pool.promised, 'whole') })}
              </td>
              <td data-label={t('vouchers.codes')}>
                {pool.imported ? (
                  <button type="button" className="link-button" onClick={() => onImport(pool)}>
                    {t('vouchers.stock', { count: pool.stock })}
                  </button>
                ) : (
                  t('vouchers.made_here')
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LookUp() {
  const { t } = useTranslation();
  const { code = '' } = useSearch({ from: '/inside/vouchers' });
  const navigate = useNavigate({ from: '/vouchers' });
  const [text, setText] = useState(code);
  const voucher = useVoucher(code);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void navigate({ search: text.trim() ? { code: text.trim() } : {} });
  };
  return (
    <div className="stack">
      <search>
        <form className="row" style={{ alignItems: 'flex-end' }} onSubmit={submit}>
          <TextInput
            className="grow"
            label={t('vouchers.look_up')}
            value={text}
            onChange={event => setText(event.currentTarget.value)}
            autoCapitalize="characters"
            spellCheck={false}
            style={{ maxWidth: '24rem' }}
          />
          <Button type="submit">{t('vouchers.find')}</Button>
        </form>
      </search>
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
        <h2 className="mono">{voucher.code}</h2>
        <State tone={toneOf(voucher.state)}>{word('voucher', voucher.state)}</State>
      </div>
      <dl className="facts">
        <dt>{t('vouchers.value')}</dt>
        <dd>{format.money(voucher.value)}</dd>
        <dt>{t('vouchers.pool')}</dt>
        <dd>{voucher.pool}</dd>
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
