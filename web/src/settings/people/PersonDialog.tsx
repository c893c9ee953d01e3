import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import {
  useClosePerson,
  useErasePerson,
  useGiveEmail,
  useGiveRole,
  usePersonLink,
  useRemovePersonFactor,
  useReopenPerson,
  useWithdrawRole,
} from '../../api/people';
import { useSession } from '../../api/session';
import type { Person, PersonLink } from '../../api/types';
import { useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { ProblemNotice } from '../../ui/Await';
import { Confirm } from '../../ui/Confirm';
import { Dialog } from '../../ui/Dialog';
import { Foreign } from '../../ui/Foreign';
import { History } from '../../ui/History';
import { Secret } from '../../ui/Secret';
import { GivenRoles } from './GivenRoles';

/** One person: what they hold, how they get in again, and the end of it. Each button acts at once. */
export function PersonDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation();
  const own = useSession().data?.id === person.id;
  return (
    <Dialog title={person.recovery_key ? t('people.recovery_key') : foreign(person.name)} onClose={onClose} atOnce>
      {person.recovery_key ? <p>{t('people.recovery_key_text')}</p> : null}
      {person.email ? (
        <p className="soft">
          <Foreign>{person.email}</Foreign>
        </p>
      ) : null}
      <Roles person={person} />
      <div>
        <History object={`person:${person.id}`} name={person.name} />
      </div>
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
  return <GivenRoles id={person.id} roles={person.roles} give={useGiveRole()} withdraw={useWithdrawRole()} />;
}

function WayIn({ person }: { person: Person }) {
  const { t } = useTranslation();
  const link = usePersonLink();
  const give = useGiveEmail();
  const factor = useRemovePersonFactor();
  const [asking, setAsking] = useState(false);
  const problem = link.error ?? give.error;
  const made = give.data ?? link.data;
  const verbs = { invited: t('people.invite_again'), by_token: t('people.new_token') } as const;
  return (
    <section className="stack">
      <div className="row">
        <Button loading={link.isPending} onClick={() => link.mutate(person.id)}>
          {person.state === 'invited' || person.state === 'by_token' ? verbs[person.state] : t('people.reset')}
        </Button>
        {person.second_factor ? <Button onClick={() => setAsking(true)}>{t('people.remove_factor')}</Button> : null}
      </div>
      {person.state === 'by_token' ? (
        <GiveEmail busy={give.isPending} onGive={email => give.mutate({ id: person.id, email })} />
      ) : null}
      {problem ? <ProblemNotice error={problem} /> : null}
      {made ? <Made made={made} /> : null}
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
  const [asking, setAsking] = useState(false);
  const verb = person.recovery_key ? t('people.retire') : t('people.close');
  return (
    <section className="stack tight">
      {reopen.isError ? <ProblemNotice error={reopen.error} /> : null}
      {person.state === 'closed' ? (
        <div className="row">
          <Button loading={reopen.isPending} onClick={() => reopen.mutate(person.id)}>
            {t('people.reopen')}
          </Button>
          {person.recovery_key ? null : <Erase person={person} />}
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
        <p>{t('people.close_text')}</p>
      </Confirm>
    </section>
  );
}

/** Forgets who somebody was, for good. */
function Erase({ person }: { person: Person }) {
  const { t } = useTranslation();
  const erase = useErasePerson();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  return (
    <>
      <Button color="bad" onClick={() => setAsking(true)}>
        {t('people.erase')}
      </Button>
      <Confirm
        opened={asking}
        grave
        onClose={() => setAsking(false)}
        title={t('people.erase_title', { name: person.name })}
        verb={t('people.erase')}
        busy={erase.isPending}
        error={erase.error}
        onConfirm={() => erase.mutate({ id: person.id, reason }, { onSuccess: () => setAsking(false) })}
      >
        <p>{t('people.erase_text')}</p>
        <TextInput
          label={t('people.erase_reason')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          maxLength={512}
          required
        />
      </Confirm>
    </>
  );
}
