import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCreateToken } from '../api/account';
import { useSession } from '../api/session';
import { useCode, useTranslation } from '../i18n';
import { FormDialog } from '../ui/Dialog';
import { SecretDialog } from '../ui/SecretDialog';
import { CurrentPassword } from './CurrentPassword';

/** How long a token is good unless somebody says otherwise. */
const DAYS = 90;

/** A new token: what it is for, what it may do, how long; then the token itself, once. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const own = useSession().data?.permissions ?? [];
  const word = useCode();
  const create = useCreateToken();
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<string[]>([]);
  const [days, setDays] = useState(DAYS);
  const [password, setPassword] = useState('');
  if (create.data) {
    return (
      <SecretDialog title={t('tokens.made')} label={t('sign_in.token')} value={create.data.token} onClose={onClose} />
    );
  }
  return (
    <FormDialog
      title={t('tokens.add')}
      verb={t('action.add')}
      busy={create.isPending}
      error={create.error}
      disabled={permissions.length === 0}
      onSubmit={() => create.mutate({ name: name.trim(), permissions, days, password })}
      onClose={onClose}
    >
      <TextInput
        label={t('field.name')}
        description={t('tokens.name_hint')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        maxLength={200}
        required
        data-autofocus
      />
      <Checkbox.Group
        label={t('tokens.may')}
        description={t('tokens.may_hint')}
        value={permissions}
        onChange={setPermissions}
      >
        <div className="stack tight" style={{ maxHeight: '16rem', overflow: 'auto', marginTop: '0.5rem' }}>
          {own.map(permission => (
            <Checkbox key={permission} value={permission} label={word('permission', permission)} />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label={t('tokens.days')}
        value={String(days)}
        onChange={event => setDays(Number(event.currentTarget.value))}
        data={['7', '30', '90', '180', '365']}
      />
      <CurrentPassword value={password} onChange={setPassword} />
    </FormDialog>
  );
}
