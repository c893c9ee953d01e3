import { Button } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { Person, RoleInput } from '../../api/types';
import { useTranslation } from '../../i18n';
import { ProblemNotice } from '../../ui/Await';
import { HeldRole } from '../../ui/HeldRole';
import { RoleSelect } from './RoleSelect';

type Held = Person['roles'][number];

interface GivenRolesProps {
  id: string;
  roles: readonly Held[];
  give: UseMutationResult<unknown, Error, { id: string; role: RoleInput }>;
  withdraw: UseMutationResult<unknown, Error, { id: string; grant: string }>;
}

/** The roles that a person or a team holds; each button acts at once. */
export function GivenRoles({ id, roles, give, withdraw }: GivenRolesProps) {
  const { t } = useTranslation();
  const [role, setRole] = useState<RoleInput>({ role: 'campaign_manager' });
  return (
    <section className="stack" aria-label={t('people.role')}>
      {roles.length === 0 ? <p>{t('people.no_role')}</p> : null}
      <ul className="stack tight" style={{ listStyle: 'none', padding: 0 }}>
        {roles.map(held => (
          <li key={held.id} className="between" style={{ flexWrap: 'nowrap' }}>
            <span>
              <HeldRole held={held} />
            </span>
            <Button
              size="xs"
              style={{ flexShrink: 0 }}
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate({ id, grant: held.id })}
            >
              {t('people.withdraw')}
            </Button>
          </li>
        ))}
      </ul>
      {withdraw.isError ? <ProblemNotice error={withdraw.error} /> : null}
      <RoleSelect value={role} onChange={setRole} />
      {give.isError ? <ProblemNotice error={give.error} /> : null}
      <div>
        <Button loading={give.isPending} onClick={() => give.mutate({ id, role })}>
          {t('people.give')}
        </Button>
      </div>
    </section>
  );
}
