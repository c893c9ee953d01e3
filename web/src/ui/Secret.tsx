import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../i18n';

/** Something that is shown only once: to be copied now. */
export function Secret({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <div className="stack tight">
      <TextInput
        label={label}
        description={t('state.shown_once')}
        value={value}
        readOnly
        onFocus={event => event.currentTarget.select()}
        styles={{ input: { fontFamily: 'var(--mono)' } }}
      />
      <div>
        <Button
          size="xs"
          leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
          onClick={() => void copy()}
        >
          {t(copied ? 'action.copied' : 'action.copy')}
        </Button>
      </div>
    </div>
  );
}
