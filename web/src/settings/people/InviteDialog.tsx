import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCreatePerson } from '../../api/people';
import type { RoleInput } from '../../api/types';
import { LANGUAGES, useTranslation } from '../../i18n';
import { Dialog, FormDialog } from '../../ui/Dialog';
import { Foreign } from '../../ui/Foreign';
import { Secret } from '../../ui/Secret';
import { RoleSelect } from './RoleSelect';

/** Adds somebody: their name, where the invitation goes, and what they may do. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const create = useCreatePerson();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [language, setLanguage] = useState(i18n.language);
  const [role, setRole] = useState<RoleInput>({ role: 'campaign_manager' });
  if (create.data) {
    const { person, mailed, link, token } = create.data;
    return (
      <Dialog title={t('people.invited_title')} onClose={onClose}>
        <p>
          <Foreign>{person.name}</Foreign>
        </p>
        {mailed ? <p>{t('people.mailed')}</p> : null}
        {link ? <p>{t('people.link_text')}</p> : null}
        {link ? <Secret value={link} label={t('people.link')} /> : null}
        {token ? <Secret value={token} label={t('sign_in.token')} /> : null}
      </Dialog>
    );
  }
  const invite = () =>
    create.mutate({
      name: name.trim(),
      language,
      roles: [role],
      ...(email.trim() !== '' && { email: email.trim() }),
    });
  return (
    <FormDialog
      title={t('people.invite')}
      verb={t('people.invite_verb')}
      busy={create.isPending}
      error={create.error}
      onSubmit={invite}
      onClose={onClose}
    >
      <TextInput
        label={t('field.name')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        maxLength={200}
        required
        data-autofocus
      />
      <TextInput
        type="email"
        label={t('sign_in.email')}
        description={t('people.email_hint')}
        value={email}
        onChange={event => setEmail(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('account.language')}
        value={language}
        onChange={event => setLanguage(event.currentTarget.value)}
        data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
      />
      <RoleSelect value={role} onChange={setRole} />
    </FormDialog>
  );
}
