import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../i18n';
import { FormDialog } from '../ui/Dialog';

interface OnceMoreProps {
  title: string;
  verb: string;
  busy: boolean;
  error: unknown;
  onSubmit: (password: string) => void;
  onClose: () => void;
}

/** Asks for the password once more, before something that could shut its owner out. */
export function OnceMore({ title, verb, busy, error, onSubmit, onClose }: OnceMoreProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  return (
    <FormDialog
      title={title}
      verb={verb}
      busy={busy}
      error={error}
      onSubmit={() => onSubmit(password)}
      onClose={onClose}
    >
      <PasswordInput
        label={t('account.current_password')}
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password'), tabIndex: 0 }}
        autoComplete="current-password"
        required
        data-autofocus
      />
    </FormDialog>
  );
}
