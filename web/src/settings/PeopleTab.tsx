import { Button } from '@mantine/core';
import { useState } from 'react';
import { usePeople } from '../api/people';
import { useMay } from '../api/session';
import type { Person } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { AddButton } from '../ui/AddButton';
import { Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { HeldRoles } from '../ui/HeldRole';
import { State, type Tone } from '../ui/State';
import { type Column, TablePanel } from '../ui/Table';
import { InviteDialog } from './people/InviteDialog';
import { PersonDialog } from './people/PersonDialog';
import { TeamsPanel } from './people/TeamsPanel';

const TONES: Record<Person['state'], Tone> = { active: 'good', invited: 'wait', closed: 'plain', by_token: 'cool' };

/** Who may sign in, and what each may do. */
export function PeopleTab() {
  const { t } = useTranslation();
  const may = useMay();
  const people = usePeople();
  const [inviting, setInviting] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const person = people.data?.find(one => one.id === chosen);
  return (
    <div className="stack">
      {may('people.manage') ? (
        <div>
          <AddButton onClick={() => setInviting(true)}>{t('people.invite')}</AddButton>
        </div>
      ) : null}
      <TablePanel
        query={people}
        rows={list => list}
        keyOf={one => one.id}
        columns={useColumns(may('people.manage') ? one => setChosen(one.id) : null)}
        empty={<Empty title={t('people.empty_title')}>{t('people.empty')}</Empty>}
      />
      <TeamsPanel mayManage={may('people.manage')} />
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
      {person ? <PersonDialog person={person} onClose={() => setChosen(null)} /> : null}
    </div>
  );
}

function useColumns(onChange: ((person: Person) => void) | null): Column<Person>[] {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  return [
    {
      id: 'name',
      head: t('field.name'),
      kind: 'lead',
      cell: person => (
        <>
          {person.recovery_key ? t('people.recovery_key') : <Foreign>{person.name}</Foreign>}
          {person.email ? (
            <div className="small soft">
              <Foreign>{person.email}</Foreign>
            </div>
          ) : null}
        </>
      ),
    },
    {
      id: 'state',
      head: t('people.state'),
      cell: person => <State tone={TONES[person.state]}>{word('person_state', person.state)}</State>,
    },
    {
      id: 'role',
      head: t('people.role'),
      cell: person => <HeldRoles roles={person.roles} />,
    },
    { id: 'since', head: t('people.since'), cell: person => format.time(person.since, 'day') },
    ...(onChange
      ? [
          {
            id: 'actions',
            head: t('field.actions'),
            kind: 'acts' as const,
            cell: (person: Person) => (
              <Button size="xs" aria-label={`${t('action.edit')}: ${person.name}`} onClick={() => onChange(person)}>
                {t('action.edit')}
              </Button>
            ),
          },
        ]
      : []),
  ];
}
