import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  useChangeTeam,
  useCreateTeam,
  useGiveTeamRole,
  usePeople,
  useRemoveTeam,
  useWithdrawTeamRole,
} from '../../api/people';
import type { Team } from '../../api/types';
import { useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { ProblemNotice } from '../../ui/Await';
import { Dialog, FormDialog } from '../../ui/Dialog';
import { GivenRoles } from './GivenRoles';

/** A new team: its name, and who is in it. What it may do is given afterwards. */
export function NewTeamDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateTeam();
  const [name, setName] = useState('');
  const [members, setMembers] = useState<readonly string[]>([]);
  const submit = () => create.mutate({ name: name.trim(), members: [...members] }, { onSuccess: onClose });
  return (
    <FormDialog
      title={t('people.team_new')}
      verb={t('people.team_make')}
      busy={create.isPending}
      error={create.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <NameAndMembers name={name} onName={setName} members={members} onMembers={setMembers} />
    </FormDialog>
  );
}

/** One team: who is in it, and what everybody in it may do. What the company's directory keeps is changed there. */
export function TeamDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useChangeTeam();
  const remove = useRemoveTeam();
  const [name, setName] = useState(team.name);
  const [members, setMembers] = useState<readonly string[]>(team.members);
  const problem = change.error ?? remove.error;
  return (
    <Dialog title={foreign(team.name)} onClose={onClose}>
      <p className="small soft">{t('people.team_hint')}</p>
      <GivenRoles id={team.id} roles={team.roles} give={useGiveTeamRole()} withdraw={useWithdrawTeamRole()} />
      {team.from_directory ? <p>{t('people.team_from_directory')}</p> : null}
      {team.from_directory ? null : (
        <NameAndMembers name={name} onName={setName} members={members} onMembers={setMembers} />
      )}
      {problem ? <ProblemNotice error={problem} /> : null}
      {team.from_directory ? null : (
        <div className="row">
          <Button
            loading={change.isPending}
            onClick={() =>
              change.mutate({ id: team.id, team: { name: name.trim(), members: [...members] } }, { onSuccess: onClose })
            }
          >
            {t('action.save')}
          </Button>
          <Button color="bad" loading={remove.isPending} onClick={() => remove.mutate(team.id, { onSuccess: onClose })}>
            {t('people.team_remove')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

interface NameAndMembersProps {
  name: string;
  onName: (name: string) => void;
  members: readonly string[];
  onMembers: (members: readonly string[]) => void;
}

function NameAndMembers({ name, onName, members, onMembers }: NameAndMembersProps) {
  const { t } = useTranslation();
  const people = (usePeople().data ?? []).filter(person => person.email && person.state !== 'closed');
  return (
    <>
      <TextInput
        label={t('field.name')}
        value={name}
        onChange={event => onName(event.currentTarget.value)}
        maxLength={200}
        required
        data-autofocus
      />
      <Checkbox.Group label={t('people.members')} value={[...members]} onChange={onMembers}>
        <div className="stack tight">
          {people.map(person => (
            <Checkbox key={person.id} value={person.id} label={foreign(person.name)} />
          ))}
        </div>
      </Checkbox.Group>
    </>
  );
}
