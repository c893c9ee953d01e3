import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useCreatePerson, usePeople, useRemovePerson } from '../api/settings';
import type { Person, PersonCreated } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty, ProblemNotice } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { Panel } from '../ui/Page';
import { Secret } from '../ui/Secret';

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
      <Panel flush>
        <Await
          query={people}
          isEmpty={list => list.length === 0}
          empty={<Empty title={t('people.empty_title')}>{t('people.empty')}</Empty>}
        >
          {list => <Table people={list} onRemove={setRemoving} />}
        </Await>
      </Panel>
      {created ? (
        <Modal
          opened
          onClose={() => setCreated(null)}
          title={t('people.token_title', { name: created.person.name })}
          closeButtonProps={{ 'aria-label': t('action.close') }}
        >
          <Secret value={created.token} label={t('sign_in.token')} />
        </Modal>
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

function Table({ people, onRemove }: { people: readonly Person[]; onRemove: (person: Person) => void }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  return (
    <table className="table cards">
      <thead>
        <tr>
          <th scope="col">{t('field.name')}</th>
          <th scope="col">{t('people.role')}</th>
          <th scope="col">{t('people.since')}</th>
          <th scope="col">
            <span className="sr">{t('field.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map(person => (
          <tr key={person.id}>
            <td className="lead-cell">{person.name}</td>
            <td data-label={t('people.role')}>{word('role', person.role)}</td>
            <td data-label={t('people.since')}>{format.time(person.since, 'day')}</td>
            <td className="num">
              <Button size="xs" color="bad" onClick={() => onRemove(person)}>
                {t('action.remove')}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
