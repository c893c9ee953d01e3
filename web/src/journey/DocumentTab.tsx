import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useCheck, usePublish } from '../api/journeys';
import { useMay } from '../api/session';
import type { JourneyView } from '../api/types';
import { useTranslation } from '../i18n';
import { Allowed } from '../ui/Allowed';
import { ProblemNotice } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { LeaveGuard } from '../ui/LeaveGuard';
import { useSay } from '../ui/notices';
import { CheckedEditor } from './CheckedEditor';
import { Overtaken } from './Overtaken';
import { useDraft } from './useDraft';

/** The journey's document: written, checked and kept as a draft while one writes, and published as a new version. */
export function DocumentTab({ view }: { view: JourneyView }) {
  const { t } = useTranslation();
  const say = useSay();
  const may = useMay();
  const { summary } = view;
  const draft = useDraft(view);
  const { text } = draft;
  const [settled] = useDebouncedValue(text, 400);
  const check = useCheck(settled);
  const publish = usePublish(summary.id);
  const [asked, setAsked] = useState(false);
  const checked = check.data && settled === text && !check.isPlaceholderData;
  return (
    <div className="stack">
      <div className="between">
        <p className="soft">{t(view.draft ? 'document.is_draft' : 'document.is_live')}</p>
        <div className="row">
          <span className="small soft" role="status">
            {draft.unsaved ? t('document.unsaved') : view.draft ? t('document.kept') : ''}
          </span>
          {draft.save.error ? (
            <Button loading={draft.save.isPending} onClick={draft.save.now}>
              {t('document.save')}
            </Button>
          ) : null}
          <Allowed to="journey.publish">
            <Button
              variant="filled"
              disabled={
                !checked ||
                !check.data?.ok ||
                draft.theirs !== null ||
                (text === view.document && summary.version != null)
              }
              onClick={() => {
                publish.reset();
                setAsked(true);
              }}
            >
              {t('document.publish')}
            </Button>
          </Allowed>
        </div>
      </div>
      {draft.save.error ? <ProblemNotice error={draft.save.error} /> : null}
      {draft.theirs ? (
        <Overtaken mine={text} theirs={draft.theirs} onTake={draft.takeTheirs} onKeep={draft.keepMine} />
      ) : null}
      <CheckedEditor text={text} onChange={may('journey.edit') ? draft.setText : undefined} check={check} />
      <LeaveGuard unsaved={() => draft.unsaved} text={t('document.leave')} />
      <Confirm
        opened={asked}
        onClose={() => setAsked(false)}
        title={t('document.publish_title', { name: summary.name })}
        verb={t('document.publish')}
        busy={publish.isPending}
        error={publish.error}
        onConfirm={() =>
          publish.mutate(
            { document: text, revision: draft.revision },
            {
              onSuccess: version => {
                say(t('document.published', { version: version.version }));
                setAsked(false);
              },
              onError: error => {
                if (draft.outdated(error)) setAsked(false);
              },
            },
          )
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
