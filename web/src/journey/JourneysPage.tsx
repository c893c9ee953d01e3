import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useJourneys } from '../api/journeys';
import { useNames } from '../api/names';
import type { JourneySummary } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Allowed } from '../ui/Allowed';
import { Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { JourneyState, journeyStanding } from '../ui/JourneyState';
import { NodeLink } from '../ui/NodeLink';
import { Page } from '../ui/Page';
import { type Column, TablePanel } from '../ui/Table';

/** All journeys, with how they stand and what happens in them. */
export function JourneysPage() {
  const { t } = useTranslation();
  const journeys = useJourneys();
  const add = (
    <Allowed to="journey.edit">
      <Button component={Link} to="/journeys/new" variant="filled" leftSection={<IconPlus size={16} aria-hidden />}>
        {t('journeys.new')}
      </Button>
    </Allowed>
  );
  return (
    <Page title={t('journeys.title')} lead={t('journeys.lead')} actions={add}>
      <TablePanel
        query={journeys}
        title={t('journeys.title')}
        file="journeys"
        rows={list => list}
        keyOf={journey => journey.id}
        columns={useColumns()}
        lines={6}
        empty={
          <Empty title={t('journeys.empty_title')} action={add}>
            {t('journeys.empty')}
          </Empty>
        }
      />
    </Page>
  );
}

function useColumns(): Column<JourneySummary>[] {
  const word = useCode();
  const names = useNames('activity');
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      id: 'journey',
      head: t('journeys.journey'),
      kind: 'lead',
      value: journey => journey.name,
      cell: journey => <Name journey={journey} />,
    },
    {
      id: 'state',
      head: t('journeys.state'),
      value: journey => word('journey_state', journeyStanding(journey)),
      cell: journey => <Standing journey={journey} />,
    },
    {
      id: 'activity',
      head: t('level.activity'),
      value: journey => names('activity', journey.activity),
      cell: journey => <NodeLink id={journey.activity} />,
    },
    {
      id: 'inside',
      head: t('journeys.inside'),
      kind: 'num',
      value: journey => journey.inside,
      cell: journey => format.number(journey.inside),
    },
    {
      id: 'entered',
      head: t('journeys.entered'),
      kind: 'num',
      value: journey => journey.entered,
      cell: journey => format.number(journey.entered),
    },
    {
      id: 'goal',
      head: t('journeys.goal'),
      kind: 'num',
      value: journey => journey.goal,
      cell: journey => format.number(journey.goal),
    },
    {
      id: 'changed',
      head: t('journeys.changed'),
      kind: 'time',
      value: journey => journey.changed,
      cell: journey => format.time(journey.changed, 'day'),
    },
  ];
}

function Name({ journey }: { journey: JourneySummary }) {
  const word = useCode();
  return (
    <>
      <Link to="/journeys/$journey" params={{ journey: journey.id }}>
        <Foreign>{journey.name}</Foreign>
      </Link>
      <div className="small soft">{word('purpose', journey.purpose)}</div>
    </>
  );
}

function Standing({ journey }: { journey: JourneySummary }) {
  const { t } = useTranslation();
  return (
    <span className="row">
      <JourneyState journey={journey} />
      {journey.version ? (
        <span className="small soft">{t('journeys.version', { version: journey.version })}</span>
      ) : null}
      {journey.draft && journey.version ? <span className="small soft">{t('journeys.has_draft')}</span> : null}
    </span>
  );
}
