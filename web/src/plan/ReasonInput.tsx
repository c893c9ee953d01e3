import { Textarea } from '@mantine/core';
import { useTranslation } from '../i18n';

/** Why something is done: kept beside who did it and when. */
export function ReasonInput({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (reason: string) => void;
  error?: string | undefined;
}) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t('transfer.reason')}
      description={t('transfer.reason_hint')}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      error={error}
      required
      maxLength={512}
      rows={2}
    />
  );
}
