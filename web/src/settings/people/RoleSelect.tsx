import { NativeSelect } from '@mantine/core';
import { useBranches } from '../../api/branches';
import { useRoles } from '../../api/people';
import type { RoleInput } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';

/** The role whose work is at one branch. */
const AT_BRANCH = 'branch';

interface RoleSelectProps {
  value: RoleInput;
  onChange: (role: RoleInput) => void;
}

/** A role to be given; the one of a branch is held at one. Roles for people of other companies are given where things are shared. */
export function RoleSelect({ value, onChange }: RoleSelectProps) {
  const { t } = useTranslation();
  const word = useCode();
  const roles = useRoles().data ?? [];
  const branches = (useBranches().data ?? []).filter(branch => !branch.closed);
  const choose = (role: string) => {
    const first = branches[0]?.id;
    onChange(role === AT_BRANCH && first ? { role, branch: first } : { role });
  };
  return (
    <>
      <NativeSelect
        label={t('people.role')}
        description={t('people.role_hint')}
        value={value.role}
        onChange={event => choose(event.currentTarget.value)}
        data={roles
          .filter(role => !role.outside && (role.id !== AT_BRANCH || branches.length > 0))
          .map(role => ({ value: role.id, label: word('role', role.id) }))}
      />
      {value.role === AT_BRANCH ? (
        <NativeSelect
          label={t('people.branch')}
          value={value.branch ?? ''}
          onChange={event => onChange({ role: AT_BRANCH, branch: event.currentTarget.value })}
          data={branches.map(branch => ({ value: branch.id, label: foreign(branch.name) }))}
        />
      ) : null}
    </>
  );
}
