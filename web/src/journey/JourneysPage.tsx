import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useJourneys } from '../api/journeys';
import type { JourneySummary } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { NodeLink } from '../ui/NodeLink';
import { Page, Panel } from '../ui/Page';
import { State } from '../ui/State';
import { journeyTone } from '../ui/tones';

/** All journeys, with how they stand and what happens in them. */
export function JourneysPage() {
  const { t } = useTranslation();
  const journeys = useJourneys();
  const add = (
    <Button component={Link} to="/journeys/new" variant="filled" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('journeys.new')}
    </Button>
  );
  return (
    <Page title={t('journeys.title')} lead={t('journeys.lead')} actions={add}>
      <Panel flush>
        <Await
          query={journeys}
          lines={6}
          isEmpty={list => list.length === 0}
          empty={
            <Empty title={t('journeys.empty_title')} action={add}>
              {t('journeys.empty')}
            </Empty>
          }
        >
          {list => <List journeys={list} />}
        </Await>
      </Panel>
    </Page>
  );
}

function List({ journeys }: { journeys: readonly JourneySummary[] }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  return (
    <div className="table-scroll">
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">{t('journeys.journey')}</th>
            <th scope="col">{t('journeys.state')}</th>
            <th scope="col">{t('level.activity')}</th>
            <th scope="col" className="num">
              {t('journeys.inside')}
            </th>
            <th scope="col" className="num">
              {t('journeys.entered')}
            </th>
            <th scope="col" className="num">
              {t('journeys.goal')}
            </th>
            <th scope="col">{t('journeys.changed')}</th>
          </tr>
        </thead>
        <tbody>
          {journeys.map(journey => (
            <tr key={journey.id}>
              <td className="lead-cell">
                <Link to="/journeys/$journey" params={{ journey: journey.id }}>
                  {journey.name}
                </Link>
                <div className="small soft">{journey.purpose}</div>
              </td>
              <td data-label={t('journeys.state')}>
                <span className="row">
                  <State tone={journeyTone(journey.state)}>{word('journey_state', journey.state)}</State>
                  {journey.version ? (
                    <span className="small soft">{t('journeys.version', { version: journey.version })}</span>
                  ) : null}
                  {journey.draft && journey.version ? (
                    <span className="small soft">{t('journeys.has_draft')}</span>
                  ) : null}
                </span>
              </td>
              <td data-label={t('level.activity')}>
                <NodeLink id={journey.activity} />
              </td>
              <td className="num" data-label={t('journeys.inside')}>
                {format.number(journey.inside)}
              </td>
              <td className="num" data-label={t('journeys.entered')}>
                {format.number(journey.entered)}
              </td>
              <td className="num" data-label={t('journeys.goal')}>
                {format.number(journey.goal)}
              </td>
              <td data-label={t('journeys.changed')}>{format.time(journey.changed, 'day')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
