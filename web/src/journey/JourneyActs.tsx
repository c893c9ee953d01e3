import { Button } from '@mantine/core';
import { IconFileX, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type JourneyAct, useDropDraft, useJourneyAct } from '../api/journeys';
import { useMay } from '../api/session';
import type { JourneySummary } from '../api/types';
import { useTranslation } from '../i18n';
import { Confirm } from '../ui/Confirm';
import { useSay } from '../ui/notices';

/** Pause, resume, stop, drop the draft: asked first, because people will feel it. */
export function JourneyActs({ journey, revision }: { journey: JourneySummary; revision: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const may = useMay();
  const act = useJourneyAct(journey.id);
  const [asked, setAsked] = useState<JourneyAct | null>(null);
  const ask = (what: JourneyAct) => {
    act.reset();
    setAsked(what);
  };
  return (
    <>
      {journey.state === 'running' && may('journey.halt') ? (
        <Button leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => ask('pause')}>
          {t('journey.pause')}
        </Button>
      ) : null}
      {journey.state === 'paused' && may('journey.publish') ? (
        <Button variant="filled" leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => ask('resume')}>
          {t('journey.resume')}
        </Button>
      ) : null}
      {(journey.state === 'running' || journey.state === 'paused') && may('journey.halt') ? (
        <Button color="bad" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={() => ask('stop')}>
          {t('journey.stop')}
        </Button>
      ) : null}
      {journey.draft && may('journey.edit') ? <DropDraft journey={journey} revision={revision} /> : null}
      {asked ? (
        <Confirm
          opened
          onClose={() => setAsked(null)}
          title={t(`journey.${asked}_title`, { name: journey.name })}
          verb={t(`journey.${asked}`)}
          grave={asked === 'stop'}
          busy={act.isPending}
          error={act.error}
          onConfirm={() =>
            act.mutate(asked, {
              onSuccess: () => {
                say(t(`journey.${asked}_done`, { name: journey.name }));
                setAsked(null);
              },
            })
          }
        >
          <p>{t(`journey.${asked}_text`)}</p>
          {asked === 'resume' ? null : <p>{t('journey.inside_now', { count: journey.inside })}</p>}
        </Confirm>
      ) : null}
    </>
  );
}

/** Throws the draft away; a journey that was never published is gone with it. */
function DropDraft({ journey, revision }: { journey: JourneySummary; revision: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const drop = useDropDraft(journey.id);
  const [asked, setAsked] = useState(false);
  const only = journey.version == null;
  const confirm = () =>
    drop.mutate(revision, {
      onSuccess: () => {
        say(t('journey.drop_done', { name: journey.name }));
        setAsked(false);
        if (only) void navigate({ to: '/journeys' });
        else void queries.invalidateQueries({ queryKey: ['journey', journey.id] });
      },
    });
  return (
    <>
      <Button
        color="bad"
        leftSection={<IconFileX size={16} aria-hidden />}
        onClick={() => {
          drop.reset();
          setAsked(true);
        }}
      >
        {t('journey.drop')}
      </Button>
      <Confirm
        opened={asked}
        grave
        onClose={() => setAsked(false)}
        title={t('journey.drop_title', { name: journey.name })}
        verb={t('journey.drop')}
        busy={drop.isPending}
        error={drop.error}
        onConfirm={confirm}
      >
        <p>{t(only ? 'journey.drop_only_text' : 'journey.drop_text')}</p>
      </Confirm>
    </>
  );
}
