import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import {
  useClosePerson,
  useGiveEmail,
  useGiveRole,
  usePersonLink,
  useRemovePersonFactor,
  useReopenPerson,
  useWithdrawRole,
} from '../../api/people';
import { useSession } from '../../api/session';
import type { Person, PersonLink, RoleInput } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { ProblemNotice } from '../../ui/Await';
import { Dialog } from '../../ui/Dialog';
import { Foreign } from '../../ui/Foreign';
import { Name } from '../../ui/Name';
import { Secret } from '../../ui/Secret';
import { RoleSelect } from './RoleSelect';

/** One person: what they hold, how they get in again, and the end of it. Each button acts at once. */
export function PersonDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation();
  const own = useSession().data?.id === person.id;
  return (
    <Dialog title={person.recovery_key ? t('people.recovery_key') : foreign(person.name)} onClose={onClose}>
      {person.recovery_key ? <p>{t('people.recovery_key_text')}</p> : null}
      {person.email ? (
        <p className="soft">
          <Foreign>{person.email}</Foreign>
        </p>
      ) : null}
      <Roles person={person} />
      {own ? (
        <p className="soft">{t('people.own')}</p>
      ) : (
        <>
          {person.state !== 'closed' && !person.recovery_key ? <WayIn person={person} /> : null}
          <Ending person={person} />
        </>
      )}
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
              {word('role', held.role)} {held.branch ? <Name of="branch" id={held.branch} /> : null}
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

function WayIn({ person }: { person: Person }) {
  const { t } = useTranslation();
  const link = usePersonLink();
  const give = useGiveEmail();
  const factor = useRemovePersonFactor();
  const problem = link.error ?? give.error ?? factor.error;
  const made = give.data ?? link.data;
  const verbs = { invited: t('people.invite_again'), by_token: t('people.new_token') } as const;
  return (
    <section className="stack">
      <div className="row">
        <Button loading={link.isPending} onClick={() => link.mutate(person.id)}>
          {person.state === 'invited' || person.state === 'by_token' ? verbs[person.state] : t('people.reset')}
        </Button>
        {person.second_factor ? (
          <Button loading={factor.isPending} onClick={() => factor.mutate(person.id)}>
            {t('people.remove_factor')}
          </Button>
        ) : null}
      </div>
      {person.state === 'by_token' ? (
        <GiveEmail busy={give.isPending} onGive={email => give.mutate({ id: person.id, email })} />
      ) : null}
      {problem ? <ProblemNotice error={problem} /> : null}
      {made ? <Made made={made} /> : null}
    </section>
  );
}

/** What was made for somebody to come in by: shown once, unless it was mailed. */
function Made({ made }: { made: PersonLink }) {
  const { t } = useTranslation();
  if (made.mailed) {
    return <p role="status">{t('people.mailed')}</p>;
  }
  return (
    <>
      {made.link ? <p>{t('people.link_text')}</p> : null}
      {made.link ? <Secret value={made.link} label={t('people.link')} /> : null}
      {made.token ? <Secret value={made.token} label={t('sign_in.token')} /> : null}
    </>
  );
}

/** An account that came by a token alone gets an address, and stays the author of what it did. */
function GiveEmail({ busy, onGive }: { busy: boolean; onGive: (email: string) => void }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onGive(email.trim());
  };
  return (
    <form className="stack tight" onSubmit={onSubmit}>
      <TextInput
        type="email"
        label={t('sign_in.email')}
        description={t('people.give_email_hint')}
        value={email}
        onChange={event => setEmail(event.currentTarget.value)}
        maxLength={254}
        required
      />
      <div>
        <Button type="submit" loading={busy}>
          {t('people.give_email')}
        </Button>
      </div>
    </form>
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
