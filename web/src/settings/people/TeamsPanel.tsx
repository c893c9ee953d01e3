import { Button } from '@mantine/core';
import { useState } from 'react';
import { usePeople, useTeams } from '../../api/people';
import type { Team } from '../../api/types';
import { useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { AddButton } from '../../ui/AddButton';
import { Empty } from '../../ui/Await';
import { Foreign } from '../../ui/Foreign';
import { HeldRoles } from '../../ui/HeldRole';
import { type Column, TablePanel } from '../../ui/Table';
import { NewTeamDialog, TeamDialog } from './TeamDialog';

/** Several people who hold roles together. */
export function TeamsPanel({ mayManage }: { mayManage: boolean }) {
  const { t } = useTranslation();
  const teams = useTeams();
  const [making, setMaking] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const team = teams.data?.find(one => one.id === chosen);
  return (
    <section className="stack" aria-label={t('people.teams')}>
      <div className="between">
        <h2>{t('people.teams')}</h2>
        {mayManage ? <AddButton onClick={() => setMaking(true)}>{t('people.team_new')}</AddButton> : null}
      </div>
      <TablePanel
        query={teams}
        rows={list => list}
        keyOf={one => one.id}
        columns={useColumns(mayManage ? one => setChosen(one.id) : null)}
        empty={<Empty title={t('people.teams_empty_title')}>{t('people.team_hint')}</Empty>}
      />
      {making ? <NewTeamDialog onClose={() => setMaking(false)} /> : null}
      {team ? <TeamDialog key={team.id} team={team} onClose={() => setChosen(null)} /> : null}
    </section>
  );
}

function useColumns(onChange: ((team: Team) => void) | null): Column<Team>[] {
  const { t } = useTranslation();
  const people = usePeople().data ?? [];
  const called = (id: string) => foreign(people.find(person => person.id === id)?.name ?? id);
  return [
    { id: 'name', head: t('field.name'), kind: 'lead', cell: team => <Foreign>{team.name}</Foreign> },
    { id: 'members', head: t('people.members'), cell: team => team.members.map(called).join(', ') || '–' },
    {
      id: 'role',
      head: t('people.role'),
      cell: team => <HeldRoles roles={team.roles} />,
    },
    ...(onChange
      ? [
          {
            id: 'actions',
            head: t('field.actions'),
            kind: 'acts' as const,
            cell: (team: Team) => (
              <Button size="xs" aria-label={`${t('action.edit')}: ${team.name}`} onClick={() => onChange(team)}>
                {t('action.edit')}
              </Button>
            ),
          },
        ]
      : []),
  ];
}
