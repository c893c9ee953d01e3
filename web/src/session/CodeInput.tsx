import { TextInput } from '@mantine/core';
import { useTranslation } from '../i18n';
import { KEPT } from './Entrance';

/** The code of an authenticator app, or a recovery code. */
export function CodeInput({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('sign_in.code')}
      description={t('sign_in.code_hint')}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      autoComplete="one-time-code"
      inputMode="text"
      maxLength={64}
      required
      autoFocus
      {...KEPT}
    />
  );
}
