import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useCheck } from '../api/journeys';
import { useMay } from '../api/session';
import type { JourneyCounts, JourneyView } from '../api/types';
import { useTranslation } from '../i18n';
import { Allowed } from '../ui/Allowed';
import { ProblemNotice } from '../ui/Await';
import { LeaveGuard } from '../ui/LeaveGuard';
import { CheckedEditor } from './CheckedEditor';
import { Overtaken } from './Overtaken';
import { PublishDialog } from './PublishDialog';
import { useDraft } from './useDraft';

/** The journey's document: written, checked and kept as a draft while one writes, and published as a new version. */
export function DocumentTab({ view, counts }: { view: JourneyView; counts: JourneyCounts | null }) {
  const { t } = useTranslation();
  const may = useMay();
  const { summary } = view;
  const draft = useDraft(view);
  const { text } = draft;
  const [settled] = useDebouncedValue(text, 400);
  const check = useCheck(settled);
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
              onClick={() => setAsked(true)}
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
      <CheckedEditor
        text={text}
        onChange={may('journey.edit') ? draft.setText : undefined}
        check={check}
        counts={counts}
      />
      <LeaveGuard unsaved={() => draft.unsaved} text={t('document.leave')} />
      {asked ? (
        <PublishDialog
          view={view}
          text={text}
          revision={draft.revision}
          onClose={() => setAsked(false)}
          outdated={draft.outdated}
        />
      ) : null}
    </div>
  );
}
