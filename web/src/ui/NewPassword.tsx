import { PasswordInput } from '@mantine/core';
import { useTranslation } from '../i18n';

/** The fewest characters the server takes. */
const SHORTEST = 12;

/** A new password, and what makes one good. */
export function NewPassword({ value, onChange }: { value: string; onChange: (password: string) => void }) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t('password.new')}
      description={t('password.rule')}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password'), tabIndex: 0 }}
      autoComplete="new-password"
      minLength={SHORTEST}
      maxLength={128}
      required
    />
  );
}
