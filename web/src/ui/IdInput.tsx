import { TextInput } from '@mantine/core';
import { useTranslation } from '../i18n';

/** The id of something new: it stands in addresses and files, so its letters are few and it stays for good. */
export function IdInput({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('field.id')}
      description={t('field.id_hint')}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      pattern="[a-z0-9][a-z0-9\-]{0,63}"
      autoCapitalize="off"
      spellCheck={false}
      required
    />
  );
}
