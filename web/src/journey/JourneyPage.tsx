import { Tabs } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCounts, useJourney } from '../api/journeys';
import { useNames } from '../api/names';
import type { JourneyView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Await } from '../ui/Await';
import { History } from '../ui/History';
import { JourneyState } from '../ui/JourneyState';
import { Page } from '../ui/Page';
import { usePlanThread } from '../ui/usePlanThread';
import { BacktestTab } from './BacktestTab';
import { DocumentTab } from './DocumentTab';
import { FlowTab } from './FlowTab';
import { JourneyActs } from './JourneyActs';
import { VersionsTab } from './VersionsTab';

const TABS = ['flow', 'document', 'versions', 'backtest'] as const;

/** One journey: what it does and to whom, right now; its document, its versions, and a try on the past. */
export function JourneyPage() {
  const { journey: id } = useParams({ from: '/inside/journeys/$journey' });
  const journey = useJourney(id);
  return (
    <Await query={journey} lines={8}>
      {view => <View view={view} />}
    </Await>
  );
}

function View({ view }: { view: JourneyView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { summary } = view;
  const { tab } = useSearch({ from: '/inside/journeys/$journey' });
  const navigate = useNavigate({ from: '/journeys/$journey' });
  const counts = useCounts(summary.id);
  const names = useNames('activity');
  const thread = usePlanThread(summary.activity, [{ label: foreign(summary.name), kind: t('journeys.journey') }]);
  const figures = counts.data ?? { inside: summary.inside, entered: summary.entered, goal: summary.goal };
  return (
    <Page
      title={foreign(summary.name)}
      thread={thread}
      lead={
        <div className="row">
          <JourneyState journey={summary} />
          {summary.version ? <span>{t('journeys.version', { version: summary.version })}</span> : null}
          <span>
            {t('journeys.figures', {
              inside: format.number(figures.inside),
              entered: format.number(figures.entered),
              goal: format.number(figures.goal),
            })}
          </span>
        </div>
      }
      actions={
        <>
          <JourneyActs journey={summary} revision={view.revision} />
          <History object={`journey:${summary.id}`} name={foreign(summary.name)} />
        </>
      }
    >
      {summary.state === 'running' && summary.closed_by ? (
        <p className="notice bad" role="status">
          {t('journey.unpaid', { node: names('activity', summary.closed_by) })}
        </p>
      ) : null}
      <Tabs
        value={TABS.find(name => name === tab) ?? 'flow'}
        onChange={next => void navigate({ search: next && next !== 'flow' ? { tab: next } : {}, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {TABS.map(name => (
            <Tabs.Tab key={name} value={name}>
              {t(`journey.tab_${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="flow">
          <FlowTab view={view} counts={counts.data ?? null} />
        </Tabs.Panel>
        <Tabs.Panel value="document">
          <DocumentTab view={view} counts={counts.data ?? null} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsTab view={view} />
        </Tabs.Panel>
        <Tabs.Panel value="backtest">
          <BacktestTab view={view} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
