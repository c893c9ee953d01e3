import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useResolve } from '../api/deliveries';
import type { Resolution } from '../api/types';
import { useTranslation } from '../i18n';
import { Allowed } from '../ui/Allowed';
import { ProblemNotice } from '../ui/Await';
import { useSay } from '../ui/notices';

/** No one knows whether this message arrived; it is not sent again. A person who found out says so here. */
export function Resolve({ sendKey }: { sendKey: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const resolve = useResolve(sendKey);
  const [note, setNote] = useState('');
  const close = (outcome: Resolution) =>
    resolve.mutate({ outcome, note: note.trim() }, { onSuccess: () => say(t('resolve.done')) });
  const busy = resolve.isPending ? resolve.variables.outcome : null;
  return (
    <Allowed to="delivery.resolve">
      <div className="notice wait">
        <strong>{t('resolve.title')}</strong>
        <p>{t('resolve.text')}</p>
        <TextInput
          label={t('resolve.note')}
          description={t('resolve.note_hint')}
          value={note}
          onChange={event => setNote(event.currentTarget.value)}
          maxLength={512}
          required
        />
        {resolve.isError ? <ProblemNotice error={resolve.error} /> : null}
        <div className="row">
          <Button
            disabled={note.trim() === '' || busy !== null}
            loading={busy === 'accepted'}
            onClick={() => close('accepted')}
          >
            {t('resolve.accepted')}
          </Button>
          <Button
            disabled={note.trim() === '' || busy !== null}
            loading={busy === 'refused'}
            onClick={() => close('refused')}
          >
            {t('resolve.refused')}
          </Button>
        </div>
      </div>
    </Allowed>
  );
}
