import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useCheck, usePublish, useSaveDraft } from '../api/journeys';
import type { JourneyView } from '../api/types';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { useSay } from '../ui/notices';
import { CheckedEditor } from './CheckedEditor';

/** The journey's document: written, checked while one writes, kept as a draft, and published as a new version. */
export function DocumentTab({ view }: { view: JourneyView }) {
  const { t } = useTranslation();
  const say = useSay();
  const { summary } = view;
  const start = view.draft ?? view.document;
  const [text, setText] = useState(start);
  const [settled] = useDebouncedValue(text, 400);
  const check = useCheck(settled);
  const save = useSaveDraft(summary.id);
  const publish = usePublish(summary.id);
  const [asked, setAsked] = useState(false);
  const changed = text !== start;
  const checked = check.data && settled === text && !check.isPlaceholderData;
  return (
    <div className="stack">
      <div className="between">
        <p className="soft">{t(view.draft ? 'document.is_draft' : 'document.is_live')}</p>
        <div className="row">
          <Button
            disabled={!changed}
            loading={save.isPending}
            onClick={() => save.mutate(text, { onSuccess: () => say(t('document.saved')) })}
          >
            {t('document.save')}
          </Button>
          <Button
            variant="filled"
            disabled={!checked || !check.data?.ok || (text === view.document && summary.version != null)}
            onClick={() => {
              publish.reset();
              setAsked(true);
            }}
          >
            {t('document.publish')}
          </Button>
        </div>
      </div>
      {save.isError ? <ProblemNotice error={save.error} /> : null}
      <CheckedEditor text={text} onChange={setText} check={check} />
      <Confirm
        opened={asked}
        onClose={() => setAsked(false)}
        title={t('document.publish_title', { name: summary.name })}
        verb={t('document.publish')}
        busy={publish.isPending}
        error={publish.error}
        onConfirm={() =>
          publish.mutate(text, {
            onSuccess: version => {
              say(t('document.published', { version: version.version }));
              setAsked(false);
            },
          })
        }
      >
        <p>{t('document.publish_text', { version: (summary.version ?? 0) + 1 })}</p>
        <p>
          {t(/^on_publish:\s*move/m.test(text) ? 'document.moves' : 'document.finishes', { count: summary.inside })}
        </p>
      </Confirm>
    </div>
  );
}
