import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../i18n';
import { freeId } from './idFrom';

interface IdInputProps {
  value: string;
  onChange: (id: string) => void;
  /** Whether something else has this id. */
  taken?: boolean;
}

/** The id of something new, made from its name until someone writes another; `taken` are those that others have. */
export function useNewId(name: string, kind: string, taken: readonly string[]): IdInputProps & { taken: boolean } {
  const [written, onChange] = useState<string | null>(null);
  const value = written ?? (name.trim() === '' ? '' : freeId(name, kind, taken));
  return { value, onChange, taken: taken.includes(value) };
}

/** The id of something new: it stands in addresses and files, so its letters are few and it stays for good. */
export function IdInput({ value, onChange, taken }: IdInputProps) {
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
      error={taken ? t('field.id_taken') : undefined}
      required
    />
  );
}
