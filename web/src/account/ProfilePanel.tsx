import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useChangeProfile } from '../api/account';
import type { Profile } from '../api/types';
import { LANGUAGES, useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { HeldRoles } from '../ui/HeldRole';
import { useSay } from '../ui/notices';
import { Panel } from '../ui/Page';

const ZONES = Intl.supportedValuesOf('timeZone');

/** What one says of oneself. */
export function ProfilePanel({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const say = useSay();
  const change = useChangeProfile();
  const [name, setName] = useState(profile.name);
  const [language, setLanguage] = useState(profile.language);
  const [zone, setZone] = useState(profile.zone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ name: name.trim(), language, zone }, { onSuccess: () => say(t('account.saved')) });
  };
  return (
    <Panel title={t('account.profile')}>
      <form className="stack" onSubmit={submit} style={{ maxWidth: '28rem' }}>
        <div>
          <Foreign>{profile.email}</Foreign>
          <div className="soft">
            <HeldRoles roles={profile.roles} />
          </div>
        </div>
        <TextInput
          label={t('field.name')}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          autoComplete="name"
          maxLength={200}
          required
        />
        <NativeSelect
          label={t('account.language')}
          description={t('account.language_hint')}
          value={language}
          onChange={event => setLanguage(event.currentTarget.value)}
          data={[
            ...(language === '' ? [{ value: '', label: '' }] : []),
            ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
          ]}
        />
        <NativeSelect
          label={t('account.zone')}
          value={zone}
          onChange={event => setZone(event.currentTarget.value)}
          data={ZONES.includes(zone) ? ZONES : [zone, ...ZONES]}
        />
        {change.isError ? <ProblemNotice error={change.error} /> : null}
        <div>
          <Button type="submit" loading={change.isPending}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
