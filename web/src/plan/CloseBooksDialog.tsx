import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCloseBooks } from '../api/plan';
import type { PlanNodeView } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { FormDialog } from '../ui/Dialog';
import { useSay } from '../ui/notices';
import { ReasonInput } from './ReasonInput';
import { useRefusal } from './useRefusal';

/** The last day of the month before this one, as a plain day: what one closes as a rule. */
export function lastMonthsEnd(today: Date): string {
  const end = new Date(Date.UTC(today.getFullYear(), today.getMonth(), 0));
  return end.toISOString().slice(0, 10);
}

/** Closes the books of a plan up to a day; they are never opened again, so it says what that means first. */
export function CloseBooksDialog({ view, onClose }: { view: PlanNodeView; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useSay();
  const { node } = view;
  const [revision] = useState(view.revision);
  const close = useCloseBooks(node.id, revision);
  const [day, setDay] = useState(() => lastMonthsEnd(new Date()));
  const [reason, setReason] = useState('');
  const refusal = useRefusal(close.error, ['day', 'reason']);
  const submit = () =>
    close.mutate(
      { last_day: day, reason: reason.trim() },
      {
        onSuccess: () => {
          say(t('books.done', { name: node.name, day: format.time(day, 'day') }));
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={t('books.title', { name: node.name })}
      onClose={onClose}
      verb={t('books.verb')}
      onSubmit={submit}
      busy={close.isPending}
      error={refusal.rest}
      disabled={day === '' || reason.trim() === ''}
    >
      <p>{t('books.text')}</p>
      {node.books_closed ? (
        <p className="soft">{t('books.so_far', { day: format.time(node.books_closed, 'day') })}</p>
      ) : null}
      <TextInput
        type="date"
        label={t('books.last_day')}
        value={day}
        onChange={event => setDay(event.currentTarget.value)}
        error={refusal.at('day')}
        required
      />
      <ReasonInput value={reason} onChange={setReason} error={refusal.at('reason')} />
    </FormDialog>
  );
}
