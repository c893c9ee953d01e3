import { Button, NativeSelect, PasswordInput, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSetChannel, useTryChannel } from '../api/channels';
import type { ChannelSettings } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { Allowed } from '../ui/Allowed';
import { ProblemNotice } from '../ui/Await';
import { useSay } from '../ui/notices';
import { Panel } from '../ui/Page';
import { ReadOnly } from '../ui/ReadOnly';
import { type Setting, settingsOf, type Typed, toForm, toValues } from './driverForm';
import { TrialNotice } from './TrialNotice';

/** How messages of one kind leave the house: a form drawn from what its driver says it needs, and a trial. */
export function ChannelTab({ kind, settings }: { kind: string; settings: ChannelSettings }) {
  return (
    <div className="main-side">
      <div className="stack">
        <ReadOnly unless="settings.change">
          <DriverForm kind={kind} settings={settings} />
        </ReadOnly>
      </div>
      <Allowed to="settings.change">
        <TryChannel kind={kind} />
      </Allowed>
    </div>
  );
}

function DriverForm({ kind, settings }: { kind: string; settings: ChannelSettings }) {
  const { t } = useTranslation();
  const word = useCode();
  const say = useSay();
  const save = useSetChannel();
  const [typed, setTyped] = useState(() => toForm(settings));
  const [revision, setRevision] = useState(settings.revision);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const values = toValues(settings.schema, typed);
    const saved = (fresh: ChannelSettings) => {
      setRevision(fresh.revision);
      say(t('driver.saved'));
    };
    save.mutate({ kind, values, revision }, { onSuccess: saved });
  };
  return (
    <Panel title={t('driver.title', { channel: word('channel', kind) })}>
      <form className="stack" onSubmit={submit}>
        <div className="columns">
          {settingsOf(settings.schema).map(one => (
            <Field
              key={one.name}
              kind={kind}
              setting={one}
              value={typed[one.name] ?? ''}
              onChange={value => setTyped((before: Typed) => ({ ...before, [one.name]: value }))}
            />
          ))}
        </div>
        {save.isError ? <ProblemNotice error={save.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button type="submit" variant="filled" loading={save.isPending}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface FieldProps {
  kind: string;
  setting: Setting;
  value: string | boolean;
  onChange: (value: string | boolean) => void;
}

function Field({ kind, setting, value, onChange }: FieldProps) {
  const { t, i18n } = useTranslation();
  const key = `driver_field.${kind}_${setting.name}`;
  const label = i18n.exists(key) ? (t(key as never) as string) : foreign(setting.title);
  if (setting.sort === 'switch') {
    return <Switch label={label} checked={value === true} onChange={event => onChange(event.currentTarget.checked)} />;
  }
  const common = {
    label,
    value: String(value),
    required: setting.required,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  if (setting.sort === 'choice') return <NativeSelect {...common} data={[...setting.choices]} />;
  if (setting.sort === 'secret') {
    return (
      <PasswordInput
        {...common}
        description={t('driver.secret')}
        visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_token') }}
        autoComplete="new-password"
      />
    );
  }
  return <TextInput {...common} type={setting.sort === 'number' ? 'number' : 'text'} autoComplete="off" />;
}

function TryChannel({ kind }: { kind: string }) {
  const { t } = useTranslation();
  const trial = useTryChannel();
  return (
    <Panel title={t('driver.try')}>
      <div className="stack">
        <p className="soft">{t('driver.try_text')}</p>
        <div>
          <Button loading={trial.isPending} onClick={() => trial.mutate(kind)}>
            {t('driver.try')}
          </Button>
        </div>
        {trial.isError ? <ProblemNotice error={trial.error} /> : null}
        {trial.data ? <TrialNotice trial={trial.data} /> : null}
      </div>
    </Panel>
  );
}
