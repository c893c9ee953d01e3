import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMail, useSetMail, useTryMail } from '../api/settings';
import type { MailSettings } from '../api/types';
import { useTranslation } from '../i18n';
import { Allowed } from '../ui/Allowed';
import { Await, ProblemNotice } from '../ui/Await';
import { LeaveGuard } from '../ui/LeaveGuard';
import { useSay } from '../ui/notices';
import { Panel } from '../ui/Page';
import { ReadOnly } from '../ui/ReadOnly';
import { DkimKeys } from './DkimKeys';
import { toForm, toInput } from './mailForm';
import { TrialNotice } from './TrialNotice';

/** How mail is sent, and a trial that says what the server answered. */
export function MailTab() {
  const { t } = useTranslation();
  const mail = useMail();
  return (
    <Await query={mail} lines={8}>
      {settings => (
        <div className="main-side">
          <div className="stack">
            {settings.confirmations_waiting > 0 ? (
              <p className="notice wait" role="status">
                {t('mail.waiting', { n: settings.confirmations_waiting })}
              </p>
            ) : null}
            <ReadOnly unless="people.manage">
              <MailForm settings={settings} />
            </ReadOnly>
            <ReadOnly unless="settings.change">
              <DkimKeys settings={settings} />
            </ReadOnly>
          </div>
          <Allowed to="settings.change">
            <TryMail configured={settings.host != null} />
          </Allowed>
        </div>
      )}
    </Await>
  );
}

function MailForm({ settings }: { settings: MailSettings }) {
  const { t } = useTranslation();
  const say = useSay();
  const save = useSetMail();
  const [form, setForm] = useState(() => toForm(settings));
  const [saved, setSaved] = useState(form);
  const [revision, setRevision] = useState(settings.revision);
  const unsaved = JSON.stringify(form) !== JSON.stringify(saved);
  const set = (name: keyof typeof form) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setForm(before => ({ ...before, [name]: value }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Keys that were made or removed meanwhile are another revision of the same fields.
    const same = JSON.stringify(toForm(settings)) === JSON.stringify(saved);
    const change = { mail: toInput(form), revision: same ? settings.revision : revision };
    save.mutate(change, {
      onSuccess: fresh => {
        setRevision(fresh.revision);
        // A password that was stored is not shown again.
        setSaved({ ...form, password: '' });
        setForm({ ...form, password: '' });
        say(t('mail.saved'));
      },
    });
  };
  return (
    <Panel title={t('mail.title')}>
      <form className="stack" onSubmit={submit}>
        <div className="columns">
          <TextInput
            label={t('mail.host')}
            description={t('mail.host_hint')}
            value={form.host}
            onChange={set('host')}
          />
          <TextInput
            type="number"
            min={1}
            max={65535}
            label={t('mail.port')}
            value={form.port}
            onChange={set('port')}
            required
          />
          <NativeSelect
            label={t('mail.security')}
            value={form.security}
            onChange={set('security')}
            data={[
              { value: 'starttls', label: 'STARTTLS' },
              { value: 'tls', label: 'TLS' },
              { value: 'none', label: t('mail.no_security') },
            ]}
          />
          <TextInput
            type="number"
            min={1}
            max={32}
            label={t('mail.connections')}
            value={form.connections}
            onChange={set('connections')}
            required
          />
          <TextInput label={t('mail.user')} value={form.user} onChange={set('user')} autoComplete="off" />
          <PasswordInput
            label={t('mail.password')}
            description={settings.password ? t('mail.stored') : undefined}
            value={form.password}
            onChange={set('password')}
            visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_token') }}
            autoComplete="new-password"
          />
          <TextInput
            label={t('mail.return_path')}
            description={t('mail.return_path_hint')}
            value={form.return_path}
            onChange={set('return_path')}
          />
          <TextInput
            label={t('mail.dkim_domain')}
            description={t('mail.dkim_domain_hint')}
            value={form.dkim_domain}
            onChange={set('dkim_domain')}
          />
        </div>
        {save.isError ? <ProblemNotice error={save.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button type="submit" variant="filled" loading={save.isPending}>
            {t('action.save')}
          </Button>
        </div>
        <LeaveGuard unsaved={() => unsaved} text={t('mail.leave')} />
      </form>
    </Panel>
  );
}

function TryMail({ configured }: { configured: boolean }) {
  const { t } = useTranslation();
  const trial = useTryMail();
  return (
    <Panel title={t('mail.try_title')}>
      <div className="stack">
        <p className="soft">{t(configured ? 'mail.try_text' : 'mail.not_configured')}</p>
        <div>
          <Button loading={trial.isPending} disabled={!configured} onClick={() => trial.mutate()}>
            {t('mail.try')}
          </Button>
        </div>
        {trial.isPending ? <p role="status">{t('mail.trying')}</p> : null}
        {trial.isError ? <ProblemNotice error={trial.error} /> : null}
        {trial.data ? <TrialNotice trial={trial.data} /> : null}
      </div>
    </Panel>
  );
}
