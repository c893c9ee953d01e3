import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useCreatePerson, usePeople, useRemovePerson } from '../api/settings';
import type { Person, PersonCreated } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Empty, ProblemNotice } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { Foreign } from '../ui/Foreign';
import { SecretDialog } from '../ui/SecretDialog';
import { type Column, TablePanel } from '../ui/Table';

/** Who may sign in; each is the author of what they do. */
export function PeopleTab() {
  const { t } = useTranslation();
  const people = usePeople();
  const create = useCreatePerson();
  const remove = useRemovePerson();
  const [name, setName] = useState('');
  const [created, setCreated] = useState<PersonCreated | null>(null);
  const [removing, setRemoving] = useState<Person | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(name.trim(), {
      onSuccess: fresh => {
        setCreated(fresh);
        setName('');
      },
    });
  };
  return (
    <div className="stack">
      <form className="row" style={{ alignItems: 'flex-end' }} onSubmit={submit}>
        <TextInput
          label={t('people.new')}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          maxLength={200}
          required
        />
        <Button type="submit" loading={create.isPending}>
          {t('action.add')}
        </Button>
      </form>
      {create.isError ? <ProblemNotice error={create.error} /> : null}
      <TablePanel
        query={people}
        rows={list => list}
        keyOf={person => person.id}
        columns={useColumns(setRemoving)}
        empty={<Empty title={t('people.empty_title')}>{t('people.empty')}</Empty>}
      />
      {created ? (
        <SecretDialog
          title={t('people.token_title', { name: created.person.name })}
          label={t('sign_in.token')}
          value={created.token}
          onClose={() => setCreated(null)}
        />
      ) : null}
      {removing ? (
        <Confirm
          opened
          grave
          onClose={() => setRemoving(null)}
          title={t('people.remove_title', { name: removing.name })}
          verb={t('action.remove')}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(removing.id, { onSuccess: () => setRemoving(null) })}
        >
          <p>{t('people.remove_text')}</p>
        </Confirm>
      ) : null}
    </div>
  );
}

function useColumns(onRemove: (person: Person) => void): Column<Person>[] {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  return [
    { id: 'name', head: t('field.name'), kind: 'lead', cell: person => <Foreign>{person.name}</Foreign> },
    { id: 'role', head: t('people.role'), cell: person => word('role', person.role) },
    { id: 'since', head: t('people.since'), cell: person => format.time(person.since, 'day') },
    {
      id: 'actions',
      head: t('field.actions'),
      kind: 'acts',
      cell: person => (
        <Button
          size="xs"
          color="bad"
          aria-label={t('people.remove_one', { name: person.name })}
          onClick={() => onRemove(person)}
        >
          {t('action.remove')}
        </Button>
      ),
    },
  ];
}
