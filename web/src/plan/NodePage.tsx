import { Button, Tabs } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useJourneys } from '../api/journeys';
import { useNode } from '../api/plan';
import type { PlanNodeView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Allowed } from '../ui/Allowed';
import { Await, Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { History } from '../ui/History';
import { JourneyState } from '../ui/JourneyState';
import { Page, Panel } from '../ui/Page';
import { activityId, usePlanThread } from '../ui/usePlanThread';
import { Answer } from './Answer';
import { ArchivedSwitch } from './ArchivedSwitch';
import { DaysPanel } from './DaysPanel';
import { EffectPanel } from './EffectPanel';
import { FigureRow } from './FigureRow';
import { MoneyLegend, NodesChart } from './MoneyCharts';
import { NodeChanges } from './NodeChanges';
import { NodeMenu } from './NodeMenu';
import { NodeStanding } from './NodeStanding';
import { NodeTable } from './NodeTable';
import { daysIn, spanOf } from './period';
import { RecordList } from './RecordList';
import { type Opened, RecordsDrawer } from './RecordsDrawer';
import { listed } from './tree';

/** What the nodes right below are called. */
const BELOW = {
  plan: 'overview.areas',
  area: 'plan.campaigns',
  campaign: 'plan.activities',
  activity: 'plan.activities',
} as const;

/** An area, a campaign or an activity: its money, what is below it, and for an activity the messages and sales themselves. */
export function NodePage() {
  const { node: id } = useParams({ from: '/inside/plan/$node' });
  const { span } = useSearch({ from: '/inside/plan/$node' });
  const node = useNode(id, daysIn(span));
  return (
    <Await query={node} lines={8}>
      {view => <NodeView view={view} />}
    </Await>
  );
}

function NodeView({ view }: { view: PlanNodeView }) {
  const { t } = useTranslation();
  const { node } = view;
  const thread = usePlanThread(node.id);
  const [opened, setOpened] = useState<Opened | null>(null);
  const activity = node.level === 'activity';
  return (
    <Page
      title={foreign(node.name)}
      thread={thread}
      lead={<NodeStanding node={node} />}
      actions={
        <>
          {activity ? (
            <>
              <Allowed to="delivery.read">
                <Button component={Link} to={`/deliveries?activity=${encodeURIComponent(activityId(node.id))}`}>
                  {t('plan.all_deliveries')}
                </Button>
              </Allowed>
              <Allowed to="order.read">
                <Button component={Link} to={`/orders?activity=${encodeURIComponent(activityId(node.id))}`}>
                  {t('plan.all_orders')}
                </Button>
              </Allowed>
              {node.closed ? null : (
                <Allowed to={['plan.book_actuals', 'file.prepare']}>
                  <Button component={Link} to={`/files?kind=actuals&payer=${encodeURIComponent(activityId(node.id))}`}>
                    {t('plan.import_actuals')}
                  </Button>
                </Allowed>
              )}
            </>
          ) : null}
          <NodeMenu view={view} />
          <History object={`node:${node.id}`} name={foreign(node.name)} />
        </>
      }
    >
      {activity ? <Answer id={node.id} figures={node.figures} /> : null}
      <FigureRow
        figures={node.figures}
        before={node.before}
        onOpen={kind => setOpened({ id: node.id, name: node.name, kind })}
      />
      {activity ? <ActivityTabs view={view} /> : <Standing view={view} onOpen={setOpened} />}
      <RecordsDrawer opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

const TABS = ['answer', 'ledger'] as const;

/** How an activity goes, and behind it every booking. */
function ActivityTabs({ view }: { view: PlanNodeView }) {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/plan/$node' });
  const navigate = useNavigate({ from: '/plan/$node' });
  return (
    <Tabs
      value={TABS.find(name => name === tab) ?? 'answer'}
      onChange={next =>
        void navigate({
          search: ({ tab, ...rest }) => ({ ...rest, ...(next === 'ledger' && { tab: next }) }),
          replace: true,
        })
      }
      keepMounted={false}
    >
      <Tabs.List mb="lg">
        {TABS.map(name => (
          <Tabs.Tab key={name} value={name}>
            {t(`answer.tab_${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="answer">
        <Standing view={view} />
      </Tabs.Panel>
      <Tabs.Panel value="ledger">
        <Panel title={t('records.down_to')}>
          <RecordList id={view.node.id} kind={null} />
        </Panel>
      </Tabs.Panel>
    </Tabs>
  );
}

/** What is right below, the last days, the journeys, and the effect. */
function Standing({ view, onOpen }: { view: PlanNodeView; onOpen?: (opened: Opened) => void }) {
  const { t } = useTranslation();
  const { node } = view;
  const { span } = useSearch({ from: '/inside/plan/$node' });
  const navigate = useNavigate({ from: '/plan/$node' });
  const [archived, setArchived] = useState(false);
  const children = listed(view.children, archived || node.archived);
  const hidden = view.children.length - children.length;
  return (
    <div className="main-side">
      <div className="stack">
        {onOpen ? (
          <Panel title={t(BELOW[node.level])} aside={<MoneyLegend />} flush>
            {children.length === 0 ? (
              <Empty title={t('plan.no_children_title')} action={<Link to="/plan">{t('plan.go_to_plan')}</Link>}>
                {t('plan.no_children')}
              </Empty>
            ) : (
              <>
                <div style={{ padding: '0 0.75rem' }}>
                  <NodesChart nodes={children} />
                </div>
                <NodeTable
                  nodes={children}
                  title={t(BELOW[node.level])}
                  file={`plan-${node.level}`}
                  onOpen={(below, kind) => onOpen({ id: below.id, name: below.name, kind })}
                />
              </>
            )}
            <ArchivedSwitch count={hidden} shown={archived} onChange={setArchived} />
          </Panel>
        ) : null}
        <DaysPanel
          days={view.days}
          compared={view.compared}
          months={view.months}
          shown={span}
          onShow={next => void navigate({ search: before => ({ ...before, ...spanOf(next) }), replace: true })}
        />
      </div>
      <div className="stack">
        <JourneysHere ids={view.journeys} />
        <EffectPanel id={node.id} />
        <NodeChanges id={node.id} />
      </div>
    </div>
  );
}

function JourneysHere({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const journeys = useJourneys();
  return (
    <Panel title={t('plan.journeys')}>
      {ids.length === 0 ? (
        <p className="soft">{t('plan.no_journeys')}</p>
      ) : (
        <ul className="log">
          {ids.map(id => {
            const journey = journeys.data?.find(one => one.id === id);
            return (
              <li key={id} className="stack tight">
                <div className="between">
                  <Link to="/journeys/$journey" params={{ journey: id }}>
                    <Foreign>{journey?.name ?? id}</Foreign>
                  </Link>
                  {journey ? <JourneyState journey={journey} /> : null}
                </div>
                {journey ? (
                  <span className="small soft">
                    {t('journeys.inside_goal', {
                      inside: format.number(journey.inside),
                      goal: format.number(journey.goal),
                    })}
                  </span>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
