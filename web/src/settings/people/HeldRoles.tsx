import { Button } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { Person, RoleInput } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import { useFormat } from '../../i18n/useFormat';
import { ProblemNotice } from '../../ui/Await';
import { Name } from '../../ui/Name';
import { RoleSelect } from './RoleSelect';

type Held = Person['roles'][number];

interface HeldRolesProps {
  id: string;
  roles: readonly Held[];
  give: UseMutationResult<unknown, Error, { id: string; role: RoleInput }>;
  withdraw: UseMutationResult<unknown, Error, { id: string; grant: string }>;
}

/** The roles that a person or a team holds; each button acts at once. */
export function HeldRoles({ id, roles, give, withdraw }: HeldRolesProps) {
  const { t } = useTranslation();
  const word = useCode();
  const [role, setRole] = useState<RoleInput>({ role: 'campaign_manager' });
  return (
    <section className="stack" aria-label={t('people.role')}>
      {roles.length === 0 ? <p>{t('people.no_role')}</p> : null}
      <ul className="stack tight" style={{ listStyle: 'none', padding: 0 }}>
        {roles.map(held => (
          <li key={held.id} className="between">
            <span>
              {word('role', held.role)} <HeldAt held={held} />
            </span>
            <Button size="xs" loading={withdraw.isPending} onClick={() => withdraw.mutate({ id, grant: held.id })}>
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

/** Where a role is held; nothing if that is everywhere. */
function HeldAt({ held }: { held: Held }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className="small soft">
      {held.node ? <Name of="activity" id={held.node} /> : null}{' '}
      {held.brand ? <Name of="brand" id={held.brand} /> : null}
      {held.branch ? <Name of="branch" id={held.branch} /> : null}
      {held.journey ? <Name of="journey" id={held.journey} /> : null}{' '}
      {held.until ? t('people.until', { time: format.time(held.until) }) : null}
    </span>
  );
}
