import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { type JourneyAct, useJourneyAct } from '../api/journeys';
import type { JourneySummary } from '../api/types';
import { useTranslation } from '../i18n';
import { Confirm } from '../ui/Confirm';
import { useSay } from '../ui/notices';

/** Pause, resume, stop: asked first, because people will feel it. */
export function JourneyActs({ journey }: { journey: JourneySummary }) {
  const { t } = useTranslation();
  const say = useSay();
  const act = useJourneyAct(journey.id);
  const [asked, setAsked] = useState<JourneyAct | null>(null);
  const ask = (what: JourneyAct) => {
    act.reset();
    setAsked(what);
  };
  return (
    <>
      {journey.state === 'running' ? (
        <Button leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => ask('pause')}>
          {t('journey.pause')}
        </Button>
      ) : null}
      {journey.state === 'paused' ? (
        <Button variant="filled" leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => ask('resume')}>
          {t('journey.resume')}
        </Button>
      ) : null}
      {journey.state === 'running' || journey.state === 'paused' ? (
        <Button color="bad" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={() => ask('stop')}>
          {t('journey.stop')}
        </Button>
      ) : null}
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
