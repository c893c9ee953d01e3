import { Button } from '@mantine/core';
import { useState } from 'react';
import {
  useClosePerson,
  useGiveRole,
  usePersonLink,
  useRemovePersonFactor,
  useReopenPerson,
  useWithdrawRole,
} from '../../api/people';
import type { Person, RoleInput } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { useFormat } from '../../i18n/useFormat';
import { ProblemNotice } from '../../ui/Await';
import { Dialog } from '../../ui/Dialog';
import { Foreign } from '../../ui/Foreign';
import { Name } from '../../ui/Name';
import { Secret } from '../../ui/Secret';
import { RoleSelect } from './RoleSelect';

/** One person: what they hold, how they get in again, and the end of it. Each button acts at once. */
export function PersonDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={person.recovery_key ? t('people.recovery_key') : foreign(person.name)} onClose={onClose}>
      {person.recovery_key ? <p>{t('people.recovery_key_text')}</p> : null}
      {person.email ? (
        <p className="soft">
          <Foreign>{person.email}</Foreign>
        </p>
      ) : null}
      <Roles person={person} />
      {person.email && person.state !== 'closed' ? <WayIn person={person} /> : null}
      <Ending person={person} />
    </Dialog>
  );
}

function Roles({ person }: { person: Person }) {
  const { t } = useTranslation();
  const word = useCode();
  const give = useGiveRole();
  const withdraw = useWithdrawRole();
  const [role, setRole] = useState<RoleInput>({ role: 'campaign_manager' });
  return (
    <section className="stack" aria-label={t('people.role')}>
      {person.roles.length === 0 ? <p>{t('people.no_role')}</p> : null}
      <ul className="stack tight" style={{ listStyle: 'none', padding: 0 }}>
        {person.roles.map(held => (
          <li key={held.id} className="between">
            <span>
              {word('role', held.role)} <HeldAt held={held} />
            </span>
            <Button
              size="xs"
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate({ id: person.id, grant: held.id })}
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
        <Button loading={give.isPending} onClick={() => give.mutate({ id: person.id, role })}>
          {t('people.give')}
        </Button>
      </div>
    </section>
  );
}

/** Where a role is held; nothing if that is everywhere. */
function HeldAt({ held }: { held: Person['roles'][number] }) {
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

function WayIn({ person }: { person: Person }) {
  const { t } = useTranslation();
  const link = usePersonLink();
  const factor = useRemovePersonFactor();
  const problem = link.error ?? factor.error;
  return (
    <section className="stack">
      <div className="row">
        <Button loading={link.isPending} onClick={() => link.mutate(person.id)}>
          {person.state === 'invited' ? t('people.invite_again') : t('people.reset')}
        </Button>
        {person.second_factor ? (
          <Button loading={factor.isPending} onClick={() => factor.mutate(person.id)}>
            {t('people.remove_factor')}
          </Button>
        ) : null}
      </div>
      {problem ? <ProblemNotice error={problem} /> : null}
      {link.data?.mailed ? <p role="status">{t('people.mailed')}</p> : null}
      {link.data?.link ? (
        <>
          <p>{t('people.link_text')}</p>
          <Secret value={link.data.link} label={t('people.link')} />
        </>
      ) : null}
    </section>
  );
}

function Ending({ person }: { person: Person }) {
  const { t } = useTranslation();
  const close = useClosePerson();
  const reopen = useReopenPerson();
  const problem = close.error ?? reopen.error;
  return (
    <section className="stack tight">
      {problem ? <ProblemNotice error={problem} /> : null}
      {person.state === 'closed' ? (
        <div>
          <Button loading={reopen.isPending} onClick={() => reopen.mutate(person.id)}>
            {t('people.reopen')}
          </Button>
        </div>
      ) : (
        <>
          <p className="small soft">{t('people.close_text')}</p>
          <div>
            <Button color="bad" loading={close.isPending} onClick={() => close.mutate(person.id)}>
              {person.recovery_key ? t('people.retire') : t('people.close')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
