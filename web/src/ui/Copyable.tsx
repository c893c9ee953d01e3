import { Button, Textarea } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../i18n';

/** How many letters stand in a line on a phone: a longer text goes on in the next, so that all of it can be seen. */
const LINE = 30;

/** How many lines a text takes on a phone, within what fits on one. */
function linesOf(text: string): number {
  const lines = text.split('\n').map(line => Math.max(1, Math.ceil(line.length / LINE)));
  return Math.min(
    12,
    lines.reduce((sum, more) => sum + more, 0),
  );
}

/** A text to be taken elsewhere, with a button that copies it. */
export function Copyable({ value, label, description }: { value: string; label: string; description?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <div className="stack tight">
      <Textarea
        rows={linesOf(value)}
        label={label}
        description={description}
        value={value}
        readOnly
        onFocus={event => event.currentTarget.select()}
        styles={{ input: { fontFamily: 'var(--mono)', overflowWrap: 'anywhere', resize: 'none' } }}
      />
      <div>
        <Button
          size="xs"
          aria-label={`${t(copied ? 'action.copied' : 'action.copy')}: ${label}`}
          leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
          onClick={() => void copy()}
        >
          {t(copied ? 'action.copied' : 'action.copy')}
        </Button>
      </div>
    </div>
  );
}
