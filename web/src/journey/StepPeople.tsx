import { Drawer, NativeSelect, TextInput } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useStepPeople } from '../api/journeys';
import type { AtStep, JourneyView, PersonAtStep } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { type Column, TablePanel } from '../ui/Table';

/** Who waits at a step, or came by: what a number of the picture opens. Which step stands in the address. */
export function StepPeople({ view }: { view: JourneyView }) {
  const { t } = useTranslation();
  const { step } = useSearch({ from: '/inside/journeys/$journey' });
  const navigate = useNavigate({ from: '/journeys/$journey' });
  const node = view.graph.nodes.find(one => one.id === step);
  return (
    <Drawer
      opened={step !== undefined}
      onClose={() => void navigate({ search: ({ step, who, from, until, ...rest }) => rest })}
      size="xl"
      title={step ? t('people_at.title', { step: node?.title ?? step }) : ''}
      closeButtonProps={{ 'aria-label': t('action.close_window') }}
    >
      {step ? <People journey={view.summary.id} step={step} /> : null}
    </Drawer>
  );
}

const WHO: readonly AtStep[] = ['here', 'passed'];

function People({ journey, step }: { journey: string; step: string }) {
  const { t } = useTranslation();
  const { who = 'here', from, until } = useSearch({ from: '/inside/journeys/$journey' });
  const navigate = useNavigate({ from: '/journeys/$journey' });
  const days = { ...(from && { from }), ...(until && { until }) };
  const people = useStepPeople(journey, step, who, days);
  const set = (change: { who?: AtStep; from?: string; until?: string }) =>
    void navigate({
      search: before => {
        const { from, until, ...rest } = { ...before, ...change };
        return { ...rest, ...(from && { from }), ...(until && { until }) };
      },
      replace: true,
    });
  return (
    <div className="stack">
      <div className="row" style={{ alignItems: 'flex-end' }}>
        <NativeSelect
          label={t('people_at.who')}
          value={who}
          onChange={event => set({ who: WHO.find(one => one === event.currentTarget.value) ?? 'here' })}
          data={WHO.map(value => ({ value, label: t(`steps.${value}`) }))}
        />
        {(['from', 'until'] as const).map(end => (
          <TextInput
            key={end}
            type="date"
            label={t(`deliveries.${end}`)}
            value={(end === 'from' ? from : until) ?? ''}
            onChange={event => set({ [end]: event.currentTarget.value })}
          />
        ))}
      </div>
      <p className="small soft">{t(`people_at.lead_${who}`)}</p>
      <TablePanel
        query={people}
        title={t('people_at.list')}
        file="people"
        ownDays
        rows={({ pages }) => pages.flatMap(page => page.items)}
        pages={people}
        keyOf={one => `${one.customer} ${one.at}`}
        columns={useColumns(step)}
        empty={<Empty title={t('people_at.empty_title')}>{t(`people_at.empty_${who}`)}</Empty>}
      />
    </div>
  );
}

function useColumns(step: string): Column<PersonAtStep>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const now = ({ now: steps }: PersonAtStep) =>
    steps.map(at => (at === step ? t('people_at.still_here') : foreign(at))).join(', ') || t('people_at.left');
  return [
    {
      id: 'customer',
      head: t('delivery.customer'),
      kind: 'lead',
      value: one => one.label,
      cell: one => (
        <Link to="/customers/$customer" params={{ customer: one.customer }}>
          <Foreign>{one.label}</Foreign>
        </Link>
      ),
    },
    { id: 'at', head: t('people_at.since'), kind: 'time', value: one => one.at, cell: one => format.time(one.at) },
    { id: 'now', head: t('people_at.now'), value: now, cell: now },
  ];
}
