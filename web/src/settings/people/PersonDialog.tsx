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
import { useSession } from '../../api/session';
import type { Person } from '../../api/types';
import { useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { ProblemNotice } from '../../ui/Await';
import { Confirm } from '../../ui/Confirm';
import { Dialog } from '../../ui/Dialog';
import { Foreign } from '../../ui/Foreign';
import { Secret } from '../../ui/Secret';
import { HeldRoles } from './HeldRoles';

/** One person: what they hold, how they get in again, and the end of it. Each button acts at once. */
export function PersonDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={person.recovery_key ? t('people.recovery_key') : foreign(person.name)} onClose={onClose} atOnce>
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
  return <HeldRoles id={person.id} roles={person.roles} give={useGiveRole()} withdraw={useWithdrawRole()} />;
}

function WayIn({ person }: { person: Person }) {
  const { t } = useTranslation();
  const link = usePersonLink();
  const factor = useRemovePersonFactor();
  const [asking, setAsking] = useState(false);
  return (
    <section className="stack">
      <div className="row">
        <Button loading={link.isPending} onClick={() => link.mutate(person.id)}>
          {person.state === 'invited' ? t('people.invite_again') : t('people.reset')}
        </Button>
        {person.second_factor ? <Button onClick={() => setAsking(true)}>{t('people.remove_factor')}</Button> : null}
      </div>
      {link.isError ? <ProblemNotice error={link.error} /> : null}
      {link.data?.mailed ? <p role="status">{t('people.mailed')}</p> : null}
      {link.data?.link ? (
        <>
          <p>{t('people.link_text')}</p>
          <Secret value={link.data.link} label={t('people.link')} />
        </>
      ) : null}
      <Confirm
        opened={asking}
        grave
        onClose={() => setAsking(false)}
        title={t('people.remove_factor_title', { name: person.name })}
        verb={t('people.remove_factor')}
        busy={factor.isPending}
        error={factor.error}
        onConfirm={() => factor.mutate(person.id, { onSuccess: () => setAsking(false) })}
      >
        <p>{t('people.remove_factor_text')}</p>
      </Confirm>
    </section>
  );
}

function Ending({ person }: { person: Person }) {
  const { t } = useTranslation();
  const close = useClosePerson();
  const reopen = useReopenPerson();
  const own = useSession().data?.id === person.id;
  const [asking, setAsking] = useState(false);
  const verb = person.recovery_key ? t('people.retire') : t('people.close');
  return (
    <section className="stack tight">
      {reopen.isError ? <ProblemNotice error={reopen.error} /> : null}
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
            <Button color="bad" onClick={() => setAsking(true)}>
              {verb}
            </Button>
          </div>
        </>
      )}
      <Confirm
        opened={asking}
        grave
        onClose={() => setAsking(false)}
        title={person.recovery_key ? t('people.retire_title') : t('people.close_title', { name: person.name })}
        verb={verb}
        busy={close.isPending}
        error={close.error}
        onConfirm={() => close.mutate(person.id, { onSuccess: () => setAsking(false) })}
      >
        <p>{own ? t('people.close_own') : t('people.close_text')}</p>
      </Confirm>
    </section>
  );
}
