import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../../i18n';
import { Panel } from '../../ui/Page';
import { type Fields, parseDocument } from './document';

interface DocumentViewProps {
  document: Fields;
  /** The document as typed, or null while it cannot be read. */
  onChange: (document: Fields | null) => void;
}

/** The settings as the document they are, for those who know it. */
export function DocumentView({ document, onChange }: DocumentViewProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(document, null, 2));
  const parsed = parseDocument(text);
  return (
    <Panel title={t('brands.document')}>
      <div className="stack">
        <p className="soft">{t('brands.document_text')}</p>
        <Textarea
          aria-label={t('brands.document')}
          value={text}
          onChange={event => {
            const typed = event.currentTarget.value;
            setText(typed);
            const read = parseDocument(typed);
            onChange(read.ok ? read.value : null);
          }}
          rows={22}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mono)', fontSize: '0.8125rem' } }}
          error={parsed.ok ? undefined : t('brands.not_json', { why: parsed.why })}
        />
      </div>
    </Panel>
  );
}
