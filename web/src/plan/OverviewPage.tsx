import { NativeSelect } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useOverview } from '../api/plan';
import type { Overview, PlanNode } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { Page, Panel } from '../ui/Page';
import { AttentionList, ChangeList } from './ChangeList';
import { DaysPanel } from './DaysPanel';
import { FigureRow } from './FigureRow';
import { FirstSteps } from './FirstSteps';
import { ImportsPanel } from './ImportsPanel';
import { LiveStrip } from './LiveStrip';
import { MoneyLegend, NodesChart } from './MoneyCharts';
import { NewPlanButton } from './NewPlanButton';
import { NodeTable } from './NodeTable';
import { daysIn, type Span, spanOf } from './period';
import { type Opened, RecordsDrawer } from './RecordsDrawer';

/** The first screen: the whole company's money as of now, what changed, what happens, and the way down. */
export function OverviewPage() {
  const { t } = useTranslation();
  const { plan, span } = useSearch({ from: '/inside/' });
  const overview = useOverview(daysIn(span), plan);
  return (
    <Await query={overview} lines={8}>
      {data =>
        data.plan.nodes.length === 0 ? (
          <Page title={t('overview.title')}>
            <Panel>
              <Empty title={t('plan.empty_title')} action={<NewPlanButton />}>
                {t('plan.empty')}
              </Empty>
            </Panel>
            <FirstSteps hasPlan={false} />
            <ImportsPanel />
            <LiveStrip />
          </Page>
        ) : (
          <Company overview={data} shown={span} chosen={plan ?? ''} />
        )
      }
    </Await>
  );
}

function Company({ overview, shown, chosen }: { overview: Overview; shown: Span | undefined; chosen: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate({ from: '/' });
  const [opened, setOpened] = useState<Opened | null>(null);
  const { plan } = overview;
  // Who sees a part of the plan begins where it begins.
  const roots = plan.nodes.filter(node => !node.parent);
  // One plan shows its areas; of several, each is a row of its own until one is chosen.
  const [root] = roots;
  const only = roots.length === 1 ? root : roots.find(node => node.id === chosen);
  const rows = only ? plan.nodes.filter(node => node.parent === only.id) : roots;
  return (
    <Page
      title={only ? foreign(only.name) : t('overview.title')}
      lead={
        <>
          <p>{t('overview.as_of', { time: format.time(plan.as_of) })}</p>
          <p className="small">
            {t('overview.sent_day', { count: overview.sent, n: format.number(overview.sent) })}
            {overview.customers == null
              ? null
              : `, ${t('overview.known', { count: overview.customers, n: format.number(overview.customers) })}`}
          </p>
        </>
      }
    >
      {roots.length > 1 ? <PlanChoice plans={roots} chosen={only?.id ?? ''} /> : null}
      <FirstSteps hasPlan />
      {overview.totals.map(total => (
        <FigureRow
          key={total.figures.planned.currency}
          figures={total.figures}
          before={total.before}
          onOpen={only && (kind => setOpened({ id: only.id, name: only.name, kind }))}
        />
      ))}
      <div className="main-side">
        <div className="stack">
          <ImportsPanel />
          {overview.attention.length > 0 ? (
            <Panel title={t('attention.title')}>
              <AttentionList items={overview.attention} />
            </Panel>
          ) : null}
          {rows.length > 0 ? (
            <Panel title={t(only ? 'overview.areas' : 'overview.plans')} aside={<MoneyLegend />} flush>
              <div style={{ padding: '0 0.75rem' }}>
                <NodesChart nodes={rows} />
              </div>
              <NodeTable
                title={t(only ? 'overview.areas' : 'overview.plans')}
                nodes={rows}
                onOpen={(node, kind) => setOpened({ id: node.id, name: node.name, kind })}
              />
            </Panel>
          ) : null}
          <DaysPanel
            days={overview.days}
            compared={overview.compared}
            months={overview.months}
            shown={shown}
            onShow={next => void navigate({ search: before => ({ ...before, ...spanOf(next) }), replace: true })}
          />
        </div>
        <div className="stack">
          <LiveStrip />
          <Panel title={t('changes.title')}>
            <ChangeList changes={overview.changes} tree={overview.tree} />
          </Panel>
        </div>
      </div>
      <RecordsDrawer opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

/** Which of several plans is looked at; it stands in the address. */
function PlanChoice({ plans, chosen }: { plans: readonly PlanNode[]; chosen: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/' });
  return (
    <NativeSelect
      label={t('overview.plan')}
      value={chosen}
      onChange={event => {
        const plan = event.currentTarget.value;
        void navigate({ search: plan ? { plan } : {} });
      }}
      data={[
        { value: '', label: t('overview.all_plans') },
        ...plans.map(plan => ({ value: plan.id, label: foreign(plan.name) })),
      ]}
      style={{ maxWidth: '24rem' }}
    />
  );
}
