import { NativeSelect } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useBrandChannels } from '../api/channels';
import { allDeliveries, type DeliveryFilter, useDeliveries } from '../api/deliveries';
import { useCounts, useJourneys } from '../api/journeys';
import { useNames } from '../api/names';
import { usePlan } from '../api/plan';
import type { DeliverySummary } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Empty } from '../ui/Await';
import { type Choice, Filters } from '../ui/Filters';
import { Foreign } from '../ui/Foreign';
import { Name } from '../ui/Name';
import { NodeLink } from '../ui/NodeLink';
import { Page } from '../ui/Page';
import { State } from '../ui/State';
import { type Column, TablePanel } from '../ui/Table';
import { toneOf } from '../ui/tones';
import { useChannel } from '../ui/useChannel';
import { activityId } from '../ui/usePlanThread';
import { useReason } from '../ui/useReason';
import { Cost, hasCost } from './Cost';
import { Answer, Reason } from './Reason';
import { useDeliveryState } from './useDeliveryState';

/** States one by one, and those that a number of a journey counts together. */
const STATES = [
  'accepted',
  'taken_down',
  'not_sent',
  'deferred',
  'under_way',
  'unknown',
  'planned',
  'claimed',
  'refused',
  'expired',
  'suppressed',
];

/** Every message to a person and what became of it; those whose end is unknown are closed here by a person. */
export function DeliveriesPage() {
  const { t } = useTranslation();
  const filter = useSearch({ from: '/inside/deliveries' });
  const deliveries = useDeliveries(filter);
  return (
    <Page title={t('deliveries.title')} lead={t('deliveries.lead')}>
      <DeliveryFilters filter={filter} listed={deliveries.data?.pages.flatMap(page => page.items) ?? []} />
      {filter.state === 'unknown' ? <p className="notice wait">{t('deliveries.unknown_lead')}</p> : null}
      <TablePanel
        query={deliveries}
        title={t('deliveries.title')}
        file="deliveries"
        ownDays
        rows={({ pages }) => pages.flatMap(page => page.items)}
        pages={deliveries}
        all={() => allDeliveries(filter)}
        lines={8}
        keyOf={item => item.send_key}
        columns={useColumns()}
        empty={
          <Empty title={t(filter.state === 'unknown' ? 'deliveries.no_unknown_title' : 'deliveries.empty_title')}>
            {t(filter.state === 'unknown' ? 'deliveries.no_unknown' : 'deliveries.empty')}
          </Empty>
        }
      />
    </Page>
  );
}

function DeliveryFilters({ filter, listed }: { filter: DeliveryFilter; listed: readonly DeliverySummary[] }) {
  const { t } = useTranslation();
  const word = useCode();
  const navigate = useNavigate({ from: '/deliveries' });
  const journeys = useJourneys();
  const plan = usePlan();
  const channels = useBrandChannels();
  const { nameOf } = useChannel();
  const why = useReason();
  const state = useDeliveryState();
  const set = (name: keyof DeliveryFilter, value: string) =>
    void navigate({
      search: before => ({
        ...before,
        // A step is one of its journey.
        ...(name === 'journey' && { step: undefined }),
        [name]: value || undefined,
      }),
      replace: true,
    });
  // A channel is sent on or not, whichever brand has it.
  const sent = new Set(channels?.flatMap(one => (one.kind ? [one.id] : [])));
  const counts = useCounts(filter.journey ?? '').data;
  const steps = counts?.steps.map(one => one.step) ?? [];
  const counted = counts?.refusals.map(one => one.code) ?? [];
  const reasons = new Set([
    ...counted,
    ...listed.flatMap(one => one.why ?? []),
    ...(filter.reason ? [filter.reason] : []),
  ]);
  // What is archived is offered no more; what was chosen before stays chosen.
  const offered = (id: string, archived: boolean) => !archived || activityId(id) === filter.activity;
  const activities =
    plan.data?.nodes.filter(node => node.level === 'activity' && offered(node.id, node.archived)) ?? [];
  // Of one channel in its words; of all, what is taken on one is shown on another.
  const filtered = (value: string) => {
    if (filter.channel) return state(filter.channel, value);
    return word('delivery', value === 'accepted' ? 'accepted_any' : value);
  };
  type Chosen = Exclude<keyof DeliveryFilter, 'from' | 'until' | 'sort'>;
  const choices: Choice<Chosen>[] = [
    { name: 'state', label: t('deliveries.state'), options: STATES.map(value => [value, filtered(value)]) },
    { name: 'reason', label: t('deliveries.reason'), options: [...reasons].map(value => [value, why(value)]) },
    {
      name: 'channel',
      label: t('deliveries.channel'),
      options: [...sent].map(value => [value, nameOf(value)]),
    },
    { name: 'journey', label: t('journeys.journey'), options: (journeys.data ?? []).map(one => [one.id, one.name]) },
    ...(filter.journey || filter.step
      ? [
          {
            name: 'step' as const,
            label: t('delivery.step'),
            options: [...new Set([...steps, ...(filter.step ? [filter.step] : [])])].map(one => [one, one] as const),
          },
        ]
      : []),
    { name: 'activity', label: t('level.activity'), options: activities.map(one => [activityId(one.id), one.name]) },
  ];
  return (
    <Filters choices={choices} chosen={filter} onChoose={set}>
      <NativeSelect
        label={t('deliveries.order')}
        value={filter.sort ?? ''}
        onChange={event => set('sort', event.currentTarget.value)}
        data={[
          { value: '', label: t('deliveries.newest') },
          { value: 'oldest', label: t('deliveries.oldest') },
        ]}
      />
    </Filters>
  );
}

function useColumns(): Column<DeliverySummary>[] {
  const names = useNames('activity', 'journey');
  const state = useDeliveryState();
  const { t } = useTranslation();
  const { nameOf } = useChannel();
  const format = useFormat();
  return [
    {
      id: 'to',
      head: t('deliveries.to'),
      kind: 'lead',
      value: item => item.label,
      cell: item => (
        <>
          <Link to="/deliveries/$sendKey" params={{ sendKey: item.send_key }}>
            <Foreign>{item.label}</Foreign>
          </Link>
          <div className="small soft">
            <Name of="journey" id={item.journey} /> · {item.step}
          </div>
        </>
      ),
    },
    {
      id: 'state',
      head: t('deliveries.state'),
      value: item => state(item.channel, item.state),
      cell: item => (
        <div className="cell-stack">
          <State tone={toneOf(item.state)}>{state(item.channel, item.state)}</State>
          <Answer of={item} />
          <Reason of={item} />
        </div>
      ),
    },
    {
      id: 'answer',
      head: t('deliveries.answer'),
      extra: true,
      value: item => (item.answer ? state(item.channel, item.answer) : ''),
      cell: item => (item.answer ? state(item.channel, item.answer) : '–'),
    },
    {
      id: 'channel',
      head: t('deliveries.channel'),
      value: item => nameOf(item.channel),
      cell: item => nameOf(item.channel),
    },
    {
      id: 'activity',
      head: t('level.activity'),
      value: item => names('activity', item.activity),
      cell: item => <NodeLink id={item.activity} />,
    },
    { id: 'at', head: t('deliveries.at'), kind: 'time', value: item => item.at, cell: item => format.time(item.at) },
    {
      id: 'cost',
      head: t('deliveries.cost'),
      kind: 'num',
      value: item => (hasCost(item) ? item.cost : null),
      cell: item => (hasCost(item) ? <Cost of={item} /> : '–'),
    },
    {
      id: 'journey',
      head: t('journeys.journey'),
      extra: true,
      value: item => names('journey', item.journey),
      cell: item => <Name of="journey" id={item.journey} />,
    },
    { id: 'step', head: t('delivery.step'), extra: true, value: item => item.step, cell: item => item.step },
    {
      id: 'send_key',
      head: t('delivery.send_key'),
      extra: true,
      value: item => item.send_key,
      cell: item => (
        <code>
          <Foreign>{item.send_key}</Foreign>
        </code>
      ),
    },
  ];
}
