import { NativeSelect } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type DeliveryFilter, useDeliveries } from '../api/deliveries';
import { useJourneys } from '../api/journeys';
import { usePlan } from '../api/plan';
import type { DeliverySummary } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { More } from '../ui/More';
import { NodeLink } from '../ui/NodeLink';
import { Page, Panel } from '../ui/Page';
import { State } from '../ui/State';
import { toneOf } from '../ui/tones';
import { activityId } from '../ui/usePlanThread';

const STATES = ['planned', 'deferred', 'claimed', 'accepted', 'refused', 'expired', 'suppressed', 'unknown'];
const CHANNELS = ['email', 'staff', 'receipt', 'web'];

/** Every message to a person and what became of it; those whose end is unknown are closed here by a person. */
export function DeliveriesPage() {
  const { t } = useTranslation();
  const filter = useSearch({ from: '/inside/deliveries' });
  const deliveries = useDeliveries(filter);
  return (
    <Page title={t('deliveries.title')} lead={t('deliveries.lead')}>
      <Filters filter={filter} />
      {filter.state === 'unknown' ? <p className="notice wait">{t('deliveries.unknown_lead')}</p> : null}
      <Panel flush>
        <Await query={deliveries} lines={8}>
          {({ pages }) => {
            const items = pages.flatMap(page => page.items);
            if (items.length === 0) {
              return (
                <Empty title={t(filter.state === 'unknown' ? 'deliveries.no_unknown_title' : 'deliveries.empty_title')}>
                  {t(filter.state === 'unknown' ? 'deliveries.no_unknown' : 'deliveries.empty')}
                </Empty>
              );
            }
            return (
              <>
                <Table items={items} />
                <More pages={deliveries} />
              </>
            );
          }}
        </Await>
      </Panel>
    </Page>
  );
}

function Filters({ filter }: { filter: DeliveryFilter }) {
  const { t } = useTranslation();
  const word = useCode();
  const navigate = useNavigate({ from: '/deliveries' });
  const journeys = useJourneys();
  const plan = usePlan();
  const set = (name: keyof DeliveryFilter, value: string) =>
    void navigate({ search: before => ({ ...before, [name]: value || undefined }), replace: true });
  const all = { value: '', label: t('deliveries.all') };
  const activities = plan.data?.nodes.filter(node => node.level === 'activity') ?? [];
  return (
    <div className="columns" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(9rem, 1fr))' }}>
      <NativeSelect
        label={t('deliveries.state')}
        value={filter.state ?? ''}
        onChange={event => set('state', event.currentTarget.value)}
        data={[all, ...STATES.map(value => ({ value, label: word('delivery', value) }))]}
      />
      <NativeSelect
        label={t('deliveries.channel')}
        value={filter.channel ?? ''}
        onChange={event => set('channel', event.currentTarget.value)}
        data={[all, ...CHANNELS.map(value => ({ value, label: word('channel', value) }))]}
      />
      <NativeSelect
        label={t('journeys.journey')}
        value={filter.journey ?? ''}
        onChange={event => set('journey', event.currentTarget.value)}
        data={[all, ...(journeys.data ?? []).map(one => ({ value: one.id, label: one.name }))]}
      />
      <NativeSelect
        label={t('level.activity')}
        value={filter.activity ?? ''}
        onChange={event => set('activity', event.currentTarget.value)}
        data={[all, ...activities.map(one => ({ value: activityId(one.id), label: one.name }))]}
      />
    </div>
  );
}

function Table({ items }: { items: readonly DeliverySummary[] }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  return (
    <div className="table-scroll">
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">{t('deliveries.to')}</th>
            <th scope="col">{t('deliveries.state')}</th>
            <th scope="col">{t('deliveries.channel')}</th>
            <th scope="col">{t('level.activity')}</th>
            <th scope="col">{t('deliveries.at')}</th>
            <th scope="col" className="num">
              {t('deliveries.cost')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(item => (
            <tr key={item.send_key}>
              <td className="lead-cell">
                <Link to="/deliveries/$sendKey" params={{ sendKey: item.send_key }}>
                  {item.label}
                </Link>
                <div className="small soft">
                  {item.journey} · {item.step}
                </div>
              </td>
              <td data-label={t('deliveries.state')}>
                <div className="stack tight" style={{ justifyItems: 'start' }}>
                  <State tone={toneOf(item.state)}>{word('delivery', item.state)}</State>
                  {item.reason ? <span className="small soft">{item.reason}</span> : null}
                </div>
              </td>
              <td data-label={t('deliveries.channel')}>{word('channel', item.channel)}</td>
              <td data-label={t('level.activity')}>
                <NodeLink id={item.activity} />
              </td>
              <td data-label={t('deliveries.at')}>{format.time(item.at)}</td>
              <td className="num" data-label={t('deliveries.cost')}>
                {format.money(item.cost)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
