import { PasswordInput } from '@mantine/core';
import { useTranslation } from '../i18n';

interface CurrentPasswordProps {
  value: string;
  onChange: (password: string) => void;
  /** Whether it is what a dialog begins with. */
  first?: boolean;
}

/** The password one has, asked for once more before something that could shut its owner out. */
export function CurrentPassword({ value, onChange, first }: CurrentPasswordProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t('account.current_password')}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password'), tabIndex: 0 }}
      autoComplete="current-password"
      required
      data-autofocus={first}
    />
  );
}
